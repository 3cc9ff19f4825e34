"""The kinds of types as the site lists them: in which order, under which title, at which anchor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drift.schema.element import Element, Kind, Schema


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """All types of one kind.

    Attributes:
        kind: What they are.
        title: Heading above them.
        anchor: Anchor in the list of types, and what the sidebar's script calls the group.
    """

    kind: Kind
    title: str
    anchor: str

    @property
    def address(self) -> str:
        """Address of the group below the root of a version."""
        return f"types/index.html#{self.anchor}"

    def types(self, schema: Schema) -> tuple[Element, ...]:
        """Return the types of this kind, in canonical order."""
        return tuple(element for element in schema.types.values() if element.kind is self.kind)


TYPE_GROUPS = (
    TypeGroup(Kind.OBJECT, "Objects", "objects"),
    TypeGroup(Kind.INTERFACE, "Interfaces", "interfaces"),
    TypeGroup(Kind.UNION, "Unions", "unions"),
    TypeGroup(Kind.ENUM, "Enums", "enums"),
    TypeGroup(Kind.INPUT_OBJECT, "Input objects", "inputs"),
    TypeGroup(Kind.SCALAR, "Scalars", "scalars"),
)


def grouped_types(schema: Schema) -> Iterator[tuple[TypeGroup, tuple[Element, ...]]]:
    """Yield each kind of which the schema has types, with them."""
    for group in TYPE_GROUPS:
        types = group.types(schema)
        if types:
            yield group, types
