"""``drift diff``: any two schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from drift.cli import completion
from drift.cli.options import (
    acceptance,
    acceptance_options,
    access,
    common_options,
    connection_options,
    federated_option,
    judgement,
    report_options,
)
from drift.cli.pair import sides
from drift.cli.runtime import Runtime


@click.command("diff")
@click.argument("old", metavar="OLD", shell_complete=completion.references)
@click.argument("new", metavar="NEW", required=False, shell_complete=completion.references)
@acceptance_options
@report_options
@federated_option
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    old: str,
    new: str | None,
    accepted_because: str | None,
    until: datetime | None,
    **options: Any,
) -> int:
    """Compare two schemas and report what changed from OLD to NEW.

    Each is an SDL file, a folder or glob, an introspection result, -, a URL, SOURCE, SOURCE@VERSION or
    git:REVISION:PATH. SOURCE@1.0..2.0 and SOURCE@1.0 @2.0 name two versions at once. The operations that are
    configured for SOURCE are checked too.
    """
    from drift.cli.comparison import diff_schemas
    from drift.cli.output import split_options

    config = runtime.config()
    judging, connection = split_options(options)
    judged = judgement(config, **judging)
    first, second = sides(config, old, new)
    reached = access(runtime, config, **connection)
    accepted = acceptance(accepted_because, until)
    return diff_schemas(runtime, config, judged, reached, old=first, new=second, acceptance=accepted).code
