from __future__ import annotations

import http.client
import json
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drift.docs.serve import serving, watch
from drift.errors import DriftError, UsageError


def get(address: str, path: str, host: str | None = None) -> tuple[int, bytes]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def test_pages_are_served_to_this_machine_only(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("hello")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("token")
    (tmp_path / "link.html").symlink_to(tmp_path / ".git" / "config")
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "index.html").write_text("deep")
    listed = {"index.html": "", "a b/index.html": "", "link.html": "", "../x": "", ".git/../notes.txt": ""}
    (tmp_path / ".drift-docs.json").write_text(json.dumps({"files": listed}))
    with serving(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        assert get(address, "/") == (200, b"hello")
        assert get(address, "/", "evil.example:80")[0] == 403
        assert get(address, "/.drift-docs.json")[0] == 404
        assert get(address, "/index.html?x=/.git/config#y") == (200, b"hello")
        assert get(address, "/a%20b/") == (200, b"deep")
        for path in (
            "/../../etc/passwd",
            "/.git/config",
            "/%2egit/config",
            "/%2Egit%2Fconfig",
            "/x/..%2f.git/config",
            "/a%20b/..%2f.git/config",
            "//.git/config",
            "/%252egit/config",
            "/.%67it/config",
            "/%2edrift-docs.json",
            "/link.html",
            "/notes.txt",
            "/.git/../notes.txt",
            "/index.html%00",
            "/%ff",
            "/a%20b",
            "/.git/",
            "*",
        ):
            assert get(address, path)[0] == 404, path
        with (
            pytest.raises(UsageError, match="name another one"),
            serving(tmp_path, port=urlsplit(address).port or 0),
        ):
            pass


def test_a_change_builds_again_and_a_failure_waits_for_the_next(tmp_path: Path) -> None:
    watched = tmp_path / "versions"
    watched.mkdir()
    stop = threading.Event()
    built: list[str] = []
    failures: list[str] = []

    def build() -> None:
        built.append("x")
        if len(built) == 1:
            raise DriftError("half a file")

    def failed(error: DriftError) -> None:
        failures.append(str(error))

    counts: list[int] = []
    thread = threading.Thread(
        target=lambda: counts.append(watch(build, lambda: [watched], failed=failed, stop=stop, poll_s=0.02))
    )
    thread.start()
    for number in (1, 2):
        time.sleep(0.1)
        (watched / f"{number}.graphql").write_text("type Query { a: Int }")
        deadline = time.monotonic() + 10
        while len(built) < number and time.monotonic() < deadline:
            time.sleep(0.01)
    stop.set()
    thread.join()
    assert counts == [2]
    assert failures == ["half a file"]
