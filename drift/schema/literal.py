"""GraphQL literals: read from text into plain values, printed back in one form.

Two literals that mean the same print the same: one line, object keys sorted, numbers in one notation, strings
always quoted. Libraries disagree on all of these.
Follows https://spec.graphql.org/September2025/#sec-Input-Values
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from drift.escape import one_line

# The grammar's tokens, each preceded by what GraphQL ignores: white space, commas, comments.
# Possessive, because text from strangers must not make the engine try a comment in every way to cut it.
IGNORED = r"[\s,\ufeff]*+(?:#[^\n]*+[\s,\ufeff]*+)*+"
TOKEN = (
    r"[_A-Za-z][_A-Za-z0-9]*+|[!$&():=@\[\]{|}]|\.\.\."
    r'|"""[^"\\]*+(?:(?:\\"""|\\|"(?!""))[^"\\]*+)*+"""'
    r'|"(?!"")[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
    r"|-?[0-9][0-9A-Za-z_.]*+(?:(?<=[eE])[+-][0-9A-Za-z_.]*+)?"
)
NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
MAX_DEPTH = 100
MAX_TEXT_LENGTH = 1_000_000
# A text may be six times as long where each of its characters is an escape, or begins an indented line.
_MAX_TOKEN_LENGTH = 6 * MAX_TEXT_LENGTH + 100

_LITERAL_TOKENS = re.compile(f"{IGNORED}(?:({TOKEN})|$)")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,8})\}|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
# C0, DEL, C1, line and paragraph separators, bidi controls and the byte order mark can drive a terminal or
# reorder text on screen, and lone surrogates can't be written as UTF-8.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_MUST_ESCAPE = re.compile(r'["\\\t\n]|' + UNPRINTABLE.pattern)
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Number:
    """An Int or Float literal in its one notation, of any size and precision."""

    text: str

    @property
    def is_integral(self) -> bool:
        """True when the value is written without fraction or exponent."""
        return self.text.lstrip("-").isdigit()


@dataclass(frozen=True, slots=True)
class EnumValue:
    """An enum value literal."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, which has no place in a schema but may be in an operation."""

    name: str


Value: TypeAlias = "bool | Number | str | EnumValue | Variable | list[Value] | dict[str, Value] | None"


class LiteralError(ValueError):
    """A text that is not a GraphQL literal; ``offset`` says where, in characters from its start."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def parse(text: str) -> Value:
    """Return the value that a literal means.

    Raises:
        LiteralError: The text is not exactly one literal.
    """
    tokens: list[str] = []
    starts: list[int] = []
    position = 0
    while position < len(text):
        match = _LITERAL_TOKENS.match(text, position)
        if match is None:
            raise LiteralError("not a GraphQL literal", position)
        position = match.end()
        if match[1] is not None:
            tokens.append(match[1])
            starts.append(match.start(1))
    starts.append(len(text))
    value, index = read_value(tokens, 0, starts)
    if index != len(tokens):
        raise LiteralError("more than one literal", starts[index])
    return value


def read_value(tokens: list[str], index: int, starts: list[int], depth: int = 0) -> tuple[Value, int]:
    """Return the value whose first token is ``tokens[index]``, and the index after it.

    Args:
        tokens: Tokens as :data:`TOKEN` finds them.
        index: Where the value begins.
        starts: Offset of each token, and of the end, for errors.
        depth: Lists and objects around it.

    Raises:
        LiteralError: There is no literal at that place.
    """
    if depth > MAX_DEPTH:
        raise LiteralError(f"a literal nested deeper than {MAX_DEPTH} levels", starts[index])
    token = tokens[index] if index < len(tokens) else ""
    first = token[:1]
    if first == "[":
        return _read_list(tokens, index + 1, starts, depth)
    if first == "{":
        return _read_object(tokens, index + 1, starts, depth)
    if first == '"':
        return _string_at(token, starts[index]), index + 1
    if first == "$" and index + 1 < len(tokens) and tokens[index + 1].isidentifier():
        return Variable(tokens[index + 1]), index + 2
    if first.isidentifier():
        return _NAMED.get(token, EnumValue(token)), index + 1
    number = normalise_number(token)
    if number is None:
        raise LiteralError(f"expected a value, found {_excerpt(token)}", starts[min(index, len(tokens))])
    return Number(number), index + 1


def _excerpt(token: str) -> str:
    """Return the beginning of a token on one line, as escapes where it can't be printed."""
    shown = token[:30] or "the end"
    return one_line(shown)


_NAMED: dict[str, bool | None] = {"null": None, "true": True, "false": False}


