"""Which changes of a schema concern an operation, and whether that is certain.

What is in a document is certain; what one of its variables may hold is possible. A change that only refuses
requests concerns an operation that it refuses, and one of whose variables it may refuse a value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from drift.changes.change import Change
from drift.operations.fault import Fault
from drift.operations.usage import Usage, Users
from drift.schema.element import TYPE_KINDS, Kind
from drift.severity import Severity


class Touch(Enum):
    """How sure it is that a change concerns an operation."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Touched:
    """The changes that concern an operation, in their order.

    Attributes:
        certain: Those about what is in it.
        possible: Those about what its variables may hold.
    """

    certain: tuple[Change, ...] = ()
    possible: tuple[Change, ...] = ()


INPUT_KINDS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})
_COMPOSITE_CHANGES = frozenset({Kind.OBJECT, Kind.INTERFACE, Kind.UNION})
# Nothing but a request that they refuse can tell of these.
_REFUSING = frozenset({"DIRECTIVE_REPEATABLE_REMOVED", "FIELD_CHANGED_KIND_CONFLICT"})


class Touching:
    """Says which of some changes concern operations.

    Args:
        changes: The changes; SAFE ones do nothing to anybody's operation.
        old: The operations' schema before.
        new: The schema after.
    """

    def __init__(self, changes: Sequence[Change], old: Users, new: Users) -> None:
        self.changes = [change for change in changes if change.severity is not Severity.SAFE]
        self._old = old
        self._new = new
        self._by_name: dict[str, list[int]] = {}
        for number, change in enumerate(self.changes):
            for name in _names(change):
                self._by_name.setdefault(name, []).append(number)

    def of(self, usage: Usage, blamed: Collection[Change]) -> Touched:
        """Return what concerns an operation.

        Args:
            usage: What it uses of the old schema.
            blamed: The changes that make it invalid.
        """
        numbers: set[int] = set()
        names = usage.mentioned.union(*map(self._old.values, usage.met))
        for name in names & self._by_name.keys():
            numbers.update(self._by_name[name])
        refused = {change.fingerprint for change in blamed}
        found: dict[Touch, list[Change]] = {Touch.CERTAIN: [], Touch.POSSIBLE: []}
        # In the order of the changes, each once.
        for number in sorted(numbers):
            change = self.changes[number]
            touch = Touch.CERTAIN if change.fingerprint in refused else self._touch(change, usage)
            if touch is not None:
                found[touch].append(change)
        return Touched(tuple(found[Touch.CERTAIN]), tuple(found[Touch.POSSIBLE]))

    def blamed(self, fault: Fault, usage: Usage) -> tuple[Change, ...]:
        """Return the breaking changes that an error comes from, the most telling first; none when none is known.

        Args:
            fault: An error that the old schema does not give.
            usage: What the operation uses of the old schema, with its spots.
        """
        spots, around = usage.spots or {}, usage.around
        direct = frozenset().union(*(spots.get(node, frozenset()) for node in fault.nodes))
        missing = frozenset(
            form.format(name, fault.subject)
            for name in direct
            for form in ("{}({}:)", "{}.{}")
            if fault.subject
        )
        outside = frozenset().union(*(around.get(node, frozenset()) for node in fault.nodes))
        for names in (missing, direct, outside):
            found = [
                change
                for change in self._about(names)
                if change.severity is Severity.BREAKING and self._is_about(change, names)
            ]
            if found:
                return tuple(sorted(found, key=lambda change: change.kind in TYPE_KINDS))
        return ()

    def _about(self, names: frozenset[str]) -> list[Change]:
        numbers = {number for name in names for number in self._by_name.get(name, ())}
        return [self.changes[number] for number in sorted(numbers)]

    def _is_about(self, change: Change, names: frozenset[str]) -> bool:
        """Return whether a change is about what some node names, or about types that meet there no longer."""
        if change.kind in (Kind.IMPLEMENTS, Kind.UNION_MEMBER):
            types = frozenset(names & self._old.schema.types.keys())
            return _abstract(change) in types and _member(change) in types | self._old.values(types)
        if change.kind is Kind.DIRECTIVE_LOCATION:
            return _location(change) in names
        return change.coordinate in names

    def _touch(self, change: Change, usage: Usage) -> Touch | None:
        """Return how a change concerns an operation that it does not make invalid; None when it does not."""
        if change.id in _REFUSING:
            return None
        if change.kind in INPUT_KINDS:
            return _touch_of_input(change, usage)
        if change.kind in (Kind.IMPLEMENTS, Kind.UNION_MEMBER):
            return _certain(self._meets(change, usage))
        if change.kind in _COMPOSITE_CHANGES:
            return _certain(self._is_met(change, usage))
        if change.kind is Kind.ENUM_VALUE and change.old is None and change.severity > Severity.DEPRECATED:
            # A new value can only be met in a response.
            return _certain(_owner(change.coordinate) in usage.selected)
        if change.kind is Kind.DIRECTIVE_LOCATION:
            return _certain(_location(change) in usage.sent)
        if change.kind is Kind.ROOT_OPERATION:
            return _certain(f"{change.coordinate}.__typename" in usage.selected)
        if change.severity is Severity.BREAKING and change.kind in TYPE_KINDS:
            # Of leaf and input types, a literal stays valid whatever they are named.
            return _either(change.coordinate in usage.selected, change.coordinate in usage.held)
        return _either(change.coordinate in usage.certain, change.coordinate in usage.held)

    def _is_met(self, change: Change, usage: Usage) -> bool:
        """Return whether an operation names a composite type, or can get an object of it."""
        name = change.coordinate
        return any(name in types or name in self._old.values(types) for types in usage.met)

    def _meets(self, change: Change, usage: Usage) -> bool:
        """Return whether an operation meets a type where it stops, or begins, to be one of an abstract type's."""
        users = self._new if change.old is None else self._old
        abstract, member = _abstract(change), _member(change)
        return any(abstract in types and member in users.values(types) for types in usage.met)


