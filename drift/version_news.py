"""What is new of an API's versions: findings of its lines, and ``version-news.json`` beside what is stored of them.

``check`` reports news as long as they are true. The file says which of them were stored, so that a scheduled run
proposes each of them once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from drift import lines
from drift.changes.change import Change
from drift.changes.classify import fingerprint
from drift.changes.rules import versions
from drift.errors import SchemaUnreadable, StoreError
from drift.redact import clean
from drift.schema.element import Kind
from drift.snapshots.snapshot import Snapshot
from drift.sources.versions import Told, is_soon, news
from drift.strict_json import parse_json

FORMAT = 1


class State(Enum):
    """What a version became; the value is what the file holds."""

    SUPPORTED = "supported"
    ENDING = "ending"
    ENDED = "ended"


_RULES = {
    State.SUPPORTED: versions.SUPPORTED,
    State.ENDING: versions.ENDING,
    State.ENDED: versions.ENDED,
}


@dataclass(frozen=True, slots=True)
class VersionNews:
    """One thing that is new.

    Attributes:
        version: The version that it is about.
        state: What it became.
        day: The day of its end, None where nobody says one.
        is_in_header: Whether a header of an answer says so, and not the answer to ``versions-query``.
    """

    version: str
    state: State
    day: date | None = None
    is_in_header: bool = False

    @property
    def change(self) -> Change:
        """The finding."""
        rule = _RULES[self.state]
        old = None if self.state is State.SUPPORTED else "supported"
        new = self._said()
        return Change(
            id=rule.id,
            title=rule.title,
            severity=rule.severity,
            event=rule.event,
            kind=Kind.VERSION,
            attribute=rule.attribute,
            coordinate=self.version,
            message=clean(rule.message.format(coordinate=self.version, new=new), limit=300),
            reason=rule.reason,
            spec=rule.url,
            old=old,
            new=new,
            old_location=None,
            new_location=None,
            fingerprint=fingerprint(rule.id, self.version, old, new),
            rule_severity=rule.severity,
        )

    def _said(self) -> str | None:
        match self.state:
            case State.SUPPORTED:
                return "supported"
            case State.ENDED:
                return None
        if self.day is not None:
            return f"on {self.day}"
        return "its Deprecation header says so" if self.is_in_header else "the API marks it"


def of_answer(configured: Iterable[str], told: Told, today: date) -> Iterator[VersionNews]:
    """Yield what is new in an API's answer to ``versions-query``.

    Args:
        configured: The lines of the source.
        told: What the API says.
        today: The present day.
    """
    found = news(configured, told, today)
    yield from (VersionNews(line, State.SUPPORTED) for line in found.appeared)
    yield from (VersionNews(line, State.ENDED) for line in found.ended)
    yield from (VersionNews(line, State.ENDING, day) for line, day in found.ending.items())


def of_headers(
    line: str | None, seen: Snapshot, told: Iterable[VersionNews], today: date
) -> Iterator[VersionNews]:
    """Yield that a line is about to end, when its server says so in the headers of its answer and nowhere else."""
    if line is None or any(each.version == line for each in told):
        return
    is_marked = seen.deprecated is not None and seen.deprecated <= today
    if (seen.sunset is None and is_marked) or (seen.sunset is not None and is_soon(seen.sunset, today)):
        yield VersionNews(line, State.ENDING, seen.sunset, is_in_header=True)


def owner(version: str, configured: Sequence[str]) -> str:
    """Return the line that news of a version are shown with: its own, else the newest release."""
    return version if version in configured else lines.newest_stable(configured)


def to_text(found: Iterable[VersionNews]) -> str:
    """Return the text of the file: the same news, the same bytes."""
    rows = [
        {
            "version": each.version,
            "state": each.state.value,
            "day": None if each.day is None else each.day.isoformat(),
            "in-header": each.is_in_header,
        }
        for each in sorted(set(found), key=lambda each: (each.version, each.state.value))
    ]
    return json.dumps({"format": FORMAT, "versions": rows}, indent=2) + "\n"


def parse(text: str, path: str) -> tuple[VersionNews, ...]:
    """Return the news that a file holds.

    Raises:
        StoreError: It holds something else.
    """
    try:
        value, _ = parse_json(text.encode(), path=path)
        if value["format"] != FORMAT:
            raise ValueError("of another format")
        return tuple(_of_row(row) for row in value["versions"])
    except (SchemaUnreadable, KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{path} is not what this release writes; bring it back with git checkout -- {path}, or delete it"
        ) from error


def _of_row(row: Any) -> VersionNews:
    version, day, is_in_header = row["version"], row["day"], row["in-header"]
    if lines.NAME.fullmatch(version) is None or not isinstance(is_in_header, bool):
        raise ValueError("not news")
    return VersionNews(
        version, State(row["state"]), None if day is None else date.fromisoformat(day), is_in_header
    )


def unstored(found: str | None, stored: str | None, path: str) -> tuple[VersionNews, ...]:
    """Return all news of a text when any of them is missing in what is stored, none else. Raises StoreError."""
    if found is None:
        return ()
    seen = parse(found, path)
    known = () if stored is None else parse(stored, path)
    return seen if set(seen) - set(known) else ()
