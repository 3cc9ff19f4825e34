"""Text with places in it: one file, or several read as one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Location:
    """A line of a file, as the user would open it."""

    path: str
    line: int

    def __str__(self) -> str:
        """Return ``path:line``."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class SourceText:
    """SDL text and the files it came from.

    Attributes:
        text: The text, with ``\\n`` line ends and no byte order mark.
        parts: ``(path, first line)`` of each file in the text, in order; lines are 1-based.
    """

    text: str
    parts: tuple[tuple[str, int], ...] = (("<text>", 1),)

    @classmethod
    def from_files(cls, files: Sequence[tuple[str, str]]) -> SourceText:
        """Return the ``(path, text)`` pairs as one text; line ends are unified, byte order marks dropped."""
        texts = [
            (path, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
            for path, text in files
        ]
        return cls.joined([cls(text, ((path, 1),)) for path, text in texts])

    @classmethod
    def joined(cls, sources: Sequence[SourceText]) -> SourceText:
        """Return several texts as one, each line with its place as before."""
        parts: list[tuple[str, int]] = []
        line = 1
        for source in sources:
            parts += [(path, line + first - 1) for path, first in source.parts]
            line += source.text.count("\n") + 1
        return cls("\n".join(source.text for source in sources), tuple(parts))

    @cached_property
    def _first_lines(self) -> list[int]:
        return [line for _, line in self.parts]

    def locate(self, line: int) -> Location:
        """Return where a 1-based line of the whole text is in its file."""
        path, first = self.parts[bisect_right(self._first_lines, line) - 1]
        return Location(path, line - first + 1)
