"""Every way of naming a schema gives the same canonical SDL."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import graphql
import pytest

from drift.demo.server import DemoServer
from tests.running import drift, drift_process
from tests.servers.loopback import LoopbackServer, Reply

SDL = """\
type Query { b(x: Int = 1): String a: User }
type User { id: ID! }
"""
CANONICAL = """\
# graphql-drift canonical SDL 1

type Query {
  a: User
  b(x: Int = 1): String
}

type User {
  id: ID!
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema.graphql").write_text(SDL)
    return tmp_path


def body(text: str) -> str:
    """Return canonical SDL without its first line, which differs by what a source can say."""
    return text.split("\n", 1)[1]


def introspected(sdl: str) -> dict[str, object]:
    result = graphql.graphql_sync(graphql.build_schema(sdl), graphql.get_introspection_query())
    assert result.data is not None
    return result.data


def test_a_file(folder: Path) -> None:
    ran = drift("fetch", "schema.graphql")
    assert (ran.code, ran.out, ran.err) == (0, CANONICAL, "")


def test_a_file_with_byte_order_mark_and_windows_line_ends(folder: Path) -> None:
    (folder / "windows.graphqls").write_bytes(b"\xef\xbb\xbf" + SDL.replace("\n", "\r\n").encode())
    assert drift("fetch", "windows.graphqls").out == CANONICAL


def test_several_files_a_folder_and_a_glob(folder: Path) -> None:
    parts = folder / "parts" / "deep"
    parts.mkdir(parents=True)
    first, second = SDL.splitlines()
    (folder / "parts" / "query.graphql").write_text(first)
    (parts / "user.gql").write_text(second)
    (folder / "parts" / "notes.txt").write_text("not a schema")
    assert drift("fetch", "parts/query.graphql", "parts/deep/user.gql").out == CANONICAL
    assert drift("fetch", "parts").out == CANONICAL
    assert drift("fetch", "parts/**/*.g*ql").out == CANONICAL


def test_an_error_in_one_of_several_files_names_that_file_and_its_line(folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "a.graphql").write_text("type Query {\n  a: Int\n}\n")
    (folder / "parts" / "b.graphql").write_text("\n\ntype User {\n  id ID\n}\n")
    ran = drift("fetch", "parts")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == 'error: parts/b.graphql:4:6: expected ":" and the type of the field, found "ID"\n'


def test_standard_input(folder: Path) -> None:
    assert drift_process("fetch", "-", stdin=SDL.encode()).out == CANONICAL
    asked = json.dumps(introspected(SDL)).encode()
    assert body(drift_process("fetch", "-", stdin=asked).out) == body(CANONICAL)


def test_introspection_json_with_data_without_and_bare(folder: Path) -> None:
    data = introspected(SDL)
    for name, value in {"response": {"data": data}, "data": data, "schema": data["__schema"]}.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
        ran = drift("fetch", f"{name}.json")
        assert ran.code == 0
        assert body(ran.out) == body(CANONICAL)


@pytest.fixture
def api() -> Iterator[DemoServer]:
    with DemoServer(release=1) as server:
        yield server


def test_an_endpoint(folder: Path, api: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from drift.demo import release_sdl

    (folder / "release.graphql").write_text(release_sdl(1))
    monkeypatch.setenv("DEMO_KEY", api.api_key)
    ran = drift("fetch", api.url, "-H", "X-API-Key: ${DEMO_KEY}", "-o", "live.graphql")
    assert (ran.code, ran.out, ran.err) == (0, "", "wrote live.graphql\n")
    compared = drift("diff", "release.graphql", "live.graphql", "--fail-on", "any")
    assert compared.code == 0
    assert "no changes" in compared.out


def test_a_url_that_serves_a_file(folder: Path) -> None:
    with LoopbackServer(lambda _: Reply(body=SDL, content_type="text/plain")) as server:
        ran = drift("fetch", f"{server.url}/schema.graphql")
        assert (ran.code, ran.out, ran.err) == (0, CANONICAL, "")


def test_git(folder: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments],
            check=True,
            capture_output=True,
        )

    git("init", "-q", "-b", "main")
    git("add", "schema.graphql")
    git("commit", "-qm", "first")
    (folder / "schema.graphql").write_text("type Query { c: Int }")
    assert drift("fetch", "git:main:schema.graphql").out == CANONICAL
    ran = drift("diff", "git:HEAD:schema.graphql", "schema.graphql", "--report", "json")
    found = [(change["id"], change["coordinate"]) for change in json.loads(ran.out)["changes"]]
    assert ("FIELD_REMOVED", "Query.a") in found
    assert ran.code == 1
    missing = drift("fetch", "git:nowhere:schema.graphql")
    assert missing.code in (2, 3)
    assert missing.err.count("\n") == 1


def test_a_source_and_its_versions(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.api]\nschema = "schema.graphql"\n')
    first = datetime(2026, 3, 1, 6, tzinfo=UTC)
    second = datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert drift("check", "api", "--save", "--label", "1.0", now=first).code == 0
    (folder / "schema.graphql").write_text(SDL + "enum Colour { RED }")
    assert drift("check", "api", "--save", "--label", "2.0", now=second).code == 0
    grown = CANONICAL.replace("type Query", "enum Colour {\n  RED\n}\n\ntype Query")
    assert drift("fetch", "api").out == grown
    expected = {
        "latest": grown,
        "previous": CANONICAL,
        "1.0": CANONICAL,
        "2.0": grown,
        "2026-03-01T06-00-00Z": CANONICAL,
        "2026-03-15": CANONICAL,
        "2026-04": grown,
    }
    for version, text in expected.items():
        assert drift("fetch", f"api@{version}").out == text, version
    ran = drift("fetch", "api@1.1")
    assert ran.code == 2
    assert "1.0" in ran.err


def test_what_names_nothing(folder: Path) -> None:
    ran = drift("fetch", "schema.grphql")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: schema.grphql: neither a file nor a folder nor a configured source (did you mean schema.graphql?)\n"
    )
    assert drift("fetch", "*.nothing").err == "error: *.nothing: no file matches this glob\n"
    assert drift("fetch").code == 2
