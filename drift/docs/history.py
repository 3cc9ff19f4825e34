"""What the stored versions say about an element, ready for a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from drift.changes.change import Change
from drift.docs.source import SiteVersion
from drift.history.index import Index, Mark, of_steps
from drift.history.life import LifeEvent, LifeEventKind, lives
from drift.history.timeline import Timeline
from drift.schema.element import TYPE_KINDS, Element, Kind
from drift.severity import WORST_FIRST, Severity


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that used to exist.

    Attributes:
        element: As it was in its last version.
        version: The first version without it.
        deprecated: Since which version it was deprecated, None when it never was.
        suggestion: Coordinate that probably replaces it.
        change: What is kept of the change, None when it went with its type.
    """

    element: Element
    version: SiteVersion
    deprecated: SiteVersion | None
    suggestion: str | None
    change: Mark | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How big one version is, and what it changed, for the charts.

    Attributes:
        version: The version.
        types: Number of types.
        fields: Number of fields and input fields.
        severities: Number of changes by severity, worst first.
    """

    version: SiteVersion
    types: int
    fields: int
    severities: dict[Severity, int]

    @property
    def total(self) -> int:
        """Number of changes."""
        return sum(self.severities.values())


class History:
    """The lives of all elements up to one version.

    Args:
        timeline: The versions up to that one.
        versions: The same versions as pages name them.
        index: The index of those versions and perhaps later ones, where one is kept.
    """

    def __init__(
        self, timeline: Timeline, versions: Sequence[SiteVersion], index: Index | None = None
    ) -> None:
        self.versions = tuple(versions)
        self._timeline = timeline
        self._by_name = {site_version.version.name: site_version for site_version in versions}
        self._positions = {name: position for position, name in enumerate(self._by_name)}
        self._lives: dict[str, tuple[LifeEvent, ...]] = {}
        if len(self.versions) > 1:
            known = of_steps(timeline.steps) if index is None else index.upto(len(self.versions))
            self._lives = lives(known)

    @property
    def is_known(self) -> bool:
        """True when there are at least two versions, so that there is something to say."""
        return len(self.versions) > 1

    def _version(self, event: LifeEvent) -> SiteVersion:
        return self._by_name[event.version.name]

    def since(self, coordinate: str) -> SiteVersion | None:
        """Return the version in which an element came for the last time; None: in the first one or before."""
        added = [event for event in self._lives.get(coordinate, ()) if event.kind is LifeEventKind.ADDED]
        return self._version(added[-1]) if added else None

    def age(self, coordinate: str) -> int:
        """Return the position of the version in which an element came; 0 for the first."""
        since = self.since(coordinate)
        return 0 if since is None else self._positions[since.version.name]

    def deprecated_since(self, coordinate: str) -> SiteVersion | None:
        """Return the version in which an element was last deprecated; None: in the first one or before."""
        for event in reversed(self._lives.get(coordinate, ())):
            if event.kind is LifeEventKind.DEPRECATED:
                return None if event.version.name == self._timeline.versions[0].name else self._version(event)
        return None

    def type_changed(self, coordinate: str) -> list[SiteVersion]:
        """Return the versions in which the type of a member changed while it stayed, oldest first."""
        found: list[SiteVersion] = []
        events = self._lives.get(coordinate, ())
        for before, event in pairwise(events):
            if event.kind is LifeEventKind.CHANGED and before.element.type != event.element.type:
                found.append(self._version(event))
        return found

    def changes_of(self, owner: str) -> list[tuple[SiteVersion, Change]]:
        """Return what changed about a definition (a type's name, ``@directive``) or member, newest first."""
        return self._changes.get(owner, [])

    @cached_property
    def _changes(self) -> dict[str, list[tuple[SiteVersion, Change]]]:
        found: dict[str, list[tuple[SiteVersion, Change]]] = {}
        for step in reversed(self._timeline.steps):
            for change in step.changes:
                for owner in _owners(change.coordinate):
                    found.setdefault(owner, []).append((self._by_name[step.version.name], change))
        return found

    def removed(self) -> list[Removal]:
        """Return what the newest version no longer has, newest first; a removed type includes its members."""
        newest = self._timeline.versions[-1].snapshot.schema.by_coordinate
        found: list[Removal] = []
        for coordinate, events in self._lives.items():
            if coordinate in newest or events[-1].kind is not LifeEventKind.REMOVED:
                continue
            last = events[-1]
            owner = next(iter(_owners(coordinate)))
            if owner != coordinate and owner not in newest and last.change is None:
                continue
            suggestion = None if last.change is None else last.change.suggestion
            deprecated = self.deprecated_since(coordinate) if last.element.deprecation is not None else None
            found.append(Removal(last.element, self._version(last), deprecated, suggestion, last.change))
        found.sort(key=lambda removal: removal.element.coordinate)
        found.sort(key=lambda removal: -self._positions[removal.version.version.name])
        return found

    def counts(self) -> Iterator[Counts]:
        """Yield the size and the changes of each version, oldest first."""
        for step in self._timeline.steps:
            elements = step.version.snapshot.schema.by_coordinate.values()
            yield Counts(
                self._by_name[step.version.name],
                sum(element.kind in TYPE_KINDS for element in elements),
                sum(element.kind in (Kind.FIELD, Kind.INPUT_FIELD) for element in elements),
                {severity: step.count(severity) for severity in WORST_FIRST},
            )

    def changes_in(self, site_version: SiteVersion) -> tuple[Change, ...]:
        """Return what a version changed, worst first."""
        return self._timeline.steps[self._positions[site_version.version.name]].changes


def _owners(coordinate: str) -> list[str]:
    """Return the definition that a coordinate belongs to, the member if there is one, and itself."""
    member = coordinate.partition("(")[0]
    definition = member.partition(".")[0]
    return list(dict.fromkeys((definition, member, coordinate)))
