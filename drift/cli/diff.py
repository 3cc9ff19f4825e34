"""``drift diff``: any two schemas."""

from __future__ import annotations

from typing import Any

import click

from drift.cli.options import access, common_options, connection_options, judgement, report_options
from drift.cli.runtime import Runtime


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@report_options
@connection_options
@common_options
@click.pass_obj
def command(runtime: Runtime, /, old: str, new: str, **options: Any) -> int:
    """Compare two schemas and report what changed from OLD to NEW.

    Each is an SDL file, a folder or glob, an introspection result, -, a URL, SOURCE, SOURCE@VERSION or
    git:REVISION:PATH.
    """
    from drift.cli.output import Output, split_options
    from drift.compare import compare
    from drift.sources.reference import resolve

    config = runtime.config()
    judging, connection = split_options(options)
    judged = judgement(config, **judging)
    reached = access(runtime, config, **connection)
    output = Output(runtime, judged)
    with runtime.progress(f"comparing {old} and {new}"):
        report = compare(
            resolve(old, reached),
            resolve(new, reached),
            title=f"{old} → {new}",
            policy=judged.policy,
            today=runtime.clock().date(),
            operations=output.operations(config.root),
            only_affected=judged.only_affected,
        )
    output.add(report)
    return output.finish()
