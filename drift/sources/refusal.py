"""What a GraphQL server means by its errors.

Servers word the same refusal in dozens of ways; codes are rare. A message is read by the names in it (of the
meta-schema and of our own query), quotes ignored, and by a few words. Where there are no names, the error's
path or line says which selection of ours it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from drift.sources.query import (
    ARGUMENT_PATHS,
    DROPPABLE,
    INCLUDE_DEPRECATED,
    META_FIELDS,
    Query,
)

MAX_ERRORS_READ = 1000
_MAX_MESSAGE = 2000
_META_TYPES = frozenset(owner for owner, _ in META_FIELDS.values())
_OWNERS_OF = {
    name: frozenset(owner for owner, other in META_FIELDS.values() if other == name)
    for _, name in META_FIELDS.values()
}
_QUOTES = re.compile("[\"'`\u2018\u2019\u201c\u201d]")
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_SUGGESTION = re.compile(r"(did you mean|perhaps you mean|maybe you mean).*", re.IGNORECASE | re.DOTALL)
_UNKNOWN = re.compile(
    r"can ?not|can.?t\b|unknown|undefined|does ?n.?t|do(es)? not|not (exist|found|defined|"
    r"supported|support|available|allowed|accept|a field|permitted|valid|implemented|recogni[sz]ed)|"
    r"\bno\b|unsupported|invalid|unexpected|refus|isn.?t|is not",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"depth|complex|\bnest|exceed|\blimit|\bcost|too (deep|large|big|many|high|expensive|long)|"
    r"maximum|\bcycl",
    re.IGNORECASE,
)
_DEPTH = re.compile(r"depth|\bnest|\bdeep|level", re.IGNORECASE)
_RATE = re.compile(r"rate.?limit|too many requests|throttl|quota", re.IGNORECASE)
_INTROSPECTION = re.compile(r"introspect", re.IGNORECASE)
_OFF = re.compile(
    r"disabled|disallow|forbid|\boff\b|denied|blocked|prohibit|restricted|can ?not|can.?t\b|"
    r"not (be )?(allowed|enabled|permitted|supported|available|authori[sz]ed)|"
    r"unauthori[sz]ed|isn.t (allowed|enabled|available)",
    re.IGNORECASE,
)
_OFF_CODES = frozenset({"INTROSPECTION_DISABLED", "INTROSPECTION_NOT_ALLOWED", "HC0046"})
_AUTHENTICATION = re.compile(
    r"unauthori[sz]ed|unauthenticated|not (authenticated|authori[sz]ed|logged in)|authentication (is )?"
    r"(required|failed|needed)|(invalid|missing|expired|wrong) (api.?)?(key|token|credentials?)|"
    r"access denied|forbidden|permission denied|(log|sign) ?in (is )?required|must be (logged|signed) in",
    re.IGNORECASE,
)
_AUTHENTICATION_CODES = frozenset(
    {"UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN", "ACCESS_DENIED", "AUTHENTICATION_FAILED"}
)


@dataclass(frozen=True, slots=True)
class ServerError:
    """One entry of ``errors``.

    Attributes:
        message: As sent, cut at 2,000 characters; not cleaned.
        path: Keys and indices below ``data``; None when the entry has none.
        lines: 1-based lines of our query that it is about.
        columns: 1-based column in each of the lines, 1 where the server names none.
        code: ``extensions.code`` in upper case with underscores, or empty.
        hints: Names in ``extensions`` that some servers give beside the message.
    """

    message: str
    path: tuple[str | int, ...] | None = None
    lines: tuple[int, ...] = ()
    code: str = ""
    hints: str = ""
    columns: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Message and hints without quotes and without suggestions of other names."""
        return (
            re.sub("[\"'`\u2018\u2019\u201c\u201d]", "", _SUGGESTION.sub("", self.message)) + " " + self.hints
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """What all errors of one answer amount to.

    Attributes:
        dropped: Paths of the query that the server does not know or does not answer.
        is_limit: True when the query is too deep or too expensive.
        is_depth: True when a limit is one of depth.
        allowed_depth: The greatest depth that the server says it accepts, if it does.
        is_disabled: True when introspection is off.
        is_authentication: True when the key, or the lack of one, is the reason.
        is_rate: True when there were too many requests.
        is_old_url_spelling: True when the server offers ``specifiedByUrl``.
    """

    dropped: frozenset[str] = frozenset()
    is_limit: bool = False
    is_depth: bool = False
    allowed_depth: int | None = None
    is_disabled: bool = False
    is_authentication: bool = False
    is_rate: bool = False
    is_old_url_spelling: bool = False


def read_errors(answer: dict[str, Any]) -> tuple[ServerError, ...]:
    """Return the errors in an answer, in the standard form and in the loose ones that gateways use.

    An answer with ``data`` is read by the standard alone.
    """
    entries = answer.get("errors")
    if entries is None and "data" not in answer:
        entries = [value for key in ("error", "message") if (value := answer.get(key))]
    if isinstance(entries, str | dict):
        entries = [entries]
    if not isinstance(entries, list):
        return ()
    return tuple(_read_error(entry) for entry in entries)


def _read_error(entry: Any) -> ServerError:
    if isinstance(entry, str):
        return ServerError(entry[:_MAX_MESSAGE])
    if not isinstance(entry, dict):
        return ServerError("an error without a message")
    message = entry.get("message")
    path = entry.get("path")
    places = entry.get("locations")
    places = [place for place in places if isinstance(place, dict)] if isinstance(places, list) else []
    places = [place for place in places if isinstance(place.get("line"), int)]
    columns = [column if isinstance(column := place.get("column"), int) else 1 for place in places]
    extensions = entry.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    code = extensions.get("code") or entry.get("code") or extensions.get("type") or ""
    names = ("type", "typeName", "field", "fieldName", "name", "argument", "argumentName")
    hints = [hint for name in names if isinstance(hint := extensions.get(name), str)]
    return ServerError(
        message[:_MAX_MESSAGE] if isinstance(message, str) and message else "an error without a message",
        tuple(part for part in path if isinstance(part, str | int)) if isinstance(path, list) else None,
        tuple(place["line"] for place in places),
        re.sub(r"[^A-Z0-9]+", "_", code.upper())[:60] if isinstance(code, str) else "",
        " ".join(hints)[:_MAX_MESSAGE],
        tuple(columns),
    )


def read_refusal(errors: Iterable[ServerError], query: Query) -> Refusal:
    """Return what *errors*, the first thousand of them, say about *query*."""
    dropped: set[str] = set()
    limits: list[ServerError] = []
    flags: set[str] = set()
    for error in islice(errors, MAX_ERRORS_READ):
        if is_disabled(error):
            flags.add("disabled")
        elif _RATE.search(error.message):
            flags.add("rate")
        elif refused := _refused_paths(error, query):
            dropped |= refused
            if "types.specifiedByURL" in refused and "specifiedByUrl" in error.message:
                flags.add("old spelling")
        elif _LIMIT.search(error.message) or "LIMIT" in error.code or "COMPLEX" in error.code:
            limits.append(error)
        elif error.code in _AUTHENTICATION_CODES or _AUTHENTICATION.search(error.message):
            flags.add("authentication")
    return Refusal(
        frozenset(dropped),
        bool(limits),
        any(_DEPTH.search(error.message) for error in limits),
        _allowed_depth(limits),
        "disabled" in flags,
        "authentication" in flags,
        "rate" in flags,
        "old spelling" in flags and query.url_field == "specifiedByURL",
    )


def summarize(errors: Iterable[ServerError]) -> str:
    """Return the first message and the number of all; messages that differ in quoted names are alike."""
    listed = list(errors)
    if not listed:
        return "no error message"
    alike = Counter(re.sub(r"([\"'`]).*?\1", "*", error.message) for error in listed)
    first = listed[0].message.strip()
    if len(listed) == 1:
        return f'"{first}"'
    return (
        f'"{first}" ({len(listed):,} errors, {"all alike" if len(alike) == 1 else f"{len(alike):,} kinds"})'
    )


def is_disabled(error: ServerError) -> bool:
    """Return whether an error says that introspection is off."""
    if error.code in _OFF_CODES:
        return True
    if _LIMIT.search(error.message) or _RATE.search(error.message):
        return False
    if _INTROSPECTION.search(error.message) and _OFF.search(error.message):
        return True
    # A server may hide the field itself: then it is just another field that nobody defined.
    names = set(_NAME.findall(error.words))
    return "__schema" in names and not names & _META_TYPES and not _slashed(error) and _is_unknown(error)


def _is_unknown(error: ServerError) -> bool:
    return _UNKNOWN.search(error.words) is not None or "VALIDATION" in error.code or "UNDEFINED" in error.code


def _refused_paths(error: ServerError, query: Query) -> set[str]:
    """Return the droppable paths of *query* that one error is about; empty when it is not about any."""
    by_path = _droppable(_response_path(error), query)
    if by_path:
        return by_path
    if not _is_unknown(error):
        return set()
    slashed = _slashed(error)
    if slashed and (found := _droppable(slashed + _argument_suffix(error), query)):
        return found
    found = _argument_by_name(error, query) if _argument_suffix(error) else _field_by_name(error, query)
    if found:
        return found
    for line in error.lines:
        if path := query.path_of_line.get(line):
            suffix = _argument_suffix(error)
            found |= _droppable(path + suffix, query) or _droppable(path + INCLUDE_DEPRECATED, query)
    return found


def _droppable(path: str, query: Query) -> set[str]:
    return {path} if path in DROPPABLE and query.asks_for(path) else set()


def _response_path(error: ServerError) -> str:
    """Return the selection that ``path`` names, with or without list indices, or an empty text."""
    keys = [part for part in error.path or () if isinstance(part, str)]
    if "__schema" not in keys:
        return ""
    keys = [
        "specifiedByURL" if key == "specifiedByUrl" else key for key in keys[keys.index("__schema") + 1 :]
    ]
    if keys and keys[-1] == "includeDeprecated":
        return ".".join(keys[:-1]) + INCLUDE_DEPRECATED
    return ".".join(keys)


def _slashed(error: ServerError) -> str:
    """Return the selection that graphql-java and AppSync write into messages: ``__schema/types/isOneOf``."""
    match = re.search(r"__schema((?:/\w+)+)", error.words)
    return match[1][1:].replace("/", ".") if match else ""


def _argument_suffix(error: ServerError) -> str:
    return INCLUDE_DEPRECATED if "includeDeprecated" in error.words else ""


def _field_by_name(error: ServerError, query: Query) -> set[str]:
    names = set(_NAME.findall(error.words))
    if "specifiedByUrl" in names:
        names.add("specifiedByURL")
    owners = names & _META_TYPES
    return {
        path
        for path, (owner, name) in META_FIELDS.items()
        if name in names
        and (owner in owners or (not owners and len(_OWNERS_OF[name]) == 1))
        and _droppable(path, query)
    }


def _argument_by_name(error: ServerError, query: Query) -> set[str]:
    """Return where ``includeDeprecated`` is refused; without names in the message, the line decides."""
    names = set(_NAME.findall(error.words))
    owners = names & _META_TYPES
    asked = {
        path: META_FIELDS[path.removesuffix(INCLUDE_DEPRECATED)]
        for path in ARGUMENT_PATHS
        if query.asks_for(path)
    }
    exact = {path for path, (owner, name) in asked.items() if name in names and owner in owners}
    if exact:
        return exact
    on_lines = {query.path_of_line.get(line, "") + INCLUDE_DEPRECATED for line in error.lines} & set(asked)
    if on_lines:
        return on_lines
    named = {path for path, (_, name) in asked.items() if name in names}
    return named or set(asked) - {f"types.{name}{INCLUDE_DEPRECATED}" for name in ("fields", "enumValues")}


def _allowed_depth(limits: list[ServerError]) -> int | None:
    numbers = [
        int(number)
        for error in limits
        if _DEPTH.search(error.message)
        for number in re.findall(r"(?<![\w.])\d{1,2}(?![\w.]*\d)", error.message)
    ]
    return min((number for number in numbers if number >= 4), default=None)
