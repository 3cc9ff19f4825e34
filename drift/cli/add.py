"""``drift add``: one more source in the configuration that is there."""

from __future__ import annotations

from pathlib import Path

import click

from drift.cli.init import find_kind_of
from drift.cli.options import common_options, header_option, kind_option
from drift.cli.runtime import Runtime
from drift.errors import UsageError


@click.command("add")
@click.argument("target", metavar="[ENDPOINT_OR_FILE]", required=False)
@click.option("--name", metavar="NAME", help="Name of the source.  [default: made from the URL or file]")
@click.option(
    "--preset", "preset_name", metavar="NAME", help="Add a known API; `drift init --presets` lists them."
)
@click.option("--domain", metavar="NAME", help="The part of a preset's address that is yours, or your host.")
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
    headers: tuple[tuple[str, str], ...],
    is_endpoint: bool | None,
) -> None:
    """Add a source to the nearest drift.toml, below what is there: not a byte of that changes.

    ENDPOINT_OR_FILE is a GraphQL endpoint, the URL of a published schema, or a schema file.
    """
    from drift.delivery.starter import Start, add, refuse_keys

    if (target is None) is (preset_name is None):
        raise UsageError("name what to add: a URL, a schema file, or a known API with --preset NAME")
    config = runtime.config()
    refuse_keys(target, dict(headers))
    found = None if target is None else find_kind_of(runtime, target, headers, is_endpoint)
    wanted = Start(
        target,
        name,
        dict(headers),
        None if found is None else found.kind,
        is_silent=found is not None and found.is_silent,
        preset=preset_name,
        domain=domain,
    )
    path = config.path or Path.cwd() / "drift.toml"
    names, variables = add(path, config, wanted)
    runtime.out(f"added {', '.join(names)} to {path}\n\nNext:\n")
    if variables:
        runtime.out(f"  export {' '.join(f'{variable}=…' for variable in variables)}\n")
    runtime.out(f"  drift check {' '.join(names)} --save  stores the baseline\n")
