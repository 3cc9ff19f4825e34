"""The snapshot folder: every version of every source's schema as plain text, kept in git beside the code.

::

    snapshots/.gitattributes, .gitignore        line ends stay as written; locks are not committed
    snapshots/SOURCE/schema.graphql             the newest version, at a stable path
    snapshots/SOURCE/versions/VERSION.graphql   every version, never changed
    snapshots/SOURCE/history.json               label, time, origin and digest of each
    snapshots/SOURCE/lines/LINE/                the same for each line of a versioned API
    snapshots/SOURCE/rehearsal.json             of a source that tells no schema: the server's word on each operation
    snapshots/SOURCE/version-news.json          of a line: which news of the API's versions were stored

A version is stored in three steps, after all three files are on disk beside their places: its own file, then
``schema.graphql``, then ``history.json``. A run that is cut short between two steps leaves a version that is
complete; reading takes it in, and the next :meth:`Store.save` finishes the work. Reading never writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drift.errors import DriftError, StoreError, UsageError
from drift.escape import quoted
from drift.snapshots import atomic, folder, lock, names, tree
from drift.snapshots.folder import Folder
from drift.snapshots.history_file import Entry
from drift.snapshots.version import Arrival, Merged, StoredVersion, check_taken, find

if TYPE_CHECKING:
    from drift.snapshots.merging import Merging

_READER_PATIENCE_S = 5.0
# What a slow machine loses at most when a run is cut short.
_BATCH_S = 1.0
_ROOT_FILES = {
    ".gitattributes": (
        "# Snapshots are compared byte by byte, so line ends stay as they are written.\n"
        "*.graphql text eol=lf\n"
        "history.json text eol=lf\n"
        "# A pull request shows schema.graphql; the same text under versions/ stays folded.\n"
        "**/versions/*.graphql linguist-generated\n"
    ),
    ".gitignore": "# What a run leaves while it works.\n.lock*\n.tmp-*\n",
}


class Store:
    """The snapshots under one folder.

    What is found damaged and could still be read is reported in :attr:`notices`.

    Attributes:
        root: The folder, as the user named it; it need not exist.
    """

    def __init__(self, root: Path, *, lock_timeout_s: float = 30.0) -> None:
        self.root = Path(root)
        self._lock_timeout_s = lock_timeout_s
        self._notices: dict[str, None] = {}

    @property
    def notices(self) -> tuple[str, ...]:
        """What was found wrong so far and what was done about it, one sentence each, in order."""
        return tuple(self._notices)

    def sources(self) -> list[str]:
        """Return the names of the sources that have something stored, sorted."""
        return tree.sources(self.root, self._notice)

    def nothing_stored(self, advice: str) -> DriftError:
        """Return the error for when there is nothing to use: what is wrong with what is there, or else the advice."""
        return StoreError(self.notices[0]) if self.notices else UsageError(advice)

    def place(self, source: str) -> Path:
        """Return the folder of a source, or of one line of it; it need not exist."""
        return tree.place_of(self.root, source)

    def versions(self, source: str) -> tuple[StoredVersion, ...]:
        """Return the stored versions of *source*, oldest first; empty when nothing is stored.

        Raises:
            StoreError: The name is not a source name, or the folder can't be used as it is.
        """
        state = self._read(source)
        return tuple(_stored(state, entry) for entry in state.entries)

    def newest(self, source: str) -> StoredVersion | None:
        """Return the newest version of *source*, or None when nothing is stored. Raises StoreError."""
        versions = self.versions(source)
        return versions[-1] if versions else None

    def read(self, source: str, version: StoredVersion) -> str:
        """Return the canonical SDL of a version, with ``\\n`` line ends whatever the checkout made of them.

        A text that is not the one that was stored is returned as it is, with a notice.

        Raises:
            StoreError: The file is gone, is a link, or is not UTF-8.
        """
        moment = names.parse_version(version.version)
        if moment is None:
            raise StoreError(f"{quoted(version.version)} is not the name of a version")
        state = Folder(tree.folder_of(self.root, source))
        path = state.file_of(version.version)
        text = state.text_of(Entry(moment, None, None, version.digest))
        if text is None:
            raise StoreError(f"{path} is gone; bring it back with git checkout -- {path}")
        if folder.digest_of(text) != version.digest:
            self._notice(_edited(path))
        return text

    def resolve(self, source: str, spec: str) -> StoredVersion:
        """Return the version that *spec*, what follows the ``@``, means.

        Args:
            source: The source's name.
            spec: ``latest``; ``previous``, the one before; the name of a version; a label; or a date or time
                from ``2026`` to ``2026-11-23T06:00:00+02:00``: the newest version taken before its end.

        Raises:
            UsageError: The spec names nothing; the message has the nearest name and what there is.
            StoreError: Nothing is stored, or nothing that early.
        """
        versions = self.versions(source)
        if not versions:
            raise StoreError(self._nothing_stored(source))
        return find(versions, spec, source=source)

    def save(
        self,
        source: str,
        canonical_text: str,
        *,
        taken: datetime,
        origin: str,
        label: str | None = None,
    ) -> StoredVersion | None:
        """Store a version when *canonical_text* differs from the newest one, and finish what a crash left.

        Args:
            source: The source's name.
            canonical_text: Canonical SDL, ending in a newline.
            taken: When it was read, with a time zone, and not in the future. A time before the newest version's is
                taken for a clock that runs late: the version is stored under the newest one's second, with a notice.
            origin: The URL or file it was read from; user, query and fragment of a URL are not stored.
            label: The user's name for the version, unlike all others of the source.

        Returns:
            The new version; None when the text is the newest version's, which gets no label from this. Then
            nothing is written, not even the lock.

        Raises:
            StoreError: The folder can't be used or written to, or is locked, or the time or label can't be used;
                what is stored is unchanged.
        """
        _check_text(canonical_text)
        check_taken(taken)
        if label is not None:
            names.check_label(label)
        state = self._read(source)
        if state.is_sound and self._is_finished(state) and self._newest_text(state) == canonical_text:
            return None
        with self._writing():
            state = self._repaired(source, known=state)
            if self._newest_text(state) == canonical_text:
                return None
            moment = self._next_moment(state, taken)
            _check_free(state, label, moment.version)
            entry = Entry(moment, label, names.clean_origin(origin), folder.digest_of(canonical_text))
            entries = (*state.entries, entry)
            atomic.make_folder(state.path / folder.VERSIONS_NAME)
            atomic.replace(
                [
                    *self._missing_root_files(),
                    (state.file_of(entry.version), canonical_text),
                    (state.path / folder.SCHEMA_NAME, canonical_text),
                    (state.path / folder.HISTORY_NAME, folder.history_text(state, entries)),
                ]
            )
        return _stored(state, entry)

    def merge(
        self, source: str, arrivals: Iterable[Arrival], *, told: Callable[[int], None] = lambda _done: None
    ) -> Merged:
        """Store schemas of earlier times between the versions that are there, each in the place of its time.

        What is stored keeps its name and place. A schema that says the same as the version before it is passed
        over. The lock is held throughout; the schemas are stored some at a time, all of those or none, so that
        a run that is cut short can be run again.

        Args:
            source: The source's name.
            arrivals: Oldest first. They are asked for one by one while the lock is held.
            told: Called with the number of arrivals that were taken in and are safe.

        Raises:
            StoreError: As for :meth:`save`; what was stored before it stays.
        """
        from drift.snapshots.merging import Merging

        with self._writing():
            merging = Merging(self._repaired(source), self._notice)
            done = 0
            written = time.monotonic()
            for done, arrival in enumerate(arrivals, 1):
                check_taken(arrival.taken)
                if arrival.text is not None:
                    _check_text(arrival.text)
                merging.take(arrival)
                if merging.is_full or time.monotonic() - written > _BATCH_S:
                    self._put_in_place(merging)
                    told(done)
                    written = time.monotonic()
            self._put_in_place(merging)
            told(done)
        return Merged(
            tuple(_stored(merging.state, entry) for entry in merging.added), done - len(merging.added)
        )

    def _put_in_place(self, merging: Merging) -> None:
        files = merging.files()
        if files:
            atomic.make_folder(merging.state.path / folder.VERSIONS_NAME)
            atomic.replace([*self._missing_root_files(), *files])

    def rehearsal(self, source: str) -> str | None:
        """Return what is stored of a rehearsal, None when nothing is. Raises StoreError."""
        return self._kept(source, folder.REHEARSAL_NAME)

    def without_versions(self, source: str) -> StoreError:
        """Return the error for a source that has no stored version, which says what there is to do."""
        if self.rehearsal(source) is None:
            return StoreError(f"{source}: nothing is stored yet; run `drift check {source} --save`")
        return StoreError(
            f"{source}: its server tells no schema, so there are verdicts on your operations and no versions; "
            f"`drift check {source}` shows what changed"
        )

    def version_news(self, source: str) -> str | None:
        """Return what is stored of an API's versions with a line of it, None when nothing is. Raises StoreError."""
        return self._kept(source, folder.VERSION_NEWS_NAME)

    def save_rehearsal(self, source: str, text: str) -> bool:
        """Store what a rehearsal gave, and return whether it differs from what was stored.

        Raises:
            StoreError: The folder can't be used or written to, or is locked; what is stored is unchanged.
        """
        return self._keep(source, folder.REHEARSAL_NAME, text)

    def save_version_news(self, source: str, text: str) -> bool:
        """Store what is new of an API's versions; as :meth:`save_rehearsal`."""
        return self._keep(source, folder.VERSION_NEWS_NAME, text)

    def _kept(self, source: str, name: str) -> str | None:
        return atomic.read_text(tree.folder_of(self.root, source) / name)

    def _keep(self, source: str, name: str, text: str) -> bool:
        path = tree.folder_of(self.root, source) / name
        if self._kept(source, name) == text:
            return False
        with self._writing():
            atomic.make_folder(path.parent)
            atomic.replace([*self._missing_root_files(), (path, text)])
        return True

    def relabel(self, source: str, version: StoredVersion, label: str | None) -> StoredVersion:
        """Return *version* with its label changed, or taken away with None; other versions keep theirs.

        Raises:
            StoreError: The label is unusable or taken, the version is gone, or as for :meth:`save`.
        """
        if label is not None:
            names.check_label(label)
        if not self._read(source).entries:
            raise StoreError(self._nothing_stored(source))
        with self._writing():
            state = self._repaired(source)
            _check_free(state, label, version.version)
            found = [entry for entry in state.entries if entry.version == version.version]
            if not found:
                raise StoreError(f"{source}@{version.version} is not stored any more")
            changed = replace(found[0], label=label)
            if changed != found[0]:
                entries = tuple(changed if entry is found[0] else entry for entry in state.entries)
                atomic.replace([(state.path / folder.HISTORY_NAME, folder.history_text(state, entries))])
        return _stored(state, changed)

    def _nothing_stored(self, source: str) -> str:
        from drift.config import nearest

        stored = self.sources()
        known = f"; stored there: {names.listed(stored)}" if stored else ""
        near = nearest(source, stored)
        what = f"nothing is stored for {quoted(source)} in {self.root}{near}{known}"
        return f"{what}; run drift check {source} --save"

    def _read(self, source: str) -> Folder:
        path = tree.folder_of(self.root, source)
        try:
            state = folder.read(path)
            is_settled = not (state.adopted or state.history.damage)
        except StoreError:
            # Where no lock ever was, no other run can be between two of its steps.
            if atomic.kind_of(self.root / lock.LOCK_NAME) is None:
                raise
            is_settled = False
        if not is_settled and atomic.kind_of(self.root / lock.LOCK_NAME) is not None:
            state = self._read_when_idle(path)
        for notice in state.notices:
            self._notice(notice)
        return state

    def _read_when_idle(self, path: Path) -> Folder:
        """Return the folder as it is when no other run is writing; as it is now if that never comes."""
        with ExitStack() as stack:
            with suppress(StoreError):
                stack.enter_context(
                    lock.hold(self.root, timeout_s=min(self._lock_timeout_s, _READER_PATIENCE_S))
                )
            return folder.read(path)

    def _repaired(self, source: str, known: Folder | None = None) -> Folder:
        """Return the folder after the files were made what reading makes of them; the lock is held."""
        state = folder.read(tree.folder_of(self.root, source), known)
        for notice in state.notices:
            self._notice(notice)
        newest = state.newest
        files: list[tuple[Path, str]] = []
        if state.restorable:
            text = state.text_of(state.restorable)
            if text is not None:
                files.append((state.file_of(state.restorable.version), text))
        if newest and not self._is_finished(state):
            path = state.path / folder.SCHEMA_NAME
            self._notice(f"{path} was not the newest version, {newest.version}; it was written anew")
            files.append((path, self._newest_text(state) or ""))
        if state.entries != state.history.entries or state.history.damage:
            files.append((state.path / folder.HISTORY_NAME, folder.history_text(state, state.entries)))
        if files:
            atomic.make_folder(state.path / folder.VERSIONS_NAME)
            atomic.replace(files)
        for path in state.unfinished:
            atomic.remove(path)
        if state.is_sound:
            return state
        return replace(state, history=replace(state.history, entries=state.entries), seen=None)

    def _newest_text(self, state: Folder) -> str | None:
        """Return the text of the newest version, None when there is none."""
        entry = state.newest
        if entry is None:
            return None
        text = state.text_of(entry)
        if text is None:
            path = state.file_of(entry.version)
            raise StoreError(f"{path} is gone; bring it back with git checkout -- {path}")
        if folder.digest_of(text) != entry.digest:
            self._notice(_edited(state.file_of(entry.version)))
        return text

    def _is_finished(self, state: Folder) -> bool:
        """Return whether ``schema.graphql`` is what was stored last, or what the newest file says."""
        entry = state.newest
        if entry is None:
            return True
        text = atomic.read_text(state.path / folder.SCHEMA_NAME)
        if text is None:
            return False
        return folder.digest_of(text) == entry.digest or text == self._newest_text(state)

    def _next_moment(self, state: Folder, taken: datetime) -> names.Moment:
        newest = state.newest.moment if state.newest else None
        moment = names.next_moment(taken, newest)
        if newest and moment.taken > taken:
            self._notice(
                f"the clock is behind the newest version of {state.path.name}, {newest.version}; "
                f"this version is stored as {moment.version}"
            )
        return moment

    def _missing_root_files(self) -> list[tuple[Path, str]]:
        found = ((self.root / name, text) for name, text in _ROOT_FILES.items())
        return [(path, text) for path, text in found if atomic.kind_of(path) is None]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        atomic.require(self.root, "folder")
        atomic.make_folder(self.root)
        with lock.hold(self.root, timeout_s=self._lock_timeout_s):
            yield

    def _notice(self, text: str) -> None:
        self._notices.setdefault(text)


def _stored(state: Folder, entry: Entry) -> StoredVersion:
    path = state.file_of(entry.version)
    return StoredVersion(entry.version, entry.label, entry.moment.taken, entry.origin, entry.digest, path)


def _check_text(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise StoreError("the schema has characters that UTF-8 can't hold; it was not stored") from None
    if not text.endswith("\n") or "\r" in text or "\0" in text:
        raise StoreError("the text is not canonical SDL; it was not stored")
    if size > atomic.MAX_BYTES:
        raise StoreError(f"the schema is larger than {atomic.MAX_BYTES // 2**20} MB; it was not stored")


def _check_free(state: Folder, label: str | None, version: str) -> None:
    for entry in state.entries:
        if label is not None and entry.label == label and entry.version != version:
            raise StoreError(f"label {quoted(label)} is already that of {state.path.name}@{entry.version}")


def _edited(path: Path) -> str:
    return (
        f"{path} is not the text that was stored (its digest differs from {folder.HISTORY_NAME}); it is "
        f"used as it is. Bring it back with git checkout, or remove its line from {folder.HISTORY_NAME}"
    )
