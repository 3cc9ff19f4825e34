"""What a change of schema does to each of the user's operations, and to fragments that no operation needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drift.changes.change import Change, OperationReference, Verdict
from drift.operations.clients import Compiler, compiled
from drift.operations.complete import Complete
from drift.operations.documents import Item, Operations
from drift.operations.fault import Fault
from drift.operations.home import Homes
from drift.operations.plain import Plain
from drift.operations.touching import Touched, Touching
from drift.operations.usage import Usage, Users
from drift.redact import clean
from drift.reports.report import Cause, OperationResult
from drift.schema.element import Schema
from drift.snapshots.snapshot import Snapshot

# Of one operation: those who have more to fix can run it again.
MAX_ERRORS = 50


@dataclass(frozen=True)
class Verdicts:
    """What a change of schema does to all operations.

    Attributes:
        results: One for each operation, in their order, then for each fragment that none of them needs.
        causes: Why operations break, each reason once.
        judging: What was found out on the way.
        client_side: What was taken for a client library's and judged as that library sends it, with how often.
    """

    results: tuple[OperationResult, ...]
    causes: tuple[Cause, ...]
    judging: Judging
    client_side: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Judging:
    """What was found out about all operations.

    Attributes:
        operations: What was found in the user's files.
        compiler: Made the documents as they are sent.
        new: The schema that they were checked against.
        own: The operations, and the fragments that none of them needs, as their sources have them.
        copies: The operations that are copies of others, and not what a compiler made.
    """

    operations: Operations
    compiler: Compiler
    new: Schema
    own: tuple[Judged, ...]
    copies: tuple[Judged, ...] = ()

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Everything, copies too."""
        return (*self.own, *self.copies)

    def faults_in(self, documents: Iterable[Complete]) -> dict[Complete, list[Fault]]:
        """Return the errors that the new schema finds in documents."""
        return faults_in(self.new, documents)


def judge(
    operations: Operations,
    old: Snapshot,
    new: Snapshot,
    changes: Sequence[Change],
    *,
    homes: Homes | None = None,
) -> Verdicts:
    """Return the verdict on each operation, and why those that break do.

    Args:
        operations: What was found in the user's files.
        old: The schema that they were written for.
        new: The schema to check them against.
        changes: The changes from *old* to *new*.
        homes: Tells what belongs to another API; None when everything is judged.
    """
    documents, compiler = compiled(operations, old.schema, new.schema)
    foreign = {} if homes is None else homes.foreign(documents, (old.schema, new.schema))
    said = compiler.said()
    copies = [compiler.complete(operations.with_fragments(item)) for item in operations.copies]
    every = _judged([*documents, *copies], old, new, changes, foreign)
    judged = tuple(every[: len(documents)])
    results = tuple(map(_result, judged))
    of_sources = _of_sources(judged, compiler, old, new, changes)
    judging = Judging(operations, compiler, new.schema, of_sources, tuple(every[len(documents) :]))
    return Verdicts(results, _causes(judged, results), judging, said)


def documents_of(operations: Operations, *servers: Schema) -> tuple[Complete, ...]:
    """Return the operations, and the fragments that none of them needs, as they are sent."""
    return compiled(operations, *servers)[0]


def check_operations(
    operations: Operations,
    old: Snapshot,
    new: Snapshot,
    changes: Sequence[Change],
    *,
    homes: Homes | None = None,
) -> tuple[OperationResult, ...]:
    """Return the verdicts of :func:`judge` alone."""
    return judge(operations, old, new, changes, homes=homes).results


def _causes(judged: Sequence[Judged], results: Sequence[OperationResult]) -> tuple[Cause, ...]:
    """Return why operations break: one change, or one error that no change explains, with all that it breaks."""
    found: dict[str, list[tuple[Judged, OperationResult, Fault]]] = {}
    changes: dict[str, Change] = {}
    for each, result in zip(judged, results, strict=True):
        for fault in each.fresh:
            blamed = each.blamed.get(fault, ())
            key = blamed[0].fingerprint if blamed else clean(fault.message)
            if blamed:
                changes[key] = blamed[0]
            found.setdefault(key, []).append((each, result, fault))
    return tuple(_cause(key, changes.get(key), members) for key, members in found.items())


def _cause(
    key: str, change: Change | None, members: Sequence[tuple[Judged, OperationResult, Fault]]
) -> Cause:
    places = {_place(fault, each.document): clean(fault.message) for each, _, fault in members}
    return Cause(
        None if change is None else change.fingerprint,
        key if change is None else change.message,
        tuple(f"{path}:{line}:{column}: {text}" for (path, line, column), text in sorted(places.items())),
        tuple(dict.fromkeys(result.operation for _, result, _ in members)),
    )


def usages(operations: Operations, snapshot: Snapshot) -> Iterator[tuple[Item, Usage]]:
    """Yield each operation, and each fragment that none needs, with what it uses of a schema."""
    users = Users(snapshot.schema)
    documents, _ = compiled(operations, snapshot.schema)
    for document in documents:
        yield document.item, users.usage(document.definitions)


def with_operations(changes: Iterable[Change], results: Sequence[OperationResult]) -> tuple[Change, ...]:
    """Return the changes with the operations that each one concerns, or may."""
    touched: dict[str, list[OperationReference]] = {}
    possibly: dict[str, list[OperationReference]] = {}
    for result in results:
        for fingerprint in result.changes:
            touched.setdefault(fingerprint, []).append(result.operation)
        for fingerprint in result.possible:
            possibly.setdefault(fingerprint, []).append(result.operation)
    return tuple(
        replace(
            change,
            operations=tuple(touched.get(change.fingerprint, ())),
            possible_operations=tuple(possibly.get(change.fingerprint, ())),
        )
        for change in changes
    )


