"""The action's inputs as a command line, and the reports of that run as the action's outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drift.config import nearest
from drift.errors import DriftError, UsageError
from drift.severity import WORST_FIRST

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
)
_BUMPS = ("none", "patch", "minor", "major")
_SWITCHES = {"true": True, "false": False, "": False}
_OF_CHECK_ONLY = ("source", "save")
_OF_DIFF_ONLY = ("old", "new")


@dataclass(frozen=True)
class Plan:
    """What the inputs ask for.

    Attributes:
        arguments: The command line behind ``drift``.
        command: ``check`` or ``diff``.
        sources: The sources named; none means all of them.
        files: The files that the user's own reports go to, in order.
    """

    arguments: tuple[str, ...]
    command: str
    sources: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Files:
    """Where the run leaves what the action shows.

    Attributes:
        folder: An empty folder.
    """

    folder: Path

    @property
    def report(self) -> Path:
        """The JSON report; with several sources one file each, its name extended."""
        return self.folder / "report.json"

    @property
    def summary(self) -> Path:
        """The Markdown report of all sources."""
        return self.folder / "summary.md"

    @property
    def annotations(self) -> Path:
        """Workflow commands, one a line."""
        return self.folder / "annotations.txt"

    def reports(self) -> list[dict[str, Any]]:
        """Return what the JSON reports hold. Raises DriftError for one that can't be read."""
        return [_read(path) for path in sorted(self.folder.glob("report*.json"))]


def inputs(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the action's inputs, which it hands on as ``INPUT_FAIL_ON`` and the like; empty when not given."""
    names = {name: f"INPUT_{name.upper().replace('-', '_')}" for name in INPUTS}
    return {name: environment.get(variable, "").strip() for name, variable in names.items()}


def plan(given: Mapping[str, str], files: Files) -> Plan:
    """Return the command line that the inputs ask for.

    Args:
        given: Inputs by name; an empty text is one that was not given.
        files: Where the reports that the action itself needs go.

    Raises:
        UsageError: Inputs that make no sense, alone or together.
    """
    command = given["command"] or "check"
    if command not in COMMANDS:
        raise UsageError(
            f"input command: there are {' and '.join(COMMANDS)}, not {command!r}{nearest(command, COMMANDS)}"
        )
    for name in _OF_DIFF_ONLY if command == "check" else _OF_CHECK_ONLY:
        if given[name] not in ("", "false"):
            raise UsageError(f"input {name}: makes no sense with command {command}")
    save, only_affected = _switch(given, "save"), _switch(given, "only-affected")
    reports = _lines(given["reports"])
    arguments = [command]
    if given["config"]:
        arguments.append(f"--config={given['config']}")
    arguments += [f"--{name}={given[name]}" for name in ("level", "fail-on") if given[name]]
    arguments += [f"--operations={pattern}" for pattern in _lines(given["operations"])]
    arguments += ["--only-affected"] * only_affected + ["--save"] * save
    arguments += [
        f"--report=json={files.report}",
        f"--report=markdown={files.summary}",
        f"--report=github={files.annotations}",
        *(f"--report={report}" for report in reports),
    ]
    if all("=" in report for report in reports):
        arguments.append("--report=text")
    sources = tuple(given["source"].split())
    if command == "diff":
        if not (given["old"] and given["new"]):
            raise UsageError("inputs old and new: command diff compares two schemas, so it needs both")
        operands: Sequence[str] = (given["old"], given["new"])
    else:
        operands = sources
    named = tuple(path for _, has_path, path in (r.partition("=") for r in reports) if has_path)
    return Plan((*arguments, "--", *operands), command, sources, named)


def outputs(
    reports: Sequence[Mapping[str, Any]], *, report_path: str, snapshot_changed: bool
) -> dict[str, str]:
    """Return the action's outputs: words of ours, counts, and one path of the user's.

    Args:
        reports: JSON reports of the sources that were compared; a first look compares nothing.
        report_path: The file or folder with the report.
        snapshot_changed: A version was stored.
    """
    summaries = [report["summary"] for report in reports]
    counts = {severity.word: sum(summary[severity.word] for summary in summaries) for severity in WORST_FIRST}
    return {
        "drift": next((word for word, count in counts.items() if count), "none"),
        "breaking-count": str(counts["breaking"]),
        "dangerous-count": str(counts["dangerous"]),
        "affected-operations": str(sum(summary["affected_operations"] for summary in summaries)),
        "bump": max((summary["bump"] for summary in summaries), key=_BUMPS.index, default="none"),
        "report-path": report_path,
        "snapshot-changed": "true" if snapshot_changed else "false",
    }


def _switch(given: Mapping[str, str], name: str) -> bool:
    if given[name] not in _SWITCHES:
        raise UsageError(f"input {name}: write true or false, not {given[name]!r}")
    return _SWITCHES[given[name]]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DriftError(f"the report {path} can't be read back") from error
    return loaded
