"""What graphql-core 3.3 reports, we report at the same element; where severities differ, we say why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import graphql
import pytest
from graphql import GraphQLSchema, build_schema

from drift.changes.change import Change
from drift.changes.classify import classify
from drift.schema import canonical, sdl
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot
from tests.changes.cases import CASES
from tests.changes.mutations import SEED_SCHEMA
from tests.changes.schemas import core_schema, snapshot
from tests.changes.test_mutations import PAIRS, changes_of, in_one_worker, sides

if TYPE_CHECKING:
    from tests.changes.core_changes import CoreChange

pytestmark = pytest.mark.skipif(
    not hasattr(graphql.utilities, "find_schema_changes"),
    reason="graphql-core before 3.3 has no such function",
)

_UNREACHED = "no root operation type leads to it, so no request and no response has to do with it"
_OPTIONAL = "an optional argument or input field changes no existing request"
_DEFAULT = "a default changes what requests that leave the argument out mean"
_REQUIRED = "without its default it became required, so requests that leave it out are invalid"
_WAS_REQUIRED = "it was required, so every existing request gives it"

# (graphql-core's id, our id where it differs or not) -> why our severity is another one.
DEVIATIONS = {
    ("TYPE_REMOVED", "TYPE_REMOVED_UNREACHABLE"): _UNREACHED,
    (
        "TYPE_REMOVED",
        "TYPE_REMOVED_SAFE",
    ): "no request names an enum or scalar that is only in answers",
    ("TYPE_CHANGED_KIND", "TYPE_CHANGED_KIND_UNREACHABLE"): _UNREACHED,
    ("FIELD_REMOVED", "FIELD_REMOVED_UNREACHABLE"): _UNREACHED,
    ("FIELD_CHANGED_KIND", "FIELD_CHANGED_KIND_UNREACHABLE"): _UNREACHED,
    (
        "FIELD_CHANGED_KIND",
        "FIELD_CHANGED_KIND_SUBSET",
    ): "every value of the new enum or scalar fits the old one",
    (
        "FIELD_CHANGED_KIND",
        "FIELD_CHANGED_KIND_CONFLICT",
    ): "every value of the new enum or scalar fits, but a "
    "request that also selects a field of that name which kept its type no longer validates",
    (
        "FIELD_CHANGED_KIND_SAFE",
        "FIELD_CHANGED_KIND_CONFLICT",
    ): "a request that also selects a field of that name which stays nullable no longer validates",
    ("REQUIRED_ARG_ADDED", "REQUIRED_ARG_ADDED_UNREACHABLE"): _UNREACHED,
    ("ARG_REMOVED", "ARG_REMOVED_UNREACHABLE"): _UNREACHED,
    ("ARG_CHANGED_KIND", "ARG_CHANGED_KIND_UNREACHABLE"): _UNREACHED,
    ("OPTIONAL_ARG_ADDED", "OPTIONAL_ARG_ADDED"): _OPTIONAL,
    ("OPTIONAL_INPUT_FIELD_ADDED", "OPTIONAL_INPUT_FIELD_ADDED"): _OPTIONAL,
    ("REQUIRED_INPUT_FIELD_ADDED", "REQUIRED_INPUT_FIELD_ADDED_UNREACHABLE"): _UNREACHED,
    ("ARG_DEFAULT_VALUE_ADDED", "ARG_DEFAULT_VALUE_ADDED"): _DEFAULT,
    ("INPUT_FIELD_DEFAULT_VALUE_ADDED", "INPUT_FIELD_DEFAULT_VALUE_ADDED"): _DEFAULT,
    ("ARG_DEFAULT_VALUE_CHANGE", "ARG_BECAME_REQUIRED"): _REQUIRED,
    ("ARG_DEFAULT_VALUE_CHANGE", "ARG_BECAME_REQUIRED_UNREACHABLE"): _UNREACHED,
    ("ARG_DEFAULT_VALUE_CHANGE", "ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE"): _UNREACHED,
    ("INPUT_FIELD_DEFAULT_VALUE_CHANGE", "INPUT_FIELD_BECAME_REQUIRED"): _REQUIRED,
    ("INPUT_FIELD_DEFAULT_VALUE_CHANGE", "INPUT_FIELD_BECAME_REQUIRED_UNREACHABLE"): _UNREACHED,
    ("INPUT_FIELD_DEFAULT_VALUE_CHANGE", "INPUT_FIELD_DEFAULT_VALUE_CHANGE_UNREACHABLE"): _UNREACHED,
    ("VALUE_ADDED_TO_ENUM", "VALUE_ADDED_TO_ENUM_SAFE"): "no field that requests reach answers with the enum",
    (
        "VALUE_REMOVED_FROM_ENUM",
        "VALUE_REMOVED_FROM_ENUM_SAFE",
    ): "no argument that requests reach takes the enum",
    ("TYPE_ADDED_TO_UNION", "TYPE_ADDED_TO_UNION_UNREACHABLE"): _UNREACHED,
    ("TYPE_REMOVED_FROM_UNION", "TYPE_REMOVED_FROM_UNION_UNREACHABLE"): _UNREACHED,
    (
        "IMPLEMENTED_INTERFACE_ADDED",
        "IMPLEMENTED_INTERFACE_ADDED_SAFE",
    ): "the interface is new, unreachable or "
    "implemented by another interface: possible types of nothing that requests name change",
    ("IMPLEMENTED_INTERFACE_REMOVED", "IMPLEMENTED_INTERFACE_REMOVED_SAFE"): "the type is unreachable or an "
    "interface: possible types of nothing that requests name change",
    ("DIRECTIVE_REMOVED", "DIRECTIVE_REMOVED_SAFE"): "it is for schemas only",
    ("DIRECTIVE_LOCATION_REMOVED", "DIRECTIVE_LOCATION_REMOVED_SAFE"): "no request has such a place",
    ("DIRECTIVE_REPEATABLE_REMOVED", "DIRECTIVE_REPEATABLE_REMOVED_SAFE"): "it is for schemas only",
    ("DIRECTIVE_ARG_REMOVED", "DIRECTIVE_ARG_REMOVED_UNREACHABLE"): "it is for schemas only",
    ("REQUIRED_DIRECTIVE_ARG_ADDED", "REQUIRED_DIRECTIVE_ARG_ADDED_UNREACHABLE"): "it is for schemas only",
}
# Other names for the same finding, with the same severity.
SYNONYMS = {
    ("ARG_DEFAULT_VALUE_ADDED", "ARG_DEFAULT_VALUE_ADDED_SAFE"): _WAS_REQUIRED,
    ("ARG_DEFAULT_VALUE_ADDED", "ARG_DEFAULT_VALUE_ADDED_UNREACHABLE"): _UNREACHED,
    ("INPUT_FIELD_DEFAULT_VALUE_ADDED", "INPUT_FIELD_DEFAULT_VALUE_ADDED_SAFE"): _WAS_REQUIRED,
    ("INPUT_FIELD_DEFAULT_VALUE_ADDED", "INPUT_FIELD_DEFAULT_VALUE_ADDED_UNREACHABLE"): _UNREACHED,
}
# What graphql-core reports and we do not, because nothing changed.
EQUAL_DEFAULTS = {"ARG_DEFAULT_VALUE_CHANGE", "INPUT_FIELD_DEFAULT_VALUE_CHANGE"}
# BREAKING and DANGEROUS changes that graphql-core does not know.
OURS_ALONE = {
    "ONE_OF_ADDED": "it does not compare @oneOf",
    "SPECIFIED_BY_CHANGED": "it does not compare @specifiedBy",
    "ROOT_OPERATION_TYPE_CHANGED": "it does not compare root operation types",
    "ROOT_OPERATION_TYPE_REMOVED": "it does not compare root operation types",
}


def names_for(id_: str) -> set[str]:
    """Return our ids for one of graphql-core's."""
    return {id_} | {ours for core, ours in (*DEVIATIONS, *SYNONYMS) if core == id_}


