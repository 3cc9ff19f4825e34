"""What a GitHub Actions runner gives and takes: its files for outputs and the step summary, its settings."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drift.errors import DriftError, UsageError
from drift.escape import command_text

# A step summary holds 1 MiB; what is larger is refused as a whole.
MAX_SUMMARY_BYTES = 1_000_000
_CUT = "\n\n… cut here, because a step summary holds no more. The report's file has everything.\n"


@dataclass(frozen=True, slots=True)
class Runner:
    """The runner's side of one step.

    Attributes:
        environment: The step's environment.
    """

    environment: Mapping[str, str]

    @classmethod
    def here(cls) -> Runner:
        """Return the runner that this process runs on, which need not be one."""
        return cls(dict(os.environ))

    def setting(self, name: str) -> str:
        """Return an environment variable that every step has. Raises UsageError where it is not set."""
        value = self.environment.get(name, "")
        if not value:
            raise UsageError(f"{name} is not set: this command is a step of a GitHub Actions workflow")
        return value

    @property
    def scratch(self) -> Path:
        """The folder for files that only this job needs."""
        return Path(self.setting("RUNNER_TEMP"))

    def set_outputs(self, outputs: Mapping[str, str]) -> None:
        """Hand outputs to later steps; a value, whatever is in it, stays the value of its own name.

        Raises:
            UsageError: There is no runner.
            DriftError: The runner's file can't be written.
        """
        rows: list[str] = []
        for name, value in outputs.items():
            # A value that could hold its own end would go on as further outputs.
            end = f"end-{secrets.token_hex(16)}"
            rows += [f"{name}<<{end}", value, end]
        _append(Path(self.setting("GITHUB_OUTPUT")), "".join(f"{row}\n" for row in rows))

    def add_summary(self, markdown: str) -> None:
        """Append to the step's summary, where a runner shows one; says so where it had to be cut.

        Raises:
            DriftError: The runner's file can't be written.
        """
        place = self.environment.get("GITHUB_STEP_SUMMARY")
        if not place:
            return
        path = Path(place)
        room = MAX_SUMMARY_BYTES - len(_CUT.encode()) - (path.stat().st_size if path.exists() else 0)
        content = markdown.encode("utf-8", "backslashreplace")
        if room <= 0:
            return
        if len(content) > room:
            kept = content[:room].decode("utf-8", "ignore")
            markdown = kept.rpartition("\n")[0] + _CUT
        _append(path, markdown)


def annotation(kind: str, title: str, text: str) -> str:
    """Return a line that makes the runner show *text*, foreign or not, as an ``error``, ``warning`` or ``notice``."""
    return f"::{kind} title={title}::{command_text(text)}\n"


def _append(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
    except OSError as error:
        raise DriftError(f"can't write to the runner's file {path}: {error.strerror}") from error
