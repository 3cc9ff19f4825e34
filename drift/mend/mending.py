"""What is told of the edits: by operation, by cause, as one patch, and how much breaks with all of them in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drift.changes.change import Change, OperationReference
from drift.mend.files import Written, by_file
from drift.mend.mender import Reasons, Wish, propose
from drift.mend.proof import errors_of
from drift.mend.proposal import Definitions, Proposal, Refusal, nodes_of
from drift.mend.writing import Place
from drift.operations.complete import Complete
from drift.operations.documents import Operations
from drift.operations.source import File
from drift.operations.tree import Definition
from drift.operations.verdicts import Judging, Verdicts, documents_of
from drift.redact import clean
from drift.reports import patch
from drift.reports.edits import Edit, Mended, Mending, Span
from drift.reports.report import Cause
from drift.snapshots.snapshot import Snapshot

_BOM = b"\xef\xbb\xbf"
MAX_READS = 5
MAX_REFUSED = 100


@dataclass(frozen=True)
class _Said:
    """An edit of a file with the proposals that it is made for, the surest first."""

    place: Place
    proposals: tuple[Proposal, ...]


def mend(
    verdicts: Verdicts,
    old: Snapshot,
    new: Snapshot,
    changes: Sequence[Change],
    *,
    reasons: Reasons,
    wish: Wish,
) -> tuple[Verdicts, Mending]:
    """Return the verdicts with hints, and all edits.

    Args:
        verdicts: What a change of schema does to the operations.
        old: The schema that they were written for.
        new: The schema that they are to fit.
        changes: The changes from *old* to *new*.
        reasons: Gives what the API said of an element, the latest first.
        wish: What is to be edited.
    """
    judging = verdicts.judging
    result = propose(judging, old, new, changes, reasons=reasons, wish=wish)
    written = result.written
    said = _said(written)
    diffs = _Diffs(written)
    definitions = Definitions(each.document for each in judging.own)
    by_definition = _by_definition(written.proposals, definitions)
    results = []
    for each, before in zip(judging.own, verdicts.results, strict=True):
        own = dict.fromkeys(
            proposal for node in nodes_of(each.document) for proposal in by_definition.get(node, ())
        )
        refused = result.refusals.get(each.document, ()) if each.fresh or not own else ()
        hints = (*diffs.of(own), *dict.fromkeys(map(_sentence, refused)))
        results.append(replace(before, hints=hints) if hints else before)
    refusals = dict.fromkeys(_sentence(each) for found in result.refusals.values() for each in found)
    mending = Mending(
        tuple(
            sorted(
                _edits(said.values(), judging, _helped(verdicts, written, definitions)),
                key=lambda edit: (edit.path, edit.start),
            )
        ),
        tuple(
            _mended(file, places)
            for file, places in sorted(
                by_file(written.places.values()).items(), key=lambda item: item[0].path
            )
        ),
        tuple(refusals)[:MAX_REFUSED],
        _still(judging, written, old, new),
    )
    causes = tuple(_with_hints(cause, diffs, result.refusals) for cause in verdicts.causes)
    return replace(verdicts, results=tuple(results), causes=causes), mending


def _said(written: Written) -> dict[Place, _Said]:
    owners: dict[Place, dict[Proposal, None]] = {}
    for proposal in written.proposals:
        for step in written.steps_of(proposal):
            owners.setdefault(written.places[step], {})[proposal] = None
    return {
        place: _Said(place, tuple(sorted(own, key=lambda proposal: proposal.tier)))
        for place, own in owners.items()
    }


def _by_definition(
    proposals: Iterable[Proposal], definitions: Definitions
) -> dict[Definition, list[Proposal]]:
    found: dict[Definition, list[Proposal]] = {}
    for proposal in proposals:
        for node in definitions.of(proposal.moves):
            found.setdefault(node, []).append(proposal)
    return found


def _sentence(refusal: Refusal) -> str:
    return clean(str(refusal), limit=400)


class _Diffs:
    """Makes unified diffs of what some proposals edit, to be read and not to be applied."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self._contents: dict[File, tuple[bytes, _Offsets]] = {}

    def of(self, proposals: Iterable[Proposal]) -> Iterator[str]:
        """Yield a diff for each file that some proposals edit."""
        places = [
            self.written.places[step] for proposal in proposals for step in self.written.steps_of(proposal)
        ]
        for file, own in sorted(by_file(places).items(), key=lambda item: item[0].path):
            if file not in self._contents:
                content = file.text.encode()
                self._contents[file] = content, _Offsets(content)
            content, offsets = self._contents[file]
            spans = tuple(
                Span(offsets.of(place.start), offsets.of(place.end), place.text.encode()) for place in own
            )
            shown = patch.render([Mended(file.path, content, spans)], context=1, sides=("", ""))
            yield shown.decode().removesuffix("\n")


