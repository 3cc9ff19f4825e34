"""A URL to a :class:`Snapshot`: an endpoint is introspected, a published file is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drift.config import Config
from drift.errors import AuthenticationFailed, SchemaUnreadable, SourceUnreachable
from drift.redact import Redactor
from drift.schema import sdl
from drift.schema.element import Notice
from drift.schema.specified import ROOT_OPERATIONS
from drift.snapshots.names import clean_origin
from drift.snapshots.snapshot import Snapshot
from drift.sources.access import Access
from drift.sources.address import UrlKind, likely_kind
from drift.sources.announced import deprecated_of, says_deprecated, sunset_of
from drift.sources.answer import Answer
from drift.sources.client import HttpClient
from drift.sources.content import from_introspection, read_bytes
from drift.sources.graphql_over_http import POST_IS_REFUSED, GraphQLClient, looks_like_graphql
from drift.sources.negotiate import MAX_REQUESTS, negotiate
from drift.sources.published import download
from drift.sources.query import Query
from drift.sources.reference import Url
from drift.sources.refusal import read_refusal


def read(reference: Url, access: Access) -> Snapshot:
    """Return the schema that a URL serves: an endpoint's, or the one in a published file.

    Args:
        reference: An endpoint or a schema file.
        access: Headers, limits, and the redactor that learns every secret. What it says of the kind of URL counts
            more than the reference; where neither says anything it is found out.

    Raises:
        DriftError: As :func:`drift.sources.reading.read`.
    """
    # As it is written: a variable in it may hold a key.
    shown = clean_origin(reference.text)
    with _client(reference.text, access) as client:
        snapshot = _read(client, reference, shown, access)
        return replace(
            snapshot,
            sunset=sunset_of(client.headers),
            deprecated=deprecated_of(client.headers),
            says_deprecated=says_deprecated(client.headers),
        )


def _read(client: HttpClient, reference: Url, shown: str, access: Access) -> Snapshot:
    match access.url_kind or reference.kind:
        case UrlKind.FILE:
            return _download(client, shown, access)
        case UrlKind.ENDPOINT:
            return _introspect(GraphQLClient(client), shown, access)
        case None:
            asked, snapshot = _find_out(client, shown, access)
            return snapshot or _introspect(asked, shown, access)


@dataclass(frozen=True, slots=True)
class Found:
    """What a URL turned out to be.

    Attributes:
        kind: An endpoint, or a published file.
        is_silent: Whether it is an endpoint that refuses to tell its schema.
        problem: Why its schema could not be read; None when nobody tried, or it could.
    """

    kind: UrlKind
    is_silent: bool = False
    problem: str | None = None


def find_kind(url: str, access: Access) -> Found:
    """Return what *url* turns out to be, with two requests at most; raises as :func:`read` does."""
    with _client(url, access) as client:
        asked, snapshot = _find_out(client, clean_origin(url), access)
        if snapshot is not None:
            return Found(UrlKind.FILE)
        try:
            reply = asked.ask(Query().text)
        except AuthenticationFailed as error:
            return Found(UrlKind.ENDPOINT, problem=str(error))
        return Found(UrlKind.ENDPOINT, read_refusal(reply.errors, Query()).is_disabled)


def _client(url: str, access: Access) -> HttpClient:
    url, access = access.toward(url)
    return HttpClient(
        url,
        headers=access.headers,
        transport=access.transport,
        redactor=access.redactor,
        log=access.log,
        dated=access.dated,
        max_requests=MAX_REQUESTS,
    )


def _find_out(client: HttpClient, shown: str, access: Access) -> tuple[GraphQLClient, Snapshot | None]:
    """Return the schema in a published file, or None when the URL is to be taken for an endpoint.

    What answers a question in GraphQL is an endpoint. The question is the first one of introspection and its answer
    is kept, so that an endpoint is asked nothing more for it; what answers something else is read as a file, with
    one more request.
    """
    asked = GraphQLClient(client)
    answer = asked.offer(Query().text)
    got: Answer | None = None
    names_a_file = likely_kind(client.address.url) is UrlKind.FILE
    if not names_a_file and answer.status in POST_IS_REFUSED and client.address.path != "/":
        answer = got = asked.offer(Query().text)
    if looks_like_graphql(answer) or (not names_a_file and _can_be_no_file(client, answer)):
        return asked, None
    try:
        snapshot = _download(client, shown, access, answer=got, after=answer)
        if not names_a_file:
            sdl.check_beginning(snapshot.source)
    except (SourceUnreachable, AuthenticationFailed, SchemaUnreadable):
        if names_a_file:
            raise
        # The address looks like an endpoint, so what was wrong with it as one says more.
        return asked, None
    return asked, snapshot


def _can_be_no_file(client: HttpClient, answer: Answer) -> bool:
    """Return whether reading the URL as a file would tell nothing: it wants a key, or is a server's front page."""
    is_page = answer.is_html or answer.status in {404, *POST_IS_REFUSED}
    # What hands out files says 403 to a POST with a page or in XML; an API says it in JSON.
    wants_key = answer.status == 401 or (answer.status == 403 and not answer.is_markup)
    return wants_key or (client.address.path == "/" and is_page)


