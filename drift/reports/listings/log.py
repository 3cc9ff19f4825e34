"""``drift log``: versions and what each changed, or the life of one element."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from drift.history.index import Index, Row
from drift.history.life import LifeEvent, LifeEventKind, life_of, members_of
from drift.redact import clean
from drift.schema.canonical import member_sdl
from drift.severity import WORST_FIRST

FORMAT = 1


def to_text(indexes: Mapping[str, Index], *, verbose: bool = False) -> str:
    """Return the versions of each source, newest first, one a line.

    Args:
        indexes: The versions by source.
        verbose: Add the changes of each version.
    """
    return "\n".join(_versions(name, index, verbose=verbose) for name, index in indexes.items())


def _versions(name: str, index: Index, *, verbose: bool) -> str:
    count = len(index.rows)
    lines = [f"{clean(name)}: {count} version{'' if count == 1 else 's'}, newest first", ""]
    for position in reversed(range(count)):
        row = index.rows[position]
        what = _counts(row) if position else f"baseline, {row.types} types"
        lines.append(f"{clean(row.title)}  {what}")
        if verbose:
            lines += [
                f"    {mark.severity.name:<10} {clean(mark.coordinate)}  {clean(mark.message)}"
                for mark in row.marks
            ]
    return "\n".join(lines) + "\n"


def _counts(row: Row) -> str:
    counts = [(severity, row.count(severity)) for severity in WORST_FIRST]
    return ", ".join(f"{count} {severity.word}" for severity, count in counts if count) or "no changes"


def life_to_text(name: str, index: Index, coordinate: str) -> str:
    """Return the life of one element and of its members, one event a line.

    Raises:
        UsageError: No version ever had it.
    """
    lines = [f"{clean(coordinate)} in {clean(name)}", ""]
    for event in life_of(coordinate, index, name=name):
        lines.append(f"{clean(event.version.title)}  {_event_text(event)}")
    members = members_of(coordinate, index)
    if members:
        lines += ["", "Members:"]
    for member in members:
        own = member.coordinate.partition(".")[2]
        lines.append(f"  {clean(own)}  {'; '.join(_summary(member.events))}")
    return "\n".join(lines) + "\n"


def to_json(indexes: Mapping[str, Index], element: str | None = None) -> str:
    """Return a JSON array with the versions of each source, or the life of one element.

    Raises:
        UsageError: No version ever had the element.
    """
    found = [_as_json(name, index, element) for name, index in indexes.items()]
    return json.dumps(found, indent=2) + "\n"


def _event_text(event: LifeEvent) -> str:
    if event.kind is LifeEventKind.PRESENT:
        kind = event.element.kind
        what = f"{kind.value}: {_signature(event)}" if event.element.type else kind.value
        return clean(f"there from the first stored version on, {what}", limit=500)
    if event.change is not None:
        return clean(f"{event.change.severity.name}  {event.change.message}", limit=500)
    return clean(f"{event.kind.value}: {_without_change(event)}", limit=500)


def _signature(event: LifeEvent) -> str:
    return member_sdl(event.element)


def _without_change(event: LifeEvent) -> str:
    if event.kind is LifeEventKind.DEPRECATED:
        return event.element.deprecation or ""
    return "with what it belongs to"


def _summary(events: tuple[LifeEvent, ...]) -> Iterator[str]:
    """Yield the turns of a member's life: since when, which type, deprecated and removed when."""
    type_: str | None = None
    for event in events:
        version = clean(event.version.label or event.version.name)
        if event.kind is LifeEventKind.PRESENT:
            yield clean(f"{event.element.type or 'there'} from the first stored version on")
        elif event.kind is LifeEventKind.ADDED:
            yield f"{clean(event.element.type or 'there')} since {version}"
        elif event.kind is LifeEventKind.REMOVED:
            yield f"removed in {version}"
        elif event.kind is LifeEventKind.DEPRECATED:
            yield f"deprecated since {version}"
        elif event.element.type != type_:
            yield f"{clean(event.element.type or '')} since {version}"
        type_ = event.element.type


def _as_json(name: str, index: Index, element: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {"format": FORMAT, "source": name}
    if element is not None:
        result["element"] = element
        result["life"] = [_event_json(event) for event in life_of(element, index, name=name)]
        members = members_of(element, index)
        if members:
            result["members"] = [
                {"element": member.coordinate, "life": [_event_json(event) for event in member.events]}
                for member in members
            ]
        return result
    result["versions"] = [
        {
            "version": row.name,
            "label": row.label,
            "taken": row.taken.isoformat(),
            "digest": row.digest,
            "changes": {severity.word: row.count(severity) for severity in WORST_FIRST},
        }
        for row in index.rows
    ]
    return result


def _event_json(event: LifeEvent) -> dict[str, Any]:
    return {
        "version": event.version.name,
        "label": event.version.label,
        "event": event.kind.value,
        "change": event.change.id if event.change else None,
        "severity": event.change.severity.name if event.change else None,
        "message": event.change.message if event.change else None,
        "signature": _signature(event) if event.element.type else None,
    }
