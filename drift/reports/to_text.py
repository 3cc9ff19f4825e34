"""The report for people at a terminal, or in a log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from drift.changes.change import Change, OperationReference, Verdict
from drift.escape import lines, one_line, without_commands
from drift.reports import outline
from drift.reports.grouping import Group, blocks
from drift.reports.report import Report
from drift.reports.text_operations import MAX_LISTED, MAX_REMARKS, OperationsWriter, place
from drift.reports.text_page import SIGNS, STYLES, Page, Span
from drift.schema.element import Kind
from drift.severity import WORST_FIRST, Severity

MAX_TITLE = 200
MAX_VALUE = 160
MAX_REPEATED = 80
MAX_TYPES = 5

Item = TypeVar("Item")


def render(
    report: Report,
    *,
    colour: bool = False,
    width: int = 100,
    verbose: bool = False,
    witness: bool = False,
    quiet: bool = False,
    closing: str = "",
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
        quiet: Return the last line only.
        closing: The last line; empty when there is none, or when other reports follow.
    """
    writer = _Writer(report, verbose=verbose, witness=verbose or witness)
    if not quiet:
        writer.write()
        writer.steps()
    page = writer.page
    if closing:
        page.add(0, (one_line(closing), "bold"))
    if not page.lines:
        return ""
    return without_commands(page.coloured(width) if colour else page.plain()) + "\n"


