"""One comparison, ready to be shown: what every report format is a function of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from drift.changes.change import Change, OperationReference, Verdict
from drift.reports import advice
from drift.reports.account import Account, Unread
from drift.reports.advice import Advice
from drift.reports.edits import Mending
from drift.schema.element import Kind
from drift.schema.text import SourceText
from drift.severity import Severity

REHEARSED = frozenset({Verdict.ACCEPTED, Verdict.REFUSED, Verdict.LIMITED, Verdict.NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two schemas compared.

    Attributes:
        reference: How the user asked for it; no secrets.
        version: Name of the stored version, None when it is not stored.
        digest_of_canonical: Gives :attr:`digest`, for which a published text has to be printed again.
        omits: What that side could not say, as in snapshots (``applied-directives``).
        source: The SDL that the locations of changes point into, for formats that show it; None where it is
            not at hand.
    """

    reference: str
    version: str | None
    digest_of_canonical: Callable[[], str] = field(compare=False, repr=False)
    omits: tuple[str, ...] = ()
    source: SourceText | None = field(default=None, compare=False, repr=False)

    @property
    def digest(self) -> str:
        """``sha256:…`` of the canonical SDL."""
        return self.digest_of_canonical()

    def __reduce__(self) -> tuple[Callable[..., Side], tuple[object, ...]]:
        """Return what makes an equal one elsewhere, with its digest worked out."""
        return Side, (self.reference, self.version, Known(self.digest), self.omits, self.source)


@dataclass(frozen=True, slots=True)
class Known:
    """Gives a digest that has been worked out."""

    digest: str

    def __call__(self) -> str:
        """Return it."""
        return self.digest


