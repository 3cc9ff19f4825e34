"""For each breaking difference the smallest request that shows it.

Most breaks show in the request: it validates against the old schema, and not against the new one. Where only
the answer differs, such as a field that may now be null, the request selects what is answered differently.
"""

from __future__ import annotations

from collections.abc import Iterator

from drift.changes.change import Witness
from drift.changes.difference import Difference, Sides
from drift.changes.witness.requests import VARIABLE, Requests, Unshowable, block, document
from drift.changes.witness.routes import Place, Routes
from drift.schema.element import Element, Kind
from drift.schema.position import COMPOSITE_KINDS, is_composite
from drift.schema.types import is_non_null, named_type

_ANSWERED = "Shown by the answer, not by the request: {old} before, {new} now."


class Witnesses:
    """Finds the witnesses of one comparison.

    Args:
        sides: Both schemas.
    """

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._old = sides.old_positions
        self._new = sides.new_positions
        self._routes = Routes(self._old, self._new)
        self._requests = Requests(self._old, self._routes)
        self._finders = {
            "ROOT_OPERATION_TYPE_REMOVED": self._root_removed,
            "ROOT_OPERATION_TYPE_CHANGED": self._root_changed,
            "TYPE_REMOVED": self._type_removed,
            "TYPE_CHANGED_KIND": self._kind_changed,
            "ONE_OF_ADDED": self._one_of_added,
            "FIELD_REMOVED": self._field_removed,
            "FIELD_CHANGED_KIND_CONFLICT": self._no_longer_merged,
            "FIELD_CHANGED_KIND": self._type_changed,
            "REQUIRED_ARG_ADDED": self._left_out,
            "ARG_REMOVED": self._given,
            "ARG_CHANGED_KIND": self._value_refused,
            "ARG_BECAME_REQUIRED": self._left_out,
            "REQUIRED_DIRECTIVE_ARG_ADDED": self._left_out,
            "DIRECTIVE_ARG_REMOVED": self._given,
            "REQUIRED_INPUT_FIELD_ADDED": self._input_field_left_out,
            "INPUT_FIELD_BECAME_REQUIRED": self._input_field_left_out,
            "VALUE_REMOVED_FROM_ENUM": self._enum_value_removed,
            "TYPE_REMOVED_FROM_UNION": self._fragment_impossible,
            "IMPLEMENTED_INTERFACE_REMOVED": self._fragment_impossible,
            "DIRECTIVE_REMOVED": self._directive_removed,
            "DIRECTIVE_LOCATION_REMOVED": self._location_removed,
            "DIRECTIVE_REPEATABLE_REMOVED": self._no_longer_repeatable,
        }

    def of(self, rule_id: str, difference: Difference) -> Witness:
        """Return what shows the difference, which the rule of that id found breaking."""
        try:
            return self._finders[rule_id](difference)
        except Unshowable as why:
            return Witness(None, str(why))

    # Root operation types and types

    def _root_removed(self, difference: Difference) -> Witness:
        name = difference.old.type or ""
        return Witness(document(difference.old.name, self._requests.something(name)))

    def _root_changed(self, difference: Difference) -> Witness:
        name = difference.old.type or ""
        lines = block(f"... on {name}", self._requests.something(name))
        return Witness(document(difference.old.name, lines))

    def _type_removed(self, difference: Difference) -> Witness:
        type_ = difference.old
        if type_.kind in COMPOSITE_KINDS:
            return Witness(self._named(type_.name))
        place = self._routes.place(type_.name)
        if place is not None:
            return Witness(self._variable(place))
        return self._answer_of(type_.name)

    def _kind_changed(self, difference: Difference) -> Witness:
        old, new = difference.old, difference.new
        if old.kind in COMPOSITE_KINDS and new.kind in COMPOSITE_KINDS:
            return self._other_composite(difference)
        if old.kind in COMPOSITE_KINDS:
            return Witness(self._named(old.name))
        place = self._routes.place(old.name)
        if place is not None:
            if new.kind in COMPOSITE_KINDS:
                return Witness(self._variable(place))
            # A custom scalar takes every literal; what is written for one is a string.
            refused = _WRITTEN_AS.get(old.kind) != _WRITTEN_AS.get(new.kind) and new.kind is not Kind.SCALAR
            if refused:
                return Witness(self._requests.give(place, self._literal(old)))
        if old.name in self._old.outputs:
            return self._answer_of(old.name)
        raise Unshowable("Every old request still validates: a custom scalar takes every literal.")

    def _literal(self, type_: Element) -> str:
        if type_.kind is Kind.INPUT_OBJECT:
            return self._requests.smallest_object(type_)
        return self._requests.sample(Element(Kind.ARGUMENT, "value", type_.coordinate, type=type_.name))

    def _other_composite(self, difference: Difference) -> Witness:
        old, new = difference.old, difference.new
        lines = self._impossible_within(old, new)
        if lines is not None:
            return Witness(self._requests.select(old.name, lines))
        if old.kind is Kind.OBJECT:
            request = self._requests.select(old.name, self._requests.something(old.name))
            return Witness(request, _ANSWERED.format(old=f"__typename {old.name}", new="another one"))
        raise Unshowable(
            "Every old request still validates; only code that is generated from the schema can tell."
        )

    def _impossible_within(self, old: Element, new: Element) -> list[str] | None:
        """Return what can be selected on one composite type and not on another; None when nothing is."""
        for field in old.of_kind(Kind.FIELD):
            kept = new.child(Kind.FIELD, field.name)
            if kept is None or is_composite(named_type(kept.type or ""), self._sides.new) != is_composite(
                named_type(field.type or ""), self._sides.old
            ):
                return self._requests.field(field)
        for name in self._overlapping(old):
            if name not in self._new.possible_types or not self._new.overlap(new.name, name):
                return block(f"... on {name}", self._requests.something(name))
        return None

    def _overlapping(self, type_: Element) -> Iterator[str]:
        yield type_.name
        yield from sorted(self._old.possible_types.get(type_.name, ()))
        yield from self._old.abstract_types.get(type_.name, ())

    def _answer_of(self, type_name: str) -> Witness:
        answering = self._routes.answering(type_name)
        if answering is None:
            raise Unshowable(f"No request can name {type_name}, and no answer holds a value of it.")
        owner, field = answering
        request = self._requests.select(owner, self._requests.field(field))
        before = f"{self._sides.old.types[type_name].kind.value} {type_name}"
        kept = self._sides.new.by_coordinate.get(field.coordinate)
        if kept is None:
            return Witness(request, f"Shown by the answer, which held a value of {before}.")
        now = self._sides.new.types.get(named_type(kept.type or ""))
        after = f"{now.kind.value} {now.name}" if now is not None else named_type(kept.type or "")
        return Witness(request, _ANSWERED.format(old=before, new=after))

    def _named(self, type_name: str) -> str:
        """Return a request that names a composite type."""
        route = self._routes.to(type_name)
        if route is not None and route.steps and route.steps[-1].field is None:
            return self._requests.select(type_name, self._requests.something(type_name))
        return self._fragment(type_name, type_name)

    def _fragment(self, within: str, on: str) -> str:
        return self._requests.select(within, block(f"... on {on}", self._requests.something(on)))

    # Fields

    def _field_removed(self, difference: Difference) -> Witness:
        if difference.kind is Kind.INPUT_FIELD:
            return self._given(difference)
        owner = difference.old_owners[-1].name
        return Witness(self._requests.select(owner, self._requests.field(difference.old)))

    def _no_longer_merged(self, difference: Difference) -> Witness:
        conflict = self._sides.merging.conflict(difference.old_owners[-1].name, difference.old.name)
        if conflict is None:
            raise Unshowable("No request can select both fields.")
        lines: list[str] = []
        for side in (0, 1):
            inner: list[str] | None = None
            for *owners, name in reversed(conflict.meetings):
                given = self._arguments_of_both(owners[0], owners[1], name)
                field = self._field(owners[side], name)
                if inner is None:
                    inner = self._requests.field(field, given)
                else:
                    inner = block(self._requests.head(field, given), inner)
                if owners[side] != conflict.within:
                    inner = block(f"... on {owners[side]}", inner)
            lines += inner or []
        return Witness(self._requests.select(conflict.within, lines))

    def _field(self, owner: str, name: str) -> Element:
        found = self._sides.old.types[owner].child(Kind.FIELD, name)
        if found is None:
            raise Unshowable(f"{owner}.{name} is gone.")
        return found

    def _arguments_of_both(self, one: str, other: str, name: str) -> dict[str, str]:
        """Return literals that both fields can share, as fields that are selected together must."""
        given: dict[str, str] = {}
        for owner in (one, other):
            for argument in self._field(owner, name).of_kind(Kind.ARGUMENT):
                if argument.is_required:
                    given.setdefault(argument.name, self._requests.sample(argument))
        return given

    def _type_changed(self, difference: Difference) -> Witness:
        if difference.kind is Kind.INPUT_FIELD:
            return self._value_refused(difference)
        field, after = difference.old, difference.new
        owner = difference.old_owners[-1].name
        request = self._requests.select(owner, self._requests.field(field))
        old = self._sides.old.types.get(named_type(field.type or ""))
        new = self._sides.new.types.get(named_type(after.type or ""))
        was, is_ = (side is not None and side.kind in COMPOSITE_KINDS for side in (old, new))
        if was != is_:
            return Witness(request)
        if old is not None and new is not None and was and old.name != new.name:
            lines = self._impossible_within(old, new)
            if lines is not None:
                return Witness(self._requests.select(owner, block(self._requests.head(field), lines)))
        return Witness(request, _ANSWERED.format(old=field.type, new=after.type))

    # What requests give

    def _place(self, difference: Difference) -> Place:
        holder = difference.old_owners[-1]
        if difference.kind is Kind.ARGUMENT:
            return Place(difference.old_owners[0].name, holder, difference.old)
        if difference.kind is Kind.DIRECTIVE_ARGUMENT:
            return Place(None, holder, difference.old)
        return self._reached(holder).within(holder, difference.old)

    def _reached(self, type_: Element) -> Place:
        place = self._routes.place(type_.name)
        if place is None:
            raise Unshowable(f"No request can give a value of {type_.name}.")
        return place

    def _given(self, difference: Difference) -> Witness:
        place = self._place(difference)
        return Witness(self._requests.give(place, self._requests.sample(difference.old), is_whole=True))

    def _left_out(self, difference: Difference) -> Witness:
        holder = difference.old_owners[-1]
        if holder.kind is Kind.DIRECTIVE:
            return Witness(self._requests.use(holder))
        owner = difference.old_owners[0].name
        return Witness(self._requests.select(owner, self._requests.field(holder)))

    def _input_field_left_out(self, difference: Difference) -> Witness:
        owner = difference.old_owners[-1]
        return Witness(self._requests.give(self._reached(owner), self._requests.smallest_object(owner)))

    def _value_refused(self, difference: Difference) -> Witness:
        old, new = difference.old.type or "", difference.new.type or ""
        place = self._place(difference)
        if not is_non_null(new) or is_non_null(old):
            return Witness(self._variable(place))
        if not place.is_in_one_of:
            return Witness(self._requests.give(place, "null", is_whole=True))
        # One field had to be given, and it could be another one.
        owner = difference.old_owners[-1]
        others = (field for field in owner.of_kind(Kind.INPUT_FIELD) if field.name != difference.old.name)
        other = next(others, None)
        if other is None:
            raise Unshowable(f"Every request gave {difference.coordinate}, and not null.")
        literal = self._requests.object_of(owner, [other])
        return Witness(self._requests.give(self._reached(owner), literal))

    def _variable(self, place: Place) -> str:
        """Return a request that gives a variable of the very type of a place."""
        type_ = place.element.type or ""
        if place.is_in_one_of and not is_non_null(type_):
            type_ += "!"
        return self._requests.give(place, f"${VARIABLE}", is_whole=True, type_=type_)

    def _enum_value_removed(self, difference: Difference) -> Witness:
        return Witness(self._requests.give(self._reached(difference.old_owners[-1]), difference.old.name))

    def _one_of_added(self, difference: Difference) -> Witness:
        type_ = difference.old
        fields = type_.of_kind(Kind.INPUT_FIELD)
        required = [field for field in fields if field.is_required]
        if len(required) == 1:
            other = next((field for field in fields if field not in required), None)
            if other is None:
                raise Unshowable(f"{type_.name} has one field, which every request gave already.")
            literal = self._requests.object_of(type_, [other])
        else:
            literal = self._requests.smallest_object(type_)
        return Witness(self._requests.give(self._reached(type_), literal))

    # Unions, interfaces, directives

    def _fragment_impossible(self, difference: Difference) -> Witness:
        name = difference.old.name
        if not is_composite(name, self._sides.old):
            raise Unshowable(f"{name} is no type that a fragment could name in the old schema.")
        return Witness(self._fragment(difference.old_owners[0].name, name))

    def _directive_removed(self, difference: Difference) -> Witness:
        return Witness(self._requests.use(difference.old))

    def _location_removed(self, difference: Difference) -> Witness:
        directive = difference.old_owners[-1]
        return Witness(self._requests.use(directive, location=difference.old.name))

    def _no_longer_repeatable(self, difference: Difference) -> Witness:
        return Witness(self._requests.use(difference.old, times=2))


_WRITTEN_AS = {Kind.SCALAR: "a string", Kind.ENUM: "a name", Kind.INPUT_OBJECT: "an object"}
