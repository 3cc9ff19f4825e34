"""``drift init``: a configuration and a scheduled workflow to start with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drift.cli.options import common_options, header_option, kind_option
from drift.cli.runtime import Runtime
from drift.errors import UsageError

if TYPE_CHECKING:
    from drift.sources.remote import Found

_PATIENCE_S = 10.0


@click.command("init")
@click.argument("target", metavar="[ENDPOINT_OR_FILE]", required=False)
@click.option("--name", metavar="NAME", help="Name of the source.  [default: made from the URL or file]")
@click.option("--preset", "preset_name", metavar="NAME", help="Watch a known API; --presets lists them.")
@click.option("--domain", metavar="NAME", help="The part of a preset's address that is yours, or your host.")
@click.option("--presets", "lists_presets", is_flag=True, help="List the known APIs.")
@header_option("Header that the endpoint wants; write ${NAME} for what is secret. Repeatable.")
@kind_option
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    target: str | None,
    name: str | None,
    preset_name: str | None,
    domain: str | None,
    lists_presets: bool,
    headers: tuple[tuple[str, str], ...],
    is_endpoint: bool | None,
) -> None:
    """Write a commented drift.toml here, and a scheduled workflow when this is a git repository.

    ENDPOINT_OR_FILE is the API to watch: a GraphQL endpoint, the URL of a published schema, or a schema file. A URL is
    asked which of them it is; ${NAME} in a header is taken from the environment for that when it is set. Operations
    in this folder are found by themselves. Nothing is ever overwritten.
    """
    from drift.delivery.starter import Start, refuse_existing, refuse_keys, start
    from drift.escape import quoted
    from drift.keys import doubtful_part

    if lists_presets:
        from drift.delivery.presets import listing

        runtime.out(listing())
        return
    if target is not None and preset_name is not None:
        raise UsageError("--preset knows the address: leave ENDPOINT_OR_FILE out")
    refuse_existing(Path.cwd())
    # Before anything is asked: what its server says is shown with the URL's path.
    refuse_keys(target, dict(headers))
    found = None if target is None else find_kind_of(runtime, target, headers, is_endpoint)
    is_silent = found is not None and found.is_silent
    kind = None if found is None else found.kind
    wanted = Start(target, name, dict(headers), kind, is_silent=is_silent, preset=preset_name, domain=domain)
    done = start(Path.cwd(), wanted)
    for path in done.written:
        runtime.out(f"wrote {path}\n")
    for path in done.kept:
        runtime.out(f"kept  {path}, which was there already\n")
    doubtful = doubtful_part(target or "")
    if doubtful is not None:
        runtime.tell(
            f"notice: if {quoted(doubtful, 60)} in the URL is a key and not the name of something, write ${{API_KEY}} "
            "in its place and keep it in the environment"
        )
    runtime.out("\nNext:\n")
    steps = []
    if done.source is None:
        steps.append("put your API's endpoint or schema file into drift.toml")
    if done.variables:
        exports = " ".join(f"{variable}=…" for variable in done.variables)
        steps.append(f"export {exports}  and set the same as secrets of the repository")
    if is_silent:
        steps.append(
            "check introspection in drift.toml: this server tells no schema, so your operations are rehearsed"
        )
    steps.append(f"drift check {done.source or ''} --save".replace("  ", " ") + "  stores the baseline")
    steps.append(
        "git add drift.toml snapshots" + (" .github" if len(done.written) > 1 else "") + "  and commit"
    )
    for number, step in enumerate(steps, 1):
        runtime.out(f"  {number}. {step}\n")


def find_kind_of(
    runtime: Runtime, target: str, headers: tuple[tuple[str, str], ...], is_endpoint: bool | None
) -> Found | None:
    """Return what a URL is: as the user says, as its server answers, or None when that can't be found out now."""
    import os

    from drift.config import Config
    from drift.errors import AuthenticationFailed, ConfigError, SchemaUnreadable, SourceUnreachable
    from drift.keys import VARIABLE
    from drift.sources.access import Access
    from drift.sources.address import UrlKind, likely_kind, parse_address
    from drift.sources.reference import Url, parse
    from drift.sources.remote import Found, find_kind

    if is_endpoint is not None:
        return Found(UrlKind.ENDPOINT if is_endpoint else UrlKind.FILE)
    if not isinstance(parse(target), Url):
        return None
    parse_address(target, allow_http=True)
    known = {
        name: value
        for name, value in headers
        if all(os.environ.get(variable) for variable in VARIABLE.findall(value))
    }
    access = Access(
        Config(Path.cwd()),
        given_headers=known,
        timeout_s=_PATIENCE_S,
        attempts=1,
        redactor=runtime.redactor,
        log=runtime.detail,
    )
    try:
        found = find_kind(target, access)
        if found.problem is not None:
            runtime.tell(f"notice: {found.problem}; written as endpoint")
        return found
    except (SourceUnreachable, AuthenticationFailed, SchemaUnreadable, ConfigError) as error:
        kind = likely_kind(target)
        key = "endpoint" if kind is UrlKind.ENDPOINT else "schema"
        runtime.tell(
            f"notice: {error}; written as {key}, by the looks of the URL: --endpoint or --file settles it"
        )
        return Found(kind)
