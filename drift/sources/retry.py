"""When to try again, and how long to wait before it."""

from __future__ import annotations

import email.utils
import random
import re
from datetime import UTC, datetime

RETRY_STATUSES = frozenset({429, 502, 503, 504})
LONGEST_PAUSE_S = 8.0


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
