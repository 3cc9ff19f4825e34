"""Federated schemas as their clients see them: which kind one is, and what of it is machinery.

A supergraph is read as its API schema, without what routes requests to subgraphs and without what is inaccessible. A
subgraph is read without what every subgraph answers to its router, whether a file leaves that out or introspection
tells it; its entities can be asked for by the router, so they are reached like root operation types.

Follows https://specs.apollo.dev/link/v1.0/, https://specs.apollo.dev/join/v0.3/ and
https://specs.apollo.dev/federation/v2.3/, and the first version of federation, which had no ``@link``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from drift.schema import literal
from drift.schema.assembly import NO_QUERY_ROOT
from drift.schema.element import Element, Kind, Notice, Schema
from drift.schema.types import named_type

# Any of these is in every federated schema. Looking for plain text costs next to nothing, and for a pattern does not.
_SIGNS = ("specs.apollo.dev", "@key", "_service", "_entities")
_FEATURE = re.compile(r"https?://specs\.apollo\.dev/([A-Za-z_-]+)(?:/v[0-9.]+)?/?")
_ROUTING = ("core", "inaccessible", "join", "link")
_DIRECTIVES = (
    *("authenticated", "composeDirective", "context", "cost", "extends", "external", "fromContext"),
    *("inaccessible", "interfaceObject", "key", "link", "listSize", "override", "policy", "provides"),
    *("requires", "requiresScopes", "shareable", "tag"),
)
_SCALARS = frozenset({"FieldSet", "_FieldSet", "_Any", "link__Import"})
_PREFIXED_SCALARS = ("__FieldSet", "__Import")
_MACHINERY_TYPES = _SCALARS | {"_Entity", "_Service", "link__Purpose"}
_MACHINERY_FIELDS = frozenset({"_entities", "_service"})


class Federation(Enum):
    """What a schema is in a federation of APIs."""

    NONE = "an API of its own"
    SUBGRAPH = "a subgraph"
    SUPERGRAPH = "a supergraph"


_READ_AS = {
    Federation.SUPERGRAPH: "a supergraph, read as its API schema, without what routes requests and what is "
    "inaccessible; --federated shows that too",
    Federation.SUBGRAPH: "a subgraph, read without what it answers to its router, and with its entities as "
    "reachable; --federated shows that too",
}


@dataclass(frozen=True)
class View:
    """A schema as clients see it.

    Attributes:
        federation: What it is.
        schema: What clients see of it.
        canonical: What is stored of it: a supergraph's API schema, a subgraph as it was told.
        names: What a subgraph calls the specification's elements; None for anything else.
    """

    federation: Federation
    schema: Schema
    canonical: Schema
    names: Names | None = None


def may_be_federated(text: str) -> bool:
    """Return whether SDL text holds any word that federated schemas have."""
    return any(sign in text for sign in _SIGNS)


def view(schema: Schema, known: Names | None = None) -> View:
    """Return what a schema is, and what clients see of it.

    Args:
        schema: The schema.
        known: What a subgraph calls the specification's elements, for one that does not say it itself.
    """
    features = _features(schema)
    if any(feature.name == "join" for feature in features):
        api = _api_schema(schema, features)
        return View(Federation.SUPERGRAPH, api, api)
    names = Names.of(features)
    answers = _answers_a_router(schema)
    if answers and not names.is_linked:
        names = known or names.seen_in(schema)
    entities = _entities(schema, names)
    if names.is_linked or entities or answers:
        return View(Federation.SUBGRAPH, _without_machinery(schema, names, entities), schema, names)
    return View(Federation.NONE, schema, schema)


@dataclass(frozen=True)
class _Feature:
    """A specification that a schema links.

    Attributes:
        name: Its name: ``join``, ``federation``.
        prefix: What the names of its elements begin with here.
        imports: Names that are used without the prefix: theirs by ours, directives with their ``@``.
    """

    name: str
    prefix: str
    imports: dict[str, str]


def _features(schema: Schema) -> list[_Feature]:
    found: list[_Feature] = []
    for applied in schema.definition.of_kind(Kind.APPLIED_DIRECTIVE):
        arguments = {argument.name: _value(argument.default) for argument in applied.children}
        match = _FEATURE.match(str(arguments.get("url") or arguments.get("feature") or ""))
        if match is None:
            continue
        given = arguments.get("as")
        prefix = given if isinstance(given, str) else match[1]
        found.append(_Feature(match[1], prefix, dict(_imports(arguments.get("import")))))
    return found


def _imports(value: object) -> Iterator[tuple[str, str]]:
    """Yield our and their name of each import."""
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, str):
            yield entry, entry
        elif isinstance(entry, dict) and isinstance(entry.get("name"), str):
            ours = entry.get("as")
            yield (ours if isinstance(ours, str) else entry["name"]), entry["name"]


def _value(text: str | None) -> object:
    if text is None:
        return None
    try:
        return literal.parse(text)
    except literal.LiteralError:
        return None


def _applied(element: Element) -> tuple[Element, ...]:
    return element.of_kind(Kind.APPLIED_DIRECTIVE)


# Supergraphs


def _api_schema(schema: Schema, features: list[_Feature]) -> Schema:
    prefixes = tuple(
        f"{prefix}__" for prefix in {*(feature.prefix for feature in features), "join", "link", "core"}
    )
    routing = {feature.prefix for feature in features if feature.name in _ROUTING} | {"link", "core"}
    hidden = {feature.prefix for feature in features if feature.name == "inaccessible"}
    hidden |= {
        ours.removeprefix("@")
        for feature in features
        for ours, theirs in feature.imports.items()
        if theirs == "@inaccessible"
    } or {"inaccessible"}
    routing |= hidden

    def is_machinery(element: Element) -> bool:
        if element.kind in (Kind.DIRECTIVE, Kind.APPLIED_DIRECTIVE) and element.name in routing:
            return True
        return element.name.startswith(prefixes)

    gone = {
        element.name
        for element in schema.types.values()
        if is_machinery(element) or any(applied.name in hidden for applied in _applied(element))
    }

    def is_seen(element: Element) -> bool:
        if element.kind in (Kind.DIRECTIVE, Kind.APPLIED_DIRECTIVE):
            return not is_machinery(element)
        if any(applied.name in hidden for applied in _applied(element)):
            return False
        if element.kind in (Kind.UNION_MEMBER, Kind.IMPLEMENTS):
            return element.name not in gone
        return element.type is None or named_type(element.type) not in gone

    elements = [
        element
        for element in _kept(schema.elements, is_seen)
        if element.kind is Kind.SCHEMA or element.kind is Kind.DIRECTIVE or element.name not in gone
    ]
    return _noticed(replace(schema, elements=tuple(elements)), Federation.SUPERGRAPH, prefixes, routing)


# Subgraphs


@dataclass(frozen=True)
class Names:
    """What the names of the federation specification are in one subgraph.

    Attributes:
        is_linked: Whether the specification is linked, which makes it a subgraph.
        directives: Our names of its directives.
        types: Our names of its types.
        prefixes: What the names begin with that are not imported.
        key: Our names of ``@key``.
    """

    is_linked: bool
    directives: frozenset[str]
    types: frozenset[str]
    prefixes: tuple[str, ...]
    key: frozenset[str]

    @classmethod
    def of(cls, features: list[_Feature]) -> Names:
        """Return the names that a schema gives to what it links."""
        linked = [feature for feature in features if feature.name == "federation"]
        ours = {ours: theirs for feature in linked for ours, theirs in feature.imports.items()}
        links = {feature.prefix for feature in features if feature.name == "link"}
        prefixes = {"federation", "link", *links, *(feature.prefix for feature in linked)}
        # An import under another name leaves the name free for something of their own.
        renamed = {theirs for mine, theirs in ours.items() if mine != theirs}
        directives = {name for name in _DIRECTIVES if f"@{name}" not in renamed}
        directives |= {name.removeprefix("@") for name in ours if name.startswith("@")} | links
        key = {name.removeprefix("@") for name, theirs in ours.items() if theirs == "@key"}
        key |= {f"{prefix}__key" for prefix in prefixes}
        return cls(
            bool(linked),
            frozenset(directives),
            frozenset(_MACHINERY_TYPES | {name for name in ours if not name.startswith("@")}),
            tuple(f"{prefix}__" for prefix in prefixes),
            frozenset(key if linked else {*key, "key"}),
        )

    def seen_in(self, schema: Schema) -> Names:
        """Return the names with those that a schema's own definitions give away: types of the specification.

        Introspection does not tell what was linked under which name, but the types of a directive's arguments.
        """
        scalars = [name for name, element in schema.types.items() if element.kind is Kind.SCALAR]
        types = {name for name in scalars if name in _SCALARS or name.endswith(_PREFIXED_SCALARS)}
        directives = {
            element.name
            for element in schema.elements
            if element.kind is Kind.DIRECTIVE
            and any(argument.type and named_type(argument.type) in types for argument in element.children)
        }
        prefixes = {f"{name.rpartition('__')[0]}__" for name in types if name.endswith(_PREFIXED_SCALARS)}
        return replace(
            self,
            directives=self.directives | directives,
            types=self.types | types,
            prefixes=tuple({*self.prefixes, *prefixes}),
        )

    def is_directive(self, name: str) -> bool:
        """Return whether a directive is the specification's."""
        return name in self.directives or name.startswith(self.prefixes)


