"""Which elements of a schema an operation uses, as schema coordinates: what is in it, and what variables may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from drift.operations.tree import (
    Argument,
    Definition,
    Directive,
    Field,
    FragmentDefinition,
    ListValue,
    Literal,
    Node,
    ObjectValue,
    OperationDefinition,
    SelectionSet,
    Sort,
    Spread,
    Value,
    Variable,
)
from drift.operations.unknown import is_unknown
from drift.schema.element import Element, Kind, Schema
from drift.schema.position import Positions
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

# A fragment is walked once for each combination of types that it is met under, up to so many.
MAX_WALKS = 2_000
Meeting = frozenset[str]

_DIRECTIVE_LOCATIONS = {"query": "QUERY", "mutation": "MUTATION", "subscription": "SUBSCRIPTION"}
_ARGUMENTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT})


@dataclass
class Usage:
    """What one operation uses of one schema.

    Attributes:
        selected: Coordinates of fields, of the types they are selected on and give, and of types that fragments
            name. A field selected on an interface or union stands for that field on every type that the answer can
            have there.
        sent: Coordinates of arguments, input fields, enum values, input types and directives that are in the
            operation. A directive counts once more for its location, ``@live on FIELD``.
        omitted: Coordinates of arguments and input fields that it could give and leaves to their default.
        held: Coordinates of what its variables may hold, and nothing says that they do.
        unset: Coordinates of arguments and input fields that are left to their default when a variable has no value,
            or a value of it leaves them out.
        nullable: Coordinates of arguments and input fields that are given by a variable which can be null, although
            its default makes it fit where null does not.
        met: The types that a value has to be of wherever something is selected: the type of the field, and the
            conditions of the fragments inside of each other.
        spots: What each node names, when that was asked for.
        around: The fields around each field and fragment, when that was asked for.
        homes: The definition that each node is in, when that was asked for.
    """

    selected: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    omitted: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    unset: set[str] = field(default_factory=set)
    nullable: set[str] = field(default_factory=set)
    met: set[Meeting] = field(default_factory=set)
    spots: dict[Node, frozenset[str]] | None = None
    around: dict[Node, frozenset[str]] = field(default_factory=dict)
    homes: dict[Node, Definition] = field(default_factory=dict)

    @property
    def certain(self) -> set[str]:
        """Everything that is in the operation."""
        return self.selected | self.sent

    @property
    def coordinates(self) -> set[str]:
        """Everything that is selected or sent, or may be."""
        return self.selected | self.sent | self.held

    @property
    def mentioned(self) -> set[str]:
        """The coordinates with which anything that concerns the operation has to do."""
        return self.coordinates | self.omitted | self.unset | {name for names in self.met for name in names}


class Selected(NamedTuple):
    """What it means to select one field on one type.

    Attributes:
        coordinates: Of the field, of the types that it is selected on, and of what it gives.
        fields: The coordinates of the field alone, on each type.
        with_arguments: The fields that have arguments, or directives.
        type_name: The named type that it gives; empty when the schema does not have the field.
    """

    coordinates: frozenset[str]
    fields: frozenset[str]
    with_arguments: tuple[Element, ...]
    type_name: str


class Users:
    """The operations that use one schema; what they look up is looked up once.

    Args:
        schema: The schema.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._fields: dict[tuple[str, str, Meeting], Selected] = {}
        self._input_fields: dict[str, tuple[Element, ...]] = {}
        self._values: dict[Meeting, frozenset[str]] = {}

    def usage(self, definitions: Sequence[Definition], *, with_spots: bool = False) -> Usage:
        """Return what an operation or fragment uses; what the schema lacks is passed over.

        Args:
            definitions: The operation or fragment, then the fragments that it needs.
            with_spots: Say of each node what it names.
        """
        collector = _Collector(self, definitions, with_spots=with_spots)
        collector.definition(definitions[0])
        return collector.usage

    def field(self, owner: str, name: str, meeting: Meeting) -> Selected:
        """Return what it means to select a field on a type: on each type that the value can have there."""
        key = owner, name, meeting
        found = self._fields.get(key)
        if found is None:
            found = self._fields[key] = self._selected(owner, name, meeting)
        return found

    def _selected(self, owner: str, name: str, meeting: Meeting) -> Selected:
        coordinates: set[str] = set()
        fields: set[str] = set()
        with_arguments: list[Element] = []
        result = ""
        for type_name in (owner, *sorted(self.values(meeting) - {owner})):
            type_ = self.schema.types.get(type_name)
            element = None if type_ is None else type_.child(Kind.FIELD, name)
            if element is None:
                continue
            inner = named_type(element.type or "")
            fields.add(element.coordinate)
            coordinates.update((element.coordinate, type_name, inner))
            if element.children:
                with_arguments.append(element)
            result = result or inner
        return Selected(frozenset(coordinates), frozenset(fields), tuple(with_arguments), result)

    def values(self, meeting: Meeting) -> frozenset[str]:
        """Return the object types that a value can have which is of all these types."""
        found = self._values.get(meeting)
        if found is None:
            possible = self.schema.once(Positions).possible_types
            every = [possible.get(name, frozenset()) for name in meeting]
            found = self._values[meeting] = frozenset.intersection(*every) if every else frozenset()
        return found

    def input_fields(self, type_name: str) -> tuple[Element, ...]:
        """Return the fields of an input object; none for anything else."""
        found = self._input_fields.get(type_name)
        if found is None:
            type_ = self.schema.types.get(type_name)
            found = () if type_ is None else type_.of_kind(Kind.INPUT_FIELD)
            self._input_fields[type_name] = found
        return found


