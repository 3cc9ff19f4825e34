"""``drift rehearse``: what a live server says of the user's operations, of which it executes none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from drift import lines
from drift.cli.options import access, common_options, connection_options, judgement, report_options
from drift.cli.runtime import Runtime
from drift.errors import DriftError, NotAsked, UsageError
from drift.escape import quoted

if TYPE_CHECKING:
    from drift.cli.output import Output
    from drift.config import Config, Policy, SourceConfig
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

    Without a name, every source with an endpoint and operations is asked, of a versioned one its newest stable line; an
    operation that fits another source and not this one is not sent.

    Exits with 1 when an operation is refused or beyond a limit, with 3 when one could not be asked.
    """
    from drift.cli.output import Output, split_options

    config = runtime.config()
    judging, connection = split_options(options)
    judged = judgement(config, **judging)
    output = Output(runtime, judged)
    kinds = ("query", *["mutation"] * mutations, *["subscription"] * subscriptions)
    reached = access(runtime, config, **connection)
    work = _Work(runtime, config, output, judged.policy, reached, kinds, max_requests)
    places = _places(config, server)
    failures: list[int] = []
    for url, source in places:
        try:
            problem = work.rehearse(url, source)
        except DriftError as error:
            if len(places) == 1:
                raise
            assert source is not None  # noqa: S101 - a URL is asked alone
            runtime.fail(f"{source.name}: {str(error).removeprefix(f'{source.name}: ')}")
            failures.append(error.exit_code)
            continue
        if problem is not None:
            runtime.fail(problem)
            failures.append(NotAsked.exit_code)
    if failures:
        return output.finish(
            failures[-1], f"{len(failures):,} of {len(places):,} could not be asked about everything"
        )
    return output.finish()


@dataclass(frozen=True)
class _Work:
    """Rehearses one server after another, with what is the same for all of them."""

    runtime: Runtime
    config: Config
    output: Output
    policy: Policy
    reached: Access
    kinds: tuple[str, ...]
    max_requests: int

    def rehearse(self, url: str, source: SourceConfig | None) -> str | None:
        """Add the report of one server, and return how many operations it was asked about without an answer."""
        from drift.rehearsal.asked import ask, report_of
        from drift.snapshots.names import clean_origin

        operations = self.output.operations(self.config, source)
        if operations is None:
            raise UsageError(
                "there is nothing to ask about: give --operations GLOB, or set operations in drift.toml"
            )
        title = source.name if source else clean_origin(url)
        stored = None if source is None else _newest(source, self.reached)
        with self.runtime.progress(f"asking {title}"):
            asked = ask(
                url,
                self.reached,
                operations,
                source=source,
                kinds=self.kinds,
                max_requests=self.max_requests,
                stored=stored,
            )
        report = report_of(
            asked,
            title=title,
            policy=self.policy,
            today=self.runtime.clock().date(),
            source=source.name if source else None,
            stored=stored,
        )
        self.output.add(report)
        return None if asked.unknown is None else f"{title}: {asked.unknown}"


def _places(config: Config, server: str | None) -> list[tuple[str, SourceConfig | None]]:
    """Return the addresses to ask, each with the source that it belongs to: every source that can be asked, or one."""
    if server is not None and server.startswith(("https://", "http://")):
        return [(server, None)]
    from drift.sources.address import with_scheme

    names = [] if server is None else [server]
    if server is None:
        able = [name for name, source in config.sources.items() if source.endpoint and source.operations]
        names = list(dict.fromkeys(lines.split(name)[0] for name in able))
    if not names:
        raise UsageError(
            "no source of drift.toml has an endpoint and operations: name the server, as SOURCE or as URL with "
            "--operations GLOB"
        )
    places: list[tuple[str, SourceConfig | None]] = []
    for name in names:
        url = with_scheme(name)
        if url is not None and not config.is_source(name):
            raise UsageError(f"no source is named {quoted(name)}; for a URL, write {url}")
        source = config.source(name)
        if source.endpoint is None:
            raise UsageError(f"{name} is read from a file: there is no server to ask; give its URL")
        places.append((source.endpoint, source))
    return places


def _newest(source: SourceConfig, reached: Access) -> Snapshot | None:
    from drift.sources.stored import from_store

    newest = reached.store.newest(source.name)
    if newest is None:
        return None
    return from_store(source.name, newest, reached.store, roots=source.roots)
