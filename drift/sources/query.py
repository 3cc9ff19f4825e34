"""The introspection query, buildable without what a server refuses.

Each selection is named by its path below ``__schema``: ``types.isOneOf``,
``types.fields.args(includeDeprecated:)``. A path stands for one place, so the deprecation of field arguments
can be asked for where that of directive arguments can't. Follows
https://spec.graphql.org/September2025/#sec-Schema-Introspection, and the draft for directive deprecation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from drift.errors import UsageError
from drift.escape import quoted

FULL_TYPE_DEPTH = 9
CLASSIC_TYPE_DEPTH = 7
SMALLER_TYPE_DEPTHS = (7, 5, 4, 3, 2)
_DEEPER = "DeeperTypeRef"
INCLUDE_DEPRECATED = "(includeDeprecated:)"
LOCATION_FLAGS = ("directives.onOperation", "directives.onFragment", "directives.onField")
PROBE = "query IntrospectionQuery { __schema { types { name fields { name args { name } } } } }"


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the meta-schema as we select it.

    ``type`` is the meta-type that it is selected on; ``is_needed`` is true for what no schema can be read
    without; ``is_reference`` for a type reference, whose depth varies.
    """

    type: str
    name: str
    fields: tuple[_Field, ...] = ()
    has_deprecated: bool = False
    is_needed: bool = False
    is_reference: bool = False


def _fields(type_name: str, needed: str, optional: str) -> tuple[_Field, ...]:
    return tuple(_Field(type_name, name, is_needed=True) for name in needed.split()) + tuple(
        _Field(type_name, name) for name in optional.split()
    )


def _input_values(owner: str, name: str) -> _Field:
    members = (
        *_fields("__InputValue", "name", "description"),
        _Field("__InputValue", "type", is_needed=True, is_reference=True),
        *_fields("__InputValue", "", "defaultValue isDeprecated deprecationReason"),
    )
    return _Field(owner, name, members, has_deprecated=True, is_needed=True)


def _named_types(owner: str, name: str, *, is_needed: bool) -> _Field:
    return _Field(owner, name, _fields("__Type", "kind name", ""), is_needed=is_needed)


_DEPRECATION = "isDeprecated deprecationReason"
_FIELD = (
    *_fields("__Field", "name", "description"),
    _input_values("__Field", "args"),
    _Field("__Field", "type", is_needed=True, is_reference=True),
    *_fields("__Field", "", _DEPRECATION),
)
_TYPE = (
    *_fields("__Type", "kind name", "description specifiedByURL isOneOf"),
    _Field("__Type", "fields", _FIELD, has_deprecated=True, is_needed=True),
    _input_values("__Type", "inputFields"),
    _named_types("__Type", "interfaces", is_needed=True),
    _Field(
        "__Type",
        "enumValues",
        _fields("__EnumValue", "name", f"description {_DEPRECATION}"),
        has_deprecated=True,
        is_needed=True,
    ),
    _named_types("__Type", "possibleTypes", is_needed=True),
)
_DIRECTIVE = (
    *_fields("__Directive", "name", f"description isRepeatable {_DEPRECATION}"),
    *_fields("__Directive", "", "locations onOperation onFragment onField"),
    _input_values("__Directive", "args"),
)
_SCHEMA = (
    _Field("__Schema", "description"),
    _Field("__Schema", "queryType", _fields("__Type", "name", ""), is_needed=True),
    _Field("__Schema", "mutationType", _fields("__Type", "name", ""), is_needed=True),
    _Field("__Schema", "subscriptionType", _fields("__Type", "name", "")),
    _Field("__Schema", "types", _TYPE, is_needed=True),
    _Field("__Schema", "directives", _DIRECTIVE, has_deprecated=True, is_needed=True),
)


def _walk(fields: Iterable[_Field], prefix: str = "") -> Iterator[tuple[str, _Field]]:
    for field in fields:
        yield prefix + field.name, field
        yield from _walk(field.fields, f"{prefix}{field.name}.")


_BY_PATH = dict(_walk(_SCHEMA))
META_FIELDS: dict[str, tuple[str, str]] = {path: (field.type, field.name) for path, field in _BY_PATH.items()}
"""Meta-type and field name of each path."""
ARGUMENT_PATHS = frozenset(
    path + INCLUDE_DEPRECATED for path, field in _BY_PATH.items() if field.has_deprecated
)
DROPPABLE = frozenset(path for path, field in _BY_PATH.items() if not field.is_needed) | ARGUMENT_PATHS
"""What a query may leave out."""
CLASSIC_WITHOUT = frozenset(
    {
        "description",
        "types.specifiedByURL",
        "types.isOneOf",
        "directives.isRepeatable",
        *(f"{place}{INCLUDE_DEPRECATED}" for place in ("types.fields.args", "types.inputFields")),
        *(f"{place}{INCLUDE_DEPRECATED}" for place in ("directives.args", "directives")),
        *(
            f"{place}.{name}"
            for place in ("types.fields.args", "types.inputFields", "directives.args", "directives")
            for name in _DEPRECATION.split()
        ),
    }
)
"""What the classic query does not ask for."""


