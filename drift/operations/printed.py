"""The tree of a document as GraphQL text again, with the place that each part of it was written at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from drift.operations.source import Document
from drift.operations.tree import (
    Argument,
    Definition,
    Directive,
    Field,
    ListValue,
    Name,
    Node,
    ObjectValue,
    OperationDefinition,
    Selection,
    SelectionSet,
    Spread,
    Value,
    Variable,
    VariableDefinition,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text with its origin.

    Attributes:
        sent: Where it begins in the text.
        document: The document that it comes from.
        offset: Where it begins in it.
        length: How many of its characters the document has, one after the other.
    """

    sent: int
    document: Document
    offset: int
    length: int


@dataclass
class Printer:
    """Prints one definition after the other, a field a line, without comments.

    Attributes:
        names: Names of fragments that are printed as others.
        text: What was printed.
        pieces: Where it comes from, in its order; the first begins at 0.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    pieces: list[Piece] = field(default_factory=list)

    def add(self, definition: Definition, document: Document) -> None:
        """Append a definition of a document."""
        if self.text:
            self.text += "\n"
        page = _Page(self.names)
        page.definition(definition)
        for written, start, end in page.parts:
            if start is not None:
                self.pieces.append(Piece(len(self.text), document, start, min(len(written), end - start)))
            self.text += written


def arguments_text(arguments: Sequence[Argument]) -> str:
    """Return arguments with their parentheses, nothing where there are none."""
    page = _Page()
    page.arguments(arguments)
    return page.text


def variable_text(definition: VariableDefinition) -> str:
    """Return the definition of a variable."""
    page = _Page()
    page.variable(definition)
    return page.text


class _Page:
    """Words in their order, each with where it stands, None for what is between them."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = names or {}
        self.parts: list[tuple[str, int | None, int]] = []
        self._indent = ""

    @property
    def text(self) -> str:
        return "".join(text for text, _, _ in self.parts)

    def put(self, text: str, node: Node | None = None) -> None:
        if node is None:
            self.parts.append((text, None, 0))
        else:
            self.parts.append((text, node.start, node.end))

    def definition(self, node: Definition) -> None:
        if isinstance(node, OperationDefinition):
            self.put(node.operation, node)
            if node.name is not None:
                self.put(" ")
                self.put(node.name.value, node.name)
            if node.variables:
                self.put("(" if node.name is not None else " (")
                self._separated(node.variables, self.variable)
                self.put(")")
        else:
            self.put("fragment", node)
            self.put(" ")
            self._fragment(node.name)
            self.put(" on ")
            self.put(node.condition.value, node.condition)
        self.directives(node.directives)
        self.selection_set(node.selection_set)

    def variable(self, node: VariableDefinition) -> None:
        self.value(node.variable)
        self.put(": ")
        self.put(node.type.text, node.type)
        if node.default is not None:
            self.put(" = ")
            self.value(node.default)
        self.directives(node.directives)

    def selection_set(self, node: SelectionSet) -> None:
        self.put(" ")
        self.put("{", node)
        outside, self._indent = self._indent, self._indent + "  "
        for selection in node.selections:
            self.put(f"\n{self._indent}")
            self.selection(selection)
        self._indent = outside
        self.put(f"\n{outside}}}")

    def selection(self, node: Selection) -> None:
        below: SelectionSet | None = None
        if isinstance(node, Field):
            if node.alias is not None:
                self.put(node.alias.value, node.alias)
                self.put(": ")
            self.put(node.name.value, node.name)
            self.arguments(node.arguments)
            below = node.selection_set
        elif isinstance(node, Spread):
            self.put("...", node)
            self._fragment(node.name)
        else:
            self.put("...", node)
            if node.condition is not None:
                self.put(" on ")
                self.put(node.condition.value, node.condition)
            below = node.selection_set
        self.directives(node.directives)
        if below is not None:
            self.selection_set(below)

    def directives(self, nodes: Sequence[Directive]) -> None:
        for node in nodes:
            self.put(" ")
            self.put(f"@{node.name.value}", node)
            self.arguments(node.arguments)

    def arguments(self, nodes: Sequence[Argument]) -> None:
        if nodes:
            self.put("(")
            self._separated(nodes, self._argument)
            self.put(")")

    def value(self, node: Value) -> None:
        if isinstance(node, Variable):
            self.put(f"${node.name}", node)
        elif isinstance(node, ListValue):
            self.put("[", node)
            self._separated(node.items, self.value)
            self.put("]")
        elif isinstance(node, ObjectValue):
            self.put("{", node)
            self._separated(node.fields, self._argument)
            self.put("}")
        else:
            self.put(node.text, node)

    def _fragment(self, node: Name) -> None:
        self.put(self._names.get(node.value, node.value), node)

    def _argument(self, node: Argument) -> None:
        self.put(node.name.value, node.name)
        self.put(": ")
        self.value(node.value)

    def _separated(self, nodes: Iterable[Node], put: Callable[..., None]) -> None:
        for number, node in enumerate(nodes):
            if number:
                self.put(", ")
            put(node)
