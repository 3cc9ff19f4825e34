"""Proof that a server refuses what lacks a variable, before any of the user's operations is sent to it.

Two canaries for each kind of operation: one that is valid and lacks its variable, and one with a field that can't
exist. The first has to be refused for its variable, the second for its field, and neither may bring data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drift.errors import Unproven
from drift.operations.tree import OperationDefinition
from drift.rehearsal.canary import NO_FIELD, of_operation, of_root
from drift.rehearsal.exchange import Exchange, Refused, Unreadable
from drift.rehearsal.guarded import Guarded
from drift.rehearsal.wording import Topic, Wording, learn, limit_topic, names
from drift.sources.query import Query
from drift.sources.refusal import read_refusal, summarize

# So many of the user's own fields are tried where `__typename` is refused.
_MAX_FIELDS = 5
_INSTEAD = "check the operations against a schema file instead"


class NoQuery(Exception):
    """A server that refuses ``__typename`` can't be proven by a query, since there is none."""


@dataclass(frozen=True)
class Prover:
    """Proves one server, and one kind of operation after the other.

    Attributes:
        exchange: Asks the server.
        operations: The user's operations as they are sent, whose fields are used where the server refuses
            ``__typename``.
    """

    exchange: Exchange
    operations: Sequence[OperationDefinition]

    def prove(self, kind: str) -> Wording:
        """Return how the server words that a variable is missing, for ``query``, ``mutation`` or ``subscription``.

        Raises:
            NoQuery: It can't be asked by a query for want of one; other kinds can still be proven.
            Unproven: It answers a canary otherwise than a server does that validates first and executes last.
            DriftError: It gives no answer.
        """
        if kind == "subscription":
            # A subscription's own field takes no condition: that validation comes first is seen before it is asked.
            return self._prove_by_fields(kind, "")
        refused = self._ask(of_root(kind, "__typename"))
        wording = learn(refused.errors, of_root(kind, "__typename"))
        if wording is not None:
            self._refute(of_root(kind, NO_FIELD), wording)
            return wording
        said = summarize(refused.errors)
        if any(
            "__typename" in error.message or "introspect" in error.message.lower() for error in refused.errors
        ):
            return self._prove_by_fields(kind, said)
        raise self._unproven(f"refuses {_a(kind)} that lacks a variable with {said}, not for the variable")

    def _prove_by_fields(self, kind: str, said: str) -> Wording:
        own = [operation for operation in self.operations if operation.operation == kind]
        found = (of_operation(operation) for operation in own)
        candidates = [pair for pair in found if pair is not None][:_MAX_FIELDS]
        if kind == "query" and not candidates and not own:
            raise NoQuery("none of your operations is a query")
        for valid, invalid in candidates:
            if kind != "query":
                # That validation comes first is seen before anything that is valid is sent.
                self._refute(invalid, None)
            refused = self._ask(valid)
            wording = learn(refused.errors, valid)
            if wording is not None:
                self._refute(invalid, wording)
                return wording
            said = summarize(refused.errors)
        if not candidates:
            raise self._unproven(
                f"can't be asked by a field of one of your {_plural(kind)}: none has a fit one"
            )
        raise self._unproven(
            f"refuses {_a(kind)} of one of your own fields with {said}, not for its missing variable"
        )

    def _refute(self, invalid: Guarded, wording: Wording | None) -> None:
        """Do nothing if the server refuses a field that can't exist as what it is."""
        refused = self._ask(invalid)
        for error in refused.errors:
            is_other = wording is None or wording.topic(error, invalid) is Topic.REQUEST
            if is_other and (names(error, NO_FIELD) or _is_at(error.lines, invalid)):
                return
        raise self._unproven(
            f"says nothing of a field that can't exist, but {summarize(refused.errors)}, so it does not validate first"
        )

    def _ask(self, guarded: Guarded) -> Refused:
        answer = self.exchange.ask(guarded)
        if isinstance(answer, Unreadable):
            raise self._unproven(f"answers {answer.text}")
        refusal = read_refusal(answer.errors, Query())
        said = summarize(answer.errors)
        if answer.status in {401, 403} or (refusal.is_authentication and not _mentions(answer, guarded)):
            raise self.exchange.http.authentication_failed(f"answered {self._say(said)}")
        if all(limit_topic(error, guarded) is Topic.RATE for error in answer.errors):
            raise self._unproven(f"limits the rate of requests: {said}; try again later")
        return answer

    def _unproven(self, what: str) -> Unproven:
        http = self.exchange.http
        return Unproven(
            f"{http.address}: can't be used for a rehearsal: it {self._say(what)}; none of your operations was sent; "
            f"{_INSTEAD}"
        )

    def _say(self, text: str) -> str:
        return self.exchange.http.say(text, limit=400)


def _is_at(lines: Sequence[int], guarded: Guarded) -> bool:
    rows = guarded.text.split("\n")
    return any(0 < line <= len(rows) and NO_FIELD in rows[line - 1] for line in lines)


def _mentions(answer: Refused, guarded: Guarded) -> bool:
    return any(names(error, guarded.guard) for error in answer.errors)


def _a(kind: str) -> str:
    return f"a {kind}"


def _plural(kind: str) -> str:
    return "queries" if kind == "query" else f"{kind}s"
