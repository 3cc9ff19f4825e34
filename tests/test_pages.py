"""The pages of ``docs/`` that are made from the code are up to date, and the examples in them run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import drift
from docs.tools import architecture
from docs.tools.pages import PAGES
from tests.conftest import ROOT

EXAMPLES = re.findall(
    r"## ([^\n]+)\n(.*?)(?=\n## |\Z)", (ROOT / "docs/python.md").read_text("utf-8"), re.DOTALL
)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_gives(name: str, update_golden: bool) -> None:
    path = ROOT / name
    if update_golden:
        path.write_text(PAGES[name](), "utf-8")
    assert path.read_text("utf-8") == PAGES[name](), "run `python -m docs.tools.pages`"


def test_every_name_is_in_the_reference_and_in_one_place() -> None:
    text = (ROOT / "docs/reference.md").read_text("utf-8")
    headings = re.findall(r"^### `(\w+)`$", text, re.MULTILINE)
    assert sorted(headings) == sorted(set(drift.__all__) - {"__version__"})
    assert "## More" not in text, "place new names in GROUPS of docs/tools/reference.py"


def test_the_architecture_names_every_module_that_writes_files() -> None:
    assert architecture.writers() == set(architecture.WRITES), "name it in WRITES of tools/architecture.py"


def test_a_module_that_writes_is_found() -> None:
    import ast

    calls = ["p.write_text('')", "open(p, 'w')", "os.open(p, os.O_CREAT)", "os.replace(a, b)", "p.mkdir()"]
    assert all(architecture._writes(ast.parse(call)) for call in calls)
    harmless = [
        "p.read_text()",
        "open(p)",
        "os.open(p, os.O_RDONLY)",
        "text.replace('a', 'w')",
        "p.open('r')",
    ]
    assert not any(architecture._writes(ast.parse(call)) for call in harmless)


@pytest.mark.parametrize(("heading", "section"), EXAMPLES, ids=[heading for heading, _ in EXAMPLES])
def test_the_examples_run(heading: str, section: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert blocks, f"{heading} has no example"
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", block],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (Path(page.parent) / target).exists(), f"{page.name}: {target}"
