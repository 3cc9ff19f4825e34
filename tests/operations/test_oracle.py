"""Verdicts against graphql-core on the whole schema: `broken` means that it finds the operation newly invalid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from graphql import GraphQLSchema

from drift.changes.change import Change, Verdict
from drift.operations import core
from drift.operations.documents import find_operations
from drift.operations.pruned import pruned
from drift.operations.verdicts import check_operations
from drift.schema import sdl
from drift.snapshots.snapshot import Snapshot
from tests.changes.judge import are_valid
from tests.changes.requests import RequestMaker
from tests.changes.test_mutations import PAIRS, built, changes_of, in_one_worker, pair, sides
from tests.changes.test_oracle import published, published_changes, published_pairs


def verify(
    requests: list[str],
    sides: tuple[Snapshot, Snapshot],
    changes: tuple[Change, ...],
    oracles: tuple[GraphQLSchema, GraphQLSchema],
    folder: Path,
) -> Counter[str]:
    """Assert that each request gets the verdict that graphql-core's whole schemas give it; count the verdicts."""
    # An operation that is in several files counts once.
    requests = list(dict.fromkeys(requests))
    for number, request in enumerate(requests):
        (folder / f"{number:04}.graphql").write_text(request)
    operations = find_operations(folder, ["*.graphql"])
    assert len(operations.operations) == len(requests)
    results = check_operations(operations, *sides, changes)
    were_valid, are_valid_now = (are_valid(requests, schema) for schema in oracles)
    counts: Counter[str] = Counter()
    for result in results:
        number = int(result.operation.path.partition(".")[0])
        before, after = were_valid[number], are_valid_now[number]
        verdict = result.operation.verdict
        counts[verdict.value] += 1
        assert (verdict in (Verdict.INVALID_ALREADY, Verdict.BROKEN)) == (not after), result
        assert (verdict is Verdict.BROKEN) == (not after) or not before, result
        assert bool(result.errors) == (not after), result
    for path in folder.iterdir():
        path.unlink()
    return counts


@in_one_worker
def test_random_requests_on_mutations(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    counts: Counter[str] = Counter()
    for number in PAIRS[:150]:
        old, new = pair(number)
        before, after = built(old), built(new)
        if before is None or after is None:
            continue
        changes = changes_of(number)
        maker = RequestMaker(old, Random(number), frozenset(change.coordinate for change in changes))
        requests = [maker.request() for _ in range(4)]
        requests += [change.witness for change in changes if change.witness]
        counts += verify(requests, sides(number), changes, (before, after), tmp_path)
    for verdict, count in counts.items():
        record_property(verdict, count)
    assert counts["broken"] > 40
    assert counts["unaffected"] > 100


@pytest.mark.corpus
@pytest.mark.slow
@in_one_worker
def test_requests_on_published_schemas(
    corpus: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    counts: Counter[str] = Counter()
    for old_path, new_path in published_pairs(corpus):
        (old, before), (new, after) = published(old_path), published(new_path)
        changes = published_changes(old_path, new_path)
        witnesses = [change.witness for change in changes if change.witness]
        # What breaks on the way back is mostly fine, or invalid already, on the way there.
        back = published_changes(new_path, old_path)
        others = [change.witness for change in back if change.witness]
        random = Random(len(witnesses))
        requests = [
            request for found in (witnesses, others) for request in random.sample(found, min(12, len(found)))
        ]
        counts += verify(requests, (old, new), changes, (before, after), tmp_path)
    for verdict, count in counts.items():
        record_property(verdict, count)
    assert counts["broken"] > 100
    assert sum(counts.values()) > 200


def test_a_pruned_schema_has_no_more_than_is_touched() -> None:
    schema = sdl.read(
        "type Query { a(i: I): A b: B n: Node } type A { id: ID e: E } type B implements Node { id: ID c: C } "
        "type C implements Node { id: ID } interface Node { id: ID } input I { j: J } input J { e: E } enum E { X } "
        "input Untouched { a: Int }"
    )
    found = pruned(schema, core.read("{ a { id } n { id } }"))
    own = {name for name in found.type_map if not name.startswith("__")}
    assert own == {
        *("Query", "A", "Node", "B", "C", "I", "J", "E"),
        *("Int", "Float", "String", "Boolean", "ID", "Placeholder__"),
    } - {"Int", "Float"}
