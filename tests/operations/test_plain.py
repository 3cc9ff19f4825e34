"""What is called plainly valid is valid, whatever was done to schema and operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse

from drift.demo import copy_sdk, release_sdl
from drift.operations import core
from drift.operations.clients import compiled
from drift.operations.documents import find_operations
from drift.operations.plain import Plain
from drift.schema import sdl
from drift.schema.element import Schema
from tests.changes.judge import is_valid
from tests.changes.requests import RequestMaker
from tests.changes.test_mutations import PAIRS, built, changes_of, in_one_worker, pair, sides
from tests.fuzz.mutate import mutate_text


def plain(schema: Schema) -> Plain:
    return Plain(schema)


def parsed(text: str) -> DocumentNode | None:
    """Return the document when it is one operation, first, with fragments."""
    try:
        core.read(text)
        document = parse(text)
    except (GraphQLError, RecursionError):
        return None
    kinds = [isinstance(node, OperationDefinitionNode) for node in document.definitions]
    return document if kinds[0] and not any(kinds[1:]) else None


@in_one_worker
def test_whatever_is_plain_is_valid(record_property: Callable[[str, object], None]) -> None:
    counts: Counter[str] = Counter()
    for number in PAIRS:
        schemas = [schema for schema in pair(number) if built(schema) is not None]
        if len(schemas) < 2:
            continue
        random = Random(number)
        maker = RequestMaker(
            schemas[0], random, frozenset(change.coordinate for change in changes_of(number))
        )
        requests = [maker.request() for _ in range(4)]
        requests += [mutate_text(random, request, requests) for request in requests for _ in range(6)]
        documents = {request: parsed(request) for request in requests}
        for schema, side in zip(schemas, sides(number), strict=True):
            oracle, judge = built(schema), plain(side.schema)
            assert oracle is not None
            for request, document in documents.items():
                if document is None:
                    continue
                said = judge.is_valid(core.read(request))
                # What is not called plain goes to graphql-core anyway: a third of it shows that there is enough.
                if not said and number % 3:
                    continue
                valid = is_valid(document, oracle)
                assert valid or not said, request
                counts["plain" if said else "valid, and not plain" if valid else "not valid"] += 1
    for what, count in counts.items():
        record_property(what, count)
    assert counts["plain"] > 1000
    assert counts["not valid"] > 150


SCHEMA = """
type Query { a(i: Int!, s: [String!], e: E, o: O, f: Float, id: ID, b: Boolean, x: X, d: Int! = 3): A n: N u: U t: T }
type A implements N { id: ID! a: A e: E n: N } interface N { id: ID! } type B implements N { id: ID! c: Int }
union U = A | B enum E { RED } input O { r: Int! o: O l: [O!] d: Int! = 1 } input X @oneOf { p: Int } scalar T
type Mutation { m: Int } directive @k on FIELD
"""
PLAIN = [
    "{ t }",
    "query Q { t u { __typename } }",
    "mutation { m }",
    '{ a(i: 1, s: "x", e: RED, f: 1, id: 3, b: true) { id } }',
    '{ a(i: 1, s: ["x", "y"], f: 1.5, id: "x") { id a { id e } } }',
    "{ a(i: 1, o: {r: 1, o: {r: 2}, l: {r: 3}}) { id } }",
    "query($i: Int!, $o: O) { a(i: $i, o: $o) { id } }",
    "query($r: Int!) { a(i: 1, o: {r: $r}) { id } }",
    "query($s: [String!]!) { a(i: 1, s: $s) { id } }",
    "{ n { id ... on A { e } ... on B { c } } u { ... on N { id } } }",
    "{ n { ...F } t } fragment F on A { id e }",
    "{ n { id id ... on A { id } } }",
    "query($b: Boolean!) { t @skip(if: $b) n @include(if: true) { id } }",
    "{ a(i: 1, s: null, e: null) { x: id y: id } }",
    "query($v: Int) { a(i: $_put_in_1, f: $_put_in_2) { id } t n { id @skip(if: true) } }".replace(
        "($v: Int)", ""
    ),
]
NOT_PLAIN = [
    "{ zz }", "{ a { id } }", "{ a(i: 1) }", "{ t { x } }", "{ a(i: 1, i: 2) { id } }", "{ a(i: 1, z: 1) { id } }",
    "{ a(i: null) { id } }", '{ a(i: "1") { id } }', "{ a(i: 3000000000) { id } }", "{ a(i: 1, e: BLUE) { id } }",
    '{ a(i: 1, e: "RED") { id } }', "{ a(i: 1, o: 1) { id } }", "{ a(i: 1, o: {}) { id } }",
    "{ a(i: 1, o: {r: 1, r: 2}) { id } }", "{ a(i: 1, o: {r: 1, z: 2}) { id } }", "{ a(i: 1, x: {p: null}) { id } }",
    "{ a(i: 1, s: [null]) { id } }", "{ a(i: 1, s: [[]]) { id } }", "{ a(i: 1, b: 1) { id } }",
    "{ a(i: 1, f: 1e999) { id } }", "query($i: Int) { a(i: $i) { id } }", "query($i: Int!) { t }",
    "{ a(i: $i) { id } }", "query($i: Zed) { a(i: $i) { id } }", "query($i: A) { t }",
    "query($i: Int!, $i: Int!) { a(i: $i) { id } }", "query($i: Int! = 1) { a(i: $i) { id } }",
    "query($s: [String]) { a(i: 1, s: $s) { id } }", "{ n { ... on Query { t } } }", "{ n { ... on Zed { id } } }",
    "{ n { ... on E { id } } }", "{ ...Zed }", "{ n { ...F } } fragment F on N { ...F }",
    "{ a(i: 1) { id } a(i: 2) { id } }", "{ x: t x: u { __typename } }", "{ t @zz }", "{ t @skip }",
    "{ t @skip(if: 1) }", "{ t @skip(if: true) @skip(if: true) }", "query @skip(if: true) { t }", "{ t @k }",
    "subscription { t }", "{ __schema { types { name } } }", "{ u { id } }",
    "{ n { ...F } t } fragment F on A { id z }", "{ n { id ... on A { id: e } } }",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str) -> None:
    assert plain(sdl.read(SCHEMA)).is_valid(core.read(text))


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_not_plain(text: str) -> None:
    assert not plain(sdl.read(SCHEMA)).is_valid(core.read(text))


def test_no_work_without_end() -> None:
    fragments = "".join(
        f"fragment F{n} on A {{ x: a {{ ...F{n + 1} }} y: a {{ ...F{n + 1} }} }} " for n in range(40)
    )
    document = core.read("{ a(i: 1) { ...F0 } } " + fragments + "fragment F40 on A { id }")
    assert not plain(sdl.read(SCHEMA)).is_valid(document)
    assert not plain(sdl.read(SCHEMA)).is_valid(core.read("{ a(i: 1) " + "{ a " * 100 + "{ id }" + "}" * 101))


def test_the_sdk_of_the_demo_is_plain(tmp_path: Path) -> None:
    copy_sdk(tmp_path / "sdk")
    operations = find_operations(tmp_path, ["sdk/operations/*.graphql", "sdk/python/*.py"])
    judge = plain(sdl.read(release_sdl(1)))
    doubted = [each.item.name for each in compiled(operations)[0] if not judge.is_valid(each.definitions)]
    assert len(doubted) <= 3, doubted
