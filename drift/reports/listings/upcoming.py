"""``drift upcoming``: what is announced to go, when, and which operations use it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from drift.escape import code_span, json_without_commands, prose
from drift.history.record import KEPT_WITHIN_DAYS, Record
from drift.history.upcoming import Outlook, Upcoming, Use, identity
from drift.redact import clean
from drift.version import __version__

FORMAT = 1
EXPLANATION = """\
REMOVAL_ANNOUNCED  DEPRECATED

The API's owner says when an element goes: nothing breaks yet, and it will. Operations that use it stop being valid
on that day or with that version.

About:          whatever can be deprecated
Read from:      deprecation reasons, the owner's list of upcoming changes, the endpoint's Sunset header
Specification:  https://spec.graphql.org/September2025/#sec--deprecated

A date counts where the sentence says that something goes then: "Removal on 2025-04-01 UTC", "after 1 July 2026",
"in Q3 2026". Of a month or quarter it is the first day, of its end the last. What can't be read is not a date: "next
year", "07/08/2026". A date that has passed while the element is still there is listed as that and fails nothing.

drift upcoming --fail-on removal-within=90d exits with 1 when something that your operations use goes within 90 days;
check and operations take the same.
"""
MAX_PLACES = 3
_ICS_LINE_BYTES = 75


def to_text(outlooks: Sequence[Outlook], *, verbose: bool = False) -> str:
    """Return what is to come for people.

    Args:
        outlooks: What is announced of each source.
        verbose: List what no operation uses, and what has no date, one by one.
    """
    return "\n".join(_text(outlook, verbose=verbose) for outlook in outlooks)


def _text(outlook: Outlook, *, verbose: bool) -> str:
    lines = [f"{clean(outlook.source)}: {summary(outlook)}"]
    for heading, entries in _groups(outlook):
        shown = [
            each for each in entries if verbose or each.announced or each.uses or not outlook.knows_operations
        ]
        if heading == _UNDATED and not verbose:
            shown = [each for each in entries if each.uses]
        lines += ["", f"{heading} ({len(entries)})"]
        for each in shown:
            lines += [f"  {line}" for line in _entry_lines(each, outlook.today)]
        if len(shown) < len(entries):
            hidden = len(entries) - len(shown)
            lines.append(f"  {'and ' if shown else ''}{hidden:,} that no operation uses; -v lists them")
    if outlook.record is not None:
        lines += ["", "RECORD", *(f"  {line}" for line in record_lines(outlook.record))]
    return "\n".join(lines) + "\n"


_UNDATED = "DEPRECATED, NO DATE"


def _groups(outlook: Outlook) -> Iterator[tuple[str, tuple[Upcoming, ...]]]:
    groups = (
        ("COMING", outlook.dated),
        ("WITH A VERSION", outlook.versioned),
        ("PAST THEIR DATE, STILL THERE", outlook.overdue),
        (_UNDATED, outlook.undated),
    )
    return ((heading, entries) for heading, entries in groups if entries)


def summary(outlook: Outlook) -> str:
    """Return what goes next, one phrase: what an operation uses comes first."""
    next_one = next_up(outlook)
    if next_one is None:
        count = len(outlook.entries)
        said = f"{count:,} deprecated element{'' if count == 1 else 's'}" if count else "nothing deprecated"
        return f"no date is announced that is to come; {said}"
    what = clean(next_one.coordinate or "the endpoint")
    used = ""
    if outlook.knows_operations:
        used = f", used by {_count(next_one)}" if next_one.uses else ", which no operation uses"
    return f"next to go is {what}, {when(next_one, outlook.today)}{used}"


def next_up(outlook: Outlook) -> Upcoming | None:
    """Return what goes next of what the user's operations use; else what goes next; else what a version takes away."""
    coming = (*outlook.dated, *outlook.versioned)
    return next((each for each in coming if each.uses), None) or next(iter(coming), None)


def _count(entry: Upcoming) -> str:
    names = {(use.name, use.path, use.line) for use in entry.uses}
    return f"{len(names)} operation{'' if len(names) == 1 else 's'}"


def when(entry: Upcoming, today: date) -> str:
    """Return when something goes, in words."""
    if entry.announced is None:
        return "no date" if entry.version is None else f"with version {clean(entry.version)}"
    days = (entry.announced - today).days
    if days < 0:
        ago = f"{-days:,} day{'' if days == -1 else 's'} ago"
        text = f"announced for {entry.announced}, {ago}, and in the newest version that was seen"
    elif days == 0:
        text = f"{entry.announced}, today"
    else:
        text = f"{entry.announced}, in {days:,} day{'' if days == 1 else 's'}"
    return text if entry.version is None else f"{text}, with version {clean(entry.version)}"


def _entry_lines(entry: Upcoming, today: date) -> Iterator[str]:
    yield f"{clean(entry.coordinate or 'the endpoint')}  {when(entry, today)}"
    yield f"    {clean(entry.reason, limit=300)}"
    if entry.since is not None:
        yield f"    deprecated since {clean(entry.since)}"
    for use in _places(entry.uses):
        yield f"    used by {use}"


def _places(uses: Sequence[Use]) -> Iterator[str]:
    for use in uses[:MAX_PLACES]:
        possible = ", perhaps: a variable could hold it" if use.is_possible else ""
        yield clean(f"{use.name}  {use.path}:{use.line}{possible}", limit=300)
    if len(uses) > MAX_PLACES:
        yield f"{len(uses) - MAX_PLACES} more"


