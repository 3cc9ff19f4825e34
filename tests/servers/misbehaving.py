"""Handlers of servers that misbehave: slow, endless, cut, damaged, or not speaking HTTP at all."""

from __future__ import annotations

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from tests.servers.loopback import Handler, Raw, Received, Reply, always

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def raw(*parts: bytes, pause_s: float = 0.0, stay: bool = False) -> Handler:
    """Return a handler that writes *parts*, waits between them, and then closes or stays silent."""

    def script(connection: socket.socket, stopping: threading.Event) -> None:
        for part in parts:
            connection.sendall(part)
            if stopping.wait(pause_s):
                return
        if stay:
            stopping.wait(30)

    return always(Raw(script))


def dripping(head: bytes, drop: bytes = b"x") -> Handler:
    """Return a handler that writes *head* and then *drop* for ever, every 50 ms."""

    def script(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(head)
        while not stopping.wait(0.05):
            connection.sendall(drop)

    return always(Raw(script))


def flood(head: bytes, part: bytes) -> Handler:
    """Return a handler that writes *head* and then *part* for ever, as fast as it can."""

    def script(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(head)
        while not stopping.is_set():
            connection.sendall(part)

    return always(Raw(script))


def reset(connection: socket.socket, _stopping: threading.Event) -> None:
    """Close a connection with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def bomb(size: int, wbits: int = 31) -> bytes:
    """Return *size* bytes of blanks, packed: as gzip, with *wbits* 15 as deflate."""
    packer = zlib.compressobj(9, wbits=wbits)
    blank = b" " * 1_000_000
    return b"".join(packer.compress(blank) for _ in range(size // len(blank))) + packer.flush()


def packed(body: bytes, encoding: str) -> Handler:
    """Return a handler that says that *body* is encoded."""
    return always(Reply(200, body, "application/json", (("Content-Encoding", encoding),)))


def later(make: Callable[[], Handler]) -> Handler:
    """Return a handler that is made when the first request comes, because making it takes time."""
    made = cache(make)

    def handler(received: Received) -> Reply | Raw:
        return made()(received)

    return handler


def redirect(status: int, location: str) -> Handler:
    """Return a handler that sends everybody elsewhere."""
    return always(Reply(status, "", None, (("Location", location),)))


def document(text: str | bytes, content_type: str = "application/json") -> Handler:
    """Return a handler that answers 200 with a text."""
    return always(Reply(200, text, content_type))


def chunks(part: bytes, count: int, *, first: bytes = b"", last: bytes = b"") -> Handler:
    """Return a handler whose answer is *part* many times, without holding it in memory."""

    def body() -> Iterator[bytes]:
        yield first or b" "
        block = part * max(1, 100_000 // len(part))
        for _ in range(count * len(part) // len(block)):
            yield block
        yield last or b" "

    return lambda _received: Reply(200, body())
