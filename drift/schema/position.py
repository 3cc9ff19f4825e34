"""Where the types of one schema can occur: named in a request, given in a request, held by a response.

Position is a property of the whole schema. A type that no root operation type reaches can't be named by any
valid request, however many other types refer to it. ``__type(name:)`` does not count: it names a type in a
string, which no validation reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cached_property

from drift.schema.element import Element, Kind, Omission, Schema
from drift.schema.specified import EXECUTABLE_LOCATIONS
from drift.schema.types import named_type

COMPOSITE_KINDS = frozenset({Kind.OBJECT, Kind.INTERFACE, Kind.UNION})
LEAF_KINDS = frozenset({Kind.SCALAR, Kind.ENUM})
_LOCATION_ROOTS = {"QUERY": "query", "MUTATION": "mutation", "SUBSCRIPTION": "subscription"}


class Positions:
    """The positions of one schema's types, each computed when first asked for.

    Args:
        schema: The schema; its elements are walked once for each question.
        sent: Patterns of the names of types that the API sends by other ways than operations. Responses hold
            them as they hold root operation types.

    Where there is no root operation type, as in a file that holds a part of a schema, nothing can tell what
    requests reach: every type then is wherever types of its kind can be.
    """

    def __init__(self, schema: Schema, sent: Iterable[str] = ()) -> None:
        self.schema = schema
        self._patterns = tuple(sent)

    @cached_property
    def roots(self) -> dict[str, str]:
        """Root operation types that are defined: ``{"query": "Query", ...}``.

        A source that can't name its subscription type is read as naming ``Subscription``, if it has that.
        """
        types = self.schema.types
        roots = {name: root for name, root in self.schema.roots.items() if root in types}
        if Omission.SUBSCRIPTION_TYPE in self.schema.omits and "Subscription" in types:
            roots.setdefault("subscription", "Subscription")
        return roots

    @cached_property
    def sent(self) -> frozenset[str]:
        """Types that responses hold without being asked for by an operation of ours, entities of a subgraph too."""
        types = self.schema.types
        return self.schema.entities & types.keys() | {
            name for name in types if any(fnmatchcase(name, pattern) for pattern in self._patterns)
        }

    @property
    def is_part(self) -> bool:
        """Whether there is no root operation type, so that nothing can be called unreachable."""
        return not self.roots

    @cached_property
    def possible_types(self) -> dict[str, frozenset[str]]:
        """Object types that a value of each composite type can have; an object type has itself.

        Follows https://spec.graphql.org/September2025/#GetPossibleTypes()
        """
        found: dict[str, set[str]] = {}
        for name, element in self.schema.types.items():
            if element.kind is Kind.OBJECT:
                found.setdefault(name, set()).add(name)
                for interface in element.of_kind(Kind.IMPLEMENTS):
                    found.setdefault(interface.name, set()).add(name)
            elif element.kind is Kind.UNION:
                # What a union names beside object types, or without defining it, is never a value.
                members = (
                    self.schema.types.get(member.name) for member in element.of_kind(Kind.UNION_MEMBER)
                )
                objects = {
                    member.name for member in members if member is not None and member.kind is Kind.OBJECT
                }
                found.setdefault(name, set()).update(objects)
            elif element.kind is Kind.INTERFACE:
                found.setdefault(name, set())
        return {name: frozenset(possible) for name, possible in found.items() if name in self.schema.types}

    @cached_property
    def abstract_types(self) -> dict[str, tuple[str, ...]]:
        """Interfaces and unions that each object type is a possible type of, sorted."""
        found: dict[str, list[str]] = {}
        for name, possible in sorted(self.possible_types.items()):
            if self.schema.types[name].kind is not Kind.OBJECT:
                for member in possible:
                    found.setdefault(member, []).append(name)
        return {name: tuple(abstract) for name, abstract in found.items()}

    def overlap(self, one: str, other: str) -> bool:
        """Return whether a fragment on *other* can be in a selection on *one*."""
        if one == other:
            return True
        possible = self.possible_types
        return not possible.get(one, frozenset()).isdisjoint(possible.get(other, frozenset()))

    @cached_property
    def selectable(self) -> frozenset[str]:
        """Composite types that a valid request can select fields on, or name in a fragment.

        From the root operation types through the types of fields, to possible types, and to the interfaces
        and unions of each object reached.
        """
        types = self.schema.types
        reached: set[str] = set()
        waiting = [*types] if self.is_part else [*self.roots.values(), *self.sent]
        while waiting:
            name = waiting.pop()
            element = types.get(name)
            if name in reached or element is None or element.kind not in COMPOSITE_KINDS:
                continue
            reached.add(name)
            for field in element.children:
                if field.kind is Kind.FIELD and field.type is not None:
                    waiting.append(named_type(field.type))
            waiting.extend(self.possible_types.get(name, ()))
            waiting.extend(self.abstract_types.get(name, ()))
        return frozenset(reached)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Input types whose values a valid request can give, in an argument or a variable."""
        types = self.schema.types
        waiting: list[str] = []
        if self.is_part:
            waiting += (name for name, type_ in types.items() if type_.kind not in COMPOSITE_KINDS)
        for name in self.selectable:
            for field in self.schema.types[name].children:
                if field.kind is Kind.FIELD:
                    waiting.extend(_type_names(field.children))
        for directive in self.schema.directives.values():
            if self.is_executable(directive):
                waiting.extend(_type_names(directive.children))
        reached: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            reached.add(name)
            element = self.schema.types.get(name)
            if element is not None and element.kind is Kind.INPUT_OBJECT:
                waiting.extend(_type_names(element.children))
        return frozenset(reached)

    @cached_property
    def outputs(self) -> frozenset[str]:
        """Types that a response can hold a value of.

        A field of an interface or union that no object implements is never resolved, so its type does not
        count for that.
        """
        types = self.schema.types
        reached: set[str] = {*self.roots.values(), *self.sent}
        if self.is_part:
            reached.update(name for name, type_ in types.items() if type_.kind is not Kind.INPUT_OBJECT)
        for name in self.selectable:
            if self.possible_types.get(name):
                fields = self.schema.types[name].of_kind(Kind.FIELD)
                reached.update(named_type(field.type) for field in fields if field.type is not None)
        return frozenset(reached)

    def is_executable_location(self, location: str) -> bool:
        """Return whether a request against this schema has such a place for a directive."""
        root = _LOCATION_ROOTS.get(location)
        if root is not None:
            return root in self.roots or self.is_part
        return location in EXECUTABLE_LOCATIONS

    def is_executable(self, directive: Element) -> bool:
        """Return whether a request can use the directive.

        A directive whose locations the source could not say may be anywhere.
        """
        if Omission.DIRECTIVE_LOCATIONS in self.schema.omits:
            return True
        locations = directive.of_kind(Kind.DIRECTIVE_LOCATION)
        return any(self.is_executable_location(location.name) for location in locations)

    def is_reachable(self, definition: Element) -> bool:
        """Return whether requests or responses can have to do with a type or directive definition at all."""
        if definition.kind in COMPOSITE_KINDS:
            return definition.name in self.selectable
        if definition.kind is Kind.INPUT_OBJECT:
            return definition.name in self.inputs
        if definition.kind in LEAF_KINDS:
            return definition.name in self.inputs or definition.name in self.outputs
        if definition.kind is Kind.DIRECTIVE:
            return self.is_executable(definition)
        return definition.kind is Kind.SCHEMA


def is_composite(name: str, schema: Schema) -> bool:
    """Return whether a named type is an object, interface or union, which needs a selection."""
    definition = schema.types.get(name)
    return definition is not None and definition.kind in COMPOSITE_KINDS


def _type_names(elements: Iterable[Element]) -> list[str]:
    return [named_type(element.type) for element in elements if element.type is not None]
