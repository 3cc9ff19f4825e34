"""The report as one page for the browser: it asks nothing of any server and can be read without scripts."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from drift.changes.change import Change, OperationReference, Verdict
from drift.escape import cut, lines, markup_without_commands
from drift.reports import outline, patch
from drift.reports.breakage import Breakage, breakages
from drift.reports.excerpt import Excerpt, Excerpts
from drift.reports.grouping import Block, Group, blocks, by_rule
from drift.reports.report import OperationResult, Report
from drift.severity import WORST_FIRST, Severity

# A page with more table rows than this makes browsers slow.
MAX_ROWS = 10_000
MAX_TEXT = 2_000
MAX_LISTED = 20
MAX_TYPES = 12
# Changes that say the same in one list, and cards on one page: the report as JSON has what is beyond.
MAX_MEMBERS = 2_000
MAX_GROUPS = 5_000
_SPEC = re.compile(r"https://spec\.graphql\.org/[A-Za-z0-9/_.~#-]*")
_FINGERPRINT = re.compile(r"[0-9a-f]{8,64}")
_MEANINGS = {
    Severity.BREAKING: "Valid requests become invalid, or a response no longer fits its type.",
    Severity.DANGEROUS: "Everything stays valid, but clients may behave differently.",
    Severity.DEPRECATED: "Nothing breaks yet: a deprecation came, went or changed.",
    Severity.SAFE: "No request becomes invalid, no response changes its type, nothing is deprecated.",
}


@dataclass(frozen=True, slots=True)
class _ChangeView:
    """A change with everything decided: the template only lays it out."""

    id: str
    rule: str
    anchor: str
    severity: str
    sentence: tuple[str, str, str]
    values: tuple[str, str] | None
    remarks: Sequence[str]
    users: Sequence[tuple[str, str, str]]
    more_users: int
    reason: str
    spec: str | None
    places: Sequence[str]
    witness: str | None
    witness_note: str | None
    allowed: str | None
    followers: Sequence[_ChangeView]
    followers_title: str
    search: str


@dataclass(frozen=True, slots=True)
class _SharedView:
    """Changes that say the same: what they share, and each of them to unfold."""

    title: str
    because: str
    id: str
    severity: str
    reason: str
    spec: str | None
    remarks: Sequence[str]
    types: Sequence[tuple[str, int]]
    more_types: int
    more_members: int
    members: Sequence[tuple[str, Sequence[_ChangeView]]]
    used: Sequence[_ChangeView]
    search: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Changes of one type or directive, with the lines of SDL around them all."""

    owner: str
    shared: Sequence[_SharedView]
    changes: Sequence[_ChangeView]
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True, slots=True)
class _Section:
    severity: str
    title: str
    meaning: str
    count: int
    note: str
    groups: Iterator[_Group]


@dataclass(frozen=True, slots=True)
class _OperationView:
    name: str
    place: str
    verdict: str
    severity: str
    errors: Sequence[str]
    causes: Sequence[tuple[str, str, str]]
    more_causes: int
    hints: Sequence[tuple[bool, Sequence[tuple[str, str]]]]
    search: str
    users: Sequence[tuple[str, str]] = ()


def render(report: Report, *, templates: Path | None = None) -> str:
    """Return one HTML page, ending in a newline.

    Lines of SDL around a change are shown when the report's sides carry their text.

    Args:
        report: What to show.
        templates: A folder whose ``report/`` templates replace ours, one by one.
    """
    return "".join(pieces(report, templates=templates))


def pieces(report: Report, *, templates: Path | None = None) -> Iterator[str]:
    """Yield what :func:`render` returns, piece by piece; each ends a line."""
    from drift.templating import environment, text_of

    loaded = environment(templates)
    style, script = text_of(loaded, "report/report.css"), text_of(loaded, "report/report.js")
    headline = outline.headline(report)
    views = _Views(report)
    page = loaded.get_template("report/page.html").generate(
        report=report,
        style=style,
        script=script,
        policy=_content_security_policy(style, script),
        headline=headline,
        verdict=headline[:1].upper() + headline[1:],
        worst="none" if report.worst is None else report.worst.word,
        old=outline.side_name(report.old),
        new=outline.side_name(report.new),
        summary=report.summary,
        account=report.account,
        elsewhere=outline.elsewhere(report),
        releases=outline.releases(report),
        sections=[views.section(severity) for severity in WORST_FIRST],
        operations=list(views.operations()),
        patch=_patch(report),
        edits=outline.plural(len(report.mending.edits), "edit"),
        unaffected=len(outline.of_verdict(report, Verdict.UNAFFECTED)),
        allowed=[views.group("", outline.allowed(report))] if outline.allowed(report) else [],
        left_out=outline.left_out(report),
        views=views,
    )
    return map(markup_without_commands, _lines(page))


def _lines(parts: Iterable[str]) -> Iterator[str]:
    """Yield the parts put together so that each ends a line."""
    held = ""
    for part in map(str, parts):  # what adds markup to text escapes it
        whole, end, rest = part.rpartition("\n")
        if end:
            yield held + whole + end
            held = rest
        else:
            held += rest
    yield held


