"""What must hold for any two schemas, tried on hundreds of random changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from graphql import GraphQLSchema

from drift.changes import diff
from drift.changes.change import Change
from drift.changes.classify import classify
from drift.changes.event import Event
from drift.schema import canonical, sdl
from drift.schema.element import Kind, Schema
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot
from tests.changes.judge import are_valid
from tests.changes.mutations import SEED_SCHEMA, mutate
from tests.changes.requests import RequestMaker
from tests.changes.schemas import core_schema, snapshot

# More of everything for a night: DRIFT_ROUNDS=20 pytest tests/changes/test_mutations.py
ROUNDS = int(os.environ.get("DRIFT_ROUNDS", "1"))
PAIRS = range(300 * ROUNDS)
# What was made of a pair, or of published schemas, is there for all tests of one worker.
in_one_worker = pytest.mark.xdist_group("schemas")
_SEED = sdl.read(SEED_SCHEMA)


@cache
def pair(number: int) -> tuple[Schema, Schema]:
    """Return two schemas that are a few changes apart; the first is itself some changes from the seed."""
    random = Random(number)
    old = mutate(_SEED, random, random.randrange(4))
    return old, mutate(old, random, 1 + random.randrange(2))


def built(schema: Schema) -> GraphQLSchema | None:
    """Return the schema as graphql-core has it, None when it is not valid."""
    return core_schema(canonical.render(schema))


@cache
def sides(number: int) -> tuple[Snapshot, Snapshot]:
    """Return the two schemas of a pair as they are stored."""
    old, new = pair(number)
    return snapshot(canonical.render(old)), snapshot(canonical.render(new))


@cache
def changes_of(number: int) -> tuple[Change, ...]:
    """Return what changed between the two schemas of a pair."""
    return classify(*sides(number)).changes


def facts(old: Schema, new: Schema, event: Event) -> set[tuple[Kind, str, str]]:
    """Return kind, coordinate and value of what was added or removed."""
    return {
        (difference.kind, difference.coordinate, str(difference.new_value or difference.old_value))
        for difference in diff.compare(old, new)
        if difference.event is event
    }


@in_one_worker
def test_a_schema_does_not_differ_from_itself() -> None:
    for number in PAIRS:
        old, _ = pair(number)
        again = sdl.read(canonical.render(old))
        assert diff.compare(old, old) == []
        assert diff.compare(old, again) == []


@in_one_worker
def test_removed_and_added_swap_when_the_sides_do() -> None:
    for number in PAIRS:
        old, new = pair(number)
        assert facts(old, new, Event.REMOVED) == facts(new, old, Event.ADDED)
        assert facts(old, new, Event.ADDED) == facts(new, old, Event.REMOVED)
        assert len(facts(old, new, Event.ALTERED)) == len(facts(new, old, Event.ALTERED))


@in_one_worker
def test_every_difference_has_a_rule_and_a_fingerprint_of_its_own() -> None:
    for number in PAIRS:
        old, new = pair(number)
        changes = changes_of(number)
        assert (old == new) == (not changes)
        assert all(change.id != "UNCLASSIFIED" for change in changes)
        assert len({change.fingerprint for change in changes}) == len(changes)


@in_one_worker
def test_what_is_not_breaking_breaks_no_request(record_property: Callable[[str, object], None]) -> None:
    """graphql-core is the judge: a request that was valid and is not any more needs a BREAKING change."""
    asked = broken = 0
    for number in PAIRS:
        old, new = pair(number)
        changes = changes_of(number)
        is_breaking = any(change.severity is Severity.BREAKING for change in changes)
        before, after = built(old), built(new)
        if before is None or after is None:
            continue
        maker = RequestMaker(old, Random(number), frozenset(change.coordinate for change in changes))
        requests = [maker.request() for _ in range(3 if is_breaking else 6)]
        were_valid = are_valid(requests, before)
        requests = [request for request, was_valid in zip(requests, were_valid, strict=True) if was_valid]
        now = are_valid(requests, after)
        asked += len(requests)
        broken += now.count(False)
        assert is_breaking or all(now), (number, requests, now, [change.message for change in changes])
    record_property("requests", asked)
    record_property("broken requests", broken)
    assert asked > 300
    assert broken > 20
