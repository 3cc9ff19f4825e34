"""The page that says what is announced to go, with a calendar and a feed of it."""

from __future__ import annotations

from drift.docs.pages import Page
from drift.docs.prose import visible
from drift.docs.typeset import Typesetter
from drift.history.upcoming import Outlook, Upcoming
from drift.reports.listings.upcoming import record_lines

PAGE = "upcoming.html"
CALENDAR = "upcoming.ics"
FEED = "upcoming.json"


def has_page(outlook: Outlook | None) -> bool:
    """Return whether anything is announced with a date or a version."""
    return outlook is not None and bool(outlook.dated or outlook.versioned or outlook.overdue)


def upcoming_page(outlook: Outlook, typeset: Typesetter) -> Page:
    """Return the page of what is announced."""
    groups = (
        ("Coming", outlook.dated),
        ("With a version", outlook.versioned),
        ("Past their date, in the newest version", outlook.overdue),
    )
    context = {
        "groups": [
            (title, [_row(entry, typeset) for entry in entries]) for title, entries in groups if entries
        ],
        "record": [] if outlook.record is None else record_lines(outlook.record),
        "knows_operations": outlook.knows_operations,
        "calendar": CALENDAR,
        "feed": FEED,
    }
    count = len(outlook.dated) + len(outlook.versioned)
    summary = f"{count} announced removal{'' if count == 1 else 's'} to come."
    return Page(PAGE, "docs/upcoming.html", "Upcoming", summary, context)


def _row(entry: Upcoming, typeset: Typesetter) -> dict[str, object]:
    return {
        "link": None if entry.coordinate is None else typeset.link(entry.coordinate),
        "day": None if entry.announced is None else entry.announced.isoformat(),
        "version": None if entry.version is None else visible(entry.version),
        "reason": typeset.prose.html(entry.reason),
        "used_in": [
            visible(f"{use.name} · {use.path}:{use.line}") for use in entry.uses if not use.is_possible
        ],
    }
