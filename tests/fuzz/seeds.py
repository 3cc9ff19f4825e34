"""Valid inputs that the fuzzing starts from."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.bad.row import GOOD, good_json

SDL = (
    GOOD,
    'schema { query: Q } type Q { a(x: [Int!]! = [1, 2]): [[String!]!]! @deprecated(reason: "no") }'
    " extend type Q { b: ID }",
    '"""\n  block\n    text\n"""\nscalar S @specifiedBy(url: "https://x")'
    " \n# comment\nunion U = | A | B type A { a: S } type B { b: U }",
    "input I @oneOf { a: Int b: [I] = [{a: 1}] } enum E { A B @deprecated }"
    " directive @d(a: E = A, b: I) repeatable on FIELD | OBJECT",
    "interface N { id: ID! } interface M implements N { id: ID! }"
    " type T implements N & M @d(x: {a: [1.50e2, null]}) { id: ID! }",
    "# described\ntype Old implements A, B {\n  # by comments\n  a: Int\n}"
    "\n{ a }\nquery Q($a: Int = 1) { a }\nfragment F on Old { a }",
)
CONFIG = (
    '[sources.api]\nendpoint = "https://api.example.com/graphql"\nheaders = { "X-API-Key" = "${API_KEY}" }\n'
    'operations = ["sdk/**/*.graphql"]\ntimeout = 30\nconfirm = 5\nkey-host = "api.example.com"\n',
    'snapshots = "stored"\n[sources.a]\nschema = "a.graphql"\n[sources.b]\nschema = ["b/*.graphql", "c.graphql"]\n'
    '[policy]\nlevel = "strict"\nfail-on = "dangerous"\n'
    '[[policy.allow]]\nchange = "FIELD_REMOVED"\ncoordinate = "Alert.*"\nuntil = 2027-01-31\nreason = "moved"\n',
    '[sources.g]\nschema = "git:main:schema.graphql"\n'
    '[docs]\ntitle = "API"\n[[policy.override]]\nchange = "*"\nseverity = "safe"\n',
)
HISTORY = (
    '{\n  "format": 1,\n  "versions": [\n'
    '    {"version": "2026-01-01T06-00-00Z", "label": "v1", "taken": "2026-01-01T06:00:00Z", "origin": "https://x/g", '
    '"digest": "sha256:d5c97357f7fc99ec8c37afcc09b26af7284927ddfdc90447f51dea4370b61151"},\n'
    '    {"version": "2026-02-01T06-00-00Z_02", "label": null, "taken": "2026-02-01T06:00:00Z", "origin": "s.graphql", '
    '"digest": "sha256:21dbf3d1275cd1fdcebfad7e5aba45c355a63fd644fd4c63f211225df55f5744"}\n  ]\n}\n',
    '{"format": 1, "versions": []}',
)
OPERATIONS = {
    ".graphql": (
        'query Find($f: Filter = {text: "x"}, $n: Int) { find(filter: $f) { __typename ...A ... on User { name } } }\n'
        'fragment A on Alert { id title(locale: "de") state }\nmutation M { close(id: 1) { id } }',
        "{ node(id: 1) { id ... @include(if: true) { id } } }",
    ),
    ".py": (
        'from gql import gql\nQ = gql("""\nquery Q { find { __typename } }\n""")\n'
        'R = f"query R {{ node(id: {1}) {{ id }} }}"\n',
        "client.execute('query Q { find { ... on User { name } } }')\nFRAGMENT = '''fragment F on User { id }'''\n",
    ),
    ".ts": (
        "const q = gql`\n  query Q { find { ...F } }\n  ${F}\n`;\nconst t = /* GraphQL */ `{ node(id: 1) { id } }`;\n",
        "export const F = graphql(`fragment F on User { id name }`); // `\n",
    ),
    ".vue": (
        '<template>{{ a }}</template>\n<script lang="ts">\nconst q = gql`query Q { find { ...${F} } }`\n</script>\n',
    ),
    ".kt": ('val q = """query Q(${\'$\'}n: Int) { find(n: $n) { __typename } }""" // "\n',),
    ".json": (
        '{"format": "apollo-persisted-query-manifest", "operations": [{"body": "query Q {\\n node(id: 1) { id } }"}]}',
    ),
}
HEADERS = (
    ("X-API-Key", "k3y+of/the=watcher"),
    ("Authorization", "Bearer abc.def-123"),
    ("Authorization", "Basic dXNlcjpwYXNz"),
    ("Cookie", 'a=1; session="x y"'),
    ("Accept", "application/json"),
)
HEADS = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: LENGTH\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: https://h.example/x?y#z\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.0 503 Busy\r\nRetry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\nSet-Cookie: a=b\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: identity\r\n\r\nffff\r\n",
    'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Type: text/html; charset=utf-8\r\n\r\n',
)
URLS = (
    "https://api.example.com/graphql?token=abc#x",
    "http://127.0.0.1:8080/a/b.graphql",
    "https://[::1]:443/",
    "../c?x=1",
)


def result() -> Any:
    """Return a decoded introspection response."""
    return json.loads(good_json())


def small_result() -> Any:
    """Return the response with the types of the user only, so that edits meet what matters."""
    document = result()
    schema = document["data"]["__schema"]
    schema["types"] = [type_ for type_ in schema["types"] if not type_["name"].startswith("__")]
    schema["directives"] = schema["directives"][:1]
    return document
