"""A configuration's tables, read with errors that name file, line and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from drift.config import MAX_SECONDS, nearest
from drift.errors import ConfigError
from drift.escape import one_line, quoted

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class TableReader:
    """Looks up values by key and says where a wrong one is."""

    path: Path
    lines: tuple[str, ...]
    prefix: tuple[str, ...]

    def error(self, where: Sequence[str], message: str, *, nth: int = 0) -> ConfigError:
        """Return the error that says what is wrong where; *nth* as for :meth:`line_of`."""
        line = self.line_of(where, nth=nth)
        place = f"{self.path}:{line}" if line else str(self.path)
        return ConfigError(one_line(f"{place}: {'.'.join(where)}: {message}", 1000))

    def line_of(self, where: Sequence[str], *, nth: int = 0) -> int | None:
        """Return the 1-based line where a key or table is; *nth* counts entries of an array of tables."""
        wanted = [*self.prefix, *where]
        table: list[str] = []
        seen = -1
        best: int | None = None
        for number, line in enumerate(self.lines, 1):
            header = _TABLE.match(line)
            if header:
                table = _parts(header[2])
                if header[1] == "[[" and table == wanted[: len(table)]:
                    seen += 1
                if table == wanted and (header[1] == "[" or seen == nth):
                    return number
                continue
            key = _KEY.match(line)
            if key and (seen in (-1, nth) or not _is_array(self.lines, table)):
                found = [*table, *_parts(key[1])]
                if found == wanted:
                    return number
                if found == wanted[: len(found)]:
                    best = number
        return best

    def check_keys(
        self, table: Mapping[str, Any], known: Sequence[str], where: Sequence[str], *, nth: int = 0
    ) -> None:
        """Raise ConfigError for a key that is not known, with the nearest one that is."""
        for key in table:
            if key not in known:
                similar = nearest(key, known)
                hint = similar or f"; known here: {', '.join(known)}"
                if (
                    not similar
                    and isinstance(table[key], dict)
                    and where[:1] == ["sources"]
                    and len(where) > 1
                ):
                    dotted = ".".join([*where[1:], key])
                    hint = f'; a name with a dot is quoted: [sources."{dotted}"]'
                raise self.error([*where, key], f"unknown key{hint}", nth=nth)

    def get(
        self,
        table: Mapping[str, Any],
        key: str,
        wanted: str,
        where: Sequence[str],
        default: Any = None,
        *,
        nth: int = 0,
    ) -> Any:
        """Return the value of a key, the default without one; raises ConfigError when it is not of that kind."""
        if key not in table:
            return default
        if not _CHECKS[wanted](table[key]):
            raise self.error([*where, key], f"must be {wanted}", nth=nth)
        return table[key]

    def choice(
        self, table: Mapping[str, Any], key: str, choices: Sequence[Word], where: Sequence[str], default: Word
    ) -> Word:
        """Return the value of a key that takes one of several words; raises ConfigError for another."""
        value = self.get(table, key, "a string", where, default)
        for word in choices:
            if word == value:
                return word
        hint = nearest(value, choices)
        raise self.error([*where, key], f"must be one of {', '.join(choices)}, not {quoted(value)}{hint}")

    def check_inside(self, path: str, where: Sequence[str]) -> None:
        """Raise ConfigError for a path that leads out of the configuration's folder."""
        pure = PurePosixPath(path.replace("\\", "/"))
        if pure.is_absolute() or ".." in pure.parts or re.match(r"[A-Za-z]:", path) or "\0" in path:
            raise self.error(
                where, f"{quoted(path)} leads out of the folder of the configuration: keep paths below it"
            )


_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = re.compile(r"""\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)""")
_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def _parts(dotted: str) -> list[str]:
    """Return the names in a dotted TOML key."""
    return [match[1] or match[2] or match[3] for match in _PART.finditer(dotted)]


def _is_array(lines: Sequence[str], table: Sequence[str]) -> bool:
    name = ".".join(table)
    return any(match[1] == "[[" and match[2] == name for match in map(_TABLE.match, lines) if match)


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_CHECKS: dict[str, Callable[[object], bool]] = {
    "a string": lambda value: isinstance(value, str),
    "a list of strings": _is_strings,
    "a string or a list of strings": lambda value: isinstance(value, str) or _is_strings(value),
    "true or false": lambda value: isinstance(value, bool),
    "a number of seconds up to a day": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= MAX_SECONDS
    ),
    "a number of seconds from 0 to a day": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_SECONDS
    ),
    "a whole number of days": lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and value >= 0
    ),
    "a number of sources from 1 to 256": lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 256
    ),
    "a table": lambda value: isinstance(value, dict),
    "a table of strings": lambda value: (
        isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    ),
    "an array of tables ([[…]])": lambda value: (
        isinstance(value, list) and all(isinstance(v, dict) for v in value)
    ),
    "a date such as 2027-01-31": lambda value: isinstance(value, date) and not isinstance(value, datetime),
}
