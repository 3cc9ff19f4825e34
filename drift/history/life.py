"""The life of one element: since when it exists, what changed about it, when it was deprecated and removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from drift.changes.change import Change
from drift.config import nearest
from drift.errors import UsageError
from drift.history.timeline import Step, Timeline, Version
from drift.schema.element import Element


class EventKind(Enum):
    """What happened to an element in one version."""

    PRESENT = "present"
    ADDED = "added"
    REMOVED = "removed"
    DEPRECATED = "deprecated"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an element.

    Attributes:
        kind: What happened; PRESENT stands for the first stored version, which may not be the first ever.
        version: When.
        element: The element then; before its removal when it was removed.
        change: The classified change, None when it came or went with its type, or was there from the start.
    """

    kind: EventKind
    version: Version
    element: Element
    change: Change | None = None


def life_of(coordinate: str, timeline: Timeline) -> tuple[Event, ...]:
    """Return what happened to the element at a schema coordinate, oldest first.

    Raises:
        UsageError: No stored version ever had it; names the nearest coordinate.
    """
    events: list[Event] = []
    before: Element | None = None
    for step in timeline.steps:
        after = step.version.snapshot.schema.by_coordinate.get(coordinate)
        changes = [change for change in step.changes if change.coordinate == coordinate]
        events += _events(step, changes, before, after)
        before = after
    if not events:
        newest = timeline.versions[-1].snapshot.schema
        hint = nearest(coordinate, newest.by_coordinate)
        raise UsageError(f"no stored version of {timeline.name} has {coordinate}{hint}")
    return tuple(events)


def lives(timeline: Timeline) -> dict[str, tuple[Event, ...]]:
    """Return the life of every element of any version, by schema coordinate, as :func:`life_of` gives it."""
    events: dict[str, list[Event]] = {}
    before: Mapping[str, Element] = {}
    for step in timeline.steps:
        after = step.version.snapshot.schema.by_coordinate
        changes: dict[str, list[Change]] = {}
        for change in step.changes:
            changes.setdefault(change.coordinate, []).append(change)
        for coordinate in {**before, **after, **changes}:
            old, new = before.get(coordinate), after.get(coordinate)
            if old is None or new is None or coordinate in changes:
                happened = _events(step, changes.get(coordinate, []), old, new)
                if happened:
                    events.setdefault(coordinate, []).extend(happened)
        before = after
    return {coordinate: tuple(found) for coordinate, found in events.items()}


def _events(step: Step, changes: list[Change], before: Element | None, after: Element | None) -> list[Event]:
    version = step.version
    if before is None and after is None:
        return []
    if before is None and after is not None:
        kind = EventKind.PRESENT if step.previous is None else EventKind.ADDED
        events = [Event(kind, version, after, changes[0] if changes else None)]
        if after.deprecation is not None:
            events.append(Event(EventKind.DEPRECATED, version, after))
        return events
    if before is not None and after is None:
        return [Event(EventKind.REMOVED, version, before, changes[0] if changes else None)]
    assert after is not None  # noqa: S101 - both sides are there, and mypy can't see it
    return [Event(_kind_of(change), version, after, change) for change in changes]


def _kind_of(change: Change) -> EventKind:
    is_deprecation = change.attribute == "deprecation" and change.old is None
    return EventKind.DEPRECATED if is_deprecation else EventKind.CHANGED
