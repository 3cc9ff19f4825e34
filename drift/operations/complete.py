"""Documents ready to be judged: an operation with its fragments, or a fragment that no operation needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from drift.operations.artifacts import Artifact
from drift.operations.documents import Item
from drift.operations.source import Document
from drift.operations.tree import Definition, Field, FragmentDefinition, Inline
from drift.schema.element import Kind, Schema


@dataclass(frozen=True, eq=False)
class Complete:
    """An operation with every fragment that it needs, or a fragment with every fragment that it needs.

    Attributes:
        items: The operation or fragment, then the fragments.
        documents: The text that each definition is in, in the same order.
    """

    items: tuple[Item, ...]
    documents: Mapping[Definition, Document] = field(repr=False)

    @property
    def item(self) -> Item:
        """The operation, or the fragment that is on its own."""
        return self.items[0]

    @property
    def is_artifact(self) -> bool:
        """Whether its text is what a compiler put into a file, and not what is in the sources."""
        return isinstance(self.documents[self.definitions[0]], Artifact)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The operation, then its fragments."""
        return tuple(self.documents)


def is_at_home(document: Complete, schema: Schema) -> bool:
    """Return whether a schema has something that an operation starts from, or the type that a fragment is on."""
    root = document.definitions[0]
    if isinstance(root, FragmentDefinition):
        return root.condition.value in schema.types
    type_ = schema.types.get(schema.roots.get(root.operation, ""))
    known = (
        {field.name for field in type_.children if field.kind is Kind.FIELD} if type_ is not None else set()
    )
    names = {field.name.value for field in starts_of(document)}
    names = {name for name in names if not name.startswith("__")}
    return not names or not names.isdisjoint(known)


def is_rooted(document: Complete) -> bool:
    """Return whether an operation starts from a field that not every API has."""
    return any(not field.name.value.startswith("__") for field in starts_of(document))


def starts_of(document: Complete) -> Iterator[Field]:
    """Yield the root fields of an operation, those in fragments too."""
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinition)
    }
    waiting = [document.definitions[0].selection_set]
    seen: set[str] = set()
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, Field):
                yield selection
            elif isinstance(selection, Inline):
                waiting.append(selection.selection_set)
            elif selection.name.value in fragments and selection.name.value not in seen:
                seen.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)


def bundles(documents: Iterable[Complete]) -> Iterator[tuple[tuple[Definition, ...], tuple[Complete, ...]]]:
    """Yield definitions that can be in one document, with the documents that they were taken from.

    There are as many as it takes for each fragment name to mean one thing in each.
    """
    groups: list[_Bundle] = []
    for document in documents:
        fragments = [each for each in document.definitions if isinstance(each, FragmentDefinition)]
        bundle = next((each for each in groups if each.has_room(fragments)), None)
        if bundle is None:
            bundle = _Bundle()
            groups.append(bundle)
        bundle.fragments.update({each.name.value: each for each in fragments})
        bundle.definitions.update(dict.fromkeys(document.definitions))
        bundle.members.append(document)
    for bundle in groups:
        yield tuple(bundle.definitions), tuple(bundle.members)


@dataclass
class _Bundle:
    fragments: dict[str, FragmentDefinition] = field(default_factory=dict)
    definitions: dict[Definition, None] = field(default_factory=dict)
    members: list[Complete] = field(default_factory=list)

    def has_room(self, fragments: Iterable[FragmentDefinition]) -> bool:
        """Return whether no fragment has the name of another one here."""
        return all(self.fragments.get(each.name.value, each) is each for each in fragments)
