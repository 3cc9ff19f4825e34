"""Introspection results that leave something out: what is known is rebuilt, the rest is unknown, nothing is none."""

from __future__ import annotations

import json
from typing import Any

from graphql import build_schema, introspection_from_schema

from drift.changes.classify import classify
from drift.schema import introspection
from drift.schema.element import Omission, Schema
from drift.snapshots.snapshot import Snapshot
from drift.sources.content import from_introspection
from tests.changes.schemas import snapshot

SDL = """
type Query { node: Node user: User }
interface Entity { id: ID }
interface Node implements Entity { id: ID }
type User implements Node & Entity { id: ID }
type Team implements Entity { id: ID }
type Plain { id: ID }
"""


def answer(*without: str, possible: bool = True) -> dict[str, Any]:
    """Return the schema's introspection result, with null for the interfaces of the types that are named."""
    result: dict[str, Any] = json.loads(json.dumps(introspection_from_schema(build_schema(SDL))))
    for type_ in result["__schema"]["types"]:
        if type_["name"] in without:
            type_["interfaces"] = None
        if type_["kind"] == "INTERFACE" and not possible:
            type_["possibleTypes"] = None
    return result


def read(result: dict[str, Any]) -> tuple[Schema, list[tuple[str | None, str]]]:
    schema = introspection.read(result)
    return schema, [(notice.coordinate, notice.text) for notice in schema.notices]


def implemented(schema: Schema, name: str) -> list[str]:
    return [child.name for child in schema.types[name].children if child.kind.name == "IMPLEMENTS"]


def snapshot_of(result: dict[str, Any]) -> Snapshot:
    return from_introspection(result, path="api.json", reference="api")


def test_the_interfaces_of_objects_are_rebuilt_from_possible_types() -> None:
    schema, notices = read(answer("User", "Team", "Plain"))
    assert implemented(schema, "User") == ["Entity", "Node"]
    assert implemented(schema, "Team") == ["Entity"]
    assert implemented(schema, "Plain") == []
    assert schema.unknown == frozenset()
    assert notices == [
        (
            "Plain",
            "comes without its interfaces, like 2 other types; read from the possible types of the interfaces",
        )
    ]
    assert classify(snapshot(SDL), snapshot_of(answer("User", "Team", "Plain"))).changes == ()


def test_without_possible_types_they_are_unknown_and_not_compared() -> None:
    result = answer("User", possible=False)
    schema, notices = read(result)
    assert schema.unknown == frozenset({"User#interfaces"})
    assert notices == [("User", "comes without its interfaces; read as unknown, not compared")]
    for old, new in ((snapshot(SDL), snapshot_of(result)), (snapshot_of(result), snapshot(SDL))):
        assert [change.id for change in classify(old, new).changes] == []


def test_what_is_unknown_survives_the_snapshot() -> None:
    stored = snapshot(snapshot_of(answer("User", possible=False)).canonical)
    assert stored.schema.unknown == frozenset({"User#interfaces"})
    assert classify(snapshot(SDL), stored).changes == ()


def test_an_interface_among_others_that_tell_is_unknown() -> None:
    schema, notices = read(answer("Node"))
    assert schema.unknown == frozenset({"Node#interfaces"})
    assert notices == [("Node", "comes without its interfaces; read as unknown, not compared")]
    assert classify(snapshot(SDL), snapshot_of(answer("Node"))).changes == ()


def test_a_server_that_tells_null_of_all_interfaces_can_not_say_it() -> None:
    schema, notices = read(answer("Node", "Entity"))
    assert Omission.INTERFACE_INTERFACES in schema.omits
    assert (schema.unknown, notices) == (frozenset(), [])
    assert classify(snapshot(SDL), snapshot_of(answer("Node", "Entity"))).changes == ()
