"""Small and large damage to texts, bytes and trees; everything follows from one ``random.Random``."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Sequence
from typing import Any

# What lies at the edges of what parsers expect.
PIECES = (
    "", "\0", "\n", "\r\n", "\t", " ", '"', '"""', "'", "'''", "\\", "\\u", "\\ud800", "\\uD83D\\uDE00",
    "\\x", "#", "#" * 40, "{", "}", "[", "]", "(", ")", "[" * 300, "{" * 300, "}" * 40, "!", "!!", "=", ":",
    "::", ",", "|", "&", "@", "$", "...", "%", "${X}", "${", "0", "-1", "1e999", "9" * 400, "-0.0", "1.",
    "null", "true", "NaN", "Infinity", "type", "input", "extend", "schema", "query", "mutation", "fragment",
    "on", "interface", "union", "enum", "scalar", "directive", "implements", "repeatable", "@deprecated",
    "@deprecated(reason: null)", "@specifiedBy(url: 1)", "@oneOf", "__typename", "__Type", "__schema",
    "Query", "Mutation", "String", "ID", "Int", "true: Int", "é", "\u202e", "\u2028", "\ufeff", "\x1b[2J",
    "\x9b", "\ud800", "\U0001f600", "../../x", "/etc/passwd", "CON", "-rf", "x" * 2000, "##[add-mask]",
    "::error::x", "</script>", "{{ 7*7 }}", "2026-01-01", "2026-13-45", "2026-01-01T06-00-00Z", "sha256:",
    "https://", "http://h/", "git:HEAD:x", "file:///etc/passwd",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", "x", "\0", "\ud800", "__Type", "Query", "true", [], [[]], {},
    [None], [1], ["x"], {"": None}, {"name": None}, {"kind": "LIST"}, {"kind": "NON_NULL", "ofType": None},
    {"name": "Query"}, "LIST", "NON_NULL", "OBJECT", "ENUM", "INPUT_OBJECT", "UNION", "INTERFACE", "SCALAR",
    "}{", '"a', "#" * 30 + "\n?", "[[[[", "{a: 1, a: 2}", "\x1b[2J\u202e", "x" * 3000, "a\r\nb", '"""',
    "\\", "FIELD", "2026-01-01T06-00-00Z", "../x",
)  # fmt: skip
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def mutate_text(chance: random.Random, text: str, others: Sequence[str] = ()) -> str:
    """Return *text* after one to eight random edits of its words and signs."""
    tokens = _TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(tokens) + 1)
        to = min(len(tokens), at + chance.choice((1, 1, 2, 5, 20)))
        edit = chance.randrange(7)
        if edit == 0:
            del tokens[at:to]
        elif edit == 1:
            tokens[at:at] = tokens[at:to] * chance.choice((1, 2, 30))
        elif edit == 2:
            tokens[at:to] = [chance.choice(PIECES)]
        elif edit == 3:
            tokens.insert(at, chance.choice(PIECES))
        elif edit == 4 and tokens:
            tokens[at:to] = [chance.choice(tokens)]
        elif edit == 5 and others:
            other = _TOKEN.findall(chance.choice(others))
            start = chance.randrange(len(other) + 1)
            tokens[at:to] = other[start : start + chance.choice((1, 5, 50))]
        else:
            chance.shuffle(part := tokens[at:to])
            tokens[at:to] = part
    return "".join(tokens)


def mutate_bytes(chance: random.Random, content: bytes) -> bytes:
    """Return *content* after one to eight random edits of its bytes."""
    edited = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(edited) + 1)
        to = at + chance.choice((1, 1, 4, 64))
        edit = chance.randrange(5)
        if edit == 0:
            del edited[at:to]
        elif edit == 1:
            edited[at:at] = chance.randbytes(chance.choice((1, 2, 9)))
        elif edit == 2:
            edited[at:at] = edited[at:to] * 2
        elif edit == 3 and at < len(edited):
            edited[at] ^= 1 << chance.randrange(8)
        else:
            edited[at:to] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
    return bytes(edited)


def mutate_tree(chance: random.Random, tree: Any) -> Any:
    """Return a copy of decoded JSON after one to eight random edits of its values and keys."""
    edited = copy.deepcopy(tree)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        places = list(_places(edited))
        if not places:
            return chance.choice(VALUES)
        holder, key = chance.choice(places)
        edit = chance.randrange(6)
        if edit == 0:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
        elif edit == 1:
            del holder[key]
        elif edit == 2:
            other, other_key = chance.choice(places)
            holder[key] = copy.deepcopy(other[other_key])
        elif edit == 3 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif edit == 4 and isinstance(holder[key], str):
            holder[key] = mutate_text(chance, holder[key])
        elif isinstance(holder, dict):
            holder[str(chance.choice(VALUES))] = holder[key]
        else:
            chance.shuffle(holder)
    return edited


def _places(tree: Any) -> Any:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            for key in one if isinstance(one, dict) else range(len(one)):
                yield one, key
                waiting.append(one[key])
