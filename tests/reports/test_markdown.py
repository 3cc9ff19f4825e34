from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from drift.changes.change import Change
from drift.reports import FORMATS, to_markdown
from drift.severity import Severity
from tests.reports.samples import EVIL, change, empty, hostile, ordinary
from tests.test_escape import runner_obeys


class Page(HTMLParser):
    """What a reader of the rendered Markdown gets: elements, and the text outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.plain = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()

    @property
    def is_closed(self) -> bool:
        return not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"code", "pre"} & set(self._open):
            self.plain += data


def read(markdown: str) -> Page:
    """Rendered as GitHub does, but with all HTML let through."""
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    return Page(renderer.render(markdown))


def test_the_structure_survives_hostile_text() -> None:
    page = read(FORMATS["markdown"].render(hostile()))
    assert page.is_closed
    tags = {tag for tag, _ in page.elements}
    allowed = {"h3", "h4", "p", "ul", "li", "code", "pre", "strong", "details", "summary", "b"}
    table = {"table", "thead", "tbody", "tr", "th", "td"}
    assert tags <= allowed | table
    assert {"details", "pre", "table"} <= tags
    assert sum(tag == "table" for tag, _ in page.elements) == 1


def test_hostile_text_makes_no_mention_reference_link_or_image() -> None:
    text = FORMATS["markdown"].render(hostile())
    page = read(text)
    assert not any(tag in ("a", "img") for tag, _ in page.elements)
    assert not re.search(r"@|#\d|://|www\.|GH-|:\w+:|\b[0-9a-f]{7,40}\b|\x1b", page.plain)
    assert not any(runner_obeys(line) for line in text.split("\n"))


def test_links_go_to_the_specification_only() -> None:
    page = read(FORMATS["markdown"].render(ordinary()))
    targets = [attributes["href"] or "" for tag, attributes in page.elements if tag == "a"]
    assert targets
    assert all(target.startswith("https://spec.graphql.org/") for target in targets)


def test_verdict_comes_first_and_operations_before_changes() -> None:
    text = FORMATS["markdown"].render(ordinary())
    assert text.startswith("### 🔴 `panther`: 2 breaking,")
    assert text.index("ListAlerts") < text.index("Breaking (2)") < text.index("Dangerous (2)")


def many(count: int, severity: Severity = Severity.BREAKING, text: str = "x" * 200) -> tuple[Change, ...]:
    return tuple(
        change(coordinate=f"Type{n}.field", severity=severity, witness=text, fingerprint=f"{n:016x}")
        for n in range(count)
    )


@pytest.mark.parametrize("max_bytes", [2_000, 5_000, 60_000, 1_048_576])
def test_caps_hold_and_say_what_is_missing(max_bytes: int) -> None:
    changes = many(3_000, text="é" * 500) + many(2_000, Severity.SAFE)
    report = replace(hostile(), changes=changes, notices=(EVIL,) * 500)
    text = to_markdown.render(report, max_bytes=max_bytes)
    assert len(text.encode()) <= max_bytes
    shown = len(re.findall(r"^- .*Type\d+\.field", text.split("🟢 Safe (")[0], re.MULTILINE))
    assert f"Breaking ({3_000:,})" in text
    assert f"… and {3_000 - shown:,} more, left out because the report would be too long." in text
    assert read(text).is_closed


def test_nothing_is_left_out_when_there_is_room() -> None:
    text = to_markdown.render(replace(empty(), changes=many(100)), max_bytes=1_048_576)
    assert "left out" not in text
    assert all(f"Type{n}.field" in text for n in range(100))


def test_lists_inside_an_operation_are_cut_with_a_count() -> None:
    result = replace(ordinary().operations[0], errors=tuple(f"a:1:1: error {n}" for n in range(25)))
    text = FORMATS["markdown"].render(replace(ordinary(), operations=(result,)))
    assert "… and 15 more" in text


def test_only_affected_counts_what_it_leaves_out() -> None:
    text = FORMATS["markdown"].render(replace(ordinary(), only_affected=True))
    assert "Touching none of your operations (2), not counted" in text
