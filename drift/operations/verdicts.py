"""What a change of schema does to each of the user's operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drift.changes.change import Change, OperationReference, Verdict
from drift.operations.documents import Fragment, Operation, Operations
from drift.operations.hints import Mender, is_mendable
from drift.operations.plain import Plain
from drift.operations.pruned import pruned
from drift.operations.template import STAND_IN
from drift.operations.usage import Usage, Users
from drift.redact import clean
from drift.reports.report import OperationResult
from drift.schema.element import Kind
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLError, GraphQLSchema

    from drift.schema.element import Schema

# Of one operation: whoever has more to mend looks again afterwards.
MAX_ERRORS = 50


def check_operations(
    operations: Operations, old: Snapshot, new: Snapshot, changes: Sequence[Change]
) -> tuple[OperationResult, ...]:
    """Return the verdict on each operation, in the order of the operations.

    Args:
        operations: What was found in the user's files.
        old: The schema that they were written for.
        new: The schema to check them against.
        changes: The changes from *old* to *new*.
    """
    judge = _Judge(operations, old, new, changes)
    return tuple(judge.result(operation) for operation in operations.operations)


def usages(operations: Operations, snapshot: Snapshot) -> Iterator[tuple[Operation, Usage]]:
    """Yield each operation with what it uses of a schema."""
    users = Users(snapshot.schema)
    for operation in operations.operations:
        yield operation, users.usage(complete_document(operations, operation))


@dataclass(frozen=True)
class Complete:
    """An operation with every fragment that it needs.

    Attributes:
        items: The operation, then the fragments.
    """

    items: tuple[Fragment, ...]

    @property
    def definitions(self) -> tuple[Any, ...]:
        """The nodes, as far as they are known."""
        return tuple(item.node for item in self.items)


def complete_document(operations: Operations, operation: Operation) -> Complete:
    """Return an operation with every fragment that it needs."""
    items: list[Fragment] = [operation]
    names: set[str] = set()
    for item in items:
        for node in _nodes(item.node.selection_set):
            if node.kind == "fragment_spread" and node.name.value not in names:
                names.add(node.name.value)
                fragment = operations.fragment(node.name.value, operation.document)
                if fragment is not None:
                    items.append(fragment)
    return Complete(tuple(items))


def with_operations(changes: Iterable[Change], results: Sequence[OperationResult]) -> tuple[Change, ...]:
    """Return the changes with the operations that each one touches."""
    touched: dict[str, list[OperationReference]] = {}
    for result in results:
        for fingerprint in result.changes:
            touched.setdefault(fingerprint, []).append(result.operation)
    return tuple(replace(change, operations=tuple(touched.get(change.fingerprint, ()))) for change in changes)


def errors_in(operations: Operations, document: Complete, schema: Schema) -> list[GraphQLError]:
    """Return why a document is not valid in a schema; nothing when it is."""
    from graphql import DocumentNode

    full = DocumentNode(definitions=tuple(operations.full(item) for item in document.items))
    return _validated(pruned(schema, [full]), full)


def _validated(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    from graphql import validate

    from drift.operations.rules import RULES

    errors = validate(schema, document, RULES, max_errors=MAX_ERRORS)
    return [error for error in errors if not _is_about_stand_in(error)]


def _is_about_stand_in(error: GraphQLError) -> bool:
    """Return whether an error is only that a value is put in when the program runs."""
    from graphql import VariableNode

    node = next(iter(error.nodes or ()), None)
    return isinstance(node, VariableNode) and node.name.value.startswith(STAND_IN)


class _Judge:
    def __init__(
        self, operations: Operations, old: Snapshot, new: Snapshot, changes: Sequence[Change]
    ) -> None:
        self.operations = operations
        self.old = old
        self.new = new
        # A SAFE change does nothing to anybody's operation.
        self.changes = [change for change in changes if change.severity is not Severity.SAFE]
        self.users = Users(old.schema)
        self._full: dict[int, DocumentNode] = {}

    @cached_property
    def documents(self) -> dict[int, Complete]:
        """Each operation with its fragments, by the operation's identity."""
        return {id(each): complete_document(self.operations, each) for each in self.operations.operations}

    @property
    def is_same(self) -> bool:
        """Whether both sides are one schema."""
        return self.old.source.text == self.new.source.text

    @cached_property
    def plain(self) -> tuple[set[int], set[int]]:
        """Identities of the documents that are certainly valid, in the old and in the new schema."""
        before = Plain(self.old.schema)
        valid = {id(item) for item in self.documents.values() if before.is_valid(item)}
        if self.is_same:
            return valid, valid
        after = Plain(self.new.schema)
        return valid, {id(item) for item in self.documents.values() if after.is_valid(item)}

    def full(self, complete: Complete) -> DocumentNode:
        """Return an operation with its fragments as graphql-core reads them."""
        from graphql import DocumentNode

        if id(complete) not in self._full:
            definitions = tuple(self.operations.full(item) for item in complete.items)
            self._full[id(complete)] = DocumentNode(definitions=definitions)
        return self._full[id(complete)]

    @cached_property
    def doubtful(self) -> list[DocumentNode]:
        """The documents for which the full rules are asked."""
        plain = self.plain[0] & self.plain[1]
        return [self.full(complete) for complete in self.documents.values() if id(complete) not in plain]

    @cached_property
    def old_schema(self) -> GraphQLSchema:
        return pruned(self.old.schema, self.doubtful)

    @cached_property
    def new_schema(self) -> GraphQLSchema:
        return self.old_schema if self.is_same else pruned(self.new.schema, self.doubtful)

    @cached_property
    def mender(self) -> Mender:
        """Looks for edits that mend operations."""
        return Mender(self.operations, self.old.schema, self.new.schema, _validated)

    def result(self, operation: Operation) -> OperationResult:
        document = self.documents[id(operation)]
        errors: tuple[str, ...] = ()
        touching: tuple[Change, ...] = ()
        before = [] if id(document) in self.plain[0] else _validated(self.old_schema, self.full(document))
        if before:
            verdict = Verdict.INVALID_ALREADY
            errors = self._described(before, operation)
        else:
            is_valid = self.is_same or id(document) in self.plain[1]
            after = [] if is_valid else _validated(self.new_schema, self.full(document))
            errors = self._described(after, operation)
            touching = self._touching(document)
            verdict = Verdict.BROKEN if after else Verdict.AFFECTED if touching else Verdict.UNAFFECTED
        reference = OperationReference(
            clean(operation.name, limit=100), operation.document.path, operation.line, verdict
        )
        hints = self._hints(operation, document, touching, is_broken=bool(errors))
        return OperationResult(reference, errors, tuple(change.fingerprint for change in touching), hints)

    def _hints(
        self, operation: Operation, document: Complete, touching: Sequence[Change], *, is_broken: bool
    ) -> tuple[str, ...]:
        mendable = [change for change in touching if is_mendable(change, is_broken=is_broken)]
        if not mendable:
            return ()
        return self.mender.hints(operation, self.full(document), mendable, is_broken=is_broken)

    def _described(self, errors: Iterable[GraphQLError], operation: Operation) -> tuple[str, ...]:
        """Return the errors by place; the versions of graphql-core do not agree on an order."""
        described = {(self._place(error, operation), clean(error.message)) for error in errors}
        return tuple(f"{path}:{line}:{column}: {text}" for (path, line, column), text in sorted(described))

    def _place(self, error: GraphQLError, operation: Operation) -> tuple[str, int, int]:
        for node in error.nodes or ():
            if node.loc is not None:
                document = self.operations.documents.get(id(node.loc.source))
                if document is not None:
                    return document.spot(node.loc.start)
        return operation.document.spot(operation.offset)

    def _touching(self, document: Complete) -> tuple[Change, ...]:
        if not self.changes:
            return ()
        usage = self.users.usage(document)
        names = (usage.coordinates | usage.omitted) & self.by_name.keys()
        # In the order of the changes, each once.
        numbers = sorted({number for name in names for number in self.by_name[name]})
        return tuple(self.changes[number] for number in numbers if _is_touched(self.changes[number], usage))

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """Numbers of the changes by the coordinates that whoever they touch uses at least one of."""
        found: dict[str, list[int]] = {}
        for number, change in enumerate(self.changes):
            coordinate = change.coordinate
            names = {coordinate, _owner(coordinate)}
            if change.kind is Kind.IMPLEMENTS:
                names = {change.old or change.new or ""}
            for name in names:
                found.setdefault(name, []).append(number)
        return found


_INPUTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})


def _is_touched(change: Change, usage: Usage) -> bool:
    """Return whether a change is about something that an operation selects, sends or leaves out."""
    coordinate = change.coordinate
    if change.attribute == "default" and change.rule_severity is not Severity.BREAKING:
        return coordinate in usage.omitted
    if change.kind is Kind.IMPLEMENTS:
        # Only who meets the interface, as a field's type or in a fragment, can tell who implements it.
        interface = change.new if change.old is None else change.old
        return (interface or "") in usage.selected
    if coordinate in usage.selected or coordinate in usage.sent:
        return True
    if change.kind in _INPUTS and change.severity is Severity.BREAKING and coordinate in usage.omitted:
        # Leaving it out is what no longer works, unless it went altogether.
        return change.new is not None
    if change.old is not None:
        return False
    # What was added can only be met where its owner is used.
    owner = _owner(coordinate)
    if change.kind is Kind.ENUM_VALUE:
        return owner in usage.selected
    if change.severity is Severity.DEPRECATED:
        # An argument or input field was there before, and is left out.
        return False
    if change.kind is Kind.INPUT_FIELD:
        return owner in usage.sent
    return change.kind in (Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT) and owner in usage.coordinates


def _owner(coordinate: str) -> str:
    """Return what a member belongs to: the field of an argument, else the type."""
    return coordinate.partition("(")[0] if "(" in coordinate else coordinate.partition(".")[0]


def _nodes(selection_set: Any) -> Iterable[Any]:
    waiting = [selection_set]
    while waiting:
        current = waiting.pop()
        for selection in current.selections if current else ():
            yield selection
            waiting.append(getattr(selection, "selection_set", None))
