"""Files with their edits as one patch, in the form that ``git apply`` and ``patch`` take."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from drift.reports.edits import Mended, Span, applied

CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
# What git writes between quotes, with escapes as in C.
_QUOTED = re.compile(r'[\x00-\x1f\x7f"\\]')


class _Block(NamedTuple):
    """Lines that differ: their numbers from 0, and what takes their place."""

    start: int
    end: int
    lines: tuple[bytes, ...]


def render(
    files: Iterable[Mended],
    *,
    prefix: str = "",
    context: int = CONTEXT,
    sides: tuple[str, str] = ("a/", "b/"),
) -> bytes:
    """Return a unified diff of files with edits.

    Line ends stay as they are in the files: a carriage return is part of its line, and a last line without an end is
    marked.

    Args:
        files: The files.
        prefix: The folder that the paths start from, as seen from the repository's root; empty or ending in a slash.
        context: How many equal lines surround what differs.
        sides: What comes before the names of the old and the new file.
    """
    names = [f"{side}{prefix}" for side in sides]
    return b"".join(row for file in files if file.spans for row in _of_file(file, names, context))


# A file with many operations is shown once for each of them.
@lru_cache(maxsize=16)
def _lines(content: bytes) -> tuple[list[bytes], list[int]]:
    """Return the lines of a file, and where each begins, the end last."""
    lines = _LINE.findall(content)
    return lines, [0, *accumulate(map(len, lines))]


def _of_file(file: Mended, before_name: Sequence[str], context: int) -> Iterator[bytes]:
    lines, starts = _lines(file.before)
    for mark, name in zip(("---", "+++"), before_name, strict=True):
        yield _encoded(f"{mark} {_name(name + file.path)}\n")
    shift = 0
    for hunk in _hunks(list(_blocks(file, lines, starts)), context):
        start = max(0, hunk[0].start - context)
        end = min(len(lines), hunk[-1].end + context)
        grown = sum(len(block.lines) - (block.end - block.start) for block in hunk)
        ranges = _range(start, end - start), _range(start + shift, end - start + grown)
        yield f"@@ -{ranges[0]} +{ranges[1]} @@\n".encode()
        position = start
        for block in hunk:
            yield from (_row(b" ", line) for line in lines[position : block.start])
            yield from (_row(b"-", line) for line in lines[block.start : block.end])
            yield from (_row(b"+", line) for line in block.lines)
            position = block.end
        yield from (_row(b" ", line) for line in lines[position:end])
        shift += grown


def _blocks(file: Mended, lines: Sequence[bytes], starts: Sequence[int]) -> Iterator[_Block]:
    """Yield the lines that edits are in, those of edits in one line together."""
    groups: list[tuple[int, int, list[Span]]] = []
    for span in file.spans:
        first = min(bisect_right(starts, span.start) - 1, max(len(lines) - 1, 0))
        is_whole = (
            span.start == starts[first]
            and starts[bisect_left(starts, span.end)] == span.end
            and not span.content
            and span.end > span.start
        )
        last = (
            bisect_right(starts, span.end) - 1
            if is_whole
            else min(bisect_right(starts, span.end), len(lines))
        )
        if groups and first <= groups[-1][1]:
            begin, end, spans = groups[-1]
            groups[-1] = begin, max(end, last), [*spans, span]
        else:
            groups.append((first, last, [span]))
    for first, last, spans in groups:
        begin = starts[first]
        moved = [Span(span.start - begin, span.end - begin, span.content) for span in spans]
        after = applied(file.before[begin : starts[last]], moved)
        yield _Block(first, last, tuple(_LINE.findall(after)))


def _hunks(blocks: Sequence[_Block], context: int) -> Iterator[list[_Block]]:
    """Yield the blocks whose surroundings meet together."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.start - hunk[-1].end > 2 * context:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _row(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n" + _NO_NEWLINE


def _range(start: int, length: int) -> str:
    return str(start + 1) if length == 1 else f"{start + (length > 0)},{length}"


def _encoded(text: str) -> bytes:
    """Return a file's name in bytes, those that are not UTF-8 as the file system has them."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def to_be_read(files: Iterable[Mended]) -> str:
    """Return a patch as text without its last line feed, for a report."""
    return render(files).decode("utf-8", "replace").removesuffix("\n")


def _name(path: str) -> str:
    if _QUOTED.search(path):
        return '"' + _QUOTED.sub(lambda match: _escaped(match[0]), path) + '"'
    # After a blank, a tab tells where the name ends.
    return f"{path}\t" if " " in path else path


def _escaped(char: str) -> str:
    return f"\\{char}" if char in '"\\' else f"\\{ord(char):03o}"
