"""Rendered reports to files and standard output: all of them, or none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drift.errors import UsageError
from drift.reports.format import PLAIN, Display, Format
from drift.reports.report import Report
from drift.snapshots import atomic


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
        redact: Takes secrets out of a rendered text, whatever its format.
        out: Writes to standard output.

    Raises:
        UsageError: Two formats would go to the same file.
        DriftError: A file can't be written.
    """
    files: dict[Path, str] = {}
    printed: list[str] = []
    for target in targets:
        shown = display if target.path is None else display.plain()
        texts = [redact(target.format.render(report, shown)) for report in reports]
        if target.path is None:
            printed += texts
            continue
        for place, text in _placed(target.format, target.path, reports, texts):
            if place in files:
                raise UsageError(f"two reports would be written to {place}: give each --report its own file")
            files[place] = text
    _write(files)
    for text in printed:
        out(text)


def _placed(
    format_: Format, path: Path, reports: Sequence[Report], texts: Sequence[str]
) -> list[tuple[Path, str]]:
    if len(reports) == 1 or not texts:
        return [(path, text) for text in texts]
    if format_.joins:
        return [(path, "\n".join(texts))]
    # Titles of several reports are names of sources, which are names of files by their own rule.
    return [
        (path.with_name(f"{path.stem}-{_file_word(report.title)}{path.suffix}"), text)
        for report, text in zip(reports, texts, strict=True)
    ]


def _file_word(title: str) -> str:
    return "".join(char if char.isalnum() or char in "._-" else "-" for char in title)[:64]


def _write(files: dict[Path, str]) -> None:
    for path in files:
        if path.is_dir():
            raise UsageError(f"can't write a report to {path}: it is a folder")
    atomic.replace_named([(path, text.encode("utf-8", "backslashreplace")) for path, text in files.items()])
