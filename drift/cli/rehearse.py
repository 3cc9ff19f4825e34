"""``drift rehearse``: what a live server says of the user's operations, of which it executes none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from drift import lines
from drift.cli.options import access, common_options, connection_options, judgement, report_options
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.snapshots.snapshot import Snapshot
    from drift.sources.access import Access


@click.command("rehearse")
@click.argument("server", metavar="[SOURCE|URL]", required=False)
@click.option("--mutations", is_flag=True, help="Ask about mutations too.")
@click.option("--subscriptions", is_flag=True, help="Ask about subscriptions too.")
@click.option(
    "--max-requests",
    type=click.IntRange(min=3),
    default=500,
    show_default=True,
    metavar="N",
    help="Send no more requests than this, of which the first ones prove the server.",
)
@report_options
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    server: str | None,
    mutations: bool,
    subscriptions: bool,
    max_requests: int,
    **options: Any,
) -> int:
    """Ask a live server whether it accepts your operations, of which it executes none.

    Each operation is sent with one more required variable that is left out, so that the server validates it and then
    refuses to run it. Before that, requests of our own prove that this server does; one that answers with data is asked
    nothing more. No schema is needed: the server need not answer introspection.

    Exits with 1 when an operation is refused or beyond a limit, with 3 when one could not be asked.
    """
    from drift.cli.output import Output, split_options
    from drift.rehearsal.asked import ask, report_of
    from drift.snapshots.names import clean_origin

    config = runtime.config()
    judging, connection = split_options(options)
    judged = judgement(config, **judging)
    output = Output(runtime, judged)
    reached = access(runtime, config, **connection)
    url, source = _place(config, server)
    operations = output.operations(config, source)
    if operations is None:
        raise UsageError(
            "there is nothing to ask about: give --operations GLOB, or set operations in drift.toml"
        )
    kinds = ["query", *["mutation"] * mutations, *["subscription"] * subscriptions]
    title = source.name if source else clean_origin(url)
    stored = None if source is None else _newest(source, reached)
    with runtime.progress(f"asking {title}"):
        asked = ask(
            url, reached, operations, source=source, kinds=kinds, max_requests=max_requests, stored=stored
        )
    report = report_of(
        asked,
        title=title,
        policy=judged.policy,
        today=runtime.clock().date(),
        source=source.name if source else None,
        stored=stored,
    )
    output.add(report)
    code = output.finish()
    if asked.unknown is not None:
        runtime.fail(f"{title}: {asked.unknown}")
        return 3
    return code


def _place(config: Config, server: str | None) -> tuple[str, SourceConfig | None]:
    """Return the address to ask, and the source that it belongs to."""
    if server is None:
        able = [name for name, source in config.sources.items() if source.endpoint and source.operations]
        names = list(dict.fromkeys(lines.split(name)[0] for name in able))
        if len(names) != 1:
            found = (
                "no source of drift.toml has an endpoint and operations"
                if not names
                else f"{', '.join(names)} do"
            )
            raise UsageError(f"{found}: name the server, as SOURCE or as URL with --operations GLOB")
        server = names[0]
    if server.startswith(("https://", "http://")):
        return server, None
    source = config.source(server)
    if source.endpoint is None:
        raise UsageError(f"{server} is read from a file: there is no server to ask; give its URL")
    return source.endpoint, source


def _newest(source: SourceConfig, reached: Access) -> Snapshot | None:
    from drift.sources.stored import from_store

    newest = reached.store.newest(source.name)
    if newest is None:
        return None
    return from_store(source.name, newest, reached.store, roots=source.roots)
