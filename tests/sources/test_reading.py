"""References told apart, and several places read as one schema."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import graphql
import pytest

from drift.sources.reference import Files, Git, Live, Reference, Stdin, Stored, Url, parse
from tests.running import drift
from tests.servers.loopback import LoopbackServer, Received, Reply

QUERY = "type Query {\n  a: A\n}\n"
REST = "\ntype A {\n  id: ID!\n}\n"
WHOLE = "type A {\n  id: ID!\n}\n\ntype Query {\n  a: A\n}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", Stdin()),
        ("git:main:a.graphql", Git("git:main:a.graphql", "main", "a.graphql")),
        ("git:a.graphql", Git("git:a.graphql", "", "a.graphql")),
        ("https://example.com/a", Url("https://example.com/a")),
        ("HTTPS://example.com/a@b", Url("https://example.com/a@b")),
        ("api", Live("api")),
        ("api@latest", Stored("api@latest", "api", "latest")),
        ("api@", Stored("api@", "api", "")),
        ("gone@1.0", Stored("gone@1.0", "gone", "1.0")),
        ("gone", Files("gone")),
        ("./api", Files("./api")),
        ("apis", Files("apis")),
        ("a@b.graphql", Files("a@b.graphql")),
        ("git/schema.graphql", Files("git/schema.graphql")),
        ("http.graphql", Files("http.graphql")),
        ("", Files("")),
    ],
)
def test_what_a_reference_is(text: str, expected: Reference) -> None:
    assert parse(text, is_source="api".__eq__, is_stored="gone".__eq__) == expected


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a commit of two halves of a schema, which are gone from the working tree."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.graphql").write_text(QUERY)
    (tmp_path / "b.graphql").write_text(REST)
    for command in ("init -q -b main", "add a.graphql b.graphql", "commit -qm one"):
        identity = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run([*identity, *command.split()], check=True, capture_output=True)
    (tmp_path / "c.graphql").write_text(REST)
    (tmp_path / "a.graphql").unlink()
    (tmp_path / "b.graphql").unlink()
    return tmp_path


def configure(folder: Path, *places: str, more: str = "") -> None:
    (folder / "drift.toml").write_text(f"[sources.api]\nschema = {json.dumps(places)}\n{more}")


def endpoint(sdl: str) -> Reply:
    result = graphql.graphql_sync(graphql.build_schema(sdl), graphql.get_introspection_query())
    return Reply.of_json({"data": result.data})


def serve(request: Received) -> Reply:
    if request.path == "/graphql":
        return endpoint(WHOLE)
    return Reply(body={"/a.graphql": QUERY, "/b.graphql": REST}[request.path], content_type="text/plain")


@pytest.mark.parametrize(
    "places",
    [
        ("git:HEAD:a.graphql", "git:HEAD:b.graphql"),
        ("git:main:a.graphql", "c.graphql"),
        ("c.graphql", "git:main:a.graphql"),
        ("BASE/a.graphql", "c.graphql"),
        ("BASE/a.graphql", "BASE/b.graphql"),
        ("git:HEAD:a.graphql", "BASE/b.graphql"),
    ],
)
def test_several_places_are_one_schema(folder: Path, places: tuple[str, ...]) -> None:
    with LoopbackServer(serve) as server:
        named = [place.replace("BASE", server.url.removesuffix("/graphql")) for place in places]
        configure(folder, *named)
        ran = drift("fetch", "api")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == "# graphql-drift canonical SDL 1\n\n" + WHOLE
        assert drift("fetch", *named).out == ran.out
        assert drift("check", "--save").code == 0
        history = json.loads((folder / "snapshots" / "api" / "history.json").read_text())
        assert history["versions"][0]["origin"] == ", ".join(named)


def test_what_may_be_secret_in_several_urls_is_in_no_origin(folder: Path) -> None:
    with LoopbackServer(serve) as server:
        base = server.url.removesuffix("/graphql")
        configure(folder, "c.graphql", f"{base}/a.graphql?edition=2")
        assert drift("check", "--save").code == 0
        origin = json.loads((folder / "snapshots/api/history.json").read_text())["versions"][0]["origin"]
        assert origin == f"c.graphql, {base}/a.graphql"
        assert json.loads(drift("sources", "--json").out)[0]["origin"] == origin


def test_an_endpoint_and_what_a_client_adds_to_it(folder: Path) -> None:
    """What the endpoint can't tell is not known of the whole: an applied directive that it may have is not a change."""
    (folder / "client.graphql").write_text(
        "directive @local on FIELD_DEFINITION\nextend type A {\n  seen: Boolean @local\n  old: Int @deprecated\n}\n"
    )
    (folder / "whole.graphql").write_text(WHOLE.replace("  id: ID!\n", "  id: ID! @key\n  seen: Boolean\n"))
    (folder / "answer.json").write_bytes(endpoint(WHOLE).body.encode())  # type: ignore[union-attr]
    with LoopbackServer(serve) as server:
        for whole in (server.url, "answer.json"):
            configure(folder, whole, "client.graphql")
            ran = drift("fetch", "api")
            first, _, text = ran.out.partition("\n")
            assert first.startswith("# graphql-drift canonical SDL 1; omits applied-directives")
            assert "type A {\n  id: ID!\n  old: Int @deprecated" in text
            ran = drift("diff", "whole.graphql", "api", "--report", "json")
            report = json.loads(ran.out)
            found = [(change["id"], change["coordinate"]) for change in report["changes"]]
            assert [change for change in found if "APPLIED" in change[0]] == []
            assert ("FIELD_ADDED", "A.old") in found
            where = {change["coordinate"]: change["new_location"] for change in report["changes"]}
            assert where["A.old"] == {"path": "client.graphql", "line": 4}


