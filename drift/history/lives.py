"""The index of a source's stored versions: kept beside them, made anew or added to when it is not theirs.

``snapshots/SOURCE/.lives/`` is derived and stays out of git. It is never trusted over the versions: a file that is
not the one it was made from, by size and time of its last change or else by its digest, makes it stale.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from drift.errors import StoreError
from drift.history import index_file
from drift.history.index import Builder, Index
from drift.history.index_file import Kept
from drift.history.timeline import Step, Version
from drift.schema.sharing import Shared
from drift.snapshots import atomic
from drift.snapshots.folder import digest_of
from drift.snapshots.store import Store
from drift.snapshots.version import StoredVersion
from drift.sources.stored import from_store

FOLDER_NAME = ".lives"
INDEX_NAME = "index.json"
# To start another Python takes about as long as to read so much.
_WORTH_A_PROCESS = 24 * 1024 * 1024
_VERSIONS_A_PROCESS = 8


def of_source(store: Store, name: str, *, roots: tuple[str, ...]) -> tuple[Index, tuple[str, ...]]:
    """Return the index of a source's stored versions, and notices about the one that was kept.

    Args:
        store: Where the versions are.
        name: The source.
        roots: Patterns of the names of types that it sends by other ways than operations. An index that was made
            with others is made anew.

    Raises:
        StoreError: Nothing is stored, or a version can't be read.
    """
    versions = store.versions(name)
    if not versions:
        raise store.without_versions(name)
    folder = versions[0].path.parent.parent / FOLDER_NAME
    kept, notices = _read(folder)
    if kept is not None and kept.roots != roots:
        kept = None
    stamps = tuple(_stamp(version) for version in versions)
    sound = 0 if kept is None else _sound(kept, versions, stamps)
    if kept is not None and sound == len(versions) == len(kept.index.rows):
        index = kept.index
    else:
        index = _extended(store, name, versions, roots, kept.index.upto(sound) if kept and sound else None)
    if kept is None or index is not kept.index or stamps != kept.stamps:
        # What can't be kept is made again the next time.
        with suppress(StoreError):
            _write(folder, Kept(index, stamps, roots))
    return _labelled(index, versions), notices


def _read(folder: Path) -> tuple[Kept | None, tuple[str, ...]]:
    path = folder / INDEX_NAME
    try:
        text = atomic.read_text(path)
        return (None if text is None else index_file.read(text)), ()
    except (StoreError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None, (f"{path} was damaged; it was made anew from the versions",)


def _stamp(version: StoredVersion) -> tuple[int, int]:
    try:
        status = version.path.stat()
    except OSError:
        return (0, 0)
    return (status.st_size, status.st_mtime_ns)


def _sound(kept: Kept, versions: Sequence[StoredVersion], stamps: Sequence[tuple[int, int]]) -> int:
    """Return for how many versions, from the oldest on, the index was made from the files that are there."""
    rows = zip(kept.index.rows, kept.stamps, versions, stamps, strict=False)
    for count, (row, made_from, version, stamp) in enumerate(rows):
        if row.name != version.version or stamp[0] == 0:
            return count
        if made_from != stamp and row.digest != _digest(version):
            return count
    return min(len(kept.index.rows), len(versions))


def _digest(version: StoredVersion) -> str | None:
    text = atomic.read_text(version.path)
    return None if text is None else digest_of(text)


def _extended(
    store: Store,
    name: str,
    versions: Sequence[StoredVersion],
    roots: tuple[str, ...],
    start: Index | None,
) -> Index:
    """Return the index of all versions, from an index of the first ones."""
    done = 0 if start is None else len(start.rows)
    if start is not None and done == len(versions):
        return start
    rest = versions[max(0, done - 1) :]
    index = _parallel(store, name, rest, roots) or _built(store, name, rest, roots)
    return index if start is None else start.joined(index)


def _parallel(
    store: Store, name: str, versions: Sequence[StoredVersion], roots: tuple[str, ...]
) -> Index | None:
    """Return the index, made by several processes; None where one is enough or no more can be had."""
    size = sum(_stamp(version)[0] for version in versions)
    count = min(os.cpu_count() or 1, 8, size // _WORTH_A_PROCESS, len(versions) // _VERSIONS_A_PROCESS)
    if count < 2:
        return None
    # Each begins with the last version of the one before, from which its first changes are counted.
    borders = [len(versions) * number // count for number in range(count + 1)]
    parts = [versions[max(0, low - 1) : high] for low, high in pairwise(borders)]
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_leave_signals) as pool:
            found = list(pool.map(_part, [(store.root.absolute(), name, part, roots) for part in parts]))
    except (OSError, ImportError, NotImplementedError, BrokenProcessPool):
        return None
    index = found[0]
    for later in found[1:]:
        index = index.joined(later)
    return index


def _leave_signals() -> None:
    # Ctrl-C is the parent's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _part(task: tuple[Path, str, Sequence[StoredVersion], tuple[str, ...]]) -> Index:
    root, name, versions, roots = task
    return _built(Store(root), name, versions, roots)


def _built(store: Store, name: str, versions: Sequence[StoredVersion], roots: tuple[str, ...]) -> Index:
    builder = Builder()
    for step in _steps(store, name, versions, roots):
        builder.add(step)
    return builder.index()


def _steps(
    store: Store, name: str, versions: Sequence[StoredVersion], roots: tuple[str, ...]
) -> Iterator[Step]:
    shared = Shared()
    previous = None
    for stored in versions:
        snapshot = from_store(name, stored, store, roots=roots).sharing(shared)
        version = Version(stored.version, stored.label, stored.taken, snapshot)
        yield Step(version, previous)
        previous = version


def _labelled(index: Index, versions: Sequence[StoredVersion]) -> Index:
    """Return the index with the labels of now, which may change while versions do not."""
    rows = tuple(
        row if row.label == version.label else replace(row, label=version.label)
        for row, version in zip(index.rows, versions, strict=True)
    )
    return index if rows == index.rows else replace(index, rows=rows)


def _write(folder: Path, kept: Kept) -> None:
    atomic.make_folder(folder)
    ignored = folder / ".gitignore"
    files = [(folder / INDEX_NAME, index_file.render(kept))]
    if atomic.kind_of(ignored) is None:
        files.insert(0, (ignored, "# Made from the versions, and made anew when it is gone.\n*\n"))
    atomic.replace(files)
    with atomic.explained("list", folder):
        unfinished = [
            folder / name for name in os.listdir(folder) if name.startswith(atomic.TEMPORARY_PREFIX)
        ]
    for path in unfinished:
        atomic.remove(path)
