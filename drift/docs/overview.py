"""The pages about a version as a whole: overview, deprecations, changelog, removals, guides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drift.changes.change import Change
from drift.docs.charts import breakage, growth
from drift.docs.highlight import graphql
from drift.docs.history import Counts
from drift.docs.kinds import TYPE_GROUPS
from drift.docs.pages import Page, ReferencePages
from drift.docs.places import FOLDERS, file_stems
from drift.docs.prose import Prose, plain, visible, web_address
from drift.docs.sdl_diff import hunks
from drift.docs.source import Guide, SiteSource, SiteVersion
from drift.docs.support import support_page
from drift.docs.typeset import Typesetter
from drift.docs.upcoming import has_page, upcoming_page
from drift.schema.element import Element
from drift.severity import WORST_FIRST, Severity

_NEWEST_CHANGES = 8
_URGENT = 6
_TITLE = re.compile(r"#\s+(.+?)\s*#*\s*(?:\n|$)")


class OverviewPages:
    """The pages about a version as a whole.

    Args:
        source: The API.
        reference: The reference pages of the version.
        to_source: From the version's root to the source's; empty for the newest version, which alone has the
            changelog, the removals and the guides.
    """

    def __init__(self, source: SiteSource, reference: ReferencePages, *, to_source: str) -> None:
        self._source = source
        self._reference = reference
        self._history = reference.history
        self._schema = reference.schema
        self._places = reference.places
        self._is_newest = not to_source
        self._top = Typesetter(self._schema, self._places, self._history, to_version="", to_source=to_source)
        self.guides = name_guides(source.guides)
        self.counts: tuple[Counts, ...] = tuple(self._history.counts())

    @property
    def deprecated(self) -> list[Element]:
        """Deprecated elements in canonical order."""
        return [element for element in self._schema.by_coordinate.values() if element.deprecation is not None]

    def pages(self) -> Iterator[Page]:
        """Yield the pages."""
        yield self._overview()
        yield self._deprecations()
        if self._is_newest:
            yield self._changelog()
            for position in range(1, len(self.counts)):
                yield self._version(position)
            if self.counts:
                yield self._first_version()
            yield self._removed()
            if self._source.outlook is not None and has_page(self._source.outlook):
                yield upcoming_page(self._source.outlook, self._top)
            if self._source.support is not None:
                yield support_page(self._source.support, self._top)
            yield from self._guide_pages()

    # Overview

    def _overview(self) -> Page:
        schema, places = self._schema, self._places
        newest = self._history.versions[-1]
        kinds = [(group.title, group.address, len(group.types(schema))) for group in TYPE_GROUPS]
        changes = self._history.changes_in(newest)
        context: dict[str, Any] = {
            "heading": self._source.heading,
            "description": self._top.prose.html(schema.definition.description),
            "endpoint": visible(self._source.endpoint or ""),
            "headers": [visible(name) for name in self._source.header_names],
            "version": newest,
            "operations": [
                (
                    FOLDERS[operation].capitalize(),
                    f"{FOLDERS[operation]}/index.html",
                    len(fields),
                    self._sample(fields),
                )
                for operation, fields in places.operations.items()
            ],
            "kinds": [*((t, a, n) for t, a, n in kinds if n), *self._directive_count()],
            "changes": [self._change(change) for change in changes[:_NEWEST_CHANGES]],
            "change_counts": _severity_counts(changes),
            "total_changes": len(changes),
            "urgent": [self._deprecated_row(element) for element in self._urgent()],
            "deprecated_total": len(self.deprecated),
            "has_history": self._history.is_known,
            "growth": growth(self.counts),
            "breakage": breakage(self.counts),
            "counts": list(reversed(self.counts))[:12],
            "has_dates": self._has_dates(),
            "notices": [visible(f"{one.coordinate or 'schema'} {one.text}") for one in schema.notices][:20],
            "omits": sorted(omission.value for omission in schema.omits),
            "guides": [(title, page) for _, title, page in self.guides] if self._is_newest else [],
        }
        summary = plain(schema.definition.description, 160) or f"Reference of the {self._source.heading} API."
        return Page("index.html", "docs/source.html", "Overview", summary, context)

    def _sample(self, fields: dict[str, Element]) -> list[Any]:
        kept = [field for field in fields.values() if field.deprecation is None]
        return [self._top.link(field.coordinate, field.name) for field in kept[:6]]

    def _directive_count(self) -> list[tuple[str, str, int]]:
        number = len(self._schema.directives)
        return [("Directives", "directives/index.html", number)] if number else []

    def _urgent(self) -> list[Element]:
        """Return deprecated elements to act on: those that operations use, else the latest deprecations."""
        used = {coordinate for use in self._source.operations for coordinate in use.coordinates}
        urgent = [element for element in self.deprecated if element.coordinate in used]
        if not urgent and not self._source.operations:
            latest = [
                one for one in self.deprecated if self._history.deprecated_since(one.coordinate) is not None
            ]
            latest.sort(
                key=lambda one: str(getattr(self._history.deprecated_since(one.coordinate), "moment", ""))
            )
            urgent = latest[::-1]
        return urgent[:_URGENT]

    def _deprecated_row(self, element: Element) -> dict[str, Any]:
        return {
            "link": self._top.link(element.coordinate),
            "anchor": element.coordinate,
            "kind": element.kind.value,
            "deprecation": self._top.deprecation(element),
            "used_in": [
                visible(f"{use.name} · {use.path}:{use.line}")
                for use in self._source.operations
                if element.coordinate in use.coordinates
            ],
        }

    def _change(self, change: Change, typeset: Typesetter | None = None) -> dict[str, Any]:
        typeset = typeset or self._top
        return {
            "severity": change.severity.word,
            "id": change.id,
            "link": typeset.link(change.coordinate),
            "message": typeset.message(change.message),
            "reason": visible(change.reason),
            "spec": web_address(change.spec),
            "old": None if change.old is None else visible(change.old),
            "new": None if change.new is None else visible(change.new),
            "details": [visible(line) for line in change.details],
            "history": None if change.history is None else visible(change.history),
            "witness": None if change.witness is None else graphql(visible(change.witness)),
            "witness_note": None if change.witness_note is None else visible(change.witness_note),
        }

    def _has_dates(self) -> bool:
        """Return whether dates tell more than the labels of the versions do."""
        return any(version.date not in (None, version.label) for version in self._history.versions)

    # Deprecations and removals

    def _deprecations(self) -> Page:
        groups: dict[str, list[dict[str, Any]]] = {}
        for element in self.deprecated:
            owner = element.coordinate.partition("(")[0].partition(".")[0]
            groups.setdefault(owner, []).append(self._deprecated_row(element))
        context = {
            "groups": [(owner, self._top.link(owner), rows) for owner, rows in groups.items()],
            "total": len(self.deprecated),
            "knows_operations": bool(self._source.operations),
            "has_history": self._history.is_known,
        }
        summary = f"{len(self.deprecated)} deprecated elements and what replaces them."
        return Page("deprecations.html", "docs/deprecations.html", "Deprecations", summary, context)

    def _removed(self) -> Page:
        groups: dict[SiteVersion, list[dict[str, Any]]] = {}
        for removal in self._history.removed():
            suggestion = removal.suggestion
            groups.setdefault(removal.version, []).append(
                {
                    "coordinate": removal.element.coordinate,
                    "kind": removal.element.kind.value,
                    "type": removal.element.type,
                    "severity": None if removal.change is None else removal.change.severity.word,
                    "deprecated": None
                    if removal.deprecated is None
                    else self._top.version(removal.deprecated),
                    "reason": self._top.prose.html(removal.element.deprecation),
                    "suggestion": None if suggestion is None else self._top.link(suggestion),
                }
            )
        context = {
            "groups": [(self._top.version(version), rows) for version, rows in groups.items()],
            "has_history": self._history.is_known,
        }
        return Page(
            "removed.html",
            "docs/removed.html",
            "Removed",
            "What used to exist, and when it was removed.",
            context,
        )

    # Changelog

    def _changelog(self) -> Page:
        context = {
            "counts": list(reversed(self.counts)),
            "has_dates": self._has_dates(),
            "growth": growth(self.counts),
            "breakage": breakage(self.counts),
            "has_feed": any(version.moment for version in self._history.versions),
        }
        summary = f"{len(self.counts)} versions of the schema and what each one changed."
        return Page("changelog/index.html", "docs/changelog.html", "Changelog", summary, context)

    def _version(self, position: int) -> Page:
        version, previous = self._history.versions[position], self._history.versions[position - 1]
        changes = self._history.changes_in(version)
        typeset = self._reference.deep
        severities = [
            (
                severity.word,
                [self._change(one, typeset) for one in changes if one.severity is severity],
            )
            for severity in WORST_FIRST
        ]
        diff, left_out = hunks(changes, previous.version.snapshot.schema, version.version.snapshot.schema)
        context = {
            "version": version,
            "previous": previous,
            "following": self._history.versions[position + 1] if position + 1 < len(self.counts) else None,
            "severities": [(name, found) for name, found in severities if found],
            "total": len(changes),
            "hunks": diff,
            "left_out": left_out,
        }
        return self._version_page(version, context, f"What {version.label} changed: {len(changes)} changes.")

    def _first_version(self) -> Page:
        version = self._history.versions[0]
        following = self._history.versions[1] if len(self.counts) > 1 else None
        context: dict[str, Any] = {"version": version, "previous": None, "following": following}
        context |= {"severities": [], "total": 0, "hunks": [], "left_out": 0}
        return self._version_page(version, context, f"{version.label}, the first stored version.")

    @staticmethod
    def _version_page(version: SiteVersion, context: dict[str, Any], summary: str) -> Page:
        return Page(f"changelog/{version.slug}.html", "docs/version.html", version.label, summary, context)

    # Guides

    def _guide_pages(self) -> Iterator[Page]:
        prose = Prose(self._reference.deep.address, is_guide=True)
        for guide, title, page in self.guides:
            body = _TITLE.sub("", guide.text, count=1) if _TITLE.match(guide.text) else guide.text
            context = {"title": title, "body": prose.html(body), "path": guide.path}
            yield Page(page, "docs/guide.html", title, plain(body, 160), context)


def name_guides(guides: tuple[Guide, ...]) -> list[tuple[Guide, str, str]]:
    """Return each guide with its title and its page below the source's folder."""
    stems = file_stems(guide.name for guide in guides)
    named = []
    for guide in guides:
        heading = _TITLE.match(guide.text)
        title = plain(heading[1]) if heading else guide.name.replace("-", " ").replace("_", " ")
        named.append((guide, title, f"guides/{stems[guide.name]}.html"))
    return named


def _severity_counts(changes: tuple[Change, ...]) -> list[tuple[str, int]]:
    counted = [(one.word, sum(change.severity is one for change in changes)) for one in Severity]
    return [(name, number) for name, number in reversed(counted) if number]
