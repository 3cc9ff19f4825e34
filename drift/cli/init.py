"""``drift init``: a configuration and a scheduled workflow to start with."""

from __future__ import annotations

from pathlib import Path

import click

from drift.cli.options import common_options, header_option
from drift.cli.runtime import Runtime


@click.command("init")
@click.argument("target", metavar="[ENDPOINT_OR_FILE]", required=False)
@click.option("--name", metavar="NAME", help="Name of the source.  [default: made from the URL or file]")
@header_option("Header that the endpoint wants; write ${NAME} for what is secret. Repeatable.")
@common_options
@click.pass_obj
def command(
    runtime: Runtime, /, target: str | None, name: str | None, headers: tuple[tuple[str, str], ...]
) -> None:
    """Write a commented drift.toml here, and a scheduled workflow when this is a git repository.

    ENDPOINT_OR_FILE is the API to watch: a GraphQL endpoint, the URL of a published schema, or a schema file.
    Operations in this folder are found by themselves. Nothing is ever overwritten.
    """
    from drift.delivery.starter import Start, start

    done = start(Path.cwd(), Start(target, name, dict(headers)))
    for path in done.written:
        runtime.out(f"wrote {path}\n")
    for path in done.kept:
        runtime.out(f"kept  {path}, which was there already\n")
    runtime.out("\nNext:\n")
    steps = []
    if done.source is None:
        steps.append("put your API's endpoint or schema file into drift.toml")
    if done.variables:
        exports = " ".join(f"{variable}=…" for variable in done.variables)
        steps.append(f"export {exports}  and set the same as secrets of the repository")
    steps.append(f"drift check {done.source or ''} --save".replace("  ", " ") + "  stores the baseline")
    steps.append(
        "git add drift.toml snapshots" + (" .github" if len(done.written) > 1 else "") + "  and commit"
    )
    for number, step in enumerate(steps, 1):
        runtime.out(f"  {number}. {step}\n")
