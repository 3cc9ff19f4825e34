"""What replaces a removed element: said where the API says it, at most compared where two merely look alike."""

from __future__ import annotations

import pytest

from drift.changes.change import Change
from drift.changes.event import Event
from drift.changes.opposites import are_opposite
from tests.changes.schemas import compared

Q = "type Query { t(id: ID, first: Int): T %s } "

ALIKE = [
    (
        "type with the same members",
        Q % "" + "type T { t: Person } type Person { id: ID a: Int b: Person }",
        Q % "" + "type T { t: Human } type Human { id: ID a: Int b: Human }",
        "Person",
        "Human",
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


def removed(old: str, new: str) -> dict[str, Change]:
    return {
        change.coordinate: change for change in compared(old, new).changes if change.event is Event.REMOVED
    }


@pytest.mark.parametrize(("title", "old", "new", "gone", "perhaps"), ALIKE, ids=[row[0] for row in ALIKE])
def test_what_looks_alike_is_to_be_compared(title: str, old: str, new: str, gone: str, perhaps: str) -> None:
    change = removed(old, new)[gone]
    assert (change.suggestion, change.perhaps) == (None, perhaps)
    assert f"Perhaps {perhaps}, compare: " in change.message
    assert "renamed" not in change.message


def test_both_are_shown() -> None:
    change = removed(
        "type Query { a: Int old(first: Int): T } type T { a: Int }",
        "type Query { a: Int fresh(first: Int): T } type T { a: Int }",
    )["Query.old"]
    assert change.message == (
        "Field Query.old was removed. Perhaps Query.fresh, compare: old(first: Int): T and fresh(first: Int): T."
    )


ADVISED = [
    ('b: Int @deprecated(reason: "Use `total` instead.")', "total: Int"),
    ('b: Int @deprecated(reason: "Use `Query.total`")', "total: Int"),
    ('b: Int @deprecated(reason: "renamed to total")', "total: Int"),
    ('b: Int @deprecated(reason: "In favor of `total`, which is faster.")', "total: Int"),
    ('b: Int @deprecated(reason: "Replaced by [total](https://example.com/b).")', "total: Int c: Int"),
]


@pytest.mark.parametrize(("before", "after"), ADVISED)
def test_what_the_reason_names(before: str, after: str) -> None:
    change = removed(f"type Query {{ {after} {before} }}", f"type Query {{ {after} bb: Int }}")["Query.b"]
    assert (change.suggestion, change.perhaps) == ("Query.total", None)
    assert change.message.endswith("Probably renamed to Query.total.")


NOT_RENAMED = [
    ("another type", "type Query { a: Int userName: String }", "type Query { a: Int name: Int }"),
    (
        "plain fields with unlike names",
        "type Query { a: Int colour: String }",
        "type Query { a: Int price: String }",
    ),
    (
        "types of two members with unlike names",
        "type Query { t: T } type T { p: Person } type Person { id: ID a: Int }",
        "type Query { t: T } type T { p: Crate } type Crate { id: ID a: Int }",
    ),
    (
        "fields with one argument and unlike names",
        "type Query { a: Int colour(of: ID): String }",
        "type Query { a: Int price(of: ID): String }",
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
        "another description",
        'type Query { a: Int "Before tax." userName: String }',
        'type Query { a: Int "After tax." name: String }',
    ),
    (
        "other arguments",
        "type Query { a: Int userName(first: Int): String }",
        "type Query { a: Int name(last: Int): String }",
    ),
    ("another default", "type Query { a(userId: ID = 1): Int }", "type Query { a(id: ID = 2): Int }"),
    (
        "a mutation",
        "type Query { a: Int } type Mutation { a: Int userSuspendNow(id: ID): Int }",
        "type Query { a: Int } type Mutation { a: Int userSuspend(id: ID): Int }",
    ),
    (
        "an argument of a mutation",
        "type Query { a: Int } type Mutation { a(userId: ID): Int }",
        "type Query { a: Int } type Mutation { a(id: ID): Int }",
    ),
    (
        "an opposite that the reason names",
        'type Query { a: Boolean isHidden: Boolean @deprecated(reason: "Use `isVisible` instead.") }',
        "type Query { a: Boolean isVisible: Boolean }",
    ),
    (
        "two that the reason names",
        'type Query { a: Int c: Int b: Int @deprecated(reason: "Use `a` or `c`.") }',
        "type Query { a: Int c: Int }",
    ),
    (
        "against what the reason names",
        'type Query { t: T userName: String @deprecated(reason: "Use `T.name` instead.") } type T { name: String }',
        "type Query { t: T name: String } type T { name: String }",
    ),
    (
        "what the reason says not to use",
        'type Query { a: Int b: Int @deprecated(reason: "Broken. Do not use `a` instead.") }',
        "type Query { a: Int }",
    ),
    (
        "a reason that only happens to hold a name",
        'type Query { state: Int b: String @deprecated(reason: "no state left") }',
        "type Query { state: Int }",
    ),
]


@pytest.mark.parametrize(("title", "old", "new"), NOT_RENAMED, ids=[row[0] for row in NOT_RENAMED])
def test_not_renamed(title: str, old: str, new: str) -> None:
    changes = compared(old, new).changes
    assert [each for change in changes for each in (change.suggestion, change.perhaps) if each] == []


def test_a_candidate_is_given_for_one_element_only() -> None:
    changes = compared(
        "type Query { a: Int userName: String nickName: String }", "type Query { a: Int name: String }"
    ).changes
    assert [change.perhaps for change in changes if change.id == "FIELD_REMOVED"].count("Query.name") == 1


OPPOSITES = [
    *(("userSuspend", "userUnsuspend"), ("isEnabled", "isDisabled"), ("addLabel", "removeLabel")),
    *(("createdAt", "deletedAt"), ("startTime", "endTime"), ("minPrice", "maxPrice"), ("active", "inactive")),
    *(("archiveTeam", "unarchiveTeam"), ("openIssue", "reopenIssue"), ("timeoutSeconds", "timeoutMinutes")),
    *(("isArchived", "isNotArchived"), ("isPublic", "isPrivate"), ("fromDate", "toDate"), ("first", "last")),
    *(("createdBefore", "createdAfter"), ("connectApp", "disconnectApp"), ("nullable", "nonNullable")),
    *(("line1", "line2"), ("userV1", "userV2"), ("ASC", "DESC"), ("readCount", "unreadCount")),
]


@pytest.mark.parametrize(("old", "new"), [*OPPOSITES, *(pair[::-1] for pair in OPPOSITES)])
def test_opposites_are_never_compared(old: str, new: str) -> None:
    described = 'type Query { a: Int "The same." %s(id: ID): Boolean }'
    assert removed(described % old, described % new)[f"Query.{old}"].perhaps is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(("userName", "name"), ("severity", "severityLevel"), ("databaseId", "fullDatabaseId")),
        *(
            ("changedFiles", "changedFilesIfAvailable"),
            ("inviter", "inviterActor"),
            ("IN_PROGRESS", "InProgress"),
        ),
        *(("updatedAt", "lastUpdatedAt"), ("assigneeEmail", "assignee"), ("groupBy", "groupByFields")),
        *(("removeLabel", "deleteLabel"), ("enableRule", "activateRule"), ("isHidden", "isHiddenFromUsers")),
    ],
)
def test_what_is_no_opposite(old: str, new: str) -> None:
    assert not are_opposite(old, new)


