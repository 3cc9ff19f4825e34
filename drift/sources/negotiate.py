"""Introspection of servers as they are: which query comes next, given what the last one brought.

Everything is asked for first; what a server refuses by name is left out, what is too deep is asked less
deeply, and the text that every tool sent for years comes last. At most eight requests, retries included,
within one deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from drift.schema.element import Notice
from drift.sources.conversation import Conversation
from drift.sources.cut_types import complete_references
from drift.sources.graphql_over_http import GraphQLClient
from drift.sources.query import (
    CLASSIC_TYPE_DEPTH,
    CLASSIC_WITHOUT,
    DROPPABLE,
    INCLUDE_DEPRECATED,
    META_FIELDS,
    PROBE,
    SMALLER_TYPE_DEPTHS,
    Query,
    classic_text,
)
from drift.sources.refusal import Refusal

MAX_REQUESTS = 8
# A server that names one refusal at a time is asked what it knows after that many repairs.
_REPAIRS_BEFORE_PROBE = 3
# Levels of selections around the type reference of a field argument, which depth limits count as well.
_LEVELS_AROUND_REFERENCE = 5


@dataclass(frozen=True)
class Introspection:
    """What an endpoint says about its schema.

    Attributes:
        schema: The object under ``data.__schema`` with complete type references. A key is absent where the
            server could not be asked or did not answer: absence means "not said", never "no".
        unknown: Leaves that came as null with an error, as ``COORDINATE#attribute`` with the attribute one of
            default, description, specified_by, deprecation: ``Query.users(first:)#default``.
        notices: What the user should know about how it was read.
        requests: Number of HTTP requests that it took.
        asked: One phrase for each query, in order.
    """

    schema: dict[str, Any] = field(repr=False)
    unknown: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    requests: int = 1
    asked: tuple[str, ...] = ()


def negotiate(client: GraphQLClient, log: Callable[[str], None] | None) -> Introspection:
    """Return what an endpoint says about its schema.

    Follows https://spec.graphql.org/September2025/#sec-Schema-Introspection.

    Args:
        client: Sends the queries; it has room for ``MAX_REQUESTS`` requests.
        log: Called with one line for each query and each request, without secrets.

    Raises:
        UsageError: The URL or a header can't be used; nothing was sent.
        AuthenticationFailed: 401, 403, or a body that says so.
        IntrospectionRefused: The server answered and gives no schema, or only a part of it.
        SourceUnreachable: No usable answer.
    """
    conversation = Conversation(client, log)
    schema, query = _find_schema(conversation)
    schema = complete_references(conversation, schema, query)
    if query.url_field != "specifiedByURL":
        _use_new_spelling(schema, query.url_field)
    notices = (*client.http.notices, *conversation.notices())
    return Introspection(
        schema, conversation.unknown, notices, client.http.requests, tuple(conversation.asked)
    )


def _find_schema(conversation: Conversation) -> tuple[dict[str, Any], Query]:
    """Return the first schema that can be accepted, and the query that it answers."""
    query = Query()
    repairs = 0
    has_probed = False
    while True:
        reply = conversation.ask(query.text, query.phrase)
        if (schema := conversation.accept(reply)) is not None:
            return schema, query
        refusal = conversation.read(reply, query)
        mended = _mend(query, refusal)
        if mended is None and refusal.is_limit:
            raise conversation.give_up(
                "The server limits the depth or cost of queries below what introspection needs: exempt it "
                "from the limit, or read a published schema file instead."
            )
        if mended is None and reply.schema is not None:
            raise conversation.partial(reply)
        repairs += bool(refusal.dropped)
        is_endless = repairs > _REPAIRS_BEFORE_PROBE
        if (mended is None or is_endless) and not has_probed and conversation.requests_left > 1:
            has_probed = True
            mended = _probe(conversation, mended or query) or (mended if is_endless else None)
        left = conversation.requests_left
        if mended is None or left == 0 or (left == 1 and not mended.is_limited):
            return _ask_classic(conversation)
        query = mended


def _mend(query: Query, refusal: Refusal) -> Query | None:
    """Return the query without what was refused, or None when there is nothing that could be changed."""
    dropped = refusal.dropped
    mended = query
    if refusal.is_old_url_spelling:
        dropped -= {"types.specifiedByURL"}
        mended = replace(mended, url_field="specifiedByUrl")
    mended = mended.drop(dropped)
    if refusal.is_limit:
        smaller = [depth for depth in SMALLER_TYPE_DEPTHS if depth < query.type_depth]
        if not smaller:
            return None
        allowed = (refusal.allowed_depth or 100) - _LEVELS_AROUND_REFERENCE
        depth = next((depth for depth in smaller if depth <= allowed), smaller[-1])
        mended = replace(mended, type_depth=depth, is_limited=True, is_depth_limited=refusal.is_depth)
    return None if mended == query else mended


def _probe(conversation: Conversation, query: Query) -> Query | None:
    """Return *query* without what the server does not list, or None when that says nothing new."""
    reply = conversation.ask(PROBE, "what it can be asked")
    if reply.schema is None or reply.errors:
        conversation.read(reply, query)
        return None
    listed: dict[tuple[str, str], set[str]] = {}
    for type_ in _named(reply.schema.get("types")):
        for field_ in _named(type_.get("fields")):
            listed[type_["name"], field_["name"]] = {
                argument["name"] for argument in _named(field_.get("args"))
            }
    if ("__Type", "kind") not in listed:
        return None
    unlisted = {path for path in DROPPABLE if query.asks_for(path) and not _is_listed(path, listed)}
    if ("__Type", "specifiedByUrl") in listed and "types.specifiedByURL" in unlisted:
        query = replace(query, url_field="specifiedByUrl")
        unlisted -= {"types.specifiedByURL"}
    rebuilt = query.drop(unlisted)
    return None if rebuilt == query else rebuilt


def _is_listed(path: str, listed: Mapping[tuple[str, str], set[str]]) -> bool:
    meta_field = META_FIELDS[path.removesuffix(INCLUDE_DEPRECATED)]
    if path.endswith(INCLUDE_DEPRECATED):
        return "includeDeprecated" in listed.get(meta_field, ())
    return meta_field in listed


def _ask_classic(conversation: Conversation) -> tuple[dict[str, Any], Query]:
    """Return the answer to the classic query, which an allow-list may know to the letter."""
    advice = (
        "If the server accepts only known queries, allow the one of `drift fetch --print-query classic`; "
        "otherwise read a published schema file instead."
    )
    if conversation.requests_left <= 0:
        raise conversation.give_up(advice)
    query = Query(CLASSIC_TYPE_DEPTH, CLASSIC_WITHOUT)
    reply = conversation.ask(classic_text(), "the classic query")
    if (schema := conversation.accept(reply)) is not None:
        return schema, query
    conversation.read(reply, query)
    if reply.schema is not None:
        raise conversation.partial(reply)
    raise conversation.give_up(advice)


def _use_new_spelling(schema: dict[str, Any], old_name: str) -> None:
    for type_ in _named(schema.get("types")):
        if old_name in type_:
            type_["specifiedByURL"] = type_.pop(old_name)


def _named(members: Any) -> list[dict[str, Any]]:
    if not isinstance(members, list):
        return []
    return [member for member in members if isinstance(member, dict) and isinstance(member.get("name"), str)]
