"""Which change concerns which operation: one change of one schema at a time, exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drift.changes.classify import classify
from drift.operations.verdicts import check_operations
from drift.severity import Severity
from tests.operations.project import find
from tests.operations.test_verdicts import snapshot

OLD = """\
directive @live(rate: Int = 1) repeatable on FIELD | FRAGMENT_SPREAD
type Query { a(l: [Int], k: Int, i: In, e: E = X, s: S, n: Int! = 3): A  pets: [Pet]  node: Node  me: User  any: Any }
type Mutation { go(id: ID): Int }
interface Node { id: ID }
interface Pet { name: String  age: Int }
type A implements Node { id: ID  name: String!  old: String  state: E  when: S  pick(by: In): Int }
type User implements Node { id: ID  name: String }
type Cat implements Pet & Node { id: ID  name: String  age: Int }
type Dog implements Pet & Node { id: ID  name: String  age: Int }
type Ghost implements Node { id: ID }
union Any = User | Cat | Ghost
input In { x: Int  y: Int = 2  e: E  sub: Sub  list: [Int] }
input Sub { z: Int  w: Int }
enum E { X Y }
scalar S @specifiedBy(url: "https://a.example")
"""
# Each change: what is in the old schema, and what is in its place in the new one.
CHANGES = {
    "argument tightened": ("k: Int,", "k: Int!,"),
    "items tightened": ("l: [Int]", "l: [Int!]"),
    "argument removed": ("k: Int, ", ""),
    "argument deprecated": ("k: Int,", "k: Int @deprecated,"),
    "argument retyped": ("k: Int,", "k: ID,"),
    "argument added, required": ("k: Int,", "k: Int, must: Int!,"),
    "argument's default changed": ("e: E = X", "e: E = Y"),
    "argument's default lost": ("n: Int! = 3", "n: Int!"),
    "input field tightened": ("{ x: Int ", "{ x: Int! "),
    "input field removed": ("{ x: Int ", "{ "),
    "input field deprecated": ("{ x: Int ", "{ x: Int @deprecated "),
    "input field retyped": ("{ x: Int ", "{ x: ID "),
    "input field added, required": ("{ x: Int ", "{ x: Int must: Int! "),
    "input field's default changed": ("y: Int = 2", "y: Int = 3"),
    "inner input field removed": ("z: Int ", ""),
    "input object became oneOf": ("input Sub {", "input Sub @oneOf {"),
    "enum value removed": ("enum E { X Y }", "enum E { X }"),
    "enum value added": ("enum E { X Y }", "enum E { X Y Z }"),
    "enum value deprecated": ("enum E { X Y }", "enum E { X Y @deprecated }"),
    "field removed": ("old: String ", ""),
    "field loosened": ("name: String! ", "name: String "),
    "field deprecated": ("old: String ", "old: String @deprecated "),
    "field of one of two tightened": (
        "type Cat implements Pet & Node { id: ID  name: String ",
        "type Cat implements Pet & Node { id: ID  name: String! ",
    ),
    "object removed": ("type Ghost implements Node { id: ID }\nunion Any = User | Cat | Ghost", "union Any = User | Cat"),
    "member removed": ("User | Cat | Ghost", "User | Ghost"),
    "member added": ("User | Cat | Ghost", "User | Cat | Ghost | Dog"),
    "interface left": ("type User implements Node {", "type User {"),
    "interface begun": (
        "type Ghost implements Node { id: ID }",
        "type Ghost implements Node & Pet { id: ID  name: String  age: Int }",
    ),
    "directive removed": ("directive @live(rate: Int = 1) repeatable on FIELD | FRAGMENT_SPREAD\n", ""),
    "directive's location removed": (" on FIELD | FRAGMENT_SPREAD", " on FIELD"),
    "directive no longer repeatable": (" repeatable on", " on"),
    "directive's default changed": ("rate: Int = 1", "rate: Int = 2"),
    "scalar specified otherwise": ("https://a.example", "https://b.example"),
    "mutations gone": ("type Mutation { go(id: ID): Int }\n", ""),
}  # fmt: skip
ROWS = """
argument tightened | query P { a { name } } | breaks
argument tightened | query P { a(k: 1) { name } } | unaffected
argument tightened | query P($k: Int) { a(k: $k) { name } } | breaks
argument tightened | query P($k: Int!) { a(k: $k) { name } } | unaffected
argument tightened | query P($k: Int = 1) { a(k: $k) { name } } | possible
argument tightened | query P { a(k: null) { name } } | breaks
argument tightened | query P { me { name } } | unaffected
items tightened | query P { a { name } } | unaffected
items tightened | query P { a(l: [1]) { name } } | unaffected
items tightened | query P { a(l: [null]) { name } } | breaks
items tightened | query P($l: [Int]) { a(l: $l) { name } } | breaks
items tightened | query P($l: [Int!]) { a(l: $l) { name } } | unaffected
items tightened | query P($n: Int) { a(l: [$n]) { name } } | breaks
argument removed | query P { a(k: 1) { name } } | breaks
argument removed | query P { a { name } } | unaffected
argument deprecated | query P { a(k: 1) { name } } | affected
argument deprecated | query P($k: Int) { a(k: $k) { name } } | affected
argument deprecated | query P { a { name } } | unaffected
argument retyped | query P { a(k: 1) { name } } | unaffected
argument retyped | query P($k: Int) { a(k: $k) { name } } | breaks
argument retyped | query P { a { name } } | unaffected
argument added, required | query P { a { name } } | breaks
argument added, required | query P { me { name } } | unaffected
argument's default changed | query P { a { name } } | affected
argument's default changed | query P { a(e: X) { name } } | unaffected
argument's default changed | query P($e: E) { a(e: $e) { name } } | possible
argument's default changed | query P($e: E!) { a(e: $e) { name } } | unaffected
argument's default changed | query P($e: E = Y) { a(e: $e) { name } } | unaffected
argument's default lost | query P { a { name } } | breaks
argument's default lost | query P { a(n: 1) { name } } | unaffected
argument's default lost | query P($n: Int) { a(n: $n) { name } } | breaks
argument's default lost | query P($n: Int!) { a(n: $n) { name } } | unaffected
input field tightened | query P { a(i: {y: 1}) { name } } | breaks
input field tightened | query P { a(i: {x: 1}) { name } } | unaffected
input field tightened | query P($i: In) { a(i: $i) { name } } | possible
input field tightened | query P { a { name } } | unaffected
input field tightened | query P($x: Int) { a(i: {x: $x}) { name } } | breaks
input field removed | query P { a(i: {x: 1}) { name } } | breaks
input field removed | query P { a(i: {y: 1}) { name } } | unaffected
input field removed | query P($i: In) { a(i: $i) { name } } | possible
input field removed | query P($i: In = {x: 1}) { a(i: $i) { name } } | breaks
input field deprecated | query J($i: In) { a(i: $i) { name } } | possible
input field deprecated | query J { a(i: {x: 1}) { name } } | affected
input field deprecated | query J { a(i: {y: 1}) { name } } | unaffected
input field retyped | query P { a(i: {x: 1}) { name } } | unaffected
input field retyped | query P($x: Int) { a(i: {x: $x}) { name } } | breaks
input field added, required | query P { a(i: {x: 1}) { name } } | breaks
input field added, required | query P($i: In) { a(i: $i) { name } } | possible
input field added, required | query P { a { name } } | unaffected
input field's default changed | query P { a(i: {x: 1}) { name } } | affected
input field's default changed | query P { a(i: {y: 1}) { name } } | unaffected
input field's default changed | query P($i: In) { a(i: $i) { name } } | possible
inner input field removed | query P($i: In) { a(i: $i) { name } } | possible
inner input field removed | query P { a(i: {sub: {w: 1}}) { name } } | unaffected
inner input field removed | query P($s: Sub) { a(i: {sub: $s}) { name } } | possible
input object became oneOf | query P { a(i: {sub: {w: 1}}) { name } } | unaffected
input object became oneOf | query P { a(i: {sub: {w: 1, z: 1}}) { name } } | breaks
input object became oneOf | query P($s: Sub) { a(i: {sub: $s}) { name } } | possible
enum value removed | query P { a(e: Y) { name } } | breaks
enum value removed | query P { a(e: X) { name } } | unaffected
enum value removed | query P($e: E) { a(e: $e) { name } } | possible
enum value removed | query P { a { state } } | unaffected
enum value removed | query P { a(i: {e: Y}) { name } } | breaks
enum value added | query P { a { state } } | affected
enum value added | query P($e: E) { a(e: $e) { name } } | unaffected
enum value added | query P { a(e: Y) { name } } | unaffected
enum value deprecated | query P { a(e: Y) { name } } | affected
enum value deprecated | query P($e: E) { a(e: $e) { name } } | possible
enum value deprecated | query P { a { state } } | unaffected
field removed | query P { a { old } } | breaks
field removed | query P { a { name } } | unaffected
field removed | query P { a { ... { old } } } | breaks
field removed | query P { node { ... on A { old } } } | breaks
field removed | query P { a { ...F } } fragment F on A { old } | breaks
field removed | query P { a { name old2: name } } | unaffected
field removed | fragment F on A { id old } | breaks
field loosened | query P { a { name } } | affected
field loosened | query P { a { ... { name } } } | affected
field loosened | query P { me { name } } | unaffected
field loosened | query P { node { ... on A { name } } } | affected
field deprecated | query P { a { ... { old } } } | affected
field deprecated | query P { a { id } } | unaffected
field of one of two tightened | query P { pets { ... on Cat { name } } } | unaffected
field of one of two tightened | query P { pets { ... on Cat { name } ... on Dog { name } } } | breaks
field of one of two tightened | query P { pets { name } } | unaffected
field of one of two tightened | query P { pets { ... on Cat { name } ... on Dog { n: name } } } | unaffected
object removed | query P { node { id } } | affected
object removed | query P { me { ... on Node { id } } } | unaffected
object removed | query P { pets { ... on Node { id } } } | unaffected
object removed | query P { any { ... on Ghost { id } } } | breaks
object removed | query P { a { id } } | unaffected
object removed | query P { pets { ...N } } fragment N on Node { id } | unaffected
member removed | query P { any { ... on Cat { name } } } | breaks
member removed | query P { any { __typename } } | affected
member removed | query P { me { ... on Any { __typename } } } | unaffected
member added | query P { any { ... on User { name } } } | affected
member added | query P { me { ... on Any { __typename } } } | unaffected
member added | query P { pets { ... on Any { __typename } } } | affected
interface left | query P { me { name } } | unaffected
interface left | query P { me { ... on Node { id } } } | breaks
interface left | query P { node { id } } | affected
interface left | query P { pets { ... on Node { id } } } | unaffected
interface begun | query P { pets { name } } | affected
interface begun | query P { node { ... on Pet { name } } } | affected
interface begun | query P { me { name } } | unaffected
directive removed | query P { me @live { name } } | breaks
directive removed | query P { me { name } } | unaffected
directive's location removed | query P { me @live { name } } | unaffected
directive's location removed | query P { me { ...F @live } } fragment F on User { name } | breaks
directive no longer repeatable | query P { me @live { name } } | unaffected
directive no longer repeatable | query P { me @live @live { name } } | breaks
directive's default changed | query P { me @live { name } } | affected
directive's default changed | query P { me @live(rate: 3) { name } } | unaffected
scalar specified otherwise | query P { a { when } } | affected
scalar specified otherwise | query P { a(s: "x") { name } } | affected
scalar specified otherwise | query P($s: S) { a(s: $s) { name } } | affected
scalar specified otherwise | query P { a { name } } | unaffected
mutations gone | mutation M { go } | breaks
mutations gone | query P { me { name } } | unaffected
"""
CASES = [tuple(part.strip() for part in row.split(" | ")) for row in ROWS.strip().splitlines()]
WORDS = {"broken": "breaks", "affected": "affected", "possible": "possible", "unaffected": "unaffected"}


def test_there_are_enough_and_each_change_is_made() -> None:
    assert len(CASES) >= 80
    assert {change for change, _, _ in CASES} == set(CHANGES)


@pytest.mark.parametrize(("change", "operation", "expected"), CASES)
def test_a_change_and_an_operation(change: str, operation: str, expected: str, tmp_path: Path) -> None:
    before, after = CHANGES[change]
    assert OLD.count(before) == 1, change
    old, new = snapshot(OLD), snapshot(OLD.replace(before, after))
    changes = classify(old, new).changes
    (result,) = check_operations(find(tmp_path, {"p.graphql": operation}), old, new, changes)
    assert WORDS[result.operation.verdict.value] == expected, result
    # What concerns nobody is listed nowhere, and what is only possible stands apart.
    assert bool(result.changes) == (expected in ("breaks", "affected"))
    assert bool(result.possible) or expected != "possible"


def test_the_fragment_of_the_same_file_is_the_one_that_counts(tmp_path: Path) -> None:
    old, new = snapshot(OLD), snapshot(OLD.replace("old: String ", ""))
    files = {
        "1.graphql": "query P { a { ...F } } fragment F on A { id }",
        "2.graphql": "query Q { a { ...F } } fragment F on A { old }",
    }
    results = check_operations(find(tmp_path, files), old, new, classify(old, new).changes)
    assert {result.operation.name: result.operation.verdict.value for result in results} == {
        "P": "unaffected",
        "Q": "broken",
    }


def test_old_errors_stay_beside_new_ones(tmp_path: Path) -> None:
    old, new = snapshot(OLD), snapshot(OLD.replace("old: String ", ""))
    found = find(tmp_path, {"p.graphql": "query Stale { a { longGone old } }"})
    (result,) = check_operations(found, old, new, classify(old, new).changes)
    assert result.operation.verdict.value == "broken"
    assert result.errors == ("p.graphql:1:28: Cannot query field 'old' on type 'A'. Did you mean 'id'?",)
    assert result.errors_before == ("p.graphql:1:19: Cannot query field 'longGone' on type 'A'.",)


def test_what_is_missing_is_blamed_before_what_changed_around_it(tmp_path: Path) -> None:
    old, new = snapshot("type Query { a: Int }"), snapshot("type Query { a(must: Int!): String }")
    operation = "{ a }"
    changes = classify(old, new).changes
    (result,) = check_operations(find(tmp_path, {"p.graphql": operation}), old, new, changes)
    assert {change.id for change in changes} == {"FIELD_CHANGED_KIND", "REQUIRED_ARG_ADDED"}
    assert result.operation.verdict.value == "broken"
    # The type of the field changed for everybody who selects it; the error comes from the argument.
    assert set(result.changes) == {change.fingerprint for change in changes}


@pytest.mark.parametrize(
    ("operation", "verdict"),
    [
        ("query P { a(i: {y: 1}) { id } }", "affected"),
        ("query P($i: In) { a(i: $i) { id } }", "possible"),
        ("query P($i: In) { a(i: {y: 1}) { pick(by: $i) } }", "possible"),
        ("query P { me { id } }", "unaffected"),
    ],
)
def test_an_optional_input_field_that_a_policy_calls_dangerous(
    tmp_path: Path, operation: str, verdict: str
) -> None:
    old, new = snapshot(OLD), snapshot(OLD.replace("input In { x: Int ", "input In { x: Int  more: Int "))
    changes = [replace(change, severity=Severity.DANGEROUS) for change in classify(old, new).changes]
    assert [change.id for change in changes] == ["OPTIONAL_INPUT_FIELD_ADDED"]
    (result,) = check_operations(find(tmp_path, {"p.graphql": operation}), old, new, changes)
    assert result.operation.verdict.value == verdict
