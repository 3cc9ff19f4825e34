"""Which of the user's operations use each element of a schema."""

from __future__ import annotations

from drift.history.upcoming import Use
from drift.operations.complete import completed
from drift.operations.documents import Operations
from drift.operations.usage import Users
from drift.redact import clean
from drift.schema.element import Schema


def uses_by_coordinate(operations: Operations, schema: Schema) -> dict[str, list[Use]]:
    """Return the operations by the coordinates of what they use, in the order of the files."""
    users = Users(schema)
    found: dict[str, list[Use]] = {}
    for document in completed(operations):
        usage = users.usage(document.definitions)
        item = document.item
        name = clean(item.name, limit=100)
        for coordinate in usage.coordinates:
            is_possible = coordinate not in usage.certain
            found.setdefault(coordinate, []).append(Use(name, item.document.path, item.line, is_possible))
    return found
