"""``drift check``: baseline, silence, changes, failures, and what each leaves on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drift.demo.server import DemoServer
from tests.running import drift

MORNING = datetime(2026, 9, 2, 6, tzinfo=UTC)
NEXT_WEEK = datetime(2026, 9, 9, 6, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def api(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoServer]:
    with DemoServer(release=1, api_key="k3y-that-must-not-leak") as server:
        (folder / "drift.toml").write_text(
            f'[sources.api]\nendpoint = "{server.url}"\nheaders = {{ "X-API-Key" = "${{API_KEY}}" }}\n'
        )
        monkeypatch.setenv("API_KEY", server.api_key)
        yield server


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".lock") and ".drift" not in path.parts
    }


def test_nothing_stored_and_nothing_to_save_is_an_error_that_says_what_to_run(api: DemoServer) -> None:
    ran = drift("check", "api")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "error: api: nothing is stored to compare with; run `drift check api --save` to store the baseline\n"
    )


def test_the_first_look_is_a_baseline_and_not_a_change(api: DemoServer, folder: Path) -> None:
    ran = drift("check", "api", "--save", "--label", "1.0", now=MORNING)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "api: stored the baseline, version 2026-09-02T06-00-00Z\n"
    stored = contents(folder)
    assert set(stored) == {
        "drift.toml",
        "snapshots/.gitattributes",
        "snapshots/.gitignore",
        "snapshots/api/history.json",
        "snapshots/api/schema.graphql",
        "snapshots/api/versions/2026-09-02T06-00-00Z.graphql",
    }
    assert b"k3y-that-must-not-leak" not in b"".join(stored.values())


def test_nothing_is_written_when_nothing_changed(api: DemoServer, folder: Path) -> None:
    drift("check", "api", "--save", now=MORNING)

    def times() -> dict[Path, int]:
        # The time of the last successful check is kept beside, where git does not see it.
        paths = (path for path in sorted(folder.rglob("*")) if ".drift" not in path.parts)
        return {path: path.stat().st_mtime_ns for path in paths}

    before = times()
    ran = drift("check", "api", "--save", now=NEXT_WEEK)
    assert (ran.code, ran.out, ran.err) == (0, "api: no changes\nexit 0: no changes\n", "")
    assert times() == before


def test_a_check_without_save_writes_nothing_at_all(api: DemoServer, folder: Path) -> None:
    drift("check", "api", "--save", now=MORNING)
    api.serve(2)
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert drift("check", "api", now=NEXT_WEEK).code == 0
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} == before


def test_changes_are_reported_stored_and_fail_as_asked(api: DemoServer, folder: Path) -> None:
    drift("check", "api", "--save", now=MORNING)
    api.serve(2)
    assert drift("check", "api", now=NEXT_WEEK).code == 0
    assert drift("check", "api", "--fail-on", "dangerous", now=NEXT_WEEK).code == 1
    assert drift("check", "api", "--level", "strict", now=NEXT_WEEK).code == 1
    assert len(list((folder / "snapshots/api/versions").iterdir())) == 1
    ran = drift("check", "api", "--save", "--report", "json", now=NEXT_WEEK)
    report = json.loads(ran.out)
    assert ran.err == (
        "api: stored version 2026-09-09T06-00-00Z\nexit 0: 19 changes, none of them breaking (--fail-on breaking)\n"
    )
    assert report["summary"]["breaking"] == 0
    assert report["summary"]["dangerous"] == 2
    assert report["summary"]["deprecated"] == 2
    assert report["old"]["version"] == "2026-09-02T06-00-00Z"
    deprecated = [change for change in report["changes"] if change["severity"] == "DEPRECATED"]
    assert [change["coordinate"] for change in deprecated] == ["Alert.assigneeEmail", "SchemasInput.contains"]
    place = deprecated[0]["new_location"]
    line = Path(place["path"]).read_text().splitlines()[place["line"] - 1]
    assert line.strip().startswith("assigneeEmail: String @deprecated")


def test_removing_what_was_deprecated_says_since_when(api: DemoServer) -> None:
    drift("check", "api", "--save", now=MORNING)
    api.serve(2)
    drift("check", "api", "--save", "--label", "1.1", now=NEXT_WEEK)
    api.serve(3)
    ran = drift("check", "api", "--report", "json", now=datetime(2026, 10, 9, 6, tzinfo=UTC))
    assert ran.code == 1
    removed = [
        change for change in json.loads(ran.out)["changes"] if change["coordinate"] == "Alert.assigneeEmail"
    ]
    assert [(change["id"], change["history"]) for change in removed] == [
        ("FIELD_REMOVED", "deprecated since 2026-09-09T06-00-00Z (1.1) (30 days)")
    ]


def test_grace_softens_the_removal_of_what_was_long_deprecated(api: DemoServer, folder: Path) -> None:
    text = (folder / "drift.toml").read_text()
    drift("check", "api", "--save", now=MORNING)
    api.serve(2)
    drift("check", "api", "--save", now=NEXT_WEEK)
    api.serve(3)
    for days, severity in ((30, "DANGEROUS"), (31, "BREAKING")):
        (folder / "drift.toml").write_text(text + f"\n[policy]\ndeprecated-grace-days = {days}\n")
        ran = drift("check", "api", "--report", "json", now=datetime(2026, 10, 9, 6, tzinfo=UTC))
        found = [
            c["severity"] for c in json.loads(ran.out)["changes"] if c["coordinate"] == "Alert.assigneeEmail"
        ]
        assert found == [severity]


def test_against_an_older_version(api: DemoServer) -> None:
    drift("check", "api", "--save", "--label", "1.0", now=MORNING)
    api.serve(2)
    drift("check", "api", "--save", now=NEXT_WEEK)
    assert "no changes" in drift("check", "api").out
    assert "2 deprecated" in drift("check", "api", "--against", "1.0").out
    assert "2 deprecated" in drift("check", "api", "--against", "previous").out


def test_accepted_changes_do_not_fail_and_are_told(api: DemoServer, folder: Path) -> None:
    (folder / "drift.toml").write_text(
        (folder / "drift.toml").read_text()
        + """