def test_many_candidates_take_no_time() -> None:
    old = "type Query { " + " ".join(f"old{n}: Int" for n in range(2000)) + " }"
    new = "type Query { " + " ".join(f"new{n}: Int" for n in range(2000)) + " }"
    assert len(compared(old, new).changes) == 4000


def _members(*numbers: int) -> str:
    return " ".join(f"m{number}: Int" for number in numbers)


def _renamed_type(old: str, new: str, old_members: str, new_members: str) -> list[str]:
    before = f"type Query {{ a: Int t: {old} }} type {old} {{ {old_members} }}"
    after = f"type Query {{ a: Int t: {new} }} type {new} {{ {new_members} }}"
    """Return which removal of a type the change of type to another one comes from."""
    changes = compared(before, after).changes
    by_fingerprint = {change.fingerprint: change.coordinate for change in changes}
    return [by_fingerprint[change.because_of] for change in changes if change.because_of]


def test_a_change_of_type_comes_from_the_removal_of_one_that_is_similar_from_seven_tenths_on() -> None:
    ten = range(10)
    assert _renamed_type("UserList", "UsersList", _members(*ten), _members(*range(3, 13))) == ["UserList"]
    # Else it is the other way around: the type went as nothing leads to it.
    assert _renamed_type("UserList", "UsersList", _members(*ten), _members(*range(4, 13))) == ["Query.t"]


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
    assert [change.perhaps for change in changes if change.perhaps] == (
        [f"Query.{new}"] if is_similar else []
    )
