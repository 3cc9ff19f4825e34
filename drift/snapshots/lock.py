"""One writer at a time in a snapshot folder.

The lock is a file in the folder itself, not in a temporary folder of the machine: two users, containers or
machines that share the folder then see the same lock. A ``.gitignore`` beside it keeps it out of commits.
The kernel drops the lock when its holder dies, however that happens.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drift.errors import StoreError
from drift.escape import one_line
from drift.snapshots.atomic import explained, read_text, require

LOCK_NAME = ".lock"
HOLDER_NAME = ".lock-holder"


@contextmanager
def hold(root: Path, *, timeout_s: float) -> Iterator[None]:
    """Hold the lock of the snapshot folder *root* for the block.

    Args:
        root: The folder; it must exist.
        timeout_s: Seconds to wait for another run to finish.

    Raises:
        StoreError: Another run held it all that time, or the folder can't be written to.
    """
    from filelock import FileLock, Timeout

    path = root / LOCK_NAME
    require(path, "file")
    lock = FileLock(path, timeout=timeout_s)
    with explained("lock", path):
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(
                f"{root} is in use by {_holder(root)}: waited {timeout_s:g} s for {path}; run again later"
            ) from None
    try:
        _sign(root)
        yield
    finally:
        with suppress(OSError):
            lock.release()


def _sign(root: Path) -> None:
    """Leave a line for those who wait; a hint only, so a full disk must not stop the run here."""
    import socket

    path = root / HOLDER_NAME
    with suppress(OSError, StoreError):
        require(path, "file")
        path.write_text(f"process {os.getpid()} on {socket.gethostname()}\n", encoding="utf-8")


def _holder(root: Path) -> str:
    with suppress(StoreError):
        words = (read_text(root / HOLDER_NAME) or "").strip()
        if words:
            return one_line(words, 160)
    return "another run"
