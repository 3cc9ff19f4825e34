"""Appends the policy entries that accept changes to the configuration file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from drift.changes.change import Change
from drift.config import Config
from drift.config_file import parse, read_text
from drift.schema.literal import print_string
from drift.snapshots import atomic


def accept(
    config: Config, changes: Sequence[Change], *, source: str | None, reason: str, until: date | None
) -> tuple[str, ...]:
    """Append an entry for each change to the configuration file, and return what was accepted.

    Without a configuration, ``drift.toml`` is created in the current folder.

    The file is replaced in one step, and only when the new text is a valid configuration.

    Args:
        config: The configuration in force.
        changes: What to accept.
        source: The source that they were found in; None accepts them wherever they are found.
        reason: For the readers of the report.
        until: Last day on which they are accepted; None for ever.

    Raises:
        StoreError: The file can't be written.
    """
    pairs = dict.fromkeys((change.id, change.coordinate) for change in changes)
    if not pairs:
        return ()
    path = config.path or Path.cwd() / "drift.toml"
    text = "" if config.path is None else read_text(path)
    table = "tool.drift.policy.allow" if path.name == "pyproject.toml" else "policy.allow"
    entries = [_entry(table, id_, coordinate, source, reason, until) for id_, coordinate in pairs]
    extended = f"{text.rstrip()}\n\n".lstrip("\n") + "\n".join(entries)
    parse(path, extended)
    atomic.replace([(path.resolve(), extended)])
    return tuple(f"{id_} {coordinate}" for id_, coordinate in pairs)


def _entry(table: str, id_: str, coordinate: str, source: str | None, reason: str, until: date | None) -> str:
    lines = [
        f"[[{table}]]",
        f'change     = "{id_}"',
        # A coordinate is read as a glob; brackets are the only characters of one that could be in it.
        f"coordinate = {print_string(coordinate)}",
    ]
    if source is not None:
        lines.append(f'source     = "{source}"')
    if until is not None:
        lines.append(f"until      = {until.isoformat()}")
    # Basic strings of TOML and strings of GraphQL know the same escapes, in this direction.
    lines.append(f"reason     = {print_string(reason)}")
    return "\n".join(lines) + "\n"
