"""Which of the user's operations use each element of a schema."""

from __future__ import annotations

from drift.history.upcoming import Use
from drift.operations.documents import Operations
from drift.operations.verdicts import usages
from drift.redact import clean
from drift.snapshots.snapshot import Snapshot


def uses_by_coordinate(operations: Operations, snapshot: Snapshot) -> dict[str, list[Use]]:
    """Return the operations by the coordinates of what they use, in the order of the files."""
    found: dict[str, list[Use]] = {}
    for item, usage in usages(operations, snapshot):
        name = clean(item.name, limit=100)
        for coordinate in usage.coordinates:
            is_possible = coordinate not in usage.certain
            found.setdefault(coordinate, []).append(Use(name, item.path, item.line, is_possible))
    return found
