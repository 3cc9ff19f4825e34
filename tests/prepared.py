"""Processes of ``drift`` without the start of Python: one that has imported everything forks for each run.

A run is a process of its own in all else: arguments, environment, working folder, streams, exit code. As a program,
``prepared.py ADDRESS ARGUMENT…`` has such a process run in its place; so it imports next to nothing.
"""

import _socket
import marshal
import os
import sys

_INT = 4


def run(
    address: str, arguments: list[str], streams: tuple[int, int, int], cwd: str, env: dict[str, str]
) -> int:
    """Return the exit code of a run; that of one that a signal ended is the signal, negative."""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.connect(address)
    request = marshal.dumps((arguments, cwd, env))
    handed = b"".join(stream.to_bytes(_INT, sys.byteorder) for stream in streams)
    connection.sendmsg(
        [len(request).to_bytes(_INT, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, handed)]
    )
    connection.sendall(request)
    code = int.from_bytes(connection.recv(_INT), "big", signed=True)
    connection.close()
    return code


def script() -> str:
    """Return a program ``drift`` for a folder on the PATH."""
    return f'#!/bin/sh\nexec {sys.executable} -I -S {__file__} {Prepared.get().address} "$@"\n'


class Prepared:
    """The process that forks, for as long as the tests run."""

    _one = None

    def __init__(self) -> None:
        import subprocess
        import tempfile

        self._folder = tempfile.TemporaryDirectory(prefix="drift-")
        self.address = f"{self._folder.name}/s"
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", "from tests.prepared import serve; serve()", self.address],
            env={**os.environ, "PYTHONPATH": root},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    @classmethod
    def get(cls) -> "Prepared":
        """Return the process of this worker, which is started when it is first asked for."""
        if cls._one is None:
            cls._one = cls()
        return cls._one

    @classmethod
    def stop(cls) -> None:
        """End it, and wait for its end."""
        if cls._one is not None:
            cls._one._process.communicate()
            cls._one._folder.cleanup()
            cls._one = None


def serve() -> None:
    """Fork a run for each request, until standard input is closed."""
    import select
    import signal
    import socket

    _import_everything()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, socket.socket] = {}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        ready, _, _ = select.select([0, listener, woken], [], [])
        if 0 in ready:
            listener.close()
            return
        if listener in ready:
            connection, _ = listener.accept()
            pid = os.fork()
            if pid == 0:
                listener.close()
                _become(connection)
            running[pid] = connection
        if woken in ready:
            os.read(woken, 1024)
            while running:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                with running.pop(pid) as connection:
                    connection.sendall(os.waitstatus_to_exitcode(status).to_bytes(_INT, "big", signed=True))


def _become(connection: object) -> None:
    """Become the run that was asked for, and end with it."""
    import signal
    import socket
    import time
    import traceback

    code = 1
    try:
        assert isinstance(connection, socket.socket)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        head, streams, _, _ = socket.recv_fds(connection, _INT, 3)
        request = connection.makefile("rb").read(int.from_bytes(head, "big"))
        arguments, cwd, env = marshal.loads(request)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        sys.argv = ["drift", *arguments]
        from drift.cli.main import main

        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(code)


def _import_everything() -> None:
    import gc
    import importlib
    import pkgutil

    import drift

    for module in pkgutil.walk_packages(drift.__path__, "drift."):
        if not module.name.endswith(("pytest_plugin", "__main__")):
            importlib.import_module(module.name)
    for name in _LATE:
        importlib.import_module(name)
    gc.freeze()


# What is imported where there is something for it to do.
_LATE = (
    "deepdiff",
    "graphql",
    "markdown_it",
    "pygments.formatters",
    "requests",
    "rich.console",
    "tomllib",
    "yaml",
)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:], (0, 1, 2), os.getcwd(), dict(os.environ)) & 0xFF)
