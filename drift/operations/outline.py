"""Operations and fragments read without graphql-core, as far as they are ordinary.

Whatever is unusual is left to graphql-core, which also says what is wrong with a text: what is accepted here is
accepted there. Grammar: https://spec.graphql.org/September2025/#sec-Language

Where all operations are ordinary and valid, as on most runs, graphql-core is not loaded at all: that alone is 0.25 s of
processor time, and its parser takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drift.operations.tree import (
    Argument,
    Definition,
    Directive,
    Field,
    FragmentDefinition,
    Inline,
    ListValue,
    Literal,
    Name,
    ObjectValue,
    OperationDefinition,
    Selection,
    SelectionSet,
    Sort,
    Spread,
    TypeReference,
    Value,
    Variable,
    VariableDefinition,
)
from drift.schema.literal import IGNORED, NUMBER, TOKEN

MAX_TOKENS = 50_000
MAX_DEPTH = 50
_TOKENS = re.compile(f"{IGNORED}(?:({TOKEN})|(.)|$)")
# Beyond ASCII and among control characters, what is white space and what a string may hold is a matter of its own.
_UNUSUAL = re.compile(r"[^\t\n\r\x20-\x7e]")
_COMMENT = re.compile(r"#[^\n]*")
_OPERATIONS = frozenset({"query", "mutation", "subscription"})
_KEYWORDS = {"true": Sort.BOOLEAN, "false": Sort.BOOLEAN, "null": Sort.NULL}


class _Unusual(Exception):
    """Raised for whatever is left to graphql-core."""


def definitions_of(text: str) -> tuple[Definition, ...] | None:
    """Return the definitions of an ordinary document, None where graphql-core has to look."""
    if _UNUSUAL.search(text):
        return None
    try:
        return _Reader(text).document()
    except _Unusual:
        return None


def words_of(text: str) -> list[str]:
    """Return the tokens of a text, which are the same for two texts that differ in layout and comments only."""
    return [word for match in _TOKENS.finditer(text) if (word := match[1] or match[2])]


def comments_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where comments begin and end in a part of a text that is GraphQL from token to token."""
    for match in _TOKENS.finditer(text, start, end):
        # Before a token there is nothing but white space, commas and comments.
        for comment in _COMMENT.finditer(text, match.start(), match.start(1) if match[1] else match.end()):
            yield comment.span()


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

    @property
    def start(self) -> int:
        """Where the next token begins."""
        return self.starts[self.index]

    @property
    def end(self) -> int:
        """Where the token before ended."""
        return self.starts[self.index - 1] + len(self.tokens[self.index - 1])

    def document(self) -> tuple[Definition, ...]:
        found = []
        while self.tokens[self.index]:
            found.append(self.definition())
        return tuple(found)

    def definition(self) -> Definition:
        start, token = self.start, self.tokens[self.index]
        if token == "{":
            selections = self.selections(0)
            return OperationDefinition(start, self.end, "query", None, (), (), selections)
        self.index += 1
        if token in _OPERATIONS:
            name = self.name() if self.tokens[self.index] not in ("(", "@", "{") else None
            variables = self.variables() if self.tokens[self.index] == "(" else ()
            directives = self.directives()
            selections = self.selections(0)
            return OperationDefinition(start, self.end, token, name, variables, directives, selections)
        if token != "fragment" or self.tokens[self.index] == "on":
            raise _Unusual
        name = self.name()
        self.expect("on")
        condition = self.name()
        directives = self.directives()
        selections = self.selections(0)
        return FragmentDefinition(start, self.end, name, condition, directives, selections)

    def variables(self) -> tuple[VariableDefinition, ...]:
        self.expect("(")
        found = []
        while self.tokens[self.index] != ")":
            start = self.start
            self.expect("$")
            variable = Variable(start, 0, self.name().value)
            variable.end = self.end
            self.expect(":")
            type_ = self.type()
            default = None
            if self.tokens[self.index] == "=":
                self.index += 1
                default = self.value(0, is_constant=True)
            directives = self.directives(is_constant=True)
            found.append(VariableDefinition(start, self.end, variable, type_, default, directives))
        self.index += 1
        if not found:
            raise _Unusual
        return tuple(found)

    def type(self) -> TypeReference:
        start, depth = self.start, 0
        while self.tokens[self.index] == "[":
            self.index += 1
            depth += 1
        name = self.name()
        text = name.value
        for level in range(depth + 1):
            if level:
                self.expect("]")
                text = f"[{text}]"
            if self.tokens[self.index] == "!":
                self.index += 1
                text += "!"
        if depth > MAX_DEPTH:
            raise _Unusual
        return TypeReference(start, self.end, text, name)

    def selections(self, depth: int) -> SelectionSet:
        if depth > MAX_DEPTH:
            raise _Unusual
        start = self.start
        self.expect("{")
        found: list[Selection] = []
        while self.tokens[self.index] != "}":
            found.append(self.fragment(depth) if self.tokens[self.index] == "..." else self.field(depth))
        self.index += 1
        if not found:
            raise _Unusual
        return SelectionSet(start, self.end, tuple(found))

    def field(self, depth: int) -> Field:
        start = self.start
        name, alias = self.name(), None
        if self.tokens[self.index] == ":":
            self.index += 1
            name, alias = self.name(), name
        arguments = self.arguments(is_constant=False) if self.tokens[self.index] == "(" else ()
        directives = self.directives() if self.tokens[self.index] == "@" else ()
        inner = self.selections(depth + 1) if self.tokens[self.index] == "{" else None
        return Field(start, self.end, alias, name, arguments, directives, inner)

    def fragment(self, depth: int) -> Selection:
        start = self.start
        self.index += 1
        token = self.tokens[self.index]
        if token not in ("on", "{", "@"):
            name, directives = self.name(), self.directives()
            return Spread(start, self.end, name, directives)
        condition = None
        if token == "on":
            self.index += 1
            condition = self.name()
        directives = self.directives()
        selections = self.selections(depth + 1)
        return Inline(start, self.end, condition, directives, selections)

    def directives(self, *, is_constant: bool = False) -> tuple[Directive, ...]:
        found = []
        while self.tokens[self.index] == "@":
            start = self.start
            self.index += 1
            name = self.name()
            arguments = self.arguments(is_constant=is_constant) if self.tokens[self.index] == "(" else ()
            found.append(Directive(start, self.end, name, arguments))
        return tuple(found)

    def arguments(self, *, is_constant: bool) -> tuple[Argument, ...]:
        self.index += 1
        found = self.pairs(")", 0, is_constant=is_constant)
        if not found:
            raise _Unusual
        return found

    def pairs(self, closing: str, depth: int, *, is_constant: bool) -> tuple[Argument, ...]:
        found = []
        while self.tokens[self.index] != closing:
            start, name = self.start, self.name()
            self.expect(":")
            value = self.value(depth, is_constant=is_constant)
            found.append(Argument(start, self.end, name, value))
        self.index += 1
        return tuple(found)

    def value(self, depth: int, *, is_constant: bool) -> Value:
        if depth > MAX_DEPTH:
            raise _Unusual
        start, token = self.start, self.tokens[self.index]
        self.index += 1
        if token == "$" and not is_constant:
            name = self.name().value
            return Variable(start, self.end, name)
        if token == "[":
            items = []
            while self.tokens[self.index] != "]":
                items.append(self.value(depth + 1, is_constant=is_constant))
            self.index += 1
            return ListValue(start, self.end, tuple(items))
        if token == "{":
            fields = self.pairs("}", depth + 1, is_constant=is_constant)
            return ObjectValue(start, self.end, fields)
        return Literal(start, self.end, _sort(token), token)

    def name(self) -> Name:
        token = self.tokens[self.index]
        if not token.isidentifier():
            raise _Unusual
        start = self.starts[self.index]
        self.index += 1
        return Name(start, start + len(token), token)

    def expect(self, token: str) -> None:
        if self.tokens[self.index] != token:
            raise _Unusual
        self.index += 1


def _sort(token: str) -> Sort:
    """Return what a literal of one token is."""
    if token.isidentifier():
        return _KEYWORDS.get(token, Sort.ENUM)
    if token[:1] == '"':
        if "\\" in token:
            raise _Unusual
        return Sort.STRING
    match = NUMBER.fullmatch(token)
    if match is None:
        raise _Unusual
    return Sort.INT if match[3] is None and match[4] is None else Sort.FLOAT
