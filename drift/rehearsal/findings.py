"""What a server says of operations, as the findings and results that every report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from drift.changes.change import Change, OperationReference, Verdict, Witness
from drift.changes.classify import fingerprint
from drift.changes.event import Event
from drift.operations.documents import Operations
from drift.redact import clean
from drift.rehearsal.digests import digest_of, source_text
from drift.rehearsal.rehearse import Rehearsal, Rehearsed, Word
from drift.reports.report import OperationResult, Side
from drift.schema.element import Kind
from drift.schema.text import Location
from drift.severity import Severity

SPEC = "https://spec.graphql.org/September2025/#sec-Validation"
VERDICTS = {
    Word.ACCEPTED: Verdict.ACCEPTED,
    Word.REFUSED: Verdict.REFUSED,
    Word.LIMITED: Verdict.LIMITED,
    Word.NOT_ASKED: Verdict.NOT_ASKED,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """What one word of a server means when it is a finding."""

    id: str
    severity: Severity
    message: str
    reason: str


_ROWS = {
    Word.REFUSED: _Row(
        "OPERATION_REFUSED",
        Severity.BREAKING,
        "{name} is refused by the server.",
        "The server does not validate the operation, so every request with it fails.",
    ),
    Word.LIMITED: _Row(
        "OPERATION_LIMITED",
        Severity.BREAKING,
        "{name} is beyond a limit of the server.",
        "The server refuses the operation for its depth, cost or size, so every request with it fails.",
    ),
    Word.ACCEPTED: _Row(
        "OPERATION_ACCEPTED",
        Severity.SAFE,
        "{name} is accepted by the server.",
        "The server validates the operation, which it did not before.",
    ),
}


@dataclass(frozen=True)
class Finder:
    """Makes findings of what a server says.

    Attributes:
        operations: The user's operations.
        remarks: What else is known of an operation, by its identity: one line each.
    """

    operations: Operations
    remarks: Mapping[int, tuple[str, ...]]

    def change(self, result: Rehearsed, before: str | None) -> Change:
        """Return what is found about an operation.

        Args:
            result: What the server says of it.
            before: What it said before, None when that is not known.
        """
        row = _ROWS[result.word]
        operation = result.operation
        name = clean(operation.name, limit=100)
        place = Location(operation.document.path, operation.line)
        text = source_text(self.operations, operation)
        return Change(
            id=row.id,
            severity=row.severity,
            event=Event.ALTERED,
            kind=Kind.OPERATION,
            attribute="validity",
            coordinate=name,
            message=row.message.format(name=name),
            reason=row.reason,
            spec=SPEC,
            old=before,
            new=result.word.value,
            old_location=place,
            new_location=place,
            fingerprint=fingerprint(row.id, name, before, digest_of(self.operations, operation)),
            rule_severity=row.severity,
            shown_by=lambda: Witness(text if row.severity is Severity.BREAKING else None),
            details=(*result.errors, *self.remarks.get(id(operation), ())),
            operations=(reference(result),),
        )


def reference(result: Rehearsed) -> OperationReference:
    """Return the operation of a result with its verdict."""
    operation = result.operation
    return OperationReference(
        clean(operation.name, limit=100), operation.document.path, operation.line, VERDICTS[result.word]
    )


def results(rehearsal: Rehearsal, changes: Iterable[Change]) -> tuple[OperationResult, ...]:
    """Return a result for each operation, in their order, with the findings about it."""
    marks: dict[tuple[str, str, int], list[str]] = {}
    for change in changes:
        for each in change.operations:
            marks.setdefault((each.name, each.path, each.line), []).append(change.fingerprint)
    found: list[OperationResult] = []
    for result in rehearsal.results:
        operation = reference(result)
        errors = result.errors if result.why is None else (f"not asked: {result.why}",)
        mark = marks.get((operation.name, operation.path, operation.line), ())
        found.append(OperationResult(operation, errors, tuple(mark)))
    return tuple(found)


def not_asked(rehearsal: Rehearsal) -> tuple[str, ...]:
    """Return one sentence for each reason why operations were not asked, with how many and the first of them."""
    counts = Counter(result.why for result in rehearsal.of_word(Word.NOT_ASKED))
    said: list[str] = []
    for why, count in counts.items():
        first = next(result for result in rehearsal.results if result.why == why)
        place = f"{first.operation.document.path}:{first.operation.line}"
        rest = f" and {count - 1:,} more" if count > 1 else ""
        said.append(clean(f"not asked: {first.operation.name} ({place}){rest}: {why}", limit=600))
    return tuple(said)


def side(name: str, words: Iterable[tuple[str, str]]) -> Side:
    """Return a side of a report about what a server said.

    Args:
        name: How the side is called.
        words: A digest of each operation and the word on it.
    """
    text = "\n".join(f"{digest} {word}" for digest, word in sorted(words))
    return Side(name, None, lambda: f"sha256:{sha256(text.encode()).hexdigest()}")
