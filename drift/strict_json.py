"""JSON text from strangers, read without the surprises of the standard parser.

The standard library accepts NaN and duplicate keys, and meets deep nesting with RecursionError and long
numbers with ValueError. Here everything that RFC 8259 does not promise is one clear error.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from drift.errors import SchemaUnreadable

MAX_DEPTH = 200
MAX_DIGITS = 100
# What values take in memory, roughly. A real schema takes five to eight times its size; small values without
# number take twelve to forty times theirs.
MAX_MEMORY = 192 * 1024 * 1024
MAX_MEMORY_FACTOR = 9
# Python keeps a text at one, two or four bytes for each of its characters: one character decides for all of them.
# What is made of a schema later holds its descriptions several times.
MAX_TEXT_MEMORY = 128 * 1024 * 1024
MAX_DESCRIPTION_MEMORY = 48 * 1024 * 1024
_LONG_STRING = 40
_SMALL_BYTES = 8 * 1024 * 1024
MAX_LONE_SURROGATES = 100_000
_OBJECT_BYTES, _LIST_BYTES, _TEXT_BYTES, _SCALAR_BYTES, _KEY_BYTES = 300, 72, 58, 40, 300
_KEYS_PER_OBJECT = 16
_CHEAP_LEVELS = 40
_BLOCK_BYTES = 1_000_000
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_ASCII = bytes(range(0x80))
_CONTINUATION = bytes(range(0x80, 0xC0))
_NO_CONTINUATION = _ASCII + bytes(range(0xC0, 0x100))
_UP_TO_LATIN_1 = bytes(range(0xC4))
_UP_TO_TWO_BYTES = bytes(range(0xF0))
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_PAIR = re.compile(rb"\\u[dD][89abAB]")
_BEYOND_LATIN_1 = re.compile(rb"\\u(?!00)")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    r"\\(?:(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class NotJsonError(ValueError):
    """A text is not JSON as it should be; its message says why.

    Attributes:
        line: 1-based, None where the fault has no place.
        column: 1-based, None where the fault has no place.
    """

    def __init__(self, problem: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column


def decode_text(content: bytes, *, path: str) -> str:
    """Return *content* as text: UTF-8, or UTF-16 with a byte order mark, which is skipped.

    Raises:
        SchemaUnreadable: The bytes are neither; names line and column. Or the text would take too much memory.
    """
    memory = _memory_as_text(content)
    if memory > MAX_TEXT_MEMORY:
        raise SchemaUnreadable(_too_wide(memory), path=path)
    if content.startswith(_WIDE_BOMS) and not content.startswith(b"\xff\xfe\0\0"):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise SchemaUnreadable(
                f"byte {error.start:,} is not UTF-16, which the text begins as; save it as UTF-8", path=path
            ) from None
    content = content.removeprefix(_BOM)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    if content.startswith(b"\xff\xfe") or b"\0" in content[:4]:
        raise SchemaUnreadable("the text is UTF-32, or UTF-16 without a mark; save it as UTF-8", path=path)
    line_start = content.rfind(b"\n", 0, start) + 1
    raise SchemaUnreadable(
        f"byte 0x{content[start]:02x} is not UTF-8; save the text as UTF-8",
        path=path,
        line=content.count(b"\n", 0, start) + 1,
        column=len(content[line_start:start].decode("utf-8", "replace")) + 1,
    )


def parse_json(content: bytes, *, path: str) -> tuple[Any, int]:
    """Return the one JSON value in *content* and the number of lone surrogates that were replaced.

    A lone surrogate (``\\ud800`` without its second half) is legal in JSON and can't be written as UTF-8: it
    is read as U+FFFD.

    Args:
        content: What :func:`decode_text` reads.
        path: What is being read, for messages.

    Raises:
        SchemaUnreadable: No text, not JSON, NaN or an infinity, a key given twice in one object, a number
            of more than 100 characters, nesting deeper than 200, or so many small values that they would take
            far more memory than the text.
    """
    if content.startswith(_WIDE_BOMS):
        content = decode_text(content, path=path).encode()
    text = _narrow_text(content, path)
    _check_size_and_depth(content, path)
    replaced = 0
    try:
        if _SURROGATE.search(content) and any(match["lone"] for match in _ESCAPE.finditer(text)):
            text, replaced = _replace_lone_surrogates(text)
        return load(text), replaced
    except NotJsonError as error:
        raise SchemaUnreadable(str(error), path=path, line=error.line, column=error.column) from None


def _memory_as_text(content: bytes) -> int:
    """Return how many bytes UTF-8 takes as a Python text; the length of what is small."""
    if len(content) <= _SMALL_BYTES or content.isascii():
        return len(content)
    return _width(content) * (len(content) - _count(content, but=_NO_CONTINUATION))


def _width(content: bytes) -> int:
    """Return how many bytes each character of UTF-8 takes as a Python text."""
    if _count(content, but=_UP_TO_TWO_BYTES):
        return 4
    return 2 if _count(content, but=_UP_TO_LATIN_1) else 1


def _check_descriptions(content: bytes, size: int, path: str) -> None:
    """Refuse JSON whose long strings, *size* bytes of it, would take too much memory as one text."""
    width = 4 if _PAIR.search(content) else max(_width(content), 2 if _BEYOND_LATIN_1.search(content) else 1)
    # An escape such as \u00e9 is one character.
    characters = max(size - _count(content, but=_NO_CONTINUATION) - 5 * content.count(rb"\u"), size // 6)
    memory = width * characters
    if memory > MAX_DESCRIPTION_MEMORY:
        raise SchemaUnreadable(
            f"its texts would take {memory // 2**20:,} MB of memory; "
            f"{MAX_DESCRIPTION_MEMORY // 2**20} MB of descriptions are read",
            path=path,
        )


def _count(content: bytes, *, but: bytes) -> int:
    return len(content.translate(None, but))


def _narrow_text(content: bytes, path: str) -> str:
    """Return UTF-8 JSON as a text, with escapes for what is not ASCII where that takes less memory."""
    content = content.removeprefix(_BOM)
    escaped = len(content) + 5 * _count(content, but=_ASCII + _CONTINUATION)
    if len(content) <= _SMALL_BYTES or _memory_as_text(content) <= escaped:
        return decode_text(content, path=path)
    try:
        return _NOT_ASCII.sub(_escaped, content).decode("ascii")
    except UnicodeDecodeError:
        return decode_text(content, path=path)


def _escaped(match: re.Match[bytes]) -> bytes:
    return json.dumps(match[0].decode())[1:-1].encode()


def _too_wide(memory: int) -> str:
    return f"the text holds emoji or the like, with which it would take {memory // 2**20:,} MB of memory"


def load(text: str | bytes) -> Any:
    """Return the one JSON value in a text of bearable size.

    Args:
        text: JSON; bytes are UTF-8, a byte order mark is skipped.

    Raises:
        NotJsonError: Not UTF-8, not JSON, NaN or an infinity, a key given twice in one object, a number of more than
            100 characters, or nesting deeper than the parser goes.
    """
    if isinstance(text, bytes):
        try:
            text = text.removeprefix(_BOM).decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotJsonError(f"not UTF-8 at byte {error.start}") from None
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
            parse_int=_short_int,
            parse_float=_finite_float,
        )
    except json.JSONDecodeError as error:
        problem, line, column = _fault(error)
    except RecursionError:
        raise NotJsonError(f"the JSON is nested deeper than {MAX_DEPTH} levels") from None
    raise NotJsonError(f"not JSON: {problem}", line, column)


def _fault(error: json.JSONDecodeError) -> tuple[str, int, int]:
    """Return what is wrong with 1-based line and column, in the same words on every version of Python.

    Python 3.13 has words of its own for a trailing comma, which earlier ones notice at the bracket after it.
    """
    before = error.doc[: error.pos].rstrip(" \t\n\r")
    if error.msg.startswith("Illegal trailing comma"):
        comma = error.pos
    elif error.doc[error.pos : error.pos + 1] in ("}", "]") and before.endswith(","):
        comma = len(before) - 1
    else:
        return error.msg, error.lineno, error.colno
    found = json.JSONDecodeError("a comma with nothing after it", error.doc, comma)
    return found.msg, found.lineno, found.colno


def _check_size_and_depth(content: bytes, path: str) -> None:
    """Refuse what would take too much memory or stack; only C speed operations, as answers are large."""
    brackets = bytearray()
    commas = keys = long = 0
    for outside, inside in _split(content):
        long += sum(length for length in map(len, inside) if length > _LONG_STRING)
        commas += outside.count(b",")
        keys += outside.count(b":")
        brackets += outside.translate(None, _NO_BRACKETS)
    if len(content) > _SMALL_BYTES:
        _check_descriptions(content, long, path)
    objects, lists = brackets.count(b"{"), brackets.count(b"[")
    texts = max(0, (content.count(b'"') - content.count(rb"\"")) // 2 - keys)
    memory = (
        objects * _OBJECT_BYTES
        + lists * _LIST_BYTES
        + texts * _TEXT_BYTES
        + max(0, commas - texts - lists) * _SCALAR_BYTES
        # Keys are kept once, so they cost next to nothing while they are the few of a schema.
        + max(0, keys - _KEYS_PER_OBJECT * objects) * _KEY_BYTES
        + len(content)
    )
    if memory > max(MAX_MEMORY, MAX_MEMORY_FACTOR * len(content)):
        raise SchemaUnreadable(
            f"the JSON holds more small values than a schema does; they would take {memory // 2**20:,} MB of memory",
            path=path,
        )
    for _ in range(_CHEAP_LEVELS):
        inner = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(inner) == len(brackets):
            break
        brackets = inner
    # What is left, nothing in most answers, is deep or not balanced; the parser tells the two apart.
    steps = map({0x5B: 1, 0x7B: 1, 0x5D: -1, 0x7D: -1}.__getitem__, brackets)
    if max(accumulate(steps), default=0) > MAX_DEPTH - _CHEAP_LEVELS:
        raise SchemaUnreadable(f"the JSON is nested deeper than {MAX_DEPTH} levels", path=path)


def _split(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield what is outside of JSON strings and what is inside, in blocks: the pieces of it all need much memory."""
    start = 0
    is_inside = False
    while start < len(content):
        end = min(start + _BLOCK_BYTES, len(content))
        while end < len(content) and content[end - 1] == 0x5C:
            end += 1  # never cut an escape in two
        block = content[start:end].replace(rb"\\", b"").replace(rb"\"", b"")
        pieces = block.split(b'"')
        yield b"".join(pieces[is_inside::2]), pieces[not is_inside :: 2]
        is_inside ^= len(pieces) % 2 == 0
        start = end


def _replace_lone_surrogates(text: str) -> tuple[str, int]:
    count = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        if match["lone"] is None:
            return match[0]
        count += 1
        if count > MAX_LONE_SURROGATES:
            raise NotJsonError(f"the JSON holds more than {MAX_LONE_SURROGATES:,} halves of surrogate pairs")
        return r"\ufffd"

    return _ESCAPE.sub(replace, text), count


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJsonError("the JSON holds the same key twice in one object")
    return members


def _refuse_constant(name: str) -> Any:
    raise NotJsonError(f"the JSON holds {name}, which is not JSON")


def _short_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise NotJsonError(f"the JSON holds a number of {len(digits):,} digits")
    return int(digits)


def _finite_float(digits: str) -> float:
    number = float(digits) if len(digits) <= MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise NotJsonError("the JSON holds a number that is too large or too long")
    return number
