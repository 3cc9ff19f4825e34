"""What has been asked and answered while one endpoint is introspected, and when to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drift.errors import DriftError, IntrospectionRefused, SourceUnreachable
from drift.schema.element import Notice
from drift.sources.graphql_over_http import GraphQLClient, Reply
from drift.sources.query import Query
from drift.sources.refusal import Refusal, is_disabled, read_refusal, summarize
from drift.sources.unanswered import unanswered_leaves

_OTHER_WAYS = "turn it on, ask for a key with introspection rights, or read a published schema file instead"


class Conversation:
    """The questions to one endpoint. Nothing of it outlives the run: a failure is never a capability.

    Args:
        client: Sends the queries.
        log: Called with one line for each query.

    Attributes:
        asked: One phrase for each query sent.
        unknown: Leaves that the server failed to answer, in the schema accepted last.
    """

    def __init__(self, client: GraphQLClient, log: Callable[[str], None] | None) -> None:
        self._client = client
        self._log = log
        self._tries: list[tuple[str, str]] = []
        self._replaced_surrogates = 0
        self.asked: list[str] = []
        self.unknown: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """The endpoint as messages show it."""
        return self._client.place

    @property
    def requests_left(self) -> int:
        """How many requests may still be sent."""
        return self._client.http.requests_left

    def say(self, text: str, *, limit: int = 300) -> str:
        """Return the server's text as one printable line without secrets."""
        return self._client.http.say(text, limit=limit)

    def ask(self, text: str, phrase: str) -> Reply:
        """Return the answer to *text*; *phrase* says in a few words what it asks for."""
        self.asked.append(phrase)
        if self._log is not None:
            self._log(f"asks for {phrase}")
        return self._client.ask(text)

    def accept(self, reply: Reply) -> dict[str, Any] | None:
        """Return the schema of an answer that can be taken as it is, or None when more has to be tried.

        Errors are accepted beside the schema where each is about a nullable leaf that came as null.

        Raises:
            IntrospectionRefused: There is a schema with no types in it.
        """
        schema = reply.schema
        if schema is None:
            return None
        leaves, others = unanswered_leaves(reply.data, reply.errors)
        if others:
            return None
        types = schema.get("types")
        if not isinstance(types, list) or not types:
            raise IntrospectionRefused(f"{self.place}: answers with a schema without types; {_OTHER_WAYS}")
        self.unknown = frozenset(leaves)
        self._replaced_surrogates = reply.replaced_surrogates
        return schema

    def read(self, reply: Reply, query: Query) -> Refusal:
        """Return what the server refuses, and remember it for the final message.

        Raises:
            IntrospectionRefused: Introspection is off, or there is neither schema nor error.
            AuthenticationFailed: The errors are about the key.
            SourceUnreachable: There were too many requests.
        """
        refusal = read_refusal(reply.errors, query)
        summary = self.say(summarize(reply.errors), limit=200)
        self._tries.append((self.asked[-1], summary))
        if not reply.errors:
            raise IntrospectionRefused(
                f"{self.place}: answers without a schema and without an error, which means that "
                f"introspection is refused; {_OTHER_WAYS}"
            )
        if refusal.is_disabled:
            summary = self.say(summarize(filter(is_disabled, reply.errors)), limit=200)
            raise IntrospectionRefused(f"{self.place}: introspection is turned off: {summary}; {_OTHER_WAYS}")
        if not refusal.dropped and not refusal.is_limit:
            if refusal.is_authentication:
                raise self._client.http.authentication_failed(f"answered {summary}")
            if refusal.is_rate:
                raise SourceUnreachable(f"{self.place}: too many requests: {summary}; try again later")
        return refusal

    def partial(self, reply: Reply) -> DriftError:
        """Return the error for a schema that comes with errors about parts of it."""
        _, others = unanswered_leaves(reply.data, reply.errors)
        summary = self.say(summarize(others), limit=200)
        advice = "the stored version stays as it is; try again, or tell the server's operator"
        if all(error.path is None for error in others):
            advice = "such an error may hide a missing part: tell the server's operator, or read a published schema file"
        return IntrospectionRefused(
            f"{self.place}: answers with a part of the schema and {summary}; {advice}"
        )

    def give_up(self, advice: str) -> DriftError:
        """Return the error that lists all tries; equal answers are listed once."""
        seen: dict[str, str] = {}
        for phrase, summary in self._tries:
            seen[summary] = f"{seen[summary]}, {phrase}" if summary in seen else phrase
        tries = "; ".join(f"{phrase}: {summary}" for summary, phrase in seen.items())
        count = self._client.http.requests
        requests = "1 request" if count == 1 else f"{count} requests"
        return IntrospectionRefused(
            f"{self.place}: gives no schema ({requests}). Asked for {tries}. {advice}"
        )

    def notices(self) -> tuple[Notice, ...]:
        """Return what the user should know about the schema accepted last."""
        found: list[Notice] = []
        if self.unknown:
            count = "one value" if len(self.unknown) == 1 else f"{len(self.unknown):,} values"
            first = min(self.unknown)
            coordinate, _, attribute = first.partition("#")
            attribute = attribute.replace("_", " ")
            found.append(
                Notice(
                    f"The server failed to answer {count}, {attribute} here; read as unknown.",
                    self.say(coordinate, limit=200),
                )
            )
        if self._replaced_surrogates:
            count = f"{self._replaced_surrogates:,}"
            found.append(Notice(f"Halves of surrogate pairs in the answer were read as U+FFFD ({count})."))
        return tuple(found)
