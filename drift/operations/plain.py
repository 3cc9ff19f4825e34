"""Operations that are certainly valid, found without building a schema for graphql-core.

Most operations use nothing that needs thought: fields that exist, arguments of the right type, each response name
once. Those are recognised here; about everything else the full rules are asked, see :mod:`drift.operations.rules`.
A wrong answer can only be one way: what is called plain must be valid.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from drift.operations.template import STAND_IN
from drift.schema.element import SPECIFIED_SCALARS, Element, Kind, Schema
from drift.schema.position import COMPOSITE_KINDS, LEAF_KINDS, Positions
from drift.schema.types import is_list, item_type, named_type, nullable

if TYPE_CHECKING:
    from drift.operations.outline import Executable

MAX_INT = 2**31
MAX_DEPTH = 60
# A selection that is spread in many places is looked at in each.
MAX_SELECTIONS = 5_000
_MEMBERS = frozenset({Kind.FIELD, Kind.ARGUMENT, Kind.INPUT_FIELD, Kind.ENUM_VALUE})
_CONDITIONS = frozenset({"skip", "include"})
_LITERALS = {
    "Int": ("int_value",),
    "Float": ("int_value", "float_value"),
    "String": ("string_value",),
    "Boolean": ("boolean_value",),
    "ID": ("string_value", "int_value"),
}
_SIMPLE = frozenset({"int_value", "float_value", "string_value", "boolean_value", "enum_value"})


class Plain:
    """Recognises plain operations of one schema.

    Args:
        schema: The schema.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        # By identity: an element's own hash is that of everything below it.
        self._members: dict[int, dict[str, Element]] = {}
        self._required: dict[int, tuple[str, ...]] = {}

    def is_valid(self, document: Executable) -> bool:
        """Return True when a document of one operation and its fragments is certainly valid; else nothing is known."""
        try:
            _Check(self, document).run()
        except _Doubtful:
            return False
        return True

    def kind(self, name: str) -> Kind | None:
        """Return the kind of a type, None when the schema lacks it."""
        element = self.schema.types.get(name)
        if element is not None:
            return element.kind
        return Kind.SCALAR if name in SPECIFIED_SCALARS else None

    def members(self, owner: Element) -> dict[str, Element]:
        """Return fields, arguments, input fields or enum values of an element of the schema by name."""
        found = self._members.get(id(owner))
        if found is None:
            found = {child.name: child for child in owner.children if child.kind in _MEMBERS}
            self._members[id(owner)] = found
        return found

    def required(self, owner: Element) -> tuple[str, ...]:
        """Return the names of the arguments or input fields that a request has to give."""
        found = self._required.get(id(owner))
        if found is None:
            found = tuple(name for name, member in self.members(owner).items() if member.is_required)
            self._required[id(owner)] = found
        return found


class _Doubtful(Exception):
    """Raised where only the full rules can tell."""


def _require(is_sure: object) -> None:
    if not is_sure:
        raise _Doubtful


