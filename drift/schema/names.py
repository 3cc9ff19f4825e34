"""The order of names in canonical SDL."""

from __future__ import annotations

import re

_NUMBER = re.compile("(0|[1-9][0-9]*)")
NAME = re.compile("[_A-Za-z][_0-9A-Za-z]*")


def natural_key(name: str) -> tuple[str | tuple[int, str], ...]:
    """Return a sort key that orders digits by number: ``V2`` before ``V10``, capitals before small letters.

    This is the order in which graphql-js sorts a schema; it depends on no locale.
    """
    if name.isalpha():
        return (name,)
    parts = _NUMBER.split(name)
    # Without leading zeros the longer number is the greater; int() would refuse very long ones.
    return tuple((len(part), part) if index % 2 else part for index, part in enumerate(parts))
