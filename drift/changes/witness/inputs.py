"""Witnesses of what requests give: arguments, input fields, enum values, directives."""

from __future__ import annotations

from drift.changes.change import Witness
from drift.changes.difference import Difference
from drift.changes.witness.evidence import Evidence
from drift.changes.witness.routes import Unshowable
from drift.schema.element import Kind
from drift.schema.types import is_non_null


def given(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that gives the argument or input field."""
    place = evidence.place(difference)
    return Witness(evidence.requests.give(place, evidence.requests.sample(difference.old), is_whole=True))


def left_out(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that leaves the argument out."""
    holder = difference.old_owners[-1]
    if holder.kind is Kind.DIRECTIVE:
        return Witness(evidence.requests.use(holder))
    owner = difference.old_owners[0].name
    return Witness(evidence.requests.select(owner, evidence.requests.field(holder)))


def input_field_left_out(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that gives the input object without the field."""
    owner = difference.old_owners[-1]
    return Witness(evidence.requests.give(evidence.reached(owner), evidence.requests.smallest_object(owner)))


def value_refused(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that gives a variable of the old type, or a null."""
    old, new = difference.old.type or "", difference.new.type or ""
    place = evidence.place(difference)
    if not is_non_null(new) or is_non_null(old):
        return Witness(evidence.variable(place))
    if not place.is_in_one_of:
        return Witness(evidence.requests.give(place, "null", is_whole=True))
    # One field had to be given, and it could be another one.
    owner = difference.old_owners[-1]
    others = (field for field in owner.of_kind(Kind.INPUT_FIELD) if field.name != difference.old.name)
    other = next(others, None)
    if other is None:
        raise Unshowable(f"Every request gave {difference.coordinate}, and not null.")
    literal = evidence.requests.object_of(owner, [other])
    return Witness(evidence.requests.give(evidence.reached(owner), literal))


def enum_value_removed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that gives the enum value."""
    return Witness(evidence.requests.give(evidence.reached(difference.old_owners[-1]), difference.old.name))


def one_of_added(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that gives the input object other than exactly one field."""
    type_ = difference.old
    fields = type_.of_kind(Kind.INPUT_FIELD)
    required = [field for field in fields if field.is_required]
    if len(required) == 1:
        other = next((field for field in fields if field not in required), None)
        if other is None:
            raise Unshowable(f"{type_.name} has one field, which every request gave already.")
        literal = evidence.requests.object_of(type_, [other])
    else:
        literal = evidence.requests.smallest_object(type_)
    return Witness(evidence.requests.give(evidence.reached(type_), literal))


def directive_removed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that uses the directive."""
    return Witness(evidence.requests.use(difference.old))


def location_removed(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that uses the directive at the location."""
    directive = difference.old_owners[-1]
    return Witness(evidence.requests.use(directive, location=difference.old.name))


def no_longer_repeatable(evidence: Evidence, difference: Difference) -> Witness:
    """Return a request that uses the directive twice in one place."""
    return Witness(evidence.requests.use(difference.old, times=2))
