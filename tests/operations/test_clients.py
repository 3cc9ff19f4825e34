"""GraphQL of client libraries: judged as the library sends it, and told apart from what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drift.changes.change import Verdict
from drift.changes.classify import classify
from drift.operations.client_side import read_client_side
from drift.operations.verdicts import Verdicts, judge
from tests.operations.project import find, write
from tests.operations.test_verdicts import snapshot

SERVER = """\
type Query { users(first: Int, after: String): UserConnection!  user(id: ID!): User  node(id: ID!): Node }
type Mutation { rename(id: ID!, name: String!): User  remove(id: ID!): ID }
interface Node { id: ID! }
type UserConnection { edges: [UserEdge!]!  pageInfo: PageInfo! }
type UserEdge { node: User!  cursor: String! }
type PageInfo { hasNextPage: Boolean!  endCursor: String }
type User implements Node { id: ID!  name: String  avatar(size: Int!): String  friends(first: Int): UserConnection }
"""
WITHOUT_NAME = SERVER.replace("  name: String ", " ")


def check(
    root: Path, files: dict[str, str], new: str, *, own: str = "", directives: tuple[str, ...] = ()
) -> Verdicts:
    found = find(root, files)
    if own or directives:
        write(root, {"client.sdl": own})
        found = replace(found, client=read_client_side(root, ["client.sdl"] if own else [], directives))
    old, new_side = snapshot(SERVER), snapshot(new)
    return judge(found, old, new_side, classify(old, new_side).changes)


def words(verdicts: Verdicts) -> dict[str, str]:
    return {result.operation.name: result.operation.verdict.value for result in verdicts.results}


# As a Relay app lays it out; nothing of it is wrong.
RELAY = {
    "src/App.graphql": """
query AppQuery($count: Int!, $size: Int!, $id: ID!) @raw_response_type {
  ...UserList_query @arguments(count: $count)
  user(id: $id) {
    isOnline
    ...UserCard_user @arguments(avatarSize: $size, withName: true)
    draft { text }
    ... on User @alias(as: "self") { __id id }
  }
}
""",
    "src/UserList.graphql": """
fragment UserList_query on Query
@refetchable(queryName: "UserListPaginationQuery")
@argumentDefinitions(count: {type: "Int", defaultValue: 10}, cursor: {type: "String"}) {
  users(first: $count, after: $cursor) @connection(key: "UserList_users") {
    edges { node { id ...UserCard_user } }
  }
}
""",
    "src/UserCard.graphql": """
fragment UserCard_user on User
@argumentDefinitions(avatarSize: {type: "Int!", defaultValue: 32}, withName: {type: "Boolean!", defaultValue: true}) {
  name @required(action: NONE) @include(if: $withName)
  avatar(size: $avatarSize)
  ...UserName_user @relay(mask: false)
}
fragment UserName_user on User @inline { name @catch(to: NULL) }
fragment UserDraft_draft on Draft { text }
""",
    "src/Rename.graphql": """
