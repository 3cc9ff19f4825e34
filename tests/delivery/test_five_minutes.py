"""README, "Watch an API in five minutes": every step, against an API on this machine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from drift.delivery.action import INPUTS
from drift.demo.server import DemoServer
from tests import prepared
from tests.conftest import ROOT
from tests.delivery.github_server import FakeGitHub
from tests.delivery.scheduled import Watching

README = (ROOT / "README.md").read_text()
SECTION = README.partition("## Watch an API in five minutes\n")[2].partition("\n## ")[0]
# Stands for GitHub's command in the two calls that the section makes.
GH = """#!/bin/bash
set -euo pipefail
case "$*" in
  "secret set EXAMPLE_API_KEY --body "*) printf %s "$5" > "$GH_STATE/secret" ;;
  "workflow run schema-drift.yml") touch "$GH_STATE/started" ;;
  *) exit 64 ;;
esac
"""


def shell_of_the_section(url: str, key: str) -> str:
    blocks = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
    assert len(blocks) == 3
    script = "".join(blocks)
    for shown, here in (
        ("pip install graphql-drift\n", "drift --version\n"),
        ("https://api.example.com/public/graphql", url),
        ("your-key", key),
    ):
        assert shown in script
        script = script.replace(shown, here)
    return f"set -euo pipefail\n{script}"


@pytest.mark.slow
def test_from_nothing_to_a_scheduled_pull_request(tmp_path: Path) -> None:
    github = FakeGitHub()
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "gh").write_text(GH)
    (programs / "drift").write_text(prepared.script())
    for program in programs.iterdir():
        program.chmod(0o755)
    with github.server() as api, DemoServer(release=1) as server:
        watching = Watching(tmp_path, api.origin, github)
        identity = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
        }
        environment = {
            **os.environ,
            **identity,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GH_STATE": str(tmp_path),
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        script = shell_of_the_section(server.url, server.api_key)
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=watching.clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "wrote .github/workflows/schema-drift.yml" in done.stdout
        assert "example: stored the baseline" in done.stderr
        assert (tmp_path / "started").exists()
        watching.secrets["EXAMPLE_API_KEY"] = (tmp_path / "secret").read_text()
        committed = watching.git("ls-tree", "-r", "--name-only", "origin/main").split()
        assert ".github/workflows/schema-drift.yml" in committed
        assert not [path for path in committed if path.startswith(".drift")]
        assert server.api_key not in watching.git("show", "--format=%B", "origin/main")

        first = watching.run()
        assert not first.is_red, first.looks["example"].err
        assert "✅ Nothing moved" in first.steps["publish"].summary
        assert github.threads == []

        server.serve(3)
        assert watching.run().is_red
        (request,) = github.threads
        assert request["title"].startswith("example: ")
        assert " breaking, " in request["title"]


def test_what_the_section_promises_is_there() -> None:
    (step,) = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", SECTION, re.DOTALL)[0])
    assert set(step["with"]) <= set(INPUTS)
    text = (ROOT / "templates/init/schema-drift.yml").read_text()
    assert "--as pull-request" in text
    assert "pull-requests: write" in text
    assert "secrets.DRIFT_NOTIFY_URL" in text
