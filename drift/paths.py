"""Which files a configuration may name, and how a file that somebody named is read.

A configuration can be changed by a pull request, so what it names stays in the repository that it is in (or in
its folder, where there is none): every path is resolved first, and a link that leads out is an error. Git's own
folder counts as outside; it may hold the token of a checkout. Only regular files are read.

What the user names on the command line may be anywhere, and a pipe as well; a pipe has a deadline.
"""

from __future__ import annotations

import os
import select
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from drift.errors import ConfigError, SourceUnreachable
from drift.escape import one_line

PIPE_TIMEOUT_S = 60.0
_CHUNK = 65_536
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# Absent on Windows. Without blocking: to open a pipe waits for its writer otherwise.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def boundary(root: Path) -> Path:
    """Return the folder that no configured path may lead out of: the repository around *root*, or *root*."""
    top = root.resolve()
    return next((folder for folder in (top, *top.parents) if (folder / ".git").exists()), top)


def inside(path: Path, root: Path, top: Path | None = None) -> Path:
    """Return where a configured path leads; nothing has to be there.

    Args:
        path: Below the configuration's folder, as it is written there.
        root: The configuration's folder.
        top: The :func:`boundary` of *root*, where it is known.

    Raises:
        ConfigError: It leads out of the repository or into git's folder; names the link that does.
    """
    top = top or boundary(root)
    try:
        real = path.resolve()
    except RuntimeError:
        raise ConfigError(f"{one_line(str(path), 200)}: its symbolic links lead in a circle") from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{one_line(str(path), 200)}: not a usable path: {error}") from None
    if _is_in(real, top):
        return real
    links = (place for place in (*reversed(path.parents), path) if place.is_symlink())
    led = ((link, _led_to(link)) for link in links)
    culprit = next(((link, place) for link, place in led if not _is_in(place, top)), None)
    if culprit is None:
        raise ConfigError(f"{path}: leads out of {top}, where no configured path may lead")
    raise ConfigError(
        f"{path}: the symbolic link {culprit[0]} leads to {culprit[1]}, which is outside of {top} or git's own: "
        "put the file itself there"
    )


def _led_to(link: Path) -> Path:
    try:
        return link.resolve()
    except (OSError, RuntimeError):
        # A circle of links, which only some Pythons raise for.
        return link.absolute()


def _is_in(real: Path, top: Path) -> bool:
    return real.is_relative_to(top) and ".git" not in map(str.lower, real.relative_to(top).parts)


def read_configured(path: Path, root: Path, *, max_bytes: int) -> bytes:
    """Return what a file holds that a configuration names.

    Args:
        path: Below the configuration's folder.
        root: The configuration's folder.
        max_bytes: A larger file is an error.

    Raises:
        ConfigError: It leads out, is larger, or is not a regular file.
        OSError: It can't be read.
    """
    content = read_start(path, root, max_bytes=max_bytes)
    if len(content) > max_bytes:
        raise ConfigError(f"{path}: is larger than {max_bytes:,} bytes")
    return content


def read_start(path: Path, root: Path, *, max_bytes: int, top: Path | None = None) -> bytes:
    """Return at most *max_bytes* and one byte more of a file that a configuration names.

    Args:
        path: As for :func:`read_configured`, which raises the same.
        root: The configuration's folder.
        max_bytes: A caller that gets more knows that it is too large.
        top: The :func:`boundary` of *root*, from a caller that reads many files.
    """
    # What was resolved has no link in it; one that takes its place in this moment is not followed.
    real = inside(path, root, top)
    try:
        descriptor = os.open(real, _OPEN | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        # What can't be opened at all, such as a socket, is named as well as what can.
        with suppress(OSError):
            require_regular(path, real.lstat().st_mode)
        raise error
    try:
        status = os.fstat(descriptor)
        require_regular(path, status.st_mode)
        with open(descriptor, "rb", closefd=False) as file:
            # Asked for by its limit, the limit's memory would be taken for every small file.
            return file.read(min(status.st_size, max_bytes) + 1)
    finally:
        os.close(descriptor)


def require_regular(path: Path, mode: int) -> None:
    """Raise ConfigError, which names *path*, when a mode is that of something else than a regular file."""
    kind = stat.S_IFMT(mode)
    if kind != stat.S_IFREG:
        raise ConfigError(f"{path}: is {_KINDS.get(kind, 'not a file')}: name a regular file")


def files_in(folder: Path, root: Path, endings: Sequence[str]) -> list[Path]:
    """Return the files of a configured folder that have one of the endings, in the order of their names.

    Raises:
        ConfigError: The folder leads out.
        OSError: It can't be read.
    """
    return sorted(path for path in inside(folder, root).iterdir() if path.name.endswith(tuple(endings)))


def read_named(path: Path, *, max_bytes: int, timeout_s: float = PIPE_TIMEOUT_S) -> bytes:
    """Return at most *max_bytes* and one byte more of a file, pipe or device that the user named.

    Args:
        path: Anywhere.
        max_bytes: A caller that gets more than that knows that it is too large.
        timeout_s: Seconds until what is not a regular file has to be at its end.

    Raises:
        SourceUnreachable: A pipe is not at its end by then.
        OSError: It can't be read.
    """
    descriptor = os.open(path, _OPEN)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(max_bytes + 1)
        return _read_stream(descriptor, path, max_bytes, timeout_s)
    finally:
        os.close(descriptor)


def _read_stream(descriptor: int, path: Path, max_bytes: int, timeout_s: float) -> bytes:
    ready = select.poll()
    ready.register(descriptor, select.POLLIN)
    deadline = time.monotonic() + timeout_s
    content = bytearray()
    while len(content) <= max_bytes:
        left = deadline - time.monotonic()
        if left <= 0 or not ready.poll(left * 1000):
            raise SourceUnreachable(
                f"{path}: is a pipe or device that did not end within {timeout_s:g} s: does something write into it?"
            )
        piece = os.read(descriptor, min(_CHUNK, max_bytes + 1 - len(content)))
        if not piece:
            break
        content += piece
    return bytes(content)
