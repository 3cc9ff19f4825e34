"""Whatever can go wrong in a run, as one line and an exit code."""

from __future__ import annotations

from dataclasses import dataclass

import click

from drift.cli.runtime import Runtime
from drift.errors import DriftError


@dataclass(frozen=True)
class Failure:
    """What went wrong.

    Attributes:
        message: One line.
        code: The exit code that says so.
    """

    message: str
    code: int


def tell(runtime: Runtime, error: Exception) -> Failure:
    """Say on standard error what went wrong, and return it without secrets."""
    if runtime.debug:
        import traceback

        runtime.trace("".join(traceback.format_exception(error)))
    failure = _explained(error, debug=runtime.debug)
    return Failure(runtime.fail(failure.message), failure.code)


def _explained(error: Exception, *, debug: bool) -> Failure:
    if isinstance(error, DriftError):
        return Failure(str(error), error.exit_code)
    if isinstance(error, click.ClickException):
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else None
        usage = f" (see `{command} --help`)" if command else ""
        return Failure(f"{error.format_message()}{usage}", 2)
    if isinstance(error, RecursionError):
        return Failure("the schema is nested too deeply to be read", 3)
    if isinstance(error, MemoryError):
        return Failure("the schema needs more memory than this machine has", 3)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return Failure(f"{place}{error.strerror or error}", 3)
    # A mistake of ours must not end with 1, which says that changes were found.
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    hint = "" if debug else "; run again with --debug, and please report what it prints"
    return Failure(f"this is a bug in graphql-drift itself: {what}{hint}", 3)
