"""From judged operations to edits of the user's files: proposed, proved together, written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drift.changes.change import Change
from drift.changes.event import Event
from drift.mend.advice import advised
from drift.mend.consequence import following, renamed_types
from drift.mend.files import Written, write
from drift.mend.proof import Proof, errors_of
from drift.mend.proposal import Case, Found, Proposal, Refusal, Sides, Step, Subject, nodes_of, steps_of
from drift.mend.removal import removed
from drift.operations.complete import Complete
from drift.operations.source import Document
from drift.operations.tree import Definition
from drift.operations.usage import Users
from drift.operations.verdicts import Judged, Judging
from drift.reports.edits import Tier
from drift.schema.element import Kind
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot

_INPUTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})
Reasons = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Wish:
    """What is to be edited.

    Attributes:
        tiers: Where edits may come from.
        deprecated: Whether what is deprecated in the new schema is replaced too.
    """

    tiers: frozenset[Tier]
    deprecated: bool = False


@dataclass(frozen=True)
class Result:
    """What came of it.

    Attributes:
        written: The proposals that hold, with their places in the files.
        refusals: Why others are not offered, by the operation that they would help.
    """

    written: Written
    refusals: Mapping[Complete, tuple[Refusal, ...]]


def propose(
    judging: Judging,
    old: Snapshot,
    new: Snapshot,
    changes: Sequence[Change],
    *,
    reasons: Reasons,
    wish: Wish,
) -> Result:
    """Return the edits that leave operations with fewer errors and none with a new one.

    Args:
        judging: The operations as they were judged.
        old: The schema that they were written for.
        new: The schema that they are to fit.
        changes: The changes from *old* to *new*.
        reasons: Gives what the API said of an element, the latest first.
        wish: What is to be edited.
    """
    sides = Sides(old.schema, new.schema, reasons, renamed_types(changes, old.schema, new.schema))
    cases = list(_cases(judging.judged))
    proposals: list[Proposal] = []
    refusals: dict[Complete, list[Refusal]] = {}
    readers = _readers(cases)
    for case in cases:
        every = list(_found(case, sides, wish.tiers, readers))
        own = [each for each in every if isinstance(each, Proposal)]
        proposals += own
        done = {each.subject for each in own}
        refusals[case.document] = [
            each for each in every if isinstance(each, Refusal) and each.subject not in done
        ]
    if wish.deprecated:
        proposals += _of_deprecated(judging.judged, new, reasons)
    kept, conflicts = _apart(_merged(proposals))
    before = {
        each.document: errors_of((*each.fresh, *each.kept)) for each in judging.judged if not each.is_foreign
    }
    proof = Proof(
        judging.faults_in, judging.compiler, before, {case.document: case.subjects for case in cases}
    )
    kept, harmful = proof.settled(kept)
    kept = _useful(kept, proof)
    written, unwritable = write(kept, judging.operations)
    said = [*conflicts, *harmful, *unwritable]
    about: dict[Subject, list[Refusal]] = {}
    for each in said:
        about.setdefault(each.subject, []).append(each)
    for case in cases:
        refusals[case.document] += [each for subject in case.subjects for each in about.get(subject, ())]
    return Result(written, {case: tuple(dict.fromkeys(each)) for case, each in refusals.items()})


def _cases(judged: Iterable[Judged]) -> Iterator[Case]:
    for each in judged:
        if each.usage is None:
            continue
        touched = (*each.touched.certain, *each.touched.possible)
        subjects = tuple(
            _subject(change) for change in touched if _is_mendable(change, is_broken=bool(each.fresh))
        )
        if subjects:
            yield Case(each.document, each.usage, subjects)


def _subject(change: Change) -> Subject:
    new = None if change.event is Event.REMOVED else change.new
    return Subject(change.coordinate, change.kind, change.fingerprint, change.message, new)


def _is_mendable(change: Change, *, is_broken: bool) -> bool:
    """Return whether something can be done about a change; of what is still valid, only what variables must hold."""
    if change.severity is not Severity.BREAKING and change.rule_severity is not Severity.BREAKING:
        return False
    is_input = change.kind in _INPUTS and change.new is not None
    if is_broken:
        return change.event is Event.REMOVED or (is_input and change.attribute in (None, "type"))
    return is_input and change.kind is Kind.INPUT_FIELD and bool(change.new and change.new.endswith("!"))


def _readers(cases: Iterable[Case]) -> dict[Definition, list[Case]]:
    found: dict[Definition, list[Case]] = {}
    for case in cases:
        for definition in case.document.definitions:
            found.setdefault(definition, []).append(case)
    return found


def _found(
    case: Case, sides: Sides, tiers: frozenset[Tier], readers: Mapping[Definition, Sequence[Case]]
) -> Iterator[Found]:
    """Yield what can be done about an operation: at each place what comes from the surest source."""
    for subject in case.subjects:
        done: set[tuple[Document, int]] = set()
        places: set[tuple[Document, int]] = set()
        for tier in sorted(tiers):
            for found in _of_tier(tier, case, subject, sides, readers):
                if isinstance(found, Proposal):
                    if found.place in done:
                        continue
                    places.add(found.place)
                yield found
            done |= places


def _of_tier(
    tier: Tier, case: Case, subject: Subject, sides: Sides, readers: Mapping[Definition, Sequence[Case]]
) -> Iterator[Found]:
    if tier is Tier.ADVICE:
        return advised(case, subject, sides)
    if tier is Tier.CONSEQUENCE:
        return following(case, subject, sides, readers)
    return removed(case, subject)


def _of_deprecated(judged: Iterable[Judged], new: Snapshot, reasons: Reasons) -> Iterator[Proposal]:
    """Yield what replaces the use of something deprecated by what the API says to use instead."""
    schema = new.schema
    sides = Sides(schema, schema, lambda coordinate: _own_reason(coordinate, new, reasons))
    users = Users(schema)
    for each in judged:
        if each.is_foreign:
            continue
        usage = users.usage(each.document.definitions, with_spots=True)
        subjects = [
            Subject(coordinate, element.kind, None, f"{coordinate} is deprecated: {element.deprecation}")
            for coordinate in sorted(usage.certain & schema.by_coordinate.keys())
            if (element := schema.by_coordinate[coordinate]).deprecation is not None
        ]
        case = Case(each.document, usage, tuple(subjects))
        for subject in subjects:
            yield from (found for found in advised(case, subject, sides) if isinstance(found, Proposal))


def _own_reason(coordinate: str, new: Snapshot, reasons: Reasons) -> Sequence[str]:
    element = new.schema.by_coordinate.get(coordinate)
    said = [] if element is None or element.deprecation is None else [element.deprecation]
    return [*said, *reasons(coordinate)]


def _merged(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals, those for one place and one change as one: a fragment is edited once for all operations."""
    found: dict[tuple[object, ...], Proposal] = {}
    for each in proposals:
        key = (each.subject.coordinate, each.place, each.moves[0])
        known = found.get(key)
        if known is None:
            found[key] = each
        else:
            moves = tuple(dict.fromkeys((*known.moves, *each.moves)))
            found[key] = Proposal(known.subject, known.tier, known.place, moves, known.note, known.lost)
    return sorted(found.values(), key=lambda each: each.tier)


