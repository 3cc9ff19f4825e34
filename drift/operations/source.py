"""GraphQL text and where each of its characters is in the user's files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, eq=False)
class File:
    """One of the user's files.

    Attributes:
        path: As the user would open it.
        text: All of it, with ``\\n`` between lines.
        content: The bytes that it was read from; empty where it was not read from a file.
    """

    path: str
    text: str = field(repr=False)
    content: bytes = field(default=b"", repr=False)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a 1-based line and a 0-based column in bytes of UTF-8, as parsers count them."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        content = self.text[start:end]
        if content.isascii():
            return start + column
        return start + len(content.encode()[:column].decode(errors="ignore"))

    def locate(self, offset: int) -> tuple[int, int]:
        """Return 1-based line and column, in code points, of a character."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def place(self, offset: int) -> str:
        """Return ``path:line:column`` of a character."""
        line, column = self.locate(offset)
        return f"{self.path}:{line}:{column}"


class Run(NamedTuple):
    """Characters that are in a document and in a file without a gap, up to where the next run begins.

    Attributes:
        offset: Where they begin in the document's text.
        file: The file; another one than the document's for a constant that was put in.
        place: Where they begin in the file.
    """

    offset: int
    file: File
    place: int


@dataclass(frozen=True, eq=False)
class Document:
    """GraphQL text with its places.

    Attributes:
        file: The file that it was found in.
        text: The GraphQL text.
        runs: In the order of the text; the first begins at 0.
        is_certain: False for a string that merely looks like an operation: when it is none, nothing is said.
        is_whole: False when a program may put the text together with others, which define what is missing in it.
        holes: What the program puts in when it runs, as written there, by the name that takes its place.
    """

    file: File
    text: str
    runs: tuple[Run, ...]
    is_certain: bool = True
    is_whole: bool = True
    holes: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file's path."""
        return self.file.path

    def renamed(self, names: Mapping[int, str]) -> Document:
        """Return the text with something put in before the names that begin at some offsets; places stay as they are.

        Args:
            names: What to put in, by offset.
        """
        pieces: list[str] = []
        runs: list[Run] = []
        begin, length = 0, 0
        for offset in (*sorted(names), len(self.text)):
            for run, following in zip(self.runs, (*self.runs[1:], None), strict=True):
                start = max(run.offset, begin)
                end = min(following.offset if following else len(self.text), offset)
                if start < end:
                    runs.append(Run(length + start - begin, run.file, run.place + start - run.offset))
            pieces.append(self.text[begin:offset])
            length += offset - begin
            if offset in names:
                runs.append(Run(length, *self.origin(offset)))
                pieces.append(names[offset])
                length += len(names[offset])
            begin = offset
        return replace(self, text="".join(pieces), runs=tuple(runs))

    @cached_property
    def _starts(self) -> list[int]:
        return [run.offset for run in self.runs]

    def origin(self, offset: int) -> tuple[File, int]:
        """Return the file and the offset in it of a character of the text."""
        run = self.runs[bisect_right(self._starts, offset) - 1]
        return run.file, run.place + offset - run.offset

    def locate(self, offset: int) -> tuple[int, int]:
        """Return 1-based line and column, in the file that it was written in, of a character of the text."""
        file, place = self.origin(offset)
        return file.locate(place)

    def spot(self, offset: int) -> tuple[str, int, int]:
        """Return path, line and column of a character of the text."""
        file, place = self.origin(offset)
        return (file.path, *file.locate(place))

    def place(self, offset: int) -> str:
        """Return ``path:line:column`` of a character of the text."""
        file, place = self.origin(offset)
        return file.place(place)


def whole(file: File) -> Document:
    """Return a file that is GraphQL from its first to its last character."""
    return Document(file, file.text, (Run(0, file, 0),))
