"""Runs the command as a user does, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drift.cli.main import run as run_command
from drift.cli.runtime import Runtime
from drift.reports.schemas import SCHEMAS
from tests import prepared
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
        strict(described).validate(json.loads(out.getvalue()))
    return Ran(code, out.getvalue(), err.getvalue())


def drift_process(
    *arguments: str, cwd: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Ran:
    """Run ``drift`` as a process of its own, whose Python has started before."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        code = prepared.run(
            prepared.Prepared.get().address,
            [*arguments],
            (given.fileno(), out.fileno(), err.fileno()),
            str(cwd or Path.cwd()),
            {**os.environ, "COLUMNS": "100", **(env or {})},
        )
        out.seek(0)
        err.seek(0)
        return Ran(code, out.read().decode(), _PROGRESS.sub("", err.read().decode()))


def drift_program(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
    """Run ``python -m drift`` from its very start."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100", **(env or {})}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "drift", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), _PROGRESS.sub("", done.stderr.decode()))
