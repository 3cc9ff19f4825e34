"""A :class:`~drift.reports.report.Report` goes in, text in one of several formats comes out.

Every format is one module with a pure ``render(report) -> str`` and one row here; ``--report``, ``--help`` and the
table in README follow from the rows. A format's libraries are imported when it is first used. What grows with every
change also has ``pieces(report)``, so that the largest report need not be in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from drift.reports.format import Display, Format

if TYPE_CHECKING:
    from drift.reports.report import Report


def _text(report: Report, display: Display) -> Iterable[str]:
    from drift.reports import to_text

    yield to_text.render(
        report,
        colour=display.colour,
        width=display.width,
        verbose=display.verbose,
        witness=display.witness,
        quiet=display.quiet,
        closing=display.closing,
    )


def _json(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_json

    return to_json.pieces(report)


def _markdown(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_markdown

    yield to_markdown.render(report)


def _github(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_github

    yield to_github.render(report)


def _sarif(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_sarif

    return to_sarif.pieces(report)


def _junit(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_junit

    yield to_junit.render(report)


def _gitlab(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_gitlab

    yield to_gitlab.render(report)


def _html(report: Report, _display: Display) -> Iterable[str]:
    from drift.reports import to_html

    return to_html.pieces(report)


_ROWS = (
    Format(
        "text", "people, in a terminal", "text/plain", ".txt", joins=True, pieces=_text, nicknames=("txt",)
    ),
    Format(
        "json",
        "programs; its JSON Schema is `drift/reports/report.schema.json`",
        "application/json",
        ".json",
        joins=False,
        pieces=_json,
    ),
    Format(
        "markdown",
        "pull requests, issues and step summaries",
        "text/markdown",
        ".md",
        joins=True,
        pieces=_markdown,
        nicknames=("md",),
    ),
    Format(
        "github",
        "annotations, by GitHub's workflow commands",
        "text/plain",
        ".github.txt",
        joins=True,
        pieces=_github,
        nicknames=("gh",),
    ),
    Format(
        "sarif",
        "code scanning (SARIF 2.1.0)",
        "application/sarif+json",
        ".sarif",
        joins=False,
        pieces=_sarif,
    ),
    Format("junit", "test reports of any CI", "application/xml", ".junit.xml", joins=False, pieces=_junit),
    Format(
        "gitlab",
        "merge requests on GitLab (Code Quality)",
        "application/json",
        ".codequality.json",
        joins=False,
        pieces=_gitlab,
    ),
    Format("html", "one page to open, attach or publish", "text/html", ".html", joins=False, pieces=_html),
)
FORMATS: dict[str, Format] = {format_.name: format_ for format_ in _ROWS}
NICKNAMES: dict[str, Format] = {name: format_ for format_ in _ROWS for name in format_.nicknames}


def of_file(name: str) -> Format | None:
    """Return the format whose files usually have such a name: the longest ending that fits; None when none does."""
    endings = {f".{nickname}": format_ for nickname, format_ in NICKNAMES.items()}
    endings |= {".htm": FORMATS["html"], ".markdown": FORMATS["markdown"], ".xml": FORMATS["junit"]}
    endings |= {format_.suffix: format_ for format_ in _ROWS}
    fitting = [ending for ending in endings if name.lower().endswith(ending)]
    return endings[max(fitting, key=len)] if fitting else None
