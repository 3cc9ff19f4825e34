"""How far an API's announcements could be trusted so far, as its own stored versions tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from drift.history.index import SCHEMA, Index
from drift.history.life import Stretch, stretches
from drift.schema.announcement import read_announcement
from drift.schema.element import Kind

# A date is kept when the element went within so many days of it, before or after.
KEPT_WITHIN_DAYS = 31
# Of fewer cases no share is given.
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Record:
    """What became of deprecations and dates.

    Attributes:
        removed: Number of fields that went while their type stayed.
        deprecated_before: How many of them were deprecated in the version before.
        days: For how many days half of those were deprecated at least; None when there are none.
        dates: Number of announced dates whose time has come: each date of each element once.
        kept: On how many of them the element went, within :data:`KEPT_WITHIN_DAYS`.
        later: How many elements went later than that.
        standing: How many are there still, or had their date put off.
        lateness_days: By how many days half of those that went later were late at least; None when none was.
    """

    removed: int
    deprecated_before: int
    days: int | None
    dates: int
    kept: int
    later: int
    standing: int
    lateness_days: int | None

    def share(self, part: int, whole: int) -> str:
        """Return ``3 of 40 (8 %)``; without the share where there are too few for one."""
        text = f"{part:,} of {whole:,}"
        return f"{text} ({100 * part / whole:.0f} %)" if whole >= ENOUGH else text


def record_of(index: Index) -> Record:
    """Return the record of an API from the index of its versions."""
    removed = 0
    ages: list[int] = []
    lateness: list[int | None] = []
    for owner in index.stays:
        if owner == SCHEMA:
            continue
        for found in stretches(index, owner).values():
            if found[0].element.kind is Kind.FIELD:
                gone, own = _removals(index, owner, found)
                removed += gone
                ages += own
            lateness += _dates(index, found)
    kept = sum(days is not None and abs(days) <= KEPT_WITHIN_DAYS for days in lateness)
    late = [days for days in lateness if days is not None and days > KEPT_WITHIN_DAYS]
    early = sum(days is not None and days < -KEPT_WITHIN_DAYS for days in lateness)
    return Record(
        removed,
        len(ages),
        int(median(ages)) if ages else None,
        len(lateness) - early,
        kept,
        len(late),
        sum(days is None for days in lateness),
        int(median(late)) if late else None,
    )


def _removals(index: Index, owner: str, found: Sequence[Stretch]) -> tuple[int, list[int]]:
    """Return how often a field went while its type stayed, and for how many days it was deprecated each time."""
    count = 0
    ages: list[int] = []
    for number, stretch in enumerate(found):
        end = stretch.end
        follows = number + 1 < len(found) and found[number + 1].first == end
        if end is None or follows or index.definition(owner, end) is None:
            continue
        count += 1
        start = number
        if stretch.element.deprecation is None:
            continue
        while (
            start
            and found[start - 1].end == found[start].first
            and found[start - 1].element.deprecation is not None
        ):
            start -= 1
        ages.append((index.rows[end].taken - index.rows[found[start].first].taken).days)
    return count, ages


def _dates(index: Index, found: Sequence[Stretch]) -> Iterator[int | None]:
    """Yield for each date that was announced and has come by how many days the removal was late.

    None where the element was not removed, or its date was put off before it was.
    """
    newest = index.rows[-1].taken.date()
    days_of_grace = timedelta(days=KEPT_WITHIN_DAYS)
    seen = set()
    for number, stretch in enumerate(found):
        day = (
            None
            if stretch.element.deprecation is None
            else read_announcement(stretch.element.deprecation).removal
        )
        if day is None or day in seen:
            continue
        seen.add(day)
        end = _end(found, number)
        gone = None if end is None else index.rows[end].taken.date()
        if gone is not None and (gone <= newest):
            is_put_off = any(
                later.element.deprecation is not None
                and read_announcement(later.element.deprecation).removal not in (None, day)
                for later in found[number + 1 :]
                if later.first < (end or 0)
            )
            yield None if is_put_off else (gone - day).days
        elif day + days_of_grace < newest:
            yield None


def _end(found: Sequence[Stretch], number: int) -> int | None:
    """Return the first version without the element, from a stretch of it on; None when it lasts."""
    while number + 1 < len(found) and found[number + 1].first == found[number].end:
        number += 1
    return found[number].end
