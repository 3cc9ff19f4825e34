"""Edits that would mend an operation: shown only after the edited text was found to have fewer errors."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drift.changes.change import Change
from drift.operations.documents import Operation, Operations
from drift.operations.nodes import Uses, uses_of
from drift.operations.pruned import pruned
from drift.operations.source import Document, File
from drift.schema.element import Kind
from drift.severity import Severity

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLError, GraphQLSchema

    from drift.schema.element import Schema

Validate = Callable[["GraphQLSchema", "DocumentNode"], "Sequence[GraphQLError]"]

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
        end: Behind it.
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
        offset: Where: behind the last item, or where the list would stand.
        item: The item's text.
        brackets: What stands around the list when it has to be opened, ``None`` when it has items already.
    """

    document: Document
    offset: int
    item: str
    brackets: tuple[str, str] | None


Step = Edit | Insertion


@dataclass(frozen=True)
class Mender:
    """Looks for edits.

    Attributes:
        operations: What was found in the user's files.
        old: The schema that the operations were written for.
        new: The schema that they are to fit.
        validate: Returns the errors of a document in a schema.
    """

    operations: Operations
    old: Schema
    new: Schema
    validate: Validate

    def hints(
        self, operation: Operation, document: DocumentNode, changes: Iterable[Change], *, is_broken: bool
    ) -> tuple[str, ...]:
        """Return a unified diff for each file with edits that help, and sentences where no edit is known."""
        uses = uses_of(document, pruned(self.old, [document]))
        accepted: list[Step] = []
        sentences: list[str] = []
        errors = self._errors(document, ()) if is_broken else 0
        for steps, otherwise in self._candidates(operation, uses, changes):
            left = self._errors(document, [*accepted, *steps]) if steps and errors else errors
            if left < errors:
                accepted, errors = [*accepted, *steps], left
            elif otherwise and otherwise not in sentences:
                sentences.append(otherwise)
        return (*_diffs(accepted), *sentences)

    def _errors(self, document: DocumentNode, steps: Sequence[Step]) -> int:
        """Return how many errors the edited document has; many when it is no document any more."""
        from graphql import DocumentNode, GraphQLSyntaxError, parse

        trees: dict[int, Any] = {}
        definitions = []
        for node in document.definitions:
            source = self.operations.documents.get(id(node.loc.source)) if node.loc else None
            own = [step for step in steps if step.document is source]
            if source is None or node.loc is None or not own:
                definitions.append(node)
                continue
            if id(source) not in trees:
                try:
                    trees[id(source)] = parse(_edited(source.text, _edits(own)))
                except GraphQLSyntaxError:
                    return 1 << 30
            # No edit adds a definition, takes one away or changes their order.
            starts = [other.loc.start for other in self.operations.tree(source).definitions if other.loc]
            number = starts.index(node.loc.start)
            definitions.append(trees[id(source)].definitions[number])
        edited = DocumentNode(definitions=tuple(definitions))
        # An edit may name what no operation named before.
        return len(self.validate(pruned(self.new, [edited]), edited))

    def _candidates(
        self, operation: Operation, uses: Uses, changes: Iterable[Change]
    ) -> Iterator[tuple[list[Step], str]]:
        """Yield steps to try, and a sentence for when they don't help."""
        count = 0
        for change in changes:
            for candidate in self._of_change(operation, uses, change):
                count += 1
                if count > MAX_CANDIDATES:
                    return
                yield candidate

    def _of_change(
        self, operation: Operation, uses: Uses, change: Change
    ) -> Iterator[tuple[list[Step], str]]:
        if change.new is None:
            yield from self._replacements(uses, change)
        elif change.kind in _INPUTS and change.new.endswith("!"):
            yield from self._additions(operation, uses, change)
            yield from self._retyped(uses, change)

    def _replacements(self, uses: Uses, change: Change) -> Iterator[tuple[list[Step], str]]:
        """Yield what could stand instead of something that is gone."""
        name = "" if change.suggestion is None else _own_name(change.suggestion)
        otherwise = ""
        if change.kind is Kind.ENUM_VALUE:
            enum = self.new.types.get(change.coordinate.partition(".")[0])
            values = [item.name for item in enum.of_kind(Kind.ENUM_VALUE)] if enum is not None else []
            more = f" and {len(values) - MAX_VALUES:,} more" if len(values) > MAX_VALUES else ""
            otherwise = f"{change.coordinate} is gone; left are {', '.join(values[:MAX_VALUES])}{more}."
        for node in uses.names.get(change.coordinate, ()):
            found = self.operations.documents.get(id(node.loc.source)) if node.loc else None
            if found is None:
                continue
            start, end = node.loc.start, node.loc.end
            if change.kind is not Kind.FIELD:
                yield ([Edit(found, start, end, name)] if name else []), otherwise
                continue
            has_alias = id(node) in uses.aliased
            if name:
                # Under the old name the client finds it in the answer as before.
                yield [Edit(found, start, end, name if has_alias else f"{_text(found, node)}: {name}")], ""
            for text in self._advised(change.coordinate):
                yield [Edit(found, start, end, text)], ""

    def _advised(self, coordinate: str) -> Iterator[str]:
        """Yield what the deprecation's reason puts between backticks, as in "Use `assignee { email }`"."""
        owner, _, name = coordinate.partition(".")
        element = self.old.types[owner].child(Kind.FIELD, name) if owner in self.old.types else None
        for text in _QUOTED.findall((element and element.deprecation) or ""):
            yield _own_name(text) if re.fullmatch(r"\w+\.\w+", text) else text

    def _additions(
        self, operation: Operation, uses: Uses, change: Change
    ) -> Iterator[tuple[list[Step], str]]:
        """Yield required arguments and input fields, given through new variables."""
        name = _own_name(change.coordinate)
        variable = uses.free_variable(name)
        definition = _variable_definition(
            operation, self.operations.full(operation), f"${variable}: {change.new}"
        )
        for node in uses.lacking(_owner(change.coordinate), name):
            found = self.operations.documents.get(id(node.loc.source)) if node.loc else None
            if found is not None:
                yield [_given(found, node, f"{name}: ${variable}"), definition], ""
        owner = _owner(change.coordinate)
        if change.kind is Kind.INPUT_FIELD and owner in uses.variable_types:
            yield [], f"Variables of type {owner} must hold {name}, of type {change.new}."

    def _retyped(self, uses: Uses, change: Change) -> Iterator[tuple[list[Step], str]]:
        """Yield new types of the variables that are given for what changed its type."""
        for node in uses.variables.get(change.coordinate, ()):
            found = self.operations.documents.get(id(node.loc.source)) if node.loc else None
            if found is not None:
                yield [Edit(found, node.loc.start, node.loc.end, change.new or "")], ""


