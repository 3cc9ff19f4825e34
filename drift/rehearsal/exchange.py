"""One request of a rehearsal and what came of it; an answer with data in it ends everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from drift.errors import Executed, SchemaUnreadable
from drift.rehearsal.guarded import Guarded
from drift.sources.answer import Answer
from drift.sources.client import HttpClient
from drift.sources.refusal import ServerError, read_errors
from drift.strict_json import parse_json

ACCEPT = "application/graphql-response+json, application/json;q=0.9"


@dataclass(frozen=True, slots=True)
class Refused:
    """A GraphQL answer without data: the request ended before it was executed.

    Attributes:
        errors: What is under ``errors``.
        status: The HTTP status.
    """

    errors: tuple[ServerError, ...]
    status: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer that is not GraphQL, with a status that says that nothing was done.

    Attributes:
        text: What came, in one line.
    """

    text: str


class Exchange:
    """Asks one server, one request after the other, and never sends a variable.

    Args:
        http: Sends the requests, and counts them.
    """

    def __init__(self, http: HttpClient) -> None:
        self.http = http

    def ask(self, guarded: Guarded) -> Refused | Unreadable:
        """Return what a server says to a request that it can't execute.

        Raises:
            Executed: The answer holds data, or nobody can tell that it holds none.
            AuthenticationFailed: Status 401 or 403 without a GraphQL answer.
            SourceUnreachable: No complete answer, or a redirect.
        """
        document = {"query": guarded.text}
        if guarded.name is not None:
            document["operationName"] = guarded.name
        self.http.start_anew()
        answer = self.http.post(document, accept=ACCEPT)
        content = _parsed(answer)
        for part in content if isinstance(content, list) else [content]:
            if isinstance(part, dict) and part.get("data") is not None:
                raise self._executed(guarded, f"answered {answer.status_text} with data")
        if isinstance(content, dict) and (errors := read_errors(content)):
            if _is_begun(content, errors, guarded):
                raise self._executed(guarded, f"answered {answer.status_text} with what only execution gives")
            return Refused(errors, answer.status)
        what = self.http.say(answer.describe())
        if answer.status in {401, 403}:
            raise self.http.authentication_failed(f"answered {what}")
        if answer.status < 400:
            raise self._executed(guarded, f"answered without data and without an error: {what}")
        return Unreadable(what)

    def _executed(self, guarded: Guarded, what: str) -> Executed:
        request = f"{guarded.name}" if guarded.name else "a request"
        return Executed(
            f"{self.http.address}: {what} to {self.http.say(request, limit=100)}, which lacks a variable that it "
            "needs: this server does not refuse such requests, so nothing more was asked; check the operations "
            "against a schema file instead"
        )


def _is_begun(content: dict[str, Any], errors: Iterable[ServerError], guarded: Guarded) -> bool:
    """Return whether an answer shows that execution began: parts that follow, or a field that gave null and an error.

    Errors of a request have no path. Servers that give them one give no ``data`` with them, or name the variable in it.
    """
    if content.get("incremental") or content.get("pending") or content.get("hasNext"):
        return True
    variables = {guarded.guard, *guarded.variables}
    return "data" in content and any(
        error.path and error.path[0] in guarded.names and variables.isdisjoint(error.path) for error in errors
    )


def _parsed(answer: Answer) -> Any:
    try:
        return parse_json(answer.body, path="the answer")[0]
    except SchemaUnreadable:
        return None