def _content_security_policy(style: str, script: str) -> str:
    """Return a policy under which only these two texts act: nothing loads, nothing else runs."""
    hashes = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


class _Views:
    """Makes views of one report's changes, within the number of rows that a page may have."""

    def __init__(self, report: Report) -> None:
        self._report = report
        old, new = report.old.source, report.new.source
        self._excerpts = None if old is None or new is None else Excerpts(old, new)
        self._rows = MAX_ROWS
        self._groups = MAX_GROUPS
        self.rows_left_out = False
        self.changes_left_out = 0

    @property
    def has_excerpts(self) -> bool:
        """Whether there are lines of SDL to choose a view of."""
        return self._excerpts is not None and bool(self._report.changes)

    def section(self, severity: Severity) -> _Section:
        groups = self._safe() if severity is Severity.SAFE else self._blocks(blocks(self._report, severity))
        name, count = severity.word, len(self._report.of_severity(severity))
        note = outline.following_note(self._report, severity)
        return _Section(name, name.capitalize(), _MEANINGS[severity], count, note, groups)

    def group(self, owner: str, changes: Sequence[Change]) -> _Group:
        return _Group(owner, (), self._changes(changes), list(self._around(changes)))

    def _blocks(self, found: Iterable[Block]) -> Iterator[_Group]:
        """Yield what there is room for, and whatever concerns the user's operations."""
        for block in found:
            changes = [change for group in block.groups for change in group.changes]
            if self._groups <= 0 and not any(map(_is_linked, changes)):
                self.changes_left_out += len(changes)
                continue
            self._groups -= 1
            yield self._block(block)

    def _block(self, block: Block) -> _Group:
        shared = [self._shared(group) for group in block.groups if group.is_shared]
        single = [group.first for group in block.groups if not group.is_shared]
        of_type = [change for group in block.groups for change in group.changes] if block.owner else []
        around = list(self._around(of_type))
        return _Group(block.owner or "", shared, self._changes(single), around)

    def _safe(self) -> Iterator[_Group]:
        """Yield safe changes by rule: they are counted, and listed where they are unfolded."""
        found: list[Change] = []
        for change in self._report.standing(Severity.SAFE):
            found += [change, *self._report.followers.get(change.fingerprint, ())]
        for group in by_rule(found):
            yield _Group("", [self._shared(group)], (), ())

    def _shared(self, group: Group) -> _SharedView:
        first = group.first
        listed = _listed_members(group.changes)
        members = [
            (owner, [self._listed(each) for each in owned if each.fingerprint in listed])
            for owner, owned in group.by_owner.items()
        ]
        more = len(group.changes) - len(listed)
        self.changes_left_out += more
        members = [(owner, owned) for owner, owned in members if owned]
        views = [view for _, owned in members for view in owned]
        ordered = sorted(group.by_owner.items(), key=lambda member: -len(member[1]))
        return _SharedView(
            title=group.title,
            because=group.because,
            id=first.id,
            severity=first.severity.word,
            reason=first.reason,
            spec=first.spec if _SPEC.fullmatch(first.spec) else None,
            remarks=outline.remarks(first) if first.severity is not Severity.SAFE else (),
            types=[(owner, len(owned)) for owner, owned in ordered[:MAX_TYPES]],
            more_types=max(len(ordered) - MAX_TYPES, 0),
            more_members=more,
            members=members,
            used=[view for view in views if view.users],
            search=" ".join([group.because.lower(), *dict.fromkeys(view.search for view in views)]),
        )

    def _listed(self, change: Change) -> _ChangeView:
        """Return a change for the list of those that say the same: without what its card says for all."""
        view = self._change(change)
        before, coordinate, after = view.sentence
        because = (change.new or change.old or "") if change.attribute == "deprecation" else ""
        said = after.replace(f": {because}", ".") if because else after
        words = f"{change.id} {change.coordinate}" if because else f"{change.id} {change.message}"
        used = " ".join(name for name, _, _ in view.users)
        return replace(view, sentence=(before, coordinate, said), search=f"{words} {used}".lower().strip())

    def _changes(self, changes: Sequence[Change]) -> list[_ChangeView]:
        return [self._change(change) for change in changes]

    def _change(self, change: Change) -> _ChangeView:
        places = [str(place) for place in (change.old_location, change.new_location) if place is not None]
        shown = change.operations[:MAX_LISTED]
        users = [(user.name, _place(user), user.verdict.value) for user in shown]
        words = (change.id, change.coordinate, change.message, *(user.name for user in shown))
        values = outline.values(change)
        followers = self._changes(self._report.followers.get(change.fingerprint, ()))
        return _ChangeView(
            id=change.id,
            rule=change.title,
            anchor=_anchor(change.fingerprint),
            severity=change.severity.word,
            sentence=outline.sentence(change),
            values=None if values is None else (_shortened(values[0]), _shortened(values[1])),
            remarks=outline.remarks(change),
            users=users,
            more_users=len(change.operations) - len(users),
            reason=change.reason,
            spec=change.spec if _SPEC.fullmatch(change.spec) else None,
            places=places,
            witness="\n".join(lines(change.witness)) if change.witness else None,
            witness_note=change.witness_note,
            allowed=change.allowed,
            followers=followers,
            followers_title=outline.followers_title(followers),
            # Who looks for what follows finds it here.
            search=" ".join([" ".join(words).lower(), *(follower.search for follower in followers)]),
        )

    def _around(self, changes: Sequence[Change]) -> Iterator[Excerpt]:
        """Yield the lines around some changes, one excerpt for each definition, as long as the page has room."""
        if self._excerpts is None:
            return
        for excerpt in self._excerpts.around(changes):
            if not excerpt.height:
                continue
            if excerpt.height > self._rows:
                self.rows_left_out = True
                continue
            self._rows -= excerpt.height
            yield excerpt

    def operations(self) -> Iterator[_OperationView]:
        severities = {
            Verdict.BROKEN: ("breaks", "breaking"),
            Verdict.AFFECTED: ("is affected", "dangerous"),
            Verdict.POSSIBLE: ("may be affected", "dangerous"),
            Verdict.INVALID_ALREADY: ("is still invalid", "deprecated"),
        }
        for breakage in breakages(self._report):
            if breakage.is_shared:
                yield self._breakage(breakage)
            else:
                yield self._operation(breakage.results[0], *severities[Verdict.BROKEN])
        for verdict, (words, severity) in severities.items():
            if verdict is not Verdict.BROKEN:
                for result in outline.of_verdict(self._report, verdict):
                    yield self._operation(result, words, severity)

    def _breakage(self, breakage: Breakage) -> _OperationView:
        """Return a reason with what it breaks, in the form of one operation."""
        operations = [result.operation for result in breakage.results]
        changes = outline.by_fingerprint(self._report)
        causes = [changes[cause.change] for cause in breakage.causes if cause.change in changes]
        return _OperationView(
            name=breakage.message,
            place="",
            verdict=f"breaks {len(operations):,} operations",
            severity="breaking",
            errors=breakage.places,
            causes=[(_anchor(c.fingerprint), c.severity.word, c.coordinate) for c in causes[:MAX_LISTED]],
            more_causes=max(len(causes) - MAX_LISTED, 0),
            hints=[_hint(hint) for hint in breakage.hints],
            search=" ".join(f"{each.name} {each.path}" for each in operations).lower(),
            users=[(each.name, _place(each)) for each in operations],
        )

    def _operation(self, result: OperationResult, words: str, severity: str) -> _OperationView:
        causes = outline.touching(self._report, result)
        operation = result.operation
        return _OperationView(
            name=operation.name,
            place=_place(operation),
            verdict=words,
            severity=severity,
            errors=result.errors,
            causes=[(_anchor(c.fingerprint), c.severity.word, c.coordinate) for c in causes[:MAX_LISTED]],
            more_causes=max(len(causes) - MAX_LISTED, 0),
            hints=[_hint(hint) for hint in result.hints],
            search=f"{operation.name} {operation.path}".lower(),
        )


