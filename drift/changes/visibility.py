"""What one side could not say is not a difference: absence of evidence is not a removal.

A schema read from an endpoint has no applied directives; an older server has no deprecated arguments, no
``@oneOf``. Such things are silent when the newer side lacks them, and *newly visible* when it begins to say
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.schema.element import TYPE_KINDS, Kind, Omission

_DEPRECATION = {
    Kind.ARGUMENT: Omission.ARGUMENT_DEPRECATION,
    Kind.INPUT_FIELD: Omission.INPUT_FIELD_DEPRECATION,
    Kind.DIRECTIVE_ARGUMENT: Omission.DIRECTIVE_ARGUMENT_DEPRECATION,
    Kind.DIRECTIVE: Omission.DIRECTIVE_DEPRECATION,
}
_ATTRIBUTE = {
    "specified_by": Omission.SPECIFIED_BY,
    "one_of": Omission.ONE_OF,
    "repeatable": Omission.REPEATABLE,
    "order": Omission.APPLIED_DIRECTIVES,
    "arguments": Omission.APPLIED_DIRECTIVES,
}
_NAMED_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class Survey:
    """What a comparison found.

    Attributes:
        differences: What both sides could say, in canonical order.
        newly_visible: What the newer side says and the older could not, one line each, sorted.
        hidden: Deprecated elements that the newer side may hide, one sentence each, sorted.
        silenced: The omissions that kept something from being a difference.
    """

    differences: tuple[Difference, ...]
    newly_visible: tuple[str, ...]
    hidden: tuple[str, ...]
    silenced: frozenset[Omission]


def sort_out(differences: Iterable[Difference]) -> Survey:
    """Return the differences that both sides could say, and in words what only one of them could."""
    real: list[Difference] = []
    revealed: list[Difference] = []
    hidden: list[str] = []
    silenced: set[Omission] = set()
    for difference in differences:
        old_blind, new_blind = _blind_sides(difference)
        missing = omission(difference) or _DEPRECATION.get(difference.kind)
        if (old_blind or new_blind) and missing is not None:
            silenced.add(missing)
        if not old_blind and not new_blind:
            real.append(difference)
        elif not new_blind and difference.new_value is not None:
            revealed.append(difference)
        elif difference.event is Event.REMOVED and _may_be_hidden(difference):
            hidden.append(
                f"{difference.coordinate} is deprecated in the old schema and not listed in the new one, "
                "which may hide deprecated elements: not reported as removed"
            )
    return Survey(tuple(real), _describe(revealed), tuple(sorted(hidden)), frozenset(silenced))


def omission(difference: Difference) -> Omission | None:
    """Return the omission that makes a source unable to say this, None when every source can."""
    kind, attribute = difference.kind, difference.attribute
    if kind is Kind.APPLIED_DIRECTIVE:
        return Omission.APPLIED_DIRECTIVES
    if difference.event is Event.ALTERED:
        if attribute == "deprecation":
            return _DEPRECATION.get(kind)
        if attribute == "description":
            return Omission.SCHEMA_DESCRIPTION if kind is Kind.SCHEMA else Omission.DESCRIPTIONS
        if attribute in _ATTRIBUTE:
            return _ATTRIBUTE[attribute]
    if kind is Kind.DIRECTIVE_LOCATION:
        return Omission.DIRECTIVE_LOCATIONS
    if kind is Kind.ROOT_OPERATION and difference.element.name == "subscription":
        return Omission.SUBSCRIPTION_TYPE
    if kind is Kind.IMPLEMENTS and _belongs_to_interface(difference):
        return Omission.INTERFACE_INTERFACES
    return None


def _blind_sides(difference: Difference) -> tuple[bool, bool]:
    """Return whether the old side, and whether the new side, is unable to say what differs."""
    old, new = difference.sides.old, difference.sides.new
    if not (old.omits or new.omits or old.unknown or new.unknown):
        return False, False
    if difference.event is not Event.ALTERED and difference.element.deprecation is not None:
        hides = _DEPRECATION.get(difference.kind)
        absent_from_old = difference.event is Event.ADDED
        return absent_from_old and hides in old.omits, not absent_from_old and hides in new.omits
    missing = omission(difference)
    what = "interfaces" if difference.kind is Kind.IMPLEMENTS else difference.attribute
    unknown = f"{difference.coordinate}#{what}"
    old_blind = missing in old.omits or unknown in old.unknown
    new_blind = missing in new.omits or unknown in new.unknown
    if difference.kind is Kind.SCHEMA and difference.attribute == "description":
        old_blind = old_blind or Omission.DESCRIPTIONS in old.omits
        new_blind = new_blind or Omission.DESCRIPTIONS in new.omits
    return old_blind, new_blind


def _may_be_hidden(difference: Difference) -> bool:
    return difference.element.deprecation is not None and difference.kind in _DEPRECATION


def _belongs_to_interface(difference: Difference) -> bool:
    definitions = (difference.old_definition, difference.new_definition)
    return any(definition is not None and definition.kind is Kind.INTERFACE for definition in definitions)


def _describe(revealed: list[Difference]) -> tuple[str, ...]:
    """Return one line for each, but one for all uses of a directive and one for all descriptions."""
    lines: list[str] = []
    many: dict[str, list[str]] = {}
    for difference in revealed:
        if difference.kind is Kind.APPLIED_DIRECTIVE:
            applied = many.setdefault(f"@{difference.new.name} is applied to", [])
            applied.append(difference.coordinate)
        elif difference.attribute == "order":
            continue
        elif difference.attribute == "description" and difference.kind is not Kind.SCHEMA:
            many.setdefault("there are descriptions of", []).append(difference.coordinate)
        else:
            lines.append(_line(difference))
    for start, coordinates in many.items():
        named = ", ".join(coordinates[:_NAMED_AT_MOST])
        rest = len(coordinates) - _NAMED_AT_MOST
        lines.append(f"{start} {named}" + (f" and {rest} more" if rest > 0 else ""))
    return tuple(sorted(lines))


def _line(difference: Difference) -> str:
    where, value = difference.coordinate, difference.new_value
    attribute = difference.attribute
    if attribute == "deprecation" or (attribute is None and difference.new.deprecation is not None):
        return f"{where} is deprecated: {difference.new.deprecation}"
    if attribute == "specified_by":
        return f"{where} is specified by {value}"
    if attribute == "one_of":
        return f"{where} is a @oneOf input object"
    if attribute == "repeatable":
        return f"{where} is repeatable"
    if attribute == "default":
        return f"{where} has the default {value}"
    if attribute == "description":
        return f"{'the schema' if difference.kind is Kind.SCHEMA else where} has a description"
    if difference.kind is Kind.DIRECTIVE_LOCATION:
        return f"{where} can be used on {value}"
    if difference.kind is Kind.ROOT_OPERATION:
        return f"{value} is the {difference.new.name} root operation type"
    if difference.kind is Kind.IMPLEMENTS:
        return f"{where} implements {value}"
    return f"{where} is {'a ' if difference.kind in TYPE_KINDS else ''}{value}"
