"""``drift operations``: what the user's operations use of a schema, and what of that is deprecated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift import lines
from drift.cli import completion
from drift.cli.options import (
    NO_CONFIGURATION,
    FailOn,
    access,
    allow_unread_option,
    common_options,
    connection_options,
    split_fail_on,
)
from drift.cli.runtime import Runtime
from drift.errors import OperationsUnreadable, UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.index import Index
    from drift.operations.documents import Operations
    from drift.snapshots.snapshot import Snapshot
    from drift.sources.access import Access


@click.command("operations")
@click.argument("schema", metavar="[SCHEMA]", required=False, shell_complete=completion.references)
@click.option(
    "--operations",
    "patterns",
    multiple=True,
    metavar="GLOB",
    help="Files with operations, instead of those of the source in drift.toml. Repeatable.",
)
@click.option(
    "--fail-on",
    type=FailOn(["invalid", "deprecated", "never"]),
    default="invalid",
    help="Exit 1 when an operation is not valid, or also when one uses something deprecated, or, with "
    "removal-within=DAYS, something that is announced to go within so many days.  [default: invalid]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@allow_unread_option
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    schema: str | None,
    patterns: tuple[str, ...],
    fail_on: str,
    as_json: bool,
    allow_unread: bool,
    **connection: Any,
) -> int:
    """Show what your operations use of SCHEMA: whether they are valid, what of it is deprecated, how much in all.

    SCHEMA is any schema reference, such as panther@latest; without it, the newest stored version of the one source
    that has operations in drift.toml. -v lists everything that each operation uses.
    """
    from drift.operations import choice
    from drift.operations.home import Homes
    from drift.operations.survey import survey
    from drift.reports.listings import operations as listing
    from drift.sources.reading import read

    config = runtime.config()
    reference = schema if schema is not None else _only_source(config)
    name = reference.partition("@")[0]
    source = config.source(name) if config.is_source(name) else None
    if patterns:
        named = choice.named(Path.cwd(), patterns, allow_unread=allow_unread)
        operations = choice.with_client(named, config, source)
    else:
        found_there = None if source is None else choice.configured(config, source, allow_unread=allow_unread)
        if found_there is None:
            raise UsageError("no operations are named: give --operations GLOB, or set them in drift.toml")
        operations = found_there
    with runtime.progress(f"reading {reference}"):
        reached = access(runtime, config, **connection)
        snapshot = read(reached.reference(reference), reached)
        homes = None if source is None else Homes(config, reached.store, source.name)
        index = _index(runtime, config, name, snapshot.version)
        found = survey(operations, snapshot, index, homes=homes)
    runtime.notices(operations.notices)
    account = operations.account
    if as_json:
        runtime.out(listing.to_json(reference, found, account))
    else:
        runtime.out(listing.to_text(reference, found, account, verbose=runtime.verbosity > 0))
    _, days = split_fail_on(fail_on)
    goes = [] if days is None else _goes_soon(runtime, reached, name, snapshot, operations, days)
    is_failure = bool(found.invalid or goes) or (fail_on == "deprecated" and bool(found.deprecated))
    if is_failure and fail_on != "never":
        return 1
    return OperationsUnreadable.exit_code if account.unread else 0


def _goes_soon(
    runtime: Runtime, reached: Access, name: str, snapshot: Snapshot, operations: Operations, days: int
) -> list[str]:
    """Say what the operations use that goes within so many days, and return it."""
    from drift.outlook import look_ahead
    from drift.reports.listings import upcoming

    found = look_ahead(name, reached, now=runtime.clock(), operations=operations, snapshot=snapshot)
    runtime.notices(found.notices)
    lines = upcoming.warnings(found, days)
    for line in lines:
        runtime.tell(line)
    return lines


def _only_source(config: Config) -> str:
    named = (lines.split(name)[0] for name, source in config.sources.items() if source.operations)
    names = list(dict.fromkeys(named))
    if not names and config.path is None:
        raise UsageError(f"{NO_CONFIGURATION}; `drift operations SCHEMA --operations GLOB` neither")
    if len(names) != 1:
        said = (
            "no source of drift.toml has operations" if not names else f"{', '.join(names)} have operations"
        )
        raise UsageError(f"{said}: name the schema, such as panther@latest")
    return f"{names[0]}@latest"


def _index(runtime: Runtime, config: Config, name: str, until: str | None) -> Index | None:
    """Return the index of a source's stored versions up to one of them; None where nothing is stored."""
    from drift.history import lives
    from drift.snapshots.store import Store

    store = Store(config.snapshot_folder)
    name = config.named(name)
    if name not in store.sources():
        return None
    index, notices = lives.of_source(store, name, roots=config.roots_of(name))
    runtime.notices(notices)
    names = [row.name for row in index.rows]
    return index.upto(names.index(until) + 1) if until in names else index
