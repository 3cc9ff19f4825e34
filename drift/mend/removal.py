"""Edits that leave out what is gone and has no successor: the program gets less than before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drift.mend.consequence import left_out, without_variables
from drift.mend.proposal import Case, Found, Proposal, Refusal, Step, Subject
from drift.operations.source import Document
from drift.operations.tree import Argument, Definition, Field, Inline, Node, Selection, SelectionSet
from drift.reports.edits import Tier
from drift.schema.element import Kind

_INPUTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})
_LINE_END = re.compile(r"[ \t,]*(?:\n|\Z)")


def removed(case: Case, subject: Subject) -> Iterator[Found]:
    """Yield what leaves out an element at each place where an operation names it."""
    if subject.new is not None:
        return
    for node, document in case.places(subject.coordinate):
        if subject.kind is Kind.FIELD and isinstance(node, Field):
            yield _selection(case, node, document, subject)
        elif subject.kind in _INPUTS and isinstance(node, Argument):
            moves = left_out(case, node, document)
            if moves:
                note = f"what {subject.name} did is no longer asked for"
                yield Proposal(subject, Tier.REMOVAL, (document, node.start), moves, note)


def _selection(case: Case, node: Field, document: Document, subject: Subject) -> Found:
    definition = case.usage.homes[node]
    outer = _outermost(definition, node)
    if outer is None:
        return Refusal(subject, "it is all that the operation asks for")
    start, end = _with_line(document.text, outer.start, outer.end)
    moves = (Step(document, start, end, ""), *without_variables(case, [node]))
    note = f"the answer no longer has {node.answer}"
    return Proposal(subject, Tier.REMOVAL, (document, node.start), moves, note, node.answer)


def _outermost(definition: Definition, node: Field) -> Selection | None:
    """Return the selection to leave out so that no selection set is left empty; None for the whole definition."""
    parents: dict[Node, tuple[SelectionSet, Selection | None]] = {}
    waiting: list[tuple[SelectionSet, Selection | None]] = [(definition.selection_set, None)]
    while waiting:
        current, owner = waiting.pop()
        for selection in current.selections:
            parents[selection] = current, owner
            if isinstance(selection, Field | Inline) and selection.selection_set is not None:
                waiting.append((selection.selection_set, selection))
    found: Selection = node
    while found in parents:
        siblings, owner = parents[found]
        if len(siblings.selections) > 1:
            return found
        if owner is None:
            return None
        found = owner
    return None


def _with_line(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place with the whole line, when it has that to itself; else with the blanks after it."""
    begin = text.rfind("\n", 0, start) + 1
    after = _LINE_END.match(text, end)
    if not text[begin:start].strip(" \t,") and after is not None:
        return begin, after.end()
    while end < len(text) and text[end] in " ,\t":
        end += 1
    return start, end
