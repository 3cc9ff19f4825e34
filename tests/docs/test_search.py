from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from drift.docs.search import Entry, index_script
from drift.docs.site import build_site
from drift.docs.source import SiteSource
from drift.history.timeline import Timeline
from tests.docs.conftest import Build, demo_timeline, in_the_browsers_worker
from tests.docs.page import Page

FOLDERS = {"Q": "queries", "M": "mutations", "S": "subscriptions", "d": "directives"}


def read_index(script: str) -> Iterator[tuple[str, str, str, str]]:
    """Read the index as search.js does: code, coordinate, address, summary."""
    assert script.startswith("driftIndex(")
    assert script.endswith(");\n")
    assert "<" not in script
    definition = owner = page = ""
    for line in json.loads(script[len("driftIndex(") : -3]).split("\n"):
        code, shown, *rest = (*line.split("\t"), "", "")[:4]
        coordinate = shown
        if code[0] == "a":
            coordinate = owner + shown
        else:
            if shown.startswith("."):
                coordinate = definition + shown
            else:
                definition = shown
            owner = coordinate
        name = coordinate.rpartition(".")[2].removeprefix("@")
        if rest[0]:
            page = f"{FOLDERS.get(code[0], 'types')}/{name}.html" if rest[0] == "/" else rest[0]
        yield code, coordinate, page if rest[0] else f"{page}#{coordinate}", rest[1]


def check(folder: Path, timeline: Timeline) -> None:
    """Every element of the newest version is in the index once, and its address leads to it."""
    schema = timeline.versions[-1].snapshot.schema
    entries = list(read_index((folder / "search-index.js").read_text()))
    coordinates = [coordinate for code, coordinate, _, _ in entries if code != "g"]
    assert len(coordinates) == len(set(coordinates))
    assert set(coordinates) == set(schema.by_coordinate)
    pages: dict[str, frozenset[str]] = {}
    for code, coordinate, address, _ in entries:
        name, _, anchor = address.partition("#")
        if name not in pages:
            pages[name] = frozenset(Page(folder / name).ids)
        if code != "g":
            assert coordinate in pages[name]
            assert anchor in ("", coordinate)
            assert code.endswith("-") == (schema.by_coordinate[coordinate].deprecation is not None)


def test_every_element_of_the_demo_is_found_once(demo_site: Path) -> None:
    check(demo_site / "demo", demo_timeline())
    guides = [
        entry for entry in read_index((demo_site / "demo/search-index.js").read_text()) if entry[0] == "g"
    ]
    assert [(title, address) for _, title, address, _ in guides] == [
        ("First steps", "guides/first-steps.html"),
        ("paging", "guides/paging.html"),
    ]


def test_arguments_of_directives_and_names_that_differ_in_case(
    build: Build, site: Path, tmp_path: Path
) -> None:
    text = """
    directive @a(b: Int, c: Int @deprecated) on FIELD
    type Query { x(y: Int): alert z: Int }
    type Alert { x(q: Int, r: Int): Int y(s: Int): Int }
    enum ALERT { x index }
    input alert2 { x: Int }
    type alert { index: Int }
    """
    from tests.docs.conftest import timeline

    build(text)
    check(site / "api", timeline("api", text))


@pytest.mark.corpus
@in_the_browsers_worker
def test_every_element_of_githubs_schema_is_found_once(github_site: Path, github_timeline: Timeline) -> None:
    check(github_site / "github", github_timeline)
    script = (github_site / "github" / "search-index.js").read_bytes()
    assert len(gzip.compress(script)) < 1_000_000


def test_what_ends_a_script_is_escaped() -> None:
    script = index_script([Entry("o", "A", "types/A.html", "</script><!-- \u2028 \"'")])
    assert "</" not in script
    assert "\u2028" not in script
    assert list(read_index(script)) == [("o", "A", "types/A.html", "</script><!-- \u2028 \"'")]


def test_the_sidebar_names_every_page(demo_site: Path) -> None:
    script = (demo_site / "demo" / "nav.js").read_text()
    content = json.loads(script[len("driftNav(") : -3])
    assert content["version"] == "2.0"
    assert content["guides"] == [["guides/first-steps.html", "First steps"], ["guides/paging.html", "paging"]]
    listed = {
        f"{folder}/{content['files'].get(f'{folder}/{name}', name)}.html"
        for _, folder, names in content["groups"]
        for name in names.split(" ")
    }
    there = {
        str(path.relative_to(demo_site / "demo"))
        for folder in ("queries", "mutations", "types", "directives")
        for path in (demo_site / "demo" / folder).glob("*.html")
        if path.name != "index.html"
    }
    assert listed == there


def test_searching_two_sources_from_the_home_page(tmp_path: Path) -> None:
    from tests.docs.conftest import timeline

    sources = [SiteSource(timeline(name, "type Query { a: Int }")) for name in ("one", "two")]
    build_site(sources, tmp_path)
    (find,) = [
        node for node in Page(tmp_path / "index.html").root.all("button") if "data-find" in node.attributes
    ]
    assert find.attributes["data-find"] == "one/ two/"
