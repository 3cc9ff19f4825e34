"""Operations and fragments in the user's files, each with its place in the file that it was written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.operations.outline import Definition, definitions_of
from drift.operations.reading import Reading, account_of, read_files, unread_at
from drift.operations.source import Document
from drift.redact import clean
from drift.reports.account import Account, Unread

if TYPE_CHECKING:
    from graphql import DocumentNode, ExecutableDefinitionNode

ANONYMOUS = "<anonymous>"


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
        notices: What could be read in part only, one sentence each with its place.
        account: What became of each file, and what is not judged.
        documents: The texts that graphql-core has read, by the identity of the source that its nodes refer to.
    """

    operations: tuple[Operation, ...]
    fragments: dict[str, tuple[Fragment, ...]]
    notices: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
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


def find_operations(root: Path, patterns: Sequence[str], *, allow_unread: bool = False) -> Operations:
    """Return the operations and fragments in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``.
        allow_unread: What can't be read is said and no more.

    Raises:
        UsageError: A glob leads to where no files of the user's are.
    """
    return _parsed(read_files(root, patterns), allow_unread=allow_unread)


def _parsed(reading: Reading, *, allow_unread: bool) -> Operations:
    operations: list[Operation] = []
    fragments: dict[str, list[Fragment]] = {}
    unread = list(reading.unread)
    found = Operations((), {})
    for document in reading.documents:
        if not document.text.strip():
            continue
        try:
            nodes: Sequence[Any] = definitions_of(document.text) or found.tree(document).definitions
        except RecursionError:
            unread.append(unread_at(document, 0, "nested too deeply"))
            continue
        except Exception as error:
            unread += _not_graphql(document, error)
            continue
        for number, node in enumerate(nodes):
            if node.kind == "operation_definition":
                name = node.name.value if node.name else ANONYMOUS
                operations.append(Operation(name, document, node, number, _start(node)))
            elif node.kind == "fragment_definition":
                fragment = Fragment(node.name.value, document, node, number, _start(node))
                fragments.setdefault(fragment.name, []).append(fragment)
    operations.sort(key=lambda operation: (operation.document.path, operation.line))
    by_name = {name: tuple(candidates) for name, candidates in fragments.items()}
    account = account_of(
        reading,
        operations=Counter(operation.document.path for operation in operations),
        fragments=Counter(fragment.document.path for each in fragments.values() for fragment in each),
        unread=unread,
        is_waived=allow_unread,
    )
    notices = (*reading.notices, *_ambiguous(fragments, found))
    return replace(found, operations=tuple(operations), fragments=by_name, notices=notices, account=account)


def _start(node: Any) -> int:
    return int(node.start if isinstance(node, Definition) else node.loc.start)


def _not_graphql(document: Document, error: Exception) -> Iterator[Unread]:
    """Say what is wrong with a text, unless it only looked like GraphQL; anything but a syntax error goes on."""
    from graphql import GraphQLSyntaxError

    if not isinstance(error, GraphQLSyntaxError):
        raise error
    if document.is_certain:
        offset = next(iter(error.positions or ()), 0)
        fault = clean(error.message).removesuffix(".")
        yield unread_at(document, offset, f"not GraphQL: {fault}")


def _ambiguous(fragments: dict[str, list[Fragment]], operations: Operations) -> Iterator[str]:
    for name, found in sorted(fragments.items()):
        if len(found) > 1 and len({_printed(operations.full(fragment)) for fragment in found}) > 1:
            places = ", ".join(fragment.document.place(fragment.offset) for fragment in found)
            yield f"the fragment {name} is written in several ways ({places}); each file uses its own, others the first"


def _printed(node: ExecutableDefinitionNode) -> str:
    from graphql import print_ast

    return print_ast(node)
