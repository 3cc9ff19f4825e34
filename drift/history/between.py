"""The versions of one API up to a schema that is compared: stored ones, those of its lines, or revisions in git."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drift import lines
from drift.errors import DriftError
from drift.history.deprecated import Words
from drift.sources.access import Access
from drift.sources.reference import Git, Live, Reference, Stored

if TYPE_CHECKING:
    from drift.history.timeline import Version

# Of a file in git: the newest ones, which are those between two revisions unless these are far apart.
MAX_REVISIONS = 500


def words_between(old: Reference, new: Reference, access: Access) -> Words | None:
    """Return what the versions up to the newer of two references said of elements; None where no others are known.

    Args:
        old: The older side.
        new: The newer side.
        access: The configuration and the store.
    """
    if isinstance(new, Git) and isinstance(old, Git) and new.path == old.path:
        return Words(lambda: list(_of_git(new, Path.cwd())), ends=True)
    if isinstance(old, Stored) and isinstance(new, Stored | Live):
        name = new.source if isinstance(new, Stored) else new.text
        before, after = access.config.named(old.source), access.config.named(name)
        if lines.split(before)[0] == lines.split(after)[0]:
            until = new.version if isinstance(new, Stored) else None
            return Words(
                lambda: list(_of_stored(before, after, until, access)),
                _listed(after, access),
                ends=isinstance(new, Stored),
            )
    return None


def _listed(name: str, access: Access) -> dict[str, str]:
    source = access.config.sources.get(lines.split(name)[0])
    if source is None or source.upcoming is None:
        return {}
    from drift.sources.upcoming_list import reasons_of

    return reasons_of(source, access)


def _of_stored(old: str, new: str, until: str | None, access: Access) -> Iterator[Version]:
    """Yield the stored versions of a source; of a versioned API those of all its lines from one to the other."""
    from drift.history.timeline import of_source

    store = access.store
    stored = store.sources()
    for name in _lines_between(old, new, stored):
        if name not in stored:
            continue
        last = store.resolve(name, until).version if until is not None and name == new else None
        yield from of_source(store, name, until=last, roots=access.config.roots_of(name)).versions


def _lines_between(old: str, new: str, stored: Sequence[str]) -> list[str]:
    """Return the names of the lines of an API up to the newer one, oldest first."""
    source, last = lines.split(new)
    if last is None:
        return [new]
    known = {
        line: name
        for name in {old, new, *stored}
        if (line := lines.split(name)[1]) and lines.split(name)[0] == source
    }
    order = lines.in_order(sorted(known))
    return [known[line] for line in order[: order.index(last) + 1]]


def _of_git(reference: Git, cwd: Path) -> Iterator[Version]:
    """Yield the revisions of a schema file; nothing where that is not one file."""
    from drift.history.timeline import Version
    from drift.schema.text import SourceText
    from drift.snapshots.snapshot import Snapshot
    from drift.sources import git

    try:
        found = list(git.file_history(reference.path, rev=reference.revision or "HEAD", cwd=cwd))
    except DriftError:
        return
    date = None
    for revision in found[-MAX_REVISIONS:]:
        # A commit that says no time came after the one before it.
        date = revision.date or date
        if revision.text is not None and date is not None:
            name = revision.commit[:12]
            source = SourceText.from_files([(revision.path, revision.text)])
            label = revision.tags[0] if revision.tags else None
            yield Version(name, label, date, Snapshot(f"git:{name}", source, version=name))
