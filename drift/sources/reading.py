"""Any schema reference to one :class:`Snapshot`.

A new kind of place is a value in :mod:`drift.sources.reference`, a module here that reads it, and one line in
:func:`read`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from drift.config import SourceConfig
from drift.errors import IntrospectionRefused, UsageError
from drift.snapshots.snapshot import Snapshot
from drift.sources import content, files
from drift.sources.access import Access
from drift.sources.address import parse_address
from drift.sources.reference import Files, Git, Live, Reference, Stdin, Stored, Url, places_of, urls_of


def read(reference: Reference, access: Access) -> Snapshot:
    """Return the schema that a reference names, of a federated one what *access* wants to see.

    Raises:
        UsageError: The reference names nothing; the message has the nearest name.
        SourceUnreachable, AuthenticationFailed, IntrospectionRefused: A server gave no schema.
        SchemaUnreadable: What was found is not a schema.
        StoreError: A stored version can't be read.
    """
    found = _read(reference, access)
    return replace(found, shows_machinery=True) if access.shows_machinery else found


def _read(reference: Reference, access: Access) -> Snapshot:
    # What talks to others is imported when it is needed: most runs need one of them.
    match reference:
        case Stdin():
            return content.read_stdin()
        case Files():
            return files.read(reference, access)
        case Live():
            return live(access.config.source(reference.text), access)
        case Stored():
            from drift.sources import stored

            return stored.read(reference, access)
        case Git():
            from drift.sources import git

            return git.read_snapshot(reference, access)
        case Url():
            from drift.sources import remote

            return remote.read(reference, access)
        case _:
            assert_never(reference)


def read_all(references: Sequence[Reference], access: Access, *, name: str) -> Snapshot:
    """Return what several references name, read one by one and joined as one schema that is called *name*.

    Raises as :func:`read` does.
    """
    joined = content.join([read(reference, access) for reference in references], name)
    return replace(joined, shows_machinery=access.shows_machinery)


def live(source: SourceConfig, access: Access) -> Snapshot:
    """Return the schema of a configured source as it is now; raises as :func:`read` does.

    Raises:
        UsageError: Its headers would go to several hosts.
    """
    if not source.introspection:
        raise IntrospectionRefused(
            f"{source.name}: is configured as telling no schema (introspection = false); `drift check {source.name}` and "
            f"`drift rehearse {source.name}` ask its server about your operations"
        )
    reached = access.of_source(source)
    parts = [read(place, _for_place(place, reached, source)) for place in places_of(source)]
    return replace(content.join(parts, source.name), roots=source.roots)


def _for_place(place: Reference, access: Access, source: SourceConfig) -> Access:
    """Return the access for one of a source's places: a key goes to one host only."""
    if not isinstance(place, Url) or not access.sends_headers:
        return access
    addresses = [parse_address(url, allow_http=True) for url in urls_of(source)]
    if len({address.authority for address in addresses}) == 1:
        return access
    if access.key_host is None:
        raise UsageError(
            f"{source.name}: headers would go to {len(addresses)} hosts: say with key-host in its configuration which "
            "of them gets them"
        )
    if parse_address(place.text, allow_http=True).is_at(access.key_host):
        return access
    return access.without_headers()
