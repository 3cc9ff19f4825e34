"""What may be edited in the user's documents, before it is proved: which text for which reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from drift.operations.complete import Complete
from drift.operations.source import Document
from drift.operations.tree import (
    Argument,
    Definition,
    Directive,
    Field,
    Node,
    ObjectValue,
    OperationDefinition,
)
from drift.operations.usage import Usage
from drift.reports.edits import Tier
from drift.schema.element import Element, Kind, Schema
from drift.schema.names import own_name


@dataclass(frozen=True, slots=True)
class Step:
    """Text that takes the place of other text in a document.

    Attributes:
        document: The document.
        start: Where the old text begins.
        end: After it.
        text: The new text.
    """

    document: Document
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """An item that is put into a list, which may have to be opened for it.

    Attributes:
        document: The document.
        offset: Where: after the last item, or where the list would be.
        item: The item's text.
        brackets: What surrounds the list when it has to be opened, ``None`` when it has items already.
    """

    document: Document
    offset: int
    item: str
    brackets: tuple[str, str] | None


Move = Step | Insertion


@dataclass(frozen=True, slots=True)
class Subject:
    """An element that is gone, or that asks for something else than before.

    Attributes:
        coordinate: The element.
        kind: What it is.
        cause: Fingerprint of the change; None for something deprecated that is still there.
        because: What happened, one sentence.
        new: What its type is now; None where it is gone.
    """

    coordinate: str
    kind: Kind
    cause: str | None
    because: str
    new: str | None = None

    @property
    def owner(self) -> str:
        """What an argument or member belongs to: ``Query.a`` of ``Query.a(b:)``, ``I`` of ``I.b``."""
        return self.coordinate.rpartition("(" if "(" in self.coordinate else ".")[0]

    @property
    def name(self) -> str:
        """Its own name: ``b`` of ``A.b`` and of ``Query.a(b:)``."""
        return own_name(self.coordinate)


@dataclass(frozen=True, eq=False)
class Proposal:
    """An edit at one place, with what has to be edited elsewhere for it.

    Attributes:
        subject: What it is about.
        tier: Where it comes from.
        place: The document and the offset that it is about.
        moves: What is edited.
        note: What else there is to know, one sentence or nothing.
        lost: The name under which the answer had what it no longer has; empty where nothing is lost.
    """

    subject: Subject
    tier: Tier
    place: tuple[Document, int]
    moves: tuple[Move, ...]
    note: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something has no edit.

    Attributes:
        subject: What it is about.
        why: Half a sentence, or a whole one that says what is to be done by hand.
    """

    subject: Subject
    why: str

    def __str__(self) -> str:
        """Return it as a sentence."""
        return self.why if self.why.endswith(".") else f"No edit for {self.subject.coordinate}: {self.why}."


Found = Proposal | Refusal


@dataclass(frozen=True, eq=False)
class Case:
    """An operation that something may be done about.

    Attributes:
        document: The operation with its fragments.
        usage: What it uses of the old schema, with its spots.
        subjects: What it uses and is gone or changed.
    """

    document: Complete
    usage: Usage
    subjects: tuple[Subject, ...]
    _nodes: dict[str, list[Node]] = field(default_factory=dict, repr=False)

    def places(self, coordinate: str) -> Iterator[tuple[Node, Document]]:
        """Yield the nodes that name an element, each with the text that it is in."""
        if not self._nodes:
            for node, names in (self.usage.spots or {}).items():
                for name in names:
                    self._nodes.setdefault(name, []).append(node)
        for node in self._nodes.get(coordinate, ()):
            yield node, self.document.documents[self.usage.homes[node]]


class Definitions:
    """Which operations and fragments edits are in.

    Args:
        operations: The operations, each with its fragments.
    """

    def __init__(self, operations: Iterable[Complete]) -> None:
        found: dict[Document, dict[int, Definition]] = {}
        for each in operations:
            for item in each.items:
                found.setdefault(item.document, {})[item.offset] = item.node
        self._nodes = {
            document: (sorted(nodes), [nodes[start] for start in sorted(nodes)])
            for document, nodes in found.items()
        }

    def of(self, moves: Iterable[Move]) -> set[Definition]:
        """Return the definitions that some moves are in."""
        return {node for move in moves if (node := self._of(move)) is not None}

    def _of(self, move: Move) -> Definition | None:
        starts, nodes = self._nodes.get(move.document, ((), ()))
        offset = move.start if isinstance(move, Step) else move.offset
        number = bisect_right(starts, offset) - 1
        return nodes[number] if number >= 0 and offset <= nodes[number].end else None


def nodes_of(complete: Complete) -> list[Definition]:
    """Return the operation and its fragments as they are in the files."""
    return [item.node for item in complete.items]


@dataclass(frozen=True)
class Sides:
    """Both schemas, and what is known of the way from one to the other.

    Attributes:
        old: The schema that the operations were written for.
        new: The schema that they are to fit.
        reasons: Gives what the API said of an element in its deprecation or elsewhere, the latest first.
        renamed: The types that have another name and are the same otherwise.
    """

    old: Schema
    new: Schema
    reasons: Callable[[str], Sequence[str]]
    renamed: Mapping[str, str] = field(default_factory=dict)


def field_of(schema: Schema, coordinate: str) -> Element | None:
    """Return the element of a coordinate, None when the schema does not have it."""
    return schema.by_coordinate.get(coordinate)


def items_of(node: Node) -> Sequence[Argument] | None:
    """Return the arguments of a field or directive, or the fields of an input object; None for anything else."""
    if isinstance(node, ObjectValue):
        return node.fields
    return node.arguments if isinstance(node, Field | Directive) else None


def given(document: Document, node: Node, item: str) -> Insertion:
    """Return the insertion of an argument into a field or directive, or of a field into an input object."""
    items = items_of(node)
    if items:
        return Insertion(document, items[-1].end, item, None)
    if isinstance(node, Field | Directive):
        return Insertion(document, node.name.end, item, ("(", ")"))
    return Insertion(document, node.start + 1, item, ("", ""))


def variable_definition(document: Document, node: OperationDefinition, item: str) -> Insertion:
    """Return the insertion of a variable into an operation."""
    if node.variables:
        return Insertion(document, node.variables[-1].end, item, None)
    if node.name is not None:
        return Insertion(document, node.name.end, item, ("(", ")"))
    if document.text.startswith(node.operation, node.start):
        return Insertion(document, node.start + len(node.operation), item, (" (", ")"))
    return Insertion(document, node.start, item, (f"{node.operation} (", ") "))


def steps_of(moves: Iterable[Move]) -> list[Step]:
    """Return moves as steps by place, those into one list as one."""
    steps: dict[Step, None] = {}
    lists: dict[tuple[Document, int], list[Insertion]] = {}
    for move in moves:
        if isinstance(move, Step):
            steps[move] = None
        else:
            items = lists.setdefault((move.document, move.offset), [])
            if move not in items:
                items.append(move)
    result = list(steps)
    for group in lists.values():
        first = group[0]
        joined = ", ".join(move.item for move in group)
        text = f", {joined}" if first.brackets is None else joined.join(first.brackets)
        result.append(Step(first.document, first.offset, first.offset, text))
    return sorted(result, key=lambda step: (step.start, step.end))


def are_apart(steps: Sequence[Step]) -> bool:
    """Return whether no step touches the text of the next one; in order and of one document."""
    return all(one.end <= other.start for one, other in pairwise(steps))


class Replaced(Protocol):
    """Text that takes the place of other text, in a document or in a file."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


def edited(text: str, edits: Sequence[Replaced]) -> str:
    """Return a text with edits, which are in order."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])
