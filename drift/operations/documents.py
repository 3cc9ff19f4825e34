"""Operations and fragments in the user's files, each with its place in the file that it was written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from drift.operations.artifacts import (
    Origin,
    artifact_of,
    is_artifact_of,
    is_generated,
    refetched,
    source_name,
)
from drift.operations.client_side import ClientSide
from drift.operations.copies import Distinct, distinct, written
from drift.operations.reading import Reading, Shelf, account_of, read_files, unread_at
from drift.operations.source import Document
from drift.operations.tree import Definition, FragmentDefinition, OperationDefinition, spreads_of
from drift.operations.unknown import is_hidden
from drift.redact import clean
from drift.reports.account import Account, Unread

ANONYMOUS = "<anonymous>"


@dataclass(frozen=True, eq=False)
class Item:
    """An operation or a fragment where it is.

    Attributes:
        name: Its name; ``<anonymous>`` for an operation that has none.
        document: The text that it is in.
        node: The definition.
        number: Which definition of its text it is, from 0.
    """

    name: str
    document: Document
    node: Definition = field(repr=False)
    number: int = 0

    @property
    def kind(self) -> str:
        """``query``, ``mutation``, ``subscription`` or ``fragment``."""
        return self.node.operation if isinstance(self.node, OperationDefinition) else "fragment"

    @property
    def offset(self) -> int:
        """Where it begins in its text."""
        return self.node.start

    @property
    def path(self) -> str:
        """The file that it begins in."""
        return self.document.spot(self.offset)[0]

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
        client: What the project declares to be its client's own.
        artifacts: What Relay's compiler made of an operation: it, then the fragments that it needs, by the item in the
            source.
        copies: The operations that are copies of others, but for what a compiler made.
        documents: The texts that they are in, in the order of the files.
        place: Where the files are; None where they were not read from files.
    """

    operations: tuple[Item, ...]
    fragments: dict[str, tuple[Item, ...]]
    notices: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    client: ClientSide = field(default_factory=ClientSide)
    artifacts: Mapping[Item, tuple[Item, ...]] = field(default_factory=dict)
    copies: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = field(default=(), repr=False)
    place: Place | None = field(default=None, repr=False)

    def fragment(self, name: str, near: Document) -> Item | None:
        """Return the fragment of that name: of the same text, else of the same file, else of any; None without one."""
        candidates = self.fragments.get(name, ())
        return max(
            candidates,
            key=lambda each: (each.document is near, each.document.path == near.path),
            default=None,
        )

    def with_fragments(self, item: Item) -> tuple[Item, ...]:
        """Return an operation or fragment, then every fragment that it needs and that there is."""
        items = [item]
        names = {item.name} if item.kind == "fragment" else set[str]()
        for each in items:
            for spread in spreads_of(each.node):
                if spread.name.value not in names:
                    names.add(spread.name.value)
                    fragment = self.fragment(spread.name.value, item.document)
                    if fragment is not None:
                        items.append(fragment)
        return tuple(items)

    def number_of(self, document: Document) -> int:
        """Return which text of all a document is, from 0; -1 for what was put together from others."""
        return self._numbers.get(document, -1)

    @cached_property
    def _numbers(self) -> dict[Document, int]:
        return {document: number for number, document in enumerate(self.documents)}

    def read_again(self, texts: Mapping[str, str]) -> Operations | None:
        """Return what is found when some files hold other texts; None where they were not read from files.

        Args:
            texts: The texts with ``\\n`` between lines, by path.
        """
        if self.place is None:
            return None
        shelf = self.place.shelf.with_texts(self.place.root, texts)
        reading = read_files(self.place.root, self.place.patterns, shelf)
        found = _parsed(reading, allow_unread=True)
        return replace(found, client=self.client, place=replace(self.place, shelf=shelf))


@dataclass(frozen=True)
class Place:
    """Where operations were read from.

    Attributes:
        root: Folder that the globs start from.
        patterns: The globs.
        shelf: What was read.
    """

    root: Path
    patterns: tuple[str, ...]
    shelf: Shelf


def find_operations(
    root: Path, patterns: Sequence[str], *, allow_unread: bool = False, shelf: Shelf | None = None
) -> Operations:
    """Return the operations and fragments in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``.
        allow_unread: What can't be read is said and no more.
        shelf: What was read before, which is not read again.

    Raises:
        UsageError: A glob leads to where the user has no files.
    """
    shelf = shelf or Shelf()
    found = _parsed(read_files(root, patterns, shelf), allow_unread=allow_unread)
    return replace(found, place=Place(root, tuple(patterns), shelf))


def read_document(document: Document) -> tuple[Definition, ...]:
    """Return the operations and fragments of a text.

    Raises:
        GraphQLSyntaxError: It is not GraphQL.
        RecursionError: It is nested too deeply.
    """
    # graphql-core is loaded where there is something to read. A parser of our own, for what is ordinary, saved 3 to 5 %
    # of the whole command on public clients (a Relay app, an Apollo dashboard, a Python SDK).
    from drift.operations import core

    return core.read(document.text)


