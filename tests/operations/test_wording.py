"""Validation errors read the same whichever release of graphql-core found them."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from drift.operations.wording import worded

SCHEMA = build_schema(
    "type Query { a(i: Int!, s: [String!], e: E, o: O, x: X): A u: U } type A { id: ID } type B { id: ID } "
    "union U = A | B enum E { RED GREEN } input O { r: Int! query: [Int] } input X @oneOf { p: Int q: Int } "
    "directive @k(n: Int!) on FIELD"
)
FOUND = {
    "{ a { id } }": "Field 'a' needs the argument 'i' of type 'Int!'.",
    "{ a(i: 1) { id @k } }": "Directive '@k' needs the argument 'n' of type 'Int!'.",
    "{ a(i: 1, o: {}) { id } }": "Input object 'O' needs the field 'r'.",
    "{ a(i: 1, o: {r: 1, zz: 2}) { id } }": "Input object 'O' has no field 'zz'.",
    "{ a(i: 1, o: {r: 1, quer: 2}) { id } }": "Input object 'O' has no field 'quer'. Did you mean 'query'?",
    "{ a(i: null) { id } }": "Type 'Int!' takes no null.",
    "{ a(i: 1, o: 3) { id } }": "Input object 'O' takes an object, found 3.",
    "{ a(i: 1, x: {p: 1, q: 2}) { id } }": "Input object 'X' takes exactly one field, and not null.",
    "{ a(i: 1, x: {p: null}) { id } }": "Input object 'X' takes exactly one field, and not null.",
    "{ a(i: {x: 1}) { id } }": "Int cannot represent non-integer value: {x: 1}",
    "{ a(i: 1) { ... on Zed { id } } }": "Unknown type 'Zed'.",
    "{ u { id } }": "Cannot query field 'id' on type 'U'.",
    "{ a(i: 1) { i } }": "Cannot query field 'i' on type 'A'. Did you mean 'id'?",
    "{ a(i: 1) }": "Field 'a' of type 'A' must have a selection of subfields. Did you mean 'a { ... }'?",
    "{ a(i: 1, e: BLUE) { id } }": "Value 'BLUE' does not exist in 'E' enum.",
    "query ($v: Int) { a(i: $v) { id } }": "Variable '$v' of type 'Int' used in position expecting type 'Int!'.",
}


@pytest.mark.parametrize(("request_text", "expected"), FOUND.items())
def test_the_words(request_text: str, expected: str) -> None:
    assert {worded(error.message) for error in validate(SCHEMA, parse(request_text))} == {expected}


def test_strangers_words_are_no_template() -> None:
    assert (
        worded("Unknown argument '{type}' on field 'Query.a'.")
        == "Unknown argument '{type}' on field 'Query.a'."
    )
    assert worded("Expected value of type 'O', found \"{field}\".") == (
        "Input object 'O' takes an object, found \"{field}\"."
    )
