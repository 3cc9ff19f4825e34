"""Published schemas lack definitions that they name: they are compared anyway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import drift.demo
from drift.schema import canonical, sdl
from drift.schema.element import TYPE_KINDS, Kind, Schema
from drift.severity import Severity
from tests.changes.schemas import compared

RELEASES = Path(drift.demo.__file__).parent / "releases"
OLD, NEW = (sdl.read((RELEASES / f"release-{number}.graphql").read_text()) for number in (1, 3))
NAMES = sorted(element.name for element in OLD.elements if element.kind in TYPE_KINDS | {Kind.DIRECTIVE})


def without(schema: Schema, names: set[str]) -> str:
    return canonical.render(
        replace(schema, elements=tuple(element for element in schema.elements if element.name not in names))
    )


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(NAMES), min_size=1, max_size=20))
def test_any_definition_may_be_missing(names: set[str]) -> None:
    cut = without(OLD, names)
    for old, new in ((cut, canonical.render(NEW)), (canonical.render(NEW), cut), (cut, without(OLD, set()))):
        for change in compared(old, new).changes:
            if change.severity is Severity.BREAKING:
                assert (change.witness is None) <= (change.witness_note is not None)
            else:
                assert change.witness is None


def test_what_is_named_and_missing() -> None:
    old = (
        "type Query { pet: Pet gone: Gone } union Pet = Cat | Dog "
        "type Cat implements Animal { id: ID } type Gone { id: ID }"
    )
    new = "type Query { pet: Pet } union Pet = Cat type Cat { id: ID }"
    found = [(change.id, change.coordinate, change.severity) for change in compared(old, new).changes]
    assert sorted(found) == [
        ("FIELD_REMOVED", "Query.gone", Severity.BREAKING),
        ("IMPLEMENTED_INTERFACE_REMOVED", "Cat", Severity.BREAKING),
        ("TYPE_REMOVED", "Gone", Severity.BREAKING),
        ("TYPE_REMOVED_FROM_UNION", "Pet", Severity.BREAKING),
    ]
