"""The life of one element: since when it exists, what changed about it, when it was deprecated and removed."""

from __future__ import annotations

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
        events += _events(coordinate, step, before, after)
        before = after
    if not events:
        newest = timeline.versions[-1].snapshot.schema
        hint = nearest(coordinate, newest.by_coordinate)
        raise UsageError(f"no stored version of {timeline.name} has {coordinate}{hint}")
    return tuple(events)


def _events(coordinate: str, step: Step, before: Element | None, after: Element | None) -> list[Event]:
    version = step.version
    if before is None and after is None:
        return []
    changes = [change for change in step.changes if change.coordinate == coordinate]
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
    is_deprecation = change.id.endswith("DEPRECATED") and change.old is None
    return EventKind.DEPRECATED if is_deprecation else EventKind.CHANGED