[[policy.allow]]
change = "FIELD_REMOVED"
coordinate = "Alert.assignee*"
until = 2026-09-30
reason = "we moved off it"

[[policy.allow]]
change = "ARG_CHANGED_KIND"
coordinate = "*"
reason = "all callers send it"

[[policy.allow]]
change = "TYPE_REMOVED"
coordinate = "Nothing"
reason = "stale"

[[policy.override]]
change = "FIELD_CHANGED_KIND"
coordinate = "CreateHttpSourceInput.*"
severity = "safe"
"""
    )
    drift("check", "api", "--save", now=MORNING)
    api.serve(3)

    def looked(now: datetime) -> tuple[int, dict[str, object], list[str]]:
        ran = drift("check", "api", "--report", "json", now=now)
        report = json.loads(ran.out)
        breaking = {c["coordinate"]: c["allowed"] for c in report["changes"] if c["severity"] == "BREAKING"}
        return ran.code, breaking, report["notices"]

    code, breaking, notices = looked(NEXT_WEEK)
    assert code == 1
    assert breaking == {
        "Alert.assigneeEmail": "we moved off it",
        "Query.metrics(input:)": "all callers send it",
        "SchemasInput.contains": None,
    }
    assert [n for n in notices if "accepted change" in n] == [
        "drift.toml:16: the accepted change TYPE_REMOVED Nothing matches nothing in this comparison"
    ]
    _, breaking, notices = looked(datetime(2026, 10, 1, 6, tzinfo=UTC))
    assert breaking["Alert.assigneeEmail"] is None
    assert [n.split(": ", 1)[1] for n in notices if "expired" in n] == [
        "the accepted change FIELD_REMOVED Alert.assignee* expired on 2026-09-30 and counts again"
    ]


def test_a_failed_look_changes_nothing_and_is_no_silence(
    api: DemoServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drift("check", "api", "--save", now=MORNING)
    before = contents(folder)
    monkeypatch.setenv("API_KEY", "wrong")
    ran = drift("check", "api", "--save", now=NEXT_WEEK)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("error: ")
    assert "X-API-Key" in ran.err
    assert "wrong" not in ran.err
    assert ran.err.count("\n") == 1
    monkeypatch.delenv("API_KEY")
    ran = drift("check", "api")
    assert ran.code == 2
    assert "API_KEY is not set" in ran.err
    assert contents(folder) == before


def test_one_dead_source_does_not_hide_the_others(api: DemoServer, folder: Path) -> None:
    (folder / "other.graphql").write_text("type Query { a: Int }")
    (folder / "drift.toml").write_text(
        '[sources.dead]\nschema = "missing.graphql"\n[sources.other]\nschema = "other.graphql"\n'
    )
    drift("check", "other", "--save", now=MORNING)
    (folder / "other.graphql").write_text("type Query { b: Int }")
    ran = drift("check", "--save", now=NEXT_WEEK)
    assert ran.code == 1
    assert "other: 1 breaking" in ran.out
    assert ran.out.splitlines()[-1] == "exit 1: 1 of 2 looked at; 1 breaking change (--fail-on breaking)"
    assert "error: dead: missing.graphql: neither a file" in ran.err


def test_a_view_that_shrinks_is_refused_until_accepted(folder: Path) -> None:
    types = "\n".join(f"type T{number} {{ id: ID }}" for number in range(9))
    (folder / "s.graphql").write_text(f"type Query {{ a: Int }}\n{types}")
    (folder / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    drift("check", "s", "--save", now=MORNING)
    before = contents(folder / "snapshots")
    (folder / "s.graphql").write_text("type Query { a: Int }\ntype T0 { id: ID }")
    ran = drift("check", "s", "--save", now=NEXT_WEEK)
    assert (ran.code, ran.out) == (3, "")
    assert "it shows 2 where 10 types are stored" in ran.err
    assert contents(folder / "snapshots") == before
    ran = drift("check", "s", "--save", "--accept-reduced-view", now=NEXT_WEEK)
    assert ran.code == 0
    assert "8 safe" in ran.out


def test_a_stored_folder_that_git_merged_badly_is_said_and_repaired(folder: Path) -> None:
    (folder / "s.graphql").write_text("type Query { a: Int }")
    (folder / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    drift("check", "s", "--save", now=MORNING)
    history = folder / "snapshots/s/history.json"
    history.write_text("<<<<<<< ours\n{\n")
    ran = drift("check", "s", now=NEXT_WEEK)
    assert ran.code == 0
    assert "no changes" in ran.out
    assert "history.json" in ran.err
    drift("check", "s", "--save", now=NEXT_WEEK)
    assert json.loads(history.read_text())["versions"][0]["version"] == "2026-09-02T06-00-00Z"


def test_accept_writes_the_entries_for_what_was_found(api: DemoServer, folder: Path) -> None:
    drift("check", "api", "--save", now=MORNING)
    api.serve(3)
    before = (folder / "drift.toml").read_text()
    ran = drift("check", "api", "--accept", 'SDK 3 is "ready"', "--until", "2026-12-31", now=NEXT_WEEK)
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "api: accepted FIELD_REMOVED Alert.assigneeEmail until 2026-12-31",
        "api: accepted FIELD_CHANGED_KIND CreateHttpSourceInput.authMethod until 2026-12-31",
        "api: accepted ARG_CHANGED_KIND Query.metrics(input:) until 2026-12-31",
        "api: accepted FIELD_REMOVED SchemasInput.contains until 2026-12-31",
    ]
    text = (folder / "drift.toml").read_text()
    assert text.startswith(before)
    assert text.count("[[policy.allow]]") == 4
    assert (
        '[[policy.allow]]\nchange     = "ARG_CHANGED_KIND"\ncoordinate = "Query.metrics(input:)"\nsource     = "api"\n'
        'until      = 2026-12-31\nreason     = "SDK 3 is \\"ready\\""\n'
    ) in text
    ran = drift("check", "api", now=NEXT_WEEK)
    assert ran.code == 0
    assert drift("check", "api", now=datetime(2027, 1, 1, tzinfo=UTC)).code == 1
    assert drift("check", "api", "--until", "2027-01-01").code == 2
