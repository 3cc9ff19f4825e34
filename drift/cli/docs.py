"""``drift docs``: the static site."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drift.cli import completion
from drift.cli.options import access, common_options, connection_options, federated_option
from drift.cli.runtime import Runtime

if TYPE_CHECKING:
    from drift.docs.source import SiteReport


@click.command("docs")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=completion.sources)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    metavar="DIR",
    help="Folder of the site. Files that did not change are not touched.",
)
@click.option(
    "--versions",
    multiple=True,
    metavar="VERSION",
    help="Build this version as well as the newest one: a version, a label, or all. Repeatable.",
)
@click.option("--title", metavar="TEXT", help="Title of the site.  [default: API reference]")
@click.option(
    "--serve",
    "port",
    type=click.IntRange(0, 65535),
    is_flag=False,
    flag_value=8000,
    metavar="[PORT]",
    help="Serve the site on this machine and build it again when a snapshot changes.  [port: 8000]",
)
@federated_option
@connection_options
@common_options
@click.pass_obj
def command(
    runtime: Runtime,
    /,
    sources: tuple[str, ...],
    output: Path,
    versions: tuple[str, ...],
    title: str | None,
    port: int | None,
    **connection: Any,
) -> None:
    """Write reference docs with history as a folder of static pages.

    SOURCE has stored versions, or is any schema reference; without SOURCE, everything that is stored. Open
    DIR/index.html in a browser: no server is needed.
    """
    config = runtime.config()

    def build() -> SiteReport:
        from drift.docs.gather import silent_sources, site_options, site_sources
        from drift.docs.site import build_site

        reached = access(runtime, config, **connection)
        options = site_options(
            config, versions=versions, title=title, redact=runtime.document, progress=_progress(runtime)
        )
        return build_site(
            site_sources(sources, reached), output, silent=silent_sources(sources, reached), options=options
        )

    started = time.monotonic()
    report = build()
    runtime.tell(
        f"{output}: {report.pages:,} pages, {len(report.written):,} files written, {report.kept:,} unchanged, "
        f"{report.total_bytes / 1e6:,.1f} MB, in {time.monotonic() - started:.1f} s"
    )
    if port is None:
        runtime.tell(f"open {output / 'index.html'}")
        return
    from drift.docs.serve import serving, watch

    with serving(output, port=port) as url:
        runtime.tell(f"serving {url}, until Ctrl-C")
        files = [Path(name) for name in sources if Path(name).exists()]
        watch(
            lambda: runtime.tell(f"built again: {len(build().written):,} files written"),
            lambda: [config.snapshot_folder, *files],
            failed=lambda error: runtime.fail(str(error)),
            stop=threading.Event(),
        )


def _progress(runtime: Runtime) -> Callable[[int, int], None]:
    """Return a function that shows pages done on a terminal, once it has taken over a second."""
    started = time.monotonic()

    def show(done: int, total: int) -> None:
        if runtime.verbosity < 0 or not sys.stderr.isatty() or time.monotonic() - started < 1:
            return
        if done % 25 == 0 or done == total:
            end = "\r\x1b[2K" if done == total else ""
            sys.stderr.write(f"\rwriting pages {done:,} of {total:,}{end}")
            sys.stderr.flush()

    return show
