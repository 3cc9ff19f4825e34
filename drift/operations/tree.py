"""Operations and fragments as a tree with places: what every part of this room walks.

The nodes are made for each document once and told apart by identity. What graphql-core makes of a text becomes such a
tree, and a tree becomes graphql-core's nodes, in :mod:`drift.operations.core` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


# Not frozen: that takes three times as long to make, and documents have many nodes. Nobody changes one.
@dataclass(slots=True, eq=False)
class Node:
    """Anything in a document.

    Attributes:
        start: Where it begins in the document's text.
        end: Just after its last character.
    """

    start: int
    end: int


@dataclass(slots=True, eq=False)
class Name(Node):
    """A name where it is."""

    value: str


class Sort(Enum):
    """What a literal without parts is."""

    INT = "int"
    FLOAT = "float"
    STRING = "string"
    BOOLEAN = "boolean"
    NULL = "null"
    ENUM = "enum"

    __hash__ = object.__hash__


@dataclass(slots=True, eq=False)
class Literal(Node):
    """A literal without parts; ``text`` as GraphQL writes it, with a string's quotes."""

    sort: Sort
    text: str


@dataclass(slots=True, eq=False)
class Variable(Node):
    """A variable where its value is used, or where it is defined."""

    name: str


@dataclass(slots=True, eq=False)
class ListValue(Node):
    """A list literal."""

    items: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class ObjectValue(Node):
    """An input object literal."""

    fields: tuple[Argument, ...]


Value = Literal | Variable | ListValue | ObjectValue


@dataclass(slots=True, eq=False)
class Argument(Node):
    """A name with a value: of a field, a directive, or an input object literal."""

    name: Name
    value: Value


@dataclass(slots=True, eq=False)
class Directive(Node):
    """A directive with its arguments."""

    name: Name
    arguments: tuple[Argument, ...]


@dataclass(slots=True, eq=False)
class SelectionSet(Node):
    """What is between braces."""

    selections: tuple[Selection, ...]


@dataclass(slots=True, eq=False)
class Field(Node):
    """A selected field."""

    alias: Name | None
    name: Name
    arguments: tuple[Argument, ...]
    directives: tuple[Directive, ...]
    selection_set: SelectionSet | None

    @property
    def answer(self) -> str:
        """The name that the response has it under."""
        return (self.alias or self.name).value


@dataclass(slots=True, eq=False)
class Spread(Node):
    """A fragment's name where the fragment is put in."""

    name: Name
    directives: tuple[Directive, ...]


@dataclass(slots=True, eq=False)
class Inline(Node):
    """An inline fragment; ``condition`` is None when it has no type condition."""

    condition: Name | None
    directives: tuple[Directive, ...]
    selection_set: SelectionSet


Selection = Field | Spread | Inline


@dataclass(slots=True, eq=False)
class TypeReference(Node):
    """A variable's type: as text (``[ID!]``), and the named type with its place."""

    text: str
    name: Name


@dataclass(slots=True, eq=False)
class VariableDefinition(Node):
    """A variable with its type."""

    variable: Variable
    type: TypeReference
    default: Value | None
    directives: tuple[Directive, ...]


@dataclass(slots=True, eq=False)
class OperationDefinition(Node):
    """An operation; ``operation`` is ``query``, ``mutation`` or ``subscription``."""

    operation: str
    name: Name | None
    variables: tuple[VariableDefinition, ...]
    directives: tuple[Directive, ...]
    selection_set: SelectionSet


@dataclass(slots=True, eq=False)
class FragmentDefinition(Node):
    """A named fragment."""

    name: Name
    condition: Name
    directives: tuple[Directive, ...]
    selection_set: SelectionSet


Definition = OperationDefinition | FragmentDefinition


def selections_of(definition: Definition) -> Iterator[Selection]:
    """Yield every selection of a definition, those inside others too; spreads are not followed."""
    waiting = [definition.selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            yield selection
            if not isinstance(selection, Spread) and selection.selection_set is not None:
                waiting.append(selection.selection_set)


def spreads_of(definition: Definition) -> Iterator[Spread]:
    """Yield the fragment spreads of a definition."""
    return (selection for selection in selections_of(definition) if isinstance(selection, Spread))


def variables_in(value: Value) -> Iterator[Variable]:
    """Yield the variables in a value."""
    waiting: list[Value] = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Variable):
            yield current
        elif isinstance(current, ListValue):
            waiting.extend(current.items)
        elif isinstance(current, ObjectValue):
            waiting.extend(item.value for item in current.fields)


def values_of(definition: Definition) -> Iterator[Value]:
    """Yield every value that a definition gives, to fields and directives."""
    holders: list[tuple[Argument, ...]] = [directive.arguments for directive in definition.directives]
    for selection in selections_of(definition):
        if isinstance(selection, Field):
            holders.append(selection.arguments)
        holders.extend(directive.arguments for directive in selection.directives)
    return (argument.value for arguments in holders for argument in arguments)
