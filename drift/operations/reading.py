"""The user's files on their way in: which ones, by which reader, and the GraphQL texts that they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drift.errors import ConfigError, SchemaUnreadable
from drift.operations.body import unwrapped
from drift.operations.source import Document, File, whole
from drift.operations.template import (
    STAND_IN,
    Assembled,
    Draft,
    Found,
    Hole,
    Lookup,
    Part,
    assemble,
    begins_definition,
    is_open,
    literal_text,
    mentions_graphql,
    unread_hole,
)
from drift.operations.tree import OperationDefinition
from drift.operations.unknown import is_hidden, is_unknown
from drift.paths import boundary, read_start
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


def read_files(root: Path, patterns: Sequence[str], shelf: Shelf | None = None) -> Reading:
    """Return the GraphQL texts in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``.
        shelf: What was read before, which is not read again.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    matched = matching(root, patterns, is_wanted=lambda name: finder_for(_suffix(name)) is not None)
    files = _Files(root, shelf or Shelf())
    for path in matched.paths:
        files.take(path)
    found = files.found()
    documents = [document for part in found for document in part.documents]
    notices = [notice for part in found for notice in part.notices]
    unread = [Unread(path, 1, f"the folder can't be listed: {why}") for path, why in matched.unlisted]
    unread += [*files.unread, *(each for part in found for each in part.unread)]
    lookup = _Constants(found)
    drafts = [
        (draft, assemble(unwrapped(draft), lookup.of(part)))
        for part in found
        for draft in (*part.drafts, *_begun(part.sums, lookup.of(part)))
    ]
    beginnings = {parts for _, assembled in drafts for parts in assembled.beginnings}
    for draft, each in drafts:
        # What others begin with is read where the rest is added to it.
        assembled = Assembled() if draft.parts in beginnings else _without_hidden(each)
        documents += assembled.documents
        # Words for people are not missed when they are not GraphQL.
        unread += () if draft.is_remark else assembled.unread
        notices += assembled.notices
    documents, said = _with_open_spreads(documents)
    globs = tuple(GlobEntry(pattern, count) for pattern, count in matched.counts)
    return Reading(tuple(documents), tuple(files.entries), globs, tuple(unread), (*notices, *said))


def _begun(sums: Sequence[Draft], lookup: Lookup) -> Iterator[Draft]:
    """Yield the texts of constants alone that begin with one which is the beginning of a document."""
    for draft in sums:
        first = next((part for part in draft.parts if isinstance(part, Hole)), None)
        constant = None if first is None or first.name is None else lookup(first.name)
        if constant is not None and begins_definition(constant) and is_open(constant):
            yield draft


class Shelf:
    """Files that were read in a run, with what was found in them: sources whose globs overlap share them."""

    def __init__(self) -> None:
        self._tops: dict[Path, Path] = {}
        self._files: dict[tuple[Path, str], File | _Missed] = {}
        self._found: dict[tuple[Path, str], Found] = {}

    def with_texts(self, root: Path, texts: Mapping[str, str]) -> Shelf:
        """Return a shelf on which some files hold other texts; this one stays as it is."""
        other = Shelf()
        other._tops = dict(self._tops)
        other._files = self._files | {(root, path): File(path, text) for path, text in texts.items()}
        other._found = {
            key: found for key, found in self._found.items() if key[0] != root or key[1] not in texts
        }
        return other

    def file(self, root: Path, path: str) -> File | _Missed:
        """Return a file, read when it is not here."""
        key = root, path
        if key not in self._files:
            if root not in self._tops:
                self._tops[root] = boundary(root)
            self._files[key] = _read(root, path, self._tops[root])
        return self._files[key]

    def found(self, root: Path, file: File, finder: Finder) -> Found:
        """Return what is in a file, looked for when it is not here."""
        key = root, file.path
        if key not in self._found:
            self._found[key] = finder(file)
        return self._found[key]


