"""What a site of reference docs weighs, and how long its search takes after a key is pressed."""

from __future__ import annotations

import gzip
import shutil
import statistics
from pathlib import Path

QUERIES = ("r", "re", "repo", "cAt", "Repository.iss", "pull request rev", "enterprise", "zzz")


def numbers(site: Path) -> list[tuple[str, str]]:
    """Return (what, how much) about a site built by `drift docs` that has one source."""
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sorted(path.stat().st_size for path in files if path.suffix == ".html")
    (index,) = site.glob("*/search-index.js")
    weight = {
        suffix: sum(path.stat().st_size for path in (site / "assets").iterdir() if path.suffix == suffix)
        for suffix in (".css", ".js")
    }
    compressed = len(gzip.compress(index.read_bytes()))
    return [
        ("whole site", f"{sum(path.stat().st_size for path in files) / 1e6:.0f} MB in {len(files):,} files"),
        (
            "pages",
            f"{len(pages):,}, the median {statistics.median(pages) / 1e3:.0f} kB, the largest {pages[-1] / 1e3:.0f} kB",
        ),
        ("styles", f"{weight['.css'] / 1e3:.0f} kB"),
        ("scripts", f"{weight['.js'] / 1e3:.0f} kB"),
        ("search index", f"{compressed / 1e3:.0f} kB compressed"),
        ("search after a key, slowest of " + ", ".join(f"`{query}`" for query in QUERIES), _keystroke(index)),
    ]


def _keystroke(index: Path) -> str:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "not measured: no Playwright"
    if chromium is None:
        return "not measured: no Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((index.parent / "index.html").resolve().as_uri())
        page.keyboard.press("/")
        page.keyboard.type("x")
        page.wait_for_selector(".hits li")
        medians = []
        for query in QUERIES:
            times = page.evaluate(
                "text => Array.from({length: 9}, () => {"
                " const start = performance.now(); driftFind(text); return performance.now() - start; })",
                query,
            )
            medians.append(statistics.median(times))
        entries = page.evaluate("driftFind.work().entries")
        browser.close()
    return f"{max(medians):.0f} ms among {entries:,} entries"
