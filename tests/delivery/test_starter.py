"""``drift init``: what it writes works, and what is there is left alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drift.config_file import load
from drift.demo import copy_sdk
from drift.demo.server import DemoServer
from tests.running import drift, drift_process

WORKFLOW = ".github/workflows/schema-drift.yml"
ENDPOINT = "https://api.acme.runpanther.net/public/graphql"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_endpoint_in_a_repository_with_an_sdk(folder: Path) -> None:
    (folder / ".git").mkdir()
    copy_sdk(folder / "sdk")
    ran = drift("init", ENDPOINT, "-H", "X-API-Key: ${PANTHER_API_KEY}", "--name", "panther")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "wrote drift.toml\nwrote .github/workflows/schema-drift.yml\n\nNext:\n"
        "  1. export PANTHER_API_KEY=…  and set the same as secrets of the repository\n"
        "  2. drift check panther --save  stores the baseline\n"
        "  3. git add drift.toml snapshots .github  and commit\n"
    )
    (source,) = load().sources.values()
    assert source.name == "panther"
    assert source.endpoint == ENDPOINT
    assert dict(source.headers) == {"X-API-Key": "${PANTHER_API_KEY}"}
    assert source.operations == ("sdk/**/*.graphql", "sdk/**/*.py")
    workflow = (folder / WORKFLOW).read_text()
    assert workflow.count("PANTHER_API_KEY: ${{ secrets.PANTHER_API_KEY }}") == 1
    assert "# KEYS" not in workflow


def test_a_schema_file_without_a_repository(folder: Path) -> None:
    (folder / "api.graphql").write_text("type Query { a: Int }")
    ran = drift("init", "api.graphql")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "wrote drift.toml"
    assert not (folder / ".github").exists()
    assert drift("check", "--save").code == 0
    assert drift("check").out == "api: no changes\n"


def test_without_anything_an_example_to_edit(folder: Path) -> None:
    ran = drift("init")
    assert ran.code == 0
    assert "1. put your API's endpoint or schema file into drift.toml" in ran.out
    assert load().sources["api"].endpoint == "https://api.example.com/graphql"


def test_nothing_is_overwritten(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / WORKFLOW).parent.mkdir(parents=True)
    (folder / WORKFLOW).write_text("mine")
    assert "kept  .github/workflows/schema-drift.yml, which was there already" in drift("init", ENDPOINT).out
    before = (folder / "drift.toml").read_text()
    ran = drift("init", ENDPOINT)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: drift.toml is there already, and is left as it is: edit it to add a source\n"
    assert ((folder / "drift.toml").read_text(), (folder / WORKFLOW).read_text()) == (before, "mine")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([ENDPOINT, "-H", "X-API-Key: s3cret-value"], "header X-API-Key: a secret must not stand in a file"),
        (
            ["https://user:pass@api.example.com/graphql"],
            "a user name or password inside a URL is not accepted",
        ),
        (["nothing.graphql"], "nothing.graphql: neither a URL nor a file or folder here"),
        (["../outside.graphql"], "../outside.graphql: "),
        ([ENDPOINT, "--name", "../x"], "'../x' can't name a source"),
    ],
)
def test_what_can_not_be_configured_is_refused_and_nothing_is_written(
    arguments: list[str], message: str, folder: Path
) -> None:
    ran = drift("init", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "s3cret-value" not in ran.err
    assert "pass@" not in ran.err
    assert list(folder.iterdir()) == []


GH = """#!/bin/bash
# Stands for GitHub's command: keeps one pull request in a file, and the body that it was given.
set -euo pipefail
echo "$*" >> "$GH_LOG"
body() { while [ $# -gt 0 ]; do if [ "$1" = --body-file ]; then cp "$2" "$GH_STATE/body.md"; fi; shift; done; }
case "$1 $2" in
  "auth setup-git") ;;
  "pr list") [ -f "$GH_STATE/body.md" ] && echo 1 || echo 0 ;;
  "pr create") body "$@" ;;
  "pr edit") body "$@" ;;
  *) exit 64 ;;
