"""Stored versions of a source as snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drift.schema import header
from drift.schema.text import SourceText
from drift.snapshots.folder import digest_of
from drift.snapshots.snapshot import Snapshot
from drift.sources.content import shown

if TYPE_CHECKING:
    from drift.snapshots.store import Store
    from drift.snapshots.version import StoredVersion
    from drift.sources.access import Access
    from drift.sources.reference import Stored


def read(reference: Stored, access: Access) -> Snapshot:
    """Return the stored version that a reference names.

    Raises:
        UsageError: No version is meant by it.
        StoreError: Nothing is stored, or it can't be read.
    """
    store = access.store
    name = access.config.named(reference.source)
    return from_store(name, store.resolve(name, reference.version), store, roots=access.config.roots_of(name))


def from_store(name: str, version: StoredVersion, store: Store, *, roots: tuple[str, ...]) -> Snapshot:
    """Return a stored version as a snapshot; it counts as canonical when it is what was stored, in today's form.

    Args:
        name: The source.
        version: Which of its versions.
        store: Where it is.
        roots: Patterns of the names of types that the API sends by other ways than operations.

    Raises:
        StoreError: It can't be read.
    """
    text = store.read(name, version)
    current = header.parse(text).format_version == header.FORMAT_VERSION and digest_of(text) == version.digest
    return Snapshot(
        f"{name}@{version.version}",
        SourceText(text, ((shown(version.path), 1),)),
        version=version.version,
        label=version.label,
        is_canonical=current,
        roots=roots,
    )
