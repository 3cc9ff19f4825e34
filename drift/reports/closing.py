"""The last line of a run: its exit code, and why it is that one."""

from __future__ import annotations

from collections.abc import Sequence

from drift.errors import OperationsUnreadable
from drift.reports import outline
from drift.reports.report import Report
from drift.severity import ANY, NEVER, WORST_FIRST, Severity, Threshold


def line(code: int, because: str) -> str:
    """Return the last line: ``exit 1: 2 breaking changes (--fail-on breaking)``."""
    return f"exit {code}: {because}"


def because(code: int, reports: Sequence[Report], fail_on: Threshold) -> str:
    """Return why reports alone give an exit code, without a full stop.

    Args:
        code: The exit code.
        reports: What was compared.
        fail_on: From where on a change makes a run fail.
    """
    if any(report.is_rehearsal for report in reports):
        return "; ".join(outline.rehearsal_sentence(report) for report in reports)
    if code == 1:
        reached = [severity for severity in WORST_FIRST if severity.at_least(fail_on)]
        return f"{_counts(reports, reached)}{_where(reports, reached)} (--fail-on {fail_on})"
    if code == OperationsUnreadable.exit_code:
        unread = sum(len(report.unread) for report in reports)
        verb = "was" if unread == 1 else "were"
        return f"{outline.plural(unread, 'place')} {verb} not judged (--allow-unread goes on without)"
    total = sum(len(report.counted()) for report in reports)
    if total:
        none = (
            "none"
            if fail_on == NEVER
            else f"none of them {'counts' if fail_on == ANY else _at_least(fail_on)}"
        )
        said = (
            f"{_counts(reports, WORST_FIRST)}"
            if fail_on == NEVER
            else f"{outline.plural(total, 'change')}, {none}"
        )
        return f"{said} (--fail-on {fail_on})"
    accepted = sum(len(outline.allowed(report)) for report in reports)
    if accepted:
        return f"no changes but {accepted:,} that your policy accepts"
    left_out = sum(len(outline.not_counted(report)) for report in reports)
    return "no change touches your operations" if left_out else "no changes"


def _at_least(fail_on: Threshold) -> str:
    return fail_on if fail_on == Severity.BREAKING.word else f"{fail_on} or worse"


def _counts(reports: Sequence[Report], severities: Sequence[Severity]) -> str:
    counts = {each: sum(len(report.of_severity(each)) for report in reports) for each in severities}
    said = [f"{count:,} {severity.word}" for severity, count in counts.items() if count]
    return f"{', '.join(said)} {'change' if sum(counts.values()) == 1 else 'changes'}"


def _where(reports: Sequence[Report], severities: Sequence[Severity]) -> str:
    """Return the names of the sources with such changes, where there are several sources."""
    if len(reports) < 2:
        return ""
    hit = [report.title for report in reports if any(map(report.of_severity, severities))]
    more = f" and {len(hit) - 3:,} more" if len(hit) > 3 else ""
    return f" in {', '.join(hit[:3])}{more}"
