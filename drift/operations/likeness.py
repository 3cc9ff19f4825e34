"""Whether a document that starts from nothing that a schema has was still meant for it: a name is misspelled.

A name alone proves nothing: other APIs have ``user`` where this one has ``users``. What is given to it and selected on
it has to be there as well, for the most part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from drift.operations.complete import Complete, starts_of
from drift.operations.tree import Argument, Field, FragmentDefinition, Inline, SelectionSet
from drift.schema.element import Element, Kind, Schema
from drift.schema.types import named_type

# Of 1; two letters that changed places leave 0.8 of a name of five.
MIN_LIKENESS = 0.75
MIN_SHARED = 0.5


def resembles(document: Complete, schema: Schema) -> bool:
    """Return whether something that a document starts from is nearly what a schema has, and used as that is."""
    root = document.definitions[0]
    if isinstance(root, FragmentDefinition):
        composite = {name: type_ for name, type_ in schema.types.items() if type_.kind in _WITH_SELECTIONS}
        return any(
            _fits((), root.selection_set, near, near, schema)
            for near in _nearest(root.condition.value, composite)
        )
    type_ = schema.types.get(schema.roots.get(root.operation, ""))
    fields = {} if type_ is None else {each.name: each for each in type_.of_kind(Kind.FIELD)}
    return any(
        _fits(
            start.arguments, start.selection_set, near, schema.types.get(named_type(near.type or "")), schema
        )
        for start in starts_of(document)
        for near in _nearest(start.name.value, fields)
    )


_WITH_SELECTIONS = frozenset({Kind.OBJECT, Kind.INTERFACE, Kind.UNION})


def _nearest(name: str, known: dict[str, Element]) -> Iterator[Element]:
    lowered = {each.lower(): element for each, element in known.items()}
    for near in get_close_matches(name.lower(), lowered, n=3, cutoff=MIN_LIKENESS):
        yield lowered[near]


def _fits(
    arguments: Iterable[Argument],
    selections: SelectionSet | None,
    owner: Element,
    type_: Element | None,
    schema: Schema,
) -> bool:
    """Return whether most of what is given to a field and selected on its type is there."""
    there = [owner.child(Kind.ARGUMENT, each.name.value) is not None for each in arguments]
    if type_ is None or type_.kind not in _WITH_SELECTIONS:
        return selections is None and sum(there) >= MIN_SHARED * len(there)
    if selections is None:
        return False
    for selection in selections.selections:
        if isinstance(selection, Field) and not selection.name.value.startswith("__"):
            there.append(type_.child(Kind.FIELD, selection.name.value) is not None)
        elif isinstance(selection, Inline) and selection.condition is not None:
            there.append(selection.condition.value in schema.types)
    return sum(there) >= MIN_SHARED * len(there)