class _Collector:
    def __init__(self, users: Users, definitions: Sequence[Definition], *, with_spots: bool) -> None:
        self.users = users
        self.schema = users.schema
        self.fragments = {
            each.name.value: each for each in definitions if isinstance(each, FragmentDefinition)
        }
        self.usage = Usage(spots={} if with_spots else None)
        self._variables: dict[str, tuple[str, bool]] = {}
        self._holdable: set[str] = set()
        self._walked: set[tuple[str, Meeting]] = set()
        self._here = definitions[0]

    def definition(self, definition: Definition) -> None:
        if isinstance(definition, OperationDefinition):
            self._operation(definition)
        else:
            self._walked.add((definition.name.value, frozenset({definition.condition.value})))
            self._fragment(definition, frozenset(), frozenset())

    def _operation(self, definition: OperationDefinition) -> None:
        for variable in definition.variables:
            type_name = variable.type.name.value
            self._variables[variable.variable.name] = variable.type.text, variable.default is not None
            self.usage.sent.add(type_name)
            self._note(variable.type, {type_name})
            self._note(variable.type.name, {type_name})
            self._hold(type_name)
            if variable.default is not None:
                self._value(variable.default, variable.type.text, "")
            self._directives(variable.directives, "VARIABLE_DEFINITION")
        self._directives(definition.directives, _DIRECTIVE_LOCATIONS[definition.operation])
        root = self.schema.roots.get(definition.operation)
        if root is not None:
            self.usage.selected.add(root)
            self._note(definition, {root})
            self._selections(definition.selection_set, root, frozenset({root}), frozenset())

    def _fragment(self, definition: FragmentDefinition, meeting: Meeting, around: frozenset[str]) -> None:
        before, self._here = self._here, definition
        condition = definition.condition.value
        self.usage.selected.add(condition)
        self._note(definition.condition, {condition})
        self._directives(definition.directives, "FRAGMENT_DEFINITION")
        self._selections(definition.selection_set, condition, meeting | {condition}, around)
        self._here = before

    def _selections(
        self, selection_set: SelectionSet | None, parent: str, meeting: Meeting, around: frozenset[str]
    ) -> None:
        # An own stack: a hostile file may nest deeper than Python recurses.
        waiting = [(selection_set, parent, meeting, around)]
        while waiting:
            current, owner, types, outer = waiting.pop()
            if current is None:
                continue
            self.usage.met.add(types)
            self._note(current, outer)
            for selection in current.selections:
                self._lay(selection, outer)
                if isinstance(selection, Field):
                    if selection.directives:
                        self._directives(selection.directives, "FIELD")
                    inner = self._field(selection, owner, types)
                    waiting.append(
                        (
                            selection.selection_set,
                            inner.type_name,
                            frozenset((inner.type_name,)),
                            inner.fields,
                        )
                    )
                elif isinstance(selection, Spread):
                    self._directives(selection.directives, "FRAGMENT_SPREAD")
                    self._spread(selection, types, outer)
                else:
                    self._directives(selection.directives, "INLINE_FRAGMENT")
                    condition = owner
                    if selection.condition is not None:
                        condition = selection.condition.value
                        self.usage.selected.add(condition)
                        self._note(selection.condition, {condition})
                    self._note(selection, types | {condition})
                    waiting.append((selection.selection_set, condition, types | {condition}, outer))

    def _spread(self, spread: Spread, meeting: Meeting, around: frozenset[str]) -> None:
        fragment = self.fragments.get(spread.name.value)
        if fragment is None:
            return
        condition = fragment.condition.value
        if len(self._walked) > MAX_WALKS:
            meeting = frozenset()
        self._note(spread, meeting | {condition})
        key = spread.name.value, meeting | {condition}
        if key not in self._walked:
            self._walked.add(key)
            self._fragment(fragment, meeting, around)

    def _field(self, node: Field, owner: str, meeting: Meeting) -> Selected:
        """Take in a field; return what it means to select it."""
        selected = self.users.field(owner, node.name.value, meeting)
        self.usage.selected |= selected.coordinates
        if self.usage.spots is not None:
            self._note(node, selected.fields | {selected.type_name})
        for element in selected.with_arguments:
            self._arguments(element, node.arguments)
        if node.name.value == "__typename":
            self.usage.selected.add(f"{owner}.__typename")
        return selected

    def _arguments(self, owner: Element, given: Sequence[Argument]) -> None:
        self._members((each for each in owner.children if each.kind in _ARGUMENTS), given)

    def _members(self, elements: Iterable[Element], given: Sequence[Argument]) -> None:
        """Take in arguments or input fields, given or not; more may be put in while the program runs."""
        by_name = {item.name.value: item for item in given}
        is_open = any(map(is_unknown, by_name))
        for element in elements:
            if is_open and element.name not in by_name:
                self.usage.held.add(element.coordinate)
                self.usage.unset.add(element.coordinate)
                self._hold(named_type(element.type or ""))
            else:
                self._item(element, by_name.get(element.name))

    def _item(self, element: Element, given: Argument | None) -> None:
        """Take in an argument or input field, or that it is left out."""
        if given is None:
            self.usage.omitted.add(element.coordinate)
            return
        self.usage.sent.add(element.coordinate)
        self._note(given, {element.coordinate})
        if isinstance(given.value, Variable):
            type_, has_default = self._variables.get(given.value.name, ("", False))
            if type_ and not is_non_null(type_):
                (self.usage.nullable if has_default else self.usage.unset).add(element.coordinate)
        self._value(given.value, element.type or "", element.coordinate)

    def _directives(self, nodes: Iterable[Directive], location: str) -> None:
        for node in nodes:
            coordinate = f"@{node.name.value}"
            self.usage.sent.update((coordinate, f"{coordinate} on {location}"))
            self._note(node, {coordinate, f"{coordinate} on {location}"})
            definition = self.schema.directives.get(node.name.value)
            if definition is not None:
                self._arguments(definition, node.arguments)

    def _value(self, value: Value, type_: str, coordinate: str) -> None:
        """Take in what a literal names; what variables may hold was taken in with their definitions."""
        waiting = [(value, type_)]
        while waiting:
            current, reference = waiting.pop()
            name = named_type(reference)
            self._note(current, {name, coordinate})
            if isinstance(current, Variable):
                if is_unknown(current.name):
                    self._hold(name)
                continue
            if isinstance(current, ListValue):
                inner = item_type(reference) if is_list(nullable(reference)) else reference
                waiting += [(item, inner) for item in current.items]
                continue
            self.usage.sent.add(name)
            if isinstance(current, Literal):
                if current.sort is Sort.ENUM:
                    self.usage.sent.add(f"{name}.{current.text}")
                    self._note(current, {f"{name}.{current.text}"})
            else:
                self._object(current, name)

    def _object(self, value: ObjectValue, type_name: str) -> None:
        self._members(self.users.input_fields(type_name), value.fields)

    def _hold(self, type_name: str) -> None:
        """Take in everything that a value of this type may hold, or leave to its default."""
        waiting = [type_name]
        while waiting:
            name = waiting.pop()
            if name in self._holdable:
                continue
            self._holdable.add(name)
            self.usage.held.add(name)
            type_ = self.schema.types.get(name)
            for child in () if type_ is None else type_.children:
                if child.kind is Kind.ENUM_VALUE:
                    self.usage.held.add(child.coordinate)
                elif child.kind is Kind.INPUT_FIELD:
                    self.usage.held.add(child.coordinate)
                    self.usage.unset.add(child.coordinate)
                    waiting.append(named_type(child.type or ""))

    def _note(self, node: Node, coordinates: Iterable[str]) -> None:
        spots = self.usage.spots
        if spots is not None:
            spots[node] = spots.get(node, frozenset()).union(coordinates)
            self.usage.homes[node] = self._here

    def _lay(self, node: Node, around: frozenset[str]) -> None:
        if self.usage.spots is not None:
            self.usage.around[node] = self.usage.around.get(node, frozenset()) | around
