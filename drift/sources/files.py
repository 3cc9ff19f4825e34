"""Schema files of the working tree: one, a folder of them, or those that a glob matches."""

from __future__ import annotations

import os
from pathlib import Path

from drift.config import nearest
from drift.errors import SchemaUnreadable, SourceUnreachable, UsageError
from drift.escape import one_line
from drift.paths import PIPE_TIMEOUT_S, inside, read_configured, read_named
from drift.snapshots.snapshot import Snapshot
from drift.sources.access import Access
from drift.sources.address import SDL_SUFFIXES, with_scheme
from drift.sources.content import MAX_FILE_BYTES, join, read_bytes, shown
from drift.sources.globs import has_magic, matching
from drift.sources.reference import Files

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


def read(reference: Files, access: Access) -> Snapshot:
    """Return the schema in the files that a reference names; several are read as one.

    Raises:
        UsageError: There is no such file; the message has the nearest name.
        SourceUnreachable: A file can't be read.
        SchemaUnreadable: What a file holds is not a schema.
    """
    paths = list(dict.fromkeys(_matching(reference.text, access)))
    if len(paths) > 1:
        for path in paths:
            check_several(shown(path))
    parts = [read_bytes(_content(path, access), path=shown(path), reference=reference.text) for path in paths]
    return join(parts, reference.text)


def check_several(name: str) -> None:
    """Raise UsageError when a file that is found among several is a whole schema by itself."""
    if name.endswith(".json"):
        raise UsageError(f"{name}: an introspection result can't be one of several files: name it alone")


def _matching(pattern: str, access: Access) -> list[Path]:
    path = access.folder / pattern
    try:
        if access.within is not None and not has_magic(pattern):
            inside(path, access.within)
        if path.is_dir():
            return _folder_files(path)
        if path.exists():
            return [path]
    except (OSError, ValueError) as error:
        raise UsageError(f"{one_line(pattern, 200)}: not a usable path: {error}") from None
    if has_magic(pattern):
        found = matching(access.folder, [pattern], is_wanted=_is_sdl, may_lead_anywhere=True).paths
        if found:
            return [access.folder / match for match in found]
        raise UsageError(f"{pattern}: no file matches this glob")
    raise UsageError(_nothing_named(pattern, access))


def _is_sdl(name: str) -> bool:
    return name.endswith(SDL_SUFFIXES)


def _nothing_named(reference: str, access: Access) -> str:
    name = reference.partition("@")[0]
    sources = [*access.config.sources, *access.store.sources()]
    folder = (access.folder / reference).parent
    neighbours = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    hint = nearest(name, sources) or nearest(Path(reference).name, neighbours)
    if "@" in reference and not sources:
        hint += "; no source is configured, `drift init` writes a drift.toml"
    url = with_scheme(reference)
    if url is not None and not hint:
        hint = f"; for a URL, write {url}"
    return f"{reference}: neither a file nor a folder nor a configured source{hint}"


def _folder_files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in SKIPPED_FOLDERS)
        found += [Path(directory, name) for name in sorted(files) if name.endswith(SDL_SUFFIXES)]
    if not found:
        raise UsageError(f"{shown(folder)}: no {', '.join(SDL_SUFFIXES)} file in this folder or below")
    return found


def read_file(path: Path, *, timeout_s: float | None = None) -> bytes:
    """Return what a file of the user holds. Raises SourceUnreachable or, when it is too large, SchemaUnreadable."""
    try:
        content = read_named(path, max_bytes=MAX_FILE_BYTES, timeout_s=timeout_s or PIPE_TIMEOUT_S)
    except OSError as error:
        raise SourceUnreachable(f"{shown(path)}: can't be read: {error.strerror}") from error
    if len(content) > MAX_FILE_BYTES:
        raise SchemaUnreadable(f"larger than {MAX_FILE_BYTES:,} bytes", path=shown(path))
    return content


def read_own(path: Path, root: Path) -> bytes:
    """Return what a file holds that a configuration in the folder *root* names.

    Raises:
        ConfigError: It leads out, is not a regular file, or is too large.
        SourceUnreachable: It can't be read.
    """
    try:
        return read_configured(path, root, max_bytes=MAX_FILE_BYTES)
    except OSError as error:
        raise SourceUnreachable(f"{shown(path)}: can't be read: {error.strerror}") from error


def _content(path: Path, access: Access) -> bytes:
    if access.within is not None:
        return read_own(path, access.within)
    return read_file(path, timeout_s=access.timeout_s)
