"""A schema as a tree of small elements that nobody changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Kind(Enum):
    """What an element is; the value is the word that messages use.

    A type's kind is named as in introspection's ``__TypeKind``. An operation is in no schema: findings of rehearsals
    are about the user's own. Neither is a version: findings about the versions of an API are.
    """

    SCHEMA = "schema definition"
    ROOT_OPERATION = "root operation type"
    SCALAR = "scalar"
    OBJECT = "object type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT_OBJECT = "input object"
    DIRECTIVE = "directive"
    FIELD = "field"
    ARGUMENT = "argument"
    INPUT_FIELD = "input field"
    ENUM_VALUE = "enum value"
    UNION_MEMBER = "union member"
    IMPLEMENTS = "implemented interface"
    DIRECTIVE_LOCATION = "directive location"
    DIRECTIVE_ARGUMENT = "directive argument"
    APPLIED_DIRECTIVE = "applied directive"
    APPLIED_ARGUMENT = "applied directive argument"
    OPERATION = "operation"
    VERSION = "version"

    # Members are singletons, so identity is enough; Enum's own __hash__ hashes the name in Python code.
    __hash__ = object.__hash__


TYPE_KINDS = frozenset({Kind.SCALAR, Kind.OBJECT, Kind.INTERFACE, Kind.UNION, Kind.ENUM, Kind.INPUT_OBJECT})
SPECIFIED_SCALARS = frozenset({"Int", "Float", "String", "Boolean", "ID"})
SPECIFIED_DIRECTIVES = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf"})
DEFAULT_DEPRECATION_REASON = "No longer supported"


# Frozen dataclasses take three times as long to make, and schemas have many elements.
@dataclass(slots=True, unsafe_hash=True)
class Element:
    """One named thing in a schema. Two elements are equal when they mean the same.

    Its attributes are final: type checkers refuse an assignment, Python itself does not. What is needed otherwise is
    made anew, with :func:`dataclasses.replace`.

    Attributes:
        kind: What it is.
        name: Its own name: ``user``, ``@auth`` is named ``auth``, a root operation is named ``query``.
        coordinate: Its schema coordinate (https://spec.graphql.org/September2025/#sec-Schema-Coordinates).
            What has none there carries its owner's: a union member its union, an implemented interface its
            type, a location its directive, an applied directive the element it is on, a root operation
            the type it names. The schema definition itself says ``schema``.
        line: 1-based line in the text it was read from.
        description: None when there is none; an empty description is read as none.
        type: Printed type reference of fields, arguments and input fields (``[ID!]!``); the named type of a
            root operation.
        default: Printed literal of a default value, or the value of an applied argument; see
            :mod:`drift.schema.literal`.
        deprecation: The reason; None when not deprecated.
        specified_by: The URL of ``@specifiedBy`` on a scalar.
        one_of: True for an input object with ``@oneOf``.
        repeatable: True for a repeatable directive definition.
        children: Applied directives first, in their order; then members, sorted by name.
    """

    kind: Final[Kind]
    name: Final[str]
    coordinate: Final[str]
    line: Final[int] = field(compare=False, default=1)
    description: Final[str | None] = None
    type: Final[str | None] = None
    default: Final[str | None] = None
    deprecation: Final[str | None] = None
    specified_by: Final[str | None] = None
    one_of: Final[bool] = False
    repeatable: Final[bool] = False
    children: Final[tuple[Element, ...]] = ()

    @property
    def is_required(self) -> bool:
        """True for an argument or input field that a request can't leave out."""
        return self.default is None and self.type is not None and self.type.endswith("!")

    def of_kind(self, kind: Kind) -> tuple[Element, ...]:
        """Return the children of one kind, in their order."""
        return tuple(child for child in self.children if child.kind is kind)

    def child(self, kind: Kind, name: str) -> Element | None:
        """Return the child of that kind and name, or None."""
        for child in self.children:
            if child.kind is kind and child.name == name:
                return child
        return None

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


class Omission(Enum):
    """Something that a source could not say; the value is in snapshots and reports."""

    APPLIED_DIRECTIVES = "applied-directives"
    ARGUMENT_DEPRECATION = "argument-deprecation"
    INPUT_FIELD_DEPRECATION = "input-field-deprecation"
    DIRECTIVE_ARGUMENT_DEPRECATION = "directive-argument-deprecation"
    DIRECTIVE_DEPRECATION = "directive-deprecation"
    ONE_OF = "one-of"
    SPECIFIED_BY = "specified-by"
    REPEATABLE = "repeatable"
    SCHEMA_DESCRIPTION = "schema-description"
    DESCRIPTIONS = "descriptions"
    DIRECTIVE_LOCATIONS = "directive-locations"
    SUBSCRIPTION_TYPE = "subscription-type"
    INTERFACE_INTERFACES = "interface-interfaces"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know about how a schema was read.

    Attributes:
        text: One sentence, without the place.
        coordinate: The element it is about, when there is one.
        line: 1-based line in the text that was read, when there is one.
    """

    text: str
    coordinate: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Schema:
    """A whole schema.

    Attributes:
        elements: The schema definition, directive definitions sorted by name, types sorted by name. Specified
            scalars, specified directives and introspection types are never listed.
        omits: What the source could not say.
        unknown: Attributes that a server failed to answer, as ``COORDINATE#attribute`` with the attribute one
            of default, description, specified_by, deprecation, interfaces.
        notices: What was tolerated while reading.
        entities: Types that can be asked for besides root operation types: those of a subgraph that have a key.
    """

    elements: tuple[Element, ...]
    omits: frozenset[Omission] = frozenset()
    unknown: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = field(default=(), compare=False)
    entities: frozenset[str] = field(default=frozenset(), compare=False)
    _made: dict[Callable[[Schema], Any], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @cached_property
    def definition(self) -> Element:
        """The schema definition: root operations, description, applied directives."""
        return self.elements[0]

    @cached_property
    def types(self) -> dict[str, Element]:
        """Named types by name, in canonical order."""
        return {element.name: element for element in self.elements if element.kind in TYPE_KINDS}

    @cached_property
    def directives(self) -> dict[str, Element]:
        """Directive definitions by name, in canonical order."""
        return {element.name: element for element in self.elements if element.kind is Kind.DIRECTIVE}

    @cached_property
    def roots(self) -> dict[str, str]:
        """Root operation types: ``{"query": "Query", ...}``."""
        return {root.name: root.type or "" for root in self.definition.of_kind(Kind.ROOT_OPERATION)}

    def once(self, work: Callable[[Schema], T]) -> T:
        """Return what *work* makes of this schema; it is called once, however often it is asked for."""
        if work not in self._made:
            self._made[work] = work(self)
        made: T = self._made[work]
        return made

    def knows(self, work: Callable[[Schema], T]) -> bool:
        """Return whether :meth:`once` has what *work* makes of this schema."""
        return work in self._made

    def keep(self, work: Callable[[Schema], T], made: T) -> None:
        """Take in what *work* would make of this schema, where it was found out in a shorter way."""
        self._made[work] = made

    def walk(self) -> Iterator[Element]:
        """Yield every element, parents first."""
        for element in self.elements:
            yield from element.walk()

    @cached_property
    def by_coordinate(self) -> dict[str, Element]:
        """Elements that own a schema coordinate, by it."""
        owners = TYPE_KINDS | {
            Kind.DIRECTIVE,
            Kind.FIELD,
            Kind.ARGUMENT,
            Kind.INPUT_FIELD,
            Kind.ENUM_VALUE,
            Kind.DIRECTIVE_ARGUMENT,
        }
        return {element.coordinate: element for element in self.walk() if element.kind in owners}
