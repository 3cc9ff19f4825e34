"""Python's string literals as they are written: what each piece of them means, and where it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from drift.operations.source import File
from drift.operations.template import Hole, Part, Text

_BETWEEN = re.compile(r"(?:[ \t\f\r\n]|\\\n|#[^\n]*)*")
_OPENING = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')")
_ESCAPE = re.compile(
    r"\\(?:\n|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|.)", re.DOTALL
)
_PERCENT = re.compile(r"%(?:\(([^)]*)\))?[-#0 +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?[diouxXeEfFgGcrsa%]")
_FORMAT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_QUOTED = re.compile(
    r"(?s)(\"\"\"(?:\\.|.)*?\"\"\"|'''(?:\\.|.)*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
)
_SPECIAL = re.compile(r"[\\\"'{}]")
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


def literal_parts(file: File, start: int, end: int, gaps: Sequence[Hole] = ()) -> list[Part]:
    """Return the parts of adjacent literals, cut at escapes, at gaps, and between the literals.

    Args:
        file: Where they stand.
        start: Offset of the first literal.
        end: Offset behind the last one.
        gaps: Those of f-strings, in order.
    """
    scanner = _Scanner(file, end, iter(gaps))
    scanner.read(start)
    return scanner.parts


def percent_parts(parts: Sequence[Part], operands: Operands) -> list[Part]:
    """Return the parts of a literal that is a template of ``%``."""
    return _cut(parts, _PERCENT, operands, lambda match: "%" if match[0].endswith("%") else None)


def format_parts(parts: Sequence[Part], operands: Operands) -> list[Part]:
    """Return the parts of a literal that is a template of ``str.format``."""
    return _cut(parts, _FORMAT, operands, lambda match: match[0][0] if match[1] is None else None)


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
            # The gap stands in the template; what it names may be a constant.
            result.append(Hole(part.file, place, match[0], given.name if given else None))
        result.append(Text(part.value[position:], part.file, part.place + position))
    return result


class _Scanner:
    """Reads literals one behind the other."""

    def __init__(self, file: File, end: int, gaps: Iterator[Hole]) -> None:
        self.parts: list[Part] = []
        self._file = file
        self._text = file.text
        self._end = end
        self._gaps = gaps

    def read(self, position: int) -> None:
        while True:
            between = _BETWEEN.match(self._text, position, self._end)
            opening = _OPENING.match(self._text, between.end() if between else position, self._end)
            if opening is None:
                return
            position = self._body(opening.end(), opening[2], frozenset(opening[1].lower()))

    def _body(self, position: int, quote: str, prefix: frozenset[str]) -> int:
        """Take in a literal from behind its opening quote; return the offset behind its closing one."""
        text, is_raw = self._text, "r" in prefix
        is_template = bool(prefix & {"f", "t"})
        begin = position
        while True:
            special = _SPECIAL.search(text, position, self._end)
            if special is None:
                self._take(begin, self._end)
                return self._end
            position, char = special.start(), special[0]
            if char == "\\":
                escape = _ESCAPE.match(text, position)
                end = escape.end() if escape else position + 1
                if is_raw:
                    # Nothing is escaped, but a quote behind the backslash does not close the literal.
                    position += 1 if is_template and text[position + 1 : position + 2] in "{}" else 2
                    continue
                self._take(begin, position)
                self.parts.append(Text(_unescaped(text[position:end]), self._file, position))
                begin = position = end
            elif text.startswith(quote, position):
                self._take(begin, position)
                return position + len(quote)
            elif is_template and char in "{}":
                self._take(begin, position)
                if text[position + 1 : position + 2] == char:
                    self.parts.append(Text(char, self._file, position))
                    position += 2
                else:
                    gap = next(self._gaps, None)
                    end = self._closing(position + 1)
                    name = gap.name if gap else None
                    shown = gap.shown if gap else text[position:end]
                    self.parts.append(Hole(self._file, position, shown, name))
                    position = end
                begin = position
            else:
                position += 1

    def _take(self, begin: int, end: int) -> None:
        if end > begin:
            self.parts.append(Text(self._text[begin:end], self._file, begin))

    def _closing(self, position: int) -> int:
        """Return the offset behind the brace that closes a gap."""
        depth = 1
        while position < self._end and depth:
            char = self._text[position]
            quoted = _QUOTED.match(self._text, position, self._end) if char in "\"'" else None
            if quoted is not None:
                position = quoted.end()
                continue
            depth += (char in "{[(") - (char in "}])")
            position += 1
        return position


def _unescaped(escape: str) -> str:
    if escape == "\\\n":
        return ""
    if escape[1] in "abfnrtv\\'01234567xuUN":
        return str(ast.literal_eval(f'"{escape}"'))
    return '"' if escape == '\\"' else escape
