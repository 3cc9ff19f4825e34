"""``drift status``: how each source is doing, and which accepted changes run out soon."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from drift.config import Allowance
from drift.escape import code_span


@dataclass(frozen=True)
class SourceStatus:
    """How one source is doing.

    Attributes:
        name: The source's name.
        looked: The last successful check that is known of, in UTC; None when there was none.
        is_recorded: Whether that look was recorded; else it is the newest version's time, and there may have been
            later looks that found nothing and that nobody recorded.
        age: Time since then.
        versions: Number of stored versions.
        newest: Name of the newest one.
        label: Its label.
        verdicts: Number of operations on which a server's verdict is stored, for a source that shows no schema.
    """

    name: str
    looked: datetime | None
    is_recorded: bool
    age: timedelta | None
    versions: int
    newest: str | None
    label: str | None
    verdicts: int = 0

    def is_older(self, limit: timedelta) -> bool:
        """Return whether the last successful check is longer ago than *limit*, or there was none."""
        return self.age is None or self.age > limit


def show_age(age: timedelta) -> str:
    """Return a duration in its two largest units, such as ``2 d 3 h``."""
    minutes = int(age.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = (
        [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest and not days)
    )
    return " ".join(parts) or "less than a minute"


def to_text(
    rows: Sequence[SourceStatus], expiring_soon: Sequence[Allowance], today: date, limit: timedelta | None
) -> str:
    """Return the status for people, one source a line."""
    width = max((len(row.name) for row in rows), default=0)
    lines = []
    for row in rows:
        late = "✗ " if limit is not None and row.is_older(limit) else "  "
        lines.append(f"{late}{row.name:<{width}}  {_seen(row)}; {_stored(row)}")
    lines += [f"  {_expiry(entry, today)}" for entry in expiring_soon]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def to_markdown(rows: Sequence[SourceStatus]) -> str:
    """Return a table of the last successful checks."""
    lines = ["| source | last successful check | stored |", "|---|---|---|"]
    lines += [f"| {code_span(row.name)} | {_seen(row)} | {_stored(row)} |" for row in rows]
    return "\n".join(lines)


def to_json(
    rows: Sequence[SourceStatus], expiring_soon: Sequence[Allowance], today: date, limit: timedelta | None
) -> str:
    """Return the status for programs; ages are in seconds."""
    document = {
        "format": 1,
        "sources": [
            {
                "name": row.name,
                "last_good_look": None
                if row.looked is None
                else f"{row.looked.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "recorded": row.is_recorded,
                "age": None if row.age is None else int(row.age.total_seconds()),
                "too_old": None if limit is None else row.is_older(limit),
                "versions": row.versions,
                "newest": row.newest,
                "label": row.label,
                "verdicts": row.verdicts,
            }
            for row in rows
        ],
        "expiring": [
            {
                "change": entry.change,
                "coordinate": entry.coordinate,
                "source": entry.source,
                "until": str(entry.until),
                "expired": entry.until is not None and entry.until < today,
                "reason": entry.reason,
                "place": entry.place,
            }
            for entry in expiring_soon
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _seen(row: SourceStatus) -> str:
    if row.looked is None or row.age is None:
        return "never seen"
    guess = "" if row.is_recorded else ", at the latest"
    return f"{row.looked:%Y-%m-%d %H:%M} UTC ({show_age(row.age)} ago{guess})"


def _stored(row: SourceStatus) -> str:
    if row.newest is None:
        return f"verdicts on {row.verdicts:,} operations" if row.verdicts else "nothing stored"
    label = f" ({row.label})" if row.label else ""
    return f"{row.versions} {'version' if row.versions == 1 else 'versions'}, newest {row.newest}{label}"


def _expiry(entry: Allowance, today: date) -> str:
    assert entry.until is not None  # noqa: S101 - only such entries expire
    days = (entry.until - today).days
    when = "expired" if days < 0 else "expires today," if days == 0 else f"expires in {days} d,"
    return f"{entry.place}: accepted {entry.change} {entry.coordinate} {when} on {entry.until}"
