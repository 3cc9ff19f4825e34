"""What every command needs around its work: where output goes, what must not be in it, what went wrong."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from drift import unseen
from drift.errors import DriftError
from drift.escape import in_ascii
from drift.redact import Redactor, clean

if TYPE_CHECKING:
    from drift.config import Config
    from drift.reports.account import Account

MAX_NOT_JUDGED = 20
PATIENCE_S = 1.0
COUNTED_EVERY_S = 10.0


@dataclass
class Runtime:
    """The surroundings of one run.

    Attributes:
        config_path: The ``--config`` option.
        verbosity: -1 for ``-q``, 0, 1 for ``-v``.
        debug: Show tracebacks.
        redactor: Guards everything that is printed or written.
        clock: Gives the present time in UTC.
        patience_s: After how long a run says what it is doing, in seconds.
        has_redacted: Whether it was said that the output held a secret.
    """

    config_path: Path | None = None
    verbosity: int = 0
    debug: bool = False
    redactor: Redactor = field(default_factory=Redactor)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    patience_s: float = PATIENCE_S
    has_redacted: bool = False

    def config(self) -> Config:
        """Return the configuration, and guard what the variables hold that it names; raises ConfigError."""
        from drift.config_file import load

        config = load(self.config_path)
        for name in config.variables:
            self.redactor.add(os.environ.get(name, ""), name=name)
        return config

    def out(self, text: str) -> None:
        """Write the result of the command to standard output."""
        _write(sys.stdout, self.document(text), is_result=True)

    def raw(self, content: bytes) -> None:
        """Write bytes of UTF-8 to standard output as they are; on a terminal, without what acts on it.

        A secret of this run is taken out even so: better a patch that does not apply.
        """
        text = self.document(content.decode())
        if _is_terminal(sys.stdout):
            _write(sys.stdout, unseen.replace(text, unseen.show, keep="\n\t"), is_result=True)
        else:
            _write(sys.stdout, text, is_result=True, is_exact=True)

    def show(self, text: str) -> None:
        """Write the result of the command to standard output for people: marks in ASCII where it has no others."""
        self.out(in_ascii(text, _encoding(sys.stdout)))

    def document(self, text: str) -> str:
        """Return a schema or report without unmistakable secrets; says so when one had to be taken out."""
        redacted, count = self.redactor.redact_document(text)
        if count and not self.has_redacted:
            self.has_redacted = True
            self.tell("notice: the output held a secret of this run; it was replaced by [redacted]")
        return redacted

    def tell(self, text: str) -> None:
        """Write a line about the run to standard error, unless ``-q`` was given."""
        if self.verbosity >= 0:
            text = in_ascii(clean(self.redactor.redact(text), limit=2000), _encoding(sys.stderr))
            _write(sys.stderr, f"{text}\n")

    def fail(self, text: str) -> str:
        """Write an error to standard error, whatever was asked to be quiet, and return it without secrets."""
        _write(sys.stderr, clean(self.redactor.redact(f"error: {text}"), limit=2000) + "\n")
        return self.redactor.clean(text, limit=2000)

    def trace(self, text: str) -> None:
        """Write a traceback to standard error, for ``--debug``."""
        _write(sys.stderr, self.redactor.redact(text))

    def detail(self, text: str) -> None:
        """Write a line to standard error when ``-v`` was given."""
        if self.verbosity > 0:
            self.tell(text)

    def notices(self, notices: list[str] | tuple[str, ...]) -> None:
        """Write notices to standard error."""
        for notice in notices:
            self.tell(f"notice: {notice}")

    def not_judged(self, account: Account) -> None:
        """Write to standard error what of the user's files is not judged."""
        for place in account.not_judged[:MAX_NOT_JUDGED]:
            self.tell(f"not judged: {place}")
        more = len(account.not_judged) - MAX_NOT_JUDGED
        if more > 0:
            self.tell(f"not judged: {more:,} more; `drift operations` lists them")

    @contextmanager
    def progress(self, doing: str) -> Iterator[None]:
        """Say on standard error what takes so long, once it has taken over a second."""
        if self.verbosity < 0:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._say_progress, args=(doing, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def counter(self, doing: str, done_word: str = "") -> Callable[[int, int], None]:
        """Return a function that shows how many of how many are done, once it has taken over a second.

        On a terminal in one line; elsewhere now and then in a line of its own, with ``-v`` at the end too.

        Args:
            doing: What is being done.
            done_word: What is counted, such as ``looked at``.
        """
        started = last = time.monotonic()

        def show(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            is_terminal = _is_terminal(sys.stderr)
            pause_s = 0.1 if is_terminal else self.patience_s if self.verbosity > 0 else COUNTED_EVERY_S
            is_over = done >= total
            if (
                self.verbosity < 0
                or now - started < self.patience_s
                or (now - last < pause_s and not is_over)
            ):
                return
            last = now
            counted = f"{done:,} of {total:,} {done_word}".rstrip()
            text = clean(self.redactor.redact(f"{doing}: {counted}"), limit=200)
            if is_terminal:
                _write(sys.stderr, "\r\x1b[2K" if is_over else f"\r{text}")
            elif not is_over or self.verbosity > 0:
                _write(sys.stderr, f"{text}\n" if is_over else f"{text} …\n")

        return show

    def _say_progress(self, doing: str, done: threading.Event) -> None:
        if done.wait(self.patience_s):
            return
        text = clean(self.redactor.redact(doing), limit=200)
        if not _is_terminal(sys.stderr):
            _write(sys.stderr, f"{text} …\n")
            return
        started = time.monotonic() - self.patience_s
        while not done.wait(0.2):
            _write(sys.stderr, f"\r{text} … {time.monotonic() - started:.0f} s")
        _write(sys.stderr, "\r\x1b[2K")


def colour_wanted(stream: TextIO | None) -> bool:
    """Return whether colours belong on *stream*: a terminal, and neither NO_COLOR nor a dumb one."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(stream) and os.environ.get("TERM") != "dumb"


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _write(stream: TextIO | None, text: str, *, is_result: bool = False, is_exact: bool = False) -> None:
    """Write a text to standard output or error; an exact one as UTF-8, with the line ends that it has.

    Raises:
        DriftError: Standard output can't be written to. What can't be said on standard error is lost: a full disk
            under a log must not change what the exit code says.
    """
    if stream is None:
        # Closed by who started us; Python then has no stream at all.
        if not is_result:
            return
        raise DriftError("standard output is closed; write to a file with an option, or redirect it")
    encoding = _encoding(stream)
    try:
        binary = getattr(stream, "buffer", None) if is_exact else None
        if binary is None:
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        else:
            stream.flush()
            binary.write(text.encode())
        stream.flush()
    except OSError as error:
        # What is still buffered must not raise again when the stream is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        # When the reader has gone, as in `drift log | head`, the run goes on, for its exit code.
        if is_result and not isinstance(error, BrokenPipeError):
            raise DriftError(
                f"can't write to standard output: {error.strerror}; free some space, or write elsewhere"
            ) from error
