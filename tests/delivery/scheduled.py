"""A repository that watches an API, and its scheduled workflow run job by job with its steps' own shell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.delivery.github_server import TOKEN, FakeGitHub
from tests.delivery.runner import Machine, Step, load

WORKFLOW = ".github/workflows/schema-drift.yml"
BRANCH = "drift/schemas"


@dataclass
class Watching:
    """A bare remote, a developer's clone of it, and runners that come and go.

    Attributes:
        folder: Where everything lives.
        api: Base URL of the imitation of GitHub's API.
        secrets: The repository's secrets.
    """

    folder: Path
    api: str
    github: FakeGitHub
    secrets: dict[str, str] = field(default_factory=dict)
    runs: int = 0

    def __post_init__(self) -> None:
        self.remote = self.folder / "remote.git"
        self.clone = self.folder / "clone"
        self.cache = self.folder / "cache"
        self.github.remote = self.remote
        self.git("init", "-q", "--bare", "-b", "main", str(self.remote), cwd=self.folder)
        self.git("clone", "-q", str(self.remote), str(self.clone), cwd=self.folder)

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}
        done = subprocess.run(
            command, cwd=cwd or self.clone, check=True, capture_output=True, text=True, env=environment
        )
        return done.stdout

    def commit(self, message: str = "work") -> None:
        """Commit and push everything in the developer's clone."""
        self.git("add", ".")
        self.git("commit", "-qm", message)
        self.git("push", "-q", "origin", "HEAD:main")

    def merge(self) -> None:
        """Merge the open pull request as one squashed commit, and leave its branch where it is."""
        (request,) = [t for t in self.github.threads if t["state"] == "open"]
        self.git("fetch", "-q")
        self.git("merge", "-q", "--squash", f"origin/{BRANCH}")
        self.git("commit", "-qm", "merged")
        self.git("push", "-q", "origin", "HEAD:main")
        request.update(state="closed", merged_at="2026-11-23T07:00:00Z")

    def proposed(self) -> str:
        """Return the commit of our branch on the remote, empty when there is none."""
        return self.git("ls-remote", "--heads", "origin", BRANCH).partition("\t")[0]

    def files(self, folder: str) -> list[str]:
        """Return the files that the branch has below a folder."""
        self.git("fetch", "-q")
        return self.git("ls-tree", "-r", "--name-only", f"origin/{BRANCH}", folder).split()

    def run(self, *, lost: tuple[str, ...] = ()) -> Run:
        """Run the whole workflow once, on fresh machines; artifacts named in *lost* do not arrive."""
        self.runs += 1
        run = Run(self, load(self.clone / WORKFLOW), self.folder / f"run-{self.runs}")
        run.everything(lost)
        return run


@dataclass
class Run:
    """One run of the workflow.

    Attributes:
        looks: The look step of each source.
        steps: The publish job's steps by id.
        is_red: Whether any job failed.
    """

    watching: Watching
    workflow: dict[Any, Any]
    folder: Path
    looks: dict[str, Step] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    is_red: bool = False

    def everything(self, lost: tuple[str, ...]) -> None:
        jobs = self.workflow["jobs"]
        plan = self._machine("plan")
        (step,) = (step for step in jobs["plan"]["steps"] if step.get("id") == "plan")
        planned = self._step(plan, step, {})
        assert planned.code == 0, planned.err
        artifacts = self.folder / "artifacts"
        artifacts.mkdir()
        for index, source in enumerate(json.loads(planned.outputs["sources"])):
            machine = self._machine(f"look-{index}")
            (step,) = (step for step in jobs["look"]["steps"] if step.get("id") == "look")
            assert "GH_TOKEN" not in step["env"]
            self.looks[source] = self._step(machine, step, {"matrix.source": source})
            self.is_red |= self.looks[source].code != 0
            if source not in lost:
                shutil.copytree(machine.temp / "look", artifacts / f"look-{index}")
        self._publish(jobs["publish"]["steps"], artifacts)

    def _publish(self, steps: list[dict[str, Any]], artifacts: Path) -> None:
        machine = self._machine("publish")
        checkout = machine.temp.parent / "checkout"
        if self.watching.cache.exists():
            shutil.copytree(self.watching.cache, checkout / ".drift")
        shutil.copytree(artifacts, machine.temp / "looks")
        failed = False
        for step in steps:
            if "cache/save" in step.get("uses", "") and (checkout / ".drift").exists():
                shutil.rmtree(self.watching.cache, ignore_errors=True)
                shutil.copytree(checkout / ".drift", self.watching.cache)
            if "id" in step and not failed:
                ran = self._step(machine, step, {})
                self.steps[step["id"]] = ran
                failed |= ran.code != 0
            elif step.get("if", "").startswith("${{ steps.publish"):
                self.is_red |= self.steps["publish"].outputs.get("verdict") == "fail"
        self.is_red |= failed

    def _machine(self, job: str) -> Machine:
        home = self.folder / job
        home.mkdir(parents=True)
        source = self.watching.remote.as_uri()
        self.watching.git("clone", "-q", "--depth=1", source, str(home / "checkout"), cwd=home)
        environment = {
            "GITHUB_API_URL": self.watching.api,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "acme/watch",
            "GITHUB_RUN_ID": str(self.watching.runs),
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_REF_NAME": "main",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        return Machine(home / "temp", environment)

    def _step(self, machine: Machine, step: dict[str, Any], contexts: dict[str, str]) -> Step:
        secrets = {f"secrets.{name}": value for name, value in self.watching.secrets.items()}
        known = {"github.token": TOKEN, "runner.temp": str(machine.temp), "secrets.DRIFT_NOTIFY_URL": ""}
        return machine.run(step, machine.temp.parent / "checkout", {**known, **secrets, **contexts})
