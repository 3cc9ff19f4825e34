"""Introspection of servers as they are: what is asked, how often, and what comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import build_schema, version_info

from drift.errors import AuthenticationFailed, DriftError, IntrospectionRefused, SourceUnreachable
from drift.sources.negotiate import Introspection, introspect
from drift.sources.query import Query, classic_text
from drift.sources.transport import Transport
from tests.servers.frameworks import from_asgi, from_wsgi
from tests.servers.graphql_core import GraphQLCoreHandler, Limits, serve
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
# graphql-core 3.2 has no deprecated directives: it needs one repair more where nothing else is lacking.
HAS_DIRECTIVE_DEPRECATION = version_info >= (3, 3, 0, "alpha", 0)
FIRST = 1 if HAS_DIRECTIVE_DEPRECATION else 2
DIRECTIVE_DEPRECATION = {"directives.isDeprecated", "directives.deprecationReason"}
INPUT_PLACES = ("types.fields.args", "types.inputFields", "directives.args")
FAST = Transport(timeout_s=20, backoff_s=0.01)


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


# -- servers that answer -----------------------------------------------------------------------------------


@dataclass
class Case:
    """A limited server, the number of requests that it takes, and what it can't say in the end."""

    limits: Limits
    requests: int
    absent: set[str] = field(default_factory=set)
    without_new_directives: bool = True

    def expected_absent(self) -> set[str]:
        return self.absent | (set() if HAS_DIRECTIVE_DEPRECATION else DIRECTIVE_DEPRECATION)


GRAPHQL_16 = frozenset(
    {"__Schema.directives(includeDeprecated:)", "__Directive.isDeprecated", "__Directive.deprecationReason"}
)
SPEC_2018 = GRAPHQL_16 | {
    "__Schema.description",
    "__Type.specifiedByURL",
    "__Type.isOneOf",
    "__Directive.isRepeatable",
    "__InputValue.isDeprecated",
    "__InputValue.deprecationReason",
    "__Field.args(includeDeprecated:)",
    "__Directive.args(includeDeprecated:)",
    "__Type.inputFields(includeDeprecated:)",
}
SPEC_2015 = SPEC_2018 | {"__Schema.subscriptionType", "__Directive.locations"}
ABSENT_2018 = {
    "description",
    "types.specifiedByURL",
    "types.isOneOf",
    "directives.isRepeatable",
    *DIRECTIVE_DEPRECATION,
    *deprecation_of(*INPUT_PLACES),
}
JAVA = {
    "unknown_field": "Validation error (FieldUndefined@[__schema/types/{field}]) : "
    "Field '{field}' in type '{type}' is undefined",
    "unknown_argument": "Validation error (UnknownArgument@[__schema/types/fields/{field}]) : "
    "Unknown field argument 'includeDeprecated'",
}
RUBY = {
    "unknown_field": "Field '{field}' doesn't exist on type '{type}'",
    "unknown_argument": "Field '{field}' doesn't accept argument 'includeDeprecated'",
}
CHOCOLATE = {
    "unknown_field": "The field `{field}` does not exist on the type `{type}`.",
    "unknown_argument": "The argument `includeDeprecated` does not exist.",
}
DOUBLE = {
    "unknown_field": 'Cannot query field "{field}" on type "{type}". Did you mean "isDeprecated" or "name"?',
    "unknown_argument": 'Unknown argument "includeDeprecated" on field "{field}" of type "{type}".',
}
BARE = {
    "unknown_field": "Unknown field {field} on type {type}",
    "unknown_argument": "Unknown argument includeDeprecated on field {type}.{field}",
}
HASURA = {
    "unknown_field": "field '{field}' not found in type: '{type}'",
    "unknown_argument": "'{field}' has no argument named 'includeDeprecated'",
}
PLAIN_TALK = {
    "unknown_field": "That is not supported here.",
    "unknown_argument": "That is not supported here.",
}


def spec_2018(**more: Any) -> Limits:
    return Limits(lacks=SPEC_2018, **more)


