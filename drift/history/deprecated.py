"""What an API said of elements before it removed them: that they were deprecated, since when, and why.

The versions up to the newer side are asked, those between the two sides too: what was deprecated after the older one and
gone before the newer one is in neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from drift.changes.change import Change
from drift.changes.event import Event
from drift.errors import SchemaUnreadable
from drift.schema.element import Element, Schema
from drift.schema.names import own_name

if TYPE_CHECKING:
    from drift.history.timeline import Version

_DATE = re.compile(r"\b(20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\b")
# Of other elements than those that were deprecated last: the rest of a long history is not read for them.
MAX_READ = 60


@dataclass(frozen=True, slots=True)
class Spell:
    """The last time that an element was deprecated.

    Attributes:
        reason: The last reason; foreign text.
        since: The version that began it.
        is_first: Whether that is the first version that is known, so that it may have begun earlier.
    """

    reason: str
    since: Version
    is_first: bool


@dataclass
class Words:
    """Asks the versions of an API what they said of elements.

    Attributes:
        versions: Gives the versions up to the newer side, oldest first; called only when something went.
        listed: What the API announces elsewhere, by coordinate.
        ends: Whether the newer side is the last of the versions, so that ages are counted to its day.
    """

    versions: Callable[[], Sequence[Version]]
    listed: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False
    _spells: dict[str, Spell | None] = field(default_factory=dict)
    _read: int = 0

    @cached_property
    def _versions(self) -> Sequence[Version]:
        return self.versions()

    def spell(self, coordinate: str) -> Spell | None:
        """Return when an element was deprecated last, None when it was not as far as is known."""
        if coordinate not in self._spells:
            self._spells[coordinate] = self._found(coordinate)
        return self._spells[coordinate]

    def reasons(self, coordinate: str) -> tuple[str, ...]:
        """Return what the API said of an element, the latest first."""
        spell = self.spell(coordinate)
        said = [] if spell is None else [spell.reason]
        if coordinate in self.listed:
            said.append(self.listed[coordinate])
        return tuple(dict.fromkeys(said))

    def day(self, today: date) -> date:
        """Return the day that ages are counted to."""
        return self._versions[-1].taken.date() if self.ends and self._versions else today

    def _found(self, coordinate: str) -> Spell | None:
        mark = re.compile(rf"\b{re.escape(own_name(coordinate).lstrip('@'))}\b")
        reason: str | None = None
        since: Version | None = None
        for version in reversed(self._versions):
            element = self._element(coordinate, version, mark, is_begun=since is not None)
            if element is not None and element.deprecation is not None:
                reason = element.deprecation if reason is None else reason
                since = version
            elif since is not None:
                break
        if since is None or reason is None:
            return None
        return Spell(reason, since, since is self._versions[0])

    def _element(
        self, coordinate: str, version: Version, mark: re.Pattern[str], *, is_begun: bool
    ) -> Element | None:
        """Return an element in a version; versions that can't have it deprecated are not read."""
        text = version.snapshot.source.text
        if not is_begun and ("@deprecated" not in text or mark.search(text) is None):
            return None
        schema = self._schema(version, is_begun=is_begun)
        return None if schema is None else schema.by_coordinate.get(coordinate)

    def _schema(self, version: Version, *, is_begun: bool) -> Schema | None:
        if not version.snapshot.is_read and not is_begun:
            if self._read == MAX_READ:
                return None
            self._read += 1
        try:
            return version.snapshot.schema
        except SchemaUnreadable:
            # One broken revision must not hide the others.
            return None


def with_deprecation_age(
    changes: Iterable[Change], old: Schema, words: Words, today: date
) -> tuple[tuple[Change, ...], dict[str, int]]:
    """Return the changes, removals of deprecated elements saying since when, and their ages in days.

    Args:
        changes: The changes from *old* to what was read now.
        old: The older side.
        words: What was said of elements.
        today: The day that ages are counted to, unless the newer side has one.

    Returns:
        The changes in their order, and days by fingerprint for those whose age is known.
    """
    days: dict[str, int] = {}
    return tuple(_with_age(changes, old, words, today, days)), days


def _with_age(
    changes: Iterable[Change], old: Schema, words: Words, today: date, days: dict[str, int]
) -> Iterator[Change]:
    for change in changes:
        element = old.by_coordinate.get(change.coordinate)
        # What has no coordinate of its own, such as a location, carries its owner's.
        is_own = element is not None and element.kind is change.kind
        spell = words.spell(change.coordinate) if change.event is Event.REMOVED and is_own else None
        if spell is None:
            yield change
            continue
        day = words.day(today)
        announced = _date_in(spell.reason, day)
        taken = spell.since.taken.date()
        start = taken if announced is None else min(taken, announced)
        days[change.fingerprint] = (day - start).days
        when = "in or before" if spell.is_first else "since"
        age = f"deprecated {when} {spell.since.title} ({days[change.fingerprint]} days)"
        yield replace(change, history=age)


def _date_in(reason: str, today: date) -> date | None:
    """Return the earliest past date in a deprecation reason.

    Publishers write there when they deprecated, or when they mean to remove; by then it was deprecated.
    """
    found: list[date] = []
    for match in _DATE.finditer(reason):
        with suppress(ValueError):
            found.append(date(*map(int, match.groups())))
    return min((day for day in found if day <= today), default=None)
