"""Every command in README.md is run, and prints what README.md says it prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from drift.config_file import read as read_config
from tests.conftest import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
# Installing the distribution from an index is the one command that can't be run before it is published.
NOT_RUN = {"pip install graphql-drift"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what a clone has, with ``drift`` on the path."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("snapshots", "drift.toml", "drift/demo"):
        source = ROOT / name
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".lock*"))
        else:
            shutil.copy(source, target)
    (folder / "bin").mkdir()
    script = folder / "bin" / "drift"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m drift "$@"\n')
    script.chmod(0o755)
    return folder


def commands(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def run(command: str, clone: Path) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{clone / 'bin'}:{os.environ['PATH']}",
        "COLUMNS": "100",
    }
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    # Progress is said only on slow machines.
    said = [line for line in done.stderr.splitlines() if not line.endswith(" …")]
    return done.stdout + "".join(f"{line}\n" for line in said)


def rendered(block: str, clone: Path) -> str:
    return "".join(
        f"$ {command}\n{'' if command in NOT_RUN else run(command, clone)}" for command in commands(block)
    )


def test_every_command_prints_what_the_readme_says(clone: Path, update_golden: bool) -> None:
    text = README.read_text()
    blocks = BLOCK.findall(text)
    assert sum(len(commands(block)) for block in blocks) >= 8
    actual = BLOCK.sub(lambda match: f"```console\n{rendered(match[1], clone)}```", text)
    if update_golden:
        README.write_text(actual)
    assert actual == text


def test_the_configurations_shown_are_valid(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) >= 2
    for block in blocks:
        tomllib.loads(block)
        path = tmp_path / "drift.toml"
        path.write_text(block)
        assert read_config(path) is not None


def test_the_python_shown_runs(clone: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(block.strip().splitlines()) <= 8
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Alert.assigneeEmail" in done.stdout


def test_every_command_of_the_tool_is_in_the_readme() -> None:
    from drift.cli.main import COMMANDS

    text = README.read_text()
    assert [name for name in COMMANDS if f"`drift {name}" not in text] == []
