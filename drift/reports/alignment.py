"""Which lines of two texts are the same, in a time that grows with their length."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

# Lines of both sides between two that stand once on each: more are not looked through for others that are the same.
MAX_GAP = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of two texts that are the same, or that took the place of each other; line numbers are 0-based."""

    is_same: bool
    old: range
    new: range

    @property
    def height(self) -> int:
        """Rows that it takes with both texts side by side."""
        return max(len(self.old), len(self.new))


class Alignment:
    """Two texts side by side, row by row.

    Lines that stand once in each text are found first, then those between them; lines that moved are no longer
    the same. Where two texts have little in common, what they share in between may be missed, and nothing else.

    Args:
        old: Lines of the older text.
        new: Lines of the newer text.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.stretches = tuple(_joined(_stretches(old, new)))
        self._firsts = [0, *accumulate(stretch.height for stretch in self.stretches)]
        self._olds = [stretch.old.start for stretch in self.stretches]
        self._news = [stretch.new.start for stretch in self.stretches]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._firsts[-1]

    def row_of_old(self, line: int) -> int:
        """Return the row of a line of the older text."""
        nth = bisect_right(self._olds, line) - 1
        return self._firsts[nth] + line - self.stretches[nth].old.start

    def row_of_new(self, line: int) -> int:
        """Return the row of a line of the newer text."""
        nth = bisect_right(self._news, line) - 1
        return self._firsts[nth] + line - self.stretches[nth].new.start

    def rows(self, start: int, stop: int) -> Iterator[tuple[int | None, int | None, bool]]:
        """Yield the old line, the new line, and whether they are the same, of each row from *start* to *stop*."""
        nth = bisect_right(self._firsts, start) - 1
        for row in range(start, stop):
            while row >= self._firsts[nth + 1]:
                nth += 1
            stretch, offset = self.stretches[nth], row - self._firsts[nth]
            old = stretch.old[offset] if offset < len(stretch.old) else None
            new = stretch.new[offset] if offset < len(stretch.new) else None
            yield old, new, stretch.is_same

    def hunks(self, context: int) -> list[range]:
        """Return the rows that differ, each run of them with so many rows around it; runs that touch are one."""
        found: list[range] = []
        for stretch, first in zip(self.stretches, self._firsts, strict=False):
            if stretch.is_same:
                continue
            start, stop = max(first - context, 0), min(first + stretch.height + context, len(self))
            if found and start <= found[-1].stop:
                start = found.pop().start
            found.append(range(start, stop))
        return found


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    at_old = at_new = 0
    for old_line, new_line in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old, new, range(at_old, old_line), range(at_new, new_line))
        if old_line < len(old):
            yield Stretch(True, range(old_line, old_line + 1), range(new_line, new_line + 1))
        at_old, at_new = old_line + 1, new_line + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the lines that stand once in each text, as many as are in the same order, by line."""
    if len(old) + len(new) <= MAX_GAP:
        return []
    once_before, once_after = (
        {line for line, count in Counter(lines).items() if count == 1} for lines in (old, new)
    )
    shared = once_before & once_after
    at = {line: number for number, line in enumerate(new) if line in shared}
    return _longest_rising([(number, at[line]) for number, line in enumerate(old) if line in shared])


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs, in order, whose second numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for nth, (_, number) in enumerate(pairs):
        length = bisect_left(ends, number)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        last[length : length + 1] = [nth]
    found: list[tuple[int, int]] = []
    nth = last[-1] if last else -1
    while nth >= 0:
        found.append(pairs[nth])
        nth = before[nth]
    return found[::-1]


def _between(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> Iterator[Stretch]:
    if not olds and not news:
        return
    if not olds or not news or len(olds) + len(news) > MAX_GAP:
        yield Stretch(False, olds, news)
        return
    matcher = SequenceMatcher(None, old[olds.start : olds.stop], new[news.start : news.stop], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield Stretch(
            tag == "equal",
            range(olds.start + old_from, olds.start + old_to),
            range(news.start + new_from, news.start + new_to),
        )


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Yield the stretches with neighbours of one kind as one."""
    last: Stretch | None = None
    for stretch in stretches:
        if last is not None and last.is_same is stretch.is_same:
            last = Stretch(
                last.is_same,
                range(last.old.start, stretch.old.stop),
                range(last.new.start, stretch.new.stop),
            )
            continue
        if last is not None:
            yield last
        last = stretch
    if last is not None:
        yield last
