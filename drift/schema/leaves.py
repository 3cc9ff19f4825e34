"""Which enums and scalars hold the values of another one, in a response."""

from __future__ import annotations

from drift.schema.element import SPECIFIED_SCALARS, Element, Kind, Schema

# As responses write them: IDs and the names of enum values are strings.
# https://spec.graphql.org/September2025/#sec-ID.Result-Coercion
_WIDER = {"Int": {"Float"}, "ID": {"String"}, "String": {"ID"}}
_TEXTS = frozenset({"String", "ID"})


def is_answered_as(new_name: str, new: Schema, old_name: str, old: Schema) -> bool:
    """Return whether every value that an answer can hold of a leaf type of *new* is one of a leaf type of *old*.

    What a custom scalar looks like in an answer is known from nowhere, so it is only ever the same as itself:
    under its own name, or under another one that took the place of it.
    """
    after, before = new.types.get(new_name), old.types.get(old_name)
    if after is None or before is None:
        if after is not None:
            return after.kind is Kind.ENUM and old_name in _TEXTS
        is_specified = {new_name, old_name} <= SPECIFIED_SCALARS
        return is_specified and (new_name == old_name or old_name in _WIDER.get(new_name, ()))
    if after.kind is Kind.ENUM and before.kind is Kind.ENUM:
        return _values(after) <= _values(before)
    if after.kind is not Kind.SCALAR or before.kind is not Kind.SCALAR:
        return False
    took_its_place = old_name not in new.types and new_name not in old.types
    return new_name == old_name or (took_its_place and _is_same_scalar(after, before))


def _values(enum: Element) -> frozenset[str]:
    return frozenset(value.name for value in enum.of_kind(Kind.ENUM_VALUE))


def _is_same_scalar(one: Element, other: Element) -> bool:
    """Return whether two custom scalars say that they are the same: by specification, description or spelling."""
    if one.specified_by is not None or other.specified_by is not None:
        return one.specified_by == other.specified_by
    if one.description is not None and one.description == other.description:
        return True
    return _spelling(one.name) == _spelling(other.name)


def _spelling(name: str) -> str:
    return name.replace("_", "").lower()
