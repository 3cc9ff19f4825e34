"""Operations and fragments in the user's files, each with its place in the file that it was written in."""

from __future__ import annotations

import glob
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from drift.errors import UsageError
from drift.redact import clean

if TYPE_CHECKING:
    from graphql import FragmentDefinitionNode, OperationDefinitionNode

MAX_FILE_BYTES = 8 * 1024 * 1024
GRAPHQL_SUFFIXES = frozenset({".graphql", ".gql", ".graphqls"})
ANONYMOUS = "<anonymous>"
_LOOKS_LIKE_OPERATION = re.compile(r"\b(?:query|mutation|subscription|fragment)\b|^\s*\{")


@dataclass(frozen=True)
class Document:
    """GraphQL text and where its characters stand in a file.

    Attributes:
        path: The file as the user would open it.
        text: The GraphQL text.
        file_text: The whole file.
        runs: ``(offset in text, offset in file)`` where a run of characters begins that stand in both without a
            gap; the first begins at 0.
        is_certain: False for a string that merely looks like an operation: when it is none, nothing is said.
    """

    path: str
    text: str
    file_text: str = field(repr=False)
    runs: tuple[tuple[int, int], ...] = ((0, 0),)
    is_certain: bool = True

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.runs]

    @cached_property
    def _newlines(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.file_text)]

    def locate(self, offset: int) -> tuple[int, int]:
        """Return 1-based line and column, in the file, of a character of the text."""
        start, place = self.runs[bisect_right(self._starts, offset) - 1]
        position = place + offset - start
        line = bisect_right(self._newlines, position - 1)
        begin = self._newlines[line - 1] + 1 if line else 0
        return line + 1, position - begin + 1

    def place(self, offset: int) -> str:
        """Return ``path:line:column`` of a character of the text."""
        line, column = self.locate(offset)
        return f"{self.path}:{line}:{column}"


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        name: Its name, ``<anonymous>`` when it has none.
        document: The text that it stands in.
        node: Its syntax tree.
    """

    name: str
    document: Document
    node: OperationDefinitionNode = field(repr=False)

    @property
    def offset(self) -> int:
        """Where it begins in its document."""
        return self.node.loc.start if self.node.loc else 0

    @property
    def line(self) -> int:
        """1-based line in its file."""
        return self.document.locate(self.offset)[0]


@dataclass(frozen=True)
class Fragment:
    """One named fragment; attributes as for :class:`Operation`."""

    name: str
    document: Document
    node: FragmentDefinitionNode = field(repr=False)


@dataclass(frozen=True)
class Operations:
    """What was found in the user's files.

    Attributes:
        operations: By file, then by place.
        fragments: Candidates for each fragment name.
        notices: What could not be read, one sentence each with its place.
        documents: The texts by the identity of the source that graphql-core's nodes refer to.
    """

    operations: tuple[Operation, ...]
    fragments: dict[str, tuple[Fragment, ...]]
    notices: tuple[str, ...] = ()
    documents: dict[int, Document] = field(default_factory=dict, repr=False)

    def fragment(self, name: str, near: Document) -> Fragment | None:
        """Return the fragment of that name: the one of the same file first; None when there is none."""
        candidates = self.fragments.get(name, ())
        for candidate in candidates:
            if candidate.document.path == near.path:
                return candidate
        return candidates[0] if candidates else None


Finder = Callable[[str, str], Iterable["Document | str"]]


def find_operations(root: Path, patterns: Sequence[str]) -> Operations:
    """Return the operations and fragments in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``; files of other kinds than we can read are passed over.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    notices: list[str] = []
    documents: list[Document] = []
    for path in _files(root, patterns):
        shown = path.relative_to(root).as_posix()
        text = _read(path, shown, notices)
        if text is None:
            continue
        for found in finder_for(path.suffix)(shown, text):
            if isinstance(found, str):
                notices.append(found)
            else:
                documents.append(found)
    return _parsed(documents, notices)


def finder_for(suffix: str) -> Finder:
    """Return the function that finds documents in files with this ending."""
    if suffix in GRAPHQL_SUFFIXES:
        return _whole_file
    if suffix == ".py":
        from drift.operations.python import find_documents

        return find_documents
    return _nothing


def looks_like_operation(text: str) -> bool:
    """Return whether a text is worth parsing as operations."""
    return "{" in text and _LOOKS_LIKE_OPERATION.search(text) is not None


def _whole_file(path: str, text: str) -> Iterator[Document]:
    yield Document(path, text, text)


def _nothing(_path: str, _text: str) -> Iterator[Document]:
    return iter(())


def _files(root: Path, patterns: Sequence[str]) -> list[Path]:
    found: dict[Path, None] = {}
    boundary = root.resolve()
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise UsageError(f"{pattern}: operations must stand below {root}: write a relative glob")
        for match in sorted(glob.glob(pattern, root_dir=root, recursive=True)):
            path = root / match
            if path.is_file() and path.resolve().is_relative_to(boundary):
                found[path] = None
    return sorted(found)


def _read(path: Path, shown: str, notices: list[str]) -> str | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        notices.append(f"{shown}: can't be read: {error.strerror}")
        return None
    if len(content) > MAX_FILE_BYTES:
        notices.append(f"{shown}: larger than {MAX_FILE_BYTES:,} bytes, passed over")
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        notices.append(f"{shown}: not UTF-8, passed over")
        return None


def _parsed(documents: Sequence[Document], notices: list[str]) -> Operations:
    from graphql import (
        FragmentDefinitionNode,
        GraphQLSyntaxError,
        OperationDefinitionNode,
        Source,
        parse,
    )

    operations: list[Operation] = []
    fragments: dict[str, list[Fragment]] = {}
    by_source: dict[int, Document] = {}
    for document in documents:
        if not document.text.strip():
            continue
        source = Source(document.text, document.path)
        try:
            tree = parse(source, max_tokens=200_000)
        except GraphQLSyntaxError as error:
            if document.is_certain:
                offset = next(iter(error.positions or ()), 0)
                notices.append(f"{document.place(offset)}: not GraphQL: {clean(error.message)}; passed over")
            continue
        except RecursionError:
            notices.append(f"{document.place(0)}: nested too deeply, passed over")
            continue
        by_source[id(source)] = document
        for node in tree.definitions:
            if isinstance(node, OperationDefinitionNode):
                operations.append(Operation(node.name.value if node.name else ANONYMOUS, document, node))
            elif isinstance(node, FragmentDefinitionNode):
                fragment = Fragment(node.name.value, document, node)
                fragments.setdefault(fragment.name, []).append(fragment)
    notices += _ambiguous(fragments)
    operations.sort(key=lambda operation: (operation.document.path, operation.line))
    return Operations(
        tuple(operations),
        {name: tuple(found) for name, found in fragments.items()},
        tuple(notices),
        by_source,
    )


def _ambiguous(fragments: dict[str, list[Fragment]]) -> Iterator[str]:
    from graphql import print_ast

    for name, found in sorted(fragments.items()):
        if len({print_ast(fragment.node) for fragment in found}) > 1:
            places = ", ".join(
                fragment.document.place(fragment.node.loc.start if fragment.node.loc else 0)
                for fragment in found
            )
            yield f"the fragment {name} is written in several ways ({places}); each file uses its own, others the first"
