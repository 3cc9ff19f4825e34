"""How one server words that a required variable is missing, learnt from its answer to a canary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from drift.rehearsal.guarded import Guarded
from drift.sources.refusal import ServerError

_BEYOND = re.compile(
    r"\bdepth|\bcomplexit|\btoo (complex|deep|large|big|many|expensive|long)|\bcost|\bnest(ed|ing)\b|"
    r"\bexceed|\blimit|\bmaximum|\bnode count",
    re.IGNORECASE,
)
_RATE = re.compile(r"rate.?limit|too many requests|throttl|quota", re.IGNORECASE)
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'|`[^`]*`|\u2018[^\u2019]*\u2019|\u201c[^\u201d]*\u201d|\\[[^\\]]*\\]")
_WORD = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_TOKEN = re.compile(r"(Boolean!?(?![_0-9A-Za-z])|[_A-Za-z][_0-9A-Za-z]*|[0-9]+)")
# Each more would let a hostile message make the expression slow.
_MAX_TYPES = 2
_CODES_BEYOND = ("COMPLEX", "DEPTH", "COST", "LIMIT", "MAX_", "TOO_MANY", "TOO_LARGE", "HC0047")
_CODES_RATE = ("RATE_LIMIT", "THROTTL", "TOO_MANY_REQUESTS", "QUOTA")


class Topic(Enum):
    """What an error is about."""

    MISSING_VARIABLE = auto()
    """The variable that was not sent: the request is valid."""
    BESIDES = auto()
    """What the server adds to the former."""
    UNCLEAR = auto()
    """The variable that was not sent, in words that the canary did not show."""
    LIMIT = auto()
    """Depth, cost or size."""
    RATE = auto()
    """Too many requests."""
    REQUEST = auto()
    """The request itself: it is not valid."""


@dataclass(frozen=True)
class Wording:
    """What a server says when a required variable is missing.

    Attributes:
        missing: Match the errors about the variable, its name in a group.
        besides: Match what comes with them.
    """

    missing: tuple[re.Pattern[str], ...]
    besides: tuple[re.Pattern[str], ...] = ()

    def topic(self, error: ServerError, guarded: Guarded) -> Topic:
        """Return what an error says about a request."""
        text = _text(error)
        own = (guarded.guard, *guarded.variables)
        for pattern in self.missing:
            match = pattern.fullmatch(text)
            if match is not None and match["variable"] in own:
                return Topic.MISSING_VARIABLE
        if any(pattern.fullmatch(text) for pattern in self.besides):
            return Topic.BESIDES
        if names(error, guarded.guard):
            return Topic.UNCLEAR
        return limit_topic(error, guarded) or Topic.REQUEST


def learn(errors: Iterable[ServerError], canary: Guarded) -> Wording | None:
    """Return the wording that the errors of a canary show, None when none is about its variable."""
    missing: list[re.Pattern[str]] = []
    besides: list[re.Pattern[str]] = []
    for error in errors:
        if re.search(rf"(?<![_0-9A-Za-z]){canary.guard}(?![_0-9A-Za-z])", _text(error)):
            missing.append(_pattern(error, canary))
        else:
            besides.append(_pattern(error, canary))
    return Wording(tuple(missing), tuple(besides)) if missing else None


def names(error: ServerError, name: str) -> bool:
    """Return whether an error names something in its message, path or code."""
    return name in _WORD.findall(f"{_text(error)} {error.hints}")


def limit_topic(error: ServerError, guarded: Guarded) -> Topic | None:
    """Return LIMIT or RATE for an error that says so, else None.

    Names of the request count for nothing: a field may be called ``limit``, and so may an unknown one.
    """
    if any(code in error.code for code in _CODES_RATE):
        return Topic.RATE
    message = error.message.strip()
    # Mercurius puts all of it between backticks.
    message = message[1:-1] if _QUOTED.fullmatch(message) else message
    said = _WORD.sub(lambda match: "" if match[0] in guarded.names else match[0], _QUOTED.sub(" ", message))
    if _RATE.search(said):
        return Topic.RATE
    if any(code in error.code for code in _CODES_BEYOND) or _BEYOND.search(said):
        return Topic.LIMIT
    return None


def _text(error: ServerError) -> str:
    return f"{error.message}\n{'/'.join(map(str, error.path or ()))}"


def _pattern(error: ServerError, canary: Guarded) -> re.Pattern[str]:
    """Return the expression for the same error about another variable, type and operation."""
    parts: list[str] = []
    types = 0
    has_variable = False
    for part in _TOKEN.split(_text(error)):
        if part == canary.guard:
            parts.append("(?P=variable)" if has_variable else r"(?P<variable>[_A-Za-z][_0-9A-Za-z]*)")
            has_variable = True
        elif part == canary.name:
            parts.append("[_0-9A-Za-z]*")
        elif part in ("Boolean", "Boolean!") and types < _MAX_TYPES:
            parts.append(r"[\[\]!_0-9A-Za-z]{1,300}?")
            types += 1
        else:
            parts.append("[0-9]+" if part.isascii() and part.isdigit() else re.escape(part))
    return re.compile("".join(parts))
