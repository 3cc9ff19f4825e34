"""One operation, with its fragments, as a text that no server can execute, and the way back to the user's files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from drift.operations.documents import ANONYMOUS, Item, Operations
from drift.operations.outline import comments_in
from drift.operations.source import Document
from drift.operations.tree import Field, OperationDefinition, Selection, Spread, spreads_of

GUARD = "driftGuard"
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Unaskable(Exception):
    """An operation that can't be put into a request that is certain not to be executed.

    Attributes:
        reason: Why, in a few words.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that were taken over as they are.

    Attributes:
        sent: Where they begin in the text that is sent.
        document: The document that they come from.
        offset: Where they begin in it.
    """

    sent: int
    document: Document
    offset: int


@dataclass(frozen=True)
class Guarded:
    """A request without variables, for an operation that needs one.

    Attributes:
        text: The GraphQL text.
        name: The operation's name, None when it has none.
        guard: The name of the variable that is needed and not sent.
        variables: The names of the operation's own variables.
        pieces: Where the text comes from, in its order; the first begins at 0.
    """

    text: str
    name: str | None
    guard: str
    variables: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @cached_property
    def names(self) -> frozenset[str]:
        """All names and words in the text."""
        return frozenset(re.findall(r"[_A-Za-z][_0-9A-Za-z]*", self.text))

    def spot(self, line: int, column: int) -> tuple[str, int, int] | None:
        """Return path, line and column in the user's files of a place in the text; None when there is no such place.

        Args:
            line: From 1.
            column: From 1, in code points. One that leads past its line, as another way of counting can, means its end.
        """
        starts = self._line_starts
        if not (1 <= line <= len(starts) and self.pieces):
            return None
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        offset = min(starts[line - 1] + max(column, 1) - 1, max(end, starts[line - 1]))
        number = bisect_right(self.pieces, offset, key=lambda piece: piece.sent) - 1
        piece = self.pieces[number]
        # What we put in belongs to the last character before it.
        limit = self.pieces[number + 1].sent if number + 1 < len(self.pieces) else len(self.text)
        length = min(offset, limit) - piece.sent
        return piece.document.spot(min(piece.offset + length, len(piece.document.text)))


def guard(operations: Operations, operation: Item) -> Guarded:
    """Return an operation as a request that a server can validate and can't execute.

    The variable is a required Boolean, declared first. All of a query or mutation depends on it by ``@include``, so
    that a server that takes the missing value for null or false has nothing to execute either; of a subscription
    all below its field, where the specification permits it.

    Raises:
        Unaskable: It can't be asked: it is not complete, or there is no place for the variable.
    """
    node = operation.node
    assert isinstance(node, OperationDefinition)  # noqa: S101 - operations are asked about, not fragments
    items = operations.with_fragments(operation)
    _check_complete(items)
    variables = tuple(definition.variable.name for definition in node.variables)
    name = _free_name(GUARD, variables)
    edits = [_declaration(operation.document, node, name)]
    for selection in _guarded_selections(node):
        edits += _inclusion(selection, name)
    builder = _Builder()
    builder.add(operation, edits)
    for item in items[1:]:
        builder.add(item, [])
    return Guarded(
        builder.text,
        None if operation.name == ANONYMOUS else operation.name,
        name,
        variables,
        tuple(builder.pieces),
    )


Edit = tuple[int, int, str]
"""Characters from one offset to another in a document, and what takes their place."""


def _free_name(wanted: str, taken: Iterable[str]) -> str:
    used = set(taken)
    return next(name for number in range(len(used) + 1) if (name := f"{wanted}{number or ''}") not in used)


def _check_complete(items: Sequence[Item]) -> None:
    known = {item.name for item in items if item.kind == "fragment"}
    missing: dict[str, None] = {}
    for item in items:
        if item.document.holes:
            raise Unaskable("the program puts something into it when it runs")
        missing.update(
            {spread.name.value: None for spread in spreads_of(item.node) if spread.name.value not in known}
        )
    if missing:
        raise Unaskable(f"no file that was read defines the fragment {next(iter(missing))}")


def _declaration(document: Document, node: OperationDefinition, name: str) -> Edit:
    """Return the edit that declares the variable."""
    declared = f"${name}: Boolean!"
    if node.variables:
        first = node.variables[0].start
        return first, first, f"{declared}, "
    if node.name is not None:
        return node.name.end, node.name.end, f"({declared})"
    if document.text.startswith("{", node.start):
        return node.start, node.start, f"query ({declared}) "
    end = node.start + len(node.operation)
    return end, end, f" ({declared})"


def _guarded_selections(node: OperationDefinition) -> Sequence[Selection]:
    """Return the selections that everything which could be executed is part of."""
    selections = node.selection_set.selections
    if node.operation != "subscription":
        return selections
    if len(selections) == 1 and isinstance(selections[0], Field) and selections[0].selection_set is not None:
        return selections[0].selection_set.selections
    raise Unaskable("a subscription has a place for the variable only below a field that is written in it")


def _inclusion(selection: Selection, name: str) -> Iterator[Edit]:
    """Yield the edits that make a selection depend on the variable."""
    start, end = selection.start, selection.end
    if any(directive.name.value == "include" for directive in selection.directives):
        # There can be one only; a level more could be one too many for a server, so it is not done without need.
        yield start, start, f"... @include(if: ${name}) {{ "
        yield end, end, " }"
        return
    below = None if isinstance(selection, Spread) else selection.selection_set
    place = end if below is None else below.start
    before, after = (" ", "") if below is None else ("", " ")
    yield place, place, f"{before}@include(if: ${name}){after}"


class _Builder:
    """Puts texts together and remembers where each character comes from."""

    def __init__(self) -> None:
        self.text = ""
        self.pieces: list[Piece] = []

    def add(self, item: Item, edits: Iterable[Edit]) -> None:
        """Append a definition with edits, without its comments, which are nobody's business."""
        document, place = item.document, item.node.start
        if self.text:
            self.text += "\n"
        comments = [(start, end, "") for start, end in comments_in(document.text, place, item.node.end)]
        for start, end, text in sorted([*edits, *comments]):
            self._take(document, place, start)
            self.text += text
            place = end
        self._take(document, place, item.node.end)

    def _take(self, document: Document, start: int, end: int) -> None:
        if start < end or not self.pieces:
            self.pieces.append(Piece(len(self.text), document, start))
            self.text += document.text[start:end]
