"""Edited files on disk: written whole or not at all, and never over what somebody is working on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path

from drift.errors import DriftError, SourceUnreachable, StoreError
from drift.reports.edits import Mended
from drift.snapshots import atomic
from drift.sources.git_process import Repository

_AT_ONCE = 200


@dataclass(frozen=True)
class Applied:
    """What became of the files.

    Attributes:
        written: The files that were written.
        refused: The others, each with why, as one sentence.
    """

    written: tuple[Mended, ...]
    refused: tuple[str, ...]


def apply(files: Sequence[Mended], root: Path, *, over_modified: bool = False) -> Applied:
    """Write files with their edits.

    Each is written atomically and for itself; one that is not what it was when it was read is left alone, as is one that
    git says is modified.

    Args:
        files: The files.
        root: The folder that their paths start from.
        over_modified: Write files that git says are modified too.
    """
    modified = frozenset() if over_modified else frozenset(modified_in(root, [file.path for file in files]))
    written: list[Mended] = []
    refused: list[str] = []
    for file in files:
        path = root / file.path
        if file.path in modified:
            refused.append(
                f"{file.path} is left alone: git says that it is modified; commit it, or give --force"
            )
            continue
        try:
            if path.read_bytes() != file.before:
                refused.append(f"{file.path} is left alone: it changed since it was read; run again")
                continue
            atomic.replace_named([(path, [file.after])])
        except (OSError, StoreError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            refused.append(f"{file.path} is left alone: {reason}")
            continue
        written.append(file)
    return Applied(tuple(written), tuple(refused))


def prefix_of(root: Path) -> str:
    """Return the folder as it is seen from the top of its git repository, ending in a slash; empty outside of one."""
    try:
        return Repository.of(root).prefix
    except DriftError:
        return ""


def modified_in(root: Path, paths: Sequence[str]) -> Iterator[str]:
    """Yield the paths of files that git has and that are not as it has them: in the index, or in the last commit.

    Contents are compared here, so that git starts nothing that the repository names. What git does not have, and what is
    in no repository, is not modified.
    """
    try:
        repository = Repository.of(root)
    except DriftError:
        return
    top = repository.root.resolve()
    places: dict[str, str] = {}
    for path in paths:
        target = (root / path).resolve()
        if target.is_relative_to(top):
            places[target.relative_to(top).as_posix()] = path
    names = list(places)
    for start in range(0, len(names), _AT_ONCE):
        chunk = names[start : start + _AT_ONCE]
        try:
            staged = _digests(repository.output("ls-files", "-s", "-z", "--", *chunk), 1)
            committed = _digests(repository.output("ls-tree", "-r", "-z", "HEAD", "--", *chunk), 2)
        except SourceUnreachable:
            continue
        for name in chunk:
            digest = staged.get(name)
            if digest is None:
                continue
            is_staged = name in committed and committed[name] != digest
            if is_staged or digest not in _own_digests(top / name):
                yield places[name]


def _digests(answer: bytes | None, column: int) -> dict[str, str]:
    """Return the digest of each file that git lists."""
    found: dict[str, str] = {}
    for entry in (answer or b"").split(b"\0"):
        head, tab, name = entry.partition(b"\t")
        if tab:
            found[name.decode("utf-8", "surrogateescape")] = head.split(b" ")[column].decode()
    return found


def _own_digests(path: Path) -> set[str]:
    """Return the names that git gives a file's content, with the line ends that it has and those that git may keep."""
    try:
        content = path.read_bytes()
    except OSError:
        return set()
    forms = {content, content.replace(b"\r\n", b"\n")}
    return {
        make(b"blob %d\0" % len(form) + form, usedforsecurity=False).hexdigest()
        for form in forms
        for make in (sha1, sha256)
    }
