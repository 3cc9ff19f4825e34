"""``drift ci``: the steps of the GitHub Action and of the scheduled workflow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import DriftError, UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.delivery.action import Files, Plan
    from drift.delivery.branch import Checkout
    from drift.delivery.github import GitHub
    from drift.delivery.runner import Runner


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


def show(runtime: Runtime, runner: Runner, files: Files, errors: list[str]) -> None:
    """Put what a run left into the log as annotations, and into the step summary."""
    from drift.delivery.runner import annotation
    from drift.escape import code_span

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


@command.command("look")
@click.argument("source", metavar="SOURCE")
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@common_options
@click.pass_obj
def look(runtime: Runtime, /, source: str, folder: Path) -> int:
    """Look at SOURCE and leave in FOLDER what publish needs; for the job that holds the key and can't write."""
    import tempfile

    from drift.delivery import look as looks
    from drift.delivery.action import Files
    from drift.delivery.runner import Runner
    from drift.snapshots.store import Store

    runner = Runner.here()
    config = runtime.config()
    source = config.source(source).name
    store = Store(config.snapshot_folder)
    before = store.newest(source)
    files = Files(Path(tempfile.mkdtemp(prefix="drift-", dir=runner.scratch)))
    now = runtime.clock().replace(microsecond=0)
    reports = (f"--report=github={files.annotations}", f"--report=markdown={files.summary}", "--report=text")
    config_option = () if config.path is None else (f"--config={config.path}",)
    code, errors = run(("check", *config_option, "--save", *reports, "--", source), runtime)
    newest = store.newest(source)
    schema = store.read(source, newest) if newest is not None and newest != before else None
    # An exit code of 130 or so is no more a look than 3 is.
    known = code if code in (0, 1, 2) else 3
    looks.write(looks.Look(source, known, now, schema, errors[-1] if errors else None), folder)
    show(runtime, runner, files, errors)
    return 0 if known in (0, 1) else known


@command.command("publish")
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice(("pull-request", "issue")),
    default="pull-request",
    show_default=True,
    help="What tells of drift: a pull request with the new snapshots, or an issue.",
)
@click.option(
    "--branch", default="drift/schemas", show_default=True, metavar="NAME", help="Branch of the pull request."
)
@click.option(
    "--reports",
    "report_folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Leave the JSON report of each source that changed here, for drift notify.",
)
@common_options
@click.pass_obj
def publish(runtime: Runtime, /, folder: Path, kind: str, branch: str, report_folder: Path | None) -> None:
    """Check the looks below FOLDER and publish what they found; for the job that can write and holds no key.

    Sets the output verdict: fail when there is a change at or above fail-on, else pass.
    """
    from drift.cli.options import Judgement
    from drift.delivery import findings, looks, status
    from drift.delivery import publish as publishing
    from drift.delivery.look import read_all
    from drift.delivery.runner import Runner
    from drift.reports import FORMATS
    from drift.reports.deliver import Target, deliver
    from drift.snapshots.store import Store

    runner = Runner.here()
    config = runtime.config()
    now = runtime.clock()
    store = Store(config.snapshot_folder)
    seen = read_all(folder, config.sources, now)
    with _github(runtime, runner) as github:
        if kind == "issue":
            found = findings.gather(config, store, seen, now.date())
            done = publishing.as_issue(found, github)
        else:
            checkout = _checkout(runtime, runner, config, branch)
            base = runner.setting("GITHUB_REF_NAME")
            seen = publishing.recalled(seen, config, store, checkout)
            found = findings.gather(config, store, seen, now.date())
            done = publishing.as_pull_request(found, config, checkout, github, base=base)
    looks.record(config.root, {look.source: look.taken for look in seen if look.is_good})
    for report in found.reports if report_folder else ():
        assert report_folder is not None  # noqa: S101 - the loop is empty without it
        target = Target(FORMATS["json"], report_folder / f"{report.title}.json")
        deliver([report], [target], redact=runtime.document)
    rows = status.to_markdown(status.of_sources(config, store, now))
    runner.add_summary(publishing.heartbeat(found, rows, done))
    runtime.out(f"{done}\n")
    judged = Judgement((), config.policy, (), only_affected=False, witness=False)
    fails = any(judged.is_failure(report.worst) for report in found.reports)
    runner.set_outputs({"verdict": "fail" if fails else "pass"})


def _github(runtime: Runtime, runner: Runner) -> GitHub:
    from drift.delivery.github import DEFAULT_API, GitHub

    return GitHub(
        runner.setting("GITHUB_REPOSITORY"),
        runner.setting("GH_TOKEN"),
        api=runner.environment.get("GITHUB_API_URL") or DEFAULT_API,
        redactor=runtime.redactor,
    )


def _checkout(runtime: Runtime, runner: Runner, config: Config, branch: str) -> Checkout:
    from drift.delivery.branch import Checkout

    if runner.setting("GITHUB_REF_TYPE") != "branch":
        raise UsageError("a pull request needs a branch to be merged into: run this on the default branch")
    return Checkout.around(
        config.root,
        branch,
        server=runner.environment.get("GITHUB_SERVER_URL") or "https://github.com",
        token=runner.setting("GH_TOKEN"),
        redactor=runtime.redactor,
    )
