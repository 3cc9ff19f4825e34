"""The table ``[policy]`` of a configuration: thresholds, other severities, and changes that are accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drift import lines
from drift.config import LEVELS, Allowance, Override, Policy, SourceConfig, nearest
from drift.config_table import TableReader
from drift.escape import quoted
from drift.severity import THRESHOLDS, Severity

_POLICY_KEYS = ("level", "fail-on", "deprecated-grace-days", "severity", "override", "allow")


def read(reader: TableReader, table: Mapping[str, Any], sources: Mapping[str, SourceConfig]) -> Policy:
    """Return the policy; allowances may name only these sources. Raises ConfigError."""
    where = ["policy"]
    reader.check_keys(table, _POLICY_KEYS, where)
    overrides = [
        _override(reader, change, "*", severity, [*where, "severity", change])
        for change, severity in reader.get(table, "severity", "a table of strings", where, {}).items()
    ]
    entries = reader.get(table, "override", "an array of tables ([[…]])", where, [])
    for nth, entry in enumerate(entries):
        place = [*where, "override"]
        reader.check_keys(entry, ("change", "coordinate", "severity"), place, nth=nth)
        change = _required(reader, entry, "change", place, nth)
        severity = _required(reader, entry, "severity", place, nth)
        coordinate = reader.get(entry, "coordinate", "a string", place, "*", nth=nth)
        overrides.append(_override(reader, change, coordinate, severity, place, nth=nth))
    allow = reader.get(table, "allow", "an array of tables ([[…]])", where, [])
    return Policy(
        reader.choice(table, "level", LEVELS, where, "spec"),
        reader.choice(table, "fail-on", THRESHOLDS, where, "breaking"),
        reader.get(table, "deprecated-grace-days", "a whole number of days", where),
        tuple(overrides),
        tuple(_allowance(reader, entry, nth, sources) for nth, entry in enumerate(allow)),
    )


def _required(reader: TableReader, entry: Mapping[str, Any], key: str, where: Sequence[str], nth: int) -> str:
    value = reader.get(entry, key, "a string", where, nth=nth)
    if not value:
        raise reader.error(where, f"needs {key}", nth=nth)
    return str(value)


def _check_change(reader: TableReader, change: str, where: Sequence[str], nth: int) -> None:
    from drift.changes.rules import IDS

    if change not in IDS:
        hint = nearest(change, sorted(IDS)) or "; `drift rules` lists them"
        raise reader.error(where, f"no change has the id {quoted(change)}{hint}", nth=nth)


def _override(
    reader: TableReader, change: str, coordinate: str, severity: str, where: Sequence[str], *, nth: int = 0
) -> Override:
    _check_change(reader, change, where, nth)
    try:
        return Override(change, coordinate, Severity.from_word(severity))
    except ValueError as error:
        raise reader.error(where, str(error), nth=nth) from error


def _allowance(
    reader: TableReader, entry: Mapping[str, Any], nth: int, sources: Mapping[str, SourceConfig]
) -> Allowance:
    where = ["policy", "allow"]
    reader.check_keys(entry, ("change", "coordinate", "until", "reason", "source"), where, nth=nth)
    change = _required(reader, entry, "change", where, nth)
    _check_change(reader, change, [*where, "change"], nth)
    source = reader.get(entry, "source", "a string", where, nth=nth)
    if source is not None and source not in {*sources, *(lines.split(name)[0] for name in sources)}:
        raise reader.error(
            [*where, "source"], f"no source is named {quoted(source)}{nearest(source, sources)}", nth=nth
        )
    return Allowance(
        change,
        _required(reader, entry, "coordinate", where, nth),
        reader.get(entry, "until", "a date such as 2027-01-31", where, nth=nth),
        _required(reader, entry, "reason", where, nth),
        source,
        f"{reader.path}:{reader.line_of(where, nth=nth) or 1}",
    )
