"""Real HTTP servers on this machine, for tests: they behave as told, and remember what they were sent."""

from __future__ import annotations

import http.server
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Received:
    """A request as the server got it; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def parameters(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def document(self) -> dict[str, Any]:
        """The GraphQL request, from the body of a POST or the query string of a GET."""
        if self.method == "GET":
            return dict(self.parameters)
        document: dict[str, Any] = json.loads(self.body)
        return document


@dataclass(frozen=True)
class Reply:
    """A response. An iterable body is sent in chunks; *announced* overrides Content-Length."""

    status: int = 200
    body: bytes | str | Iterable[bytes] = b""
    content_type: str | None = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    reason: str | None = None
    announced: int | None = None

    @classmethod
    def of_json(cls, document: object, status: int = 200, **more: Any) -> Reply:
        return cls(status, json.dumps(document), **more)


@dataclass(frozen=True)
class Raw:
    """Full control: the function gets the connection and an event that is set when the server stops."""

    script: Callable[[socket.socket, threading.Event], None]


Handler = Callable[[Received], "Reply | Raw"]


@dataclass
class LoopbackServer:
    """Serves *handler* on a free port while its ``with`` block runs.

    Attributes:
        url: ``http://127.0.0.1:PORT/graphql``, https with *tls*.
        requests: What was received, in order.
    """

    handler: Handler
    tls: ssl.SSLContext | None = None
    requests: list[Received] = field(default_factory=list)

    @property
    def port(self) -> int:
        port: int = self._server.server_address[1]
        return port

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/graphql"

    @property
    def connections(self) -> int:
        return len({request.connection for request in self.requests})

    def __enter__(self) -> Self:
        self._stopping = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def stopped(self) -> threading.Event:
        return self._stopping


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, owner: LoopbackServer) -> None:
        self.owner = owner
        self.lock = threading.Lock()
        self.count = 0
        super().__init__(("127.0.0.1", 0), _RequestHandler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(30)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that break off are what many tests are about."""


class _RequestHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        with self.server.lock:
            self.server.count += 1
            self.number = self.server.count
        if self.server.owner.tls is not None:
            self.request = self.server.owner.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        if self.server.owner.tls is not None:
            self.request.close()

    def log_message(self, *_args: Any) -> None:
        """Keep the test output quiet."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.command, self.path, headers, self.rfile.read(length), self.number)
        owner = self.server.owner
        owner.requests.append(received)
        reply = owner.handler(received)
        if isinstance(reply, Raw):
            self.close_connection = True
            reply.script(self.connection, owner.stopped())
            return
        self.send_response_only(reply.status, reply.reason)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.content_type is not None:
            self.send_header("Content-Type", reply.content_type)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        if isinstance(body, bytes):
            self.send_header("Content-Length", str(len(body) if reply.announced is None else reply.announced))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection |= reply.announced is not None
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for chunk in body:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - the names that http.server looks for


def always(reply: Reply | Raw) -> Handler:
    """Return a handler that gives every request the same answer."""
    return lambda _received: reply


def in_turn(*replies: Reply | Raw) -> Handler:
    """Return a handler that gives the first request the first answer and so on, the last one for ever."""
    waiting = list(replies)
    return lambda _received: waiting.pop(0) if len(waiting) > 1 else waiting[0]
