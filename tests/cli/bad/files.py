"""Bad behaviour of what should be a published schema file."""

from __future__ import annotations

import json

from tests.cli.bad.row import GOOD, KEY, Row, good_json
from tests.servers.loopback import Reply, always
from tests.servers.misbehaving import bomb, chunks, document, later, packed


def file(content: str | bytes, content_type: str = "text/plain", *, measured: bool = False) -> Row:
    return Row(document(content, content_type), path="/schema.graphql", measured=measured)


ROWS: dict[str, Row] = {
    "file: empty": file(""),
    "file: page": file("<!doctype html><title>Not here</title>", "text/html"),
    "file: page as text": file("<!doctype html><title>Sign in</title>"),
    "file: markup": file("<Error><Code>AccessDenied</Code></Error>"),
    "file: gone": Row(always(Reply(404, "gone", "text/plain")), path="/schema.graphql"),
    "file: refused": Row(always(Reply(403, f"bad key {KEY}", "text/plain")), path="/schema.graphql"),
    "file: endpoint's errors": file('{"errors": [{"message": "no query"}]}', "application/json"),
    "file: prose": file("This is not a schema."),
    "file: cut": file(GOOD[: GOOD.index("input Page") + 20]),
    "file: cut in a text": file(GOOD[:12]),
    "file: Latin-1": file(GOOD.replace("An API", "Une \xe9tude").encode("latin-1")),
    "file: UTF-16": file(GOOD.encode("utf-16")),
    "file: NUL": file(GOOD.replace("scalar Time", "scalar Ti\0me")),
    "file: escapes": file(GOOD.replace("scalar Time", "scalar Ti\x1b[2J\u202eme")),
    "file: the key where a name belongs": file(f"type {KEY} {{ a: Int }}"),
    "file: operations": file("query Q { a }"),
    "file: introspection result": file(good_json(), "application/json"),
    "file: errors beside no data": file(json.dumps({"data": None, "errors": [{"message": "x"}]})),
    "file: deep lists": file("type Query { a: " + "[" * 100_000),
    "file: deep default": file("input I { a: X = " + "[" * 100_000 + "] }"),
    "file: braces": file("{" * 1_000_000),
    "file: quotes": file('"' * 1_000_001),
    "file: never closed": file('"""' + '\\"""' * 500_000),
    "file: number signs": file("#" * 5_000_000, measured=True),
    "file: number signs and commas": file("#\n," * 500_000 + "?"),
    "file: old comments without end": file(
        "type B { a: Int }\n" + "#a\n" * 100_000 + "\n#b\ntype Query { a: Int }"
    ),
    "file: lines without end": Row(
        chunks(b"\n", 30_000_000, last=b"x"), path="/schema.graphql", measured=True
    ),
    "file: tokens without end": Row(chunks(b"a ", 30_000_000), path="/schema.graphql", measured=True),
    "file: bomb": Row(
        later(lambda: packed(bomb(150_000_000), "gzip")), path="/schema.graphql", measured=True
    ),
    "file: unlimited extensions": file(GOOD + "extend type User { a: Int }\n" * 8_000),
    "file: a directive without end": file("type Query " + "@a " * 100_000 + "{ a: Int }"),
    "file: an interface without end": file("type Query implements " + "& B " * 100_000 + "{ a: Int }"),
    "file: half of the types": file(GOOD[: GOOD.index("union Found")]),
}
