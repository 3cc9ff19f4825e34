"""A :class:`~drift.reports.report.Report` goes in, text in one of several formats comes out.

Every format is one module with a pure ``render(report) -> str``; :data:`FORMATS` names them. A format's
libraries are imported when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable

from drift.reports.report import Report


def _text(report: Report) -> str:
    from drift.reports import to_text

    return to_text.render(report)


def _json(report: Report) -> str:
    from drift.reports import to_json

    return to_json.render(report)


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": _text,
    "json": _json,
}
