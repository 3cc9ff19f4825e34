"""What a report format is: a row with its name, its function, and what others must know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift.reports.report import Report


@dataclass(frozen=True, slots=True)
class Display:
    """How the text format looks on standard output; files get it plain.

    Attributes:
        colour: Write ANSI colours and wrap lines.
        width: Columns of the terminal.
        verbose: Show safe changes one by one, witnesses and values in full.
        witness: Show witnesses also when not verbose.
        quiet: Show the last line only.
        closing: The last line, of a run with one report or several; empty when more reports follow.
    """

    colour: bool = False
    width: int = 100
    verbose: bool = False
    witness: bool = False
    quiet: bool = False
    closing: str = ""

    def plain(self) -> Display:
        """Return the same without what only a terminal can show."""
        return Display(verbose=self.verbose, witness=self.witness, closing=self.closing)


PLAIN = Display()


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report.

    Attributes:
        name: What ``--report`` calls it.
        purpose: What it is for, a few words; ``--help`` and README show it.
        media_type: Type for whatever serves or sends it (https://www.iana.org/assignments/media-types).
        suffix: How names of files with it usually end.
        joins: Whether several reports, one after another, are one document; else each needs a file of its own.
        pieces: Gives the text of a report, which ends in a newline, in pieces that each end a line. Formats other
            than ``text`` look the same everywhere and leave the display alone.
        nicknames: Other names that are understood.
    """

    name: str
    purpose: str
    media_type: str
    suffix: str
    joins: bool
    pieces: Callable[[Report, Display], Iterable[str]]
    nicknames: tuple[str, ...] = ()

    def render(self, report: Report, display: Display = PLAIN) -> str:
        """Return the text of a report, ending in a newline."""
        return "".join(self.pieces(report, display))
