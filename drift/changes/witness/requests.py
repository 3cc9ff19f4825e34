"""Requests as text: the smallest document that selects, or gives, one thing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drift.changes.witness.routes import Place, Routes, Unshowable
from drift.schema.element import Element, Kind, Schema
from drift.schema.literal import print_string
from drift.schema.position import Positions, is_composite
from drift.schema.samples import Samples
from drift.schema.types import is_list, item_type, named_type, nullable

VARIABLE = "value"
# A longer request shows nothing to anybody.
MAX_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class _Members:
    """The arguments of a field or directive, or the fields of an input object type.

    Attributes:
        holder: What has them.
        order: The position of each, by name.
        required: Those that a request can't leave out.
        samples: Literals for these, as far as any was asked for.
    """

    holder: Element
    order: Mapping[str, int]
    required: tuple[Element, ...]
    samples: dict[str, str]


class Requests:
    """Writes requests against one schema; every one validates there.

    Args:
        positions: The schema and where its types occur.
        routes: Ways through it.
    """

    def __init__(self, positions: Positions, routes: Routes) -> None:
        self._positions = positions
        self._schema: Schema = positions.schema
        self._routes = routes
        self._samples = Samples(positions.schema)
        # What a holder's requests have in common is found once. Kept with each: its id is its own while it lives.
        self._members: dict[int, _Members] = {}
        self._objects: dict[int, tuple[Element, str | None]] = {}

    # Selections

    def select(self, type_name: str, lines: Sequence[str], variables: Mapping[str, str] | None = None) -> str:
        """Return a request that holds a selection on a composite type.

        Args:
            type_name: The type to select from.
            lines: What to select there.
            variables: Type references of the variables that the lines use.
        """
        route = self._routes.to(type_name)
        if route is None:
            raise Unshowable(f"No request can select from {type_name}.")
        body = list(lines)
        for step in reversed(route.steps):
            head = f"... on {step.target}" if step.field is None else self.head(step.field)
            body = block(head, body)
        return document(route.operation, body, variables)

    def field(self, field: Element, given: Mapping[str, str] | None = None) -> list[str]:
        """Return the lines that select a field: with the arguments it needs, and as little of it as can be."""
        head = self.head(field, given)
        name = named_type(field.type or "")
        return block(head, self.something(name)) if is_composite(name, self._schema) else [head]

    def head(self, field: Element, given: Mapping[str, str] | None = None) -> str:
        """Return a field's name with its required arguments and the given ones, as literals."""
        return field.name + self._arguments(field, Kind.ARGUMENT, given or {})

    def something(self, type_name: str) -> list[str]:
        """Return the lines of the smallest selection on a composite type."""
        if type_name != self._positions.roots.get("subscription"):
            return ["__typename"]
        # A subscription must select a field of its own.
        fields = self._schema.types[type_name].of_kind(Kind.FIELD)
        if not fields:
            raise Unshowable(f"{type_name} has no field to subscribe to.")
        return self.field(fields[0])

    # Values

    def give(self, place: Place, literal: str, *, is_whole: bool = False, type_: str | None = None) -> str:
        """Return a request that gives a value at a place.

        Args:
            place: Where.
            literal: The value.
            is_whole: The literal is all of the value; else it is an item, to be put into the place's lists.
            type_: Type reference of the variable, when the literal is one.
        """
        value = literal if is_whole else _wrap(place.element.type or "", literal)
        for depth in range(len(place.path) - 1, -1, -1):
            owner, field = place.path[depth]
            value = self._object(owner, {field.name: value})
            outer = place.path[depth - 1][1] if depth else place.argument
            value = _wrap(outer.type or "", value)
        given = {place.argument.name: value}
        variables = {} if type_ is None else {VARIABLE: type_}
        if place.owner is None:
            return self.use(place.holder, given=given, variables=variables)
        return self.select(place.owner, self.field(place.holder, given), variables)

    def smallest_object(self, owner: Element) -> str:
        """Return a literal with the required fields of an input object type, or with one if it takes one."""
        if id(owner) not in self._objects:
            value = self._samples.input_object(owner)
            self._objects[id(owner)] = (owner, None if value is None else self._print(value, owner.name))
        literal = self._objects[id(owner)][1]
        if literal is None:
            raise Unshowable(f"The smallest value of {owner.name} is too large to be shown.")
        return literal

    def object_of(self, owner: Element, fields: Sequence[Element]) -> str:
        """Return a literal with the required fields of an input object type and the given ones."""
        return self._object(owner, {field.name: self.sample(field) for field in fields})

    def sample(self, element: Element) -> str:
        """Return a plausible literal for an argument or input field, never null."""
        value = self._samples.value(element)
        if value is None:
            raise Unshowable(f"No value can be written for {element.coordinate}.")
        return self._print(value, element.type or "")

    def _object(self, owner: Element, given: Mapping[str, str]) -> str:
        return "{" + self._given(owner, Kind.INPUT_FIELD, given) + "}"

    def _arguments(self, holder: Element, kind: Kind, given: Mapping[str, str]) -> str:
        parts = self._given(holder, kind, given)
        return f"({parts})" if parts else ""

    def _given(self, holder: Element, kind: Kind, given: Mapping[str, str]) -> str:
        """Return ``name: literal`` for what is given and for everything else that is required, in order."""
        members = self._members_of(holder, kind)
        required = () if kind is Kind.INPUT_FIELD and holder.one_of else members.required
        if len(required) > MAX_CHARACTERS // len("a: 1"):
            raise Unshowable(f"A request has to give {len(required):,} values to {holder.coordinate}.")
        parts = [
            (members.order[name], name, literal) for name, literal in given.items() if name in members.order
        ]
        for member in required:
            if member.name not in given:
                parts.append((members.order[member.name], member.name, self._sample_of(members, member)))
        return ", ".join(f"{name}: {literal}" for _, name, literal in sorted(parts))

    def _members_of(self, holder: Element, kind: Kind) -> _Members:
        if id(holder) not in self._members:
            found = holder.of_kind(kind)
            order = {member.name: number for number, member in enumerate(found)}
            required = tuple(member for member in found if member.is_required)
            self._members[id(holder)] = _Members(holder, order, required, {})
        return self._members[id(holder)]

    def _sample_of(self, members: _Members, member: Element) -> str:
        if member.name not in members.samples:
            members.samples[member.name] = self.sample(member)
        return members.samples[member.name]

    def _print(self, value: Any, reference: str) -> str:
        inner = nullable(reference)
        if isinstance(value, list) and is_list(inner):
            return "[" + ", ".join(self._print(item, item_type(inner)) for item in value) + "]"
        found = self._schema.types.get(named_type(inner))
        if found is not None and found.kind is Kind.ENUM:
            return str(value)
        if found is not None and found.kind is Kind.INPUT_OBJECT:
            types = {field.name: field.type or "" for field in found.of_kind(Kind.INPUT_FIELD)}
            return (
                "{" + ", ".join(f"{name}: {self._print(of, types[name])}" for name, of in value.items()) + "}"
            )
        return print_string(value) if isinstance(value, str) else json.dumps(value)

    # Directives

    def use(
        self,
        directive: Element,
        *,
        location: str | None = None,
        times: int = 1,
        given: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> str:
        """Return a request that uses a directive.

        Args:
            directive: Its definition.
            location: Where to put it; the simplest place where it may be if None.
            times: How often to put it there.
            given: Literals for arguments; the required ones are filled in.
            variables: Type references of the variables in these literals.
        """
        if location is None:
            known = {found.name for found in directive.of_kind(Kind.DIRECTIVE_LOCATION)} or {"FIELD"}
            possible = (place for place in _PLACES if place in known)
            usable = (place for place in possible if self._positions.is_executable_location(place))
            location = next(usable, None)
        if location is None or (variables and location == "VARIABLE_DEFINITION"):
            raise Unshowable(f"No request has a place for {directive.coordinate} where this would show.")
        arguments = self._arguments(directive, Kind.DIRECTIVE_ARGUMENT, given or {})
        return self._with(location, f" @{directive.name}{arguments}" * times, variables or {})

    def _with(self, location: str, used: str, variables: Mapping[str, str]) -> str:
        operation = location.lower() if location in ("QUERY", "MUTATION", "SUBSCRIPTION") else None
        operation = operation or next(iter(self._positions.roots), None)
        root = self._positions.roots.get(operation or "")
        if operation is None or root is None:
            raise Unshowable("A schema without root operation types answers no request.")
        lines = self.something(root)
        if location.lower() == operation:
            return document(operation, lines, variables, used)
        if location == "FIELD":
            head, *rest = lines
            name, brace, after = head.partition(" {")
            return document(operation, [name + used + brace + after, *rest], variables)
        if location == "INLINE_FRAGMENT":
            return document(operation, block(f"...{used}", lines), variables)
        if location == "VARIABLE_DEFINITION":
            return document(
                operation, [*lines[:-1], lines[-1] + " @include(if: $value)"], {VARIABLE: f"Boolean!{used}"}
            )
        spread = used if location == "FRAGMENT_SPREAD" else ""
        defined = used if location == "FRAGMENT_DEFINITION" else ""
        request = document(operation, [f"...Part{spread}"], variables)
        return f"{request}\n\n" + "\n".join(block(f"fragment Part on {root}{defined}", lines))


# From the simplest to the most elaborate.
_PLACES = (
    "FIELD",
    "INLINE_FRAGMENT",
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FRAGMENT_SPREAD",
    "FRAGMENT_DEFINITION",
    "VARIABLE_DEFINITION",
)


def block(head: str, lines: Sequence[str]) -> list[str]:
    """Return the lines of a selection set below its head."""
    return [f"{head} {{", *(f"  {line}" for line in lines), "}"]


def document(
    operation: str, lines: Sequence[str], variables: Mapping[str, str] | None = None, directives: str = ""
) -> str:
    """Return an anonymous operation without line end, in the short form where that says the same."""
    declared = ", ".join(f"${name}: {type_}" for name, type_ in (variables or {}).items())
    head = f"{operation} ({declared}){directives}" if declared else f"{operation}{directives}"
    if head == "query":
        return "\n".join(["{", *(f"  {line}" for line in lines), "}"])
    return "\n".join(block(head, lines))


def _wrap(reference: str, literal: str) -> str:
    inner = nullable(reference)
    return f"[{_wrap(item_type(inner), literal)}]" if is_list(inner) else literal
