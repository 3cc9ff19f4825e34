"""The report for code scanning: SARIF 2.1.0.

Follows https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any

from drift.changes.change import Change, OperationReference
from drift.changes.rules import by_id
from drift.escape import code_block, json_without_commands, lines, one_line, prose, uri_path
from drift.reports import json_text, outline
from drift.reports.account import Unread
from drift.reports.breakage import Breakage, breakages
from drift.reports.edits import Edit, Tier
from drift.reports.report import OperationResult, Report
from drift.schema.text import Location
from drift.severity import Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
MAX_RELATED = 100
BROKEN = "OPERATION_BROKEN"
NOT_JUDGED = "OPERATION_NOT_JUDGED"
_LEVELS = {
    Severity.BREAKING: "error",
    Severity.DANGEROUS: "warning",
    Severity.DEPRECATED: "note",
    Severity.SAFE: "none",
}
_FINGERPRINT = "graphqlDrift/v1"
_WORD = re.compile(r"[A-Za-z0-9]+")
_SPEC = re.compile(r"https://spec\.graphql\.org/[A-Za-z0-9/_.~#-]*")
_LINK = re.compile(r"[\\\[\]]")


def render(report: Report) -> str:
    """Return a SARIF log with one run, ending in a newline.

    Results are the counted changes, those that policy accepts as suppressed results, and the broken
    operations. A rule is listed when a result refers to it. GitHub refuses a run with more results than
    :data:`MAX_RESULTS`: then the least severe changes are left out, and a notice says so.
    """
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """Yield what :func:`render` returns, piece by piece; each ends a line."""
    broken = breakages(report)
    unread = () if report.account is None else report.account.not_judged
    room = max(MAX_RESULTS - len(broken) - len(unread), 0)
    found = [*report.counted(), *outline.allowed(report)]
    changes = found[:room]
    rules = _rules(changes) + ([_BROKEN_RULE] if broken else []) + ([_NOT_JUDGED_RULE] if unread else [])
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    name, _, version = report.tool.partition(" ")
    driver: dict[str, Any] = {"name": name or "graphql-drift", "rules": rules}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": f"graphql-drift/{one_line(report.title, 200)}/"},
        "results": chain(
            (_change(report, change, index) for change in changes),
            (
                _breakage(report, each, index)
                if each.is_shared
                else _operation(report, each.results[0], index)
                for each in broken
            ),
            (_not_judged(place, index, is_waived=not report.unread) for place in unread),
        ),
        "properties": {
            "old": one_line(outline.side_name(report.old)),
            "new": one_line(outline.side_name(report.new)),
            "verdict": outline.headline(report),
            **({} if report.account is None else {"operations": one_line(report.account.sentence())}),
            "notices": [
                *map(one_line, report.notices),
                *([_cut_notice(len(found) - len(changes))] if len(changes) < len(found) else []),
            ],
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text.document(log, json_without_commands)


def _cut_notice(count: int) -> str:
    return f"{count:,} changes are left out, because code scanning takes no more results; --report json has them all"


_BROKEN_RULE: dict[str, Any] = {
    "id": BROKEN,
    "name": "OperationBroken",
    "shortDescription": {"text": "Operation broken"},
    "fullDescription": {"text": "An operation of yours was valid against the old schema and no longer is."},
    "help": {
        "text": "An operation of yours was valid against the old schema and no longer is. "
        "The result lists the validation errors; change the operation before the new schema is in use."
    },
    "defaultConfiguration": {"level": "error"},
    "properties": {"tags": ["graphql", "operation"], "problem.severity": "error"},
}


_NOT_JUDGED_RULE: dict[str, Any] = {
    "id": NOT_JUDGED,
    "name": "OperationNotJudged",
    "shortDescription": {"text": "Operation not judged"},
    "fullDescription": {"text": "Something here may be an operation, and could not be read."},
    "help": {
        "text": "Something here may be an operation, and could not be read, so that nothing can be said of it. "
        "Fix it, leave the file out with a glob that begins with an exclamation mark, or go on without it with "
        "--allow-unread."
    },
    "defaultConfiguration": {"level": "error"},
    "properties": {"tags": ["graphql", "operation"], "problem.severity": "error"},
}


def _not_judged(place: Unread, index: dict[str, int], *, is_waived: bool) -> dict[str, Any]:
    mark = sha256(f"{place.path}\n{place.reason}".encode("utf-8", "backslashreplace"))
    return {
        "ruleId": NOT_JUDGED,
        "ruleIndex": index[NOT_JUDGED],
        "level": "note" if is_waived else "error",
        "message": {"text": _message(f"Not judged: {place.reason}")},
        "locations": [_place(Location(place.path, place.line))],
        "partialFingerprints": {_FINGERPRINT: mark.hexdigest()[:16]},
        "properties": {"reason": one_line(place.reason)},
    }


def _rules(changes: list[Change]) -> list[dict[str, Any]]:
    """Return the rules of the changes: what a rule says about itself, each of its changes carries."""
    first: dict[str, Change] = {}
    for change in changes:
        first.setdefault(change.id, change)
    return [_rule(first[rule_id]) for rule_id in sorted(first)]


def _rule(change: Change) -> dict[str, Any]:
    title = one_line(change.title)
    reason = one_line(change.reason)
    severity = change.rule_severity.name
    level = _LEVELS[change.rule_severity]
    rule: dict[str, Any] = {
        "id": change.id,
        "name": "".join(word[:1].upper() + word[1:] for word in _WORD.findall(title)),
        "shortDescription": {"text": title[:1].upper() + title[1:]},
        "fullDescription": {"text": reason},
        "help": _help(change.id, f"{reason} This is {severity} by the rule."),
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["graphql", severity.lower()],
            "problem.severity": {"error": "error", "warning": "warning"}.get(level, "recommendation"),
        },
    }
    if _SPEC.fullmatch(change.spec):
        rule["helpUri"] = change.spec
    return rule


def _help(rule_id: str, reason: str) -> dict[str, str]:
    """Return help as plain text and as Markdown, with the table's example of the rule."""
    rule = by_id(rule_id)
    if rule is None:
        return {"text": reason}
    plain = f"{reason}\n\nBefore:\n{rule.example.old}\n\nAfter:\n{rule.example.new}"
    blocks = (
        "Before:",
        code_block(rule.example.old, "graphql"),
        "After:",
        code_block(rule.example.new, "graphql"),
    )
    more = f"`drift explain {rule.id}` says more."
    return {"text": f"{plain}\n\n{more}", "markdown": "\n\n".join([prose(reason), *blocks, more])}


