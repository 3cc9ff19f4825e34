"""``drift ci``: the steps of the GitHub Action and of the scheduled workflow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import DriftError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.delivery.action import Files, Plan


@dataclass
class Told(Runtime):
    """A runtime that keeps the errors it has said, to show them where a runner's user looks first.

    Attributes:
        errors: One line each, without secrets.
    """

    errors: list[str] = field(default_factory=list)

    def fail(self, text: str) -> None:
        """Say an error, and keep it."""
        self.errors.append(self.redactor.clean(text, limit=2000))
        super().fail(text)


@click.group("ci")
def command() -> None:
    """Steps of the GitHub Action and of the scheduled workflow; they need a runner around them."""


@command.command("action")
@common_options
@click.pass_obj
def action(runtime: Runtime, /) -> int:
    """Run check or diff as the action's inputs say, and set its outputs, annotations and step summary."""
    import tempfile

    from drift.delivery import action as inputs_and_outputs
    from drift.delivery.runner import Runner, annotation

    runner = Runner.here()
    files = inputs_and_outputs.Files(Path(tempfile.mkdtemp(prefix="drift-", dir=runner.scratch)))
    given = inputs_and_outputs.inputs(runner.environment)
    if given["config"]:
        runtime.config_path = Path(given["config"])
    try:
        plan = inputs_and_outputs.plan(given, files)
        before = _newest(runtime, plan)
    except DriftError as error:
        runtime.out(annotation("error", "graphql-drift", runtime.redactor.clean(str(error), limit=2000)))
        raise
    code, errors = run(plan.arguments, runtime)
    show(runtime, runner, files, errors)
    if code in (0, 1):
        runner.set_outputs(
            inputs_and_outputs.outputs(
                files.reports(),
                report_path=plan.files[0] if plan.files else _report_path(files),
                snapshot_changed=_newest(runtime, plan) != before,
            )
        )
    return code


def run(arguments: tuple[str, ...], outer: Runtime) -> tuple[int, list[str]]:
    """Run a command line as a user's, and return its exit code and what it said went wrong."""
    from drift.cli import main

    inner = Told(verbosity=outer.verbosity, debug=outer.debug, redactor=outer.redactor, clock=outer.clock)
    return main.run(list(arguments), inner), inner.errors


def show(runtime: Runtime, runner: object, files: Files, errors: list[str]) -> None:
    """Put what a run left into the log as annotations, and into the step summary."""
    from drift.delivery.runner import Runner, annotation
    from drift.escape import code_span

    assert isinstance(runner, Runner)  # noqa: S101 - typed loosely to keep the import lazy
    if files.annotations.exists():
        runtime.out(files.annotations.read_text(encoding="utf-8"))
    summary = [files.summary.read_text(encoding="utf-8")] if files.summary.exists() else []
    for error in errors:
        runtime.out(annotation("error", "graphql-drift", error))
        summary.append(f"### ⚪ Could not look\n\n{code_span(error, 1000)}\n")
    if not summary and not errors:
        summary.append("### ✅ The baseline is stored\n\nFrom now on, changes are reported.\n")
    runner.add_summary("\n".join(summary))


def _newest(runtime: Runtime, plan: Plan) -> dict[str, str | None]:
    """Return the newest stored version of each source that the plan may store one of."""
    from drift.snapshots.store import Store

    if plan.command != "check":
        return {}
    config: Config = runtime.config()
    store = Store(config.snapshot_folder)
    chosen = [config.source(name).name for name in plan.sources] or config.sources
    found = {name: store.newest(name) for name in chosen}
    return {name: version.version if version else None for name, version in found.items()}


def _report_path(files: Files) -> str:
    return str(files.report if files.report.exists() else files.folder)
