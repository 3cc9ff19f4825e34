"""The user's files on their way in: which ones, by which reader, and the GraphQL texts that they hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drift.errors import SchemaUnreadable
from drift.operations.source import Document, File, whole
from drift.operations.template import Found, Part, assemble, mentions_graphql
from drift.reports.account import Account, FileEntry, FileState, GlobEntry, Unread
from drift.sources.globs import matching
from drift.strict_json import decode_text

MAX_FILE_BYTES = 8 * 1024 * 1024
GRAPHQL_SUFFIXES = frozenset({".graphql", ".gql", ".graphqls"})

Finder = Callable[[File], Found]


@dataclass(frozen=True)
class Reading:
    """What the files hold, before anything of it is parsed.

    Attributes:
        documents: The GraphQL texts, by file.
        files: What became of each file, by path; what each holds is not counted yet.
        globs: How many files each glob matched.
        unread: What may be an operation and can't be read.
        notices: What was read in part, one sentence each with its place.
    """

    documents: tuple[Document, ...]
    files: tuple[FileEntry, ...] = ()
    globs: tuple[GlobEntry, ...] = ()
    unread: tuple[Unread, ...] = ()
    notices: tuple[str, ...] = ()


def read_files(root: Path, patterns: Sequence[str]) -> Reading:
    """Return the GraphQL texts in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    matched = matching(root, patterns, is_wanted=lambda name: finder_for(_suffix(name)) is not None)
    entries: list[FileEntry] = []
    found: list[Found] = []
    unread: list[Unread] = []
    for path in matched.paths:
        read = _find(root, path)
        if isinstance(read, Found):
            entries.append(FileEntry(path, FileState.HOLDS_NONE))
            found.append(read)
            continue
        is_judged = not read.may_hold
        state = FileState.NOT_READ if is_judged else FileState.NOT_JUDGED
        entries.append(FileEntry(path, state, reason=read.reason))
        unread += [] if is_judged else [Unread(path, read.line, read.reason)]
    documents: list[Document] = []
    notices: list[str] = []
    for part in found:
        notices += part.notices
        unread += part.unread
        documents += part.documents
    lookup = _Constants(found)
    for part in found:
        for draft in part.drafts:
            assembled = assemble(draft, lookup.of(part))
            documents += assembled.documents
            unread += assembled.unread
            notices += assembled.notices
    globs = tuple(GlobEntry(pattern, count) for pattern, count in matched.counts)
    return Reading(tuple(documents), tuple(entries), globs, tuple(unread), tuple(notices))


def account_of(
    reading: Reading,
    *,
    operations: Mapping[str, int],
    fragments: Mapping[str, int],
    unread: Sequence[Unread],
    is_waived: bool,
) -> Account:
    """Return the account of what was read.

    Args:
        reading: The files.
        operations: Number of operations by path.
        fragments: Number of fragments by path.
        unread: What is not judged, the reading's own included.
        is_waived: The user allows that something is not judged.
    """
    first = {each.path: each for each in reversed(unread)}
    files = []
    for entry in reading.files:
        path, held = entry.path, (operations.get(entry.path, 0), fragments.get(entry.path, 0))
        if any(held):
            files.append(FileEntry(path, FileState.HOLDS, *held))
        elif entry.state is FileState.HOLDS_NONE and path in first:
            files.append(FileEntry(path, FileState.NOT_JUDGED, reason=first[path].reason))
        else:
            files.append(entry)
    ordered = sorted(set(unread), key=lambda each: (each.path, each.line, each.column or 0, each.reason))
    return Account(tuple(files), reading.globs, tuple(ordered), is_waived)


def unread_at(document: Document, offset: int, reason: str) -> Unread:
    """Return that nothing can be said of what stands at an offset of a text."""
    path, line, column = document.spot(offset)
    return Unread(path, line, reason, column)


class _Constants:
    """Literal strings by name: those of a file before those that have their name to themselves in the project."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._anywhere: dict[str, tuple[Part, ...] | None] = {}
        for part in found:
            for name, parts in part.constants.items():
                self._anywhere[name] = None if name in self._anywhere else parts

    def of(self, found: Found) -> Callable[[str], tuple[Part, ...] | None]:
        """Return the constants as one file sees them."""

        def lookup(name: str) -> tuple[Part, ...] | None:
            return found.constants[name] if name in found.constants else self._anywhere.get(name)

        return lookup


def finder_for(suffix: str) -> Finder | None:
    """Return the function that finds documents in files with this ending, None when there is none."""
    if suffix in GRAPHQL_SUFFIXES:
        return _whole_file
    # Most projects have their operations in one kind of file.
    from drift.operations import javascript, manifest, python, raw_strings

    if suffix == ".py":
        return python.find
    if suffix == ".json":
        return manifest.find
    if suffix in raw_strings.SUFFIXES:
        return raw_strings.finder(suffix)
    if suffix in javascript.SCRIPT_SUFFIXES:
        return javascript.find
    if suffix in javascript.COMPONENT_SUFFIXES:
        return javascript.find_in_component
    return None


def _whole_file(file: File) -> Found:
    return Found(documents=[whole(file)])


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


@dataclass(frozen=True, slots=True)
class _Missed:
    """Why a file is not read, and whether it may hold operations."""

    reason: str
    may_hold: bool
    line: int = 1


def _find(root: Path, path: str) -> Found | _Missed:
    """Return what a file holds, or why it is not read."""
    suffix = _suffix(path)
    finder = finder_for(suffix)
    if finder is None:
        return _Missed(f"{suffix} files are not read" if suffix else "not a kind of file that is read", False)
    file = _read(root, path)
    return finder(file) if isinstance(file, File) else file


def _read(root: Path, path: str) -> File | _Missed:
    try:
        with open(os.path.join(root, path), "rb") as stream:
            # Asked for by its limit, the limit's memory would be taken for every small file.
            content = stream.read(min(os.fstat(stream.fileno()).st_size, MAX_FILE_BYTES) + 1)
    except OSError as error:
        return _Missed(f"can't be read: {error.strerror}", True)
    may_hold = _suffix(path) in GRAPHQL_SUFFIXES
    if len(content) > MAX_FILE_BYTES:
        return _Missed(f"larger than {MAX_FILE_BYTES:,} bytes", may_hold or _names_graphql(content))
    try:
        text = decode_text(content, path=path)
    except SchemaUnreadable as error:
        return _Missed(error.message, may_hold or _names_graphql(content), error.line or 1)
    return File(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def _names_graphql(content: bytes) -> bool:
    """Return whether bytes that are no text of ours may have an operation in them."""
    return mentions_graphql(content.replace(b"\0", b"").decode("latin-1"))