class _Writer:
    """Writes the parts of one report onto a page."""

    def __init__(self, report: Report, *, verbose: bool, witness: bool) -> None:
        self.page = Page()
        self._report = report
        self._verbose = verbose
        self._witness = witness
        # What a rehearsal finds is in the user's files, not in a schema.
        places = () if report.is_rehearsal else report.changes
        self._old_path = outline.only_path(change.old_location for change in places)
        self._new_path = outline.only_path(change.new_location for change in places)

    def write(self) -> None:
        self._verdict()
        operations = OperationsWriter(self.page, self._report, verbose=self._verbose)
        operations.not_judged()
        operations.operations()
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
        operations.files()

    def steps(self) -> None:
        """Write what the user may do about it."""
        for number, step in enumerate(self._report.steps):
            if number == 0:
                self.page.gap()
            self.page.add(0, f"{step.purpose}:")
            self.page.add_whole(2, (one_line(step.command), "bold"))

    def _verdict(self) -> None:
        report = self._report
        worst = report.worst
        style = "bold" if worst is None else STYLES[worst]
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

    def _some(self, items: Sequence[Item], limit: int) -> Sequence[Item]:
        return items if self._verbose else items[:limit]

    def _changes(self, severity: Severity) -> None:
        count = len(self._report.of_severity(severity))
        if not count:
            return
        note = outline.following_note(self._report, severity)
        self.page.title(severity.name, count, STYLES[severity], note=note)
        explained: set[str] = set()
        if self._verbose:
            for owner, changes in outline.by_owner(self._report.standing(severity)).items():
                self._below(owner, [Group((change,)) for change in changes], explained)
            return
        for block in blocks(self._report, severity):
            self._below(block.owner, block.groups, explained)

    def _below(self, owner: str | None, groups: Sequence[Group], explained: set[str]) -> None:
        """Write groups below the name of their type, which a single change names well enough."""
        has_heading = owner is not None and len(groups) > 1
        if has_heading:
            self.page.add(2, (one_line(owner or ""), "bold"))
        indent = 4 if has_heading else 2
        for group in groups:
            if group.is_shared:
                self._group(group, indent, explained, owner=None if has_heading else owner)
            else:
                self._change(group.first, indent, explained)
                self._followers(group.first, indent + 4, explained)

    def _group(self, group: Group, indent: int, explained: set[str], *, owner: str | None) -> None:
        """Write what several changes share, then what they are called, then those that are used."""
        page, first = self.page, group.first
        style, sign = STYLES[first.severity], f"{SIGNS[first.severity]} "
        named = [(f"{one_line(owner)}: ", "bold")] if owner is not None else []
        names, mark = one_line(_names(group)), f"[{one_line(first.id)}]"
        if group.is_deprecation:
            page.add(
                indent, (sign, style), (group.title, style), f": {one_line(group.because)}  ", (mark, "dim")
            )
            page.add(indent + 4, names)
        else:
            where = ", ".join(self._places_of(group))
            title: Sequence[Span | str] = (*named, (group.title, style), f": {names}  ")
            page.add(indent, (sign, style), *title, (f"{mark}  {where}".rstrip(), "dim"))
        for remark in outline.remarks(first):
            page.add(indent + 4, (one_line(remark, MAX_VALUE), "cyan"))
        for change in group.used:
            page.add(
                indent + 4,
                (one_line(change.coordinate), "bold"),
                " used by ",
                *self._users(change.operations),
            )
        if first.reason not in explained:
            page.add(indent + 4, (one_line(first.reason), "dim"))
        explained.add(first.reason)

    def _places_of(self, group: Group) -> list[str]:
        places = list(dict.fromkeys(each for change in group.changes for each in self._places(change)[:1]))
        return places if len(places) <= 2 else [places[0], "…"]

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
                    (f"{SIGNS[Severity.SAFE]} ", STYLES[Severity.SAFE]),
                    outline.counted(count, words),
                )

    def _change(self, change: Change, indent: int, explained: set[str]) -> None:
        """One line of what and where, then indented: values, what else is known, whom it hits, why.

        What is in *explained* was said above, and is not said again at length.
        """
        page, style = self.page, STYLES[change.severity]
        before, coordinate, after = outline.sentence(change)
        is_repeated = after in explained and not self._verbose
        explain = self._verbose or change.reason not in explained
        explained |= {after, change.reason}
        page.add(
            indent,
            (f"{SIGNS[change.severity]} ", style),
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
            where, style = place(operation)
            yield (" ", "")
            yield (f"({where})", style)
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
        self.page.title("ACCEPTED BY YOUR POLICY", len(changes), "dim", note="not counted")
        shown = self._some(changes, MAX_LISTED)
        for change in shown:
            what = f"{SIGNS[change.severity]} {one_line(change.coordinate)}  {one_line(change.id)}: "
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
        # What there is to do about a version that appeared is known from its name only.
        news = [change for change in standing if change.kind is Kind.VERSION]
        others = [change for change in standing if change.kind is not Kind.VERSION]
        notes = (
            f"{above:,} of them above" if above else "",
            "-v shows them one by one" if others or above else "",
        )
        self.page.title("SAFE", len(changes), STYLES[Severity.SAFE], note=", ".join(filter(None, notes)))
        for change in news:
            self._change(change, 2, set())
        counts = outline.by_rule([*others, *listed])
        if counts:
            self.page.add(4, "; ".join(outline.counted(count, title) for title, count in counts))

    def _left_out(self) -> None:
        count = len(outline.not_counted(self._report))
        if count:
            self.page.title("TOUCHING NONE OF YOUR OPERATIONS", count, "dim", note="not counted")
            for line in outline.left_out(self._report):
                self.page.add(4, one_line(line))

    def _sentences(self, title: str, sentences: Sequence[str], note: str) -> None:
        if not sentences:
            return
        # Why something was not asked is what the user has to know next.
        is_asked = not outline.of_verdict(self._report, Verdict.NOT_ASKED)
        if not self._report.changes and not self._verbose and is_asked:
            noun = title.lower().removesuffix("s")
            self.page.add(2, (f"{outline.plural(len(sentences), noun)}; -v shows more", "dim"))
            return
        self.page.title(title, len(sentences), "bold", note=note)
        shown = self._some(sentences, MAX_LISTED)
        for sentence in shown:
            self.page.add(4, "- ", one_line(sentence))
        self._missing(len(sentences) - len(shown))

    def _missing(self, count: int) -> None:
        if count:
            self.page.add(4, (f"… and {count:,} more; -v shows them", "dim"))


def _names(group: Group) -> str:
    """Return the names of what changed: all of a few, else the types with how many there are in each."""
    members = group.members
    if len(group.changes) <= MAX_LISTED:
        if len(members) == 1 and not group.is_deprecation:
            return ", ".join(*members.values())
        return "; ".join(f"{owner}: {', '.join(names)}" for owner, names in members.items())
    if len(members) == 1 and not group.is_deprecation:
        names = next(iter(members.values()))
        return f"{', '.join(names[:MAX_LISTED])}, … and {len(names) - MAX_LISTED:,} more; -v lists them"
    ordered = sorted(members.items(), key=lambda item: -len(item[1]))
    shown = ", ".join(f"{owner} ({len(names):,})" for owner, names in ordered[:MAX_TYPES])
    more = len(ordered) - MAX_TYPES
    rest = f" and {outline.plural(more, 'more type')}" if more > 0 else ""
    return f"{shown}{rest}; -v lists each"


def _witness(change: Change) -> list[str]:
    if not change.witness:
        return [f"no witness: {one_line(change.witness_note)}"] if change.witness_note else []
    note = [one_line(change.witness_note)] if change.witness_note else []
    return ["shown by:", *(f"  {line}" for line in lines(change.witness)), *note]
