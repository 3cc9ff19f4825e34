"""Servers that give no schema: when that is known, and what the user is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from drift.errors import AuthenticationFailed, DriftError, IntrospectionRefused, SourceUnreachable
from tests.servers.graphql_core import Limits, serve
from tests.servers.loopback import Handler, LoopbackServer, Reply, always
from tests.sources.asking import (
    FIRST,
    OFF,
    SDL,
    answers,
    ask,
    message,
    rework,
)


@dataclass
class Refusing:
    """A server that gives no schema, the requests that it takes to find out, the error and its text."""

    handler: Limits | Handler
    requests: int
    text: str
    error: type[DriftError] = IntrospectionRefused


def off(message: str, **more: Any) -> Refusing:
    return Refusing(Limits(introspection_off=message, **more), 1, OFF)


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
