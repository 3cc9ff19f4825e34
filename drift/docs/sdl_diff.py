"""What a version changed, as lines of SDL: one hunk for each definition that changes touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff

from drift.changes.change import Change
from drift.docs.prose import visible
from drift.schema.canonical import definition_sdl
from drift.schema.element import Schema

MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class Hunk:
    """The lines of one definition.

    Attributes:
        name: Its coordinate.
        lines: ``(class, text)``: add, remove, place or an empty class for what stayed.
    """

    name: str
    lines: tuple[tuple[str, str], ...]


def hunks(changes: Iterable[Change], old: Schema, new: Schema) -> tuple[list[Hunk], int]:
    """Return the hunks in order of names, and how many definitions did not fit into :data:`MOST_LINES`."""
    names = sorted({change.coordinate.partition("(")[0].partition(".")[0] for change in changes})
    found: list[Hunk] = []
    total = 0
    for position, name in enumerate(names):
        lines = tuple(_lines(name, old, new))
        total += len(lines)
        if total > MOST_LINES:
            return found, len(names) - position
        if lines:
            found.append(Hunk(name, lines))
    return found, 0


def _lines(name: str, old: Schema, new: Schema) -> Iterator[tuple[str, str]]:
    before, after = _sdl(name, old), _sdl(name, new)
    if before and after:
        # The first two lines name the files, which mean nothing here.
        for line in list(unified_diff(before, after, n=2, lineterm=""))[2:]:
            kind = {"+": "add", "-": "remove", "@": "place"}.get(line[0], "")
            yield kind, "⋯" if kind == "place" else visible(line)
        return
    for line in after:
        yield "add", visible(f"+{line}")
    for line in before:
        yield "remove", visible(f"-{line}")


def _sdl(name: str, schema: Schema) -> list[str]:
    element = schema.by_coordinate.get(name)
    return [] if element is None else definition_sdl(element).split("\n")
