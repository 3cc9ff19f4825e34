"""Written pairs: what looks alike gives no edit, what the API says gives exactly the expected one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.mend.project import report, texts

# What was there, what is there instead, both below the root type of the operation.
LOOKS_ALIKE = [
    ("query", "suspended: Boolean", "unsuspended: Boolean"),
    ("query", "isEnabled: Boolean", "isDisabled: Boolean"),
    ("query", "isActive: Boolean", "isInactive: Boolean"),
    ("query", "startTime: String", "endTime: String"),
    ("query", "startCursor: String", "endCursor: String"),
    ("query", "minPrice: Float", "maxPrice: Float"),
    ("query", "fromDate: String", "toDate: String"),
    ("query", "createdBefore: Int", "createdAfter: Int"),
    ("query", "firstName: String", "lastName: String"),
    ("query", "createdAt: String", "deletedAt: String"),
    ("query", "isArchived: Boolean", "isUnarchived: Boolean"),
    ("query", "isVisible: Boolean", "isHidden: Boolean"),
    ("query", "hasAccess: Boolean", "hasNoAccess: Boolean"),
    ("query", "addressLine1: String", "addressLine2: String"),
    ("query", "priceV1: Float", "priceV2: Float"),
    ("query", "timeoutSeconds: Int", "timeoutMinutes: Int"),
    ("query", "sizeKb: Int", "sizeMb: Int"),
    ("query", "severityLevel: Int", "severityLevels: Int"),
    ("query", "userName: String", "name: String"),
    ("query", "parentId: ID", "childId: ID"),
    ("query", "isPublic: Boolean", "isPrivate: Boolean"),
    ("query", "readOnly: Boolean", "writeOnly: Boolean"),
    ("mutation", "userSuspend(id: ID): Int", "userUnsuspend(id: ID): Int"),
    ("mutation", "addLabel(id: ID): Int", "removeLabel(id: ID): Int"),
    ("mutation", "enableRule(id: ID): Int", "disableRule(id: ID): Int"),
    ("mutation", "archiveTeam(id: ID): Int", "unarchiveTeam(id: ID): Int"),
    ("mutation", "createToken(id: ID): Int", "deleteToken(id: ID): Int"),
    ("mutation", "openIssue(id: ID): Int", "reopenIssue(id: ID): Int"),
    ("mutation", "userUpdate(id: ID): Int", "usersUpdate(id: ID): Int"),
    ("mutation", "lockThread(id: ID): Int", "unlockThread(id: ID): Int"),
    ("mutation", "approveChange(id: ID): Int", "rejectChange(id: ID): Int"),
]
# Of which the API itself names the opposite, or nothing that takes its place.
ADVISED_AGAINST = [
    ("isEnabled: Boolean", "isDisabled: Boolean", "Use `isDisabled` instead."),
    ("timeoutSeconds: Int", "timeoutMs: Int", "Use `timeoutMs` instead."),
    ("userSuspend: Int", "userUnsuspend: Int", "To undo it, use `userUnsuspend`."),
    ("title: String", "name: String", "Do not use `name` instead."),
    ("title: String", "name: String state: Kind", "Use `name` and `state` instead."),
    ("title: String", "name: String state: String", "Use `name` for people, `state` for the rest."),
    ("title: String", "titleObject: Texts", "Use `titleObject` instead."),
    ("title: String", "name: Int", "Use `name` instead."),
    ("title: String", "name: [String]", "Use `name` instead."),
    ("flag: Boolean", "kind: Kind", "Use `kind` instead."),
    ("title: String", "name(of: ID!): String", "Use `name` instead."),
    ("title: String", "name: String", "Use `fullName` instead."),
    ("title: String", "owner: Person", "Use `owner` instead."),
    ("title: String", "one: Person two: Person", "Use `Person.name` instead."),
    ("title: String", "name: String", "No name is needed any more."),
    ("title: String", "name: String", "Since the name is gone, so is this."),
    ("title: String", 'name: String @deprecated(reason: "Gone soon.")', "Use `name` instead."),
]
TYPES = (
    "type Person { name: String mail: String } enum Kind { A B } type Texts { one: String two: String } "
    "type Thing { id: ID text: String }"
)


def schema(operation: str, members: str, more: str = "") -> str:
    query = f"type Query {{ kept: Int {members if operation == 'query' else ''} }}"
    mutation = f"type Mutation {{ kept: Int {members} }}" if operation == "mutation" else ""
    return f"{query} {mutation} {TYPES} {more}"


def name_of(member: str) -> str:
    return re.match(r"\w+", member)[0]  # type: ignore[index]


@pytest.mark.parametrize(("operation", "old", "new"), LOOKS_ALIKE)
def test_what_looks_alike_gives_no_edit(operation: str, old: str, new: str, tmp_path: Path) -> None:
    files = {"a.graphql": f"{operation} A {{ {name_of(old)} }}"}
    found = report(tmp_path, files, schema(operation, old), schema(operation, new))
    assert [result.operation.verdict.value for result in found.operations] == ["broken"]
    assert found.mending.edits == ()
    assert all("@@" not in hint for result in found.operations for hint in result.hints)
    (change,) = (change for change in found.changes if change.id == "FIELD_REMOVED")
    assert change.suggestion is None
    assert "robably" not in change.message


@pytest.mark.parametrize(("old", "new", "reason"), ADVISED_AGAINST)
def test_advice_that_does_not_fit_gives_no_edit(old: str, new: str, reason: str, tmp_path: Path) -> None:
    files = {"a.graphql": f"query A {{ {name_of(old)} }}"}
    before = schema("query", f'{old} @deprecated(reason: "{reason}")')
    found = report(tmp_path, files, before, schema("query", new))
    assert found.mending.edits == ()


# The reason, what is there afterwards, and what takes the place of `old`; all are of the type Query, and fit.
WORDINGS = [
    ("Use `fresh` instead.", "fresh: String", "old: fresh"),
    ("Use fresh instead.", "fresh: String", "old: fresh"),
    ("Please use `fresh`.", "fresh: String", "old: fresh"),
    ("[Will be removed] please use fresh", "fresh: String", "old: fresh"),
    ("Deprecated. Use `Query.fresh` instead.", "fresh: String", "old: fresh"),
    ("Deprecated in favor of `fresh`.", "fresh: String", "old: fresh"),
    ("deprecated in favour of freshName", "freshName: String", "old: freshName"),
    ("In favor of `fresh`, which is faster.", "fresh: String", "old: fresh"),
    ("Renamed to `fresh`.", "fresh: String", "old: fresh"),
    ("renamed to freshName", "freshName: String", "old: freshName"),
    ("Replaced by [fresh](https://example.com/fresh).", "fresh: String", "old: fresh"),
    ("Replaced by `fresh`", "fresh: String", "old: fresh"),
    ("Superseded by `fresh`.", "fresh: String", "old: fresh"),
    (
        "`old` will be removed. Use the `Query.fresh` field instead. Removal on 2025-04-01 UTC.",
        "fresh: String",
        "old: fresh",
    ),
    ("`old` will be removed. Use `fresh` instead. Removal on 2023-01-01 UTC.", "fresh: String", "old: fresh"),
    (
        "`old` will be removed. `old` will be replaced by `freshName`. Removal on 2024-07-01 UTC.",
        "freshName: String",
        "old: freshName",
    ),
    ("Use the `fresh` field instead.", "fresh: String", "old: fresh"),
    ("Switch to `fresh`.", "fresh: String", "old: fresh"),
    ("Migrate to `fresh` before 2027.", "fresh: String", "old: fresh"),
    ("This field is deprecated; use `fresh`", "fresh: String", "old: fresh"),
    ("Not supported any more, `fresh` should be used instead.", "fresh: String", "old: fresh"),
    ("Use `fresh` or `other` instead.", "fresh: String other: String", "old: fresh"),
    (
        "The API is deprecated in favour of the more capable `Query#fresh_name` API.",
        "freshName: String",
        "old: freshName",
    ),
    ("Use `owner { name }` instead.", "owner: Person", "owner { name }"),
    ("Use `owner { name }`, which knows the whole person.", "owner: Person", "owner { name }"),
    ("Use `owner.name` instead.", "owner: Person", "owner { name }"),
    ("Use `Person.name` instead.", "owner: Person", "owner { name }"),
    (
        "`old` will be removed. Use the `Person.name` field instead. Removal on 2025-04-01 UTC.",
        "owner: Person",
        "owner { name }",
    ),
    ("Use `fresh` instead: https://example.com/docs", "fresh: String", "old: fresh"),
    ("Use `fresh(kind: A)` instead.", "fresh(kind: Kind!): String", "old: fresh(kind: A)"),
    ("Use fresh_name.", "freshName: String", "old: freshName"),
    ("Use `fresh`, it may be null.", "fresh: ID", "old: fresh"),
    ("Use the `one` and `two` fields instead.", "one: String two: String", "one two"),
    (
        "Deprecated in favour of the `Query#fresh_thing` API. Check out the `Query#fresh_things` API.",
        "freshThings: String",
        "old: freshThings",
    ),
    ("Use the `oldThing` object instead.", "oldThing: Thing", "oldThing { text }"),
]


@pytest.mark.parametrize(("reason", "new", "expected"), WORDINGS)
def test_advice_in_the_words_of_apis(reason: str, new: str, expected: str, tmp_path: Path) -> None:
    old = schema("query", f'old: String @deprecated(reason: "{reason}")')
    found = report(tmp_path, {"a.graphql": "query A {\n  kept\n  old\n}\n"}, old, schema("query", new))
    assert texts(tmp_path, found.mending) == {"a.graphql": f"query A {{\n  kept\n  {expected}\n}}\n"}
    assert {(edit.tier.word, edit.coordinate) for edit in found.mending.edits} == {("advice", "Query.old")}
    assert found.mending.still == 0


# The old schema, the new one, an operation, and the operation as it has to be.
PAIRS = {
    "an alias stays": (
        'type Query { old: Int @deprecated(reason: "Use `fresh`.") }',
        "type Query { fresh: Int }",
        "{ mine: old }",
        "{ mine: fresh }",
    ),
    "an alias goes to the end of a way": (
        'type Query { mail: String @deprecated(reason: "Use `owner { mail }`.") }',
        "type Query { owner: P } type P { mail: String }",
        "{ mine: mail }",
        "{ owner { mine: mail } }",
    ),
    "arguments and directives stay": (
        'type Query { old(first: Int): Int @deprecated(reason: "Use `fresh`.") }',
        "type Query { fresh(first: Int): Int }",
        "query Q($n: Int, $b: Boolean!) { old(first: $n) @include(if: $b) }",
        "query Q($n: Int, $b: Boolean!) { old: fresh(first: $n) @include(if: $b) }",
    ),
    "selections stay, at the end of a way too": (
        'type Query { old(first: Int): T @deprecated(reason: "Use `of { fresh }`.") } type T { a: Int }',
        "type Query { of: O } type O { fresh(first: Int): T } type T { a: Int }",
        "{ old(first: 3) { a } }",
        "{ of { fresh(first: 3) { a } } }",
    ),
    "what may be other types too": (
        'type Query { user: U @deprecated(reason: "Use `actor`.") } type U { name: String }',
        "type Query { actor: A } union A = U | B type U { name: String } type B { id: ID }",
        "{ user { name } }",
        "{ user: actor { ... on U { name } } }",
    ),
    "an interface that has the fields": (
        'type Query { user: U @deprecated(reason: "Use `actor`.") } type U { name: String }',
        "type Query { actor: A } interface A { name: String } type U implements A { name: String }",
        "{ user { name } }",
        "{ user: actor { name } }",
    ),
    "deep inside of a connection": (
        'type Query { users: C @deprecated(reason: "Use `actors`.") } '
        "type C { nodes: [U] total: Int } type U { name: String }",
        "type Query { actors: D } type D { nodes: [A] total: Int } union A = U | B "
        "type U { name: String } type B { id: ID }",
        "{ users { total nodes { name } } }",
        "{ users: actors { total nodes { ... on U { name } } } }",
    ),
    "an argument": (
        'type Query { a(old: Int @deprecated(reason: "Use the `fresh` argument instead.")): Int }',
        "type Query { a(fresh: Int): Int }",
        "{ a(old: 3) }",
        "{ a(fresh: 3) }",
    ),
    "an argument by its coordinate": (
        'type Query { a(old: Int @deprecated(reason: "Use `Query.a(fresh:)`.")): Int }',
        "type Query { a(fresh: Int): Int }",
        "query Q($n: Int) { a(old: $n) }",
        "query Q($n: Int) { a(fresh: $n) }",
    ),
    "an argument that is in an input object now": (
        'type Query { a(limit: Int @deprecated(reason: "Use `input: { pageSize }`.")): Int }',
        "type Query { a(input: I): Int } input I { pageSize: Int }",
        "{ a(limit: 3) }",
        "{ a(input: {pageSize: 3}) }",
    ),
    "an input field": (
        'type Query { a(i: I): Int } input I { old: Int @deprecated(reason: "Use `fresh`.") }',
        "type Query { a(i: I): Int } input I { fresh: Int }",
        "{ a(i: {old: 3}) }",
        "{ a(i: {fresh: 3}) }",
    ),
    "an enum value": (
        'type Query { a(e: E = NEW): Int } enum E { OLD @deprecated(reason: "Use `FRESH`.") NEW }',
        "type Query { a(e: E = NEW): Int } enum E { FRESH NEW }",
        "{ a(e: OLD) }",
        "{ a(e: FRESH) }",
    ),
    "in the default of a variable": (
        'type Query { a(e: E): Int } enum E { OLD @deprecated(reason: "Use `E.FRESH` instead") NEW }',
        "type Query { a(e: E): Int } enum E { FRESH NEW }",
        "query Q($e: E = OLD) { a(e: $e) }",
        "query Q($e: E = FRESH) { a(e: $e) }",
    ),
    "the rest of the name of an object": (
        'type Query { ownerMail: String @deprecated(reason: "Use the `owner` object instead.") }',
        "type Query { owner: P } type P { mail: String name: String }",
        "{ ownerMail }",
        "{ owner { mail } }",
    ),
    "on an interface": (
        'type Query { n: N } interface N { old: Int @deprecated(reason: "Use `fresh`.") } '
        'type T implements N { old: Int @deprecated(reason: "Use `fresh`.") }',
        "type Query { n: N } interface N { fresh: Int } type T implements N { fresh: Int }",
        "{ n { old } }",
        "{ n { old: fresh } }",
    ),
    "what may be a number of another kind": (
        'type Query { id: Int @deprecated(reason: "Use `fullId`.") }',
        "type Query { fullId: BigInt } scalar BigInt",
        "{ id }",
        "{ id: fullId }",
    ),
    # Consequences.
    "a required argument": (
        "type Query { a: Int }",
        "type Query { a(x: ID!): Int }",
        "query Q { a }",
        "query Q($x: ID!) { a(x: $x) }",
    ),
    "a variable's type": (
        "type Query { a(id: String!): Int }",
        "type Query { a(id: ID!): Int }",
        "query Q($id: String!) { a(id: $id) }",
        "query Q($id: ID!) { a(id: $id) }",
    ),
    "a variable's type, as strict as it was": (
        "type Query { a(id: String): Int }",
        "type Query { a(id: ID): Int }",
        "query Q($id: String!) { a(id: $id) }",
        "query Q($id: ID!) { a(id: $id) }",
    ),
    "a list for a single value": (
        "type Query { a(id: ID!): Int }",
        "type Query { a(id: [ID!]!): Int }",
        "query Q($id: ID!) { a(id: $id) }",
        "query Q($id: [ID!]!) { a(id: $id) }",
    ),
    "a type's new name": (
        "type Query { n: N } interface N { id: ID } type Account implements N { id: ID a: Int b: Int }",
        "type Query { n: N } interface N { id: ID } type Accounts implements N { id: ID a: Int b: Int }",
        "{ n { ... on Account { a } } }",
        "{ n { ... on Accounts { a } } }",
    ),
    "an input object's new name": (
        "type Query { a(i: AddIn): Int } input AddIn { a: Int b: Int }",
        "type Query { a(i: AddInput): Int } input AddInput { a: Int b: Int }",
        "query Q($i: AddIn) { a(i: $i) }",
        "query Q($i: AddInput) { a(i: $i) }",
    ),
    "an argument that is gone and had its default": (
        "type Query { a(x: Int = 3, y: Int): Int }",
        "type Query { a(y: Int): Int }",
        "{ a(x: 3, y: 4) }",
        "{ a(y: 4) }",
    ),
    "the only argument": (
        "type Query { a(x: Int = 3): Int }",
        "type Query { a: Int }",
        "{ a(x: 3) }",
        "{ a }",
    ),
    "what comes to light when the field around it is there again": (
        'type Query { me: U @deprecated(reason: "Use `viewer`.") viewer: U } '
        'type U { a: Int @deprecated(reason: "Use `b`.") b: Int }',
        "type Query { viewer: U } type U { b: Int }",
        "{ me { a } }",
        "{ me: viewer { a: b } }",
    ),
    "a selection that begins with its type": (
        'type Query { mail: String @deprecated(reason: "Use `Query.owner { mail }`") }',
        "type Query { owner: P } type P { mail: String }",
        "{ mail }",
        "{ owner { mail } }",
    ),
    "an enum value that was the default": (
        "type Query { a(e: E = OLD): Int } enum E { OLD B }",
        "type Query { a(e: E = B): Int } enum E { B }",
        "{ a(e: OLD) }",
        "{ a(e: B) }",
    ),
}


@pytest.mark.parametrize("case", PAIRS)
def test_pairs(case: str, tmp_path: Path) -> None:
    old, new, before, after = PAIRS[case]
    found = report(tmp_path, {"a.graphql": before}, old, new)
    assert texts(tmp_path, found.mending) == {"a.graphql": after}
    assert found.mending.still == 0


def test_what_has_no_edit_costs_nothing_around_it(tmp_path: Path) -> None:
    old = 'type Query { me: U @deprecated(reason: "Use `viewer`.") viewer: U } type U { a: Int gone: Int }'
    new = "type Query { viewer: U } type U { a: Int }"
    found = report(tmp_path, {"a.graphql": "{ me { a gone } }"}, old, new)
    assert texts(tmp_path, found.mending) == {"a.graphql": "{ me: viewer { a gone } }"}
    assert found.mending.still == 1


# Consequences that would decide something.
UNDECIDED = {
    "a number for a text": (
        "type Query { a(n: Int): Int }",
        "type Query { a(n: String): Int }",
        "query Q($n: Int) { a(n: $n) }",
    ),
    "an argument that did something": (
        "type Query { a(mine: Boolean = false): Int }",
        "type Query { a: Int }",
        "{ a(mine: true) }",
    ),
    "an enum value that was not the default": (
        "type Query { a(e: E = B): Int } enum E { OLD B }",
        "type Query { a(e: E = B): Int } enum E { B }",
        "{ a(e: OLD) }",
    ),
    "a type with another name and another field": (
        "type Query { n: N } interface N { id: ID } type Account implements N { id: ID a: Int b: Int }",
        "type Query { n: N } interface N { id: ID } type Accounts implements N { id: ID a: Int b: Int c: Int }",
        "{ n { ... on Account { a } } }",
    ),
    "a type's opposite": (
        "type Query { n: N } interface N { id: ID } type Active implements N { id: ID a: Int b: Int }",
        "type Query { n: N } interface N { id: ID } type Inactive implements N { id: ID a: Int b: Int }",
        "{ n { ... on Active { a } } }",
    ),
    "a type's next version": (
        "type Query { n: N } interface N { id: ID } type UserV1 implements N { id: ID a: Int b: Int }",
        "type Query { n: N } interface N { id: ID } type UserV2 implements N { id: ID a: Int b: Int }",
        "{ n { ... on UserV1 { a } } }",
    ),
    "a type of which only the name is another one, and a field leads elsewhere": (
        "type Query { n: N  of: Account } interface N { id: ID } type Account implements N { id: ID a: Int b: Int }",
        "type Query { n: N  of: N } interface N { id: ID } type Accounts implements N { id: ID a: Int b: Int }",
        "{ n { ... on Account { a } } }",
    ),
}


@pytest.mark.parametrize("case", UNDECIDED)
def test_what_is_not_decided_gives_no_edit(case: str, tmp_path: Path) -> None:
    old, new, text = UNDECIDED[case]
    found = report(tmp_path, {"a.graphql": text}, old, new)
    assert [result.operation.verdict.value for result in found.operations] == ["broken"]
    assert found.mending.edits == ()
