"""What every format says about a report, in words and groups: verdict line, types, counts of rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from drift.changes.change import Change, OperationReference, Verdict
from drift.reports.advice import Advice
from drift.reports.report import OperationResult, Report, Side
from drift.schema.element import Kind
from drift.schema.text import Location
from drift.severity import WORST_FIRST, Severity

MAX_ELSEWHERE = 5
# A rule's title is what changed, then what happened to it; only the first part has a plural of its own.
_HAPPENED = re.compile(
    "(?:about|added|applied|became|beyond|changed|deprecated|ended|implemented|no|refused|removed|withdrawn),?"
)


def headline(report: Report) -> str:
    """Return the verdict in one line of our own words, such as ``2 breaking, 1 safe changes``.

    The user's operations follow after a dash when any were checked; of a rehearsal they are all that is said.
    """
    if report.is_rehearsal:
        news = sum(change.kind is Kind.VERSION for change in report.counted())
        rest = (
            f"; {news:,} {'finding' if news == 1 else 'findings'} about versions of the API" if news else ""
        )
        return f"{rehearsal_sentence(report)}{rest}"
    counts = [(len(report.of_severity(severity)), severity.word) for severity in WORST_FIRST]
    said = [f"{count:,} {word}" for count, word in counts if count]
    following = sum(report.following(severity) for severity in WORST_FIRST)
    total = sum(count for count, _ in counts)
    if said:
        changes = f"{', '.join(said)} {'change' if total == 1 else 'changes'}"
        if following:
            changes += f", {following:,} of which {'follows' if following == 1 else 'follow'} from others"
    elif report.changes:
        changes = "no changes that count"
    else:
        changes = "no changes"
    sentence = operations_sentence(report)
    return f"{changes} — {sentence}" if sentence else changes


def rehearsal_sentence(report: Report) -> str:
    """Return what a server said of the user's operations, such as ``2 of your 9 operations refused, 7 accepted``."""
    total = len(report.operations)
    words = (
        (Verdict.REFUSED, "refused by the server"),
        (Verdict.LIMITED, "beyond its limits"),
        (Verdict.ACCEPTED, "accepted"),
        (Verdict.NOT_ASKED, "not asked"),
    )
    counts = [(len(of_verdict(report, verdict)), word) for verdict, word in words]
    said = [(count, word) for count, word in counts if count]
    parts = [
        f"{_of(count, total)} {word}" if number == 0 else f"{count:,} {word}"
        for number, (count, word) in enumerate(said)
    ]
    return ", ".join(parts)


def following_note(report: Report, severity: Severity) -> str:
    """Return how many changes of a severity are listed under what they follow from, empty when none are."""
    count = report.following(severity)
    return f"{count:,} of them listed under {'its' if count == 1 else 'their'} cause" if count else ""


def followers_title(changes: Sequence[object]) -> str:
    """Return the words above changes that follow from one."""
    return "1 change follows from it:" if len(changes) == 1 else f"{len(changes):,} changes follow from it:"


def operations_sentence(report: Report) -> str:
    """Return what happens to the user's operations in a few words, empty when none were checked."""
    foreign = len(of_verdict(report, Verdict.OTHER_API))
    total = len(report.operations) - foreign
    unjudged = not_judged_sentence(report)
    elsewhere = f"{foreign:,} of another API" if foreign else ""
    if not total:
        return ", ".join(part for part in (elsewhere, unjudged) if part)
    broken, affected, possible, invalid = (
        len(of_verdict(report, verdict))
        for verdict in (Verdict.BROKEN, Verdict.AFFECTED, Verdict.POSSIBLE, Verdict.INVALID_ALREADY)
    )
    parts = []
    if broken:
        parts.append(f"{_of(broken, total)} {'breaks' if broken == 1 else 'break'}")
    if affected:
        subject = f"{affected:,} more" if broken else _of(affected, total)
        parts.append(f"{subject} {'is' if affected == 1 else 'are'} affected")
    if possible:
        subject = f"{possible:,} more" if parts else _of(possible, total)
        parts.append(f"{subject} may be affected")
    if invalid:
        subject = f"{invalid:,}" if parts else _of(invalid, total)
        parts.append(f"{subject} {'is' if invalid == 1 else 'are'} still invalid")
    if not parts and not unjudged and report.counted():
        none = f"none of your {total:,} operations is affected"
        parts.append("your one operation is not affected" if total == 1 else none)
    return ", ".join(part for part in (*parts, elsewhere, unjudged) if part)


def elsewhere(report: Report) -> list[str]:
    """Return the operations of other APIs: a line for each of these, with the names of the operations."""
    groups: dict[tuple[str, ...], list[OperationReference]] = {}
    for result in of_verdict(report, Verdict.OTHER_API):
        groups.setdefault(result.fits, []).append(result.operation)
    lines = []
    for fits, operations in sorted(groups.items(), reverse=True):
        where = ", ".join(fits) or "not stored here"
        names = ", ".join(f"{each.name} ({each.path}:{each.line})" for each in operations[:MAX_ELSEWHERE])
        more = len(operations) - MAX_ELSEWHERE
        also = f" and {more:,} more" if more > 0 else ""
        lines.append(f"{len(operations):,} of another API, {where}: {names}{also}")
    return lines


