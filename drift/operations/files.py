"""Which of the user's files globs mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from drift.errors import SourceUnreachable, UsageError
from drift.sources.git_process import Repository

# Of other people's code; a glob that names such a folder gets it.
_SKIPPED = frozenset({"node_modules", "__pycache__"})
_WILD = re.compile(r"[*?\[]")


def matching(root: Path, patterns: Sequence[str]) -> list[str]:
    """Return the paths, relative to *root*, of the files that globs match below it, sorted, each once.

    ``*``, ``?`` and ``[…]`` stand for characters of one name, ``**`` for any number of folders; hidden names must be
    written out. What git ignores is left out unless the glob begins with it, and so is what links lead to outside of
    *root*.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    found: set[str] = set()
    boundary = root.resolve()
    ignored = _ignored(root)
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise UsageError(f"{pattern}: operations must stand below {root}: write a relative glob")
        parts = Path(pattern).parts
        fixed = next((count for count, part in enumerate(parts) if _WILD.search(part)), len(parts))
        expression = _expression(parts)
        start = "/".join(parts[:fixed])
        if not (root / start).resolve().is_relative_to(boundary):
            continue
        for path, is_link in _files(root, start, _SKIPPED.difference(parts), ignored):
            # Folders that are links are not entered, so that only a link can lead out.
            if expression.fullmatch(path) and (
                not is_link or (root / path).resolve().is_relative_to(boundary)
            ):
                found.add(path)
    return sorted(found)


def _files(root: Path, start: str, skipped: frozenset[str], ignored: set[str]) -> Iterator[tuple[str, bool]]:
    """Yield the files at or below *start*, relative to *root*, each with whether it is a link.

    *skipped* are names of folders, *ignored* paths.
    """
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(root / folder))
        except NotADirectoryError:
            yield folder, False
            continue
        except OSError:
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name in skipped or path in ignored:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file():
                yield path, entry.is_symlink()


def _expression(parts: Sequence[str]) -> re.Pattern[str]:
    """Return the regular expression for the paths that a glob means, as its parts."""
    pieces: list[str] = []
    for position, part in enumerate(parts):
        is_last = position == len(parts) - 1
        if part == "**":
            pieces.append(r"(?:[^/.][^/]*/)*" + (r"[^/.][^/]*" if is_last else ""))
            continue
        hidden = "" if part.startswith(".") else r"(?!\.)"
        pieces.append(hidden + "".join(_translated(part)) + ("" if is_last else "/"))
    return re.compile("".join(pieces))


def _translated(part: str) -> Iterator[str]:
    for token in re.findall(r"\*+|\?|\[!?\]?[^\]]*\]|.", part, re.DOTALL):
        if token[0] == "*":
            yield "[^/]*"
        elif token == "?":
            yield "[^/]"
        elif token[0] == "[" and len(token) > 2:
            body = token[1:-1]
            negated = body.startswith("!")
            body = body.removeprefix("!").replace("\\", r"\\").replace("[", r"\[")
            yield f"[{'^/' if negated else ''}{body.replace('^', chr(92) + '^')}]"
        else:
            yield re.escape(token)


def _ignored(root: Path) -> set[str]:
    """Return files and folders that git ignores, relative to *root*; none where there is no repository."""
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return set()
    try:
        repository = Repository.of(root)
        answer = repository.output(
            "ls-files",
            "-z",
            "--others",
            "--ignored",
            "--exclude-standard",
            "--directory",
            "--",
            repository.prefix or ".",
        )
    except SourceUnreachable:
        return set()
    paths = (answer or b"").decode(errors="surrogateescape").split("\0")
    return {path.removeprefix(repository.prefix).rstrip("/") for path in paths if path} - {""}
