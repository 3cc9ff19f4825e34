"""Which folder each source has below the snapshots', and which sources have something stored there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from drift import lines
from drift.errors import StoreError
from drift.escape import quoted
from drift.snapshots import atomic, folder, names

_LINES_NAME = "lines"


def place_of(root: Path, source: str) -> Path:
    """Return the folder of a source, or of one line of it; it need not exist."""
    base, line = lines.split(source)
    return root / base if line is None else root / base / _LINES_NAME / line


def folder_of(root: Path, source: str) -> Path:
    """Return the folder of a source, or of one line of it, which can be used as it is.

    Raises:
        StoreError: The name is not a source name, or a folder on the way is a link or differs only in case.
    """
    names.check_source_name(source)
    place = place_of(root, source)
    parents = [parent for parent in place.parents if parent.is_relative_to(root)]
    for parent in reversed(parents):
        if not atomic.require(parent, "folder"):
            break
        wanted = place.relative_to(parent).parts[0]
        with atomic.explained("list", parent):
            others = [name for name in os.listdir(parent) if name.casefold() == wanted.casefold()]
        for other in others:
            if other != wanted:
                raise StoreError(
                    f"source {quoted(source)} and the folder {parent / other} differ only in case, "
                    "which not every file system can tell apart; rename one"
                )
    return place


def sources(root: Path, notice: Callable[[str], None]) -> list[str]:
    """Return the names of the sources and lines that have something stored below *root*, sorted.

    Args:
        root: The folder of the snapshots; it need not exist.
        notice: Called with a sentence about each folder that can't be used.

    Raises:
        StoreError: The folder can't be listed.
    """
    if not atomic.require(root, "folder"):
        return []
    with atomic.explained("list", root):
        found = sorted(os.listdir(root))
    visible = [name for name in found if not name.startswith(".")]
    return sorted(
        name
        for source in visible
        for name in (source, *_lines_below(root, source))
        if _is_source(root, name, notice)
    )


def _lines_below(root: Path, source: str) -> list[str]:
    folder_of_lines = root / source / _LINES_NAME
    if atomic.kind_of(folder_of_lines) != "folder":
        return []
    with atomic.explained("list", folder_of_lines):
        found = sorted(os.listdir(folder_of_lines))
    return [lines.join(source, line) for line in found if not line.startswith(".")]


def _is_source(root: Path, name: str, notice: Callable[[str], None]) -> bool:
    path = place_of(root, name)
    kind = atomic.kind_of(path)
    if kind == "link" and path.is_dir():
        notice(f"{path} is a symbolic link, which is not followed; put a plain folder there")
    if kind != "folder":
        return False
    kept = (folder.HISTORY_NAME, folder.SCHEMA_NAME)
    if not any(atomic.kind_of(path / file) for file in kept) and not _holds_versions(path):
        return False
    try:
        folder_of(root, name)
    except StoreError as error:
        notice(str(error))
        return False
    return True


def _holds_versions(path: Path) -> bool:
    versions = path / folder.VERSIONS_NAME
    if atomic.kind_of(versions) != "folder":
        return False
    with atomic.explained("list", versions):
        return any(name.endswith(folder.SUFFIX) for name in os.listdir(versions))