def not_judged_sentence(report: Report) -> str:
    """Return how much of the user's code could not be judged, in a few words; empty when all of it was."""
    count = 0 if report.account is None else len(report.account.not_judged)
    if not count:
        return ""
    waived = ", as you allow" if report.account is not None and report.account.is_waived else ""
    return f"{plural(count, 'place')} {'was' if count == 1 else 'were'} not judged{waived}"


def releases(report: Report) -> list[tuple[str, Advice]]:
    """Return the suggested releases, each with whose it is: of the user's code first, when operations were checked."""
    if not report.changes or report.is_rehearsal:
        return []
    api = ("the API", report.api_release)
    return [api] if report.client_release is None else [("your code", report.client_release), api]


def _of(count: int, total: int) -> str:
    return "your one operation" if total == 1 else f"{count:,} of your {total:,} operations"


def plural(count: int, noun: str) -> str:
    """Return ``1 change`` or ``2 changes``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def side_name(side: Side) -> str:
    """Return how a reader would name a side: the reference, with the version where it does not say it."""
    if side.version is None or side.version in side.reference:
        return side.reference
    return f"{side.reference} ({side.version})"


def only_path(locations: Iterable[Location | None]) -> str | None:
    """Return the path that all locations share, None when there are several or none."""
    paths = {location.path for location in locations if location is not None}
    return paths.pop() if len(paths) == 1 else None


def of_verdict(report: Report, verdict: Verdict) -> tuple[OperationResult, ...]:
    """Return the operations with one verdict, in order."""
    return tuple(result for result in report.operations if result.operation.verdict is verdict)


def touching(report: Report, result: OperationResult) -> list[Change]:
    """Return the changes that touch an operation, in order: the certain ones, then those that are only possible."""
    changes = by_fingerprint(report)
    return [changes[mark] for mark in (*result.changes, *result.possible) if mark in changes]


def allowed(report: Report) -> tuple[Change, ...]:
    """Return the changes that policy accepts, in order."""
    return tuple(change for change in report.changes if change.allowed is not None)


def not_counted(report: Report) -> tuple[Change, ...]:
    """Return the changes left out because they touch none of the user's operations, in order."""
    if not report.only_affected:
        return ()
    return tuple(change for change in report.changes if change.allowed is None and not change.concerns_us)


def left_out(report: Report) -> list[str]:
    """Return what touches none of the user's operations: a line of counts for each severity, the worst first."""
    lines = []
    for severity in WORST_FIRST:
        changes = [change for change in not_counted(report) if change.severity is severity]
        if changes:
            rules = ", ".join(counted(count, title) for title, count in by_rule(changes))
            lines.append(f"{len(changes):,} {severity.word}: {rules}")
    return lines


def names_file(path: str) -> bool:
    """Return whether a location's path can be a file: ``<text>``, ``-`` and addresses can't."""
    return bool(path.strip()) and path != "-" and not path.startswith("<") and "://" not in path


def owner(change: Change) -> str:
    """Return the type or directive that a change belongs to: ``Query`` for ``Query.user(id:)``."""
    return change.coordinate.partition("(")[0].partition(".")[0]


def by_owner(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return the changes by the type or directive they belong to, in order of first appearance."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(owner(change), []).append(change)
    return groups


def by_rule(changes: Iterable[Change]) -> list[tuple[str, int]]:
    """Return the titles of the rules with how often each applied, the most frequent first, then by id."""
    counts = Counter((change.id, change.title) for change in changes)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(title, count) for (_, title), count in ordered]


def counted(count: int, title: str) -> str:
    """Return the title of a rule with how often it applied: ``4 enum values added``, ``1 field removed``."""
    words = title.split(" ")
    end = next((number for number, word in enumerate(words) if _HAPPENED.fullmatch(word)), 0)
    if count != 1 and end and words[end - 1].isalpha() and not words[end - 1].endswith("s"):
        words[end - 1] += "s"
    return f"{count:,} {' '.join(words)}"


def by_fingerprint(report: Report) -> dict[str, Change]:
    """Return the changes by fingerprint, for the references from operations."""
    return {change.fingerprint: change for change in report.changes}


def sentence(change: Change) -> tuple[str, str, str]:
    """Return the message in three parts, the coordinate in the middle, or in front when it lacks it."""
    before, coordinate, after = change.message.partition(change.coordinate)
    return (before, coordinate, after) if coordinate else ("", change.coordinate, f"  {change.message}")


def values(change: Change) -> tuple[str, str] | None:
    """Return the old and new value when there are both and the message does not say them."""
    if change.old is None or change.new is None:
        return None
    if change.old in change.message and change.new in change.message:
        return None
    return change.old, change.new


def cause_note(report: Report, change: Change) -> list[str]:
    """Return one line with what a change only follows from, in a list; nothing when it stands for itself."""
    cause = report.cause_of(change)
    return [] if cause is None else [f"Follows from: {cause.message}"]


def remarks(change: Change) -> list[str]:
    """Return what else is known about a change, one short foreign text each."""
    found = list(change.details)
    if change.history:
        found.append(change.history)
    if change.suggestion and change.suggestion not in change.message:
        found.append(f"probably renamed to {change.suggestion}")
    if change.perhaps and change.perhaps not in change.message:
        found.append(f"perhaps {change.perhaps}, compare them")
    if change.rule_severity is not change.severity:
        found.append(f"{change.rule_severity.name} by the rule, {change.severity.name} by your policy")
    return found
