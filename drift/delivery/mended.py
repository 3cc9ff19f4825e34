"""The edits of the user's operations in the pull request, for sources that ask for it with ``mend = true``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drift import lines
from drift.config import Config
from drift.delivery.findings import Findings
from drift.reports.edits import Mended
from drift.reports.report import Report
from drift.snapshots import atomic


def mended_reports(findings: Findings, config: Config) -> tuple[Report, ...]:
    """Return the reports whose edits go into the pull request."""
    return tuple(
        report
        for report in findings.reports
        if report.mending.files and config.source(lines.split(report.title)[0]).mend
    )


def put_edits(findings: Findings, config: Config, folder: Path, tree: Path) -> list[str]:
    """Write the edits into a checkout, and return the files that were written, as seen from its top.

    A file that is not what it was when its operations were judged is left as it is, as is one that several sources would
    edit in different ways, of which the first one does.

    Args:
        findings: What was found.
        config: The configuration, from whose folder the operations were read.
        folder: The top of the checkout that they were read in.
        tree: The top of the checkout to write into.
    """
    here = config.root.resolve().relative_to(folder.resolve())
    return [name for file in _files(findings, config) if (name := _put(file, here, tree)) is not None]


def _files(findings: Findings, config: Config) -> Iterator[Mended]:
    seen: set[str] = set()
    for report in mended_reports(findings, config):
        for file in report.mending.files:
            if file.path not in seen:
                seen.add(file.path)
                yield file


def _put(file: Mended, here: Path, tree: Path) -> str | None:
    place = (tree / here / file.path).resolve()
    top = tree.resolve()
    if not place.is_relative_to(top) or not place.is_file() or place.read_bytes() != file.before:
        return None
    atomic.replace_named([(place, [file.after])])
    return place.relative_to(top).as_posix()
