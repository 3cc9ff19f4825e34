"""All of the user's operations, one after the other, to the server that they are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from drift.errors import AuthenticationFailed, Executed, SourceUnreachable, Unproven
from drift.operations.clients import compiled
from drift.operations.complete import Complete
from drift.operations.documents import Item, Operations
from drift.operations.tree import OperationDefinition
from drift.rehearsal.exchange import Exchange, Refused, Unreadable
from drift.rehearsal.guarded import Guarded, Unaskable, guard
from drift.rehearsal.proof import NoQuery, Prover
from drift.rehearsal.wording import Topic, Wording
from drift.schema.element import Schema
from drift.sources.client import HttpClient
from drift.sources.refusal import ServerError

MAX_REQUESTS = 500
_MAX_ERRORS = 50
_TOPICS = (Topic.REQUEST, Topic.RATE, Topic.LIMIT)


class Word(Enum):
    """What a server says of an operation."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LIMITED = "limited"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class Rehearsed:
    """One operation and what the server says of it.

    Attributes:
        operation: The operation.
        word: What it says.
        errors: Its messages, each ``path:line:column: text``, cleaned.
        why: Why nothing is known, for what was not asked or got no answer to the question; None else.
        is_by_choice: Whether it was not asked because nobody wanted it to be.
        is_unaskable: Whether no server can be asked about it, for what is in the user's files.
    """

    operation: Item
    word: Word
    errors: tuple[str, ...] = ()
    why: str | None = None
    is_by_choice: bool = False
    is_unaskable: bool = False


@dataclass(frozen=True)
class Rehearsal:
    """What a server says of all operations.

    Attributes:
        results: One for each operation, in their order.
        requests: How many requests were sent, canaries and retries included.
        client_side: What was taken for a client library's and sent as that library sends it, with how often.
    """

    results: tuple[Rehearsed, ...]
    requests: int
    client_side: tuple[str, ...] = ()

    def of_word(self, word: Word) -> tuple[Rehearsed, ...]:
        """Return the results with one word, in order."""
        return tuple(result for result in self.results if result.word is word)

    @property
    def unknown(self) -> tuple[Rehearsed, ...]:
        """The operations about which the server gave no answer, or was not asked any more."""
        return tuple(
            result
            for result in self.results
            if result.why is not None and not (result.is_by_choice or result.is_unaskable)
        )


def rehearse(
    operations: Operations,
    http: HttpClient,
    *,
    kinds: Iterable[str] = ("query",),
    schema: Schema | None = None,
    elsewhere: Mapping[Item, Sequence[str]] = MappingProxyType({}),
) -> Rehearsal:
    """Return what a server says of each operation; it executes none of them.

    Args:
        operations: The user's operations.
        http: Sends the requests, as many as it may.
        schema: The server's, where it is known: what it declares under the name of a client library's directive is
            the server's own.
        kinds: The kinds of operation that may be asked: ``query``, ``mutation``, ``subscription``.
        elsewhere: Operations that are not sent, with the sources that they fit.

    Raises:
        Unproven: The server is not known to refuse what lacks a variable; none of the operations was sent.
        Executed: An answer held data; nothing was asked after it.
        AuthenticationFailed: The server wants another key.
        SourceUnreachable: It gave no answer to the first request.
    """
    documents, compiler = compiled(operations, *([] if schema is None else [schema]))
    run = _Run(documents[: len(operations.operations)], Exchange(http), frozenset(kinds), elsewhere)
    return Rehearsal(tuple(run.results()), http.requests, compiler.said())


