"""Many operations validated as one document, against graphql-core's rules asked of each alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from graphql import build_schema, parse, validate

from drift.operations.clients import compiled
from drift.operations.documents import find_operations
from drift.operations.rules import RULES
from drift.operations.validation import faults_of
from drift.schema import sdl
from tests.operations.project import write

SCHEMA = (
    "type Query { a(i: In, n: Int! = 1, l: [Int!]): A  node(id: ID!): Node  any: U }\n"
    "type Subscription { on: A }\n"
    "interface Node { id: ID! }\n"
    "type A implements Node { id: ID!  name: String  e(e: E): E  next: A  same: Int }\n"
    "type B implements Node { id: ID!  name: Int  next: B  same: Int }\n"
    "type C { id: Int }\n"
    "union U = A | C\n"
    "enum E { X Y }\n"
    "input In { x: Int!  in: In  e: E }\n"
)
# Each right in one place and subtly wrong in another: an unknown field, an impossible fragment, a conflict, a variable.
SELECTIONS = (
    "id", "name", "gone", "same: id", "same", "e(e: X)", "e(e: Z)", "e(e: $e)", "next { id name }", "next", "e: name",
    "... on A { name }", "... on B { name }", "... on C { id }", "... on Gone { id }", "...F0", "...F1", "...F2",
    "...Missing", "id @include(if: $b)", "id @gone", "id @skip", "__typename", "... @include(if: true) { id }",
)  # fmt: skip
ROOTS = (
    "a {%s}", "a(n: $n) {%s}", "a(i: {x: 1}) {%s}", "a(i: {e: X}) {%s}", "a(l: [1, $n]) {%s}", "node(id: 1) {%s}",
    "any {%s}", "x: a(n: 2) {%s} x: a {%s}", "a(n: 1, n: 2) {%s}", "a(i: {x: 1, x: 2}) {%s}",
)  # fmt: skip
HEADS = (
    "",
    "($n: Int)",
    "($n: Int!)",
    "($e: E, $b: Boolean!)",
    "($e: String, $e: E)",
    "($n: A)",
    "($n: Int! = null)",
)


def _document(random: Random, number: int) -> str:
    def selections() -> str:
        return f" {' '.join(random.sample(SELECTIONS, random.randint(1, 4)))} "

    root = random.choice(ROOTS)
    body = root.replace("%s", selections())
    kind, body = ("subscription", "on { id } __typename") if random.random() < 0.1 else ("query", body)
    return f"{kind} Q{number}{random.choice(HEADS)} {{ {body} }}"


def _fragments(random: Random) -> dict[str, str]:
    types = [random.choice(("A", "B", "Node", "U", "Gone")) for _ in range(3)]
    return {
        f"F{number}": f"fragment F{number} on {type_} {{ {' '.join(random.sample(SELECTIONS, 3))} }}"
        for number, type_ in enumerate(types)
    }


def _needed(operation: str, fragments: dict[str, str]) -> Iterable[str]:
    texts = [operation]
    for text in texts:
        for name, fragment in fragments.items():
            if f"...{name}" in text and fragment not in texts:
                texts.append(fragment)
    return texts


def _said(messages: Iterable[str]) -> list[str]:
    # Where a circle begins depends on what is visited first.
    circle = re.compile(r"Cannot spread fragment .* within itself.*")
    return sorted({circle.sub("a circle of fragments", message) for message in messages})


@pytest.mark.parametrize("seed", range(40))
def test_errors_are_given_to_the_operations_that_reach_them(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    fragments = _fragments(random)
    texts = {f"q{number}": _document(random, number) for number in range(12)}
    files = {f"{name}.graphql": text for name, text in {**texts, **fragments}.items()}
    schema = sdl.read(SCHEMA)
    documents, _ = compiled(find_operations(write(tmp_path, files), ["*.graphql"]), schema)
    found = faults_of(schema, documents)
    full = build_schema(SCHEMA)
    compared = 0
    for document in documents:
        if document.item.kind == "fragment":
            continue
        operation = texts[document.item.path.removesuffix(".graphql")]
        errors = validate(full, parse("\n".join(_needed(operation, fragments))), RULES)
        expected = _said(error.message for error in errors)
        assert _said(fault.message for fault in found.get(document, ())) == expected, operation
        compared += len(expected)
    assert compared > 5
