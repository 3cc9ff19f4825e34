"""Releases: what a commit needs, what the workflow may do, and what newcomers find."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.tools import release
from drift.version import __version__
from tests.conftest import ROOT
from tests.delivery.runner import Machine, Step, load

RELEASE = load(ROOT / ".github/workflows/release.yml")
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n- more\n\n## [0.1.0] - 2026-11-25\n\n- all\n"


def step(job: str, name: str) -> dict[str, Any]:
    (found,) = (each for each in RELEASE["jobs"][job]["steps"] if each.get("id") == name)
    return dict(found)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with what a release is judged by, and a remote that it came from."""
    folder = tmp_path / "clone"
    (folder / "drift").mkdir(parents=True)
    for name in ("docs/tools/__init__.py", "docs/tools/release.py", "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "drift/version.py").write_text('__version__ = "0.2.0"\n')
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "origin")], check=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "remote", "add", "origin", str(tmp_path / "origin")], cwd=folder, check=True)
    return folder


def ready(clone: Path, repository: str = "OWNER/graphql-drift") -> Step:
    machine = Machine(clone.parent / "runner", {"GITHUB_REPOSITORY": repository})
    return machine.run(step("build", "ready"), clone, {})


def test_a_commit_that_is_ready_gives_version_and_notes(clone: Path) -> None:
    ran = ready(clone)
    assert (ran.code, ran.outputs) == (0, {"version": "0.2.0"}), ran.err
    assert (clone.parent / "runner/release/notes.md").read_text() == "- more\n"


def tag(clone: Path) -> None:
    identity = {**os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c"}
    identity |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}
    for arguments in (
        ["commit", "-q", "--allow-empty", "-m", "x"],
        ["push", "-q", "origin", "HEAD:refs/tags/v0.2.0"],
    ):
        subprocess.run(["git", *arguments], cwd=clone, env=identity, check=True)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda clone: (clone / "drift/version.py").write_text('__version__ = "0.2.dev1"\n'),
            "drift/version.py: __version__ must be three numbers, such as 0.2.0",
        ),
        (
            lambda clone: (clone / "drift/version.py").write_text('__version__ = "0.3.0"\n'),
            "CHANGELOG.md: has no section [0.3.0]: give what is under [Unreleased] its number and date",
        ),
        (
            lambda clone: (clone / "CHANGELOG.md").write_text(CHANGELOG.replace(" - 2026-12-01", "")),
            "CHANGELOG.md: the section [0.2.0] needs its date: ## [0.2.0] - 2026-01-31",
        ),
        (tag, "v0.2.0 is tagged already: raise __version__ in drift/version.py"),
    ],
    ids=["no version", "no section", "no date", "tagged"],
)
def test_what_is_missing_is_said(clone: Path, spoil: Callable[[Path], object], message: str) -> None:
    spoil(clone)
    ran = ready(clone)
    assert (ran.code, ran.outputs) == (1, {})
    assert ran.err.splitlines()[-1] == f"error: {message}"


def test_the_index_must_link_to_the_repository_that_releases(clone: Path) -> None:
    ran = ready(clone, "somebody/fork")
    assert ran.code == 1
    assert "pyproject.toml: the URL 'Repository' is https://github.com/OWNER/graphql-drift" in ran.err


def test_the_tag_comes_with_notes_and_files(tmp_path: Path) -> None:
    machine = Machine(
        tmp_path / "runner", {"GITHUB_REPOSITORY": "OWNER/graphql-drift", "GITHUB_SHA": "c" * 40}
    )
    folder = tmp_path / "runner/release"
    (folder / "dist").mkdir(parents=True)
    (folder / "dist/x.whl").write_text("")
    gh = tmp_path / "runner/bin/gh"
    gh.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/said\n')
    gh.chmod(0o755)
    contexts = {
        "github.token": "t",
        "runner.temp": str(tmp_path / "runner"),
        "needs.build.outputs.version": "0.2.0",
    }
    ran = machine.run(step("tag", "tag"), tmp_path, contexts)
    assert ran.code == 0, ran.err
    assert (tmp_path / "said").read_text().split("\n") == [
        *("release", "create", "v0.2.0", "--repo", "OWNER/graphql-drift", "--target", "c" * 40),
        *("--title", "v0.2.0", "--notes-file", f"{folder}/notes.md", f"{folder}/dist/x.whl", ""),
    ]


def test_no_job_that_runs_our_code_can_publish() -> None:
    jobs = RELEASE["jobs"]
    rights = {name: job["permissions"] for name, job in jobs.items()}
    assert rights == {
        "build": {"contents": "read"},
        "attest": {"attestations": "write", "id-token": "write"},
        "publish": {"id-token": "write"},
        "tag": {"contents": "write"},
    }
    assert jobs["publish"]["environment"]["name"] == "pypi"
    assert "secrets." not in str(RELEASE)
    checkouts = [name for name, job in jobs.items() if "actions/checkout" in str(job)]
    assert checkouts == ["build"]


def test_the_changelog_has_a_dated_section_for_every_version_newest_first() -> None:
    found = release.sections((ROOT / "CHANGELOG.md").read_text("utf-8"))
    unreleased, *versions = found
    assert unreleased == "Unreleased"
    assert __version__ in versions
    numbers = [tuple(map(int, name.split("."))) for name in versions]
    assert numbers == sorted(numbers, reverse=True)
    days = [date.fromisoformat(found[name][0] or "") for name in versions]
    assert days == sorted(days, reverse=True)
    assert all(found[name][1] for name in versions)


def test_dependabot_watches_every_kind_of_dependency() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert [update["package-ecosystem"] for update in updates] == ["github-actions", "pip", "npm"]
    files = {"pip": ("pyproject.toml", "*.txt"), "npm": ("package-lock.json",), "github-actions": ("*.yml",)}
    for update in updates:
        for folder in update.get("directories") or [update["directory"]]:
            names = files[update["package-ecosystem"]]
            assert any(any((ROOT / folder.lstrip("/")).glob(name)) for name in names), folder


@pytest.mark.parametrize("name", ["bug", "idea", "wrong-verdict"])
def test_issue_templates_are_forms_that_github_accepts(name: str) -> None:
    form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text())
    assert {"name", "description", "body"} <= form.keys()
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert all(part["type"] in ("textarea", "input") for part in asked)
    assert all(re.fullmatch(r"[a-z]+", part["id"]) and part["attributes"]["label"] for part in asked)
    assert len({part["id"] for part in asked}) == len(asked)
    assert any(part.get("validations", {}).get("required") for part in asked)
