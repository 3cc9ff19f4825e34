"""Which versions of an API each operation works with, and what first broke it.

Judged only where something changed that the operation rests on, see :mod:`drift.operations.grounds`; every verdict
is what the rules say of that version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drift.history.index import Index, Mark, of_steps
from drift.history.timeline import Step, Version
from drift.operations.clients import compiled
from drift.operations.complete import Complete
from drift.operations.documents import Operations
from drift.operations.grounds import Grounds, Turns
from drift.operations.usage import Users
from drift.operations.verdicts import faults_in
from drift.redact import clean
from drift.reports.listings.support import Break, Cause, Matrix, Support
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot

MAX_CAUSES = 8


def support(operations: Operations, index: Index) -> Matrix:
    """Return which versions each operation is valid in.

    Args:
        operations: The user's.
        index: The versions.
    """
    documents, _ = compiled(operations, index.schema(len(index.rows) - 1))
    count = len(index.rows)
    turns = Turns(index)
    valid = [[False] * count for _ in documents]
    waiting: list[list[int]] = [[] for _ in range(count)]
    waiting[0] = list(range(len(documents)))
    # Version by version, so that one schema at a time has to be there.
    for position in range(count):
        if not waiting[position]:
            continue
        schema = index.schema(position)
        grounds = {number: Grounds(schema, documents[number].definitions) for number in waiting[position]}
        invalid = faults_in(
            schema, [documents[number] for number in grounds if not grounds[number].is_broken]
        )
        for number in waiting[position]:
            end = min(turns.next_after(key, position) for key in grounds[number].keys)
            if not grounds[number].is_broken and documents[number] not in invalid:
                valid[number][position:end] = [True] * (end - position)
            if end < count:
                waiting[end].append(number)
    said = _said([document for document, found in zip(documents, valid, strict=True) if not found[-1]], index)
    return Matrix(
        index.rows,
        tuple(
            _support(document, index, tuple(found), said.get(document, ()))
            for document, found in zip(documents, valid, strict=True)
        ),
    )


def with_instances(
    matrix: Matrix, operations: Operations, instances: Iterable[tuple[str, Snapshot]]
) -> Matrix:
    """Return a matrix with what the same operations are on other sources of the same API, each with its name."""
    for name, snapshot in instances:
        version = Version(name, None, matrix.rows[-1].taken, snapshot)
        matrix = matrix.with_instance(name, support(operations, of_steps([Step(version, None)])))
    return matrix


def _support(document: Complete, index: Index, valid: tuple[bool, ...], errors: tuple[str, ...]) -> Support:
    operation = document.item
    broken = next((at for at in range(1, len(valid)) if valid[at - 1] and not valid[at]), None)
    return Support(
        clean(operation.name, limit=100),
        operation.path,
        operation.line,
        valid,
        None if broken is None else Break(broken, _causes(document, index, broken)),
        errors,
    )


def _said(documents: Sequence[Complete], index: Index, position: int = -1) -> dict[Complete, tuple[str, ...]]:
    """Return what validation says of documents in a version, the newest by default; nothing of valid ones."""
    if not documents:
        return {}
    found = faults_in(index.schema(position % len(index.rows)), documents)
    return {
        document: tuple(dict.fromkeys(clean(fault.message) for fault in faults))
        for document, faults in found.items()
    }


def _causes(document: Complete, index: Index, position: int) -> tuple[Cause, ...]:
    """Return what broke an operation that was valid in the version before."""
    usage = Users(index.schema(position - 1)).usage(document.definitions)
    used = usage.mentioned
    found = [mark for mark in index.rows[position].marks if _does_break(mark, used)]
    if found:
        return tuple(Cause(mark.id, mark.coordinate, mark.message) for mark in found[:MAX_CAUSES])
    said = _said([document], index, position).get(document, ())
    return tuple(Cause(None, None, message) for message in said[:MAX_CAUSES])


def _does_break(mark: Mark, used: set[str]) -> bool:
    if mark.severity is not Severity.BREAKING:
        return False
    if mark.coordinate in used:
        return True
    # What was added, as a required argument is, breaks those who use its owner.
    owner = mark.coordinate.partition("(")[0] if "(" in mark.coordinate else mark.coordinate.partition(".")[0]
    return mark.old is None and owner in used
