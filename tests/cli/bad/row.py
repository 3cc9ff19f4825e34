"""One bad behaviour of a server, and what the command must make of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import build_schema

from drift.sources.query import Query
from tests.servers.graphql_core import GraphQLCoreHandler, Limits
from tests.servers.loopback import Handler, Received, Reply

KEY = "k3y+of/the=watcher/9f27c1b8a4"
# The stored schema; large enough for the gate against sudden losses.
GOOD = '''
"""An API."""
directive @auth(role: String = "user") on OBJECT
scalar Time
interface Node { id: ID! }
type Alert implements Node { id: ID! title(locale: String = "en"): String! state: State! raised: Time }
type User implements Node { id: ID! name: String alerts(first: Int = 10): [Alert!]! }
union Found = Alert | User
enum State { OPEN CLOSED @deprecated(reason: "use RESOLVED") RESOLVED }
input Filter { states: [State!] = [OPEN], text: String }
input Page { first: Int = 10, after: String }
type Query { find(filter: Filter = {text: "x"}, page: Page): [Found!]! node(id: ID!): Node }
type Mutation { close(id: ID!): Alert }
'''


@dataclass(frozen=True)
class Elsewhere:
    """A redirect to another server, which must receive nothing."""

    status: int
    path: str = "/graphql"


@dataclass(frozen=True)
class Row:
    """What ``drift check bad --save`` meets; what it says is in ``expected.txt``.

    Attributes:
        handler: The server's behaviour.
        timeout_s: The deadline.
        measured: Run as a process of its own, whose memory is measured.
        path: Where the source points to; a schema file when it ends in ``.graphql``.
        config: More lines for the source.
        with_key: Send the key.
        requests: How many requests the server may receive, None where chance decides.
    """

    handler: Handler | Elsewhere
    timeout_s: float = 10.0
    measured: bool = False
    path: str = "/graphql"
    config: str = ""
    with_key: bool = True
    requests: int | None = None


@cache
def good_json() -> str:
    """Return the introspection result of the stored schema."""
    answer = GraphQLCoreHandler(build_schema(GOOD), Limits()).answer({"query": Query().text})
    return json.dumps(answer)


def good() -> dict[str, Any]:
    """Return a fresh copy of the introspection result."""
    answer: dict[str, Any] = json.loads(good_json())
    return answer


def answering(change: Callable[[dict[str, Any]], object], status: int = 200) -> Handler:
    """Return a handler that answers the good result after *change* worked on the whole of it."""

    def handler(_received: Received) -> Reply:
        answer = good()
        change(answer)
        return Reply.of_json(answer, status)

    return handler


def altered(change: Callable[[dict[str, Any]], object]) -> Handler:
    """Return a handler that answers the good result after *change* worked on its ``__schema``."""
    return answering(lambda answer: change(answer["data"]["__schema"]))


def type_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the type of that name in a ``__schema`` object."""
    found: dict[str, Any] = next(type_ for type_ in schema["types"] if type_["name"] == name)
    return found


def field_of(schema: dict[str, Any], type_name: str, name: str) -> dict[str, Any]:
    """Return a field of a type in a ``__schema`` object."""
    members = type_of(schema, type_name)
    found: dict[str, Any] = next(
        member for member in members["fields"] or members["inputFields"] if member["name"] == name
    )
    return found
