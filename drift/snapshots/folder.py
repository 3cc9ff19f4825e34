"""One source's folder as it is: what a crash, a merge or a hand may have left there, read without writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from drift.errors import StoreError
from drift.escape import quoted
from drift.snapshots import atomic, history_file, names
from drift.snapshots.history_file import Entry, History
from drift.snapshots.names import Moment

HISTORY_NAME = "history.json"
SCHEMA_NAME = "schema.graphql"
VERSIONS_NAME = "versions"
SUFFIX = ".graphql"

Seen = tuple[Mapping[str, str], Mapping[str, str], bytes | None]


@dataclass(frozen=True)
class Folder:
    """What a source's folder holds, and what its ``history.json`` should say.

    Attributes:
        path: The folder.
        entries: The versions whose text can be read, oldest first.
        history: ``history.json`` as it is; no entries when there is none.
        restorable: The version whose file is gone while ``schema.graphql`` still holds its text.
        adopted: Versions whose file is there and that the history didn't list.
        unfinished: Files that an interrupted write left.
        notices: What was found wrong, one sentence each, with the path.
        seen: What this was made from: kinds by name in the folder and among its versions, and the history's bytes.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    history: History = History()  # noqa: RUF009 - frozen, so one empty history serves all
    restorable: Entry | None = None
    adopted: tuple[str, ...] = ()
    unfinished: tuple[Path, ...] = ()
    notices: tuple[str, ...] = ()
    seen: Seen | None = field(default=None, repr=False, compare=False)

    @property
    def newest(self) -> Entry | None:
        """The newest version."""
        return self.entries[-1] if self.entries else None

    @property
    def is_sound(self) -> bool:
        """Whether the history and the version files agree, and nothing unfinished lies about."""
        return self.entries == self.history.entries and not (
            self.history.damage or self.restorable or self.unfinished
        )

    def file_of(self, version: str) -> Path:
        """Return the path of a version's file."""
        return self.path / VERSIONS_NAME / (version + SUFFIX)

    def text_of(self, entry: Entry) -> str | None:
        """Return a version's text with ``\\n`` line ends; None when it is gone. Raises StoreError."""
        text = atomic.read_text(self.file_of(entry.version))
        if text is None:
            text = atomic.read_text(self.path / SCHEMA_NAME)
            return text if text is not None and digest_of(text) == entry.digest else None
        return text


REHEARSAL_NAME = "rehearsal.json"
VERSION_NEWS_NAME = "version-news.json"


def digest_of(text: str) -> str:
    """Return ``sha256:`` and the hex digest of *text* in UTF-8."""
    return "sha256:" + sha256(text.encode()).hexdigest()


def history_text(folder: Folder, entries: tuple[Entry, ...]) -> str:
    """Return ``history.json`` as it should be with these versions; what a later release added to it stays."""
    content = folder.seen[2] if folder.seen else None
    if content is not None and folder.is_sound and entries[:-1] == folder.entries:
        longer = history_file.extended(content.decode("utf-8", "replace"), entries)
        if longer is not None:
            return longer
    return history_file.render(History(entries, more=folder.history.more))


def read(path: Path, known: Folder | None = None) -> Folder:
    """Return what the folder of a source holds; an absent folder holds nothing.

    Args:
        path: The folder.
        known: What it held a moment ago: returned as it is when names and history are the same and nothing was
            wrong with it.

    Raises:
        StoreError: Something there is a link or not a file, a later release wrote it, or versions were there
            once and none is left to read.
    """
    if not atomic.require(path, "folder"):
        return Folder(path)
    # The version files before the history: a version that is stored in between is then listed and not seen,
    # and reading again finds it.
    listing = atomic.kinds_in(path)
    versions = path / VERSIONS_NAME
    kind = listing.get(VERSIONS_NAME)
    listed = atomic.kinds_in(versions) if atomic.require_kind(versions, kind, "folder") else {}
    content = atomic.read_bytes(path / HISTORY_NAME)
    seen = (listing, listed, content)
    if known is not None and known.is_sound and not known.notices and known.seen == seen:
        return known
    moments, unfinished, notices = _sorted_out(path, listing, listed)
    history = _history(content, path / HISTORY_NAME, is_expected=bool(moments))
    folder = Folder(path, history=history, unfinished=tuple(unfinished), seen=seen)
    return _reconciled(folder, moments, notices)


def _history(content: bytes | None, path: Path, *, is_expected: bool) -> History:
    if content is None:
        return History(damage="is missing") if is_expected else History()
    history = history_file.read(content.decode("utf-8", "replace"), path=str(path))
    if b"\xef\xbf\xbd" not in content and "\ufffd" in content.decode("utf-8", "replace"):
        return replace(history, damage=history.damage or "is not UTF-8")
    return history


