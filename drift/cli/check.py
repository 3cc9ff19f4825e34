"""``drift check``: sources as they are now against their stored versions."""

from __future__ import annotations

from typing import Any

import click

from drift.cli.options import access, common_options, connection_options, judgement, report_options
from drift.cli.runtime import Runtime
from drift.errors import DriftError, UsageError


@click.command("check")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--save", is_flag=True, help="Store what was seen when it differs; the first time, as the baseline."
)
@click.option("--label", metavar="NAME", help="Name the version that --save stores, such as 2.14.")
@click.option(
    "--against",
    default="latest",
    show_default=True,
    metavar="VERSION",
    help="Compare with this stored version: previous, a label, a version or a date.",
)
@click.option(
    "--accept-reduced-view", is_flag=True, help="Go on when the source tells much less than what is stored."
)
@report_options
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    sources: tuple[str, ...],
    save: bool,
    label: str | None,
    against: str,
    accept_reduced_view: bool,
    **options: Any,
) -> int:
    """Read each SOURCE now, compare it with its newest stored version, and report.

    Without SOURCE, all configured sources are checked. The first check --save stores the baseline and finds
    nothing.
    """
    from drift.cli.output import Output, split_options
    from drift.watch import check

    config = runtime.config()
    chosen = [config.source(name) for name in sources] if sources else list(config.sources.values())
    if not chosen:
        raise UsageError(
            "no source is configured; `drift init` writes a drift.toml, `drift diff OLD NEW` needs none"
        )
    judging, connection = split_options(options)
    judged = judgement(config, **judging)
    reached = access(runtime, config, **connection)
    output = Output(runtime, judged)
    failure: DriftError | None = None
    for source in chosen:
        patterns = judged.operations or source.operations
        try:
            with runtime.progress(f"checking {source.name}"):
                outcome = check(
                    source,
                    reached,
                    policy=judged.policy,
                    now=runtime.clock(),
                    against=against,
                    save=save,
                    label=label,
                    accept_reduced_view=accept_reduced_view,
                    operations=output.operations(config.root, patterns),
                    only_affected=judged.only_affected,
                )
        except DriftError as error:
            if len(chosen) == 1:
                raise
            failure = error
            runtime.fail(f"{source.name}: {str(error).removeprefix(f'{source.name}: ')}")
            continue
        runtime.notices(outcome.notices)
        if outcome.report is None and outcome.saved is not None:
            runtime.tell(f"{source.name}: stored the baseline, version {outcome.saved.version}")
        elif outcome.saved is not None:
            runtime.tell(f"{source.name}: stored version {outcome.saved.version}")
        if outcome.report is not None:
            output.add(outcome.report)
    code = output.finish()
    return failure.exit_code if failure else code
