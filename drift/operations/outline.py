"""Operations and fragments read without graphql-core, as far as they are ordinary.

The nodes have the names of graphql-core's and hold what validity and usage need: no strings' contents, and places of
definitions alone. Whatever is unusual is left to graphql-core, which also says what is wrong with a text: what is
accepted here is accepted there. Grammar: https://spec.graphql.org/September2025/#sec-Language
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from drift.schema.literal import IGNORED, NUMBER, TOKEN

MAX_TOKENS = 50_000
MAX_DEPTH = 50
_TOKENS = re.compile(f"{IGNORED}(?:({TOKEN})|(.)|$)")
# Beyond ASCII and among control characters, what is white space and what a string may hold is a matter of its own.
_UNUSUAL = re.compile(r"[^\t\n\r\x20-\x7e]")
_OPERATIONS = frozenset({"query", "mutation", "subscription"})


@dataclass(slots=True)
class Leaf:
    """A name, a literal without parts, or an operation type.

    Attributes:
        value: Its text; of strings the token.
        kind: As graphql-core names it.
    """

    value: str
    kind: str = "name"


@dataclass(slots=True)
class Named:
    """A variable, a named type or a fragment spread."""

    kind: str
    name: Leaf
    directives: tuple[Pair, ...] = ()


@dataclass(slots=True)
class Wrapped:
    """A list type or a non-null type."""

    kind: str
    type: Any


@dataclass(slots=True)
class Items:
    """A list literal, or an object literal with its fields."""

    kind: str
    values: tuple[Any, ...] = ()
    fields: tuple[Pair, ...] = ()


@dataclass(slots=True)
class Pair:
    """An argument, an object's field, or a directive with its arguments."""

    kind: str
    name: Leaf
    value: Any = None
    arguments: tuple[Pair, ...] = ()


@dataclass(slots=True)
class SelectionSet:
    """What is selected."""

    selections: tuple[Any, ...]


@dataclass(slots=True)
class Field:
    """A selected field."""

    name: Leaf
    alias: Leaf | None
    arguments: tuple[Pair, ...]
    directives: tuple[Pair, ...]
    selection_set: SelectionSet | None
    kind: str = "field"


@dataclass(slots=True)
class Part:
    """An inline fragment."""

    type_condition: Named | None
    directives: tuple[Pair, ...]
    selection_set: SelectionSet
    kind: str = "inline_fragment"


@dataclass(slots=True)
class VariableDefinition:
    """A variable with its type."""

    variable: Named
    type: Any
    default_value: Any
    directives: tuple[Pair, ...] = ()
    kind: str = "variable_definition"


@dataclass(slots=True)
class Definition:
    """An operation or a fragment.

    Attributes:
        kind: ``operation_definition`` or ``fragment_definition``.
        start: Where it begins in the text.
        name: None for an operation without one.
        operation: The operation's type, None for a fragment.
    """

    kind: str
    start: int
    name: Leaf | None
    operation: Leaf | None
    variable_definitions: tuple[VariableDefinition, ...]
    type_condition: Named | None
    directives: tuple[Pair, ...]
    selection_set: SelectionSet


class Executable(Protocol):
    """One operation and its fragments: outlines, or nodes of graphql-core."""

    @property
    def definitions(self) -> Sequence[Any]:
        """The operation, then the fragments."""


class _Unusual(Exception):
    """Raised for whatever graphql-core shall read."""