@dataclass(frozen=True)
class Query:
    """One introspection query.

    Attributes:
        type_depth: Levels of ``ofType`` in each type reference.
        without: Paths that are left out.
        url_field: ``specifiedByURL``, or the spelling of graphql-js 15, ``specifiedByUrl``.
        is_limited: True when a limit of the server made the depth smaller.
        is_depth_limited: True when that limit is one of depth, not of cost.
    """

    type_depth: int = FULL_TYPE_DEPTH
    without: frozenset[str] = frozenset()
    url_field: str = "specifiedByURL"
    is_limited: bool = False
    is_depth_limited: bool = False

    @property
    def phrase(self) -> str:
        """A few words for what is asked."""
        left_out = len(self.without)
        what = "everything" if not left_out else f"everything but {left_out} parts"
        return f"{what}, type depth {self.type_depth}"

    def drop(self, paths: Iterable[str]) -> Query:
        """Return the query without *paths* and without what makes no sense when they are gone.

        Where ``includeDeprecated`` is refused for arguments, input fields or directives, the deprecation of
        the members is not asked for either: a place that lists only what is not deprecated would look as if
        the rest had been removed, and one that lists everything unmarked as if nothing were deprecated.
        Fields and enum values keep theirs, as every edition of the spec has it.
        """
        gone = set(paths) & DROPPABLE
        for path in tuple(gone):
            place = path.removesuffix(INCLUDE_DEPRECATED)
            if place != path and place not in {"types.fields", "types.enumValues"}:
                gone |= {f"{place}.isDeprecated", f"{place}.deprecationReason"}
        return replace(self, without=self.without | gone)

    def with_depth(self, type_depth: int) -> Query:
        """Return the query with another number of levels in type references."""
        return replace(self, type_depth=type_depth)

    def asks_for(self, path: str) -> bool:
        """Return whether *path* is part of the query."""
        if path in LOCATION_FLAGS and "directives.locations" not in self.without:
            return False
        parts = path.removesuffix(INCLUDE_DEPRECATED).split(".")
        above = {".".join(parts[: end + 1]) for end in range(len(parts))}
        return path not in self.without and not above & self.without

    @cached_property
    def text(self) -> str:
        """The query, one selection on each line."""
        return "\n".join(line for line, _ in self._lines) + "\n"

    @cached_property
    def path_of_line(self) -> dict[int, str]:
        """Path of the selection on each 1-based line."""
        return {number: path for number, (_, path) in enumerate(self._lines, start=1) if path}

    @cached_property
    def _lines(self) -> list[tuple[str, str]]:
        lines = [("query IntrospectionQuery {", ""), ("  __schema {", "")]
        lines += self._render(_SCHEMA, "", "    ")
        lines += [("  }", ""), ("}", ""), ("", "")]
        fragments = type_reference_fragment(self.type_depth)
        if self.is_depth_limited:
            fragments += ["", *type_reference_fragment(self.type_depth + 1, _DEEPER)]
        return lines + [(line, "") for line in fragments]

    def _fragment(self, path: str) -> str:
        # Field arguments are deepest; a limit of depth leaves one level more to all others.
        return _DEEPER if self.is_depth_limited and path != "types.fields.args.type" else "TypeRef"

    def _render(self, fields: tuple[_Field, ...], prefix: str, indent: str) -> Iterator[tuple[str, str]]:
        for field in fields:
            path = prefix + field.name
            if not self.asks_for(path):
                continue
            name = self.url_field if field.name == "specifiedByURL" else field.name
            if field.has_deprecated and self.asks_for(path + INCLUDE_DEPRECATED):
                name += "(includeDeprecated: true)"
            if field.is_reference:
                yield f"{indent}{name} {{ ...{self._fragment(path)} }}", path
            elif field.fields:
                yield f"{indent}{name} {{", path
                yield from self._render(field.fields, f"{path}.", indent + "  ")
                yield indent + "}", ""
            else:
                yield indent + name, path