def _change(report: Report, change: Change, index: dict[str, int]) -> dict[str, Any]:
    text = " ".join(
        ["".join(outline.sentence(change)), *outline.cause_note(report, change), *outline.remarks(change)]
    )
    result: dict[str, Any] = {
        "ruleId": change.id,
        "ruleIndex": index[change.id],
        "level": _LEVELS[change.severity],
        "kind": "informational" if change.severity is Severity.SAFE else "fail",
        "message": {"text": _message(text)},
        "locations": [_location(change.new_location or change.old_location, change)],
        "partialFingerprints": {_FINGERPRINT: change.fingerprint},
        "properties": {
            "severity": change.severity.name,
            "coordinate": one_line(change.coordinate),
            "reason": one_line(change.reason),
            "old": None if change.old is None else one_line(change.old),
            "new": None if change.new is None else one_line(change.new),
            "because_of": change.because_of,
            "witness": "\n".join(lines(change.witness)) if change.witness else None,
        },
    }
    related = [_related(user, number) for number, user in enumerate(change.operations[:MAX_RELATED], 1)]
    if related:
        result["relatedLocations"] = related
    if change.allowed is not None:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": one_line(change.allowed)}
        ]
    return result


def _operation(report: Report, result: OperationResult, index: dict[str, int]) -> dict[str, Any]:
    operation = result.operation
    errors = [one_line(error) for error in result.errors]
    mark = sha256("\n".join([operation.name, *sorted(result.changes)]).encode("utf-8", "backslashreplace"))
    found = {
        "ruleId": BROKEN,
        "ruleIndex": index[BROKEN],
        "level": "error",
        "message": {"text": _message(" ".join([f"Operation {operation.name} breaks.", *errors]))},
        "locations": [_place(Location(operation.path, operation.line))],
        "partialFingerprints": {_FINGERPRINT: mark.hexdigest()[:16]},
        "properties": {"errors": errors, "hints": [one_line(hint) for hint in result.hints]},
    }
    fixes = list(_fixes(report.mending.of_operations([operation])))
    return {**found, "fixes": fixes} if fixes else found


