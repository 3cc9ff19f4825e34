"""Runs the shell of workflows and of the action as a runner does: expressions filled in, files handed over."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests import prepared
from tests.conftest import ROOT

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


def load(path: Path) -> dict[Any, Any]:
    """Return a workflow or action; ``on`` is read as a word, not as the YAML 1.1 boolean."""
    loaded: dict[Any, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    return loaded


def filled(text: str, contexts: Mapping[str, str]) -> str:
    """Return *text* with its expressions replaced; one that the test doesn't know is a mistake."""
    return _EXPRESSION.sub(lambda match: contexts[match[1]], text)


def parse_outputs(text: str) -> dict[str, str]:
    """Return what a runner reads from ``$GITHUB_OUTPUT``."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        heredoc = re.fullmatch(r"([^=<]+)<<(.+)", line)
        if heredoc is None:
            name, equals, value = line.partition("=")
            assert equals, line
            found[name] = value
            continue
        value_lines: list[str] = []
        for value_line in lines:
            if value_line == heredoc[2]:
                break
            value_lines.append(value_line)
        else:
            raise AssertionError(f"{heredoc[1]} never ends")
        found[heredoc[1]] = "\n".join(value_lines)
    return found


@dataclass
class Step:
    """What a step left behind."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]
    summary: str


@dataclass
class Machine:
    """A runner's machine: ``python``, as actions/setup-python gives it, and ``drift``, also where the action puts it."""

    temp: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.temp.mkdir(parents=True, exist_ok=True)
        drift = prepared.script()
        for name, text in (
            ("bin/python", f'#!/bin/sh\nexec {sys.executable} "$@"\n'),
            ("bin/drift", drift),
            ("graphql-drift/bin/drift", drift),
        ):
            script = self.temp / name
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(text)
            script.chmod(0o755)

    def run(self, step: Mapping[str, Any], cwd: Path, contexts: Mapping[str, str]) -> Step:
        """Run one ``run`` step."""
        assert "${{" not in step["run"], "an expression inside of a script is an injection"
        output, summary = self.temp / "output", self.temp / "summary"
        for path in (output, summary):
            path.write_text("")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
            "PATH": f"{self.temp / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.temp),
            "COLUMNS": "100",
            **self.environment,
            **{name: filled(value, contexts) for name, value in step.get("env", {}).items()},
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return Step(
            done.returncode, done.stdout, done.stderr, parse_outputs(output.read_text()), summary.read_text()
        )
