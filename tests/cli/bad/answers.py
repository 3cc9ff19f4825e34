"""Bad behaviour in what is said: no JSON, bad JSON, errors in all shapes, keys and escapes in messages."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

from tests.cli.bad.row import KEY, Row, answering, good_json
from tests.servers.loopback import Handler, Reply, always, in_turn
from tests.servers.misbehaving import chunks, document

SCHEMA_START = b'{"data": {"__schema": {"types": ['
SCHEMA_END = b"null]}}}"


def errors(*messages: object, status: int = 200, **more: object) -> Handler:
    entries = [{"message": message} for message in messages]
    return always(Reply.of_json({"errors": entries, **more}, status))


BODIES = {
    "empty body": Row(document("")),
    "blank body": Row(document(" \n" * 500)),
    "login page": Row(document('<!doctype html><title>Sign in</title><input type="password">', "text/html")),
    "login page as JSON": Row(document("\n<html><body>Please log in</body></html>")),
    "page that takes quadratic time": Row(document("<html>" + "<title" * 150_000, "text/html")),
    "page full of blanks": Row(document("<html>" + " " * 2_000_000 + "<title> x", "text/html")),
    "title with the key and escapes": Row(
        document(f"<html><title>{KEY} \x1b]0;x\x07 \u202e</title>", "text/html")
    ),
    "XML": Row(document("<?xml version='1.0'?><Error/>", "application/xml")),
    "plain text": Row(document("Service is fine.", "text/plain")),
    "media type with escapes": Row(document("hello", "te\x1b[2Jxt/pl\u0085ain")),
    "media type with the key": Row(document("hello", KEY)),
    "media type without end": Row(document("hello", "a" * 60_000)),
    "Latin-1": Row(document('{"a": "é"}'.encode("latin-1"))),
    "Latin-1, declared": Row(document('{"a": "é"}'.encode("latin-1"), "application/json; charset=latin1")),
    "UTF-16": Row(document('{"data": 1}'.encode("utf-16"), "application/json; charset=utf-16")),
    "UTF-32": Row(document('{"data": 1}'.encode("utf-32-be"))),
    "UTF-7": Row(document(b"+AHsAfQ-", "application/json; charset=utf-7")),
    "surrogate bytes": Row(document(b'{"a": "\xed\xa0\x80"}')),
    "overlong UTF-8": Row(document(b'{"a": "\xc0\xaf"}')),
    "NUL bytes": Row(document(b"\0" * 1000)),
    "binary": Row(document(bytes(range(256)) * 10, "application/octet-stream")),
    "event stream": Row(document('event: next\ndata: {"data": null}\n\n', "text/event-stream")),
    "multipart": Row(
        document("--x\r\nContent-Type: application/json\r\n\r\n{}\r\n--x--", "multipart/mixed; boundary=x")
    ),
}
JSON = {
    "NaN": Row(document('{"data": NaN}')),
    "Infinity": Row(document('{"data": -Infinity}')),
    "1e999": Row(document('{"data": 1e999}')),
    "huge number": Row(document('{"data": ' + "9" * 100_000 + "}")),
    "duplicate keys": Row(document('{"data": {"__schema": {}}, "data": null}')),
    "deep arrays": Row(document("[" * 100_000 + "]" * 100_000)),
    "deep objects": Row(document('{"data":' * 50_000 + "1" + "}" * 50_000)),
    "deep, not closed": Row(document("[" * 1_000_000)),
    "two values": Row(document('{"data": null} {"data": null}')),
    "cut JSON": Row(document(good_json()[:-40])),
    "trailing comma": Row(document('{"data": null,}')),
    "single quotes": Row(document("{'data': null}")),
    "JSONP": Row(document("callback({})", "text/javascript")),
    "array": Row(document("[]")),
    "string": Row(document('"data"')),
    "null": Row(document("null")),
    "empty object": Row(document("{}")),
    "key as member name": Row(document(json.dumps({KEY: {KEY: 1}}))),
    "millions of numbers": Row(chunks(b"0,", 20_000_000, first=b"[", last=b"0]"), measured=True),
    "millions of small objects": Row(
        chunks(b'{"a":1},', 3_900_000, first=SCHEMA_START, last=SCHEMA_END), measured=True
    ),
    "millions of empty lists": Row(
        chunks(b"[],", 3_900_000, first=SCHEMA_START, last=SCHEMA_END), measured=True
    ),
    "millions of short texts": Row(
        chunks(b'"ab","cd",', 3_900_000, first=SCHEMA_START, last=SCHEMA_END), measured=True
    ),
    "one text of 60 MB": Row(chunks(b"x" * 1000, 60_000, first=b'{"data": "', last=b'"}'), measured=True),
    "one text of 60 MB of escapes": Row(
        chunks(b"\\u0041" * 100, 100_000, first=b'{"data": "', last=b'"}'), measured=True
    ),
    "60 MB of lone surrogates": Row(
        chunks(b"\\ud800" * 100, 100_000, first=b'{"data": "', last=b'"}'), measured=True
    ),
}
ERRORS = {
    "introspection off": Row(
        errors("GraphQL introspection is not allowed, but the query contained __schema")
    ),
    "introspection off, 400": Row(errors("introspection disabled", status=400)),
    "39 errors alike": Row(errors(*["Cannot query field '__schema' on type 'Query'."] * 39)),
    "errors as a text": Row(always(Reply.of_json({"errors": "no"}))),
    "errors as a number": Row(always(Reply.of_json({"errors": 7}))),
    "errors null": Row(always(Reply.of_json({"errors": None}))),
    "errors empty": Row(always(Reply.of_json({"errors": []}))),
    "errors with odd members": Row(
        always(
            Reply.of_json(
                {"errors": [None, 1, {}, {"message": 3, "path": {}, "locations": [{}, 1], "extensions": [1]}]}
            )
        )
    ),
    "message with the key": Row(
        errors(
            f"the key {KEY} is wrong: {quote(KEY, safe='')} {base64.b64encode(KEY.encode()).decode()} {html.escape(KEY)}",
            status=400,
        )
    ),
    "header echoed in JSON": Row(
        always(Reply.of_json({"error": {"message": json.dumps({"x-api-key": KEY}).replace("/", "\\/")}}, 400))
    ),
    "body echoes the key as text": Row(document(f"X-API-Key: {KEY}", "text/plain")),
    "message of 10 MB": Row(errors("x" * 10_000_000), measured=True),
    "message with escapes": Row(
        errors("\x1b[2J\x9b31m\u202eevil\u2028::error::x\n::set-output name=a::b\r##[add-mask]y\x00")
    ),
    "message with mentions": Row(errors("@everyone fixes #1 <!-- ![x](http://x) ```")),
    "40,000 errors": Row(
        always(Reply(200, '{"errors": [' + ",".join(['{"message": "boom"}'] * 40_000) + "]}"))
    ),
    "40,000 errors about different fields": Row(
        always(
            Reply(
                200,
                '{"errors": ['
                + ",".join(
                    f"{{\"message\": \"Cannot query field 'f{n}' on type '__Type'.\"}}" for n in range(40_000)
                )
                + "]}",
            )
        )
    ),
    "refuses one thing after the other": Row(
        lambda received: Reply.of_json(
            {"errors": [{"message": f"Cannot query field 'nope{len(received.body)}' on type '__Type'."}]}, 400
        )
    ),
    "limits for ever": Row(errors("Query depth exceeds the maximum of 3")),
    "rate limit with 200": Row(errors("rate limit exceeded")),
    "unauthenticated with 200": Row(errors("not authenticated")),
    "401 with errors": Row(errors("invalid key", status=401)),
    "403 with another error": Row(errors("boom", status=403)),
    "message only": Row(always(Reply.of_json({"message": "Forbidden"}, 200))),
    "message only, 403": Row(always(Reply.of_json({"message": "Forbidden"}, 403))),
    "data null": Row(always(Reply.of_json({"data": None}))),
    "schema null": Row(always(Reply.of_json({"data": {"__schema": None}}))),
    "schema null with an error": Row(errors("boom", data={"__schema": None})),
    "schema is a list": Row(always(Reply.of_json({"data": {"__schema": []}}))),
    "data is a list": Row(always(Reply.of_json({"data": []}))),
    "data of another query": Row(always(Reply.of_json({"data": {"hello": "world"}}))),
    "batched answer": Row(document("[" + good_json() + "]")),
    "data twice with errors in between": Row(
        in_turn(Reply.of_json({"errors": [{"message": "boom"}]}), Reply.of_json({"data": None}))
    ),
    "partial data": Row(
        answering(
            lambda answer: answer.update(
                errors=[{"message": "boom", "path": ["__schema", "types", 3, "fields"]}]
            )
        )
    ),
    "data with an error about nothing": Row(
        answering(lambda answer: answer.update(errors=[{"message": "boom"}]))
    ),
    "data with 400": Row(answering(lambda _answer: None, status=400)),
    "data with 500": Row(answering(lambda _answer: None, status=500)),
    "data with 401": Row(answering(lambda _answer: None, status=401)),
}
ROWS: dict[str, Row] = {**BODIES, **JSON, **ERRORS}
