"""``drift demo``: the story it tells, and the files that are there afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.running import drift


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    ran = drift("demo", "here")
    assert ran.code == 0, ran.err
    return ran.out


def test_the_story(told: str, tmp_path: Path) -> None:
    codes = re.findall(r"^\$ drift (\S+).*?^exit code (\d)$", told, re.DOTALL | re.MULTILINE)
    assert codes == [
        ("check", "0"),
        ("check", "0"),
        ("check", "0"),
        ("upcoming", "0"),
        ("check", "1"),
        ("log", "0"),
        ("support", "0"),
        ("log", "0"),
    ]
    second, third = told.split("--label 1.1\n")[1].split("--label 2.0\n")
    assert "demo: no changes" in told
    assert "next to go is Alert.assigneeEmail, with version 2.0, used by 4 operations" in second
    assert "All of them work with 1.0 to 1.1." in third
    assert "Alert.assigneeEmail was deprecated" in second
    assert "AlertStatus.SNOOZED was added" in second
    assert "Field Alert.assigneeEmail was removed" in third
    assert "deprecated since 2026-10-13T06-00-00Z (1.1) (35 days)" in third
    assert (
        "      OpenAlerts  sdk/python/security_api.py:34\n"
        in third.split("4 operations break: Field Alert.assigneeEmail was removed.")[1]
    )
    assert "What is in here:" in told


def test_what_it_leaves_can_be_used(told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "here"
    key = re.compile(rb"[A-Za-z0-9_-]{20,}")
    configuration = (folder / "drift.toml").read_bytes()
    assert b'"X-API-Key" = "${DEMO_API_KEY}"' in configuration
    assert not key.search(configuration)
    for line in told.split("Try there:\n")[1].splitlines():
        arguments = [word.strip("'") for word in line.split()[1:]]
        ran = drift(*arguments, cwd=folder)
        assert ran.code in (0, 1), ran.err
    again = drift("demo", "here")
    assert again.code == 0


def test_it_touches_no_folder_of_yours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("kept")
    ran = drift("demo", "mine")
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == "error: mine is not empty and was not made by the demo: name another one, `drift demo DIR`\n"
    )
    assert (tmp_path / "mine" / "file").read_text() == "kept"
