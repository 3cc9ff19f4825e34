"""What the tests of introspection share: one schema, and what it looks like from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from graphql import build_schema, introspection_types

from drift.redact import Redactor
from drift.sources.client import HttpClient
from drift.sources.graphql_over_http import GraphQLClient
from drift.sources.negotiate import MAX_REQUESTS, Introspection, negotiate
from drift.sources.query import Query
from drift.sources.transport import DEFAULT_TRANSPORT, Transport
from tests.servers.graphql_core import Limits
from tests.servers.loopback import Handler, LoopbackServer, Received, Reply, always

SDL = '''
"""A schema with one of each."""
schema { query: Query mutation: Mutation subscription: Subscription }
directive @auth(role: String = "user", old: Int @deprecated(reason: "unused")) repeatable on OBJECT
"""An identifier from elsewhere."""
scalar UUID @specifiedBy(url: "https://example.com/uuid")
interface Node { id: ID! }
type User implements Node {
  id: ID!
  name(locale: String = "en", style: Int @deprecated): String
  tags: [[String!]!]!
}
union Found = User | Pet
type Pet implements Node { id: ID! kind: Kind! @deprecated(reason: "use kinds") kinds: [Kind!]! }
enum Kind { CAT DOG @deprecated OTHER }
input By @oneOf { id: ID name: String }
input Filter { kinds: [Kind!]! = [CAT], limit: Int = 10, old: Int @deprecated(reason: "gone") }
type Query { find(filter: Filter = {limit: 5}, by: By): [Found!]! node(id: ID!): Node }
type Mutation { rename(id: ID!, name: String!): User }
type Subscription { renamed: User! }
'''
# Older releases of graphql-core have no deprecated directives: one repair more where nothing else is lacking.
HAS_DIRECTIVE_DEPRECATION = "isDeprecated" in introspection_types["__Directive"].fields  # type: ignore[attr-defined]
FIRST = 1 if HAS_DIRECTIVE_DEPRECATION else 2
DIRECTIVE_DEPRECATION = {"directives.isDeprecated", "directives.deprecationReason"}
INPUT_PLACES = ("types.fields.args", "types.inputFields", "directives.args")
FAST = Transport(timeout_s=20, backoff_s=0.01)


def introspect(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    transport: Transport = DEFAULT_TRANSPORT,
    redactor: Redactor | None = None,
    log: Callable[[str], None] | None = None,
    dated: Callable[[datetime], None] | None = None,
) -> Introspection:
    """Return what the endpoint at *url* says about its schema, as the sources ask for it."""
    with HttpClient(
        url,
        headers=headers,
        transport=transport,
        redactor=redactor,
        log=log,
        dated=dated,
        max_requests=MAX_REQUESTS,
    ) as http:
        return negotiate(GraphQLClient(http), log)


def ask(server: LoopbackServer, **options: Any) -> Introspection:
    return introspect(server.url, transport=FAST, **options)


def absent(schema: dict[str, Any]) -> set[str]:
    """Return the paths of the full query whose key no object of the answer has."""
    seen: set[str] = set()

    def walk(value: Any, path: str) -> None:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                for key in item:
                    below = f"{path}.{key}" if path else key
                    seen.add(below)
                    if key not in {"type", "ofType"}:
                        walk(item[key], below)

    walk(schema, "")
    return {path for path in Query().path_of_line.values() if path not in seen}


def deprecation_of(*places: str) -> set[str]:
    return {f"{place}.{name}" for place in places for name in ("isDeprecated", "deprecationReason")}


def references(schema: dict[str, Any]) -> dict[str, str]:
    """Return the type of each field, argument and input field that users defined, by coordinate."""

    def text(reference: dict[str, Any]) -> str:
        if reference["kind"] == "NON_NULL":
            return text(reference["ofType"]) + "!"
        return f"[{text(reference['ofType'])}]" if reference["kind"] == "LIST" else reference["name"]

    found = {}
    for type_ in schema["types"]:
        if type_["name"].startswith("__"):
            continue
        for member in (type_["fields"] or []) + (type_["inputFields"] or []):
            coordinate = f"{type_['name']}.{member['name']}"
            found[coordinate] = text(member["type"])
            found |= {f"{coordinate}({one['name']}:)": text(one["type"]) for one in member.get("args", [])}
    for directive in schema["directives"]:
        found |= {f"@{directive['name']}({one['name']}:)": text(one["type"]) for one in directive["args"]}
    return found


def true_references(sdl: str) -> dict[str, str]:
    """Return the same from the schema itself."""
    schema = build_schema(sdl)
    found = {}
    for type_ in schema.type_map.values():
        for name, member in getattr(type_, "fields", {}).items():
            if not type_.name.startswith("__"):
                coordinate = f"{type_.name}.{name}"
                found[coordinate] = str(member.type)
                found |= {
                    f"{coordinate}({one}:)": str(it.type) for one, it in getattr(member, "args", {}).items()
                }
    for directive in schema.directives:
        found |= {f"@{directive.name}({one}:)": str(it.type) for one, it in directive.args.items()}
    return found


OFF = "introspection is turned off"
GRAPHQL_16 = frozenset(
    {"__Schema.directives(includeDeprecated:)", "__Directive.isDeprecated", "__Directive.deprecationReason"}
)


def answers(document: object, status: int = 200, **more: Any) -> Handler:
    return always(Reply.of_json(document, status, **more))


def message(text: str, status: int = 200, **more: Any) -> Handler:
    return answers({"errors": [{"message": text, **more}]}, status)


def rework(change: Callable[[dict[str, Any]], object]) -> Limits:
    def apply(answer: dict[str, Any], _received: Received) -> dict[str, Any]:
        if "data" in answer:
            change(answer)
        return answer

    return Limits(rework=apply)
