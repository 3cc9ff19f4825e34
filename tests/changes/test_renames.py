"""Probable renames: found where they are plain, never in the way of a finding."""

from __future__ import annotations

import pytest

from drift.changes.event import Event
from tests.changes.schemas import compared

Q = "type Query { t(id: ID, first: Int): T %s } "

RENAMED = [
    (
        "type with the same members",
        Q % "" + "type T { t: X } type X { id: ID a: Int b: X }",
        Q % "" + "type T { t: Y } type Y { id: ID a: Int b: Y }",
        "X",
        "Y",
    ),
    (
        "type with most of its members and a similar name",
        Q % "" + "type T { t: UserList } type UserList { a: Int b: Int c: Int }",
        Q % "" + "type T { t: UsersList } type UsersList { a: Int b: Int d: Int c: Int }",
        "UserList",
        "UsersList",
    ),
    (
        "enum",
        "type Query { e(x: AnalysisEnum): AnalysisEnum } enum AnalysisEnum { A B C }",
        "type Query { e(x: Detection): Detection } enum Detection { A B C }",
        "AnalysisEnum",
        "Detection",
    ),
    (
        "input object",
        "type Query { e(x: AddIn): Int } input AddIn { a: Int b: Int c: [Int] }",
        "type Query { e(x: AddInput): Int } input AddInput { a: Int b: Int c: [Int] }",
        "AddIn",
        "AddInput",
    ),
    (
        "field by name",
        "type Query { a: Int userName: String }",
        "type Query { a: Int name: String }",
        "Query.userName",
        "Query.name",
    ),
    (
        "field by letters",
        "type Query { a: Int adress: String }",
        "type Query { a: Int address: String }",
        "Query.adress",
        "Query.address",
    ),
    (
        "field by its own type and arguments",
        "type Query { a: Int old(first: Int, by: ID): T } type T { a: Int }",
        "type Query { a: Int fresh(first: Int, by: ID): T } type T { a: Int }",
        "Query.old",
        "Query.fresh",
    ),
    (
        "field by description",
        'type Query { a: Int "Who pays." payer: String }',
        'type Query { a: Int "Who pays." billTo: String }',
        "Query.payer",
        "Query.billTo",
    ),
    (
        "field by deprecation reason",
        'type Query { a: Int b: Int @deprecated(reason: "Use `a` instead.") }',
        "type Query { a: Int }",
        "Query.b",
        "Query.a",
    ),
    (
        "argument",
        "type Query { a(userId: ID, x: Int): Int }",
        "type Query { a(id: ID, x: Int): Int }",
        "Query.a(userId:)",
        "Query.a(id:)",
    ),
    (
        "input field",
        "type Query { a(x: X): Int } input X { policyId: ID! }",
        "type Query { a(x: X): Int } input X { id: ID! }",
        "X.policyId",
        "X.id",
    ),
    (
        "enum value",
        "type Query { a(e: E): Int } enum E { A IN_PROGRESS }",
        "type Query { a(e: E): Int } enum E { A PROGRESS }",
        "E.IN_PROGRESS",
        "E.PROGRESS",
    ),
]


@pytest.mark.parametrize(
    ("title", "old", "new", "removed", "suggestion"), RENAMED, ids=[row[0] for row in RENAMED]
)
def test_renamed(title: str, old: str, new: str, removed: str, suggestion: str) -> None:
    changes = {
        change.coordinate: change for change in compared(old, new).changes if change.event is Event.REMOVED
    }
    assert changes[removed].suggestion == suggestion
    assert changes[removed].severity.name == "BREAKING"
    assert changes[removed].message.endswith(f"Probably renamed to {suggestion}.")


