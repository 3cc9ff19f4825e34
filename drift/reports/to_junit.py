"""The report for CI systems that collect test results: JUnit XML.

Valid against both schemas in use, the one of Ant (every suite has a timestamp, ``properties`` and two
outputs) and the one of Jenkins. A test case is an operation of the
user, a reason for which several of them break, or a change that is more than safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from drift.changes.change import Change, Verdict
from drift.escape import markup_without_commands, one_line, xml_text
from drift.reports import outline
from drift.reports.breakage import Breakage, breakages
from drift.reports.report import OperationResult, Report
from drift.severity import WORST_FIRST, Severity

_VERSION = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z")
_BLANKS = re.compile(r"\s+")


def render(report: Report) -> str:
    """Return one ``testsuites`` document with one suite, ending in a newline.

    Breaking changes and broken operations fail, operations that were invalid before are errors, and so is what
    could not be judged; everything else passes. Accepted and safe changes are counted in the suite's output.
    """
    cases = [*_operations(report), *_not_judged(report), *_changes(report)]
    failures = sum(case.count("<failure") for case in cases)
    errors = sum(case.count("<error") for case in cases)
    name = _token(report.title, 200) or "graphql-drift"
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" time="0"'
    properties = {
        "old": one_line(outline.side_name(report.old)),
        "new": one_line(outline.side_name(report.new)),
        "verdict": outline.headline(report),
        "bump": report.summary.bump,
        "tool": one_line(report.tool),
        **({} if report.account is None else {"operations": one_line(report.account.sentence())}),
    }
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<testsuites>",
        f'  <testsuite id="0" package="graphql-drift" name={quoteattr(name)} hostname="localhost"'
        f' timestamp="{_timestamp(report)}" {counts}>',
        "    <properties>",
        *(f'      <property name="{key}" value={quoteattr(value)}/>' for key, value in properties.items()),
        "    </properties>",
        *cases,
        f"    <system-out>{escape(_output(report))}</system-out>",
        "    <system-err/>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return markup_without_commands("\n".join(rows)) + "\n"


def _timestamp(report: Report) -> str:
    """Return when the newest stored side was taken: a report has no clock, and one schema wants a time."""
    for version in (report.new.version, report.old.version):
        match = _VERSION.match(version or "")
        if match is not None:
            return f"{match[1]}T{match[2]}:{match[3]}:{match[4]}"
    return "1970-01-01T00:00:00"


def _output(report: Report) -> str:
    rows = [f"{count} {title}" for title, count in _silent(report)]
    rows += [f"accepted: {change.message} ({change.allowed})" for change in outline.allowed(report)]
    rows += [f"newly visible: {text}" for text in report.newly_visible]
    rows += [f"notice: {text}" for text in report.notices]
    account = [] if report.account is None else [f"operations: {report.account.sentence()}"]
    account += [f"operations: {line}" for line in outline.elsewhere(report)]
    return "\n".join([outline.headline(report), *(one_line(row) for row in (*account, *rows))])


def _silent(report: Report) -> list[tuple[str, int]]:
    return outline.by_rule(report.of_severity(Severity.SAFE))


_KINDS = {
    Verdict.BROKEN: "failure",
    Verdict.REFUSED: "failure",
    Verdict.LIMITED: "failure",
    Verdict.INVALID_ALREADY: "error",
    Verdict.NOT_ASKED: "skipped",
}


def _operations(report: Report) -> Iterator[str]:
    shared = [each for each in breakages(report) if each.is_shared]
    for breakage in shared:
        name = f"{len(breakage.results):,} operations break: {breakage.message}"
        text = _breakage_text(breakage)
        yield _case("operations", name, ("failure", Verdict.BROKEN.value, breakage.message, text))
    told = {result.operation for breakage in shared for result in breakage.results}
    for result in report.operations:
        operation = result.operation
        if operation in told:
            continue
        name = f"{operation.name} ({operation.path}:{operation.line})"
        kind = _KINDS.get(operation.verdict)
        message = "; ".join(result.errors) or operation.verdict.value
        outcome = None if kind is None else (kind, operation.verdict.value, message, _operation_text(result))
        yield _case("operations", name, outcome)


def _not_judged(report: Report) -> Iterator[str]:
    if report.account is None:
        return
    for place in report.account.not_judged:
        outcome = None if report.account.is_waived else ("error", "not-judged", place.reason, str(place))
        yield _case("not-judged", f"{place.path}:{place.line}", outcome)


def _breakage_text(breakage: Breakage) -> str:
    names = (
        f"breaks {each.operation.name} ({each.operation.path}:{each.operation.line})"
        for each in breakage.results
    )
    return "\n".join([*breakage.places, *(f"hint: {hint}" for hint in breakage.hints), *names])


def _operation_text(result: OperationResult) -> str:
    return "\n".join([*result.errors, *(f"hint: {hint}" for hint in result.hints)])


def _changes(report: Report) -> Iterator[str]:
    for severity in WORST_FIRST:
        found = report.of_severity(severity)
        group = f"changes.{severity.word}"
        if severity is Severity.SAFE or not found:
            yield _case(group, f"{len(found)} {severity.word}", None)
            continue
        for change in found:
            outcome = None
            if severity is Severity.BREAKING:
                outcome = ("failure", change.id, change.message, _change_text(report, change))
            yield _case(group, f"{change.coordinate} {change.title}", outcome)


def _change_text(report: Report, change: Change) -> str:
    locations = [str(place) for place in (change.old_location, change.new_location) if place is not None]
    rows = [change.message, *outline.cause_note(report, change), change.reason, *outline.remarks(change)]
    if locations:
        rows.append("at " + ", ".join(locations))
    rows += [f"used by {user.name} ({user.path}:{user.line})" for user in change.operations]
    if change.witness:
        rows += ["shown by:", change.witness]
    if change.witness_note:
        rows.append(change.witness_note)
    return "\n".join(rows)


def _case(group: str, name: str, outcome: tuple[str, str, str, str] | None) -> str:
    head = f'    <testcase classname={quoteattr(f"drift.{group}")} name={quoteattr(_token(name))} time="0"'
    if outcome is None:
        return f"{head}/>"
    element, kind, message, text = outcome
    if element == "skipped":
        # It takes no attributes in the schema that most readers follow.
        why = f"\n      <system-out>{escape(xml_text(text))}</system-out>" if text else ""
        return f"{head}>\n      <skipped/>{why}\n    </testcase>"
    attributes = f"type={quoteattr(one_line(kind))} message={quoteattr(one_line(message, 500))}"
    return f"{head}>\n      <{element} {attributes}>{escape(xml_text(text))}</{element}>\n    </testcase>"


def _token(text: str, limit: int = 300) -> str:
    return _BLANKS.sub(" ", one_line(text, limit)).strip()
