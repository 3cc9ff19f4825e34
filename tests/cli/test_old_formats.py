"""Snapshots that every earlier format wrote are read by every command, and the next version goes on from them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_check import contents
from tests.running import drift
from tests.snapshots.test_store import FORMATS


@pytest.fixture(params=sorted(path.name for path in FORMATS.iterdir()))
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    shutil.copytree(FORMATS / request.param, tmp_path / "snapshots")
    (tmp_path / "drift.toml").write_text('[sources.panther]\nschema = "new.graphql"\n')
    return tmp_path


def test_every_command_reads_an_old_folder(folder: Path) -> None:
    before = contents(folder)
    (folder / "new.graphql").write_text((folder / "snapshots/panther/schema.graphql").read_text())
    before = contents(folder)
    assert drift("check", "panther", cwd=folder).code == 0
    assert drift("log", "panther", cwd=folder).code == 0
    ran = drift("diff", "panther@previous", "panther@latest", "--report", "json", cwd=folder)
    assert json.loads(ran.out)["changes"]
    assert (
        drift("fetch", "panther@sdk-1", cwd=folder).out == drift("fetch", "panther@2026-01", cwd=folder).out
    )
    assert drift("docs", "panther", "-o", "../site", cwd=folder).code == 0
    # What `log` keeps to be fast is made from the versions, and git never sees it.
    kept = {name: content for name, content in contents(folder).items() if "/.lives/" not in name}
    assert kept == before
    assert (folder / "snapshots/panther/.lives/.gitignore").read_text().endswith("\n*\n")


def test_the_next_version_follows_an_old_one(folder: Path) -> None:
    before = contents(folder)
    (folder / "new.graphql").write_text("type Query { fresh: Int }")
    ran = drift("check", "panther", "--save", "--accept-reduced-view", "--report", "json", cwd=folder)
    assert ran.code in (0, 1), ran.err
    assert json.loads(ran.out)["changes"]
    after = contents(folder)
    versions = [name for name in before if "/versions/" in name]
    assert [after[name] for name in versions] == [before[name] for name in versions]
    assert len(json.loads(after["snapshots/panther/history.json"])["versions"]) == len(versions) + 1
    assert drift("check", "panther", cwd=folder).code == 0
