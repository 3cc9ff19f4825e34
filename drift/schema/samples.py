"""Plausible values for inputs: what is in the variables of an example."""

from __future__ import annotations

import re
from typing import Any

from drift.schema.element import Element, Kind, Schema
from drift.schema.names import words
from drift.schema.types import is_list, item_type, named_type, nullable

_DEEPEST = 12
# What needs more values than this in one is an example of nothing; their number can double with each level.
MOST_VALUES = 1_000

# The first pattern found in the name of a custom scalar, small letters, decides.
_BY_SCALAR: tuple[tuple[str, Any], ...] = (
    (r"datetime|timestamp|instant", "2026-01-31T12:00:00Z"),
    (r"^(iso)?date", "2026-01-31"),
    (r"duration|period", "PT15M"),
    (r"timezone", "UTC"),
    (r"time$|^time", "12:00:00Z"),
    (r"ur[il]|href|link", "https://example.com/"),
    (r"e?mail", "ada@example.com"),
    (r"uuid|guid", "3f0c1d5e-7a1b-4c55-9a37-2f0c8b6d4e21"),
    (r"json|map$|object$|any$|metadata|^struct", {}),
    (r"sha|oid|hash$|commit", "0123456789abcdef0123456789abcdef01234567"),
    (r"decimal|money|float|double|number|percent|rate|weight", 9.99),
    (r"int|long|short|byte(?!s)|count|^(day|hour|minute|second|year|month)s?$", 1),
    (r"bool", True),
    (r"base64|bytes|binary", "aGVsbG8="),
    (r"colou?r", "#336699"),
    (r"phone", "+15555550100"),
    (r"html", "<p>An example.</p>"),
    (r"ip(v[46])?(addr|$)", "192.0.2.1"),
    (r"cursor", "Y3Vyc29yOjE="),
)
# The first pattern found in the name of an argument or input field of type String decides.
_BY_NAME: tuple[tuple[str, str], ...] = (
    (r"e?mail", "ada@example.com"),
    (r"ur[il]$|href|link|webhook|endpoint", "https://example.com/"),
    (r"cursor|^after$|^before$", "Y3Vyc29yOjE="),
    (r"sql|querystring", "SELECT 1"),
    (r"(created|updated|starts?|ends?|expires)at|date|time$", "2026-01-31T12:00:00Z"),
    (r"phone", "+15555550100"),
    (r"time_?zone", "UTC"),
    (r"locale|language", "en"),
    (r"currency", "USD"),
    (r"country", "US"),
    (r"colou?r", "#336699"),
    (r"(sha|oid)$", "0123456789abcdef0123456789abcdef01234567"),
    (r"ip(addr|$)", "192.0.2.1"),
    (r"path|file", "docs/example.txt"),
    (r"branch|^ref$|refname", "main"),
    (r"login|user|owner|author|firstname", "ada"),
    (r"lastname|surname", "Lovelace"),
    (r"password|secret|token", "a-secret-of-yours"),
    (r"body|text|comment|message|description|reason|note", "An example."),
    (r"title|headline|subject|label", "An example"),
    (r"tag|version", "v1.0.0"),
    (r"^query|search|filter|^term", "example"),
)


class _TooLarge(Exception):
    """A value would hold more than :data:`MOST_VALUES` values."""


class Samples:
    """Makes values for the types of one schema; the same ones every time."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._left = MOST_VALUES

    def value(self, element: Element, *, subject: str = "") -> Any:
        """Return a JSON value for an argument or input field; None when there is none of a sensible size.

        Args:
            element: What the value is for; its default, if it has one, is not used.
            subject: What an argument named ``id`` identifies, such as the name of the returned type.
        """
        self._left = MOST_VALUES
        try:
            return self._value(element.type or "String", element.name, subject, frozenset())
        except _TooLarge:
            return None

    def input_object(self, element: Element, *, complete: bool = False) -> dict[str, Any] | None:
        """Return a JSON object for an input object type: every required field and nothing more.

        None when that would be too much for an example.

        Args:
            element: The input object type.
            complete: With its optional fields too, those of one level.
        """
        self._left = MOST_VALUES
        try:
            return self._object(element, frozenset(), complete=complete)
        except _TooLarge:
            return None

    def _value(self, reference: str, name: str, subject: str, around: frozenset[str]) -> Any:
        self._left -= 1
        if self._left < 0:
            raise _TooLarge
        inner = nullable(reference)
        if is_list(inner):
            item = self._value(item_type(inner), _singular(name), subject, around)
            return [] if item is None else [item]
        return self._named(named_type(inner), name, subject, around)

    def _named(self, type_name: str, name: str, subject: str, around: frozenset[str]) -> Any:
        found = self._schema.types.get(type_name)
        if found is not None and found.kind is Kind.ENUM:
            values = found.of_kind(Kind.ENUM_VALUE)
            kept = [value for value in values if value.deprecation is None] or list(values)
            return kept[0].name if kept else None
        if found is not None and found.kind is Kind.INPUT_OBJECT:
            return None if type_name in around else self._object(found, around)
        return _scalar(type_name, name, subject)

    def _object(self, element: Element, around: frozenset[str], *, complete: bool = False) -> dict[str, Any]:
        around = around | {element.name}
        fields = element.of_kind(Kind.INPUT_FIELD)
        if element.one_of:
            return self._one_of(fields, around)
        wanted = [field for field in fields if field.is_required]
        if complete and len(around) < _DEEPEST:
            wanted = [field for field in fields if field.is_required or field.deprecation is None]
        values = {field.name: self._value(field.type or "", field.name, "", around) for field in wanted}
        required = {field.name for field in fields if field.is_required}
        return {name: value for name, value in values.items() if value is not None or name in required}

    def _one_of(self, fields: tuple[Element, ...], around: frozenset[str]) -> dict[str, Any]:
        for field in sorted(fields, key=lambda field: field.deprecation is not None):
            value = self._value(field.type or "", field.name, "", around)
            if value is not None:
                return {field.name: value}
        return {}


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _scalar(type_name: str, name: str, subject: str) -> Any:
    if type_name == "Int":
        return 10 if re.search(r"first|last|limit|size|count|page", name.lower()) else 1
    if type_name == "Float":
        return 1.5
    if type_name == "Boolean":
        return True
    if type_name == "ID":
        return _identifier(name, subject)
    if type_name == "String":
        return _string(name)
    for pattern, value in _BY_SCALAR:
        if re.search(pattern, type_name.lower()):
            return value
    return "example"


def _identifier(name: str, subject: str) -> str:
    thing = [word for word in words(name) if word not in ("id", "ids")] or [
        word for word in words(subject) if word not in ("connection", "payload")
    ]
    return "-".join([*thing, "1"]) if thing else "1"


def _string(name: str) -> str:
    for pattern, value in _BY_NAME:
        if re.search(pattern, name.lower()):
            return value
    thing = words(name)
    if thing and thing[-1] in ("id", "ids") and len(thing) > 1:
        return "-".join([*thing[:-1], "1"])
    return "example"
