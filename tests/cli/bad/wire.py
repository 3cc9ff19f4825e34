"""Bad behaviour below GraphQL: redirects, time, size, framing, statuses."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.cli.bad.row import KEY, Elsewhere, Row
from tests.servers.loopback import Handler, Raw, Reply, always
from tests.servers.misbehaving import (
    CHUNKED,
    HEAD,
    bomb,
    document,
    dripping,
    flood,
    later,
    packed,
    raw,
    redirect,
    reset,
)

SHORT = 0.4
LATER = datetime.now(UTC) + timedelta(hours=2)
OK = b"HTTP/1.1 200 OK\r\n"


def retry_after(value: str, status: int = 503) -> Handler:
    return always(Reply(status, "", headers=(("Retry-After", value),)))


REDIRECTS = {
    **{f"redirect {status} to another port": Row(Elsewhere(status)) for status in (301, 302, 303, 307, 308)},
    "redirect within the server": Row(redirect(308, "/v2/graphql")),
    "redirect to itself": Row(redirect(302, "/graphql")),
    "redirect with the key in it": Row(Elsewhere(307, "/login?key=" + KEY)),
    "redirect with a password": Row(redirect(302, "https://user:pass@other.example/")),
    "redirect with escapes": Row(redirect(302, "https://other.example/\x1b[31mred")),
    "redirect to a script": Row(redirect(302, "javascript:alert(1)")),
    "redirect to a file": Row(redirect(302, "file:///etc/passwd")),
    "redirect without a target": Row(always(Reply(302, ""))),
    "300": Row(always(Reply(300, "[]"))),
    "304": Row(always(Reply(304, "", None))),
    "file: redirect with a key": Row(Elsewhere(302, "/schema.graphql"), path="/schema.graphql"),
    "file: redirects for ever": Row(redirect(302, "/schema.graphql"), path="/schema.graphql", with_key=False),
    "file: redirect to a file": Row(
        redirect(302, "file:///etc/passwd"), path="/schema.graphql", with_key=False
    ),
    "file: redirect to plain http": Row(
        redirect(302, "http://192.0.2.1/schema.graphql"), path="/schema.graphql", with_key=False
    ),
    "key bound to another host": Row(document("{}"), config='key-host = "api.example.com"', requests=0),
}
TIME = {
    "hangs before a byte": Row(raw(stay=True), timeout_s=SHORT),
    "hangs after the headers": Row(raw(HEAD + b"\r\n{", stay=True), timeout_s=SHORT),
    "drips the status": Row(dripping(b"HTTP/1.1 200 "), timeout_s=SHORT),
    "drips headers": Row(dripping(HEAD + b"X-Slow: "), timeout_s=SHORT),
    "drips header after header": Row(dripping(HEAD, b"X: y\r\n"), timeout_s=SHORT),
    "drips the body": Row(dripping(HEAD + b"\r\n"), timeout_s=SHORT),
    "drips chunks": Row(dripping(CHUNKED, b"1\r\nx\r\n"), timeout_s=SHORT),
    "drips gzip": Row(
        dripping(HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\3", b"\0"), timeout_s=SHORT
    ),
    "says 100 Continue for ever": Row(flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), timeout_s=SHORT),
    "says 102 Processing for ever": Row(flood(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), timeout_s=SHORT),
    "busy for ever": Row(always(Reply(503, "")), timeout_s=1),
    "too many requests for ever": Row(always(Reply(429, "")), timeout_s=1),
    "Retry-After in seconds": Row(retry_after("900", 429), timeout_s=5),
    "Retry-After as a date": Row(retry_after(format_datetime(LATER, usegmt=True)), timeout_s=5),
    "Retry-After beyond the calendar": Row(retry_after("999999999999"), timeout_s=5),
    "Retry-After negative": Row(retry_after("-5"), timeout_s=1),
    "Retry-After in the past": Row(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), timeout_s=1),
    "Retry-After with escapes": Row(retry_after("soon\x1b[2J"), timeout_s=1),
    "Retry-After 0 for ever": Row(retry_after("0", 429), timeout_s=3),
    "Retry-After of the key": Row(retry_after(KEY), timeout_s=1),
}
SIZE = {
    "endless": Row(flood(HEAD + b"\r\n[", b"0," * 30_000), measured=True),
    "endless blanks": Row(flood(HEAD + b"\r\n", b" " * 60_000), measured=True),
    "endless in chunks": Row(flood(CHUNKED, b"2710\r\n" + b'"a":' * 2500 + b"\r\n"), measured=True),
    "endless header": Row(flood(HEAD + b"X: ", b"a" * 60_000), measured=True),
    "endless headers": Row(flood(HEAD, b"X: a\r\n" * 1000), measured=True),
    "endless chunk extension": Row(flood(CHUNKED + b"1;", b"a" * 60_000), measured=True),
    "endless chunk trailers": Row(flood(CHUNKED + b"0\r\n", b"X: y\r\n" * 1000), measured=True, timeout_s=1),
    "endless status line": Row(flood(b"HTTP/1.1 200 ", b"a" * 60_000), measured=True),
    "announces too much": Row(always(Reply(200, "{", announced=100_000_000))),
    "announces more than any disk": Row(raw(OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n{}")),
    "gzip bomb": Row(later(lambda: packed(bomb(150_000_000), "gzip")), measured=True),
    "deflate bomb": Row(later(lambda: packed(bomb(150_000_000, 15), "deflate")), measured=True),
    "gzip bomb in members": Row(later(lambda: packed(bomb(20_000_000) * 20, "gzip")), measured=True),
    "gzip bomb in two layers": Row(
        later(lambda: packed(gzip.compress(bomb(150_000_000)), "gzip, gzip")), measured=True
    ),
}
FRAMING = {
    "gzip cut": Row(packed(gzip.compress(b'{"data": null}')[:-9], "gzip")),
    "gzip damaged": Row(packed(b"\x1f\x8b\x08\0\0\0\0\0\0\3garbage", "gzip")),
    "gzip that is none": Row(packed(b'{"data": null}', "gzip")),
    "deflate cut": Row(packed(zlib.compress(b'{"data": null}')[:-5], "deflate")),
    "brotli": Row(packed(b"\x0b\x02\x80", "br")),
    "encoding with escapes": Row(packed(b"{}", "\x1b[31m" + KEY)),
    "body cut": Row(always(Reply(200, '{"data"', announced=500)), timeout_s=1),
    "chunk cut": Row(raw(CHUNKED + b'5\r\n{"a'), timeout_s=1),
    "chunk size is no number": Row(raw(CHUNKED + b"zz\r\n")),
    "chunk size negative": Row(raw(CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n")),
    "length negative": Row(raw(OK + b"Content-Length: -1\r\n\r\n{}")),
    "length twice": Row(raw(OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}")),
    "length is no number": Row(raw(OK + b"Content-Length: many\r\n\r\n{}")),
    "closes at once": Row(raw(), timeout_s=1),
    "resets": Row(always(Raw(reset)), timeout_s=1),
    "speaks SSH": Row(raw(b"SSH-2.0-OpenSSH\r\n")),
    "speaks nothing known": Row(raw(b"\x00\x01\x02\xff" * 50)),
    "HTTP/3.7": Row(raw(b"HTTP/3.7 200 OK\r\n\r\n{}")),
    "status is no number": Row(raw(b"HTTP/1.1 abc OK\r\n\r\n")),
    "status too large": Row(raw(b"HTTP/1.1 99999 OK\r\n\r\n")),
    "header without a colon": Row(raw(OK + b"garbage\r\nContent-Length: 2\r\n\r\n{}")),
    "too many headers": Row(raw(HEAD + b"X: a\r\n" * 300 + b"\r\n")),
    "switches protocols": Row(
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), timeout_s=SHORT
    ),
}
STATUSES = {
    "reason with escapes": Row(raw(b"HTTP/1.1 404 \x1b]8;;evil\x07\x9b\r\nContent-Length: 0\r\n\r\n")),
    "reason with the key": Row(raw(b"HTTP/1.1 500 " + KEY.encode() + b"\r\nContent-Length: 0\r\n\r\n")),
    "status of its own": Row(raw(b"HTTP/1.1 799 Strange\r\nContent-Length: 0\r\n\r\n")),
    "204": Row(always(Reply(204, "", None))),
    "206": Row(always(Reply(206, '{"data": {"__sch', "application/json"))),
    "401": Row(always(Reply(401, "", None))),
    "401 without a key": Row(always(Reply(401, "", None)), with_key=False),
    "403 with HTML": Row(always(Reply(403, "<html><title>Forbidden</title>", "text/html"))),
    "404": Row(always(Reply(404, "", None))),
    "405 for POST and GET": Row(always(Reply(405, "", None))),
    "407": Row(always(Reply(407, "", None))),
    "413": Row(always(Reply(413, "too large", "text/plain"))),
    "500 with HTML": Row(always(Reply(500, "<!DOCTYPE html><title>Oops</title>", "text/html"))),
    "501": Row(always(Reply(501, "", None))),
}
ROWS: dict[str, Row] = {**REDIRECTS, **TIME, **SIZE, **FRAMING, **STATUSES}
