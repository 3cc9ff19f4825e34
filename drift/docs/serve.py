"""A site on loopback that is built again when a snapshot changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from drift.docs.output import written_files
from drift.errors import DriftError, UsageError

_OWN_HOSTS = frozenset({"127.0.0.1", "localhost"})
_POLL_S = 1.0


@contextmanager
def serving(folder: Path, *, port: int = 0) -> Iterator[str]:
    """Serve a folder on 127.0.0.1 while the context lasts, and give its address.

    Args:
        folder: What to serve.
        port: 0 takes any free one.

    Raises:
        UsageError: The port is taken.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except (OSError, OverflowError) as error:
        raise UsageError(f"port {port} can't be used: {error}: name another one") from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="docs", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def watch(
    build: Callable[[], object],
    paths: Callable[[], Iterable[Path]],
    *,
    failed: Callable[[DriftError], object],
    stop: threading.Event,
    poll_s: float = _POLL_S,
) -> int:
    """Call *build* whenever a file changes, until *stop* is set; return how often it was called.

    Args:
        build: Brings the site up to date.
        paths: The files and folders to watch; asked again each time.
        failed: Told about a build that failed; the next change tries again.
        stop: Ends the watching.
        poll_s: Seconds between two checks.
    """
    builds = 0
    before = _state(paths())
    while not stop.wait(poll_s):
        now = _state(paths())
        if now == before:
            continue
        before = now
        builds += 1
        try:
            build()
        except DriftError as error:
            failed(error)
    return builds


def _state(paths: Iterable[Path]) -> frozenset[tuple[str, int, int]]:
    found: set[tuple[str, int, int]] = set()
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else (path,):
            if any(part.startswith(".") for part in file.relative_to(path).parts):
                # What is made from the rest, and locks.
                continue
            try:
                status = file.stat()
            except OSError:
                # A file that is being replaced: the next look sees what became of it.
                continue
            found.add((str(file), status.st_mtime_ns, status.st_size))
    return frozenset(found)


class _Handler(SimpleHTTPRequestHandler):
    def send_head(self) -> Any:
        # A page of another origin can reach loopback through a name of its own; only our own names are answered.
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in _OWN_HOSTS:
            self.send_error(403, "Only served to this machine")
            return None
        name = self._name()
        if name is None:
            self.send_error(404)
            return None
        self.path = "/" + quote(name)
        return super().send_head()

    def _name(self) -> str | None:
        """Return which of the site's own files is asked for, None for none of them."""
        try:
            path = unquote(self.path.partition("?")[0].partition("#")[0], errors="strict")
        except UnicodeDecodeError:
            return None
        name = path.removeprefix("/")
        if not name or name.endswith("/"):
            name += "index.html"
        root = Path(self.directory).resolve()
        # A name in the list has no `..` and no part that is empty; a link in its place may lead anywhere.
        if name not in written_files(root) or (root / name).resolve() != root / name:
            return None
        return name

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal is for the builds."""
