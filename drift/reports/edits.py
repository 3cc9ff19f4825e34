"""Edits that mend the user's operations: where each comes from, and the text that takes the place of which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from drift.changes.change import OperationReference


class Tier(IntEnum):
    """Where an edit comes from; the first is the surest."""

    ADVICE = 1
    CONSEQUENCE = 2
    REMOVAL = 3

    @property
    def word(self) -> str:
        """The tier as users write it."""
        return self.name.lower()


SURE = (Tier.ADVICE, Tier.CONSEQUENCE)


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of other text in one of the user's files.

    Attributes:
        path: The file, as the user would open it.
        start: Where the old text begins, in bytes from the file's beginning.
        end: After it.
        old: The old text, with its line ends; empty where something is put in.
        text: The new text.
        line: 1-based line of the beginning.
        column: 1-based column of the beginning, in code points.
        end_line: 1-based line of the end.
        end_column: 1-based column after the end.
        tier: Where it comes from.
        coordinate: The element that it is about.
        cause: Fingerprint of the change that makes it necessary; None for the use of something deprecated.
        because: Why, one sentence; foreign text.
        reads: For a removal, where the user's files may read what is lost, each ``path:line``.
        operations: The operations that it helps, in their order.
    """

    path: str
    start: int
    end: int
    old: str
    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    tier: Tier
    coordinate: str
    cause: str | None
    because: str
    reads: tuple[str, ...] = ()
    operations: tuple[OperationReference, ...] = ()

    @property
    def sentence(self) -> str:
        """The edit in half a line: ``a.graphql:3:5: old → new``."""
        place = f"{self.path}:{self.line}:{self.column}"
        if not self.old:
            return f"{place}: put in {self.text.strip()}"
        return f"{place}: {self.old} → {self.text}" if self.text else f"{place}: leave out {self.old.strip()}"

    @property
    def loses_data(self) -> bool:
        """Whether the program gets less than before."""
        return self.tier is Tier.REMOVAL


class Span(NamedTuple):
    """Bytes that take the place of others.

    Attributes:
        start: Where the old ones begin.
        end: After them.
        content: The new ones.
    """

    start: int
    end: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Mended:
    """A file and all edits of it.

    Attributes:
        path: As the user would open it.
        before: What it held when it was read.
        spans: What changes, by place; none touches another.
    """

    path: str
    before: bytes = field(repr=False)
    spans: tuple[Span, ...]

    @property
    def after(self) -> bytes:
        """What it is to hold."""
        return applied(self.before, self.spans)


def applied(content: bytes, spans: Sequence[Span]) -> bytes:
    """Return bytes with edits, which are in order and do not touch each other."""
    pieces: list[bytes] = []
    position = 0
    for span in spans:
        pieces += [content[position : span.start], span.content]
        position = span.end
    return b"".join([*pieces, content[position:]])


@dataclass(frozen=True)
class Mending:
    """All edits of a comparison.

    Attributes:
        edits: By file, then by place.
        files: The files that they are in, by path.
        refused: Why something has no edit, one sentence each; foreign text.
        still: How many operations still break with all edits in place.
    """

    edits: tuple[Edit, ...] = ()
    files: tuple[Mended, ...] = ()
    refused: tuple[str, ...] = ()
    still: int = 0

    def of_operations(self, operations: Iterable[OperationReference]) -> tuple[Edit, ...]:
        """Return the edits that help some operations, by file and place."""
        wanted = set(operations)
        return tuple(edit for edit in self.edits if wanted.intersection(edit.operations))

    def by_cause(self) -> Iterator[tuple[Edit, tuple[Edit, ...]]]:
        """Yield the first edit of each cause with all that have it, surest first."""
        groups: dict[tuple[Tier, str, str], list[Edit]] = {}
        for edit in self.edits:
            groups.setdefault((edit.tier, edit.coordinate, edit.because), []).append(edit)
        for key in sorted(groups, key=lambda key: (key[0], key[1])):
            yield groups[key][0], tuple(groups[key])