def compared(changes: Iterable[Change], before: GraphQLSchema, after: GraphQLSchema) -> list[str]:
    """Return what we and graphql-core report differently, without a reason."""
    from tests.changes.core_changes import core_changes

    theirs = core_changes(before, after)
    return [*disagreements(changes, theirs), *alone(changes, theirs)]


def disagreements(changes: Iterable[Change], found: list[CoreChange]) -> Iterator[str]:
    """Yield what graphql-core reports and we do not, or with another severity and no reason."""
    ours: dict[str, dict[str, int]] = {}
    for change in changes:
        ours.setdefault(change.coordinate, {})[change.id] = change.severity
    for theirs in found:
        here = ours.get(theirs.coordinate, {})
        if theirs.coordinate.endswith("("):
            here = {
                id_: s
                for key, found in ours.items()
                if key.startswith(theirs.coordinate)
                for id_, s in found.items()
            }
        matching = names_for(theirs.id) & here.keys()
        if not matching:
            yield f"{theirs} is not reported: {here}"
        for id_ in matching:
            if here[id_] != theirs.severity and (theirs.id, id_) not in DEVIATIONS:
                yield f"{theirs} is {here[id_]} in {id_}"


def alone(changes: Iterable[Change], found: list[CoreChange]) -> Iterator[str]:
    """Yield our BREAKING and DANGEROUS changes that graphql-core says nothing of, and should."""
    theirs: dict[str, set[str]] = {}
    for change in found:
        theirs.setdefault(change.coordinate, set()).update(names_for(change.id))
    for ours in changes:
        here = theirs.get(ours.coordinate, set())
        if ours.severity < Severity.DANGEROUS or ours.id in OURS_ALONE or ours.id in here:
            continue
        # It looks into no type whose kind changed; we compare the fields of objects and interfaces even then.
        if "TYPE_CHANGED_KIND" in theirs.get(ours.coordinate.split(".")[0], set()):
            continue
        # It compares the default of an argument only where the type stays compatible.
        if not ("DEFAULT" in ours.id or "REQUIRED" in ours.id) or not here & {
            "ARG_CHANGED_KIND",
            "FIELD_CHANGED_KIND",
        }:
            yield f"{ours.id} {ours.coordinate}"


