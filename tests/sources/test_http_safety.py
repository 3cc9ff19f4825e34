"""Keys go where they should and nowhere else: headers, addresses, surroundings, certificates."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from drift.errors import SourceUnreachable, UsageError
from drift.sources.transport import Transport
from tests.conftest import missing
from tests.servers.graphql_core import GraphQLCoreHandler, serve
from tests.servers.loopback import LoopbackServer, Received, Reply, always
from tests.servers.tls import Authority, make_authority
from tests.sources.asking import introspect

HEADERS = {"X-API-Key": "k3y+of/the=watcher"}
FAST = Transport(timeout_s=5, backoff_s=0.01)
SHORT = Transport(timeout_s=0.6, backoff_s=0.01)
GOOD = "type Query { a: Int }"


def core() -> GraphQLCoreHandler:
    with serve(GOOD) as server:
        handler = server.handler
    assert isinstance(handler, GraphQLCoreHandler)
    return handler


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"X-API-Key": ""}, "the value of the header X-API-Key is empty"),
        ({"X-API-Key": " \t"}, "is empty"),
        ({"X-API-Key": "\n"}, "is empty"),
        ({"X-API-Key": "s3cr\net"}, "holds a control character or a line break"),
        ({"X-API-Key": "s3cret\n\n"}, "holds a control character or a line break"),
        ({"X-API-Key": "s3cr\x7fet"}, "holds a control character"),
        ({"X-API-Key": "s3cr\x00et"}, "holds a control character"),
        ({"X-API-Key": "s3cr€t"}, "holds a letter outside ASCII"),
        ({"s3cret value": "x"}, "header number 1 has no valid name"),
        ({"": "s3cret"}, "header number 1 has no valid name"),
        ({"X:s3cret": "x"}, "has no valid name"),
        ({"Kéy": "s3cret"}, "has no valid name"),
        ({"A\r\nB": "s3cret"}, "has no valid name"),
        ({"Host": "s3cret"}, "the header Host is set by drift itself"),
        ({"content-length": "3"}, "is set by drift itself"),
        ({"X-Key": "s3cret", "x-key": "s3cret"}, "is given twice"),
    ],
)
def test_bad_headers_are_refused_unseen(headers: dict[str, str], text: str) -> None:
    with LoopbackServer(always(Reply())) as server, pytest.raises(UsageError) as raised:
        introspect(server.url, headers=headers)
    assert text in str(raised.value)
    assert "s3cr" not in str(raised.value)
    assert server.requests == []


@pytest.mark.parametrize("value", ["s3cret-key\n", "s3cret-key\r\n", "  s3cret-key\n", "s3cret-key \n"])
def test_one_line_end_after_a_key_is_dropped_with_a_notice(value: str) -> None:
    with serve(GOOD) as server:
        found = introspect(server.url, headers={"X-API-Key": value})
    assert server.requests[0].headers["x-api-key"] == "s3cret-key"
    assert [notice.text for notice in found.notices] == [
        "The line end after the value of the header X-API-Key was dropped."
    ]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://api.example.com/graphql", "plain http is for this machine only"),
        ("http://localhost.example.com/graphql", "plain http is for this machine only"),
        ("http://2130706433/", "plain http is for this machine only"),
        (
            "https://user:p4ssw0rd@api.example.com/g",
            "https://api.example.com: a user name or password inside a URL",
        ),
        ("https://p4ssw0rd@api.example.com/g", "https://api.example.com: a user name or password"),
        ("https://user:p4ssw0rd@[bad/g?p4ssw0rd", "not an address"),
        ("https://api.example.com\\@p4ssw0rd/", "holds a blank, a backslash"),
        ("https://api.example.com/p4ssw0rd\n", "holds a blank, a backslash, a control character"),
        ("https://bücher.example/p4ssw0rd", "xn-- form"),
        ("ftp://p4ssw0rd.example/", "not an address of the form"),
        ("https://", "not an address of the form"),
        ("https://:443/p4ssw0rd", "no valid host and port"),
        ("https://h.example:0/p4ssw0rd", "no valid host and port"),
        ("https://h.example:99999/p4ssw0rd", "no valid host and port"),
        ("https://h.example:x/p4ssw0rd", "no valid host and port"),
        ("https://[::zz]/p4ssw0rd", "not an address"),
        ("https://-h.example/p4ssw0rd", "no valid host and port"),
    ],
)
def test_bad_addresses_are_refused(url: str, text: str) -> None:
    with pytest.raises(UsageError) as raised:
        introspect(url, headers=HEADERS)
    assert text in str(raised.value)
    assert "p4ssw0rd" not in str(raised.value)


def test_plain_http_can_be_allowed_by_name() -> None:
    transport = Transport(timeout_s=0.3, allow_http=True, attempts=1)
    with pytest.raises(SourceUnreachable):
        introspect("http://name.invalid/graphql", transport=transport)


def test_a_key_is_bound_to_its_host() -> None:
    with serve(GOOD) as server:
        host = f"127.0.0.1:{server.port}"
        introspect(server.url, headers=HEADERS, transport=Transport(key_host=host))
        introspect(server.url, headers=HEADERS, transport=Transport(key_host="127.0.0.1"))
        introspect(server.url, transport=Transport(key_host="api.example.com"))
        sent = len(server.requests)
        for other in ("api.example.com", "127.0.0.1:1", "127.0.0.10", "0.0.1", ""):
            with pytest.raises(UsageError, match="nothing was sent"):
                introspect(server.url, headers=HEADERS, transport=Transport(key_host=other))
        assert len(server.requests) == sent


def test_netrc_and_proxy_variables_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password stolen\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with LoopbackServer(always(Reply(200, ""))) as proxy, serve(GOOD) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
        introspect(server.url, headers={"Authorization": "Bearer mine-it-is"})
    assert proxy.requests == []
    assert {request.headers["authorization"] for request in server.requests} == {"Bearer mine-it-is"}


def test_a_proxy_is_used_when_it_is_given() -> None:
    good = core()
    with LoopbackServer(good) as proxy:
        introspect(
            "http://api.example.com/graphql",
            transport=Transport(allow_http=True, proxy=proxy.origin, timeout_s=5),
        )
    assert proxy.requests[0].target == "http://api.example.com/graphql"


def test_cookies_are_not_kept() -> None:
    good = core()

    def handler(received: Received) -> Reply:
        reply = (
            good(received)
            if "isOneOf" not in received.document["query"]
            else Reply.of_json(
                {"errors": [{"message": "Cannot query field 'isOneOf' on type '__Type'."}]}, 400
            )
        )
        assert isinstance(reply, Reply)
        return Reply(reply.status, reply.body, headers=(("Set-Cookie", "session=1"),))

    with LoopbackServer(handler) as server:
        introspect(server.url)
    assert len(server.requests) >= 2
    assert not any("cookie" in request.headers for request in server.requests)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        missing("the openssl command")
    return make_authority(tmp_path_factory.mktemp("tls"))


def test_certificates_are_checked(authority: Authority) -> None:
    with LoopbackServer(core(), tls=authority.server_context()) as server:
        with pytest.raises(
            SourceUnreachable, match=r"certificate is not accepted \(.*\); if a private authority"
        ):
            introspect(server.url, headers=HEADERS, transport=FAST)
        assert server.requests == []
        found = introspect(
            server.url, headers=HEADERS, transport=Transport(timeout_s=5, ca_bundle=authority.ca_bundle)
        )
        assert found.schema["types"]
        wrong_name = server.url.replace("127.0.0.1", "127.0.0.2")
        with pytest.raises(SourceUnreachable, match=r"certificate is not accepted|refused"):
            introspect(
                wrong_name, transport=Transport(timeout_s=5, attempts=1, ca_bundle=authority.ca_bundle)
            )


def test_tls_that_never_ends_its_handshake() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, pytest.raises(SourceUnreachable, match=r"within 0\.6 s"):
        introspect(f"https://127.0.0.1:{listener.getsockname()[1]}/", headers=HEADERS, transport=SHORT)


def test_plain_http_behind_an_https_address() -> None:
    with (
        LoopbackServer(always(Reply())) as server,
        pytest.raises(SourceUnreachable, match=r"it does not speak TLS; try http://127\.0\.0\.1:"),
    ):
        introspect(server.url.replace("http:", "https:"), headers=HEADERS, transport=FAST)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "can't be read: No such file or directory"),
        ("no certificate", "holds no certificate in PEM form"),
    ],
)
def test_a_bad_ca_bundle(tmp_path: Path, content: str | None, problem: str) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    with pytest.raises(UsageError, match=f"bundle.pem {problem}"):
        introspect("https://127.0.0.1:1/", headers=HEADERS, transport=Transport(ca_bundle=bundle))
