"""``drift operations``: what the user's operations use of a schema, and what of that is deprecated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli.options import access, allow_unread_option, common_options, connection_options
from drift.cli.runtime import Runtime
from drift.errors import OperationsUnreadable, UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.timeline import Timeline
    from drift.operations.survey import DeprecatedUse, OperationUse, Survey
    from drift.reports.account import Account

FORMAT = 1


@click.command("operations")
@click.argument("schema", metavar="[SCHEMA]", required=False)
@click.option(
    "--operations",
    "patterns",
    multiple=True,
    metavar="GLOB",
    help="Files with operations, instead of those of the source in drift.toml. Repeatable.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["invalid", "deprecated", "never"]),
    default="invalid",
    help="Exit 1 when an operation is not valid, or also when one uses something deprecated.  [default: invalid]",
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
    from drift.operations.survey import survey
    from drift.sources.reading import read

    config = runtime.config()
    reference = schema if schema is not None else _only_source(config)
    name = reference.partition("@")[0]
    source = config.sources.get(name)
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
        found = survey(operations, snapshot, _timeline(config, name, snapshot.version))
    runtime.notices(operations.notices)
    account = operations.account
    if as_json:
        runtime.out(_as_json(reference, found, account))
    else:
        runtime.out(_as_text(reference, found, account, runtime.verbosity > 0))
    is_failure = bool(found.invalid) or (fail_on == "deprecated" and bool(found.deprecated))
    if is_failure and fail_on != "never":
        return 1
    return OperationsUnreadable.exit_code if account.unread else 0


def _only_source(config: Config) -> str:
    names = [name for name, source in config.sources.items() if source.operations]
    if len(names) != 1:
        said = (
            "no source of drift.toml has operations" if not names else f"{', '.join(names)} have operations"
        )
        raise UsageError(f"{said}: name the schema, such as panther@latest")
    return f"{names[0]}@latest"


def _timeline(config: Config, name: str, until: str | None) -> Timeline | None:
    from drift.history.timeline import of_source
    from drift.snapshots.store import Store

    store = Store(config.snapshot_folder)
    return of_source(store, name, until=until) if name in store.sources() else None


def _as_text(reference: str, found: Survey, account: Account, verbose: bool) -> str:
    from drift.redact import clean

    count = len(found.uses)
    said = [f"{count:,} operation{'' if count == 1 else 's'}"]
    if found.invalid:
        said.append(f"{len(found.invalid):,} not valid")
    if found.deprecated:
        said.append(f"{len(found.deprecated):,} with something deprecated")
    if account.not_judged:
        said.append(f"{len(account.not_judged):,} not judged")
    lines = [f"{clean(reference)}: {', '.join(said)}", clean(account.sentence(), limit=500), ""]
    for use in found.uses:
        lines += _lines_of(use, verbose)
    lines += [f"  ? {clean(str(place), limit=500)}" for place in account.not_judged]
    if verbose:
        lines += ["", "FILES", *(f"  {clean(line, limit=500)}" for line in account.lines())]
    lines += ["", "COVERAGE"]
    width = max(len(row.what) for row in found.coverage)
    for row in found.coverage:
        share = f"{100 * row.used / row.total:3.0f} %" if row.total else ""
        lines.append(f"  {row.what:<{width}}  {row.used:>6,} of {row.total:>6,}  {share}".rstrip())
    return "\n".join(lines) + "\n"


def _lines_of(use: OperationUse, verbose: bool) -> list[str]:
    from drift.redact import clean

    sign = "✗" if use.errors else "◌" if use.deprecated else "✓"
    place = clean(f"{use.operation.path}:{use.operation.line}", limit=300)
    lines = [f"  {sign} {use.kind} {use.operation.name}  {place}"]
    lines += [f"      {clean(error, limit=500)}" for error in use.errors]
    lines += [f"      {_deprecated_text(item)}" for item in use.deprecated]
    if verbose:
        lines += [f"        {coordinate}" for coordinate in use.coordinates]
    return lines


def _deprecated_text(item: DeprecatedUse) -> str:
    from drift.redact import clean

    text = f"{item.coordinate} is deprecated"
    if item.since is not None:
        text += f" {'since' if item.since.is_exact else 'since or before'} {item.since.version}"
    if item.is_possible:
        text += ", and a variable could hold it"
    return clean(f"{text}: {item.reason}", limit=500)


def _as_json(reference: str, found: Survey, account: Account) -> str:
    from drift.escape import json_without_commands
    from drift.reports.to_json import account_object

    document = {
        "format": FORMAT,
        "schema": reference,
        "operations": [
            {
                "name": use.operation.name,
                "kind": use.kind,
                "path": use.operation.path,
                "line": use.operation.line,
                "errors": list(use.errors),
                "uses": list(use.coordinates),
                "deprecated": [
                    {
                        "coordinate": item.coordinate,
                        "reason": item.reason,
                        "since": None if item.since is None else item.since.version,
                        "since_is_exact": item.since is not None and item.since.is_exact,
                        "only_possible": item.is_possible,
                    }
                    for item in use.deprecated
                ],
            }
            for use in found.uses
        ],
        "account": account_object(account),
        "coverage": [{"what": row.what, "used": row.used, "total": row.total} for row in found.coverage],
    }
    return json_without_commands(json.dumps(document, indent=2)) + "\n"