ANSWERING = {
    "everything": Case(Limits(), FIRST),
    "everything, status 200 for errors": Case(Limits(error_status=200), FIRST),
    "graphql-js 16": Case(Limits(lacks=GRAPHQL_16), 2, DIRECTIVE_DEPRECATION),
    "spec of 2018": Case(spec_2018(), 2, ABSENT_2018),
    "spec of 2018, double quotes": Case(spec_2018(**DOUBLE), 2, ABSENT_2018),
    "spec of 2018, no quotes": Case(spec_2018(**BARE), 2, ABSENT_2018),
    "spec of 2018, in graphql-ruby's words": Case(spec_2018(**RUBY), 2, ABSENT_2018),
    "spec of 2018, in HotChocolate's words": Case(spec_2018(**CHOCOLATE), 2, ABSENT_2018),
    "spec of 2018, in Hasura's words": Case(spec_2018(**HASURA), 2, ABSENT_2018),
    "spec of 2018, places only": Case(spec_2018(**PLAIN_TALK), 2, ABSENT_2018),
    "spec of 2018, no places in errors": Case(spec_2018(has_places=False, **RUBY), 2, ABSENT_2018),
    "spec of 2018, no names or places": Case(
        spec_2018(has_places=False, **PLAIN_TALK), 2 + FIRST, ABSENT_2018
    ),
    "spec of 2018, one error at a time": Case(spec_2018(one_error_at_a_time=True), 6, ABSENT_2018),
    "spec of 2018, errors with 200": Case(spec_2018(error_status=200), 2, ABSENT_2018),
    "2015": Case(
        Limits(lacks=SPEC_2015),
        3,
        ABSENT_2018 | {"subscriptionType", "subscriptionType.name", "directives.locations"},
    ),
    "no isOneOf": Case(
        Limits(lacks=GRAPHQL_16 | {"__Type.isOneOf"}), 2, {"types.isOneOf"} | DIRECTIVE_DEPRECATION
    ),
    "no specifiedByURL": Case(
        Limits(lacks=frozenset({"__Type.specifiedByURL"})), 2, {"types.specifiedByURL"}
    ),
    "lists and refuses isOneOf": Case(
        Limits(lacks=GRAPHQL_16 | {"__Type.isOneOf"}, lists_all=True),
        2,
        {"types.isOneOf"} | DIRECTIVE_DEPRECATION,
    ),
    "lists and refuses specifiedByURL, 200": Case(
        Limits(
            lacks=frozenset({"__Type.specifiedByURL"}),
            lists_all=True,
            error_status=200,
            unknown_field='Unknown field "{field}" on type __Type',
        ),
        2,
        {"types.specifiedByURL"},
    ),
    "deprecated arguments on fields only": Case(
        Limits(lacks=frozenset({"__Directive.args(includeDeprecated:)"})),
        2,
        deprecation_of("directives.args"),
    ),
    "deprecated input fields missing": Case(
        Limits(lacks=frozenset({"__Type.inputFields(includeDeprecated:)"})),
        2,
        deprecation_of("types.inputFields"),
    ),
    "deprecated field arguments missing": Case(
        Limits(lacks=frozenset({"__Field.args(includeDeprecated:)"})), 2, deprecation_of("types.fields.args")
    ),
    "ignores what it does not know": Case(
        Limits(
            lacks=frozenset(
                {"__Type.isOneOf", "__InputValue.isDeprecated", "__InputValue.deprecationReason"}
            ),
            ignores_unknown=True,
        ),
        FIRST,
        {"types.isOneOf"} | deprecation_of(*INPUT_PLACES),
    ),
    "depth limit 13": Case(Limits(max_depth=13), 2),
    "depth limit 10, no numbers": Case(Limits(max_depth=10, depth_message="Query is nested too deep."), 4),
    "depth limit 9": Case(Limits(max_depth=9), 4),
    "cost limit": Case(Limits(max_cost=155), 2),
    "low cost limit": Case(Limits(max_cost=110), 6),
    "root fields at most twice": Case(Limits(roots_at_most=2), FIRST),
    "good faith": Case(Limits(good_faith=True), FIRST),
    "operation name required": Case(Limits(needs_operation_name=True), FIRST),
    "GET only": Case(Limits(methods=frozenset({"GET"})), FIRST + 1),
    "allow-list": Case(Limits(only_texts=frozenset({classic_text()})), 3, ABSENT_2018),
}


@pytest.mark.parametrize("case", ANSWERING.values(), ids=ANSWERING.keys())
def test_answering_server(case: Case) -> None:
    with serve(SDL, case.limits) as server:
        found = ask(server)
    assert len(server.requests) == found.requests <= 8
    assert server.connections == 1
    assert absent(found.schema) == case.expected_absent()
    assert found.requests == case.requests
    assert found.unknown == frozenset()
    assert found.notices == ()
    expected = true_references(SDL)
    # graphql-core hides deprecated arguments from those who do not ask for them.
    hidden = {
        "types.fields.args.isDeprecated": "User.name(style:)",
        "types.inputFields.isDeprecated": "Filter.old",
        "directives.args.isDeprecated": "@auth(old:)",
    }
    for path, coordinate in hidden.items():
        if path in case.absent and not case.limits.ignores_unknown:
            del expected[coordinate]
    assert references(found.schema) == expected