NOT_RENAMED = [
    ("another type", "type Query { a: Int userName: String }", "type Query { a: Int name: Int }"),
    (
        "plain fields with unlike names",
        "type Query { a: Int colour: String }",
        "type Query { a: Int price: String }",
    ),
    (
        "enum values with unlike names",
        "type Query { a(e: E): Int } enum E { A LEFT }",
        "type Query { a(e: E): Int } enum E { A DONE }",
    ),
    (
        "another kind",
        "type Query { a: Int x(u: User): Int } input User { a: Int b: Int c: Int }",
        "type Query { a: Int x: Int } type Users { a: Int b: Int c: Int }",
    ),
    (
        "another owner",
        "type Query { t: T a: Int } type T { x: Int name: String }",
        "type Query { t: T a: Int name: String } type T { x: Int }",
    ),
    (
        "types with little in common",
        "type Query { a: Int b: UserList } type UserList { a: Int b: Int c: Int }",
        "type Query { a: Int b: UsersList } type UsersList { a: Int x: Int y: Int }",
    ),
    (
        "a shape that others have too",
        "type Query { a(first: Int, by: ID): T b(first: Int, by: ID): T } type T { a: Int }",
        "type Query { a(first: Int, by: ID): T fresh(first: Int, by: ID): T } type T { a: Int }",
    ),
    (
        "a reason that only happens to hold a name",
        'type Query { state: Int b: String @deprecated(reason: "no state left") }',
        "type Query { state: Int }",
    ),
]


@pytest.mark.parametrize(("title", "old", "new"), NOT_RENAMED, ids=[row[0] for row in NOT_RENAMED])
def test_not_renamed(title: str, old: str, new: str) -> None:
    assert [change.suggestion for change in compared(old, new).changes if change.suggestion] == []


def test_a_candidate_replaces_one_element_only() -> None:
    changes = compared(
        "type Query { a: Int userName: String nickName: String }", "type Query { a: Int name: String }"
    ).changes
    assert [change.suggestion for change in changes if change.id == "FIELD_REMOVED"].count("Query.name") == 1


def test_a_rename_hides_nothing() -> None:
    query = "type Query { t: T } type T { user: %s } "
    kept = "id: ID name: String a: Int b: Int c: Int d: Int "
    old = query % "UserV1" + f"type UserV1 {{ {kept} legacy: Int bad: Int! friend: UserV1 }}"
    new = query % "UserV2" + f"type UserV2 {{ {kept} bad: Int friend: UserV2 more: Int }}"
    changes = {change.id: change for change in compared(old, new).changes}
    assert changes.keys() == {"TYPE_REMOVED", "TYPE_ADDED", "FIELD_CHANGED_KIND"}
    assert changes["TYPE_REMOVED"].suggestion == "UserV2"
    assert changes["TYPE_REMOVED"].details == (
        "UserV2.bad is Int instead of Int!",
        "UserV2 has no field legacy",
    )


def test_many_candidates_take_no_time() -> None:
    old = "type Query { " + " ".join(f"old{n}: Int" for n in range(2000)) + " }"
    new = "type Query { " + " ".join(f"new{n}: Int" for n in range(2000)) + " }"
    assert len(compared(old, new).changes) == 4000


def _members(*numbers: int) -> str:
    return " ".join(f"m{number}: Int" for number in numbers)


def _renamed_type(old: str, new: str, old_members: str, new_members: str) -> list[str]:
    before = f"type Query {{ a: Int t: {old} }} type {old} {{ {old_members} }}"
    after = f"type Query {{ a: Int t: {new} }} type {new} {{ {new_members} }}"
    return [change.suggestion for change in compared(before, after).changes if change.suggestion]


def test_a_shape_is_similar_from_seven_tenths_on() -> None:
    ten = range(10)
    assert _renamed_type("UserList", "UsersList", _members(*ten), _members(*range(3, 13))) == ["UsersList"]
    assert _renamed_type("UserList", "UsersList", _members(*ten), _members(*range(4, 13))) == []


@pytest.mark.parametrize(
    ("old", "new", "is_similar"),
    [
        ("anOfToQqqqqqqqqqqq", "anOfToZzzzzzzzzzzz", True),  # three of four words
        ("userMailKey", "userMailLock", False),  # two of three words
        ("abcdefghij", "abcdefghxy", True),  # eight of ten letters
        ("abcdefghij", "abcdefgxyz", False),  # seven of ten letters
    ],
)
def test_names_are_similar_from_three_quarters_of_the_words_or_four_fifths_of_the_letters_on(
    old: str, new: str, is_similar: bool
) -> None:
    changes = compared(
        f"type Query {{ a: Int {old}: String }}", f"type Query {{ a: Int {new}: String }}"
    ).changes
    assert [change.suggestion for change in changes if change.suggestion] == (
        [f"Query.{new}"] if is_similar else []
    )
