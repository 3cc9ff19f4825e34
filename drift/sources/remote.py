"""A URL to a :class:`Snapshot`: an endpoint is introspected, a published file is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from drift.config import Config
from drift.redact import Redactor
from drift.schema.element import Notice
from drift.snapshots.names import clean_origin
from drift.snapshots.snapshot import Snapshot
from drift.sources.access import Access
from drift.sources.address import UrlKind, url_kind
from drift.sources.content import from_introspection, read_bytes
from drift.sources.reference import Url


def read(reference: Url, access: Access) -> Snapshot:
    """Return the schema that a URL serves: an endpoint's, or the one in a published file.

    Args:
        reference: An endpoint or a schema file.
        access: Headers, limits, and the redactor that learns every secret. What it says of the kind of URL counts
            more than the reference.

    Raises:
        DriftError: As :func:`drift.sources.reading.read`.
    """
    # As it is written: a variable in it may hold a key.
    shown = clean_origin(reference.text)
    url, access = access.toward(reference.text)
    if url_kind(url, access.url_kind or reference.kind) is UrlKind.FILE:
        return _download(url, shown, access)
    return _introspect(url, shown, access)


def _download(url: str, shown: str, access: Access) -> Snapshot:
    from drift.sources.published import fetch_text

    text, _ = fetch_text(
        url, headers=access.headers, transport=access.transport, redactor=access.redactor, log=access.log
    )
    text, count = access.redactor.redact_document(text)
    # What was decoded once is SDL or JSON like any file's.
    snapshot = read_bytes(text.encode(), path=shown, reference=shown)
    return replace(snapshot, read_notices=(*snapshot.read_notices, *_redacted(count)))


def _introspect(url: str, shown: str, access: Access) -> Snapshot:
    from drift.sources.negotiate import introspect

    found = introspect(
        url,
        headers=access.headers,
        transport=access.transport,
        redactor=access.redactor,
        log=access.log,
        dated=access.dated,
    )

    def read_answer(schema: object, notices: tuple[Notice, ...]) -> Snapshot:
        return from_introspection(
            {"__schema": schema}, path=shown, reference=shown, unknown=found.unknown, notices=notices
        )

    snapshot = read_answer(found.schema, found.notices)
    _, count = access.redactor.redact_document(snapshot.source.text)
    if not count:
        return snapshot
    # Taken out of the answer and not of the text, so that what is printed from it is SDL all the same.
    return read_answer(_without_secrets(found.schema, access.redactor), (*found.notices, *_redacted(count)))


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
