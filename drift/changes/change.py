"""What one difference means: the finding that every report shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

from drift.changes.event import Event
from drift.schema.element import Kind
from drift.schema.text import Location
from drift.severity import Severity


class Verdict(Enum):
    """What the change of schema does to one operation; the last four: what a server said of it in a rehearsal."""

    BROKEN = "broken"
    AFFECTED = "affected"
    POSSIBLE = "possible"
    UNAFFECTED = "unaffected"
    INVALID_ALREADY = "invalid-already"
    NOT_JUDGED = "not-judged"
    OTHER_API = "other-api"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LIMITED = "limited"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class OperationReference:
    """One of the user's operations, where it is in the user's files.

    Attributes:
        name: The operation's name; ``<anonymous>`` when it has none.
        path: File as the user would open it.
        line: 1-based line of the operation in that file.
        verdict: What the whole comparison does to it.
        kind: ``query``, ``mutation``, ``subscription``, or ``fragment`` for one that no operation needs.
    """

    name: str
    path: str
    line: int
    verdict: Verdict
    kind: str = "query"


@dataclass(frozen=True, slots=True)
class Witness:
    """What shows a breaking change.

    Attributes:
        request: A document that validates against the old schema; None when none shows it.
        note: None when the request no longer validates, which says it all; else what shows the change
            instead, or why nothing does. One sentence; foreign text.
    """

    request: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Gives a witness that has been found."""

    witness: Witness

    def __call__(self) -> Witness:
        """Return it."""
        return self.witness


@dataclass(frozen=True, slots=True)
class Change:
    """A classified difference between two schemas.

    To pickle or copy one finds its witness first, so that the result no longer depends on the schemas.

    Attributes:
        id: The rule that claimed it, such as ``FIELD_REMOVED``.
        title: What counts and headings call that rule, such as ``field removed``; our own words.
        severity: The rule's severity, or what the user's policy made of it.
        event: What happened to the element.
        kind: What kind of element changed.
        attribute: What differs when it was altered, see :attr:`drift.changes.difference.Difference.attribute`;
            None when it was added or removed.
        coordinate: Schema coordinate, see :attr:`drift.schema.element.Element.coordinate`.
        message: One sentence with the names and values; foreign text, escape it for the medium.
        reason: Why it has this severity, one sentence of ours.
        spec: URL of the section of the specification.
        old: The old value as text, None when there was none.
        new: The new value as text, None when there is none.
        old_location: Where it stood; for an addition, the enclosing element's place.
        new_location: Where it is; for a removal, the enclosing element's place.
        fingerprint: 16 hex digits from id, coordinate, old and new; the same from run to run.
        typed_client: What the rule says at the level ``typed-client``, None where that is no other.
        offers: Clients can do more after it than before.
        shown_by: Gives what shows a BREAKING change, which is looked for when somebody asks; see
            :mod:`drift.changes.witness`.
        suggestion: The coordinate that replaces it by the words of its deprecation.
        perhaps: The coordinate of what is equal to it in everything but the name, to be compared; likeness proves
            nothing.
        details: What moved inside a nested value, one line each.
        history: What the stored versions add, such as ``deprecated since 2026-01-01 (90 days)``.
        operations: The user's operations that it touches.
        possible_operations: Those that it touches if a variable holds what it may hold.
        because_of: Fingerprint of the change that this one only follows from, which follows from none itself;
            None when it has no cause.
        allowed: The reason of the policy entry that accepts it; None when nothing does.
        rule_severity: What the rule says, where policy changed the severity; else the same.
    """

    id: str
    title: str
    severity: Severity
    event: Event
    kind: Kind
    attribute: str | None
    coordinate: str
    message: str
    reason: str
    spec: str
    old: str | None
    new: str | None
    old_location: Location | None
    new_location: Location | None
    fingerprint: str
    rule_severity: Severity
    typed_client: Severity | None = None
    offers: bool = False
    shown_by: Callable[[], Witness] = field(default=Witness, compare=False, repr=False)
    suggestion: str | None = None
    perhaps: str | None = None
    details: tuple[str, ...] = ()
    history: str | None = None
    operations: tuple[OperationReference, ...] = ()
    possible_operations: tuple[OperationReference, ...] = ()
    because_of: str | None = None
    allowed: str | None = None

    def __reduce__(self) -> tuple[Callable[..., Change], tuple[dict[str, Any]]]:
        """Return what makes an equal one elsewhere, with its witness found."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return _made, (values | {"shown_by": Known(self.shown_by())},)

    @property
    def concerns_us(self) -> bool:
        """Whether it touches one of the user's operations: for certain, or possibly where it is breaking."""
        if self.kind is Kind.VERSION:
            return True  # whatever is sent goes to a version
        return bool(self.operations or (self.possible_operations and self.severity is Severity.BREAKING))

    @property
    def witness(self) -> str | None:
        """The smallest request that shows a BREAKING change; None when none shows it."""
        return self.shown_by().request

    @property
    def witness_note(self) -> str | None:
        """None when the witness no longer validates; else what shows the change instead, or why nothing does."""
        return self.shown_by().note


def _made(values: dict[str, Any]) -> Change:
    return Change(**values)
