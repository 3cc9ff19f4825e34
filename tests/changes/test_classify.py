"""Places, fingerprints, order and words of changes."""

from __future__ import annotations

import pytest

from drift.changes.change import Change
from drift.changes.classify import fingerprint
from drift.schema.text import Location
from drift.severity import Severity
from tests.changes.schemas import compared

OLD = """type Query {
  user(id: ID): User
}

type User {
  id: ID
  gone: String
}
"""
NEW = """# moved down

type User {
  id: ID
  come: Int
}

type Query {
  user(name: String): User
}
"""


def by_id(old: str, new: str) -> dict[str, Change]:
    return {change.id: change for change in compared(old, new).changes}


def test_a_change_has_its_place_in_both_texts() -> None:
    changes = by_id(OLD, NEW)
    assert changes["FIELD_REMOVED"].old_location == Location("old.graphql", 7)
    assert changes["FIELD_REMOVED"].new_location == Location("new.graphql", 3)
    assert changes["FIELD_ADDED"].old_location == Location("old.graphql", 5)
    assert changes["FIELD_ADDED"].new_location == Location("new.graphql", 5)
    assert changes["ARG_REMOVED"].old_location == Location("old.graphql", 2)
    assert changes["ARG_REMOVED"].new_location == Location("new.graphql", 9)


def test_what_nothing_encloses_has_one_place() -> None:
    change = by_id(OLD + "scalar Gone", OLD)["TYPE_REMOVED_UNREACHABLE"]
    assert change.old_location == Location("old.graphql", 9)
    assert change.new_location is None


def test_values() -> None:
    changes = by_id(OLD, NEW)
    assert (changes["FIELD_REMOVED"].old, changes["FIELD_REMOVED"].new) == ("String", None)
    assert (changes["FIELD_ADDED"].old, changes["FIELD_ADDED"].new) == (None, "Int")
    default = by_id("type Query { a(x: Int = 1): Int }", "type Query { a: Int }")["ARG_REMOVED"]
    assert default.old == "Int = 1"
    kind = by_id("type Query { a: A } scalar A", "type Query { a: A } enum A { B }")["TYPE_CHANGED_KIND"]
    assert (kind.old, kind.new) == ("scalar", "enum")
    assert kind.message == "A changed from scalar to enum."


def test_worst_first_then_by_coordinate_and_id() -> None:
    changes = compared(
        "type Query { z: Int b: Int! c: E } enum E { A }",
        'type Query { "x" b: Int c: E @deprecated a: Int } enum E { A B }',
    ).changes
    assert [(change.severity.name, change.coordinate, change.id) for change in changes] == [
        ("BREAKING", "Query.b", "FIELD_CHANGED_KIND"),
        ("BREAKING", "Query.z", "FIELD_REMOVED"),
        ("DANGEROUS", "E.B", "VALUE_ADDED_TO_ENUM"),
        ("DEPRECATED", "Query.c", "ELEMENT_DEPRECATED"),
        ("SAFE", "Query.a", "FIELD_ADDED"),
        ("SAFE", "Query.b", "DESCRIPTION_CHANGED"),
    ]


def test_the_fact_behind_each_change_stands_at_its_place() -> None:
    comparison = compared(OLD, NEW)
    assert [d.coordinate for d in comparison.differences] == [c.coordinate for c in comparison.changes]


def test_fingerprints_do_not_depend_on_lines_or_words() -> None:
    before = {change.fingerprint for change in compared(OLD, NEW).changes}
    after = {change.fingerprint for change in compared("\n\n\n" + OLD, "\n\n" + NEW).changes}
    assert before == after
    assert all(len(mark) == 16 and int(mark, 16) >= 0 for mark in before)
    # Pinned: an allow-list written today must still match tomorrow.
    assert fingerprint("FIELD_REMOVED", "User.gone", "String", None) == "9a1a04cf18c646ea"


def test_the_fingerprint_of_an_invalid_schema_does_not_depend_on_words() -> None:
    old = "type Query { node: Node } interface Node { id: ID } type User implements Node { id: ID }"
    new = old.replace("Node { id: ID }", "Node { id: ID, name: String }", 1)
    found = by_id(old, new)["SCHEMA_INVALID"]
    assert found.new == "has no field name, which Node asks for"
    assert found.fingerprint == fingerprint("SCHEMA_INVALID", "User", None, "field-missing Node name")


def test_equal_changes_have_fingerprints_of_their_own_in_a_fixed_order() -> None:
    old, new = "type Query @d @d @d { a: Int }", "type Query { a: Int }"
    first = [change.fingerprint for change in compared(old, new).changes]
    assert len(set(first)) == 3
    assert first == [change.fingerprint for change in compared(old, new).changes]


def test_the_reason_is_about_the_kind_at_hand() -> None:
    old = "type Query { a(x: X): Int b: Int } input X { i: Int j: Int }"
    field, input_field = compared(old, "type Query { a(x: X): Int } input X { i: Int }").changes
    assert (field.coordinate, input_field.coordinate) == ("Query.b", "X.j")
    assert "select" in field.reason
    assert input_field.reason == "Requests that give the input field no longer validate."


def test_a_rule_keeps_its_severity() -> None:
    for change in compared(OLD, NEW).changes:
        assert change.rule_severity is change.severity
        assert isinstance(change.severity, Severity)


def test_the_reason_of_what_was_deprecated_is_said() -> None:
    old = 'type Query { a: Int b: Int @deprecated(reason: "Use {a} %s.") }'
    change = by_id(old, "type Query { a: Int }")["FIELD_REMOVED"]
    assert change.message.startswith("Field Query.b was removed. It was deprecated: Use {a} %s.")


