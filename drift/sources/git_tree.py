"""What a commit holds and what changed a file, read with ``git ls-tree`` and ``git log``."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from drift.errors import SourceUnreachable
from drift.sources.git_process import Repository, is_hash
from drift.sources.globs import SKIPPED, alternatives, expression_of, has_magic, means

SCHEMA_SUFFIXES = (".graphql", ".graphqls", ".gql")

_HINT_BYTES = 16 * 1024 * 1024
_FILE_MODES = (b"100644", b"100755")
_SUBMODULE = b"160000"
_NOTHING = b"000000"
# As in a shell, no wildcard stands for the dot of a hidden name.
_VISIBLE = r"(?!\.)"
# A set, whose first character may be "]"; stars; a question mark; anything else.
_GLOB_PART = re.compile(r"\[(!?)(\][^\]]*|[^\]]+)\]|(\*+)|(\?)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A line of ``git ls-tree``.

    Attributes:
        mode: ``100644``, ``100755``, ``120000`` for a symbolic link, ``040000``, ``160000`` for a submodule.
        kind: ``blob``, ``tree`` or ``commit``.
        digest: The object's hash.
        path: From the root of the repository.
    """

    mode: bytes
    kind: bytes
    digest: str
    path: str

    @property
    def what(self) -> str:
        """What it is, for messages: ``a file``, ``a folder``, ``a symbolic link``, ``a submodule``."""
        kinds = {b"tree": "a folder", b"commit": "a submodule"}
        return kinds.get(self.kind) or ("a file" if self.is_file else "a symbolic link")

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file."""
        return self.mode in _FILE_MODES


@dataclass(frozen=True, slots=True)
class Step:
    """A commit that changed a file.

    Attributes:
        commit: Full hash.
        date: When it was committed, in UTC; None when its clock says something that is not a time.
        subject: First line of its message; foreign text.
        entry: What it left at the path of then: the file, or a link or submodule in its place.
    """

    commit: str
    date: datetime | None
    subject: str
    entry: TreeEntry


def entry(repository: Repository, commit: str, path: str) -> TreeEntry | None:
    """Return what is at a path of a commit; None for nothing."""
    if not path:
        return TreeEntry(b"040000", b"tree", commit, "")
    found = _entries(repository.output("ls-tree", "-z", "--full-tree", commit, "--", path))
    return next((each for each in found if each.path == path), None)


def files(repository: Repository, commit: str, folder: str) -> list[TreeEntry]:
    """Return the plain files below a folder of a commit, sorted by path; an empty folder is the root."""
    below = ("--", folder + "/") if folder else ()
    listing = repository.output("ls-tree", "-r", "-z", "--full-tree", commit, *below)
    return sorted((each for each in _entries(listing) if each.is_file), key=lambda each: each.path)


def matching(repository: Repository, commit: str, glob: str) -> list[TreeEntry]:
    """Return the plain files of a commit that a glob means, sorted by path, as in :mod:`drift.sources.globs`.

    Raises:
        UsageError: It can't be used.
    """
    found: dict[str, TreeEntry] = {}
    for each in alternatives(glob):
        parts = each.split("/")
        folder = re.split(r"[*?\[]", each, maxsplit=1)[0].rpartition("/")[0]
        expression, skipped = expression_of(parts), SKIPPED.difference(parts)
        is_wanted = None if has_magic(parts[-1]) else lambda name: name.endswith(SCHEMA_SUFFIXES)
        for file in files(repository, commit, folder):
            below = file.path.removeprefix(folder).split("/")[:-1]
            if skipped.isdisjoint(below) and means(expression, file.path, is_wanted=is_wanted):
                found[file.path] = file
    return [found[path] for path in sorted(found)]


def steps(repository: Repository, commit: str, path: str) -> Iterator[Step]:
    """Yield the commits that changed a file on the way of first parents from *commit*, newest first."""
    answer = repository.output(
        "log",
        *("--first-parent", "-m", "--follow", "--raw", "-z", "--no-abbrev", "--find-renames"),
        *("--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature", "--encoding=UTF-8"),
        *("--format=%H%x00%ct%x00%s", "--end-of-options", commit, "--", path),
    )
    words = iter((answer or b"").split(b"\0"))
    word = next(words, b"")
    while is_hash(word):
        seconds, subject = next(words, b"0"), next(words, b"").decode("utf-8", "replace")
        date = _moment(seconds)
        hexadecimal, word = word.decode(), next(words, b"")
        # The file's line follows: ":100644 100644 OLD NEW M"; then its path, after the old one if it moved.
        if not word.startswith(b"\n:"):
            continue
        _, mode, _, digest, status = word[2:].split()
        name = next(words, b"")
        if status[:1] in (b"R", b"C"):
            name = next(words, b"")
        if mode != _NOTHING:
            kind = b"commit" if mode == _SUBMODULE else b"blob"
            yield Step(hexadecimal, date, subject, TreeEntry(mode, kind, digest.decode(), os.fsdecode(name)))
        if status[:1] == b"C":
            # It began as a copy of another file, whose own life is none of this one's.
            return
        word = next(words, b"")


def _moment(seconds: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def references(repository: Repository) -> list[str]:
    """Return the names of branches, tags and remote branches, at most 2,000."""
    answer = repository.output(
        *("for-each-ref", "--count=2000", "--format=%(refname:short)"),
        *("refs/heads", "refs/tags", "refs/remotes"),
    )
    return (answer or b"").decode("utf-8", "replace").splitlines()


def tags(repository: Repository) -> dict[str, tuple[str, ...]]:
    """Return the names of the tags that point at each commit, by its hash."""
    answer = repository.output(
        "for-each-ref", "--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)", "refs/tags"
    )
    found: dict[str, list[str]] = {}
    for line in (answer or b"").decode("utf-8", "replace").splitlines():
        name, tag, commit = line.split("\0")
        found.setdefault(commit or tag, []).append(name)
    return {commit: tuple(names) for commit, names in found.items()}


def nearest_path(repository: Repository, commit: str, path: str) -> str | None:
    """Return the file of a commit that is most likely meant by *path*, None when none is near."""
    from difflib import get_close_matches

    try:
        listing = repository.output(
            "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, max_bytes=_HINT_BYTES
        )
    except SourceUnreachable:
        # Too many files: a hint is not worth the time.
        return None
    known = [os.fsdecode(name) for name in (listing or b"").split(b"\0")[:-1]]
    file = posixpath.basename(path).lower()
    same_name = [name for name in known if posixpath.basename(name).lower() == file]
    schemas = [name for name in known if name.lower().endswith((*SCHEMA_SUFFIXES, ".json"))]
    near = same_name or get_close_matches(path, schemas[:2000], n=1)
    return near[0] if near else None


def decoded(path: str) -> str:
    """Return a path as text that can be shown: bytes that are not UTF-8 are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _entries(listing: bytes | None) -> Iterator[TreeEntry]:
    for line in (listing or b"").split(b"\0")[:-1]:
        attributes, _, path = line.partition(b"\t")
        mode, kind, digest = attributes.split()
        yield TreeEntry(mode, kind, digest.decode(), os.fsdecode(path))
