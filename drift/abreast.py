"""Work for many sources at once: as many as asked for, few at a time for one server, results in order."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from queue import SimpleQueue
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from drift import lines
from drift.config import MAX_PER_HOST, SourceConfig
from drift.errors import DriftError, UsageError
from drift.escape import quoted
from drift.sources.reference import urls_of
from drift.turns import Turns

JOBS = 16
_LAST_TURN_S = 5.0

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer(Generic[Result]):
    """What the work for one source gave.

    Attributes:
        source: The source.
        result: What was returned, None when it failed.
        error: Why it failed.
    """

    source: SourceConfig
    result: Result | None
    error: DriftError | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of many sources, for one of several machines.

    Attributes:
        number: Which part, from 1.
        total: How many parts there are.
    """

    number: int
    total: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return what ``3/10`` says. Raises UsageError."""
        match = re.fullmatch(r"([1-9][0-9]{0,4})/([1-9][0-9]{0,4})", text)
        if match is None or int(match[1]) > int(match[2]):
            raise UsageError(f"--shard: write which of how many, such as 3/10, not {quoted(text)}")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.number}/{self.total}"

    def holds(self, name: str) -> bool:
        """Return whether a source is in it: by its name alone, so that others may come and go; lines stay together."""
        digest = sha256(lines.split(name)[0].encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.total == self.number - 1


class Abreast(Generic[Result]):
    """Work for sources, done by several threads that take turns.

    Servers that show no schema come when all others are done: what is for those, as far as they tell it, is not sent
    to them.

    Args:
        work: What is done for one source; a DriftError that it raises becomes its answer.
        jobs: Most sources at once.
        max_per_host: Most sources at once of one origin: scheme, host and port.
        progress: Called with how many of how many are done.
    """

    def __init__(
        self,
        work: Callable[[SourceConfig], Result],
        *,
        jobs: int = JOBS,
        max_per_host: int = MAX_PER_HOST,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._work = work
        self._jobs = jobs
        self._max_per_host = max_per_host
        self._progress = progress
        self._turns = Turns()
        self._choice = threading.Condition()
        self._busy: Counter[str] = Counter()
        self._telling = 0

    def answers(self, sources: Sequence[SourceConfig]) -> Iterator[Answer[Result]]:
        """Yield the answer for each source in order, as soon as it and all before it are there.

        What is done with an answer is done in a turn too. Where no more answers are wanted, nobody gets another turn.
        """
        pending = list(enumerate(sources))
        self._telling = sum(source.introspection for source in sources)
        done: SimpleQueue[tuple[int, Answer[Result] | BaseException]] = SimpleQueue()
        threads = min(self._jobs, len(sources))
        for number in range(threads):
            threading.Thread(
                target=self._labour, args=(pending, done), name=f"drift-source-{number}", daemon=True
            ).start()
        found: dict[int, Answer[Result]] = {}
        next_one = 0
        try:
            for count in range(1, len(sources) + 1):
                number, answer = done.get()
                if isinstance(answer, BaseException):
                    raise answer
                found[number] = answer
                self._progress(count, len(sources))
                while next_one in found:
                    with self._turns.taken():
                        yield found.pop(next_one)
                    next_one += 1
        finally:
            pending.clear()
            if next_one < len(sources):
                self._turns.last(_LAST_TURN_S)

    def _labour(
        self,
        pending: list[tuple[int, SourceConfig]],
        done: SimpleQueue[tuple[int, Answer[Result] | BaseException]],
    ) -> None:
        while True:
            chosen = self._choose(pending)
            if chosen is None:
                return
            number, source, origin = chosen
            try:
                with self._turns.taken():
                    answer = Answer(source, self._work(source))
            except DriftError as error:
                done.put((number, Answer(source, None, error)))
            except BaseException as error:
                done.put((number, error))
            else:
                done.put((number, answer))
            with self._choice:
                self._busy[origin] -= 1
                self._telling -= source.introspection
                self._choice.notify_all()

    def _choose(self, pending: list[tuple[int, SourceConfig]]) -> tuple[int, SourceConfig, str] | None:
        """Take the first source whose turn it may be, and wait for one; None when none is left."""
        with self._choice:
            while pending:
                for place, (number, source) in enumerate(pending):
                    origin = _origin(source)
                    is_early = self._telling and not source.introspection
                    if not is_early and (not origin or self._busy[origin] < self._max_per_host):
                        del pending[place]
                        self._busy[origin] += 1
                        return number, source, origin
                self._choice.wait()
        return None


def _origin(source: SourceConfig) -> str:
    """Return scheme, host and port of the first URL that a source is read from; empty when there is none."""
    for url in urls_of(source):
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
    return ""
