"""Witnesses of what requests select: root operation types, types, fields, fragments.

Most breaks show in the request: it validates against the old schema, and not against the new one. Where only
the answer differs, such as a field that may now be null, the request selects what is answered differently.
"""

from __future__ import annotations

from drift.changes.change import Witness
from drift.changes.difference import Difference
from drift.changes.witness.evidence import ANSWERED, Evidence
from drift.changes.witness.inputs import given, value_refused
from drift.changes.witness.requests import block, document
from drift.changes.witness.routes import Unshowable
from drift.schema.element import Element, Kind
from drift.schema.position import COMPOSITE_KINDS, is_composite
from drift.schema.types import named_type

_WRITTEN_AS = {Kind.SCALAR: "a string", Kind.ENUM: "a name", Kind.INPUT_OBJECT: "an object"}


def any_request(evidence: Evidence, difference: Difference) -> Witness:
    """Return the smallest request: none validates against a schema that is not valid."""
    if "query" not in evidence.old.roots:
        raise Unshowable("No query is valid against the old schema.")
    request = document("query", evidence.requests.something(evidence.old.roots["query"]))
    return Witness(
        request, f"Any request shows it: none validates while {difference.coordinate} is not valid."
    )


def root_removed(evidence: Evidence, difference: Difference) -> Witness:
    """Return the smallest operation of a kind that is gone."""
    name = difference.old.type or ""
    return Witness(document(difference.old.name, evidence.requests.something(name)))


def root_changed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a fragment on the type that was the root."""
    name = difference.old.type or ""
    lines = block(f"... on {name}", evidence.requests.something(name))
    return Witness(document(difference.old.name, lines))


def type_removed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that names the type."""
    type_ = difference.old
    if type_.kind in COMPOSITE_KINDS:
        return Witness(evidence.named(type_.name))
    return Witness(evidence.variable(evidence.reached(type_)))


def kind_changed(evidence: Evidence, difference: Difference) -> Witness:
    """Return what could be selected on the type, given for it or answered by it, and no longer is."""
    old, new = difference.old, difference.new
    if old.kind in COMPOSITE_KINDS and new.kind in COMPOSITE_KINDS:
        return _other_composite(evidence, difference)
    if old.kind in COMPOSITE_KINDS:
        return Witness(evidence.named(old.name))
    place = evidence.routes.place(old.name)
    if place is not None:
        if new.kind in COMPOSITE_KINDS:
            return Witness(evidence.variable(place))
        # A custom scalar takes every literal; what is written for one is a string.
        refused = _WRITTEN_AS.get(old.kind) != _WRITTEN_AS.get(new.kind) and new.kind is not Kind.SCALAR
        if refused:
            return Witness(evidence.requests.give(place, evidence.literal(old)))
    if old.name in evidence.old.outputs:
        return evidence.answer_of(old.name)
    raise Unshowable("Every old request still validates: a custom scalar takes every literal.")


def _other_composite(evidence: Evidence, difference: Difference) -> Witness:
    old, new = difference.old, difference.new
    lines = evidence.impossible_within(old, new)
    if lines is not None:
        return Witness(evidence.requests.select(old.name, lines))
    if old.kind is Kind.OBJECT:
        request = evidence.requests.select(old.name, evidence.requests.something(old.name))
        return Witness(request, ANSWERED.format(old=f"__typename {old.name}", new="another one"))
    raise Unshowable(
        "Every old request still validates; only code that is generated from the schema can tell."
    )


def field_removed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that selects the field, or gives the input field."""
    if difference.kind is Kind.INPUT_FIELD:
        return given(evidence, difference)
    owner = difference.old_owners[-1].name
    return Witness(evidence.requests.select(owner, evidence.requests.field(difference.old)))


def type_changed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that selects the field, or gives the input field a value of its old type."""
    if difference.kind is Kind.INPUT_FIELD:
        return value_refused(evidence, difference)
    field, after = difference.old, difference.new
    owner = difference.old_owners[-1].name
    request = evidence.requests.select(owner, evidence.requests.field(field))
    old = evidence.sides.old.types.get(named_type(field.type or ""))
    new = evidence.sides.new.types.get(named_type(after.type or ""))
    was, is_ = (side is not None and side.kind in COMPOSITE_KINDS for side in (old, new))
    if was != is_:
        return Witness(request)
    if old is not None and new is not None and was and old.name != new.name:
        lines = evidence.impossible_within(old, new)
        if lines is not None:
            return Witness(evidence.requests.select(owner, block(evidence.requests.head(field), lines)))
    return Witness(request, ANSWERED.format(old=field.type, new=after.type))


def no_longer_merged(evidence: Evidence, difference: Difference) -> Witness:
    """Return both fields of one name, selected together."""
    conflict = evidence.sides.merging.conflict(difference.old_owners[-1].name, difference.old.name)
    if conflict is None:
        raise Unshowable("No request can select both fields.")
    lines: list[str] = []
    for side in (0, 1):
        inner: list[str] | None = None
        for *owners, name in reversed(conflict.meetings):
            literals = _arguments_of_both(evidence, owners[0], owners[1], name)
            field = _field(evidence, owners[side], name)
            if inner is None:
                inner = evidence.requests.field(field, literals)
            else:
                inner = block(evidence.requests.head(field, literals), inner)
            if owners[side] != conflict.within:
                inner = block(f"... on {owners[side]}", inner)
        lines += inner or []
    return Witness(evidence.requests.select(conflict.within, lines))


def _field(evidence: Evidence, owner: str, name: str) -> Element:
    found = evidence.sides.old.types[owner].child(Kind.FIELD, name)
    if found is None:
        raise Unshowable(f"{owner}.{name} is gone.")
    return found


def _arguments_of_both(evidence: Evidence, one: str, other: str, name: str) -> dict[str, str]:
    """Return literals that both fields can share, as fields that are selected together must."""
    literals: dict[str, str] = {}
    for owner in (one, other):
        for argument in _field(evidence, owner, name).of_kind(Kind.ARGUMENT):
            if argument.is_required:
                literals.setdefault(argument.name, evidence.requests.sample(argument))
    return literals


def fragment_impossible(evidence: Evidence, difference: Difference) -> Witness:
    """Return a fragment on one type within the other."""
    name = difference.old.name
    if not is_composite(name, evidence.sides.old):
        raise Unshowable(f"No fragment could name {name} in the old schema.")
    return Witness(evidence.fragment(difference.old_owners[0].name, name))
