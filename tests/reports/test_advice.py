"""What release is suggested, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.changes.classify import classify
from drift.operations.verdicts import check_operations, with_operations
from drift.reports.advice import Advice, for_api, for_client
from tests.changes.schemas import snapshot
from tests.operations.project import find

OLD = "type Query { a(x: Int = 1): E  b: Int!  c: Int  d: Int } enum E { X } scalar Url"
API = {
    "nothing": (OLD, "none: no change"),
    "a description": (OLD.replace("scalar Url", '"An address." scalar Url'), "patch: only words, metadata and what no "
                      "request reaches changed"),
    "an addition": (OLD.replace("d: Int", "d: Int e: Int"), "minor: 1 addition"),
    "two additions": (OLD.replace("d: Int", "d: Int e: Int f: Int"), "minor: 2 additions"),
    "a deprecation": (OLD.replace("d: Int", "d: Int @deprecated"), "minor: 1 deprecation change"),
    "dangerous": (OLD.replace("X", "X Y").replace("d: Int", "d: Int e: Int"), "minor: 1 dangerous change, 1 addition"),
    "breaking": (OLD.replace(" d: Int", "").replace("X", "X Y"), "major: 1 breaking change"),
}  # fmt: skip
PATCH = "patch: only words, metadata and what no request reaches changed"
# What lets clients do more, and its near misses, each a pair of schemas.
OFFERS = {
    "an enum value that can be given": (
        "type Query { f(s: S): Int } enum S { A }", "type Query { f(s: S): Int } enum S { A B }", "minor: 1 addition"),
    "an enum value that nobody meets": (
        "type Query { f: Int } enum S { A }", "type Query { f: Int } enum S { A B }", PATCH),
    "a required argument with a default now": (
        "type Query { f(x: Int!): Int }", "type Query { f(x: Int! = 1): Int }", "minor: 1 addition"),
    "@oneOf removed": (
        "type Query { f(x: I): Int } input I @oneOf { a: Int b: Int }",
        "type Query { f(x: I): Int } input I { a: Int b: Int }", "minor: 1 addition"),
    "@oneOf removed out of reach": (
        "type Query { f: Int } input I @oneOf { a: Int b: Int }",
        "type Query { f: Int } input I { a: Int b: Int }", PATCH),
    "@specifiedBy": (
        "type Query { u: U } scalar U", 'type Query { u: U } scalar U @specifiedBy(url: "https://u.example")', PATCH),
    "a field of an unreachable type": (
        "type Query { f: Int } type T { a: Int }", "type Query { f: Int } type T { a: Int b: Int }", PATCH),
    "an unreachable type": ("type Query { f: Int }", "type Query { f: Int } type T { a: Int }", PATCH),
    "a place in schemas": (
        "directive @d on OBJECT type Query { f: Int }", "directive @d on OBJECT | ENUM type Query { f: Int }", PATCH),
    "a place in requests": (
        "directive @d on FIELD type Query { f: Int }", "directive @d on FIELD | QUERY type Query { f: Int }",
        "minor: 1 addition"),
    "a directive for schemas": ("type Query { f: Int }", "directive @d on OBJECT type Query { f: Int }", PATCH),
    "a directive for requests": (
        "type Query { f: Int }", "directive @d on FIELD type Query { f: Int }", "minor: 1 addition"),
    "an argument of an unreachable field": (
        "type Query { f: Int } type T { a: Int }", "type Query { f: Int } type T { a(x: Int): Int }", PATCH),
    "an applied directive": (
        "directive @d on FIELD_DEFINITION type Query { f: Int }",
        "directive @d on FIELD_DEFINITION type Query { f: Int @d }", PATCH),
}  # fmt: skip
CLIENT = {
    "nothing": ("{ d }", OLD, "none: no operation is touched"),
    "untouched": ("{ d }", OLD.replace(" c: Int", ""), "none: no operation is touched"),
    "touched by what is safe": ("{ d }", OLD.replace("d: Int", "d: Int!"), "none: no operation is touched"),
    "broken": ("{ d } query B { c }", OLD.replace(" c: Int", ""), "major: 1 operation breaks"),
    "two broken": ("query A { c } query B { c }", OLD.replace(" c: Int", ""), "major: 2 operations break"),
    "null where there was none": (
        "{ b }",
        OLD.replace("b: Int!", "b: Int"),
        "major: 1 operation is touched by a breaking change and still valid",
    ),
    "dangerous": ("query A { a } query B { a d }", OLD.replace("X", "X Y"), "minor: 2 operations may behave differently"),
    "deprecated": (
        "{ d }", OLD.replace("d: Int", "d: Int @deprecated"), "patch: 1 operation uses what is being deprecated"),
}  # fmt: skip


@pytest.mark.parametrize("case", API)
def test_of_the_api(case: str) -> None:
    new, expected = API[case]
    assert str(for_api(classify(snapshot(OLD), snapshot(new)).changes)) == expected


@pytest.mark.parametrize("case", OFFERS)
def test_of_what_offers_more(case: str) -> None:
    old, new, expected = OFFERS[case]
    assert str(for_api(classify(snapshot(old), snapshot(new)).changes)) == expected


@pytest.mark.parametrize("case", CLIENT)
def test_of_the_code(case: str, tmp_path: Path) -> None:
    text, new, expected = CLIENT[case]
    before, after = snapshot(OLD), snapshot(new)
    changes = classify(before, after).changes
    results = check_operations(find(tmp_path, {"a.graphql": text}), before, after, changes)
    assert str(for_client(results, with_operations(changes, results))) == expected


def test_what_is_accepted_does_not_count() -> None:
    assert for_api([]) == Advice("none", ("no change",))
