from __future__ import annotations

import re
from pathlib import Path

import pytest

from drift import unseen
from drift.docs.site import build_site
from drift.docs.source import Guide, OperationUse, SiteOptions, SiteSource
from tests.docs import hostile
from tests.docs.conftest import timeline
from tests.docs.links import broken_links
from tests.docs.page import Page

ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "button",
    "svg",
    "path",
    "circle",
    "rect",
    "text",
    "polygon",
    "polyline",
    "p",
    "span",
    "details",
    "summary",
    "div",
    "kbd",
    "nav",
    "ul",
    "ol",
    "li",
    "main",
    "article",
    "h1",
    "h2",
    "h3",
    "section",
    "code",
    "pre",
    "strong",
    "em",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "footer",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "input",
    "label",
    "img",
    "br",
    "hr",
    "s",
}
ATTRIBUTES = {
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "rel",
    "href",
    "src",
    "defer",
    "class",
    "id",
    "type",
    "aria-label",
    "aria-expanded",
    "aria-controls",
    "aria-hidden",
    "aria-current",
    "aria-keyshortcuts",
    "aria-labelledby",
    "tabindex",
    "role",
    "viewBox",
    "viewbox",
    "d",
    "cx",
    "cy",
    "r",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "points",
    "preserveaspectratio",
    "focusable",
    "open",
    "scope",
    "for",
    "value",
    "checked",
    "alt",
    "title",
    "start",
}


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    use = OperationUse(hostile.SCRIPT, f"{hostile.SCRIPT}.graphql", 1, frozenset({"Query.gone", "Thing"}))
    source = SiteSource(
        timeline("api", hostile.SDL, hostile.CHANGED),
        title=hostile.SCRIPT,
        endpoint=f"https://e.com/{hostile.SCRIPT}'\"",
        header_names=("X-Key", hostile.SCRIPT),
        operations=(use,),
        guides=(Guide("<script>", hostile.GUIDE, "<script>.md"),),
    )
    options = SiteOptions(
        title=hostile.SCRIPT, footer=hostile.GUIDE, versions="all", edit_url="https://e.com/{path}"
    )
    build_site([source], folder, options=options)
    return folder


def test_no_text_of_the_schema_becomes_markup(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        page = Page(path)
        for node in page.root.walk():
            if node.tag == "root":
                continue
            assert node.tag in ELEMENTS, f"{path}: <{node.tag}>"
            unknown = {
                name for name in node.attributes if name not in ATTRIBUTES and not name.startswith("data-")
            }
            assert not unknown, f"{path}: <{node.tag} {unknown}>"
            if node.tag == "script":
                assert re.fullmatch(r"(\.\./)*(assets/(theme|drift)|nav)\.js", node.attributes["src"])
                assert node.code == ""
            target = node.attributes.get("href", "").lower()
            assert not re.match(r"\s*(javascript|data|vbscript)", target), f"{path}: {target}"
        assert "49" not in page.main.text.replace("249", ""), "something was evaluated as a template"
        assert "<script>alert" not in page.source
        assert unseen.replace(page.source, keep="\n\t") == page.source
        assert "\x1b" not in page.source


def test_scripts_hold_the_text_as_data(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.js"):
        if path.parent.name != "assets":
            assert "<" not in path.read_text(), path


def test_the_hostile_site_has_no_broken_link(hostile_site: Path) -> None:
    assert broken_links(hostile_site) == []


def test_files_stay_below_the_folder_with_safe_names(hostile_site: Path) -> None:
    names = [path.name for path in hostile_site.rglob("*")]
    assert all(re.fullmatch(r"\.drift-docs\.json|[A-Za-z0-9_][A-Za-z0-9_.-]*", name) for name in names)
    assert {path.name for path in (hostile_site / "api" / "guides").iterdir()} != {"<script>.html"}


def test_a_page_forbids_what_it_does_not_need(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        (policy,) = [node for node in Page(path).root.all("meta") if "http-equiv" in node.attributes]
        assert policy.attributes["content"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
        )
        assert " style=" not in path.read_text()


def test_feeds_and_indexes_hide_nothing(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*"):
        # The published schema itself is the canonical form, whose escapes are its own.
        if path.suffix in (".xml", ".txt", ".js", ".css"):
            text = path.read_text()
            assert unseen.replace(text, keep="\n\t") == text, path
