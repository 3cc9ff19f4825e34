"""An operation with its fragments as one text, and a name for what it asks that outlives white space and comments."""

from __future__ import annotations

from hashlib import sha256

from drift.operations.documents import Item, Operations


def source_text(operations: Operations, operation: Item) -> str:
    """Return an operation with every fragment that it needs, as they are written."""
    items = operations.with_fragments(operation)
    texts = [item.document.text[item.node.start : item.node.end] for item in items]
    return "\n".join([texts[0], *sorted(texts[1:])])


def digest_of(operations: Operations, operation: Item) -> str:
    """Return ``sha256:…`` of what an operation asks, whatever its white space and comments."""
    from graphql import strip_ignored_characters

    text = strip_ignored_characters(source_text(operations, operation))
    return f"sha256:{sha256(text.encode()).hexdigest()}"