LIST_ARGUMENTS = "type Query { " + " ".join(f"f{n}(ids: [ID!]!): [[Int!]!]" for n in range(3)) + " }"


def many_types(count: int) -> str:
    types = [f"type T{n} {{ a(ids: [ID!]!): Int b: [[Int!]!] }}" for n in range(count)]
    return "\n".join([*types, "type Query { " + " ".join(f"t{n}: T{n}" for n in range(count)) + " }"])


@pytest.mark.parametrize(
    ("sdl", "limits", "requests"),
    [
        pytest.param("type Query { a: [[[[[[Int!]!]!]!]!]!]! }", Limits(), 1 + FIRST, id="13 levels"),
        pytest.param(
            f"type Query {{ a(b: {'[' * 20}Int{']' * 20}): Int }}", Limits(), 2 + FIRST, id="20 levels"
        ),
        pytest.param(
            f"directive @a(b: {'[' * 12}Int{']' * 12}) on FIELD type Query {{ a: Int }}",
            Limits(),
            1 + FIRST,
            id="12 levels in a directive",
        ),
        pytest.param(LIST_ARGUMENTS, Limits(max_depth=8), 4, id="depth 8, arguments cut"),
        pytest.param(many_types(4), Limits(max_depth=8), 7, id="depth 8, four types cut"),
        pytest.param(many_types(30), Limits(max_depth=8), 8, id="depth 8, thirty types cut"),
        pytest.param("type Query { a: [[[[Int!]!]!]!] }", Limits(max_cost=110), 6, id="cost, one type cut"),
    ],
)
def test_cut_references_are_completed(sdl: str, limits: Limits, requests: int) -> None:
    with serve(sdl, limits) as server:
        found = ask(server)
    assert references(found.schema) == true_references(sdl)
    assert len(server.requests) == found.requests == requests


@pytest.mark.parametrize(
    ("sdl", "limits", "coordinates"),
    [
        (f"type Query {{ a: {'[' * 30}Int{']' * 30} }}", Limits(), "Query.a"),
        (f"directive @d(x: {'[' * 30}Int{']' * 30}) on FIELD type Query {{ a: Int }}", Limits(), "@d(x:)"),
        ("type Query { a(b: [[[[Int!]!]!]!]): Int }", Limits(max_depth=10), "Query.a(b:)"),
    ],
)
def test_references_that_stay_cut_are_an_error(sdl: str, limits: Limits, coordinates: str) -> None:
    with (
        serve(sdl, limits) as server,
        pytest.raises(IntrospectionRefused, match=re.escape(f"at {coordinates}; ")),
    ):
        ask(server)
    assert len(server.requests) <= 8


# -- servers that refuse -----------------------------------------------------------------------------------

OFF = "introspection is turned off"


@dataclass
class Refusing:
    """A server that gives no schema, the requests that it takes to find out, the error and its text."""

    handler: Limits | Handler
    requests: int
    text: str
    error: type[DriftError] = IntrospectionRefused


def off(message: str, **more: Any) -> Refusing:
    return Refusing(Limits(introspection_off=message, **more), 1, OFF)


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


def fail_at(*path: str | int) -> Limits:
    """Return a server whose answer has null at *path* below __schema, and an error that says so."""

    def change(answer: dict[str, Any]) -> None:
        value = answer["data"]["__schema"]
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = None
        answer["errors"] = [{"message": "boom", "path": ["__schema", *path]}]

    return rework(change)


