"""What release a change of schema calls for: of the API that changed, and of the code that uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drift.changes.change import Change, OperationReference, Verdict
from drift.severity import Severity


class Judged(Protocol):
    """An operation with its verdict and the fingerprints of the changes that touch it."""

    @property
    def operation(self) -> OperationReference:
        """Name, place and verdict."""

    @property
    def changes(self) -> tuple[str, ...]:
        """Fingerprints."""

    @property
    def possible(self) -> tuple[str, ...]:
        """Fingerprints of those that touch it if a variable holds what it may hold."""


_BROKEN = frozenset({Verdict.BROKEN, Verdict.REFUSED, Verdict.LIMITED})


@dataclass(frozen=True, slots=True)
class Advice:
    """A release with its reasons, in the sense of https://semver.org.

    Attributes:
        bump: ``major``, ``minor``, ``patch``, ``none``, or ``unknown`` when something could not be judged.
        reasons: Why, such as ``2 operations break``; our own words.
    """

    bump: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        """Return the release and why, such as ``major: 2 operations break``."""
        return f"{self.bump}: {', '.join(self.reasons)}"


def for_api(changes: Sequence[Change]) -> Advice:
    """Return the release of an API whose schema changed like this.

    Breaking changes call for a major one, whatever else can be noticed by a client for a minor one, and words and
    metadata alone for a patch.
    """
    counts = {severity: sum(change.severity is severity for change in changes) for severity in Severity}
    if counts[Severity.BREAKING]:
        return Advice("major", (_count(counts[Severity.BREAKING], "breaking change"),))
    if not changes:
        return Advice("none", ("no change",))
    noticed = [
        _count(counts[severity], noun)
        for severity, noun in (
            (Severity.DANGEROUS, "dangerous change"),
            (Severity.DEPRECATED, "deprecation change"),
        )
        if counts[severity]
    ]
    additions = sum(change.offers for change in changes if change.severity is Severity.SAFE)
    if additions:
        noticed.append(_count(additions, "addition"))
    if noticed:
        return Advice("minor", tuple(noticed))
    return Advice("patch", ("only words, metadata and what no request reaches changed",))


def for_client(results: Sequence[Judged], changes: Sequence[Change], *, not_judged: int = 0) -> Advice:
    """Return the release of the code that holds these operations.

    Operations that break, or whose answers a breaking change touches, call for a major release; answers and requests
    that a dangerous change touches for a minor one; deprecated elements, which can be replaced without a change that
    users see, for a patch. What a variable may hold counts where the change is breaking. While something is not
    judged, nothing can be said to call for none.

    Args:
        results: The operations that were judged.
        changes: The changes that count.
        not_judged: Number of places that may hold operations and could not be read.
    """
    advice = _for_judged(results, changes)
    if not not_judged:
        return advice
    unjudged = f"{_count(not_judged, 'place')} {'was' if not_judged == 1 else 'were'} not judged"
    if advice.bump == "none":
        return Advice("unknown", (unjudged,))
    return Advice(advice.bump, (*advice.reasons, unjudged))


def _for_judged(results: Sequence[Judged], changes: Sequence[Change]) -> Advice:
    severities = {change.fingerprint: change.severity for change in changes}
    valid = [result for result in results if result.operation.verdict not in _BROKEN]
    broken = len(results) - len(valid)
    worst = [
        max((severities[mark] for mark in result.changes if mark in severities), default=None)
        for result in valid
    ]
    counts = {severity: worst.count(severity) for severity in Severity}
    possible = sum(
        certain is not Severity.BREAKING
        and any(severities.get(mark) is Severity.BREAKING for mark in result.possible)
        for result, certain in zip(valid, worst, strict=True)
    )
    reasons = [_operations(broken, "breaks", "break")] if broken else []
    if counts[Severity.BREAKING]:
        reasons.append(
            _operations(counts[Severity.BREAKING], "is", "are")
            + " touched by a breaking change and still valid"
        )
    if possible:
        reasons.append(
            _operations(possible, "may break", "may break") + " depending on what a variable holds"
        )
    if reasons:
        return Advice("major", tuple(reasons))
    if counts[Severity.DANGEROUS]:
        return Advice(
            "minor", (_operations(counts[Severity.DANGEROUS], "may", "may") + " behave differently",)
        )
    if counts[Severity.DEPRECATED]:
        return Advice(
            "patch", (_operations(counts[Severity.DEPRECATED], "uses", "use") + " what is being deprecated",)
        )
    return Advice("none", ("no operation is touched",))


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _operations(count: int, one: str, many: str) -> str:
    return f"1 operation {one}" if count == 1 else f"{count:,} operations {many}"
