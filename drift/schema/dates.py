"""Dates as people write them in prose; what could be read in two ways is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>20[0-9]{2})\b"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?\b"
_END = r"(?P<end>(?:the )?end of )?(?:the )?"
# In this order: the longest first.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![0-9A-Za-z.-])(?P<year>20[0-9]{2})([-/.])(?P<number>[01]?[0-9])\2(?P<day>[0-3]?[0-9])(?![0-9.-]*[0-9])",
        rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"\b{_MONTH} {_DAY},? {_YEAR}",
        rf"(?<![0-9.])(?P<day>[0-3]?[0-9])\.(?P<number>[01]?[0-9])\.{_YEAR}",
        rf"(?<![0-9A-Za-z.-])(?P<day>1[3-9]|2[0-9]|3[01])-(?P<number>[01]?[0-9])-{_YEAR}(?!-)",
        rf"(?<![0-9A-Za-z.-])(?P<number>[01]?[0-9])-(?P<day>1[3-9]|2[0-9]|3[01])-{_YEAR}(?!-)",
        rf"(?<![0-9./])(?P<day>1[3-9]|2[0-9]|3[01])/(?P<number>[01]?[0-9])/{_YEAR}",
        rf"(?<![0-9./])(?P<number>[01]?[0-9])/(?P<day>1[3-9]|2[0-9]|3[01])/{_YEAR}",
        rf"\b{_END}{_MONTH},? (?:of )?{_YEAR}",
        rf"\b{_END}Q(?P<quarter>[1-4])(?: of|,|[-/])? ?{_YEAR}",
        rf"\b{_END}(?P<year>20[0-9]{{2}})[- /]?Q(?P<quarter>[1-4])\b",
        rf"\b{_END}(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of|,)? {_YEAR}",
        rf"\b{_END}H(?P<half>[12])(?: of|,|[-/])? ?{_YEAR}",
        rf"\b{_END}(?P<nthhalf>first|second|1st|2nd) half(?: of|,)? {_YEAR}",
        r"(?<![0-9A-Za-z.-])(?P<end>(?:the )?end of )?(?P<year>20[0-9]{2})-(?P<number>[01][0-9])(?![0-9.-]*[0-9])",
        rf"\b(?P<end>(?:(?:the )?end of (?:the )?|EO(?=Y))(?:year |Y )?){_YEAR}",
    )
)


# What follows it is the end of a range or the second of two, "July or August 2026", of which the year says both.
_ENDS_A_CHOICE = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)}|Q[1-4]|H[12]|(?<![-./])[0-3]?[0-9](?:st|nd|rd|th)?)\.?\s*(?:-|\u2013|/|\bor\b|\band\b|\bto\b)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text.

    Attributes:
        day: The day; of a month, quarter or half of a year its first, or its last where its end is named.
        start: Offset of its first character.
        end: Offset after its last.
        is_month: True for a month in digits, which may be the name of a version: ``2025-10``.
    """

    day: date
    start: int
    end: int
    is_month: bool = False


def dates_in(text: str) -> Iterator[Written]:
    """Yield the dates in a text by place. A year alone is none, neither is ``07/08/2026``."""
    found: list[Written] = []
    # 31 February is not a day, and does not mean all of February either.
    spans: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in spans):
                continue
            spans.append(match.span())
            day = (
                None
                if _ENDS_A_CHOICE.search(text, max(0, match.start() - 24), match.start())
                else _day(match)
            )
            if day is not None:
                is_month = match[0][:1].isdigit() and "-" in match[0] and len(match[0]) == len("2025-10")
                found.append(Written(day, match.start(), match.end(), is_month))
    yield from sorted(found, key=lambda written: written.start)


def _day(match: re.Match[str]) -> date | None:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    year = int(parts["year"])
    try:
        if "day" in parts:
            return date(year, _month(parts), int(parts["day"]))
        first, months = _period(parts)
        start = date(year, first, 1)
    except ValueError:
        return None
    if "end" not in parts:
        return start
    after = first + months
    return date(year + (after > 12), after - 12 * (after > 12), 1) - timedelta(days=1)


def _month(parts: dict[str, str]) -> int:
    return _MONTHS[parts["month"].lower()] if "month" in parts else int(parts["number"])


def _period(parts: dict[str, str]) -> tuple[int, int]:
    """Return the first month of a period, and how many it has."""
    if "month" in parts or "number" in parts:
        return _month(parts), 1
    if "half" in parts:
        return 6 * int(parts["half"]) - 5, 6
    if "quarter" in parts:
        return 3 * int(parts["quarter"]) - 2, 3
    if "nth" in parts:
        return 3 * _ORDINALS[parts["nth"].lower()] - 2, 3
    if "nthhalf" in parts:
        return 6 * _ORDINALS[parts["nthhalf"].lower()] - 5, 6
    return 1, 12
