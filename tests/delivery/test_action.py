"""``action.yml``: its own steps are run on real schemas, as a runner does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from drift.delivery.action import INPUTS
from drift.delivery.runner import Runner
from tests.conftest import ROOT
from tests.delivery.runner import Machine, Step, filled, load, parse_outputs

ACTION = load(ROOT / "action.yml")
OLD = "type Query { alerts: [Alert] }\ntype Alert { id: ID! legacy: String owner: String }\n"
NEW = (
    "type Query { alerts(first: Int): [Alert] }\n"
    "type Alert { id: ID! owner: String "
    '@deprecated(reason: "%0A::error::x ##[error]y \\n::set-output name=drift::none") }\n'
)


def run_action(folder: Path, given: Mapping[str, str]) -> Step:
    """Run the step that does the work, with inputs as a workflow gives them."""
    contexts = {f"inputs.{name}": value["default"] for name, value in ACTION["inputs"].items()}
    contexts |= {f"inputs.{name}": value for name, value in given.items()}
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "drift")
    return Machine(folder / "runner").run(step, folder / "work", contexts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    (work / "old.graphql").write_text(OLD)
    (work / "new.graphql").write_text(NEW)
    (work / "api.graphql").write_text(OLD)
    (work / "ops.graphql").write_text("query Mine { alerts { legacy } }")
    (work / "drift.toml").write_text(
        '[sources.api]\nschema = "api.graphql"\n[sources.other]\nschema = "old.graphql"\n'
    )
    return tmp_path


def test_inputs_and_outputs_are_the_promised_ones() -> None:
    promised = "command source old new operations level fail-on only-affected save reports config keys python-version"
    assert list(ACTION["inputs"]) == promised.split() == [*INPUTS, "python-version"]
    assert list(ACTION["outputs"]) == [
        "drift",
        "breaking-count",
        "dangerous-count",
        "affected-operations",
        "bump",
        "report-path",
        "snapshot-changed",
    ]
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.drift.outputs.{name} }}}}"


def test_everything_is_pinned_and_no_script_holds_an_expression() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", step["uses"])


def test_a_breaking_diff(folder: Path) -> None:
    ran = run_action(
        folder,
        {
            "command": "diff",
            "old": "old.graphql",
            "new": "new.graphql",
            "operations": "ops.graphql\n",
            "reports": "sarif=out/drift.sarif\nhtml=out/drift.html\n",
        },
    )
    assert ran.code == 1
    assert ran.outputs == {
        "drift": "breaking",
        "breaking-count": "1",
        "dangerous-count": "0",
        "affected-operations": "1",
        "bump": "major",
        "report-path": "out/drift.sarif",
        "snapshot-changed": "false",
    }
    assert json.loads((folder / "work/out/drift.sarif").read_text())["version"] == "2.1.0"
    assert (folder / "work/out/drift.html").read_text().startswith("<!doctype html>")
    assert ran.summary.startswith("### 🔴 `old.graphql → new.graphql`: 1 breaking, 1 deprecated")
    assert "::error file=ops.graphql,line=1," in ran.out
    assert "YOUR OPERATIONS  1" in ran.out


def test_text_of_the_schema_starts_no_command_of_the_runner(folder: Path) -> None:
    ran = run_action(folder, {"command": "diff", "old": "old.graphql", "new": "new.graphql"})
    assert "set-output" in ran.out
    commands = [line for line in ran.out.splitlines() if line.lstrip().startswith("::")]
    assert [line.split()[0] for line in commands] == ["::error", "::notice"]
    assert "##[" not in ran.out
    assert ran.outputs["drift"] == "breaking"


def test_check_stores_the_baseline_then_reports(folder: Path) -> None:
    first = run_action(folder, {"save": "true"})
    assert first.code == 0, first.err
    assert (first.outputs["drift"], first.outputs["snapshot-changed"]) == ("none", "true")
    assert "The baseline is stored" in first.summary

    silent = run_action(folder, {"save": "true", "source": "api other"})
    assert (silent.code, silent.outputs["drift"], silent.outputs["snapshot-changed"]) == (0, "none", "false")
    assert silent.outputs["bump"] == "none"

    (folder / "work/api.graphql").write_text(NEW)
    seen = run_action(folder, {"source": "api", "fail-on": "never"})
    assert (seen.code, seen.outputs["drift"], seen.outputs["snapshot-changed"]) == (0, "breaking", "false")
    stored = run_action(folder, {"save": "true", "fail-on": "never"})
    assert (stored.code, stored.outputs["snapshot-changed"]) == (0, "true")
    assert stored.outputs["breaking-count"] == "1"
    assert "`api`: 1 breaking" in stored.summary
    assert "`other`: no changes" in stored.summary
    assert Path(stored.outputs["report-path"]).is_dir()


def test_only_what_affects_our_operations_decides(folder: Path) -> None:
    (folder / "work/ops.graphql").write_text("query Mine { alerts { id } }")
    given = {"command": "diff", "old": "old.graphql", "new": "new.graphql", "operations": "ops.graphql"}
    assert run_action(folder, given).code == 1
    ran = run_action(folder, {**given, "only-affected": "true"})
    assert (ran.code, ran.outputs["breaking-count"]) == (0, "0")


def test_what_could_not_be_looked_at_is_not_no_drift(folder: Path) -> None:
    (folder / "work/api.graphql").write_text("<html>down for maintenance</html>")
    ran = run_action(folder, {"source": "api", "save": "true"})
    assert (ran.code, ran.outputs) == (3, {})
    assert "### ⚪ Could not check" in ran.summary
    assert "::error title=graphql-drift::" in ran.out


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"command": "fetch"}, 'input command: there are check and diff, not "fetch"'),
        ({"command": "diff", "old": "old.graphql"}, "inputs old and new: command diff compares two schemas"),
        ({"old": "old.graphql"}, "input old: makes no sense with command check"),
        ({"save": "yes"}, 'input save: write true or false, not "yes"'),
        ({"reports": "sarf=x"}, 'no format is named "sarf" (did you mean sarif?)'),
        ({"level": "hard"}, '"hard" is not one of "spec", "typed-client", "strict"'),
        ({"source": "--save"}, 'no source is named "--save"'),
    ],
)
def test_inputs_that_make_no_sense(folder: Path, given: dict[str, str], message: str) -> None:
    ran = run_action(folder, given)
    assert (ran.code, ran.outputs) == (2, {})
    assert message in ran.err
    assert "::error title=graphql-drift::" in ran.out


def test_an_input_is_never_run(folder: Path) -> None:
    ran = run_action(folder, {"source": '$(touch pwned) "; touch pwned; #'})
    assert ran.code == 2
    assert not (folder / "work/pwned").exists()


def test_a_value_can_not_forge_further_outputs(tmp_path: Path) -> None:
    output = tmp_path / "output"
    hostile = "a\nEOF\ndrift=none\ndrift<<end-\nnone\nend-"
    Runner({"GITHUB_OUTPUT": str(output)}).set_outputs({"report-path": hostile, "bump": "none"})
    assert parse_outputs(output.read_text()) == {"report-path": hostile, "bump": "none"}


def test_a_summary_is_cut_before_the_runner_refuses_it(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    runner = Runner({"GITHUB_STEP_SUMMARY": str(summary)})
    for _ in range(3):
        runner.add_summary("a line of text with an umlaut ü\n" * 20_000)
    text = summary.read_bytes()
    assert 900_000 < len(text) <= 1_000_000
    assert text.decode().count("cut here") == 1


@pytest.mark.slow
def test_the_installation_of_the_action(tmp_path: Path, folder: Path) -> None:
    import sys

    machine = Machine(folder / "runner", {"PIP_NO_COMPILE": "1"})
    (folder / "runner/graphql-drift/bin/drift").unlink()
    contexts = {"github.action_path": str(ROOT), "steps.python.outputs.python-path": sys.executable}
    (step,) = (step for step in ACTION["runs"]["steps"] if "venv" in step.get("run", ""))
    ran = machine.run(step, folder / "work", contexts)
    assert ran.code == 0, ran.err
    (folder / "runner/bin/drift").unlink()
    machine.environment["PYTHONPATH"] = ""
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "drift")
    given = {"command": "diff", "old": "old.graphql", "new": "new.graphql", "fail-on": "never"}
    contexts = {f"inputs.{name}": value["default"] for name, value in ACTION["inputs"].items()}
    ran = machine.run(step, folder / "work", contexts | {f"inputs.{k}": v for k, v in given.items()})
    assert (ran.code, ran.outputs["drift"]) == (0, "breaking"), ran.err
    assert filled("${{ inputs.old }}", {"inputs.old": "x"}) == "x"
