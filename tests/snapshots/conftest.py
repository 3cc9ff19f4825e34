from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_WRITER = Path(__file__).with_name("writer.py")


class Writer:
    """The process of ``writer.py``: gives commands, reads what its children say."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def tell(self, command: str, root: Path, *numbers: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\t".join([command, str(root), *map(str, numbers)]) + "\n")
        self.process.stdin.flush()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def start(self, command: str, root: Path, *numbers: int) -> int:
        """Start a child and return its process id."""
        self.tell(command, root, *numbers)
        word, pid = self.line().split()
        assert word == "pid"
        return int(pid)

    def finish(self) -> list[str]:
        """Wait for all children and return the lines that they said."""
        self.tell("wait", Path())
        lines: list[str] = []
        while (line := self.line()) != "idle":
            assert line, "the writer is gone"
            lines.append(line)
        return lines


@pytest.fixture(scope="module")
def writer() -> Iterator[Writer]:
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, str(_WRITER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    yield Writer(process)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()
