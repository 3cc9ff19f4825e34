"""An operation with its fragments as one text, and a name for what it asks that outlives white space and comments."""

from __future__ import annotations

from hashlib import sha256

from drift.operations.documents import Operation, Operations
from drift.operations.verdicts import complete_document


def source_text(operations: Operations, operation: Operation) -> str:
    """Return an operation with every fragment that it needs, as they are written."""
    texts: list[str] = []
    for item in complete_document(operations, operation).items:
        loc = operations.full(item).loc
        assert loc is not None  # noqa: S101 - parsed with places
        texts.append(item.document.text[loc.start : loc.end])
    return "\n".join([texts[0], *sorted(texts[1:])])


def digest_of(operations: Operations, operation: Operation) -> str:
    """Return ``sha256:…`` of what an operation asks, whatever its white space and comments."""
    from graphql import strip_ignored_characters

    text = strip_ignored_characters(source_text(operations, operation))
    return f"sha256:{sha256(text.encode()).hexdigest()}"
