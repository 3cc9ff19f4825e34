from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from graphql import build_client_schema, lexicographic_sort_schema, print_schema

from drift.docs.downloads import introspection_json
from drift.docs.feed import FeedAddress, atom
from drift.docs.history import History
from drift.docs.places import name_versions
from drift.docs.site import build_site
from drift.docs.source import SiteOptions, SiteSource, timeline_of
from drift.schema import canonical, introspection, sdl
from drift.schema.element import Element, Schema
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from tests.docs.conftest import Build, demo_timeline, folder_timeline, timeline

ATOM = "{http://www.w3.org/2005/Atom}"


def without_applied(schema: Schema) -> list[Element]:
    """What introspection can say: everything but applied directives."""
    from dataclasses import replace

    from drift.schema.element import Kind

    def strip(element: Element) -> Element:
        children = tuple(
            strip(child) for child in element.children if child.kind is not Kind.APPLIED_DIRECTIVE
        )
        return replace(element, children=children, line=1)

    return [strip(element) for element in schema.elements]


def read_back(schema: Schema) -> Schema:
    return introspection.read(json.loads(introspection_json(schema)))


def test_the_introspection_file_says_what_the_schema_says() -> None:
    schema = demo_timeline().versions[-1].snapshot.schema
    assert without_applied(read_back(schema)) == without_applied(schema)
    oracle = build_client_schema(json.loads(introspection_json(schema))["data"])
    assert "type Alert implements Node" in print_schema(lexicographic_sort_schema(oracle))


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["github", "saleor", "braintree", "panther"])
def test_the_introspection_file_of_real_schemas(corpus: Path, name: str) -> None:
    schema = folder_timeline(corpus / name).versions[-1].snapshot.schema
    assert without_applied(read_back(schema)) == without_applied(schema)


def test_the_sdl_file_is_the_canonical_sdl(demo_site: Path) -> None:
    text = (demo_site / "demo" / "schema.graphql").read_text()
    assert text == demo_timeline().versions[-1].snapshot.canonical
    assert canonical.render(sdl.read(text)) == text


def test_the_index_for_language_models(build: Build, site: Path) -> None:
    build(
        '"""The API.\n\nMore."""\nschema { query: Query } type Query { "Finds **one**." user: User old: Int @deprecated }'
        " type User { id: ID }",
        options=SiteOptions(base_url="https://docs.example.com/x"),
        title="My API",
    )
    base = "https://docs.example.com/x/api/"
    assert (site / "api" / "llms.txt").read_text() == (
        "# My API\n\n> The API. More.\n\n"
        f"The whole schema in SDL: {base}schema.graphql\nAs introspection JSON: {base}schema.json\n\n"
        f"## Queries\n\n- [old]({base}queries/old.html): Int (deprecated)\n"
        f"- [user]({base}queries/user.html): User: Finds one.\n\n"
        f"## Objects\n\n- [Query]({base}types/Query.html)\n- [User]({base}types/User.html)\n"
    )


def test_the_feed_is_atom(demo_site: Path) -> None:
    feed = ET.parse(demo_site / "demo" / "changelog" / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    assert [title.split(":")[0] for title in titles] == [
        "Demo platform 2.0",
        "Demo platform 1.1",
        "Demo platform 1.0",
    ]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries][-1] == "2026-09-01T06:00:00Z"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 3
    assert all(entry.find(f"{ATOM}link").attrib["href"].endswith("Z.html") for entry in entries)  # type: ignore[union-attr]


def test_hostile_text_in_the_feed_is_text() -> None:
    line = timeline(
        "api", "type Query { a: Int }", 'type Query { a: Int @deprecated(reason: "]]><script>\\u202e&") }'
    )
    text = atom("A <b> & c", History(line, name_versions(line.versions)), FeedAddress("api", None))
    assert text is not None
    entry = ET.fromstring(text).findall(f"{ATOM}entry")[0]
    content = entry.findtext(f"{ATOM}content") or ""
    assert "<script>" not in content
    assert "]]&gt;&lt;script&gt;" in content
    assert "\u202e" not in text


def test_a_schema_that_is_not_stored_has_no_feed(tmp_path: Path) -> None:
    snapshot = Snapshot(
        "schema.graphql", SourceText.from_files([("schema.graphql", "type Query { a: Int }")])
    )
    build_site([SiteSource(timeline_of("api", snapshot))], tmp_path)
    assert not (tmp_path / "api" / "changelog" / "feed.xml").exists()
    assert "schema.graphql" in (tmp_path / "api" / "changelog" / "index.html").read_text()
