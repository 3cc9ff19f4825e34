"""One HTTP exchange within a deadline; the only module that uses requests.

A worker thread talks, the caller's thread waits with a clock in its hand. When time is up the caller closes
the worker's socket and goes on: no server that hangs, drips or never resolves can hold it. Whatever the
libraries raise ends here as a :class:`~drift.sources.answer.Failure` in our own words, because their
exceptions carry the request with its headers and their texts carry the URL.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from drift.redact import clean
from drift.sources.answer import Answer, Failure, Outgoing
from drift.turns import waiting

_CONNECT_TIMEOUT_S = 10.0
_CHUNK_BYTES = 65_536
_GRACE_S = 0.5
# What OpenSSL calls plain text where TLS should begin, by its version.
_NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})
_NOT_HTTP = "what it sends is not HTTP, or has headers without end"
# What is left of these after connections that broke: lengths that contradict each other or are not numbers.
_FRAMING = (
    urllib3.exceptions.ProtocolError,
    urllib3.exceptions.InvalidHeader,
    requests.exceptions.InvalidHeader,
    ValueError,
)


class Wire:
    """Connections of one client: no cookies, no netrc, no proxy variables, certificates always checked.

    Args:
        max_bytes: Largest body, counted after decompression.
        ca_bundle: PEM file to trust in place of certifi's.
        proxy: URL of an http proxy.
    """

    def __init__(self, *, max_bytes: int, ca_bundle: Path | None, proxy: str | None) -> None:
        self._max_bytes = max_bytes
        self._verify: bool | str = True if ca_bundle is None else str(ca_bundle)
        self._proxies = {} if proxy is None else {"http": proxy, "https": proxy}
        self._handles: list[socket.socket] = []
        self._lock = threading.Lock()
        self._is_closed = False
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _WatchedAdapter(self._watch)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def exchange(self, outgoing: Outgoing, deadline: float) -> Answer | Failure:
        """Return the whole answer, or why there is none, at most half a second after *deadline*.

        Args:
            outgoing: What to send. Redirects are not followed.
            deadline: In seconds of ``time.monotonic``.
        """
        outcome: list[Answer | Failure] = []
        worker = threading.Thread(
            target=lambda: outcome.append(self._talk(outgoing, deadline)), name="drift-http", daemon=True
        )
        worker.start()
        with waiting():
            try:
                worker.join(max(0.0, deadline - time.monotonic()))
            finally:
                if worker.is_alive():
                    self.abort()
                    worker.join(_GRACE_S)
            is_late = time.monotonic() > deadline
        if is_late:
            return Failure("no complete answer in time", is_deadline=True)
        return outcome[0] if outcome else Failure("the exchange failed")

    def abort(self) -> None:
        """Break off what is going on; the wire can't be used afterwards."""
        with self._lock:
            self._is_closed = True
            for handle in self._handles:
                try:
                    handle.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # not connected any more, which is what we want
        self.close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._is_closed = True
            for handle in self._handles:
                handle.close()
            self._handles.clear()
        self._session.close()

    def _watch(self, connected: socket.socket) -> None:
        # A duplicate, because TLS takes the socket object over; shutting either down ends both.
        with self._lock:
            if self._is_closed:
                connected.close()
                raise OSError("connected after the deadline")
            self._handles.append(connected.dup())

    def _talk(self, outgoing: Outgoing, deadline: float) -> Answer | Failure:
        started = time.monotonic()
        left = max(0.01, deadline - started)
        try:
            request = requests.Request(outgoing.method, outgoing.url, outgoing.headers, data=outgoing.body)
            with self._session.send(
                self._session.prepare_request(request),
                stream=True,
                allow_redirects=False,
                verify=self._verify,
                proxies=self._proxies,
                # Reading ends with the deadline; the second more leaves it to the waiting thread to say so.
                timeout=(min(_CONNECT_TIMEOUT_S, left), left + 1),
            ) as response:
                body = self._read_body(response, deadline)
                if isinstance(body, Failure):
                    return body
                return Answer(
                    response.status_code,
                    response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                    bytes(body),
                    response.headers.get("Location"),
                    response.headers.get("Retry-After"),
                    time.monotonic() - started,
                    response.headers.get("Date"),
                    {name.lower(): value for name, value in response.headers.items()},
                )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return _explain(error)
        except (http.client.HTTPException, OSError, ValueError) as error:
            return _explain(error)
        except AttributeError:
            # urllib3 meets None where the waiting thread has just closed the connection.
            return Failure("the exchange was broken off")

    def _read_body(self, response: requests.Response, deadline: float) -> bytearray | Failure:
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            return Failure(
                f"the answer is compressed with {clean(encoding, limit=40)}, which was not asked for"
            )
        announced = response.headers.get("Content-Length", "").strip()
        # Python refuses to read numbers of thousands of digits; any of so many is too large.
        length = int(announced[-20:]) if re.fullmatch(r"[0-9]+", announced) else None
        if len(announced.lstrip("0")) > 15 and length is not None:
            return self._too_large()
        if length is not None and length > self._max_bytes:
            return self._too_large()
        decode = _Plain() if encoding in {"", "identity"} else _Zlib()
        body = bytearray()
        received = 0
        for chunk in response.raw.stream(_CHUNK_BYTES, decode_content=False):
            received += len(chunk)
            body += decode.feed(chunk, self._max_bytes + 1 - len(body))
            if len(body) > self._max_bytes:
                return self._too_large()
            if time.monotonic() > deadline:
                return Failure("no complete answer in time", is_deadline=True)
        is_chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        if length is not None and not is_chunked and received < length:
            return Failure(f"the answer ended after {received:,} of {length:,} bytes", may_pass=True)
        if not decode.is_complete:
            return Failure("the compressed answer ends in the middle")
        return body

    def _too_large(self) -> Failure:
        return Failure(f"the answer is larger than the limit of {self._max_bytes:,} bytes")


