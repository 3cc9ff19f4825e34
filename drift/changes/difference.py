"""One fact about two schemas, and what a rule may ask about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from drift.changes.event import Event
from drift.schema.element import TYPE_KINDS, Element, Kind, Schema
from drift.schema.merging import Merging
from drift.schema.position import Positions
from drift.schema.validity import Problem

ATTRIBUTES = ("type", "default", "deprecation", "description", "specified_by", "one_of", "repeatable")


@dataclass(frozen=True)
class Sides:
    """The two schemas, with what rules may ask about them as a whole.

    Attributes:
        old: The older one.
        new: The newer one.
        roots: Patterns of the names of types that the API sends by other ways than operations.
    """

    old: Schema
    new: Schema
    roots: tuple[str, ...] = ()

    @cached_property
    def old_positions(self) -> Positions:
        """Where the old schema's types can occur: requests come from clients that know this side."""
        return Positions(self.old, self.roots) if self.roots else self.old.once(Positions)

    @cached_property
    def new_positions(self) -> Positions:
        """Where the new schema's types can occur: responses come from the server that serves this side."""
        return Positions(self.new, self.roots) if self.roots else self.new.once(Positions)

    @cached_property
    def merging(self) -> Merging:
        """Which fields can no longer be selected together."""
        return Merging(self.old_positions, self.new_positions)


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact: an element that came, went, or has one attribute that differs.

    Attributes:
        event: What happened.
        old_element: The element in the old schema, None when it was added.
        new_element: The element in the new schema, None when it was removed.
        attribute: What differs when ALTERED: a name of :data:`ATTRIBUTES`; ``kind`` of a type; ``arguments``
            of an applied directive; ``order`` of the directives applied to an element; ``validity`` of what
            the specification does not allow.
        old_owners: What encloses it in the old schema, outermost first.
        new_owners: The same in the new schema.
        sides: Both schemas.
        problem: What is wrong with the new element, for ``validity``.
    """

    event: Event
    old_element: Element | None
    new_element: Element | None
    attribute: str | None
    old_owners: tuple[Element, ...]
    new_owners: tuple[Element, ...]
    sides: Sides = field(repr=False, compare=False)
    problem: Problem | None = None

    @property
    def old(self) -> Element:
        """The old element, where there must be one."""
        assert self.old_element is not None  # noqa: S101
        return self.old_element

    @property
    def new(self) -> Element:
        """The new element, where there must be one."""
        assert self.new_element is not None  # noqa: S101
        return self.new_element

    @property
    def element(self) -> Element:
        """The old element, or the new one when there is no old one."""
        return self.old if self.new_element is None or self.old_element is not None else self.new

    @property
    def kind(self) -> Kind:
        """What kind of element it is about; the old kind when a type's kind changed."""
        return self.element.kind

    @property
    def coordinate(self) -> str:
        """Schema coordinate of the element, or of its owner where it has none of its own."""
        return self.element.coordinate

    @property
    def old_definition(self) -> Element | None:
        """The type or directive definition it belongs to in the old schema, which may be itself."""
        return self.old_owners[0] if self.old_owners else self.old_element

    @property
    def new_definition(self) -> Element | None:
        """The type or directive definition it belongs to in the new schema, which may be itself."""
        return self.new_owners[0] if self.new_owners else self.new_element

    @property
    def old_value(self) -> str | None:
        """The old value as text; None when there was none."""
        return None if self.problem is not None else _value(self.old_element, self.attribute)

    @property
    def new_value(self) -> str | None:
        """The new value as text; None when there is none."""
        return _value(self.new_element, self.attribute) if self.problem is None else self.problem.text

    @property
    def new_identity(self) -> str | None:
        """What stands for the new value in fingerprints: the value, or what no rewording changes."""
        return self.new_value if self.problem is None else self.problem.code


def _value(element: Element | None, attribute: str | None) -> str | None:
    if element is None:
        return None
    if attribute is None or attribute == "arguments":
        return _own_value(element)
    if attribute == "kind":
        return element.kind.value
    if attribute == "order":
        return " ".join(_own_value(applied) for applied in element.of_kind(Kind.APPLIED_DIRECTIVE))
    value = getattr(element, attribute)
    if isinstance(value, bool):
        return {"one_of": "@oneOf"}.get(attribute, attribute) if value else None
    return None if value is None else str(value)


def _own_value(element: Element) -> str:
    if element.type is not None:
        return element.type if element.default is None else f"{element.type} = {element.default}"
    if element.kind in TYPE_KINDS:
        return element.kind.value
    if element.kind is Kind.DIRECTIVE:
        return f"@{element.name}"
    if element.kind is Kind.APPLIED_DIRECTIVE:
        arguments = ", ".join(f"{argument.name}: {argument.default}" for argument in element.children)
        return f"@{element.name}({arguments})" if arguments else f"@{element.name}"
    return element.name
