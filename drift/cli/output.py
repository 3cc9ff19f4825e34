"""Reports on their way out, and the exit code that they ask for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.cli.options import Judgement
from drift.cli.runtime import Runtime, colour_wanted
from drift.errors import OperationsUnreadable, UsageError
from drift.escape import quoted
from drift.reports import FORMATS, NICKNAMES, closing
from drift.reports.deliver import Target, deliver
from drift.reports.format import Display
from drift.reports.report import Report

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.operations.documents import Operations
    from drift.operations.reading import Shelf

DEFAULT_COLUMNS = 100
_JUDGING = (
    "reports",
    "as_json",
    "output",
    "fail_on",
    "level",
    "operations",
    "only_affected",
    "witness",
    "allow_unread",
)


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
        format_ = FORMATS.get(name) or NICKNAMES.get(name)
        if format_ is None:
            from drift.config import nearest

            there = ", ".join(FORMATS)
            raise UsageError(
                f"--report: no format is named {quoted(name)}{nearest(name, FORMATS)}; there are {there}"
            )
        if has_path and not path:
            raise UsageError(f"--report {name}=: name the file after the =")
        found.append(Target(format_, Path(path) if has_path else None))
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
        self.reports: list[Report] = []
        self._found: dict[object, Operations | None] = {}
        self._shelf: Shelf | None = None
        if judgement.only_affected and not judgement.operations:
            runtime.detail("--only-affected without --operations judges by the operations of drift.toml")

    def operations(self, config: Config, source: SourceConfig | None) -> Operations | None:
        """Return the operations that are judged: those of ``--operations``, else the source's; None without any.

        Raises:
            UsageError: A glob can't be used, there is no operation, or ``--only-affected`` has none to go by.
        """
        # Files are read once, however many sources name them.
        key = self._judgement.operations or (
            source and (source.operations, source.operations_exclude, source.allow_unread)
        )
        if key not in self._found:
            self._found[key] = self._read(config, source)
        found = self._found[key]
        if found is None:
            return None
        from drift.operations import choice

        return choice.with_client(found, config, source)

    def _read(self, config: Config, source: SourceConfig | None) -> Operations | None:
        allow_unread = self._judgement.allow_unread
        if not self._judgement.operations and (source is None or not source.operations):
            if self._judgement.only_affected:
                raise UsageError(
                    "--only-affected needs operations: give --operations GLOB, or set them in drift.toml"
                )
            return None
        # The readers of all languages are imported where there is something for them to read.
        from drift.operations import choice

        if self._judgement.operations or source is None:
            return choice.named(Path.cwd(), self._judgement.operations, allow_unread=allow_unread)
        from drift.operations.reading import Shelf

        self._shelf = self._shelf or Shelf()
        return choice.configured(config, source, allow_unread=allow_unread, shelf=self._shelf)

    def add(self, report: Report) -> None:
        """Take a report in."""
        self.reports.append(report)

    def code(self) -> int:
        """Return the exit code that the reports ask for.

        1 when something was found; else 3 when something of the user's operations could not be read: a finding is
        sure, whatever else there may be, and every report names what was not read.
        """
        return self._code_of(self.reports)

    def _code_of(self, reports: Sequence[Report]) -> int:
        if any(self._judgement.is_failure(report.worst) for report in reports):
            return 1
        return OperationsUnreadable.exit_code if any(report.unread for report in reports) else 0

    def finish(self, code: int | None = None, because: str = "", *, looked: str = "") -> int:
        """Write every report in every format, with the last line of the run, and return the exit code.

        Args:
            code: The exit code of the run; None for the one that the reports ask for.
            because: Why it is that one, where the reports are not the reason.
            looked: How many of several sources were checked.
        """
        code = self.code() if code is None else code
        if not self.reports:
            if because or looked:
                self._runtime.tell(closing.line(code, because or looked))
            return code
        # Of what could not be checked the reports say nothing.
        said = self._because(self.code(), self.reports)
        if because and code and self.code() == 1:
            because = f"{because}; {said}"
        last = closing.line(code, "; ".join(filter(None, (looked, because or said))))
        colour = colour_wanted(sys.stdout)
        display = Display(
            colour=colour,
            width=_columns() if colour else DEFAULT_COLUMNS,
            verbose=self._runtime.verbosity > 0,
            witness=self._judgement.witness,
            quiet=self._runtime.verbosity < 0,
            closing=last,
        )
        deliver(
            [replace(report, closing=self._closing(report)) for report in self.reports],
            self._targets,
            display=display,
            redact=self._runtime.document,
            out=self._runtime.show if self._prints_text() else self._runtime.out,
        )
        self._say_last(last)
        return code

    def _closing(self, report: Report) -> str:
        code = self._code_of([report])
        return closing.line(code, self._because(code, [report]))

    def _because(self, code: int, reports: Sequence[Report]) -> str:
        return closing.because(code, reports, self._judgement.policy.fail_on)

    def _say_last(self, last: str) -> None:
        """Say the last line where the report on standard output does not: on standard error."""
        for target in self._targets:
            if target.path is not None:
                self._runtime.tell(f"wrote {target.path}")
        if not self._prints_text():
            self._runtime.tell(last)

    def _prints_text(self) -> bool:
        """Whether the report on standard output is the one for people at a terminal."""
        return any(target.path is None and target.format is FORMATS["text"] for target in self._targets)


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((DEFAULT_COLUMNS, 24)).columns
