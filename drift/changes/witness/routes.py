"""The shortest ways for a request to get somewhere in a schema: to a type, or to a place that takes a value."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from drift.schema.element import Element, Kind
from drift.schema.position import COMPOSITE_KINDS, Positions
from drift.schema.types import named_type


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a request.

    Attributes:
        target: The composite type that is selected from below this step.
        field: The field that is selected; None for an inline fragment on *target*.
    """

    target: str
    field: Element | None


@dataclass(frozen=True, slots=True)
class Route:
    """How a request comes to select from a type.

    Attributes:
        operation: ``query``, ``mutation`` or ``subscription``.
        root: Name of that root operation type.
        steps: From the root operation type inwards; none for the root operation type itself.
    """

    operation: str
    root: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a request gives a value for.

    Attributes:
        owner: Name of the type that has the field; None when *holder* is a directive.
        holder: The field or directive definition that takes the argument.
        argument: The argument.
        path: ``(input object type, input field)`` pairs from the argument inwards; none for the argument.
    """

    owner: str | None
    holder: Element
    argument: Element
    path: tuple[tuple[Element, Element], ...] = ()

    @property
    def element(self) -> Element:
        """The argument or input field that the value is for."""
        return self.path[-1][1] if self.path else self.argument

    @property
    def is_in_one_of(self) -> bool:
        """Return whether the value is the one field of a ``@oneOf`` input object."""
        return bool(self.path) and self.path[-1][0].one_of

    def within(self, owner: Element, field: Element) -> Place:
        """Return the place of an input field of the object that is here."""
        return Place(self.owner, self.holder, self.argument, (*self.path, (owner, field)))


# A request that goes deeper shows nothing to anybody, and takes as long to write as it is deep.
DEEPEST = 60


class Unshowable(Exception):
    """No request can show it; the message, one sentence, says why."""


class Routes:
    """Finds shortest ways through the old schema, along what the new one kept wherever there is a choice.

    Args:
        old: Requests are written against this side.
        new: Steps that lead the same way here are taken first, so that a request shows one change only.
    """

    def __init__(self, old: Positions, new: Positions) -> None:
        self._old = old
        self._new = new

    def to(self, type_name: str) -> Route | None:
        """Return how a request comes to select from a composite type, None when none can.

        Raises:
            Unshowable: It would have more than :data:`DEEPEST` levels.
        """
        steps: list[Step] = []
        name = type_name
        while name in self._arrivals:
            if len(steps) > DEEPEST:
                raise Unshowable(f"A request that selects from {type_name} has more than {DEEPEST} levels.")
            arrival = self._arrivals[name]
            if arrival is None:
                operation = next(op for op, root in self._old.roots.items() if root == name)
                return Route(operation, name, tuple(reversed(steps)))
            name, step = arrival
            steps.append(step)
        return None

    def answering(self, type_name: str) -> tuple[str, Element] | None:
        """Return a field, with the type that has it, whose answers are of a named type; None without one."""
        return self._answers.get(type_name)

    def place(self, type_name: str) -> Place | None:
        """Return a place that takes values of an input type, None when there is none."""
        return self._places.get(type_name)

    @cached_property
    def _arrivals(self) -> dict[str, tuple[str, Step] | None]:
        """For each composite type that is reached: from where, and by which step; None for roots."""
        found: dict[str, tuple[str, Step] | None] = dict.fromkeys(self._old.roots.values())
        for kept_only in (True, False):
            waiting = deque(found)
            while waiting:
                name = waiting.popleft()
                for step in self._steps_from(name):
                    if step.target not in found and (not kept_only or self._is_kept(name, step)):
                        found[step.target] = (name, step)
                        waiting.append(step.target)
        return found

    def _steps_from(self, name: str) -> Iterator[Step]:
        types = self._old.schema.types
        for field in types[name].of_kind(Kind.FIELD):
            target = types.get(named_type(field.type or ""))
            if target is not None and target.kind in COMPOSITE_KINDS:
                yield Step(target.name, field)
        for member in sorted(self._old.possible_types.get(name, ())):
            if member != name:
                yield Step(member, None)
        for abstract in self._old.abstract_types.get(name, ()):
            yield Step(abstract, None)

    def _is_kept(self, owner: str, step: Step) -> bool:
        if step.field is None:
            return step.target in self._new.possible_types and self._new.overlap(owner, step.target)
        kept = self._new.schema.by_coordinate.get(step.field.coordinate)
        if kept is None or kept.kind is not Kind.FIELD or named_type(kept.type or "") != step.target:
            return False
        given = {argument.name for argument in step.field.of_kind(Kind.ARGUMENT) if argument.is_required}
        required = {argument.name for argument in kept.of_kind(Kind.ARGUMENT) if argument.is_required}
        return required <= given and step.target in self._new.possible_types

    @cached_property
    def _answers(self) -> dict[str, tuple[str, Element]]:
        found: dict[str, tuple[str, Element]] = {}
        for owner in self._arrivals:
            if self._old.possible_types.get(owner):
                for field in self._old.schema.types[owner].of_kind(Kind.FIELD):
                    found.setdefault(named_type(field.type or ""), (owner, field))
        return found

    @cached_property
    def _places(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        first = list(self._arguments())
        for kept_only in (True, False):
            waiting = deque(first)
            for place in found.values():
                waiting.extend(self._fields_within(place))
            while waiting:
                place = waiting.popleft()
                name = named_type(place.element.type or "")
                if name not in found and (not kept_only or self._takes_the_same(place)):
                    found[name] = place
                    waiting.extend(self._fields_within(place))
        return found

    def _arguments(self) -> Iterator[Place]:
        for owner in self._arrivals:
            for field in self._old.schema.types[owner].of_kind(Kind.FIELD):
                for argument in field.of_kind(Kind.ARGUMENT):
                    yield Place(owner, field, argument)
        for directive in self._old.schema.directives.values():
            if self._old.is_executable(directive):
                for argument in directive.of_kind(Kind.DIRECTIVE_ARGUMENT):
                    yield Place(None, directive, argument)

    def _fields_within(self, place: Place) -> Iterator[Place]:
        owner = self._old.schema.types.get(named_type(place.element.type or ""))
        if owner is not None and owner.kind is Kind.INPUT_OBJECT:
            for field in owner.of_kind(Kind.INPUT_FIELD):
                yield place.within(owner, field)

    def _takes_the_same(self, place: Place) -> bool:
        kept = self._new.schema.by_coordinate.get(place.element.coordinate)
        return kept is not None and kept.kind is place.element.kind and kept.type == place.element.type
