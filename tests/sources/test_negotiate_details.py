"""Answers with errors in them, what is sent and logged, and the servers of other people."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import build_schema
from hypothesis import given, settings
from hypothesis import strategies as st

from drift.errors import DriftError, IntrospectionRefused
from tests.servers.frameworks import from_asgi, from_wsgi
from tests.servers.graphql_core import GraphQLCoreHandler, Limits, serve
from tests.servers.loopback import LoopbackServer, Received, Reply, in_turn
from tests.sources.asking import (
    FIRST,
    GRAPHQL_16,
    OFF,
    SDL,
    absent,
    ask,
    introspect,
    references,
    rework,
    true_references,
)


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


NAMES = ["__schema", "types", "name", "kind", "ofType", "fields", "args", "type", "inputFields", "directives"]
NAMES += ["data", "errors", "message", "path", "locations", "extensions", "code", "__type", "isOneOf"]
ANSWERS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 3)
    | st.sampled_from([*NAMES, "LIST", "NON_NULL", "Query", "__Type"]),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.sampled_from(NAMES), children, max_size=4)
    ),
    max_leaves=25,
)
SCHEMAS = st.fixed_dictionaries({"__schema": ANSWERS | st.fixed_dictionaries({"types": st.lists(ANSWERS)})})


@settings(max_examples=150, deadline=None)
@given(st.lists(ANSWERS | st.fixed_dictionaries({"data": SCHEMAS}), max_size=4))
def test_any_answers_end_in_a_schema_or_one_line(documents: list[Any]) -> None:
    replies = [Reply.of_json(document) for document in documents] or [Reply.of_json({})]
    with LoopbackServer(in_turn(*replies)) as server:
        try:
            outcome = ask(server).schema["types"]
        except DriftError as error:
            outcome = str(error)
    assert outcome.isprintable() if isinstance(outcome, str) else isinstance(outcome, list)
    assert len(server.requests) <= 8


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