class _Files:
    """Reads files, and looks closely at those that may hold something."""

    def __init__(self, root: Path, shelf: Shelf) -> None:
        self.entries: list[FileEntry] = []
        self.unread: list[Unread] = []
        self._root = root
        self._shelf = shelf
        self._found: list[Found] = []
        self._waiting: dict[str, File] = {}

    def take(self, path: str) -> None:
        """Read a file, and find what it holds unless it can hold constants at most."""
        suffix = _suffix(path)
        finder = finder_for(suffix)
        if finder is None:
            reason = f"{suffix} files are not read" if suffix else "not a kind of file that is read"
            self.entries.append(FileEntry(path, FileState.NOT_READ, reason=reason))
            return
        file = self._shelf.file(self._root, path)
        if isinstance(file, _Missed):
            state = FileState.NOT_JUDGED if file.may_hold else FileState.NOT_READ
            self.entries.append(FileEntry(path, state, reason=file.reason))
            self.unread += [Unread(path, file.line, file.reason)] if file.may_hold else []
            return
        self.entries.append(FileEntry(path, FileState.HOLDS_NONE))
        if suffix in GRAPHQL_SUFFIXES or suffix == ".json" or mentions_graphql(file.text):
            self._found.append(self._shelf.found(self._root, file, finder))
        else:
            self._waiting[path] = file

    def found(self) -> list[Found]:
        """Return what the files hold, with the constants of others that gaps name, by path."""
        wanted = self._wanted()
        while wanted and self._waiting:
            # As it is written in every language: the name, perhaps a type, then the beginning of a literal.
            names = "|".join(map(re.escape, sorted(wanted)))
            pattern = re.compile(
                rf"\b(?:{names})\b[^=:\n]{{0,40}}(?::[^=\n]{{1,80}})?[=:]\s*[^\n=]{{0,60}}?[\"'`]"
            )
            chosen = [path for path, file in self._waiting.items() if pattern.search(file.text)]
            if not chosen:
                break
            for path in chosen:
                finder = finder_for(_suffix(path))
                assert finder is not None  # noqa: S101 - others don't wait
                file = self._waiting.pop(path)
                self._found.append(self._shelf.found(self._root, file, finder))
            wanted = self._wanted() - wanted
        order = {entry.path: number for number, entry in enumerate(self.entries)}
        return sorted(self._found, key=lambda part: order.get(part.path, 0))

    def _wanted(self) -> set[str]:
        """Return the names that gaps have and that no file found so far gives to a literal."""
        known = {name: parts for part in self._found for name, parts in part.constants.items()}
        texts: list[Sequence[Part]] = [draft.parts for part in self._found for draft in part.drafts]
        texts += [draft.parts for part in self._found for draft in _begun(part.sums, known.get)]
        # A sum of names is one of numbers, mostly.
        texts += [parts for parts in known.values() if parts is not None and literal_text(parts)]
        names = (part.name for parts in texts for part in parts if isinstance(part, Hole))
        return {name for name in names if name is not None} - known.keys()


_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)([_A-Za-z]\w*)")
_FRAGMENT = re.compile(r"\bfragment\s+([_A-Za-z]\w*)\s+on\b")


def _with_open_spreads(documents: Sequence[Document]) -> tuple[list[Document], list[str]]:
    """Return the documents, in which spreads of fragments that a program puts in at run time are taken as unknown.

    Also returns one sentence for each fragment that is missing in this way.
    """
    known = {name for document in documents for name in _FRAGMENT.findall(document.text)}
    places: dict[str, list[str]] = {}
    result: list[Document] = []
    for document in documents:
        missing: dict[int, str] = {}
        for match in () if document.is_whole else _SPREAD.finditer(document.text):
            if match[1] not in known and not is_unknown(match[1]):
                missing[match.start(1)] = STAND_IN
                places.setdefault(match[1], []).append(document.place(match.start(1)))
        result.append(document.renamed(missing) if missing else document)
    said = [
        f"{found[0]}: the fragment {name} is not known here{_elsewhere(len(found) - 1)}; the rest is checked"
        for name, found in sorted(places.items())
    ]
    return result, said


def _elsewhere(count: int) -> str:
    return f", nor in {count:,} other {'place' if count == 1 else 'places'}" if count else ""


