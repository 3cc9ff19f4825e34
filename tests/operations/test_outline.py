"""What is read without graphql-core is what graphql-core reads, and nothing else is read."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSyntaxError

from drift.demo import copy_sdk
from drift.operations import core
from drift.operations.outline import definitions_of
from drift.operations.tree import Literal, Node, Sort
from tests.fuzz import seeds
from tests.fuzz.mutate import mutate_text

TEXTS = [
    "{ a }",
    "query Q($a: Int!, $b: [[String!]]! = [\"x\", null], $c: I = {d: 1, e: [true, RED]}) @k(n: 1.5e3) { a(b: $a) }",
    'mutation { m(text: """a block "of" text""", empty: "", s: "x") { ...F ... on T @include(if: true) { b } ... {c} }}',
    "subscription S { s: t(l: [], o: {}) @skip(if: $x) @k { id } } fragment F on T @k { on: query type fragment }",
    "# a comment with { braces }\nquery,Q,{,a,}#",
    "query on { on } fragment onn on on { on }",
    "query Q($a: Int @k(n: 1), $b: [Int!]! = [1] @k) { a }",
    "{ a(b: -0, c: 0.0, d: 1E5, e: -1.5e-5, f: true, g: null, h: nullish) }",
]  # fmt: skip
REFUSED = [
    "", "{", "{}", "{ a(", "{ a() }", "{ a(b:) }", "{ a(b: 01) }", "{ a(b: 1.) }", "{ a(b: 1x) }", "{ a(b: -) }",
    "{ a { } }", "query Q() { a }", "query Q($a) { a }", "query Q($a: Int = $b) { a }", "{ ... on { a } }",
    "fragment on on T { a }", "{ a } }", "fragment F { a }", "type A { b: Int }", "{ a: b: c }", "{ a @ }",
    "{ .. a }", '{ a(b: "x) }', "{ a(b: 'x') }", "{ é }", '{ a(b: "\\u00e9") }', "{ a\x0b }", "{ a\xa0b }",
    '"""described""" query { a }', "{ a(b: {c}) }", "{ a(b: [}) }", "{ a(b: $) }",
    "extend type A { b: Int }", "{ ...on }", "{ a & b }",
]  # fmt: skip


def shape(node: Any) -> Any:
    """Return a node as tuples, with its places; strings as that alone, which may be written in several ways."""
    if isinstance(node, tuple):
        return tuple(map(shape, node))
    if not isinstance(node, Node):
        return node
    parts = {part.name: getattr(node, part.name) for part in dataclasses.fields(node)}
    if isinstance(node, Literal) and node.sort is Sort.STRING:
        del parts["text"]
    return (type(node).__name__, *(shape(part) for part in parts.values()))


def test_ordinary_texts() -> None:
    for text in TEXTS:
        found = definitions_of(text)
        assert found is not None, text
        assert_same(text)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_left_to_graphql_core(text: str) -> None:
    assert not definitions_of(text)


def assert_same(text: str) -> bool:
    """Check a text that is read here; return whether it is."""
    found = definitions_of(text)
    if not found:
        return False
    assert shape(found) == shape(core.read(text)), text
    return True


def test_mutated_texts(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    copy_sdk(tmp_path)
    texts = [
        *TEXTS,
        *seeds.OPERATIONS[".graphql"],
        *(path.read_text() for path in tmp_path.glob("operations/*")),
    ]
    random = Random(11)
    counts: Counter[str] = Counter()
    for _ in range(6000):
        text = mutate_text(random, random.choice(texts), texts)
        if assert_same(text):
            counts["read"] += 1
            continue
        try:
            core.read(text)
            counts["left to graphql-core, and GraphQL"] += 1
        except (GraphQLError, RecursionError):
            counts["left to graphql-core, and none"] += 1
    for what, count in counts.items():
        record_property(what, count)
    assert counts["read"] > 300


@pytest.mark.parametrize("text", ["query A {}", "{ a { } }", "fragment F on T {}", "{ ... { } }"])
def test_a_selection_of_nothing_is_not_graphql(text: str) -> None:
    with pytest.raises(GraphQLSyntaxError, match="Expected Name, found '}'"):
        core.read(text)


def test_nesting_and_size() -> None:
    assert definitions_of("{ a " * 200 + "}" * 200) is None
    assert definitions_of("{ a(b: " + "[" * 200 + "]" * 200 + ") }") is None
    assert definitions_of("query($a: " + "[" * 200 + "Int" + "]" * 200 + ") { a }") is None
    assert definitions_of("{ " + "a " * 60_000 + "}") is None
