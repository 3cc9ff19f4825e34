"""Which change only follows from another one: what goes with a removed type, field or directive.

A type that only one removed field led to had to go with it. "Only one" is what compilers call dominance: the
field is on every way that a request could take to the type, so without it there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from drift.changes.difference import Difference, Sides
from drift.changes.dominators import immediate_dominators
from drift.changes.event import Event
from drift.schema.element import TYPE_KINDS, Element, Kind
from drift.schema.position import Positions
from drift.schema.types import named_type

_TYPED = frozenset({Kind.FIELD, Kind.ARGUMENT, Kind.INPUT_FIELD, Kind.DIRECTIVE_ARGUMENT})
_LEADING = _TYPED | {Kind.ROOT_OPERATION, Kind.DIRECTIVE} | TYPE_KINDS

# A place on the way to a type: an element by identity, or where every way begins.
_Node = int
_START: _Node = 0


def find(
    differences: Sequence[Difference], sides: Sides, suggestions: Mapping[int, str]
) -> dict[int, Difference]:
    """Return the difference that each other one only follows from, by ``id()`` of the one that follows.

    What is returned as a cause follows from nothing itself.

    Args:
        differences: All differences between two schemas.
        sides: Both schemas.
        suggestions: What probably replaces removed elements, by ``id()`` of the removal.
    """
    gone = {
        (difference.kind is Kind.DIRECTIVE, difference.old.name): difference
        for difference in differences
        if _takes_along(difference)
    }
    if not gone:
        return {}
    nearest: dict[int, Difference] = {}
    for difference in differences:
        cause = _of_member(difference, gone) or _of_rename(difference, gone, suggestions)
        if cause is not None:
            nearest[id(difference)] = cause
    renamed = {id(cause) for cause in nearest.values() if id(cause) in suggestions}
    for removal, cause in _Ways(differences, sides.old_positions).causes():
        if id(removal) not in renamed:
            nearest[id(removal)] = cause
    return {follower: _first(cause, nearest) for follower, cause in nearest.items()}


def _first(cause: Difference, nearest: Mapping[int, Difference]) -> Difference:
    while id(cause) in nearest:
        cause = nearest[id(cause)]
    return cause


def _takes_along(difference: Difference) -> bool:
    """Return whether a type or directive definition is not there any more, at least not as what it was."""
    if difference.kind is Kind.DIRECTIVE:
        return difference.event is Event.REMOVED
    return difference.kind in TYPE_KINDS and (
        difference.event is Event.REMOVED or difference.attribute == "kind"
    )


def _of_member(difference: Difference, gone: Mapping[tuple[bool, str], Difference]) -> Difference | None:
    """Return why something was removed: its type became another kind of type, or what it names is gone."""
    if difference.event is not Event.REMOVED:
        return None
    if len(difference.old_owners) == 1 and difference.old_owners[0].kind in TYPE_KINDS:
        owner = gone.get((False, difference.old_owners[0].name))
        if owner is not None and owner.attribute == "kind":
            return owner
    if difference.kind in (Kind.IMPLEMENTS, Kind.UNION_MEMBER):
        return gone.get((False, difference.old.name))
    if difference.kind is Kind.APPLIED_DIRECTIVE:
        return gone.get((True, difference.old.name))
    return None


def _of_rename(
    difference: Difference, gone: Mapping[tuple[bool, str], Difference], suggestions: Mapping[int, str]
) -> Difference | None:
    """Return the rename of a type that is all there is to a change of type."""
    if difference.kind not in _TYPED or difference.attribute != "type":
        return None
    before, after = difference.old.type or "", difference.new.type or ""
    removal = gone.get((False, named_type(before)))
    if removal is None or suggestions.get(id(removal)) != named_type(after):
        return None
    is_all = before.replace(named_type(before), named_type(after)) == after
    return removal if is_all else None


class _Ways:
    """The ways of requests through the old schema, with the elements that are not there any more as stations.

    Args:
        differences: What changed.
        positions: The old schema.
    """

    def __init__(self, differences: Sequence[Difference], positions: Positions) -> None:
        self._positions = positions
        self._lost: dict[_Node, Difference] = {
            id(difference.old): difference for difference in differences if _no_longer_leads(difference)
        }
        self._next: dict[_Node, list[_Node]] = {_START: []}

    def causes(self) -> Iterator[tuple[Difference, Difference]]:
        """Yield each removed type with the nearest lost element that every way to it passed."""
        removed = [
            (node, difference)
            for node, difference in self._lost.items()
            if difference.kind in TYPE_KINDS and difference.event is Event.REMOVED
        ]
        if not removed or len(self._lost) == 1:
            return
        self._build()
        dominators = immediate_dominators(self._next, _START)
        for node, difference in removed:
            station = dominators.get(node, _START)
            while station != _START and station not in self._lost:
                station = dominators[station]
            if station != _START:
                yield difference, self._lost[station]

    def _build(self) -> None:
        positions, schema = self._positions, self._positions.schema
        roots = schema.definition.of_kind(Kind.ROOT_OPERATION)
        for root in roots:
            self._lead(_START, root)
        for name in positions.roots.values():
            if all(root.type != name for root in roots):
                self._connect(_START, name)
        for directive in schema.directives.values():
            if positions.is_executable(directive):
                self._lead(_START, directive)
        for type_ in schema.types.values():
            node = id(type_)
            for member in type_.children:
                self._lead(node, member)
            for name in (
                *sorted(positions.possible_types.get(type_.name, ())),
                *positions.abstract_types.get(type_.name, ()),
            ):
                self._connect(node, name)

    def _lead(self, node: _Node, element: Element) -> None:
        """Take in where an element leads to; it is a station of its own if it is not there any more."""
        if element.kind not in _LEADING:
            return
        if id(element) in self._lost:
            self._next.setdefault(node, []).append(id(element))
            node = id(element)
        if element.type is not None:
            self._connect(node, named_type(element.type))
        for child in element.children:
            self._lead(node, child)

    def _connect(self, node: _Node, type_name: str) -> None:
        type_ = self._positions.schema.types.get(type_name)
        if type_ is not None:
            self._next.setdefault(node, []).append(id(type_))


def _no_longer_leads(difference: Difference) -> bool:
    """Return whether an element is gone, is something else, or leads to another type than it did."""
    if difference.kind not in _LEADING:
        return False
    if difference.event is Event.REMOVED:
        return True
    if difference.attribute == "kind":
        return True
    return difference.attribute == "type" and named_type(difference.old.type or "") != named_type(
        difference.new.type or ""
    )
