"""GraphQL that is for a client library alone: taken out, or put in, as its compiler does before anything is sent.

Directives of Apollo, Relay, urql and Houdini, the fields that they make, fragment arguments, and what a project
declares for itself. What the server declares under one of these names is the server's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from drift.operations.client_names import (
    ARGUMENTS_GIVEN,
    LIST_OPERATIONS,
    LISTS,
    LOCAL,
    META_FIELDS,
    SERVED_EVERYWHERE,
    STRIPPED,
)
from drift.operations.client_side import ClientSide
from drift.operations.complete import Complete
from drift.operations.documents import Item, Operations
from drift.operations.fragment_arguments import Values, defaults_of, filled, unknown_values, written_value
from drift.operations.source import Document
from drift.operations.tree import (
    Definition,
    Directive,
    Field,
    FragmentDefinition,
    Literal,
    Name,
    OperationDefinition,
    Selection,
    SelectionSet,
    Spread,
    selections_of,
    values_of,
    variables_in,
)
from drift.schema.element import Kind, Schema
from drift.schema.types import named_type


class _Fate(Enum):
    KEPT = "kept"
    STRIPPED = "stripped"
    LOCAL = "local"


@dataclass
class _Work:
    """One document on its way.

    Attributes:
        fragments: The fragments that it needs, by name.
        taken: How often something was taken for the client's, by a word for it.
        done: What was made, with the texts that it is in.
        waiting: Variants of fragments that are still to be made: item, name and values.
    """

    fragments: Mapping[str, Item]
    taken: dict[str, int] = field(default_factory=dict)
    done: dict[Definition, Document] = field(default_factory=dict)
    waiting: dict[str, tuple[Item, Values]] = field(default_factory=dict)

    def take(self, what: str) -> None:
        self.taken[what] = self.taken.get(what, 0) + 1


class Compiler:
    """Makes documents as they are sent.

    Args:
        servers: The schemas that they are judged against: what one of them declares is the server's. None where the
            server tells no schema.
        own: What the project declares to be its client's.
        items: All operations and fragments, which say what lists Houdini knows.
        artifacts: What a compiler has made of operations, as it put it into files.
    """

    def __init__(
        self,
        servers: Sequence[Schema],
        own: ClientSide,
        items: Iterable[Item],
        artifacts: Mapping[Item, tuple[Item, ...]],
    ) -> None:
        served = SERVED_EVERYWHERE.union(*(schema.directives for schema in servers))
        self._servers = servers
        # What a server defines under the name of a client's type is extended by the client, not made by it.
        types = frozenset(name for name in own.types if not any(name in schema.types for schema in servers))
        self._own = replace(own, types=types)
        self._stripped = (STRIPPED | own.directives) - served
        self._local = LOCAL - served
        self._lists = frozenset(name for item in items for name in self._list_names(item.node))
        self._is_for_client: dict[Definition, bool] = {}
        self._made: dict[tuple[Definition, str], tuple[Definition, _Work]] = {}
        self._artifacts = artifacts
        self._names: dict[Definition, frozenset[str]] = {}
        self.taken: dict[str, int] = {}

    def complete(self, items: tuple[Item, ...]) -> Complete:
        """Return an operation or fragment, and the fragments that it needs, as one document."""
        artifact = self._artifacts.get(items[0])
        if artifact is not None and not self._is_stale(artifact, items):
            return Complete(items, {item.node: item.document for item in artifact})
        return self.compile(items)

    def _is_stale(self, artifact: Iterable[Item], items: Iterable[Item]) -> bool:
        """Return whether the sources select what a server may have and the artifact does not: it was made before."""
        made, written = (self._selected(each) for each in (artifact, items))
        return not (written & self._served_fields) <= made

    def _selected(self, items: Iterable[Item]) -> frozenset[str]:
        """Return the names of the fields that are selected, without those that are not sent."""
        for item in items:
            if item.node not in self._names:
                self._names[item.node] = frozenset(
                    each.name.value
                    for each in selections_of(item.node)
                    if isinstance(each, Field) and not any(map(self._may_leave_out, each.directives))
                )
        return frozenset().union(*(self._names[item.node] for item in items))

    def _may_leave_out(self, directive: Directive) -> bool:
        return directive.name.value in ("skip", "include") or self._fate(directive.name.value) is _Fate.LOCAL

    @cached_property
    def _served_fields(self) -> frozenset[str]:
        types = [type_ for schema in self._servers for type_ in schema.types.values()]
        return frozenset(each.name for type_ in types for each in type_.of_kind(Kind.FIELD))

    def compile(self, items: tuple[Item, ...]) -> Complete:
        """Return an operation or fragment as its client's compiler will make it of the sources."""
        if not any(map(self._concerns, (item.node for item in items))):
            return Complete(items, {item.node: item.document for item in items})
        work = _Work({item.name: item for item in items if item.kind == "fragment"})
        work.waiting[""] = items[0], unknown_values(items[0].node)
        made: set[str] = set()
        while len(made) < len(work.waiting):
            for name, (item, values) in list(work.waiting.items()):
                if name not in made:
                    made.add(name)
                    work.done[self._definition(item.node, name, values, work)] = item.document
        for what, count in work.taken.items():
            self.taken[what] = self.taken.get(what, 0) + count
        return Complete(items, _without_unused(work.done, items))

    def is_local(self, definition: Definition) -> bool:
        """Return whether a fragment is on a type that only the client knows."""
        return isinstance(definition, FragmentDefinition) and definition.condition.value in self._own.types

    def said(self) -> tuple[str, ...]:
        """Return what was taken for the client's, with how often, such as ``@client (3)``."""
        return tuple(f"{what} ({count:,})" for what, count in sorted(self.taken.items()))

    def _list_names(self, definition: Definition) -> Iterable[str]:
        for selection in selections_of(definition):
            for directive in selection.directives:
                if directive.name.value in LISTS:
                    for argument in directive.arguments:
                        if argument.name.value == "name" and isinstance(argument.value, Literal):
                            yield argument.value.text.strip('"')

    def _concerns(self, definition: Definition) -> bool:
        """Return whether anything in a definition may be for a client."""
        found = self._is_for_client.get(definition)
        if found is None:
            found = self._is_for_client[definition] = (
                bool(self._own.fields or self._own.types)
                or any(self._fate(each.name.value) is not _Fate.KEPT for each in definition.directives)
                or any(map(self._concerns_selection, selections_of(definition)))
            )
        return found

    def _concerns_selection(self, selection: Selection) -> bool:
        if any(self._fate(each.name.value) is not _Fate.KEPT for each in selection.directives):
            return True
        if isinstance(selection, Field):
            return selection.name.value in META_FIELDS
        return isinstance(selection, Spread) and self._is_list_operation(selection.name.value)

    def _fate(self, directive: str) -> _Fate:
        if directive in self._local:
            return _Fate.LOCAL
        is_delete = directive.endswith("_delete") and bool(self._lists)
        return _Fate.STRIPPED if directive in self._stripped or is_delete else _Fate.KEPT

    def _is_list_operation(self, name: str) -> bool:
        return any(name.endswith(end) and name.removesuffix(end) in self._lists for end in LIST_OPERATIONS)

    def _definition(self, node: Definition, name: str, values: Values, work: _Work) -> Definition:
        # Another document has made it already, when nothing of the document's own was put in.
        known = self._made.get((node, name))
        if known is not None:
            made, before = known
            for what, count in before.taken.items():
                work.taken[what] = work.taken.get(what, 0) + count
            for wanted in before.waiting:
                item = work.fragments.get(wanted.partition("(")[0])
                if item is not None:
                    work.waiting.setdefault(wanted, (item, before.waiting[wanted][1]))
            return made
        own = _Work(work.fragments)
        self._made[node, name] = self._compiled(node, name, values, own), own
        return self._definition(node, name, values, work)

    def _compiled(self, node: Definition, name: str, values: Values, own: _Work) -> Definition:
        if not self._concerns(node) and not values:
            for selection in selections_of(node):
                if isinstance(selection, Spread):
                    self._spread(selection, selection.directives, values, own)
            return node
        parent = self._parent(node)
        directives = self._directives(node.directives, values, own)
        selections = self._selections(node.selection_set, parent, values, own)
        made = replace(node, directives=directives, selection_set=selections)
        if isinstance(made, FragmentDefinition) and name and name != made.name.value:
            return replace(made, name=replace(made.name, value=name))
        return made

    def _parent(self, definition: Definition) -> str:
        """Return the type that a definition selects on; empty for an operation type that no server has."""
        if isinstance(definition, FragmentDefinition):
            return definition.condition.value
        if not self._servers:
            return definition.operation.capitalize()
        roots = (schema.roots.get(definition.operation) for schema in self._servers)
        return next((root for root in roots if root), "")

    def _directives(
        self, directives: tuple[Directive, ...], values: Values, work: _Work
    ) -> tuple[Directive, ...]:
        kept = []
        for directive in directives:
            if self._fate(directive.name.value) is not _Fate.KEPT:
                work.take(f"@{directive.name.value}")
            else:
                kept.append(replace(directive, arguments=filled(directive.arguments, values)))
        return tuple(kept)

    def _selections(self, node: SelectionSet, parent: str, values: Values, work: _Work) -> SelectionSet:
        kept = [
            made
            for selection in node.selections
            if (made := self._selection(selection, parent, values, work)) is not None
        ]
        # Where nothing is left a client asks for the type alone.
        if not kept:
            name = Name(node.start, node.start, "__typename")
            kept.append(Field(node.start, node.start, None, name, (), (), None))
        return replace(node, selections=tuple(kept))

    def _selection(self, node: Selection, parent: str, values: Values, work: _Work) -> Selection | None:
        """Return a selection as it is sent, None when it is not."""
        local = [each for each in node.directives if self._fate(each.name.value) is _Fate.LOCAL]
        if local:
            work.take(f"@{local[0].name.value}")
            return None
        directives = self._directives(node.directives, values, work)
        if isinstance(node, Field):
            return self._field(node, directives, parent, values, work)
        if isinstance(node, Spread):
            return self._spread(node, directives, values, work)
        condition = parent if node.condition is None else node.condition.value
        if condition in self._own.types:
            work.take(condition)
            return None
        selections = self._selections(node.selection_set, condition, values, work)
        return replace(node, directives=directives, selection_set=selections)

    def _field(
        self, node: Field, directives: tuple[Directive, ...], parent: str, values: Values, work: _Work
    ) -> Field | None:
        name = node.name.value
        coordinate = f"{parent}.{name}"
        if name in META_FIELDS or self._is_own_field(parent, name):
            work.take(name if name in META_FIELDS else coordinate)
            return None
        selections = node.selection_set
        if selections is not None:
            selections = self._selections(selections, self._type_of(parent, name), values, work)
        arguments = filled(node.arguments, values)
        return replace(node, arguments=arguments, directives=directives, selection_set=selections)

    def _is_own_field(self, parent: str, name: str) -> bool:
        if not (parent or self._servers):
            # Without a schema nobody knows what type is selected on, and the name has to do.
            return any(coordinate.endswith(f".{name}") for coordinate in self._own.fields)
        return f"{parent}.{name}" in self._own.fields and not any(
            parent in schema.types and schema.types[parent].child(Kind.FIELD, name)
            for schema in self._servers
        )

    def _type_of(self, parent: str, name: str) -> str:
        for schema in self._servers:
            element = schema.types[parent].child(Kind.FIELD, name) if parent in schema.types else None
            if element is not None:
                return named_type(element.type or "")
        return ""

    def _spread(
        self, node: Spread, directives: tuple[Directive, ...], values: Values, work: _Work
    ) -> Spread | None:
        name = node.name.value
        if self._is_list_operation(name):
            work.take(f"...{name}")
            return None
        item = work.fragments.get(name)
        if item is None:
            return replace(node, directives=directives)
        assert isinstance(item.node, FragmentDefinition)  # noqa: S101 - fragments are looked up by their names
        if item.node.condition.value in self._own.types:
            work.take(item.node.condition.value)
            return None
        given = [
            argument
            for directive in node.directives
            if directive.name.value in ARGUMENTS_GIVEN & self._stripped
            for argument in filled(directive.arguments, values)
        ]
        inner = {**defaults_of(item.node), **{each.name.value: each.value for each in given}}
        variant = name
        if given:
            variant += (
                f"({', '.join(sorted(f'{each.name.value}: {written_value(each.value)}' for each in given))})"
            )
        work.waiting.setdefault(variant, (item, inner))
        return replace(node, directives=directives, name=replace(node.name, value=variant))