def test_on_the_table() -> None:
    count = 0
    for case in CASES:
        old, new = snapshot(case.old), snapshot(case.new)
        before, after = core_schema(old.canonical), core_schema(new.canonical)
        if before is None or after is None:
            continue
        count += 1
        found = compared(classify(old, new).changes, before, after)
        if "coercion" not in case.title and not EQUAL_DEFAULTS & set(case.near):
            assert found == [], case.title
    assert count > 100


@in_one_worker
def test_on_mutations() -> None:
    count = 0
    for number in PAIRS[:150]:
        old, new = sides(number)
        before, after = core_schema(old.canonical), core_schema(new.canonical)
        if before is not None and after is not None:
            count += 1
            assert compared(changes_of(number), before, after) == []
    assert count > 80


def test_the_seed_of_the_mutations_is_valid() -> None:
    assert core_schema(canonical.render(sdl.read(SEED_SCHEMA))) is not None


@cache
def published(path: Path) -> tuple[Snapshot, GraphQLSchema]:
    """Return a published schema as we read it, and as graphql-core builds it from our canonical text."""
    schema = snapshot(path.read_text(encoding="utf-8"), str(path))
    return schema, build_schema(schema.canonical, assume_valid=True, assume_valid_sdl=True, no_location=True)


@cache
def published_changes(old: Path, new: Path) -> tuple[Change, ...]:
    """Return what changed between two published schemas."""
    return classify(published(old)[0], published(new)[0]).changes


def published_pairs(corpus: Path) -> list[tuple[Path, Path]]:
    """Return every ordered pair of versions of one API."""
    pairs: list[tuple[Path, Path]] = []
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        pairs += permutations(sorted(folder.glob("*.graphql*")), 2)
    assert pairs
    return pairs


@pytest.mark.corpus
@in_one_worker
def test_on_published_schemas(corpus: Path, record_property: Callable[[str, object], None]) -> None:
    counts: Counter[str] = Counter()
    for old_path, new_path in published_pairs(corpus):
        (_, before), (_, after) = published(old_path), published(new_path)
        changes = published_changes(old_path, new_path)
        assert compared(changes, before, after) == []
        counts.update(change.severity.name for change in changes)
        assert all(change.id != "UNCLASSIFIED" for change in changes)
        assert len({change.fingerprint for change in changes}) == len(changes)
    for severity, count in counts.items():
        record_property(severity, count)