@dataclass
class _Run:
    documents: Sequence[Complete]
    exchange: Exchange
    kinds: frozenset[str]
    elsewhere: Mapping[Item, Sequence[str]]
    wordings: dict[str, Wording | str] = field(default_factory=dict)
    answers: dict[str, Refused | Unreadable] = field(default_factory=dict)
    stopped: str | None = None

    def results(self) -> Iterator[Rehearsed]:
        for document in self.documents:
            yield self.result(document)

    def result(self, document: Complete) -> Rehearsed:
        operation = document.item
        if operation in self.elsewhere:
            names = ", ".join(self.elsewhere[operation])
            why = f"of another API: {f'it fits {names}' if names else 'nothing that it starts from was ever in this one'}"
            return Rehearsed(operation, Word.NOT_ASKED, why=why, is_by_choice=True)
        if operation.kind not in self.kinds:
            kinds = f"{operation.kind}s"
            why = f'{kinds} are asked with rehearse --{kinds} only, by check with rehearse = ["{kinds}"] in drift.toml'
            return Rehearsed(operation, Word.NOT_ASKED, why=why, is_by_choice=True)
        try:
            guarded = guard(document)
        except Unaskable as error:
            return Rehearsed(operation, Word.NOT_ASKED, why=error.reason, is_unaskable=True)
        if self.stopped is not None:
            return Rehearsed(operation, Word.NOT_ASKED, why=self.stopped)
        wording = self.wording(operation.kind)
        if isinstance(wording, str):
            return Rehearsed(operation, Word.NOT_ASKED, why=wording)
        return self.asked(operation, guarded, wording)

    @property
    def prover(self) -> Prover:
        """Who proves the server, with the operations that may be sent."""
        roots = [each.definitions[0] for each in self.documents if each.item not in self.elsewhere]
        own = [root for root in roots if isinstance(root, OperationDefinition)]
        return Prover(self.exchange, own)

    def wording(self, kind: str) -> Wording | str:
        """Return how the server words a missing variable, or why it can't be asked for this kind of operation."""
        if not self.wordings:
            # Queries first, whatever is asked: what can go wrong there does least.
            try:
                self.wordings["query"] = self.prover.prove("query")
            except NoQuery as error:
                self.wordings["query"] = str(error)
        if kind not in self.wordings:
            try:
                self.wordings[kind] = self.prover.prove(kind)
            except Executed:
                raise
            except Unproven as error:
                self.wordings[kind] = str(error)
        return self.wordings[kind]

    def asked(self, operation: Item, guarded: Guarded, wording: Wording) -> Rehearsed:
        answer = self.answers.get(guarded.text)
        if answer is None:
            if self.exchange.http.requests_left <= 0:
                self.stopped = (
                    f"after {self.exchange.http.requests:,} requests, as many as --max-requests allows"
                )
                return Rehearsed(operation, Word.NOT_ASKED, why=self.stopped)
            try:
                answer = self.exchange.ask(guarded)
            except AuthenticationFailed:
                raise
            except SourceUnreachable as error:
                self.stopped = f"the server gave no answer any more: {error}"
                return Rehearsed(operation, Word.NOT_ASKED, why=self.stopped)
            self.answers[guarded.text] = answer
        if isinstance(answer, Unreadable):
            return Rehearsed(operation, Word.NOT_ASKED, why=f"the server answered {answer.text}")
        return self.judged(operation, guarded, wording, answer)

    def judged(self, operation: Item, guarded: Guarded, wording: Wording, answer: Refused) -> Rehearsed:
        by_topic: dict[Topic, list[ServerError]] = {}
        for error in answer.errors:
            by_topic.setdefault(wording.topic(error, guarded), []).append(error)
        errors = self.described([error for topic in _TOPICS for error in by_topic.get(topic, ())], guarded)
        if Topic.REQUEST in by_topic:
            return Rehearsed(operation, Word.REFUSED, errors)
        if Topic.RATE in by_topic:
            self.stopped = "the server limits the rate of requests; try again later"
            return Rehearsed(operation, Word.LIMITED, errors, why=self.stopped)
        if Topic.LIMIT in by_topic:
            return Rehearsed(operation, Word.LIMITED, errors)
        if Topic.MISSING_VARIABLE in by_topic:
            return Rehearsed(operation, Word.ACCEPTED)
        said = self.exchange.http.say(answer.errors[0].message, limit=300)
        return Rehearsed(
            operation, Word.NOT_ASKED, why=f'the server said something that the canary did not show: "{said}"'
        )

    def described(self, errors: Iterable[ServerError], guarded: Guarded) -> tuple[str, ...]:
        """Return the server's messages at the user's places, in the order of the places."""
        found: set[tuple[tuple[str, int, int], str]] = set()
        for error in errors:
            spots = map(guarded.spot, error.lines, error.columns)
            place = next((spot for spot in spots if spot is not None), None) or guarded.spot(1, 1)
            assert place is not None  # noqa: S101 - a text has a beginning
            found.add((place, self.exchange.http.say(error.message, limit=500)))
        return tuple(
            f"{path}:{line}:{column}: {text}" for (path, line, column), text in sorted(found)[:_MAX_ERRORS]
        )
