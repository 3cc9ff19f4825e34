"""Which of the user's operations use each element of a schema."""

from __future__ import annotations

from drift.history.upcoming import Use
from drift.operations.documents import Operations
from drift.operations.usage import Users
from drift.operations.verdicts import complete_document
from drift.redact import clean
from drift.schema.element import Schema


def uses_by_coordinate(operations: Operations, schema: Schema) -> dict[str, list[Use]]:
    """Return the operations by the coordinates of what they use, in the order of the files."""
    users = Users(schema)
    found: dict[str, list[Use]] = {}
    for operation in operations.operations:
        usage = users.usage(complete_document(operations, operation))
        name = clean(operation.name, limit=100)
        for coordinate in usage.coordinates:
            is_possible = coordinate in usage.sent and coordinate in usage.omitted
            use = Use(name, operation.document.path, operation.line, is_possible)
            found.setdefault(coordinate, []).append(use)
    return found
