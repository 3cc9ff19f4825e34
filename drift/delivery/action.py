"""The action's inputs as a plan, and the reports of a run as the action's outputs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from drift.config import LEVELS, Level, nearest
from drift.errors import UsageError
from drift.escape import quoted
from drift.reports.report import Report
from drift.severity import THRESHOLDS, Threshold

Word = TypeVar("Word", bound=str)

COMMANDS = ("check", "diff")
INPUTS = (
    "command",
    "source",
    "old",
    "new",
    "operations",
    "level",
    "fail-on",
    "only-affected",
    "save",
    "reports",
    "config",
    "keys",
)
_BUMPS = ("none", "patch", "minor", "major")
_SWITCHES = {"true": True, "false": False, "": False}
_OF_CHECK_ONLY = ("source", "save")
_OF_DIFF_ONLY = ("old", "new")


@dataclass(frozen=True)
class Plan:
    """What the inputs ask for.

    Attributes:
        command: ``check`` or ``diff``.
        sources: The sources to check; none means all of them.
        old: The older schema to diff, empty for a check.
        new: The newer one.
        operations: Globs of the user's operations.
        level: How strictly to judge; None leaves it to the configuration.
        fail_on: The threshold that fails the step; None leaves it to the configuration.
        only_affected: Judge only by what touches the operations.
        save: Store what was seen when it differs.
        reports: The user's own reports, ``FORMAT`` or ``FORMAT=PATH``.
        config: Configuration file; None for the nearest.
        keys: Which variable may go where, ``NAME=HOST``.
    """

    command: str
    sources: tuple[str, ...]
    old: str
    new: str
    operations: tuple[str, ...]
    level: Level | None
    fail_on: Threshold | None
    only_affected: bool
    save: bool
    reports: tuple[str, ...]
    config: Path | None
    keys: tuple[str, ...]

    @property
    def report_path(self) -> str | None:
        """The first file that the user names for a report, None when there is none."""
        paths = (report.partition("=")[2] for report in self.reports)
        return next(filter(None, paths), None)


def inputs(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the action's inputs, which it hands on as ``INPUT_FAIL_ON`` and the like; empty when not given."""
    names = {name: f"INPUT_{name.upper().replace('-', '_')}" for name in INPUTS}
    return {name: environment.get(variable, "").strip() for name, variable in names.items()}


def plan(given: Mapping[str, str]) -> Plan:
    """Return what the inputs ask for.

    Args:
        given: Inputs by name; an empty text is one that was not given.

    Raises:
        UsageError: Inputs that make no sense, alone or together.
    """
    command = given["command"] or "check"
    if command not in COMMANDS:
        raise UsageError(
            f"input command: there are {' and '.join(COMMANDS)}, not {quoted(command)}{nearest(command, COMMANDS)}"
        )
    for name in _OF_DIFF_ONLY if command == "check" else _OF_CHECK_ONLY:
        if given[name] not in ("", "false"):
            raise UsageError(f"input {name}: makes no sense with command {command}")
    if command == "diff" and not (given["old"] and given["new"]):
        raise UsageError("inputs old and new: command diff compares two schemas, so it needs both")
    return Plan(
        command=command,
        sources=tuple(given["source"].split()),
        old=given["old"],
        new=given["new"],
        operations=_lines(given["operations"]),
        level=_choice(given, "level", LEVELS),
        fail_on=_choice(given, "fail-on", THRESHOLDS),
        only_affected=_switch(given, "only-affected"),
        save=_switch(given, "save"),
        reports=_lines(given["reports"]),
        config=Path(given["config"]) if given["config"] else None,
        keys=tuple(re.findall(r"[^\s,;]+", given["keys"])),
    )


def outputs(reports: Sequence[Report], *, report_path: str, snapshot_changed: bool) -> dict[str, str]:
    """Return the action's outputs: words of ours, counts, and one of the user's paths.

    Args:
        reports: Of the sources that were compared; a first check compares nothing.
        report_path: The file or folder with the report.
        snapshot_changed: A version was stored.
    """
    worst = max((report.worst for report in reports if report.worst is not None), default=None)
    summaries = [report.summary for report in reports]
    return {
        "drift": "none" if worst is None else worst.word,
        "breaking-count": str(sum(summary.breaking for summary in summaries)),
        "dangerous-count": str(sum(summary.dangerous for summary in summaries)),
        "affected-operations": str(sum(summary.affected_operations for summary in summaries)),
        "bump": max((summary.bump for summary in summaries), key=_BUMPS.index, default="none"),
        "report-path": report_path,
        "snapshot-changed": "true" if snapshot_changed else "false",
    }


def _choice(given: Mapping[str, str], name: str, known: Sequence[Word]) -> Word | None:
    if not given[name]:
        return None
    for word in known:
        if word == given[name]:
            return word
    choices = ", ".join(map(quoted, known))
    raise UsageError(
        f"input {name}: {quoted(given[name])} is not one of {choices}{nearest(given[name], known)}"
    )


def _switch(given: Mapping[str, str], name: str) -> bool:
    if given[name] not in _SWITCHES:
        raise UsageError(f"input {name}: write true or false, not {quoted(given[name])}")
    return _SWITCHES[given[name]]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
