"""The ``drift`` command: finds the subcommand, and turns every failure into one line and an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from types import FrameType
from typing import Any, NoReturn, cast

import click

from drift.cli import failure
from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.escape import quoted
from drift.version import __version__

# Name → (module below drift.cli, one line of help). Listed here so that --help imports no command.
COMMANDS = {
    "init": ("init", "Write a commented drift.toml and a scheduled workflow."),
    "add": ("add", "Add a source to the drift.toml that is there."),
    "fetch": ("fetch", "Print the canonical SDL of any schema."),
    "check": ("check", "Compare sources as they are now with their stored versions."),
    "diff": ("diff", "Compare any two schemas."),
    "operations": ("operations", "Show what your operations use, and what of it is deprecated."),
    "mend": ("mend", "Fix the operations that a change of schema breaks."),
    "import": ("import_", "Add earlier schemas to a source's history."),
    "rehearse": ("rehearse", "Ask a live server whether it accepts your operations."),
    "log": ("log", "Show the history of a source, or the life of one element."),
    "support": ("support", "Show which versions of an API your operations work with."),
    "upcoming": ("upcoming", "Show announced removals, their dates, and which of them you use."),
    "docs": ("docs", "Write reference docs with history as static pages."),
    "explain": ("explain", "Explain a change id: what it means, why, and an example."),
    "rules": ("rules", "List every kind of change and its severity."),
    "sources": ("sources", "List the configured sources."),
    "status": ("status", "Show when each source was last seen, and what expires."),
    "notify": ("notify", "Send drift to chats, mail and webhooks."),
    "ci": ("ci", "Steps of the GitHub Action and of the scheduled workflow."),
    "demo": ("demo", "Run the whole job against a GraphQL server on this machine."),
}
# Which heading of --help each is below.
SECTIONS = {
    "Start": ("demo", "init", "add", "fetch", "diff"),
    "Watch": ("check", "status", "notify", "upcoming", "sources"),
    "My code": ("operations", "mend", "rehearse", "support"),
    "History and docs": ("log", "import", "docs", "explain", "rules"),
    "In CI": ("ci",),
}
# Other tools' words for --help and --version.
_ALIASES = {"help": "help_command", "version": "version_command"}
INTERRUPTED = 130


class LazyGroup(click.Group):
    """Imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name in _ALIASES:
            return cast(
                "click.Command", getattr(importlib.import_module("drift.cli.about"), _ALIASES[cmd_name])
            )
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"drift.cli.{COMMANDS[cmd_name][0]}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name, or say which one is nearest."""
        name = args[0] if args else ""
        if name and name not in (*COMMANDS, *_ALIASES) and not name.startswith("-"):
            from drift.config import nearest

            ctx.fail(
                f"no command is named {quoted(name)}{nearest(name, COMMANDS)}; `drift --help` lists them"
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Start here"):
            formatter.write_dl(
                [
                    ("drift demo", "see the whole job done on this machine"),
                    ("drift diff OLD NEW", "compare two schemas: files, URLs, git revisions"),
                    ("drift init URL", "watch an API from this folder"),
                ]
            )
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name][1]) for name in names])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 nothing at or above --fail-on, 1 something, 2 wrong usage or configuration, "
    "3 a schema could not be read.",
)
@click.version_option(
    __version__, "--version", "-V", prog_name="graphql-drift", message="%(prog)s %(version)s"
)
@common_options
@click.pass_context
def cli(ctx: click.Context, /) -> None:
    """Watch the GraphQL APIs you depend on: what breaks, what is dangerous, what is being deprecated."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> NoReturn:
    """Run the command line and exit."""
    signal.signal(signal.SIGTERM, _terminate)
    # Schemas are trees of many small objects that live until the end: there are no cycles among them to find.
    gc.set_threshold(500_000, 50, 50)
    runtime = Runtime()
    _leave(run(sys.argv[1:], runtime))


def _leave(code: int) -> NoReturn:
    """End at once: to take apart what a large schema was made into takes longer than to let go of it."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


def run(arguments: list[str], runtime: Runtime) -> int:
    """Return the exit code of a run; whatever went wrong has been said in one line on standard error."""
    try:
        result: Any = cli.main(arguments, prog_name="drift", standalone_mode=False, obj=runtime)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Exception as error:
        return failure.tell(runtime, error).code
    return result if isinstance(result, int) else 0


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)