def _without_unused(
    documents: Mapping[Definition, Document], items: Sequence[Item]
) -> Mapping[Definition, Document]:
    """Return a document without the variables of which every use was taken out."""
    used = _variables(documents)
    before = _variables(item.node for item in items)
    found: dict[Definition, Document] = {}
    for definition, document in documents.items():
        made = definition
        if isinstance(made, OperationDefinition):
            kept = tuple(
                each
                for each in made.variables
                if each.variable.name in used or each.variable.name not in before
            )
            made = replace(made, variables=kept)
        found[made] = document
    return found


def _variables(definitions: Iterable[Definition]) -> set[str]:
    return {
        variable.name
        for definition in definitions
        for value in values_of(definition)
        for variable in variables_in(value)
    }


def compiled(operations: Operations, *servers: Schema) -> tuple[tuple[Complete, ...], Compiler]:
    """Return every operation, then every fragment that none of them needs, each with the fragments that it needs.

    Args:
        operations: What was found in the user's files.
        servers: The schemas that they are judged against.

    Returns:
        The documents as they are sent, and what made them, which says what was taken for the client's.
    """
    fragments = [each for candidates in operations.fragments.values() for each in candidates]
    compiler = Compiler(
        servers, operations.client, [*operations.operations, *fragments], operations.artifacts
    )
    needed: set[Item] = set()
    roots = []
    for operation in operations.operations:
        items = operations.with_fragments(operation)
        needed.update(items)
        roots.append(items)
    alone = (each for each in fragments if each not in needed and not compiler.is_local(each.node))
    for fragment in sorted(alone, key=lambda item: (item.path, item.line)):
        roots.append(operations.with_fragments(fragment))
    return tuple(map(compiler.complete, roots)), compiler
