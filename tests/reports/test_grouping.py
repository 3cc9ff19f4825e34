"""What says the same is told once, and nothing that differs is told as one."""

from __future__ import annotations

from dataclasses import replace

from drift.changes.change import Change
from drift.changes.classify import classify
from drift.reports import outline, to_text
from drift.reports.grouping import blocks
from drift.reports.report import Report
from drift.severity import Severity
from tests.changes.schemas import snapshot
from tests.reports.samples import ME, empty

OLD = """
type Query { a: A b: B u: U c: Color }
type A { one: Int two: Int three: Int four(x: Int): Int }
type B { one: Int two: Int }
union U = A | B
type C { id: ID }
type D { id: ID }
enum Color { RED }
"""
NEW = """
type Query { a: A b: B u: U c: Color d: D }
type A { one: Int @deprecated(reason: "old") two: Int @deprecated(reason: "old") four(x: Int, y: Int!): Int }
type B { one: Int @deprecated(reason: "old") two: Int @deprecated(reason: "older") }
union U = A | B | C | D
type C { id: ID }
type D { id: ID }
enum Color { RED GREEN BLUE }
"""


def report(old: str = OLD, new: str = NEW) -> Report:
    return replace(empty(), title="api", changes=classify(snapshot(old), snapshot(new)).changes)


def told(
    report: Report, severity: Severity
) -> list[tuple[str | None, list[tuple[str, dict[str, list[str]]]]]]:
    return [
        (block.owner, [(group.title, group.members) for group in block.groups])
        for block in blocks(report, severity)
    ]


def test_deprecations_are_grouped_by_their_reason_and_the_rest_by_type() -> None:
    assert told(report(), Severity.DEPRECATED) == [
        (None, [("3 elements deprecated", {"A": ["one", "two"], "B": ["one"]})]),
        ("B", [("1 element deprecated", {"B": ["two"]})]),
    ]
    assert told(report(), Severity.DANGEROUS) == [
        ("Color", [("2 enum values added", {"Color": ["BLUE", "GREEN"]})]),
        ("U", [("2 types added to union", {"U": ["C", "D"]})]),
    ]
    assert told(report(), Severity.BREAKING) == [
        (
            "A",
            [
                ("1 required argument added", {"A": ["four(y:): Int!"]}),
                ("1 field removed", {"A": ["three"]}),
            ],
        )
    ]


def test_text_names_what_is_in_a_group() -> None:
    text = to_text.render(report())
    assert text.partition("DANGEROUS")[2].partition("SAFE")[0] == (
        "  4\n"
        "  ▲ Color: 2 enum values added: BLUE, GREEN  [VALUE_ADDED_TO_ENUM]  new:8\n"
        "      Responses may hold a value that the client does not know.\n"
        "  ▲ U: 2 types added to union: C, D  [TYPE_ADDED_TO_UNION]  new:5\n"
        "      Responses may hold an object of a type that the client does not know.\n"
        "\n"
        "DEPRECATED  4\n"
        "  ◌ 3 elements deprecated: old  [ELEMENT_DEPRECATED]\n"
        "      A: one, two; B: one\n"
        "      It still works, but clients are asked to stop using it.\n"
        "  ◌ Field B.two was deprecated: older  [ELEMENT_DEPRECATED]  new:4\n"
        "\n"
    )


def test_verbose_tells_each_one_by_one() -> None:
    text = to_text.render(report(), verbose=True)
    assert text.count("[ELEMENT_DEPRECATED]") == 4
    assert "Enum value Color.BLUE was added.  [VALUE_ADDED_TO_ENUM]  new:8" in text


def test_many_are_counted_by_type() -> None:
    fields = " ".join(f"f{number}: Int" for number in range(12))
    gone = " ".join(f'f{number}: Int @deprecated(reason: "x")' for number in range(12))
    text = to_text.render(report(f"type Query {{ id: ID {fields} }}", f"type Query {{ id: ID {gone} }}"))
    assert "  ◌ 12 elements deprecated: x  [ELEMENT_DEPRECATED]\n      Query (12); -v lists each\n" in text
    text = to_text.render(report(f"type Query {{ id: ID {fields} }}", "type Query { id: ID }"))
    assert (
        "  ✗ Query: 12 fields removed: f0, f1, f10, f11, f2, f3, f4, f5, f6, f7, … and 2 more; -v lists them"
        in text
    )


def test_what_the_users_operations_use_is_never_hidden_in_a_group() -> None:
    def used(change: Change) -> Change:
        return replace(change, operations=(ME,)) if change.coordinate in ("A.two", "Color.BLUE") else change

    found = report()
    found = replace(found, changes=tuple(map(used, found.changes)))
    text = to_text.render(found)
    assert "      A.two used by Me (sdk/users.graphql:1)\n" in text
    assert "    ▲ Enum value Color.BLUE was added.  [VALUE_ADDED_TO_ENUM]  new:8\n" in text


def test_what_became_something_else_is_told_by_itself() -> None:
    changes = [
        replace(change, suggestion="A.five") for change in report().changes if change.id == "FIELD_REMOVED"
    ]
    twice = [*changes, replace(changes[0], coordinate="A.x", fingerprint="b", suggestion=None)]
    assert [
        len(block.groups) for block in blocks(replace(report(), changes=tuple(twice)), Severity.BREAKING)
    ] == [2]


def test_titles_are_counted_in_english() -> None:
    said = [
        "field removed",
        "enum value added, never answered",
        "root operation type changed",
        "@oneOf added",
    ]
    assert [outline.counted(2, title) for title in said] == [
        "2 fields removed",
        "2 enum values added, never answered",
        "2 root operation types changed",
        "2 @oneOf added",
    ]
    assert outline.counted(1, "field removed") == "1 field removed"
    assert outline.counted(3, "applied directives reordered") == "3 applied directives reordered"
