"""``drift demo``: the whole job against an embedded GraphQL server, nothing hidden."""

from __future__ import annotations

import os
import shlex
import shutil
from contextlib import chdir
from pathlib import Path

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import UsageError

MARKER = ".drift-demo"


@click.command("demo")
@click.argument(
    "folder", metavar="[DIR]", default="drift-demo", type=click.Path(file_okay=False, path_type=Path)
)
@common_options
@click.pass_obj
def command(runtime: Runtime, /, folder: Path) -> None:
    """Snapshot an API, meet its next two releases, and see what they break in an SDK.

    Everything happens on this machine: a small GraphQL server with an API key, and DIR, which keeps the
    configuration, the SDK and the snapshots afterwards.
    """
    from drift.demo import copy_sdk
    from drift.demo.server import DemoServer
    from drift.demo.story import CONFIGURATION, KEY_VARIABLE, SCENES, SOURCE

    _prepare(folder)
    copy_sdk(folder / "sdk")
    with DemoServer(release=1) as server, chdir(folder):
        Path("drift.toml").write_text(
            CONFIGURATION.format(source=SOURCE, url=server.url, variable=KEY_VARIABLE), encoding="utf-8"
        )
        runtime.out(f"A GraphQL API listens on {server.url} and demands the header X-API-Key.\n")
        os.environ[KEY_VARIABLE] = server.api_key
        try:
            for scene in SCENES:
                server.serve(scene.release)
                runtime.out(f"\n{scene.words}\n$ drift {shlex.join(scene.arguments)}\n")
                _run(runtime, scene.arguments, scene.now)
        finally:
            del os.environ[KEY_VARIABLE]
    runtime.out(_epilogue(folder))


def _prepare(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise UsageError(
                f"{folder} is not empty and was not made by the demo: name another one, `drift demo DIR`"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(
        "`drift demo` made this folder and replaces it when it runs again.\n", encoding="utf-8"
    )


def _run(runtime: Runtime, arguments: tuple[str, ...], now: object) -> None:
    from datetime import datetime

    from drift.cli.main import run

    assert isinstance(now, datetime)  # noqa: S101
    inner = Runtime(redactor=runtime.redactor, clock=lambda: now)
    code = run(list(arguments), inner)
    if code not in (0, 1):
        raise click.ClickException(f"the step `drift {shlex.join(arguments)}` ended with exit code {code}")
    runtime.out(f"exit code {code}\n")


def _epilogue(folder: Path) -> str:
    return f"""
What is in {folder}:
  snapshots/demo/schema.graphql   the newest version, as a pull request would show it
  snapshots/demo/versions/        every version, plain text
  drift.toml                      the configuration
  sdk/                            the operations that were checked
Try there:
  drift diff demo@1.0 demo@2.0
  drift diff demo@1.0 demo@2.0 --operations 'sdk/**/*' --only-affected
  drift explain FIELD_REMOVED
"""
