"""Many threads wait, one works: what a thread does is done in its turn, and waiting for a server is nobody's turn.

The work of a check is done by one processor anyhow, and takes memory; what takes time is waiting. With turns, several
checks need hardly more memory than one, and nothing that they share is touched by two at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class _Mine(threading.local):
    """What a thread knows of its turns."""

    lock: threading.Lock | None = None
    lost_s = 0.0


_mine = _Mine()


class Turns:
    """The turns of some threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Work in this thread's turn; wait for it first."""
        with self._lock:
            _mine.lock = self._lock
            try:
                yield
            finally:
                _mine.lock = None

    def last(self, timeout_s: float) -> bool:
        """Take the turn for good, so that nobody else works any more; return False when it takes too long."""
        return self._lock.acquire(timeout=timeout_s)


@contextmanager
def waiting() -> Iterator[None]:
    """Let others work while this thread waits for something outside; nothing where threads don't take turns."""
    lock = _mine.lock
    if lock is None:
        yield
        return
    lock.release()
    try:
        yield
    finally:
        since = time.monotonic()
        lock.acquire()
        _mine.lost_s += time.monotonic() - since


def now() -> float:
    """Return ``time.monotonic()`` without what this thread has waited for its turn: no server is to blame for that."""
    return time.monotonic() - _mine.lost_s
