"""Every definition's life: which text it had from which version on up to which, and what each version changed.

Made from the versions and from nothing else. What stood in many versions is kept once, so that questions about the
whole past are answered without reading it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from drift.changes.change import Change
from drift.history.timeline import Step
from drift.schema import canonical, draft, header
from drift.schema.element import TYPE_KINDS, Element, Kind, Schema
from drift.schema.grammar import Reader
from drift.schema.names import natural_key
from drift.schema.text import SourceText
from drift.severity import Severity

# No type has such a name.
SCHEMA = "$schema"


@dataclass(frozen=True, slots=True)
class Mark:
    """A change, as far as it is kept; see :class:`drift.changes.change.Change` for the attributes."""

    id: str
    severity: Severity
    coordinate: str
    message: str
    old: str | None
    new: str | None
    suggestion: str | None
    attribute: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One version.

    Attributes:
        name: The stored version's name, or a commit.
        label: The user's name for it, None when it has none.
        taken: When it was read or committed, in UTC.
        digest: ``sha256:`` and the hex digest of its canonical SDL.
        header: The first line of its canonical SDL.
        types: Number of types.
        fields: Number of fields and input fields.
        marks: What it changed, worst first; nothing for the first version.
    """

    name: str
    label: str | None
    taken: datetime
    digest: str
    header: str
    types: int
    fields: int
    marks: tuple[Mark, ...] = ()

    @property
    def title(self) -> str:
        """The name, with the label when there is one."""
        return f"{self.name} ({self.label})" if self.label else self.name

    def count(self, severity: Severity) -> int:
        """Return the number of changes of one severity."""
        return sum(mark.severity is severity for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Stay:
    """The versions throughout which a definition said the same, descriptions apart.

    Attributes:
        first: Position of the first version.
        end: Position of the first version after it; None when it lasts.
        sdl: Its canonical SDL without descriptions.
    """

    first: int
    end: int | None
    sdl: str

    def covers(self, position: int) -> bool:
        """Return whether it lasts through the version at a position."""
        return self.first <= position and (self.end is None or position < self.end)


@dataclass(frozen=True)
class Index:
    """All versions of one schema, oldest first.

    Attributes:
        rows: The versions.
        stays: What each definition said and when, oldest first: by a type's name, ``@`` and a directive's, or
            ``schema``.
    """

    rows: tuple[Row, ...]
    stays: Mapping[str, tuple[Stay, ...]]
    _elements: dict[str, Element] = field(default_factory=dict, compare=False, repr=False)

    def upto(self, count: int) -> Index:
        """Return the index of the first versions alone."""
        if count == len(self.rows):
            return self
        stays: dict[str, tuple[Stay, ...]] = {}
        for name, found in self.stays.items():
            kept = tuple(
                stay if stay.end is None or stay.end < count else replace(stay, end=None)
                for stay in found
                if stay.first < count
            )
            if kept:
                stays[name] = kept
        return Index(self.rows[:count], stays, self._elements)

    def joined(self, later: Index) -> Index:
        """Return one index of this one's versions and a later one's, which begins with the last of them."""
        shift = len(self.rows) - 1
        stays = dict(self.stays)
        for name, found in later.stays.items():
            moved = [
                Stay(stay.first + shift, None if stay.end is None else stay.end + shift, stay.sdl)
                for stay in found
            ]
            earlier = list(stays.get(name, ()))
            if earlier and earlier[-1].end is None:
                # What stood in the version that both have is one stay.
                moved[0] = replace(moved[0], first=earlier.pop().first)
            stays[name] = (*earlier, *moved)
        return Index((*self.rows, *later.rows[1:]), stays)

    def element(self, stay: Stay) -> Element:
        """Return the definition of a stay, without descriptions and places."""
        found = self._elements.get(stay.sdl)
        if found is None:
            found = self._elements[stay.sdl] = _read(stay.sdl)
        return found

    def definition(self, name: str, position: int) -> Element | None:
        """Return what a definition was in the version at a position; None when it was not there."""
        for stay in self.stays.get(name, ()):
            if stay.covers(position):
                return self.element(stay)
        return None

    def schema(self, position: int) -> Schema:
        """Return the schema of the version at a position, without descriptions and places."""
        standing = [
            (name, self.element(stay))
            for name, found in self.stays.items()
            for stay in found
            if stay.covers(position)
        ]
        definitions = dict(standing)
        first = definitions.pop(SCHEMA)
        directives = sorted(
            (each for each in definitions.values() if each.kind is Kind.DIRECTIVE),
            key=lambda each: natural_key(each.name),
        )
        types = sorted(
            (each for each in definitions.values() if each.kind in TYPE_KINDS),
            key=lambda each: natural_key(each.name),
        )
        said = header.parse(self.rows[position].header)
        return Schema((first, *directives, *types), said.omits, said.unknown)

    @cached_property
    def marks_by_coordinate(self) -> dict[str, dict[int, list[Mark]]]:
        """The changes by coordinate and position."""
        found: dict[str, dict[int, list[Mark]]] = {}
        for position, row in enumerate(self.rows):
            for mark in row.marks:
                found.setdefault(mark.coordinate, {}).setdefault(position, []).append(mark)
        return found


class Builder:
    """Takes the versions in, oldest first."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._stays: dict[str, list[Stay]] = {}
        self._standing: dict[str, Element] = {}

    def add(self, step: Step) -> None:
        """Take in the next version; its predecessor is the one before."""
        schema = step.version.snapshot.schema
        position = len(self._rows)
        self._rows.append(_row(step))
        standing: dict[str, Element] = {}
        for element in schema.elements:
            name = f"@{element.name}" if element.kind is Kind.DIRECTIVE else element.name
            name = SCHEMA if element.kind is Kind.SCHEMA else name
            standing[name] = element
            # What both versions share is the same object, and asking whether it is equal would go through all of it.
            if self._standing.get(name) is not element:
                self._begin(name, _sdl(element), position)
        for name in self._standing.keys() - standing.keys():
            self._end(name, position)
        self._standing = standing

    def _begin(self, name: str, sdl: str, position: int) -> None:
        stays = self._stays.setdefault(name, [])
        if stays and stays[-1].end is None:
            if stays[-1].sdl == sdl:
                return
            self._end(name, position)
        stays.append(Stay(position, None, sdl))

    def _end(self, name: str, position: int) -> None:
        self._stays[name][-1] = replace(self._stays[name][-1], end=position)

    def index(self) -> Index:
        """Return the index of what was taken in."""
        return Index(tuple(self._rows), {name: tuple(stays) for name, stays in self._stays.items()})


def of_steps(steps: Iterable[Step]) -> Index:
    """Return the index of versions, oldest first."""
    builder = Builder()
    for step in steps:
        builder.add(step)
    return builder.index()


def _row(step: Step) -> Row:
    version, snapshot = step.version, step.version.snapshot
    schema = snapshot.schema
    return Row(
        version.name,
        version.label,
        version.taken,
        snapshot.digest,
        header.render(schema.omits, schema.unknown),
        len(schema.types),
        sum(_count_fields(element) for element in schema.types.values()),
        tuple(mark_of(change) for change in step.changes),
    )


def _count_fields(element: Element) -> int:
    return sum(child.kind in (Kind.FIELD, Kind.INPUT_FIELD) for child in element.children)


def mark_of(change: Change) -> Mark:
    """Return what is kept of a change."""
    return Mark(
        change.id,
        change.severity,
        change.coordinate,
        change.message,
        change.old,
        change.new,
        change.suggestion,
        change.attribute,
    )


def _bare(element: Element) -> Element:
    """Return an element without descriptions."""
    return replace(element, description=None, children=tuple(map(_bare, element.children)))


def _sdl(element: Element) -> str:
    if element.kind is Kind.SCHEMA:
        return canonical.schema_sdl(_bare(element))
    return canonical.definition_sdl(_bare(element))


def _read(sdl: str) -> Element:
    if not sdl:
        return Element(Kind.SCHEMA, "schema", "schema")
    found = Reader(SourceText(sdl)).definition()
    assert found is not None  # noqa: S101 - we printed it
    return draft.build(found, found.members)


def walk(element: Element) -> Iterator[Element]:
    """Yield a definition and the members that have a schema coordinate of their own."""
    return (each for each in element.walk() if each.kind in OWNERS)


OWNERS: Sequence[Kind] = (
    *TYPE_KINDS,
    Kind.DIRECTIVE,
    Kind.FIELD,
    Kind.ARGUMENT,
    Kind.INPUT_FIELD,
    Kind.ENUM_VALUE,
    Kind.DIRECTIVE_ARGUMENT,
)
