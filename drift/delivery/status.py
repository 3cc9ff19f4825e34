"""How each source is doing: when it was last seen, what is stored, which accepted changes run out soon."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drift.config import Allowance, Config
from drift.delivery import looks
from drift.errors import UsageError
from drift.escape import code_span
from drift.snapshots.store import Store

EXPIRES_SOON = timedelta(days=14)
_AGE = re.compile(r"([0-9]{1,5})\s*(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class SourceStatus:
    """How one source is doing.

    Attributes:
        name: The source's name.
        looked: The last good look that is known of, in UTC; None when there was none.
        is_recorded: Whether that look was recorded; else it is the newest version's time, and there may have been
            later looks that found nothing and that nobody recorded.
        age: Time since then.
        versions: Number of stored versions.
        newest: Name of the newest one.
        label: Its label.
    """

    name: str
    looked: datetime | None
    is_recorded: bool
    age: timedelta | None
    versions: int
    newest: str | None
    label: str | None

    def is_older(self, limit: timedelta) -> bool:
        """Return whether the last good look is longer ago than *limit*, or there was none."""
        return self.age is None or self.age > limit


def of_sources(config: Config, store: Store, now: datetime, names: Sequence[str] = ()) -> list[SourceStatus]:
    """Return the status of the named sources, of all when none is named.

    Raises:
        UsageError: No source has that name.
        StoreError: The snapshot folder can't be read.
    """
    recorded = looks.last(config.root)
    chosen = [config.source(name) for name in names] or list(config.sources.values())
    found: list[SourceStatus] = []
    for source in chosen:
        versions = store.versions(source.name)
        newest = versions[-1] if versions else None
        looked = recorded.get(source.name)
        is_recorded = looked is not None and (newest is None or looked >= newest.taken)
        if not is_recorded:
            looked = newest.taken if newest else None
        found.append(
            SourceStatus(
                source.name,
                looked,
                is_recorded,
                # A clock that was ahead is no reason for a negative age.
                None if looked is None else max(now - looked, timedelta()),
                len(versions),
                newest.version if newest else None,
                newest.label if newest else None,
            )
        )
    return found


def expiring(config: Config, today: date) -> list[Allowance]:
    """Return the accepted changes that expired or will within two weeks, the earliest first."""
    entries = [entry for entry in config.policy.allow if entry.until is not None]
    soon = [entry for entry in entries if entry.until is not None and entry.until <= today + EXPIRES_SOON]
    return sorted(soon, key=lambda entry: (entry.until or date.max, entry.place))


def parse_age(text: str) -> timedelta:
    """Return the duration that ``90m``, ``36h``, ``2d`` or ``1w`` says. Raises UsageError."""
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"--max-age: write a number with m, h, d or w behind it, such as 36h or 2d, not {text!r}"
        )
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


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
    """Return a table of the last good looks."""
    lines = ["| source | last good look | stored |", "|---|---|---|"]
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
                "last_good_look": None if row.looked is None else looks.show_time(row.looked),
                "recorded": row.is_recorded,
                "age": None if row.age is None else int(row.age.total_seconds()),
                "too_old": None if limit is None else row.is_older(limit),
                "versions": row.versions,
                "newest": row.newest,
                "label": row.label,
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
        return "nothing stored"
    label = f" ({row.label})" if row.label else ""
    return f"{row.versions} {'version' if row.versions == 1 else 'versions'}, newest {row.newest}{label}"


def _expiry(entry: Allowance, today: date) -> str:
    assert entry.until is not None  # noqa: S101 - only such entries expire
    days = (entry.until - today).days
    when = "expired" if days < 0 else "expires today," if days == 0 else f"expires in {days} d,"
    return f"{entry.place}: accepted {entry.change} {entry.coordinate} {when} on {entry.until}"
