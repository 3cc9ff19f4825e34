"""The report for people at a terminal, or in a log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drift.changes.change import Change, OperationReference, Severity, Verdict
from drift.escape import lines, one_line, without_commands
from drift.reports import outline
from drift.reports.report import OperationResult, Report

MAX_TITLE = 200
MAX_VALUE = 160
MAX_REMARKS = 5
_STYLES = {
    Severity.BREAKING: "bold red",
    Severity.DANGEROUS: "bold yellow",
    Severity.DEPRECATED: "bold magenta",
    Severity.SAFE: "bold green",
}
_SIGNS = {
    Severity.BREAKING: "✗",
    Severity.DANGEROUS: "▲",
    Severity.DEPRECATED: "◌",
    Severity.SAFE: "+",
}
_VERDICTS = {
    Verdict.BROKEN: ("✗", "breaks", "bold red"),
    Verdict.AFFECTED: ("▲", "is affected", "yellow"),
    Verdict.INVALID_ALREADY: ("?", "was invalid before", "magenta"),
}

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    spans: tuple[Span, ...]


class _Page:
    """Lines of styled text, printed in the end in one of two ways."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []

    def add(self, indent: int, *spans: Span | str) -> None:
        """Append a line; a plain string is a span without style. Foreign text must be escaped by now."""
        styled = tuple((span, "") if isinstance(span, str) else span for span in spans)
        self.lines.append(_Line(indent, styled))

    def gap(self) -> None:
        """Append an empty line."""
        self.lines.append(_Line(0, ()))

    def plain(self) -> str:
        return "\n".join(" " * line.indent + "".join(text for text, _ in line.spans) for line in self.lines)

    def coloured(self, width: int) -> str:
        from io import StringIO

        from rich.console import Console
        from rich.text import Text

        console = Console(
            file=StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color=False,
            width=width,
            legacy_windows=False,
            _environ={},
        )
        rows: list[str] = []
        for line in self.lines:
            text = Text.assemble(*line.spans)
            # What is wrapped hangs below the text, not below the sign before it.
            hang = line.indent + 2
            wrapped = text.wrap(console, max(width - hang, 20), overflow="fold") if line.spans else [text]
            for number, part in enumerate(wrapped):
                part.rstrip()
                with console.capture() as capture:
                    console.print(part, soft_wrap=True, end="")
                rows.append(" " * (line.indent if number == 0 else hang) + capture.get())
        return "\n".join(rows)


def render(report: Report, *, colour: bool = False, width: int = 100, verbose: bool = False) -> str:
    """Return the report as lines of text, ending in a newline.

    One line when nothing changed. A GitHub Actions runner finds no command in it, a terminal no control
    character that is not ours.

    Args:
        report: What to show.
        colour: Write ANSI colours and wrap lines at *width*; plain text is never wrapped.
        width: Columns of the terminal.
        verbose: Safe changes one by one, values in full, witnesses, links to the specification, and
            everything that policy or ``--only-affected`` left out.
    """
    page = _Page()
    _verdict(page, report)
    _operations(page, report, verbose=verbose)
    for severity in outline.SEVERITIES:
        changes = report.of_severity(severity)
        if severity is Severity.SAFE and not verbose:
            _counted(page, "SAFE", changes, _STYLES[severity], note="-v shows them one by one")
        else:
            _changes(page, severity, changes, verbose=verbose)
    _allowed(page, report, verbose=verbose)
    left_out = outline.not_counted(report)
    _counted(page, "TOUCHING NONE OF YOUR OPERATIONS", left_out, "dim", note="not counted")
    quiet = not report.changes and not verbose
    _sentences(
        page, "NEWLY VISIBLE", report.newly_visible, "not changes", limit=0 if quiet else 10, verbose=verbose
    )
    _sentences(page, "NOTICES", report.notices, "", limit=0 if quiet else 10, verbose=verbose)
    return without_commands(page.coloured(width) if colour else page.plain()) + "\n"


def _verdict(page: _Page, report: Report) -> None:
    worst = report.worst
    style = "bold" if worst is None else _STYLES[worst]
    page.add(0, (f"{one_line(report.title, MAX_TITLE)}: ", "bold"), (outline.headline(report), style))
    if not report.changes:
        return
    sides = " → ".join(one_line(outline.side_name(side)) for side in (report.old, report.new))
    if sides != one_line(report.title):
        page.add(0, (sides, "dim"))


def _operations(page: _Page, report: Report, *, verbose: bool) -> None:
    shown = [result for verdict in _VERDICTS for result in outline.of_verdict(report, verdict)]
    if not shown:
        return
    _title(page, "YOUR OPERATIONS", len(shown), "bold")
    changes = outline.by_fingerprint(report)
    for result in shown:
        _operation(
            page, result, [changes[mark] for mark in result.changes if mark in changes], verbose=verbose
        )
    rest = outline.of_verdict(report, Verdict.UNAFFECTED)
    if rest:
        page.add(2, (f"✓ {outline.plural(len(rest), 'operation')} unaffected", "green"))


