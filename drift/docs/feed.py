"""The changelog as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from drift.changes.change import Change
from drift.docs.history import History
from drift.docs.prose import visible
from drift.docs.source import SiteVersion
from drift.severity import WORST_FIRST

_MOST_ENTRIES = 50
_MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a feed is published.

    Attributes:
        source: Name of the source, for identifiers that stay the same.
        base: Absolute address of the source's folder with a ``/`` at its end, None when nobody knows.
    """

    source: str
    base: str | None

    def identify(self, name: str) -> str:
        """Return an identifier that is the same in every build."""
        where = self.base or f"graphql-drift:{self.source}/"
        return f"urn:uuid:{uuid5(NAMESPACE_URL, where + name)}"

    def link(self, page: str) -> str:
        """Return the address of a page; relative to the feed when the site's address is unknown."""
        return f"{self.base}changelog/{page}" if self.base else page


def atom(heading: str, history: History, address: FeedAddress) -> str | None:
    """Return the feed, newest version first; None when no version has a date."""
    dated = [version for version in reversed(history.versions) if version.moment is not None]
    if not dated:
        return None
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(heading)} · changelog</title>",
        f"<id>{address.identify('feed')}</id>",
        f"<updated>{dated[0].moment}</updated>",
        "<author><name>graphql-drift</name></author>",
        f'<link rel="alternate" type="text/html" href={quoteattr(address.link("index.html"))}/>',
    ]
    if address.base:
        parts.append(
            f'<link rel="self" type="application/atom+xml" href={quoteattr(address.link("feed.xml"))}/>'
        )
    for version in dated[:_MOST_ENTRIES]:
        parts += _entry(heading, version, history.changes_in(version), address)
    return "\n".join([*parts, "</feed>"]) + "\n"


def _entry(heading: str, version: SiteVersion, changes: Sequence[Change], address: FeedAddress) -> list[str]:
    items = [f"<li><b>{change.severity.word}</b>: {_text(change.message)}</li>" for change in changes]
    if len(items) > _MOST_LINES:
        items = [*items[:_MOST_LINES], f"<li>and {len(changes) - _MOST_LINES} more</li>"]
    html = f"<ul>{''.join(items)}</ul>" if items else "<p>The first stored version.</p>"
    return [
        "<entry>",
        f"<title>{_text(heading)} {_text(version.label)}: {summary(changes)}</title>",
        f"<id>{address.identify(version.version.name)}</id>",
        f"<updated>{version.moment}</updated>",
        f'<link rel="alternate" type="text/html" href={quoteattr(address.link(version.slug + ".html"))}/>',
        f'<content type="html">{escape(html)}</content>',
        "</entry>",
    ]


def summary(changes: Sequence[Change]) -> str:
    """Return the counts of changes in words, worst first: ``2 breaking, 5 safe``."""
    counts = [(severity, sum(change.severity is severity for change in changes)) for severity in WORST_FIRST]
    return ", ".join(f"{count} {severity.word}" for severity, count in counts if count) or "no changes"


def _text(text: str) -> str:
    return escape(visible(text))