class _Offsets:
    """Where characters of a text with ``\\n`` between lines are in the bytes that it was read from."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._start = len(_BOM) if content.startswith(_BOM) else 0
        self._raw = content[self._start :].decode()
        self._is_plain = self._raw.isascii() and "\r" not in self._raw
        self._ends = [match.start() for match in re.finditer("\r\n", self._raw)]

    def of(self, offset: int) -> int:
        """Return the place of a character in bytes."""
        if self._is_plain:
            return self._start + offset
        raw = self._raw_offset(offset)
        return self._start + len(self._raw[:raw].encode())

    def _raw_offset(self, offset: int) -> int:
        """Return the place of a character in the text as it was decoded."""
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            # Each pair before it counts once more.
            if self._ends[middle] - middle < offset:
                low = middle + 1
            else:
                high = middle
        return offset + low

    def text(self, start: int, end: int) -> str:
        """Return what is between two bytes."""
        return self._content[start:end].decode()


def _content(file: File) -> bytes:
    return file.content or file.text.encode()


def _mended(file: File, places: Sequence[Place]) -> Mended:
    offsets = _Offsets(_content(file))
    return Mended(
        file.path,
        _content(file),
        tuple(Span(offsets.of(place.start), offsets.of(place.end), place.text.encode()) for place in places),
    )


def _helped(
    verdicts: Verdicts, written: Written, definitions: Definitions
) -> dict[Proposal, list[OperationReference]]:
    """Return the operations that each proposal edits, in themselves or in a fragment of theirs."""
    readers: dict[Definition, list[int]] = {}
    for number, each in enumerate(verdicts.judging.own):
        for node in nodes_of(each.document):
            readers.setdefault(node, []).append(number)
    return {
        proposal: [
            verdicts.results[number].operation
            for number in sorted(
                {number for node in definitions.of(proposal.moves) for number in readers.get(node, ())}
            )
        ]
        for proposal in written.proposals
    }


def _edits(
    said: Iterable[_Said], judging: Judging, helped: Mapping[Proposal, Sequence[OperationReference]]
) -> Iterator[Edit]:
    offsets: dict[File, _Offsets] = {}
    for each in said:
        place, first = each.place, each.proposals[0]
        file = place.file
        known = offsets.setdefault(file, _Offsets(_content(file)))
        start, end = known.of(place.start), known.of(place.end)
        line, column = file.locate(place.start)
        end_line, end_column = file.locate(place.end)
        yield Edit(
            file.path,
            start,
            end,
            known.text(start, end),
            place.text,
            line,
            column,
            end_line,
            end_column,
            first.tier,
            first.subject.coordinate,
            first.subject.cause,
            clean(_because(each.proposals), limit=600),
            tuple(_reads(first, file, judging)),
            tuple(dict.fromkeys(reference for proposal in each.proposals for reference in helped[proposal])),
        )


def _because(proposals: Iterable[Proposal]) -> str:
    """Return what happened, and what else there is to know."""
    parts = dict.fromkeys(
        part
        for each in proposals
        for part in (each.subject.because, f"{each.note[:1].upper()}{each.note[1:]}." if each.note else "")
        if part
    )
    return " ".join(parts)


def _reads(proposal: Proposal, file: File, judging: Judging) -> Iterator[str]:
    """Yield where the files of an operation may read what is no longer in its answer."""
    if not proposal.lost:
        return
    name = re.escape(proposal.lost)
    pattern = re.compile(
        rf"[.>]{name}\b(?!\s*\{{)|\[\s*['\"]{name}['\"]\s*\]|\(\s*['\"]{name}['\"]|['\"]{name}['\"]\s*:"
    )
    count = 0
    files = dict.fromkeys(
        [file, *(run.file for document in judging.operations.documents for run in document.runs)]
    )
    for each in files:
        for match in pattern.finditer(each.text):
            yield f"{each.path}:{each.locate(match.start())[0]}"
            count += 1
            if count == MAX_READS:
                return


def _with_hints(cause: Cause, diffs: _Diffs, refusals: Mapping[Complete, Sequence[Refusal]]) -> Cause:
    """Return a cause with its edits: one diff for each file that it concerns."""
    if cause.change is None:
        return cause
    own = [each for each in diffs.written.proposals if each.subject.cause == cause.change]
    sentences = dict.fromkeys(
        _sentence(each) for found in refusals.values() for each in found if each.subject.cause == cause.change
    )
    return replace(cause, hints=(*diffs.of(own), *sentences))


def _still(judging: Judging, written: Written, old: Snapshot, new: Snapshot) -> int:
    """Return how many operations still break with the edits in place."""
    broken = [each for each in judging.own if each.fresh]
    if written.after is None or not broken:
        return len(broken)
    documents = documents_of(written.after, old.schema, new.schema)
    after = judging.faults_in(documents)
    before = {_place(each.document, judging.operations): each for each in broken}
    return sum(
        bool(errors_of(after.get(document, ())) - errors_of(each.kept))
        for document in documents
        if (each := before.get(_place(document, written.after))) is not None
    )


def _place(complete: Complete, operations: Operations) -> tuple[int, int]:
    """Return what an operation has in common with itself in the edited files: which text, and where in it."""
    return operations.number_of(complete.item.document), complete.item.number
