"""What a URL is, is found out: with two requests at most, and a key that goes nowhere else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import graphql
import pytest

from drift.config_file import load
from drift.sources.graphql_over_http import _SDL
from tests.running import drift
from tests.servers.loopback import LoopbackServer, Received, Reply

SDL = "type Query {\n  a: Int\n}\n"
CANONICAL = "type Query {\n  a: Int\n}\n"
RESULT = graphql.graphql_sync(graphql.build_schema(SDL), graphql.get_introspection_query()).data
KEY = ("-H", "X-API-Key: s3cret-s3cret")


def answer(request: Received) -> Reply:
    """Answer as GraphQL does."""
    result = graphql.graphql_sync(graphql.build_schema(SDL), request.document["query"])
    errors = [error.formatted for error in result.errors or ()]
    return Reply.of_json({"errors": errors} if errors else {"data": result.data})


def endpoint(request: Received) -> Reply:
    return answer(request) if request.method == "POST" else Reply(400, "GET is for people", "text/plain")


def only_get(request: Received) -> Reply:
    return answer(request) if request.parameters.get("query") else Reply(405)


def bucket(status: int) -> Callable[[Received], Reply]:
    def serve(request: Received) -> Reply:
        if request.method == "POST":
            return Reply(status, "<Error><Code>MethodNotAllowed</Code></Error>", "application/xml")
        return Reply(body=SDL, content_type="binary/octet-stream")

    return serve


def text_for_all(_: Received) -> Reply:
    return Reply(body="# The schema.\n\n" + SDL, content_type="text/plain")


def saved(request: Received) -> Reply:
    return Reply(404) if request.method == "POST" else Reply.of_json({"data": RESULT})


@pytest.mark.parametrize(
    ("path", "serve", "methods", "key"),
    [
        ("/admin/api/2026-01/graphql.json", endpoint, ["POST"], "endpoint"),
        ("/graphql", endpoint, ["POST"], "endpoint"),
        ("/api.graphql", endpoint, ["POST"], "endpoint"),
        ("/", endpoint, ["POST"], "endpoint"),
        ("/graphql", only_get, ["POST", "GET"], "endpoint"),
        ("/schema.graphql", bucket(405), ["POST", "GET"], "schema"),
        ("/schema.graphql", bucket(403), ["POST", "GET"], "schema"),
        ("/schema.graphql", bucket(501), ["POST", "GET"], "schema"),
        ("/latest", bucket(405), ["POST", "GET"], "schema"),
        ("/latest", bucket(404), ["POST", "GET"], "schema"),
        ("/latest", bucket(403), ["POST", "GET"], "schema"),
        ("/sdl", text_for_all, ["POST", "GET"], "schema"),
        ("/schema.json", saved, ["POST", "GET"], "schema"),
    ],
)
def test_one_post_decides(
    tmp_path: Path, path: str, serve: Callable[[Received], Reply], methods: list[str], key: str
) -> None:
    with LoopbackServer(serve) as server:
        url = server.url.replace("/graphql", path)
        ran = drift("fetch", url, *KEY, cwd=tmp_path)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.endswith("\n" + CANONICAL)
        # graphql-core 3.2 does not know all that is asked for first, and is asked once more.
        asked = [request.method for request in server.requests]
        assert asked[: len(methods)] == methods
        assert set(asked[len(methods) :]) <= {methods[-1]}
        server.requests.clear()
        ran = drift("init", url, "-H", "X-API-Key: ${DRIFT_TEST_KEY}", cwd=tmp_path)
        assert (ran.code, ran.err) == (0, "")
        assert [request.method for request in server.requests] == methods
        (source,) = load(tmp_path / "drift.toml").sources.values()
        assert (source.endpoint, source.schema) == ((url, ()) if key == "endpoint" else (None, (url,)))


def test_what_the_user_says_counts(tmp_path: Path) -> None:
    with LoopbackServer(bucket(405)) as server:
        url = server.url.replace("/graphql", "/latest")
        assert drift("fetch", url, "--file", cwd=tmp_path).code == 0
        assert [request.method for request in server.requests] == ["GET"]
        ran = drift("fetch", url, "--endpoint", cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert "--file" in ran.err
    with LoopbackServer(endpoint) as server:
        ran = drift("fetch", server.url, "--file", cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert "--endpoint" in ran.err
    with LoopbackServer(text_for_all) as server:
        ran = drift("fetch", server.url, "--endpoint", cwd=tmp_path)
        assert ran.code == 3
        assert "this looks like SDL: use --file" in ran.err


def test_a_key_follows_no_redirect_and_goes_to_no_guessed_address(tmp_path: Path) -> None:
    with LoopbackServer(endpoint) as other:

        def serve(request: Received) -> Reply:
            if request.path == "/moved":
                return Reply(307, headers=(("Location", other.url),))
            return answer(request) if request.path == "/graphql" else Reply(404)

        with LoopbackServer(serve) as server:
            base = server.url.removesuffix("/graphql")
            ran = drift("fetch", f"{base}/moved", *KEY, cwd=tmp_path)
            assert ran.code == 3
            assert f"points to {other.url}" in ran.err
            assert other.requests == []
            for arguments in ((f"{base}/",), (f"{base}/nothing", "--endpoint")):
                server.requests.clear()
                ran = drift("fetch", *arguments, *KEY, cwd=tmp_path)
                assert ran.code == 3
                assert f"GraphQL is spoken at {server.url}: use that" in ran.err
                keys = [request.headers.get("x-api-key") for request in server.requests]
                assert keys == ["s3cret-s3cret", None]
            server.requests.clear()
            ran = drift("fetch", f"{base}/nothing", *KEY, cwd=tmp_path)
            assert (ran.code, len(server.requests)) == (3, 2)
            assert "404 Not Found" in ran.err
            assert f"is it {server.url}?" in ran.err


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_the_status_comes_before_what_a_parser_makes_of_the_body(tmp_path: Path, status: int) -> None:
    with LoopbackServer(lambda _: Reply(status, "nope", "text/plain")) as server:
        ran = drift("fetch", server.url, cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert f": {status} " in ran.err or f"answered {status} " in ran.err
        assert "not JSON" not in ran.err
        assert len(server.requests) <= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("api.example.com/graphql", "for a URL, write https://api.example.com/graphql"),
        ("example.com", "for a URL, write https://example.com"),
        ("localhost:4000/graphql", "for a URL, write http://localhost:4000/graphql"),
        ("htps://api.example.com/graphql", "for a URL, write https://api.example.com/graphql"),
        ("wss://api.example.com/graphql", "for a URL, write https://api.example.com/graphql"),
        ("https:/api.example.com/graphql", "for a URL, write https://api.example.com/graphql"),
        ("https//api.example.com/graphql", "for a URL, write https://api.example.com/graphql"),
        ("//localhost:4000/graphql", "for a URL, write http://localhost:4000/graphql"),
        ("127.0.0.1:4000/", "for a URL, write http://127.0.0.1:4000/"),
        ("http://api.example.com/graphql", "use https://api.example.com/graphql, or --allow-http"),
    ],
)
def test_a_url_without_scheme_or_with_the_wrong_one(tmp_path: Path, text: str, said: str) -> None:
    for command in ("fetch", "init"):
        ran = drift(command, text, cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert said in ran.err
    if not text.startswith("http:"):
        (tmp_path / "drift.toml").write_text(f"[sources.api]\nendpoint = {json.dumps(text)}\n")
        ran = drift("check", cwd=tmp_path)
        assert ran.code == 2
        assert said.removeprefix("for a URL, write ") in ran.err


def test_a_file_that_is_not_there_is_not_taken_for_a_url(tmp_path: Path) -> None:
    ran = drift("fetch", "schema.graphql", cwd=tmp_path)
    assert ran.err == "error: schema.graphql: neither a file nor a folder nor a configured source\n"


def test_https_to_a_port_for_http(tmp_path: Path) -> None:
    with LoopbackServer(endpoint) as server:
        ran = drift("fetch", server.url.replace("http:", "https:"), cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert f"it does not speak TLS; try {server.url}" in ran.err


def test_http_to_a_port_for_https(tmp_path: Path) -> None:
    page = "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>"
    with LoopbackServer(lambda _: Reply(400, page, "text/html")) as server:
        ran = drift("fetch", server.url, cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert f"use {server.url.replace('http:', 'https:')}" in ran.err


def test_a_published_file_of_a_source_is_read_with_one_request(tmp_path: Path) -> None:
    with LoopbackServer(bucket(405)) as server:
        url = server.url.replace("/graphql", "/schema.graphql")
        (tmp_path / "drift.toml").write_text(f"[sources.api]\nschema = {json.dumps(url)}\n")
        assert drift("check", "--save", cwd=tmp_path).code == 0
        assert [request.method for request in server.requests] == ["GET"]


REFUSALS = {
    "one error": {"errors": [{"message": "GraphQL introspection is not allowed by Apollo Server."}]},
    "an error for each field": {
        "errors": [
            {"message": f"Introspection has been disabled, but the query contained the field '{name}'."}
            for name in ("__schema", "name")
        ]
    },
}


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("has_operations", [True, False])
def test_init_says_of_an_endpoint_that_it_tells_no_schema(
    answer: dict[str, object], has_operations: bool, tmp_path: Path
) -> None:
    if has_operations:
        (tmp_path / "a.graphql").write_text("query A { a }\n")
    with LoopbackServer(lambda _: Reply.of_json(answer, 400)) as server:
        ran = drift("init", server.url, cwd=tmp_path)
    assert ran.code == 0, ran.err
    text = (tmp_path / "drift.toml").read_text()
    assert f"\n{'' if has_operations else '# '}introspection = false\n" in text
    assert "  1. check introspection in drift.toml: this server tells no schema" in ran.out
    (source,) = load(tmp_path / "drift.toml").sources.values()
    assert source.introspection is not has_operations
    assert len(server.requests) <= 2


@pytest.mark.parametrize(
    "body", [b" " * 100_000, b'"' * 100_000, b'""' * 50_000, b"#\n" * 50_000, b'" "' * 30_000]
)
def test_a_body_of_blanks_or_quotes_is_told_from_sdl_in_one_pass(body: bytes) -> None:
    started = time.process_time()
    assert _SDL.match(body) is None
    assert time.process_time() - started < 1


def redirecting(methods: set[str]) -> Callable[[Received], Reply]:
    """Serve a file that a redirect leads to, which these methods get; others are refused."""

    def serve(request: Received) -> Reply:
        if request.path == "/v2/schema.graphql":
            return Reply(200, SDL, "text/plain")
        if request.method in methods:
            return Reply(302, headers=(("Location", "/v2/schema.graphql"),))
        return Reply(405)

    return serve


def test_a_redirect_costs_no_third_request(tmp_path: Path) -> None:
    for path in ("/schema.graphql", "/latest"):
        with LoopbackServer(redirecting({"GET", "POST"})) as server:
            ran = drift("fetch", server.url.replace("/graphql", path), cwd=tmp_path)
            assert (ran.code, ran.err) == (0, "")
            assert [(request.method, request.path) for request in server.requests] == [
                ("POST", path),
                ("GET", "/v2/schema.graphql"),
            ]
    with LoopbackServer(redirecting({"GET"})) as server:
        url = server.url.replace("/graphql", "/schema.graphql")
        ran = drift("fetch", url, cwd=tmp_path)
        target = url.replace("/schema", "/v2/schema")
        assert (ran.code, ran.err) == (
            3,
            f"error: {url}: answered 302 Found and points to {target}: use that, or --file, which follows redirects\n",
        )
        assert len(server.requests) == 2
        assert drift("fetch", url, "--file", cwd=tmp_path).code == 0
        ran = drift("init", url, cwd=tmp_path)
        assert (ran.code, "written as schema, by the looks of the URL" in ran.err) == (0, True)
        assert drift("check", "--save", cwd=tmp_path).code == 0


@pytest.mark.parametrize("status", [401, 403])
def test_an_endpoint_that_wants_a_key_is_written_as_one(tmp_path: Path, status: int) -> None:
    refusal = Reply(status, '{"errors":"[API] Invalid API key or access token"}', "application/json")
    with LoopbackServer(lambda _: refusal) as server:
        url = server.url.replace("/graphql", "/admin/api/2026-01/graphql.json")
        ran = drift("init", url, cwd=tmp_path)
        assert (ran.code, ran.err.count("\n")) == (0, 1)
        assert ran.err.endswith("as headers in drift.toml; written as endpoint\n")
        assert len(server.requests) == 1
        (source,) = load(tmp_path / "drift.toml").sources.values()
        assert source.endpoint == url


def test_a_rehearsal_of_a_url_without_its_scheme(tmp_path: Path) -> None:
    ran = drift("rehearse", "127.0.0.1:1/graphql", cwd=tmp_path)
    assert (ran.code, ran.err) == (
        2,
        'error: no source is named "127.0.0.1:1/graphql"; for a URL, write http://127.0.0.1:1/graphql\n',
    )
