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


def _markdown(report: Report) -> str:
    from drift.reports import to_markdown

    return to_markdown.render(report)


def _github(report: Report) -> str:
    from drift.reports import to_github

    return to_github.render(report)


def _sarif(report: Report) -> str:
    from drift.reports import to_sarif

    return to_sarif.render(report)


def _junit(report: Report) -> str:
    from drift.reports import to_junit

    return to_junit.render(report)


def _html(report: Report) -> str:
    from drift.reports import to_html

    return to_html.render(report)


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
    "html": _html,
}