REFUSING = {
    "graphql-js rule": off(
        'GraphQL introspection has been disabled, but the requested query contained "{field}".'
    ),
    "same with 200": off("GraphQL introspection has been disabled: '{field}'", error_status=200),
    "Apollo 4": off("Introspection is off by a code alone", off_once=True, off_code="INTROSPECTION_DISABLED"),
    "Apollo 2": off(
        "GraphQL introspection is not allowed by Apollo Server, but the query containted __schema or __type. "
        "To enable introspection, pass introspection: true to ApolloServer in production",
        off_once=True,
    ),
    "Ariadne, Graphene": off("Cannot query '{field}': introspection is disabled.", off_once=True),
    "graphql-java": off("Introspection has been disabled for this request", off_once=True),
    "HotChocolate": off(
        "Introspection is not allowed for the current request.", off_once=True, off_code="HC0046"
    ),
    "gqlgen": Refusing(answers({"data": None, "errors": [{"message": "introspection disabled"}]}), 1, OFF),
    "Juniper": off(
        "GraphQL introspection is not allowed, but the operation contained `__schema`", off_once=True
    ),
    "field hidden": off('Cannot query field "__schema" on type "Query".', off_once=True),
    "async-graphql": off('Unknown field "__schema" on type "Query". Did you mean "schema"?', off_once=True),
    "Hasura": off("field '__schema' not found in type: 'query_root'", off_once=True),
    "off with 403": Refusing(message("Introspection is disabled", 403), 1, OFF),
    "off, errors as text": Refusing(answers({"errors": "introspection is not enabled"}), 1, OFF),
    "off, gateway": Refusing(answers({"error": "GraphQL introspection is forbidden here"}, 400), 1, OFF),
    "null schema": Refusing(
        answers({"data": {"__schema": None}}), 1, "without a schema and without an error"
    ),
    "null data": Refusing(answers({"data": None}), 1, "without a schema and without an error"),
    "no types": Refusing(answers({"data": {"__schema": {"types": []}}}), 1, "a schema without types"),
    "unheard-of message": Refusing(message("No."), 3, "gives no schema (3 requests). Asked for everything"),
    "depth limit of 4": Refusing(Limits(max_depth=4), 2, "limits the depth or cost of queries"),
    "cost limit of 10": Refusing(Limits(max_cost=10), 6, "limits the depth or cost of queries"),
    "allow-list of nothing": Refusing(
        Limits(only_texts=frozenset({"{a}"})), 3, "drift fetch --print-query classic"
    ),
    "401": Refusing(
        message("who are you?", 401),
        1,
        'answered 401 Unauthorized, "who are you?"; sent headers: X-API-Key',
        AuthenticationFailed,
    ),
    "403 with a page": Refusing(
        always(Reply(403, "<html><title>Denied</title>", "text/html")),
        1,
        "looks like an HTML page (Denied); sent headers: X-API-Key",
        AuthenticationFailed,
    ),
    "unauthenticated, 200": Refusing(
        message("x", extensions={"code": "UNAUTHENTICATED"}), 1, 'answered "x"', AuthenticationFailed
    ),
    "invalid key, 400": Refusing(message("Invalid API key", 400), 1, "check the key", AuthenticationFailed),
    "rate limit": Refusing(message("API rate limit exceeded"), 1, "try again later", SourceUnreachable),
    "partial: fields null": Refusing(fail_at("types", 0, "fields"), FIRST, "a part of the schema"),
    "partial: enum values": Refusing(fail_at("types", 0, "enumValues"), FIRST, "a part of the schema"),
    "partial: error without a path": Refusing(
        rework(lambda answer: answer.update(errors=[{"message": "slow"}])), FIRST, "may hide a missing part"
    ),
    "HTML": Refusing(
        always(Reply(200, "<!DOCTYPE html><form><input type=password>", "text/html")),
        1,
        "looks like an HTML login page",
        SourceUnreachable,
    ),
    "REST 404": Refusing(
        answers({"message": "no route"}, 404),
        1,
        "404 Not Found, application/json, begins with",
        SourceUnreachable,
    ),
    "a list": Refusing(answers([{"data": {}}]), 1, "JSON that is not an object", SourceUnreachable),
    "a number": Refusing(answers(3), 1, "JSON that is not an object", SourceUnreachable),
    "text": Refusing(always(Reply(200, "hello", "text/plain")), 1, "begins with: hello", SourceUnreachable),
    "nothing": Refusing(always(Reply(200, "")), 1, "an empty body", SourceUnreachable),
    "CSRF text": Refusing(
        always(Reply(400, "This operation has been blocked", "text/plain")),
        1,
        "400 Bad Request",
        SourceUnreachable,
    ),
    "neither POST nor GET": Refusing(Limits(methods=frozenset({"PUT"})), 2, "405", SourceUnreachable),
}


@pytest.mark.parametrize("case", REFUSING.values(), ids=REFUSING.keys())
def test_refusing_server(case: Refusing) -> None:
    handler = case.handler
    server = serve(SDL, handler) if isinstance(handler, Limits) else LoopbackServer(handler)
    with server, pytest.raises(case.error) as raised:
        ask(server, headers={"X-API-Key": "a-very-secret-key"})
    assert type(raised.value) is case.error
    assert case.text in str(raised.value)
    assert str(raised.value).startswith(server.url)
    assert "\n" not in str(raised.value)
    assert "a-very-secret-key" not in str(raised.value)
    assert len(server.requests) == case.requests
    assert raised.value.__cause__ is raised.value.__context__ is None


