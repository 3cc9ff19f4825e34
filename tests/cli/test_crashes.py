"""``drift check --save`` killed at random moments, and run many times at once: nothing stored is ever lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

KILLS = int(os.environ.get("DRIFT_KILLS", "20"))
RUNS = 12
# One process stores version after version, so that a kill hits the writing and not the start of Python.
LOOP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from drift.cli.main import run
from drift.cli.runtime import Runtime
for number in range(int(sys.argv[1]), 10**9):
    Path("s.graphql").write_text(f"type Query {{ field{number}: Int }}")
    code = run(["check", "s", "--save", "--fail-on", "never", "-q", "--report", "json=report.json"], Runtime())
    if code:
        sys.exit(code)
    print(number, flush=True)
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    return tmp_path


def stored(folder: Path) -> set[str]:
    return {
        path.read_text().split("field")[1].split(":")[0]
        for path in (folder / "snapshots/s/versions").glob("[0-9]*.graphql")
    }


@pytest.mark.slow
def test_kill_9_at_random_moments_loses_nothing(folder: Path) -> None:
    chance = random.Random(20261123)
    known: set[str] = set()
    number = 0
    for _ in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(number)],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        first = child.stdout.readline()
        assert first, "the run after a kill could not use the folder"
        time.sleep(chance.uniform(0, 0.03))
        # Mostly SIGKILL, which nothing can prepare for; a cancelled workflow sends the others first.
        child.send_signal(chance.choice([signal.SIGKILL] * 4 + [signal.SIGTERM, signal.SIGINT]))
        time.sleep(0.01)
        child.kill()
        said = [first.strip(), *child.stdout.read().split()]
        child.wait()
        child.stdout.close()
        # What a run said it stored is stored, and what was stored before still is.
        now = stored(folder)
        assert known | set(said) <= now
        known, number = now, int(said[-1]) + 2
    history = json.loads((folder / "snapshots/s/history.json").read_text())
    assert len(history["versions"]) >= KILLS
    # The last kill may have come while the file that is checked was being written.
    (folder / "s.graphql").write_text(f"type Query {{ field{number}: Int }}")
    done = subprocess.run(
        [sys.executable, "-m", "drift", "check", "s", "--save", "--fail-on", "never"],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    history = json.loads((folder / "snapshots/s/history.json").read_text())
    assert {entry["version"] for entry in history["versions"]} == {
        path.stem for path in (folder / "snapshots/s/versions").glob("[0-9]*.graphql")
    }


@pytest.mark.slow
def test_many_runs_at_once_lose_nothing(folder: Path) -> None:
    runs = []
    for number in range(RUNS):
        (folder / f"s{number}.graphql").write_text(f"type Query {{ field{number}: Int }}")
        (folder / f"{number}.toml").write_text(f'[sources.s]\nschema = "s{number}.graphql"\n')
        runs.append(
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "drift",
                    "check",
                    "s",
                    "--config",
                    f"{number}.toml",
                    "--save",
                    "-q",
                    "--fail-on",
                    "never",
                ],
                cwd=folder,
                env=ENVIRONMENT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    assert [(run.wait(), run.communicate()[1]) for run in runs] == [(0, "")] * RUNS
    assert stored(folder) == {str(number) for number in range(RUNS)}
    history = json.loads((folder / "snapshots/s/history.json").read_text())
    assert len(history["versions"]) == RUNS
