"""Answers that were saved: what is beside the schema counts, and envelopes are opened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema

from drift.errors import SchemaUnreadable
from drift.schema.element import Notice
from drift.snapshots.snapshot import Snapshot
from drift.sources.content import read_bytes

SDL = "type Query {\n  user(first: Int = 1): String\n}\n"


def read(value: object) -> Snapshot:
    return read_bytes(json.dumps(value).encode(), path="api.json", reference="api.json")


def response(*errors: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(introspection_from_schema(build_schema(SDL))))
    (query,) = (type_ for type_ in data["__schema"]["types"] if type_["name"] == "Query")
    query["fields"][0]["args"][0]["defaultValue"] = None
    data["__schema"]["types"].remove(query)
    data["__schema"]["types"].insert(0, query)
    return {"data": data, "errors": list(errors)}


PATH = ["__schema", "types", 0, "fields", 0, "args", 0, "defaultValue"]


def test_a_leaf_that_the_server_failed_to_answer_is_unknown() -> None:
    found = read(response({"message": "no", "path": PATH}))
    assert found.schema.unknown == frozenset({"Query.user(first:)#default"})
    assert found.notices == (
        Notice("the server failed to answer one value, default here; read as unknown", "Query.user(first:)"),
    )


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ({"message": "limit of types"}, '"limit of types"'),
        ({"message": "no fields", "path": [*PATH[:3], "fields"]}, '"no fields"'),
    ],
)
def test_a_part_of_a_schema_is_refused(error: dict[str, Any], shown: str) -> None:
    with pytest.raises(SchemaUnreadable) as caught:
        read(response(error))
    assert str(caught.value) == (
        f"api.json: holds a part of the schema and {shown}: introspect again and save an answer without errors"
    )


def test_no_errors_are_no_errors() -> None:
    assert read(response()).notices == ()


@pytest.mark.parametrize(
    "envelope",
    [
        {"json_version": "1", "data": {"introspection_response": SDL, "success": True}, "error": None},
        {"json_version": "2", "data": {"sdl": {"contents": SDL, "type": "graph"}, "success": True}},
    ],
)
def test_rovers_envelope_is_opened(envelope: object) -> None:
    assert read(envelope).canonical == read_bytes(SDL.encode(), path="a.graphql", reference="a").canonical


def test_an_envelope_with_something_else_in_it() -> None:
    with pytest.raises(SchemaUnreadable, match=r"^api\.json:1:1: "):
        read({"data": {"introspection_response": "oops"}})


@pytest.mark.parametrize("path", ["schema.graphql", "schema.json"])
def test_a_pointer_of_git_lfs_is_named(path: str) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    with pytest.raises(SchemaUnreadable) as caught:
        read_bytes(pointer, path=path, reference=path)
    assert str(caught.value) == (
        f"{path}: is a pointer of Git LFS, not the file itself: run `git lfs pull` (in CI: check out with LFS)"
    )


def test_what_rover_writes_when_it_fails() -> None:
    failed = {
        "json_version": "1",
        "data": {"success": False},
        "error": {"message": "no \u001b way", "code": "E1"},
    }
    with pytest.raises(SchemaUnreadable, match=r'is what rover wrote when it failed: "no \\x1b way"'):
        read(failed)
