"""The values of harmless headers stay in schemas; keys that a server writes into its schema never arrive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import build_schema

from tests.running import drift
from tests.servers.graphql_core import serve
from tests.servers.loopback import LoopbackServer, Reply, always

KEY = "k3y-that-must-not-leak"
SDL = '''
"""All the data of the team; data only."""
type Query { data(team: String = "data"): Dataset }
type Dataset { data: [String] @deprecated(reason: "data is gone") }
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("API_KEY", KEY)
    return tmp_path


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def configure(folder: Path, url: str, kind: str = "endpoint") -> None:
    (folder / "drift.toml").write_text(
        f'[sources.api]\n{kind} = "{url}"\nheaders = {{ X-API-Key = "${{API_KEY}}", X-Team = "data" }}\n'
    )


def test_a_header_that_is_an_ordinary_word_blanks_nothing(folder: Path) -> None:
    with serve(SDL) as server:
        plain = drift("fetch", server.url)
        ran = drift("fetch", server.url, "-H", "X-Team: data", "-o", "out.graphql")
        printed = drift("fetch", server.url, "-H", "X-Team: data", "-H", f"X-API-Key: {KEY}")
        configure(folder, server.url)
        assert drift("check", "api", "--save").code == 0
    assert (ran.code, ran.err) == (0, "wrote out.graphql\n")
    assert plain.out == printed.out == (folder / "out.graphql").read_text()
    assert (folder / "snapshots/api/schema.graphql").read_text() == plain.out
    assert 'data(team: String = "data")' in plain.out
    report = drift("diff", "out.graphql", "api@latest", "--report", "json").out
    assert "[redacted]" not in report


def test_a_server_that_echoes_such_a_word_in_an_error_is_redacted(folder: Path) -> None:
    with LoopbackServer(always(Reply.of_json({"errors": [{"message": "no team data"}]}, 400))) as server:
        ran = drift("fetch", server.url, "-H", "X-Team: data")
    assert ran.code == 3
    assert "no team [redacted]" in ran.err


@pytest.mark.parametrize("place", ["description", "default", "reason", "url", "base64"])
def test_a_key_in_a_schema_is_taken_out_of_all_that_is_stored_and_shown(folder: Path, place: str) -> None:
    sdl = {
        "description": f'"""The key is {KEY}."""\ntype Query {{ a: Int }}',
        "default": f'type Query {{ a(key: String = "{KEY}"): Int }}',
        "reason": f'type Query {{ a: Int @deprecated(reason: "not for {KEY}") }}',
        "url": f'scalar U @specifiedBy(url: "https://example.com/?key={KEY}") type Query {{ a: U }}',
        "base64": '"azN5LXRoYXQtbXVzdC1ub3QtbGVhaw==" type Query { a: Int }',
    }[place]
    with serve(build_schema(sdl)) as server:
        configure(folder, server.url)
        first = drift("check", "api", "--save")
        again = drift("check", "api", "--save", "--report", "json", "--report", "html=r.html")
        printed = drift("fetch", "api")
    assert (first.code, again.code, printed.code) == (0, 0, 0)
    assert "wrote a secret that it was sent into its schema; it was taken out (one place)" in printed.err
    assert "[redacted]" in printed.out
    # What is compared is what is stored: the second check finds no change.
    assert json.loads(again.out)["changes"] == []
    assert [notice for notice in json.loads(again.out)["notices"] if "Change the key" in notice]
    seen = first.out + first.err + again.out + again.err + printed.out + printed.err
    for form in (KEY, "azN5LXRoYXQt"):
        assert form not in seen
        assert form.encode() not in everything(folder)


def test_a_key_in_a_published_file_is_taken_out(folder: Path) -> None:
    text = f'"The key is {KEY}." type Query {{ a: Int }}'
    with LoopbackServer(always(Reply(200, text, "text/plain"))) as server:
        configure(folder, f"{server.origin}/schema.graphql", "schema")
        assert drift("check", "api", "--save").code == 0
        printed = drift("fetch", "api")
    assert '"""The key is [redacted]."""' in printed.out
    assert "it was taken out (one place)" in printed.err
    assert KEY.encode() not in everything(folder)


def test_a_key_as_a_name_is_no_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "k3y_that_is_a_name_1234567"
    monkeypatch.setenv("API_KEY", key)
    with serve(f"type Query {{ {key}: Int }}") as server:
        configure(folder, server.url)
        ran = drift("check", "api", "--save")
    assert (ran.code, ran.out) == (3, "")
    assert 'named "[redacted]", which is not a GraphQL name' in ran.err
    assert key not in ran.err
    assert not (folder / "snapshots").exists()
