"""Files that are old or new, never half: the only place that replaces files, and how the store reads.

A crash between any two calls to the system leaves each file as it was or as it should be, and at worst an
unfinished file whose name begins with ``.tmp-``.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from drift.errors import StoreError

TEMPORARY_PREFIX = ".tmp-"
MAX_BYTES = 256 * 1024 * 1024
_SPOOLED = 1024 * 1024

# Absent on Windows, where a link can't be told apart while opening.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_ADVICE = {
    errno.ENOSPC: "free some space and run again",
    errno.EDQUOT: "free some space and run again",
    errno.EFBIG: "raise the file size limit (ulimit -f) and run again",
    errno.EROFS: "make the file system writable",
    errno.EACCES: "give this user the right to do it",
    errno.EPERM: "give this user the right to do it",
    errno.ELOOP: "replace the symbolic link by a plain file",
}


@contextmanager
def explained(doing: str, path: Path) -> Iterator[None]:
    """Turn an OSError in the block into a StoreError that says what failed, where, and what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        advice = _ADVICE.get(error.errno or 0, "check the folder and run again")
        raise StoreError(f"can't {doing} {path}: {reason}; {advice}") from error


def kind_of(path: Path) -> str | None:
    """Return ``file``, ``folder``, ``link`` or ``special`` for what is at *path*, None for nothing."""
    with explained("check", path):
        try:
            mode = path.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "special"


def kinds_in(path: Path) -> dict[str, str]:
    """Return what a folder holds, sorted by name, each with what :func:`kind_of` says of it.

    The listing tells it on most file systems: nothing is asked for each name.
    """
    with explained("list", path), os.scandir(path) as found:
        return {entry.name: _kind_of_entry(entry) for entry in sorted(found, key=lambda entry: entry.name)}


def _kind_of_entry(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special"


def require(path: Path, kind: str) -> bool:
    """Return whether *path* exists; raise StoreError when it is something else than *kind*."""
    return require_kind(path, kind_of(path), kind)


def require_kind(path: Path, found: str | None, kind: str) -> bool:
    """Return whether something was found at *path*; raise StoreError when it is something else than *kind*."""
    if found == "link":
        raise StoreError(f"{path} is a symbolic link, which is not followed; put a plain {kind} there")
    if found not in (None, kind):
        raise StoreError(f"{path} is not a plain {kind}; move it away")
    return found is not None


def read_text(path: Path) -> str | None:
    """Return the text of a plain UTF-8 file with ``\\n`` line ends, or None when there is none.

    A checkout on Windows, or with ``core.autocrlf``, has ``\\r\\n`` where ``\\n`` was stored; neither
    canonical SDL nor ``history.json`` holds a raw carriage return, so this reads what was stored.
    """
    content = read_bytes(path)
    if content is None:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise StoreError(
            f"{path} is not UTF-8 at byte {error.start}; bring it back with git checkout -- {path}"
        ) from None
    return text.replace("\r\n", "\n")


def read_bytes(path: Path) -> bytes | None:
    """Return what a plain file of reasonable size holds, or None when there is none."""
    if not require(path, "file"):
        return None
    with explained("read", path):
        try:
            descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW)
        except FileNotFoundError:
            return None
        with open(descriptor, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise StoreError(f"{path} is larger than {MAX_BYTES // 2**20} MB, too large for a snapshot")
    return content


def make_folder(path: Path) -> None:
    """Create a folder and its parents, each one made to last before the next."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    with explained("create", path), suppress(FileExistsError):
        path.mkdir()
        _sync_folder(path.parent)


def replace(files: Sequence[tuple[Path, str]]) -> None:
    """Write several files: all are on disk before the first one takes its place, in the order given.

    What can fail for want of room or rights fails before anything has changed. A failure after that takes
    away again what was added; once a file that was there before is replaced, what is left to do stays on disk
    for the next run to read.

    Raises:
        StoreError: The files could not be written; the message names the one.
    """
    staged: list[tuple[Path, Path]] = []
    added: list[Path] = []
    can_undo = True
    try:
        for path, text in files:
            require(path, "file")
            with explained("write", path):
                staged.append((_stage(path, [text.encode()]), path))
        # Where many are written, the disk has had time by now: waiting for each at once would wait for each in turn.
        for temporary, path in staged:
            with explained("write", path):
                _sync_file(temporary)
        following = [*(path for _, path in staged[1:]), None]
        for (temporary, path), next_path in zip(staged, following, strict=True):
            can_undo = can_undo and kind_of(path) is None
            if can_undo:
                added.append(path)
            with explained("write", path):
                os.replace(temporary, path)
                # Additions side by side may take their places in any order; whatever else comes after them.
                if not (can_undo and next_path and next_path.parent == path.parent):
                    _sync_folder(path.parent)
    except BaseException:
        # KeyboardInterrupt and SystemExit too: a signal may come anywhere.
        if can_undo:
            for path in [*reversed(added), *(temporary for temporary, _ in staged)]:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        raise


def replace_named(files: Sequence[tuple[Path, Iterable[bytes]]]) -> None:
    """Write files where the user wants them: all are complete beside their places before the first takes its own.

    A link stays a link and its target is replaced; permissions stay; missing folders are created; a pipe or device
    is written to as it is, after everything else. Nothing unfinished remains.

    Args:
        files: Where to write what, in parts; these are made while they are written.

    Raises:
        StoreError: A file can't be written; the message names the one.
    """
    staged: list[tuple[Path, Path]] = []
    direct: list[tuple[Path, IO[bytes]]] = []
    with ExitStack() as held:
        for path, parts in files:
            with explained("write", path):
                if path.exists() and not path.is_file() and not path.is_dir():
                    whole = held.enter_context(SpooledTemporaryFile(_SPOOLED))
                    whole.writelines(parts)
                    direct.append((path, whole))
                    continue
                target = path.resolve()
                make_folder(target.parent)
                require(target, "file")
                temporary = _stage(target, parts)
                held.callback(_discard, temporary)
                staged.append((temporary, target))
                _sync_file(temporary)
                if target.exists():
                    temporary.chmod(target.stat().st_mode & 0o777)
        for temporary, target in staged:
            with explained("write", target):
                os.replace(temporary, target)
        for path, spooled in direct:
            spooled.seek(0)
            with explained("write", path), path.open("wb") as file:
                shutil.copyfileobj(spooled, file)


def _discard(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()


def remove(path: Path) -> None:
    """Remove an unfinished file."""
    with explained("remove", path):
        path.unlink(missing_ok=True)


def _stage(path: Path, parts: Iterable[bytes]) -> Path:
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{path.name[:100]}-{os.urandom(6).hex()}")
    # 0o666 lets the umask decide, as it does for the files that git checks out beside these.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.writelines(parts)
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _sync_file(path: Path) -> None:
    # For writing: Windows syncs nothing that was opened for reading.
    descriptor = os.open(path, os.O_WRONLY | _NO_FOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(path: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems can't do this for a folder; the rename is then as durable as they make it.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