def type_reference_fragment(type_depth: int, name: str = "TypeRef") -> list[str]:
    """Return the lines of the fragment *name* with that many levels of ``ofType``."""
    opening = [f"{'  ' * level}ofType {{ kind name" for level in range(1, type_depth + 1)]
    closing = [("  " + "} " * type_depth).rstrip()] if type_depth else []
    return [
        f"fragment {name} on __Type {{",
        "  kind name",
        *opening,
        *(line.rstrip() for line in closing),
        "}",
    ]


def type_query(names: Sequence[str], type_depth: int, query: Query, *, has_arguments: bool) -> str:
    """Return a query for the type references of some types.

    Args:
        names: The types; must be valid names. More than one takes aliases, which some servers do not answer.
        type_depth: Levels of ``ofType`` in field arguments; fields and input fields, which are one level
            higher, get one more.
        query: Says what may be asked.
        has_arguments: Ask for the references of field arguments too.
    """
    members = f"name type {{ ...{_DEEPER} }}"
    fields, inputs = _argument(query, "types.fields"), _argument(query, "types.inputFields")
    fragments = type_reference_fragment(type_depth + 1, _DEEPER)
    arguments = ""
    if has_arguments:
        arguments = f" args{_argument(query, 'types.fields.args')} {{ name type {{ ...TypeRef }} }}"
        fragments += ["", *type_reference_fragment(type_depth)]
    lines = ["query IntrospectionQuery {"]
    for number, name in enumerate(names):
        alias = f"t{number}: " if len(names) > 1 else ""
        lines += [
            f'  {alias}__type(name: "{name}") {{',
            "    name",
            f"    fields{fields} {{ {members}{arguments} }}",
            f"    inputFields{inputs} {{ {members} }}",
            "  }",
        ]
    return "\n".join([*lines, "}", "", *fragments]) + "\n"


def directive_query(type_depth: int, query: Query) -> str:
    """Return a query for the type references of all directive arguments."""
    directives = "directives" + _argument(query, "directives")
    arguments = "args" + _argument(query, "directives.args")
    lines = [
        "query IntrospectionQuery {",
        f"  __schema {{ {directives} {{ name {arguments} {{ name type {{ ...TypeRef }} }} }} }}",
        "}",
        "",
        *type_reference_fragment(type_depth),
    ]
    return "\n".join(lines) + "\n"


def _argument(query: Query, path: str) -> str:
    return "(includeDeprecated: true)" if query.asks_for(path + INCLUDE_DEPRECATED) else ""


@lru_cache(maxsize=1)
def classic_text() -> str:
    """Return the query that tools sent until 2024, to the blank: an allow-list may know only this text.

    It is what graphql-js 14 generates, seven levels deep, with its indentation.
    """
    levels = range(CLASSIC_TYPE_DEPTH)
    of_types = [f"{'  ' * level}ofType {{\n{'  ' * level}  kind\n{'  ' * level}  name" for level in levels]
    of_types += ["  " * level + "}" for level in reversed(levels)]
    deprecation = ["  isDeprecated", "  deprecationReason", "}"]
    blocks = [
        ["query IntrospectionQuery {", "  __schema {", "    queryType { name }", "    mutationType { name }"],
        ["    subscriptionType { name }", "    types {", "      ...FullType", "    }", "    directives {"],
        ["      name", "      description", "      locations", "      args {", "        ...InputValue"],
        ["      }", "    }", "  }", "}", "", "fragment FullType on __Type {", "  kind", "  name"],
        ["  description", "  fields(includeDeprecated: true) {", "    name", "    description", "    args {"],
        ["      ...InputValue", "    }", "    type {", "      ...TypeRef", "    }", *_indent(deprecation)],
        ["  inputFields {", "    ...InputValue", "  }", "  interfaces {", "    ...TypeRef", "  }"],
        ["  enumValues(includeDeprecated: true) {", "    name", "    description", *_indent(deprecation)],
        ["  possibleTypes {", "    ...TypeRef", "  }", "}", "", "fragment InputValue on __InputValue {"],
        ["  name", "  description", "  type { ...TypeRef }", "  defaultValue", "}", ""],
        ["fragment TypeRef on __Type {", "  kind", "  name", *_indent("\n".join(of_types).split("\n")), "}"],
    ]
    lines = [line for block in blocks for line in block]
    return "\n" + "\n".join(f"    {line}" if line else "" for line in lines) + "\n  "


def _indent(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def introspection_query(kind: str) -> str:
    """Return the text of the introspection query, for those who send it with another tool.

    Args:
        kind: ``full`` asks for everything that the spec and its draft offer, ``classic`` for what every
            server understands.

    Raises:
        UsageError: Another kind.
    """
    if kind not in {"full", "classic"}:
        raise UsageError(f"no query is named {quoted(kind)}; there are full and classic")
    return Query().text if kind == "full" else classic_text()
