"""``git:REV:PATH``: schema files as they are in a commit, whatever the working tree holds."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drift import unseen
from drift.errors import SchemaUnreadable, SourceUnreachable, UsageError
from drift.escape import quoted
from drift.snapshots.snapshot import Snapshot
from drift.sources import git_tree
from drift.sources.access import Access
from drift.sources.content import join, read_bytes
from drift.sources.files import SKIPPED_FOLDERS, check_several
from drift.sources.git_process import MAX_BYTES, Blobs, Repository, is_hash
from drift.sources.git_tree import SCHEMA_SUFFIXES, TreeEntry
from drift.sources.globs import has_magic
from drift.sources.reference import Git
from drift.sources.saved import LFS_POINTER
from drift.strict_json import decode_text

MAX_FILES = 10_000

_REVISION_LIMIT = 256
_READ_AHEAD_CHARACTERS = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Revision:
    """A schema file as one commit left it.

    Attributes:
        commit: Full hash.
        date: When it was committed, in UTC; None when the commit does not say a time.
        subject: First line of the commit message; foreign text.
        path: The file's path in that commit, from the repository's root.
        text: The file; None when this revision of it can't be read, or need not be.
        problem: Why it can't be read, one line.
        tags: Names of the tags that point at the commit, in the order of git.
    """

    commit: str
    date: datetime | None
    subject: str
    path: str
    text: str | None
    problem: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileHistory:
    """The revisions of a file, oldest first; they can be gone through once.

    Attributes:
        count: How many there are.
        revisions: They are read a few at a time, as they are asked for.
        is_cut_off: Whether the clone is shallow, so that older ones may exist.
    """

    count: int
    revisions: Iterator[Revision]
    is_cut_off: bool = False

    def __iter__(self) -> Iterator[Revision]:
        """Return the revisions."""
        return self.revisions


@dataclass(frozen=True, slots=True)
class _Place:
    """A path in a commit.

    Attributes:
        repository: Where both are.
        commit: Its hash.
        rev: The commit as the user named it.
        path: From the repository's root, normalised; empty for the root.
        given: The path as the user wrote it.
    """

    repository: Repository
    commit: str
    rev: str
    path: str
    given: str

    @property
    def name(self) -> str:
        """The reference, for messages."""
        return _reference(self.rev, self.path)

    def entry(self) -> TreeEntry | None:
        """Return what is there; None for nothing."""
        return git_tree.entry(self.repository, self.commit, self.path)


def read_snapshot(reference: Git, access: Access) -> Snapshot:
    """Return the schema that a reference names; several SDL files are read as one schema.

    Raises:
        UsageError: Revision or path are missing, or can't be meant as such.
        SourceUnreachable: No repository, no such revision or path, or not plain files of a bearable size.
        SchemaUnreadable: What is there is not a schema.
    """
    if not reference.revision or not reference.path:
        raise UsageError(f"{reference.text}: write git:REVISION:PATH, such as git:main:schema.graphql")
    found = read(reference.revision, reference.path, cwd=access.folder)
    if len(found) > 1:
        for name, _ in found:
            check_several(name)
    parts = [read_bytes(text.encode(), path=name, reference=reference.text) for name, text in found]
    return join(parts, reference.text)


def read(rev: str, path: str, *, cwd: Path, max_bytes: int = MAX_BYTES) -> tuple[tuple[str, str], ...]:
    """Return what *path* names in a commit: a file, the SDL files in a folder, or the files that a glob matches.

    Args:
        rev: What git takes for a commit: a branch, a tag, a hash, ``HEAD~2``.
        path: From the root of the repository; after ``./`` or ``../`` from *cwd*. A folder is searched to any depth
            for ``.graphql``, ``.graphqls`` and ``.gql``; a glob with ``*``, ``?``, ``[…]`` and ``**`` says itself
            what files it means.
        cwd: A folder of the working tree.
        max_bytes: Limit for all files together; a larger file is refused before it is read.

    Returns:
        ``(reference, text)`` of each file, sorted by path; symbolic links and submodules in a folder are left out.

    Raises:
        UsageError: Revision or path can't be meant as such.
        SourceUnreachable: No repository, no such revision or path, or not plain files of that size.
        SchemaUnreadable: A file is not UTF-8.
    """
    place = _find(rev, path, cwd)
    entry = place.entry()
    if entry is not None and entry.kind != b"tree":
        return ((_reference(rev, place.path), _file_text(place, entry, max_bytes)),)
    return _folder_texts(place, entry, max_bytes)


def file_history(
    path: str,
    *,
    cwd: Path | Repository,
    rev: str = "HEAD",
    max_bytes: int = MAX_BYTES,
    is_known: Callable[[str, str], bool] = lambda _commit, _path: False,
) -> FileHistory:
    """Return a file's revisions, oldest first: one for each commit of the branch that changed its text.

    Follows the first parent of merges, so that each step is what happened to the branch; and renames, not
    copies.

    Args:
        path: As for :func:`read`; a file's.
        cwd: As for :func:`read`; or the repository.
        rev: The newest commit to read.
        max_bytes: A larger revision of the file comes without its text.
        is_known: Given a commit and the file's path in it, returns whether its text need not be read.

    Raises:
        UsageError: As for :func:`read`.
        SourceUnreachable: No repository, no such revision, or no commit of it ever had the file.
    """
    place = _find(rev, path, cwd)
    found = list(git_tree.steps(place.repository, place.commit, place.path))
    if not found:
        raise SourceUnreachable(_no_such_path(place))
    if found[0].entry.path != place.path:
        # Its files would be taken for revisions of one.
        raise SourceUnreachable(f"{place.name} is a folder; name one schema file in it")
    found.reverse()
    digests = [step.entry.digest for step in found]
    steps = [step for before, step in zip(("", *digests), found, strict=False) if before != step.entry.digest]
    return FileHistory(len(steps), _revisions(place, steps, max_bytes, is_known), place.repository.is_shallow)


def _revisions(
    place: _Place, steps: Sequence[git_tree.Step], max_bytes: int, is_known: Callable[[str, str], bool]
) -> Iterator[Revision]:
    tags = git_tree.tags(place.repository)
    waiting = iter(steps)
    is_over = False
    while not is_over:
        read: list[Revision] = []
        size = 0
        # The caller may take a long time over each revision, which must not count as git's.
        with place.repository.blobs() as blobs:
            while size < _READ_AHEAD_CHARACTERS and not is_over:
                step = next(waiting, None)
                if step is None:
                    is_over = True
                    continue
                text, problem = None, None
                try:
                    if not step.entry.is_file:
                        raise SourceUnreachable(
                            f"{_reference(step.commit[:12], step.entry.path)} is {step.entry.what}"
                        )
                    if not is_known(step.commit, step.entry.path):
                        text = _text(blobs, step.entry, step.commit[:12], max_bytes)
                except (SchemaUnreadable, SourceUnreachable) as error:
                    # One spoiled revision must not hide the others.
                    problem = str(error)
                size += len(text or "")
                pointing = tags.get(step.commit, ())
                read.append(
                    Revision(step.commit, step.date, step.subject, step.entry.path, text, problem, pointing)
                )
        yield from read


def _find(rev: str, path: str, cwd: Path | Repository) -> _Place:
    _check_revision(rev)
    _check_path(path)
    repository = Repository.of(cwd) if isinstance(cwd, Path) else cwd
    answer = repository.output("rev-parse", "--verify", "--quiet", "--end-of-options", rev + "^{commit}")
    commit = (answer or b"").strip()
    if not is_hash(commit):
        raise SourceUnreachable(_no_such_revision(repository, rev))
    return _Place(repository, commit.decode(), rev, _from_root(repository, path), path)


def _check_revision(rev: str) -> None:
    if not rev or len(rev) > _REVISION_LIMIT:
        raise UsageError(f"git revision {quoted(rev)} is empty or too long; name a branch, a tag or a commit")
    if rev.startswith("-") or ":" in rev or unseen.holds_any(rev):
        raise UsageError(
            f"git revision {quoted(rev)} is refused: no '-' at its start, no ':' and no control characters"
        )


def _check_path(path: str) -> None:
    if not path or unseen.holds_any(git_tree.decoded(path)):
        raise UsageError(f"git path {quoted(path)} is empty or holds control characters")
    if path.startswith("/"):
        raise UsageError(
            f"git path {quoted(path)} is absolute; name it from the repository's root, or from here after ./"
        )


def _from_root(repository: Repository, path: str) -> str:
    is_relative = path in (".", "..") or path.startswith(("./", "../"))
    wanted = posixpath.normpath(repository.prefix + path if is_relative else path)
    if wanted == ".." or wanted.startswith("../"):
        raise UsageError(f"git path {quoted(path)} leads out of the repository {repository.root}")
    return "" if wanted == "." else wanted


def _file_text(place: _Place, entry: TreeEntry, max_bytes: int) -> str:
    if not entry.is_file:
        raise SourceUnreachable(f"{place.name} is {entry.what}, which is not followed; name the file itself")
    with place.repository.blobs() as blobs:
        return _text(blobs, entry, place.rev, max_bytes)


def _text(blobs: Blobs, entry: TreeEntry, rev: str, max_bytes: int) -> str:
    name = _reference(rev, entry.path)
    content = blobs.read(entry.digest, max_bytes=max_bytes)
    if content is None:
        raise SourceUnreachable(f"{name} is larger than {max_bytes} bytes")
    text = decode_text(content, path=name)
    if text.startswith(LFS_POINTER):
        raise SourceUnreachable(f"{name} is kept in Git LFS, the commit holds a pointer; check the file out")
    return text


def _folder_texts(place: _Place, entry: TreeEntry | None, max_bytes: int) -> tuple[tuple[str, str], ...]:
    is_glob = entry is None and has_magic(place.path)
    if entry is None and not is_glob:
        raise SourceUnreachable(_no_such_path(place))
    if is_glob:
        found = git_tree.matching(place.repository, place.commit, place.path)
    else:
        below = git_tree.files(place.repository, place.commit, place.path)
        found = [file for file in below if _is_schema_file(file.path.removeprefix(place.path))]
    if not found:
        wish = "no file matches" if is_glob else f"no file there ends in {', '.join(SCHEMA_SUFFIXES)}"
        raise SourceUnreachable(f"{place.name}: {wish}")
    if len(found) > MAX_FILES:
        raise SourceUnreachable(f"{place.name} means {len(found)} files, more than {MAX_FILES}; name fewer")
    texts: list[tuple[str, str]] = []
    left = max_bytes
    with place.repository.blobs() as blobs:
        for file in found:
            text = _text(blobs, file, place.rev, left)
            left -= len(text.encode())
            texts.append((_reference(place.rev, file.path), text))
    return tuple(texts)


def _is_schema_file(path: str) -> bool:
    """Return whether a file below a folder is one of its SDL files; the same ones as in a working tree."""
    *folders, file = path.split("/")
    is_skipped = any(folder.startswith(".") or folder in SKIPPED_FOLDERS for folder in folders)
    return file.endswith(SCHEMA_SUFFIXES) and not is_skipped


def _no_such_revision(repository: Repository, rev: str) -> str:
    from difflib import get_close_matches

    # A suffix such as ~99 asks for an ancestor: another name would not help.
    is_name = not set(rev) & set("^~@{ ") and ".." not in rev and rev != "HEAD"
    known = ["HEAD", *git_tree.references(repository)] if is_name else []
    near = [name for name in known if name.endswith("/" + rev)] or get_close_matches(rev, known, n=1)
    hint = f"; did you mean {quoted(near[0])}?" if near else ""
    shallow = " (this clone is shallow: fetch more of it, in a workflow with fetch-depth: 0)"
    return f"no commit {quoted(rev)} in {repository.root}{hint}{shallow if repository.is_shallow else ''}"


def _no_such_path(place: _Place) -> str:
    message = f"no {quoted(place.path)} in commit {quoted(place.rev)} of {place.repository.root}"
    here = posixpath.normpath(place.repository.prefix + place.given)
    is_elsewhere = here not in (place.path, "..") and not here.startswith("../")
    if is_elsewhere and git_tree.entry(place.repository, place.commit, here) is not None:
        return f"{message}; did you mean {quoted('./' + place.given)}, from the current folder?"
    for depth in range(1, place.path.count("/") + 1):
        above = "/".join(place.path.split("/")[:depth])
        found = git_tree.entry(place.repository, place.commit, above)
        if found is not None and found.kind == b"commit":
            return f"{message}; {quoted(above)} is a submodule, a repository of its own"
    near = git_tree.nearest_path(place.repository, place.commit, place.path)
    return f"{message}; did you mean {quoted(near)}?" if near else message


def _reference(rev: str, path: str) -> str:
    """Return ``git:REV:PATH``, quoted when it is not plain text."""
    name = f"git:{rev}:{path or '.'}"
    return quoted(name) if unseen.holds_any(name) else name
