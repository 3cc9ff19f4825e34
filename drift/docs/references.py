"""Who uses a type or a directive: the schema read backwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from drift.schema.element import Element, Kind, Schema
from drift.schema.names import natural_key
from drift.schema.types import named_type


@dataclass(slots=True)
class Uses:
    """Where a type is, as coordinates or names in canonical order.

    Attributes:
        returned_by: Fields that return it.
        accepted_by: Arguments, input fields and directive arguments that take it.
        implemented_by: Types that implement it, for interfaces.
        member_of: Unions it is a member of.
    """

    returned_by: list[str] = field(default_factory=list)
    accepted_by: list[str] = field(default_factory=list)
    implemented_by: list[str] = field(default_factory=list)
    member_of: list[str] = field(default_factory=list)


_INPUTS = (Kind.ARGUMENT, Kind.INPUT_FIELD, Kind.DIRECTIVE_ARGUMENT)


class References:
    """Uses of every type, applications of every directive, in one walk.

    Attributes:
        applied: Coordinates that a directive is applied to, by its name.
    """

    def __init__(self, schema: Schema) -> None:
        self._uses: dict[str, Uses] = {}
        self.applied: dict[str, list[str]] = {}
        self._schema = schema
        for element in schema.walk():
            if element.kind is Kind.FIELD:
                self.of(named_type(element.type or "")).returned_by.append(element.coordinate)
            elif element.kind in _INPUTS:
                self.of(named_type(element.type or "")).accepted_by.append(element.coordinate)
            elif element.kind is Kind.IMPLEMENTS:
                self.of(element.name).implemented_by.append(element.coordinate)
            elif element.kind is Kind.UNION_MEMBER:
                self.of(element.name).member_of.append(element.coordinate)
            elif element.kind is Kind.APPLIED_DIRECTIVE:
                places = self.applied.setdefault(element.name, [])
                if not places or places[-1] != element.coordinate:
                    places.append(element.coordinate)

    def of(self, name: str) -> Uses:
        """Return the uses of a type."""
        found = self._uses.get(name)
        if found is None:
            found = self._uses[name] = Uses()
        return found

    def possible_types(self, element: Element) -> list[str]:
        """Return the object types that a value of an abstract type can have, in canonical order."""
        if element.kind is Kind.UNION:
            return [member.name for member in element.of_kind(Kind.UNION_MEMBER)]
        seen: set[str] = set()
        objects: set[str] = set()
        waiting = [element.name]
        while waiting:
            for name in self.of(waiting.pop()).implemented_by:
                found = self._schema.types.get(name)
                if found is None or name in seen:
                    continue
                seen.add(name)
                if found.kind is Kind.OBJECT:
                    objects.add(name)
                else:
                    waiting.append(name)
        return sorted(objects, key=natural_key)


def neighbours(element: Element, schema: Schema) -> list[tuple[str, str]]:
    """Return what a type leads to: ``(member name, type name)`` for members whose type has a page of its own.

    Enums and scalars, the leaves, come after types that have members of their own; each type once.
    """
    found: dict[str, str] = {}
    for child in element.children:
        name = child.name if child.kind in (Kind.UNION_MEMBER,) else named_type(child.type or "")
        if name in schema.types and name != element.name and child.deprecation is None:
            found.setdefault(name, "" if child.kind is Kind.UNION_MEMBER else child.name)
    leaves = (Kind.ENUM, Kind.SCALAR)
    ordered = sorted(found, key=lambda name: schema.types[name].kind in leaves)
    return [(found[name], name) for name in ordered]
