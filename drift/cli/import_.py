"""``drift import``: schemas of earlier times, from git or from files, into the history of a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drift.cli.options import common_options, moment_option
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.past import Past
    from drift.snapshots.store import Store
    from drift.snapshots.version import Arrival


@click.command("import")
@click.argument("source")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--from-git",
    "reference",
    metavar="[REPO:]PATH",
    help="Take every commit that changed this schema file, with its date and, where one points there, its tag. "
    "PATH starts at the repository's root, after ./ here; REPO is the folder of another checkout.",
)
@moment_option("--since", "With --from-git: leave out commits before this date.")
@moment_option("--date", "When the FILE was published, such as 2025-02-27.")
@click.option(
    "--dates-from-names",
    is_flag=True,
    help="Take each FILE's date from its name, such as 2025-02-27.graphql.",
)
@click.option("--label", metavar="NAME", help="Name the version of the FILE, such as 2.14.")
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    source: str,
    files: tuple[Path, ...],
    reference: str | None,
    since: datetime | None,
    date: datetime | None,
    dates_from_names: bool,
    label: str | None,
) -> int:
    """Add earlier schemas to the history of SOURCE.

    FILE is a published schema file, or a folder of them. What comes in takes its place by date between the
    stored versions; what is stored stays as it is, and what is there already is not stored again. A run that was
    interrupted goes on where it ended.
    """
    from drift.history import past
    from drift.snapshots.store import Store
    from drift.sources.content import shown

    _check_options(files, reference, since, date, label, dates_from_names=dates_from_names)
    config = runtime.config()
    if config.lines_of(source):
        names = ", ".join(line.name for line in config.lines_of(source))
        raise UsageError(f"{source} has versions with a history each: name one of {names}")
    store = Store(config.snapshot_folder)
    if reference is not None:
        known = {version.origin for version in store.versions(source)}
        found = past.of_git(
            reference, cwd=Path.cwd(), now=runtime.clock(), since=since, is_known=known.__contains__
        )
    else:
        found = past.of_files(files, now=runtime.clock(), date=date, from_names=dates_from_names, label=label)
    code = _merge(runtime, config, store, source, found, is_git=reference is not None)
    if label is not None and label not in {version.label for version in store.versions(source)}:
        runtime.notices(
            [f"label {label} is not given: {shown(files[0])} says the same as the version before it"]
        )
    return code


def _merge(runtime: Runtime, config: Config, store: Store, source: str, found: Past, *, is_git: bool) -> int:
    show = runtime.counter(f"importing {source}")
    if config.sources and source not in config.sources and source not in store.sources():
        from drift.config import nearest

        runtime.notices(
            [f"no source is configured as {source}{nearest(source, config.sources)}; stored anyway"]
        )
    merged = store.merge(source, _shown(found, show))
    runtime.notices((*found.notices, *store.notices))
    stored = len(merged.added)
    looked = f"{found.count:,} {'revision' if is_git else 'file'}{'' if found.count == 1 else 's'}"
    span = ""
    if merged.added:
        first, last = merged.added[0].taken, merged.added[-1].taken
        span = f", {first:%Y-%m-%d}" if first == last else f", {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    runtime.tell(f"{source}: stored {stored:,} version{'' if stored == 1 else 's'} of {looked}{span}")
    # A commit of the past can't be fixed; a file that was named can.
    return 3 if found.passed_over and not is_git else 0


def _shown(found: Past, show: Callable[[int, int], None]) -> Iterator[Arrival]:
    for done, arrival in enumerate(found.arrivals, 1):
        show(done, found.count)
        yield arrival
    show(found.count, found.count)


def _check_options(
    files: tuple[Path, ...],
    reference: str | None,
    since: datetime | None,
    date: datetime | None,
    label: str | None,
    *,
    dates_from_names: bool,
) -> None:
    if (reference is None) == (not files):
        raise UsageError("name what to import: --from-git PATH, or FILE")
    if reference is not None and (date or label or dates_from_names):
        raise UsageError("--from-git takes dates and labels from the commits and tags: leave the others out")
    if reference is None and since is not None:
        raise UsageError("--since goes with --from-git")
    if date is not None and dates_from_names:
        raise UsageError("give --date or --dates-from-names, not both")
