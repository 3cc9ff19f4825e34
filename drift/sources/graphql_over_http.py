"""One GraphQL query over HTTP, and its answer judged by the body.

Follows the GraphQL over HTTP draft, https://graphql.github.io/graphql-over-http/draft/, with the difference
that statuses are not trusted: the same refusal comes with 200 from one server and with 400 from another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from drift.errors import SchemaUnreadable, SourceUnreachable
from drift.sources.answer import Answer
from drift.sources.client import HttpClient
from drift.sources.query import Query
from drift.sources.refusal import ServerError, read_errors, read_refusal, summarize
from drift.strict_json import parse_json

_ACCEPT = "application/graphql-response+json, application/json;q=0.9"
_POST_IS_REFUSED = frozenset({405, 501})


@dataclass(frozen=True, slots=True)
class Reply:
    """A GraphQL answer.

    Attributes:
        data: The object under ``data``; empty when there is none.
        errors: What stands under ``errors``.
        replaced_surrogates: Number of lone surrogates that were read as U+FFFD.
    """

    data: dict[str, Any] = field(repr=False)
    errors: tuple[ServerError, ...] = ()
    replaced_surrogates: int = 0

    @property
    def schema(self) -> dict[str, Any] | None:
        """The object under ``data.__schema``."""
        schema = self.data.get("__schema")
        return schema if isinstance(schema, dict) else None


class GraphQLClient:
    """Asks one endpoint; changes to GET for good when it takes no POST."""

    def __init__(self, http: HttpClient) -> None:
        self.http = http
        self._uses_get = False

    @property
    def place(self) -> str:
        """The endpoint as messages show it."""
        return str(self.http.address)

    def ask(self, text: str) -> Reply:
        """Return the answer to the query *text*, whose operation is named ``IntrospectionQuery``.

        Raises:
            AuthenticationFailed: Status 401 or 403, unless the body says that introspection is off.
            SourceUnreachable: No complete answer, or one that is not GraphQL.
        """
        answer = self._send(text)
        content = self._parse(answer)
        if isinstance(content, str):
            raise self._not_graphql(answer, content)
        document, replaced = content
        errors = read_errors(document)
        data = document.get("data")
        reply = Reply(data if isinstance(data, dict) else {}, errors, replaced)
        refusal = read_refusal(errors, Query())
        if answer.status in {401, 403} and not refusal.is_disabled:
            what = f"{summarize(errors)}" if errors else "no reason given"
            raise self.http.authentication_failed(f"answered {answer.status_text}, {self.http.say(what)}")
        if "data" not in document and "errors" not in document and not refusal.is_disabled:
            raise self._not_graphql(answer, "JSON that is not a GraphQL answer")
        return reply

    def _send(self, text: str) -> Answer:
        document = {"query": text, "operationName": "IntrospectionQuery"}
        if not self._uses_get:
            answer = self.http.post(document, accept=_ACCEPT)
            if answer.status not in _POST_IS_REFUSED or self.http.requests_left == 0:
                return answer
            self._uses_get = True
        # Blanks at line starts are a third of the query, and URLs have limits.
        document["query"] = " ".join(text.split())
        return self.http.get(document, accept=_ACCEPT)

    def _parse(self, answer: Answer) -> tuple[dict[str, Any], int] | str:
        """Return the JSON object in the body, or why there is none."""
        try:
            document, replaced = parse_json(answer.body, path="the answer")
        except SchemaUnreadable as error:
            return str(error)
        if not isinstance(document, dict):
            return "JSON that is not an object"
        return document, replaced

    def _not_graphql(self, answer: Answer, why: str) -> SourceUnreachable:
        what = self.http.say(answer.describe())
        if answer.status in {401, 403}:
            return self.http.authentication_failed(f"answered {what}")
        if answer.is_html or answer.status in {404, 405, 410}:
            advice = "check the path; if this URL serves a schema file, use --file"
        elif answer.status >= 500:
            advice = "try again later"
        else:
            advice = "is this a GraphQL endpoint? if it serves a schema file, use --file"
        reason = "" if answer.is_html or not answer.body.strip() else f" ({self.http.say(why, limit=120)})"
        return SourceUnreachable(f"{self.place}: not a GraphQL answer{reason}: {what}; {advice}")
