"""Lines of styled text, printed plainly or for a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drift.severity import Severity

STYLES = {
    Severity.BREAKING: "bold red",
    Severity.DANGEROUS: "bold yellow",
    Severity.DEPRECATED: "bold magenta",
    Severity.SAFE: "bold green",
}
SIGNS = {
    Severity.BREAKING: "✗",
    Severity.DANGEROUS: "▲",
    Severity.DEPRECATED: "◌",
    Severity.SAFE: "+",
}
PLACE = "cyan"
MIN_WIDTH = 20
_BLANKS = re.compile(" +")

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    spans: tuple[Span, ...]
    is_whole: bool = False


class Page:
    """Lines of styled text, printed in the end in one of two ways."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []

    def add(self, indent: int, *spans: Span | str) -> None:
        """Append a line; a plain string is a span without style. Foreign text must be escaped by now."""
        self.lines.append(_Line(indent, _styled(spans)))

    def add_whole(self, indent: int, *spans: Span | str) -> None:
        """Append a line that is never wrapped: of code, of a diff, or a command to copy."""
        self.lines.append(_Line(indent, _styled(spans), is_whole=True))

    def gap(self) -> None:
        """Append an empty line."""
        self.lines.append(_Line(0, ()))

    def title(self, title: str, count: int, style: str, *, note: str = "") -> None:
        """Append the heading of a section, with how much is in it."""
        self.gap()
        self.add(0, (title, style), f"  {count:,}", (f", {note}" if note else "", "dim"))

    def plain(self) -> str:
        """Return the lines without styles and as long as they are."""
        return "\n".join(" " * line.indent + "".join(text for text, _ in line.spans) for line in self.lines)

    def coloured(self, width: int) -> str:
        """Return the lines with ANSI colours, wrapped between words at *width*; places and code stay whole."""
        from io import StringIO

        from rich.console import Console
        from rich.text import Text

        console = Console(
            file=StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color=False,
            width=width,
            legacy_windows=False,
            _environ={},
        )
        rows: list[str] = []
        for line in self.lines:
            text = Text.assemble(*line.spans)
            # What is wrapped hangs below the text, not below the sign before it.
            hang = line.indent + 2
            ends = [] if line.is_whole else _line_ends(line.spans, max(width - hang, MIN_WIDTH))
            for number, part in enumerate(text.divide(ends)):
                part.rstrip()
                with console.capture() as capture:
                    console.print(part, soft_wrap=True, end="")
                rows.append(" " * (line.indent if number == 0 else hang) + capture.get())
        return "\n".join(rows)


def _line_ends(spans: tuple[Span, ...], width: int) -> list[int]:
    """Return the offsets at which lines end: between words, and never within a place, however long it is."""
    from rich.cells import cell_len

    places: list[tuple[int, int]] = []
    offset = 0
    for text, style in spans:
        if style == PLACE:
            places.append((offset, offset + len(text)))
        offset += len(text)
    whole = "".join(text for text, _ in spans)
    begins = [match.end() for match in _BLANKS.finditer(whole)]
    begins = [begin for begin in begins if not any(first < begin < last for first, last in places)]
    ends: list[int] = []
    line = word = 0
    for following in (*begins, len(whole)):
        if word > line and cell_len(whole[line:following].rstrip(" ")) > width:
            ends.append(word)
            line = word
        word = following
    return ends


def _styled(spans: tuple[Span | str, ...]) -> tuple[Span, ...]:
    return tuple((span, "") if isinstance(span, str) else span for span in spans)


def diff_style(line: str) -> str:
    """Return the style of one line of a unified diff."""
    if line.startswith(("+++", "---", "@@")):
        return "dim"
    return "green" if line.startswith("+") else "red" if line.startswith("-") else ""
