"""``drift check`` of many sources at once: what is in flight, what is said, what is left on disk."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from graphql import build_schema, introspection_from_schema

from drift.abreast import Shard
from drift.snapshots.store import Store
from tests.conftest import ROOT
from tests.running import drift
from tests.servers.loopback import LoopbackServer, Raw, Received, Reply

MORNING = datetime(2026, 9, 2, 6, tzinfo=UTC)
EVENING = datetime(2026, 9, 2, 18, tzinfo=UTC)
KILLS = int(os.environ.get("DRIFT_KILLS", "5"))


@cache
def answer(sdl: str) -> Reply:
    return Reply.of_json({"data": introspection_from_schema(build_schema(sdl))})


class Api:
    """An endpoint at ``/NUMBER`` for each source, which remembers how many requests it had at once."""

    def __init__(self, *, meeting: int = 1) -> None:
        self.sdl: Callable[[int], str] = lambda number: f"type Query {{ a{number}: Int }}"
        self.most = 0
        self._meeting = meeting
        self._met = threading.Event()
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, received: Received) -> Reply:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            if self._now >= self._meeting:
                self._met.set()
        # Nobody is answered before so many have asked at once.
        assert self._met.wait(30)
        with self._lock:
            self._now -= 1
        return answer(self.sdl(int(received.path.strip("/"))))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(folder: Path, urls: list[str], *, first: str = "", each: str = "") -> None:
    tables = [f'[sources.s{nth:03}]\nendpoint = "{url}"\n{each}' for nth, url in enumerate(urls)]
    (folder / "drift.toml").write_text(first + "".join(tables))


@pytest.mark.parametrize(
    ("jobs", "first", "most"), [("8", "", 4), ("8", "max-per-host = 6\n", 6), ("2", "", 2)]
)
def test_few_requests_are_in_flight_to_one_server(folder: Path, jobs: str, first: str, most: int) -> None:
    api = Api(meeting=most)
    with LoopbackServer(api) as server:
        configure(folder, [f"{server.origin}/{nth}" for nth in range(12)], first=first)
        ran = drift("check", "--save", "--jobs", jobs, now=MORNING)
    assert ran.code == 0
    assert api.most == most


def test_servers_side_by_side_are_asked_at_once(folder: Path) -> None:
    everybody = threading.Barrier(16)

    def met(_received: Received) -> Reply:
        everybody.wait(30)
        return answer("type Query { a: Int }")

    with ExitStack() as servers:
        running = [servers.enter_context(LoopbackServer(met)) for _ in range(16)]
        configure(folder, [server.url for server in running])
        assert drift("check", "--save", now=MORNING).code == 0


def test_the_same_bytes_as_one_after_another(folder: Path) -> None:
    api = Api()
    with LoopbackServer(api) as server:
        configure(folder, [f"{server.origin}/{nth}" for nth in range(9)])
        drift("check", "--save", now=MORNING)
        api.sdl = lambda number: f"type Query {{ {'a' if number % 3 else 'b'}{number}: Int }}"
        alone, together = (
            drift("check", "-v", "--report", "text", "--jobs", jobs, now=EVENING) for jobs in ("1", "9")
        )
        assert (together.out, alone.code) == (alone.out, 1)
        timeless = [re.sub(r"\d+ ms|\d\.\d+ s", "", ran.err) for ran in (alone, together)]
        assert timeless[0] == timeless[1]
    assert alone.out.splitlines()[-1] == (
        "exit 1: 9 of 9 looked at; 3 breaking changes in s000, s003, s006 (--fail-on breaking)"
    )


BROKEN: dict[str, Callable[[Received], Reply | Raw]] = {
    "rubbish": lambda _received: Reply(200, "<html>", content_type="text/html"),
    "refuses": lambda _received: Reply(403, "no"),
    "hangs": lambda _received: Raw(lambda _connection, stopped: (stopped.wait(60), None)[1]),
}


@pytest.fixture
def broken() -> Iterator[list[str]]:
    with ExitStack() as servers:
        yield [servers.enter_context(LoopbackServer(handler)).url for handler in BROKEN.values()]


def test_a_fleet_of_which_some_fail_is_reported_the_same_each_time(folder: Path, broken: list[str]) -> None:
    api = Api()
    with LoopbackServer(api) as server:
        good = [f"{server.origin}/{nth}" for nth in range(57)]
        configure(
            folder, [*good[:20], broken[0], *good[20:40], *broken[1:], *good[40:]], each="timeout = 2\n"
        )
        first = drift("check", "--save", now=MORNING)
        assert first.code == 3
        api.sdl = lambda number: f"type Query {{ {'b' if number in (3, 50) else 'a'}{number}: Int }}"
        runs = [drift("check", now=EVENING) for _ in range(3)]
    assert [(ran.code, ran.out) for ran in runs] == [(1, runs[0].out)] * 3
    assert len({ran.err for ran in runs}) == 1
    assert [line[:14] for line in runs[0].err.splitlines()] == [
        "error: s020: n",
        "error: s041: n",
        "error: s042: n",
    ]
    assert runs[0].out.splitlines()[-1] == (
        "exit 1: 57 of 60 looked at; 2 breaking changes in s003, s053 (--fail-on breaking)"
    )


@pytest.mark.parametrize(
    ("changed", "options", "code", "last"),
    [
        (False, (), 3, "exit 3: 1 of 2 looked at; no changes"),
        (True, (), 1, "exit 1: 1 of 2 looked at; 1 breaking change (--fail-on breaking)"),
        (True, ("--strict-looks",), 3, "exit 3: 1 of 2 looked at; 1 breaking change (--fail-on breaking)"),
        (True, ("--fail-on", "never"), 3, "exit 3: 1 of 2 looked at; 1 breaking change (--fail-on never)"),
        (
            True,
            ("--accept", "x", "--until", "2026-10-01"),
            3,
            "exit 3: 1 of 2 looked at; 1 breaking change (--fail-on breaking)",
        ),
    ],
)
def test_what_was_found_and_what_could_not_be_checked(
    folder: Path, changed: bool, options: tuple[str, ...], code: int, last: str
) -> None:
    (folder / "a.graphql").write_text("type Query { a: Int b: Int }")
    (folder / "b.graphql").write_text("type Query { a: Int }")
    (folder / "drift.toml").write_text(
        '[sources.a]\nschema = "a.graphql"\n[sources.b]\nschema = "b.graphql"\n'
    )
    drift("check", "--save", now=MORNING)
    (folder / "b.graphql").write_text("type Query {")
    if changed:
        (folder / "a.graphql").write_text("type Query { a: Int }")
    ran = drift("check", *options, now=EVENING)
    assert (ran.code, ran.out.splitlines()[-1]) == (code, last)
    assert "error: b: " in ran.err
    if "--strict-looks" in options:
        (folder / "b.graphql").unlink()
        assert drift("check", *options, now=EVENING).code == code


def test_shards_are_disjoint_whole_and_stay_when_others_come() -> None:
    names = [f"api-{number}" for number in range(500)]
    parts = [[name for name in names if Shard(number, 7).holds(name)] for number in range(1, 8)]
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert min(map(len, parts)) > 40
    assert Shard.parse("3/10") == Shard(3, 10)
    for line in ("2025-10", "2026-01"):
        assert Shard(2, 7).holds(f"api-3/{line}") == Shard(2, 7).holds("api-3")


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "a/b", "-1/3", "1/3 "])
def test_a_shard_that_is_none_is_a_usage_error(folder: Path, text: str) -> None:
    (folder / "drift.toml").write_text('[sources.a]\nschema = "a.graphql"\n')
    ran = drift("check", "--shard", text)
    assert (ran.code, ran.out) == (2, "")
    assert "write which of how many, such as 3/10" in ran.err


def test_a_shard_is_checked_alone(folder: Path) -> None:
    for name in ("a", "b", "c"):
        (folder / f"{name}.graphql").write_text("type Query { a: Int }")
    (folder / "drift.toml").write_text(
        "".join(f'[sources.{name}]\nschema = "{name}.graphql"\n' for name in ("a", "b", "c"))
    )
    runs = [drift("check", "--save", "--shard", f"{number}/9", now=MORNING) for number in range(1, 10)]
    assert {ran.code for ran in runs} == {0}
    said = "".join(ran.err for ran in runs)
    assert sorted(re.findall(r"^(\w): stored the baseline", said, re.MULTILINE)) == ["a", "b", "c"]
    assert said.count("holds none of the sources: nothing to check") >= 6


def test_ctrl_c_ends_at_once_and_says_what_was_done(folder: Path) -> None:
    def handler(received: Received) -> Reply | Raw:
        if received.path == "/0":
            return answer("type Query { a: Int }")
        return Raw(lambda _connection, stopped: (stopped.wait(60), None)[1])

    with LoopbackServer(handler) as server:
        configure(folder, [f"{server.origin}/{nth}" for nth in range(3)])
        process = subprocess.Popen(
            [sys.executable, "-m", "drift", "check", "--save"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        stored = folder / "snapshots" / "s000" / "schema.graphql"
        for _ in range(300):
            if stored.exists() and len(server.requests) >= 3:
                break
            time.sleep(0.1)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted; 1 of 3 looked at: s000 (stored)" in said


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost(folder: Path) -> None:
    """Every version that was complete when a run was killed is there and whole, and later runs go on from it."""
    api = Api()
    chance = random.Random(16)
    with LoopbackServer(api) as server:
        configure(folder, [f"{server.origin}/{nth}" for nth in range(50)], first="max-per-host = 16\n")
        known: dict[str, list[str]] = {}
        for kill in range(KILLS + 1):
            api.sdl = lambda number, kill=kill: f"type Query {{ a{number}: Int b{kill}: Int }}"  # type: ignore[misc]
            process = subprocess.Popen(
                [sys.executable, "-m", "drift", "check", "--save", "--fail-on", "never", "-q"],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            if kill < KILLS:
                time.sleep(chance.uniform(0.4, 2.5))
                process.kill()
            _, said = process.communicate(timeout=120)
            assert process.returncode in ((-signal.SIGKILL, 0) if kill < KILLS else (0,)), said
            store = Store(folder / "snapshots")
            for name in store.sources():
                versions = store.versions(name)
                for version in versions:
                    assert store.read(name, version)
                digests = [version.digest for version in versions]
                assert digests[: len(known.get(name, []))] == known.get(name, [])
                known[name] = digests
        assert len(known) == 50
        for nth in range(50):
            text = (folder / "snapshots" / f"s{nth:03}" / "schema.graphql").read_text()
            assert f"b{KILLS}: Int" in text
            history = json.loads((folder / "snapshots" / f"s{nth:03}" / "history.json").read_text())
            assert [entry["digest"] for entry in history["versions"]] == known[f"s{nth:03}"]
