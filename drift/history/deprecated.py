"""Since when a removed element had been deprecated, as far as the stored versions know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from drift.changes.change import Change
from drift.changes.event import Event
from drift.history.timeline import Version
from drift.schema.element import Element
from drift.snapshots.snapshot import Snapshot

_DATE = re.compile(r"\b(20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\b")


def with_deprecation_age(
    changes: Iterable[Change], old: Snapshot, earlier: Callable[[], Sequence[Version]], today: date
) -> tuple[tuple[Change, ...], dict[str, int]]:
    """Return the changes, removals of deprecated elements saying since when, and their ages in days.

    Args:
        changes: The changes from *old* to what was read now.
        old: A stored version.
        earlier: Gives the stored versions up to *old*, oldest first; called only when something deprecated went.
        today: The day that ages are counted to.

    Returns:
        The changes in their order, and days by fingerprint for those whose age is known.
    """
    days: dict[str, int] = {}
    result: list[Change] = []
    versions: Sequence[Version] = ()
    for change in changes:
        element = old.schema.by_coordinate.get(change.coordinate)
        if (
            change.event is not Event.REMOVED
            or element is None
            # What has no coordinate of its own, such as a location, carries its owner's.
            or element.kind is not change.kind
            or element.deprecation is None
        ):
            result.append(change)
            continue
        versions = versions or earlier()
        since, is_first = _deprecated_since(change.coordinate, versions)
        announced = _date_in(element, today)
        start = since.taken.date() if announced is None else min(since.taken.date(), announced)
        days[change.fingerprint] = (today - start).days
        words = "in or before" if is_first else "since"
        age = f"deprecated {words} {since.title} ({days[change.fingerprint]} days)"
        result.append(replace(change, history=age))
    return tuple(result), days


def _deprecated_since(coordinate: str, versions: Sequence[Version]) -> tuple[Version, bool]:
    """Return the version that began the last unbroken run of deprecation, and whether it is the first stored."""
    since = versions[-1]
    for version in reversed(versions[:-1]):
        element = version.snapshot.schema.by_coordinate.get(coordinate)
        if element is None or element.deprecation is None:
            return since, False
        since = version
    return since, True


def _date_in(element: Element, today: date) -> date | None:
    """Return the earliest past date in the deprecation reason.

    Publishers write there when they deprecated, or when they mean to remove; by then it was deprecated.
    """
    found: list[date] = []
    for match in _DATE.finditer(element.deprecation or ""):
        with suppress(ValueError):
            found.append(date(*map(int, match.groups())))
    return min((day for day in found if day <= today), default=None)