def _string_at(token: str, start: int) -> str:
    try:
        return string_value(token)
    except LiteralError as error:
        raise LiteralError(str(error), start + error.offset) from None


def _read_list(tokens: list[str], index: int, starts: list[int], depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    while index < len(tokens) and tokens[index] != "]":
        item, index = read_value(tokens, index, starts, depth + 1)
        items.append(item)
    if index >= len(tokens):
        raise LiteralError("a list without its closing bracket", starts[index])
    return items, index + 1


def _read_object(tokens: list[str], index: int, starts: list[int], depth: int) -> tuple[Value, int]:
    fields: dict[str, Value] = {}
    while index < len(tokens) and tokens[index] != "}":
        name = tokens[index]
        if not name.isidentifier() or index + 1 >= len(tokens) or tokens[index + 1] != ":":
            raise LiteralError(f"expected a field name and a colon, found {_excerpt(name)}", starts[index])
        if name in fields:
            raise LiteralError(f"the field {name} appears twice in one object", starts[index])
        fields[name], index = read_value(tokens, index + 2, starts, depth + 1)
    if index >= len(tokens):
        raise LiteralError("an object without its closing brace", starts[index])
    return fields, index + 1


def normalise_number(text: str) -> str | None:
    """Return a number literal in its one notation, or None when *text* is not a number.

    ``1e2``, ``100.0`` and ``100`` all give ``100``. No precision is lost and nothing is rounded.
    """
    match = NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, exponent = match.groups()
    if fraction is None and exponent is None:
        return "0" if whole == "0" else sign + whole
    if exponent is not None and len(exponent) > 9:
        return text
    shift = int(exponent or 0)
    digits = (whole + (fraction or "")).lstrip("0")
    point = len(whole) + shift - (len(whole + (fraction or "")) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point < len(digits):
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{point - 1}"


def string_value(token: str) -> str:
    """Return the text that a quoted or block string token means.

    Lone surrogates, which escapes can spell, become U+FFFD. Follows
    https://spec.graphql.org/September2025/#sec-String-Value

    Raises:
        LiteralError: The token holds an escape that GraphQL does not know, or is longer than a million characters.
    """
    if len(token) > _MAX_TOKEN_LENGTH:
        raise LiteralError(too_long(len(token)), 0)
    if token.startswith('"""'):
        text = token[3:-3]
        if "\\" in text:
            text = text.replace('\\"""', '"""')
        text = dedent(text)
    else:
        text = token[1:-1]
        if "\\" in text:
            text = replace_surrogates(_ESCAPE.sub(_unescape, text))
    if len(text) > MAX_TEXT_LENGTH:
        raise LiteralError(too_long(len(text)), 0)
    return text


def too_long(length: int) -> str:
    """Return what is wrong with a text of that length: what it costs to lay out is many times its size."""
    return f"a text of {length:,} characters; {MAX_TEXT_LENGTH:,} are read"


def replace_surrogates(text: str) -> str:
    """Return *text* with surrogate pairs joined and lone surrogates as U+FFFD."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescape(match: re.Match[str]) -> str:
    braced, plain, simple = match.groups()
    if simple is not None:
        if simple not in _SIMPLE_ESCAPES:
            raise LiteralError(f"unknown escape \\{_excerpt(simple)} in a string", match.start() + 1)
        return _SIMPLE_ESCAPES[simple]
    code = int(braced or plain, 16)
    if code > 0x10FFFF:
        raise LiteralError(f"\\u{{{braced}}} is not a Unicode character", match.start() + 1)
    return chr(code)


def dedent(raw: str) -> str:
    """Return the value of a block string's raw text.

    Follows https://spec.graphql.org/September2025/#BlockStringValue()
    """
    if "\n" not in raw:
        return raw if raw.strip(" \t") else ""
    lines = raw.split("\n")
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines[1:] if line.strip(" \t")]
    common = min(indents, default=0)
    lines[1:] = [line[common:] for line in lines[1:]]
    start, end = 0, len(lines)
    while start < end and not lines[start].strip(" \t"):
        start += 1
    while end > start and not lines[end - 1].strip(" \t"):
        end -= 1
    return "\n".join(lines[start:end])


def print_literal(value: Value) -> str:
    """Return the canonical literal of a value, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return print_string(value)
    if isinstance(value, Number):
        return value.text
    if isinstance(value, list):
        return "[" + ", ".join(map(print_literal, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {print_literal(value[name])}" for name in sorted(value)) + "}"
    return f"${value.name}" if isinstance(value, Variable) else value.name


def print_string(text: str) -> str:
    """Return *text* as a quoted string; control and bidi characters are escaped."""
    return '"' + _MUST_ESCAPE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
