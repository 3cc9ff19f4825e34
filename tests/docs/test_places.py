from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.docs.places import Places, file_stems, name_versions, source_folders
from drift.docs.source import SiteSource
from drift.schema import sdl
from tests.docs.conftest import demo_timeline, timeline


@given(st.lists(st.text(alphabet="aAbBcCoOnN_0.-/ \\é\0", max_size=140), unique=True, max_size=12))
def test_file_names_are_safe_and_unique_on_a_disk_that_ignores_case(names: list[str]) -> None:
    stems = file_stems(names)
    assert stems.keys() == set(names)
    assert len({stem.lower() for stem in stems.values()}) == len(names)
    for stem in stems.values():
        assert stem
        assert stem[0] not in ".-"
        assert stem[-1] != "."
        assert len(stem) < 150
        assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


@pytest.mark.parametrize(
    "name", ["CON", "con", "nul", "COM1", "lpt9", "index", "Index", "aux.txt", "a" * 130, "..", ""]
)
def test_names_that_a_disk_or_a_server_reads_otherwise_get_a_suffix(name: str) -> None:
    stem = file_stems([name])[name]
    assert stem != name
    assert stem == file_stems([name, "Other"])[name]


def test_the_oldest_of_names_that_differ_in_case_keeps_its_address() -> None:
    ages = {"Alert": 0, "ALERT": 3, "alert": 1}
    stems = file_stems(ages, age=ages.__getitem__)
    assert stems["Alert"] == "Alert"
    assert file_stems(["Alert"])["Alert"] == "Alert"
    assert stems["ALERT"].startswith("ALERT-")
    assert stems["alert"].startswith("alert-")


def test_addresses() -> None:
    schema = sdl.read(
        "directive @auth(role: String) on FIELD_DEFINITION enum E { A } "
        "type Query { user(id: ID): User index: E } type User { name(short: Boolean): String }"
    )
    places = Places(schema)
    index = places.operation_page("query", "index")
    assert index.startswith("queries/index-")
    assert {coordinate: places.address(coordinate) for coordinate in schema.by_coordinate} == {
        "@auth": "directives/auth.html",
        "@auth(role:)": "directives/auth.html#@auth(role:)",
        "E": "types/E.html",
        "E.A": "types/E.html#E.A",
        "Query": "types/Query.html",
        "Query.index": index,
        "Query.user": "queries/user.html",
        "Query.user(id:)": "queries/user.html#Query.user(id:)",
        "User": "types/User.html",
        "User.name": "types/User.html#User.name",
        "User.name(short:)": "types/User.html#User.name(short:)",
    }
    assert places.address("Nothing") is None
    assert places.type_page("String") is None


def test_one_root_type_for_two_operations_is_documented_once() -> None:
    schema = sdl.read("schema { query: Root mutation: Root } type Root { a: Int }")
    places = Places(schema)
    assert places.operations.keys() == {"query"}
    assert places.address("Root.a") == "queries/a.html"


def test_versions_are_called_by_the_shortest_label_that_tells_them_apart() -> None:
    assert [one.label for one in name_versions(demo_timeline().versions)] == ["1.0", "1.1", "2.0"]
    monthly = timeline("api", "type Query { a: Int }", "type Query { b: Int }")
    assert [(one.label, one.slug, one.date) for one in name_versions(monthly.versions)] == [
        ("2026-01-01", "2026-01-01T06-00-00Z", "2026-01-01"),
        ("2026-02-01", "2026-02-01T06-00-00Z", "2026-02-01"),
    ]
    same_day = timeline("api", "type Query { a: Int }", "type Query { b: Int }", days=0)
    assert [one.label for one in name_versions(same_day.versions)] == ["2026-01-01 06:00:00"] * 2


def test_a_source_called_like_our_folder_gets_another_one() -> None:
    text = "type Query { a: Int }"
    folders = source_folders([SiteSource(timeline(name, text)) for name in ("assets", "API", "api")])
    assert folders["API"] == "API"
    assert folders["assets"].startswith("assets-")
    assert folders["api"].startswith("api-")
