"""``drift log``: versions and what each changed, or the life of one element."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drift.cli import completion
from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.index import Index


# Type.field, Type.field(argument:), @directive, @directive(argument:); a type alone may be the slip of a source.
_COORDINATE = re.compile(r"@[_A-Za-z]\w*(?:\(\w+:?\))?|[_A-Za-z]\w*\.[_A-Za-z]\w*(?:\(\w+:?\))?")


@click.command("log")
@click.argument("sources", metavar="[SOURCE]... [ELEMENT]", nargs=-1, shell_complete=completion.sources)
@click.option(
    "--element",
    metavar="COORDINATE",
    shell_complete=completion.elements,
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
    from drift.reports.listings import log

    config = runtime.config()
    if element is None and sources and _is_element(config, sources[-1]):
        *names, element = sources
        sources = tuple(names)
    indexes = _indexes(config, sources, runtime)
    if element is not None and len(indexes) != 1:
        raise UsageError("--element needs one source: name it")
    if as_json:
        runtime.out(log.to_json(indexes, element))
    elif element is not None:
        runtime.out("".join(log.life_to_text(name, index, element) for name, index in indexes.items()))
    else:
        runtime.out(log.to_text(indexes, verbose=runtime.verbosity > 0))


def _is_element(config: Config, text: str) -> bool:
    """Return whether a word can only be the coordinate of an element: no source, stored or configured, is named so."""
    from drift.snapshots.store import Store

    is_coordinate = _COORDINATE.fullmatch(text) is not None
    return (
        is_coordinate and not config.is_source(text) and text not in Store(config.snapshot_folder).sources()
    )


def _lines_of(config: Config, name: str) -> list[str]:
    return [line.name for line in config.lines_of(name)] or [name]


def _indexes(config: Config, sources: tuple[str, ...], runtime: Runtime) -> dict[str, Index]:
    from drift.history import lives
    from drift.history.index import of_steps
    from drift.history.timeline import of_git
    from drift.snapshots.store import Store
    from drift.sources.reference import Git, parse

    store = Store(config.snapshot_folder)
    names = [line for name in sources for line in _lines_of(config, name)] or store.sources()
    if not names:
        raise store.nothing_stored(
            "nothing is stored yet; `drift check SOURCE --save` stores the first version"
        )
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
                indexes[name], notices = lives.of_source(store, name, roots=config.roots_of(name))
        runtime.notices(notices)
    runtime.notices(store.notices)
    return indexes
