"""The life of one element: since when it exists, what changed about it, when it was deprecated and removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from drift.config import nearest
from drift.errors import UsageError
from drift.history.index import SCHEMA, Index, Mark, Row, Stay, walk
from drift.schema.element import Element


class LifeEventKind(Enum):
    """What happened to an element in one version."""

    PRESENT = "present"
    ADDED = "added"
    REMOVED = "removed"
    DEPRECATED = "deprecated"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that happened to an element.

    Attributes:
        kind: What happened; PRESENT means the first stored version, which may not be the first ever.
        version: When.
        element: The element then; before its removal when it was removed. Without description and place.
        change: What is kept of the change, None when it came or went with its type, or was there from the start.
    """

    kind: LifeEventKind
    version: Row
    element: Element
    change: Mark | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a type, and its life.

    Attributes:
        coordinate: Its schema coordinate.
        events: What happened to it, oldest first.
    """

    coordinate: str
    events: tuple[LifeEvent, ...]


def life_of(coordinate: str, index: Index, *, name: str) -> tuple[LifeEvent, ...]:
    """Return what happened to the element at a schema coordinate, oldest first.

    Args:
        coordinate: The element.
        index: The versions.
        name: The source's name, for messages.

    Raises:
        UsageError: No version ever had it; names the nearest coordinate of all versions.
    """
    owner = owner_of(coordinate)
    events = _lives(index, owner).get(coordinate)
    if not events:
        raise UsageError(f"no stored version of {name} has {coordinate}{_hint(coordinate, index)}")
    return events


def members_of(coordinate: str, index: Index) -> tuple[Member, ...]:
    """Return the fields, input fields or values that a type ever had with their lives, by name; else nothing."""
    if owner_of(coordinate) != coordinate or coordinate.startswith("@"):
        return ()
    found = _lives(index, coordinate)
    return tuple(
        Member(each, events) for each, events in sorted(found.items()) if "." in each and "(" not in each
    )


def lives(index: Index) -> dict[str, tuple[LifeEvent, ...]]:
    """Return the life of every element of any version, by schema coordinate, as :func:`life_of` gives it."""
    found: dict[str, tuple[LifeEvent, ...]] = {}
    for owner in index.stays:
        found |= _lives(index, owner)
    return found


def owner_of(coordinate: str) -> str:
    """Return the name of the definition that a coordinate belongs to: a type's, or ``@`` and a directive's."""
    return coordinate.partition("(")[0] if coordinate.startswith("@") else coordinate.partition(".")[0]


def _hint(coordinate: str, index: Index) -> str:
    """Return the nearest coordinate that any version ever had."""
    owner = owner_of(coordinate)
    names = [name for name in index.stays if name != SCHEMA]
    owners = [owner] if owner in index.stays else get_close_matches(owner, names, n=3)
    if owner == coordinate:
        return nearest(coordinate, owners)
    members = [each for name in owners for each in _lives(index, name)]
    return nearest(coordinate, members) or nearest(owner, owners)


def _lives(index: Index, owner: str) -> dict[str, tuple[LifeEvent, ...]]:
    """Return the lives of a definition and of all members that it ever had."""
    stays = index.stays.get(owner, ())
    elements = [{each.coordinate: each for each in walk(index.element(stay))} for stay in stays]
    found: dict[str, list[LifeEvent]] = {}
    for position, before, after in _turns(stays):
        old = {} if before is None else elements[before]
        new = {} if after is None else elements[after]
        row = index.rows[position]
        for coordinate in {**old, **new}:
            was, is_ = old.get(coordinate), new.get(coordinate)
            marks = index.marks_by_coordinate.get(coordinate, {}).get(position, [])
            if was is None or is_ is None or marks:
                happened = _events(row, marks, was, is_, is_first=position == 0)
                if happened:
                    found.setdefault(coordinate, []).extend(happened)
    # What changed while the text stayed, as descriptions do, has its mark alone.
    for coordinate, events in found.items():
        told = {event.version.name for event in events}
        more = [
            event
            for position, marks in index.marks_by_coordinate.get(coordinate, {}).items()
            if index.rows[position].name not in told
            for event in _silent(index, stays, elements, coordinate, position, marks)
        ]
        if more:
            order = {row.name: position for position, row in enumerate(index.rows)}
            events.extend(more)
            events.sort(key=lambda event: order[event.version.name])
    return {coordinate: tuple(events) for coordinate, events in found.items()}


def _turns(stays: tuple[Stay, ...]) -> Iterator[tuple[int, int | None, int | None]]:
    """Yield where a definition comes, changes or goes: the position, and the stays before and from then on."""
    for number, stay in enumerate(stays):
        follows = number > 0 and stays[number - 1].end == stay.first
        yield stay.first, number - 1 if follows else None, number
        is_last = number + 1 == len(stays) or stays[number + 1].first != stay.end
        if stay.end is not None and is_last:
            yield stay.end, number, None


def _silent(
    index: Index,
    stays: tuple[Stay, ...],
    elements: list[dict[str, Element]],
    coordinate: str,
    position: int,
    marks: Iterable[Mark],
) -> Iterator[LifeEvent]:
    for number, stay in enumerate(stays):
        if stay.covers(position) and coordinate in elements[number]:
            element = elements[number][coordinate]
            yield from _events(index.rows[position], list(marks), element, element, is_first=False)


def _events(
    row: Row, marks: list[Mark], before: Element | None, after: Element | None, *, is_first: bool
) -> list[LifeEvent]:
    if after is None:
        return (
            []
            if before is None
            else [LifeEvent(LifeEventKind.REMOVED, row, before, marks[0] if marks else None)]
        )
    if before is None:
        kind = LifeEventKind.PRESENT if is_first else LifeEventKind.ADDED
        events = [LifeEvent(kind, row, after, marks[0] if marks else None)]
        if after.deprecation is not None:
            events.append(LifeEvent(LifeEventKind.DEPRECATED, row, after))
        return events
    return [LifeEvent(_kind_of(mark), row, after, mark) for mark in marks]


def _kind_of(mark: Mark) -> LifeEventKind:
    is_deprecation = mark.attribute == "deprecation" and mark.old is None
    return LifeEventKind.DEPRECATED if is_deprecation else LifeEventKind.CHANGED


@dataclass(frozen=True, slots=True)
class Stretch:
    """Versions throughout which an element was the same, descriptions apart.

    Attributes:
        first: Position of the first version.
        end: Position of the first version after it; None when it lasts.
        element: The element then.
    """

    first: int
    end: int | None
    element: Element


def deprecated_since(life: Sequence[Stretch]) -> int | None:
    """Return the version that began the run of deprecation in which a life ends; None when it does not end in one."""
    start: int | None = None
    end = life[-1].end if life else None
    for stretch in reversed(life):
        if stretch.end != end or stretch.element.deprecation is None:
            break
        start = end = stretch.first
    return start


def stretches(index: Index, owner: str) -> dict[str, tuple[Stretch, ...]]:
    """Return what a definition and each member that it ever had were and when, oldest first, by coordinate."""
    found: dict[str, list[Stretch]] = {}
    for stay in index.stays.get(owner, ()):
        for element in walk(index.element(stay)):
            earlier = found.setdefault(element.coordinate, [])
            if earlier and earlier[-1].end == stay.first and earlier[-1].element == element:
                earlier[-1] = Stretch(earlier[-1].first, stay.end, element)
            else:
                earlier.append(Stretch(stay.first, stay.end, element))
    return {coordinate: tuple(each) for coordinate, each in found.items()}