def _apart(proposals: Iterable[Proposal]) -> tuple[list[Proposal], list[Refusal]]:
    """Return the proposals that do not meet in one place; of those that do, the first, unless they disagree on it."""
    taken: dict[Document, list[Step]] = {}
    kept: list[Proposal] = []
    refused: list[Refusal] = []
    for each in proposals:
        steps = steps_of(each.moves)
        clash = [
            other
            for step in steps
            for other in taken.get(step.document, ())
            if step != other and _overlap(step, other)
        ]
        if clash:
            refused.append(Refusal(each.subject, "another edit is in the same place"))
            continue
        kept.append(each)
        for step in steps:
            taken.setdefault(step.document, []).append(step)
    return kept, refused


def _overlap(step: Step, other: Step) -> bool:
    """Return whether two steps change the same text; what is put in between them does not."""
    return step.start < other.end and other.start < step.end


def _useful(proposals: Sequence[Proposal], proof: Proof) -> list[Proposal]:
    """Return the proposals that take an error away; what is only deprecated has none."""
    after = proof.errors(proposals)
    helped = {
        node
        for complete, errors in after.items()
        if errors is not None and proof.before[complete] - errors
        for node in nodes_of(complete)
    }
    return [
        each
        for each in proposals
        if each.subject.cause is None or not helped.isdisjoint(proof.definitions.of(each.moves))
    ]
