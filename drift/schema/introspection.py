"""Introspection results to :class:`Schema`.

The JSON is checked here, field by field, before anything relies on it: it comes from a server. A key that is
missing means that the server could not say, which is not the same as null.
Follows https://spec.graphql.org/September2025/#sec-Schema-Introspection
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from drift.schema.answer import Answer, Raw, as_json, schema_object
from drift.schema.assembly import Assembly
from drift.schema.draft import Draft
from drift.schema.element import (
    DEFAULT_DEPRECATION_REASON,
    SPECIFIED_SCALARS,
    TYPE_KINDS,
    Element,
    Kind,
    Omission,
    Schema,
)
from drift.schema.literal import (
    MAX_DEPTH,
    LiteralError,
    Value,
    parse,
    print_literal,
    print_string,
)
from drift.schema.names import natural_key
from drift.schema.text import SourceText

_KINDS = {kind.name: kind for kind in TYPE_KINDS}
_OLD_LOCATIONS = {
    "onOperation": ("QUERY", "MUTATION", "SUBSCRIPTION"),
    "onFragment": ("FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"),
    "onField": ("FIELD",),
}
_JSON_KEY = re.compile(r'"([_A-Za-z][_0-9A-Za-z]*)"\s*:')
# Reading a default value costs far more than reading text of its length.
_MAX_DEFAULT_LENGTH = 100_000
_MAX_DEFAULTS_LENGTH = 1_000_000


def read(
    result: object, *, path: str = "introspection result", unknown: frozenset[str] = frozenset()
) -> Schema:
    """Return the schema that an introspection result describes.

    Args:
        result: Decoded JSON: a response (``{"data": {"__schema": …}}``), its data, or the ``__schema`` object.
        path: What was read, for errors.
        unknown: ``COORDINATE#attribute`` of leaves that the server answered with an error.

    Raises:
        SchemaUnreadable: Names the place inside the result and what is wrong there.
    """
    return _Reader(path, unknown).schema(schema_object(result, path))


class _Reader:
    def __init__(self, path: str, unknown: frozenset[str]) -> None:
        self.answer = Answer(path)
        self.assembly = Assembly(SourceText("", ((path, 1),)), strict_duplicates=True)
        self.unknown = set(unknown)
        self.seen_keys: dict[str, set[str]] = {}
        self.listed: set[str] = set()
        self.defaults_length = 0
        self.referred: dict[str, tuple[str, str]] = {}
        # Objects, and interfaces, whose interfaces the answer leaves out, with null or altogether.
        self.without_interfaces: dict[Kind, list[str]] = {Kind.OBJECT: [], Kind.INTERFACE: []}
        self.interfaces_of: dict[str, list[str]] = {}
        self.knows_possible_types = True

    def _saw(self, place: str, raw: Iterable[str]) -> None:
        self.seen_keys.setdefault(place, set()).update(raw)

    # The schema

    def schema(self, raw: Raw) -> Schema:
        self._saw("schema", raw)
        self.assembly.add(self._definition(raw))
        self._survey_possible_types(raw)
        for type_ in self.answer.objects(raw, "types", "the schema"):
            self._type(type_)
        for directive in self.answer.objects(raw, "directives", "the schema"):
            self._directive(directive)
        self._check_references()
        self._note_interfaces()
        schema = self.assembly.schema(omits=self._omits(), unknown=self.unknown)
        missing_roots = [root for root in schema.roots.values() if root not in schema.types]
        if missing_roots:
            raise self.answer.error(
                f"the root operation type {missing_roots[0]}",
                "is not among the types: the key may lack the right to see it",
            )
        return schema

    def _definition(self, raw: Raw) -> Draft:
        draft = Draft(Kind.SCHEMA, "schema", 1, self.answer.text(raw, "description", "the schema"))
        for operation in ("query", "mutation", "subscription"):
            root = raw.get(f"{operation}Type")
            if root is None:
                continue
            if not isinstance(root, Mapping):
                raise self.answer.error("the schema", f"has a {operation}Type that is not an object")
            name = self.answer.name(root, "the schema")
            draft.members.append(Element(Kind.ROOT_OPERATION, operation, name, type=name))
        return draft

    def _type(self, raw: Raw) -> None:
        name = self.answer.name(raw, "the schema")
        kind = _KINDS.get(str(raw.get("kind")))
        if kind is None:
            raise self.answer.error(name, f"is of the unknown kind {as_json(raw.get('kind'))}")
        self._saw("type", raw)
        self.listed.add(name)
        draft = Draft(kind, name, 1, self.answer.text(raw, "description", name))
        draft.one_of = kind is Kind.INPUT_OBJECT and self.answer.flag(raw, "isOneOf", name) is True
        if kind is Kind.SCALAR:
            url_key = "specifiedByURL" if "specifiedByURL" in raw else "specifiedByUrl"
            draft.specified_by = self.answer.text(raw, url_key, name)
        if kind in (Kind.OBJECT, Kind.INTERFACE):
            draft.members += self._interfaces(kind, raw, name)
            draft.members += [self._field(item, name) for item in self.answer.required(raw, "fields", name)]
        elif kind is Kind.UNION:
            draft.members += [
                self._member(Kind.UNION_MEMBER, item, name)
                for item in self.answer.required(raw, "possibleTypes", name)
            ]
        elif kind is Kind.ENUM:
            draft.members += [
                self._enum_value(item, name) for item in self.answer.required(raw, "enumValues", name)
            ]
        elif kind is Kind.INPUT_OBJECT:
            draft.members += [
                self._input_value(Kind.INPUT_FIELD, item, name)
                for item in self.answer.required(raw, "inputFields", name)
            ]
        self.assembly.add(draft)

    def _survey_possible_types(self, raw: Raw) -> None:
        """Learn from the interfaces which objects implement them."""
        for type_ in self.answer.objects(raw, "types", "the schema"):
            if type_.get("kind") == "INTERFACE":
                name = self.answer.name(type_, "the schema")
                self.knows_possible_types &= type_.get("possibleTypes") is not None
                for item in self.answer.objects(type_, "possibleTypes", name):
                    self.interfaces_of.setdefault(self.answer.name(item, name), []).append(name)

    def _interfaces(self, kind: Kind, raw: Raw, name: str) -> list[Element]:
        """Return what a type implements; where the answer leaves it out, as far as the interfaces tell of objects."""
        if raw.get("interfaces") is not None:
            if kind is Kind.INTERFACE:
                self._saw("interface", ("interfaces",))
            return [
                self._member(Kind.IMPLEMENTS, item, name)
                for item in self.answer.objects(raw, "interfaces", name)
            ]
        self.without_interfaces[kind].append(name)
        known = self.interfaces_of.get(name, ()) if kind is Kind.OBJECT else ()
        return [Element(Kind.IMPLEMENTS, interface, name) for interface in known]

    def _note_interfaces(self) -> None:
        """Mark what a type implements as unknown where nothing tells it; an empty list does not count as an answer."""
        # In the order of names: servers list their types in an order of the day.
        objects, interfaces = map(sorted, self.without_interfaces.values())
        if objects and self.knows_possible_types:
            if any(name in self.interfaces_of for name in objects):
                self.assembly.note(
                    f"comes without its interfaces{_and_more(objects)}; read from the possible types of the "
                    "interfaces",
                    objects[0],
                )
            objects = []
        if "interfaces" not in self.seen_keys.get("interface", ()):
            # A server that tells it of no interface does not know of interfaces that implement interfaces.
            interfaces = []
        unknown = [*objects, *interfaces]
        if unknown:
            self.unknown.update(f"{name}#interfaces" for name in unknown)
            self.assembly.note(
                f"comes without its interfaces{_and_more(unknown)}; read as unknown, not compared", unknown[0]
            )

    def _member(self, kind: Kind, raw: Raw, owner: str) -> Element:
        return Element(kind, self.answer.name(raw, owner), owner)

    def _field(self, raw: Raw, owner: str) -> Element:
        name = self.answer.name(raw, owner)
        coordinate = f"{owner}.{name}"
        self._saw("field", raw)
        arguments = [
            self._input_value(Kind.ARGUMENT, item, coordinate)
            for item in self.answer.objects(raw, "args", coordinate)
        ]
        return Element(
            Kind.FIELD,
            name,
            coordinate,
            description=self.answer.text(raw, "description", coordinate) or None,
            type=self._type_reference(raw.get("type"), coordinate),
            deprecation=self._deprecation(raw, coordinate),
            children=self._once(arguments),
        )

    def _once(self, elements: list[Element]) -> tuple[Element, ...]:
        """Return elements sorted by name, exact duplicates once; different ones of one name are refused."""
        by_name: dict[str, Element] = {}
        for element in elements:
            if by_name.setdefault(element.name, element) != element:
                raise self.answer.error(
                    element.coordinate,
                    "is listed twice with different content, so the answer contradicts itself: report it to the "
                    "API's owner",
                )
        return tuple(by_name[name] for name in sorted(by_name, key=natural_key))

    def _enum_value(self, raw: Raw, owner: str) -> Element:
        name = self.answer.name(raw, owner)
        coordinate = f"{owner}.{name}"
        if name in ("true", "false", "null"):
            raise self.answer.error(coordinate, "can't be an enum value")
        return Element(
            Kind.ENUM_VALUE,
            name,
            coordinate,
            description=self.answer.text(raw, "description", coordinate) or None,
            deprecation=self._deprecation(raw, coordinate),
        )

    def _input_value(self, kind: Kind, raw: Raw, owner: str) -> Element:
        name = self.answer.name(raw, owner)
        coordinate = f"{owner}.{name}" if kind is Kind.INPUT_FIELD else f"{owner}({name}:)"
        self._saw(kind.value, raw)
        return Element(
            kind,
            name,
            coordinate,
            description=self.answer.text(raw, "description", coordinate) or None,
            type=self._type_reference(raw.get("type"), coordinate),
            default=self._default(raw, coordinate),
            deprecation=self._deprecation(raw, coordinate),
        )

    def _deprecation(self, raw: Raw, coordinate: str) -> str | None:
        reason = self.answer.text(raw, "deprecationReason", coordinate)
        deprecated = self.answer.flag(raw, "isDeprecated", coordinate)
        if deprecated is True or (deprecated is None and reason is not None):
            return DEFAULT_DEPRECATION_REASON if reason is None else reason
        return None

    def _default(self, raw: Raw, coordinate: str) -> str | None:
        """Return the canonical literal of a default value.

        Some servers answer JSON or bare words instead of a literal. JSON is understood; anything else is kept
        as a string and marked unknown, so that one bad value does not cost the whole schema.
        """
        text = self.answer.text(raw, "defaultValue", coordinate)
        if text is None:
            return None
        value: Value
        self.defaults_length += len(text)
        if len(text) > _MAX_DEFAULT_LENGTH or self.defaults_length > _MAX_DEFAULTS_LENGTH:
            raise self.answer.error(
                coordinate,
                f"has a default value of {len(text):,} characters; {_MAX_DEFAULT_LENGTH:,} are read, and "
                f"{_MAX_DEFAULTS_LENGTH:,} in all",
            )
        for attempt in (text, _JSON_KEY.sub(r"\1:", text)):
            try:
                value = parse(attempt)
            except LiteralError:
                continue
            if attempt is not text:
                self.assembly.note("has a default value in JSON, not in GraphQL; read anyway", coordinate)
            return print_literal(value)
        self.assembly.note(
            "has a default value that is not a GraphQL literal; kept as text, not compared", coordinate
        )
        self.unknown.add(f"{coordinate}#default")
        return print_string(text)

    def _type_reference(self, raw: object, coordinate: str, depth: int = 0) -> str:
        if not isinstance(raw, Mapping):
            raise self.answer.error(
                coordinate, "has a type reference that is cut off: ask with a deeper query"
            )
        if depth > MAX_DEPTH:
            raise self.answer.error(coordinate, f"has a type nested deeper than {MAX_DEPTH} levels")
        kind = raw.get("kind")
        if kind == "NON_NULL":
            inner = self._type_reference(raw.get("ofType"), coordinate, depth + 1)
            if inner.endswith("!"):
                raise self.answer.error(coordinate, "has a type that is non-null twice")
            return inner + "!"
        if kind == "LIST":
            return f"[{self._type_reference(raw.get('ofType'), coordinate, depth + 1)}]"
        name = self.answer.name(raw, coordinate)
        self.referred.setdefault(name, (coordinate, str(kind)))
        return name

    def _directive(self, raw: Raw) -> None:
        name = self.answer.name(raw, "the schema")
        coordinate = f"@{name}"
        self._saw("directive", raw)
        draft = Draft(Kind.DIRECTIVE, name, 1, self.answer.text(raw, "description", coordinate))
        draft.repeatable = self.answer.flag(raw, "isRepeatable", coordinate) is True
        draft.deprecation = self._deprecation(raw, coordinate)
        arguments = [
            self._input_value(Kind.DIRECTIVE_ARGUMENT, item, coordinate)
            for item in self.answer.objects(raw, "args", coordinate)
        ]
        draft.members += self._once(arguments)
        for location in self._locations(raw, coordinate):
            draft.members.append(Element(Kind.DIRECTIVE_LOCATION, location, coordinate))
        self.assembly.add(draft)

    def _locations(self, raw: Raw, coordinate: str) -> list[str]:
        locations = raw.get("locations")
        if locations is None:
            return [name for key, names in _OLD_LOCATIONS.items() if raw.get(key) is True for name in names]
        if not isinstance(locations, list):
            raise self.answer.error(coordinate, "has locations that are not a list")
        return [self.answer.name({"name": location}, coordinate) for location in locations]

    def _check_references(self) -> None:
        for name, (coordinate, kind) in self.referred.items():
            if name not in self.listed and name not in SPECIFIED_SCALARS and kind != "SCALAR":
                raise self.answer.error(coordinate, f"is of type {name}, which the answer does not list")

    def _omits(self) -> set[Omission]:
        """Return what the server could not say: attributes whose key no element carries."""
        omits = {Omission.APPLIED_DIRECTIVES}
        for omission, place, keys in _EVIDENCE:
            if not self.seen_keys.get(place, frozenset[str]()).intersection(keys):
                omits.add(omission)
        return omits


def _and_more(names: list[str]) -> str:
    return f", like {len(names) - 1:,} other types" if len(names) > 1 else ""


_DEPRECATION_KEYS = ("isDeprecated", "deprecationReason")
_EVIDENCE: tuple[tuple[Omission, str, tuple[str, ...]], ...] = (
    (Omission.ARGUMENT_DEPRECATION, Kind.ARGUMENT.value, _DEPRECATION_KEYS),
    (Omission.INPUT_FIELD_DEPRECATION, Kind.INPUT_FIELD.value, _DEPRECATION_KEYS),
    (Omission.DIRECTIVE_ARGUMENT_DEPRECATION, Kind.DIRECTIVE_ARGUMENT.value, _DEPRECATION_KEYS),
    (Omission.DIRECTIVE_DEPRECATION, "directive", _DEPRECATION_KEYS),
    (Omission.ONE_OF, "type", ("isOneOf",)),
    (Omission.SPECIFIED_BY, "type", ("specifiedByURL", "specifiedByUrl")),
    (Omission.REPEATABLE, "directive", ("isRepeatable",)),
    (Omission.DIRECTIVE_LOCATIONS, "directive", ("locations",)),
    (Omission.SCHEMA_DESCRIPTION, "schema", ("description",)),
    (Omission.DESCRIPTIONS, "type", ("description",)),
    (Omission.SUBSCRIPTION_TYPE, "schema", ("subscriptionType",)),
    (Omission.INTERFACE_INTERFACES, "interface", ("interfaces",)),
)
