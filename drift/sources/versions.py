"""Which versions a versioned API says that it supports and ends, asked with a query that the user configured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from drift import lines
from drift.config import SourceConfig
from drift.errors import SchemaUnreadable, SourceUnreachable
from drift.sources.access import Access
from drift.sources.client import HttpClient
from drift.strict_json import parse_json

_ACCEPT = "application/graphql-response+json, application/json;q=0.9"


# An end that is further away is nothing to act upon yet.
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Told:
    """What an API says of its versions.

    Attributes:
        supported: Those that it supports, in its order.
        ending: Those that it says will end, with the day where it says one.
    """

    supported: tuple[str, ...]
    ending: Mapping[str, date | None]


def told(source: SourceConfig, access: Access) -> Told:
    """Return what the API of a line says of its versions.

    Raises:
        DriftError: The query was not answered, or holds nothing at the configured path.
    """
    assert source.versions_query is not None  # noqa: S101 - asked of such sources only
    url, reached = access.of_source(source).toward(source.endpoint or "")
    with HttpClient(
        url,
        headers=reached.headers,
        transport=reached.transport,
        redactor=reached.redactor,
        log=reached.log,
    ) as http:
        answer = http.post({"query": source.versions_query}, accept=_ACCEPT)
        try:
            document, _ = parse_json(answer.body, path="the answer")
        except SchemaUnreadable:
            document = None
        data = document.get("data") if isinstance(document, dict) else None
        path = source.versions_path or ""
        found = tuple(value for value, _ in _at([(data, None)], path.split(".")) if isinstance(value, str))
        if not found:
            raise SourceUnreachable(
                f"{http.address}: versions-query: nothing is at {path} in the answer: {http.say(answer.describe())}"
            )
        ending = source.versions_ending_path
        marked = [] if ending is None else _at([(data, None)], ending.split("."))
        return Told(found, {name: _day(mark) for name, mark in marked if isinstance(name, str)})


@dataclass(frozen=True, slots=True)
class News:
    """What is new of an API's versions.

    Attributes:
        appeared: Releases that are supported and not configured, oldest first.
        ending: Configured versions that will end soon, with the day where there is one.
        ended: Configured releases that are not supported any more.
    """

    appeared: tuple[str, ...]
    ending: Mapping[str, date | None]
    ended: tuple[str, ...]


def news(configured: Iterable[str], told: Told, today: date) -> News:
    """Return what is new.

    Args:
        configured: Lines of the source.
        told: What the API says. Versions before the oldest configured one are not news.
        today: The present day.
    """
    names = lines.in_order(configured)
    known = [line for line in names if lines.is_stable(line)]
    offered = [line for line in lines.in_order(told.supported) if lines.is_stable(line)]
    appeared = [line for line in offered if line not in known and lines.in_order([line, *known])[0] != line]
    ended = [line for line in known if line not in offered]
    ending = {
        line: told.ending[line]
        for line in names
        if line in told.ending and line not in ended and is_soon(told.ending[line], today)
    }
    return News(tuple(appeared), ending, tuple(ended))


def is_soon(day: date | None, today: date) -> bool:
    """Return whether an end is near enough to tell of; one without a day is."""
    return day is None or day - today <= SOON


def _day(mark: Any) -> date | None:
    try:
        return date.fromisoformat(mark[:10]) if isinstance(mark, str) else None
    except ValueError:
        return None


def _at(values: Iterable[tuple[Any, Any]], steps: list[str]) -> Iterator[tuple[Any, Any]]:
    """Yield what is at the end of a path, with the mark that it was chosen by; lists are gone through."""
    if not steps:
        yield from values
        return
    match = lines.PATH_STEP.fullmatch(steps[0])
    for value, mark in values:
        if match is None or not isinstance(value, dict):
            continue
        inner = value.get(match[1])
        items = inner if isinstance(inner, list) else [inner]
        if match[2] is None:
            yield from _at([(item, mark) for item in items], steps[1:])
            continue
        marked = [(item, item.get(match[2])) for item in items if isinstance(item, dict)]
        yield from _at([pair for pair in marked if _is_set(pair[1], match[3])], steps[1:])


def _is_set(mark: Any, wanted: str | None) -> bool:
    """Return whether a mark is true or a day, or one of the values that are wanted."""
    if wanted is None:
        return mark is True or _day(mark) is not None
    return isinstance(mark, str) and mark in wanted.split("|")
