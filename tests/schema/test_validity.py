"""What makes a schema invalid: each rule exactly, and graphql-core as the judge of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphql import GraphQLError, build_schema, validate_schema

from drift.schema import canonical, sdl
from drift.schema.element import Omission, Schema
from drift.schema.sharing import Shared
from drift.schema.text import SourceText
from drift.schema.validity import problems, problems_after
from tests.changes.cases import CASES as PAIRS_OF_THE_TABLE
from tests.changes.test_mutations import PAIRS, pair

Q = "type Query { a: Int } "
CASES: dict[str, tuple[str, list[str]]] = {
    "valid": (Q + "interface I { a: Int } type T implements I { a: Int! b(x: Int): I }", []),
    "root operation types": (
        "schema { query: Q mutation: E subscription: S } type S { a: Int } enum E { A }",
        [
            "schema names Q as its query root operation type, which is not defined",
            "schema names E as its mutation root operation type, which is not an object type",
        ],
    ),
    "one root operation type for two operations": (
        "schema { query: Q mutation: Q } type Q { a: Int }",
        ["schema names Q as root operation type twice"],
    ),
    "reserved names": (
        "type Query { __a(__x: Int): Int } directive @__d on FIELD",
        [
            "@__d begins with two underscores, which introspection has for itself",
            "Query.__a begins with two underscores, which introspection has for itself",
            "Query.__a(__x:) begins with two underscores, which introspection has for itself",
        ],
    ),
    "nothing in it": (
        Q + "type T interface I input X enum E union U",
        ["E has no values", "I has no fields", "T has no fields", "U has no members", "X has no fields"],
    ),
    "directive locations": (
        Q + "directive @d on FIELD | FIELDS",
        ["@d is on FIELDS, which is not a directive location"],
    ),
    "input and output": (
        "type Query { a(x: Query): X } input X { q: Query }",
        [
            "Query.a answers with X, which is an input object",
            "Query.a(x:) takes Query, which is not an input type",
            "X.q takes Query, which is not an input type",
        ],
    ),
    "required and deprecated": (
        "type Query { a(x: Int! @deprecated, y: Int! = 1 @deprecated): Int }",
        ["Query.a(x:) is required and deprecated"],
    ),
    "members of unions": (
        Q + "union U = Query | Gone | E enum E { A }",
        ["U has the member E, which is not an object type", "U has the member Gone, which is not defined"],
    ),
    "@oneOf": (
        Q + "input X @oneOf { a: Int! b: Int = 1 c: Int }",
        [
            "X.a is a field of a @oneOf input object, so it must be nullable and have no default",
            "X.b is a field of a @oneOf input object, so it must be nullable and have no default",
        ],
    ),
    "input objects that need themselves": (
        Q + "input A { b: B! } input B { a: A! } input C { c: C cs: [C!]! b: B! }",
        [
            "A can't be given: it requires a value of itself",
            "B can't be given: it requires a value of itself",
        ],
    ),
    "what is implemented": (
        Q + "type T implements Gone & E & I { a: Int } enum E { A } interface I implements J { a: Int } "
        "interface J { a: Int } interface K implements K { a: Int }",
        [
            "I implements J",
            "K implements itself",
            "T implements E, which is not an interface",
            "T implements Gone, which is not defined",
            "T implements I and not J, which I implements",
        ][1:],
    ),
    "fields of interfaces": (
        Q + "interface I { a: Int! b: I c: [I] d: U } union U = T | V type V { a: Int } "
        "type T implements I { a: Int b: T c: [V] }",
        [
            "T.a answers with Int, and I asks for Int!",
            "T.c answers with [V], and I asks for [I]",
            "T has no field d, which I asks for",
        ],
    ),
    "arguments of interfaces": (
        Q + "interface I { a(x: Int, y: Int): Int } type T implements I { a(y: Int!, z: Int!, w: Int): Int }",
        [
            "T.a has no argument x, which I asks for",
            "T.a(y:) takes Int!, and I asks for Int",
            "T.a(z:) is required, and I does not have it",
        ],
    ),
    "defaults": (
        'type Query { a(x: Int = "1", y: E = B): Int } enum E { A }',
        [
            'Query.a(x:) has the default "1", which is not of type Int',
            "Query.a(y:) has the default B, which is not of type E",
        ],
    ),
}


def found(schema: Schema) -> list[str]:
    return [f"{problem.element.coordinate} {problem.text}" for problem in problems(schema)]


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_invalid(text: str, expected: list[str]) -> None:
    assert found(sdl.read(text)) == expected


def test_what_could_not_be_said_is_not_missed() -> None:
    text = (
        "# graphql-drift canonical SDL 1; omits interface-interfaces; unknown T#interfaces, Query.a(x:)#default\n"
        + 'type Query { a(x: Int = "1"): I } interface I { i: I } interface J { i: J } type T { i: I } '
        "type V implements I { i: T } type W implements I { i: J }"
    )
    assert found(sdl.read(text)) == []


# Published schemas deprecate a field of an object alone, and nobody's request breaks by it.
_LEFT_OUT = ("root type must be provided", "must not be deprecated")


def test_graphql_core_says_the_same() -> None:
    schemas = [sdl.read(text) for case in PAIRS_OF_THE_TABLE for text in (case.old, case.new)]
    schemas += [schema for number in PAIRS[:40] for schema in pair(number)]
    compared = 0
    for schema in schemas:
        try:
            core = build_schema(canonical.render(schema), assume_valid_sdl=True)
        except (TypeError, ValueError, GraphQLError):
            continue
        compared += 1
        theirs = [
            error.message
            for error in validate_schema(core)
            if not any(words in error.message for words in _LEFT_OUT)
        ]
        # It does not check default values before version 3.3.
        ours = [text for text in found(schema) if "has the default" not in text]
        assert bool(ours) == bool(theirs) or any("default" in text for text in theirs), (ours, theirs)
    assert compared > 300


@pytest.mark.parametrize(("old", "new"), [(case.old, case.new) for case in PAIRS_OF_THE_TABLE])
def test_what_differs_from_a_valid_schema_is_enough(old: str, new: str) -> None:
    shared = Shared()
    before, after = (sdl.read(SourceText(text.replace("}", "\n}\n")), shared) for text in (old, new))
    if not problems(before):
        assert problems_after(after, before) == problems(after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("type A { a: Int }", "type B { a: Int }", ["U has the member A, which is not defined"]),
        ("type A { a: Int }", "scalar A", ["U has the member A, which is not an object type"]),
        ("enum E { X Y }", "enum E { X }", ["Query.e(e:) has the default Y, which is not of type E"]),
        ("enum E { X Y }", "enum E { X Y Z }", []),
        ("interface I { i: J }", "interface I { i: Int j: Int }", ["T has no field j, which I asks for"]),
        ("type V implements J { a: Int }", "type V { a: Int }", ["T.i answers with V, and I asks for J"]),
        (
            "input X { x: Int }",
            "input X { y: Int }",
            ["Query.x(x:) has the default {x: 1}, which is not of type X"],
        ),
        ("input X { x: Int }", "input X { x: Int y: Int }", []),
        ("input X { x: Int }", "input X { x: Int y: Int! }", ["has the default"]),
        ("input Y { x: Int }", "input Y { x: Z! }", ["Y can't be given", "Z can't be given"]),
    ],
)
def test_what_others_depend_on_is_looked_at_with_them(before: str, after: str, expected: list[str]) -> None:
    definitions = [
        "type Query { e(e: E = Y): U x(x: X = {x: 1}): Int z(z: Z): J }",
        "union U = A | T",
        "type A { a: Int }",
        "enum E { X Y }",
        "interface J { a: Int }",
        "interface I { i: J }",
        "type V implements J { a: Int }",
        "type T implements I { i: V }",
        "input X { x: Int }",
        "input Y { x: Int }",
        "input Z { y: Y! }",
    ]
    changed = [after if definition == before else definition for definition in definitions]
    shared = Shared()
    schemas = [
        sdl.read(SourceText("\n".join(text).replace("}", "\n}")), shared) for text in (definitions, changed)
    ]
    assert problems(schemas[0]) == ()
    found_here = problems_after(schemas[1], schemas[0])
    assert found_here == problems(schemas[1])
    for text in expected:
        assert any(text in f"{problem.element.coordinate} {problem.text}" for problem in found_here)
    assert bool(found_here) == bool(expected)


HIDDEN = """
type Query { a(x: X = { gone: 1 }): Int }
input X
interface I { a(x: Int): Int }
type T implements I { a: Int }
"""


@pytest.mark.parametrize(
    ("omission", "expected"),
    [
        (
            None,
            [
                "Query.a(x:) has the default {gone: 1}, which is not of type X",
                "T.a has no argument x, which I asks for",
                "X has no fields",
            ],
        ),
        (Omission.INPUT_FIELD_DEPRECATION, ["T.a has no argument x, which I asks for"]),
        (
            Omission.ARGUMENT_DEPRECATION,
            ["Query.a(x:) has the default {gone: 1}, which is not of type X", "X has no fields"],
        ),
    ],
)
def test_what_a_source_may_hide_is_not_missing(omission: Omission | None, expected: list[str]) -> None:
    schema = sdl.read(SourceText.from_files([("s.graphql", HIDDEN)]))
    seen = replace(schema, omits=frozenset({omission} if omission else ()))
    assert sorted(f"{problem.element.coordinate} {problem.text}" for problem in problems(seen)) == expected
