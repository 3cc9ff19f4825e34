from __future__ import annotations

from pathlib import Path

import pytest

from drift.docs.site import build_site
from drift.docs.source import SiteSource
from drift.history.timeline import Timeline
from tests.docs.conftest import Build, folder_timeline, in_the_browsers_worker
from tests.docs.links import broken_links


def test_every_link_of_the_demo_leads_somewhere(demo_site: Path) -> None:
    assert broken_links(demo_site) == []


def test_the_checker_sees_what_is_broken(build: Build, site: Path) -> None:
    build("type Query { a: String }")
    page = site / "api" / "types" / "Query.html"
    text = page.read_text()
    page.write_text(
        text.replace(
            "</main>",
            '<a href="nowhere.html">x</a><a href="#nothing">x</a><i id="content"></i><img src="http://a/b"></main>',
        )
    )
    assert [line.split(": ", 1)[1] for line in broken_links(site)] == [
        "nowhere.html leads to no file",
        "<img> asks for http://a/b",
        "ids given twice: ['content']",
        "#nothing leads to no anchor",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<p><b>x</p>", "</p> closes something else"),
        ("<p>x", "<p> is never closed"),
        ("<p a='1'>x</p>", "no HTML: \"<p a='1'>x</p>\""),
        ("<p>1 < 2</p>", "no HTML: '< 2</p>'"),
        ('<p id="a" id="b">x</p>', "<p> has an attribute twice: [('id', 'a'), ('id', 'b')]"),
        ("<script>'<p>'", "<script> is never closed"),
    ],
)
def test_the_checker_reads_only_what_nobody_reads_otherwise(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "a.html").write_text(text)
    with pytest.raises(AssertionError) as error:
        broken_links(tmp_path)
    assert str(error.value).removeprefix(f"{tmp_path}/a.html: ").partition("\n")[0] == what


@pytest.mark.corpus
@in_the_browsers_worker
def test_every_link_of_githubs_site_leads_somewhere(github_site: Path) -> None:
    assert broken_links(github_site) == []


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["saleor", "braintree", "panther"])
def test_every_link_of_a_corpus_site_leads_somewhere(corpus: Path, tmp_path: Path, name: str) -> None:
    build_site([SiteSource(folder_timeline(corpus / name))], tmp_path)
    assert broken_links(tmp_path) == []


@pytest.mark.corpus
@in_the_browsers_worker
def test_every_type_and_root_field_has_a_page(github_site: Path, github_timeline: Timeline) -> None:
    schema = github_timeline.versions[-1].snapshot.schema
    folder = github_site / "github"
    assert {path.stem for path in (folder / "types").glob("*.html")} == set(schema.types) | {"index"}
    for operation, pages in (("query", "queries"), ("mutation", "mutations")):
        names = {child.name for child in schema.types[schema.roots[operation]].children if child.type}
        assert {path.stem for path in (folder / pages).glob("*.html")} == names | {"index"}
