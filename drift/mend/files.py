"""Proposals in the user's files: placed, written as each literal writes, and proved by reading the files again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from drift.mend import writing
from drift.mend.proposal import Insertion, Proposal, Refusal, Step, edited, steps_of
from drift.mend.writing import Place, Unwritable
from drift.operations.artifacts import is_generated
from drift.operations.documents import Operations
from drift.operations.source import Document, File

# Manifests of persisted operations are made from the sources, and name each text by its digest.
_MADE = (".json",)
_SPOILT = "it can't be written into this literal"


@dataclass(frozen=True)
class Written:
    """Proposals with their places in files.

    Attributes:
        proposals: Those that hold.
        places: Where each step of them is; steps that are in one place are one.
        after: The operations as they are read from the edited files; None where nothing was edited.
    """

    proposals: tuple[Proposal, ...] = ()
    places: Mapping[Step, Place] = field(default_factory=dict)
    after: Operations | None = None

    def steps_of(self, proposal: Proposal) -> list[Step]:
        """Return the steps that a proposal has a part in."""
        found: dict[Step, None] = {}
        for move in proposal.moves:
            place = (move.offset, move.offset) if isinstance(move, Insertion) else (move.start, move.end)
            for step in self._by_place.get((move.document, *place), ()):
                if isinstance(move, Insertion) or step == move:
                    found[step] = None
        return list(found)

    @cached_property
    def _by_place(self) -> dict[tuple[Document, int, int], list[Step]]:
        found: dict[tuple[Document, int, int], list[Step]] = {}
        for step in self.places:
            found.setdefault((step.document, step.start, step.end), []).append(step)
        return found


def write(proposals: Sequence[Proposal], operations: Operations) -> tuple[Written, list[Refusal]]:
    """Return where proposals are in the files, and why some can't be written there.

    Every file is read again with its edits: the texts that are found have to be the edited ones, to the character, and
    all others as they were.
    """
    writer = _Writer(operations, list(proposals))
    while writer.proposals:
        steps = steps_of(move for proposal in writer.proposals for move in proposal.moves)
        places = writer.placed(steps)
        if places is None:
            continue
        again, wrong = writer.read_again(places)
        if again is not None and not wrong:
            return Written(tuple(writer.proposals), places, again), writer.refused
        writer.repair([step for step in steps if step.document in wrong] or steps)
    return Written(), writer.refused


def _has_part(proposal: Proposal, step: Step) -> bool:
    return any(
        (move.document, move.offset, move.offset) == (step.document, step.start, step.end)
        if isinstance(move, Insertion)
        else move == step
        for move in proposal.moves
    )


@dataclass
class _Writer:
    """Works on proposals until those that are left can be written."""

    operations: Operations
    proposals: list[Proposal]
    refused: list[Refusal] = field(default_factory=list)
    attempts: dict[tuple[Document, int], int] = field(default_factory=dict)

    def placed(self, steps: Sequence[Step]) -> dict[Step, Place] | None:
        """Return where steps are in the files; None when that made proposals fall away."""
        places: dict[Step, Place] = {}
        taken: dict[File, dict[Place, None]] = {}
        count = len(self.proposals)
        for step in steps:
            try:
                place = writing.placed(step, self.attempts.get((step.document, step.start), 0))
                _refuse_made(place.file)
                if any(place != other and _meet(place, other) for other in taken.get(place.file, ())):
                    raise Unwritable("another edit is in the same place")
            except Unwritable as why:
                self.refuse(step, str(why))
                continue
            places[step] = place
            taken.setdefault(place.file, {})[place] = None
        return places if count == len(self.proposals) else None

    def refuse(self, step: Step, why: str) -> None:
        """Take out the proposals that have a part in a step."""
        for proposal in [each for each in self.proposals if _has_part(each, step)]:
            self.proposals.remove(proposal)
            document, offset = proposal.place
            self.refused.append(Refusal(proposal.subject, f"in {document.place(offset)}, {why}"))

    def read_again(self, places: Mapping[Step, Place]) -> tuple[Operations | None, set[Document]]:
        """Return the operations in the edited files, and the texts that are not what they should be."""
        edits = by_file(places.values())
        again = self.operations.read_again({file.path: edited(file.text, own) for file, own in edits.items()})
        expected: dict[Document, list[Step]] = {}
        for step in places:
            expected.setdefault(step.document, []).append(step)
        if again is None or len(again.documents) != len(self.operations.documents):
            return None, set(expected)
        # What was put together from other files has no text of its own.
        wrong = expected.keys() - set(self.operations.documents)
        for before, after in zip(self.operations.documents, again.documents, strict=True):
            if before in expected:
                if edited(before.text, expected[before]) != after.text:
                    wrong.add(before)
            elif before.text != after.text and all(run.file not in edits for run in before.runs):
                return None, set(expected)
        return again, wrong

    def repair(self, steps: Sequence[Step]) -> None:
        """Find out step by step how each is written; what can't be is taken out. Else all of them are."""
        has_news = False
        for step in steps:
            key = (step.document, step.start)
            found = next((each for each in writing.ATTEMPTS if self._is_right(step, each)), None)
            if found is None:
                has_news = True
                self.refuse(step, _SPOILT)
            elif self.attempts.get(key, 0) != found:
                has_news = True
                self.attempts[key] = found
        if not has_news:
            for step in steps:
                self.refuse(step, _SPOILT)

    def _is_right(self, step: Step, attempt: int) -> bool:
        again, wrong = self.read_again({step: writing.placed(step, attempt)})
        return again is not None and not wrong


def _refuse_made(file: File) -> None:
    if file.path.endswith(_MADE) or is_generated(file):
        raise Unwritable("the file is made from others: make it again")
    if file.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unwritable("the file is not UTF-8")


def _meet(place: Place, other: Place) -> bool:
    return place.start < other.end and other.start < place.end


def by_file(places: Iterable[Place]) -> dict[File, list[Place]]:
    """Return the distinct places by file, in order."""
    found: dict[File, dict[Place, None]] = {}
    for place in places:
        found.setdefault(place.file, {})[place] = None
    return {file: sorted(own, key=lambda place: (place.start, place.end)) for file, own in found.items()}
