"""Looking twice, and what must hold before a schema takes the place of a stored one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_check import contents
from tests.running import Ran, drift
from tests.servers.graphql_core import NO_LIMITS, Limits, serve
from tests.servers.loopback import Handler, LoopbackServer, Raw, Received, Reply

OLD = "type Query { a: Int b: Int }"
NEW = "type Query { a: Int }"
LARGER = "type Query { a: Int b: Int c: Int }"
GONE = Reply(404, "", "text/plain")


def core(sdl: str, limits: Limits = NO_LIMITS) -> Handler:
    with serve(sdl, limits) as server:
        return server.handler


class Turns:
    """Serves one schema after the other: each check, however many requests it takes, gets the next one."""

    def __init__(self, *handlers: Handler) -> None:
        self.handlers = list(handlers)
        self.looks = 0

    def __call__(self, received: Received) -> Reply | Raw:
        # The first request of a check asks for everything.
        if received.method == "POST" and "isOneOf" in received.document["query"]:
            self.looks += 1
        return self.handlers[min(max(self.looks, 1), len(self.handlers)) - 1](received)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def once(reply: Reply) -> Handler:
    return lambda _received: reply


@pytest.fixture
def turns(folder: Path) -> Iterator[Turns]:
    handler = Turns(core(OLD))
    with LoopbackServer(handler) as server:
        (folder / "drift.toml").write_text(f'[sources.api]\nendpoint = "{server.url}"\ntimeout = 10\n')
        assert drift("check", "api", "--save").code == 0
        handler.looks = 0
        yield handler


def saved(*options: str) -> Ran:
    return drift("check", "api", "--save", *options)


def test_breaking_changes_that_stay_are_stored_after_a_second_look(turns: Turns, folder: Path) -> None:
    turns.handlers = [core(NEW), core(NEW)]
    started = time.monotonic()
    ran = saved("--confirm", "0.3", "-v")
    assert time.monotonic() - started > 0.3
    assert turns.looks == 2
    assert ran.code == 1
    assert "FIELD_REMOVED" in ran.out
    assert "api: breaking changes; checking again in 0.3 s" in ran.err
    assert "api: stored version" in ran.err
    assert (folder / "snapshots/api/schema.graphql").read_text().count("Int") == 1


@pytest.mark.parametrize("second", [OLD, LARGER, "type Query { a: ID }"])
def test_two_schemas_in_turn_are_neither_reported_nor_stored(turns: Turns, folder: Path, second: str) -> None:
    before = contents(folder)
    turns.handlers = [core(NEW), core(second)]
    ran = saved("--confirm", "0.05", "--report", "json=r.json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "error: api: two checks 0.05 s apart showed different schemas, as servers do while a deployment rolls; "
        "nothing was stored or reported; run again when it has settled, or with --confirm 0\n"
    )
    assert contents(folder) == before


def test_a_second_look_that_fails_stores_nothing(turns: Turns, folder: Path) -> None:
    before = contents(folder)
    turns.handlers = [core(NEW), once(GONE)]
    ran = saved("--confirm", "0.05")
    assert (ran.code, ran.out) == (3, "")
    assert "404 Not Found" in ran.err
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("new", "options"),
    [
        (LARGER, ("--save", "--confirm", "0.05")),
        (OLD, ("--save", "--confirm", "0.05")),
        (NEW, ("--save", "--confirm", "0")),
        (NEW, ("--confirm", "0.05")),
        (NEW, ("--save",)),
    ],
    ids=["safe change", "no change", "turned off", "without --save", "this machine"],
)
def test_one_look_is_enough(turns: Turns, new: str, options: tuple[str, ...]) -> None:
    turns.handlers = [core(new), once(GONE)]
    assert drift("check", "api", *options).code == (1 if new == NEW else 0)
    assert turns.looks == 1


def test_what_is_stored_already_is_not_confirmed_again(turns: Turns) -> None:
    turns.handlers = [core(NEW), core(NEW), core(NEW), once(GONE)]
    assert saved("--confirm", "0.05").code == 1
    assert turns.looks == 2
    assert saved("--confirm", "0.05", "--against", "previous").code == 1
    assert turns.looks == 3


def test_the_pause_can_be_configured(turns: Turns, folder: Path) -> None:
    config = folder / "drift.toml"
    config.write_text(config.read_text() + "confirm = 0.05\n")
    turns.handlers = [core(NEW), core(OLD)]
    assert "two checks 0.05 s apart" in saved().err
    turns.looks = 0
    assert saved("--confirm", "0").code == 1


@pytest.mark.parametrize("value", ["-1", '"5"', "true", "nan", "inf", "1e9"])
def test_a_wrong_pause_is_an_error(folder: Path, value: str) -> None:
    (folder / "drift.toml").write_text(f'[sources.api]\nschema = "s.graphql"\nconfirm = {value}\n')
    ran = drift("check", "api")
    assert ran.code == 2
    assert "drift.toml:3: sources.api.confirm: must be a number of seconds from 0 to a day" in ran.err


def test_a_published_file_is_looked_at_twice_as_well(folder: Path) -> None:
    texts = [OLD, NEW, OLD]
    with LoopbackServer(lambda _received: Reply(200, texts.pop(0), "text/plain")) as server:
        (folder / "drift.toml").write_text(f'[sources.api]\nschema = "{server.origin}/s.graphql"\n')
        saved()
        ran = saved("--confirm", "0.05")
    assert ran.code == 3
    assert "showed different schemas" in ran.err


def test_files_are_looked_at_once(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.api]\nschema = "s.graphql"\n')
    (folder / "s.graphql").write_text(OLD)
    saved()
    (folder / "s.graphql").write_text(NEW)
    started = time.monotonic()
    assert saved("--confirm", "60").code == 1
    assert time.monotonic() - started < 30


# Gates


def rework(change: Any) -> Limits:
    def apply(answer: dict[str, Any], _received: Received) -> dict[str, Any]:
        change(answer["data"]["__schema"])
        return answer

    return Limits(rework=apply)


def no_query_type(schema: dict[str, Any]) -> None:
    schema["queryType"] = None
    # A type named Query would be the root by its name, as in SDL.
    next(type_ for type_ in schema["types"] if type_["name"] == "Query")["name"] = "Root"


def no_fields(schema: dict[str, Any]) -> None:
    next(type_ for type_ in schema["types"] if type_["name"] == "Query")["fields"] = []


SENSELESS = {"no query root": no_query_type, "no fields": no_fields}


@pytest.mark.parametrize("change", SENSELESS.values(), ids=SENSELESS.keys())
def test_an_endpoint_without_queries_is_neither_a_baseline_nor_a_version(
    turns: Turns, folder: Path, change: Any
) -> None:
    before = contents(folder)
    turns.handlers = [core(OLD, rework(change))]
    ran = saved("--confirm", "0")
    assert (ran.code, ran.out) == (3, "")
    assert "the source shows less than the stored version" in ran.err
    assert "it shows no query root operation type with fields in it" in ran.err
    assert contents(folder) == before
    with LoopbackServer(core(OLD, rework(change))) as server:
        (folder / "drift.toml").write_text(f'[sources.fresh]\nendpoint = "{server.url}"\n')
        ran = drift("check", "fresh", "--save")
        assert ran.code == 3
        assert ran.err.startswith("error: fresh: it shows no query root operation type with fields in it.")
        assert not (folder / "snapshots/fresh").exists()
        assert drift("check", "fresh", "--save", "--accept-reduced-view").code == 0


def test_a_file_may_be_a_part_of_a_schema_until_it_was_whole(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.part]\nschema = "s.graphql"\n')
    (folder / "s.graphql").write_text("type Product { id: ID }")
    assert drift("check", "part", "--save").code == 0
    (folder / "s.graphql").write_text("type Product { id: ID } type Query { p: Product }")
    assert drift("check", "part", "--save").code == 0
    (folder / "s.graphql").write_text("type Product { id: ID } type Shop { p: Product }")
    ran = drift("check", "part", "--save")
    assert ran.code == 3
    assert "no query root operation type" in ran.err


def test_capabilities_that_are_lost_are_refused_and_ones_that_are_won_are_no_change(
    turns: Turns, folder: Path
) -> None:
    old = core(OLD, Limits(lacks=frozenset({"__Type.specifiedByURL", "__Type.isOneOf"})))
    turns.handlers = [old]
    ran = saved()
    assert ran.code == 3
    assert "it no longer shows one-of, specified-by" in ran.err
    assert saved("--accept-reduced-view").code == 0
    assert "one-of, specified-by" in (folder / "snapshots/api/schema.graphql").read_text()
    turns.handlers = [core(OLD)]
    ran = saved()
    assert ran.code == 0
    assert "stored version" in ran.err
    assert "specified-by" not in (folder / "snapshots/api/schema.graphql").read_text()


def test_a_kind_that_is_gone_takes_no_capability_along(turns: Turns) -> None:
    turns.handlers = [core(f"{OLD} interface I {{ a: Int }} input J {{ a: Int }}")]
    assert saved().code == 0
    turns.handlers = [core(OLD)]
    ran = saved()
    assert ran.code == 0
    assert ran.out.startswith("api: 2 safe changes\n")
    assert "types removed, unreachable" in ran.out


def test_the_gate_looks_at_the_newest_version_whatever_is_compared(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    types = "\n".join(f"type T{number} {{ id: ID }}" for number in range(9))
    for sdl, label in ((OLD, "1"), (f"{OLD} {types}", "2")):
        (folder / "s.graphql").write_text(sdl)
        assert drift("check", "s", "--save", "--label", label).code == 0
    (folder / "s.graphql").write_text(OLD)
    ran = drift("check", "s", "--save", "--against", "1")
    assert ran.code == 3
    assert "it shows 1 where 10 types are stored" in ran.err


def _types(count: int) -> str:
    """Return a schema with this many types, Query among them."""
    return "type Query { a: Int } " + " ".join(f"type T{number} {{ id: ID }}" for number in range(1, count))


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [(8, 4, 0), (8, 3, 3), (9, 5, 0), (9, 4, 3), (7, 3, 0), (7, 1, 0)],
    ids=["half of 8", "less than half of 8", "5 of 9", "4 of 9", "a handful", "one of a handful"],
)
def test_less_than_half_of_eight_types_or_more_is_a_reduced_view(
    folder: Path, before: int, now: int, code: int
) -> None:
    (folder / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    (folder / "s.graphql").write_text(_types(before))
    assert drift("check", "s", "--save").code == 0
    (folder / "s.graphql").write_text(_types(now))
    ran = drift("check", "s", "--save")
    assert ran.code == code
    assert (f"it shows {now} where {before} types are stored" in ran.err) == (code == 3)
