"""The report for step summaries, pull request bodies and release notes on GitHub and its like.

Foreign text is in code spans and blocks only, where no mention, reference, link or image is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from drift.changes.change import Change, OperationReference, Verdict
from drift.escape import code_block, code_span, prose
from drift.reports import outline, patch
from drift.reports.account import Unread
from drift.reports.breakage import Breakage, breakages, why_still_valid
from drift.reports.grouping import Group, blocks, by_rule
from drift.reports.report import NextStep, OperationResult, Report
from drift.severity import WORST_FIRST, Severity

# A comment holds 65,536 characters, a step summary 1 MiB; a workflow may add something of its own.
DEFAULT_MAX_BYTES = 60_000
MAX_VALUE = 300
MAX_LISTED = 10
MAX_NAMES = 100
_RESERVE = 160
_CUT = " (details left out)"
_SIGNS = {
    Severity.BREAKING: "🔴",
    Severity.DANGEROUS: "🟠",
    Severity.DEPRECATED: "🟣",
    Severity.SAFE: "🟢",
}
_VERDICTS = {
    Verdict.BROKEN: ("🔴", "breaks"),
    Verdict.AFFECTED: ("🟠", "is affected"),
    Verdict.POSSIBLE: ("🟡", "may be affected"),
    Verdict.INVALID_ALREADY: ("⚪", "is still invalid"),
}
_PLACED = re.compile(r".+?:[0-9]+:[0-9]+: ")
_SPEC = re.compile(r"https://spec\.graphql\.org/[A-Za-z0-9/_.~#-]*")

# The same thing at full length and as short as it can be, for when room is scarce.
Item = tuple[str, str]


class _Page:
    """Blocks of Markdown up to a size, which say how many did not fit."""

    def __init__(self, max_bytes: int) -> None:
        self._left = max_bytes
        self._blocks: list[str] = []

    def add(self, block: str) -> bool:
        """Append a block and return True, or return False when there is no room for it."""
        size = len(block.encode()) + 2
        if size > self._left:
            return False
        self._left -= size
        self._blocks.append(block)
        return True

    def section(self, title: str, items: Sequence[Item], *, folded: bool = False, share: float = 1.0) -> None:
        """Append a titled list, as much of it as fits into a share of the room that is left."""
        if not items:
            return
        kept_for_others = int(self._left * (1 - share)) + _RESERVE
        self._left -= kept_for_others
        opened = f"<details><summary><b>{title}</b></summary>" if folded else f"#### {title}"
        if self.add(opened):
            shown = 0
            for full, short in items:
                if not (self.add(full) or self.add(short)):
                    break
                shown += 1
            self._left += _RESERVE
            if shown < len(items):
                self.add(f"… and {len(items) - shown:,} more, left out because the report would be too long.")
            if folded:
                self.add("</details>")
            self._left -= _RESERVE
        self._left += kept_for_others

    def text(self) -> str:
        return "\n\n".join(self._blocks) + "\n"


def render(report: Report, *, max_bytes: int = DEFAULT_MAX_BYTES) -> str:
    """Return the report as GitHub-flavoured Markdown, verdict first, ending in a newline.

    Args:
        report: What to show.
        max_bytes: Most bytes of UTF-8 to return, 2,000 at least. What does not fit is counted where it is
            missing; the least severe goes first.
    """
    page = _Page(max(max_bytes, 2_000) - 1)
    worst = report.worst
    sign = _SIGNS[worst] if worst is not None else "⚠️" if report.unread else "✅"
    page.add(f"### {sign} {code_span(report.title, 100)}: {outline.headline(report)}")
    if report.changes:
        page.add(_sides(report))
        page.add(_counts(report))
    if report.account is not None:
        page.add(f"Operations: {prose(report.account.sentence(), MAX_VALUE)}")
        for line in outline.elsewhere(report):
            page.add(f"Operations: {prose(line, MAX_VALUE)}")
        places = report.account.not_judged
        page.section(f"⚠️ Not judged ({len(places):,})", list(map(_not_judged, places)), share=0.2)
    listed = [result for verdict in _VERDICTS for result in outline.of_verdict(report, verdict)]
    page.section(
        f"Your operations ({len(listed):,} of {len(report.operations):,})",
        [
            *(
                _breakage(each) if each.is_shared else _operation(each.results[0], ())
                for each in breakages(report)
            ),
            *(
                _operation(result, outline.touching(report, result))
                for result in listed
                if result.operation.verdict is not Verdict.BROKEN
            ),
        ],
        share=0.4,
    )
    _patch(page, report)
    for severity in WORST_FIRST:
        note = outline.following_note(report, severity)
        count = f"{len(report.of_severity(severity)):,}{f', {note}' if note else ''}"
        title = f"{_SIGNS[severity]} {severity.name.capitalize()} ({count})"
        folded = severity < Severity.DANGEROUS
        page.section(title, list(_items(report, severity)), folded=folded, share=0.9)
    _rest(page, report)
    return page.text()


def _patch(page: _Page, report: Report) -> None:
    """Add all edits as one patch, to be copied."""
    edits, files = len(report.mending.edits), len(report.mending.files)
    if not edits:
        return
    title = f"Patch ({outline.plural(edits, 'edit')} in {outline.plural(files, 'file')}), for git apply"
    short = "It is too long for this report; `drift mend` prints it."
    page.section(
        title, [(code_block(patch.to_be_read(report.mending.files), "diff"), short)], folded=True, share=0.5
    )


def _rest(page: _Page, report: Report) -> None:
    accepted = outline.allowed(report)
    page.section(f"Accepted by your policy ({len(accepted):,})", list(map(_accepted, accepted)), folded=True)
    count = len(outline.not_counted(report))
    counts = [f"- {prose(line)}" for line in outline.left_out(report)]
    page.section(f"Touching none of your operations ({count:,}), not counted", _same(counts), folded=True)
    visible = [f"- {prose(sentence, MAX_VALUE)}" for sentence in report.newly_visible]
    page.section(f"Newly visible ({len(visible):,}), not changes", _same(visible), folded=True)
    notices = [f"- {prose(notice, MAX_VALUE)}" for notice in report.notices]
    page.section(f"Notices ({len(notices):,})", _same(notices), folded=True)
    page.section("What to do", _same(map(_step, report.steps)))
    if report.closing:
        page.add(code_span(report.closing, MAX_VALUE))


def _same(texts: Iterable[str]) -> list[Item]:
    return [(text, text) for text in texts]


def _sides(report: Report) -> str:
    old, new = (code_span(outline.side_name(side), 100) for side in (report.old, report.new))
    rows = [f"{old} → {new}"]
    for whose, release in outline.releases(report):
        rows.append(f"Suggested release of {whose}: **{release.bump}** ({', '.join(release.reasons)})")
    return "\n\n".join(rows)


def _counts(report: Report) -> str:
    summary = report.summary
    columns = [
        ("🔴 Breaking", summary.breaking),
        ("🟠 Dangerous", summary.dangerous),
        ("🟣 Deprecated", summary.deprecated),
        ("🟢 Safe", summary.safe),
    ]
    if summary.allowed:
        columns.append(("Accepted", summary.allowed))
    if report.operations:
        columns.append(("Operations broken", summary.broken_operations))
    rows = ([name for name, _ in columns], ["---:"] * len(columns), [f"{count:,}" for _, count in columns])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _place(operation: OperationReference) -> str:
    return code_span(f"{operation.path}:{operation.line}", 200)


def _not_judged(place: Unread) -> Item:
    row = f"- {code_span(f'{place.path}:{place.line}', 200)}: {prose(place.reason, MAX_VALUE)}"
    return row, row


def _breakage(breakage: Breakage) -> Item:
    """Return a reason, then what it breaks; what fixes it is given once."""
    sign, _ = _VERDICTS[Verdict.BROKEN]
    short = f"- {sign} **{len(breakage.results):,} operations break:** {prose(breakage.message, MAX_VALUE)}"
    users = [f"{code_span(each.operation.name, 100)} ({_place(each.operation)})" for each in breakage.results]
    more = f" and {len(users) - MAX_LISTED:,} more" if len(users) > MAX_LISTED else ""
    rows = [
        short,
        *_some([f"  - {code_span(place, MAX_VALUE)}" for place in breakage.places]),
        *_hints(breakage.hints),
        f"  - {', '.join(users[:MAX_LISTED])}{more}",
    ]
    return "\n".join(rows).rstrip("\n"), short + _CUT


def _operation(result: OperationResult, causes: Sequence[Change]) -> Item:
    operation = result.operation
    sign, words = _VERDICTS[operation.verdict]
    short = f"- {sign} **{code_span(operation.name, 100)}** {words}, {_place(operation)}"
    rows = [short, *_some([f"  - {code_span(error, MAX_VALUE)}" for error in result.errors])]
    if operation.verdict is not Verdict.BROKEN:
        rows += _some(
            [
                f"  - {_SIGNS[cause.severity]} {_sentence(cause)}{_still_valid(cause, result)}"
                for cause in causes
            ]
        )
    rows += _hints(result.hints)
    return "\n".join(rows).rstrip("\n"), short + _CUT


def _still_valid(change: Change, result: OperationResult) -> str:
    if result.errors:
        return ""
    why = why_still_valid(change, is_possible=change.fingerprint in result.possible)
    return f" ({prose(why, MAX_VALUE)})" if why else ""


def _hints(hints: Sequence[str]) -> Iterator[str]:
    for hint in hints:
        if "\n" in hint:
            yield from ("", code_block(hint, "diff", indent="  "), "")
        else:
            yield f"  - Hint: {prose(hint, MAX_VALUE)}"


def _some(rows: list[str]) -> list[str]:
    more = len(rows) - MAX_LISTED
    return rows if more <= 0 else [*rows[:MAX_LISTED], f"  - … and {more:,} more"]


def _sentence(change: Change) -> str:
    before, coordinate, after = outline.sentence(change)
    blank = " " if before else ""
    rest = prose(after, MAX_VALUE, is_start=False)
    gap = " " if after[:1].isspace() else ""
    return f"{prose(before, MAX_VALUE)}{blank}**{code_span(coordinate, 200)}**{gap}{rest}".rstrip()


def _change(change: Change, followers: Sequence[Change]) -> Item:
    short = f"- {_sentence(change)} {code_span(change.id)}"
    rows = [short]
    cut = f"{short}{_CUT}"
    values = outline.values(change)
    if values is not None:
        old, new = (code_span(value, MAX_VALUE) for value in values)
        rows.append(f"  {old} → {new}")
    rows += _some([f"  - {_remark(remark)}" for remark in outline.remarks(change)])
    if change.operations:
        rows.append(f"  - U{_used_by(change)[1:]}")
    if followers:
        title = outline.followers_title(followers)
        rows.append(f"  - {title}")
        worse = [follower for follower in followers if follower.severity is Severity.BREAKING]
        others = [follower for follower in followers if follower.severity is not Severity.BREAKING]
        rows += [f"  {_follower(follower)}" for follower in worse]
        rows += [f"  {row}" for row in _some([_follower(follower) for follower in others])]
        cut = f"{short}{_CUT}; {title.removesuffix(':')}"
    if change.severity > Severity.SAFE:
        rows += _why(change)
    return "\n".join(rows), cut


def _remark(remark: str) -> str:
    """Return a remark; what a server said of a place in the user's files is one span, not one for each odd word in it."""
    return code_span(remark, MAX_VALUE) if _PLACED.match(remark) else prose(remark, MAX_VALUE)


