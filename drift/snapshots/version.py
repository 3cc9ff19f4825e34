"""A stored version, and which one is meant by what follows an ``@``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drift.errors import StoreError, UsageError
from drift.escape import quoted
from drift.snapshots import names

# A clock may be wrong by this much, or be in another time zone.
CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One stored version of a source's schema.

    Attributes:
        version: Its name, which says when it was taken: ``2026-11-23T06-00-00Z``.
        label: The user's own name for it, None when it has none.
        taken: When it was read, in UTC, whole seconds.
        origin: Where it was read, without secrets; None when that is not known any more.
        digest: ``sha256:`` and the hex digest of its canonical SDL, recorded when it was stored.
        path: Its file.
    """

    version: str
    label: str | None
    taken: datetime
    origin: str | None
    digest: str
    path: Path


@dataclass(frozen=True, slots=True)
class Arrival:
    """A schema of an earlier time on its way into the store.

    Attributes:
        taken: When it was published, with a time zone.
        origin: Where it was read; tells it apart from others of the same time.
        text: Canonical SDL; None when a version of this origin and time is stored and need not be made again.
        label: The user's name for it, None when it has none.
    """

    taken: datetime
    origin: str
    text: str | None
    label: str | None = None


@dataclass(frozen=True)
class Merged:
    """What became of the arrivals.

    Attributes:
        added: The new versions, in the order of their coming.
        known: How many were stored already, or said what the version before them says.
    """

    added: tuple[StoredVersion, ...]
    known: int


def check_taken(taken: datetime) -> None:
    """Do nothing if a version may be stored under a time.

    One of the future would give its second to every later one.

    Raises:
        StoreError: It has no time zone, or is more than :data:`CLOCK_TOLERANCE` from now in the future.
    """
    if taken.tzinfo is None:
        raise StoreError("a version's time needs a time zone")
    if taken > datetime.now(UTC) + CLOCK_TOLERANCE:
        raise StoreError(f"{taken:%Y-%m-%d} is in the future; nothing was stored. Which clock is wrong?")


def find(versions: Sequence[StoredVersion], spec: str, *, source: str) -> StoredVersion:
    """Return the version that *spec* means; see :meth:`drift.snapshots.store.Store.resolve`.

    Args:
        versions: What is stored, oldest first, at least one.
        spec: What follows the ``@``.
        source: The source's name, for messages.

    Raises:
        UsageError: The spec names nothing.
        StoreError: There is nothing that early.
    """
    if spec == names.LATEST:
        return versions[-1]
    if spec == names.PREVIOUS:
        if len(versions) < 2:
            raise StoreError(f"{source}@previous: only one version is stored, {versions[0].version}")
        return versions[-2]
    # The newest first: a merge of two branches can bring one label twice.
    for version in reversed(versions):
        if spec in (version.version, version.label):
            return version
    end = names.end_of_period(spec)
    if end is None:
        raise UsageError(_no_such_version(versions, spec, source))
    earlier = [version for version in versions if version.taken < end]
    if not earlier:
        oldest = versions[0].version
        raise StoreError(f"{source}@{spec}: nothing was stored by then; the oldest version is {oldest}")
    return earlier[-1]


def _no_such_version(versions: Sequence[StoredVersion], spec: str, source: str) -> str:
    from drift.config import nearest

    labels = [version.label for version in versions if version.label]
    known = [names.LATEST, names.PREVIOUS, *labels, *(version.version for version in versions)]
    there = names.listed(version.label or version.version for version in reversed(versions))
    return (
        f"{source} has no version {quoted(spec)}{nearest(spec, known)}; stored: {there} "
        "(also latest, previous, or a date such as 2026-11-23)"
    )
