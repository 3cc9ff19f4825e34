"""Templates of formatting functions: what ``%`` and ``format`` put into a literal, each as a gap at its own place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from drift.operations.template import Hole, Part, Text

_PERCENT = re.compile(
    r"%(?:\(([^)]*)\)|\[\d+\])?(?:\d+\$)?[-#0 +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?[bcdiouxXeEfFgGqrsStTvpa@%]"
)
_FORMAT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_FIELD_NAME = re.compile(r"[^.\[!:]*")

Escaped = Callable[["re.Match[str]"], "str | None"]


@dataclass(frozen=True)
class Operands:
    """What is put into a template, each as a gap at its own place.

    Attributes:
        positional: In order.
        named: By name.
    """

    positional: Sequence[Hole] = ()
    named: Mapping[str, Hole] = field(default_factory=dict)


def percent_parts(parts: Sequence[Part], operands: Operands) -> list[Part]:
    """Return the parts of a literal that is a template of ``%``."""
    return _cut(parts, _PERCENT, operands, lambda match: "%" if match[0].endswith("%") else None)


def format_parts(parts: Sequence[Part], operands: Operands) -> list[Part]:
    """Return the parts of a literal that is a template of ``format``."""
    return _cut(parts, _FORMAT, operands, lambda match: match[0][0] if match[0] in ("{{", "}}") else None)


def _cut(parts: Sequence[Part], pattern: re.Pattern[str], operands: Operands, escaped: Escaped) -> list[Part]:
    result: list[Part] = []
    waiting = iter(operands.positional)
    for part in parts:
        if isinstance(part, Hole):
            result.append(part)
            continue
        position = 0
        for match in pattern.finditer(part.value):
            result.append(Text(part.value[position : match.start()], part.file, part.place + position))
            position = match.end()
            place = part.place + match.start()
            literal = escaped(match)
            if literal is not None:
                result.append(Text(literal, part.file, place))
                continue
            key = _FIELD_NAME.match(match[1] or "")
            name = key[0] if key else ""
            if name.isdigit() and int(name) < len(operands.positional):
                given: Hole | None = operands.positional[int(name)]
            else:
                given = operands.named.get(name) if name else next(waiting, None)
            # The gap is in the template; what it names may be a constant.
            named = given.name if given else name if name.isidentifier() else None
            result.append(Hole(part.file, place, match[0], named, given.arms if given else ()))
        result.append(Text(part.value[position:], part.file, part.place + position))
    return result