def definitions_of(text: str) -> tuple[Definition, ...] | None:
    """Return the definitions of an ordinary document, None where graphql-core has to look."""
    if _UNUSUAL.search(text):
        return None
    try:
        return _Reader(text).document()
    except _Unusual:
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.starts: list[int] = []
        for match in _TOKENS.finditer(text):
            token = match[1]
            if token is not None:
                self.tokens.append(token)
                self.starts.append(match.start(1))
            elif match[2] is not None:
                raise _Unusual
        if len(self.tokens) > MAX_TOKENS:
            raise _Unusual
        self.tokens += ["", ""]
        self.starts.append(len(text))
        self.index = 0

    def document(self) -> tuple[Definition, ...]:
        found = []
        while self.tokens[self.index]:
            found.append(self.definition())
        return tuple(found)

    def definition(self) -> Definition:
        start = self.starts[self.index]
        token = self.tokens[self.index]
        if token == "{":
            return Definition(
                "operation_definition", start, None, Leaf("query"), (), None, (), self.selections(0)
            )
        self.index += 1
        if token in _OPERATIONS:
            name = self.name() if self.tokens[self.index] not in ("(", "@", "{") else None
            variables = self.variables() if self.tokens[self.index] == "(" else ()
            directives = self.directives()
            operation = Leaf(token)
            return Definition(
                "operation_definition",
                start,
                name,
                operation,
                variables,
                None,
                directives,
                self.selections(0),
            )
        if token != "fragment" or self.tokens[self.index] == "on":
            raise _Unusual
        name = self.name()
        self.expect("on")
        condition = Named("named_type", self.name())
        directives = self.directives()
        return Definition(
            "fragment_definition", start, name, None, (), condition, directives, self.selections(0)
        )

    def variables(self) -> tuple[VariableDefinition, ...]:
        self.expect("(")
        found = []
        while self.tokens[self.index] != ")":
            self.expect("$")
            variable = Named("variable", self.name())
            self.expect(":")
            type_ = self.type(0)
            default = None
            if self.tokens[self.index] == "=":
                self.index += 1
                default = self.value(0, is_constant=True)
            if self.tokens[self.index] == "@":
                raise _Unusual
            found.append(VariableDefinition(variable, type_, default))
        self.index += 1
        if not found:
            raise _Unusual
        return tuple(found)

    def type(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise _Unusual
        found: Any
        if self.tokens[self.index] == "[":
            self.index += 1
            found = Wrapped("list_type", self.type(depth + 1))
            self.expect("]")
        else:
            found = Named("named_type", self.name())
        if self.tokens[self.index] == "!":
            self.index += 1
            found = Wrapped("non_null_type", found)
        return found

    def selections(self, depth: int) -> SelectionSet:
        if depth > MAX_DEPTH:
            raise _Unusual
        self.expect("{")
        found: list[Any] = []
        while self.tokens[self.index] != "}":
            found.append(self.fragment(depth) if self.tokens[self.index] == "..." else self.field(depth))
        self.index += 1
        if not found:
            raise _Unusual
        return SelectionSet(tuple(found))

    def field(self, depth: int) -> Field:
        name, alias = self.name(), None
        if self.tokens[self.index] == ":":
            self.index += 1
            name, alias = self.name(), name
        arguments = self.arguments() if self.tokens[self.index] == "(" else ()
        directives = self.directives()
        inner = self.selections(depth + 1) if self.tokens[self.index] == "{" else None
        return Field(name, alias, arguments, directives, inner)

    def fragment(self, depth: int) -> Any:
        self.index += 1
        token = self.tokens[self.index]
        if token not in ("on", "{", "@"):
            return Named("fragment_spread", self.name(), self.directives())
        condition = None
        if token == "on":
            self.index += 1
            condition = Named("named_type", self.name())
        directives = self.directives()
        return Part(condition, directives, self.selections(depth + 1))

    def directives(self) -> tuple[Pair, ...]:
        found = []
        while self.tokens[self.index] == "@":
            self.index += 1
            name = self.name()
            arguments = self.arguments() if self.tokens[self.index] == "(" else ()
            found.append(Pair("directive", name, None, arguments))
        return tuple(found)

    def arguments(self) -> tuple[Pair, ...]:
        self.index += 1
        found = []
        while self.tokens[self.index] != ")":
            name = self.name()
            self.expect(":")
            found.append(Pair("argument", name, self.value(0, is_constant=False)))
        self.index += 1
        if not found:
            raise _Unusual
        return tuple(found)

    def value(self, depth: int, *, is_constant: bool) -> Any:
        if depth > MAX_DEPTH:
            raise _Unusual
        token = self.tokens[self.index]
        self.index += 1
        if token == "$" and not is_constant:
            return Named("variable", self.name())
        if token == "[":
            return self.list(depth, is_constant=is_constant)
        if token == "{":
            return self.object(depth, is_constant=is_constant)
        if token.isidentifier():
            return Leaf(token, _KEYWORDS.get(token, "enum_value"))
        if token[:1] == '"':
            if "\\" in token:
                raise _Unusual
            return Leaf(token, "string_value")
        match = NUMBER.fullmatch(token)
        if match is None:
            raise _Unusual
        return Leaf(token, "int_value" if match[3] is None and match[4] is None else "float_value")

    def list(self, depth: int, *, is_constant: bool) -> Items:
        values = []
        while self.tokens[self.index] != "]":
            values.append(self.value(depth + 1, is_constant=is_constant))
        self.index += 1
        return Items("list_value", tuple(values))

    def object(self, depth: int, *, is_constant: bool) -> Items:
        fields = []
        while self.tokens[self.index] != "}":
            name = self.name()
            self.expect(":")
            fields.append(Pair("object_field", name, self.value(depth + 1, is_constant=is_constant)))
        self.index += 1
        return Items("object_value", (), tuple(fields))

    def name(self) -> Leaf:
        token = self.tokens[self.index]
        if not token.isidentifier():
            raise _Unusual
        self.index += 1
        return Leaf(token)

    def expect(self, token: str) -> None:
        if self.tokens[self.index] != token:
            raise _Unusual
        self.index += 1


_KEYWORDS = {"true": "boolean_value", "false": "boolean_value", "null": "null_value"}
