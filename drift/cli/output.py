"""Reports on their way out, and the exit code that they ask for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.cli.options import Judgement
from drift.cli.runtime import Runtime, colour_wanted
from drift.errors import UsageError
from drift.reports import FORMATS
from drift.reports.deliver import Target, deliver
from drift.reports.format import Display
from drift.reports.report import Report

if TYPE_CHECKING:
    from drift.operations.documents import Operations

DEFAULT_COLUMNS = 100
_JUDGING = ("reports", "fail_on", "level", "operations", "only_affected", "witness")


def split_options(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the judging options and the connection options of a command."""
    judging = {name: options[name] for name in _JUDGING}
    connection = {name: value for name, value in options.items() if name not in _JUDGING}
    return judging, connection


def targets(reports: tuple[str, ...]) -> list[Target]:
    """Return what each ``--report`` asks for. Raises UsageError before any work is done."""
    found: list[Target] = []
    for text in reports:
        name, has_path, path = text.partition("=")
        if name not in FORMATS:
            from drift.config import nearest

            raise UsageError(
                f"--report: no format is named {name!r}{nearest(name, FORMATS)}; there are {', '.join(FORMATS)}"
            )
        if has_path and not path:
            raise UsageError(f"--report {name}=: name the file after the =")
        found.append(Target(FORMATS[name], Path(path) if has_path else None))
    if sum(target.path is None for target in found) > 1:
        raise UsageError(
            "--report: only one format can go to standard output; give the others a file, FORMAT=PATH"
        )
    return found


class Output:
    """Collects the reports of a run and delivers them at its end."""

    def __init__(self, runtime: Runtime, judgement: Judgement) -> None:
        self._runtime = runtime
        self._judgement = judgement
        self._targets = targets(judgement.reports)
        self._reports: list[Report] = []
        if judgement.only_affected and not judgement.operations:
            runtime.detail("--only-affected without --operations judges by the operations of drift.toml")

    def operations(self, root: Path, configured: tuple[str, ...] = ()) -> Operations | None:
        """Return the operations that globs find, None when there are no globs.

        Args:
            root: The configuration's folder, where *configured* begins; ``--operations`` begins where the user is.
            configured: Globs for when ``--operations`` is not given.
        """
        patterns = self._judgement.operations
        if patterns:
            root = Path.cwd()
        else:
            patterns = configured
        if not patterns:
            if self._judgement.only_affected:
                raise UsageError(
                    "--only-affected needs operations: give --operations GLOB, or set them in drift.toml"
                )
            return None
        from drift.operations.documents import find_operations

        found = find_operations(root, patterns)
        if not found.operations:
            raise UsageError(f"no operation was found in {', '.join(patterns)} below {root}: check the globs")
        return found

    def add(self, report: Report) -> None:
        """Take a report in."""
        self._reports.append(report)

    def finish(self) -> int:
        """Write every report in every format, and return the exit code."""
        if self._reports:
            colour = colour_wanted(sys.stdout)
            display = Display(
                colour=colour,
                width=_columns() if colour else DEFAULT_COLUMNS,
                verbose=self._runtime.verbosity > 0,
                witness=self._judgement.witness,
            )
            deliver(
                self._reports,
                self._targets,
                display=display,
                redact=self._runtime.document,
                out=self._runtime.out,
            )
        return int(any(self._judgement.is_failure(report.worst) for report in self._reports))


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((DEFAULT_COLUMNS, 24)).columns
