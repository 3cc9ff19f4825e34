"""``drift sources``: what is configured, for people and for a workflow matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime

if TYPE_CHECKING:
    from drift.config import SourceConfig
    from drift.reports.listings.sources import ListedSource
    from drift.snapshots.store import Store


@click.command("sources")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, for a workflow matrix.")
@common_options
@click.pass_obj
def command(runtime: Runtime, /, as_json: bool) -> None:
    """List the configured sources, where they are read from, and what is stored."""
    from drift.reports.listings import sources
    from drift.snapshots.store import Store

    config = runtime.config()
    store = Store(config.snapshot_folder)
    rows = [_listed(source, store) for source in config.sources.values()]
    runtime.notices(store.notices)
    if as_json:
        runtime.out(sources.to_json(rows))
    elif rows:
        runtime.out(sources.to_text(rows))
    else:
        place = config.path or f"{config.root} and above"
        runtime.out(f"No source is configured in {place}; `drift init` writes a drift.toml.\n")


def _listed(source: SourceConfig, store: Store) -> ListedSource:
    from drift import lines, silent
    from drift.reports.listings.sources import ListedSource
    from drift.snapshots.names import clean_origin

    versions = store.versions(source.name)
    return ListedSource(
        name=source.name,
        kind="endpoint" if source.endpoint else "schema",
        origin=clean_origin(source.origin),
        headers=tuple(sorted(source.headers)),
        operations=source.operations,
        versions=len(versions),
        newest=versions[-1].version if versions else None,
        source=lines.split(source.name)[0],
        line=source.line,
        verdicts=silent.verdicts(store, source.name),
    )