def _touch_of_input(change: Change, usage: Usage) -> Touch | None:
    """Return how a change of an argument or input field concerns an operation that stays valid."""
    coordinate = change.coordinate
    owner = _owner(coordinate)
    if change.attribute == "default" and change.rule_severity is not Severity.BREAKING:
        return _either(coordinate in usage.omitted, coordinate in usage.unset)
    if change.severity is Severity.DEPRECATED:
        return _either(coordinate in usage.sent, coordinate in usage.held)
    if change.old is None:
        is_possible = change.kind is Kind.INPUT_FIELD and owner in usage.held
        # What has to be given is missing in no document that is valid.
        is_certain = change.severity is not Severity.BREAKING and owner in usage.certain
        return _either(is_certain and not is_possible, is_possible)
    if change.severity is Severity.BREAKING:
        is_null_refused = bool(change.new and change.new.endswith("!") and not change.old.endswith("!"))
        may_be_null = coordinate in usage.nullable and is_null_refused
        return _either(False, coordinate in usage.held or may_be_null)
    return _either(coordinate in usage.sent, coordinate in usage.held)


def _either(is_certain: bool, is_possible: bool) -> Touch | None:
    return Touch.CERTAIN if is_certain else Touch.POSSIBLE if is_possible else None


def _certain(is_certain: bool) -> Touch | None:
    return Touch.CERTAIN if is_certain else None


def _names(change: Change) -> set[str]:
    """Return names of which an operation that a change concerns uses at least one."""
    if change.kind is Kind.IMPLEMENTS:
        return {_abstract(change)}
    if change.kind is Kind.ROOT_OPERATION:
        return {change.coordinate, f"{change.coordinate}.__typename"}
    if change.kind is Kind.DIRECTIVE_LOCATION:
        return {_location(change)}
    return {change.coordinate, _owner(change.coordinate)}


def _abstract(change: Change) -> str:
    """Return the interface or union that a change is about."""
    if change.kind is Kind.IMPLEMENTS:
        return change.old or change.new or ""
    return change.coordinate


def _member(change: Change) -> str:
    """Return the object type that begins or stops to be one of an interface's or union's."""
    return change.coordinate if change.kind is Kind.IMPLEMENTS else change.old or change.new or ""


def _location(change: Change) -> str:
    return f"{change.coordinate} on {change.old or change.new}"


def _owner(coordinate: str) -> str:
    """Return what a member belongs to: the field of an argument, else the type."""
    return coordinate.partition("(")[0] if "(" in coordinate else coordinate.partition(".")[0]
