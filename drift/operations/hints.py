"""Edits that would fix an operation: shown only after the edited text was found to have fewer errors."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from drift.changes.change import Change
from drift.operations.clients import Compiler
from drift.operations.complete import Complete
from drift.operations.documents import read_document
from drift.operations.source import Document, File
from drift.operations.tree import (
    Argument,
    Definition,
    Directive,
    Field,
    Literal,
    Name,
    Node,
    ObjectValue,
    OperationDefinition,
    Variable,
)
from drift.operations.usage import Usage
from drift.schema.element import Kind, Schema
from drift.severity import Severity

MAX_CANDIDATES = 40
MAX_VALUES = 8
_QUOTED = re.compile(r"`([^`]{1,200})`")
_INPUTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of other text in a document.

    Attributes:
        document: The document.
        start: Where the old text begins.
        end: After it.
        text: The new text.
    """

    document: Document
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """An item that is put into a list, which may have to be opened for it.

    Attributes:
        document: The document.
        offset: Where: after the last item, or where the list would be.
        item: The item's text.
        brackets: What surrounds the list when it has to be opened, ``None`` when it has items already.
    """

    document: Document
    offset: int
    item: str
    brackets: tuple[str, str] | None


Step = Edit | Insertion


@dataclass(frozen=True, eq=False)
class Case:
    """An operation that something may be said about.

    Attributes:
        document: The operation with its fragments.
        usage: What it uses of the old schema, with its spots.
        changes: The changes that concern it and about which something can be said.
        errors: How many errors the new schema finds in it.
    """

    document: Complete
    usage: Usage
    changes: tuple[Change, ...]
    errors: int


@dataclass
class _Attempt:
    """How far one case is: what was accepted, what is left to try."""

    case: Case
    candidates: Iterator[tuple[list[Step], str]]
    errors: int
    accepted: list[Step] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        if sentence and sentence not in self.sentences:
            self.sentences.append(sentence)


Trial = tuple[_Attempt, list[Step], str, Complete]


