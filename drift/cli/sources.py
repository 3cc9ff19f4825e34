"""``drift sources``: what is configured, for people and for a workflow matrix."""

from __future__ import annotations

import json

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.config import SourceConfig


@click.command("sources")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, for a workflow matrix.")
@common_options
@click.pass_obj
def command(runtime: Runtime, /, as_json: bool) -> None:
    """List the configured sources, where they are read from, and what is stored."""
    from drift.redact import clean
    from drift.snapshots.store import Store

    config = runtime.config()
    store = Store(config.snapshot_folder)
    rows = [_row(source, store) for source in config.sources.values()]
    runtime.notices(store.notices)
    if as_json:
        runtime.out(json.dumps(rows, indent=2) + "\n")
        return
    if not rows:
        place = config.path or f"{config.root} and above"
        runtime.out(f"No source is configured in {place}; `drift init` writes a drift.toml.\n")
        return
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        versions = row["versions"]
        stored = f"{versions} stored, newest {row['newest']}" if versions else "nothing stored yet"
        runtime.out(f"{row['name']:<{width}}  {clean(str(row['origin']))}\n{'':<{width}}  {stored}\n")


def _row(source: SourceConfig, store: object) -> dict[str, object]:
    from drift.snapshots.names import clean_origin
    from drift.snapshots.store import Store

    assert isinstance(store, Store)  # noqa: S101 - typed loosely to keep the import lazy
    versions = store.versions(source.name)
    return {
        "name": source.name,
        "kind": "endpoint" if source.endpoint else "schema",
        "origin": clean_origin(source.origin),
        "headers": sorted(source.headers),
        "operations": list(source.operations),
        "versions": len(versions),
        "newest": versions[-1].version if versions else None,
    }
