"""``drift sources``: what is configured, for people and for a workflow matrix."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from drift.redact import clean


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One configured source.

    Attributes:
        name: Its name.
        kind: ``endpoint`` or ``schema``.
        origin: Where it is read from, without secrets.
        headers: Names of the headers that it is asked with, sorted.
        operations: Globs of the user's operations.
        versions: Number of stored versions.
        newest: Name of the newest one, None when nothing is stored.
        source: Its name without the line of a versioned API.
        line: The version of the API, None for a source that has no versions.
        verdicts: Number of operations on which a server's verdict is stored, for a source that shows no schema.
    """

    name: str
    kind: str
    origin: str
    headers: tuple[str, ...]
    operations: tuple[str, ...]
    versions: int
    newest: str | None
    verdicts: int = 0
    source: str = ""
    line: str | None = None


def to_text(rows: Sequence[ListedSource]) -> str:
    """Return the sources for people, two lines each."""
    width = max((len(row.name) for row in rows), default=0)
    lines: list[str] = []
    for row in rows:
        stored = f"{row.versions} stored, newest {row.newest}" if row.versions else "nothing stored yet"
        if row.verdicts and not row.versions:
            stored = f"verdicts on {row.verdicts:,} operations stored"
        lines += [f"{row.name:<{width}}  {clean(row.origin)}", f"{'':<{width}}  {stored}"]
    return "".join(f"{line}\n" for line in lines)


def to_json(rows: Sequence[ListedSource]) -> str:
    """Return the sources as a JSON array."""
    return json.dumps([asdict(row) for row in rows], indent=2) + "\n"
