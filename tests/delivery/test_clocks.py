"""A clock that is wrong, ours or another job's, neither hides a silence nor dates what is stored."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, graphql_sync

from drift.config import SourceConfig
from drift.delivery import looks
from drift.delivery.look import Look, read_all, write
from drift.errors import StoreError
from drift.gates import refuse_wrong_clock
from tests.running import drift

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SDL = "type Query {\n  a: Int\n}\n"


class _Dated(BaseHTTPRequestHandler):
    date = ""

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(graphql_sync(build_schema(SDL), document["query"]).formatted).encode()
        self.send_response_only(200)
        self.send_header("Date", self.date)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dated)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/graphql"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("date", "is_refused"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", False),
        ("Sun, 22 Nov 2026 12:00:01 GMT", False),
        ("Sun, 22 Nov 2026 11:59:59 GMT", True),
        ("Sat, 23 Nov 2024 12:00:00 GMT", True),
        # A clock of ours that is behind does no harm: the store keeps the order.
        ("Fri, 23 Nov 2029 12:00:00 GMT", False),
        ("yesterday", False),
    ],
)
def test_a_version_is_not_dated_a_day_after_what_the_endpoint_says(
    date: str, is_refused: bool, endpoint: str, tmp_path: Path
) -> None:
    _Dated.date = date
    (tmp_path / "drift.toml").write_text(f'[sources.api]\nendpoint = "{endpoint}"\n')
    ran = drift("check", "--save", cwd=tmp_path, now=NOW)
    assert ran.code == (3 if is_refused else 0), ran.err
    assert (tmp_path / "snapshots").exists() is not is_refused
    if is_refused:
        assert (
            "api: a version would be dated 2026-11-23 12:00 UTC, but by the endpoint's clock it is" in ran.err
        )
        assert not (tmp_path / ".drift" / "looks.json").exists()


@pytest.mark.parametrize(
    ("taken", "newest", "believed"),
    [
        (NOW - timedelta(minutes=3), None, NOW - timedelta(minutes=3)),
        (NOW - timedelta(minutes=3), NOW - timedelta(days=1), NOW - timedelta(minutes=3)),
        (datetime(2099, 1, 1, tzinfo=UTC), None, NOW),
        (NOW + timedelta(seconds=1), None, NOW),
        (datetime(1999, 1, 1, tzinfo=UTC), NOW - timedelta(days=1), NOW),
    ],
)
def test_the_other_job_is_believed_between_the_newest_version_and_our_own_clock(
    taken: datetime, newest: datetime | None, believed: datetime, tmp_path: Path
) -> None:
    write(Look("api", 0, taken), tmp_path / "look-api")
    (look,) = read_all(
        tmp_path, {"api": SourceConfig("api", schema=("s",))}, NOW, {} if newest is None else {"api": newest}
    )
    assert look.taken == believed


def test_a_look_of_the_future_gives_way_to_the_next_one(tmp_path: Path) -> None:
    looks.record(tmp_path, {"api": datetime(2099, 1, 1, tzinfo=UTC)}, datetime(2099, 1, 1, tzinfo=UTC))
    looks.record(tmp_path, {"api": NOW}, NOW)
    assert looks.last(tmp_path) == {"api": NOW}
    looks.record(tmp_path, {"api": NOW - timedelta(hours=1)}, NOW)
    assert looks.last(tmp_path) == {"api": NOW}


def test_looks_of_many_runs_at_once_are_all_remembered(tmp_path: Path) -> None:
    names = [f"source{number}" for number in range(40)]
    threads = [threading.Thread(target=looks.record, args=(tmp_path, {name: NOW}, NOW)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(looks.last(tmp_path)) == sorted(names)


def test_a_day_is_borne_and_a_second_more_is_not() -> None:
    source = SourceConfig("api", endpoint="https://api.example/graphql")
    refuse_wrong_clock(source, NOW, [NOW - timedelta(days=2), NOW - timedelta(days=1)])
    with pytest.raises(StoreError, match="set the clock of this machine"):
        refuse_wrong_clock(source, NOW, [NOW - timedelta(days=1, seconds=1)])