esac
"""


class Repository:
    """A clone with a bare remote, and the two jobs' own shell run in it as a runner does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clone = folder / "clone"
        self.state = folder / "state"
        self.state.mkdir()
        binaries = folder / "bin"
        binaries.mkdir()
        (binaries / "gh").write_text(GH)
        (binaries / "drift").write_text(f'#!/bin/sh\nexec {sys.executable} -m drift "$@"\n')
        for name in ("gh", "drift"):
            (binaries / name).chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "GH_LOG": str(self.state / "gh.log"),
            "GH_STATE": str(self.state),
            "RUNNER_TEMP": str(self.state),
            "BASE": "main",
            "BRANCH": "drift/schemas",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        self.git("init", "-q", "--bare", "-b", "main", str(folder / "remote.git"), cwd=folder)
        self.git("clone", "-q", str(folder / "remote.git"), str(self.clone), cwd=folder)

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments]
        done = subprocess.run(command, cwd=cwd or self.clone, check=True, capture_output=True, text=True)
        return done.stdout

    def steps(self) -> tuple[str, str]:
        """Return the shell of the look and of the publish job, from the workflow as it was written."""
        blocks = re.findall(
            r"^ {8}run: \|\n((?: {10}.*\n|\n)+)", (self.clone / WORKFLOW).read_text(), re.MULTILINE
        )
        look, publish = (
            "".join(line[10:] or "\n" for line in block.splitlines(keepends=True)) for block in blocks[:2]
        )
        return look, publish

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        summary, output = self.state / "summary.md", self.state / "output"
        environment = {
            **self.environment,
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(output),
            **more,
        }
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def scheduled(self, **secrets: str) -> str:
        """Run both jobs on a fresh checkout of main; return the exit code that the check gave."""
        for name in ("summary.md", "output"):
            (self.state / name).unlink(missing_ok=True)
        shutil.rmtree(self.state / "seen", ignore_errors=True)
        self.git("switch", "-q", "main")
        self.git("clean", "-qfdx")
        look, publish = self.steps()
        ran = self.run(look, **secrets)
        assert ran.returncode == 0, ran.stderr
        (self.state / "seen").mkdir()
        shutil.copytree(self.clone / "snapshots", self.state / "seen" / "snapshots")
        shutil.copytree(self.clone / "drift-report", self.state / "seen" / "drift-report")
        self.git("clean", "-qfdx")
        self.git("checkout", "-q", ".")
        ran = self.run(publish)
        assert ran.returncode == 0, ran.stderr
        return (self.state / "output").read_text().strip()

    def merge(self) -> None:
        """Merge the proposed branch, as somebody would on GitHub."""
        self.git("switch", "-q", "main")
        self.git("merge", "-q", "--ff-only", "origin/drift/schemas")
        self.git("push", "-q", "origin", "main")

    def calls(self) -> list[str]:
        log = self.state / "gh.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [" ".join(line.split()[:2]) for line in lines]

    def branch_commits(self) -> int:
        listed = self.git("ls-remote", "origin", "drift/schemas")
        return 0 if not listed else int(self.git("rev-list", "--count", "origin/main..origin/drift/schemas"))


@pytest.mark.slow
def test_the_workflow_from_the_first_run_to_the_merge(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    with DemoServer(release=1) as server:
        ran = drift_process(
            "init", server.url, "--name", "api", "-H", "X-API-Key: ${DEMO_KEY}", cwd=repository.clone
        )
        assert ran.code == 0, ran.err
        repository.git("add", ".")
        repository.git("commit", "-qm", "start")
        repository.git("push", "-q", "origin", "main")
        secret = {"DEMO_KEY": server.api_key}

        assert repository.scheduled(**secret) == "code=0"
        assert repository.calls() == ["auth setup-git", "pr list", "pr create"]
        repository.git("fetch", "-q")
        assert repository.branch_commits() == 1
        repository.merge()
        (repository.state / "body.md").unlink()

        assert repository.scheduled(**secret) == "code=0"
        assert repository.calls() == []
        assert "Nothing moved." in (repository.state / "summary.md").read_text()

        server.serve(2)
        assert repository.scheduled(**secret) == "code=0"
        assert repository.calls() == ["auth setup-git", "pr list", "pr create"]
        repository.git("fetch", "-q")
        assert repository.branch_commits() == 1
        assert "1 deprecated" in (repository.state / "body.md").read_text()

        server.serve(3)
        assert repository.scheduled(**secret) == "code=1"
        assert repository.calls() == ["auth setup-git", "pr list", "pr edit"]
        repository.git("fetch", "-q")
        assert repository.branch_commits() == 1
        body = (repository.state / "body.md").read_text()
        assert "4 breaking" in body
        assert server.api_key not in body
        changed = repository.git("diff", "--stat", "origin/main", "origin/drift/schemas")
        assert "snapshots/api/schema.graphql" in changed

        repository.merge()
        assert repository.scheduled(**secret) == "code=0"
        assert repository.calls() == []


@pytest.mark.slow
def test_a_link_in_the_artifact_is_not_published(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    (repository.clone / "api.graphql").write_text("type Query { a: Int }")
    assert drift_process("init", "api.graphql", cwd=repository.clone).code == 0
    _, publish = repository.steps()
    seen = repository.state / "seen"
    (seen / "snapshots").mkdir(parents=True)
    (seen / "snapshots" / "link").symlink_to("/etc/passwd")
    ran = repository.run(publish)
    assert ran.returncode == 1
    assert "symbolic link" in ran.stderr
    assert not (repository.clone / "snapshots").exists()
