"""One definition as a reader hands it over, and the element that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from drift.schema.element import Element, Kind
from drift.schema.names import natural_key
from drift.schema.specified import ROOT_OPERATIONS
from drift.schema.types import named_type

# Members whose name is a type's.
NAMES_A_TYPE = frozenset({Kind.IMPLEMENTS, Kind.UNION_MEMBER})


@dataclass(slots=True)
class Draft:
    """One definition as it was read, with what its extensions added.

    Attributes:
        kind: A type kind, DIRECTIVE or SCHEMA.
        name: The definition's name; ``schema`` for the schema definition.
        line: 1-based.
        description: None when there is none.
        applied: Applied directives in order.
        members: Fields, values, members, implemented interfaces, arguments, locations, root operations.
        is_extension: True until a definition is found.
        built: The finished element, once there is one: a draft that two schemas share is built once.
        defaulted: What has a default value in the finished element.
        uses: Names of all types that it names, once they were asked for.
    """

    kind: Kind
    name: str
    line: int
    description: str | None = None
    applied: list[Element] = field(default_factory=list)
    members: list[Element] = field(default_factory=list)
    specified_by: str | None = None
    one_of: bool = False
    repeatable: bool = False
    deprecation: str | None = None
    is_extension: bool = False
    built: Element | None = None
    defaulted: tuple[Element, ...] = ()
    uses: frozenset[str] | None = None


def uses(draft: Draft) -> frozenset[str]:
    """Return the names of all types that a definition names."""
    if draft.uses is None:
        used: set[str] = set()
        for member in draft.members:
            if member.type is not None:
                used.add(named_type(member.type))
            elif member.kind in NAMES_A_TYPE:
                used.add(member.name)
            for child in member.children:
                if child.type is not None:
                    used.add(named_type(child.type))
        draft.uses = frozenset(used)
    return draft.uses


def coordinate_of(draft: Draft) -> str:
    """Return the schema coordinate of a definition."""
    return f"@{draft.name}" if draft.kind is Kind.DIRECTIVE else draft.name


_ORDER = {Kind.IMPLEMENTS: 0, Kind.DIRECTIVE_ARGUMENT: 0, Kind.DIRECTIVE_LOCATION: 1}


def build(draft: Draft, members: Sequence[Element]) -> Element:
    """Return the element of a definition with these members, each of which has a name of its own."""
    if draft.kind is Kind.SCHEMA:
        ordered = sorted(members, key=lambda member: ROOT_OPERATIONS.index(member.name))
    else:
        ordered = sorted(members, key=lambda member: (_ORDER.get(member.kind, 2), natural_key(member.name)))
    return Element(
        kind=draft.kind,
        name=draft.name,
        coordinate=coordinate_of(draft),
        line=draft.line,
        description=draft.description or None,
        deprecation=draft.deprecation,
        specified_by=draft.specified_by,
        one_of=draft.one_of,
        repeatable=draft.repeatable,
        children=(*draft.applied, *ordered),
    )
