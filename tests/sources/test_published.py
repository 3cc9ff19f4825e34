"""Schema files at a URL: redirects, pages in their place, and endpoints mistaken for files."""

from __future__ import annotations

import pytest

from drift.errors import AuthenticationFailed, DriftError, SchemaUnreadable, SourceUnreachable
from drift.sources.address import UrlKind, likely_kind, parse_address, parse_redirect
from drift.sources.published import fetch_text
from drift.sources.transport import Transport
from tests.servers.graphql_core import serve
from tests.servers.loopback import LoopbackServer, Received, Reply, always
from tests.sources.asking import introspect

SDL = "type Query { a: String }\n"
KEY = {"X-API-Key": "the-secret-key"}
FAST = Transport(timeout_s=5, backoff_s=0.01)


def hops(count: int, status: int = 302) -> LoopbackServer:
    """Return a server whose /0 leads to /1 and so on; the last one is a file."""

    def handler(received: Received) -> Reply:
        number = int(received.path[1:])
        if number < count:
            return Reply(status, "", None, (("Location", f"/{number + 1}"),))
        return Reply(200, SDL, "text/plain; charset=utf-8")

    return LoopbackServer(handler)


def test_a_file_is_read() -> None:
    with LoopbackServer(always(Reply(200, b"\xef\xbb\xbf" + SDL.encode(), None))) as server:
        assert fetch_text(f"{server.origin}/schema.graphql", headers=KEY) == (SDL, None)
    assert (server.requests[0].method, server.requests[0].headers["x-api-key"]) == ("GET", "the-secret-key")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_without_keys(status: int) -> None:
    with hops(5, status) as server:
        assert fetch_text(f"{server.origin}/0") == (SDL, "text/plain")
    with hops(6, status) as server, pytest.raises(SourceUnreachable, match="more than 5 redirects"):
        fetch_text(f"{server.origin}/0")


def test_redirects_are_not_followed_with_keys() -> None:
    with hops(1) as server, pytest.raises(SourceUnreachable, match="change the endpoint to it"):
        fetch_text(f"{server.origin}/0", headers=KEY)
    assert len(server.requests) == 1


def test_headers_that_are_no_secrets_may_follow() -> None:
    with hops(1) as server:
        fetch_text(f"{server.origin}/0", headers={"Accept": "application/vnd.github.v4.idl"})
    assert [request.headers["accept"] for request in server.requests] == ["application/vnd.github.v4.idl"] * 2


@pytest.mark.parametrize(
    ("start", "location", "text"),
    [
        ("https://a.example/s", "http://a.example/s", "which is not https"),
        ("https://a.example/s", "http://127.0.0.1/s", "which is not https"),
        ("https://a.example/s", "https://127.0.0.1/s", "into a private network"),
        ("https://a.example/s", "https://localhost/s", "into a private network"),
        ("https://a.example/s", "https://169.254.169.254/latest", "into a private network"),
        ("https://a.example/s", "https://10.0.0.1/", "into a private network"),
        ("https://a.example/s", "https://[::1]/", "into a private network"),
        ("https://a.example/s", "https://[::ffff:127.0.0.1]/", "into a private network"),
        ("https://a.example/s", "file:///etc/passwd", "not an address"),
        ("https://a.example/s", "https://u:p@b.example/", "not an address"),
        ("http://127.0.0.1/s", "http://a.example/", "which is not https"),
    ],
)
def test_redirects_that_are_not_followed(start: str, location: str, text: str) -> None:
    with pytest.raises(SourceUnreachable, match=text):
        parse_redirect(location, parse_address(start))


@pytest.mark.parametrize(
    ("start", "location", "target"),
    [
        ("https://a.example/s/x.graphql?v=1", "https://b.example/y", "https://b.example/y"),
        ("https://a.example/s/x.graphql", "../z", "https://a.example/z"),
        ("https://a.example/s", "//b.example:8443/z?token=1", "https://b.example:8443/z"),
        ("http://127.0.0.1:1/s", "http://localhost:2/s", "http://localhost:2/s"),
    ],
)
def test_redirects_that_are_followed(start: str, location: str, target: str) -> None:
    assert str(parse_redirect(location, parse_address(start))) == target


@pytest.mark.parametrize(
    ("reply", "error", "text"),
    [
        (Reply(404, "gone", "text/plain"), SourceUnreachable, "404 Not Found"),
        (Reply(401, "", None), AuthenticationFailed, "no key was sent"),
        (Reply(403, "<Error>AccessDenied</Error>", "application/xml"), AuthenticationFailed, "AccessDenied"),
        (
            Reply(200, "<!doctype html><title>Sign in</title>", "text/plain"),
            SourceUnreachable,
            "login page (Sign in)",
        ),
        (
            Reply(200, "<html>", "text/html"),
            SourceUnreachable,
            "if this is a GraphQL endpoint, use --endpoint",
        ),
        (Reply(200, "", "text/plain"), SourceUnreachable, "an empty body"),
        (Reply(204, "", None), SourceUnreachable, "204 No Content"),
        (Reply(405, "", None), SourceUnreachable, "if this is a GraphQL endpoint, use --endpoint"),
        (
            Reply.of_json({"errors": [{"message": "no query"}]}),
            SourceUnreachable,
            "looks like a GraphQL endpoint",
        ),
        (Reply(200, b"type Query {\n  \xe9: Int }", None), SchemaUnreadable, ":2:3: byte 0xe9 is not UTF-8"),
    ],
)
def test_what_is_no_file(reply: Reply, error: type[DriftError], text: str) -> None:
    with LoopbackServer(always(reply)) as server, pytest.raises(error) as raised:
        fetch_text(f"{server.origin}/schema.graphql?token=private-token", transport=FAST)
    assert type(raised.value) is error
    assert text in str(raised.value)
    assert "private-token" not in str(raised.value)


def test_an_endpoint_read_as_a_file_and_a_file_asked_as_an_endpoint() -> None:
    with serve(SDL) as server, pytest.raises(SourceUnreachable, match="use --endpoint"):
        fetch_text(server.url)
    file = always(Reply(200, SDL, "text/plain"))
    with LoopbackServer(file) as server, pytest.raises(SourceUnreachable, match="use --file"):
        introspect(server.url)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://a.example/graphql", UrlKind.ENDPOINT),
        ("https://a.example/schema.graphql", UrlKind.FILE),
        ("https://a.example/schema.GRAPHQLS?raw=1#x", UrlKind.FILE),
        ("https://a.example/schema.public.gql", UrlKind.FILE),
        ("https://a.example/introspection.json", UrlKind.FILE),
        ("https://a.example/.json", UrlKind.ENDPOINT),
        ("https://schema.graphql/", UrlKind.ENDPOINT),
        ("https://a.example/api?file=schema.graphql", UrlKind.ENDPOINT),
    ],
)
def test_likely_kind(url: str, kind: UrlKind) -> None:
    assert likely_kind(url) is kind
