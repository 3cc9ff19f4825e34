"""Whether two fields of one name can still be selected together after a change of type.

Two fields with the same response name must have the same shape, also when their parent types differ and no
value is ever of both: https://spec.graphql.org/September2025/#sec-Field-Selection-Merging
Only fields of one name are compared. An alias can bring any two fields under one response name; who writes
that chose the clash.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from drift.schema.element import Element, Kind, Schema
from drift.schema.position import Positions, is_composite
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

_MAX_PAIRS = 2_000
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two fields that could be selected together and no longer can.

    Attributes:
        within: Composite type whose selection can hold fragments on the first two types of :attr:`meetings`.
        meetings: ``(type, other type, field)`` from the outside in. In each step both types have that field;
            the fields of the last step are the ones that clash, the others lead there.
    """

    within: str
    meetings: tuple[tuple[str, str, str], ...]

    @property
    def other(self) -> str:
        """Coordinate of the field that the changed one clashes with."""
        _, other, field = self.meetings[-1]
        return f"{other}.{field}"


def same_shape(one: str, other: str, schema: Schema) -> bool:
    """Return whether fields of these two type references can share a response name.

    Follows https://spec.graphql.org/September2025/#SameResponseShape()
    """
    if is_non_null(one) != is_non_null(other):
        return False
    one, other = nullable(one), nullable(other)
    if is_list(one) or is_list(other):
        return is_list(one) and is_list(other) and same_shape(item_type(one), item_type(other), schema)
    return one == other or (is_composite(one, schema) and is_composite(other, schema))


class Merging:
    """Finds the conflicts that the step from one schema to the next brings."""

    def __init__(self, old: Positions, new: Positions) -> None:
        self._old = old
        self._new = new
        self._found: dict[str, Conflict | None] = {}

    def conflict(self, owner: str, field: str) -> Conflict | None:
        """Return a conflict that the new type of a field brings, None when there is none.

        Args:
            owner: Name of an object or interface type in both schemas.
            field: Name of a field that it has in both.
        """
        coordinate = f"{owner}.{field}"
        if coordinate not in self._found:
            self._found[coordinate] = self._search(owner, field)
        return self._found[coordinate]

    def _search(self, owner: str, name: str) -> Conflict | None:
        for other in self._clashing(owner, name):
            conflict = self._meeting(owner, other, name)
            if conflict is not None:
                return conflict
        return None

    def _clashing(self, owner: str, name: str) -> Iterator[str]:
        """Yield the types whose field of that name merges with the owner's in the old schema only."""
        old, new = self._old.schema, self._new.schema
        before, after = _field(old, owner, name), _field(new, owner, name)
        if before is None or after is None or owner not in self._old.selectable:
            return
        for other, its_before in self._by_name.get(name, ()):
            its_after = _field(new, other, name)
            if other == owner or its_after is None:
                continue
            if self._merged((owner, before), (other, its_before)) and not same_shape(
                after.type or "", its_after.type or "", new
            ):
                yield other

    def _merged(self, one: tuple[str, Element], other: tuple[str, Element]) -> bool:
        """Return whether two fields of one name could be selected together in the old schema."""
        old = self._old.schema
        if not same_shape(one[1].type or "", other[1].type or "", old):
            return False
        if old.types[one[0]].kind is Kind.OBJECT and old.types[other[0]].kind is Kind.OBJECT:
            return True
        # A value may be of both types, so both selections must give the same arguments.
        return _accepts_required(one[1], other[1]) and _accepts_required(other[1], one[1])

    def _meeting(self, owner: str, other: str, name: str) -> Conflict | None:
        """Return how a request comes to select both fields at one place, the shortest way first."""
        start = (owner, other)
        steps: dict[_Pair, tuple[_Pair, str] | None] = {start: None}
        waiting = deque([start])
        while waiting:
            pair = waiting.popleft()
            within = self._common_parent(*pair)
            if within is not None:
                return Conflict(within, self._trace(pair, steps, name))
            for outer, field in self._outer_pairs(*pair):
                if len(steps) >= _MAX_PAIRS:
                    break
                if outer not in steps:
                    steps[outer] = (pair, field)
                    waiting.append(outer)
        return None

    @staticmethod
    def _trace(
        pair: _Pair, steps: dict[_Pair, tuple[_Pair, str] | None], name: str
    ) -> tuple[tuple[str, str, str], ...]:
        meetings: list[tuple[str, str, str]] = []
        while (step := steps[pair]) is not None:
            inner, field = step
            meetings.append((*pair, field))
            pair = inner
        meetings.append((*pair, name))
        return tuple(meetings)

    def _common_parent(self, one: str, other: str) -> str | None:
        """Return a type in whose selection fragments on both can be; a field's type if possible."""
        positions = self._old
        if positions.overlap(one, other):
            return one
        parents = {
            parent
            for member in positions.possible_types.get(one, ())
            for parent in positions.abstract_types.get(member, ())
            if positions.overlap(parent, other)
        }
        return min(parents, key=lambda parent: (parent not in positions.outputs, parent), default=None)

    def _outer_pairs(self, one: str, other: str) -> Iterator[tuple[_Pair, str]]:
        """Yield pairs of types with a field of one name, whose values can be of the given types."""
        first, second = self._fields_giving(one), self._fields_giving(other)
        for name in sorted(first.keys() & second.keys()):
            for left in first[name]:
                for right in second[name]:
                    if left[0] != right[0] and self._merged(left, right):
                        yield (left[0], right[0]), name

    def _fields_giving(self, name: str) -> dict[str, list[tuple[str, Element]]]:
        positions = self._old
        types = {name}
        for member in positions.possible_types.get(name, ()):
            types.add(member)
            types.update(positions.abstract_types.get(member, ()))
        found: dict[str, list[tuple[str, Element]]] = {}
        for giving in sorted(types):
            for owner, field in self._by_type.get(giving, ()):
                found.setdefault(field.name, []).append((owner, field))
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, Element]]]:
        found: dict[str, list[tuple[str, Element]]] = {}
        for owner, field in self._fields():
            found.setdefault(field.name, []).append((owner, field))
        return found

    @cached_property
    def _by_type(self) -> dict[str, list[tuple[str, Element]]]:
        found: dict[str, list[tuple[str, Element]]] = {}
        for owner, field in self._fields():
            found.setdefault(named_type(field.type or ""), []).append((owner, field))
        return found

    def _fields(self) -> Iterator[tuple[str, Element]]:
        for owner in sorted(self._old.selectable):
            for field in self._old.schema.types[owner].of_kind(Kind.FIELD):
                yield owner, field


def _field(schema: Schema, owner: str, name: str) -> Element | None:
    definition = schema.types.get(owner)
    return None if definition is None else definition.child(Kind.FIELD, name)


def _accepts_required(asking: Element, given: Element) -> bool:
    """Return whether *given* has every argument that *asking* requires."""
    return all(
        given.child(Kind.ARGUMENT, argument.name) is not None
        for argument in asking.of_kind(Kind.ARGUMENT)
        if argument.is_required
    )
