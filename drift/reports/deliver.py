"""Rendered reports to files and standard output: all of them, or none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile

from drift.errors import UsageError
from drift.reports.format import PLAIN, Display, Format
from drift.reports.report import Report
from drift.snapshots import atomic

# Characters that are handed on at a time; what is larger is not in memory as a whole.
_CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """Where the reports of a run go in one format.

    Attributes:
        format: How they are written.
        path: The file; None for standard output.
    """

    format: Format
    path: Path | None = None


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def deliver(
    reports: Sequence[Report],
    targets: Sequence[Target],
    *,
    display: Display = PLAIN,
    redact: Callable[[str], str] = str,
    out: Callable[[str], None] = _print,
) -> None:
    """Render each report in each format, then write everything: never an empty or half file.

    All files are complete beside their targets before the first one takes its place, and standard output
    comes last. Missing folders are created.

    Args:
        reports: What to show. Where a format doesn't join several reports, each goes to a file of its own, its title
            before the file's ending.
        targets: Formats and files.
        display: How ``text`` looks on standard output.
        redact: Takes secrets out of a text; gets a report in one part or, where it is large, in several, each of which
            ends a line.
        out: Writes to standard output.

    Raises:
        UsageError: Two formats would go to the same file.
        DriftError: A file can't be written.
    """
    files: dict[Path, Iterable[str]] = {}
    with ExitStack() as held:
        printed: list[SpooledTemporaryFile[str]] = []
        for target in targets:
            if target.path is None:
                for report, shown in _ending(reports, display):
                    printed.append(held.enter_context(_spool()))
                    printed[-1].writelines(_chunks(target.format.pieces(report, shown), redact))
                continue
            texts = [
                _rendered(target.format, report, shown, redact)
                for report, shown in _ending(reports, display.plain())
            ]
            for place, text in _placed(target.format, target.path, reports, texts):
                if place in files:
                    raise UsageError(
                        f"two reports would be written to {place}: give each --report its own file"
                    )
                files[place] = text
        _write(files)
        for spool in printed:
            spool.seek(0)
            while text := spool.read(_CHUNK):
                out(text)


def _ending(reports: Sequence[Report], display: Display) -> Iterator[tuple[Report, Display]]:
    """Yield each report with how it looks: several end in one last line."""
    for number, report in enumerate(reports, start=1):
        yield report, display if number == len(reports) else replace(display, closing="")


def _spool() -> SpooledTemporaryFile[str]:
    return SpooledTemporaryFile(_CHUNK, "w+", encoding="utf-8", errors="surrogatepass", newline="")


def _rendered(
    format_: Format, report: Report, display: Display, redact: Callable[[str], str]
) -> Iterator[str]:
    """Yield the parts of a report, which is rendered while it is written."""
    yield from _chunks(format_.pieces(report, display), redact)


def _chunks(pieces: Iterable[str], redact: Callable[[str], str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield redact("".join(held))
            held.clear()
            size = 0
    if held:
        yield redact("".join(held))


def _placed(
    format_: Format, path: Path, reports: Sequence[Report], texts: Sequence[Iterable[str]]
) -> list[tuple[Path, Iterable[str]]]:
    if len(reports) == 1 or not texts:
        return [(path, text) for text in texts]
    if format_.joins:
        return [(path, _joined(texts))]
    # Titles of several reports are names of sources, which are names of files by their own rule.
    return [
        (path.with_name(f"{path.stem}-{_file_word(report.title)}{path.suffix}"), text)
        for report, text in zip(reports, texts, strict=True)
    ]


def _joined(texts: Sequence[Iterable[str]]) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number:
            yield "\n"
        yield from text


def _file_word(title: str) -> str:
    return "".join(char if char.isalnum() or char in "._-" else "-" for char in title)[:64]


def _write(files: dict[Path, Iterable[str]]) -> None:
    for path in files:
        if path.is_dir():
            raise UsageError(f"can't write a report to {path}: it is a folder")
    atomic.replace_named(
        [(path, (part.encode("utf-8", "backslashreplace") for part in text)) for path, text in files.items()]
    )
