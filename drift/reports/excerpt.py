"""The lines of SDL around a change, old and new side by side."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from drift.changes.change import Change
from drift.schema.text import Location, SourceText

CONTEXT = 3
FEW_ROWS = 24
AROUND = 8
MAX_ROWS = 60
_DEFINITION = re.compile(
    r"(?:extend\s+)?(?:(?:type|interface|union|enum|input|scalar)\s+([_A-Za-z][_A-Za-z0-9]*)"
    r"|directive\s*(@\s*[_A-Za-z][_A-Za-z0-9]*)|(schema)\b)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the comparison.

    Attributes:
        old_line: 1-based line in the old text, None when there is none on that side.
        old: The old line.
        new_line: 1-based line in the new text, None when there is none on that side.
        new: The new line.
        is_same: The line is in both texts.
        is_here: It is the line that the change is about.
    """

    old_line: int | None
    old: str
    new_line: int | None
    new: str
    is_same: bool
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines around a change; ``left_out`` counts further lines that differ or belong to it."""

    rows: tuple[Row, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """A definition: its name and its lines, from ``start`` up to but without ``end``, both 0-based."""

    name: str
    start: int
    end: int


class _Side:
    """One text, with its definitions found by how lines begin; no parser needs to accept it."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self.lines = source.text.split("\n")
        self.blocks = list(_blocks(self.lines))
        self._starts = [block.start for block in self.blocks]
        self._by_name: dict[str, list[_Block]] = {}
        for block in self.blocks:
            self._by_name.setdefault(block.name, []).append(block)

    def line_of(self, location: Location | None) -> int | None:
        """Return the 0-based line of the whole text that a location means, None when it is not in it."""
        for path, first in self._source.parts if location is not None else ():
            if location is not None and path == location.path:
                line = first + location.line - 2
                return line if 0 <= line < len(self.lines) else None
        return None

    def block_at(self, line: int) -> _Block | None:
        position = bisect_right(self._starts, line) - 1
        if position < 0 or line >= self.blocks[position].end:
            return None
        return self.blocks[position]

    def block_named(self, name: str, line: int | None) -> _Block | None:
        """Return the definition of that name, the one around *line* if it is defined in several places."""
        found = self._by_name.get(name, [])
        for block in found:
            if line is not None and block.start <= line < block.end:
                return block
        return found[0] if found else None


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the definitions of a text, each with the description above it."""
    in_string = False
    name: str | None = None
    start = first_line_of_description = 0
    for number, line in enumerate(lines):
        begins_outside = not in_string
        if line.count('"""') % 2:
            in_string = not in_string
        if not begins_outside:
            continue
        match = _DEFINITION.match(line)
        if match is not None:
            if name is not None:
                yield _Block(name, start, _without_blank(lines, first_line_of_description))
            name, start = (match[1] or match[2] or match[3]).replace(" ", ""), first_line_of_description
        elif not line.strip() or line.startswith(("}", "#")):
            first_line_of_description = number + 1
            if name is not None and line.startswith("}"):
                yield _Block(name, start, number + 1)
                name = None
        if match is not None or line[:1].isspace():
            first_line_of_description = number + 1
    if name is not None:
        yield _Block(name, start, _without_blank(lines, len(lines)))


def _without_blank(lines: Sequence[str], end: int) -> int:
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


class Excerpts:
    """Finds the lines around changes in two texts."""

    def __init__(self, old: SourceText, new: SourceText) -> None:
        self._old = _Side(old)
        self._new = _Side(new)
        self._hunks: dict[tuple[_Block, _Block], list[list[tuple[str, int, int, int, int]]]] = {}

    def around(self, change: Change) -> Excerpt | None:
        """Return the lines of both definitions that differ near the change, None when it is in neither."""
        old_line = self._old.line_of(change.old_location)
        new_line = self._new.line_of(change.new_location)
        removed = change.new is None and change.old is not None
        added = change.old is None and change.new is not None
        block = self._block(old_line if removed else new_line, self._old if removed else self._new)
        if block is None:
            block = self._block(new_line if removed else old_line, self._new if removed else self._old)
        if block is None:
            return None
        old = self._old.block_named(block.name, old_line)
        new = self._new.block_named(block.name, new_line)
        # The other line of an addition or removal is only where it would be: the definition's first.
        rows = list(self._rows(old, new, None if added else old_line, None if removed else new_line))
        shown = _near_the_change(rows)
        return Excerpt(tuple(shown), len(rows) - len(shown))

    @staticmethod
    def _block(line: int | None, side: _Side) -> _Block | None:
        return None if line is None else side.block_at(line)

    def _rows(
        self, old: _Block | None, new: _Block | None, old_line: int | None, new_line: int | None
    ) -> Iterator[Row]:
        if old is None or new is None:
            if old is not None:
                yield from self._paired(range(old.start, old.end), range(0), old_line, None)
            if new is not None:
                yield from self._paired(range(0), range(new.start, new.end), None, new_line)
            return
        groups = self._grouped(old, new)
        near = [group for group in groups if _is_near(group, old, new, old_line, new_line)]
        for group in near or groups[:1]:
            for tag, old_from, old_to, new_from, new_to in group:
                olds = range(old.start + old_from, old.start + old_to)
                news = range(new.start + new_from, new.start + new_to)
                if tag == "equal":
                    for before, after in zip(olds, news, strict=True):
                        yield self._row(before, after, is_same=True, here=(old_line, new_line))
                else:
                    yield from self._paired(olds, news, old_line, new_line)

    def _grouped(self, old: _Block, new: _Block) -> list[list[tuple[str, int, int, int, int]]]:
        if (old, new) not in self._hunks:
            before, after = self._old.lines[old.start : old.end], self._new.lines[new.start : new.end]
            matcher = SequenceMatcher(None, before, after)
            self._hunks[old, new] = [list(group) for group in matcher.get_grouped_opcodes(CONTEXT)]
        return self._hunks[old, new]

    def _paired(self, olds: range, news: range, old_line: int | None, new_line: int | None) -> Iterator[Row]:
        for index in range(max(len(olds), len(news))):
            before = olds[index] if index < len(olds) else None
            after = news[index] if index < len(news) else None
            yield self._row(before, after, is_same=False, here=(old_line, new_line))

    def _row(
        self, before: int | None, after: int | None, *, is_same: bool, here: tuple[int | None, int | None]
    ) -> Row:
        return Row(
            None if before is None else before + 1,
            "" if before is None else self._old.lines[before],
            None if after is None else after + 1,
            "" if after is None else self._new.lines[after],
            is_same,
            is_here=(before is not None and before == here[0]) or (after is not None and after == here[1]),
        )


def _near_the_change(rows: Sequence[Row]) -> Sequence[Row]:
    """Return all of few rows; of many those around the line that the change is about."""
    here = [number for number, row in enumerate(rows) if row.is_here]
    if len(rows) > FEW_ROWS and here:
        rows = rows[max(here[0] - AROUND, 0) : here[-1] + AROUND + 1]
    return rows[:MAX_ROWS]


def _is_near(
    group: Sequence[tuple[str, int, int, int, int]],
    old: _Block,
    new: _Block,
    old_line: int | None,
    new_line: int | None,
) -> bool:
    (_, old_from, _, new_from, _), (_, _, old_to, _, new_to) = group[0], group[-1]
    is_old = old_line is not None and old.start + old_from <= old_line < old.start + old_to
    is_new = new_line is not None and new.start + new_from <= new_line < new.start + new_to
    return is_old or is_new