def _operation(page: _Page, result: OperationResult, changes: Sequence[Change], *, verbose: bool) -> None:
    operation = result.operation
    sign, words, style = _VERDICTS[operation.verdict]
    page.add(
        2, (f"{sign} ", style), (one_line(operation.name), "bold"), f" {words}  ", (_place(operation), "cyan")
    )
    for error in result.errors:
        page.add(6, one_line(error))
    # Errors say it better than the list of what caused them.
    shown = changes if verbose else () if result.errors else changes[:MAX_REMARKS]
    for change in shown:
        page.add(
            6, (f"{_SIGNS[change.severity]} {one_line(change.coordinate)}  {one_line(change.id)}", "dim")
        )
    if shown and len(shown) < len(changes):
        page.add(6, (f"… and {outline.plural(len(changes) - len(shown), 'more change')}", "dim"))
    for hint in result.hints:
        first, *others = lines(hint)
        page.add(6, ("hint: " if not others else "hint:", "green"), first if not others else "")
        for line in (first, *others) if others else ():
            page.add(8, (line, _diff_style(line)))


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return "dim"
    return "green" if line.startswith("+") else "red" if line.startswith("-") else ""


def _changes(page: _Page, severity: Severity, changes: Sequence[Change], *, verbose: bool) -> None:
    if not changes:
        return
    _title(page, severity.name, len(changes), _STYLES[severity])
    explained: set[str] = set()
    for owner, group in outline.by_owner(changes).items():
        page.add(2, (one_line(owner), "bold"))
        for change in group:
            _change(page, change, verbose=verbose, explain=verbose or change.reason not in explained)
            explained.add(change.reason)


def _change(page: _Page, change: Change, *, verbose: bool, explain: bool) -> None:
    """One line of what, then indented: values, what else is known, whom it hits, why, where."""
    style = _STYLES[change.severity]
    before, coordinate, after = outline.sentence(change)
    page.add(
        4,
        (f"{_SIGNS[change.severity]} ", style),
        one_line(before),
        (one_line(coordinate), style),
        f"{one_line(after)}  ",
        (f"[{one_line(change.id)}]", "dim"),
    )
    limit = None if verbose else MAX_VALUE
    values = outline.values(change)
    if values is not None:
        old, new = (one_line(value, limit) for value in values)
        page.add(8, (old, "red"), " → ", (new, "green"))
    remarks = outline.remarks(change)
    for remark in remarks if verbose else remarks[:MAX_REMARKS]:
        page.add(8, (one_line(remark, limit), "cyan"))
    if change.operations:
        page.add(8, "used by ", *_users(change.operations, verbose=verbose))
    if explain:
        page.add(8, (one_line(change.reason), "dim"))
    places = _places(change) if verbose else _places(change)[:1]
    if places:
        page.add(8, (", ".join(places), "dim"))
    if verbose:
        page.add(8, (one_line(change.spec), "dim"))
        for line in _witness(change):
            page.add(8, (line, "dim"))


def _users(operations: Sequence[OperationReference], *, verbose: bool) -> Iterable[Span]:
    shown = operations if verbose else operations[:MAX_REMARKS]
    for number, operation in enumerate(shown):
        yield (", " if number else "", "")
        yield (one_line(operation.name), "bold")
        yield (f" ({_place(operation)})", "cyan")
    if len(shown) < len(operations):
        yield (f" and {len(operations) - len(shown):,} more", "")


def _places(change: Change) -> list[str]:
    """Return where to look, the side first that still has, or last had, the element itself."""
    locations = [change.old_location, change.new_location]
    if change.new is not None:
        locations.reverse()
    return [one_line(str(location)) for location in locations if location is not None]


def _witness(change: Change) -> list[str]:
    if change.witness:
        return ["shown by:", *(f"  {line}" for line in lines(change.witness))]
    return [f"no witness: {one_line(change.witness_note)}"] if change.witness_note else []


def _allowed(page: _Page, report: Report, *, verbose: bool) -> None:
    changes = outline.allowed(report)
    if not changes:
        return
    _title(page, "ACCEPTED BY YOUR POLICY", len(changes), "dim", note="not counted")
    shown = changes if verbose else changes[:10]
    for change in shown:
        page.add(
            4,
            (f"{_SIGNS[change.severity]} {one_line(change.coordinate)}  {one_line(change.id)}: ", "dim"),
            one_line(change.allowed or "", MAX_VALUE),
        )
    if len(shown) < len(changes):
        page.add(4, (f"… and {len(changes) - len(shown):,} more", "dim"))


def _counted(page: _Page, title: str, changes: Sequence[Change], style: str, *, note: str) -> None:
    if not changes:
        return
    _title(page, title, len(changes), style, note=note)
    width = max(len(f"{count:,}") for _, count in outline.by_rule(changes))
    for rule_id, count in outline.by_rule(changes):
        page.add(4, f"{count:>{width},}  ", one_line(outline.rule_words(rule_id)))


def _sentences(
    page: _Page, title: str, sentences: Sequence[str], note: str, *, limit: int, verbose: bool
) -> None:
    if not sentences:
        return
    shown = sentences if verbose else sentences[:limit]
    if not shown:
        page.add(
            2, (f"{outline.plural(len(sentences), title.lower().removesuffix('s'))}; -v shows more", "dim")
        )
        return
    _title(page, title, len(sentences), "bold", note=note)
    for sentence in shown:
        page.add(4, "- ", one_line(sentence))
    if len(shown) < len(sentences):
        page.add(4, (f"… and {len(sentences) - len(shown):,} more; -v shows them", "dim"))


def _title(page: _Page, title: str, count: int, style: str, *, note: str = "") -> None:
    page.gap()
    page.add(0, (title, style), f"  {count:,}")
    if note:
        last = page.lines[-1]
        page.lines[-1] = _Line(last.indent, (*last.spans, (f", {note}", "dim")))


def _place(operation: OperationReference) -> str:
    return one_line(f"{operation.path}:{operation.line}")
