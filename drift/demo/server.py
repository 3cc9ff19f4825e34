"""The demo API on loopback: a release number comes in, a URL that speaks GraphQL over HTTP comes out.

graphql-core executes the operations, the standard library's WSGI server carries them. The protocol follows
https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

import hmac
import json
import secrets
import socketserver
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.client import responses
from threading import Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from drift.demo import dataset, release_sdl
from drift.demo.request import Request
from drift.demo.resolvers import resolve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from graphql import GraphQLSchema

MAX_BODY_BYTES = 1 << 20
MAX_TOKENS = 10_000
PATH = "/public/graphql"
_RESPONSE_TYPE = "application/graphql-response+json"
_MAX_DRAINED_BYTES = 16 * MAX_BODY_BYTES
_CHUNK_BYTES = 1 << 16


class DemoServer:
    """The demo API, answering on 127.0.0.1 while the ``with`` block lasts.

    The port is chosen by the system when the server is made. Data and API key outlive a change of release:
    what a mutation changed stays changed.

    Args:
        release: The release to begin with, see :data:`drift.demo.RELEASES`.
        api_key: The key to demand; a random one when left out.

    Raises:
        UsageError: There is no such release.
    """

    def __init__(self, release: int = 1, *, api_key: str | None = None) -> None:
        self._release = release
        self._schema = _build(release)
        self._api_key = api_key if api_key is not None else _new_key()
        self._dataset = dataset.build()
        self._lock = Lock()
        self._http = _HTTPServer(("127.0.0.1", 0), _Handler)
        self._http.set_app(self._answer)
        self._thread: Thread | None = None

    def __enter__(self) -> DemoServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The endpoint, such as ``http://127.0.0.1:40817/public/graphql``."""
        return f"http://127.0.0.1:{self._http.server_port}{PATH}"

    @property
    def api_key(self) -> str:
        """The key that the header ``X-API-Key`` must carry now; ``rotateApiToken`` changes it."""
        return self._api_key

    @property
    def release(self) -> int:
        """The number of the release that is served."""
        return self._release

    def start(self) -> None:
        """Begin to answer, in a thread of its own; a server that has begun goes on."""
        if self._thread is None:
            self._thread = Thread(
                target=self._http.serve_forever,
                kwargs={"poll_interval": 0.02},
                name="drift-demo",
                daemon=True,
            )
            self._thread.start()

    def serve(self, release: int) -> None:
        """Serve another release from the next request on.

        Raises:
            UsageError: There is no such release; the present one stays.
        """
        schema = _build(release)
        with self._lock:
            self._release, self._schema = release, schema

    def close(self) -> None:
        """Stop answering and give the port back; closing twice does no harm."""
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
            self._thread = None
        self._http.server_close()

    def _rotate_key(self) -> str:
        self._api_key = _new_key()
        return self._api_key

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            self._admit(environ)
            posted = _read_posted(environ)
            speaks_response_type = _RESPONSE_TYPE in environ.get("HTTP_ACCEPT", "")
            with self._lock:
                request = Request(self._dataset, self._schema, self._rotate_key)
                payload = _execute(request, posted)
            # The older media type says 200 for everything that is well-formed, valid or not.
            is_bad = speaks_response_type and "data" not in payload
            status = HTTPStatus.BAD_REQUEST if is_bad else HTTPStatus.OK
            media_type = _RESPONSE_TYPE if speaks_response_type else "application/json"
            return _send(start_response, status, payload, (("Content-Type", f"{media_type}; charset=utf-8"),))
        except _RejectionError as rejected:
            _drain(environ)
            errors = [{"message": rejected.message, "extensions": {"code": rejected.code}}]
            headers = (("Content-Type", "application/json; charset=utf-8"), *rejected.headers)
            return _send(start_response, rejected.status, {"errors": errors}, headers)

    def _admit(self, environ: WSGIEnvironment) -> None:
        if environ.get("PATH_INFO") != PATH:
            raise _RejectionError(HTTPStatus.NOT_FOUND, "NOT_FOUND", f"Nothing here; the API is at {PATH}.")
        if environ["REQUEST_METHOD"] != "POST":
            message = "Send GraphQL requests with POST, as JSON."
            raise _RejectionError(
                HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, (("Allow", "POST"),)
            )
        # WSGI hands header bytes over as Latin-1.
        given = environ.get("HTTP_X_API_KEY", "").encode("latin-1")
        if not hmac.compare_digest(given, self._api_key.encode()):
            message = "The header X-API-Key is wrong." if given else "The header X-API-Key is missing."
            challenge = (("WWW-Authenticate", 'ApiKey realm="demo"'),)
            raise _RejectionError(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", message, challenge)


@dataclass
class _RejectionError(Exception):
    """A request that does not come as far as GraphQL."""

    status: HTTPStatus
    code: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Posted:
    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


def _new_key() -> str:
    return f"demo-{secrets.token_urlsafe(24)}"


@cache
def _build(release: int) -> GraphQLSchema:
    from graphql import build_schema

    return build_schema(release_sdl(release))


def _read_posted(environ: WSGIEnvironment) -> _Posted:
    media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        message = "The body must have Content-Type application/json."
        raise _RejectionError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    size = environ.get("CONTENT_LENGTH", "")
    if not (size.isascii() and size.isdigit()):
        raise _RejectionError(
            HTTPStatus.LENGTH_REQUIRED, "LENGTH_REQUIRED", "The header Content-Length is missing."
        )
    if int(size) > MAX_BODY_BYTES:
        message = f"The body must not exceed {MAX_BODY_BYTES:,} bytes."
        raise _RejectionError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    body = environ["wsgi.input"].read(int(size))
    environ["CONTENT_LENGTH"] = "0"
    try:
        posted = json.loads(body.decode())
    except (ValueError, RecursionError):
        posted = None
    match posted:
        case {"query": str() as query}:
            variables, name = posted.get("variables"), posted.get("operationName")
            if isinstance(variables, dict | None) and isinstance(name, str | None):
                return _Posted(query, variables, name)
    message = "The body must be a JSON object with `query`, and maybe `variables` and `operationName`."
    raise _RejectionError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", message)


def _execute(request: Request, posted: _Posted) -> dict[str, Any]:
    """Return the response of one GraphQL request; without ``data`` when it was not executed."""
    from graphql import GraphQLError, execute_sync, parse, validate

    try:
        document = parse(posted.query, max_tokens=MAX_TOKENS)
        errors = validate(request.schema, document)
        if errors:
            return {"errors": [error.formatted for error in errors]}
        result = execute_sync(
            request.schema,
            document,
            context_value=request,
            variable_values=posted.variables,
            operation_name=posted.operation_name,
            field_resolver=resolve,
        )
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    except RecursionError:
        return {"errors": [{"message": "The document is nested too deeply."}]}
    formatted: dict[str, Any] = dict(result.formatted)
    # A failure before the first field, such as a wrong variable: nothing was executed.
    if result.data is None and all(error.path is None for error in result.errors or ()):
        del formatted["data"]
    return formatted


def _send(
    start_response: StartResponse,
    status: HTTPStatus,
    payload: dict[str, Any],
    headers: Iterable[tuple[str, str]],
) -> list[bytes]:
    body = json.dumps(payload, ensure_ascii=False).encode(errors="backslashreplace")
    start_response(
        f"{status.value} {responses[status.value]}", [*headers, ("Content-Length", str(len(body)))]
    )
    return [body]


def _drain(environ: WSGIEnvironment) -> None:
    """Read a body that nobody wants: a connection closed on unread bytes can lose the answer."""
    size = environ.get("CONTENT_LENGTH", "")
    left = min(int(size), _MAX_DRAINED_BYTES) if size.isascii() and size.isdigit() else 0
    read: Callable[[int], bytes] = environ["wsgi.input"].read
    while left > 0 and (chunk := read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)


class _HTTPServer(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def server_bind(self) -> None:
        # HTTPServer asks the name service for our own name, which can take seconds without a network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[0], self.server_address[1]  # type: ignore[assignment]
        self.setup_environ()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that went away or stalled is no news to those who run a demo."""


class _Handler(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the terminal for the demo's own words."""