def record_lines(record: Record) -> list[str]:
    """Return what became of earlier announcements, a sentence each."""
    lines: list[str] = []
    if record.removed:
        text = f"{record.share(record.deprecated_before, record.removed)} removed fields had been deprecated before"
        if record.days is not None:
            text += f", half of them for at least {record.days:,} days"
        lines.append(text)
    if record.dates:
        text = (
            f"{record.share(record.kept, record.dates)} announced dates were kept within {KEPT_WITHIN_DAYS} days; "
            f"{record.standing:,} passed with the element still there or put off, {record.later:,} came later"
        )
        if record.lateness_days is not None:
            text += f", half of those by at least {record.lateness_days:,} days"
        lines.append(text)
    return lines or ["nothing was removed and no announced date has come so far"]


def to_markdown(outlooks: Sequence[Outlook]) -> str:
    """Return what is to come as tables."""
    return "\n".join(_markdown(outlook) for outlook in outlooks)


def _markdown(outlook: Outlook) -> str:
    lines = [f"## {prose(outlook.source)}", "", f"{prose(summary(outlook))}."]
    for heading, entries in _groups(outlook):
        lines += [
            "",
            f"### {heading.capitalize()}",
            "",
            "| what | when | instead | used by | reason |",
            "|---|---|---|---|---|",
        ]
        for each in entries:
            cells = (
                code_span(each.coordinate or "the endpoint"),
                prose(when(each, outlook.today), is_start=False),
                ", ".join(code_span(name) for name in each.successors),
                "<br>".join(
                    f"{code_span(use.name)} {code_span(f'{use.path}:{use.line}')}" for use in each.uses
                ),
                prose(each.reason, 300),
            )
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if outlook.record is not None:
        lines += ["", "### Record", "", *(f"- {prose(line)}" for line in record_lines(outlook.record))]
    return "\n".join(lines) + "\n"


def to_json(outlooks: Sequence[Outlook]) -> str:
    """Return a JSON array with one object for each element."""
    found = [_as_json(outlook, each) for outlook in outlooks for each in outlook.entries]
    return json_without_commands(json.dumps(found, indent=2)) + "\n"


def _as_json(outlook: Outlook, entry: Upcoming) -> dict[str, Any]:
    return {
        "source": outlook.source,
        "coordinate": entry.coordinate,
        "announced": None if entry.announced is None else entry.announced.isoformat(),
        "is_past": entry.is_past(outlook.today),
        "version": entry.version,
        "successor": entry.successor,
        "successors": list(entry.successors),
        "reason": entry.reason,
        "origin": entry.origin,
        "criticality": entry.criticality,
        "deprecated_since": entry.since,
        "operations": [
            {"name": use.name, "path": use.path, "line": use.line, "only_possible": use.is_possible}
            for use in entry.uses
        ],
    }


def to_ics(outlooks: Sequence[Outlook]) -> str:
    """Return the announced dates to come as a calendar (RFC 5545, with the properties of RFC 7986)."""
    names = ", ".join(outlook.source for outlook in outlooks)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//graphql-drift//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_ics(f'Announced removals: {names}')}",
        f"X-WR-CALNAME:{_ics(f'Announced removals: {names}')}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for outlook in outlooks:
        for each in outlook.dated:
            lines += _event(outlook, each)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(outlook: Outlook, entry: Upcoming) -> list[str]:
    assert entry.announced is not None  # noqa: S101 - only what has a date is an event
    used = "\n".join(f"used by {line}" for line in _places(entry.uses))
    description = clean(entry.reason, limit=1000) + (f"\n{used}" if used else "")
    after = entry.announced + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{identity(outlook, entry)}@graphql-drift",
        f"DTSTAMP:{outlook.today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{entry.announced:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_ics(title(outlook, entry))}",
        f"DESCRIPTION:{_ics(description)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def title(outlook: Outlook, entry: Upcoming) -> str:
    """Return what happens, as the title of an event or item."""
    what = clean(entry.coordinate or "the endpoint", limit=300)
    return f"{clean(outlook.source)}: {what} is announced to go"


def warnings(outlook: Outlook, days: int) -> list[str]:
    """Return what goes within so many days and concerns the user, one line each."""
    return [f"{title(outlook, each)}: {when(each, outlook.today)}" for each in outlook.within(days)]


def _ics(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line as lines of at most 75 bytes, those after the first led by a space; no character is cut."""
    current = ""
    for character in line:
        if len((current + character).encode()) > _ICS_LINE_BYTES:
            yield current
            current = " "
        current += character
    yield current


def to_feed(outlooks: Sequence[Outlook], *, home: str | None = None) -> str:
    """Return what has a date or a version as a JSON feed (https://www.jsonfeed.org/version/1.1/).

    Args:
        outlooks: What is announced of each source.
        home: Address of the site that the feed belongs to.
    """
    names = ", ".join(outlook.source for outlook in outlooks)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Announced removals: {names}",
        "language": "en",
    }
    if home is not None:
        feed["home_page_url"] = home
    feed["items"] = [
        _item(outlook, each) for outlook in outlooks for each in (*outlook.dated, *outlook.versioned)
    ]
    return json.dumps(feed, indent=2) + "\n"


def _item(outlook: Outlook, entry: Upcoming) -> dict[str, Any]:
    # The same from day to day, so that no reader takes it for news again.
    day = [] if entry.announced is None else [entry.announced.isoformat()]
    version = [] if entry.version is None else [f"with version {clean(entry.version)}"]
    lines = [f"{', '.join(day + version)}.", clean(entry.reason, limit=1000)]
    lines += [f"Used by {line}" for line in _places(entry.uses)]
    return {
        "id": identity(outlook, entry),
        "title": title(outlook, entry),
        "content_text": "\n".join(lines),
        "tags": [entry.origin, *(["used"] if entry.is_used else [])],
    }
