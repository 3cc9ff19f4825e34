"""The versions that operations work with: every cell is what graphql-core says of that version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from graphql import parse

from drift.history.index import of_steps
from drift.history.timeline import Timeline
from drift.operations.copies import words_of
from drift.operations.documents import find_operations
from drift.operations.support import support
from drift.reports.listings.support import Matrix, spans
from drift.schema import canonical, sdl
from tests.changes.judge import is_valid
from tests.changes.mutations import SEED_SCHEMA, mutate
from tests.changes.requests import RequestMaker
from tests.changes.test_mutations import built
from tests.docs.conftest import demo_timeline, timeline
from tests.operations.generating import Generator

VERSIONS = 24


def matrix_of(line: Timeline, requests: list[str], folder: Path) -> Matrix:
    folder.mkdir(exist_ok=True)
    for number, request in enumerate(requests):
        (folder / f"{number:04}.graphql").write_text(request)
    return support(find_operations(folder, ["*.graphql"]), of_steps(line.steps))


@pytest.mark.parametrize("seed", range(2))
def test_every_cell_is_what_graphql_core_says(
    tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    random = Random(seed)
    schema = sdl.read(SEED_SCHEMA)
    texts: list[str] = []
    oracles = []
    requests: list[str] = []
    while len(texts) < VERSIONS:
        changed = mutate(schema, random, 1 + random.randrange(3))
        oracle = built(changed)
        if oracle is None:
            continue
        schema = changed
        texts.append(canonical.render(schema))
        oracles.append(oracle)
        if len(texts) % 3 == 1:
            maker = RequestMaker(schema, random, frozenset())
            requests += [maker.request() for _ in range(6)]
            requests += Generator(schema, random.randrange(1000)).operations(4)
    line = Timeline("api", tuple(version for text in texts for version in timeline("api", text).versions))
    # Copies count once.
    requests = list({tuple(words_of(request)): request for request in requests}.values())
    found = matrix_of(line, requests, tmp_path / "requests")
    documents = [parse(request) for request in requests]
    wrong = [
        (position, row.path, row.valid[position], requests[number])
        for number, row in enumerate(found.operations)
        for position in range(VERSIONS)
        if row.valid[position] != is_valid(documents[number], oracles[position])
    ]
    assert wrong == []
    cells = [is_valid for row in found.operations for is_valid in row.valid]
    record_property("cells", len(cells))
    record_property("valid", sum(cells))
    assert len(cells) == len(requests) * VERSIONS
    assert min(sum(cells), len(cells) - sum(cells)) > len(cells) / 10


def test_what_broke_an_operation_first(tmp_path: Path) -> None:
    line = timeline(
        "api",
        "type Query { a(x: Int): Int b: U } type U { c: Int }",
        "type Query { a(x: Int): Int b: U } type U { c: Int d: Int }",
        "type Query { a(x: Int, y: Int!): Int b: U } type U { d: Int }",
        "type Query { a(x: Int): Int b: U } type U { d: [Int] }",
    )
    found = matrix_of(
        line, ["query A { a }", "query B { b { c } }", "query C { b { d } }", "{ z }"], tmp_path / "o"
    )
    assert [(row.name, row.valid) for row in found.operations] == [
        ("A", (True, True, False, True)),
        ("B", (True, True, False, False)),
        ("C", (False, True, True, True)),
        ("<anonymous>", (False, False, False, False)),
    ]
    causes = [
        row.first_broken and [(each.id, each.coordinate) for each in row.first_broken.causes]
        for row in found.operations
    ]
    assert causes == [[("REQUIRED_ARG_ADDED", "Query.a(y:)")], [("FIELD_REMOVED", "U.c")], None, None]
    assert [row.first_broken and row.first_broken.position for row in found.operations] == [2, 2, None, None]
    assert [[error.partition(" Did")[0] for error in row.errors] for row in found.operations] == [
        [],
        ["Cannot query field 'c' on type 'U'."],
        [],
        ["Cannot query field 'z' on type 'Query'."],
    ]
    assert found.all_valid == (False,) * 4


def test_what_a_version_did_not_say_itself_is_said_by_validation(tmp_path: Path) -> None:
    """A fragment that can no longer meet its type: the change is elsewhere."""
    line = timeline(
        "api",
        "type Query { a: I } interface I { x: Int } type T implements I { x: Int } interface J { x: Int } "
        "type S implements I & J { x: Int }",
        "type Query { a: I } interface I { x: Int } type T implements I { x: Int } interface J { x: Int } "
        "type S implements I { x: Int }",
    )
    found = matrix_of(line, ["query A { a { ... on J { x } } }"], tmp_path / "o")
    (row,) = found.operations
    assert row.valid == (True, False)
    assert row.first_broken is not None
    assert row.first_broken.causes


def test_spans() -> None:
    assert list(spans([True, True, False, True])) == [(0, 1), (3, 3)]
    assert list(spans([False])) == []
    assert list(spans([True])) == [(0, 0)]


def test_only_what_changed_is_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from drift.operations import support as module

    judged: list[object] = []
    original = module.Grounds

    def counting(*arguments: object) -> object:
        judged.append(arguments)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "Grounds", counting)
    texts = [
        f"type Query {{ a: Int b: Int f{number}: Int }} type T{number} {{ x: Int }}" for number in range(20)
    ]
    texts += ["type Query { a: String b: Int }"] * 2
    line = Timeline("api", tuple(version for text in texts for version in timeline("api", text).versions))
    found = matrix_of(line, ["{ a }", "{ b }"], tmp_path / "o")
    assert all(all(row.valid) for row in found.operations)
    # Each once at the start, and the first again where the type of its field changed.
    assert len(judged) == 3


def test_the_demo(tmp_path: Path) -> None:
    found = matrix_of(demo_timeline(), ["{ me { email } }"], tmp_path / "o")
    assert len(found.rows) == 3