@dataclass(frozen=True)
class Mender:
    """Looks for edits.

    Attributes:
        old: The schema that the operations were written for.
        new: The schema that they are to fit.
        compiler: Makes documents as they are sent.
    """

    old: Schema
    new: Schema
    compiler: Compiler

    def hints(self, cases: Iterable[Case]) -> dict[Complete, tuple[str, ...]]:
        """Return, for each case, a unified diff for each file with edits that help, and sentences where none does.

        One edit of each operation is tried at a time, those of all operations together.
        """
        attempts = [_Attempt(case, self._candidates(case), case.errors) for case in cases]
        waiting = attempts
        while waiting:
            trials: list[Trial] = []
            parsed: dict[tuple[Document, tuple[Edit, ...]], Sequence[Definition] | None] = {}
            left = []
            for attempt in waiting:
                candidate = next(attempt.candidates, None)
                if candidate is None:
                    continue
                left.append(attempt)
                steps, otherwise = candidate
                edited = (
                    _edited_document(attempt, steps, parsed, self.compiler)
                    if steps and attempt.errors
                    else None
                )
                if edited is None:
                    attempt.say(otherwise)
                else:
                    trials.append((attempt, steps, otherwise, edited))
            self._judge(trials)
            waiting = left
        return {
            attempt.case.document: (*_diffs(attempt.accepted), *attempt.sentences) for attempt in attempts
        }

    def _judge(self, trials: Sequence[Trial]) -> None:
        """Accept the edits with which an operation has fewer errors than without."""
        from drift.operations.validation import faults_of

        found = faults_of(self.new, [edited for *_, edited in trials])
        for attempt, steps, otherwise, edited in trials:
            left = len(found.get(edited, ()))
            if left < attempt.errors:
                attempt.accepted += steps
                attempt.errors = left
            else:
                attempt.say(otherwise)

    def _candidates(self, case: Case) -> Iterator[tuple[list[Step], str]]:
        """Yield steps to try, and a sentence for when they don't help."""
        places = _Places(case)
        candidates = (found for change in case.changes for found in self._of_change(places, change))
        return islice(candidates, MAX_CANDIDATES)

    def _of_change(self, places: _Places, change: Change) -> Iterator[tuple[list[Step], str]]:
        if change.new is None:
            yield from self._replacements(places, change)
        elif change.kind in _INPUTS and change.new.endswith("!"):
            yield from self._additions(places, change)
            yield from self._retyped(places, change)

    def _replacements(self, places: _Places, change: Change) -> Iterator[tuple[list[Step], str]]:
        """Yield what could replace something that is gone."""
        name = "" if change.suggestion is None else _own_name(change.suggestion)
        otherwise = ""
        if change.kind is Kind.ENUM_VALUE:
            enum = self.new.types.get(change.coordinate.partition(".")[0])
            values = [item.name for item in enum.of_kind(Kind.ENUM_VALUE)] if enum is not None else []
            more = f" and {len(values) - MAX_VALUES:,} more" if len(values) > MAX_VALUES else ""
            otherwise = (
                f"{change.coordinate} was removed; what is left: {', '.join(values[:MAX_VALUES])}{more}."
            )
        for node, found in places.of(change.coordinate):
            written = _written(node, change)
            if written is None:
                continue
            if not isinstance(node, Field):
                yield ([Edit(found, written.start, written.end, name)] if name else []), otherwise
                continue
            texts = [*self._advised(change.coordinate)]
            if name:
                # Under the old name the client finds it in the answer as before.
                texts.insert(0, name if node.alias else f"{node.name.value}: {name}")
            for text in texts:
                yield [Edit(found, written.start, written.end, text)], ""

    def _advised(self, coordinate: str) -> Iterator[str]:
        """Yield what the deprecation's reason puts between backticks, as in "Use `assignee { email }`"."""
        owner, _, name = coordinate.partition(".")
        element = self.old.types[owner].child(Kind.FIELD, name) if owner in self.old.types else None
        for text in _QUOTED.findall((element and element.deprecation) or ""):
            yield _own_name(text) if re.fullmatch(r"\w+\.\w+", text) else text

    def _additions(self, places: _Places, change: Change) -> Iterator[tuple[list[Step], str]]:
        """Yield required arguments and input fields, given through new variables."""
        name, owner = _own_name(change.coordinate), _owner(change.coordinate)
        operation = places.case.document.item
        if isinstance(operation.node, OperationDefinition):
            variable = _free_variable(name, operation.node)
            definition = _variable_definition(
                operation.document, operation.node, f"${variable}: {change.new}"
            )
            for node, found in places.of(owner):
                items = _items(node)
                if items is not None and name not in {item.name.value for item in items}:
                    yield [_given(found, node, f"{name}: ${variable}"), definition], ""
        if change.kind is Kind.INPUT_FIELD and owner in places.case.usage.held:
            yield [], f"Variables of type {owner} must hold {name}, of type {change.new}."

    def _retyped(self, places: _Places, change: Change) -> Iterator[tuple[list[Step], str]]:
        """Yield new types of the variables that are given for what changed its type."""
        operation = places.case.document.item
        if not isinstance(operation.node, OperationDefinition):
            return
        types = {each.variable.name: each.type for each in operation.node.variables}
        for node, _ in places.of(change.coordinate):
            if isinstance(node, Argument) and isinstance(node.value, Variable) and node.value.name in types:
                type_ = types[node.value.name]
                yield [Edit(operation.document, type_.start, type_.end, change.new or "")], ""


