"""docs/correctness.md: every pair is run, by us and by the tools that it speaks of."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import graphql
import pytest
from graphql import build_schema

from tests.changes.core_changes import core_changes
from tests.changes.schemas import snapshot
from tests.changes.test_inspector import ask
from tests.conftest import ROOT
from tests.running import drift

PAGE = ROOT / "docs" / "correctness.md"
BLOCK = re.compile(r"```console\n\$ cd (docs/pairs/[\w-]+) && drift (.*)\n(?:(?!```)[\s\S])*```")
TABLE = re.compile(r"<!-- others: ([\w-]+) -->\n(?:\|.*\n)*")
LEVELS = {"NON_BREAKING": "safe", "DANGEROUS": "dangerous", "BREAKING": "breaking"}


def golden(actual: str, update: bool) -> None:
    if update:
        PAGE.write_text(actual)
    assert actual == PAGE.read_text()


def test_every_pair_is_judged_as_the_page_says(update_golden: bool, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "pairs", tmp_path / "docs" / "pairs")
    assert len(BLOCK.findall(PAGE.read_text())) == len(TABLE.findall(PAGE.read_text()))

    def run(match: re.Match[str]) -> str:
        ran = drift(*match[2].split(), cwd=tmp_path / match[1])
        assert ran.code == ("1 breaking" in ran.out)
        assert ran.err == ""
        return f"```console\n$ cd {match[1]} && drift {match[2]}\n{ran.out}```"

    golden(BLOCK.sub(run, PAGE.read_text()), update_golden)


def test_every_pair_is_on_the_page() -> None:
    pairs = {path.name for path in (ROOT / "docs" / "pairs").iterdir()}
    assert set(TABLE.findall(PAGE.read_text())) == pairs
    assert len(pairs) > 10


@pytest.mark.npm
@pytest.mark.skipif(
    not hasattr(graphql.utilities, "find_schema_changes"),
    reason="graphql-core before 3.3 has no such function",
)
def test_the_others_say_what_the_page_says(npm_modules: Path, update_golden: bool) -> None:
    names = TABLE.findall(PAGE.read_text())
    texts = {
        name: [(ROOT / "docs" / "pairs" / name / f"{side}.graphql").read_text() for side in ("old", "new")]
        for name in names
    }
    found = ask([(snapshot(old), snapshot(new)) for old, new in texts.values()], npm_modules)
    theirs = dict(zip(names, found, strict=True))

    def table(match: re.Match[str]) -> str:
        name = match[1]
        old, new = texts[name]
        core = [
            f"{c.severity.name.lower()} `{c.id}`" for c in core_changes(build_schema(old), build_schema(new))
        ]
        inspector = [f"{LEVELS[change['level']]} `{change['type']}`" for change in theirs[name] or []]
        return (
            f"<!-- others: {name} -->\n| tool | says |\n|---|---|\n"
            f"| graphql-core | {', '.join(core) or 'nothing'} |\n"
            f"| graphql-inspector | {', '.join(inspector) or 'nothing'} |\n"
        )

    golden(TABLE.sub(table, PAGE.read_text()), update_golden)
