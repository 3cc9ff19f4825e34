"""``drift log``: versions and what each changed, or the life of one element."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.life import Event
    from drift.history.timeline import Step, Timeline


@click.command("log")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--element", metavar="COORDINATE", help="Show the life of this element instead, such as Alert.severity."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options
@click.pass_obj
def command(runtime: Runtime, /, sources: tuple[str, ...], element: str | None, as_json: bool) -> None:
    """Show the stored versions of a SOURCE, newest first, with what each one changed.

    Without SOURCE, every source that has something stored. -v lists the changes of each version. SOURCE may be
    git:PATH, which takes every revision of a schema file in a git repository as a version.
    """
    config = runtime.config()
    timelines = _timelines(config, sources, runtime)
    if element is not None and len(timelines) != 1:
        raise UsageError("--element needs one source: name it")
    if as_json:
        runtime.out(json.dumps([_as_json(timeline, element) for timeline in timelines], indent=2) + "\n")
        return
    for position, timeline in enumerate(timelines):
        lines = (
            _element_lines(timeline, element)
            if element
            else _version_lines(timeline, verbose=runtime.verbosity > 0)
        )
        runtime.out(("\n" if position else "") + "\n".join(lines) + "\n")


def _timelines(config: Config, sources: tuple[str, ...], runtime: Runtime) -> list[Timeline]:
    from drift.history.timeline import of_git, of_source
    from drift.snapshots.store import Store
    from drift.sources.reference import Git, parse

    store = Store(config.snapshot_folder)
    names = list(sources) or store.sources()
    if not names:
        raise UsageError("nothing is stored yet; `drift check SOURCE --save` stores the first version")
    timelines: list[Timeline] = []
    for name in names:
        reference = parse(name)
        if isinstance(reference, Git):
            timelines.append(of_git(reference, Path.cwd()))
            continue
        if name not in store.sources():
            config.source(name)
        timelines.append(of_source(store, name))
    runtime.notices(store.notices)
    for timeline in timelines:
        runtime.notices(timeline.notices)
    return timelines


def _version_lines(timeline: Timeline, *, verbose: bool) -> list[str]:
    from drift.redact import clean

    count = len(timeline.versions)
    lines = [f"{clean(timeline.name)}: {count} version{'' if count == 1 else 's'}, newest first", ""]
    for step in reversed(timeline.steps):
        lines.append(f"{clean(step.version.title)}  {_counts(step)}")
        if verbose:
            lines += [
                f"    {change.severity.name:<10} {clean(change.coordinate)}  {clean(change.message)}"
                for change in step.changes
            ]
    return lines


def _counts(step: Step) -> str:
    from drift.severity import WORST_FIRST

    if step.previous is None:
        schema = step.version.snapshot.schema
        return f"baseline, {len(schema.types)} types"
    counts = [(severity, step.count(severity)) for severity in WORST_FIRST]
    return ", ".join(f"{count} {severity.word}" for severity, count in counts if count) or "no changes"


def _element_lines(timeline: Timeline, coordinate: str) -> list[str]:
    from drift.history.life import life_of
    from drift.redact import clean

    lines = [f"{clean(coordinate)} in {clean(timeline.name)}", ""]
    for event in life_of(coordinate, timeline):
        lines.append(f"{clean(event.version.title)}  {_event_text(event)}")
    return lines


def _event_text(event: Event) -> str:
    from drift.history.life import EventKind
    from drift.redact import clean
    from drift.schema.canonical import member_sdl

    if event.kind is EventKind.PRESENT:
        kind = event.element.kind
        what = f"{kind.value}: {member_sdl(event.element)}" if event.element.type else kind.value
        return clean(f"there from the first stored version on, {what}", limit=500)
    if event.change is not None:
        return clean(f"{event.change.severity.name}  {event.change.message}", limit=500)
    return clean(f"{event.kind.value}: {_without_change(event)}", limit=500)


def _without_change(event: Event) -> str:
    from drift.history.life import EventKind

    if event.kind is EventKind.DEPRECATED:
        return event.element.deprecation or ""
    return "with what it belongs to"


def _as_json(timeline: Timeline, element: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {"format": 1, "source": timeline.name}
    if element is not None:
        from drift.history.life import life_of

        result["element"] = element
        result["life"] = [
            {
                "version": event.version.name,
                "label": event.version.label,
                "event": event.kind.value,
                "change": event.change.id if event.change else None,
                "severity": event.change.severity.name if event.change else None,
                "message": event.change.message if event.change else None,
            }
            for event in life_of(element, timeline)
        ]
        return result
    from drift.severity import WORST_FIRST

    result["versions"] = [
        {
            "version": step.version.name,
            "label": step.version.label,
            "taken": step.version.taken.isoformat(),
            "digest": step.version.snapshot.digest,
            "changes": {severity.word: step.count(severity) for severity in WORST_FIRST},
        }
        for step in timeline.steps
    ]
    return result
