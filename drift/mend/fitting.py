"""Whether what was selected on one type can be selected on another one, and what has to be put around it."""

from __future__ import annotations

from drift.mend.proposal import Sides, Step
from drift.operations.source import Document
from drift.operations.tree import Field, SelectionSet
from drift.schema.element import SPECIFIED_SCALARS, Element, Kind
from drift.schema.position import COMPOSITE_KINDS, Positions
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

_SAME_TEXT = frozenset({"ID", "String"})
_ABSTRACT = frozenset({Kind.INTERFACE, Kind.UNION})


class Misfit(Exception):
    """What was selected does not fit; the message says why, half a sentence."""


def depth(type_: str) -> int:
    """Return how many lists are around a named type."""
    count, current = 0, nullable(type_)
    while is_list(current):
        count, current = count + 1, nullable(item_type(current))
    return count


def fitted(
    sides: Sides, document: Document, selection_set: SelectionSet | None, old: Element, new: Element
) -> tuple[list[Step], str]:
    """Return what has to be put around selections so that they fit another field, and what is different there.

    Args:
        sides: Both schemas.
        document: The text of the selections.
        selection_set: What is selected of the field; None of a leaf.
        old: The field that it was selected of.
        new: The field that it is to be selected of.

    Raises:
        Misfit: It does not fit.
    """
    before, after = old.type or "", new.type or ""
    if depth(before) != depth(after):
        raise Misfit(f"{new.coordinate} is {after}, which is not {before}")
    return _fitted(sides, document, selection_set, before, new)


def _fitted(
    sides: Sides, document: Document, selection_set: SelectionSet | None, before: str, new: Element
) -> tuple[list[Step], str]:
    old_name, new_name = named_type(before), named_type(new.type or "")
    old_type, new_type = sides.old.types.get(old_name), sides.new.types.get(new_name)
    is_composite = new_type is not None and new_type.kind in COMPOSITE_KINDS
    if is_composite != (selection_set is not None):
        raise Misfit(f"{new.coordinate} is {new.type}, which is not {before}")
    note = _note(before, new)
    if old_name == new_name or sides.renamed.get(old_name) == new_name:
        return [], note
    if selection_set is None:
        if not _is_leaf_like(sides, old_name, new_name):
            raise Misfit(f"{new.coordinate} is {new.type}, which is not {before}")
        return [], f"{new.coordinate} is {new.type} instead of {before}"
    if old_type is None or new_type is None:
        raise Misfit(f"{old_name} is not in the old schema")
    return _wrapped(sides, document, selection_set, old_type, new_type), note


def _note(before: str, new: Element) -> str:
    """Return what a program has to know that reads an answer."""
    after = new.type or ""
    if is_non_null(before) and not is_non_null(after):
        return f"{new.coordinate} may be null"
    return ""


def _is_leaf_like(sides: Sides, old: str, new: str) -> bool:
    """Return whether an answer of one leaf type may be read as one of another."""
    types = sides.new.types.get(new), sides.old.types.get(old)
    if any(type_ is not None and type_.kind is Kind.ENUM for type_ in types):
        return False
    if {old, new} <= _SAME_TEXT or (old, new) == ("Int", "Float"):
        return True
    is_custom = bool({old, new} - SPECIFIED_SCALARS)
    return is_custom and "Boolean" not in (old, new)


def _wrapped(
    sides: Sides, document: Document, selection_set: SelectionSet, old: Element, new: Element
) -> list[Step]:
    """Return the steps that make selections on one type fit another one.

    Where the new type may be the old one among others, that is said by a fragment. Else each field has to be there.
    """
    fields = [each for each in selection_set.selections if isinstance(each, Field)]
    known = {each.name: each for each in new.of_kind(Kind.FIELD)}
    missing = [
        each.name.value
        for each in fields
        if each.name.value not in known and not each.name.value.startswith("__")
    ]
    if missing:
        possible = sides.new.once(Positions).possible_types.get(new.name, frozenset())
        if new.kind in _ABSTRACT and old.name in possible and old.kind not in _ABSTRACT:
            return [
                Step(document, selection_set.start + 1, selection_set.start + 1, f" ... on {old.name} {{"),
                Step(document, selection_set.end - 1, selection_set.end - 1, "} "),
            ]
        raise Misfit(f"{new.name} has no field {missing[0]}")
    steps: list[Step] = []
    before = {each.name: each for each in old.of_kind(Kind.FIELD)}
    for each in fields:
        was, is_ = before.get(each.name.value), known.get(each.name.value)
        if was is not None and is_ is not None:
            inner, _ = fitted(sides, document, each.selection_set, was, is_)
            steps += inner
    return steps