@dataclass(frozen=True, slots=True)
class OperationResult:
    """One of the user's operations, checked against both schemas.

    Attributes:
        operation: Name, place and verdict.
        errors: Validation errors against the new schema, each ``path:line:column: text``: those that the old schema
            did not give, when there are any.
        changes: Fingerprints of the changes that touch it.
        hints: Edits that would fix it, each a unified diff or one sentence.
        possible: Fingerprints of the changes that touch it if a variable holds what it may hold.
        errors_before: Those errors that the old schema gave too.
        fits: Of an operation of another API, the configured sources that it fits.
    """

    operation: OperationReference
    errors: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    errors_before: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for which operations break.

    Attributes:
        change: The fingerprint of the change; None when no change explains it.
        message: What happened, one sentence; foreign text.
        places: Where it is wrong, each ``path:line:column: text``, sorted.
        operations: What breaks for it.
        hints: Edits that would fix it, each a unified diff or one sentence.
    """

    change: str | None
    message: str
    places: tuple[str, ...]
    operations: tuple[OperationReference, ...]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that the user may do about a report.

    Attributes:
        purpose: What for, a few words without a colon: ``To accept what was found until 2027-01-31``.
        command: A command line that can be pasted into a shell as it is; foreign text.
    """

    purpose: str
    command: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what is not accepted by policy; ``bump`` is the release advice.

    Attributes:
        breaking: Number of BREAKING changes.
        dangerous: Number of DANGEROUS changes.
        deprecated: Number of DEPRECATED changes.
        safe: Number of SAFE changes.
        allowed: Number of changes that policy accepts, in none of the counts above.
        affected_operations: Number of operations that are broken or affected.
        broken_operations: Number of operations that are broken.
        possible_operations: Number of operations that are affected only if a variable holds what it may hold.
        invalid_operations: Number of operations that are as invalid as they were, and not broken.
        bump: ``major``, ``minor``, ``patch``, ``none``, or ``unknown`` when something could not be judged.
    """

    breaking: int
    dangerous: int
    deprecated: int
    safe: int
    allowed: int
    affected_operations: int
    broken_operations: int
    possible_operations: int
    invalid_operations: int
    bump: str


@dataclass(frozen=True)
class Report:
    """The result of one comparison.

    Attributes:
        title: What was checked, such as the source's name or ``OLD → NEW``.
        tool: ``graphql-drift VERSION``.
        old: The older side.
        new: The newer side.
        changes: Findings, worst first, then by coordinate and id.
        newly_visible: Coordinates (with what became visible) that the newer side can say and the older could
            not; not changes.
        operations: The user's operations, when any were given.
        causes: Why operations break, each reason once, in the order of the operations.
        client_side: What of the operations was taken for a client library's own, with how often.
        notices: What was tolerated, skipped or could not be compared, one sentence each.
        only_affected: True when the verdict is about the user's operations only.
        account: Which of the user's files were read; None when no operations were asked for.
        steps: What the user may do about it, when it makes the run fail.
        closing: Why it makes the run end as it does: ``exit 1: 2 breaking changes (--fail-on breaking)``; empty when
            nobody asked.
        mending: The edits that would fix the user's operations.
    """

    title: str
    tool: str
    old: Side
    new: Side
    changes: tuple[Change, ...]
    newly_visible: tuple[str, ...] = ()
    operations: tuple[OperationResult, ...] = ()
    causes: tuple[Cause, ...] = ()
    client_side: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    only_affected: bool = False
    account: Account | None = None
    steps: tuple[NextStep, ...] = ()
    closing: str = ""
    mending: Mending = field(default_factory=Mending)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Places in the user's files that may hold operations, that can't be read, and that nobody waived."""
        return () if self.account is None else self.account.unread

    @property
    def is_rehearsal(self) -> bool:
        """Whether it is about what a server said of the user's operations, and not about two schemas."""
        return any(result.operation.verdict in REHEARSED for result in self.operations)

    def counted(self) -> tuple[Change, ...]:
        """Return the changes that the verdict is about: not accepted, and affecting us if that was asked."""
        return tuple(
            change
            for change in self.changes
            if change.allowed is None and (change.concerns_us or not self.only_affected)
        )

    def of_severity(self, severity: Severity) -> tuple[Change, ...]:
        """Return the counted changes of one severity, in order."""
        return tuple(change for change in self.counted() if change.severity is severity)

    @cached_property
    def followers(self) -> dict[str, tuple[Change, ...]]:
        """Counted changes that only follow from another one, in order, by the other one's fingerprint.

        Only from one that is counted itself and as bad at least: else a change has no cause, and is missed
        by nobody.
        """
        counted = {change.fingerprint: change for change in self.counted()}
        found: dict[str, list[Change]] = {}
        for change in counted.values():
            cause = counted.get(change.because_of or "")
            if cause is not None and cause.severity >= change.severity:
                found.setdefault(cause.fingerprint, []).append(change)
        return {fingerprint: tuple(changes) for fingerprint, changes in found.items()}

    @cached_property
    def _causes(self) -> dict[str, Change]:
        counted = {change.fingerprint: change for change in self.counted()}
        return {
            change.fingerprint: counted[cause]
            for cause, changes in self.followers.items()
            for change in changes
        }

    def cause_of(self, change: Change) -> Change | None:
        """Return the change under which one is shown, because it only follows from it; None for most."""
        return self._causes.get(change.fingerprint)

    def standing(self, severity: Severity) -> tuple[Change, ...]:
        """Return the counted changes of one severity that are not shown under what they follow from, in order."""
        return tuple(change for change in self.of_severity(severity) if self.cause_of(change) is None)

    def following(self, severity: Severity) -> int:
        """Return how many counted changes of one severity are shown under what they follow from."""
        return len(self.of_severity(severity)) - len(self.standing(severity))

    @cached_property
    def summary(self) -> Summary:
        """Counts, and the release advice: for the user's code when operations were checked, else for the API."""
        counts = {severity: len(self.of_severity(severity)) for severity in Severity}
        verdicts = [result.operation.verdict for result in self.operations]
        broken = sum(verdict in (Verdict.BROKEN, Verdict.REFUSED, Verdict.LIMITED) for verdict in verdicts)
        return Summary(
            breaking=counts[Severity.BREAKING],
            dangerous=counts[Severity.DANGEROUS],
            deprecated=counts[Severity.DEPRECATED],
            safe=counts[Severity.SAFE],
            allowed=sum(change.allowed is not None for change in self.changes),
            affected_operations=broken + verdicts.count(Verdict.AFFECTED),
            broken_operations=broken,
            possible_operations=verdicts.count(Verdict.POSSIBLE),
            invalid_operations=verdicts.count(Verdict.INVALID_ALREADY),
            bump=(self.client_release or self.api_release).bump,
        )

    @cached_property
    def api_release(self) -> Advice:
        """What release of the API its changes call for."""
        return advice.for_api(
            [change for change in self.changes if change.allowed is None and change.kind is not Kind.VERSION]
        )

    @cached_property
    def client_release(self) -> Advice | None:
        """What release of the code with the user's operations is called for; None when none were checked."""
        not_judged = 0 if self.account is None else len(self.account.not_judged)
        if not self.operations and not not_judged:
            return None
        return advice.for_client(self.operations, self.counted(), not_judged=not_judged)

    @property
    def worst(self) -> Severity | None:
        """The highest severity among the counted changes, None when there is none."""
        return max((change.severity for change in self.counted()), default=None)