def _sorted_out(
    path: Path, listing: Mapping[str, str], listed: Mapping[str, str]
) -> tuple[list[Moment], list[Path], list[str]]:
    """Return the moments of the version files, unfinished files, and notices about what is neither."""
    moments: list[Moment] = []
    notices: list[str] = []
    unfinished = [path / name for name in listing if name.startswith(atomic.TEMPORARY_PREFIX)]
    versions = path / VERSIONS_NAME
    for name, kind in listed.items():
        moment = names.parse_version(name.removesuffix(SUFFIX)) if name.endswith(SUFFIX) else None
        if moment is not None:
            atomic.require_kind(versions / name, kind, "file")
            moments.append(moment)
        elif name.startswith(atomic.TEMPORARY_PREFIX):
            unfinished.append(versions / name)
        elif not name.startswith("."):
            notices.append(f"{versions}: {quoted(name)} has not the name of a version and is left alone")
    return sorted(moments), unfinished, notices


def _reconciled(folder: Folder, moments: list[Moment], notices: list[str]) -> Folder:
    listed = {entry.version: entry for entry in folder.history.entries}
    prepared = {entry.version: entry for entry in _prepared(folder.unfinished)}
    entries = [
        _adopted(folder, moment, prepared.get(moment.version))
        for moment in moments
        if moment.version not in listed
    ]
    adopted = tuple(entry.version for entry in entries)
    notices += _adoption_notices(folder, entries, prepared)
    present = {moment.version for moment in moments}
    restorable: Entry | None = None
    lost: list[str] = []
    for entry in listed.values():
        if entry.version in present or atomic.require(folder.file_of(entry.version), "file"):
            entries.append(entry)
        elif folder.text_of(entry) is not None:
            restorable = entry
            entries.append(entry)
            notices.append(f"{folder.file_of(entry.version)} is gone; {SCHEMA_NAME} still holds its text")
        else:
            lost.append(entry.version)
    _refuse_when_nothing_is_left(folder, entries, lost)
    notices.extend(
        f"{folder.file_of(version)} is gone and the version is left out; bring it back with git checkout"
        for version in lost
    )
    return replace(
        folder,
        entries=tuple(sorted(entries, key=lambda entry: entry.moment)),
        restorable=restorable,
        adopted=adopted,
        notices=tuple(notices),
    )


def _adopted(folder: Folder, moment: Moment, prepared: Entry | None) -> Entry:
    """Return an entry for a version file that the history doesn't list."""
    path = folder.file_of(moment.version)
    text = atomic.read_text(path)
    if text is None:
        raise StoreError(f"{path} went away while it was read; run again")
    digest = digest_of(text)
    return prepared if prepared and prepared.digest == digest else Entry(moment, None, None, digest)


def _adoption_notices(folder: Folder, entries: list[Entry], prepared: Mapping[str, Entry]) -> list[str]:
    """Return what to say about a damaged history and about versions that it doesn't list."""
    path = folder.path / HISTORY_NAME
    cut_short = [entry.version for entry in entries if prepared.get(entry.version) is entry]
    unknown = [entry.version for entry in entries if entry.version not in cut_short]
    notices = [
        f"{folder.file_of(version)} was being stored when a run was cut short; it is whole and is used"
        for version in cut_short
    ]
    # The first version's history is missing while the version is put in place: that is not damage.
    if folder.history.damage and (unknown or not cut_short):
        notices.append(f"{path} {folder.history.damage}; what is there is used")
    if unknown:
        said = names.listed(unknown)
        notices.append(f"{path} does not list {said}; used anyway, label and origin are not known")
    return notices


def _prepared(unfinished: Iterable[Path]) -> Iterable[Entry]:
    """Yield the entries of histories that were written and had not taken their place."""
    for path in unfinished:
        if path.name.startswith(atomic.TEMPORARY_PREFIX + HISTORY_NAME):
            try:
                text = atomic.read_text(path)
                yield from history_file.read(text or "", path=str(path)).entries
            except StoreError:
                continue


def _refuse_when_nothing_is_left(folder: Folder, entries: list[Entry], lost: list[str]) -> None:
    """Raise rather than take a folder that has lost its versions for a new one: its next check would pass."""
    if entries:
        return
    if lost or folder.history.damage:
        what = (
            f"lists {len(lost)} version(s) and none of their files is there"
            if lost
            else folder.history.damage
        )
        raise StoreError(
            f"{folder.path / HISTORY_NAME} {what}: bring the folder back with git checkout -- {folder.path}, "
            "or remove it to start anew"
        )
    if atomic.require(folder.path / SCHEMA_NAME, "file"):
        raise StoreError(
            f"{folder.path / SCHEMA_NAME} is there without any version: bring the folder back with "
            f"git checkout -- {folder.path}, or remove the file to start anew"
        )
