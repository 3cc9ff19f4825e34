"""The server: its protocol, its limits, and that it serves the schema it says it serves."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from typing import Any

import graphql
import pytest
import requests

from drift.demo import release_sdl
from drift.demo.server import MAX_BODY_BYTES, DemoServer
from drift.errors import UsageError
from drift.schema import introspection, sdl
from drift.schema.element import Element, Kind, Omission
from tests.demo.conftest import Ask

RESPONSE_TYPE = "application/graphql-response+json"


def _post(server: DemoServer, body: bytes | Iterator[bytes], **headers: str) -> requests.Response:
    sent = {"X-API-Key": server.api_key, "Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return requests.post(server.url, data=body, headers=sent, timeout=10)


def _address(server: DemoServer) -> tuple[str, int]:
    host, port = server.url.split("/")[2].split(":")
    return host, int(port)


def _error(response: requests.Response) -> tuple[int, str, str]:
    assert response.headers["Content-Type"].startswith("application/json")
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


def _full_introspection() -> str:
    """The introspection query with all that the installed graphql-core can ask for."""
    switches = signature(graphql.get_introspection_query).parameters
    # The deprecation of directives is a draft; its meta-fields exist only where they are switched on.
    options: dict[str, Any] = {
        name: True
        for name, switch in switches.items()
        if switch.default is False and "experimental" not in name
    }
    return graphql.get_introspection_query(**options)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_introspection_gives_the_schema_of_the_sdl(server: DemoServer, ask: Ask, number: int) -> None:
    server.serve(number)
    answer = ask(_full_introspection())
    assert "errors" not in answer
    served = graphql.lexicographic_sort_schema(graphql.build_client_schema(answer["data"]))
    written = graphql.lexicographic_sort_schema(graphql.build_schema(release_sdl(number)))
    assert graphql.print_schema(served) == graphql.print_schema(written)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_introspection_and_sdl_are_one_schema_for_us(server: DemoServer, ask: Ask, number: int) -> None:
    server.serve(number)
    served = introspection.read(ask(_full_introspection()))
    written = sdl.read(release_sdl(number))
    assert Omission.APPLIED_DIRECTIVES in served.omits
    assert served.elements == tuple(_without_applied(element) for element in written.elements)
    assert served.elements != written.elements


def _without_applied(element: Element) -> Element:
    from dataclasses import replace

    children = (child for child in element.children if child.kind is not Kind.APPLIED_DIRECTIVE)
    return replace(element, children=tuple(_without_applied(child) for child in children))


def test_key_is_demanded_for_introspection_too(server: DemoServer) -> None:
    asked = {"query": graphql.get_introspection_query()}
    missing = requests.post(server.url, json=asked, timeout=10)
    assert _error(missing) == (401, "UNAUTHENTICATED", "The header X-API-Key is missing.")
    assert "WWW-Authenticate" in missing.headers
    wrong = requests.post(server.url, json=asked, headers={"X-API-Key": "nope\xe9"}, timeout=10)
    assert _error(wrong) == (401, "UNAUTHENTICATED", "The header X-API-Key is wrong.")
    assert server.api_key not in wrong.text + missing.text


def test_keys_differ_from_server_to_server_and_can_be_given() -> None:
    with DemoServer() as one, DemoServer() as two, DemoServer(api_key="given") as three:
        assert one.api_key != two.api_key
        assert one.url != two.url
        assert three.api_key == "given"
        assert _post(three, b'{"query": "{ __typename }"}').json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_only_post_is_allowed(server: DemoServer, method: str) -> None:
    response = requests.request(method, server.url, headers={"X-API-Key": server.api_key}, timeout=10)
    assert _error(response) == (405, "METHOD_NOT_ALLOWED", "Send GraphQL requests with POST, as JSON.")
    assert response.headers["Allow"] == "POST"


def test_other_paths_say_where_the_api_is(server: DemoServer) -> None:
    response = requests.get(server.url.replace("/public/graphql", "/"), timeout=10)
    assert _error(response) == (404, "NOT_FOUND", "Nothing here; the API is at /public/graphql.")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b'{"query": 3}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b"[" * 100_000,
    ],
)
def test_bodies_that_are_no_request(server: DemoServer, body: bytes) -> None:
    status, code, message = _error(_post(server, body))
    assert (status, code) == (400, "BAD_REQUEST")
    assert "`query`" in message


def test_other_media_types_are_refused(server: DemoServer) -> None:
    status, code, _ = _error(_post(server, b"{ __typename }", Content_Type="application/graphql"))
    assert (status, code) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_body_size_is_limited(server: DemoServer) -> None:
    padding = b" " * (MAX_BODY_BYTES - len(b'{"query": "{ __typename }"}'))
    assert _post(server, b'{"query": "{ __typename }"}' + padding).status_code == 200
    status, code, message = _error(_post(server, b'{"query": "{ __typename }"}' + padding + b" "))
    assert (status, code) == (413, "PAYLOAD_TOO_LARGE")
    assert "1,048,576" in message
    assert _error(_post(server, iter([b"{}"])))[:2] == (411, "LENGTH_REQUIRED")


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nope }",
        "query A { __typename } query B { __typename }",
        "query($v: Int!) { a: __typename @include(if: $v) }",
    ],
)
def test_status_of_a_wrong_document_depends_on_the_media_type(server: DemoServer, query: str) -> None:
    import json

    body = json.dumps({"query": query}).encode()
    older = _post(server, body, Accept="application/json")
    newer = _post(server, body, Accept=f"{RESPONSE_TYPE}, application/json;q=0.9")
    assert (older.status_code, newer.status_code) == (200, 400)
    assert newer.headers["Content-Type"] == f"{RESPONSE_TYPE}; charset=utf-8"
    assert older.json() == newer.json()
    assert older.json().keys() == {"errors"}


def test_missing_variable_is_an_error_without_data(ask: Ask) -> None:
    answer = ask("query($id: ID!) { alert(id: $id) { id } }")
    assert answer.keys() == {"errors"}
    assert "$id" in answer["errors"][0]["message"]


def test_deep_and_long_documents_are_refused(server: DemoServer, ask: Ask) -> None:
    deep = "{ node(id: 1) { __typename " + "... on Alert { " * 3_000 + "id" + " }" * 3_002
    assert ask(deep).keys() == {"errors"}
    long = "{ " + "__typename " * 20_000 + "}"
    assert "token" in ask(long)["errors"][0]["message"]
    assert ask("{ __typename }") == {"data": {"__typename": "Query"}}


def test_release_can_change_while_it_runs(server: DemoServer, ask: Ask) -> None:
    removed = "{ alerts(input: {}) { edges { node { assigneeEmail } } } }"
    assert server.release == 1
    assert "errors" not in ask(removed)
    url, key = server.url, server.api_key
    server.serve(3)
    assert "assigneeEmail" in ask(removed)["errors"][0]["message"]
    with pytest.raises(UsageError):
        server.serve(4)
    assert (server.release, server.url, server.api_key) == (3, url, key)
    server.serve(1)
    assert "errors" not in ask(removed)


def test_unknown_release_opens_no_port() -> None:
    with pytest.raises(UsageError):
        DemoServer(release=9)


def test_many_clients_at_once(ask: Ask) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask("{ viewer { ... on ApiToken { name } } }"), range(40)))
    assert answers == [{"data": {"viewer": {"name": "sdk-nightly"}}}] * 40


def test_stalled_client_holds_nobody_up(server: DemoServer, ask: Ask) -> None:
    with socket.create_connection(_address(server), timeout=5) as stalled:
        stalled.sendall(b"POST /public/graphql HTTP/1.1\r\nContent-Length: 10\r\n")
        assert ask("{ __typename }") == {"data": {"__typename": "Query"}}


def test_nothing_is_printed(server: DemoServer, ask: Ask, capfd: pytest.CaptureFixture[str]) -> None:
    ask("{ __typename }")
    ask("{ nope }")
    _post(server, b"x")
    with socket.create_connection(_address(server), timeout=5) as gone:
        gone.sendall(b"POST /public/graphql HTTP/1.1\r\n")
    ask("{ __typename }")
    server.close()
    assert capfd.readouterr() == ("", "")


def test_it_listens_on_loopback_only_and_gives_the_port_back() -> None:
    server = DemoServer()
    assert server.url.startswith("http://127.0.0.1:")
    with server:
        server.start()
        assert requests.get(server.url, timeout=10).status_code == 405
    server.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=10)
