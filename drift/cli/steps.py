"""What to do about a report that makes a run fail, as commands that can be pasted as they are."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from drift.cli.options import Judgement
from drift.config import Config
from drift.keys import VARIABLE
from drift.reports.report import NextStep, Report

REASON = "why we accept it"
OPERATIONS = "src/**/*.graphql"


def steps(
    report: Report,
    judged: Judgement,
    config: Config,
    command: Sequence[str],
    *,
    config_path: Path | None,
    headers: Mapping[str, str],
    until: date,
) -> tuple[NextStep, ...]:
    """Return what the user may do about a report; nothing when it does not make the run fail.

    Args:
        report: What was found.
        judged: How it was judged; options that differ from the configuration are given again.
        config: The configuration.
        command: The words that give this report again: ``["check", "panther"]``.
        config_path: The configuration file that was named, None where it was found.
        headers: Headers that were given; those that hold no more than a variable are given again.
        until: The day until which accepted changes are accepted.
    """
    if not judged.is_failure(report.worst) or report.is_rehearsal:
        return ()
    named = [] if config_path is None else ["--config", str(config_path)]
    again = ["drift", *command, *named, *_options(judged, config, headers)]
    found = [NextStep(f"To accept what was found until {until}", shlex.join([*again, "--accept", REASON]))]
    if report.account is None:
        found.append(
            NextStep(
                "To see which of your operations break", shlex.join([*again, "--operations", OPERATIONS])
            )
        )
    return tuple(found)


def _options(judged: Judgement, config: Config, headers: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    if judged.policy.fail_on != config.policy.fail_on:
        found += ["--fail-on", judged.policy.fail_on]
    if judged.policy.level != config.policy.level:
        found += ["--level", judged.policy.level]
    for pattern in judged.operations:
        found += ["--operations", pattern]
    if judged.only_affected:
        found.append("--only-affected")
    for name, value in headers.items():
        if VARIABLE.search(value):
            found += ["-H", f"{name}: {value}"]
    return found
