"""The report for people at a terminal, or in a log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from drift.changes.change import Change, OperationReference, Verdict
from drift.escape import lines, one_line, without_commands
from drift.reports import outline
from drift.reports.breakage import Breakage, breakages, why_still_valid
from drift.reports.report import OperationResult, Report
from drift.severity import WORST_FIRST, Severity

MAX_TITLE = 200
MAX_VALUE = 160
MAX_REPEATED = 80
MAX_REMARKS = 5
MAX_LISTED = 10
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
    Verdict.POSSIBLE: ("△", "may be affected", "yellow"),
    Verdict.INVALID_ALREADY: ("?", "is still invalid", "magenta"),
}

Span = tuple[str, str]
Item = TypeVar("Item")


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


def render(
    report: Report, *, colour: bool = False, width: int = 100, verbose: bool = False, witness: bool = False
) -> str:
    """Return the report as lines of text, ending in a newline.

    One line when nothing changed. A GitHub Actions runner finds no command in it, a terminal no control
    character that is not ours.

    Args:
        report: What to show.
        colour: Write ANSI colours and wrap lines at *width*; plain text is never wrapped.
        width: Columns of the terminal.
        verbose: Safe changes one by one, values in full, witnesses, links to the specification, and
            everything that is otherwise cut.
        witness: Show witnesses also when not verbose.
    """
    writer = _Writer(report, verbose=verbose, witness=verbose or witness)
    writer.write()
    page = writer.page
    return without_commands(page.coloured(width) if colour else page.plain()) + "\n"


class _Writer:
    """Writes the parts of one report onto a page."""

    def __init__(self, report: Report, *, verbose: bool, witness: bool) -> None:
        self.page = _Page()
        self._report = report
        self._verbose = verbose
        self._witness = witness
        # What a rehearsal finds is in the user's files, not in a schema.
        places = () if report.is_rehearsal else report.changes
        self._old_path = outline.only_path(change.old_location for change in places)
        self._new_path = outline.only_path(change.new_location for change in places)

    def write(self) -> None:
        self._verdict()
        self._not_judged()
        self._operations()
        for severity in WORST_FIRST:
            if severity is Severity.SAFE and not self._verbose:
                self._safe()
            else:
                self._changes(severity)
        self._allowed()
        self._left_out()
        if self._verbose:
            self._sentences("CLIENT-SIDE", self._report.client_side, "judged as the client library sends it")
        self._sentences("NEWLY VISIBLE", self._report.newly_visible, "not changes")
        self._sentences("NOTICES", self._report.notices, "")
        self._files()

    def _verdict(self) -> None:
        report = self._report
        worst = report.worst
        style = "bold" if worst is None else _STYLES[worst]
        title = one_line(report.title, MAX_TITLE)
        self.page.add(0, (f"{title}: ", "bold"), (outline.headline(report), style))
        if report.account is not None:
            self.page.add(0, (f"operations  {one_line(report.account.sentence())}", "dim"))
        for line in outline.elsewhere(report):
            self.page.add(12, (one_line(line), "dim"))
        if not report.changes:
            return
        old, new = (one_line(outline.side_name(side)) for side in (report.old, report.new))
        places = (
            self._old_path in (None, report.old.reference),
            self._new_path in (None, report.new.reference),
        )
        if not all(places):
            width = max(len(old), len(new))
            for label, name, path in (("old", old, self._old_path), ("new", new, self._new_path)):
                row = f"{label}  {name:<{width}}  {one_line(path or '')}"
                self.page.add(0, (row.rstrip(), "dim"))
        elif f"{old} → {new}" != title:
            self.page.add(0, (f"{old} → {new}", "dim"))
        for whose, release in outline.releases(report):
            self.page.add(
                0,
                (f"release of {whose}  ", "dim"),
                (release.bump, "bold"),
                (f": {', '.join(release.reasons)}", "dim"),
            )

    def _not_judged(self) -> None:
        account = self._report.account
        if account is None or not account.not_judged:
            return
        note = "as you allow" if account.is_waived else "--allow-unread goes on without them"
        self._title("NOT JUDGED", len(account.not_judged), "bold red", note=note)
        shown = self._some(account.not_judged, MAX_LISTED)
        for place in shown:
            where = one_line(f"{place.path}:{place.line}")
            self.page.add(2, ("? ", "bold red"), (where, "cyan"), f"  {one_line(place.reason)}")
        self._missing(len(account.not_judged) - len(shown))

    def _files(self) -> None:
        account = self._report.account
        if account is None or not self._verbose:
            return
        self._title("FILES", len(account.files), "bold", note="with what became of each")
        for line in account.lines():
            self.page.add(4, "- ", one_line(line))

    def _some(self, items: Sequence[Item], limit: int) -> Sequence[Item]:
        return items if self._verbose else items[:limit]

    def _operations(self) -> None:
        report = self._report
        shown = [result for verdict in _VERDICTS for result in outline.of_verdict(report, verdict)]
        if not shown:
            return
        self._title("YOUR OPERATIONS", len(shown), "bold")
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
            self.page.add(2, (f"✓ {outline.plural(len(rest), 'operation')} unaffected", "green"))

    def _breakage(self, breakage: Breakage) -> None:
        """Write a reason, then what it breaks; what fixes it is given once."""
        page, results = self.page, breakage.results
        sign, _, style = _VERDICTS[Verdict.BROKEN]
        count = (f"{len(results):,} operations break", "bold")
        page.add(2, (f"{sign} ", style), count, ": ", one_line(breakage.message))
        for place in self._cut(breakage.places, MAX_LISTED, "more place"):
            page.add(6, one_line(place))
        self._hints(breakage.hints)
        for result in self._some(results, MAX_LISTED):
            page.add(6, (one_line(result.operation.name), "bold"), "  ", (_place(result.operation), "cyan"))
            for error in result.errors_before:
                page.add(8, ("as before: ", "dim"), (one_line(error), "dim"))
        if len(results) > MAX_LISTED and not self._verbose:
            page.add(6, (f"… and {outline.plural(len(results) - MAX_LISTED, 'more operation')}", "dim"))

    def _cut(self, texts: Sequence[str], limit: int, noun: str) -> Sequence[str]:
        more = 0 if self._verbose else len(texts) - limit
        return texts if more <= 0 else [*texts[:limit], f"… and {outline.plural(more, noun)}"]

    def _operation(self, result: OperationResult) -> None:
        operation, page = result.operation, self.page
        changes = outline.touching(self._report, result)
        sign, words, style = _VERDICTS[operation.verdict]
        name, place = (one_line(operation.name), "bold"), (_place(operation), "cyan")
        page.add(2, (f"{sign} ", style), name, f" {words}  ", place)
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
            cause = f"{_SIGNS[change.severity]} {one_line(change.coordinate)}  {one_line(change.id)}"
            is_possible = change.fingerprint in result.possible
            why = "" if result.errors else why_still_valid(change, is_possible=is_possible)
            page.add(6, (f"{cause}  {one_line(why)}".rstrip(), "dim"))
        if shown and len(shown) < len(changes):
            page.add(6, (f"… and {outline.plural(len(changes) - len(shown), 'more change')}", "dim"))
        self._hints(result.hints)

    def _hints(self, hints: Sequence[str]) -> None:
        page = self.page
        for hint in hints:
            first, *others = lines(hint)
            page.add(6, ("hint:" if others else "hint: ", "green"), "" if others else first)
            for line in (first, *others) if others else ():
                page.add(8, (line, _diff_style(line)))

    def _changes(self, severity: Severity) -> None:
        count = len(self._report.of_severity(severity))
        if not count:
            return
        note = outline.following_note(self._report, severity)
        self._title(severity.name, count, _STYLES[severity], note=note)
        explained: set[str] = set()
        for owner, group in outline.by_owner(self._report.standing(severity)).items():
            # A change of the type as a whole names it well enough.
            has_title = len(group) > 1 or group[0].coordinate != owner
            if has_title:
                self.page.add(2, (one_line(owner), "bold"))
            for change in group:
                indent = 4 if has_title else 2
                self._change(change, indent, explained)
                self._followers(change, indent + 4, explained)

    def _followers(self, change: Change, indent: int, explained: set[str]) -> None:
        """Write what follows from a change: all of it, but safe changes one by one only where asked for."""
        followers = self._report.followers.get(change.fingerprint, ())
        if not followers:
            return
        self.page.add(indent, (outline.followers_title(followers), "dim"))
        for follower in followers:
            if follower.severity is not Severity.SAFE or self._verbose:
                self._change(follower, indent + 2, explained)
        if not self._verbose:
            safe = [follower for follower in followers if follower.severity is Severity.SAFE]
            for words, count in outline.by_rule(safe):
                self.page.add(
                    indent + 2,
                    (f"{_SIGNS[Severity.SAFE]} ", _STYLES[Severity.SAFE]),
                    f"{count:,}  {one_line(words)}",
                )

    def _change(self, change: Change, indent: int, explained: set[str]) -> None:
        """One line of what and where, then indented: values, what else is known, whom it hits, why.

        What is in *explained* was said above, and is not said again at length.
        """
        page, style = self.page, _STYLES[change.severity]
        before, coordinate, after = outline.sentence(change)
        is_repeated = after in explained and not self._verbose
        explain = self._verbose or change.reason not in explained
        explained |= {after, change.reason}
        page.add(
            indent,
            (f"{_SIGNS[change.severity]} ", style),
            one_line(before),
            (one_line(coordinate), style),
            f"{one_line(after, MAX_REPEATED if is_repeated else None)}  ",
            (f"[{one_line(change.id)}]  {', '.join(self._some(self._places(change), 1))}".rstrip(), "dim"),
        )
        limit = None if self._verbose else MAX_VALUE
        values = outline.values(change)
        if values is not None:
            old, new = (one_line(value, limit) for value in values)
            page.add(indent + 4, (old, "red"), " → ", (new, "green"))
        remarks = outline.remarks(change)
        for remark in self._some(remarks, MAX_REMARKS):
            page.add(indent + 4, (one_line(remark, limit), "cyan"))
        if len(remarks) > MAX_REMARKS and not self._verbose:
            page.add(indent + 4, (f"… and {len(remarks) - MAX_REMARKS:,} more", "dim"))
        if change.operations:
            page.add(indent + 4, "used by ", *self._users(change.operations))
        if explain:
            page.add(indent + 4, (one_line(change.reason), "dim"))
        if self._verbose:
            page.add(indent + 4, (one_line(change.spec), "dim"))
        if self._witness:
            for line in _witness(change):
                page.add(indent + 4, (line, "dim"))

    def _users(self, operations: Sequence[OperationReference]) -> Iterable[Span]:
        shown = self._some(operations, MAX_REMARKS)
        for number, operation in enumerate(shown):
            yield (", " if number else "", "")
            yield (one_line(operation.name), "bold")
            yield (f" ({_place(operation)})", "cyan")
        if len(shown) < len(operations):
            yield (f" and {len(operations) - len(shown):,} more", "")

    def _places(self, change: Change) -> list[str]:
        """Return where to look, the side first that still has, or last had, the element itself.

        A side that is one file is named once, above; here it is ``old`` or ``new``.
        """
        places = []
        for label, location, path in (
            ("old", change.old_location, self._old_path),
            ("new", change.new_location, self._new_path),
        ):
            if location is not None:
                places.append(f"{label}:{location.line}" if path else one_line(str(location)))
        if change.new is not None:
            places.reverse()
        return places

    def _allowed(self) -> None:
        changes = outline.allowed(self._report)
        if not changes:
            return
        self._title("ACCEPTED BY YOUR POLICY", len(changes), "dim", note="not counted")
        shown = self._some(changes, MAX_LISTED)
        for change in shown:
            what = f"{_SIGNS[change.severity]} {one_line(change.coordinate)}  {one_line(change.id)}: "
            self.page.add(4, (what, "dim"), one_line(change.allowed or "", MAX_VALUE))
        self._missing(len(changes) - len(shown))

    def _safe(self) -> None:
        """Write how many safe changes there are of each rule, beside those that follow from worse ones."""
        report = self._report
        changes = report.of_severity(Severity.SAFE)
        if not changes:
            return
        standing = report.standing(Severity.SAFE)
        listed = [
            follower for change in standing for follower in report.followers.get(change.fingerprint, ())
        ]
        above = len(changes) - len(standing) - len(listed)
        notes = (f"{above:,} of them above" if above else "", "-v shows them one by one")
        self._title("SAFE", len(changes), _STYLES[Severity.SAFE], note=", ".join(filter(None, notes)))
        counts = outline.by_rule([*standing, *listed])
        width = max((len(f"{count:,}") for _, count in counts), default=0)
        for words, count in counts:
            self.page.add(4, f"{count:>{width},}  {one_line(words)}")

    def _left_out(self) -> None:
        count = len(outline.not_counted(self._report))
        if count:
            self._title("TOUCHING NONE OF YOUR OPERATIONS", count, "dim", note="not counted")
            for line in outline.left_out(self._report):
                self.page.add(4, one_line(line))

    def _sentences(self, title: str, sentences: Sequence[str], note: str) -> None:
        if not sentences:
            return
        if not self._report.changes and not self._verbose:
            noun = title.lower().removesuffix("s")
            self.page.add(2, (f"{outline.plural(len(sentences), noun)}; -v shows more", "dim"))
            return
        self._title(title, len(sentences), "bold", note=note)
        shown = self._some(sentences, MAX_LISTED)
        for sentence in shown:
            self.page.add(4, "- ", one_line(sentence))
        self._missing(len(sentences) - len(shown))

    def _missing(self, count: int) -> None:
        if count:
            self.page.add(4, (f"… and {count:,} more; -v shows them", "dim"))

    def _title(self, title: str, count: int, style: str, *, note: str = "") -> None:
        self.page.gap()
        self.page.add(0, (title, style), f"  {count:,}", (f", {note}" if note else "", "dim"))


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return "dim"
    return "green" if line.startswith("+") else "red" if line.startswith("-") else ""


def _witness(change: Change) -> list[str]:
    if not change.witness:
        return [f"no witness: {one_line(change.witness_note)}"] if change.witness_note else []
    note = [one_line(change.witness_note)] if change.witness_note else []
    return ["shown by:", *(f"  {line}" for line in lines(change.witness)), *note]


def _place(operation: OperationReference) -> str:
    return one_line(f"{operation.path}:{operation.line}")
