from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from drift.errors import UsageError
from drift.reports import FORMATS, to_html
from drift.reports.excerpt import MAX_ROWS
from drift.reports.report import Report
from drift.schema.text import Location, SourceText
from tests.reports.samples import PATH, SAMPLES, change, empty, hostile, ordinary
from tests.test_escape import runner_obeys

VOID = {"meta", "input"}


class Page(HTMLParser):
    """Elements, text of style and script, and whether everything that opens is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw = {"style": "", "script": ""}
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]] += data


@pytest.mark.parametrize("sample", SAMPLES)
def test_one_style_and_one_script_are_all_that_the_policy_allows(sample: str) -> None:
    page = Page(FORMATS["html"].render(SAMPLES[sample]()))
    assert page.open == []
    assert [tag for tag, _ in page.elements].count("style") == 1
    assert [tag for tag, _ in page.elements].count("script") == 1
    (policy,) = [a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    hashes = {
        kind: base64.b64encode(sha256(text.encode()).digest()).decode() for kind, text in page.raw.items()
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_hostile_text_adds_no_element_no_attribute_and_no_link() -> None:
    known_tags = {tag for tag, _ in Page(FORMATS["html"].render(ordinary())).elements}
    page = Page(FORMATS["html"].render(hostile()))
    assert {tag for tag, _ in page.elements} <= known_tags
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        for name in ("href", "src", "action", "srcset", "data"):
            target = attributes.get(name)
            assert target is None or target.startswith("#") or target == "#changes"
        assert re.fullmatch(r"[\w-]*", attributes.get("id") or "")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)


def test_hostile_text_shows_what_cannot_be_seen() -> None:
    text = FORMATS["html"].render(hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", text)
    assert "\\x1b[31mred" in text
    assert not any(runner_obeys(line) for line in text.split("\n"))


def test_links_lead_to_the_specification_or_into_the_page() -> None:
    page = Page(FORMATS["html"].render(ordinary()))
    ids = {attributes.get("id") for _, attributes in page.elements}
    links = [attributes for tag, attributes in page.elements if tag == "a"]
    for link in links:
        target = link["href"] or ""
        if target.startswith("#"):
            assert target[1:] in ids
        else:
            assert target.startswith("https://spec.graphql.org/")
            assert link["rel"] == "noopener noreferrer nofollow"
    assert any(link["href"] == "#change-1111111111111111" for link in links)


def test_every_severity_can_be_switched_without_a_script() -> None:
    html = FORMATS["html"].render(ordinary())
    for name in ("breaking", "dangerous", "deprecated", "safe"):
        assert f'id="show-{name}" checked' in html
        assert f"body:has(#show-{name}:not(:checked)) section.{name}" in html


def test_lines_of_both_sides_are_below_the_changes_of_their_type() -> None:
    html = FORMATS["html"].render(ordinary())
    below = html[html.index('id="change-2222222222222222"') :].partition("</table>")[0]
    assert below.count("<article") == 0
    assert (
        '<tr class="differs here"><td>11</td><td>  alert(id: ID!): Alert</td>'
        "<td>11</td><td>  alert(id: ID!, region: String!): Alert</td></tr>"
    ) in below


def test_without_texts_there_are_no_lines_and_no_view_to_choose() -> None:
    report = ordinary()
    bare = replace(report, old=replace(report.old, source=None))
    html = FORMATS["html"].render(bare)
    assert 'class="sdl"' not in html
    assert 'id="view-split"' not in html
    assert 'id="show-breaking"' in html


def large(*types: int) -> Report:
    """Types with that many fields, each of which changed."""
    old = "\n".join(
        f"type Big{nth} {{\n" + "".join(f"  f{n}: Int\n" for n in range(count)) + "}\n"
        for nth, count in enumerate(types)
    )
    new = old.replace(": Int", ": Float")
    changes = [
        change(
            coordinate=f"Big{nth}.f{n}",
            old="Int",
            new="Float",
            old_location=Location("old", first + n),
            new_location=Location(PATH, first + n),
            fingerprint=f"{first + n:016x}",
        )
        for nth, (first, count) in enumerate(zip(_first_fields(types), types, strict=True))
        for n in range(count)
    ]
    report = empty()
    sides = (
        replace(report.old, source=SourceText(old, (("old", 1),))),
        replace(report.new, source=SourceText(new, ((PATH, 1),))),
    )
    return replace(report, old=sides[0], new=sides[1], changes=tuple(changes))


def _first_fields(types: Sequence[int]) -> list[int]:
    return [2 + sum(types[:nth]) + 3 * nth for nth in range(len(types))]


def test_a_type_has_one_excerpt_however_many_changes() -> None:
    html = FORMATS["html"].render(large(3000))
    assert html.count('class="sdl"') == 1
    assert html.count("<tr ") == MAX_ROWS
    assert f"… and {3002 - MAX_ROWS:,} more lines." in html


def test_a_page_stays_within_what_a_browser_can_show() -> None:
    html = FORMATS["html"].render(large(*[100] * 200))
    assert to_html.MAX_ROWS - MAX_ROWS < html.count("<tr ") <= to_html.MAX_ROWS
    assert "The lines of SDL around some changes are left out" in html


def test_a_page_lists_so_many_changes_and_all_that_operations_link_to() -> None:
    report = ordinary()
    numbered = [
        change(coordinate=f"Query.f{n}", message=f"Field Query.f{n} was removed.", fingerprint=f"b{n:015x}")
        for n in range(3_000)
    ]
    types = [change(coordinate=f"T{n}.f", fingerprint=f"a{n:015x}") for n in range(6_000)]
    html = FORMATS["html"].render(replace(report, changes=(*numbered, *types, *report.changes)))
    assert html.count('<li id="change-b') == to_html.MAX_MEMBERS
    assert "… and 1,000 more." in html
    assert html.count('id="change-a') == to_html.MAX_GROUPS - 1  # after the one of Query
    assert "changes are counted and not listed: the page would be too large" in html
    page = Page(html)
    ids = {attributes.get("id") for _, attributes in page.elements}
    links = [attributes["href"] or "" for tag, attributes in page.elements if tag == "a"]
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_single_templates_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.css").write_text("h1 { color: teal }")
    html = to_html.render(ordinary(), templates=tmp_path)
    assert "<style>h1 { color: teal }</style>" in html
    assert "2 breaking" in html
    with pytest.raises(UsageError, match="there is no template folder"):
        to_html.render(ordinary(), templates=tmp_path / "absent")


def dom_in_browser(chromium: str, html: str, folder: Path) -> str:
    """The page's elements after its script ran."""
    (folder / "page.html").write_text(html, "utf-8")
    command = [
        chromium,
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        (folder / "page.html").as_uri(),
    ]
    if os.geteuid() == 0:
        command.insert(2, "--no-sandbox")
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


@pytest.mark.browser
def test_in_a_browser_our_script_runs_and_no_other(chromium: str, tmp_path: Path) -> None:
    html = FORMATS["html"].render(hostile())
    assert '<div class="find" hidden>' in html
    dom = dom_in_browser(chromium, html, tmp_path)
    assert '<div class="find">' in dom
    tags = {tag for tag, _ in Page(dom).elements}
    assert tags <= {tag for tag, _ in Page(html).elements}


@pytest.mark.browser
def test_in_a_browser_the_policy_stops_other_scripts(chromium: str, tmp_path: Path) -> None:
    added = '<script>document.documentElement.id = "ran"</script></body>'
    guarded = FORMATS["html"].render(ordinary()).replace("</body>", added)
    open_to_all = guarded.replace("Content-Security-Policy", "x-nothing")
    ran = re.compile(r'<html[^>]* id="ran"')
    assert ran.search(dom_in_browser(chromium, open_to_all, tmp_path))
    assert not ran.search(dom_in_browser(chromium, guarded, tmp_path))
