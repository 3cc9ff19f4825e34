"""The index of lives: what it says is what the versions say, whatever became of its file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drift.history import index_file, lives
from drift.history.index import Index, of_steps
from drift.history.life import life_of
from drift.history.timeline import Timeline, of_source
from drift.schema import sdl
from drift.schema.element import Element, Schema
from drift.snapshots.store import Store
from drift.snapshots.version import Arrival
from tests.docs.conftest import demo_timeline, folder_timeline, timeline
from tests.running import drift

START = datetime(2025, 1, 1, tzinfo=UTC)
TEXTS = (
    "type Query { a: Int }",
    'type Query { a(x: Int = 1): Int @deprecated(reason: "no") b: [E!]! } enum E { A B }',
    '"told" type Query { "of it" a(x: Int = 1): Int b: [E!]! } enum E { A B @deprecated } directive @d(r: Int) on FIELD',
    "schema { query: Root } type Root { b: I } interface I { c: U } union U = T | S type T implements I { c: U } "
    'type S { d(i: In): Date } input In @oneOf { e: Int f: String } scalar Date @specifiedBy(url: "https://x.y")',
    "type Query { a: Int } type schema { b: Int }",
)


def bare(element: Element) -> Element:
    return replace(element, description=None, children=tuple(map(bare, element.children)))


def without_descriptions(schema: Schema) -> Schema:
    return Schema(tuple(map(bare, schema.elements)), schema.omits, schema.unknown)


def check(index: Index, line: Timeline) -> None:
    """Assert that the index gives back every version."""
    assert [row.name for row in index.rows] == [version.name for version in line.versions]
    for position, version in enumerate(line.versions):
        assert index.schema(position) == without_descriptions(version.snapshot.schema), version.name


@pytest.mark.parametrize("line", [demo_timeline(), timeline("api", *TEXTS)], ids=["demo", "all kinds"])
def test_it_gives_back_every_version(line: Timeline) -> None:
    index = of_steps(line.steps)
    check(index, line)
    for count in range(1, len(line.versions) + 1):
        check(index.upto(count), Timeline("api", line.versions[:count]))
        later = of_steps(Timeline("api", line.versions[count - 1 :]).steps)
        assert index.upto(count).joined(later) == index
    read = index_file.read(
        index_file.render(index_file.Kept(index, ((1, 2),) * len(index.rows), ("*Payload",)))
    )
    assert read is not None
    assert read.index == index
    assert read.stamps == ((1, 2),) * len(index.rows)


@pytest.mark.parametrize("source", ["github", "panther", "saleor", "braintree"])
def test_it_gives_back_published_schemas(corpus: Path, source: str) -> None:
    line = folder_timeline(corpus / source)
    check(of_steps(line.steps), line)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "snapshots")
    store.merge("api", (arrival(number) for number in range(6)))
    return store


def text_of(*fields: str) -> str:
    body = "".join(f"  {field}: Int\n" for field in sorted(fields))
    return f"# graphql-drift canonical SDL 1\n\ntype Query {{\n{body}}}\n"


def arrival(number: int) -> Arrival:
    fields = ["a", *(f"f{each}" for each in range(number))]
    return Arrival(START + timedelta(days=number * 10), f"o{number}", text_of(*fields))


def path_of(store: Store) -> Path:
    return store.root / "api" / ".lives" / "index.json"


def of_store(store: Store) -> Index:
    """The index, asserted to say what the versions say, and to say it again from its file."""
    index, notices = lives.of_source(store, "api", roots=())
    assert notices == ()
    check(index, of_source(store, "api", roots=()))
    before = path_of(store).stat().st_mtime_ns
    assert lives.of_source(store, "api", roots=()) == (index, ())
    assert path_of(store).stat().st_mtime_ns == before
    return index


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def damage_empty(path: Path) -> None:
    path.write_bytes(b"")


def damage_changed(path: Path) -> None:
    path.write_text(path.read_text().replace("f3", "f9"))


def damage_latin(path: Path) -> None:
    path.write_bytes(b"\xff")


def damage_list(path: Path) -> None:
    path.write_text("[]\n")


@pytest.mark.parametrize("damage", [damage_cut, damage_empty, damage_changed, damage_latin, damage_list])
def test_what_is_damaged_is_made_anew_and_said(store: Store, damage: Callable[[Path], None]) -> None:
    of_store(store)
    damage(path_of(store))
    index, notices = lives.of_source(store, "api", roots=())
    assert notices == (f"{path_of(store)} was damaged; it was made anew from the versions",)
    assert of_store(store) == index


def test_versions_win_over_the_index(store: Store) -> None:
    first = of_store(store)
    # Added at the end, in the middle, edited by hand, touched, taken away, labelled.
    store.save("api", text_of("z"), taken=START + timedelta(days=90), origin="o")
    assert of_store(store).upto(6) == first
    store.merge("api", [Arrival(START + timedelta(days=15), "m", text_of("a", "m"))])
    assert [row.name[:10] for row in of_store(store).rows][:4] == [
        "2025-01-01",
        "2025-01-11",
        "2025-01-16",
        "2025-01-21",
    ]
    edited = store.versions("api")[3].path
    edited.write_text(text_of("a", "edited"))
    assert "edited" in str(of_store(store).stays["Query"])
    before = of_store(store)
    os.utime(edited, ns=(1, 1))
    assert of_store(store) == before
    removed = store.versions("api")[1].path
    removed.unlink()
    assert len(of_store(store).rows) == 7
    store.relabel("api", store.versions("api")[0], "first")
    assert lives.of_source(store, "api", roots=())[0].rows[0].title == "2025-01-01T00-00-00Z (first)"
    text = path_of(store).read_text()
    head, _, body = text.partition("\n")
    path_of(store).write_text(json.dumps({**json.loads(head), "by": "0.0.1"}) + "\n" + body)
    of_store(store)


def test_only_what_is_new_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    of_store(store)
    read: list[str] = []
    original = sdl.read

    def counting(*arguments: object) -> Schema:
        read.append("")
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sdl, "read", counting)
    lives.of_source(store, "api", roots=())
    assert read == []
    store.save("api", text_of("z"), taken=START + timedelta(days=90), origin="o")
    lives.of_source(store, "api", roots=())
    # The newest, and the one before it.
    assert len(read) == 2


def test_several_processes_give_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = of_store(store)
    path_of(store).unlink()
    monkeypatch.setattr(lives, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(lives, "_VERSIONS_A_PROCESS", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert of_store(store) == whole


def test_a_folder_that_may_not_be_written_to_is_read_all_the_same(store: Store) -> None:
    (store.root / "api" / ".lives").write_text("a file in its place")
    index, notices = lives.of_source(store, "api", roots=())
    check(index, of_source(store, "api", roots=()))
    assert notices == ()


def test_the_index_stays_out_of_git(store: Store) -> None:
    of_store(store)
    assert sorted(path.name for path in path_of(store).parent.iterdir()) == [".gitignore", "index.json"]
    assert (path_of(store).parent / ".gitignore").read_text().endswith("\n*\n")


def test_lives_are_told_without_descriptions() -> None:
    index = of_steps(timeline("api", *TEXTS).steps)
    (first, *rest) = life_of("Query.a", index, name="api")
    assert (first.kind.value, first.element.type, first.element.description) == ("present", "Int", None)
    assert [
        (event.version.name[:10], event.kind.value, event.change and event.change.id) for event in rest
    ] == [
        ("2026-02-01", "deprecated", "ELEMENT_DEPRECATED"),
        ("2026-03-01", "changed", "DEPRECATION_WITHDRAWN"),
        ("2026-03-01", "changed", "DESCRIPTION_CHANGED"),
        ("2026-04-01", "removed", None),
        ("2026-05-01", "added", None),
    ]


def test_the_log_of_a_type_shows_its_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = (
        'type Query { u: U } type U { a(\n    "of x"\n    x: Int): Int b: Int c: Int }',
        'type Query { u: U } type U { a(x: Int): Int! b: Int @deprecated(reason: "use d") d: E } enum E { A }',
        "type Query { u: U } type U { a(x: Int): Int! d: E e: Int } enum E { A B }",
    )
    for month, text in enumerate(texts, 1):
        (tmp_path / f"2025-0{month}-01.graphql").write_text(text)
    drift("import", "api", *(f"2025-0{month}-01.graphql" for month in (1, 2, 3)), "--dates-from-names")
    assert drift("log", "api", "--element", "U").out.splitlines() == [
        "U in api",
        "",
        "2025-01-01T00-00-00Z  there from the first stored version on, object type",
        "",
        "Members:",
        "  a  Int from the first stored version on; Int! since 2025-02-01T00-00-00Z",
        "  b  Int from the first stored version on; deprecated since 2025-02-01T00-00-00Z; removed in "
        "2025-03-01T00-00-00Z",
        "  c  Int from the first stored version on; removed in 2025-02-01T00-00-00Z",
        "  d  E since 2025-02-01T00-00-00Z",
        "  e  Int since 2025-03-01T00-00-00Z",
    ]
    assert "first stored version on, field: a(x: Int): Int" in drift("log", "api", "--element", "U.a").out
    (found,) = json.loads(drift("log", "api", "--element", "E", "--json").out)
    assert [(member["element"], len(member["life"])) for member in found["members"]] == [
        ("E.A", 1),
        ("E.B", 1),
    ]
    # What is gone is suggested too.
    for asked, meant in (("U.bb", "U.b"), ("Us.c", "U.c"), ("Queri.u", "Query.u")):
        ran = drift("log", "api", "--element", asked)
        assert (ran.code, ran.err) == (
            2,
            f"error: no stored version of api has {asked} (did you mean {meant}?)\n",
        )


def test_changes_are_judged_with_the_types_that_are_sent_by_other_ways(store: Store) -> None:
    for day, field in enumerate(["gone: Int", "kept: Int"]):
        taken = START + timedelta(days=day)
        text = f"type OrderPayload {{\n  {field}\n}}\n\ntype Query {{\n  a: Int\n}}\n"
        store.save("hooks", f"# graphql-drift canonical SDL 1\n\n{text}", taken=taken, origin="x")

    def judged(*roots: str) -> list[tuple[str, str]]:
        index, notices = lives.of_source(store, "hooks", roots=roots)
        assert notices == ()
        steps = of_source(store, "hooks", roots=roots).steps
        found = [(mark.id, mark.severity.name) for mark in index.rows[1].marks]
        assert found == [(change.id, change.severity.name) for change in steps[1].changes]
        return found

    safe = [("FIELD_REMOVED_UNREACHABLE", "SAFE"), ("FIELD_ADDED", "SAFE")]
    sent = [("FIELD_REMOVED", "BREAKING"), ("FIELD_ADDED", "SAFE")]
    assert judged() == safe
    assert judged("*Payload") == sent
    assert judged("*Payload") == sent
    assert judged() == safe
