"""``drift status``: what is known of the last successful checks, and what runs out."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drift.delivery.status import parse_age
from drift.reports.listings.status import show_age
from tests.running import drift

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONFIGURATION = """
[sources.one]
schema = "one.graphql"
[sources.second]
schema = "two.graphql"

[[policy.allow]]
change = "FIELD_REMOVED"
coordinate = "Query.a"
until = 2026-11-30
reason = "soon over"
[[policy.allow]]
change = "FIELD_REMOVED"
coordinate = "Query.b"
until = 2026-11-01
reason = "over"
[[policy.allow]]
change = "FIELD_REMOVED"
coordinate = "Query.c"
until = 2027-11-01
reason = "for long"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "drift.toml").write_text(CONFIGURATION)
    for name in ("one", "two"):
        (tmp_path / f"{name}.graphql").write_text("type Query { a: Int b: Int }")
    return tmp_path


def test_what_it_shows(folder: Path) -> None:
    drift("check", "one", "--save", "--label", "1.0", now=NOON)
    drift("check", "one", "--save", now=NOON + timedelta(days=1, minutes=5))
    ran = drift("status", now=NOON + timedelta(days=3))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "  one     2026-11-24 12:05 UTC (1 d 23 h ago); 1 version, newest 2026-11-23T12-00-00Z (1.0)\n"
        "  second  never seen; nothing stored\n"
        "  drift.toml:12: accepted FIELD_REMOVED Query.b expired on 2026-11-01\n"
        "  drift.toml:7: accepted FIELD_REMOVED Query.a expires in 4 d, on 2026-11-30\n"
    )


def test_too_old_ends_with_1(folder: Path) -> None:
    drift("check", "--save", now=NOON)
    later = NOON + timedelta(hours=36)
    assert drift("status", "--max-age", "36h", now=later).code == 0
    assert drift("status", "--max-age", "2d", "one", now=later).code == 0
    ran = drift("status", "--max-age", "35h", now=later)
    assert ran.code == 1
    assert ran.out.startswith("✗ one ")
    drift("check", "one", "--save", now=later)
    assert drift("status", "--max-age", "1h", "one", now=later).code == 0
    assert drift("status", "--max-age", "1h", now=later).code == 1


def test_what_was_never_seen_is_too_old(folder: Path) -> None:
    assert drift("status", "--max-age", "90000d").code == 1


def test_for_programs(folder: Path) -> None:
    drift("check", "one", "--save", now=NOON)
    ran = drift("status", "--json", "--max-age", "1d", now=NOON + timedelta(hours=2))
    document = json.loads(ran.out)
    assert ran.code == 1
    assert document["sources"] == [
        {
            "name": "one",
            "last_good_look": "2026-11-23T12:00:00Z",
            "recorded": True,
            "age": 7200,
            "too_old": False,
            "versions": 1,
            "newest": "2026-11-23T12-00-00Z",
            "label": None,
            "verdicts": 0,
        },
        {
            "name": "second",
            "last_good_look": None,
            "recorded": False,
            "age": None,
            "too_old": True,
            "versions": 0,
            "newest": None,
            "label": None,
            "verdicts": 0,
        },
    ]
    assert [(entry["coordinate"], entry["expired"]) for entry in document["expiring"]] == [
        ("Query.b", True),
        ("Query.a", False),
    ]


def test_a_failed_look_is_no_good_look(folder: Path) -> None:
    drift("check", "one", "--save", now=NOON)
    (folder / "one.graphql").write_text("<html>")
    assert drift("check", "one", "--save", now=NOON + timedelta(days=1)).code == 3
    assert "(1 d ago)" in drift("status", "one", now=NOON + timedelta(days=1)).out


def test_a_look_that_finds_nothing_makes_no_difference_to_git(folder: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout

    git("init", "-q")
    drift("check", "--save", now=NOON)
    git("add", ".")
    git("commit", "-qm", "baseline")
    assert not any(line.startswith(".drift") for line in git("ls-files").splitlines())
    assert drift("check", "--save", now=NOON + timedelta(hours=6)).code == 0
    assert git("status", "--porcelain") == ""
    assert "2026-11-23 18:00 UTC" in drift("status", now=NOON + timedelta(hours=7)).out


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 2, "entries": {}}', '{"format": 1, "entries": {"one": 3}}']
)
def test_a_damaged_record_is_no_record(folder: Path, content: str) -> None:
    drift("check", "one", "--save", now=NOON)
    (folder / ".drift/looks.json").write_text(content)
    ran = drift("status", "one", now=NOON + timedelta(days=1))
    assert (ran.code, ran.err) == (0, "")
    assert "2026-11-23 12:00 UTC (1 d ago, at the latest)" in ran.out
    drift("check", "one", "--save", now=NOON + timedelta(days=2))
    assert (
        "2026-11-25 12:00 UTC (less than a minute ago)"
        in drift("status", "one", now=NOON + timedelta(days=2)).out
    )


def test_a_record_that_can_not_be_written_fails_no_check(folder: Path) -> None:
    drift("check", "one", "--save", now=NOON)
    (folder / ".drift/looks.json").unlink()
    (folder / ".drift/looks.json").symlink_to("/nonexistent")
    ran = drift("check", "one", "--save", "-v", now=NOON)
    assert ran.code == 0
    assert "one: the time of this check was not recorded: " in ran.err
    assert not Path("/nonexistent").exists()


def test_a_clock_that_was_ahead(folder: Path) -> None:
    drift("check", "one", "--save", now=NOON)
    # A version from the future doesn't count as a check, whatever its date, and neither does a check from the future.
    before = NOON - timedelta(days=2)
    assert "one  never seen; 1 version" in drift("status", "one", now=before).out
    assert drift("status", "one", "--max-age", "1d", now=before).code == 1
    drift("check", "one", "--save", now=before - timedelta(hours=3))
    assert "(3 h ago)" in drift("status", "one", now=before).out
    # Clocks that are set right differ a little.
    drift("check", "one", "--save", now=NOON)
    assert "less than a minute ago" in drift("status", "one", now=NOON - timedelta(minutes=5)).out


@pytest.mark.parametrize("text", ["", "2", "d", "-1d", "2x", "1d2h", "999999d", "٣d"])
def test_an_age_that_makes_no_sense(folder: Path, text: str) -> None:
    ran = drift("status", f"--max-age={text}")
    assert ran.code == 2
    assert "--max-age: write a number followed by m, h, d or w" in ran.err


def test_ages() -> None:
    assert parse_age("90m") == timedelta(minutes=90)
    assert parse_age(" 2 w ") == timedelta(days=14)
    assert show_age(timedelta(seconds=59)) == "less than a minute"
    assert show_age(timedelta(minutes=61)) == "1 h 1 min"
    assert show_age(timedelta(days=2, minutes=3)) == "2 d"


def test_a_source_that_is_not_there(folder: Path) -> None:
    ran = drift("status", "on")
    assert ran.code == 2
    assert "(did you mean one?)" in ran.err