def _entities(schema: Schema, names: Names) -> frozenset[str]:
    """Return the types that a router can ask for by their key."""
    found = {
        element.name
        for element in schema.types.values()
        if any(_is_key(applied, names) for applied in _applied(element))
    }
    for field in _router_fields(schema):
        if field.name == "_entities" and field.type is not None:
            union = schema.types.get(named_type(field.type))
            if union is not None:
                found |= {member.name for member in union.of_kind(Kind.UNION_MEMBER)} or {union.name}
    return frozenset(found)


def _is_key(applied: Element, names: Names) -> bool:
    """Return whether an applied directive is the specification's ``@key``: others have one whose fields are a list."""
    if applied.name not in names.key:
        return False
    return any(
        argument.name == "fields" and isinstance(_value(argument.default), str)
        for argument in applied.children
    )


def _answers_a_router(schema: Schema) -> bool:
    return any(True for _ in _router_fields(schema))


def _router_fields(schema: Schema) -> Iterator[Element]:
    """Yield the fields by which a router asks a subgraph."""
    query = schema.types.get(schema.roots.get("query", "Query"))
    for field in query.of_kind(Kind.FIELD) if query is not None else ():
        returned = {"_entities": "_Entity", "_service": "_Service"}.get(field.name)
        if returned is not None and field.type is not None and named_type(field.type) == returned:
            yield field


