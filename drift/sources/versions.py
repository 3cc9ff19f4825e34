"""Which versions a versioned API says that it supports, asked with a query that the user configured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from drift import lines
from drift.config import SourceConfig
from drift.errors import SchemaUnreadable, SourceUnreachable
from drift.sources.access import Access
from drift.sources.client import HttpClient
from drift.strict_json import parse_json

_ACCEPT = "application/graphql-response+json, application/json;q=0.9"


def supported(source: SourceConfig, access: Access) -> tuple[str, ...]:
    """Return the versions that the API of a line says it supports, in its order.

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
        found = tuple(value for value in _at([data], path.split(".")) if isinstance(value, str))
        if not found:
            raise SourceUnreachable(
                f"{http.address}: versions-query: nothing is at {path} in the answer: {http.say(answer.describe())}"
            )
        return found


def news(configured: Iterable[str], told: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the releases that are supported and not configured, and those configured and not supported any more.

    Args:
        configured: Lines of the source.
        told: Versions that the API supports. Those before the oldest configured one are no news.
    """
    known = [line for line in lines.in_order(configured) if lines.is_stable(line)]
    offered = [line for line in lines.in_order(told) if lines.is_stable(line)]
    new = [line for line in offered if line not in known and lines.in_order([line, *known])[0] != line]
    return new, [line for line in known if line not in offered]


def _at(values: Iterable[Any], steps: list[str]) -> Iterator[Any]:
    """Yield what is at the end of a path; lists are gone through, ``name[flag]`` keeps what has the flag set."""
    if not steps:
        yield from values
        return
    match = lines.PATH_STEP.fullmatch(steps[0])
    for value in values:
        if match is None or not isinstance(value, dict):
            continue
        inner = value.get(match[1])
        items = inner if isinstance(inner, list) else [inner]
        kept = [
            item for item in items if not match[2] or (isinstance(item, dict) and item.get(match[2]) is True)
        ]
        yield from _at(kept, steps[1:])
