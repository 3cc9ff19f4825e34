"""One GraphQL query over HTTP, and its answer judged by the body.

Follows the GraphQL over HTTP draft, https://graphql.github.io/graphql-over-http/draft/, with the difference
that statuses are not trusted: the same refusal comes with 200 from one server and with 400 from another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from drift.errors import SchemaUnreadable, SourceUnreachable
from drift.sources.answer import Answer
from drift.sources.client import HttpClient
from drift.sources.query import Query
from drift.sources.refusal import ServerError, read_errors, read_refusal, summarize
from drift.strict_json import parse_json

_ACCEPT = "application/graphql-response+json, application/json;q=0.9"
_RESPONSE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:data|errors|extensions)"\s*:')
_SMALL_BYTES = 1_000_000
# Comments and descriptions, then a definition.
_SDL = re.compile(
    # Nothing is given back once it is read: a body of blanks or quotes would be tried in every way to split it.
    rb'(?:\xef\xbb\xbf)?(?:\s++|#[^\n]*+\n|"""(?:[^"]|"(?!""))*+"""|"[^"\n]*+")*+'
    rb"(?:extend\s+)?(?:schema|type|interface|union|enum|input|scalar|directive)\b"
)
# What servers say of plain http at a port for TLS.
_TLS_EXPECTED = (b"HTTPS port", b"HTTPS server")
POST_IS_REFUSED = frozenset({405, 501})


@dataclass(frozen=True, slots=True)
class Reply:
    """A GraphQL answer.

    Attributes:
        data: The object under ``data``; empty when there is none.
        errors: What is under ``errors``.
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
        self._first: Answer | None = None

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

    def offer(self, text: str) -> Answer:
        """Return what comes for the question *text*, GraphQL or not; :meth:`ask` takes it for its first answer.

        Where a POST was refused before, this is the answer to a GET.
        """
        if self._first is not None and self._first.status in POST_IS_REFUSED:
            self._uses_get = True
        self._first = self.http.get(_short(text), accept=_ACCEPT) if self._uses_get else self._post(text)
        return self._first

    def _send(self, text: str) -> Answer:
        answer, self._first = self._first, None
        if not self._uses_get:
            answer = answer or self._post(text)
            self.http.refuse_redirect(answer)
            if answer.status not in POST_IS_REFUSED or self.http.requests_left == 0:
                return answer
            self._uses_get, answer = True, None
        return answer or self.http.get(_short(text), accept=_ACCEPT)

    def _post(self, text: str) -> Answer:
        return self.http.offer(_document(text), accept=_ACCEPT)

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
        if any(words in answer.body[:2000] for words in _TLS_EXPECTED):
            advice = f"use https://{self.place.partition('://')[2]}"
        elif looks_like_sdl(answer):
            advice = "this looks like SDL: use --file, or schema in place of endpoint in drift.toml"
        elif answer.is_html or answer.status in {404, 405, 410}:
            advice = f"{self._neighbour() or 'check the path'}; if this URL serves a schema file, use --file"
        elif answer.status >= 500:
            advice = "try again later"
        else:
            advice = "is this a GraphQL endpoint? if it serves a schema file, use --file"
        is_noise = answer.is_html or answer.status >= 400 or not answer.body.strip()
        reason = "" if is_noise else f" ({self.http.say(why, limit=120)})"
        return SourceUnreachable(f"{self.place}: not a GraphQL answer{reason}: {what}; {advice}")

    def _neighbour(self) -> str | None:
        """Return what to type when GraphQL is spoken at the usual path of the host; asked without the user's headers."""
        path = "/graphql"
        if self.http.address.path.rstrip("/") == path:
            return None
        if self.http.requests > 1:
            return f"check the path; is it {self.http.address.origin}{path}?"
        answer = self.http.knock(path, {"query": "{__typename}"}, accept=_ACCEPT)
        if answer is None or not looks_like_graphql(answer):
            return None
        return f"GraphQL is spoken at {self.http.address.origin}{path}: use that"


def looks_like_graphql(answer: Answer) -> bool:
    """Return whether an answer has the form of a GraphQL response, whatever its status."""
    if _RESPONSE.match(answer.body[:200]) is not None:
        return True
    if not answer.body[:200].lstrip().startswith(b"{") or len(answer.body) > _SMALL_BYTES:
        return False
    try:
        document, _ = parse_json(answer.body, path="the answer")
    except SchemaUnreadable:
        return False
    return isinstance(document, dict) and ("errors" in document or "data" in document)


def looks_like_sdl(answer: Answer) -> bool:
    """Return whether the body begins as SDL does."""
    return not answer.is_html and _SDL.match(answer.body[:100_000]) is not None


def _short(text: str) -> dict[str, str]:
    # Blanks at line starts are a third of the query, and URLs have limits.
    return _document(" ".join(text.split()))


def _document(text: str) -> dict[str, str]:
    return {"query": text, "operationName": "IntrospectionQuery"}
