"""A URL to a :class:`Snapshot`: an endpoint is introspected, a published file is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from drift.config import SourceConfig
from drift.redact import Redactor
from drift.schema.element import Notice
from drift.snapshots.names import clean_origin
from drift.snapshots.snapshot import Snapshot
from drift.sources.address import UrlKind, url_kind
from drift.sources.transport import Transport

if TYPE_CHECKING:
    from drift.sources.reference import Access

DEFAULT_TIMEOUT_S = 60.0


def read_url(url: str, access: Access, *, reference: str | None, source: SourceConfig | None) -> Snapshot:
    """Return the schema that a URL serves.

    Args:
        url: An endpoint or a schema file.
        access: Headers, limits, and the redactor that learns every secret.
        reference: How the user named it; the URL without its secrets when None.
        source: The configured source, whose settings count where *access* has none.

    Raises:
        DriftError: As :func:`drift.sources.reference.resolve`.
    """
    from drift.sources.published import fetch_text
    from drift.sources.reference import from_introspection, read_bytes

    transport = _transport(access, source)
    shown = clean_origin(url)
    reference = reference or shown
    kind = access.url_kind
    if kind is None and source is not None:
        kind = UrlKind.ENDPOINT if source.endpoint else None
    if url_kind(url, kind) is UrlKind.FILE:
        text, _ = fetch_text(
            url, headers=access.headers, transport=transport, redactor=access.redactor, log=access.log
        )
        text, count = access.redactor.redact_document(text)
        # What was decoded once is SDL or JSON like any file's.
        snapshot = read_bytes(text.encode(), path=shown, reference=reference)
        return replace(snapshot, read_notices=(*snapshot.read_notices, *_redacted(count)))
    from drift.sources.negotiate import introspect

    found = introspect(
        url, headers=access.headers, transport=transport, redactor=access.redactor, log=access.log
    )

    def read(schema: object, notices: tuple[Notice, ...]) -> Snapshot:
        return from_introspection(
            {"__schema": schema}, path=shown, reference=reference, unknown=found.unknown, notices=notices
        )

    snapshot = read(found.schema, found.notices)
    _, count = access.redactor.redact_document(snapshot.source.text)
    if not count:
        return snapshot
    # Taken out of the answer and not of the text, so that what is printed from it is SDL all the same.
    return read(_without_secrets(found.schema, access.redactor), (*found.notices, *_redacted(count)))


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
    """Return the schema of the endpoint at *url*; raises as :func:`read_url` does."""
    from drift.config import Config
    from drift.sources.reference import Access

    access = Access(
        Config(root=Path.cwd()),
        headers=headers or {},
        timeout_s=timeout_s,
        url_kind=UrlKind.ENDPOINT,
        allow_http=allow_http,
        redactor=redactor,
    )
    return read_url(url, access, reference=None, source=None)


def _transport(access: Access, source: SourceConfig | None) -> Transport:
    configured = None if source is None else source.timeout_s
    bundle = access.ca_bundle
    if bundle is None and source is not None and source.ca_bundle is not None:
        bundle = access.config.root / source.ca_bundle
    return Transport(
        timeout_s=access.timeout_s or configured or DEFAULT_TIMEOUT_S,
        allow_http=access.allow_http or (source is not None and source.allow_http),
        key_host=None if source is None else source.key_host,
        ca_bundle=bundle,
    )
