"""Short ways to compare two SDL texts."""

from __future__ import annotations

from drift.changes.classify import Comparison, classify
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot


def snapshot(text: str, path: str = "schema.graphql") -> Snapshot:
    """Return SDL text as a snapshot."""
    return Snapshot(path, SourceText.from_files([(path, text)]))


def compared(old: str, new: str) -> Comparison:
    """Return what changed between two SDL texts."""
    return classify(snapshot(old, "old.graphql"), snapshot(new, "new.graphql"))
