"""``pytest --drift``, run as a user does; and the hooks of pre-commit."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml

from drift.cli.main import COMMANDS
from tests.conftest import ROOT
from tests.operations.project import write
from tests.running import drift

OLD = """
type Query { alert: Alert }
type Alert { id: ID email: String mail: String @deprecated(reason: "Use `email`.") }
"""
NEW = "type Query { alert: Alert } type Alert { id: ID email: String } "
FILES = {
    "drift.toml": '[sources.api]\nschema = "api.graphql"\noperations = ["sdk/*"]\n',
    "api.graphql": OLD,
    "sdk/a.graphql": "query Good { alert { id } }\n\nquery Bad {\n  alert { mail }\n}\n",
    "sdk/b.py": 'Q = gql("query Never { nothing, alert { id } }")\n',
    "sdk/c.graphql": "query Elsewhere { elsewhere }\n",
    "test_own.py": "def test_own() -> None:\n    pass\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    drift("check", "api", "--save", cwd=tmp_path)
    (tmp_path / "api.graphql").write_text(NEW)
    return tmp_path


def run_pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest in a folder; return exit code and output."""
    is_installed = any(point.value == "drift.pytest_plugin" for point in entry_points(group="pytest11"))
    plugin = [] if is_installed else ["-p", "drift.pytest_plugin"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *plugin,
            "-p",
            "no:cacheprovider",
            "-rxX",
            "--rootdir=.",
            *arguments,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_one_test_for_each_operation(folder: Path) -> None:
    code, out = run_pytest(folder, "--drift", "api", "-v")
    assert code == 1
    assert "test_own.py::test_own PASSED" in out
    assert "drift api::sdk/a.graphql:1 Good PASSED" in out
    assert "drift api::sdk/a.graphql:3 Bad FAILED" in out
    assert "drift api::sdk/b.py:1 Never XFAIL" in out
    assert "drift api::sdk/c.graphql:1 Elsewhere SKIPPED (of another API)" in out
    assert (
        "Bad breaks  sdk/a.graphql:3\n"
        "  sdk/a.graphql:4:11: Cannot query field 'mail' on type 'Alert'. Did you mean 'email'?\n"
        "  hint:\n"
        "    --- sdk/a.graphql\n    +++ sdk/a.graphql\n    @@ -3,3 +3,3 @@\n     query Bad {\n"
        "    -  alert { mail }\n    +  alert { mail: email }\n     }\n"
    ) in out
    assert "is still invalid: sdk/b.py:1:24: Cannot query field 'nothing' on type 'Query'." in out
    assert "Traceback" not in out
    assert re.search(r"1 failed, 2 passed, 1 skipped, 1 xfailed", out)


def test_operations_can_be_chosen_by_name(folder: Path) -> None:
    assert run_pytest(folder, "--drift", "api", "-q", "-k", "Good")[0] == 0


def test_against_a_schema_without_history(folder: Path) -> None:
    code, out = run_pytest(
        folder, "--drift", "api.graphql", "--drift-operations", "sdk/*.py", "-q", "-k", "Never"
    )
    assert code == 1
    assert (
        "Never is not valid  sdk/b.py:1\n  sdk/b.py:1:24: Cannot query field 'nothing' on type 'Query'."
        in out
    )


def test_inactive_unless_asked(folder: Path) -> None:
    code, out = run_pytest(folder, "-q")
    assert (code, "1 passed" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--drift", "apii"),
            "ERROR: --drift apii: apii: neither a file nor a folder nor a configured source (did you mean api?)",
        ),
        (
            ("--drift", "api", "--drift-operations", "no/*"),
            "ERROR: --drift api: no file matches no/*",
        ),
        (("--drift", "api", "--drift-against", "7"), 'ERROR: --drift api: api has no version "7"'),
    ],
)
def test_wrong_usage_is_one_line(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    code, out = run_pytest(folder, *arguments, "-q")
    assert (code, "Traceback" in out) == (4, False)
    assert message in out


def test_the_hooks_of_pre_commit(folder: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["drift-check", "drift-operations"]
    for hook in hooks:
        program, *arguments = shlex.split(hook["entry"])
        assert program == "drift"
        assert arguments[0] in COMMANDS
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        (folder / "api.graphql").write_text(NEW)
        if hook["id"] == "drift-operations":
            assert drift(*arguments, cwd=folder).code == 1
            (folder / "sdk/b.py").write_text("")
            assert drift(*arguments, cwd=folder).code == 0
        else:
            assert drift(*arguments, cwd=folder).code == 1
            (folder / "api.graphql").write_text(OLD)
            assert drift(*arguments, cwd=folder).code == 0