def account_of(
    reading: Reading,
    *,
    operations: Mapping[str, int],
    fragments: Mapping[str, int],
    unread: Sequence[Unread],
    copies: int,
    is_waived: bool,
) -> Account:
    """Return the account of what was read.

    Args:
        reading: The files.
        operations: Number of operations by path.
        fragments: Number of fragments by path.
        unread: What is not judged, the reading's own included.
        copies: Number of operations that are copies of others.
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
    return Account(tuple(files), reading.globs, tuple(ordered), is_waived, copies)


def unread_at(document: Document, offset: int, reason: str) -> Unread:
    """Return that nothing can be said of what is at this offset of a text."""
    path, line, column = document.spot(offset)
    return Unread(path, line, reason, column)


def _without_hidden(assembled: Assembled) -> Assembled:
    """Return what a draft came to, with what is wholly unknown of it as not judged."""
    if len(assembled.documents) > 1:
        each = [
            _without_hidden(replace(assembled, documents=(document,))) for document in assembled.documents
        ]
        return replace(
            assembled,
            documents=tuple(document for part in each for document in part.documents),
            unread=tuple(dict.fromkeys(place for part in each for place in part.unread)),
            notices=tuple(
                notice for notice in assembled.notices if all(notice in part.notices for part in each)
            ),
        )
    if not any(document.holes for document in assembled.documents):
        return assembled
    from graphql import GraphQLSyntaxError

    from drift.operations import core

    (document,) = assembled.documents
    try:
        definitions = core.read(document.text)
    except (GraphQLSyntaxError, RecursionError):
        # It is said where it is parsed.
        return assembled
    hidden = [each for each in definitions if isinstance(each, OperationDefinition) and is_hidden(each)]
    unread, places = [], set()
    for definition in hidden:
        found = [(document.text.find(name), shown) for name, shown in document.holes.items()]
        inside = sorted(
            (at, shown) for at, shown in found if definition.selection_set.start <= at < definition.end
        )
        for at, shown in inside:
            file, place = document.origin(at)
            places.add(f"{file.place(place)}:")
            unread += [unread_hole(file, place, shown)] if at == inside[0][0] else []
    notices = tuple(notice for notice in assembled.notices if not notice.startswith(tuple(places) or "\0"))
    rest = assembled.documents if len(hidden) < len(definitions) else ()
    return Assembled(rest, (*assembled.unread, *unread), notices)


class _Constants:
    """Literal strings by name: those of a file before those that have their name to themselves in their language."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._anywhere: dict[tuple[str, str], tuple[Part, ...] | None] = {}
        for part in found:
            for name, parts in part.constants.items():
                key = _language(part.path), name
                self._anywhere[key] = None if key in self._anywhere else parts

    def of(self, found: Found) -> Callable[[str], tuple[Part, ...] | None]:
        """Return the constants as one file sees them."""

        def lookup(name: str) -> tuple[Part, ...] | None:
            if name in found.constants:
                return found.constants[name]
            return self._anywhere.get((_language(found.path), name))

        return lookup


def finder_for(suffix: str) -> Finder | None:
    """Return the function that finds documents in files with this ending, None when there is none."""
    if suffix in GRAPHQL_SUFFIXES:
        return _whole_file
    # Most projects have their operations in one kind of file.
    from drift.operations import javascript, literals, manifest, python

    if suffix == ".py":
        return python.find
    if suffix == ".json":
        return manifest.find
    if suffix in literals.SUFFIXES:
        return literals.finder(suffix)
    if suffix in javascript.SCRIPT_SUFFIXES:
        return javascript.find
    if suffix in javascript.COMPONENT_SUFFIXES:
        return javascript.find_in_component
    return None


def _language(path: str) -> str:
    """Return what tells the files whose constants a file may name from others."""
    from drift.operations import javascript

    suffix = _suffix(path)
    return ".js" if suffix in javascript.SUFFIXES else ".kt" if suffix == ".kts" else suffix


def _whole_file(file: File) -> Found:
    return Found(file.path, [whole(file)])


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


@dataclass(frozen=True, slots=True)
class _Missed:
    """Why a file is not read, and whether it may hold operations."""

    reason: str
    may_hold: bool
    line: int = 1


def _read(root: Path, path: str, top: Path) -> File | _Missed:
    may_hold = _suffix(path) in GRAPHQL_SUFFIXES
    file = Path(root, path)
    try:
        content = read_start(file, root, max_bytes=MAX_FILE_BYTES, top=top)
    except OSError as error:
        return _Missed(f"can't be read: {error.strerror}", True)
    except ConfigError as error:
        return _Missed(str(error).removeprefix(f"{file}: "), may_hold)
    if len(content) > MAX_FILE_BYTES:
        return _Missed(f"larger than {MAX_FILE_BYTES:,} bytes", may_hold or _names_graphql(content))
    try:
        text = decode_text(content, path=path)
    except SchemaUnreadable as error:
        return _Missed(error.message, may_hold or _names_graphql(content), error.line or 1)
    if "\0" in text and (may_hold or _names_graphql(content)):
        return _Missed("it holds NUL characters; save the text as UTF-8", True)
    return File(path, with_line_feeds(text), content)


def with_line_feeds(text: str) -> str:
    """Return a text with ``\\n`` between its lines, whatever was there."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _names_graphql(content: bytes) -> bool:
    """Return whether bytes that can't be decoded may have an operation in them."""
    return mentions_graphql(content.replace(b"\0", b"").decode("latin-1"))
