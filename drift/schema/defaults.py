"""Default values against the types of what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from drift.schema.element import SPECIFIED_SCALARS, Element, Kind
from drift.schema.literal import EnumValue, LiteralError, Number, Value, parse
from drift.schema.types import is_list, is_non_null, item_type, nullable

_MAX_DEPTH = 20
_MAX_INT = 2**31
_MAX_INT_DIGITS = 10


def misfits(values: Iterable[Element], types: Mapping[str, Element]) -> Iterator[Element]:
    """Yield the arguments and input fields whose default value is not one of their type, in their order.

    Args:
        values: Arguments and input fields that have one, see :func:`defaulted`.
        types: The definitions of types by name.
    """
    return (value for value in values if not _has_fitting_default(value, types))


def defaulted(definition: Element) -> tuple[Element, ...]:
    """Return the arguments and input fields of a definition that have a default value, in their order."""
    found: list[Element] = []
    for child in definition.children:
        if child.kind is Kind.FIELD:
            found += [
                value for value in child.children if value.default is not None and value.type is not None
            ]
        elif child.default is not None and child.type is not None:
            found.append(child)
    return tuple(found)


def _has_fitting_default(element: Element, types: Mapping[str, Element]) -> bool:
    try:
        value = _parsed(element.default or "")
    except LiteralError:
        return True
    return fits(value, element.type or "", types)


# Schemas have the same few defaults everywhere, and their versions have them again.
_parsed = lru_cache(maxsize=1024)(parse)


def fits(value: Value, reference: str, types: Mapping[str, Element], depth: int = 0) -> bool:
    """Return whether a literal is a value of a type; what a custom scalar takes is known from nowhere.

    Follows https://spec.graphql.org/September2025/#sec-Input-Values and the coercion that each type defines.
    """
    if value is None:
        return not is_non_null(reference)
    if depth > _MAX_DEPTH:
        return True
    reference = nullable(reference)
    if is_list(reference):
        items = value if isinstance(value, list) else [value]
        return all(fits(item, item_type(reference), types, depth + 1) for item in items)
    definition = types.get(reference)
    if definition is None:
        return reference not in SPECIFIED_SCALARS or _is_of_specified(value, reference)
    if definition.kind is Kind.ENUM:
        return isinstance(value, EnumValue) and definition.child(Kind.ENUM_VALUE, value.name) is not None
    if definition.kind is Kind.INPUT_OBJECT:
        return isinstance(value, dict) and _is_of_input_object(value, definition, types, depth)
    return True


def _is_of_specified(value: Value, name: str) -> bool:
    if name == "Boolean":
        return isinstance(value, bool)
    if name == "String":
        return isinstance(value, str)
    if name == "ID":
        return isinstance(value, str) or (isinstance(value, Number) and value.is_integral)
    if not isinstance(value, Number):
        return False
    # Longer numbers than fit are not turned into one.
    is_short = len(value.text) <= _MAX_INT_DIGITS + 1
    return name == "Float" or (value.is_integral and is_short and -_MAX_INT <= int(value.text) < _MAX_INT)


def _is_of_input_object(
    value: dict[str, Value], definition: Element, types: Mapping[str, Element], depth: int
) -> bool:
    fields = {field.name: field for field in definition.of_kind(Kind.INPUT_FIELD)}
    if not value.keys() <= fields.keys():
        return False
    if definition.one_of and (len(value) != 1 or None in value.values()):
        return False
    return all(
        fits(value[name], field.type or "", types, depth + 1) if name in value else not field.is_required
        for name, field in fields.items()
    )
