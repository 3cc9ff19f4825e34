"""The transport against servers that misbehave: the outcome, the time, and no key anywhere."""

from __future__ import annotations

import gzip
import json
import random
import threading
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from drift.errors import DriftError, SourceUnreachable
from drift.sources.transport import Transport
from tests.servers.graphql_core import GraphQLCoreHandler, serve
from tests.servers.loopback import Handler, LoopbackServer, Raw, Received, Reply, always
from tests.servers.misbehaving import HEAD, bomb, document, dripping, flood, packed, raw, redirect, reset
from tests.sources.asking import introspect

KEY = "k3y+of/the=watcher"
HEADERS = {"X-API-Key": KEY}
FAST = Transport(timeout_s=5, backoff_s=0.01, max_bytes=1_000_000)
SHORT = Transport(timeout_s=0.6, backoff_s=0.01)
GOOD = "type Query { a: Int }"


def core() -> GraphQLCoreHandler:
    with serve(GOOD) as server:
        handler = server.handler
    assert isinstance(handler, GraphQLCoreHandler)
    return handler


@dataclass
class Case:
    """A behaviour, the text of the error, the number of requests, and the settings."""

    handler: Handler
    text: str
    requests: int = 1
    transport: Transport = FAST
    error: type[DriftError] = SourceUnreachable
    longest_s: float = 3.0


DEADLINE = {"transport": SHORT, "longest_s": 1.6}
LATER = datetime.now(UTC) + timedelta(hours=2)

