"""Servers of other people: Strawberry and Ariadne with their own HTTP layers, on loopback."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from tests.servers.loopback import Handler, Received, Reply


def from_wsgi(app: Callable[..., Iterable[bytes]]) -> Handler:
    """Return a handler that runs a WSGI application."""

    def handle(received: Received) -> Reply:
        started: list[Any] = []
        environ = {
            "REQUEST_METHOD": received.method,
            "PATH_INFO": received.path,
            "QUERY_STRING": urlsplit(received.target).query,
            "CONTENT_TYPE": received.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(received.body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(received.body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in received.headers.items()},
        }
        body = b"".join(app(environ, lambda status, headers, *_: started.extend((status, headers))))
        status, headers = started
        kept = tuple((name, value) for name, value in headers if name.lower() != "content-length")
        return Reply(int(status.split()[0]), body, None, kept)

    return handle


def from_asgi(app: Callable[..., Awaitable[None]]) -> Handler:
    """Return a handler that runs an ASGI application, one event loop for each request."""

    def handle(received: Received) -> Reply:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": received.body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": received.method,
            "scheme": "http",
            "path": received.path,
            "raw_path": received.path.encode(),
            "query_string": urlsplit(received.target).query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in received.headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
        headers = tuple((name.decode(), value.decode()) for name, value in sent[0]["headers"])
        kept = tuple((name, value) for name, value in headers if name.lower() != "content-length")
        return Reply(sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]), None, kept)

    return handle
