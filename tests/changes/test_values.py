"""Literals compared by meaning, and what moved inside them."""

from __future__ import annotations

import pytest

from drift.changes.values import are_equal_defaults, coerce, moved
from drift.schema import sdl
from drift.schema.literal import parse, print_literal

SCHEMA = sdl.read(
    """
    type Query { a(x: X): Int }
    input X { a: Int = 1 b: [Int!] = [2] c: Y d: ID }
    input Y { e: E = LOW f: Loop }
    input Loop { again: Loop = {} n: [[Int]] = 3 }
    enum E { LOW }
    scalar JSON
    """
)


@pytest.mark.parametrize(
    ("literal", "reference", "expected"),
    [
        ("1", "[Int]", "[1]"),
        ("1", "[[Int!]!]!", "[[1]]"),
        ("[1, 2]", "[[Int]]", "[[1], [2]]"),
        ("null", "[Int]", "null"),
        ("[null]", "[[Int]]", "[null]"),
        ("1", "ID!", '"1"'),
        ("1.5", "ID", "1.5"),
        ("1", "JSON", "1"),
        ("{a: 1}", "JSON", "{a: 1}"),
        ("{}", "X", "{a: 1, b: [2]}"),
        ("{b: 7, d: 1, a: null}", "X", '{a: null, b: [7], d: "1"}'),
        ("{c: {}}", "X", "{a: 1, b: [2], c: {e: LOW}}"),
        ("{nope: 1}", "Y", "{e: LOW, nope: 1}"),
        ("3", "X", "3"),
    ],
)
def test_coerce(literal: str, reference: str, expected: str) -> None:
    assert print_literal(coerce(parse(literal), reference, SCHEMA)) == expected


def test_defaults_that_go_round_in_a_circle_end() -> None:
    assert print_literal(coerce(parse("{}"), "Loop", SCHEMA)).count("again") < 100


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("x", "[Int]", "1"), ("x", "[Int]", "[1]"), True),
        (("x", "Int", "1"), ("x", "[Int]", "[1]"), True),
        (("x", "[Int]", "[1]"), ("x", "Int", "1"), False),
        (("x", "Int", "1"), ("x", "Int", "2"), False),
        (("x", "Int", "1"), ("x", "Int", "true"), False),
        (("x", "Int", "0"), ("x", "Boolean", "false"), False),
        (("x", "E", "LOW"), ("x", "E", '"LOW"'), False),
        (("x", "X", "{}"), ("x", "X", "{b: 2}"), True),
        (("x", "Int", "not a literal ("), ("x", "Int", "1"), False),
    ],
)
def test_are_equal_defaults(old: tuple[str, str, str], new: tuple[str, str, str], expected: bool) -> None:
    from drift.schema.element import Element, Kind

    before, after = (
        Element(Kind.ARGUMENT, name, "Query.a(x:)", type=reference, default=default)
        for name, reference, default in (old, new)
    )
    assert are_equal_defaults(before, after, SCHEMA, SCHEMA) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1", "2", ()),
        (None, "{a: 1}", ()),
        ("{a: 1}", "[1]", ()),
        ("{a: (", "{a: 1}", ()),
        ("{a: 1}", "{a: 2}", ("a: 1 → 2",)),
        ("{a: {b: [A, B]}}", "{a: {b: [A, C]}}", ("a.b[1]: B → C",)),
        ("[1, 2]", "[1, 2, 3]", ("[2]: 3 added",)),
        ("[1, 2]", "[2]", ("[0]: 1 removed",)),
        ("{a: 1, b: {c: 1}}", "{a: 1}", ("b: {c: 1} removed",)),
        ("{a: A}", '{a: "A"}', ('a: A → "A"',)),
        ("{a: 1}", "{a: [1]}", ("a: 1 → [1]",)),
        ("{a: null}", "{a: 0}", ("a: null → 0",)),
        ("{a: true}", "{a: null, z: 1}", ("a: true → null", "z: 1 added")),
        ("[{n: 1}, {n: 2}]", "[{n: 1}, {n: 3}]", ("[1].n: 2 → 3",)),
    ],
)
def test_moved(old: str | None, new: str | None, expected: tuple[str, ...]) -> None:
    assert moved(old, new) == expected
