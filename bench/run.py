"""Times graphql-drift and its peers in turn on the same work, and writes what it measured to RESULTS.md.

Run it with `make bench`; `--quick` takes two rounds of each task. Peers and GitHub's published schemas come from
npm and PyPI into `.cache/bench`. Only ratios of one run mean anything: both sides ran on the same machine, one
after the other, round by round.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from material import Material
from measure import Command, Series, in_turn
from site_numbers import numbers

ROOT = Path(__file__).resolve().parent.parent
DRIFT = [sys.executable, "-m", "drift", "-q"]


class Task:
    """One row of the results.

    Args:
        name: What is done.
        ours: Our command.
        peers: The same work by others.
        rounds: How often each command runs.
    """

    def __init__(self, name: str, ours: Command, peers: dict[str, Command], rounds: int = 7) -> None:
        self.name = name
        self.commands = {"graphql-drift": ours, **peers}
        self.rounds = rounds


def tasks(material: Material) -> Iterator[Task]:
    """Yield the tasks, from the most to the least frequent in a user's day."""
    week = material.canonical(-2), material.canonical(-1)
    # The newest text defines a field twice: no peer reads it, so the one before it stands for it.
    newest = material.published(-2)
    year = material.published(0), newest
    year_canonical = material.canonical(0), material.canonical(-1)

    def diff(pair: tuple[Path, Path]) -> Command:
        return Command([*DRIFT, "diff", *map(str, pair)], codes=(0, 1))

    def theirs(pair: tuple[Path, Path]) -> dict[str, Command]:
        return {
            "graphql-inspector": material.inspector("diff", *pair),
            "schemadiff": material.schemadiff(*pair),
        }

    same = newest, newest
    yield Task("diff, identical", diff(same), theirs(same))
    yield Task("diff, a release apart, canonical", diff(week), theirs(week))
    yield Task("diff, first to last, as published", diff(year), theirs(year))
    yield Task("diff, first to last, canonical", diff(year_canonical), theirs(year_canonical))
    yield Task(
        f"history of {len(material.versions)} versions",
        # Its index is made anew each time.
        Command(
            [*DRIFT, "log", "github"],
            cwd=material.history_folder,
            makes=material.history_folder / "snapshots" / "github" / ".lives",
        ),
        {f"{len(material.versions) - 1} graphql-inspector diffs": material.inspector_history()},
        rounds=2,
    )
    yield Task(
        f"history of {len(material.versions)} versions again",
        Command([*DRIFT, "log", "github"], cwd=material.history_folder),
        {},
    )
    yield Task(
        f"import of {len(material.versions)} versions from git",
        Command(
            [*DRIFT, "import", "github", "--from-git", f"{material.repository}:schema.graphql"],
            cwd=material.folder,
            makes=material.folder / "snapshots",
        ),
        {},
        rounds=2,
    )
    yield Task(
        f"{material.operation_count:,} operations, {len(material.versions)} versions",
        Command(
            [
                *DRIFT,
                *("--config", str(material.history_folder / "drift.toml")),
                *("support", "github", "--operations", "operations/**/*.graphql"),
            ],
            cwd=material.operations_folder,
        ),
        {},
        rounds=2,
    )
    yield Task(
        "introspection JSON to SDL",
        Command([*DRIFT, "fetch", str(material.introspection)]),
        {"graphql-js": material.graphql_js("print", material.introspection)},
    )
    yield Task(
        f"{material.operation_count:,} operations, old and new schema",
        Command(
            [*DRIFT, "diff", *map(str, week), "--operations", "operations/**/*.graphql"],
            cwd=material.operations_folder,
            codes=(0, 1),
        ),
        {"graphql-inspector validate (new schema only)": material.inspector_validate(week[1])},
    )
    yield Task(
        f"{material.script_count:,} TypeScript files, a tenth with operations, old and new schema",
        Command(
            [*DRIFT, "diff", *map(str, week), "--operations", "src/**/*.ts"],
            cwd=material.scripts_folder,
            codes=(0, 1),
        ),
        {
            "graphql-drift on the first tenth of them": Command(
                [*DRIFT, "diff", *map(str, week), "--operations", "src/00*.ts"],
                cwd=material.scripts_folder,
                codes=(0, 1),
            )
        },
    )
    judged = [
        Command(
            [*DRIFT, "diff", *map(str, week), "--operations", "operations/*.graphql"],
            cwd=material.judged_folder(invalid=invalid),
            codes=(0, 1),
        )
        for invalid in (True, False)
    ]
    yield Task(
        f"diff with 500 operations, {material.invalid_count} of them invalid",
        judged[0],
        {"graphql-drift on the same 500, all of them valid": judged[1]},
    )
    yield Task(
        "docs site",
        Command([*DRIFT, "docs", str(newest), "-o", str(material.site)], makes=material.site),
        {"spectaql": material.spectaql(newest)},
        rounds=2,
    )
    for factor in (3, 10):
        large = material.grown(factor)
        yield Task(
            f"diff of a schema {factor} times as large, a release apart, canonical",
            diff(large),
            {"graphql-drift on ×1": diff(material.grown(1))},
            rounds=3,
        )


def report(rows: list[tuple[Task, dict[str, Series]]], material: Material) -> str:
    """Return the results as Markdown."""
    lines = [
        "# Results",
        "",
        f"`make bench` on {datetime.now(UTC):%Y-%m-%d}: Python {platform.python_version()}, {platform.machine()}, "
        f"{material.node}. Schemas: GitHub's, from npm `@octokit/graphql-schema` "
        f"{material.versions[0]} to {material.versions[-1]}.",
        "",
        "Wall time and peak memory of whole commands: the median, with the least and the most in brackets. `×` is how",
        "many times as much the other one takes.",
        "",
        "| task | command | seconds | × | MB | × |",
        "|---|---|---|---|---|---|",
    ]
    for task, measured in rows:
        ours = measured["graphql-drift"]
        for name, series in measured.items():
            mine = name == "graphql-drift"
            title = task.name if mine else ""
            if not series.seconds:
                lines.append(f"| {title} | {name} | {series.failure} | | | |")
                continue
            is_compared = not mine and bool(ours.seconds)
            times = f"{series.median_s / ours.median_s:.1f}" if is_compared else ""
            memory = f"{series.median_mb / ours.median_mb:.1f}" if is_compared else ""
            lines.append(
                f"| {title} | {name} | {series.median_s:.2f} [{min(series.seconds):.2f}–{max(series.seconds):.2f}] "
                f"| {times} | {series.median_mb:.0f} | {memory} |"
            )
    if any(task.name == "docs site" for task, _ in rows):
        lines += ["", "The docs site of that schema:", "", "| | |", "|---|---|"]
        lines += [f"| {what} | {much} |" for what, much in numbers(material.site)]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds of each task")
    parser.add_argument(
        "--only", metavar="TEXT", help="tasks whose name has this in it; RESULTS.md stays as it is"
    )
    options = parser.parse_args()
    material = Material(ROOT / ".cache" / "bench")
    rows: list[tuple[Task, dict[str, Series]]] = []
    for task in tasks(material):
        if options.only and options.only not in task.name:
            continue
        rounds = min(2, task.rounds) if options.quick else task.rounds
        measured = in_turn(task.commands, rounds, say=lambda text, task=task: print(f"{task.name}: {text}"))
        rows.append((task, measured))
    text = report(rows, material)
    print(text)
    if not options.only:
        (Path(__file__).parent / "RESULTS.md").write_text(text)


if __name__ == "__main__":
    main()
