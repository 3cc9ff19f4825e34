"""``drift help`` and ``drift version``: what other tools call ``--help`` and ``--version``."""

from __future__ import annotations

import click

from drift.errors import UsageError
from drift.escape import quoted
from drift.version import __version__


@click.command("help")
@click.argument("names", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def help_command(ctx: click.Context, /, names: tuple[str, ...]) -> None:
    """Show the help of a COMMAND, or of all together."""
    found = ctx.find_root()
    for name in names:
        group = found.command
        command = group.get_command(found, name) if isinstance(group, click.Group) else None
        if command is None:
            from drift.config import nearest

            known = group.list_commands(found) if isinstance(group, click.Group) else []
            raise UsageError(
                f"no command is named {quoted(name)}{nearest(name, known)}; `drift help` lists them"
            )
        found = click.Context(command, info_name=name, parent=found, **command.context_settings)
    click.echo(found.get_help())


@click.command("version")
def version_command() -> None:
    """Show the version."""
    click.echo(f"graphql-drift {__version__}")
