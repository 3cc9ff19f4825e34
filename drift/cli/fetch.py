"""``drift fetch``: the canonical SDL of any schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from drift.cli import completion
from drift.cli.options import access, common_options, connection_options, federated_option
from drift.cli.runtime import Runtime
from drift.errors import UsageError


@click.command("fetch")
@click.argument("schemas", metavar="SCHEMA...", nargs=-1, shell_complete=completion.references)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write to this file instead of standard output; it is replaced only when all went well.",
)
@click.option(
    "--print-query",
    type=click.Choice(["full", "classic"]),
    help="Print the introspection query instead, to run it elsewhere and give drift the JSON: full asks for all that "
    "the specification offers, classic is what every server answers.",
)
@federated_option
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    schemas: tuple[str, ...],
    output: Path | None,
    print_query: str | None,
    **connection: Any,
) -> None:
    """Print the canonical SDL of any schema.

    SCHEMA is an SDL file, a folder or glob of SDL files, an introspection result (.json), - for standard input,
    an http(s) URL, SOURCE or SOURCE@VERSION, or git:REVISION:PATH. Several files are read as one schema.
    """
    if print_query is not None:
        from drift.sources.query import introspection_query

        _deliver(runtime, introspection_query(print_query), output)
        return
    if not schemas:
        raise UsageError("name a schema: a file, folder, URL, source or git:REVISION:PATH")
    from drift.compare import describe
    from drift.sources.reading import read_all

    reached = access(runtime, runtime.config(), **connection)
    with runtime.progress(f"reading {' '.join(schemas)}"):
        references = [reached.reference(schema) for schema in schemas]
        snapshot = read_all(references, reached, name=" ".join(schemas))
        text = snapshot.canonical
    runtime.notices([describe(notice, snapshot) for notice in snapshot.notices])
    _deliver(runtime, text, output)


def _deliver(runtime: Runtime, text: str, output: Path | None) -> None:
    if output is None:
        runtime.out(text)
        return
    from drift.snapshots.atomic import replace_named

    replace_named([(output, [runtime.document(text).encode("utf-8", "backslashreplace")])])
    runtime.tell(f"wrote {output}")
