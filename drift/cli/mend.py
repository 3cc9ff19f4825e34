"""``drift mend``: edits that fix the operations which a change of schema breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli.comparison import source_of
from drift.cli.options import access, allow_unread_option, common_options, connection_options
from drift.cli.runtime import Runtime
from drift.errors import OperationsUnreadable, UsageError

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.operations.documents import Operations
    from drift.reports.edits import Tier
    from drift.reports.report import Report
    from drift.sources.access import Access

_TIERS = ("advice", "consequence", "removal")
_MOST_UNREAD = 10


@click.command("mend")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--operations",
    "patterns",
    multiple=True,
    metavar="GLOB",
    help="Files with operations, instead of those of the source in drift.toml. Repeatable.",
)
@click.option(
    "--tier",
    type=click.Choice(_TIERS),
    default="consequence",
    show_default=True,
    help="How far edits may go: what the API itself says to use instead; also what follows from one change alone; also "
    "leaving out what is gone, which loses data.",
)
@click.option("--write", is_flag=True, help="Write the edits into the files, instead of printing a patch.")
@click.option("--deprecated", is_flag=True, help="Replace what is deprecated in NEW too, before it breaks.")
@click.option("--force", is_flag=True, help="With --write: also write files that git says are modified.")
@allow_unread_option
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    old: str,
    new: str,
    patterns: tuple[str, ...],
    tier: str,
    write: bool,
    deprecated: bool,
    force: bool,
    allow_unread: bool,
    **connection: Any,
) -> int:
    """Fix the operations that break from OLD to NEW, by what the API says and what follows from its changes.

    Prints one patch for all files, which `git apply` takes, or writes them with --write. Nothing is edited because two
    names look alike. Exits 1 while operations still break.
    """
    from drift.reports.edits import Tier

    if force and not write:
        raise UsageError("--force goes with --write")
    config = runtime.config()
    reached = access(runtime, config, **connection)
    source = source_of(config, old, new)
    tiers = frozenset(each for each in Tier if each <= Tier[tier.upper()])
    with runtime.progress(f"comparing {old} and {new}"):
        judge = _judge(runtime, config, reached, source, (old, new), tiers, mends_deprecated=deprecated)
        report = judge(_operations(config, source, patterns, allow_unread=allow_unread))
    runtime.notices(report.notices)
    root = Path.cwd() if patterns or source is None else config.root
    if not write:
        return _show(runtime, report, root, tiers)
    return _write(
        runtime,
        report,
        root,
        tiers,
        lambda: judge(_operations(config, source, patterns, allow_unread=allow_unread)),
        over_modified=force,
    )


def _judge(
    runtime: Runtime,
    config: Config,
    reached: Access,
    source: SourceConfig | None,
    names: tuple[str, str],
    tiers: frozenset[Tier],
    *,
    mends_deprecated: bool,
) -> Callable[[Operations], Report]:
    """Return what judges operations by two schemas, which are read once."""
    from drift.compare import compare
    from drift.history.between import words_between
    from drift.operations.home import Homes
    from drift.sources.reading import read

    references = reached.reference(names[0]), reached.reference(names[1])
    old, new = (read(reference, reached) for reference in references)
    words = words_between(*references, reached)

    def judge(operations: Operations) -> Report:
        return compare(
            old,
            new,
            title=" → ".join(names),
            policy=config.policy,
            today=runtime.clock().date(),
            operations=operations,
            homes=None if source is None else Homes(config, reached.store, source.name),
            words=words,
            tiers=tiers,
            mends_deprecated=mends_deprecated,
        )

    return judge


def _operations(
    config: Config, source: SourceConfig | None, patterns: tuple[str, ...], *, allow_unread: bool
) -> Operations:
    from drift.operations import choice

    if patterns:
        return choice.with_client(
            choice.named(Path.cwd(), patterns, allow_unread=allow_unread), config, source
        )
    found = None if source is None else choice.configured(config, source, allow_unread=allow_unread)
    if found is None:
        raise UsageError("no operations are named: give --operations GLOB, or set them in drift.toml")
    return found


def _show(runtime: Runtime, report: Report, root: Path, tiers: frozenset[Tier]) -> int:
    """Print the patch, and beside it what it is for."""
    from drift.mend.applying import prefix_of
    from drift.reports import patch
    from drift.reports.listings import mend as listing

    if report.mending.files:
        runtime.raw(patch.render(report.mending.files, prefix=prefix_of(root)))
    broken = report.summary.broken_operations
    for line in listing.lines(report.mending, broken=broken, tiers=tiers):
        runtime.tell(line)
    if not broken and not report.mending.files:
        runtime.tell("nothing to mend: no operation breaks")
    return _code(runtime, report, report.mending.still)


def _write(
    runtime: Runtime,
    report: Report,
    root: Path,
    tiers: frozenset[Tier],
    again: Callable[[], Report],
    *,
    over_modified: bool,
) -> int:
    """Write the files, check the operations again, and say how many of them still break."""
    from drift.mend.applying import apply
    from drift.reports.listings import mend as listing

    broken = report.summary.broken_operations
    if not report.mending.files:
        return _show(runtime, report, root, tiers)
    applied = apply(report.mending.files, root, over_modified=over_modified)
    for line in listing.lines(report.mending, broken=0, tiers=tiers):
        runtime.tell(line)
    for line in applied.refused:
        runtime.tell(line)
    for file in applied.written:
        runtime.out(f"{file.path}: {len(file.spans):,} {'edit' if len(file.spans) == 1 else 'edits'}\n")
    left = again()
    still = left.summary.broken_operations
    runtime.tell(f"checked again: {_breaking(still)}{f', of {broken:,} before' if broken else ''}")
    return 1 if applied.refused else _code(runtime, left, still)


def _breaking(count: int) -> str:
    if not count:
        return "no operation breaks"
    return f"{count:,} {'operation still breaks' if count == 1 else 'operations still break'}"


def _code(runtime: Runtime, report: Report, still: int) -> int:
    for each in report.unread[:_MOST_UNREAD]:
        runtime.tell(f"not judged: {each}")
    if report.unread:
        rest = len(report.unread) - _MOST_UNREAD
        more = f"{rest:,} more are not judged; " if rest > 0 else ""
        runtime.tell(f"{more}--allow-unread goes on without what is not judged")
    if still:
        return 1
    return OperationsUnreadable.exit_code if report.unread else 0
