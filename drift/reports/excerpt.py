"""The lines of SDL around changes, old and new side by side: one excerpt for each definition."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drift.changes.change import Change
from drift.escape import cut
from drift.reports.alignment import Alignment
from drift.schema.text import Location, SourceText

CONTEXT = 3
FEW_ROWS = 24
AROUND = 8
MAX_ROWS = 60
MAX_WIDTH = 400
_DEFINITION = re.compile(
    r"(?:extend\s+)?(?:(?:type|interface|union|enum|input|scalar)\s+([_A-Za-z][_A-Za-z0-9]*)"
    r"|directive\s*(@\s*[_A-Za-z][_A-Za-z0-9]*)|(schema)\b)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the comparison.

    Attributes:
        old_line: 1-based line in the old text, None when there is none on that side.
        old: The old line, at most :data:`MAX_WIDTH` characters of it.
        new_line: 1-based line in the new text, None when there is none on that side.
        new: The new line, as short.
        is_same: The line is in both texts.
        is_here: It is a line that a change is about.
    """

    old_line: int | None
    old: str
    new_line: int | None
    new: str
    is_same: bool
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one definition around its changes.

    Attributes:
        name: The definition, ``@`` before that of a directive.
        runs: The rows, at most :data:`MAX_ROWS`; each run is of lines that follow each other.
        left_out: How many further lines differ near the changes, or belong to what is shown.
    """

    name: str
    runs: tuple[tuple[Row, ...], ...]
    left_out: int = 0

    @property
    def height(self) -> int:
        """The number of rows."""
        return sum(map(len, self.runs))


@dataclass(frozen=True, slots=True)
class _Block:
    """A definition: its name and its lines, from ``start`` up to but without ``end``, both 0-based."""

    name: str
    start: int
    end: int


class _Side:
    """One text, with its definitions found by how lines begin; no parser needs to accept it."""

    def __init__(self, source: SourceText) -> None:
        self._first_lines = dict(reversed(source.parts))
        self.lines = source.text.split("\n")
        self.blocks = list(_blocks(self.lines))
        self._starts = [block.start for block in self.blocks]
        self._by_name = {block.name: block for block in reversed(self.blocks)}

    def line_of(self, location: Location | None) -> int | None:
        """Return the 0-based line of the whole text that a location means, None when it is not in it."""
        if location is None or location.path not in self._first_lines:
            return None
        line = self._first_lines[location.path] + location.line - 2
        return line if 0 <= line < len(self.lines) else None

    def block_at(self, line: int) -> _Block | None:
        position = bisect_right(self._starts, line) - 1
        if position < 0 or line >= self.blocks[position].end:
            return None
        return self.blocks[position]

    def block_named(self, name: str, line: int | None) -> _Block | None:
        """Return the definition of that name, the one around *line* if it is defined in several places."""
        there = None if line is None else self.block_at(line)
        return there if there is not None and there.name == name else self._by_name.get(name)


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
        self._definitions: dict[tuple[_Block | None, _Block | None], _Definition] = {}

    def around(self, changes: Iterable[Change]) -> tuple[Excerpt, ...]:
        """Return the lines near some changes: one excerpt for each definition, in the order of the changes.

        A change that is in neither text has none.
        """
        places: dict[tuple[_Block | None, _Block | None], list[int]] = {}
        for change in changes:
            old_line = self._old.line_of(change.old_location)
            new_line = self._new.line_of(change.new_location)
            blocks = self._blocks(change, old_line, new_line)
            if blocks is not None:
                # The other line of an addition or removal is only where it would be: the definition's first.
                rows = self._definition(blocks).rows_of(
                    None if _is_added(change) else old_line, None if _is_removed(change) else new_line
                )
                places.setdefault(blocks, []).extend(rows)
        return tuple(self._excerpt(blocks, rows) for blocks, rows in places.items())

    def _blocks(
        self, change: Change, old_line: int | None, new_line: int | None
    ) -> tuple[_Block | None, _Block | None] | None:
        """Return the definition that a change is in, on both sides; None when it is on neither."""
        lines = [(self._new, new_line), (self._old, old_line)]
        for side, line in lines[::-1] if _is_removed(change) else lines:
            block = None if line is None else side.block_at(line)
            if block is not None:
                return self._old.block_named(block.name, old_line), self._new.block_named(
                    block.name, new_line
                )
        return None

    def _definition(self, blocks: tuple[_Block | None, _Block | None]) -> _Definition:
        if blocks not in self._definitions:
            self._definitions[blocks] = _Definition(self._old, self._new, *blocks)
        return self._definitions[blocks]

    def _excerpt(self, blocks: tuple[_Block | None, _Block | None], here: Sequence[int]) -> Excerpt:
        block = blocks[1] or blocks[0]
        assert block is not None  # noqa: S101 - a change is in one of them
        return self._definition(blocks).excerpt(block.name, frozenset(here))


def _is_added(change: Change) -> bool:
    return change.old is None and change.new is not None


def _is_removed(change: Change) -> bool:
    return change.new is None and change.old is not None


class _Definition:
    """One definition on both sides, or on one, row by row."""

    def __init__(self, old: _Side, new: _Side, old_block: _Block | None, new_block: _Block | None) -> None:
        self._old_lines, self._old = _lines_of(old, old_block)
        self._new_lines, self._new = _lines_of(new, new_block)
        self._alignment = Alignment(self._old_lines, self._new_lines)
        self._hunks = self._alignment.hunks(CONTEXT)
        self._ends = [hunk.stop for hunk in self._hunks]

    def rows_of(self, old_line: int | None, new_line: int | None) -> Iterator[int]:
        """Yield the rows of a line of the whole old text and of one of the new text, where they are in it."""
        if old_line is not None and old_line in self._old:
            yield self._alignment.row_of_old(old_line - self._old.start)
        if new_line is not None and new_line in self._new:
            yield self._alignment.row_of_new(new_line - self._new.start)

    def excerpt(self, name: str, here: frozenset[int]) -> Excerpt:
        """Return what differs around some rows: all of it where that is little, else the lines nearest to them."""
        near = {row: self._hunk_near(row) for row in sorted(here)} or {0: 0}
        hunks = {self._hunks[nth] for nth in near.values() if nth < len(self._hunks)}
        total = sum(map(len, hunks))
        reach = AROUND if len(near) == 1 else CONTEXT
        parts: list[range] = []
        for row, nth in near.items() if hunks else ():
            part = self._hunks[nth]
            if total > FEW_ROWS:
                middle = min(max(row, part.start), part.stop - 1)
                part = range(max(part.start, middle - reach), min(part.stop, middle + reach + 1))
            if parts and part.start <= parts[-1].stop:
                part = range(parts[-1].start, max(parts.pop().stop, part.stop))
            parts.append(part)
        runs: list[tuple[Row, ...]] = []
        left = MAX_ROWS
        for part in parts:
            if left:
                runs.append(tuple(self._rows(part[:left], here)))
                left -= len(runs[-1])
        return Excerpt(name, tuple(runs), total - MAX_ROWS + left)

    def _hunk_near(self, row: int) -> int:
        """Return which hunk a row is in; the next one, or else the last, when it is in none."""
        return min(bisect_right(self._ends, row), max(len(self._hunks) - 1, 0))

    def _rows(self, part: range, here: frozenset[int]) -> Iterator[Row]:
        found = self._alignment.rows(part.start, part.stop)
        for row, (old, new, is_same) in zip(part, found, strict=True):
            yield Row(
                None if old is None else self._old.start + old + 1,
                "" if old is None else cut(self._old_lines[old], MAX_WIDTH),
                None if new is None else self._new.start + new + 1,
                "" if new is None else cut(self._new_lines[new], MAX_WIDTH),
                is_same,
                row in here,
            )


def _lines_of(side: _Side, block: _Block | None) -> tuple[Sequence[str], range]:
    """Return a definition's lines, and which of the whole text they are."""
    whole = range(0) if block is None else range(block.start, block.end)
    return side.lines[whole.start : whole.stop], whole
