"""One request to the demo API: what its resolvers may know, and how its arguments are read."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, cast

from drift.demo.dataset import Dataset, Record

if TYPE_CHECKING:
    from graphql import GraphQLEnumType, GraphQLSchema

Arguments = Mapping[str, Any]
Resolver = Callable[["Request", Record, Arguments], Any]

DEFAULT_PAGE_SIZE = 25
_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,4})D)?(?:T(?=.)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a resolver may know besides its arguments.

    Attributes:
        dataset: The records, which mutations change.
        schema: The release that is served.
        rotate_key: Replaces the API key that the server demands, and returns the new one.
    """

    dataset: Dataset
    schema: GraphQLSchema
    rotate_key: Callable[[], str]

    def knows(self, record: Record) -> bool:
        """Return whether the served release has the record's type."""
        return record["__typename"] in self.schema.type_map

    def status_of(self, alert: Record) -> str:
        """Return an alert's status; ``OPEN`` when the served release does not have it yet."""
        statuses = cast("GraphQLEnumType", self.schema.type_map["AlertStatus"]).values
        status: str = alert["status"]
        return status if status in statuses else "OPEN"


def refuse(message: str, code: str = "BAD_USER_INPUT") -> NoReturn:
    """Raise the GraphQL error that tells the client what is wrong with its request."""
    from graphql import GraphQLError

    raise GraphQLError(message, extensions={"code": code})


def input_of(arguments: Arguments) -> Mapping[str, Any]:
    """Return the ``input`` argument, empty when it was left out or null."""
    given: Mapping[str, Any] | None = arguments.get("input")
    return given if given is not None else {}


def moment(value: object, name: str) -> datetime | None:
    """Return a ``DateTime`` argument as a moment in UTC, None when it was left out or null."""
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        refuse(f"`{name}` must be a moment with a time zone, such as 2026-08-31T22:15:00Z.")
    return parsed.astimezone(UTC)


def length(value: object, name: str, longest: timedelta) -> timedelta:
    """Return a ``Duration`` argument, which must be above zero and at most *longest*."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        refuse(f"`{name}` must be an ISO 8601 duration, such as P7D or PT15M.")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    duration = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not timedelta(0) < duration <= longest:
        refuse(f"`{name}` must be above zero and at most {longest.days} days.")
    return duration


def within(record: Record, field: str, conditions: Mapping[str, Any]) -> bool:
    """Return whether a record's timestamp meets the conditions ``FIELDAfter`` and ``FIELDBefore``."""
    at = datetime.fromisoformat(record[field])
    after = moment(conditions.get(f"{field}After"), f"{field}After")
    before = moment(conditions.get(f"{field}Before"), f"{field}Before")
    return (after is None or after <= at) and (before is None or at < before)


def is_any(value: object, wanted: Sequence[object] | None) -> bool:
    """Return whether a value is one of those wanted; anything will do when the list was left out."""
    return wanted is None or value in wanted


def contains(text: str | None, wanted: str | None) -> bool:
    """Return whether a text holds another, in any case; anything will do when that was left out."""
    return wanted is None or wanted.casefold() in (text or "").casefold()


def page(records: Sequence[Any], conditions: Mapping[str, Any], *, largest: int = 100) -> Record:
    """Return a connection: the page of *records* that ``pageSize`` and ``cursor`` ask for."""
    size = conditions.get("pageSize", DEFAULT_PAGE_SIZE)
    if not 1 <= size <= largest:
        refuse(f"`pageSize` must be from 1 to {largest:,}.")
    start = _position(conditions.get("cursor"))
    end = start + size
    nodes = records[start:end]
    return {
        "edges": [{"node": node} for node in nodes],
        "pageInfo": {
            "hasNextPage": end < len(records),
            "endCursor": _cursor(start + len(nodes)) if nodes else None,
        },
    }


def _cursor(position: int) -> str:
    return urlsafe_b64encode(f"after:{position}".encode()).decode()


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        kind, _, position = urlsafe_b64decode(cursor.encode()).decode().partition(":")
    except (NotBase64, ValueError):
        kind, position = "", ""
    if kind != "after" or not re.fullmatch("[0-9]{1,9}", position):
        refuse("`cursor` is not one that this list gave out.")
    return int(position)
