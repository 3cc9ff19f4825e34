"""The command itself: help, versions, wrong usage, what it imports, how it ends."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from contextlib import redirect_stderr
from datetime import datetime
from pathlib import Path

import pytest

from drift.cli.main import COMMANDS, SECTIONS, run
from drift.cli.runtime import Runtime
from drift.version import __version__
from tests.running import drift, drift_program
from tests.servers.loopback import LoopbackServer, Received, Reply

HEAVY = {
    "graphql",
    "requests",
    "rich",
    "jinja2",
    "deepdiff",
    "pygments",
    "markdown_it",
    "click.shell_completion",
    "drift.operations.javascript",
    "drift.operations.python",
    "drift.schema.announcement",
}
SDL = "type Query { a: Int }"


def test_version() -> None:
    assert drift("--version").out == f"graphql-drift {__version__}\n"


def test_help_lists_every_command_in_order_and_each_explains_itself() -> None:
    ran = drift("--help")
    assert ran.code == 0
    for title, names in SECTIONS.items():
        rows = ran.out.split(f"\n{title}:\n")[1].split("\n\n")[0].splitlines()
        assert [line.split()[0] for line in rows] == list(names)
    assert "Exit codes: 0 nothing at or above --fail-on" in ran.out
    for command in COMMANDS:
        text = drift(command, "--help")
        assert text.code == 0
        assert text.out.startswith(f"Usage: drift {command} ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["chek"],
            'error: no command is named "chek" (did you mean check?); `drift --help` lists them (see `drift --help`)',
        ),
        (["diff", "a"], "error: diff compares two schemas and was given one: write `drift diff a NEW`"),
        (["diff", "a", "b", "--fail-on", "all"], None),
        (
            ["diff", "a", "b", "--report", "jsn"],
            'error: --report: no format is named "jsn" (did you mean json?)',
        ),
        (["diff", "a", "b", "--report", "json="], "error: --report json=: name the file after the ="),
        (
            ["diff", "a", "b", "--report", "json", "--report", "text"],
            "error: --report: only one format can go to",
        ),
        (["fetch", "a", "-H", "no colon"], "error: Invalid value for '-H' / '--header': write 'Name: value'"),
        (
            ["fetch", "a", "-H", "X: ${NOT_SET_AT_ALL}"],
            "error: header X: the environment variable NOT_SET_AT_ALL is not set",
        ),
        (
            ["explain", "FIELD_REMOVD"],
            'error: no change has the id "FIELD_REMOVD" (did you mean FIELD_REMOVED?)',
        ),
        (["check", "nothing"], 'error: no source is named "nothing"'),
        (["log", "nothing"], 'error: no source is named "nothing"'),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str], message: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").write_text(SDL)
    (tmp_path / "b").write_text(SDL)
    ran = drift(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert message is None or ran.err.startswith(message)


def test_a_run_that_takes_long_says_what_it_does(tmp_path: Path) -> None:
    def slow(received: Received) -> Reply:
        time.sleep(0.3)
        return Reply(200, SDL.encode(), [("Content-Type", "text/plain")])

    with LoopbackServer(slow) as server:
        address = f"{server.origin}/schema.graphql"
        ran = drift("fetch", address, cwd=tmp_path, patience_s=0.05)
        assert (ran.code, ran.err) == (0, f"reading {address} …\n")
        assert drift("-q", "fetch", address, cwd=tmp_path, patience_s=0.05).err == ""


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """Return the heavy libraries that a run imports, and our readers of other languages."""
    script = (
        "import sys\nfrom drift.cli.main import run\nfrom drift.cli.runtime import Runtime\n"
        f"code = run({list(arguments)!r}, Runtime())\nassert code == 0, code\n"
        "print('LOADED', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    return HEAVY & set(done.stdout.split("LOADED")[1].split())


def test_nothing_heavy_is_imported_where_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "s.graphql").write_text(SDL)
    (tmp_path / "t.graphql").write_text("type Query { b: Int }")
    (tmp_path / "o.graphql").write_text("query A { a }")
    (tmp_path / "p.py").write_text('A = "query A { a }"')
    (tmp_path / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    for arguments in (
        ["--version"],
        ["--help"],
        ["rules"],
        ["sources"],
        ["fetch", "s.graphql"],
        ["check", "--save"],
        ["check"],
        ["log"],
        ["diff", "s.graphql", "s.graphql"],
        ["diff", "s.graphql", "t.graphql", "--fail-on", "never", "--report", "json"],
    ):
        assert loaded(*arguments, cwd=tmp_path) == set(), arguments
    # What is announced is explained by what reads announcements.
    assert loaded("explain", "FIELD_REMOVED", cwd=tmp_path) == {"drift.schema.announcement"}
    # Operations are read with graphql-core, and with nothing else that is heavy.
    assert loaded("diff", "s.graphql", "s.graphql", "--operations", "o.graphql", cwd=tmp_path) == {"graphql"}
    # What can be loaded is seen when it is.
    with_python = loaded("diff", "s.graphql", "s.graphql", "--operations", "p.py", cwd=tmp_path)
    assert "drift.operations.python" in with_python


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    fields = "\n".join(f"  field{number}: Int" for number in range(20_000))
    (tmp_path / "s.graphql").write_text(f"type Query {{\n{fields}\n}}")
    done = subprocess.run(
        f"{sys.executable} -m drift -q fetch s.graphql | head -1; echo ${{PIPESTATUS[0]}}",
        cwd=tmp_path,
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert (done.stdout, done.stderr) == ("# graphql-drift canonical SDL 1\n0\n", "")


def test_output_survives_a_terminal_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "s.graphql").write_text('"é中" type Query { a: Int }')
    ran = drift_program("fetch", "s.graphql", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert ran.code == 0
    assert '"""\\xe9\\u4e2d"""' in ran.out


def test_completion_is_offered(tmp_path: Path) -> None:
    ran = drift_program(cwd=tmp_path, env={"_DRIFT_COMPLETE": "bash_source"})
    assert "complete -o nosort" in ran.out or "complete" in ran.out


def test_a_mistake_of_ours_never_looks_like_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_clock() -> datetime:
        raise ZeroDivisionError("the clock\x1b[2J stands still")

    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "s.graphql"\n')
    (tmp_path / "s.graphql").write_text("type Query { a: Int }")
    monkeypatch.chdir(tmp_path)
    err = io.StringIO()
    with redirect_stderr(err):
        code = run(["check", "api", "--save"], Runtime(clock=broken_clock))
    assert code == 3
    assert err.getvalue() == (
        "error: this is a bug in graphql-drift itself: ZeroDivisionError: the clock\\x1b[2J stands still; "
        "run again with --debug, and please report what it prints\n"
    )
