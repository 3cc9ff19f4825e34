"""The ``drift`` command: finds the subcommand, and turns every failure into one line and an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from types import FrameType
from typing import Any, NoReturn

import click

from drift.cli import failure
from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.escape import quoted
from drift.version import __version__

# Name → (module below drift.cli, one line of help). Listed here so that --help imports no command.
COMMANDS = {
    "init": ("init", "Write a commented drift.toml and a scheduled workflow."),
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
INTERRUPTED = 130


class LazyGroup(click.Group):
    """Imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"drift.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name, or say which one is nearest."""
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            from drift.config import nearest

            ctx.fail(
                f"no command is named {quoted(name)}{nearest(name, COMMANDS)}; `drift --help` lists them"
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 nothing at or above --fail-on, 1 something, 2 wrong usage or configuration, "
    "3 a schema could not be read.",
)
@click.version_option(__version__, prog_name="graphql-drift", message="%(prog)s %(version)s")
@common_options
def cli() -> None:
    """Watch the GraphQL APIs you depend on: what breaks, what is dangerous, what is being deprecated."""


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
