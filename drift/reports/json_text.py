"""JSON as it is written: piece by piece, so that a report need not be in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_INDENT = "  "


def document(value: Any, string: Callable[[str], str]) -> Iterator[str]:
    """Yield a value as indented JSON, ending in a newline; each piece ends a line.

    Args:
        value: Dicts, lists, strings, numbers, booleans and None. An iterator is written as a list, each of its items,
            which hold no iterator, when it comes.
        string: Makes the JSON of a string, quotes and all, harmless for the one who reads it.
    """
    yield from _pieces(value, string, indent="", head="", end="\n")


def _pieces(value: Any, string: Callable[[str], str], *, indent: str, head: str, end: str) -> Iterator[str]:
    inner = indent + _INDENT
    if isinstance(value, dict) and value:
        yield f"{head}{{\n"
        left = len(value)
        for key, item in value.items():
            left -= 1
            stop = ",\n" if left else "\n"
            yield from _pieces(item, string, indent=inner, head=f"{inner}{_ENCODER.encode(key)}: ", end=stop)
        yield f"{indent}}}{end}"
    elif isinstance(value, list) and value:
        yield f"{head}[\n"
        for left in range(len(value) - 1, -1, -1):
            stop = ",\n" if left else "\n"
            yield from _pieces(value[-1 - left], string, indent=inner, head=inner, end=stop)
        yield f"{indent}]{end}"
    elif isinstance(value, Iterator):
        before: str | None = None
        for item in value:
            yield f"{head}[\n" if before is None else f"{before},\n"
            before = inner + written(item, string, inner)
        yield f"{head}[]{end}" if before is None else f"{before}\n{indent}]{end}"
    else:
        yield f"{head}{written(value, string)}{end}"


def written(value: Any, string: Callable[[str], str], indent: str = "") -> str:
    """Return a value of dicts, lists, strings, numbers, booleans and None as JSON, like ``json.dumps(…, indent=2)``.

    Args:
        value: What to write.
        string: As for :func:`document`.
        indent: What its lines but the first begin with.
    """
    if isinstance(value, str):
        return string(_ENCODER.encode(value))
    inner = indent + _INDENT
    if isinstance(value, dict) and value:
        rows = [
            f"{inner}{_ENCODER.encode(key)}: {written(item, string, inner)}" for key, item in value.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        rows = [inner + written(item, string, inner) for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return _ENCODER.encode(value)
