"""Which of the user's files globs mean."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from drift.errors import UsageError


def matching(root: Path, patterns: Sequence[str]) -> list[Path]:
    """Return the files that globs match below *root*, sorted, each once.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    found: dict[Path, None] = {}
    boundary = root.resolve()
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise UsageError(f"{pattern}: operations must stand below {root}: write a relative glob")
        for match in sorted(glob.glob(pattern, root_dir=root, recursive=True)):
            path = root / match
            if path.is_file() and path.resolve().is_relative_to(boundary):
                found[path] = None
    return sorted(found)
