from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import pytest

from drift.reports import alignment
from drift.reports.excerpt import AROUND, MAX_ROWS, MAX_WIDTH, Excerpts, Row
from drift.schema.element import Kind
from drift.schema.text import Location, SourceText
from tests.reports.samples import change


def rows(old_text: str, new_text: str, /, **given: object) -> list[str]:
    """The rows around one change, as a diff with ``>`` at the line that it is about."""
    excerpts = Excerpts(SourceText(old_text, (("old", 1),)), SourceText(new_text, (("new", 1),)))
    return [
        row for excerpt in excerpts.around([change(**given)]) for run in excerpt.runs for row in written(run)
    ]


def written(run: Sequence[Row]) -> list[str]:
    found = []
    for row in run:
        mark = ">" if row.is_here else ""
        if row.is_same:
            found.append(f"{mark} {row.new}")
        else:
            if row.old_line is not None:
                found.append(f"{mark}-{row.old}")
            if row.new_line is not None:
                found.append(f"{mark}+{row.new}")
    return found


def test_a_removed_field_stands_where_it_was() -> None:
    found = rows(
        "type A {\n  a: Int\n  b: Int\n}\n",
        "type A {\n  a: Int\n}\n",
        old="Int",
        old_location=Location("old", 3),
        new_location=Location("new", 1),
    )
    assert found == [" type A {", "   a: Int", ">-  b: Int", " }"]


def test_a_removed_type_is_shown_whole_with_its_description() -> None:
    found = rows(
        'type A {\n  a: Int\n}\n\n"""\nOld.\n\ntype of thing\n"""\ntype B {\n  b: Int\n}\n',
        "type A {\n  a: Int\n}\n",
        kind=Kind.OBJECT,
        old="object type",
        old_location=Location("old", 10),
        new_location=None,
    )
    assert found == ['-"""', "-Old.", "-", "-type of thing", '-"""', ">-type B {", "-  b: Int", "-}"]


def test_only_what_differs_near_the_change_is_shown() -> None:
    old = "type A {\n" + "".join(f"  f{n}: Int\n" for n in range(100)) + "}\n"
    new = old.replace("f10: Int", "f10: ID").replace("f90: Int", "f90: ID")
    found = rows(
        old, new, old="Int", new="ID", old_location=Location("old", 92), new_location=Location("new", 92)
    )
    assert found[3:5] == [">-  f90: Int", ">+  f90: ID"]
    assert len(found) == 8


def test_a_long_definition_is_cut_with_a_count() -> None:
    old = "type A {\n" + "".join(f"  f{n}: Int\n" for n in range(100)) + "}\n"
    excerpts = Excerpts(SourceText(old, (("old", 1),)), SourceText("type B { b: Int }", (("new", 1),)))
    for line, shown in ((1, AROUND + 1), (51, 2 * AROUND + 1)):
        (excerpt,) = excerpts.around([change(old="object type", old_location=Location("old", line))])
        assert excerpt.height == shown
        assert excerpt.left_out == 102 - shown
        assert [row.old_line for run in excerpt.runs for row in run if row.is_here] == [line]


def test_rows_have_a_limit_also_when_the_two_sides_are_far_apart() -> None:
    old = "type A {\n  moved: Int\n" + "".join(f"  f{n}: Int\n" for n in range(200)) + "}\n"
    new = "type A {\n" + "".join(f"  f{n}: ID\n" for n in range(200)) + "  moved: ID\n}\n"
    moved = change(old="Int", new="ID", old_location=Location("old", 2), new_location=Location("new", 202))
    (excerpt,) = Excerpts(SourceText(old, (("old", 1),)), SourceText(new, (("new", 1),))).around([moved])
    assert excerpt.height <= MAX_ROWS
    assert [row.old_line for run in excerpt.runs for row in run if row.is_here] == [2, 202]


