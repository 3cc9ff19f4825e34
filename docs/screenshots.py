"""Makes the pictures in the README from the demo's reference docs: `.venv/bin/python docs/screenshots.py`.

Needs Chromium and Playwright, as the tests do.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from drift.cli.main import run
from drift.cli.runtime import Runtime

HERE = Path(__file__).parent
# Name, page, theme.
PICTURES = (
    ("query", "demo/queries/alerts.html", "light"),
    ("type", "demo/types/Alert.html", "dark"),
)
SIZE = {"width": 1360, "height": 800}


def main() -> None:
    """Write docs/images/NAME.png for each picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        assert run(["-q", "demo", f"{folder}/demo"], Runtime()) == 0
        config = Path(folder, "demo/drift.toml")
        assert run(["-q", "--config", str(config), "docs", "-o", f"{folder}/site"], Runtime()) == 0
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, theme in PICTURES:
            page = browser.new_page(viewport=SIZE, color_scheme=theme)
            page.goto(Path(folder, "site", path).as_uri())
            page.wait_for_timeout(300)
            page.screenshot(path=HERE / "images" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
