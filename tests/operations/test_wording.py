"""Validation errors read the same whichever release of graphql-core found them."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from drift.operations.rules import RULES

SCHEMA = build_schema(
    "type Query { a(i: Int!, s: [String!], e: E, o: O, x: X): A u: U } type A { id: ID } type B { id: ID } "
    "union U = A | B enum E { RED GREEN } input O { r: Int! query: [Int] } input X @oneOf { p: Int q: Int } "
    "directive @k(n: Int!) on FIELD"
)
FOUND = {
    "{ a { id } }": ["Field 'Query.a' requires the argument 'i' of type 'Int!', which is not given."],
    "{ a(i: 1) { id @k } }": ["Directive '@k' requires the argument 'n' of type 'Int!', which is not given."],
    "{ a(i: 1, o: {}) { id } }": ["Input object 'O' requires the field 'r' of type 'Int!'."],
    "{ a(i: 1, o: {r: 1, zz: 2}) { id } }": ["Field 'zz' is not defined by input object 'O'."],
    "{ a(i: 1, o: {r: 1, quer: 2}) { id } }": [
        "Field 'quer' is not defined by input object 'O'. Did you mean 'query'?"
    ],
    "{ a(i: null) { id } }": ["Expected a value of type 'Int!', found null."],
    "{ a(i: 1, o: 3) { id } }": ["Expected a value of type 'O', found 3."],
    "{ a(i: 1, x: {p: 1, q: 2}) { id } }": [
        "Input object 'X' requires exactly one field, which must not be null."
    ],
    "{ a(i: 1, x: {p: null}) { id } }": [
        "Input object 'X' requires exactly one field, which must not be null."
    ],
    "{ a(i: {x: 1}) { id } }": ["Expected a value of type 'Int!', found {x: 1}."],
    "{ a(i: 1) { ... on Zed { id } } }": ["Unknown type 'Zed'."],
    "{ u { id } }": ["Cannot query field 'id' on type 'U'."],
    "{ a(i: 1) { i } }": ["Cannot query field 'i' on type 'A'. Did you mean 'id'?"],
    "{ a(i: 1) }": ["Field 'a' of type 'A' must have a selection of subfields. Did you mean 'a { ... }'?"],
    "{ a(i: 1, e: BLUE) { id } }": ["Expected a value of type 'E', found BLUE."],
    "query ($v: Int) { a(i: $v) { id } }": [
        "Variable '$v' of type 'Int' used in position expecting type 'Int!'."
    ],
    "subscription { a }": ["The schema does not support operations of type subscription."],
    "query($v: Nope){a(i:1)}": [
        "Field 'a' of type 'A' must have a selection of subfields. Did you mean 'a { ... }'?",
        "Unknown type 'Nope'.",
        "Variable '$v' is never used.",
    ],
    "{ nope }": ["Cannot query field 'nope' on type 'Query'."],
    "{a(i:1){id}, a(i:2){id}}": [
        "Fields 'a' conflict because they have differing arguments. "
        "Use different aliases on the fields to fetch both if this was intentional."
    ],
    "query Q{a(i:1,zz:2){id}} query Q {a(i:1){id}}": ["Unknown argument 'zz' on field 'Query.a'."],
    "{__type {id}}": [
        "Cannot query field 'id' on type '__Type'.",
        "Field 'Query.__type' requires the argument 'name' of type 'String!', which is not given.",
    ],
    "{ ...X }": ["Unknown fragment 'X'."],
    "{u{... on Query {u}}}": [
        "Field 'u' of type 'U' must have a selection of subfields. Did you mean 'u { ... }'?",
        "Fragment cannot be spread here as objects of type 'U' can never be of type 'Query'.",
    ],
    "query($x:A){a(i:1)}": [
        "Field 'a' of type 'A' must have a selection of subfields. Did you mean 'a { ... }'?",
        "Variable '$x' cannot be non-input type 'A'.",
        "Variable '$x' is never used.",
    ],
    "{a(i:1){id @zz}}": ["Unknown directive '@zz'."],
    "{a(i:1,i:2)}": [
        "Field 'a' of type 'A' must have a selection of subfields. Did you mean 'a { ... }'?",
        "There can be only one argument named 'i'.",
    ],
}


@pytest.mark.parametrize(("request_text", "expected"), FOUND.items())
def test_the_words(request_text: str, expected: list[str]) -> None:
    found = {error.message for error in validate(SCHEMA, parse(request_text), RULES)}
    assert sorted(found) == expected