def test_each_of_several_files_has_its_own_lines() -> None:
    old = SourceText.from_files(
        [("a.graphql", "type A {\n  a: Int\n}\n"), ("b.graphql", "type B {\n  b: Int\n}\n")]
    )
    new = SourceText.from_files(
        [("a.graphql", "type A {\n  a: Int\n}\n"), ("b.graphql", "type B {\n  b: ID\n}\n")]
    )
    place = Location("b.graphql", 2)
    (excerpt,) = Excerpts(old, new).around(
        [change(old="Int", new="ID", old_location=place, new_location=place)]
    )
    assert [row.old for run in excerpt.runs for row in run if row.is_here] == ["  b: Int"]


def test_places_that_are_in_no_text_give_nothing() -> None:
    text = "type A {\n  a: Int\n}\n"
    assert rows(text, text, old_location=Location("elsewhere", 1)) == []
    assert rows(text, text, old_location=Location("old", 99)) == []
    assert rows(text, text) == []


def test_definitions_without_braces() -> None:
    found = rows(
        "scalar Time\n\nunion U = A | B\n\ndirective @d on FIELD\n",
        "scalar Time\n\nunion U = A | B | C\n\ndirective @d on FIELD\n",
        kind=Kind.UNION_MEMBER,
        new="C",
        old_location=Location("old", 3),
        new_location=Location("new", 3),
    )
    assert found == [">-union U = A | B", ">+union U = A | B | C"]


def test_all_changes_of_a_definition_share_one_excerpt() -> None:
    old = "type A {\n" + "".join(f"  f{n}: Int\n" for n in range(100)) + "}\n\ntype B {\n  b: Int\n}\n"
    new = old.replace("f10: Int", "f10: ID").replace("f90: Int", "f90: ID").replace("b: Int", "b: ID")
    places = [(Location("old", line), Location("new", line)) for line in (12, 92, 105)]
    changes = [change(old="Int", new="ID", old_location=one, new_location=other) for one, other in places]
    found = Excerpts(SourceText(old, (("old", 1),)), SourceText(new, (("new", 1),))).around(changes)
    assert [(excerpt.name, [written(run) for run in excerpt.runs]) for excerpt in found] == [
        (
            "A",
            [
                [f"   f{n}: Int" for n in (7, 8, 9)]
                + [">-  f10: Int", ">+  f10: ID"]
                + [f"   f{n}: Int" for n in (11, 12, 13)],
                [f"   f{n}: Int" for n in (87, 88, 89)]
                + [">-  f90: Int", ">+  f90: ID"]
                + [f"   f{n}: Int" for n in (91, 92, 93)],
            ],
        ),
        ("B", [[" type B {", ">-  b: Int", ">+  b: ID", " }"]]),
    ]


def test_rows_do_not_grow_with_the_changes_nor_with_the_lines() -> None:
    old = "enum E {\n" + "".join(f"  value_{n}{'x' * 1000}\n" for n in range(3000)) + "}\n"
    texts = [SourceText(text, ((path, 1),)) for path, text in (("old", old), ("new", old.upper()))]
    changes = [
        change(old="v", old_location=Location("old", line), new_location=Location("new", 1))
        for line in range(2, 3002)
    ]
    (excerpt,) = Excerpts(*texts).around(changes)
    assert (excerpt.height, excerpt.left_out) == (MAX_ROWS, 3002 - MAX_ROWS)
    assert max(len(row.old) for run in excerpt.runs for row in run) == MAX_WIDTH


def test_texts_with_little_in_common_take_little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_through: list[int] = []

    class Counted(SequenceMatcher[str]):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            looked_through.append(len(self.a) + len(self.b))

    monkeypatch.setattr(alignment, "SequenceMatcher", Counted)
    old = [line for n in range(5_000) for line in (f"  kept{n}: Int", f"  old{n}: Int", "", '  """Text."""')]
    new = [line.replace("old", "new") for line in old]
    found = alignment.Alignment(old, new)
    assert sum(len(stretch.old) for stretch in found.stretches if stretch.is_same) == 15_000
    assert sum(looked_through) == 2 * 3 * 5_000
    assert (
        len(alignment.Alignment([str(n) for n in range(9_000)], [f"x{n}" for n in range(9_000)]).stretches)
        == 1
    )
