"""``--require '>=2025-10'``: which of the stored versions it means."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence

from drift import lines
from drift.config import nearest
from drift.errors import UsageError
from drift.escape import quoted
from drift.history.index import Row
from drift.snapshots import names

_PART = re.compile(r"\s*(>=|<=|==|=|!=|>|<)?\s*([^\s<>=!~^]\S*)\s*")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
    "=": operator.eq,
}


def required(text: str, rows: Sequence[Row], *, source: str, are_lines: bool = False) -> tuple[int, ...]:
    """Return the positions of the versions that a requirement means.

    Args:
        text: Comparisons with a label, a version, a date, ``latest`` or ``previous``, with commas between them; all
            of them count. A version that was taken within the day or month that is named equals it.
        rows: The versions, oldest first.
        source: The source's name, for messages.
        are_lines: The versions are lines of a versioned API: releases are compared by their numbers, and what is
            not a release only equals its own name.

    Raises:
        UsageError: It can't be read, or means no version.
    """
    found = set(range(len(rows)))
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise UsageError(
                f"--require {quoted(text)}: write comparisons such as '>=2025-10' or '>=1.2,<2.0'"
            )
        compare = _COMPARE[match[1] or "=="]
        orders = (_lines_compared if are_lines else _compared)(match[2], rows, source)
        found &= {
            position for position, order in enumerate(orders) if order is not None and compare(order, 0)
        }
    if not found:
        raise UsageError(f"--require {quoted(text)}: no stored version of {source} is meant")
    return tuple(sorted(found))


def _lines_compared(spec: str, rows: Sequence[Row], source: str) -> list[int | None]:
    """Return for each line whether it is before (-1), at (0) or after (1) the one that is named; None for neither."""
    names_ = [row.name for row in rows]
    releases = [name for name in names_ if lines.is_stable(name)]
    named = {names.LATEST: releases[-1:], names.PREVIOUS: releases[-2:-1]}.get(spec, [spec])
    if named and not lines.is_stable(named[0]) and named[0] in names_:
        return [0 if name == named[0] else None for name in names_]
    if not named or not lines.is_stable(named[0]):
        raise UsageError(f"--require: {source} has no version {quoted(spec)}{nearest(spec, names_)}")
    wanted = lines.numbers(named[0])
    return [
        (lines.numbers(name) > wanted) - (lines.numbers(name) < wanted) if lines.is_stable(name) else None
        for name in names_
    ]


def _compared(spec: str, rows: Sequence[Row], source: str) -> Sequence[int | None]:
    """Return for each version whether it is before (-1), at (0) or after (1) what is named."""
    named = {names.LATEST: len(rows) - 1, names.PREVIOUS: len(rows) - 2}
    for position, row in enumerate(rows):
        named |= {row.name: position} | ({row.label: position} if row.label else {})
    if spec in named:
        return [(position > named[spec]) - (position < named[spec]) for position in range(len(rows))]
    start, end = names.start_of_period(spec), names.end_of_period(spec)
    if start is None or end is None:
        raise UsageError(
            f"--require: {source} has no version {quoted(spec)}{nearest(spec, list(named))}; a date such as "
            "2025-10 means what was taken then"
        )
    return [(row.taken >= end) - (row.taken < start) for row in rows]
