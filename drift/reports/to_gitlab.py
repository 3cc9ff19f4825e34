"""The report for GitLab's merge requests: a Code Quality report.

Follows https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from drift.changes.change import Change, Verdict
from drift.escape import json_without_commands, one_line
from drift.reports import outline
from drift.reports.account import Unread
from drift.reports.report import OperationResult, Report
from drift.severity import Severity

BROKEN = "OPERATION_BROKEN"
NOT_JUDGED = "OPERATION_NOT_JUDGED"
MAX_TEXT = 2_000
# A finding without a file of its own is shown where the source is configured: every one needs a path.
NOWHERE = "drift.toml"
_SEVERITIES = {
    Severity.BREAKING: "critical",
    Severity.DANGEROUS: "major",
    Severity.DEPRECATED: "minor",
    Severity.SAFE: "info",
}


def render(report: Report) -> str:
    """Return a JSON array with one object for each finding, ending in a newline.

    Broken operations come first, at their own lines; then what could not be judged; then the counted changes, worst
    first, at their line in the newer schema's file or else in the older one's. Accepted changes are not in it.
    """
    found = [*_operations(report), *_not_judged(report), *map(_change, report.counted())]
    return json_without_commands(json.dumps(found, indent=2)) + "\n"


def _finding(check: str, text: str, fingerprint: str, severity: str, path: str, line: int) -> dict[str, Any]:
    return {
        "description": one_line(text, MAX_TEXT),
        "check_name": one_line(check),
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": one_line(path.removeprefix("./")), "lines": {"begin": max(line, 1)}},
    }


def _operations(report: Report) -> Iterator[dict[str, Any]]:
    for result in outline.of_verdict(report, Verdict.BROKEN):
        operation = result.operation
        text = f"{operation.name} breaks: {_errors(result)}"
        mark = _mark(BROKEN, operation.path, operation.name, *result.errors)
        yield _finding(BROKEN, text, mark, _SEVERITIES[Severity.BREAKING], operation.path, operation.line)


def _errors(result: OperationResult) -> str:
    return " ".join(result.errors) or "it no longer validates."


def _not_judged(report: Report) -> Iterator[dict[str, Any]]:
    places: tuple[Unread, ...] = () if report.account is None else report.account.not_judged
    severity = _SEVERITIES[Severity.DANGEROUS if report.unread else Severity.SAFE]
    for place in places:
        mark = _mark(NOT_JUDGED, place.path, str(place.line), place.reason)
        yield _finding(NOT_JUDGED, f"Not judged: {place.reason}", mark, severity, place.path, place.line)


def _change(change: Change) -> dict[str, Any]:
    places = (change.new_location, change.old_location)
    place = next((each for each in places if each is not None and outline.names_file(each.path)), None)
    path, line = (NOWHERE, 1) if place is None else (place.path, place.line)
    text = " ".join([change.message, change.reason, *outline.remarks(change)])
    return _finding(change.id, text, change.fingerprint, _SEVERITIES[change.severity], path, line)


def _mark(*texts: str) -> str:
    """Return what stays the same from run to run for the same finding."""
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
