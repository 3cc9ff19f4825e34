"""Answers with data and errors: which nulls are failures, and of what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drift.sources.refusal import ServerError

_ATTRIBUTES = {
    "defaultValue": "default",
    "description": "description",
    "specifiedByURL": "specified_by",
    "specifiedByUrl": "specified_by",
    "deprecationReason": "deprecation",
}


def unanswered_leaves(
    data: dict[str, Any], errors: Iterable[ServerError]
) -> tuple[set[str], list[ServerError]]:
    """Return the leaves that came as null because the server failed on them, and the errors about more.

    Args:
        data: The object under ``data``.
        errors: All errors of the same answer.

    Returns:
        Leaves as ``COORDINATE#attribute``, with the attribute one of default, description, specified_by and
        deprecation; and the errors that are not about such a leaf.
    """
    leaves: set[str] = set()
    others: list[ServerError] = []
    for error in errors:
        leaf = _leaf(data, error.path)
        if leaf is None:
            others.append(error)
        else:
            leaves.add(leaf)
    return leaves, others


def _leaf(data: dict[str, Any], path: tuple[str | int, ...] | None) -> str | None:
    if not path or path[0] != "__schema" or path[-1] not in _ATTRIBUTES:
        return None
    coordinate = ""
    value: Any = data
    for depth, key in enumerate(path):
        if isinstance(value, dict) and isinstance(key, str) and key in value:
            value = value[key]
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
            name = value.get("name") if isinstance(value, dict) else None
            if not isinstance(name, str):
                return None
            coordinate = _below(coordinate, str(path[depth - 1]), name)
        else:
            return None
    # Where the server gave a value in spite of its error there is nothing unknown, but something is wrong.
    return None if value is not None else f"{coordinate or 'schema'}#{_ATTRIBUTES[str(path[-1])]}"


def _below(coordinate: str, key: str, name: str) -> str:
    if key == "types":
        return name
    if key == "directives":
        return f"@{name}"
    if key == "args":
        return f"{coordinate}({name}:)"
    return f"{coordinate}.{name}"