class _DamagedError(ValueError):
    """What was received can't be decompressed."""


class _Plain:
    is_complete = True

    def feed(self, chunk: bytes, _room: int) -> bytes:
        return chunk


class _Zlib:
    """Decompresses gzip and deflate, never more than there is room for."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=47)
        self._has_begun = False

    @property
    def is_complete(self) -> bool:
        return self._stream.eof or not self._has_begun

    def feed(self, chunk: bytes, room: int) -> bytes:
        """Return the decompressed chunk, cut at *room* bytes: being full is for the caller to notice."""
        plain = bytearray()
        try:
            while chunk and len(plain) < room:
                if self._stream.eof:
                    self._stream = zlib.decompressobj(wbits=47)  # another member of the same gzip file
                self._has_begun = True
                plain += self._stream.decompress(chunk, room - len(plain))
                chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        except zlib.error:
            raise _DamagedError from None
        return bytes(plain)


class _WatchedAdapter(HTTPAdapter):
    """An adapter whose connections report their socket, so that another thread can end them."""

    def __init__(self, watch: Callable[[socket.socket], None]) -> None:
        self._pool_classes = {
            "http": _watched(urllib3.HTTPConnectionPool, watch),
            "https": _watched(urllib3.HTTPSConnectionPool, watch),
        }
        super().__init__(pool_connections=8, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pool_classes

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pool_classes
        return manager


def _watched(pool_class: Any, watch: Callable[[socket.socket], None]) -> Any:
    class WatchedConnection(pool_class.ConnectionCls):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            connected: socket.socket = super()._new_conn()
            watch(connected)
            return connected

    class WatchedPool(pool_class):  # type: ignore[misc]
        ConnectionCls = WatchedConnection

    return WatchedPool


def _explain(error: BaseException) -> Failure:
    """Return what happened in our own words; nothing of the request or the URL is taken over."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = clean(cause.verify_message, limit=120)
            return Failure(
                f"its TLS certificate is not accepted ({reason}); if a private authority signed it, name its "
                "PEM file as the CA bundle"
            )
        if isinstance(cause, ssl.SSLError) and cause.reason in _NOT_TLS:
            return Failure("it does not speak TLS", is_other_scheme=True)
        if isinstance(cause, ssl.SSLError):
            return Failure(
                f"the TLS connection failed ({clean(cause.reason or 'no reason given', limit=80)})"
            )
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return Failure("its host name does not resolve", may_pass=True)
        if isinstance(cause, urllib3.exceptions.ProxyError | requests.exceptions.ProxyError):
            return Failure("the proxy can't be used", may_pass=True)
        if isinstance(cause, urllib3.exceptions.ConnectTimeoutError):
            return Failure("no connection within 10 s", may_pass=True)
        if isinstance(cause, TimeoutError | urllib3.exceptions.TimeoutError | requests.Timeout):
            return Failure("no complete answer in time", is_deadline=True)
        if isinstance(cause, ConnectionRefusedError):
            return Failure("the connection is refused; nothing listens there", may_pass=True)
    for cause in causes:
        if isinstance(cause, urllib3.exceptions.InvalidChunkLength):
            return Failure(_NOT_HTTP)
        if isinstance(cause, http.client.RemoteDisconnected | ConnectionError):
            return Failure(
                "the server closed the connection without an answer", may_pass=True, is_silent=True
            )
        if isinstance(cause, http.client.IncompleteRead | urllib3.exceptions.IncompleteRead):
            return Failure("the answer ended early: the connection was cut", may_pass=True)
        if isinstance(cause, http.client.HTTPException):
            return Failure(_NOT_HTTP)
    if any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in causes):
        return Failure("no connection", may_pass=True)
    if isinstance(error, _DamagedError):
        return Failure("the compressed answer is damaged")
    if any(isinstance(cause, _FRAMING) for cause in causes):
        return Failure(_NOT_HTTP)
    return Failure(f"the exchange failed ({type(error).__name__})", may_pass=isinstance(error, OSError))


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error and what it wraps, innermost first: the libraries nest them in four ways."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found[::-1]