def test_equal_messages_are_shown_once_with_their_number() -> None:
    limits = Limits(introspection_off="Introspection of '{field}' is disabled")
    alike = r"\(\d\d errors, all alike\)"
    with serve(SDL, limits) as server, pytest.raises(IntrospectionRefused, match=alike):
        ask(server)
    with pytest.raises(IntrospectionRefused) as raised, LoopbackServer(message("No.")) as server:
        ask(server)
    assert str(raised.value).count('"No."') == 1


# -- data with errors --------------------------------------------------------------------------------------


def index(schema: dict[str, Any], *names: str) -> list[str | int]:
    """Return the path of a member by names: ``types Query fields find args by``."""
    path: list[str | int] = []
    value: Any = schema
    for key, name in zip(names[::2], names[1::2], strict=True):
        position = next(number for number, one in enumerate(value[key]) if one["name"] == name)
        path += [key, position]
        value = value[key][position]
    return path


@pytest.mark.parametrize(
    ("place", "leaf", "unknown"),
    [
        (
            ("types", "Query", "fields", "find", "args", "filter"),
            "defaultValue",
            "Query.find(filter:)#default",
        ),
        (("types", "Filter", "inputFields", "limit"), "defaultValue", "Filter.limit#default"),
        (("directives", "auth", "args", "role"), "defaultValue", "@auth(role:)#default"),
        (("directives", "auth"), "description", "@auth#description"),
        (("types", "UUID"), "specifiedByURL", "UUID#specified_by"),
        (("types", "Kind", "enumValues", "DOG"), "deprecationReason", "Kind.DOG#deprecation"),
        ((), "description", "schema#description"),
    ],
)
def test_failing_nullable_leaves_are_unknown(place: tuple[str, ...], leaf: str, unknown: str) -> None:
    def change(answer: dict[str, Any]) -> None:
        schema = answer["data"]["__schema"]
        path = [*index(schema, *place), leaf]
        value = schema
        for key in path[:-1]:
            value = value[key]
        value[leaf] = None
        answer["errors"] = [{"message": "Cannot convert value to AST", "path": ["__schema", *path]}]

    with serve(SDL, rework(change)) as server:
        found = ask(server)
    assert found.unknown == {unknown}
    assert [notice.coordinate for notice in found.notices] == [unknown.partition("#")[0]]
    assert found.requests == FIRST


def test_a_value_beside_its_error_is_not_accepted() -> None:
    def change(answer: dict[str, Any]) -> None:
        path = [*index(answer["data"]["__schema"], "types", "Filter", "inputFields", "limit"), "defaultValue"]
        answer["errors"] = [{"message": "boom", "path": ["__schema", *path]}]

    # The leaf can be left out of the query, so that is what happens.
    with serve(SDL, rework(change)) as server, pytest.raises(IntrospectionRefused):
        ask(server)


def test_a_nullable_flag_that_fails_is_asked_for_no_more() -> None:
    def change(answer: dict[str, Any], received: Received) -> dict[str, Any]:
        if "data" in answer and "isOneOf" in received.document["query"]:
            for type_ in answer["data"]["__schema"]["types"]:
                type_["isOneOf"] = None
            answer["errors"] = [{"message": "boom", "path": ["__schema", "types", 0, "isOneOf"]}]
        return answer

    with serve(SDL, Limits(rework=change)) as server:
        found = ask(server)
    assert found.requests == FIRST + 1
    assert "types.isOneOf" in absent(found.schema)


def test_warnings_are_accepted_when_asked_for_and_always_told() -> None:
    limits = rework(lambda answer: answer.update(errors=[{"message": "slow \x1b[31mtoday"}]))
    with serve(SDL, limits) as server:
        found = ask(server, accept_warnings=True)
    assert [notice.text for notice in found.notices] == [
        "The server answered the schema together with an error: slow \\x1b[31mtoday"
    ]


def test_lone_surrogates_are_replaced_and_told() -> None:
    with serve('type Query { "cut" a: Int }') as server:
        plain = server.handler

        def handler(received: Received) -> Reply:
            reply = plain(received)
            assert isinstance(reply, Reply)
            assert isinstance(reply.body, str)
            return Reply(reply.status, reply.body.replace('"cut"', '"\\ud83d\\ude00 \\udc00"'))

        server.handler = handler
        found = ask(server)
    query = next(type_ for type_ in found.schema["types"] if type_["name"] == "Query")
    assert query["fields"][0]["description"] == "\U0001f600 \ufffd"
    assert "U+FFFD (1)" in found.notices[0].text


