"""What an API's owner announces beside the schema: lists of upcoming changes, and headers of the endpoint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from drift import strict_json
from drift.errors import SchemaUnreadable
from drift.escape import one_line
from drift.schema.dates import dates_in

MAX_BYTES = 8 * 1024 * 1024
# Read by Python at a few hundred kilobytes a second. The longest real list has a quarter of this.
MAX_YAML = 1_000_000
# A date of RFC 9651, perhaps with parameters.
_STRUCTURED_DATE = re.compile(r"@(-?[0-9]{1,15})(?:\s*;.*)?")
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?")
_NULLS = ("null", "~")
_KEYS = ("upcoming_changes", "upcomingChanges")


@dataclass(frozen=True, slots=True)
class Announced:
    """One entry of a list.

    Attributes:
        location: The coordinate that it names.
        description: What is to happen; foreign text.
        reason: Why; foreign text.
        day: When; None when there is no date that can be read.
        criticality: As it is written there, None when it is not.
    """

    location: str
    description: str
    reason: str
    day: date | None
    criticality: str | None


def read(text: str, *, path: str) -> tuple[Announced, ...]:
    """Return the entries of a list of upcoming changes.

    Args:
        text: YAML or JSON.
        path: The file as the user would name it, for messages.

    Raises:
        SchemaUnreadable: It is neither, or holds no such list.
    """
    loaded = _loaded(text, path)
    entries = loaded
    if isinstance(loaded, Mapping):
        entries = next((loaded[key] for key in _KEYS if key in loaded), None)
    if not isinstance(entries, list):
        raise SchemaUnreadable('holds no list named "upcoming_changes"', path=path)
    return tuple(_entry(entry, number, path) for number, entry in enumerate(entries, 1))


def sunset_of(headers: Mapping[str, str]) -> date | None:
    """Return the day in a ``Sunset`` header (RFC 8594); None when there is none that can be read.

    Args:
        headers: Names in lower case.
    """
    return _http_day(headers.get("sunset"))


def deprecated_of(headers: Mapping[str, str]) -> date | None:
    """Return the day in a ``Deprecation`` header (RFC 9745, or the date of its drafts); None likewise."""
    value = (headers.get("deprecation") or "").strip()
    match = _STRUCTURED_DATE.fullmatch(value)
    if match is None:
        return _http_day(value)
    try:
        return datetime.fromtimestamp(int(match[1]), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def says_deprecated(headers: Mapping[str, str]) -> bool:
    """Return whether a ``Deprecation`` header is there that does not deny it; its drafts had ``true``."""
    value = (headers.get("deprecation") or "").strip().lower()
    return value in ("true", "?1") or deprecated_of(headers) is not None


def _http_day(value: str | None) -> date | None:
    iso = _ISO_DATE.fullmatch((value or "").strip())
    try:
        if iso is not None:
            return date.fromisoformat(iso[1])
        moment = parsedate_to_datetime(value or "")
    except (TypeError, ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()


def _loaded(text: str, path: str) -> Any:
    if len(text) > MAX_BYTES:
        raise SchemaUnreadable(f"larger than {MAX_BYTES:,} bytes", path=path)
    try:
        return strict_json.load(text)
    except strict_json.NotJsonError as error:
        if error.line is None:
            # It has the form of JSON, and holds what no two readers take for the same.
            raise SchemaUnreadable(str(error), path=path) from None
    import yaml

    if len(text) > MAX_YAML:
        raise SchemaUnreadable(
            f"larger than {MAX_YAML:,} characters of YAML: give the list as JSON", path=path
        )
    try:
        # Every scalar stays a text and tags and merge keys mean nothing: only texts are asked for, and what builds
        # values meets hostile ones with errors of any kind, or grows beyond all bounds.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts, lists and mappings only
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        raise SchemaUnreadable(
            f"neither JSON nor YAML: {one_line(getattr(error, 'problem', None) or str(error), 200)}",
            path=path,
            line=line,
        ) from None


def _entry(entry: Any, number: int, path: str) -> Announced:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("location"), str):
        raise SchemaUnreadable(f"entry {number} names no location", path=path)
    criticality = entry.get("criticality")
    return Announced(
        # GitHub writes the arguments of a field as Type.field.argument.
        entry["location"].strip(),
        _text(entry.get("description")),
        _text(entry.get("reason")),
        _day(entry.get("date")),
        _text(criticality).lower() or None,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and value not in _NULLS else ""


def _day(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    found = list(dates_in(value.replace("T", " T", 1)))
    return found[0].day if len(found) == 1 else None
