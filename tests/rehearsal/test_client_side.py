"""GraphQL for a client library alone is sent as the library's compiler sends it, and shown where it was written."""

from __future__ import annotations

from pathlib import Path

from graphql import build_schema, parse, validate

from drift.operations.client_side import ClientSide
from drift.operations.documents import find_operations
from drift.rehearsal.rehearse import Rehearsal, rehearse
from drift.sources.client import HttpClient
from tests.rehearsal.rehearsing import words
from tests.rehearsal.test_hostile import is_canary
from tests.servers.loopback import LoopbackServer, Received, Reply

SCHEMA = build_schema(
    """
    type Query { user(id: ID!): User, users(first: Int): [User] }
    type User { id: ID!, name(style: Style): String, photo(size: Int!): String, friends(first: Int): [User] }
    enum Style { LONG SHORT }
    """
)


def respond(received: Received) -> Reply:
    found = validate(SCHEMA, parse(received.document["query"]))
    missing = {"message": "Variable '$driftGuard' of required type 'Boolean!' was not provided."}
    return Reply.of_json({"errors": [error.formatted for error in found] or [missing]})


def asked(folder: Path, text: str, client: ClientSide | None = None) -> tuple[Rehearsal, list[str]]:
    (folder / "a.graphql").write_text(text)
    operations = find_operations(folder, ["*"])
    if client is not None:
        object.__setattr__(operations, "client", client)
    with LoopbackServer(respond) as server, HttpClient(server.url) as http:
        rehearsal = rehearse(operations, http)
    sent = [each.document["query"] for each in server.requests if not is_canary(each)]
    assert all("variables" not in each.document for each in server.requests)
    return rehearsal, sent


def test_fields_that_the_client_answers_are_not_sent(tmp_path: Path) -> None:
    rehearsal, sent = asked(
        tmp_path,
        "query Me($id: ID!, $theme: String) {\n"
        "  theme(of: $theme) @client\n"
        '  user(id: $id) @connection(key: "user") {\n'
        "    isDraft @client # ours\n"
        "    name @nonreactive\n"
        "    zzzz\n"
        "  }\n"
        "}\n",
    )
    assert sent == [
        "query Me($driftGuard: Boolean!, $id: ID!) {\n"
        "  user(id: $id) @include(if: $driftGuard) {\n"
        "    name\n"
        "    zzzz\n"
        "  }\n"
        "}"
    ]
    assert [result.errors for result in rehearsal.results] == [
        ("a.graphql:6:5: Cannot query field 'zzzz' on type 'User'.",)
    ]
    assert rehearsal.client_side == ("@client (2)", "@connection (1)", "@nonreactive (1)")


def test_an_operation_for_the_client_alone(tmp_path: Path) -> None:
    rehearsal, sent = asked(tmp_path, "query Theme { theme @client }")
    assert words(rehearsal) == {"Theme": "accepted"}
    assert sent == ["query Theme($driftGuard: Boolean!) {\n  __typename @include(if: $driftGuard)\n}"]


def test_arguments_of_fragments_are_put_in(tmp_path: Path) -> None:
    rehearsal, sent = asked(
        tmp_path,
        "query Two($size: Int!) {\n"
        "  a: user(id: 1) { ...Photo @arguments(size: $size) }\n"
        "  b: user(id: 2) { ...Photo @arguments(size: 7) ...Photo_1 }\n"
        "}\n"
        "fragment Photo_1 on User { id }\n"
        "fragment Photo on User @argumentDefinitions(\n"
        '  size: {type: "Int!", defaultValue: 5}, style: {type: "Style"}\n'
        '  long: {type: "Boolean!", provider: "../long.provider"}\n'
        ") {\n"
        "  photo(size: $size)\n"
        "  name(style: $style) @include(if: $long)\n"
        "  gone(size: $size) @required(action: LOG)\n"
        "}\n",
    )
    assert sent == [
        "query Two($driftGuard: Boolean!, $size: Int!, $_put_in_long: Boolean!) {\n"
        "  a: user(id: 1) @include(if: $driftGuard) {\n"
        "    ...Photo\n"
        "  }\n"
        "  b: user(id: 2) @include(if: $driftGuard) {\n"
        "    ...Photo1\n"
        "    ...Photo_1\n"
        "  }\n"
        "}\n"
        + "".join(
            f"fragment {name} on User {{\n"
            f"  photo(size: {size})\n"
            "  name @include(if: $_put_in_long)\n"
            f"  gone(size: {size})\n"
            "}\n"
            for name, size in (("Photo", "$size"), ("Photo1", "7"))
        )
        + "fragment Photo_1 on User {\n  id\n}"
    ]
    assert [result.errors for result in rehearsal.results] == [
        ("a.graphql:12:3: Cannot query field 'gone' on type 'User'.",)
    ]


def test_what_the_project_declares_needs_no_schema(tmp_path: Path) -> None:
    client = ClientSide(
        frozenset({"ours"}), frozenset({"User.isSelected", "Query.panel"}), frozenset({"Panel"})
    )
    rehearsal, sent = asked(
        tmp_path,
        "query Mine { panel user(id: 1) @ours { name isSelected ...P ...S } }\n"
        "fragment P on Panel { isOpen }\n"
        "fragment S on User { id isSelected }\n",
        client,
    )
    assert words(rehearsal) == {"Mine": "accepted"}
    assert sent == [
        "query Mine($driftGuard: Boolean!) {\n"
        "  user(id: 1) @include(if: $driftGuard) {\n"
        "    name\n"
        "    ...S\n"
        "  }\n"
        "}\n"
        "fragment S on User {\n"
        "  id\n"
        "}"
    ]
