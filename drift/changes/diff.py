"""Facts: what differs between two schemas, without any opinion about it.

One walker goes down both trees. Children are paired by kind and name, types by name alone, applied directives
by name and order. What only one side could say is not a difference, see :mod:`drift.changes.visibility`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from drift.changes import values, visibility
from drift.changes.difference import ATTRIBUTES, Difference, Sides
from drift.changes.event import Event
from drift.schema.element import TYPE_KINDS, Element, Kind, Schema

_FIELDS_KINDS = frozenset({Kind.OBJECT, Kind.INTERFACE})


def survey(sides: Sides) -> visibility.Survey:
    """Return the differences between two schemas, with what only one of them could say set apart."""
    return visibility.sort_out(walk(sides))


def compare(old: Schema, new: Schema) -> list[Difference]:
    """Return the differences between two schemas, in canonical order.

    The members of an added or removed type, and the arguments of an added or removed field, are part of that
    one difference. What either side could not say is left out.
    """
    return list(survey(Sides(old, new)).differences)


def walk(sides: Sides) -> Iterator[Difference]:
    """Yield every difference between two schemas, also those that come from one side's omissions."""
    yield from _Walker(sides).members(sides.old.elements, sides.new.elements, (), ())


class _Walker:
    """Carries the two schemas through the recursion."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def members(
        self,
        old: Sequence[Element],
        new: Sequence[Element],
        old_owners: tuple[Element, ...],
        new_owners: tuple[Element, ...],
    ) -> Iterator[Difference]:
        if old == new:
            return
        unpaired = {_key(element): element for element in new}
        for element in old:
            partner = unpaired.pop(_key(element), None)
            if partner is None:
                yield Difference(Event.REMOVED, element, None, None, old_owners, new_owners, self.sides)
            elif element is not partner and element != partner:
                yield from self.pair(element, partner, old_owners, new_owners)
        for element in unpaired.values():
            yield Difference(Event.ADDED, None, element, None, old_owners, new_owners, self.sides)

    def pair(
        self, old: Element, new: Element, old_owners: tuple[Element, ...], new_owners: tuple[Element, ...]
    ) -> Iterator[Difference]:
        differing = [name for name in ATTRIBUTES if getattr(old, name) != getattr(new, name)]
        if old.kind is not new.kind:
            differing.insert(0, "kind")
        for attribute in differing:
            if attribute == "default" and values.are_equal_defaults(old, new, self.sides.old, self.sides.new):
                continue
            yield Difference(Event.ALTERED, old, new, attribute, old_owners, new_owners, self.sides)
        old_owners, new_owners = (*old_owners, old), (*new_owners, new)
        yield from self.applied(old, new, old_owners, new_owners)
        yield from self.members(
            _comparable_members(old, new), _comparable_members(new, old), old_owners, new_owners
        )

    def applied(
        self, old: Element, new: Element, old_owners: tuple[Element, ...], new_owners: tuple[Element, ...]
    ) -> Iterator[Difference]:
        before, after = old.of_kind(Kind.APPLIED_DIRECTIVE), new.of_kind(Kind.APPLIED_DIRECTIVE)
        if before == after:
            return
        sides = ((before, self.sides.old), (after, self.sides.new))
        meant = {id(one): values.without_defaults(one, schema) for side, schema in sides for one in side}
        pairs = _pair_applied(before, after, meant)
        for one, other in pairs:
            event = Event.ADDED if one is None else Event.REMOVED if other is None else Event.ALTERED
            if one is None or other is None or meant[id(one)] != meant[id(other)]:
                attribute = "arguments" if event is Event.ALTERED else None
                yield Difference(event, one, other, attribute, old_owners, new_owners, self.sides)
        # Which of several applications of one directive comes first does not matter: only names make an order.
        kept = [(one, other) for one, other in pairs if one is not None and other is not None]
        places = {id(other): place for place, other in enumerate(after)}
        in_new = sorted((other for _, other in kept), key=lambda other: places[id(other)])
        if [one.name for one, _ in kept] != [other.name for other in in_new]:
            yield Difference(Event.ALTERED, old, new, "order", old_owners[:-1], new_owners[:-1], self.sides)


def _key(element: Element) -> tuple[object, str]:
    # A type that changes kind is one difference, not one type gone and another come.
    return ("type" if element.kind in TYPE_KINDS else element.kind, element.name)


def _comparable_members(element: Element, other: Element) -> tuple[Element, ...]:
    """Return the members, applied directives apart, that can have a partner in a type of the other's kind."""
    members = element.children
    if members and members[0].kind is Kind.APPLIED_DIRECTIVE:
        members = tuple(member for member in members if member.kind is not Kind.APPLIED_DIRECTIVE)
    if element.kind is other.kind or {element.kind, other.kind} == _FIELDS_KINDS:
        return members
    return ()


def _pair_applied(
    before: Sequence[Element], after: Sequence[Element], meant: Mapping[int, Element]
) -> list[tuple[Element | None, Element | None]]:
    """Pair the directives applied to one element: equal ones first, the rest of each name in order.

    Args:
        before: In the old schema.
        after: In the new schema.
        meant: What each of them means, by ``id()``.
    """
    partners: dict[int, Element] = {}
    taken: set[int] = set()
    keys: tuple[Callable[[Element], Element | str], ...] = (
        lambda element: meant[id(element)],
        lambda element: element.name,
    )
    for key in keys:
        waiting: dict[Element | str, deque[Element]] = {}
        for other in after:
            if id(other) not in taken:
                waiting.setdefault(key(other), deque()).append(other)
        for index, one in enumerate(before):
            if index not in partners and waiting.get(key(one)):
                partners[index] = waiting[key(one)].popleft()
                taken.add(id(partners[index]))
    pairs: list[tuple[Element | None, Element | None]] = [
        (one, partners.get(index)) for index, one in enumerate(before)
    ]
    return pairs + [(None, other) for other in after if id(other) not in taken]
