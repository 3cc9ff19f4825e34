"""The words of the store: names of sources, versions and labels, and the moments that follow an ``@``.

Everything here is pure: no files, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from urllib.parse import urlsplit

from drift import lines, unseen
from drift.errors import StoreError
from drift.escape import quoted

NAME_LIMIT = 64
LATEST = "latest"
PREVIOUS = "previous"

_SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]*")
# Windows takes these for devices, with any ending: a checkout there could not hold such a folder.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_VERSION_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d)-(\d\d)-(\d\d)Z(?:_(\d{2,}))?", re.ASCII)
_PERIOD = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?:[:-](\d\d)(?:[:-](\d\d))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII | re.IGNORECASE,
)


_DATE_IN_NAME = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?:([01][0-9])([0-3][0-9])(?![0-9]{3})|[-_.]([01][0-9])(?:[-_.]([0-3][0-9]))?)"
    r"(?:[T_ -]([0-2][0-9])[-:_.]?([0-5][0-9])(?:[-:_.]?([0-5][0-9]))?Z?)?(?![0-9])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When a version was stored, as its name says it: what versions are ordered by.

    Attributes:
        taken: In UTC, whole seconds.
        number: 1 for the first version of that second, then 2, 3, …
    """

    taken: datetime
    number: int = 1

    @property
    def version(self) -> str:
        """The version's name: ``2026-11-23T06-00-00Z``, then ``2026-11-23T06-00-00Z_02``."""
        name = self.iso.replace(":", "-")
        return name if self.number == 1 else f"{name}_{self.number:02d}"

    @property
    def iso(self) -> str:
        """The time alone: ``2026-11-23T06:00:00Z``."""
        # Of a folder with a thousand versions every name is made: strftime takes ten times as long.
        return self.taken.isoformat()[:19] + "Z"


def check_source_name(name: str) -> None:
    """Raise StoreError when *name*, or source and line in it, can't be a folder's name on every platform."""
    source, line = lines.split(name)
    _check_folder_name(source)
    if line is not None:
        _check_folder_name(line)


def _check_folder_name(name: str) -> None:
    if len(name) > NAME_LIMIT:
        raise StoreError(f"source name {quoted(name)} is longer than {NAME_LIMIT} characters")
    if not _SOURCE_NAME.fullmatch(name) or name.endswith("."):
        raise StoreError(
            f"source name {quoted(name)} can't be a folder's name: use letters, digits, '.', '_' and '-', "
            "a letter or digit first and no '.' last"
        )
    if _DEVICE.fullmatch(name):
        raise StoreError(f"source name {quoted(name)} is the name of a device on Windows; choose another")


def check_label(label: str) -> None:
    """Raise StoreError when *label* can't follow an ``@`` or would be read as something else there."""
    if len(label) > NAME_LIMIT or not _LABEL.fullmatch(label):
        raise StoreError(
            f"label {quoted(label)} is not usable: up to {NAME_LIMIT} letters, digits, '.', '_', '+', '/' "
            "and '-', a letter or digit first"
        )
    if label.lower() in (LATEST, PREVIOUS):
        raise StoreError(f"label {quoted(label)} already has a meaning after an @; choose another")
    if _PERIOD.fullmatch(label) or _VERSION_NAME.fullmatch(label):
        raise StoreError(
            f"label {quoted(label)} reads as a date; put a word before it, as in 'release-{label}'"
        )


def is_label(label: str) -> bool:
    """Return whether :func:`check_label` accepts *label*."""
    try:
        check_label(label)
    except StoreError:
        return False
    return True


@lru_cache(maxsize=4096)
def parse_version(name: str) -> Moment | None:
    """Return the moment that a version's name says, or None when it is not the name of a version."""
    match = _VERSION_NAME.fullmatch(name)
    if match is None:
        return None
    number = int(match[7]) if match[7] and len(match[7]) < 10 else 1
    try:
        moment = Moment(datetime(*map(int, match.groups()[:6]), tzinfo=UTC), number)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    # One name for one moment: "…Z_01" and "…Z_002" would be second spellings.
    return moment if moment.version == name else None


def next_moment(taken: datetime, newest: Moment | None) -> Moment:
    """Return the moment for a version taken at *taken*, always after *newest*.

    A clock that stops or runs backwards must not put a version before one that was stored earlier.
    """
    second = taken.astimezone(UTC).replace(microsecond=0)
    if newest is None or second > newest.taken:
        return Moment(second)
    return Moment(newest.taken, newest.number + 1)


def end_of_period(text: str) -> datetime | None:
    """Return the first moment after the period that *text* names, or None when it is not a date.

    Year, month, day, hour, minute or second; UTC unless an offset follows the time. ``2026-11`` ends
    with the first second of December.
    """
    period = _period(text)
    return None if period is None else period[1]


def start_of_period(text: str) -> datetime | None:
    """Return the first moment of the period that *text* names, as :func:`end_of_period` reads it."""
    period = _period(text)
    return None if period is None else period[0]


def dates_in(name: str) -> list[datetime]:
    """Return the moments that are in the name of a file, each once: ``schema-2025-02-27``, ``v20250227``, ``2025-01``.

    A month means its first day; a year alone is just a number.
    """
    found: dict[datetime, None] = {}
    for match in _DATE_IN_NAME.finditer(name):
        year, *parts = (int(part) if part else None for part in match.groups())
        month, day, *time = parts[:2] + parts[4:] if parts[0] else parts[2:]
        hour, minute, second = time
        try:
            moment = datetime(
                year or 0, month or 0, day or 1, hour or 0, minute or 0, second or 0, tzinfo=UTC
            )
        except ValueError:
            continue
        found[moment] = None
    return list(found)


def _period(text: str) -> tuple[datetime, datetime] | None:
    match = _PERIOD.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups()[:6])
    zone = _zone(match[7])
    if zone is None or year is None:
        return None
    try:
        start = datetime(year, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone)
        if month is None:
            end = start.replace(year=year + 1)
        elif day is None:
            end = (start + timedelta(days=31)).replace(day=1)
        elif hour is None:
            end = start + timedelta(days=1)
        elif minute is None:
            end = start + timedelta(hours=1)
        else:
            end = start + (timedelta(minutes=1) if second is None else timedelta(seconds=1))
        return start.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone | None:
    if text is None or text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def clean_origin(origin: str) -> str:
    """Return where a schema came from without what may be secret: a URL keeps scheme, host, port and path.

    Several places, with a comma and a blank between them, are cleaned one by one.
    """
    return ", ".join(_clean_place(place) for place in origin.split(", "))


def _clean_place(place: str) -> str:
    text = unseen.replace(place, lambda _: "").strip()
    if "://" not in text:
        return text
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        # What can't be taken apart can't be cleaned either.
        return text.partition("://")[0] + "://…"
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{parts.path}"


def listed(words: Iterable[str], limit: int = 8) -> str:
    """Return the first words with commas between them, and how many more there are."""
    every = list(words)
    more = f", … ({len(every) - limit} more)" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more
