"""Appends the policy entries that accept changes to the configuration file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from drift.changes.change import Change
from drift.config import Config
from drift.config_file import parse, read_text
from drift.errors import UsageError
from drift.schema.literal import print_string
from drift.snapshots import atomic


def accept(
    config: Config, changes: Sequence[Change], *, source: str, reason: str, until: date | None
) -> tuple[str, ...]:
    """Append an entry for each change to the configuration file, and return what was accepted.

    The file is replaced in one step, and only when the new text is a valid configuration.

    Args:
        config: The configuration in force.
        changes: What to accept.
        source: The source that they were found in.
        reason: For the readers of the report.
        until: Last day on which they are accepted; None for ever.

    Raises:
        UsageError: There is no configuration file to write to.
        StoreError: The file can't be written.
    """
    if config.path is None:
        raise UsageError(
            "there is no configuration file to write accepted changes to; `drift init` writes one"
        )
    pairs = dict.fromkeys((change.id, change.coordinate) for change in changes)
    if not pairs:
        return ()
    text = read_text(config.path)
    table = "tool.drift.policy.allow" if config.path.name == "pyproject.toml" else "policy.allow"
    entries = [_entry(table, id_, coordinate, source, reason, until) for id_, coordinate in pairs]
    extended = text.rstrip("\n") + "\n\n" + "\n".join(entries)
    parse(config.path, extended)
    atomic.replace([(config.path.resolve(), extended)])
    return tuple(f"{id_} {coordinate}" for id_, coordinate in pairs)


def _entry(table: str, id_: str, coordinate: str, source: str, reason: str, until: date | None) -> str:
    lines = [
        f"[[{table}]]",
        f'change     = "{id_}"',
        # A coordinate is read as a glob; brackets are the only characters of one that could be in it.
        f"coordinate = {print_string(coordinate)}",
        f'source     = "{source}"',
    ]
    if until is not None:
        lines.append(f"until      = {until.isoformat()}")
    # Basic strings of TOML and strings of GraphQL know the same escapes, in this direction.
    lines.append(f"reason     = {print_string(reason)}")
    return "\n".join(lines) + "\n"
