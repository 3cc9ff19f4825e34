"""Wall time and peak memory of commands that run in turn."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LIMIT_S = 600


@dataclass(frozen=True)
class Command:
    """What to run.

    Attributes:
        words: Program and arguments.
        cwd: Where; this folder when None.
        codes: Exit codes of a run that did the work.
        makes: A folder that it makes, removed before each run.
    """

    words: list[str]
    cwd: Path | None = None
    codes: tuple[int, ...] = (0,)
    makes: Path | None = None


@dataclass
class Series:
    """What the runs of one command took; a command that fails is not run again."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def median_s(self) -> float:
        return statistics.median(self.seconds)

    @property
    def median_mb(self) -> float:
        return statistics.median(self.megabytes)


def in_turn(commands: Mapping[str, Command], rounds: int, say: Callable[[str], None]) -> dict[str, Series]:
    """Run each command once per round, A B A B …, and return what each took."""
    measured = {name: Series() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            series = measured[name]
            if not series.failure:
                _run(command, series)
                say(
                    f"{name} {series.failure or f'{series.seconds[-1]:.2f} s, {series.megabytes[-1]:.0f} MB'}"
                )
    return measured


def _run(command: Command, series: Series) -> None:
    if command.makes is not None:
        shutil.rmtree(command.makes, ignore_errors=True)
    # A process begins with its parent's peak memory, so a small one has to start what is measured.
    launcher = [
        sys.executable,
        "-S",
        str(Path(__file__).with_name("launcher.py")),
        str(LIMIT_S),
        *command.words,
    ]
    done = subprocess.run(launcher, cwd=command.cwd, stdout=subprocess.PIPE, check=True)
    code, seconds, megabytes = json.loads(done.stdout)
    if code not in command.codes:
        series.seconds.clear()
        series.failure = f"not done after {LIMIT_S} s" if code is None else f"failed with exit code {code}"
        return
    series.seconds.append(seconds)
    series.megabytes.append(megabytes)
