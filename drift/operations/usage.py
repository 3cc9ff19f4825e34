"""Which elements of a schema an operation uses, as schema coordinates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from drift.operations.template import STAND_IN
from drift.schema.element import Element, Kind, Schema
from drift.schema.position import Positions
from drift.schema.types import named_type

if TYPE_CHECKING:
    from drift.operations.outline import Executable


@dataclass
class Usage:
    """What one operation uses of one schema.

    Attributes:
        selected: Coordinates of fields, of the types they are selected on and give, and of types that fragments
            name. A field selected on an interface or union stands for that field on every possible type too.
        sent: Coordinates of arguments, input fields, enum values, input types and directives that the operation
            gives, or could give through its variables.
        omitted: Coordinates of arguments and input fields that it could give and leaves to their default.
    """

    selected: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    omitted: set[str] = field(default_factory=set)

    @property
    def coordinates(self) -> set[str]:
        """Everything that is selected or sent."""
        return self.selected | self.sent


class Selected(NamedTuple):
    """What it means to select one field on one type.

    Attributes:
        coordinates: Of the field, of the types that it is selected on, and of what it gives.
        with_arguments: The fields that have arguments, or directives.
        type_name: The named type that it gives; empty when the schema does not have the field.
    """

    coordinates: frozenset[str]
    with_arguments: tuple[Element, ...]
    type_name: str


class Users:
    """The operations that use one schema; what they look up is looked up once.

    Args:
        schema: The schema.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._fields: dict[tuple[str, str], Selected] = {}
        self._input_fields: dict[str, tuple[Element, ...]] = {}

    def usage(self, document: Executable) -> Usage:
        """Return what a document of one operation and its fragments uses; what the schema lacks is passed over."""
        collector = _Collector(self)
        collector.document(document)
        return collector.usage

    def field(self, owner: str, name: str) -> Selected:
        """Return what it means to select a field on a type: it is selected on each of its possible types too."""
        found = self._fields.get((owner, name))
        if found is None:
            found = self._fields[owner, name] = self._selected(owner, name)
        return found

    def _selected(self, owner: str, name: str) -> Selected:
        coordinates: set[str] = set()
        with_arguments: list[Element] = []
        result = ""
        for type_name in (owner, *sorted(self.schema.once(Positions).possible_types.get(owner, ()))):
            type_ = self.schema.types.get(type_name)
            element = None if type_ is None else type_.child(Kind.FIELD, name)
            if element is None:
                continue
            inner = named_type(element.type or "")
            coordinates.update((element.coordinate, type_name, inner))
            if element.children:
                with_arguments.append(element)
            result = result or inner
        return Selected(frozenset(coordinates), tuple(with_arguments), result)

    def input_fields(self, type_name: str) -> tuple[Element, ...]:
        """Return the fields of an input object; none for what is no input object."""
        found = self._input_fields.get(type_name)
        if found is None:
            type_ = self.schema.types.get(type_name)
            found = () if type_ is None else type_.of_kind(Kind.INPUT_FIELD)
            self._input_fields[type_name] = found
        return found


class _Collector:
    def __init__(self, users: Users) -> None:
        self.users = users
        self.schema = users.schema
        self.usage = Usage()
        self._sendable: set[str] = set()

    def document(self, document: Executable) -> None:
        for definition in document.definitions:
            if definition.kind == "operation_definition":
                root = self.schema.roots.get(definition.operation.value)
                for variable in definition.variable_definitions or ():
                    self._send_all(_named(variable.type))
                    if variable.default_value is not None:
                        self._literal(variable.default_value, _named(variable.type))
                self._directives(definition.directives)
                if root is not None:
                    self.usage.selected.add(root)
                    self._selections(definition.selection_set, root)
            elif definition.kind == "fragment_definition":
                condition = definition.type_condition.name.value
                self.usage.selected.add(condition)
                self._directives(definition.directives)
                self._selections(definition.selection_set, condition)

    def _selections(self, selection_set: Any, parent: str) -> None:
        # An own stack: a hostile file may nest deeper than Python recurses.
        waiting = [(selection_set, parent)]
        while waiting:
            current, owner = waiting.pop()
            for selection in current.selections if current else ():
                if selection.directives:
                    self._directives(selection.directives)
                if selection.kind == "field":
                    waiting.append((selection.selection_set, self._field(selection, owner)))
                elif selection.kind == "inline_fragment":
                    if selection.type_condition is not None:
                        owner_of_fragment = selection.type_condition.name.value
                        self.usage.selected.add(owner_of_fragment)
                    else:
                        owner_of_fragment = owner
                    waiting.append((selection.selection_set, owner_of_fragment))

    def _field(self, node: Any, owner: str) -> str:
        """Take in a field; return the name of its type, empty when the schema does not have the field."""
        selected = self.users.field(owner, node.name.value)
        self.usage.selected |= selected.coordinates
        if selected.with_arguments:
            given = {argument.name.value: argument.value for argument in node.arguments or ()}
            for element in selected.with_arguments:
                self._arguments(element, given)
        return selected.type_name

    def _arguments(self, owner: Element, given: dict[str, Any]) -> None:
        for argument in owner.children:
            if argument.kind not in (Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT):
                continue
            if argument.name in given:
                self.usage.sent.add(argument.coordinate)
                self._literal(given[argument.name], named_type(argument.type or ""))
            else:
                self.usage.omitted.add(argument.coordinate)

    def _directives(self, nodes: Iterable[Any] | None) -> None:
        for node in nodes or ():
            definition = self.schema.directives.get(node.name.value)
            self.usage.sent.add(f"@{node.name.value}")
            if definition is not None:
                self._arguments(definition, {item.name.value: item.value for item in node.arguments or ()})

    def _literal(self, value: Any, type_name: str) -> None:
        """Take in what a literal names; variables were taken in with their definitions."""
        self.usage.sent.add(type_name)
        if value.kind == "variable" and value.name.value.startswith(STAND_IN):
            self._send_all(type_name)
        if value.kind == "list_value":
            for item in value.values:
                self._literal(item, type_name)
        elif value.kind == "enum_value":
            self.usage.sent.add(f"{type_name}.{value.value}")
        elif value.kind == "object_value":
            given = {item.name.value: item.value for item in value.fields}
            for element in self.users.input_fields(type_name):
                if element.name in given:
                    self.usage.sent.add(element.coordinate)
                    self._literal(given[element.name], named_type(element.type or ""))
                else:
                    self.usage.omitted.add(element.coordinate)

    def _send_all(self, type_name: str) -> None:
        """Take in everything that a variable of this type could send, or leave to its default."""
        waiting = [type_name]
        while waiting:
            name = waiting.pop()
            if name in self._sendable:
                continue
            self._sendable.add(name)
            self.usage.sent.add(name)
            type_ = self.schema.types.get(name)
            for child in () if type_ is None else type_.children:
                if child.kind in (Kind.INPUT_FIELD, Kind.ENUM_VALUE):
                    self.usage.sent.add(child.coordinate)
                    self.usage.omitted.add(child.coordinate)
                if child.kind is Kind.INPUT_FIELD:
                    waiting.append(named_type(child.type or ""))


def _named(node: Any) -> str:
    while hasattr(node, "type"):
        node = node.type
    return str(node.name.value)
