"""What Relay's compiler makes of an operation, in a file next to its source: ``__generated__/NAME.graphql.ts``.

The artifact is what is sent, and so what is judged. Shown are the places in the source that its parts were made of; what
the compiler added is shown where it added it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from drift.operations.source import Document, File
from drift.operations.tree import (
    Argument,
    Definition,
    Directive,
    Field,
    FragmentDefinition,
    Inline,
    ListValue,
    Literal,
    Node,
    ObjectValue,
    OperationDefinition,
    Selection,
    SelectionSet,
    Spread,
    Value,
    VariableDefinition,
)

_FOLDER = "__generated__"
_NAME = re.compile(r"(\w+)\.graphql\.[cm]?[jt]sx?")
_MARK = re.compile(r"@generated|\bConcrete(?:Request|Batch)\b|\"kind\": \"(?:Request|Batch)\"")
# Relay names a fragment with arguments after what is given to it.
_VARIANT = re.compile(r"_[0-9A-Za-z]+\Z")


class Origin(Protocol):
    """A definition where it was written."""

    @property
    def document(self) -> Document: ...  # noqa: D102
    @property
    def node(self) -> Definition: ...  # noqa: D102


def is_generated(file: File) -> bool:
    """Return whether a file is what a compiler made of operations in other files."""
    path = PurePosixPath(file.path)
    return _FOLDER in path.parts or (
        _NAME.fullmatch(path.name) is not None and _MARK.search(file.text) is not None
    )


def is_artifact_of(name: str, file: File) -> bool:
    """Return whether a file is what Relay's compiler made of the operation of that name."""
    match = _NAME.fullmatch(PurePosixPath(file.path).name)
    return match is not None and match[1] == name and is_generated(file)


class _Place(NamedTuple):
    file: File
    offset: int
    is_exact: bool


@dataclass(frozen=True, eq=False)
class Artifact(Document):
    """The text of an artifact, whose places are those of the sources that it was made of.

    Attributes:
        origins: The definitions of the text, each with where it was written, None where that was not found.
        around: Where it is said that there is to be such an operation, for what was written nowhere.
    """

    origins: tuple[tuple[Definition, Origin | None], ...] = ()
    around: tuple[Document, int] | None = field(default=None, repr=False)

    def origin(self, offset: int) -> tuple[File, int]:
        """Return the file and the offset in it of what a character of the text was made of."""
        starts, places = self._places
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return super().origin(offset)
        file, place, is_exact = places[index]
        return file, place + (offset - starts[index] if is_exact else 0)

    @cached_property
    def _places(self) -> tuple[list[int], list[_Place]]:
        # Errors are few, and most runs have none.
        found: dict[int, _Place] = {}
        for definition, origin in self.origins:
            if origin is not None:
                _Matcher(origin.document, found).definition(definition, origin.node)
            elif self.around is not None:
                document, offset = self.around
                found[definition.start] = _Place(*document.origin(offset), is_exact=False)
            else:
                found[definition.start] = _Place(*super().origin(definition.start), is_exact=True)
        starts = sorted(found)
        return starts, [found[start] for start in starts]


def artifact_of(
    document: Document,
    origins: Mapping[Definition, Origin | None],
    around: tuple[Document, int] | None,
) -> Artifact:
    """Return the text of an artifact with the places of its sources, as :class:`Artifact` has them."""
    return Artifact(
        document.file,
        document.text,
        document.runs,
        document.is_certain,
        document.is_whole,
        document.holes,
        tuple(origins.items()),
        around,
    )


def refetched(definition: Definition) -> Iterator[tuple[str, int]]:
    """Yield the name of the operation that Relay makes for a fragment, and where the fragment asks for it."""
    for directive in definition.directives:
        if directive.name.value == "refetchable":
            for argument in directive.arguments:
                if argument.name.value == "queryName" and isinstance(argument.value, Literal):
                    yield argument.value.text.strip('"'), directive.start


def source_name(name: str, known: Mapping[str, object]) -> str:
    """Return the name of the fragment that a fragment of an artifact was made of."""
    base = _VARIANT.sub("", name)
    return base if name not in known and base in known else name


