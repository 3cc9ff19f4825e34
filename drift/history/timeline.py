"""The versions of a schema in order, and what each one changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from drift.changes.change import Change
from drift.errors import SchemaUnreadable, SourceUnreachable
from drift.schema.sharing import Shared
from drift.schema.text import SourceText
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot
from drift.snapshots.store import Store
from drift.sources import git
from drift.sources.reference import Git
from drift.sources.stored import from_store


@dataclass(frozen=True)
class Version:
    """One version of a schema.

    Attributes:
        name: The stored version's name, or a commit.
        label: The user's name for it, None when it has none.
        taken: When it was read or committed, in UTC.
        snapshot: The schema at that time.
    """

    name: str
    label: str | None
    taken: datetime
    snapshot: Snapshot

    @property
    def title(self) -> str:
        """The name, with the label when there is one."""
        return f"{self.name} ({self.label})" if self.label else self.name


@dataclass(frozen=True)
class Step:
    """One version and the one before it.

    Attributes:
        version: The version.
        previous: The one before, None for the first.
    """

    version: Version
    previous: Version | None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What this version changed, worst first; nothing for the first version."""
        if self.previous is None:
            return ()
        old, new = self.previous.snapshot, self.version.snapshot
        if old.source.text == new.source.text:
            return ()
        from drift.changes.classify import classify

        return classify(old, new).changes

    def count(self, severity: Severity) -> int:
        """Return the number of changes of one severity."""
        return sum(change.severity is severity for change in self.changes)


@dataclass(frozen=True)
class Timeline:
    """All versions of one source, oldest first; at least one.

    Attributes:
        name: The source's name.
        versions: Oldest first.
        notices: What had to be left out, one sentence each.
    """

    name: str
    versions: tuple[Version, ...]
    notices: tuple[str, ...] = ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The versions with their predecessors, oldest first."""
        return tuple(Step(version, previous) for previous, version in self._pairs())

    def _pairs(self) -> Iterator[tuple[Version | None, Version]]:
        return zip((None, *self.versions), self.versions, strict=False)


def of_source(store: Store, name: str, *, roots: tuple[str, ...], until: str | None = None) -> Timeline:
    """Return the stored versions of a source.

    Args:
        store: Where they are.
        name: The source.
        roots: Patterns of the names of types that it sends by other ways than operations.
        until: Name of the version to end with; the newest when None.

    Raises:
        StoreError: Nothing is stored, or a version can't be read.
    """
    versions: list[Version] = []
    shared = Shared()
    for stored in store.versions(name):
        snapshot = from_store(name, stored, store, roots=roots).sharing(shared)
        versions.append(Version(stored.version, stored.label, stored.taken, snapshot))
        if stored.version == until:
            break
    if not versions:
        raise store.without_versions(name)
    return Timeline(name, tuple(versions))


def of_git(reference: Git, cwd: Path) -> Timeline:
    """Return every revision of a schema file in git as a version.

    Args:
        reference: ``git:PATH``, or ``git:REVISION:PATH`` to end at that revision.
        cwd: A folder in the repository.

    Raises:
        UsageError: The reference is incomplete.
        SourceUnreachable: There is no such file or repository, or no revision is a schema.
    """
    versions: list[Version] = []
    notices: list[str] = []
    shared = Shared()
    for found in git.file_history(reference.path, rev=reference.revision or "HEAD", cwd=cwd):
        name = found.commit[:12]
        if found.text is None or found.date is None:
            notices.append(f"{name} is left out: {found.problem or 'it has no date'}")
            continue
        source = SourceText.from_files([(found.path, found.text)])
        snapshot = Snapshot(f"git:{name}:{found.path}", source, version=name).sharing(shared)
        try:
            _ = snapshot.schema
        except SchemaUnreadable as error:
            # One broken revision must not hide the others.
            notices.append(f"{name} is left out: {error}")
            continue
        versions.append(Version(name, None, found.date, snapshot))
    if not versions:
        raise SourceUnreachable(f"{reference.text}: no revision of it is a schema; {notices[0]}")
    return Timeline(reference.text, tuple(versions), tuple(notices))