def _parsed(reading: Reading, *, allow_unread: bool) -> Operations:
    operations: list[Item] = []
    fragments: dict[str, list[Item]] = {}
    unread = list(reading.unread)
    texts: set[tuple[str, str]] = set()
    for document in reading.documents:
        # Constants that are put together in several ways may come to one text.
        text = document.text, document.place(0)
        if not document.text.strip() or text in texts:
            continue
        texts.add(text)
        try:
            nodes = read_document(document)
        except RecursionError:
            unread.append(unread_at(document, 0, "nested too deeply"))
            continue
        except Exception as error:
            unread += _not_graphql(document, error)
            continue
        for number, node in enumerate(nodes):
            item = Item(node.name.value if node.name else ANONYMOUS, document, node, number)
            if isinstance(node, FragmentDefinition):
                fragments.setdefault(item.name, []).append(item)
            elif not is_hidden(node):
                # Of a hidden one, the reading has said that it is not judged.
                operations.append(item)
    every = [each for candidates in fragments.values() for each in candidates]
    once = distinct(operations)
    rehomed = _rehomed(operations, every, once)
    found = sorted((rehomed.get(item, item) for item in once.items), key=lambda item: (item.path, item.line))
    paired = {artifact.document for artifact in once.artifacts.values()}
    # One that several files need stays near each of them, unless a compiler made it of another.
    own, by_name = {}, {}
    for name, candidates in fragments.items():
        left = [each for each in candidates if each.document not in paired]
        own[name] = [each for each in left if not is_generated(each.document.file)] or left
        made = [each for each in left if each in rehomed and each not in own[name]]
        by_name[name] = tuple(rehomed.get(each, each) for each in (*own[name], *made))
    account = account_of(
        reading,
        operations=Counter(operation.document.path for operation in operations),
        fragments=Counter(fragment.document.path for fragment in every),
        unread=unread,
        copies=len(operations) - len(once.items),
        is_waived=allow_unread,
    )
    artifacts = {
        source: (rehomed[artifact], *(rehomed[each] for each in every if each.document is artifact.document))
        for source, artifact in once.artifacts.items()
    }
    notices = (*reading.notices, *once.notices(), *_confused(once.items), *_ambiguous(own))
    copies = tuple(
        copy for others in once.copies.values() for copy in others if not is_generated(copy.document.file)
    )
    return Operations(
        tuple(found),
        by_name,
        notices,
        account,
        artifacts=artifacts,
        copies=copies,
        documents=tuple(reading.documents),
    )


def _rehomed(operations: Sequence[Item], fragments: Sequence[Item], once: Distinct[Item]) -> dict[Item, Item]:
    """Return what is in artifacts with the places of the sources that it was made of."""
    written: dict[str, Item] = {}
    asked: dict[str, tuple[Document, int]] = {}
    for each in fragments:
        if not is_generated(each.document.file):
            written.setdefault(each.name, each)
            asked.update({name: (each.document, at) for name, at in refetched(each.node)})
    sources = {artifact: source for source, artifact in once.artifacts.items()}
    held: dict[Document, list[Item]] = {}
    for each in fragments:
        held.setdefault(each.document, []).append(each)
    found: dict[Item, Item] = {}
    for operation in operations:
        document = operation.document
        if is_artifact_of(operation.name, document.file):
            items = [operation, *held.get(document, ())]
            origins: dict[Definition, Origin | None] = {operation.node: sources.get(operation)}
            origins |= {
                each.node: written.get(source_name(each.name, written)) for each in held.get(document, ())
            }
            artifact = artifact_of(document, origins, asked.get(operation.name))
            found |= {item: replace(item, document=artifact) for item in items}
    return found


def _not_graphql(document: Document, error: Exception) -> Iterator[Unread]:
    """Say what is wrong with a text, unless it only looked like GraphQL; anything but a syntax error goes on."""
    from graphql import GraphQLSyntaxError

    if not isinstance(error, GraphQLSyntaxError):
        raise error
    if document.is_certain:
        offset = next(iter(error.positions or ()), 0)
        fault = clean(error.message).removesuffix(".")
        if not document.is_whole and offset >= len(document.text.rstrip()):
            # It ends in the middle: what the program adds to it was not found.
            yield unread_at(
                document, 0, "not GraphQL: it ends in the middle, and what is added to it is not read"
            )
            return
        yield unread_at(document, offset, f"not GraphQL: {fault}")


def _confused(operations: Sequence[Item]) -> Iterator[str]:
    """Yield what no request can tell apart: operations of one name in one file, an anonymous one beside others."""
    by_name: dict[tuple[str, str], list[Item]] = {}
    by_document: dict[Document, list[Item]] = {}
    for item in operations:
        by_document.setdefault(item.document, []).append(item)
        if item.name != ANONYMOUS:
            by_name.setdefault((item.document.path, item.name), []).append(item)
    for (_, name), items in by_name.items():
        # One whose gap has two arms is two texts in one place.
        found = dict.fromkeys(item.document.place(item.offset) for item in items)
        if len(found) > 1:
            places = ", ".join(found)
            yield f"the operation {name} appears several times in one file ({places}); each is judged"
    for items in by_document.values():
        anonymous = [item for item in items if item.name == ANONYMOUS]
        if anonymous and len(items) > 1:
            place = anonymous[0].document.place(anonymous[0].offset)
            yield f"{place}: an operation without a name is next to others, which no server executes"


def _ambiguous(fragments: Mapping[str, Sequence[Item]]) -> Iterator[str]:
    for name, found in sorted(fragments.items()):
        if len(found) > 1 and len({written(fragment) for fragment in found}) > 1:
            places = ", ".join(fragment.document.place(fragment.offset) for fragment in found)
            yield f"the fragment {name} is written in several ways ({places}); each file uses its own, others the first"
