"""``drift check``: sources as they are now against their stored versions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from drift.cli.options import (
    Judgement,
    access,
    common_options,
    connection_options,
    judgement,
    moment_option,
    report_options,
)
from drift.cli.runtime import Runtime
from drift.config import MAX_SECONDS
from drift.errors import DriftError, StoreError, UsageError

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.reports.report import Report
    from drift.watch import Outcome


@click.command("check")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--save", is_flag=True, help="Store what was seen when it differs; the first time, as the baseline."
)
@click.option("--label", metavar="NAME", help="Name the version that --save stores, such as 2.14.")
@moment_option(
    "--date", "When what --save stores was published, for whoever replays a history.  [default: now]"
)
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
@click.option(
    "--confirm",
    "confirm_s",
    type=click.FloatRange(min=0, max=MAX_SECONDS),
    metavar="SECONDS",
    help="Before --save reports and stores breaking changes, look again after this pause; 0 trusts the first look.  "
    "[default: 5; 0 for files and this machine]",
)
@click.option(
    "--accept",
    "accepted_because",
    metavar="REASON",
    help="Write an entry into the configuration that accepts what this check found at or above --fail-on.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Last day on which --accept counts.  [default: in 90 days]",
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
    date: datetime | None,
    against: str,
    accept_reduced_view: bool,
    confirm_s: float | None,
    accepted_because: str | None,
    until: datetime | None,
    **options: Any,
) -> int:
    """Read each SOURCE now, compare it with its newest stored version, and report.

    Without SOURCE, all configured sources are checked. The first check --save stores the baseline and finds
    nothing.
    """
    from drift.cli.output import Output, split_options
    from drift.watch import check

    config = runtime.config()
    if until is not None and accepted_because is None:
        raise UsageError("--until says how long --accept counts: give --accept REASON too")
    chosen = [config.source(name) for name in sources] if sources else list(config.sources.values())
    if not chosen:
        raise UsageError(
            "no source is configured; `drift init` writes a drift.toml, `drift diff OLD NEW` needs none"
        )
    if date is not None:
        _check_date(runtime, config, chosen, date, save=save)
    judging, connection = split_options(options)
    judged = judgement(config, **judging)
    reached = access(runtime, config, **connection)
    output = Output(runtime, judged)
    failure: DriftError | None = None
    saved: list[str] = []
    for source in chosen:
        try:
            with runtime.progress(f"checking {source.name}"):
                outcome = check(
                    source,
                    reached,
                    policy=judged.policy,
                    now=date or runtime.clock(),
                    against=against,
                    save=save,
                    label=label,
                    accept_reduced_view=accept_reduced_view,
                    confirm_s=confirm_s,
                    operations=output.operations(config.root, source.operations),
                    only_affected=judged.only_affected,
                )
        except DriftError as error:
            if len(chosen) == 1:
                raise
            failure = error
            runtime.fail(f"{source.name}: {str(error).removeprefix(f'{source.name}: ')}")
            continue
        _tell(runtime, source.name, outcome)
        if outcome.saved is not None:
            saved.append(source.name)
        if save:
            _remember(runtime, config, source.name)
        if outcome.report is not None:
            if accepted_because is not None:
                last_day = until.date() if until else runtime.clock().date() + timedelta(days=90)
                _accept(runtime, config, judged, outcome.report, accepted_because, last_day)
            output.add(outcome.report)
    try:
        code = output.finish()
    except DriftError as error:
        if not saved:
            raise
        # The next run will find nothing new: say where the changes are to be seen.
        name = saved[0]
        raise type(error)(
            f"{error}; what was seen is stored: see `drift diff {name}@previous {name}@latest`"
        ) from None
    if failure is not None:
        return failure.exit_code
    return 0 if accepted_because is not None else code


def _check_date(
    runtime: Runtime, config: Config, chosen: list[SourceConfig], date: datetime, *, save: bool
) -> None:
    """Do nothing if versions of this date may be stored. Raises UsageError."""
    from drift.history.past import TOLERANCE
    from drift.snapshots.store import Store

    if not save:
        raise UsageError("--date says when what --save stores was published: give --save too")
    if date > runtime.clock() + TOLERANCE:
        raise UsageError(f"--date {date:%Y-%m-%d} is in the future; nothing was stored")
    store = Store(config.snapshot_folder)
    for source in chosen:
        newest = store.newest(source.name)
        if newest is not None and newest.taken > date:
            raise UsageError(
                f"--date {date:%Y-%m-%d} is before {source.name}@{newest.version}; "
                f"`drift import {source.name} FILE --date DATE` puts a version between others"
            )


def _tell(runtime: Runtime, name: str, outcome: Outcome) -> None:
    runtime.notices(outcome.notices)
    if outcome.saved is not None:
        what = "the baseline, version" if outcome.report is None else "version"
        runtime.tell(f"{name}: stored {what} {outcome.saved.version}")


def _remember(runtime: Runtime, config: Config, name: str) -> None:
    """Record a good look, for `drift status`; a folder that can't be written to is no reason to fail."""
    from drift.delivery import looks

    try:
        looks.record(config.root, {name: runtime.clock()})
    except StoreError as error:
        runtime.detail(f"{name}: the time of this look was not recorded: {error}")


def _accept(
    runtime: Runtime, config: Config, judged: Judgement, report: Report, reason: str, until: date
) -> None:
    from drift.acceptance import accept

    found = [change for change in report.counted() if judged.is_failure(change.severity)]
    for line in accept(config, found, source=report.title, reason=reason, until=until):
        runtime.tell(f"{report.title}: accepted {line} until {until}")
    if not found:
        runtime.tell(f"{report.title}: nothing to accept")
