"""A year of a large API fits on a screen or a few, in every format that people read, and nothing is out of reach."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.running import Ran, drift


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """Return the run that compares two schemas of GitHub, eight months apart, and the folder of its reports."""
    corpus = Path(os.environ.get("DRIFT_CORPUS", "")) / "github"
    old, new = corpus / "2024-06-20.graphql", corpus / "2025-02-27.graphql"
    if not os.environ.get("DRIFT_CORPUS") or not new.is_file():
        missing("GitHub's schemas below DRIFT_CORPUS")
    folder = tmp_path_factory.mktemp("year")
    files = [f"--report={name}={name}" for name in ("markdown", "html", "json")]
    return drift("diff", str(old), str(new), "--report", "text", *files, cwd=folder), folder


def test_text_is_one_screen(year: tuple[Ran, Path]) -> None:
    text = year[0].out
    assert len(text.splitlines()) <= 70
    section = text.partition("\nDEPRECATED  94\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  ◌ (.*?): ", section, re.MULTILINE) == [
        "80 elements deprecated",
        "8 elements deprecated",
        "5 elements deprecated",
        "Field SecurityAdvisory.cvss was deprecated",
    ]


def test_markdown_is_short(year: tuple[Ran, Path]) -> None:
    text = (year[1] / "markdown").read_text()
    assert len(text.splitlines()) <= 250
    assert "left out" not in text


def test_html_is_small_and_holds_every_change(year: tuple[Ran, Path]) -> None:
    page = (year[1] / "html").read_bytes()
    assert len(page) <= 300_000
    anchors = set(re.findall(rb'id="change-([0-9a-f]+)"', page))
    changes = json.loads((year[1] / "json").read_text())["changes"]
    assert {change["fingerprint"].encode() for change in changes} == anchors


@pytest.mark.browser
def test_html_is_a_dozen_screens(year: tuple[Ran, Path], chromium: str) -> None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the Python package playwright")
    page_file = year[1] / "html.html"
    page_file.write_bytes((year[1] / "html").read_bytes())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollHeight") <= 12 * 900
        # What a link leads to unfolds.
        anchor = page.locator("details li[id^=change-]").first.get_attribute("id")
        assert not page.locator(f"#{anchor}").is_visible()
        page.evaluate(f"location.hash = '{anchor}'")
        page.locator(f"#{anchor}").wait_for(state="visible", timeout=5_000)
        browser.close()
