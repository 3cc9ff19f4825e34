"""The folder that a site is written into: only what changed is written, only what we wrote is removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from drift import strict_json
from drift.errors import UsageError
from drift.schema.names import natural_key

MANIFEST = ".drift-docs.json"
_FORMAT = 1


class Output:
    """One build into a folder.

    A manifest in the folder lists the files of the last build. A file that is not in it was put there by
    someone else and is never changed or removed; so is one that someone edited after we wrote it.

    Args:
        folder: Created when it is not there.
        redact: Takes secrets out of every text before it is written.

    Raises:
        UsageError: The folder can't be used, or holds something else.
    """

    def __init__(self, folder: Path, *, redact: Callable[[str], str] = str) -> None:
        self._root = folder
        self._redact = redact
        self._written: list[str] = []
        self._digests: dict[str, str] = {}
        self._checked: set[Path] = set()
        self.total_bytes = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._before, self._was_finished = self._read_manifest()
            is_foreign = any(name not in (MANIFEST, ".git") for name in os.listdir(folder))
            if is_foreign and not self._before and self._was_finished:
                raise UsageError(
                    f"{folder}: holds files that no build of the docs wrote: name a new or empty folder"
                )
            self._write_manifest(self._before, is_finished=False)
        except OSError as error:
            raise UsageError(f"{folder}: can't be written: {error.strerror}") from error

    def _read_manifest(self) -> tuple[dict[str, str], bool]:
        """Return the digests of the last build's files, and whether that build came to its end."""
        path = self._root / MANIFEST
        if not path.is_file():
            return {}, True
        try:
            manifest: Any = strict_json.load(path.read_bytes())
            files = {str(name): str(digest) for name, digest in manifest["files"].items()}
            finished = bool(manifest["finished"])
        except (strict_json.NotJsonError, KeyError, AttributeError, TypeError) as error:
            raise UsageError(f"{path}: damaged: remove the folder and build again") from error
        return {name: digest for name, digest in files.items() if _is_inside(name)}, finished

    def _write_manifest(self, files: dict[str, str], *, is_finished: bool) -> None:
        ordered = {name: files[name] for name in sorted(files)}
        text = json.dumps({"format": _FORMAT, "finished": is_finished, "files": ordered}, indent=0)
        (self._root / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, unless it already holds these bytes.

        Args:
            name: Path below the folder, with ``/``.
            content: Text is written as UTF-8.

        Raises:
            UsageError: Someone else's file, or a symbolic link, is in the way.
        """
        if isinstance(content, str):
            encoded = self._redact(content).encode()
        else:
            # Each byte as one character: an image can hold a text, too.
            encoded = self._redact(content.decode("latin-1")).encode("latin-1")
        path = self._root / name
        self._digests[name] = sha256(encoded).hexdigest()
        self.total_bytes += len(encoded)
        try:
            self._check_folder(path.parent)
            if path.is_symlink():
                raise UsageError(f"{path}: is a symbolic link: remove it and build again")
            if path.exists():
                if not path.is_file():
                    raise UsageError(f"{path}: is not a plain file: move it away")
                if path.read_bytes() == encoded:
                    return
                if name not in self._before and self._was_finished:
                    raise UsageError(f"{path}: was not written by a build of the docs: move it away")
            path.write_bytes(encoded)
        except OSError as error:
            raise UsageError(f"{path}: can't be written: {error.strerror}") from error
        self._written.append(name)

    def _check_folder(self, folder: Path) -> None:
        if folder in self._checked or folder == self._root:
            return
        self._check_folder(folder.parent)
        if folder.is_symlink():
            raise UsageError(f"{folder}: is a symbolic link: remove it and build again")
        folder.mkdir(exist_ok=True)
        self._checked.add(folder)

    def finish(self) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        """Remove what the site no longer has and close the manifest.

        Returns:
            The paths written, the paths removed, both sorted, and the number of files that stayed as they
            were.
        """
        removed: list[str] = []
        folders: set[Path] = set()
        for name, digest in self._before.items():
            path = self._root / name
            if name in self._digests or not self._is_ours(path, digest):
                continue
            path.unlink()
            removed.append(name)
            folders.update(
                parent for parent in path.parents if parent != self._root and self._root in parent.parents
            )
        for folder in sorted(folders, key=lambda folder: -len(folder.parts)):
            if not any(folder.iterdir()):
                folder.rmdir()
        self._write_manifest(self._digests, is_finished=True)
        kept = len(self._digests) - len(self._written)
        return tuple(sorted(self._written, key=natural_key)), tuple(sorted(removed, key=natural_key)), kept

    def _is_ours(self, path: Path, digest: str) -> bool:
        real = path.resolve()
        inside = self._root.resolve() in real.parents
        if not inside or path.is_symlink() or not path.is_file():
            return False
        return sha256(path.read_bytes()).hexdigest() == digest


def written_files(folder: Path) -> frozenset[str]:
    """Return the files that builds wrote into a folder, below it with ``/``; none where no build has listed any."""
    try:
        if not (folder / MANIFEST).is_file():
            return frozenset()
        files = strict_json.load((folder / MANIFEST).read_bytes())["files"]
        return frozenset(filter(_is_inside, files))
    except (OSError, strict_json.NotJsonError, KeyError, TypeError):
        return frozenset()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        bool(name)
        and not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in name
        and "\0" not in name
    )
