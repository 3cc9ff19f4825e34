"""``drift support``: which versions of an API the user's operations work with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift import lines
from drift.cli import completion
from drift.cli.options import access, allow_unread_option, common_options, connection_options
from drift.cli.runtime import Runtime
from drift.errors import OperationsUnreadable, StoreError, UsageError

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.history.index import Index
    from drift.operations.documents import Operations
    from drift.reports.listings.support import Matrix
    from drift.snapshots.snapshot import Snapshot
    from drift.sources.access import Access


@click.command("support")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=completion.sources)
@click.option(
    "--operations",
    "patterns",
    multiple=True,
    metavar="GLOB",
    help="Files with operations, instead of those of the source in drift.toml. Repeatable.",
)
@click.option(
    "--require",
    metavar="VERSIONS",
    help="Exit 1 unless every operation works with all of these, such as '>=2025-10' or '>=1.2,<2.0': labels, "
    "versions or dates.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
@click.option(
    "--badge",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write an SVG badge with the versions that all operations work with.",
)
@click.option(
    "--live", is_flag=True, help="Read instances (same-api-as) now, also those with stored versions."
)
@allow_unread_option
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    sources: tuple[str, ...],
    patterns: tuple[str, ...],
    require: str | None,
    as_json: bool,
    as_markdown: bool,
    badge: Path | None,
    allow_unread: bool,
    live: bool,
    **connection: Any,
) -> int:
    """Show which stored versions of SOURCE your operations work with, and what first broke each of them.

    Of a versioned API the versions are its lines, each as it was stored last; SOURCE/LINE has the history of one.

    Without SOURCE, every source that has operations in drift.toml and something stored. Other sources that are said to
    serve the same API (same-api-as) are judged too, by their newest stored version, or as they are now.
    """
    from drift.reports.listings import support as listing
    from drift.snapshots.atomic import replace_named

    config = runtime.config()
    reached = access(runtime, config, **connection)
    names = _names(config, sources, reached, patterns)
    if (badge is not None or require is not None) and len(names) != 1:
        raise UsageError(f"{'--badge' if badge else '--require'} needs one source: name it")
    chosen = {name: _operations(config, name, patterns, allow_unread=allow_unread) for name in names}
    matrices = [_matrix(runtime, config, name, reached, chosen[name], live=live) for name in names]
    runtime.notices(reached.store.notices)
    if as_json:
        runtime.out(listing.to_json(matrices))
    elif as_markdown:
        runtime.out(listing.to_markdown(matrices))
    else:
        runtime.out(listing.to_text(matrices, verbose=runtime.verbosity > 0))
    if badge is not None:
        replace_named([(badge, [listing.badge(matrices[0]).encode()])])
        runtime.tell(f"wrote {badge}")
    code = _gate(runtime, matrices[0], require) if require is not None else 0
    for operations in chosen.values():
        runtime.not_judged(operations.account)
    unread = any(operations.account.unread for operations in chosen.values())
    return OperationsUnreadable.exit_code if unread and not code else code


def _names(config: Config, sources: tuple[str, ...], reached: Access, patterns: tuple[str, ...]) -> list[str]:
    stored = reached.store.sources()
    if sources:
        return [
            each
            for name in sources
            for each in ([name] if config.lines_of(name) else config.names_of(name, stored))
        ]
    own = [name for name, source in config.sources.items() if source.operations or patterns]
    names = [name for name in own if name in stored and config.sources[name].same_api_as is None]
    # Of a versioned API its lines are the versions.
    names = list(dict.fromkeys(lines.split(name)[0] for name in names))
    if not names and patterns and len(stored) == 1:
        return stored
    if not names:
        what = (
            f"nothing is stored for {', '.join(own)}: run `drift check --save`, or `drift import`"
            if own
            else ("no source of drift.toml has operations: name the source and give --operations GLOB")
        )
        raise UsageError(what)
    return names


def _operations(config: Config, name: str, patterns: tuple[str, ...], *, allow_unread: bool) -> Operations:
    from drift.outlook import operations_of

    configured = config.named(name)
    found = operations_of(configured, config, patterns, cwd=Path.cwd(), allow_unread=allow_unread)
    if found is None:
        raise UsageError(
            f"{name}: no operations are named: give --operations GLOB, or set them in drift.toml"
        )
    return found


def _matrix(
    runtime: Runtime, config: Config, name: str, reached: Access, operations: Operations, *, live: bool
) -> Matrix:
    from dataclasses import replace

    from drift.history import lives
    from drift.operations.support import support, with_instances

    runtime.notices(operations.notices)
    own = config.lines_of(name)
    with runtime.progress(f"reading the versions of {name}"):
        if own:
            index, notices = _index_of_lines(own, reached)
        else:
            index, notices = lives.of_source(reached.store, name, roots=config.roots_of(name))
        runtime.notices(notices)
        matrix = replace(support(operations, index), source=name, are_lines=bool(own))
    return with_instances(matrix, operations, _instances(runtime, config, name, reached, live=live))


def _index_of_lines(own: Sequence[SourceConfig], reached: Access) -> tuple[Index, tuple[str, ...]]:
    """Return the lines of a versioned API, each as its newest stored version, and notices of those without one."""
    from drift.history.index import of_steps
    from drift.history.timeline import Step, Version
    from drift.sources.stored import from_store

    versions: list[Version] = []
    notices: list[str] = []
    for source in own:
        newest = reached.store.newest(source.name)
        if newest is None:
            notices.append(
                f"{source.name} is left out: nothing is stored yet; run `drift check {source.name} --save`"
            )
            continue
        snapshot = from_store(source.name, newest, reached.store, roots=source.roots)
        versions.append(Version(source.line or "", None, newest.taken, snapshot))
    if not versions:
        base = lines.split(own[0].name)[0]
        raise StoreError(f"{base}: nothing is stored yet; run `drift check {base} --save`")
    return of_steps(map(Step, versions, (None, *versions))), tuple(notices)


def _instances(
    runtime: Runtime, config: Config, name: str, reached: Access, *, live: bool
) -> Iterator[tuple[str, Snapshot]]:
    """Yield the other sources of the same API."""
    for source in config.sources.values():
        main = config.main_of(source)
        if main == name or (main is not None and lines.split(main)[0] == name):
            with runtime.progress(f"reading {source.name}"):
                yield source.name, _instance(source, reached, live=live)


def _instance(source: SourceConfig, reached: Access, *, live: bool) -> Snapshot:
    from drift.sources.reading import live as read_live
    from drift.sources.stored import from_store

    newest = None if live else reached.store.newest(source.name)
    if newest is None:
        return read_live(source, reached)
    return from_store(source.name, newest, reached.store, roots=source.roots)


def _gate(runtime: Runtime, matrix: Matrix, require: str) -> int:
    from drift.operations.require import required

    wanted = required(require, matrix.rows, source=matrix.source, are_lines=matrix.are_lines)
    missing = [position for position in wanted if not matrix.all_valid[position]]
    if not missing:
        runtime.tell(
            f"{matrix.source}: every operation works with {len(wanted)} of {len(wanted)} required versions"
        )
        return 0
    broken = sum(not all(each.valid[position] for position in wanted) for each in matrix.operations)
    runtime.tell(
        f"{matrix.source}: {broken} operation{'' if broken == 1 else 's'} of {len(matrix.operations)} not valid in "
        f"{len(missing)} of {len(wanted)} required versions, the first {matrix.title(missing[0])}"
    )
    return 1
