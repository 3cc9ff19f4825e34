"""What a run says last: its exit code and why, and before that what to do about it, as commands that work."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.running import Ran, drift, drift_program

OLD = "type Query { a: Int b: Int c: State } enum State { ON }"
NEW = "type Query { a: Int c: State d: Int } enum State { ON OFF }"
NOW = datetime(2026, 9, 1, 6, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.graphql").write_text(OLD)
    (tmp_path / "new.graphql").write_text(NEW)
    return tmp_path


def diff(folder: Path, *arguments: str) -> Ran:
    return drift("diff", "old.graphql", "new.graphql", *arguments, cwd=folder, now=NOW)


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        ((), 1, "exit 1: 1 breaking change (--fail-on breaking)"),
        (("--fail-on", "dangerous"), 1, "exit 1: 1 breaking, 1 dangerous changes (--fail-on dangerous)"),
        (("--fail-on", "any"), 1, "exit 1: 1 breaking, 1 dangerous, 1 safe changes (--fail-on any)"),
        (("--fail-on", "never"), 0, "exit 0: 1 breaking, 1 dangerous, 1 safe changes (--fail-on never)"),
        (("--level", "strict"), 1, "exit 1: 2 breaking changes (--fail-on breaking)"),
        (("-v",), 1, "exit 1: 1 breaking change (--fail-on breaking)"),
        (("--only-affected", "--operations", "ops.graphql"), 0, "exit 0: no change touches your operations"),
        (
            ("--operations", "*s.graphql", "--fail-on", "never"),
            3,
            "exit 3: 1 place was not judged (--allow-unread goes on without)",
        ),
    ],
)
def test_the_last_line_gives_the_exit_code_and_the_reason(
    folder: Path, arguments: tuple[str, ...], code: int, last: str
) -> None:
    (folder / "ops.graphql").write_text("query A { a }")
    if "*s.graphql" in arguments:
        (folder / "faults.graphql").write_text("query B { a")
    ran = diff(folder, *arguments)
    assert (ran.code, ran.out.splitlines()[-1]) == (code, last)


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (
            ("new.graphql", "old.graphql", "--fail-on", "deprecated"),
            "exit 1: 1 breaking change (--fail-on deprecated)",
        ),
        (("old.graphql", "old.graphql"), "exit 0: no changes"),
        (("old.graphql", "more.graphql"), "exit 0: 1 change, none of them breaking (--fail-on breaking)"),
        (
            ("old.graphql", "more.graphql", "--fail-on", "dangerous"),
            "exit 0: 1 change, none of them dangerous or worse (--fail-on dangerous)",
        ),
    ],
)
def test_a_run_that_finds_nothing_says_so(folder: Path, arguments: tuple[str, ...], last: str) -> None:
    (folder / "more.graphql").write_text(OLD.replace("b: Int", "b: Int e: Int"))
    assert drift("diff", *arguments, cwd=folder).out.splitlines()[-1] == last


def test_quiet_is_one_line(folder: Path) -> None:
    ran = diff(folder, "-q")
    assert (ran.code, ran.out, ran.err) == (1, "exit 1: 1 breaking change (--fail-on breaking)\n", "")
    ran = diff(folder, "-q", "--report", "markdown=r.md")
    assert (ran.out, ran.err) == ("", "")
    ran = diff(folder, "--report", "markdown=r.md")
    assert (ran.out, ran.err) == ("", "wrote r.md\nexit 1: 1 breaking change (--fail-on breaking)\n")
    assert json.loads(diff(folder, "-q", "--json").out)["summary"]["breaking"] == 1


def test_other_formats_have_the_last_line_beside_them_and_their_own(folder: Path) -> None:
    ran = diff(
        folder, "--report", "md", "--report", "html=r/a.html", "-o", "r/b.json", "--report", "txt=r/c.txt"
    )
    last = "exit 1: 1 breaking change (--fail-on breaking)"
    assert ran.out.endswith(f"\n\n`{last}`\n")
    assert ran.err == f"wrote {Path('r/a.html')}\nwrote {Path('r/c.txt')}\nwrote r/b.json\n{last}\n"
    assert f"<code>{last}</code>" in (folder / "r/a.html").read_text()
    assert (folder / "r/c.txt").read_text().endswith(f"\n{last}\n")
    assert json.loads((folder / "r/b.json").read_text())["summary"]["breaking"] == 1


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.json", "{"),
        ("r.MD", "### "),
        ("r.sarif", "{"),
        ("r.junit.xml", "<?xml"),
        ("r.xml", "<?xml"),
        ("r.html", "<!doctype"),
        ("r.txt", "old.graphql → new.graphql: "),
    ],
)
def test_the_ending_of_a_file_gives_the_format(folder: Path, name: str, begins: str) -> None:
    diff(folder, "-o", name)
    assert (folder / name).read_text().startswith(begins)


def test_an_ending_that_says_nothing_is_refused(folder: Path) -> None:
    ran = diff(folder, "-o", "report")
    assert ran.code == 2
    assert ran.err == (
        "error: -o report: its ending says no format, such as .txt, .json, .md, .github.txt, .sarif, .junit.xml, "
        ".codequality.json, .html; or write --report FORMAT=report\n"
    )
    diff(folder, "--json", "-o", "report")
    assert json.loads((folder / "report").read_text())["format"] == 1


def test_marks_are_ascii_where_the_terminal_has_no_others(folder: Path) -> None:
    (folder / "old.graphql").write_text('type Query { a: Int "gr\u00fcn \u2192" b: Int c: Int }')
    (folder / "new.graphql").write_text("type Query { a: Int c: Int }")
    for encoding, arrow, cross in (
        ("ascii", "->", "x"),
        ("latin-1", "->", "x"),
        ("utf-8", "\u2192", "\u2717"),
    ):
        env = {"PYTHONIOENCODING": encoding}
        ran = drift_program("diff", "old.graphql", "new.graphql", cwd=folder, env=env)
        assert ran.out.startswith(f"old.graphql {arrow} new.graphql: 1 breaking change\n")
        assert f"\n  {cross} Field Query.b was removed." in ran.out
    # What the schema says is data, and no mark of ours.
    assert (
        "\\u2192" in drift_program("fetch", "old.graphql", cwd=folder, env={"PYTHONIOENCODING": "ascii"}).out
    )


def commands(ran: Ran) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in ran.out.splitlines() if line.startswith("  drift ")]


def test_what_is_found_is_accepted_by_the_command_that_is_printed(folder: Path) -> None:
    ran = diff(folder, "--fail-on", "dangerous")
    accept, operations = commands(ran)
    assert accept == [
        "diff",
        "old.graphql",
        "new.graphql",
        "--fail-on",
        "dangerous",
        "--accept",
        "why we accept it",
    ]
    assert operations[-2:] == ["--operations", "src/**/*.graphql"]
    done = drift(*accept, cwd=folder, now=NOW)
    assert (done.code, done.out.splitlines()[-1]) == (0, "exit 0: accepted as you asked")
    # Without a configuration, one is created; with it, the same comparison passes.
    assert (folder / "drift.toml").read_text() == (
        '[[policy.allow]]\nchange     = "FIELD_REMOVED"\ncoordinate = "Query.b"\nuntil      = 2026-11-30\n'
        'reason     = "why we accept it"\n\n'
        '[[policy.allow]]\nchange     = "VALUE_ADDED_TO_ENUM"\ncoordinate = "State.OFF"\nuntil      = 2026-11-30\n'
        'reason     = "why we accept it"\n'
    )
    again = diff(folder, "--fail-on", "dangerous")
    assert (again.code, commands(again)) == (0, [])
    # What was accepted is one part of what there is.
    assert (
        again.out.splitlines()[-1]
        == "exit 0: 1 change, none of them dangerous or worse (--fail-on dangerous)"
    )


def test_what_was_stored_is_accepted_against_the_version_before(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.api]\nschema = "api.graphql"\n')
    (folder / "api.graphql").write_text(OLD)
    drift("check", "--save", cwd=folder, now=NOW)
    (folder / "api.graphql").write_text(NEW)
    ran = drift("check", "--save", cwd=folder, now=datetime(2026, 9, 2, 6, tzinfo=UTC))
    (accept, _) = commands(ran)
    assert accept == ["check", "api", "--against", "previous", "--accept", "why we accept it"]
    assert drift(*accept, cwd=folder, now=NOW).code == 0
    assert drift("check", "api", "--against", "previous", cwd=folder, now=NOW).code == 0


def test_steps_use_what_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "0123456789abcdef")
    (folder / "my config.toml").write_text("")
    (folder / "o.graphql").write_text("{ a }")
    ran = diff(
        folder,
        "--config",
        "my config.toml",
        "-H",
        "X-Key: ${KEY}",
        "-H",
        "X-Raw: abc",
        "--operations",
        "o.graphql",
    )
    assert [line for line in ran.out.splitlines() if line.startswith("  drift")] == [
        "  drift diff old.graphql new.graphql --config 'my config.toml' --operations o.graphql -H 'X-Key: ${KEY}' "
        "--accept 'why we accept it'"
    ]


def test_several_sources_end_in_one_last_line(folder: Path) -> None:
    (folder / "drift.toml").write_text(
        "".join(f'[sources.{name}]\nschema = "{name}.graphql"\n' for name in "abc")
    )
    for name in "abc":
        (folder / f"{name}.graphql").write_text(OLD)
    drift("check", "--save", cwd=folder, now=NOW)
    for name in "ab":
        (folder / f"{name}.graphql").write_text(NEW)
    ran = drift("check", cwd=folder, now=NOW)
    assert ran.out.count("exit ") == 1
    assert (
        ran.out.splitlines()[-1]
        == "exit 1: 3 of 3 looked at; 2 breaking changes in a, b (--fail-on breaking)"
    )
