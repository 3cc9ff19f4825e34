"""What the validity of an operation rests on, in one version and from version to version.

An operation that is valid stays so for as long as nothing changes that the rules ask about: the fields it selects
with their arguments, the types they give, the types it names, what it gives values for, which types fragments can
meet. Each of these has positions in the index at which it changes; between them there is nothing to judge anew.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from drift.history.index import SCHEMA, Index, Stay
from drift.operations.tree import (
    Definition,
    Directive,
    Field,
    Inline,
    ListValue,
    ObjectValue,
    OperationDefinition,
    SelectionSet,
    Value,
)
from drift.schema.canonical import member_sdl
from drift.schema.element import SPECIFIED_SCALARS, Element, Kind, Schema
from drift.schema.position import COMPOSITE_KINDS
from drift.schema.types import named_type

_IMPLEMENTS = re.compile(r"type [_A-Za-z0-9]+ implements ([_A-Za-z0-9 &]+)")
_ABSTRACT = frozenset({Kind.INTERFACE, Kind.UNION})
_INPUT_KINDS = frozenset({Kind.SCALAR, Kind.ENUM, Kind.INPUT_OBJECT})

# What a question is about: its sort, the definition, and the field.
Key = tuple[str, str, str]


class Turns:
    """Where in the history each thing changes that validity can rest on.

    Args:
        index: The versions.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[Key, list[int]] = {}
        self._implementing: dict[str, set[int]] | None = None

    def next_after(self, key: Key, position: int) -> int:
        """Return the first version after a position in which something is not what it was there; else the count."""
        found = self._known.get(key)
        if found is None:
            sort, name, _ = key
            if sort == "field":
                self._learn_fields(name)
            else:
                self._known[key] = sorted(_SORTS[sort](self, name))
            found = self._known.setdefault(key, [])
        place = bisect_right(found, position)
        return found[place] if place < len(found) else len(self._index.rows)

    def _stays(self, name: str) -> tuple[Stay, ...]:
        return self._index.stays.get(name, ())

    def _headers(self, _name: str) -> set[int]:
        rows = self._index.rows
        return {at for at in range(1, len(rows)) if rows[at].header != rows[at - 1].header}

    def _whole(self, name: str) -> set[int]:
        ends = {stay.end for stay in self._stays(name) if stay.end is not None}
        return {stay.first for stay in self._stays(name)} | ends

    def _kinds(self, name: str) -> set[int]:
        return set(_changes(self._stays(name), lambda stay: stay.sdl.partition(" ")[0]))

    def _possible(self, name: str) -> set[int]:
        """Return where the possible types of a type change."""
        if self._implementing is None:
            self._implementing = {}
            for type_, stays in self._index.stays.items():
                for position, before, after in _pairs(stays, lambda stay: frozenset(_interfaces(stay))):
                    for interface in (before or frozenset()) ^ (after or frozenset()):
                        self._implementing.setdefault(interface, set()).add(position)
                    for interface in (before or frozenset()) | (after or frozenset()):
                        # A type that becomes another kind of type is no longer a value of it.
                        self._implementing.setdefault(interface, set()).update(self._kinds(type_))
        found = self._kinds(name) | self._implementing.get(name, set())
        for stay in self._stays(name):
            if stay.sdl.startswith("union "):
                found |= {stay.first} if stay.end is None else {stay.first, stay.end}
                members = self._index.element(stay).of_kind(Kind.UNION_MEMBER)
                found.update(at for member in members for at in self._kinds(member.name))
        return found

    def _learn_fields(self, name: str) -> None:
        stays = self._stays(name)
        members = {
            stay.first: {
                child.name: member_sdl(child)
                for child in self._index.element(stay).children
                if child.kind is Kind.FIELD
            }
            for stay in stays
        }
        found: dict[str, list[int]] = {}
        for position, before, after in _pairs(stays, lambda stay: members[stay.first]):
            old, new = before or {}, after or {}
            for field in old.keys() | new.keys():
                if old.get(field) != new.get(field):
                    found.setdefault(field, []).append(position)
        for field, positions in found.items():
            self._known["field", name, field] = positions


_SORTS: dict[str, Callable[[Turns, str], set[int]]] = {
    "header": Turns._headers,
    "whole": Turns._whole,
    "kind": Turns._kinds,
    "possible": Turns._possible,
}


def _pairs(stays: tuple[Stay, ...], of: Callable[[Stay], Any]) -> Iterator[tuple[int, Any, Any]]:
    """Yield each position at which a definition comes, changes or goes, with what *of* says before and after."""
    for number, stay in enumerate(stays):
        follows = number > 0 and stays[number - 1].end == stay.first
        yield stay.first, of(stays[number - 1]) if follows else None, of(stay)
        goes_on = number + 1 < len(stays) and stays[number + 1].first == stay.end
        if stay.end is not None and not goes_on:
            yield stay.end, of(stay), None


