"""Schema files that are published at a URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from drift.errors import SourceUnreachable
from drift.redact import Redactor
from drift.sources.answer import Answer
from drift.sources.client import HttpClient
from drift.sources.transport import DEFAULT_TRANSPORT, Transport
from drift.strict_json import decode_text

_ACCEPT = "application/graphql, text/plain, application/json;q=0.9, */*;q=0.1"


def fetch_text(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    transport: Transport = DEFAULT_TRANSPORT,
    redactor: Redactor | None = None,
    log: Callable[[str], None] | None = None,
) -> tuple[str, str | None]:
    """Return the text of the schema file at *url* and its media type in lower case, None when none came.

    Without secret headers, up to five redirects are followed, never away from https.

    Args:
        url: SDL or an introspection result; https, or http on this machine.
        headers: Sent as given. Values are never logged, stored or put into an error message.
        transport: Limits and permissions; its timeout covers everything.
        redactor: Told of every secret here; pass the one that guards all output.
        log: Called with one line for each request, without secrets.

    Raises:
        UsageError: The URL or a header can't be used; nothing was sent.
        AuthenticationFailed: 401 or 403.
        SourceUnreachable: No answer, another status than 200, or a page in place of a file.
        SchemaUnreadable: The text is not UTF-8; names line and column.
    """
    with HttpClient(url, headers=headers, transport=transport, redactor=redactor, log=log) as client:
        return download(client)


def download(
    client: HttpClient, answer: Answer | None = None, *, after: Answer | None = None
) -> tuple[str, str | None]:
    """Return text and media type of what a client's URL serves; raises as :func:`fetch_text` does.

    Args:
        client: Sends the request.
        answer: What a GET brought already.
        after: What the URL answered to the question whether it is an endpoint: one more request is sent then.
    """
    if answer is None and after is None:
        answer = client.get_file(accept=_ACCEPT)
    elif answer is None:
        answer = client.get_file(accept=_ACCEPT, after=after, max_requests=1)
    if answer.status in {401, 403}:
        raise client.authentication_failed(f"answered {client.say(answer.describe())}")
    if answer.status != 200 or answer.is_html or not answer.body.strip():
        raise SourceUnreachable(
            f"{client.address}: not a schema file: {client.say(answer.describe())}; {_advice(answer)}"
        )
    if _is_graphql_error(answer):
        raise SourceUnreachable(
            f"{client.address}: not a schema file: {client.say(answer.describe())}; this looks like a "
            "GraphQL endpoint: use --endpoint"
        )
    return decode_text(answer.body, path=str(client.address)), answer.media_type or None


def _advice(answer: Answer) -> str:
    if answer.status in {404, 410}:
        return "check the address"
    if answer.status in {400, 405, 415} or "graphql" in answer.media_type or answer.is_html:
        return "if this is a GraphQL endpoint, use --endpoint"
    return "check the address and try again"


def _is_graphql_error(answer: Answer) -> bool:
    return re.match(rb'\s*\{\s*"errors"', answer.body[:200].removeprefix(b"\xef\xbb\xbf")) is not None
