"""What the text report says of the user's operations: which break and why, which may, and what was not judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from drift.changes.change import OperationReference, Verdict
from drift.escape import lines, one_line
from drift.reports import outline
from drift.reports.breakage import Breakage, breakages, why_still_valid
from drift.reports.report import OperationResult, Report
from drift.reports.text_page import PLACE, SIGNS, Page, Span, diff_style

MAX_REMARKS = 5
MAX_LISTED = 10
_VERDICTS = {
    Verdict.BROKEN: ("✗", "breaks", "bold red"),
    Verdict.AFFECTED: ("▲", "is affected", "yellow"),
    Verdict.POSSIBLE: ("△", "may be affected", "yellow"),
    Verdict.INVALID_ALREADY: ("?", "is still invalid", "magenta"),
}

Item = TypeVar("Item")


def place(operation: OperationReference) -> Span:
    """Return where an operation is in the user's files, in the style of places."""
    return one_line(f"{operation.path}:{operation.line}"), PLACE


class OperationsWriter:
    """Writes what concerns the user's operations onto a page."""

    def __init__(self, page: Page, report: Report, *, verbose: bool) -> None:
        self._page = page
        self._report = report
        self._verbose = verbose

    def not_judged(self) -> None:
        """Write the places of which nothing can be said."""
        account, page = self._report.account, self._page
        if account is None or not account.not_judged:
            return
        note = "as you allow" if account.is_waived else "--allow-unread goes on without them"
        page.title("NOT JUDGED", len(account.not_judged), "bold red", note=note)
        shown = self._some(account.not_judged, MAX_LISTED)
        for unread in shown:
            where = one_line(f"{unread.path}:{unread.line}")
            page.add(2, ("? ", "bold red"), (where, PLACE), f"  {one_line(unread.reason)}")
        if len(shown) < len(account.not_judged):
            page.add(4, (f"… and {len(account.not_judged) - len(shown):,} more; -v shows them", "dim"))

    def operations(self) -> None:
        """Write what happens to each operation that something happens to, by its reason."""
        report = self._report
        shown = [result for verdict in _VERDICTS for result in outline.of_verdict(report, verdict)]
        if not shown:
            return
        self._page.title("YOUR OPERATIONS", len(shown), "bold")
        for breakage in breakages(report):
            if breakage.is_shared:
                self._breakage(breakage)
            else:
                self._operation(breakage.results[0])
        for result in shown:
            if result.operation.verdict is not Verdict.BROKEN:
                self._operation(result)
        rest = outline.of_verdict(report, Verdict.UNAFFECTED)
        if rest:
            self._page.add(2, (f"✓ {outline.plural(len(rest), 'operation')} unaffected", "green"))

    def files(self) -> None:
        """Write what became of every file, where everything is asked for."""
        account = self._report.account
        if account is None or not self._verbose:
            return
        self._page.title("FILES", len(account.files), "bold", note="with what became of each")
        for line in account.lines():
            self._page.add(4, "- ", one_line(line))

    def _some(self, items: Sequence[Item], limit: int) -> Sequence[Item]:
        return items if self._verbose else items[:limit]

    def _breakage(self, breakage: Breakage) -> None:
        """Write a reason, then what it breaks; what fixes it is given once."""
        page, results = self._page, breakage.results
        sign, _, style = _VERDICTS[Verdict.BROKEN]
        count = (f"{len(results):,} operations break", "bold")
        page.add(2, (f"{sign} ", style), count, ": ", one_line(breakage.message))
        for where in self._cut(breakage.places, MAX_LISTED, "more place"):
            page.add(6, one_line(where))
        self._hints(breakage.hints)
        for result in self._some(results, MAX_LISTED):
            page.add(6, (one_line(result.operation.name), "bold"), "  ", place(result.operation))
            for error in result.errors_before:
                page.add(8, ("as before: ", "dim"), (one_line(error), "dim"))
        if len(results) > MAX_LISTED and not self._verbose:
            page.add(6, (f"… and {outline.plural(len(results) - MAX_LISTED, 'more operation')}", "dim"))

    def _cut(self, texts: Sequence[str], limit: int, noun: str) -> Sequence[str]:
        more = 0 if self._verbose else len(texts) - limit
        return texts if more <= 0 else [*texts[:limit], f"… and {outline.plural(more, noun)}"]

    def _operation(self, result: OperationResult) -> None:
        operation, page = result.operation, self._page
        changes = outline.touching(self._report, result)
        sign, words, style = _VERDICTS[operation.verdict]
        page.add(2, (f"{sign} ", style), (one_line(operation.name), "bold"), f" {words}  ", place(operation))
        for error in result.errors:
            page.add(6, one_line(error))
        if operation.verdict is Verdict.BROKEN:
            for error in result.errors_before:
                page.add(6, ("as before: ", "dim"), (one_line(error), "dim"))
        # Errors say it better than the list of what caused them.
        shown = (
            ()
            if operation.verdict is Verdict.BROKEN and not self._verbose
            else self._some(changes, MAX_REMARKS)
        )
        for change in shown:
            cause = f"{SIGNS[change.severity]} {one_line(change.coordinate)}  {one_line(change.id)}"
            is_possible = change.fingerprint in result.possible
            why = "" if result.errors else why_still_valid(change, is_possible=is_possible)
            page.add(6, (f"{cause}  {one_line(why)}".rstrip(), "dim"))
        if shown and len(shown) < len(changes):
            page.add(6, (f"… and {outline.plural(len(changes) - len(shown), 'more change')}", "dim"))
        self._hints(result.hints)

    def _hints(self, hints: Sequence[str]) -> None:
        page = self._page
        for hint in hints:
            first, *others = lines(hint)
            page.add(6, ("hint:" if others else "hint: ", "green"), "" if others else first)
            for line in (first, *others) if others else ():
                page.add_whole(8, (line, diff_style(line)))
