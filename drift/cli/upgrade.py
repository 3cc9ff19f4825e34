"""``drift check SOURCE --upgrade``: what each newer line of a versioned API does to the user's operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drift.cli.options import Judgement
from drift.cli.output import Output
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.sources.access import Access


def show_upgrades(
    runtime: Runtime, config: Config, judged: Judgement, reached: Access, names: tuple[str, ...]
) -> int:
    """Print the table and deliver the reports of other formats; return the exit code.

    Lines are read as they are now. Nothing is stored.

    Raises:
        UsageError: Not one versioned source is named, it has no newer line, or there are no operations.
        DriftError: A line can't be read.
    """
    from drift.compare import compare
    from drift.reports.listings.upgrade import Upgrade, to_text
    from drift.sources.reading import live

    base, newer = _lines(config, names)
    prints_table = judged.reports == ("text",)
    output = Output(runtime, judged)
    operations = output.operations(config, base)
    if operations is None:
        raise UsageError("--upgrade judges operations: give --operations GLOB, or set them in drift.toml")
    with runtime.progress(f"reading {base.name}"):
        old = live(base, reached)
    upgrades: list[Upgrade] = []
    for line in newer:
        with runtime.progress(f"comparing {base.name} and {line.name}"):
            report = compare(
                old,
                live(line, reached),
                title=f"{base.name} → {line.name}",
                policy=judged.policy,
                today=runtime.clock().date(),
                source=base.name,
                operations=operations,
                only_affected=judged.only_affected,
            )
        upgrades.append(Upgrade(line.line or line.name, report))
        if not prints_table:
            output.add(report)
    if not prints_table:
        return output.finish()
    runtime.out(to_text(base.name, upgrades))
    runtime.notices(operations.notices)
    breaks = any(upgrade.breaks for upgrade in upgrades)
    return int(breaks and judged.policy.fail_on != "never")


def _lines(config: Config, names: tuple[str, ...]) -> tuple[SourceConfig, list[SourceConfig]]:
    """Return the line in use and those after it: the one that is named, else the oldest that is configured."""
    from drift import lines

    if len(names) != 1:
        raise UsageError("--upgrade is about one source: name it, or the line that you use, SOURCE/2026-01")
    name, line = lines.split(names[0])
    every = config.lines_of(name)
    if not every:
        config.source(names[0])
        raise UsageError(f"{name}: has no versions; --upgrade compares versions = […] of one source")
    base = every[0] if line is None else config.source(names[0])
    newer = list(every[every.index(base) + 1 :])
    if not newer:
        raise UsageError(f"{base.name}: no newer version is configured; add it to versions of {name}")
    return base, newer
