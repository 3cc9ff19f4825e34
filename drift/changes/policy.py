"""What the user's policy makes of the rules' findings: stricter levels, overrides, accepted changes, grace.

The rules say what follows from the four definitions; everything softer or stricter is chosen here, by the user,
and said so in the finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from drift import lines
from drift.changes.change import Change
from drift.config import Allowance, Policy
from drift.severity import Severity


def apply(
    changes: Iterable[Change],
    policy: Policy,
    *,
    today: date,
    source: str | None = None,
    deprecated_days: Mapping[str, int] | None = None,
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return the changes as the policy sees them, worst first, and notices about the policy itself.

    Args:
        changes: Findings of the rules.
        policy: Level, grace, overrides and accepted changes; a later step wins over an earlier one.
        today: The day on which accepted changes are still accepted or not.
        source: The source that was checked; entries for other sources are left alone.
        deprecated_days: For how many days a removed element was deprecated, by fingerprint, where known.
    """
    days = deprecated_days or {}
    entries = [
        entry for entry in policy.allow if entry.source in (None, source, source and lines.split(source)[0])
    ]
    matched: set[Allowance] = set()
    judged: list[Change] = []
    for change in changes:
        judged.append(_judge(change, policy, days.get(change.fingerprint)))
        for entry in entries:
            if entry.matches(change.id, change.coordinate):
                matched.add(entry)
                if entry.until is None or today <= entry.until:
                    judged[-1] = replace(judged[-1], allowed=entry.reason)
    judged.sort(
        key=lambda change: (
            -change.severity,
            change.coordinate,
            change.id,
            change.old or "",
            change.new or "",
        )
    )
    return tuple(judged), tuple(_entry_notices(entries, matched, today))


def _judge(change: Change, policy: Policy, deprecated_days: int | None) -> Change:
    severity, why = change.rule_severity, ""
    if policy.level != "spec" and change.typed_client is not None:
        severity = change.typed_client
        does = "breaks" if severity is Severity.BREAKING else "may not compile"
        why = f"level {policy.level}: generated code that is exhaustive {does}."
    if policy.level == "strict" and severity is Severity.DANGEROUS:
        severity, why = Severity.BREAKING, "level strict: everything dangerous counts as breaking."
    grace = policy.deprecated_grace_days
    if (
        severity is Severity.BREAKING
        and grace is not None
        and deprecated_days is not None
        and deprecated_days >= grace
    ):
        severity = Severity.DANGEROUS
        why = f"Softened: it was deprecated for {deprecated_days} days, at least the {grace} that policy asks for."
    for override in policy.overrides:
        if override.matches(change.id, change.coordinate):
            severity = override.severity
            why = f"The configuration makes {override.change} {severity.name}."
    if severity is change.rule_severity:
        return change
    return replace(change, severity=severity, reason=f"{change.reason} {why}")


def _entry_notices(entries: list[Allowance], matched: set[Allowance], today: date) -> Iterable[str]:
    for entry in entries:
        what = f"{entry.place}: the accepted change {entry.change} {entry.coordinate}"
        if entry.until is not None and today > entry.until:
            if entry in matched:
                yield f"{what} expired on {entry.until} and counts again"
            else:
                yield f"{what} expired on {entry.until} and matches nothing; remove it"
        elif entry not in matched:
            yield f"{what} matches nothing in this comparison"
