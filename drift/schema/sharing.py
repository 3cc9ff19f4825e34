"""What two texts share word for word is read once.

A text is cut after every line that is a lone closing brace. Pieces that are known already are blanked, line by
line, so that what is left parses on its own with the line numbers of the whole. A piece is kept only when it is
proved to be independent: the piece before it and it end where a definition ends, so none begins or ends inside a
string, a comment or a pair of brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from drift.schema.canonical import Printed
from drift.schema.draft import Draft
from drift.schema.element import Kind

_END = re.compile(r"^\}", re.MULTILINE)


@dataclass(slots=True)
class Piece:
    """Whole definitions that follow each other in a text.

    Attributes:
        first_line: 1-based line of the text that it was read from.
        lines: How many line ends the text of the piece has.
        drafts: The definitions, in the order of the text.
        applied_names: Names of the directives that are applied in them.
    """

    first_line: int
    lines: int
    drafts: list[Draft] = field(default_factory=list)
    applied_names: set[str] = field(default_factory=set)


class Shared:
    """The pieces of all texts that were read with it."""

    def __init__(self) -> None:
        self._pieces: dict[str, Piece] = {}
        self.characters_read = 0
        self.printed = Printed()

    def mask(self, text: str) -> Masked:
        """Return the text with every piece that is known blanked."""
        masked = Masked()
        start = 0
        for match in _END.finditer(text):
            masked.cut(text[start : match.end()], self._pieces)
            start = match.end()
        masked.cut(text[start:], self._pieces)
        self.characters_read += masked.length - masked.blank
        return masked

    def keep(self, masked: Masked) -> None:
        """Remember the pieces of a text that was read as a whole."""
        self._pieces.update(masked.fresh())


class Masked:
    """One text on its way through the reader."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._is_fresh: list[bool] = []
        self._shown: list[str] = []
        self._ends: list[int] = []
        self._first_lines: list[int] = []
        self._definition_ends: set[int] = set()
        self._next_line = 1
        self.length = 0
        self.blank = 0

    def cut(self, text: str, known: dict[str, Piece]) -> None:
        """Take in the next piece of the text."""
        piece = known.get(text)
        self._is_fresh.append(piece is None)
        if piece is None:
            piece = Piece(self._next_line, text.count("\n"))
            self._shown.append(text)
        else:
            self._shown.append("\n" * piece.lines)
            self.blank += piece.lines
        self._texts.append(text)
        self._pieces.append(piece)
        self._first_lines.append(self._next_line)
        self._next_line += piece.lines
        self.length += len(self._shown[-1])
        self._ends.append(self.length)

    @property
    def text(self) -> str:
        """What is to be read: as many lines as the whole text, those of known pieces empty."""
        return "".join(self._shown)

    def add(self, draft: Draft, end: int, applied_names: Iterable[str]) -> None:
        """Take in a definition that was read from :attr:`text`, which ends before the offset *end*."""
        piece = self._pieces[bisect_left(self._ends, end)]
        piece.drafts.append(draft)
        piece.applied_names.update(applied_names)
        self._definition_ends.add(end)

    def is_whole(self) -> bool:
        """Return whether every piece that was read ends where a definition ends; the last one may be blank."""
        fresh = (end for end, is_fresh in zip(self._ends[:-1], self._is_fresh, strict=False) if is_fresh)
        return self._definition_ends.issuperset(fresh)

    def drafts(self) -> Iterator[Draft]:
        """Yield the definitions of the whole text in order."""
        for piece in self._pieces:
            yield from piece.drafts

    def shift_of(self, type_name: str) -> int:
        """Return by how many lines a type is further down than where it was read."""
        for piece, first_line in zip(self._pieces, self._first_lines, strict=True):
            if any(draft.name == type_name and draft.kind is Kind.OBJECT for draft in piece.drafts):
                return first_line - piece.first_line
        return 0

    @property
    def applied_names(self) -> set[str]:
        """Names of all directives that are applied in the text."""
        return set().union(*(piece.applied_names for piece in self._pieces))

    @property
    def declared_directives(self) -> set[str]:
        """Names of all directives that the text declares."""
        return {draft.name for draft in self.drafts() if draft.kind is Kind.DIRECTIVE}

    def fresh(self) -> Iterator[tuple[str, Piece]]:
        """Yield the pieces that were not known, by their text.

        The rest of the text after the last brace is not one of them: it may go on in another text. Neither is
        what holds the schema definition, whose place is that of changes that have no other.
        """
        for text, piece, is_fresh in zip(self._texts[:-1], self._pieces, self._is_fresh, strict=False):
            if is_fresh and not any(draft.kind is Kind.SCHEMA for draft in piece.drafts):
                yield text, piece
