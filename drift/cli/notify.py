"""``drift notify``: sends drift to chats, mail and webhooks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli.options import common_options, key_option
from drift.cli.runtime import Runtime
from drift.errors import DriftError, UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.upcoming import Outlook

_MAX_BYTES = 256_000_000


@click.command("notify")
@click.argument(
    "reports", metavar="[REPORT]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--from",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Send notices of every report in this folder, which need not exist.",
)
@click.option(
    "--upcoming",
    "days",
    type=click.IntRange(min=0, max=3650),
    metavar="DAYS",
    help="Send one notice of what your operations use and what is announced to be removed within this many days.",
)
@click.option("--test", is_flag=True, help="Send every target a message that says it is a test.")
@key_option
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    reports: tuple[Path, ...],
    folder: Path | None,
    days: int | None,
    test: bool,
    keys: tuple[str, ...],
) -> None:
    """Tell the targets under [notify] of each JSON REPORT whose changes reach its level.

    A target is told of a change once. Reports are made with --report json=FILE.
    """
    from drift.default_branch import lookup
    from drift.delivery import notices
    from drift.sources.variables import Variables

    config = runtime.config()
    if not config.notify.urls:
        if test or reports:
            raise UsageError("there is nobody to notify: put urls under [notify] into drift.toml")
        runtime.detail("there is no [notify] in the configuration, so nobody is notified")
        return
    if not (test or reports or folder) and days is None:
        raise UsageError("name a report, or --from FOLDER, or --upcoming DAYS, or --test")
    variables = Variables.of(os.environ, entries=keys, committed=lookup(config, os.environ))
    targets = notices.targets(config, variables, runtime.redactor)
    if test:
        _test(runtime, targets)
        return
    paths = [*reports, *(sorted(folder.rglob("*.json")) if folder else ())]
    found = notices.notices([_read(path) for path in paths], config.notify.level)
    if days is not None:
        found += notices.upcoming_notices(_outlooks(runtime, config), days)
    for line in notices.tell(config.root, targets, found, now=runtime.clock(), link=_link(os.environ)):
        runtime.tell(line)


def _outlooks(runtime: Runtime, config: Config) -> list[Outlook]:
    """Return what is announced of each source that has something stored."""
    from drift.cli.options import access
    from drift.outlook import look_ahead, operations_of

    reached = access(runtime, config)
    stored = [name for name in config.sources if name in reached.store.sources()]
    return [
        look_ahead(name, reached, now=runtime.clock(), operations=operations_of(name, config))
        for name in stored
    ]


def _test(runtime: Runtime, targets: list[Any]) -> None:
    from drift.delivery import notices

    failed = 0
    for target in targets:
        problem = notices.send(
            target,
            "graphql-drift: a test",
            "If you can read this, changes of the watched APIs will be announced here.",
        )
        failed += problem is not None
        runtime.out(f"{target.name}: {problem or 'sent'}\n")
    if failed:
        raise DriftError(f"{failed} of {len(targets)} targets could not be notified")


def _read(path: Path) -> dict[str, Any]:
    from drift import strict_json
    from drift.paths import read_named

    try:
        value = strict_json.load(read_named(path, max_bytes=_MAX_BYTES))
    except strict_json.NotJsonError as error:
        raise UsageError(f"{path}: is not JSON: make it with --report json={path}") from error
    except OSError as error:
        raise DriftError(f"{path}: can't be read: {error.strerror}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{path}: is not what --report json writes")
    return value


def _link(environ: Mapping[str, str]) -> str | None:
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    server, repository, run = (environ.get(name, "") for name in names)
    return f"{server}/{repository}/actions/runs/{run}" if server and repository and run else None
