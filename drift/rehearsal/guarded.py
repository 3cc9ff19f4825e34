"""One operation, with its fragments, as a text that no server can execute, and the way back to the user's files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from drift.operations.complete import Complete
from drift.operations.fragment_arguments import provided_types
from drift.operations.printed import Piece, Printer
from drift.operations.tree import (
    Argument,
    Directive,
    Field,
    FragmentDefinition,
    Inline,
    Name,
    OperationDefinition,
    Selection,
    SelectionSet,
    TypeReference,
    Variable,
    VariableDefinition,
    spreads_of,
    values_of,
    variables_in,
)
from drift.schema.types import named_type

GUARD = "driftGuard"
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Unaskable(Exception):
    """An operation that can't be put into a request that is certain not to be executed.

    Attributes:
        reason: Why, in a few words.
    """

    reason: str


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
        # What we put in belongs to the last word before it.
        place = piece.offset + min(offset - piece.sent, piece.length)
        return piece.document.spot(min(place, len(piece.document.text)))


def guard(document: Complete) -> Guarded:
    """Return an operation as a request that a server can validate and can't execute.

    The variable is a required Boolean, declared first. All of a query or mutation depends on it by ``@include``, so
    that a server that takes the missing value for null or false has nothing to execute either; of a subscription
    all below its field, where the specification permits it.

    Args:
        document: The operation with its fragments, as the client library sends it.

    Raises:
        Unaskable: It can't be asked: it is not complete, or there is no place for the variable.
    """
    node = document.definitions[0]
    assert isinstance(node, OperationDefinition)  # noqa: S101 - operations are asked about, not fragments
    _check_complete(document)
    own = (*node.variables, *_provided(document))
    names = tuple(definition.variable.name for definition in own)
    name = _free_name(GUARD, names)
    guarded = replace(
        node, variables=(_declaration(node, name), *own), selection_set=_guarded_selections(node, name)
    )
    printer = Printer(_sendable_names(document))
    for definition, written in document.documents.items():
        printer.add(guarded if definition is node else definition, written)
    return Guarded(
        printer.text, None if node.name is None else node.name.value, name, names, tuple(printer.pieces)
    )


def _free_name(wanted: str, taken: Iterable[str]) -> str:
    used = set(taken)
    return next(name for number in range(len(used) + 1) if (name := f"{wanted}{number or ''}") not in used)


def _check_complete(document: Complete) -> None:
    if any(written.holes for written in document.documents.values()):
        raise Unaskable("the program puts something into it when it runs")
    known = {each.name.value for each in document.definitions if isinstance(each, FragmentDefinition)}
    for definition in document.definitions:
        for spread in spreads_of(definition):
            if spread.name.value not in known:
                raise Unaskable(f"no file that was read defines the fragment {spread.name.value}")


def _provided(document: Complete) -> Iterator[VariableDefinition]:
    """Yield the variables that a client library declares itself, for values that it gets from the program."""
    types = provided_types(document.items)
    used = {
        variable.name: variable
        for definition in document.definitions
        for value in values_of(definition)
        for variable in variables_in(value)
    }
    for name in sorted(used.keys() & types.keys()):
        variable = used[name]
        named = Name(variable.start, variable.start, named_type(types[name]))
        type_ = TypeReference(variable.start, variable.start, types[name], named)
        yield VariableDefinition(variable.start, variable.start, variable, type_, None, ())


def _sendable_names(document: Complete) -> dict[str, str]:
    """Return names for the fragments whose arguments were filled in, which are told apart by them."""
    names = [each.name.value for each in document.definitions if isinstance(each, FragmentDefinition)]
    taken = set(names)
    found: dict[str, str] = {}
    for name in names:
        plain, bracket, _ = name.partition("(")
        if bracket:
            found[name] = _free_name(plain, taken)
            taken.add(found[name])
    return found


def _declaration(node: OperationDefinition, name: str) -> VariableDefinition:
    place = node.start if node.name is None else node.name.end
    type_ = TypeReference(place, place, "Boolean!", Name(place, place, "Boolean"))
    return VariableDefinition(place, place, Variable(place, place, name), type_, None, ())


def _guarded_selections(node: OperationDefinition, name: str) -> SelectionSet:
    """Return the selections with the variable where everything that could be executed depends on it."""
    own = node.selection_set
    if node.operation != "subscription":
        return _included(own, name)
    match own.selections:
        case (Field(selection_set=SelectionSet() as below) as field,):
            return replace(own, selections=(replace(field, selection_set=_included(below, name)),))
    raise Unaskable("a subscription has a place for the variable only below a field that is written in it")


def _included(node: SelectionSet, name: str) -> SelectionSet:
    return replace(node, selections=tuple(_inclusion(selection, name) for selection in node.selections))


def _inclusion(selection: Selection, name: str) -> Selection:
    """Return a selection that depends on the variable."""
    start = selection.start
    condition = Argument(start, start, Name(start, start, "if"), Variable(start, start, name))
    include = Directive(start, start, Name(start, start, "include"), (condition,))
    if any(directive.name.value == "include" for directive in selection.directives):
        # There can be one only; a level more could be one too many for a server, so it is not done without need.
        return Inline(start, start, None, (include,), SelectionSet(start, start, (selection,)))
    return replace(selection, directives=(*selection.directives, include))