def test_a_reason_without_a_full_stop_does_not_run_into_the_suggestion() -> None:
    old = 'type Query { name: String @deprecated(reason: "Use `fullName`") }'
    change = by_id(old, "type Query { fullName: String }")["FIELD_REMOVED"]
    assert change.message == (
        "Field Query.name was removed. It was deprecated: Use `fullName`. Probably renamed to Query.fullName."
    )


@pytest.mark.parametrize("reason", ["", " "])
def test_an_empty_reason_leaves_no_colon_behind(reason: str) -> None:
    old = f'type Query {{ a: Int b: Int @deprecated(reason: "{reason}") }}'
    change = by_id(old, "type Query { a: Int }")["FIELD_REMOVED"]
    assert change.message == "Field Query.b was removed. It was deprecated."


def test_foreign_text_is_never_a_template() -> None:
    change = by_id("type Query { a: Int }", 'type Query { a: Int @deprecated(reason: "{old.__class__}") }')[
        "ELEMENT_DEPRECATED"
    ]
    assert change.message == "Field Query.a was deprecated: {old.__class__}"


def test_what_moved_inside_a_default() -> None:
    text = "type Query { a(by: By = %s): Int } input By { states: [Int] f: By on: Int }"
    change = by_id(text % "{f: {states: [1, 2, 3]}}", text % "{f: {states: [1, 9, 3], on: 4}}")[
        "ARG_DEFAULT_VALUE_CHANGE"
    ]
    assert change.details == ("f.on: 4 added", "f.states[1]: 2 → 9")


def test_what_moved_inside_an_applied_directive() -> None:
    old = "type Query @d(x: {a: [A]}, y: 1) { a: Int }"
    new = 'type Query @d(x: {a: ["A"]}, y: 1) { a: Int }'
    change = by_id(old, new)["APPLIED_DIRECTIVE_CHANGED"]
    assert change.details == ('x.a[0]: A → "A"',)
    change = by_id("type Query @d { a: Int }", "type Query @d(x: 1) { a: Int }")["APPLIED_DIRECTIVE_CHANGED"]
    assert change.details == ("x: 1 added",)


def test_a_moved_root_says_which_fields_it_lost() -> None:
    roots = "type Query { a: Int } type M { a: Int b: Int } type W { a: Int }"
    change = by_id(
        "schema { query: Query mutation: M } " + roots, "schema { query: Query mutation: W } " + roots
    )["ROOT_OPERATION_TYPE_CHANGED"]
    assert change.details == ("W has no field b",)


def test_a_conflict_names_the_other_field() -> None:
    text = "type Query { n: N } union N = A | B type A { x: %s } type B { x: Int }"
    change = by_id(text % "Int", text % "Int!")["FIELD_CHANGED_KIND_CONFLICT"]
    assert change.details == ("B.x is Int: both can be selected within N",)


def test_only_a_removal_says_that_the_element_was_deprecated() -> None:
    old = 'type Query { a: Int b: Int @deprecated(reason: "Use a.") }'
    [change] = compared(old, old.replace("b: Int", "b: String")).changes
    assert change.message == "Field Query.b changed type from Int to String."
    [change] = compared(old, old.replace("Use a.", "Use a now.")).changes
    assert "It was deprecated" not in change.message
    [change] = compared("type Query { a: Int }", old).changes
    assert change.message == "Field Query.b: Int was added."


def test_where_the_order_of_directives_is_shown_their_arguments_are() -> None:
    head = "directive @d(x: Int) repeatable on OBJECT directive @e on OBJECT "
    old, new = head + "type Query @d(x: 1) @e { a: Int }", head + "type Query @e @d(x: 1) { a: Int }"
    change = by_id(old, new)["APPLIED_DIRECTIVES_REORDERED"]
    assert (change.old, change.new) == ("@d(x: 1) @e", "@e @d(x: 1)")


def test_what_both_schemas_have_wrong_is_a_notice() -> None:
    text = (
        "type Query { a: Int } type T { b: Int %s } type U type V interface I type W implements I { a: Int }"
    )
    comparison = compared(text % "", text % "c: Int")
    assert [change.id for change in comparison.changes] == ["FIELD_ADDED"]
    assert comparison.notices == ("both schemas are invalid: I has no fields; U has no fields; and 1 more",)


def test_what_became_invalid_says_what_and_where() -> None:
    old = "type Query { a: Int }\ninterface I { a: Int }\ntype T implements I { a: Int }"
    new = old.replace("I { a: Int }\ntype", "I { a: Int b: Int }\ntype")
    change = by_id(old, new)["SCHEMA_INVALID"]
    assert change.message == "The schema became invalid: T has no field b, which I asks for."
    assert (change.old, change.new) == (None, "has no field b, which I asks for")
    assert (change.attribute, str(change.old_location), str(change.new_location)) == (
        "validity",
        "old.graphql:3",
        "new.graphql:3",
    )


@pytest.mark.parametrize(
    ("head", "expected"), [("", 3), ("# graphql-drift canonical SDL 1; omits applied-directives\n", 0)]
)
def test_what_a_server_prints_wrongly_is_not_a_finding(head: str, expected: int) -> None:
    good = "type Query { a(b: Boolean = true, e: E = A): Int } enum E { A B } directive @d on OBJECT"
    bad = good.replace("= true", "= True").replace("= A", '= "A"').replace("on OBJECT", "on OBJECT | NOWHERE")

    def invalid(old: str, new: str) -> list[str]:
        return [change.coordinate for change in compared(old, new).changes if change.id == "SCHEMA_INVALID"]

    assert len(invalid(good, head + bad)) == expected
    # A default that the enum has lost is wrong however it is printed.
    assert invalid(good, head + good.replace("{ A B }", "{ B }")) == ["Query.a(e:)"]