def _patch(report: Report) -> Sequence[tuple[str, str]]:
    """Return the lines of one patch with all edits, each with how it is coloured; none when there are no edits."""
    if not report.mending.files:
        return []
    _, rows = _hint(patch.to_be_read(report.mending.files))
    return rows


def _hint(hint: str) -> tuple[bool, Sequence[tuple[str, str]]]:
    """Return whether a hint is a diff, and its lines with how each is coloured."""
    rows = lines(hint)
    if len(rows) == 1:
        return False, [("", rows[0])]
    kinds = {"+": "added", "-": "removed", "@": "place"}
    # The two lines that name the files begin with the same signs.
    heads = ("+++ ", "--- ")
    return True, [("place" if row.startswith(heads) else kinds.get(row[:1], ""), row) for row in rows]


def _is_linked(change: Change) -> bool:
    """Return whether one of the user's operations may link to a change."""
    return bool(change.operations or change.possible_operations)


def _listed_members(changes: Sequence[Change]) -> frozenset[str]:
    """Return the fingerprints of the changes that a list shows: the first of many, and all that operations link to."""
    first = (change.fingerprint for change in changes[:MAX_MEMBERS])
    linked = (change.fingerprint for change in changes[MAX_MEMBERS:] if _is_linked(change))
    return frozenset((*first, *linked))


def _shortened(value: str) -> str:
    """Return a value as long as it helps, with the size of one that is longer."""
    return value if len(value) <= MAX_TEXT else f"{cut(value, MAX_TEXT)} ({len(value):,} characters)"


def _place(operation: OperationReference) -> str:
    return f"{operation.path}:{operation.line}"


def _anchor(fingerprint: str) -> str:
    return f"change-{fingerprint}" if _FINGERPRINT.fullmatch(fingerprint) else ""
