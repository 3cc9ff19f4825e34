"""``drift ci``: the steps of the GitHub Action and of the scheduled workflow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drift.cli import failure
from drift.cli.options import access, common_options, configured_sources, judgement
from drift.cli.runtime import Runtime
from drift.errors import DriftError, UsageError

if TYPE_CHECKING:
    from drift.cli.comparison import Done
    from drift.config import Config, SourceConfig
    from drift.delivery.action import Plan
    from drift.delivery.branch import Checkout
    from drift.delivery.github import GitHub
    from drift.delivery.runner import Runner
    from drift.snapshots.store import Store


@click.group("ci", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context, /) -> None:
    """Steps of the GitHub Action and of the scheduled workflow; they need a runner around them."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("action")
@common_options
@click.pass_obj
def action(runtime: Runtime, /) -> int:
    """Run check or diff as the action's inputs say, and set its outputs, annotations and step summary."""
    import tempfile

    from drift.delivery import action as inputs_and_outputs
    from drift.delivery.runner import Runner, annotation

    runner = Runner.here()
    folder = Path(tempfile.mkdtemp(prefix="drift-", dir=runner.scratch))
    try:
        plan = inputs_and_outputs.plan(inputs_and_outputs.inputs(runner.environment))
        if plan.config is not None:
            runtime.config_path = plan.config
        config = runtime.config()
        sources = [source for name in plan.sources for source in config.chosen(name)]
    except DriftError as error:
        runtime.out(annotation("error", "graphql-drift", runtime.redactor.clean(str(error), limit=2000)))
        raise
    done = _attempted(runtime, lambda: _carried_out(plan, sources, runtime, config, folder))
    _show(runtime, runner, done)
    if done.code in (0, 1):
        found = folder / "report.json"
        runner.set_outputs(
            inputs_and_outputs.outputs(
                done.reports,
                report_path=plan.report_path or str(found if found.exists() else folder),
                snapshot_changed=done.has_stored,
            )
        )
    return done.code


def _carried_out(
    plan: Plan, sources: Sequence[SourceConfig], runtime: Runtime, config: Config, folder: Path
) -> Done:
    """Do what the inputs ask for, with the JSON report in *folder*, and as text in the log."""
    from drift.cli.comparison import Check, diff_schemas

    texts = ("text",) if all("=" in report for report in plan.reports) else ()
    judged = judgement(
        config,
        reports=(f"json={folder / 'report.json'}", *plan.reports, *texts),
        fail_on=plan.fail_on,
        level=plan.level,
        operations=plan.operations,
        only_affected=plan.only_affected,
        witness=False,
    )
    reached = access(runtime, config, keys=plan.keys)
    if plan.command == "diff":
        return diff_schemas(runtime, config, judged, reached, old=plan.old, new=plan.new)
    return Check(runtime, config, judged, reached, save=plan.save).run(sources or configured_sources(config))


def _attempted(runtime: Runtime, work: Callable[[], Done]) -> Done:
    """Return what was done. What went wrong instead has been said, and goes where a runner's user looks first."""
    from drift.cli.comparison import Done

    try:
        return work()
    except Exception as error:
        failed = failure.tell(runtime, error)
        return Done(failed.code, errors=(failed.message,))


def _show(runtime: Runtime, runner: Runner, done: Done) -> None:
    """Put what was done into the log as annotations, and into the step summary."""
    from drift.delivery.runner import annotation
    from drift.escape import code_span
    from drift.reports import FORMATS

    if done.reports:
        runtime.out("\n".join(FORMATS["github"].render(report) for report in done.reports))
    summary = [runtime.document(FORMATS["markdown"].render(report)) for report in done.reports]
    for error in done.errors:
        runtime.out(annotation("error", "graphql-drift", error))
        summary.append(f"### ⚪ Could not check\n\n{code_span(error, 1000)}\n")
    if not summary:
        summary.append("### ✅ The baseline is stored\n\nFrom now on, changes are reported.\n")
    runner.add_summary("\n".join(summary))


@command.command("look")
@click.argument("source", metavar="SOURCE")
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@common_options
@click.pass_obj
def look(runtime: Runtime, /, source: str, folder: Path) -> int:
    """Check SOURCE and leave in FOLDER what publish needs; for the job that holds the key and can't write."""
    from drift import version_news
    from drift.cli.comparison import Check
    from drift.delivery import look as looks
    from drift.delivery.runner import Runner
    from drift.snapshots.store import Store

    runner = Runner.here()
    config = runtime.config()
    chosen = config.source(source)
    now = runtime.clock().replace(microsecond=0)

    def check() -> Done:
        judged = judgement(config)
        reached = access(runtime, config)
        return Check(runtime, config, judged, reached, save=True, has_own_news=True).run([chosen])

    store = Store(config.snapshot_folder)
    done = _attempted(runtime, check)
    rehearsal = store.rehearsal(chosen.name) if done.heard else None
    newest = store.newest(chosen.name) if done.saved else None
    schema = None if newest is None else store.read(chosen.name, newest)
    error = done.errors[-1] if done.errors else None
    # After an error nobody knows whether the API was asked for its versions.
    known = None if error is not None else done.news.get(chosen.name)
    news = None if known is None else version_news.to_text(known)
    looks.write(looks.Look(chosen.name, done.code, now, schema, error, rehearsal, news), folder)
    _show(runtime, runner, done)
    return 0 if done.code in (0, 1) else done.code


@command.command("publish")
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice(("pull-request", "issue")),
    default="pull-request",
    show_default=True,
    help="How to report drift: a pull request with the new snapshots, or an issue.",
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
    from drift.delivery import findings, looks, status
    from drift.delivery import publish as publishing
    from drift.delivery.look import read_all
    from drift.delivery.runner import Runner
    from drift.reports import FORMATS
    from drift.reports.deliver import Target, deliver
    from drift.reports.listings import status as listing
    from drift.snapshots.store import Store

    runner = Runner.here()
    config = runtime.config()
    now = runtime.clock()
    store = Store(config.snapshot_folder)
    seen = read_all(folder, config.sources, now, _taken(store, config))
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
    looks.record(config.root, {look.source: look.taken for look in seen if look.is_good}, now)
    for report in found.reports if report_folder else ():
        assert report_folder is not None  # noqa: S101 - the loop is empty without it
        target = Target(FORMATS["json"], report_folder / f"{report.title}.json")
        deliver([report], [target], redact=runtime.document)
    rows = listing.to_markdown(status.of_sources(config, store, now))
    runner.add_summary(publishing.heartbeat(found, rows, done))
    runtime.out(f"{done}\n")
    judged = judgement(config)
    fails = any(judged.is_failure(report.worst) or report.unread for report in found.reports)
    runner.set_outputs({"verdict": "fail" if fails else "pass"})


def _taken(store: Store, config: Config) -> dict[str, datetime]:
    """Return when the newest stored version of each source was taken."""
    found = {name: store.newest(name) for name in config.sources}
    return {name: version.taken for name, version in found.items() if version is not None}


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
