"""Which operations a run is about: those that are configured for a source, or those that globs name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from drift.config import Config, SourceConfig
from drift.config_file import place_of
from drift.errors import ConfigError, UsageError
from drift.escape import quoted
from drift.operations.client_side import ClientSide, read_client_side
from drift.operations.documents import Operations, find_operations
from drift.operations.reading import Shelf


def configured(
    config: Config, source: SourceConfig, *, allow_unread: bool = False, shelf: Shelf | None = None
) -> Operations | None:
    """Return the operations that are configured for a source, None when it names no globs.

    Raises:
        ConfigError: A glob matches nothing, or there is no operation.
    """
    if not source.operations:
        return None
    where = ("sources", source.name, "operations")
    place = f"{place_of(config, where)}: {'.'.join(where)}"
    try:
        allow_unread = allow_unread or source.allow_unread
        found = find_operations(config.root, globs_of(source), allow_unread=allow_unread, shelf=shelf)
        empty = [pattern for pattern in _empty(found) if not pattern.startswith("!")]
        if empty:
            raise UsageError(f"no file matches {', '.join(map(quoted, empty))}")
        _refuse_nothing(found)
    except UsageError as error:
        raise ConfigError(f"{place}: {error}") from None
    return with_client(_with_notices(found), config, source)


def globs_of(source: SourceConfig) -> tuple[str, ...]:
    """Return the globs of a source's operations, with what they leave out."""
    return (*source.operations, *(f"!{glob}" for glob in source.operations_exclude))


def named(root: Path, patterns: Sequence[str], *, allow_unread: bool = False) -> Operations:
    """Return the operations in the files that globs of the command line match.

    Raises:
        UsageError: A glob can't be used, or there is no operation.
    """
    found = find_operations(root, patterns, allow_unread=allow_unread)
    _refuse_nothing(found)
    return _with_notices(found)


def with_client(operations: Operations, config: Config, source: SourceConfig | None) -> Operations:
    """Return operations with what a source's configuration declares to be the client's own.

    Raises:
        ConfigError: A file can't be read, or is not SDL.
    """
    if source is None or not (source.client_schema or source.client_directives):
        return replace(operations, client=ClientSide()) if operations.client != ClientSide() else operations
    where = ("sources", source.name, "client-schema")
    try:
        client = read_client_side(config.root, source.client_schema, source.client_directives)
    except UsageError as error:
        raise ConfigError(f"{place_of(config, where)}: {error}") from None
    return replace(operations, client=client)


def _empty(found: Operations) -> Iterator[str]:
    return (glob.pattern for glob in found.account.globs if not glob.files)


def _with_notices(found: Operations) -> Operations:
    notices = [f"operations: no file matches {quoted(pattern)}" for pattern in _empty(found)]
    return replace(found, notices=(*notices, *found.notices))


def _refuse_nothing(found: Operations) -> None:
    """Raise UsageError when there is nothing to judge, and nothing that can't be judged."""
    account = found.account
    if account.operations or account.fragments or account.not_judged:
        return
    globs = ", ".join(glob.pattern for glob in account.globs)
    if not account.files:
        raise UsageError(f"no file matches {globs}")
    raise UsageError(f"no operation was found in {globs}: {account.sentence()}")