def test_graphql_js_15_spells_the_url_differently() -> None:
    def handler(received: Received) -> Reply:
        text = received.document["query"]
        if "specifiedByURL" in text:
            said = 'Cannot query field "specifiedByURL" on type "__Type". Did you mean "specifiedByUrl"?'
            return Reply.of_json({"errors": [{"message": said}]}, 400)
        answer = core.answer({**received.document, "query": text.replace("specifiedByUrl", "specifiedByURL")})
        return Reply(200, json.dumps(answer).replace('"specifiedByURL"', '"specifiedByUrl"'))

    core = GraphQLCoreHandler(build_schema(SDL), Limits())
    with LoopbackServer(handler) as server:
        found = ask(server)
    urls = {type_["name"]: type_["specifiedByURL"] for type_ in found.schema["types"]}
    assert urls["UUID"] == "https://example.com/uuid"
    assert not any("specifiedByUrl" in type_ for type_ in found.schema["types"])


# -- what is sent ------------------------------------------------------------------------------------------


def test_the_request() -> None:
    with serve(SDL) as server:
        ask(server, headers={"X-API-Key": "s3cret-key"})
    sent = server.requests[0]
    assert (sent.method, sent.path) == ("POST", "/graphql")
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["accept"] == "application/graphql-response+json, application/json;q=0.9"
    assert sent.headers["user-agent"].startswith("graphql-drift/")
    assert sent.headers["x-api-key"] == "s3cret-key"
    assert sent.headers["apollo-require-preflight"] == "true"
    assert set(sent.document) == {"query", "operationName"}
    assert sent.document["operationName"] == "IntrospectionQuery"


def test_the_log_names_requests_and_no_secrets() -> None:
    lines: list[str] = []
    with serve(SDL, Limits(lacks=GRAPHQL_16)) as server:
        introspect(
            f"{server.url}?tenant=secret-tenant", headers={"X-API-Key": "s3cret-key"}, log=lines.append
        )
    assert lines[0] == "asks for everything, type depth 9"
    assert lines[1].startswith(f"POST {server.url} (headers: X-API-Key) -> 400 application/json, ")
    assert len(lines) == 4
    assert "s3cret-key" not in "".join(lines)
    assert "secret-tenant" not in "".join(lines)
    assert server.requests[0].parameters == {"tenant": "secret-tenant"}


# -- servers of other people -------------------------------------------------------------------------------


def test_ariadne_over_wsgi() -> None:
    import ariadne
    import ariadne.wsgi

    app = ariadne.wsgi.GraphQL(ariadne.make_executable_schema(SDL))
    with LoopbackServer(from_wsgi(app)) as server:
        found = ask(server)
    assert references(found.schema) == true_references(SDL)
    assert found.requests == FIRST


def test_ariadne_with_introspection_off() -> None:
    import ariadne
    import ariadne.asgi

    app = ariadne.asgi.GraphQL(ariadne.make_executable_schema("type Query { a: Int }"), introspection=False)
    with LoopbackServer(from_asgi(app)) as server, pytest.raises(IntrospectionRefused, match=OFF):
        ask(server)
    assert len(server.requests) == 1


def test_strawberry_over_asgi() -> None:
    import strawberry
    from strawberry.asgi import GraphQL

    @strawberry.type
    class Query:
        @strawberry.field(description="Adds.", deprecation_reason="count yourself")
        def add(self, numbers: list[list[int]]) -> int:
            return sum(map(sum, numbers))

    with LoopbackServer(from_asgi(GraphQL(strawberry.Schema(Query)))) as server:
        found = ask(server)
    assert references(found.schema)["Query.add(numbers:)"] == "[[Int!]!]!"
    assert found.requests == FIRST


def test_strawberry_with_introspection_off() -> None:
    import strawberry
    from strawberry.asgi import GraphQL
    from strawberry.extensions import DisableIntrospection

    @strawberry.type
    class Query:
        a: int = 1

    schema = strawberry.Schema(Query, extensions=[DisableIntrospection])
    with LoopbackServer(from_asgi(GraphQL(schema))) as server, pytest.raises(IntrospectionRefused, match=OFF):
        ask(server)
    assert len(server.requests) == 1
