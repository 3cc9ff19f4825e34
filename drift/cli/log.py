"""``drift log``: versions and what each changed, or the life of one element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.index import Index, Row
    from drift.history.life import Event

FORMAT = 1


@click.command("log")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--element",
    metavar="COORDINATE",
    help="Show the life of this element instead, such as Alert.severity; of a type, with its members'.",
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
    indexes = _indexes(config, sources, runtime)
    if element is not None and len(indexes) != 1:
        raise UsageError("--element needs one source: name it")
    if as_json:
        found = [_as_json(name, index, element) for name, index in indexes.items()]
        runtime.out(json.dumps(found, indent=2) + "\n")
        return
    for position, (name, index) in enumerate(indexes.items()):
        lines = (
            _element_lines(name, index, element)
            if element
            else _version_lines(name, index, verbose=runtime.verbosity > 0)
        )
        runtime.out(("\n" if position else "") + "\n".join(lines) + "\n")


def _indexes(config: Config, sources: tuple[str, ...], runtime: Runtime) -> dict[str, Index]:
    from drift.history import lives
    from drift.history.index import of_steps
    from drift.history.timeline import of_git
    from drift.snapshots.store import Store
    from drift.sources.reference import Git, parse

    store = Store(config.snapshot_folder)
    names = list(sources) or store.sources()
    if not names:
        raise UsageError("nothing is stored yet; `drift check SOURCE --save` stores the first version")
    indexes: dict[str, Index] = {}
    for name in names:
        reference = parse(name)
        with runtime.progress(f"reading the versions of {name}"):
            if isinstance(reference, Git):
                timeline = of_git(reference, Path.cwd())
                indexes[name], notices = of_steps(timeline.steps), timeline.notices
            else:
                if name not in store.sources():
                    config.source(name)
                indexes[name], notices = lives.of_source(store, name)
        runtime.notices(notices)
    runtime.notices(store.notices)
    return indexes


def _version_lines(name: str, index: Index, *, verbose: bool) -> list[str]:
    from drift.redact import clean

    count = len(index.rows)
    lines = [f"{clean(name)}: {count} version{'' if count == 1 else 's'}, newest first", ""]
    for position in reversed(range(count)):
        row = index.rows[position]
        what = _counts(row) if position else f"baseline, {row.types} types"
        lines.append(f"{clean(row.title)}  {what}")
        if verbose:
            lines += [
                f"    {mark.severity.name:<10} {clean(mark.coordinate)}  {clean(mark.message)}"
                for mark in row.marks
            ]
    return lines


def _counts(row: Row) -> str:
    from drift.severity import Severity

    counts = [(severity, row.count(severity)) for severity in reversed(Severity)]
    return (
        ", ".join(f"{count} {severity.name.lower()}" for severity, count in counts if count) or "no changes"
    )


def _element_lines(name: str, index: Index, coordinate: str) -> list[str]:
    from drift.history.life import life_of, members_of
    from drift.redact import clean

    lines = [f"{clean(coordinate)} in {clean(name)}", ""]
    for event in life_of(coordinate, index, name=name):
        lines.append(f"{clean(event.version.title)}  {_event_text(event)}")
    members = members_of(coordinate, index)
    if members:
        lines += ["", "Members:"]
    for member in members:
        own = member.coordinate.partition(".")[2]
        lines.append(f"  {clean(own)}  {'; '.join(_summary(member.events))}")
    return lines


def _event_text(event: Event) -> str:
    from drift.history.life import EventKind
    from drift.redact import clean

    if event.kind is EventKind.PRESENT:
        kind = event.element.kind
        what = f"{kind.value}: {_signature(event)}" if event.element.type else kind.value
        return clean(f"there from the first stored version on, {what}", limit=500)
    if event.change is not None:
        return clean(f"{event.change.severity.name}  {event.change.message}", limit=500)
    return clean(f"{event.kind.value}: {_without_change(event)}", limit=500)


def _signature(event: Event) -> str:
    from drift.schema.canonical import member_sdl

    return member_sdl(event.element)


def _without_change(event: Event) -> str:
    from drift.history.life import EventKind

    if event.kind is EventKind.DEPRECATED:
        return event.element.deprecation or ""
    return "with what it belongs to"


def _summary(events: tuple[Event, ...]) -> Iterator[str]:
    """Yield the turns of a member's life: since when, which type, deprecated and removed when."""
    from drift.history.life import EventKind
    from drift.redact import clean

    type_: str | None = None
    for event in events:
        version = clean(event.version.label or event.version.name)
        if event.kind is EventKind.PRESENT:
            yield clean(f"{event.element.type or 'there'} from the first stored version on")
        elif event.kind is EventKind.ADDED:
            yield f"{clean(event.element.type or 'there')} since {version}"
        elif event.kind is EventKind.REMOVED:
            yield f"removed in {version}"
        elif event.kind is EventKind.DEPRECATED:
            yield f"deprecated since {version}"
        elif event.element.type != type_:
            yield f"{clean(event.element.type or '')} since {version}"
        type_ = event.element.type


def _as_json(name: str, index: Index, element: str | None) -> dict[str, Any]:
    from drift.severity import Severity

    result: dict[str, Any] = {"format": FORMAT, "source": name}
    if element is not None:
        from drift.history.life import life_of, members_of

        result["element"] = element
        result["life"] = [_event_json(event) for event in life_of(element, index, name=name)]
        members = members_of(element, index)
        if members:
            result["members"] = [
                {"element": member.coordinate, "life": [_event_json(event) for event in member.events]}
                for member in members
            ]
        return result
    result["versions"] = [
        {
            "version": row.name,
            "label": row.label,
            "taken": row.taken.isoformat(),
            "digest": row.digest,
            "changes": {severity.name.lower(): row.count(severity) for severity in reversed(Severity)},
        }
        for row in index.rows
    ]
    return result


def _event_json(event: Event) -> dict[str, Any]:
    return {
        "version": event.version.name,
        "label": event.version.label,
        "event": event.kind.value,
        "change": event.change.id if event.change else None,
        "severity": event.change.severity.name if event.change else None,
        "message": event.change.message if event.change else None,
        "signature": _signature(event) if event.element.type else None,
    }
