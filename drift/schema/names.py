"""Names: their order in canonical SDL, the words in them, and which of a coordinate is an element's own."""

from __future__ import annotations

import re

_NUMBER = re.compile("(0|[1-9][0-9]*)")
NAME = re.compile("[_A-Za-z][_0-9A-Za-z]*")
_WORDS = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def natural_key(name: str) -> tuple[str | tuple[int, str], ...]:
    """Return a sort key that orders digits by number: ``V2`` before ``V10``, capitals before small letters.

    This is the order in which graphql-js sorts a schema; it depends on no locale.
    """
    if name.isalpha():
        return (name,)
    parts = _NUMBER.split(name)
    # Without leading zeros the longer number is the greater; int() would refuse very long ones.
    return tuple((len(part), part) if index % 2 else part for index, part in enumerate(parts))


def words(name: str) -> list[str]:
    """Return the words of a name in small letters: ``createdAtAfter`` gives created, at, after."""
    return [word.lower() for word in _WORDS.findall(name)]


def own_name(coordinate: str) -> str:
    """Return the last name of a schema coordinate: ``b`` of ``A.b`` and of ``Query.a(b:)``, ``@a`` of ``@a``."""
    return coordinate.rstrip(":)").rpartition("(")[2].rpartition(".")[2]
