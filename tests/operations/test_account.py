"""Which of the user's files were read: every file accounted for, in every format, and what is not judged fails."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import drift as package
from drift.operations.documents import find_operations
from drift.reports import FORMATS
from drift.reports.account import FileState
from tests.operations.project import find, write
from tests.running import drift

OLD = "type Query { users(first: Int): [User!]! } type User { id: ID! name: String }\n"
NEW = "type Query { users(first: Int): [User!]! } type User { id: ID! }\n"
GOOD = "query Good { users(first: 1) { id } }\n"
BAD = "query Bad { users(first: 1) { id name }\n"
REASON = "not GraphQL: Syntax Error: Expected Name, found <EOF>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"old.graphql": OLD, "new.graphql": NEW, "ops/good.graphql": GOOD, "ops/bad.graphql": BAD}
    return write(tmp_path, files)


def test_every_file_is_one_of_four(tmp_path: Path) -> None:
    write(tmp_path, {"src/latin.py": "", "src/big.graphql": " " * 8_400_000, "src/prose.txt.gz": ""})
    (tmp_path / "src/latin.py").write_bytes(b'Q = "query A { a }" # \xe9\n')
    (tmp_path / "src/other.py").write_bytes(b'x = "\xe9"\n')
    (tmp_path / "src/wide.graphql").write_bytes("query W { a } # é".encode("utf-16"))
    files = {
        "src/a.graphql": "query A { a } fragment F on T { b }",
        "src/schema.graphql": "type Query { a: Int }",
        "src/b.py": "x = 1\n",
        "src/c.rb": "QUERY = 'query C { c }'",
        "src/d.ipynb": "{}",
    }
    account = find(tmp_path, files).account
    assert {Path(entry.path).name: (entry.state.value, entry.reason) for entry in account.files} == {
        "a.graphql": ("holds", None),
        "b.py": ("holds-none", None),
        "big.graphql": ("not-judged", "larger than 8,388,608 bytes"),
        "c.rb": ("not-read", ".rb files are not read"),
        "d.ipynb": ("not-read", ".ipynb files are not read"),
        "latin.py": ("not-judged", "byte 0xe9 is not UTF-8; save the text as UTF-8"),
        "other.py": ("not-read", "byte 0xe9 is not UTF-8; save the text as UTF-8"),
        "prose.txt.gz": ("not-read", ".gz files are not read"),
        "schema.graphql": ("holds-none", None),
        "wide.graphql": ("holds", None),
    }
    assert account.sentence() == (
        "10 files: 4 read, 2 hold 2 operations and 1 fragment; 6 not read (.gz, .ipynb, .py, .rb); "
        "2 places not judged"
    )
    assert [(glob.pattern, glob.files) for glob in account.globs] == [("**/*", 10)]
    assert account.counts[FileState.HOLDS] == 2


def test_not_judged_is_exit_3_and_can_be_waived(folder: Path) -> None:
    same = ("old.graphql", "old.graphql", "--operations", "ops")
    ran = drift("diff", *same, cwd=folder)
    assert ran.code == 3
    assert f"  ? ops/bad.graphql:2  {REASON}\n" in ran.out
    assert "operations  2 files: 1 read, 1 holds 1 operation; 1 not read; 1 place not judged\n" in ran.out
    assert drift("diff", *same, "--allow-unread", cwd=folder).code == 0
    assert drift("diff", *same, "--fail-on", "never", cwd=folder).code == 3
    # A finding is sure, whatever else there may be.
    found = drift("diff", "old.graphql", "new.graphql", "--operations", "ops", cwd=folder)
    assert (found.code, "NOT JUDGED" in found.out) == (1, True)


def test_the_advice_is_never_none_while_something_is_not_judged(folder: Path) -> None:
    write(folder, {"safe.graphql": OLD + "type More { a: Int }\n"})
    for options in ((), ("--allow-unread",)):
        ran = drift(
            "diff",
            "old.graphql",
            "safe.graphql",
            "--operations",
            "ops",
            "--report",
            "json",
            *options,
            cwd=folder,
        )
        report = json.loads(ran.out)
        assert report["summary"]["client_release"] == {
            "bump": "unknown",
            "reasons": ["1 place was not judged"],
        }
        assert (report["summary"]["bump"], report["summary"]["not_judged"]) == ("unknown", 1)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_tells_what_is_not_judged_and_the_account(name: str, folder: Path) -> None:
    ran = drift(
        "diff", "old.graphql", "old.graphql", "--operations", "ops", "--report", f"{name}=out", cwd=folder
    )
    assert ran.code == 3
    text = (folder / "out").read_text()
    # GitLab's reports are lists of places, so there the places are all that is said.
    assert name == "gitlab" or "2 files: 1 read, 1 holds 1 operation; 1 not read; 1 place not judged" in text
    match name:
        case "gitlab":
            (issue,) = json.loads(text)
            assert issue["description"] == f"Not judged: {REASON}"
            assert issue["location"] == {"path": "ops/bad.graphql", "lines": {"begin": 2}}
        case "json":
            account = json.loads(text)["account"]
            assert account["not_judged"] == [
                {"path": "ops/bad.graphql", "line": 2, "column": 1, "reason": REASON}
            ]
            assert account["globs"] == [{"pattern": "ops", "files": 2}]
            assert [(file["path"], file["state"]) for file in account["files"]] == [
                ("ops/bad.graphql", "not-judged"),
                ("ops/good.graphql", "holds"),
            ]
        case "github":
            assert f"::error file=ops/bad.graphql,line=2,col=1,title=Not judged::{REASON}\n" in text
        case "sarif":
            (result,) = json.loads(text)["runs"][0]["results"]
            place = result["locations"][0]["physicalLocation"]
            assert (result["ruleId"], result["level"]) == ("OPERATION_NOT_JUDGED", "error")
            assert place == {"artifactLocation": {"uri": "ops/bad.graphql"}, "region": {"startLine": 2}}
        case "junit":
            (error,) = ET.fromstring(text).iter("error")
            assert (error.get("type"), error.get("message")) == ("not-judged", REASON)
        case _:
            assert "ops/bad.graphql:2" in text


def test_verbose_lists_every_file(folder: Path) -> None:
    ran = drift("diff", "old.graphql", "old.graphql", "--operations", "ops", "-v", cwd=folder)
    assert ran.out.endswith(
        "FILES  2, with what became of each\n"
        "    - ops: 2 files\n"
        f"    - ops/bad.graphql: not judged: {REASON}\n"
        "    - ops/good.graphql: holds 1 operation\n"
        "exit 3: 1 place was not judged (--allow-unread goes on without)\n"
    )


def test_the_command_of_operations(folder: Path) -> None:
    ran = drift("operations", "old.graphql", "--operations", "ops", cwd=folder)
    assert (ran.code, f"  ? ops/bad.graphql:2:1: {REASON}\n" in ran.out) == (3, True)
    assert drift("operations", "old.graphql", "--operations", "ops", "--allow-unread", cwd=folder).code == 0
    ran = drift("operations", "old.graphql", "--operations", "ops", "--json", cwd=folder)
    assert json.loads(ran.out)["account"]["not_judged"][0]["line"] == 2


CONFIG = '[sources.api]\nschema = "old.graphql"\noperations = ["ops/*.graphql"]\n'


def test_check_and_the_configuration(folder: Path) -> None:
    write(folder, {"drift.toml": CONFIG})
    drift("check", "--save", "--allow-unread", cwd=folder)
    assert drift("check", cwd=folder).code == 3
    write(folder, {"drift.toml": CONFIG + "allow-unread = true\n"})
    assert drift("check", cwd=folder).code == 0
    write(folder, {"drift.toml": CONFIG.replace('"]', '", "sdk/*.{ts,tsx}"]')})
    ran = drift("check", cwd=folder)
    assert (ran.code, ran.err) == (
        2,
        'error: drift.toml:3: sources.api.operations: no file matches "sdk/*.{ts,tsx}"\n',
    )


@pytest.mark.parametrize("command", ["support", "upcoming"])
def test_what_is_said_of_versions_names_what_is_not_judged(command: str, folder: Path) -> None:
    write(folder, {"drift.toml": CONFIG})
    drift("check", "--save", "--allow-unread", cwd=folder)
    ran = drift(command, cwd=folder)
    assert (ran.code, f"not judged: ops/bad.graphql:2:1: {REASON}\n" in ran.err) == (3, True)
    assert drift(command, "--allow-unread", cwd=folder).code == 0


def test_diff_of_a_source_takes_its_operations(folder: Path) -> None:
    write(folder, {"drift.toml": CONFIG.replace("*.graphql", "good.graphql")})
    drift("check", "--save", cwd=folder)
    for old, new in (("api@latest", "new.graphql"), ("old.graphql", "api"), ("api@latest", "api")):
        ran = drift("diff", old, new, "--report", "json", cwd=folder)
        report = json.loads(ran.out)
        assert [item["name"] for item in report["operations"]] == ["Good"]
        assert report["notices"] == ["operations: those that are configured for api"]


def test_a_glob_that_matches_nothing_is_named(folder: Path) -> None:
    arguments = ("diff", "old.graphql", "old.graphql", "--operations", "ops/good.*", "--report", "json")
    ran = drift(*arguments, "--operations", "none/*", cwd=folder)
    assert (ran.code, json.loads(ran.out)["notices"]) == (0, ['operations: no file matches "none/*"'])
    ran = drift("diff", "old.graphql", "old.graphql", "--operations", "none/*", cwd=folder)
    assert (ran.code, ran.err) == (2, "error: no file matches none/*\n")
    write(folder, {"app.rb": "x"})
    ran = drift("diff", "old.graphql", "old.graphql", "--operations", "*.rb", cwd=folder)
    assert ran.err == (
        "error: no operation was found in *.rb: 1 file: 0 read, none holds an operation; 1 not read (.rb)\n"
    )


def test_in_python(folder: Path) -> None:
    with pytest.raises(package.OperationsUnreadable) as raised:
        package.check_operations("ops", OLD, NEW, root=folder)
    assert str(raised.value) == (
        f"not judged: ops/bad.graphql:2:1: {REASON}; allow_unread=True goes on without it"
    )
    results = package.check_operations("ops", OLD, NEW, root=folder, allow_unread=True)
    assert [result.operation.name for result in results] == ["Good"]
    assert results.notices == (f"not judged: ops/bad.graphql:2:1: {REASON}",)
    paths = [Path("ops/bad.graphql"), Path("ops")]
    assert package.check_operations(paths, OLD, NEW, root=folder, allow_unread=True) == results
    with pytest.raises(package.UsageError, match="no file matches none"):
        package.check_operations("none", OLD, NEW, root=folder)


def test_in_pytest(folder: Path) -> None:
    arguments = ["--drift", "old.graphql", "--drift-operations", "ops", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "1 passed, 1 error" in done.stdout) == (1, True)
    assert f"not judged  ops/bad.graphql:2:1: {REASON}" in done.stdout
    command.append("--drift-allow-unread")
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def test_copies_are_counted_apart(tmp_path: Path) -> None:
    texts = {
        "a.graphql": "query A { a }",
        "b/a.graphql": "query A {\n  a\n}",
        "c/a.graphql": "query A { a } query B { b }",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = find_operations(tmp_path, ["**/*.graphql"])
    assert [each.name for each in found.operations] == ["A", "B"]
    assert found.account.sentence() == "3 files: 3 read, 3 hold 4 operations (2 of them copies)"


def test_links_that_lead_nowhere_are_not_judged(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("query A { a }")
    (tmp_path / "b.graphql").symlink_to("nowhere.graphql")
    (tmp_path / "c.md").symlink_to("nowhere.md")
    for globs in (["*"], ["a.graphql", "b.graphql"]):
        account = find_operations(tmp_path, globs).account
        assert [str(each) for each in account.not_judged] == [
            "b.graphql:1: can't be read: No such file or directory"
        ]
    loop = tmp_path / "loop.graphql"
    loop.symlink_to(loop)
    account = find_operations(tmp_path, ["a.graphql", "loop.*", "loop.graphql"]).account
    assert [each.path for each in account.not_judged] == ["loop.graphql"]
