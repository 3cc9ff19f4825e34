"""The report for programs: format 1, to which keys may be added and from which none is taken.

Its JSON Schema is ``report.schema.json`` beside this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from drift import unseen
from drift.changes.change import Change, OperationReference
from drift.escape import json_without_commands
from drift.reports import json_text
from drift.reports.account import Account
from drift.reports.advice import Advice
from drift.reports.edits import Edit
from drift.reports.report import Cause, OperationResult, Report, Side
from drift.schema.text import Location
from drift.severity import Severity

FORMAT = 1
_SURROGATE = re.compile("[\ud800-\udfff]")


def render(report: Report) -> str:
    """Return the report as JSON, ending in a newline: same report, same bytes.

    Control, bidi and other unseen characters are written as ``\\uXXXX``. A lone surrogate, which strict JSON
    readers refuse even so, is written as the six characters that name it.
    """
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """Yield what :func:`render` returns, piece by piece; each ends a line."""
    return json_text.document(_members(report), _harmless)


def to_object(report: Report) -> dict[str, Any]:
    """Return the report as plain dicts, lists, strings, numbers, booleans and None."""
    return {
        key: list(value) if isinstance(value, Iterator) else value for key, value in _members(report).items()
    }


def _members(report: Report) -> dict[str, Any]:
    """Return the report's members; those of which there may be very many are iterators."""
    summary = report.summary
    return {
        "format": FORMAT,
        "tool": _text(report.tool),
        "title": _text(report.title),
        "old": _side(report.old),
        "new": _side(report.new),
        "summary": {
            "breaking": summary.breaking,
            "dangerous": summary.dangerous,
            "deprecated": summary.deprecated,
            "safe": summary.safe,
            "allowed": summary.allowed,
            "affected_operations": summary.affected_operations,
            "broken_operations": summary.broken_operations,
            "possible_operations": summary.possible_operations,
            "invalid_operations": summary.invalid_operations,
            "not_judged": 0 if report.account is None else len(report.account.not_judged),
            "following": sum(map(report.following, Severity)),
            "bump": summary.bump,
            "api_release": _release(report.api_release),
            "client_release": None if report.client_release is None else _release(report.client_release),
        },
        "only_affected": report.only_affected,
        "changes": map(_change, report.changes),
        "newly_visible": _texts(report.newly_visible),
        "operations": map(_result, report.operations),
        "causes": map(_cause, report.causes),
        "edits": map(_edit, report.mending.edits),
        "client_side": _texts(report.client_side),
        "account": None if report.account is None else account_object(report.account),
        "notices": _texts(report.notices),
    }


def account_object(account: Account) -> dict[str, Any]:
    """Return which of the user's files were read as plain dicts, lists, strings and numbers."""
    return {
        "summary": _text(account.sentence()),
        "read": account.read,
        "operations": account.operations,
        "copies": account.copies,
        "fragments": account.fragments,
        "files": [
            {
                "path": _text(entry.path),
                "state": entry.state.value,
                "operations": entry.operations,
                "fragments": entry.fragments,
                "reason": _optional(entry.reason),
            }
            for entry in account.files
        ],
        "globs": [{"pattern": _text(glob.pattern), "files": glob.files} for glob in account.globs],
        "not_judged": [
            {"path": _text(each.path), "line": each.line, "column": each.column, "reason": _text(each.reason)}
            for each in account.not_judged
        ],
        "waived": account.is_waived,
    }


def _release(advice: Advice) -> dict[str, Any]:
    return {"bump": advice.bump, "reasons": list(advice.reasons)}


def _side(side: Side) -> dict[str, Any]:
    return {
        "reference": _text(side.reference),
        "version": _optional(side.version),
        "digest": side.digest,
        "omits": _texts(side.omits),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": _text(change.id),
        "severity": change.severity.name,
        "rule_severity": change.rule_severity.name,
        "event": change.event.value,
        "kind": change.kind.value,
        "attribute": _optional(change.attribute),
        "coordinate": _text(change.coordinate),
        "message": _text(change.message),
        "reason": _text(change.reason),
        "spec": _text(change.spec),
        "old": _optional(change.old),
        "new": _optional(change.new),
        "details": _texts(change.details),
        "suggestion": _optional(change.suggestion),
        "perhaps": _optional(change.perhaps),
        "history": _optional(change.history),
        "old_location": _location(change.old_location),
        "new_location": _location(change.new_location),
        "witness": _optional(change.witness),
        "witness_note": _optional(change.witness_note),
        "operations": [_operation(operation) for operation in change.operations],
        "possible_operations": [_operation(operation) for operation in change.possible_operations],
        "because_of": _optional(change.because_of),
        "allowed": _optional(change.allowed),
        "fingerprint": _text(change.fingerprint),
    }


def _result(result: OperationResult) -> dict[str, Any]:
    return {
        **_operation(result.operation),
        "kind": result.operation.kind,
        "errors": _texts(result.errors),
        "changes": _texts(result.changes),
        "hints": _texts(result.hints),
        "possible": _texts(result.possible),
        "errors_before": _texts(result.errors_before),
        "fits": _texts(result.fits),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "change": _optional(cause.change),
        "message": _text(cause.message),
        "places": _texts(cause.places),
        "operations": [_operation(operation) for operation in cause.operations],
        "hints": _texts(cause.hints),
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "path": _text(edit.path),
        "start": edit.start,
        "end": edit.end,
        "line": edit.line,
        "column": edit.column,
        "end_line": edit.end_line,
        "end_column": edit.end_column,
        "old": _text(edit.old),
        "new": _text(edit.text),
        "tier": edit.tier.word,
        "loses_data": edit.loses_data,
        "coordinate": _text(edit.coordinate),
        "change": _optional(edit.cause),
        "message": _text(edit.because),
        "reads": _texts(edit.reads),
        "operations": [_operation(operation) for operation in edit.operations],
    }


def _operation(operation: OperationReference) -> dict[str, Any]:
    return {
        "name": _text(operation.name),
        "path": _text(operation.path),
        "line": operation.line,
        "verdict": operation.verdict.value,
    }


def _location(location: Location | None) -> dict[str, Any] | None:
    return None if location is None else {"path": _text(location.path), "line": location.line}


def _texts(texts: tuple[str, ...]) -> list[str]:
    return [_text(text) for text in texts]


def _optional(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _text(text: str) -> str:
    return _SURROGATE.sub(lambda match: unseen.show(match[0]), text)


def _harmless(string: str) -> str:
    return json_without_commands(unseen.replace(string, _escape))


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"
