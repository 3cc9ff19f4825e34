"""Somebody's files, an API that changes, and what is edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from drift.compare import compare
from drift.config import Policy
from drift.reports.edits import Mending, Tier
from drift.reports.report import Report
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from tests.operations.project import find

SURE = frozenset({Tier.ADVICE, Tier.CONSEQUENCE})
ALL = frozenset(Tier)


def snapshot(text: str) -> Snapshot:
    """Return a schema."""
    return Snapshot("s", SourceText.from_files([("s.graphql", text)]))


def report(
    root: Path,
    files: Mapping[str, str],
    old: str,
    new: str,
    *,
    tiers: frozenset[Tier] = SURE,
    deprecated: bool = False,
) -> Report:
    """Write files, and return what a change of schema does to the operations in them."""
    return compare(
        snapshot(old),
        snapshot(new),
        title="old → new",
        policy=Policy(),
        today=date(2026, 11, 25),
        operations=find(root, files),
        tiers=tiers,
        mends_deprecated=deprecated,
    )


def texts(root: Path, mending: Mending) -> dict[str, str]:
    """Return the edited files by path."""
    for file in mending.files:
        assert (root / file.path).read_bytes() == file.before
    return {file.path: file.after.decode() for file in mending.files}