def _follower(change: Change) -> str:
    row = f"  - {_SIGNS[change.severity]} {_sentence(change)} {code_span(change.id)}"
    if not change.operations:
        return row
    users = [code_span(user.name, 100) for user in change.operations[:MAX_LISTED]]
    more = len(change.operations) - len(users)
    return f"{row}, used by {', '.join(users)}{f' and {more:,} more' if more else ''}"


def _why(change: Change) -> list[str]:
    """Return the reason, with the witness folded below it when there is one."""
    link = f" [Specification]({change.spec})" if _SPEC.fullmatch(change.spec) else ""
    reason = f"{prose(change.reason, MAX_VALUE)}{link}"
    note = prose(change.witness_note, MAX_VALUE) if change.witness_note else ""
    if not change.witness:
        return [f"  - {reason}", *([f"  - {note}"] if note else [])]
    return [
        "",
        "  <details><summary>Why, and an operation that shows it</summary>",
        "",
        f"  {reason}",
        "",
        code_block(change.witness, "graphql", indent="  "),
        "",
        *([f"  {note}", ""] if note else []),
        "  </details>",
    ]


def _step(step: NextStep) -> str:
    return f"{prose(step.purpose)}:\n\n{code_block(step.command, 'sh')}"


def _items(report: Report, severity: Severity) -> Iterator[Item]:
    """Yield what is told of one severity: safe changes by rule, others by type and reason."""
    if severity is Severity.SAFE:
        yield from map(_listed, by_rule(_safe(report)))
        return
    for block in blocks(report, severity):
        for group in block.groups:
            if group.is_shared:
                yield _group(group)
            else:
                yield _change(group.first, report.followers.get(group.first.fingerprint, ()))


