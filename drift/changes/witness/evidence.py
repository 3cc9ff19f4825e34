"""What the witnesses of one comparison share: both schemas, and the ways of requests through the old one."""

from __future__ import annotations

from collections.abc import Iterator

from drift.changes.change import Witness
from drift.changes.difference import Difference, Sides
from drift.changes.witness.requests import VARIABLE, Requests, block
from drift.changes.witness.routes import Place, Routes, Unshowable
from drift.schema.element import Element, Kind
from drift.schema.position import is_composite
from drift.schema.types import is_non_null, named_type

ANSWERED = "Shown by the answer, not by the request: {old} before, {new} now."


class Evidence:
    """Requests against the old schema, for the witnesses of one comparison.

    Args:
        sides: Both schemas.

    Methods that write a request raise :exc:`~drift.changes.witness.requests.Unshowable` where there is none.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.old = sides.old_positions
        self.new = sides.new_positions
        self.routes = Routes(self.old, self.new)
        self.requests = Requests(self.old, self.routes)

    def impossible_within(self, old: Element, new: Element) -> list[str] | None:
        """Return what can be selected on one composite type and not on another; None when nothing is."""
        for field in old.of_kind(Kind.FIELD):
            kept = new.child(Kind.FIELD, field.name)
            if kept is None or is_composite(named_type(kept.type or ""), self.sides.new) != is_composite(
                named_type(field.type or ""), self.sides.old
            ):
                return self.requests.field(field)
        for name in self.overlapping(old):
            if name not in self.new.possible_types or not self.new.overlap(new.name, name):
                return block(f"... on {name}", self.requests.something(name))
        return None

    def overlapping(self, type_: Element) -> Iterator[str]:
        """Yield the types that a fragment within a composite type can name, itself first."""
        yield type_.name
        yield from sorted(self.old.possible_types.get(type_.name, ()))
        yield from self.old.abstract_types.get(type_.name, ())

    def answer_of(self, type_name: str) -> Witness:
        """Return a request whose answer held a value of the type."""
        answering = self.routes.answering(type_name)
        if answering is None:
            raise Unshowable(f"No request can name {type_name}, and no answer holds a value of it.")
        owner, field = answering
        request = self.requests.select(owner, self.requests.field(field))
        before = f"{self.sides.old.types[type_name].kind.value} {type_name}"
        kept = self.sides.new.by_coordinate.get(field.coordinate)
        if kept is None:
            return Witness(request, f"Shown by the answer, which held a value of {before}.")
        now = self.sides.new.types.get(named_type(kept.type or ""))
        after = f"{now.kind.value} {now.name}" if now is not None else named_type(kept.type or "")
        return Witness(request, ANSWERED.format(old=before, new=after))

    def named(self, type_name: str) -> str:
        """Return a request that names a composite type."""
        route = self.routes.to(type_name)
        if route is not None and route.steps and route.steps[-1].field is None:
            return self.requests.select(type_name, self.requests.something(type_name))
        return self.fragment(type_name, type_name)

    def fragment(self, within: str, on: str) -> str:
        """Return a request with a fragment on one composite type within another."""
        return self.requests.select(within, block(f"... on {on}", self.requests.something(on)))

    def reached(self, type_: Element) -> Place:
        """Return the nearest place that takes a value of an input type."""
        place = self.routes.place(type_.name)
        if place is None:
            raise Unshowable(f"No request can give a value of {type_.name}.")
        return place

    def place(self, difference: Difference) -> Place:
        """Return the place of the argument or input field that a difference is about."""
        holder = difference.old_owners[-1]
        if difference.kind is Kind.ARGUMENT:
            return Place(difference.old_owners[0].name, holder, difference.old)
        if difference.kind is Kind.DIRECTIVE_ARGUMENT:
            return Place(None, holder, difference.old)
        return self.reached(holder).within(holder, difference.old)

    def variable(self, place: Place) -> str:
        """Return a request that gives a variable of the very type of a place."""
        type_ = place.element.type or ""
        if place.is_in_one_of and not is_non_null(type_):
            type_ += "!"
        return self.requests.give(place, f"${VARIABLE}", is_whole=True, type_=type_)

    def literal(self, type_: Element) -> str:
        """Return a plausible value of an input type as a literal."""
        if type_.kind is Kind.INPUT_OBJECT:
            return self.requests.smallest_object(type_)
        return self.requests.sample(Element(Kind.ARGUMENT, "value", type_.coordinate, type=type_.name))
