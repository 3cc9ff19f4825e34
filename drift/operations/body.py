"""Requests that a program writes as JSON: the operation is the text of ``query``, with the escapes of JSON undone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from drift.operations.source import File
from drift.operations.template import Draft, Hole, Part, Text

_KEY = re.compile(r"\s*\[?\s*\{[^{}]*?\"query\"\s*:\s*\"(?P<text>(?:\\.|[^\"\\])*)\"", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_GAP = "\0"

_Place = tuple[str, File, int]


def unwrapped(draft: Draft) -> Draft:
    """Return the operation of a request's body, and any other draft as it is."""
    if draft.is_certain or '"query"' not in draft.literal:
        return draft
    text = "".join(part.value.replace(_GAP, " ") if isinstance(part, Text) else _GAP for part in draft.parts)
    match = _KEY.match(text)
    if match is None:
        return draft
    inside = list(_characters(draft.parts))[match.start("text") : match.end("text")]
    return replace(draft, parts=tuple(_parts(inside)))


def _characters(parts: Sequence[Part]) -> Iterator[Hole | _Place]:
    """Yield each character with its place, and each gap."""
    for part in parts:
        if isinstance(part, Hole):
            yield part
        else:
            yield from ((char, part.file, part.place + at) for at, char in enumerate(part.value))


def _parts(characters: Sequence[Hole | _Place]) -> Iterator[Part]:
    position = 0
    while position < len(characters):
        each = characters[position]
        position += 1
        if isinstance(each, Hole):
            yield each
            continue
        char, file, place = each
        if char == "\\" and position < len(characters):
            following = characters[position]
            letter = "" if isinstance(following, Hole) else following[0]
            digits = "".join(
                item[0] for item in characters[position + 1 : position + 5] if not isinstance(item, Hole)
            )
            if letter == "u" and re.fullmatch("[0-9A-Fa-f]{4}", digits):
                char, position = chr(int(digits, 16)), position + 5
            elif letter:
                char, position = _ESCAPES.get(letter, letter), position + 1
        yield Text(char, file, place)