def _download(
    client: HttpClient,
    shown: str,
    access: Access,
    *,
    answer: Answer | None = None,
    after: Answer | None = None,
) -> Snapshot:
    text, _ = download(client, answer, after=after)
    text, count = access.redactor.redact_document(text)
    # What was decoded once is SDL or JSON like any file's.
    snapshot = read_bytes(text.encode(), path=shown, reference=shown)
    return replace(snapshot, read_notices=(*snapshot.read_notices, *_redacted(count)))


def _introspect(client: GraphQLClient, shown: str, access: Access) -> Snapshot:
    found = negotiate(client, access.log)

    def read_answer(schema: object, notices: tuple[Notice, ...]) -> Snapshot:
        return from_introspection(
            {"__schema": schema}, path=shown, reference=shown, unknown=found.unknown, notices=notices
        )

    snapshot = read_answer(found.schema, found.notices)
    _refuse_odd_roots(found.schema, shown)
    _, count = access.redactor.redact_document(snapshot.source.text)
    if not count:
        return snapshot
    # Taken out of the answer and not of the text, so that what is printed from it is still SDL.
    return read_answer(_without_secrets(found.schema, access.redactor), (*found.notices, *_redacted(count)))


def _refuse_odd_roots(schema: Mapping[str, Any], shown: str) -> None:
    """Do nothing if what operations begin with is object types: no server could answer anything else.

    Raises:
        SchemaUnreadable: One of them is not.
    """
    kinds = {type_["name"]: str(type_["kind"]) for type_ in schema["types"]}
    for operation in ROOT_OPERATIONS:
        root = schema.get(f"{operation}Type") or {}
        kind = kinds.get(root.get("name"), "OBJECT")
        if kind != "OBJECT":
            what = kind.lower().replace("_", " ")
            raise SchemaUnreadable(
                f"the {operation} root operation type {root['name']} is of kind {what}, so this is not the schema of a "
                "working server: tell its operator, or read a published schema file",
                path=shown,
            )


def _redacted(count: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    places = "one place" if count == 1 else f"{count:,} places"
    return (
        Notice(
            f"The server wrote a secret that it was sent into its schema; it was taken out ({places}). Change the "
            "key, and tell the server's operator."
        ),
    )


def _without_secrets(value: object, redactor: Redactor) -> object:
    if isinstance(value, str):
        return redactor.redact_document(value)[0]
    if isinstance(value, list):
        return [_without_secrets(item, redactor) for item in value]
    if isinstance(value, dict):
        return {key: _without_secrets(item, redactor) for key, item in value.items()}
    return value


def introspect_url(
    url: str, *, headers: Mapping[str, str] | None, timeout_s: float, allow_http: bool, redactor: Redactor
) -> Snapshot:
    """Return the schema of the endpoint at *url*; raises as :func:`read` does."""
    access = Access(
        Config(root=Path.cwd()),
        headers=headers or {},
        timeout_s=timeout_s,
        allow_http=allow_http,
        redactor=redactor,
    )
    return read(Url(url, UrlKind.ENDPOINT), access)
