"""Runs the command as a user does, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import jsonschema

from drift.cli.main import run as run_command
from drift.cli.runtime import Runtime
from drift.reports.schemas import SCHEMAS
from tests.strict_schema import strict


@dataclass(frozen=True)
class Ran:
    """What a run left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


# What is said of a run that takes long depends on the machine.
_PROGRESS = re.compile(r"(?m)^(?:checking|comparing|reading|importing) .* …\n")


def _described(arguments: Sequence[str]) -> str | None:
    """Return the name of the JSON Schema for what a command line prints, None when that is not JSON."""
    if "--json" in arguments:
        command = next(word for word in arguments if not word.startswith("-"))
        return command if command in SCHEMAS else None
    return "report" if "json" in arguments and arguments[0] in ("check", "diff") else None


def drift(
    *arguments: str, cwd: Path | None = None, now: datetime | None = None, patience_s: float = 600
) -> Ran:
    """Run ``drift`` in this process; *patience_s* is how long it says nothing of its progress."""
    runtime = Runtime(patience_s=patience_s)
    if now is not None:
        runtime.clock = lambda: now
    out, err = io.StringIO(), io.StringIO()
    before = Path.cwd()
    os.chdir(cwd or before)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run_command(list(arguments), runtime)
    finally:
        os.chdir(before)
    described = _described(arguments)
    if code in (0, 1) and described and out.getvalue():
        # No test may see JSON that the shipped schema does not describe.
        jsonschema.validate(json.loads(out.getvalue()), strict(described))
    return Ran(code, out.getvalue(), err.getvalue())


def drift_process(
    *arguments: str,
    cwd: Path | None = None,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    timeout_s: float = 60,
) -> Ran:
    """Run ``python -m drift`` as a process of its own."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100", **(env or {})}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drift", *arguments],
        cwd=cwd,
        input=stdin,
        env=environment,
        capture_output=True,
        timeout=timeout_s,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), _PROGRESS.sub("", done.stderr.decode()))