MISBEHAVIOURS: dict[str, Case] = {
    **{
        f"redirect {status}": Case(redirect(status, "https://elsewhere.example/graphql?token=abc"),
                                   "points to https://elsewhere.example/graphql; keys and queries")
        for status in (301, 302, 303, 307, 308)
    },
    "redirect to itself": Case(redirect(308, "/graphql/"), "/graphql/; keys and queries do not follow"),
    "redirect with a password": Case(redirect(302, "https://u:p4ssw0rd@h.example/"), "not an address"),
    "redirect with escapes": Case(redirect(302, "https://h.example/\x1b[31m"), "not an address"),
    "redirect to a script": Case(redirect(302, "javascript:alert(1)"), "not an address"),
    "redirect to nowhere": Case(always(Reply(302, "")), "answered 302 Found, which is not a final answer"),
    "304": Case(always(Reply(304, "", None)), "answered 304 Not Modified, which is not a final answer"),
    "hangs before a byte": Case(raw(stay=True), "no complete answer within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "hangs after the status": Case(raw(b"HTTP/1.1 200 OK\r\n", stay=True), "within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "hangs in the body": Case(raw(HEAD + b"\r\n{", stay=True), "within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "drips the status": Case(dripping(b"HTTP/1.1 200 "), "within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "drips headers": Case(dripping(HEAD + b"X-Slow: "), "within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "drips the body": Case(dripping(HEAD + b"\r\n"), "within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "drips chunks": Case(
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 100, pause_s=0.05),
        "within 0.6 s", **DEADLINE),  # type: ignore[arg-type]
    "endless": Case(flood(HEAD + b"\r\n[", b"0," * 30_000), "larger than the limit of 1,000,000 bytes"),
    "announces too much": Case(always(Reply(200, "{", announced=10_000_000)), "larger than the limit"),
    "gzip bomb": Case(packed(bomb(200_000_000), "gzip"), "larger than the limit of 1,000,000 bytes"),
    "deflate bomb": Case(packed(zlib.compress(b" " * 50_000_000), "deflate"), "larger than the limit"),
    "gzip cut": Case(packed(gzip.compress(b'{"data": null}')[:-9], "gzip"), "ends in the middle"),
    "gzip damaged": Case(packed(b"\x1f\x8b\x08\0\0\0\0\0\0\3garbage", "gzip"), "is damaged"),
    "not gzip": Case(packed(b'{"data": null}', "gzip"), "is damaged"),
    "brotli": Case(packed(b"\x0b\x02\x80", "br"), "compressed with br, which was not asked for"),
    "body cut": Case(always(Reply(200, '{"data"', announced=500)), "(4 tries)", requests=4),
    "chunk cut": Case(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a"), "(4 tries)", requests=4),
    "closes at once": Case(raw(), "closed the connection without an answer (4 tries)", requests=4),
    "resets": Case(always(Raw(reset)), "closed the connection without an answer (4 tries)", requests=4),
    "not HTTP": Case(raw(b"SSH-2.0-OpenSSH\r\n"), "is not HTTP"),
    "bad chunk": Case(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "is not HTTP"),
    "header without end": Case(raw(HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n"), "headers without end"),
    "too many headers": Case(raw(HEAD + b"X: a\r\n" * 300 + b"\r\n"), "headers without end"),
    "reason with escapes": Case(raw(b"HTTP/1.1 404 \x1b]8;;evil\x07\r\nContent-Length: 0\r\n\r\n"), "404"),
    "status of its own": Case(raw(b"HTTP/1.1 799 Strange\r\nContent-Length: 0\r\n\r\n"), "799"),
    "Latin-1": Case(always(Reply(200, '{"a": "é"}'.encode("latin-1"))), "byte 0xe9 is not UTF-8"),
    "Latin-1, declared": Case(
        always(Reply(200, '{"a": "é"}'.encode("latin-1"), "application/json; charset=latin1")), "not UTF-8"),
    "UTF-32": Case(always(Reply(200, '{"data": 1}'.encode("utf-32"))), "UTF-32"),
    "surrogate bytes": Case(always(Reply(200, b'{"a": "\xed\xa0\x80"}')), "is not UTF-8"),
    "NaN": Case(document('{"data": NaN}'), "NaN, which is not JSON"),
    "Infinity": Case(document('{"data": -Infinity}'), "-Infinity, which is not JSON"),
    "1e999": Case(document('{"data": 1e999}'), "a number that is too large"),
    "huge number": Case(document('{"data": ' + "9" * 100_000 + "}"), "a number of 100,000 digits"),
    "duplicate keys": Case(document('{"data": {"__schema": {}}, "data": null}'), "the same key twice"),
    "deep arrays": Case(document("[" * 100_000 + "]" * 100_000), "nested deeper than 200 levels"),
    "deep objects": Case(document('{"a":' * 5_000 + "1" + "}" * 5_000), "nested deeper than 200 levels"),
    "deep, not closed": Case(document("[" * 100_000), "nested deeper than 200 levels"),
    "two values": Case(document('{"data": null} {"data": null}'), "not JSON: Extra data"),
    "cut JSON": Case(document('{"data": {'), "not JSON"),
    "echoes the key": Case(always(Reply(500, f"wrong key {KEY} or k3y%2Bof%2Fthe%3Dwatcher", "text/plain")),
                           "wrong key [redacted] or [redacted]"),
    "echoes it in base64": Case(always(Reply(500, "azN5K29mL3RoZT13YXRjaGVy", "text/plain")), "[redacted]"),
    "bidi and escapes": Case(always(Reply(418, "\u202eevil\x1b[2J\x9b0m\u2028x", "text/plain")),
                             "\\u202eevil\\x1b[2J\\x9b0m\\u2028x"),
    "workflow command": Case(always(Reply(418, "\n::set-env ##[add-mask]x", "text/plain")), "## [add-mask]"),
    "very long text": Case(always(Reply(418, "x" * 100_000, "text/plain")), "xxx…"),
    "429 for ever": Case(always(Reply(429, "")), "429 Too Many Requests (4 tries): ", requests=4),
    "503 for ever": Case(always(Reply(503, "")), "503 Service Unavailable (4 tries)", requests=4),
    "Retry-After, seconds": Case(
        always(Reply(429, "", headers=(("Retry-After", "900"),))), "to wait 900 s"),
    "Retry-After as a date": Case(
        always(Reply(503, "", headers=(("Retry-After", format_datetime(LATER, usegmt=True)),))),
        f"until {LATER:%Y-%m-%d %H:%M}"),
    "Retry-After beyond the calendar": Case(
        always(Reply(503, "", headers=(("Retry-After", "999999999999"),))), "a time beyond the calendar"),
    "Retry-After that is nonsense": Case(
        always(Reply(503, "", headers=(("Retry-After", "soon\x1b"),))), "(4 tries)", requests=4),
    "Retry-After in the past": Case(
        always(Reply(503, "", headers=(("Retry-After", "21 Oct 2015 07:28 GMT"),))), "(4 tries)", requests=4),
}  # fmt: skip


@pytest.mark.parametrize("case", MISBEHAVIOURS.values(), ids=MISBEHAVIOURS.keys())
def test_misbehaviour(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    with LoopbackServer(case.handler) as server:
        started = time.monotonic()
        with pytest.raises(case.error) as raised:
            introspect(
                f"{server.url}?q=private-value", headers=HEADERS, transport=case.transport, log=lines.append
            )
        assert time.monotonic() - started < case.longest_s
    message = str(raised.value)
    assert case.text in message
    assert message.startswith(server.url + ": ")
    assert len(message) < 800
    assert message.isprintable()
    assert len(server.requests) == case.requests
    everything = message + "".join(lines) + repr(raised.value)
    for form in (KEY, "k3y%2B", "azN5K29m", "private-value", "p4ssw0rd", "token=abc"):
        assert form not in everything
    # The libraries' exceptions carry the request with its headers: none may hang on ours.
    assert raised.value.__context__ is raised.value.__cause__ is None


def test_threads_and_sockets_end_with_the_deadline() -> None:
    before = threading.active_count()
    with LoopbackServer(dripping(HEAD + b"\r\n")) as server:
        with pytest.raises(SourceUnreachable):
            introspect(server.url, transport=SHORT)
        assert not [thread for thread in threading.enumerate() if thread.name == "drift-http"]
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    "reply",
    [
        Reply(429, "", headers=(("Retry-After", "0"),)),
        Reply(502, ""),
        Reply(503, "", headers=(("Retry-After", "0.05"),)),
        Reply(504, ""),
        Raw(reset),
        Raw(lambda _connection, _stopping: None),
    ],
    ids=["429", "502", "503", "504", "reset", "closed"],
)
def test_what_passes_is_tried_again(reply: Reply | Raw) -> None:
    good = core()
    replies = iter([reply])
    with LoopbackServer(lambda received: next(replies, None) or good(received)) as server:
        found = introspect(server.url, headers=HEADERS, transport=FAST)
    assert found.requests == len(server.requests) >= 2
    assert all(request.headers["x-api-key"] == KEY for request in server.requests)


@pytest.mark.parametrize("status", [400, 404, 500, 501])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    with (
        LoopbackServer(always(Reply(status, "no", "text/plain"))) as server,
        pytest.raises(SourceUnreachable),
    ):
        introspect(server.url, transport=FAST)
    assert [request.method for request in server.requests] == ["POST"] + ["GET"] * (status == 501)


def test_a_pause_past_the_deadline_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    transport = Transport(timeout_s=2, backoff_s=8)
    started = time.monotonic()
    with LoopbackServer(always(Reply(503, ""))) as server:
        with pytest.raises(
            SourceUnreachable, match=r"503 Service Unavailable: not available at the moment; try again"
        ):
            introspect(server.url, transport=transport)
        assert len(server.requests) == 1
    assert time.monotonic() - started < 1.5


def test_retries_count_as_requests() -> None:
    good = core()
    refused = Reply.of_json({"errors": [{"message": "Cannot query field 'isOneOf' on type '__Type'."}]}, 400)
    busy = Reply(503, "")
    turns = iter([busy, busy, busy, refused, busy, busy, busy, busy])
    with LoopbackServer(lambda received: next(turns, None) or good(received)) as server:
        with pytest.raises(SourceUnreachable):
            introspect(server.url, transport=FAST)
        assert len(server.requests) == 8


def test_a_refused_connection() -> None:
    with LoopbackServer(always(Reply())) as server:
        url = server.url
    with pytest.raises(SourceUnreachable, match="the connection is refused") as raised:
        introspect(url, headers=HEADERS, transport=FAST)
    assert raised.value.__context__ is None


def test_gzip_in_members_is_read() -> None:
    good = core()

    def handler(received: Received) -> Reply:
        body = str(good.answer(received.document)).encode()
        body = json.dumps(good.answer(received.document)).encode()
        middle = len(body) // 2
        return Reply(
            200,
            gzip.compress(body[:middle]) + gzip.compress(body[middle:]),
            headers=(("Content-Encoding", "gzip"),),
        )

    with LoopbackServer(handler) as server:
        assert introspect(server.url, transport=FAST).schema["types"]
    assert server.requests[0].headers["accept-encoding"] == "gzip"


def test_a_byte_order_mark_and_any_media_type_are_read() -> None:
    good = core()

    def handler(received: Received) -> Reply:
        return Reply(418, b"\xef\xbb\xbf" + json.dumps(good.answer(received.document)).encode(), "text/html")

    with LoopbackServer(handler) as server:
        assert introspect(server.url, transport=FAST).schema["types"]