def _safe(report: Report) -> list[Change]:
    """Return the safe changes that are listed under nothing worse, with what follows from each."""
    found = []
    for change in report.standing(Severity.SAFE):
        found += [change, *report.followers.get(change.fingerprint, ())]
    return found


def _names(group: Group) -> str:
    """Return the names of what changed, by type; as many as a reader may want to see."""
    rows, left = [], MAX_NAMES
    for owner, names in group.members.items():
        shown = names[:left]
        left -= len(shown)
        if shown:
            rows.append(f"{code_span(owner, 100)}: {', '.join(code_span(name, 100) for name in shown)}")
    more = len(group.changes) - (MAX_NAMES - left)
    return f"{'; '.join(rows)}{f' and {more:,} more' if more else ''}"


def _listed(group: Group) -> Item:
    short = f"- **{group.title}** {code_span(group.first.id)}"
    return f"{short}: {_names(group)}", short + _CUT


def _group(group: Group) -> Item:
    """Return what several changes share, those that are used, and the names of all of them."""
    first = group.first
    because = f": {prose(group.because, MAX_VALUE)}" if group.is_deprecation else ""
    short = f"- **{group.title}**{because} {code_span(first.id)}"
    rows = [short]
    for change in group.used:
        rows.append(f"  - **{code_span(change.coordinate, 200)}** {_used_by(change)}")
    rows += [f"  - {prose(remark, MAX_VALUE)}" for remark in outline.remarks(first)]
    names = _names(group)
    if len(group.changes) <= MAX_LISTED:
        rows.append(f"  - {names}")
    else:
        types = ", ".join(f"{code_span(owner, 100)} ({len(each):,})" for owner, each in group.members.items())
        rows += [
            "",
            f"  <details><summary>All {len(group.changes):,} of them</summary>",
            "",
            f"  {names}",
            "",
            "  </details>",
        ]
        rows.insert(1, f"  - {types}")
    return "\n".join([*rows, *_why(first)]), short + _CUT


def _used_by(change: Change) -> str:
    users = [f"{code_span(user.name, 100)} ({_place(user)})" for user in change.operations[:MAX_LISTED]]
    more = len(change.operations) - len(users)
    return f"used by {', '.join(users)}{f' and {more:,} more' if more else ''}"


def _accepted(change: Change) -> Item:
    row = f"- {_sentence(change)} {code_span(change.id)}: {prose(change.allowed or '', MAX_VALUE)}"
    return row, row
