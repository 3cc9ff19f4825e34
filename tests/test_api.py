"""The Python API: its names are pinned, and it gives what the commands give."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import drift
from drift.demo import release_sdl
from drift.demo.server import DemoServer
from tests.running import drift as run_drift

NAMES = [
    "AuthenticationFailed",
    "Change",
    "ConfigError",
    "DriftError",
    "Element",
    "IntrospectionRefused",
    "Kind",
    "OperationReference",
    "OperationResult",
    "Schema",
    "SchemaUnreadable",
    "Severity",
    "Snapshot",
    "SourceUnreachable",
    "StoreError",
    "UsageError",
    "Verdict",
    "__version__",
    "canonical_sdl",
    "check_operations",
    "diff",
    "introspect",
    "load_schema",
]


def test_the_names_are_pinned_documented_and_there() -> None:
    assert drift.__all__ == NAMES
    for name in NAMES:
        value = getattr(drift, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), name
    assert sorted(drift.__dir__()) == sorted(NAMES)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = drift.nothing


def test_load_introspect_and_compare(tmp_path: Path) -> None:
    path = tmp_path / "release.graphql"
    path.write_text(release_sdl(1))
    from_file = drift.load_schema(str(path))
    with DemoServer(release=1) as server:
        from_endpoint = drift.introspect(server.url, headers={"X-API-Key": server.api_key})
        with pytest.raises(drift.AuthenticationFailed):
            drift.introspect(server.url)
    assert drift.diff(from_file, from_endpoint) == ()
    assert drift.canonical_sdl(from_file) == run_drift("fetch", str(path)).out
    assert drift.canonical_sdl("type Query { b: Int a: Int }") == (
        "# graphql-drift canonical SDL 1\n\ntype Query {\n  a: Int\n  b: Int\n}\n"
    )


def test_diff_of_sdl_text() -> None:
    changes = drift.diff("type Query { a: Int b: E } enum E { A }", "type Query { b: E } enum E { A B }")
    assert [(change.id, change.severity, change.coordinate) for change in changes] == [
        ("FIELD_REMOVED", drift.Severity.BREAKING, "Query.a"),
        ("VALUE_ADDED_TO_ENUM", drift.Severity.DANGEROUS, "E.B"),
    ]
    strict = drift.diff(
        "type Query { b: E } enum E { A }", "type Query { b: E } enum E { A B }", level="strict"
    )
    assert [change.severity for change in strict] == [drift.Severity.BREAKING]


def test_what_is_no_schema_raises_one_line() -> None:
    with pytest.raises(drift.SchemaUnreadable) as caught:
        drift.canonical_sdl("type Query {")
    assert str(caught.value) == "<text>:1:13: expected a field name or '}', found the end of the text"
    with pytest.raises(drift.UsageError, match="neither a file nor a folder"):
        drift.load_schema("no-such-file.graphql")
