"""``drift status``: when each source was last seen, and what runs out."""

from __future__ import annotations

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime


@click.command("status")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--max-age",
    "max_age",
    metavar="AGE",
    help="Exit 1 when the last successful check of a source is older than this, such as 36h or 2d.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@common_options
@click.pass_obj
def command(runtime: Runtime, /, sources: tuple[str, ...], max_age: str | None, as_json: bool) -> int:
    """Show the last successful check of each SOURCE, its stored versions, and accepted changes that are about to expire.

    Nothing is read from the network. `drift check --save` records its looks in .drift beside the configuration, which
    git ignores.
    """
    from drift.delivery import status
    from drift.reports.listings import status as listing
    from drift.snapshots.store import Store

    limit = None if max_age is None else status.parse_age(max_age)
    config = runtime.config()
    store = Store(config.snapshot_folder)
    now = runtime.clock()
    rows = status.of_sources(config, store, now, sources)
    soon = status.expiring(config, now.date())
    runtime.notices(store.notices)
    if as_json:
        runtime.out(listing.to_json(rows, soon, now.date(), limit))
    elif not rows:
        runtime.out("No source is configured; `drift init` writes a drift.toml.\n")
    else:
        runtime.out(listing.to_text(rows, soon, now.date(), limit))
    return int(limit is not None and any(row.is_older(limit) for row in rows))
