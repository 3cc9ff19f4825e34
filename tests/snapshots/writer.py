"""A process that stores versions until something stops it; the tests of crashes run it.

It reads one command a line and runs each in a forked child, so that Python starts once for many crashes:

    loop ROOT START                   store version after version
    kill-at ROOT START N              store one, with SIGKILL just before its Nth step on files
    limit ROOT START BYTES SIZE       store one of SIZE bytes under a limit for the size of files
    save ROOT START [SIZE]            store one
    drop ROOT START                   store one as a user without rights

A child says ``pid N`` first, then ``stored I VERSION`` after each version, or ``error MESSAGE``.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import filelock  # noqa: F401 - so that a child need not load it

from drift.errors import StoreError
from drift.snapshots.store import Store

SOURCE = "panther"
_STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.truncate", "os.listdir")


def text_of(number: int, size: int = 0) -> str:
    lines = [f"# version {number}", f"type Query {{ field{number}: Int }}"]
    text = "\n".join(lines) + "\n"
    return text + "#" * max(0, size - len(text) - 1) + "\n" * (size > 0)


def taken(number: int) -> datetime:
    # Four versions to a second: their names need a number.
    return datetime.fromtimestamp(1_700_000_000 + number // 4, UTC)


def say(text: str) -> None:
    os.write(1, (text + "\n").encode())


def store_one(root: str, number: int, size: int = 0) -> None:
    store = Store(Path(root), lock_timeout_s=60)
    version = store.save(
        SOURCE,
        text_of(number, size),
        taken=taken(number),
        origin=f"https://example.com/{number}",
        label=f"n{number}",
    )
    say(f"stored {number} {version.version if version else None}")


def kill_at(root: str, step: int) -> None:
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in _STEPS and str(arguments[0]).startswith(root):
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(hook)


def run(command: str, root: str, start: int, *numbers: int) -> None:
    say(f"pid {os.getpid()}")
    try:
        if command == "loop":
            for number in range(start, start + 100_000):
                store_one(root, number)
        elif command == "kill-at":
            kill_at(root, numbers[0])
            store_one(root, start)
        elif command == "limit":
            resource.setrlimit(resource.RLIMIT_FSIZE, (numbers[0], numbers[0]))
            store_one(root, start, numbers[1])
        elif command == "save":
            store_one(root, start, *numbers)
        elif command == "drop":
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            store_one(root, start)
    except StoreError as error:
        say(f"error {error}")


def main() -> None:
    for line in sys.stdin:
        command, root, *numbers = line.rstrip("\n").split("\t")
        if command == "wait":
            while True:
                try:
                    pid, status = os.wait()
                except ChildProcessError:
                    break
                say(f"ended {pid} {os.waitstatus_to_exitcode(status)}")
            say("idle")
        elif os.fork() == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                run(command, root, *map(int, numbers))
            except KeyboardInterrupt:
                os._exit(130)
            except BaseException as error:
                say(f"crash {error!r}")
                os._exit(70)
            os._exit(0)


if __name__ == "__main__":
    main()