def is_mendable(change: Change, *, is_broken: bool) -> bool:
    """Return whether something can be said about a change; of what is still valid, only what variables must hold."""
    if change.severity is not Severity.BREAKING:
        return False
    is_tightened = change.kind in _INPUTS and change.new is not None and change.new.endswith("!")
    return (is_broken and (change.new is None or is_tightened)) or (
        is_tightened and change.kind is Kind.INPUT_FIELD
    )


def _text(document: Document, node: Any) -> str:
    return document.text[node.loc.start : node.loc.end]


def _own_name(coordinate: str) -> str:
    """Return the last name of a coordinate: ``b`` of ``A.b`` and of ``Query.a(b:)``."""
    return re.split(r"[.(]", coordinate.rstrip(":)"))[-1]


def _owner(coordinate: str) -> str:
    """Return what an argument or input field belongs to: ``Query.a`` of ``Query.a(b:)``, ``I`` of ``I.b``."""
    return coordinate.rpartition("(" if "(" in coordinate else ".")[0]


def _given(document: Document, node: Any, item: str) -> Insertion:
    """Return the insertion of an argument into a field or directive, or of a field into an input object."""
    if hasattr(node, "fields"):
        if node.fields:
            return Insertion(document, node.fields[-1].loc.end, item, None)
        return Insertion(document, node.loc.start + 1, item, ("", ""))
    if node.arguments:
        return Insertion(document, node.arguments[-1].loc.end, item, None)
    return Insertion(document, node.name.loc.end, item, ("(", ")"))


def _variable_definition(operation: Operation, node: Any, item: str) -> Insertion:
    document = operation.document
    start = operation.offset
    if node.variable_definitions:
        last = node.variable_definitions[-1]
        return Insertion(document, last.loc.end if last.loc else start, item, None)
    if node.name is not None and node.name.loc is not None:
        return Insertion(document, node.name.loc.end, item, ("(", ")"))
    keyword = node.operation.value
    if document.text.startswith(keyword, start):
        return Insertion(document, start + len(keyword), item, (" (", ")"))
    return Insertion(document, start, item, (f"{keyword} (", ") "))


def _edits(steps: Iterable[Step]) -> list[Edit]:
    """Return the steps as edits that do not touch each other, those into one list as one."""
    edits: dict[tuple[int, int, int, str], Edit] = {}
    lists: dict[tuple[int, int], list[Insertion]] = {}
    for step in steps:
        if isinstance(step, Edit):
            edits[(id(step.document), step.start, step.end, step.text)] = step
        else:
            items = lists.setdefault((id(step.document), step.offset), [])
            if step not in items:
                items.append(step)
    result = list(edits.values())
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
    files: dict[int, tuple[File, list[Edit]]] = {}
    for edit in _edits(steps):
        file, place = edit.document.origin(max(edit.start - 1, 0))
        place += min(edit.start, 1)
        last, end = edit.document.origin(max(edit.end - 1, 0))
        end += min(edit.end, 1)
        if file is last and end - place == edit.end - edit.start:
            entry = files.setdefault(id(file), (file, []))
            entry[1].append(Edit(edit.document, place, end, edit.text))
    for file, edits in files.values():
        before = file.text.splitlines()
        after = _edited(file.text, sorted(edits, key=lambda edit: edit.start)).splitlines()
        yield "\n".join(difflib.unified_diff(before, after, file.path, file.path, n=1, lineterm=""))
