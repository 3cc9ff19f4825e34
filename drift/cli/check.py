"""``drift check``: sources as they are now against their stored versions."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.abreast import JOBS, Shard
from drift.cli import completion
from drift.cli.options import (
    WITHIN,
    acceptance,
    acceptance_options,
    access,
    common_options,
    configured_sources,
    connection_options,
    judgement,
    moment_option,
    report_options,
    split_fail_on,
)
from drift.cli.runtime import Runtime
from drift.config import MAX_SECONDS
from drift.errors import UsageError
from drift.escape import quoted

ENDINGS = (".graphql", ".graphqls", ".gql", ".json")

if TYPE_CHECKING:
    from drift.cli.comparison import Check
    from drift.config import Config, SourceConfig
    from drift.snapshots.snapshot import Snapshot


@click.command("check")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=completion.sources)
@click.option(
    "--save", is_flag=True, help="Store what was seen when it differs; the first time, as the baseline."
)
@click.option("--label", metavar="NAME", help="Name the version that --save stores, such as 2.14.")
@moment_option(
    "--date", "When the version that --save stores was published, to replay a history.  [default: now]"
)
@click.option(
    "--against",
    default="latest",
    show_default=True,
    metavar="VERSION",
    help="Compare with this stored version: previous, a label, a version or a date.",
)
@click.option(
    "--accept-reduced-view",
    is_flag=True,
    help="Go on even if the source shows much less than what is stored.",
)
@click.option(
    "--confirm",
    "confirm_s",
    type=click.FloatRange(min=0, max=MAX_SECONDS),
    metavar="SECONDS",
    help="Before --save reports and stores breaking changes, read the source again after this pause; 0 trusts "
    "the first reading.  [default: 5; 0 for files and this machine]",
)
@acceptance_options
@click.option(
    "--upgrade",
    "shows_upgrades",
    is_flag=True,
    help="Show what each newer version of a versioned API does to your operations; nothing is stored.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Check so many sources at once; max-per-host in the configuration says how many of one server.  [default: 16]",
)
@click.option(
    "--shard",
    metavar="K/N",
    help="Check the K-th of N parts of the sources only: for as many machines. A source stays in its part.",
)
@click.option(
    "--strict-looks",
    is_flag=True,
    help="Exit with 3 when a source could not be checked, also where another one has breaking changes.",
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
    shows_upgrades: bool,
    jobs: int | None,
    shard: str | None,
    strict_looks: bool,
    **options: Any,
) -> int:
    """Read each SOURCE now, compare it with its newest stored version, and report.

    Without SOURCE, all configured sources are checked. The first check --save stores the baseline and finds
    nothing.
    """
    from drift.cli.comparison import Check
    from drift.cli.output import split_options

    config = runtime.config()
    accepted = acceptance(accepted_because, until)
    chosen = [source for name in sources for source in _chosen(config, name)] or configured_sources(config)
    if shard is not None:
        part = Shard.parse(shard)
        chosen = [source for source in chosen if part.holds(source.name)]
        if not chosen:
            runtime.tell(f"shard {part} holds none of the sources: nothing to check")
            return 0
    if date is not None:
        _check_date(runtime, config, chosen, date, save=save)
    options["fail_on"], days = split_fail_on(options["fail_on"])
    judging, connection = split_options(options)
    if shows_upgrades:
        from drift.cli.upgrade import show_upgrades

        reached = access(runtime, config, **connection)
        return show_upgrades(runtime, config, judgement(config, **judging), reached, sources)
    check = Check(
        runtime,
        config,
        judgement(config, **judging),
        access(runtime, config, **connection),
        save=save,
        against=against,
        label=label,
        accept_reduced_view=accept_reduced_view,
        confirm_s=confirm_s,
        acceptance=accepted,
        date=date,
        jobs=jobs or JOBS,
        strict_looks=strict_looks,
    )
    if days is not None:
        check = replace(check, gate=partial(_goes_soon, runtime, check, days))
    return check.run(chosen).code


def _chosen(config: Config, name: str) -> tuple[SourceConfig, ...]:
    """Return the sources that a name means. Raises UsageError, which says what to type where a schema is named."""
    is_address = name.lower().startswith(("https://", "http://"))
    if config.is_source(name) or not (is_address or name.lower().endswith(ENDINGS) or Path(name).exists()):
        return config.chosen(name)
    word = shlex.quote(name)
    raise UsageError(
        f"check takes the name of a source, and {quoted(name)} is {'an address' if is_address else 'a file'}: "
        f"`drift add {word}` makes a source of it, `drift diff OLD {word}` compares it with another schema"
    )


def _goes_soon(runtime: Runtime, check: Check, days: int, seen: Mapping[str, Snapshot]) -> str:
    """Say what goes within so many days and concerns the user, and return how much it is; empty when nothing does."""
    from drift.outlook import look_ahead, operations_of
    from drift.reports.listings import upcoming

    found = 0
    judged = check.judged
    for name, snapshot in seen.items():
        operations = operations_of(
            name, check.config, judged.operations, cwd=Path.cwd(), allow_unread=judged.allow_unread
        )
        outlook = look_ahead(
            name, check.reached, now=runtime.clock(), operations=operations, snapshot=snapshot
        )
        runtime.notices(outlook.notices)
        for line in upcoming.warnings(outlook, days):
            found += 1
            runtime.tell(line)
    if not found:
        return ""
    what = "thing that you use goes" if found == 1 else "things that you use go"
    return f"{found:,} {what} within {days} days (--fail-on {WITHIN}{days}d)"


def _check_date(
    runtime: Runtime, config: Config, chosen: list[SourceConfig], date: datetime, *, save: bool
) -> None:
    """Do nothing if versions of this date may be stored. Raises UsageError."""
    from drift.snapshots.store import Store
    from drift.snapshots.version import CLOCK_TOLERANCE

    if not save:
        raise UsageError("--date says when what --save stores was published: give --save too")
    if date > runtime.clock() + CLOCK_TOLERANCE:
        raise UsageError(f"--date {date:%Y-%m-%d} is in the future; nothing was stored")
    store = Store(config.snapshot_folder)
    for source in chosen:
        newest = store.newest(source.name)
        if newest is not None and newest.taken > date:
            raise UsageError(
                f"--date {date:%Y-%m-%d} is before {source.name}@{newest.version}; "
                f"`drift import {source.name} FILE --date DATE` puts a version between others"
            )
