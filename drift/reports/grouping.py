"""Changes that say the same, told once: deprecations by their reason, members of one type by what happened to them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from drift.changes.change import Change
from drift.changes.event import Event
from drift.reports import outline
from drift.reports.report import Report
from drift.severity import Severity

_DEPRECATION = "deprecation"


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are told together.

    Attributes:
        changes: One at least, in order; all by the same rule.
    """

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The change that stands for all where they say the same."""
        return self.changes[0]

    @property
    def is_shared(self) -> bool:
        """Whether there are several changes."""
        return len(self.changes) > 1

    @property
    def is_deprecation(self) -> bool:
        """Whether it is about elements, of any type, that are deprecated for one reason."""
        return self.first.attribute == _DEPRECATION

    @property
    def title(self) -> str:
        """What happened to how many, in our own words: ``4 fields removed``."""
        return outline.counted(len(self.changes), self.first.title)

    @property
    def because(self) -> str:
        """The reason that deprecations share; empty for everything else. Foreign text."""
        return (self.first.new or self.first.old or "") if self.is_deprecation else ""

    @property
    def members(self) -> dict[str, list[str]]:
        """The names of what changed, by the type or directive that it belongs to; foreign text."""
        found: dict[str, list[str]] = {}
        for change in self.changes:
            found.setdefault(outline.owner(change), []).append(member(change))
        return found

    @property
    def by_owner(self) -> dict[str, list[Change]]:
        """The changes by the type or directive that they belong to, in order."""
        return outline.by_owner(self.changes)

    @property
    def used(self) -> tuple[Change, ...]:
        """Those of the changes that touch the user's operations."""
        return tuple(change for change in self.changes if change.operations)


@dataclass(frozen=True, slots=True)
class Block:
    """Groups below one heading.

    Attributes:
        owner: The type or directive that they belong to; None for deprecations of any type.
        groups: One at least, in order.
    """

    owner: str | None
    groups: tuple[Group, ...]

    @property
    def has_heading(self) -> bool:
        """Whether a heading says more than the only group: for several groups, or members that are named without it."""
        if self.owner is None:
            return False
        return len(self.groups) > 1 or self.groups[0].is_shared


def member(change: Change) -> str:
    """Return what a change is called within its type: a name, with its type where it is new; foreign text."""
    owner = outline.owner(change)
    name = change.coordinate.removeprefix(owner).removeprefix(".")
    if not name:
        return change.new or change.old or owner
    if change.event is Event.ADDED and change.new and change.new != name:
        return f"{name}: {change.new}"
    return name


def blocks(report: Report, severity: Severity) -> list[Block]:
    """Return the changes of one severity that stand for themselves: what is shared by types first, then by type."""
    changes = report.standing(severity)
    reasons: dict[Hashable, list[Change]] = {}
    for change in changes:
        if change.attribute == _DEPRECATION and not report.followers.get(change.fingerprint):
            key = (change.id, change.old, change.new, tuple(outline.remarks(change)))
            reasons.setdefault(key, []).append(change)
    shared = [Group(tuple(group)) for group in reasons.values() if len(group) > 1]
    told = {change.fingerprint for group in shared for change in group.changes}
    rest = (change for change in changes if change.fingerprint not in told)
    return [
        *(Block(None, (group,)) for group in sorted(shared, key=lambda group: -len(group.changes))),
        *(Block(owner, _groups(report, owned)) for owner, owned in outline.by_owner(rest).items()),
    ]


def by_rule(changes: Iterable[Change]) -> list[Group]:
    """Return changes by their rule alone, the most frequent first: for what is only counted and listed."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.id, []).append(change)
    return sorted((Group(tuple(group)) for group in found.values()), key=lambda group: -len(group.changes))


def _groups(report: Report, changes: Iterable[Change]) -> tuple[Group, ...]:
    """Return the changes of one type, those of the same rule together where only their names differ."""
    found: dict[Hashable, list[Change]] = {}
    for change in changes:
        brief = _is_brief(change) and not report.followers.get(change.fingerprint)
        key = (change.id, tuple(outline.remarks(change))) if brief else change.fingerprint
        found.setdefault(key, []).append(change)
    return tuple(Group(tuple(group)) for group in found.values())


def _is_brief(change: Change) -> bool:
    """Return whether a change is told by its rule and its name: nobody uses it, and it became nothing else."""
    if change.operations or change.possible_operations or change.suggestion:
        return False
    return change.severity is Severity.SAFE or change.event is not Event.ALTERED
