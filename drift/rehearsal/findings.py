"""What a server says of operations, as the findings and results that every report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from drift.changes.change import Change, OperationReference, Verdict, Witness
from drift.changes.classify import fingerprint
from drift.changes.rules import rehearsals
from drift.operations.documents import Operations
from drift.redact import clean
from drift.rehearsal.digests import digest_of, source_text
from drift.rehearsal.rehearse import Rehearsal, Rehearsed, Word
from drift.reports.report import OperationResult, Side
from drift.schema.element import Kind
from drift.schema.text import Location
from drift.severity import Severity

VERDICTS = {
    Word.ACCEPTED: Verdict.ACCEPTED,
    Word.REFUSED: Verdict.REFUSED,
    Word.LIMITED: Verdict.LIMITED,
    Word.NOT_ASKED: Verdict.NOT_ASKED,
}


_RULES = {
    Word.REFUSED: rehearsals.REFUSED,
    Word.LIMITED: rehearsals.LIMITED,
    Word.ACCEPTED: rehearsals.ACCEPTED,
}


def change(
    operations: Operations, result: Rehearsed, before: Word | None, remarks: Sequence[str] = ()
) -> Change:
    """Return what is found about an operation.

    Args:
        operations: The user's operations.
        result: What the server says of the operation.
        before: What it said before, None when that is not known.
        remarks: What else is known, one line each.
    """
    row = _RULES[result.word]
    operation = result.operation
    name = clean(operation.name, limit=100)
    place = Location(operation.path, operation.line)
    text = source_text(operations, operation)
    digest = digest_of(operations, operation)
    old = None if before is None else before.value
    return Change(
        id=row.id,
        title=row.title,
        severity=row.severity,
        event=row.event,
        kind=Kind.OPERATION,
        attribute=row.attribute,
        coordinate=name,
        message=row.message.format(coordinate=name),
        reason=row.reason,
        spec=row.url,
        old=old,
        new=result.word.value,
        old_location=None,
        new_location=place,
        fingerprint=fingerprint(row.id, name, old, digest),
        rule_severity=row.severity,
        shown_by=lambda: Witness(text if row.severity is Severity.BREAKING else None),
        details=(*result.errors, *remarks),
        operations=(reference(result),),
    )


def reference(result: Rehearsed) -> OperationReference:
    """Return the operation of a result with its verdict."""
    operation = result.operation
    return OperationReference(
        clean(operation.name, limit=100), operation.path, operation.line, VERDICTS[result.word]
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


def words(operations: Operations, rehearsal: Rehearsal) -> Iterator[tuple[str, str]]:
    """Yield the digest of each operation and the word on it."""
    for result in rehearsal.results:
        yield digest_of(operations, result.operation), result.word.value


def not_asked(rehearsal: Rehearsal) -> tuple[str, ...]:
    """Return one sentence for each reason why operations were not asked, with how many and the first of them."""
    counts = Counter(result.why for result in rehearsal.of_word(Word.NOT_ASKED))
    said: list[str] = []
    for why, count in counts.items():
        first = next(result for result in rehearsal.results if result.why == why)
        place = f"{first.operation.path}:{first.operation.line}"
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
