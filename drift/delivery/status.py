"""How each source is doing: when it was last seen, what is stored, which accepted changes run out soon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from drift import silent
from drift.config import Allowance, Config
from drift.delivery import looks
from drift.errors import UsageError
from drift.escape import quoted
from drift.reports.listings.status import SourceStatus
from drift.snapshots.store import Store

EXPIRES_SOON = timedelta(days=14)
_AGE = re.compile(r"([0-9]{1,5})\s*(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def of_sources(config: Config, store: Store, now: datetime, names: Sequence[str] = ()) -> list[SourceStatus]:
    """Return the status of the named sources, of all when none is named.

    Raises:
        UsageError: No source has that name.
        StoreError: The snapshot folder can't be read.
    """
    recorded = looks.last(config.root)
    chosen = [source for name in names for source in config.chosen(name)] or list(config.sources.values())
    found: list[SourceStatus] = []
    for source in chosen:
        versions = store.versions(source.name)
        newest = versions[-1] if versions else None
        # What is dated in the future is not evidence of a check: some clock was wrong.
        evidence = [version.taken for version in versions if version.taken <= now + looks.SKEW][-1:]
        looked = recorded.get(source.name)
        if looked is not None and looked > now + looks.SKEW:
            looked = None
        is_recorded = looked is not None and all(looked >= taken for taken in evidence)
        if not is_recorded:
            looked = evidence[0] if evidence else None
        found.append(
            SourceStatus(
                source.name,
                looked,
                is_recorded,
                # A clock that was ahead must not give a negative age.
                None if looked is None else max(now - looked, timedelta()),
                len(versions),
                newest.version if newest else None,
                newest.label if newest else None,
                silent.verdicts(store, source.name),
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
            f"--max-age: write a number followed by m, h, d or w, such as 36h or 2d, not {quoted(text)}"
        )
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