def _breakage(report: Report, breakage: Breakage, index: dict[str, int]) -> dict[str, Any]:
    """Return one result for what breaks several operations, at the first line to edit."""
    operations = [each.operation for each in breakage.results]
    reasons = [cause.change or cause.message for cause in breakage.causes]
    mark = sha256("\n".join(sorted(reasons)).encode("utf-8", "backslashreplace"))
    places = [one_line(place) for place in breakage.places]
    first = breakage.location or Location(operations[0].path, operations[0].line)
    found = {
        "ruleId": BROKEN,
        "ruleIndex": index[BROKEN],
        "level": "error",
        "message": {"text": _message(f"{len(operations):,} operations break: {breakage.message}")},
        "locations": [_place(first)],
        "relatedLocations": [_related(user, number) for number, user in enumerate(operations, 1)],
        "partialFingerprints": {_FINGERPRINT: mark.hexdigest()[:16]},
        "properties": {"errors": places, "hints": [one_line(hint) for hint in breakage.hints]},
    }
    fixes = list(_fixes(report.mending.of_operations(operations)))
    return {**found, "fixes": fixes} if fixes else found


def _fixes(edits: Sequence[Edit]) -> Iterator[dict[str, Any]]:
    """Yield one fix for each cause, with all that it edits; see §3.55 of the specification."""
    by_cause: dict[tuple[Tier, str], list[Edit]] = {}
    for edit in edits:
        by_cause.setdefault((edit.tier, edit.coordinate), []).append(edit)
    for own in by_cause.values():
        if any(one_line(edit.text) != edit.text for edit in own):
            # Nothing is applied by a click that can't be seen whole.
            continue
        by_path: dict[str, list[Edit]] = {}
        for edit in own:
            by_path.setdefault(edit.path, []).append(edit)
        yield {
            "description": {"text": _message(own[0].because)},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": uri_path(path)},
                    "replacements": [_replacement(edit) for edit in there],
                }
                for path, there in by_path.items()
            ],
        }


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.end_line,
        "endColumn": edit.end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _location(location: Location | None, change: Change) -> dict[str, Any]:
    logical = {"fullyQualifiedName": one_line(change.coordinate), "kind": change.kind.value}
    return {**({} if location is None else _place(location)), "logicalLocations": [logical]}


def _place(location: Location) -> dict[str, Any]:
    if not outline.names_file(location.path):
        return {}
    physical = {
        "artifactLocation": {"uri": uri_path(location.path)},
        "region": {"startLine": max(location.line, 1)},
    }
    return {"physicalLocation": physical}


def _related(user: OperationReference, number: int) -> dict[str, Any]:
    text = f"Used by {one_line(user.name)}, which is {user.verdict.value}"
    return {"id": number, **_place(Location(user.path, user.line)), "message": {"text": _message(text)}}


def _message(text: str) -> str:
    """Return *text* as a plain SARIF message, in which ``[text](target)`` would be a link."""
    seen = one_line(text)
    return _LINK.sub(lambda match: "\\" + match[0], seen) if "](" in seen else seen
