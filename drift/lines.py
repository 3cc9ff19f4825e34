"""The lines of a versioned API: versions that are served side by side, each with a history of its own.

``SOURCE/2026-01`` names one. Everything here is about names; no files, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PLACEHOLDER = "{version}"
ANSWERED_HEADER = "X-Shopify-API-Version"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# `name`; `name[flag]` for the items of a list that have the flag set; `name[kind=a|b]` for those with such a value.
PATH_STEP = re.compile(r"([_A-Za-z][_0-9A-Za-z]*)(?:\[([_A-Za-z][_0-9A-Za-z]*)(?:=([^\]=]+))?\])?")
_STABLE = re.compile(r"v?[0-9]+(?:[._-][0-9]+)*", re.IGNORECASE)


def join(source: str, line: str) -> str:
    """Return the name of a source's line."""
    return f"{source}/{line}"


def split(name: str) -> tuple[str, str | None]:
    """Return source and line of a name; None for a name without a line."""
    source, slash, line = name.partition("/")
    return source, line if slash else None


def is_stable(line: str) -> bool:
    """Return whether a line is a release: numbers, such as ``2026-01`` or ``v3.1``, and no word like ``unstable``."""
    return _STABLE.fullmatch(line) is not None


def numbers(line: str) -> list[int]:
    """Return the numbers of a release, by which releases are compared."""
    return [int(digits) for digits in re.findall(r"[0-9]+", line)]


def in_order(names: Iterable[str]) -> list[str]:
    """Return lines, oldest first: releases by their numbers, then the others as they come."""
    found = list(names)
    releases = sorted(
        (name for name in found if is_stable(name)),
        key=numbers,
    )
    return [*releases, *(name for name in found if not is_stable(name))]


def newest_stable(names: Sequence[str]) -> str:
    """Return the newest release among lines; the last one named when none of them is a release."""
    return next((name for name in reversed(in_order(names)) if is_stable(name)), names[-1])
