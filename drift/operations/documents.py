"""Operations and fragments in the user's files, each with its place in the file that it was written in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.operations.files import matching
from drift.operations.outline import Definition, definitions_of
from drift.operations.source import Document, File, whole
from drift.operations.template import Found, Part, assemble, looks_like_operation
from drift.redact import clean

if TYPE_CHECKING:
    from graphql import DocumentNode, ExecutableDefinitionNode

MAX_FILE_BYTES = 8 * 1024 * 1024
GRAPHQL_SUFFIXES = frozenset({".graphql", ".gql", ".graphqls"})
ANONYMOUS = "<anonymous>"

__all__ = ["GRAPHQL_SUFFIXES", "Operation", "Operations", "find_operations", "looks_like_operation"]


@dataclass(frozen=True)
class Fragment:
    """One named fragment.

    Attributes:
        name: Its name.
        document: The text that it stands in.
        node: What is known of it: the outline's node, or graphql-core's.
        number: Which definition of its text it is, from 0.
        offset: Where it begins in its text.
    """

    name: str
    document: Document
    node: Any = field(repr=False)
    number: int
    offset: int


@dataclass(frozen=True)
class Operation(Fragment):
    """One operation; attributes as for :class:`Fragment`, the name ``<anonymous>`` when it has none."""

    @property
    def kind(self) -> str:
        """``query``, ``mutation`` or ``subscription``."""
        return str(self.node.operation.value)

    @property
    def line(self) -> int:
        """1-based line in its file."""
        return self.document.locate(self.offset)[0]


@dataclass(frozen=True)
class Operations:
    """What was found in the user's files.

    Attributes:
        operations: By file, then by place.
        fragments: Candidates for each fragment name.
        notices: What could not be read, one sentence each with its place.
        documents: The texts that graphql-core has read, by the identity of the source that its nodes refer to.
    """

    operations: tuple[Operation, ...]
    fragments: dict[str, tuple[Fragment, ...]]
    notices: tuple[str, ...] = ()
    documents: dict[int, Document] = field(default_factory=dict, repr=False)
    _trees: dict[int, DocumentNode] = field(default_factory=dict, repr=False)

    def full(self, item: Fragment) -> ExecutableDefinitionNode:
        """Return an operation or fragment as graphql-core reads it, with all places."""
        definition = self.tree(item.document).definitions[item.number]
        assert hasattr(definition, "selection_set")  # noqa: S101 - only such definitions are items
        return definition  # type: ignore[return-value]

    def tree(self, document: Document) -> DocumentNode:
        """Return a text as graphql-core reads it.

        Raises:
            GraphQLSyntaxError: It is no GraphQL.
        """
        if id(document) not in self._trees:
            from graphql import Source, parse

            source = Source(document.text, document.path)
            self._trees[id(document)] = parse(source, max_tokens=200_000)
            self.documents[id(source)] = document
        return self._trees[id(document)]

    def fragment(self, name: str, near: Document) -> Fragment | None:
        """Return the fragment of that name: the one of the same file first; None when there is none."""
        candidates = self.fragments.get(name, ())
        for candidate in candidates:
            if candidate.document.path == near.path:
                return candidate
        return candidates[0] if candidates else None


Finder = Callable[[File], Found]


def find_operations(root: Path, patterns: Sequence[str]) -> Operations:
    """Return the operations and fragments in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``; files of other kinds than we can read are passed over.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    notices: list[str] = []
    found: list[Found] = []
    for path in _readable(matching(root, patterns), notices):
        file = _read(root, path, notices)
        if file is not None:
            found.append(finder_for(_suffix(path))(file))
    documents: list[Document] = []
    for part in found:
        notices += part.notices
        documents += part.documents
    lookup = _Constants(found)
    for part in found:
        for draft in part.drafts:
            document, said = assemble(draft, lookup.of(part))
            if document is not None:
                documents.append(document)
            notices += said
    return _parsed(documents, notices)