@dataclass
class _Matcher:
    """Finds for each node of what was made the node that it was made of.

    Attributes:
        document: The text of the sources.
        found: Where to put the places, by the offset of what was made.
    """

    document: Document
    found: dict[int, _Place]

    def definition(self, made: Definition, source: Definition) -> None:
        self._put(made, source)
        if made.name is not None and source.name is not None:
            self._put(made.name, source.name)
        if isinstance(made, OperationDefinition) and isinstance(source, OperationDefinition):
            variables = {each.variable.name: each for each in source.variables}
            for each in made.variables:
                self._variable(each, variables.get(each.variable.name), source)
        if isinstance(made, FragmentDefinition) and isinstance(source, FragmentDefinition):
            self._put(made.condition, source.condition)
        self._directives(made.directives, source.directives, source)
        self._selections(made.selection_set, [source.selection_set], source)

    def _put(self, made: Node, source: Node | None, around: Node | None = None) -> None:
        node = source or around
        if node is not None:
            place = _Place(*self.document.origin(node.start), is_exact=source is not None)
            self.found.setdefault(made.start, place)

    def _variable(self, made: VariableDefinition, source: VariableDefinition | None, around: Node) -> None:
        self._put(made, source, around)
        self._put(made.type, None if source is None else source.type, source or around)
        if made.default is not None:
            self._value(made.default, None if source is None else source.default, source or around)

    def _selections(self, made: SelectionSet, sources: Sequence[SelectionSet], around: Node) -> None:
        self._put(made, sources[0] if sources else None, around)
        written = list(_flattened(sources))
        for selection in made.selections:
            twins = [each for each in written if _is_twin(selection, each)]
            twin = twins[0] if twins else None
            self._put(selection, twin, around)
            here = twin or around
            self._directives(selection.directives, () if twin is None else twin.directives, here)
            if isinstance(selection, Spread):
                self._put(selection.name, twin.name if isinstance(twin, Spread) else None, here)
                continue
            if isinstance(selection, Field):
                field_ = twin if isinstance(twin, Field) else None
                self._put(selection.name, None if field_ is None else field_.name, here)
                self._arguments(selection.arguments, () if field_ is None else field_.arguments, here)
            elif selection.condition is not None:
                self._put(selection.condition, twin.condition if isinstance(twin, Inline) else None, here)
            if selection.selection_set is not None:
                inner = [each.selection_set for each in twins if not isinstance(each, Spread)]
                below = [each for each in inner if each is not None]
                # A condition that nobody wrote: the compiler moved what is in it.
                is_moved = isinstance(selection, Inline) and not below
                self._selections(selection.selection_set, sources if is_moved else below, here)

    def _directives(self, made: Iterable[Directive], sources: Iterable[Directive], around: Node) -> None:
        known = {each.name.value: each for each in sources}
        for each in made:
            twin = known.get(each.name.value)
            self._put(each, twin, around)
            self._arguments(each.arguments, () if twin is None else twin.arguments, twin or around)

    def _arguments(self, made: Iterable[Argument], sources: Iterable[Argument], around: Node) -> None:
        known = {each.name.value: each for each in sources}
        for each in made:
            twin = known.get(each.name.value)
            self._put(each, twin, around)
            self._value(each.value, None if twin is None else twin.value, twin or around)

    def _value(self, made: Value, source: Value | None, around: Node) -> None:
        self._put(made, source, around)
        here = source or around
        if isinstance(made, ObjectValue):
            self._arguments(made.fields, source.fields if isinstance(source, ObjectValue) else (), here)
        elif isinstance(made, ListValue):
            items = source.items if isinstance(source, ListValue) else ()
            for number, item in enumerate(made.items):
                self._value(item, items[number] if number < len(items) else None, here)


def _flattened(selection_sets: Iterable[SelectionSet]) -> Iterator[Selection]:
    """Yield selections, then those in inline fragments among them, which a compiler may move out of these."""
    waiting = list(selection_sets)
    while waiting:
        inner = []
        for selection_set in waiting:
            for selection in selection_set.selections:
                yield selection
                if isinstance(selection, Inline):
                    inner.append(selection.selection_set)
        waiting = inner


def _is_twin(made: Selection, source: Selection) -> bool:
    if isinstance(made, Field) and isinstance(source, Field):
        return (
            made.name.value == source.name.value
            and (made.alias or made.name).value == (source.alias or source.name).value
        )
    if isinstance(made, Spread) and isinstance(source, Spread):
        return made.name.value == source.name.value or _VARIANT.sub("", made.name.value) == source.name.value
    if isinstance(made, Inline) and isinstance(source, Inline):
        return (made.condition and made.condition.value) == (source.condition and source.condition.value)
    return False