mutation RenameMutation($id: ID!, $name: String!, $connections: [ID!]!) {
  rename(id: $id, name: $name) @appendNode(connections: $connections, edgeTypeName: "UserEdge") { id name }
}
mutation RemoveMutation($id: ID!) { remove(id: $id) @deleteRecord }
""",
    "src/Test.graphql": "query TestQuery @relay_test_operation { users(first: 1) { pageInfo { endCursor } } }",
}
RELAY_OWN = "extend type User { isOnline: Boolean  draft: Draft }  type Draft { text: String }"


def test_a_relay_app_is_valid(tmp_path: Path) -> None:
    verdicts = check(tmp_path, RELAY, SERVER, own=RELAY_OWN)
    assert words(verdicts) == dict.fromkeys(
        ("AppQuery", "RenameMutation", "RemoveMutation", "TestQuery"), "unaffected"
    )
    assert "@connection (1)" in verdicts.client_side
    assert "User.draft (1)" in verdicts.client_side


def test_a_relay_app_breaks_where_its_api_does(tmp_path: Path) -> None:
    verdicts = check(tmp_path, RELAY, WITHOUT_NAME, own=RELAY_OWN)
    assert words(verdicts) == {
        "AppQuery": "broken",
        "RenameMutation": "broken",
        "RemoveMutation": "unaffected",
        "TestQuery": "unaffected",
    }
    (cause,) = verdicts.causes
    assert [place.partition(": ")[0] for place in cause.places] == [
        "src/Rename.graphql:3:102",
        "src/UserCard.graphql:4:3",
        "src/UserCard.graphql:8:42",
    ]


def test_fragment_arguments_are_put_in(tmp_path: Path) -> None:
    new = SERVER.replace("avatar(size: Int!)", "avatar(size: Size!)") + "enum Size { BIG }"
    files = {
        "a.graphql": "query A($s: Int!, $id: ID!) { user(id: $id) { ...F @arguments(size: $s) } }",
        "f.graphql": 'fragment F on User @argumentDefinitions(size: {type: "Int!", defaultValue: 3}) '
        "{ avatar(size: $size) }",
    }
    (result,) = check(tmp_path, files, new).results
    assert result.errors == (
        "a.graphql:1:9: Variable '$s' of type 'Int!' used in position expecting type 'Size!'.",
    )


OTHERS = {
    "a connection's directive": (
        'query R { users(first: 1) @connection(key: "u") { edges { node { id name } } } }',
        "broken",
    ),
    "a local field": (
        "query R { isLoggedIn @client users(first: 1) { edges { node { id } } } }",
        "unaffected",
    ),
    "what hangs below one": ("query R { cart @client { items } user(id: 1) { name } }", "broken"),
    "a local field alone": ("query R { isLoggedIn @client }", "unaffected"),
    "the variables of one": (
        "query R($local: Int, $id: ID!) { cart(n: $local) @client user(id: $id) { id } }",
        "unaffected",
    ),
    "an exported field": (
        'query R($id: ID!) { current @client @export(as: "id") user(id: $id) { id } }',
        "unaffected",
    ),
    "a deferred fragment": (
        "query R { user(id: 1) { id ... @defer { friends(first: 1) { pageInfo { endCursor } } } } }",
        "unaffected",
    ),
    "Apollo Kotlin": ("query R { user(id: 1) @nonnull { id @optional } }", "unaffected"),
    "urql": ("query R { user(id: 1) @_optional { id } }", "unaffected"),
    "Houdini's lists": (
        'query R { users(first: 1) @paginate(name: "All") { edges { node { id } } } } '
        'mutation M { rename(id: 1, name: "n") { id ...All_insert @prepend } } '
        "mutation N { remove(id: 1) @User_delete }",
        "unaffected",
    ),
    "another library's, or a mistake": ("query R { user(id: 1) { id @nobodyKnows } }", "invalid-already"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_libraries(name: str, tmp_path: Path) -> None:
    text, verdict = OTHERS[name]
    results = check(tmp_path, {"r.graphql": text}, WITHOUT_NAME).results
    assert {result.operation.verdict.value for result in results} == {verdict}


def test_one_s_own_directives(tmp_path: Path) -> None:
    files = {"r.graphql": "query R { user(id: 1) { id @ours @nobodyKnows } }"}
    (result,) = check(tmp_path, files, SERVER, directives=("@ours",)).results
    assert result.operation.verdict is Verdict.INVALID_ALREADY
    assert result.errors == ("r.graphql:1:34: Unknown directive '@nobodyKnows'.",)


def test_what_the_server_declares_is_the_server_s(tmp_path: Path) -> None:
    old = "directive @connection(name: String!) on FIELD\n" + SERVER
    found = find(tmp_path, {"r.graphql": 'query R { user(id: 1) @connection(key: "u") { id } }'})
    sides = snapshot(old), snapshot(old)
    (result,) = judge(found, *sides, ()).results
    assert len(result.errors) == 2