def _readable(paths: list[str], notices: list[str]) -> list[str]:
    """Return the paths without those that need an extra which is not installed."""
    if all(_suffix(path) in GRAPHQL_SUFFIXES for path in paths):
        return paths
    from drift.operations import javascript

    scripts = [path for path in paths if _suffix(path) in javascript.SUFFIXES]
    if not scripts or javascript.is_available():
        return paths
    notices.append(
        f"{len(scripts):,} {'file' if len(scripts) == 1 else 'files'} of JavaScript or TypeScript passed over, the "
        f"first {scripts[0]}: install graphql-drift[operations] to read them"
    )
    return [path for path in paths if _suffix(path) not in javascript.SUFFIXES]


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


def finder_for(suffix: str) -> Finder:
    """Return the function that finds documents in files with this ending."""
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
    return _nothing


def _whole_file(file: File) -> Found:
    return Found(documents=[whole(file)])


def _nothing(_file: File) -> Found:
    return Found()


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1]


def _read(root: Path, shown: str, notices: list[str]) -> File | None:
    try:
        with open(os.path.join(root, shown), "rb") as stream:
            # Asked for by its limit, the limit's memory would be taken for every small file.
            content = stream.read(min(os.fstat(stream.fileno()).st_size, MAX_FILE_BYTES) + 1)
    except OSError as error:
        notices.append(f"{shown}: can't be read: {error.strerror}")
        return None
    if len(content) > MAX_FILE_BYTES:
        notices.append(f"{shown}: larger than {MAX_FILE_BYTES:,} bytes, passed over")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        notices.append(f"{shown}: not UTF-8, passed over")
        return None
    return File(shown, text.replace("\r\n", "\n").replace("\r", "\n"))


def _parsed(documents: Sequence[Document], notices: list[str]) -> Operations:
    operations: list[Operation] = []
    fragments: dict[str, list[Fragment]] = {}
    found = Operations((), {})
    for document in documents:
        if not document.text.strip():
            continue
        try:
            nodes: Sequence[Any] = definitions_of(document.text) or found.tree(document).definitions
        except RecursionError:
            notices.append(f"{document.place(0)}: nested too deeply, passed over")
            continue
        except Exception as error:
            notices += _not_graphql(document, error)
            continue
        for number, node in enumerate(nodes):
            if node.kind == "operation_definition":
                name = node.name.value if node.name else ANONYMOUS
                operations.append(Operation(name, document, node, number, _start(node)))
            elif node.kind == "fragment_definition":
                fragment = Fragment(node.name.value, document, node, number, _start(node))
                fragments.setdefault(fragment.name, []).append(fragment)
    notices += _ambiguous(fragments, found)
    operations.sort(key=lambda operation: (operation.document.path, operation.line))
    by_name = {name: tuple(candidates) for name, candidates in fragments.items()}
    return replace(found, operations=tuple(operations), fragments=by_name, notices=tuple(notices))


def _start(node: Any) -> int:
    return int(node.start if isinstance(node, Definition) else node.loc.start)


def _not_graphql(document: Document, error: Exception) -> Iterator[str]:
    """Say what is wrong with a text, unless it only looked like GraphQL; anything but a syntax error goes on."""
    from graphql import GraphQLSyntaxError

    if not isinstance(error, GraphQLSyntaxError):
        raise error
    if document.is_certain:
        offset = next(iter(error.positions or ()), 0)
        fault = clean(error.message).removesuffix(".")
        yield f"{document.place(offset)}: not GraphQL: {fault}; passed over"


def _ambiguous(fragments: dict[str, list[Fragment]], operations: Operations) -> Iterator[str]:
    for name, found in sorted(fragments.items()):
        if len(found) > 1 and len({_printed(operations.full(fragment)) for fragment in found}) > 1:
            places = ", ".join(fragment.document.place(fragment.offset) for fragment in found)
            yield f"the fragment {name} is written in several ways ({places}); each file uses its own, others the first"


def _printed(node: ExecutableDefinitionNode) -> str:
    from graphql import print_ast

    return print_ast(node)