def _changes(stays: tuple[Stay, ...], of: Callable[[Stay], object]) -> Iterator[int]:
    return (position for position, before, after in _pairs(stays, of) if before != after)


def _interfaces(stay: Stay) -> list[str]:
    match = _IMPLEMENTS.match(stay.sdl)
    return [] if match is None else match[1].replace("&", " ").split()


class Grounds:
    """What a document rests on in one schema.

    Attributes:
        keys: What has to stay as it is for the verdict to stay as it is.
        is_broken: True when the document is certainly not valid; else nothing is known.
    """

    def __init__(self, schema: Schema, definitions: Iterable[Definition]) -> None:
        self.keys: set[Key] = {("header", "", ""), ("whole", SCHEMA, "")}
        self.is_broken = False
        self._schema = schema
        for definition in definitions:
            self._directives(definition.directives)
            if isinstance(definition, OperationDefinition):
                self._operation(definition)
            else:
                self._condition(definition.condition.value)
                self._selections(definition.selection_set, definition.condition.value)

    def _operation(self, definition: OperationDefinition) -> None:
        for variable in definition.variables:
            name = variable.type.name.value
            element = self._kind(name)
            if name not in SPECIFIED_SCALARS and (element is None or element.kind not in _INPUT_KINDS):
                self.is_broken = True
            self._directives(variable.directives)
            if variable.default is not None:
                self._literal(variable.default, name)
        root = self._schema.roots.get(definition.operation)
        if root is None or self._kind(root) is None:
            self.is_broken = True
        else:
            self._selections(definition.selection_set, root)

    def _kind(self, name: str) -> Element | None:
        self.keys.add(("kind", name, ""))
        return self._schema.types.get(name)

    def _condition(self, name: str) -> None:
        element = self._kind(name)
        self.keys.add(("possible", name, ""))
        if element is None or element.kind not in COMPOSITE_KINDS:
            self.is_broken = True

    def _selections(self, selection_set: SelectionSet | None, parent: str) -> None:
        # An own stack: a hostile file may nest deeper than Python recurses.
        waiting = [(selection_set, parent)]
        while waiting:
            current, owner = waiting.pop()
            for selection in current.selections if current else ():
                self._directives(selection.directives)
                if isinstance(selection, Field):
                    waiting.append((selection.selection_set, self._field(selection, owner)))
                    continue
                self.keys.add(("possible", owner, ""))
                if isinstance(selection, Inline):
                    inner = owner
                    if selection.condition is not None:
                        inner = selection.condition.value
                        self._condition(inner)
                    waiting.append((selection.selection_set, inner))

    def _field(self, node: Field, owner: str) -> str:
        """Take in a field; return the name of its type, empty when that is not known."""
        name = node.name.value
        type_ = None if not owner else self._kind(owner)
        if type_ is None or type_.kind not in COMPOSITE_KINDS:
            return ""
        if name.startswith("__"):
            return ""
        self.keys.add(("field", owner, name))
        element = None if type_.kind is Kind.UNION else type_.child(Kind.FIELD, name)
        if element is None:
            self.is_broken = True
            return ""
        known = {argument.name: argument for argument in element.of_kind(Kind.ARGUMENT)}
        for argument in node.arguments:
            found = known.get(argument.name.value)
            if found is None:
                self.is_broken = True
            else:
                self._literal(argument.value, named_type(found.type or ""))
        inner = named_type(element.type or "")
        self._kind(inner)
        return inner

    def _directives(self, nodes: Iterable[Directive]) -> None:
        for node in nodes:
            name = node.name.value
            self.keys.add(("whole", f"@{name}", ""))
            definition = self._schema.directives.get(name)
            for argument in node.arguments:
                known = (
                    None
                    if definition is None
                    else definition.child(Kind.DIRECTIVE_ARGUMENT, argument.name.value)
                )
                if known is not None:
                    self._literal(argument.value, named_type(known.type or ""))

    def _literal(self, value: Value, type_name: str) -> None:
        waiting = [(value, type_name)]
        while waiting:
            current, name = waiting.pop()
            self.keys.add(("whole", name, ""))
            if isinstance(current, ListValue):
                waiting += [(item, name) for item in current.items]
            elif isinstance(current, ObjectValue):
                type_ = self._schema.types.get(name)
                for item in current.fields:
                    field = None if type_ is None else type_.child(Kind.INPUT_FIELD, item.name.value)
                    if field is not None:
                        waiting.append((item.value, named_type(field.type or "")))