class _Check:
    """One pass over one operation."""

    def __init__(self, plain: Plain, document: Executable) -> None:
        self.plain = plain
        self.operation: Any = document.definitions[0]
        self.fragments: dict[str, Any] = {node.name.value: node for node in document.definitions[1:]}
        _require(len(self.fragments) == len(document.definitions) - 1)
        self.variables: dict[str, str] = {}
        self.used: set[str] = set()
        self.selections = 0

    def run(self) -> None:
        operation = self.operation
        _require(operation.kind == "operation_definition" and operation.operation.value != "subscription")
        _require(not operation.directives)
        root = self.plain.schema.roots.get(operation.operation.value)
        _require(root and self.plain.kind(root) is Kind.OBJECT)
        for definition in operation.variable_definitions or ():
            self._variable(definition)
        self._selections([(operation.selection_set, root or "")], 0)
        _require(self.used >= self.variables.keys())

    def _variable(self, definition: Any) -> None:
        name = definition.variable.name.value
        _require(
            name not in self.variables and definition.default_value is None and not definition.directives
        )
        reference = _reference(definition.type)
        kind = self.plain.kind(named_type(reference))
        _require(kind in (Kind.SCALAR, Kind.ENUM, Kind.INPUT_OBJECT))
        self.variables[name] = reference

    def _selections(self, sets: list[tuple[Any, str]], depth: int) -> None:
        """Check selection sets whose fields are merged: together they name each response once, or the same leaf."""
        _require(depth < MAX_DEPTH)
        answers: dict[str, str | None] = {}
        waiting = list(sets)
        spread: set[str] = set()
        while waiting:
            selection_set, owner = waiting.pop()
            self.selections += len(selection_set.selections)
            _require(self.selections < MAX_SELECTIONS)
            for selection in selection_set.selections:
                if selection.directives:
                    self._conditions(selection.directives)
                if selection.kind == "field":
                    self._field(selection, owner, answers, depth)
                    continue
                if selection.kind == "fragment_spread":
                    name = selection.name.value
                    # What is spread twice, or within itself, is left to the rules.
                    _require(name in self.fragments and name not in spread)
                    fragment = self.fragments[name]
                    _require(not fragment.directives)
                    spread.add(name)
                else:
                    fragment = selection
                condition = fragment.type_condition
                narrowed = owner if condition is None else condition.name.value
                _require(
                    self.plain.kind(narrowed) in COMPOSITE_KINDS
                    and self.plain.schema.once(Positions).overlap(owner, narrowed)
                )
                waiting.append((fragment.selection_set, narrowed))

    def _field(self, node: Any, owner: str, answers: dict[str, str | None], depth: int) -> None:
        name = node.name.value
        answer = (node.alias or node.name).value
        if name == "__typename":
            _require(not node.arguments and node.selection_set is None)
            self._answer(answer, "__typename", answers)
            return
        type_ = self.plain.schema.types.get(owner)
        field = None if type_ is None else self.plain.members(type_).get(name)
        if field is None or field.type is None:
            raise _Doubtful
        if field.children or node.arguments:
            self._arguments(node, field)
        inner = named_type(field.type)
        kind = self.plain.kind(inner)
        if kind in COMPOSITE_KINDS:
            _require(node.selection_set is not None)
            self._answer(answer, None, answers)
            self._selections([(node.selection_set, inner)], depth + 1)
        else:
            _require(node.selection_set is None and kind in LEAF_KINDS)
            self._answer(answer, None if node.arguments else f"{name} {field.type}", answers)

    def _answer(self, name: str, leaf: str | None, answers: dict[str, str | None]) -> None:
        """Take in a name of the response; twice only for the same leaf without arguments."""
        _require(name not in answers or (leaf is not None and answers[name] == leaf))
        answers[name] = leaf

    def _arguments(self, node: Any, field: Element) -> None:
        known = self.plain.members(field)
        given = node.arguments or ()
        names = {argument.name.value for argument in given}
        _require(len(names) == len(given))
        for argument in given:
            element = known.get(argument.name.value)
            if element is None or element.type is None:
                raise _Doubtful
            self._value(argument.value, element.type)
        _require(names.issuperset(self.plain.required(field)))

    def _conditions(self, directives: Any) -> None:
        """Check that no directive but the specified conditions stands on a selection, each once."""
        names = {directive.name.value for directive in directives}
        _require(len(names) == len(directives) and names <= _CONDITIONS - self.plain.schema.directives.keys())
        for directive in directives:
            (argument,) = directive.arguments if len(directive.arguments or ()) == 1 else (None,)
            _require(argument is not None and argument.name.value == "if")
            self._value(argument.value, "Boolean!")  # type: ignore[union-attr]

    def _value(self, value: Any, reference: str) -> None:
        if value.kind == "variable":
            self._use(value.name.value, reference)
            return
        if value.kind == "null_value":
            _require(not reference.endswith("!"))
            return
        wanted = nullable(reference)
        if is_list(wanted):
            # A value that is no list stands for a list of one.
            for item in value.values if value.kind == "list_value" else (value,):
                self._value(item, item_type(wanted))
            return
        kind = self.plain.kind(wanted)
        if kind is Kind.ENUM:
            values = self.plain.members(self.plain.schema.types[wanted])
            _require(value.kind == "enum_value" and value.value in values)
        elif kind is Kind.INPUT_OBJECT:
            self._object(value, self.plain.schema.types[wanted])
        else:
            _require(kind is Kind.SCALAR and _fits(value, wanted))

    def _object(self, value: Any, type_: Element) -> None:
        _require(value.kind == "object_value" and not type_.one_of)
        known = self.plain.members(type_)
        names = {item.name.value for item in value.fields}
        _require(len(names) == len(value.fields))
        for item in value.fields:
            element = known.get(item.name.value)
            if element is None or element.type is None:
                raise _Doubtful
            self._value(item.value, element.type)
        _require(names.issuperset(self.plain.required(type_)))

    def _use(self, name: str, reference: str) -> None:
        if name.startswith(STAND_IN):
            return
        given = self.variables.get(name, "")
        _require(given in (reference, f"{reference}!"))
        self.used.add(name)


def _reference(node: Any) -> str:
    """Return a type reference of an operation as text."""
    if node.kind == "named_type":
        return str(node.name.value)
    inner = _reference(node.type)
    return f"{inner}!" if node.kind == "non_null_type" else f"[{inner}]"


def _fits(value: Any, scalar: str) -> bool:
    kinds = _LITERALS.get(scalar)
    if kinds is None:
        return value.kind in _SIMPLE
    if value.kind not in kinds:
        return False
    if scalar == "Int":
        return len(value.value) < 12 and -MAX_INT <= int(value.value) < MAX_INT
    return scalar != "Float" or (len(value.value) < 300 and math.isfinite(float(value.value)))
