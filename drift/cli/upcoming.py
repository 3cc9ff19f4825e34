"""``drift upcoming``: what is announced to go, when, and which of the user's operations use it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli import completion
from drift.cli.options import access, allow_unread_option, common_options, connection_options
from drift.cli.runtime import Runtime
from drift.errors import OperationsUnreadable

if TYPE_CHECKING:
    from drift.config import Config
    from drift.history.upcoming import Outlook
    from drift.operations.documents import Operations
    from drift.sources.access import Access

FORMATS = ("text", "json", "markdown", "ics", "feed")


@click.command("upcoming")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=completion.sources)
@click.option(
    "--operations",
    "patterns",
    multiple=True,
    metavar="GLOB",
    help="Files with operations, instead of those of the source in drift.toml. Repeatable.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="ics is a calendar, feed a JSON feed.  [default: text]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file; its extension decides the format if none is given.",
)
@click.option(
    "--fail-on",
    metavar="removal-within=DAYS",
    help="Exit 1 when something that your operations use goes within so many days, such as removal-within=90d.",
)
@allow_unread_option
@click.option("--live", is_flag=True, help="Read the sources now, instead of their newest stored versions.")
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    sources: tuple[str, ...],
    patterns: tuple[str, ...],
    format_: str | None,
    as_json: bool,
    output: Path | None,
    fail_on: str | None,
    allow_unread: bool,
    live: bool,
    **connection: Any,
) -> int:
    """Show what SOURCE announces to remove, when, what to use instead, and which of your operations use it.

    Read from deprecation reasons, from the owner's list of upcoming changes (upcoming in drift.toml), and with --live
    from the endpoint's Sunset header. Next to it is what became of earlier announcements, as the stored versions
    tell it. Without SOURCE, every source that has something stored.
    """
    from drift.outlook import operations_of, within_days
    from drift.reports.listings import upcoming as listing
    from drift.snapshots.atomic import replace_named

    days = None if fail_on is None else within_days(fail_on)
    config = runtime.config()
    reached = access(runtime, config, **connection)
    chosen = {
        name: operations_of(name, config, patterns, cwd=Path.cwd(), allow_unread=allow_unread)
        for name in _names(config, reached, sources, live=live)
    }
    outlooks = _outlooks(runtime, reached, chosen, live=live)
    form = format_ or ("json" if as_json else _format_of(output))
    texts = {
        "text": lambda: listing.to_text(outlooks, verbose=runtime.verbosity > 0),
        "json": lambda: listing.to_json(outlooks),
        "markdown": lambda: listing.to_markdown(outlooks),
        "ics": lambda: listing.to_ics(outlooks),
        "feed": lambda: listing.to_feed(outlooks, home=config.docs.base_url),
    }
    text = texts[form]()
    if output is None:
        runtime.out(text)
    else:
        replace_named([(output, [runtime.document(text).encode("utf-8", "backslashreplace")])])
        runtime.tell(f"wrote {output}")
    near = (
        [(outlook, each) for outlook in outlooks for each in outlook.within(days)] if days is not None else []
    )
    for outlook, each in near:
        runtime.tell(f"{listing.title(outlook, each)}: {listing.when(each, outlook.today)}")
    for operations in chosen.values():
        if operations is not None:
            runtime.not_judged(operations.account)
    if near:
        return 1
    unread = any(operations is not None and operations.account.unread for operations in chosen.values())
    return OperationsUnreadable.exit_code if unread else 0


def _format_of(output: Path | None) -> str:
    endings = {".json": "json", ".md": "markdown", ".ics": "ics"}
    return "text" if output is None else endings.get(output.suffix, "text")


def _names(config: Config, reached: Access, sources: tuple[str, ...], *, live: bool) -> list[str]:
    stored = reached.store.sources()
    named = [line for name in sources for line in config.names_of(name, stored)]
    names = named or [name for name in config.sources if name in stored or live] or stored
    if not names:
        raise reached.store.nothing_stored(
            "nothing is stored yet; `drift check SOURCE --save` stores the first version"
        )
    return names


def _outlooks(
    runtime: Runtime, reached: Access, chosen: Mapping[str, Operations | None], *, live: bool
) -> list[Outlook]:
    from drift.outlook import look_ahead

    found: list[Outlook] = []
    for name, operations in chosen.items():
        if operations is not None:
            runtime.notices(operations.notices)
        with runtime.progress(f"reading {name}"):
            found.append(look_ahead(name, reached, now=runtime.clock(), operations=operations, live=live))
        runtime.notices(found[-1].notices)
    runtime.notices(reached.store.notices)
    return found
