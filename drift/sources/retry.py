"""Trying again: when, how often, and how long to wait before it; the only loop of this kind."""

from __future__ import annotations

import email.utils
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from drift.sources.answer import Answer, Failure

RETRY_STATUSES = frozenset({429, 502, 503, 504})
LONGEST_PAUSE_S = 8.0


@dataclass(frozen=True, slots=True)
class Tries:
    """How sending one request went.

    Attributes:
        outcome: Of the last try.
        count: How often it was sent.
        earlier: Of the try before, None for the first.
    """

    outcome: Answer | Failure
    count: int
    earlier: Answer | Failure | None


def send_patiently(
    send: Callable[[], Answer | Failure], pause: Callable[[int, Answer | Failure], bool], *, attempts: int
) -> Tries:
    """Send until something comes that will not pass by itself.

    Args:
        send: Sends the request once.
        pause: Waits after failure number 1, 2, … with this outcome; False when there is no point in another try.
        attempts: How often to send at most.
    """
    earlier: Answer | Failure | None = None
    for count in range(1, attempts + 1):
        outcome = send()
        if not may_pass(outcome) or count == attempts or not pause(count, outcome):
            return Tries(outcome, count, earlier)
        earlier = outcome
    raise ValueError("attempts is less than 1")


def may_pass(outcome: Answer | Failure) -> bool:
    """Return whether the same request may succeed later."""
    return outcome.may_pass if isinstance(outcome, Failure) else outcome.status in RETRY_STATUSES


def wanted_pause_s(attempt: int, backoff_s: float, outcome: Answer | Failure) -> float:
    """Return the seconds to wait after failure number *attempt*; see :func:`pause_s`."""
    asked = parse_retry_after(outcome.retry_after, datetime.now(UTC)) if isinstance(outcome, Answer) else None
    return pause_s(attempt, backoff_s, asked)


def pause_s(attempt: int, backoff_s: float, asked_s: float | None) -> float:
    """Return the seconds to wait after failure number *attempt*.

    What the server asks for in ``Retry-After`` is honoured; otherwise full jitter: anything between nothing
    and a bound that doubles with each attempt.

    Args:
        attempt: 1 after the first failure.
        backoff_s: The first bound.
        asked_s: The seconds that the server asks for, None when it asks for none.
    """
    jitter = random.uniform(0, min(LONGEST_PAUSE_S, backoff_s * 2 ** (attempt - 1)))  # noqa: S311
    return jitter if asked_s is None else asked_s + min(jitter, 0.25)


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` value asks for, or None when it asks for nothing readable.

    Follows https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3: seconds, or an HTTP date. A date that has
    passed is 0.
    """
    if value is None:
        return None
    text = value.strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        return float(text)
    if len(text) > 64:
        return None
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