@dataclass(frozen=True, eq=False)
class Judged:
    """What was found out about one document.

    Attributes:
        document: The document.
        fresh: The errors that the new schema finds and the old one does not.
        kept: The errors that both find.
        usage: What it uses of the old schema; None where nothing changed.
        touched: The changes that concern it.
        blamed: For each fresh error, the changes that it comes from.
        is_foreign: It belongs to another API, and nothing was found out.
        fits: The sources whose API that is.
    """

    document: Complete
    fresh: tuple[Fault, ...]
    kept: tuple[Fault, ...]
    usage: Usage | None = None
    touched: Touched = field(default_factory=Touched)
    blamed: Mapping[Fault, tuple[Change, ...]] = field(default_factory=dict)
    is_foreign: bool = False
    fits: tuple[str, ...] = ()


def _judged(
    documents: Sequence[Complete],
    old: Snapshot,
    new: Snapshot,
    changes: Sequence[Change],
    foreign: Mapping[Complete, tuple[str, ...]],
) -> list[Judged]:
    every, documents = documents, [document for document in documents if document not in foreign]
    after = faults_in(new.schema, documents)
    before = dict(after)
    if after and old.source.text != new.source.text:
        moved = _moved(after, old.schema, new.schema)
        # Of the errors of before, only those count that are there now.
        rules = {fault.rule for document in moved for fault in after[document]}
        found = faults_in(old.schema, moved, None if "" in rules else rules)
        before.update((document, found.get(document, [])) for document in moved)
    users = Users(old.schema)
    touching = Touching(changes, users, Users(new.schema))
    judged = []
    for document in every:
        if document in foreign:
            judged.append(Judged(document, (), (), is_foreign=True, fits=foreign[document]))
            continue
        known = {fault.key for fault in before.get(document, ())}
        faults = after.get(document, [])
        fresh = tuple(fault for fault in faults if fault.key not in known)
        kept = tuple(fault for fault in faults if fault.key in known)
        if not touching.changes:
            judged.append(Judged(document, fresh, kept))
            continue
        usage = users.usage(document.definitions, with_spots=bool(fresh))
        blamed = {fault: touching.blamed(fault, usage) for fault in fresh}
        refusing = {change.fingerprint: change for found in blamed.values() for change in found}
        touched = touching.of(usage, list(refusing.values()))
        judged.append(Judged(document, fresh, kept, usage, touched, blamed))
    return judged


def _of_sources(
    judged: Sequence[Judged], compiler: Compiler, old: Snapshot, new: Snapshot, changes: Sequence[Change]
) -> tuple[Judged, ...]:
    """Return what was found out about the sources of what breaks: artifacts are made from them, and not edited."""
    sources = {
        each: compiler.compile(each.document.items)
        for each in judged
        if each.document.is_artifact and each.fresh
    }
    if not sources:
        return tuple(judged)
    found = _judged(tuple(sources.values()), old, new, changes, {})
    by_artifact = dict(zip(sources, found, strict=True))
    return tuple(by_artifact.get(each, each) for each in judged)


def _moved(documents: Iterable[Complete], old: Schema, new: Schema) -> list[Complete]:
    """Return the documents in which two schemas may find different errors."""
    from drift.operations.shared import Shared

    shared = Shared(old, new)
    return [document for document in documents if not shared.holds(document.definitions)]


def faults_in(
    schema: Schema, documents: Iterable[Complete], rules: Collection[str] | None = None
) -> dict[Complete, list[Fault]]:
    """Return the errors of each document that has any, of all rules or of some.

    graphql-core is asked about what is not plainly valid.
    """
    plain = Plain(schema)
    doubtful = [document for document in documents if not plain.is_valid(document.definitions)]
    if not doubtful:
        return {}
    from drift.operations.validation import faults_of

    return faults_of(schema, doubtful, rules)


def _result(judged: Judged) -> OperationResult:
    item = judged.document.item
    fresh, kept = (_described(faults, judged.document) for faults in (judged.fresh, judged.kept))
    reference = OperationReference(
        clean(item.name, limit=100), item.path, item.line, _verdict(judged), item.kind
    )
    return OperationResult(
        reference,
        fresh or kept,
        tuple(change.fingerprint for change in judged.touched.certain),
        possible=tuple(change.fingerprint for change in judged.touched.possible),
        errors_before=kept,
        fits=judged.fits,
    )


def _verdict(judged: Judged) -> Verdict:
    """Return the worst that is certain, else what is possible."""
    if judged.is_foreign:
        return Verdict.OTHER_API
    if judged.fresh:
        return Verdict.BROKEN
    if judged.kept:
        return Verdict.INVALID_ALREADY
    if judged.touched.certain:
        return Verdict.AFFECTED
    return Verdict.POSSIBLE if judged.touched.possible else Verdict.UNAFFECTED


def _described(faults: Sequence[Fault], document: Complete) -> tuple[str, ...]:
    """Return errors by place; the versions of graphql-core do not agree on an order."""
    described = {(_place(fault, document), clean(fault.message)) for fault in faults}
    texts = [f"{path}:{line}:{column}: {text}" for (path, line, column), text in sorted(described)]
    return tuple(texts[:MAX_ERRORS])


def _place(fault: Fault, document: Complete) -> tuple[str, int, int]:
    for node, definition in zip(fault.nodes, fault.definitions, strict=True):
        return document.documents[definition].spot(node.start)
    return document.item.document.spot(document.item.offset)
