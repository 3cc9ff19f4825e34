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
        client_side: What was taken for a client library's and judged as that library sends it, with how often.
    """

    results: tuple[OperationResult, ...]
    causes: tuple[Cause, ...] = ()
    client_side: tuple[str, ...] = ()


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
    judged = _judged(documents, old, new, changes, foreign)
    hints = _hints(judged, old.schema, new.schema, compiler)
    results = tuple(_result(each, hints.get(each.document, ())) for each in judged)
    return Verdicts(results, _causes(judged, results), compiler.said())


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


def _causes(judged: Sequence[_Judged], results: Sequence[OperationResult]) -> tuple[Cause, ...]:
    """Return why operations break: one change, or one error that no change explains, with all that it breaks."""
    found: dict[str, list[tuple[_Judged, OperationResult, Fault]]] = {}
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
    key: str, change: Change | None, members: Sequence[tuple[_Judged, OperationResult, Fault]]
) -> Cause:
    places = {_place(fault, each.document): clean(fault.message) for each, _, fault in members}
    hints = dict.fromkeys(hint for _, result, _ in members for hint in result.hints)
    return Cause(
        None if change is None else change.fingerprint,
        key if change is None else change.message,
        tuple(f"{path}:{line}:{column}: {text}" for (path, line, column), text in sorted(places.items())),
        tuple(dict.fromkeys(result.operation for _, result, _ in members)),
        tuple(hints),
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
class _Judged:
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
) -> list[_Judged]:
    every, documents = documents, [document for document in documents if document not in foreign]
    after = faults_in(new.schema, documents)
    # Of the errors of before, only those count that are there now.
    rules = {fault.rule for faults in after.values() for fault in faults}
    is_whole = "" not in rules
    before = (
        after
        if old.source.text == new.source.text
        else faults_in(old.schema, after, rules if is_whole else None)
    )
    users = Users(old.schema)
    touching = Touching(changes, users, Users(new.schema))
    judged = []
    for document in every:
        if document in foreign:
            judged.append(_Judged(document, (), (), is_foreign=True, fits=foreign[document]))
            continue
        known = {fault.key for fault in before.get(document, ())}
        faults = after.get(document, [])
        fresh = tuple(fault for fault in faults if fault.key not in known)
        kept = tuple(fault for fault in faults if fault.key in known)
        if not touching.changes:
            judged.append(_Judged(document, fresh, kept))
            continue
        usage = users.usage(document.definitions, with_spots=bool(fresh))
        blamed = {fault: touching.blamed(fault, usage) for fault in fresh}
        refusing = {change.fingerprint: change for found in blamed.values() for change in found}
        touched = touching.of(usage, list(refusing.values()))
        judged.append(_Judged(document, fresh, kept, usage, touched, blamed))
    return judged


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


def _hints(
    judged: Iterable[_Judged], old: Schema, new: Schema, compiler: Compiler
) -> dict[Complete, tuple[str, ...]]:
    """Return the hints of each document for which there are any."""
    from drift.operations.hints import Case, Mender, is_mendable

    cases = {}
    for each in judged:
        touched = (*each.touched.certain, *each.touched.possible)
        changes = tuple(change for change in touched if is_mendable(change, is_broken=bool(each.fresh)))
        if changes and each.usage is not None:
            errors = len(each.fresh) + len(each.kept)
            cases[each.document] = Case(each.document, each.usage, changes, errors)
    if not cases:
        return {}
    sources = _sources([document for document in cases if document.is_artifact], old, new, compiler)
    for document, (source, usage, errors) in sources.items():
        cases[document] = replace(cases[document], document=source, usage=usage, errors=errors)
    found = Mender(old, new, compiler).hints(cases.values())
    return {document: found[case.document] for document, case in cases.items() if case.document in found}


def _sources(
    artifacts: Sequence[Complete], old: Schema, new: Schema, compiler: Compiler
) -> dict[Complete, tuple[Complete, Usage, int]]:
    """Return what artifacts were made of, which is what can be edited, with what it uses and its number of errors."""
    sources = {artifact: compiler.compile(artifact.items) for artifact in artifacts}
    faults = faults_in(new, sources.values())
    users = Users(old)
    return {
        artifact: (source, users.usage(source.definitions, with_spots=True), len(faults.get(source, ())))
        for artifact, source in sources.items()
    }


def _result(judged: _Judged, hints: tuple[str, ...]) -> OperationResult:
    item = judged.document.item
    fresh, kept = (_described(faults, judged.document) for faults in (judged.fresh, judged.kept))
    reference = OperationReference(
        clean(item.name, limit=100), item.path, item.line, _verdict(judged), item.kind
    )
    return OperationResult(
        reference,
        fresh or kept,
        tuple(change.fingerprint for change in judged.touched.certain),
        hints,
        possible=tuple(change.fingerprint for change in judged.touched.possible),
        errors_before=kept,
        fits=judged.fits,
    )


def _verdict(judged: _Judged) -> Verdict:
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