def _without_machinery(schema: Schema, names: Names, entities: frozenset[str]) -> Schema:
    machinery = {id(field) for field in _router_fields(schema)}
    query = schema.roots.get("query", "")

    def is_seen(element: Element) -> bool:
        if element.kind is Kind.DIRECTIVE:
            return not names.is_directive(element.name)
        if element.kind is Kind.APPLIED_DIRECTIVE and element.coordinate == "schema":
            return not names.is_directive(element.name)
        return id(element) not in machinery

    kept = [
        element
        for element in _kept(schema.elements, is_seen)
        if element.kind in (Kind.SCHEMA, Kind.DIRECTIVE)
        or not (element.name in names.types or element.name.startswith(names.prefixes))
    ]
    if machinery and any(element.name == query and not any(element.of_kind(Kind.FIELD)) for element in kept):
        # A subgraph that has no query of its own gets the type for these fields alone.
        kept = [
            replace(element, children=tuple(child for child in element.children if child.name != "query"))
            if element.kind is Kind.SCHEMA
            else element
            for element in kept
            if element.kind in (Kind.SCHEMA, Kind.DIRECTIVE) or element.name != query
        ]
    found = replace(schema, elements=tuple(kept), entities=entities)
    return _noticed(found, Federation.SUBGRAPH, names.prefixes, names.directives)


def _noticed(
    schema: Schema, federation: Federation, prefixes: tuple[str, ...], directives: Iterable[str]
) -> Schema:
    """Return the schema with a notice of what it was read as, and none that its machinery is never declared."""
    known = set(directives)

    def is_needed(notice: Notice) -> bool:
        # A subgraph of entities alone needs no query of its own: its router gives it one.
        if federation is Federation.SUBGRAPH and notice.text == NO_QUERY_ROOT:
            return False
        match = _UNDECLARED.match(notice.text)
        return match is None or not (match[1] in known or match[1].startswith(prefixes))

    notices = (Notice(_READ_AS[federation]), *filter(is_needed, schema.notices))
    return replace(schema, notices=notices)


_UNDECLARED = re.compile(r"uses @([_0-9A-Za-z]+), which is never declared")


def _kept(elements: Iterable[Element], is_seen: Callable[[Element], bool]) -> Iterator[Element]:
    """Yield the elements that are seen, without what is not seen below them; what loses nothing is the very same."""
    for element in elements:
        if is_seen(element):
            children = tuple(_kept(element.children, is_seen))
            same = len(children) == len(element.children) and all(map(_is_same, children, element.children))
            yield element if same else replace(element, children=children)


def _is_same(one: Element, other: Element) -> bool:
    return one is other
