"""The report as annotations that GitHub shows beside the lines of a pull request's files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drift.changes.change import Change, OperationReference
from drift.escape import command_property, command_text, one_line, without_commands
from drift.reports import outline
from drift.reports.breakage import Breakage, breakages
from drift.reports.report import OperationResult, Report
from drift.severity import Severity

# GitHub shows ten of each kind for a step and drops the rest without a word.
MAX_EACH = 10
MAX_TEXT = 2_000
_COMMANDS = {Severity.BREAKING: "error", Severity.DANGEROUS: "warning", Severity.DEPRECATED: "notice"}
_PLACE = re.compile(r"(.+?):(\d+):(\d+): ")
_POSITION = re.compile(r"(\d{1,9}):(\d{1,9}): ")


@dataclass(frozen=True, slots=True)
class _Annotation:
    command: str
    path: str
    line: int
    column: int | None
    title: str
    text: str

    def written(self) -> str:
        properties = []
        if outline.names_file(self.path):
            properties += [("file", self.path), ("line", str(max(self.line, 1)))]
            if self.column is not None:
                properties.append(("col", str(max(self.column, 1))))
        properties.append(("title", one_line(self.title, 200)))
        given = ",".join(f"{name}={command_property(value)}" for name, value in properties)
        text = self.text if len(self.text) <= MAX_TEXT else f"{self.text[:MAX_TEXT]}…"
        return f"::{self.command} {given}::{command_text(text)}"


def render(report: Report) -> str:
    """Return workflow commands, one a line, then the verdict as a plain line.

    Broken operations come first, at the line of their first error; then what could not be judged; then changes, at
    their line in the newer schema's file (for a removal, of what enclosed it). At most ten errors, warnings and
    notices each; the last line says how many more there are, and how many files were read. Safe and accepted changes are
    not annotated.
    """
    annotations = [*_operations(report), *_not_judged(report), *_changes(report)]
    rows: list[str] = []
    missing: list[str] = []
    for command in ("error", "warning", "notice"):
        found = [annotation for annotation in annotations if annotation.command == command]
        rows += [annotation.written() for annotation in found[:MAX_EACH]]
        if len(found) > MAX_EACH:
            missing.append(outline.plural(len(found) - MAX_EACH, f"more {command}"))
    verdict = f"{one_line(report.title, 200)}: {outline.headline(report)}"
    if missing:
        verdict += f" ({', '.join(missing)} without annotation)"
    if report.account is not None:
        verdict += one_line(f"; operations: {report.account.sentence()}", 500)
    return "\n".join([*rows, without_commands(verdict)]) + "\n"


def _operations(report: Report) -> list[_Annotation]:
    found = []
    for breakage in breakages(report):
        result = breakage.results[0]
        if breakage.is_shared and breakage.places:
            found.append(_breakage(report, breakage))
            continue
        line, column = _first_error(result)
        text = "\n".join([*result.errors, *_fixes(report, [result.operation], result.hints)])
        operation = result.operation
        title = f"{operation.name} breaks"
        found.append(
            _Annotation("error", operation.path, line, column, title, text or "It no longer validates.")
        )
    return found


def _breakage(report: Report, breakage: Breakage) -> _Annotation:
    """Return one annotation for a reason, at the first line to edit."""
    first = breakage.places[0]
    match = _PLACE.match(first)
    path, line, column = (first, 1, None) if match is None else (match[1], int(match[2]), int(match[3]))
    names = [
        f"{each.operation.name} ({each.operation.path}:{each.operation.line})" for each in breakage.results
    ]
    more = f" and {len(names) - MAX_EACH} more" if len(names) > MAX_EACH else ""
    rows = [
        breakage.message,
        *breakage.places[:MAX_EACH],
        *_fixes(report, [each.operation for each in breakage.results], breakage.hints),
        f"Breaks {', '.join(names[:MAX_EACH])}{more}",
    ]
    return _Annotation("error", path, line, column, f"{len(names):,} operations break", "\n".join(rows))


def _fixes(report: Report, operations: Sequence[OperationReference], hints: Sequence[str]) -> list[str]:
    """Return each edit in a line, then what is said where there is none; a diff is too long here."""
    edits = report.mending.of_operations(operations)
    more = [f"fix: and {outline.plural(len(edits) - MAX_EACH, 'more edit')}"] if len(edits) > MAX_EACH else []
    rows = [f"fix: {edit.sentence}" for edit in edits[:MAX_EACH]]
    shown = [f"hint: {hint}" for hint in hints if "\n" not in hint or not edits]
    return [*rows, *more, *shown]


def _not_judged(report: Report) -> list[_Annotation]:
    if report.account is None:
        return []
    command = "notice" if report.account.is_waived else "error"
    return [
        _Annotation(command, place.path, place.line, place.column, "Not judged", place.reason)
        for place in report.account.not_judged
    ]


def _first_error(result: OperationResult) -> tuple[int, int | None]:
    for error in result.errors:
        if error.startswith(f"{result.operation.path}:"):
            match = _POSITION.match(error, len(result.operation.path) + 1)
            if match is not None:
                return int(match[1]), int(match[2])
    return result.operation.line, None


def _changes(report: Report) -> Sequence[_Annotation]:
    found = []
    # What follows from others comes last, for what is beyond the limit is not shown.
    for change in sorted(report.counted(), key=lambda each: report.cause_of(each) is not None):
        command = _COMMANDS.get(change.severity)
        if command is None:
            continue
        location = change.new_location or change.old_location
        path, line = ("", 1) if location is None else (location.path, location.line)
        title = f"{change.severity.name.capitalize()}: {change.title}"
        found.append(_Annotation(command, path, line, None, title, _text(report, change)))
    return found


def _text(report: Report, change: Change) -> str:
    note = outline.cause_note(report, change)
    rows = ["".join(outline.sentence(change)), *note, change.reason, *outline.remarks(change)]
    if change.operations:
        users = [f"{user.name} ({user.path}:{user.line})" for user in change.operations[:MAX_EACH]]
        more = len(change.operations) - len(users)
        rows.append(f"Used by {', '.join(users)}{f' and {more} more' if more else ''}")
    return "\n".join(rows)
