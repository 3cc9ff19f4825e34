"""Running git in a repository whose contents and configuration may be hostile; the only place that starts it.

Nothing of the caller's ``GIT_*`` environment reaches the process, no program that a repository names is started
(hooks, file system monitor, text conversion, signature checks), every process has a deadline and every answer a
limit. Who only reads gets no transport and nothing of the user's configuration either; who publishes needs both.
Revisions and paths are never where git looks for options.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from drift.errors import SourceUnreachable

MAX_BYTES = 64 * 1024 * 1024
TIMEOUT_S = 60.0

_HASH = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", f"core.attributesFile={os.devnull}"),
    *("-c", "log.showSignature=false"),
    # A bare repository that lies inside a checkout came with it, and so did its configuration.
    *("-c", "safe.bareRepository=explicit"),
)
# The folder that git runs in is the repository, because the user named it.
_THIS = ("--git-dir=.",)
# A clone that left objects out would fetch them now, through any program its remote's URL names.
_READING = ("-c", "protocol.allow=never")
_WRITING = ("-c", "gc.auto=0", "-c", "commit.gpgSign=false", "-c", "push.gpgSign=false")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a git that came to its end left: exit code, output, and complaints."""

    code: int
    output: bytes
    errors: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, for reading.

    Attributes:
        root: Top folder of the working tree; the repository itself where it has none.
        prefix: The folder that relative paths start from, below :attr:`root`: ``sub/folder/`` or nothing.
        is_shallow: Whether the clone holds only the newest commits.
        trusted: Folders that the user's own configuration trusts although another user owns them.
        is_bare: Whether it has no working tree.
    """

    root: Path
    prefix: str
    is_shallow: bool
    trusted: tuple[str, ...] = ()
    is_bare: bool = False

    @classmethod
    def of(cls, cwd: Path) -> Repository:
        """Return the repository around *cwd*. Raises SourceUnreachable."""
        question = ("rev-parse", "--is-shallow-repository", "--show-prefix", "--show-toplevel")
        trusted: tuple[str, ...] = ()
        ended = _ask(cwd, trusted, *question)
        if ended.code and "dubious ownership" in ended.errors:
            trusted = _trusted_folders()
            ended = _ask(cwd, trusted, *question)
        if ended.code:
            raise SourceUnreachable(_why_no_repository(cwd, ended.errors))
        # The folder names come last: what they hold can't be taken for the answers before.
        shallow, prefix, root = os.fsdecode(ended.output).removesuffix("\n").split("\n", 2)
        return cls(Path(root), prefix, shallow == "true", trusted)

    @classmethod
    def at(cls, folder: Path) -> Repository:
        """Return the repository that a user names: around a folder, or the folder itself, such as a mirror.

        Raises:
            SourceUnreachable: There is none.
        """
        if not ((folder / "HEAD").is_file() and (folder / "objects").is_dir()):
            return cls.of(folder)
        ended = _ask(folder, (), *_THIS, "rev-parse", "--is-shallow-repository")
        if ended.code:
            raise SourceUnreachable(_why_no_repository(folder, ended.errors))
        return cls(folder, "", ended.output.strip() == b"true", is_bare=True)

    @property
    def _place(self) -> tuple[str, ...]:
        return _THIS if self.is_bare else ()

    def output(self, *arguments: str, max_bytes: int = MAX_BYTES) -> bytes | None:
        """Return what git prints, or None when it fails. Raises SourceUnreachable past deadline or limit."""
        ended = _ask(self.root, self.trusted, *self._place, *arguments, max_bytes=max_bytes)
        return None if ended.code else ended.output

    @contextmanager
    def blobs(self) -> Iterator[Blobs]:
        """Start one process that hands out blobs by their hash."""
        command = (*self._place, "cat-file", "--batch")
        with _reading(self.root, self.trusted, command, takes_input=True) as process:
            yield Blobs(process)


class Blobs:
    """Reads blobs, one after the other, from one running ``git cat-file --batch``."""

    def __init__(self, process: _Process) -> None:
        self._process = process

    def read(self, digest: str, *, max_bytes: int = MAX_BYTES) -> bytes | None:
        """Return a blob's bytes; None when it is larger than *max_bytes*.

        Raises:
            SourceUnreachable: The object is not in this clone, or git took too long.
        """
        size = self._size(digest)
        # The next answer follows this blob and its line end, however large it is.
        end = size + 1
        if size > max_bytes:
            while end > 0 and (chunk := self._process.stdout.read(min(end, 1 << 20))):
                end -= len(chunk)
            return None
        content = self._process.stdout.read(end)
        if len(content) != end:
            raise SourceUnreachable(self._process.failure(f"git object {digest} could not be read"))
        return content[:-1]

    def _size(self, digest: str) -> int:
        """Ask for a blob and return its size in bytes; its content comes next on the pipe."""
        process = self._process
        if not is_hash(digest.encode()):
            raise SourceUnreachable("git named an object by something else than its hash")
        words: list[bytes] = []
        with suppress(BrokenPipeError):
            process.stdin.write(digest.encode() + b"\n")
            process.stdin.flush()
            words = process.stdout.readline(200).split()
        if len(words) != 3 or words[1] != b"blob":
            missing = f"git object {digest} is not in this clone; fetch it without a filter"
            raise SourceUnreachable(process.failure(missing))
        return int(words[2])


@dataclass(frozen=True, slots=True)
class _Process:
    """A running git and what is needed to talk to it."""

    popen: subprocess.Popen[bytes]
    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]
    is_late: threading.Event
    timeout_s: float

    def failure(self, otherwise: str) -> str:
        """Return why reading ended early."""
        return f"git took longer than {self.timeout_s:g} s" if self.is_late.is_set() else otherwise

    def errors(self) -> str:
        """Return the start of what git said on standard error."""
        self.stderr.seek(0)
        return self.stderr.read(4000).decode("utf-8", "replace")


def is_hash(text: bytes) -> bool:
    """Return whether *text* is the full name of an object and nothing else."""
    return _HASH.fullmatch(text) is not None


def run(folder: Path, *arguments: str, secrets: Mapping[str, str], timeout_s: float) -> Ended:
    """Run a git that may talk to the repository's remote and write, with the user's own configuration.

    Args:
        folder: Where it runs.
        arguments: The command and its arguments.
        secrets: Configuration that no command line may show, by key.
        timeout_s: Seconds until it is stopped.

    Raises:
        SourceUnreachable: It can't be started, took too long or answered too much.
    """
    configuration = {"GIT_CONFIG_COUNT": str(len(secrets))} if secrets else {}
    for number, (key, value) in enumerate(secrets.items()):
        configuration |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    environment = _environment(own_configuration=True) | configuration
    command = ("git", *_OPTIONS, *_WRITING, *arguments)
    with _started(folder, command, environment, timeout_s=timeout_s) as process:
        return _ended(process, arguments[0], MAX_BYTES)


def _ask(cwd: Path, trusted: tuple[str, ...], *arguments: str, max_bytes: int = MAX_BYTES) -> Ended:
    with _reading(cwd, trusted, arguments) as process:
        return _ended(process, next(word for word in arguments if not word.startswith("-")), max_bytes)


def _ended(process: _Process, command: str, max_bytes: int) -> Ended:
    answer = process.stdout.read(max_bytes + 1)
    if len(answer) > max_bytes:
        raise SourceUnreachable(f"git {command} answered more than {max_bytes} bytes")
    code = process.popen.wait()
    if process.is_late.is_set():
        raise SourceUnreachable(process.failure("git was stopped"))
    return Ended(code, answer, process.errors())


def _reading(
    cwd: Path, trusted: tuple[str, ...], arguments: tuple[str, ...], *, takes_input: bool = False
) -> AbstractContextManager[_Process]:
    trust = [word for folder in trusted for word in ("-c", f"safe.directory={folder}")]
    command = ("git", *_OPTIONS, *_READING, *trust, *arguments)
    return _started(cwd, command, _environment(), timeout_s=TIMEOUT_S, takes_input=takes_input)


@contextmanager
def _started(
    cwd: Path,
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    timeout_s: float,
    takes_input: bool = False,
) -> Iterator[_Process]:
    """Run git for the block; it is gone afterwards, whatever happened."""
    is_late = threading.Event()
    with tempfile.TemporaryFile() as stderr:
        try:
            popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=cwd,
                env=environment,
            )
        except OSError as error:
            if not cwd.is_dir():
                raise SourceUnreachable(f"{cwd} is not a folder that can be entered") from error
            raise SourceUnreachable("git can't be started; install it and put it on PATH") from error

        def stop() -> None:
            is_late.set()
            popen.kill()

        watchdog = threading.Timer(timeout_s, stop)
        watchdog.daemon = True
        watchdog.start()
        try:
            assert popen.stdout is not None  # noqa: S101 - a pipe was asked for
            yield _Process(popen, popen.stdin or stderr, popen.stdout, stderr, is_late, timeout_s)
        finally:
            watchdog.cancel()
            popen.kill()
            popen.wait()
            for pipe in (popen.stdin, popen.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()


def _environment(*, own_configuration: bool = False) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    fixed = {
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    if not own_configuration:
        fixed |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return clean | fixed


def _trusted_folders() -> tuple[str, ...]:
    """Return ``safe.directory`` of the user's own configuration: the one setting of it that must count.

    Git refuses a repository that another user owns, as in a container, unless the user trusts the folder.
    """
    found: list[str] = []
    for scope in ("--system", "--global"):
        with suppress(OSError, subprocess.TimeoutExpired):
            answer = subprocess.run(
                ["git", "config", scope, "-z", "--get-all", "safe.directory"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd=os.path.abspath(os.sep),
                env=_environment(own_configuration=True),
                timeout=TIMEOUT_S,
                check=False,
            )
            found.extend(os.fsdecode(value) for value in answer.stdout.split(b"\0")[:-1])
    return tuple(found)


def _why_no_repository(cwd: Path, errors: str) -> str:
    if "dubious ownership" in errors:
        return (
            f"git does not trust the repository around {cwd}, which another user owns; if you do: "
            "git config --global --add safe.directory FOLDER"
        )
    if "safe.bareRepository" in errors or "work tree" in errors:
        return (
            f"{cwd} is in a git repository without working tree; run in a checkout, or name it, as in "
            "drift import --from-git REPOSITORY:PATH"
        )
    return f"{cwd} is not in a git repository"
