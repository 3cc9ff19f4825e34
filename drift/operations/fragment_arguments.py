"""Arguments of fragments, which Relay and Houdini put in before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from drift.operations.client_names import ARGUMENTS_DEFINED
from drift.operations.documents import Item
from drift.operations.template import STAND_IN
from drift.operations.tree import (
    Argument,
    Definition,
    FragmentDefinition,
    ListValue,
    Literal,
    Name,
    ObjectValue,
    Sort,
    Value,
    Variable,
    variables_in,
)

Values = Mapping[str, "Value | None"]


def _defined(definition: Definition) -> Iterable[tuple[Name, Mapping[str, Value]]]:
    """Yield the arguments that a fragment defines, each with what is said of it."""
    if isinstance(definition, FragmentDefinition):
        for directive in definition.directives:
            if directive.name.value in ARGUMENTS_DEFINED:
                for argument in directive.arguments:
                    if isinstance(argument.value, ObjectValue):
                        yield argument.name, {item.name.value: item.value for item in argument.value.fields}


def defaults_of(definition: Definition) -> dict[str, Value | None]:
    """Return the values of a fragment's arguments that are not given; None where there is none."""
    found: dict[str, Value | None] = {}
    for name, said in _defined(definition):
        if "provider" in said:
            found[name.value] = _unknown(name)
        else:
            found[name.value] = said.get("defaultValue", said.get("default"))
    return found


def provided_types(items: Iterable[Item]) -> dict[str, str]:
    """Return the types of the variables that Relay adds to an operation for what the program provides, by name."""
    found: dict[str, str] = {}
    for item in items:
        for name, said in _defined(item.node):
            type_ = said.get("type")
            if "provider" in said and isinstance(type_, Literal):
                found[_unknown(name).name] = type_.text.strip('"')
    return found


def unknown_values(definition: Definition) -> dict[str, Value | None]:
    """Return the values of a fragment's arguments where nobody says what is given: any that is fit."""
    return {name.value: _unknown(name) for name, _ in _defined(definition)}


def _unknown(name: Name) -> Variable:
    return Variable(name.start, name.end, f"{STAND_IN}{name.value}")


def filled(arguments: tuple[Argument, ...], values: Values) -> tuple[Argument, ...]:
    """Return arguments with values in place of a fragment's own variables; those without a value are left out."""
    if not values or not any(
        variable.name in values for argument in arguments for variable in variables_in(argument.value)
    ):
        return arguments
    made = ((argument, _put_in(argument.value, values)) for argument in arguments)
    return tuple(replace(argument, value=value) for argument, value in made if value is not None)


def _put_in(value: Value, values: Values) -> Value | None:
    if isinstance(value, Variable):
        if value.name not in values:
            return value
        found = values[value.name]
        # An error in it is shown where it is used.
        return None if found is None else replace(found, start=value.start, end=value.end)
    if isinstance(value, ListValue):
        items = [
            _put_in(item, values) or Literal(item.start, item.end, Sort.NULL, "null") for item in value.items
        ]
        return replace(value, items=tuple(items))
    if isinstance(value, ObjectValue):
        return replace(value, fields=filled(value.fields, values))
    return value


def written_value(value: Value) -> str:
    """Return a value as GraphQL."""
    if isinstance(value, Variable):
        return f"${value.name}"
    if isinstance(value, ListValue):
        return f"[{', '.join(map(written_value, value.items))}]"
    if isinstance(value, ObjectValue):
        return f"{{{', '.join(f'{item.name.value}: {written_value(item.value)}' for item in value.fields)}}}"
    return value.text