def test_an_error_and_a_notice_name_their_place(folder: Path) -> None:
    configure(folder, "git:HEAD:a.graphql", "c.graphql", "d.graphql")
    (folder / "d.graphql").write_text("\n\ntype B {\n  x: Int\n  x: Int\n}\n")
    ran = drift("fetch", "api")
    assert ran.code == 0
    assert ran.err.startswith("notice: d.graphql:5: B.x ")
    (folder / "d.graphql").write_text("\ntype B {\n  x Int\n}\n")
    ran = drift("fetch", "api")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith('error: d.graphql:3:5: expected ":"')
    configure(folder, "git:HEAD:a.graphql", "git:HEAD:missing.graphql")
    ran = drift("fetch", "api")
    assert ran.code == 3
    assert 'no "missing.graphql" in commit "HEAD"' in ran.err


def test_one_place_that_can_not_be_read_stores_nothing(folder: Path) -> None:
    with LoopbackServer(lambda _: Reply(404)) as server:
        configure(folder, "c.graphql", server.url.replace("/graphql", "/a.graphql"))
        assert drift("check", "--save").code == 3
        assert not (folder / "snapshots").exists()


def test_a_key_goes_to_one_host_only(folder: Path) -> None:
    with LoopbackServer(serve) as one, LoopbackServer(serve) as other:
        places = [
            server.url.replace("/graphql", f"/{name}.graphql") for server, name in ((one, "a"), (other, "b"))
        ]
        header = 'headers = { "X-API-Key" = "${DRIFT_TEST_KEY}" }\n'
        configure(folder, *places, more=header)
        ran = drift("fetch", "api")
        assert ran.code == 2
        assert "headers: would go to 2 hosts" in ran.err
        host = one.url.removeprefix("http://").removesuffix("/graphql")
        configure(folder, *places, more=f'{header}key-host = "{host}"\n')
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("DRIFT_TEST_KEY", "s3cret-s3cret")
            assert drift("fetch", "api").code == 0
        assert [request.headers.get("x-api-key") for request in one.requests] == ["s3cret-s3cret"]
        assert [request.headers.get("x-api-key") for request in other.requests] == [None]
        configure(folder, *places)
        ran = drift("fetch", "api", "-H", "X-API-Key: s3cret-s3cret")
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert "say with key-host" in ran.err
        assert (len(one.requests), len(other.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("-", "standard input"),
        ("git:a.graphql", "write git:REVISION:PATH"),
        ("git:main:", "write git:REVISION:PATH"),
        ("../a.graphql", "leads out of the folder"),
    ],
)
def test_places_that_no_source_can_have(folder: Path, place: str, said: str) -> None:
    configure(folder, "c.graphql", place)
    ran = drift("fetch", "api")
    assert ran.code == 2
    assert ran.err.startswith("error: drift.toml:2: sources.api.schema: ")
    assert said in ran.err


def test_git_is_read_from_the_folder_of_the_configuration(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    configure(folder, "git:HEAD:./a.graphql", "git:HEAD:b.graphql")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    ran = drift("fetch", "api", "--config", str(folder / "drift.toml"), cwd=elsewhere)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "# graphql-drift canonical SDL 1\n\n" + WHOLE