class _Places:
    """Where an operation names what."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._nodes: dict[str, list[Node]] = {}
        for node, names in (case.usage.spots or {}).items():
            for name in names:
                self._nodes.setdefault(name, []).append(node)

    def of(self, coordinate: str) -> Iterator[tuple[Node, Document]]:
        """Yield the nodes that name an element, each with the text that it is in."""
        for node in self._nodes.get(coordinate, ()):
            yield node, self.case.document.documents[self.case.usage.homes[node]]


def _edited_document(
    attempt: _Attempt,
    steps: Sequence[Step],
    parsed: dict[tuple[Document, tuple[Edit, ...]], Sequence[Definition] | None],
    compiler: Compiler,
) -> Complete | None:
    """Return a document with edits; None when it is no longer a document."""
    from graphql import GraphQLSyntaxError

    by_document: dict[Document, list[Step]] = {}
    for step in (*attempt.accepted, *steps):
        by_document.setdefault(step.document, []).append(step)
    items = []
    for item in attempt.case.document.items:
        own = by_document.get(item.document)
        if own is None:
            items.append(item)
            continue
        edits = tuple(_edits(own))
        text = replace(item.document, text=_edited(item.document.text, edits))
        if (item.document, edits) not in parsed:
            try:
                parsed[item.document, edits] = read_document(text)
            except (GraphQLSyntaxError, RecursionError):
                parsed[item.document, edits] = None
        nodes = parsed[item.document, edits]
        if nodes is None:
            return None
        # No edit adds a definition, takes one away or changes their order.
        items.append(replace(item, document=text, node=nodes[item.number]))
    return compiler.compile(tuple(items))


def _written(node: Node, change: Change) -> Node | None:
    """Return what of a node is the name of a removed element; None when the node names it in another way."""
    if isinstance(node, Field | Argument):
        return node.name
    if isinstance(node, Name) or (isinstance(node, Literal) and change.kind is Kind.ENUM_VALUE):
        return node
    return None


def _items(node: Node) -> Sequence[Argument] | None:
    """Return the arguments of a field or directive, or the fields of an input object; None for anything else."""
    if isinstance(node, ObjectValue):
        return node.fields
    return node.arguments if isinstance(node, Field | Directive) else None


def _free_variable(name: str, operation: OperationDefinition) -> str:
    """Return a name for a variable that no variable has."""
    taken = {each.variable.name for each in operation.variables}
    number = 2
    candidate = name
    while candidate in taken:
        candidate = f"{name}{number}"
        number += 1
    return candidate


def is_mendable(change: Change, *, is_broken: bool) -> bool:
    """Return whether something can be said about a change; of what is still valid, only what variables must hold."""
    if change.severity is not Severity.BREAKING:
        return False
    is_tightened = change.kind in _INPUTS and change.new is not None and change.new.endswith("!")
    return (is_broken and (change.new is None or is_tightened)) or (
        is_tightened and change.kind is Kind.INPUT_FIELD
    )


def _own_name(coordinate: str) -> str:
    """Return the last name of a coordinate: ``b`` of ``A.b`` and of ``Query.a(b:)``."""
    return re.split(r"[.(]", coordinate.rstrip(":)"))[-1]


def _owner(coordinate: str) -> str:
    """Return what an argument or input field belongs to: ``Query.a`` of ``Query.a(b:)``, ``I`` of ``I.b``."""
    return coordinate.rpartition("(" if "(" in coordinate else ".")[0]


def _given(document: Document, node: Node, item: str) -> Insertion:
    """Return the insertion of an argument into a field or directive, or of a field into an input object."""
    items = _items(node)
    if items:
        return Insertion(document, items[-1].end, item, None)
    if isinstance(node, Field | Directive):
        return Insertion(document, node.name.end, item, ("(", ")"))
    return Insertion(document, node.start + 1, item, ("", ""))


def _variable_definition(document: Document, node: OperationDefinition, item: str) -> Insertion:
    if node.variables:
        return Insertion(document, node.variables[-1].end, item, None)
    if node.name is not None:
        return Insertion(document, node.name.end, item, ("(", ")"))
    if document.text.startswith(node.operation, node.start):
        return Insertion(document, node.start + len(node.operation), item, (" (", ")"))
    return Insertion(document, node.start, item, (f"{node.operation} (", ") "))


def _edits(steps: Iterable[Step]) -> list[Edit]:
    """Return the steps as edits that do not touch each other, those into one list as one."""
    edits: dict[Edit, None] = {}
    lists: dict[tuple[Document, int], list[Insertion]] = {}
    for step in steps:
        if isinstance(step, Edit):
            edits[step] = None
        else:
            items = lists.setdefault((step.document, step.offset), [])
            if step not in items:
                items.append(step)
    result = list(edits)
    for group in lists.values():
        first = group[0]
        items_text = ", ".join(step.item for step in group)
        text = f", {items_text}" if first.brackets is None else items_text.join(first.brackets)
        result.append(Edit(first.document, first.offset, first.offset, text))
    return sorted(result, key=lambda edit: (edit.start, edit.end))


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _diffs(steps: Sequence[Step]) -> Iterator[str]:
    """Yield a unified diff for each file; nothing for text that is put together from several places."""
    files: dict[File, list[Edit]] = {}
    for edit in _edits(steps):
        file, place = edit.document.origin(max(edit.start - 1, 0))
        place += min(edit.start, 1)
        last, end = edit.document.origin(max(edit.end - 1, 0))
        end += min(edit.end, 1)
        if file is last and end - place == edit.end - edit.start:
            files.setdefault(file, []).append(Edit(edit.document, place, end, edit.text))
    for file, edits in files.items():
        before = file.text.splitlines()
        after = _edited(file.text, sorted(edits, key=lambda edit: edit.start)).splitlines()
        yield "\n".join(difflib.unified_diff(before, after, file.path, file.path, n=1, lineterm=""))
