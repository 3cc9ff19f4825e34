from __future__ import annotations

from drift.reports.excerpt import AROUND, MAX_ROWS, Excerpts
from drift.schema.element import Kind
from drift.schema.text import Location, SourceText
from tests.reports.samples import change


def rows(old_text: str, new_text: str, /, **given: object) -> list[str]:
    """The rows around one change, as a diff with ``>`` at the line that it is about."""
    excerpts = Excerpts(SourceText(old_text, (("old", 1),)), SourceText(new_text, (("new", 1),)))
    excerpt = excerpts.around(change(**given))
    if excerpt is None:
        return []
    written = []
    for row in excerpt.rows:
        mark = ">" if row.is_here else ""
        if row.is_same:
            written.append(f"{mark} {row.new}")
        else:
            if row.old_line is not None:
                written.append(f"{mark}-{row.old}")
            if row.new_line is not None:
                written.append(f"{mark}+{row.new}")
    return written


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
        excerpt = excerpts.around(change(old="object type", old_location=Location("old", line)))
        assert excerpt is not None
        assert len(excerpt.rows) == shown
        assert excerpt.left_out == 102 - shown
        assert [row.old_line for row in excerpt.rows if row.is_here] == [line]


def test_rows_have_a_limit_also_when_the_two_sides_are_far_apart() -> None:
    old = "type A {\n  moved: Int\n" + "".join(f"  f{n}: Int\n" for n in range(200)) + "}\n"
    new = "type A {\n" + "".join(f"  f{n}: ID\n" for n in range(200)) + "  moved: ID\n}\n"
    excerpt = Excerpts(SourceText(old, (("old", 1),)), SourceText(new, (("new", 1),))).around(
        change(old="Int", new="ID", old_location=Location("old", 2), new_location=Location("new", 202))
    )
    assert excerpt is not None
    assert len(excerpt.rows) == MAX_ROWS


def test_each_of_several_files_has_its_own_lines() -> None:
    old = SourceText.from_files(
        [("a.graphql", "type A {\n  a: Int\n}\n"), ("b.graphql", "type B {\n  b: Int\n}\n")]
    )
    new = SourceText.from_files(
        [("a.graphql", "type A {\n  a: Int\n}\n"), ("b.graphql", "type B {\n  b: ID\n}\n")]
    )
    excerpt = Excerpts(old, new).around(
        change(
            old="Int", new="ID", old_location=Location("b.graphql", 2), new_location=Location("b.graphql", 2)
        )
    )
    assert excerpt is not None
    assert [row.old for row in excerpt.rows if row.is_here] == ["  b: Int"]


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
