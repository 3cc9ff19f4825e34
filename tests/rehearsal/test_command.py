"""``drift rehearse`` as a user runs it: exit codes, formats, what is not asked and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, execute_sync, parse, validate

from drift.reports import FORMATS
from tests.rehearsal.test_hostile import OPERATIONS, SDL, answer, errors, is_canary
from tests.running import drift
from tests.servers.loopback import Handler, LoopbackServer, Received, Reply


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sdk").mkdir()
    for number, text in enumerate(OPERATIONS):
        (tmp_path / "sdk" / f"{number}.graphql").write_text(f"# ours\n{text}\n")
    return tmp_path


def respond(received: Received) -> Reply:
    return Reply.of_json(answer(received))


def test_what_is_said_in_text(project: Path) -> None:
    with LoopbackServer(respond) as server:
        ran = drift("rehearse", server.url, "--operations", "sdk/*.graphql")
    assert ran.out == (
        f"{server.url}: 1 of your 3 operations refused by the server, 1 accepted, 1 not asked\n"
        "operations  3 files: 3 read, 3 hold 3 operations\n"
        f"your operations → {server.url}\n"
        "\n"
        "BREAKING  1\n"
        "  ✗ Wrong is refused by the server.  [OPERATION_REFUSED]  sdk/2.graphql:2\n"
        "      sdk/2.graphql:2:29: Cannot query field 'zzzz' on type 'User'.\n"
        "      used by Wrong (sdk/2.graphql:2)\n"
        "      The server does not validate the operation, so every request with it fails.\n"
        "\n"
        "NOTICES  1\n"
        "    - not asked: Two (sdk/1.graphql:2): mutations are asked with rehearse --mutations only, by check with "
        'rehearse = ["mutations"] in drift.toml\n'
        "exit 1: 1 of your 3 operations refused by the server, 1 accepted, 1 not asked\n"
    )
    assert (ran.code, ran.err) == (1, "")


def serving(sdl: str, *, is_silent: bool = False) -> Handler:
    schema = build_schema(sdl)

    def handle(received: Received) -> Reply:
        text = received.document["query"]
        if is_silent and "__schema" in text:
            return Reply.of_json(errors("Introspection is disabled."), 400)
        found = [error.formatted for error in validate(schema, parse(text))]
        return Reply.of_json({"errors": found} if found else execute_sync(schema, parse(text)).formatted)

    return handle


def test_each_server_gets_what_fits_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q").mkdir()
    for name, field in (("Shop", "shop"), ("Board", "board"), ("Typo", "shopp"), ("Left", "out")):
        (tmp_path / "q" / f"{name}.graphql").write_text(f"query {name} {{ {field} }}")
    shop, board = serving("type Query { shop: Int }"), serving("type Query { board: Int }", is_silent=True)

    def asked(server: LoopbackServer) -> list[str]:
        names = [request.document.get("operationName") for request in server.requests]
        server.requests.clear()
        return sorted(name for name in names if name not in ("driftCanary", "IntrospectionQuery"))

    with LoopbackServer(shop) as first, LoopbackServer(board) as second:
        table = 'operations = ["q/*.graphql"]\noperations-exclude = ["q/Left.graphql"]\n'
        (tmp_path / "drift.toml").write_text(
            f'[sources.shop]\nendpoint = "{first.url}"\n{table}'
            f'[sources.board]\nendpoint = "{second.url}"\nintrospection = false\n{table}'
        )
        assert drift("check", "--save").code == 0
        assert asked(second) == ["Board", "Typo"]
        first.requests.clear()
        ran = drift("rehearse", "--report", "json=r.json")
        assert (ran.code, asked(first), asked(second)) == (1, ["Shop", "Typo"], ["Board", "Typo"])
        reports = [json.loads((tmp_path / f"r-{name}.json").read_text()) for name in ("shop", "board")]
        assert [report["notices"] for report in reports] == [
            ["not asked: Board (q/Board.graphql:1): of another API: it fits board"],
            ["not asked: Shop (q/Shop.graphql:1): of another API: it fits shop"],
        ]
        (tmp_path / "q" / "Typo.graphql").unlink()
        ran = drift("rehearse")
        assert (ran.code, asked(first), asked(second)) == (0, ["Shop"], ["Board"])
        (tmp_path / "drift.toml").write_text((tmp_path / "drift.toml").read_text() + 'same-api-as = "shop"\n')
        assert drift("rehearse", "board").code == 1
        assert asked(second) == ["Board", "Shop"]


def test_exit_codes(project: Path) -> None:
    (project / "sdk" / "2.graphql").unlink()
    with LoopbackServer(respond) as server:
        assert drift("rehearse", server.url, "--operations", "sdk/*").code == 0
        assert drift("rehearse", server.url, "--operations", "sdk/*", "--mutations").code == 0
        assert (
            drift("rehearse", server.url, "--operations", "sdk/*", "--mutations", "--max-requests", "4").code
            == 3
        )
        assert drift("rehearse", server.url).code == 2
        assert drift("rehearse").code == 2
        assert drift("rehearse", server.url, "--operations", "nothing/*").code == 2
    with LoopbackServer(lambda _: Reply.of_json({"data": {"__typename": "Query"}})) as server:
        ran = drift("rehearse", server.url, "--operations", "sdk/*")
    assert (ran.code, ran.out, len(server.requests)) == (3, "", 1)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_what_is_refused_and_where(name: str, project: Path) -> None:
    with LoopbackServer(respond) as server:
        ran = drift("rehearse", server.url, "--operations", "sdk/*", "--report", f"{name}=out", "--mutations")
    text = (project / "out").read_text()
    assert ran.code == 1
    assert "zzzz" in text
    assert "sdk/2.graphql" in text
    assert "1 of your 3 operations refused by the server, 2 accepted" in text or name in ("gitlab", "json")


def test_json(project: Path) -> None:
    with LoopbackServer(respond) as server:
        ran = drift("rehearse", server.url, "--operations", "sdk/*", "--report", "json")
    report: dict[str, Any] = json.loads(ran.out)
    assert [(each["name"], each["line"], each["verdict"]) for each in report["operations"]] == [
        ("One", 2, "accepted"),
        ("Two", 2, "not-asked"),
        ("Wrong", 2, "refused"),
    ]
    assert report["operations"][1]["errors"] == [
        "not asked: mutations are asked with rehearse --mutations only, by check with "
        'rehearse = ["mutations"] in drift.toml'
    ]
    assert [(each["id"], each["coordinate"], each["kind"]) for each in report["changes"]] == [
        ("OPERATION_REFUSED", "Wrong", "operation")
    ]


def test_a_source_with_a_schema_that_its_server_disagrees_with(project: Path) -> None:
    """What the stored schema has, the server hides; what it lacks, the server has."""
    with LoopbackServer(respond) as server:
        (project / "drift.toml").write_text(
            f'[sources.api]\nendpoint = "{server.url}"\noperations = ["sdk/*.graphql"]\n'
        )
        (project / "sdk" / "3.graphql").write_text("query More { limit }")
        stored = project / "stored.graphql"
        stored.write_text("type Query { user(id: ID!): User }\ntype User { name: String zzzz: Int }\n")
        (project / "old.toml").write_text('[sources.api]\nschema = "stored.graphql"\n')
        assert drift("check", "api", "--save", "--config", "old.toml").code == 0
        ran = drift("rehearse", "api")
    version = next((project / "snapshots" / "api" / "versions").iterdir()).stem
    assert (
        f"valid in api@{version}: the server hides something from this key, or has changed since" in ran.out
    )
    assert f"More is accepted, and is not valid in api@{version}: sdk/3.graphql:1:14" in ran.out
    assert ran.code == 1


def test_a_key_goes_to_its_host_and_into_no_output(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "s3cret-of-the-test")
    echo = {"message": "Cannot query field 'zzzz' for s3cret-of-the-test"}

    def echoing(received: Received) -> Reply:
        return respond(received) if is_canary(received) else Reply.of_json({"errors": [echo]})

    with LoopbackServer(echoing) as server:
        (project / "drift.toml").write_text(
            f'[sources.api]\nendpoint = "{server.url}"\noperations = ["sdk/*"]\n'
            'headers = { "X-API-Key" = "${API_KEY}" }\nkey-host = "elsewhere.example"\n'
        )
        refused = drift("rehearse", "api")
        assert (refused.code, len(server.requests)) == (2, 0)
        (project / "drift.toml").write_text((project / "drift.toml").read_text().replace("key-host", "# "))
        ran = drift("rehearse", "api", "-v", "--report", "json")
    assert ran.code == 1
    assert all(request.headers["x-api-key"] == "s3cret-of-the-test" for request in server.requests)
    assert "s3cret" not in ran.out + ran.err


def test_a_fragment_that_no_operation_needs_is_not_in_the_way(project: Path) -> None:
    (project / "sdk" / "alone.graphql").write_text("fragment Alone on User { name }\n")
    (project / "old.graphql").write_text(SDL)
    with LoopbackServer(respond) as server:
        (project / "drift.toml").write_text(
            f'[sources.api]\nendpoint = "{server.url}"\noperations = ["sdk/*.graphql"]\n'
        )
        assert drift("import", "api", "old.graphql").code == 0
        ran = drift("rehearse", "api")
    assert ran.code == 1, ran.err
    assert "not valid in api@" in ran.out


def test_what_a_server_says_is_one_span_of_markdown(project: Path) -> None:
    said = "`a` | ``b`` @team fixes #1 <img src=x> [x](https://evil.example) \n\n# H\n::error::no"

    def refuse(received: Received) -> Reply:
        return Reply.of_json(answer(received) if is_canary(received) else errors(said))

    (project / "sdk" / "1.graphql").unlink()
    (project / "sdk" / "2.graphql").unlink()
    with LoopbackServer(refuse) as server:
        ran = drift("rehearse", server.url, "--operations", "sdk/*", "--report", "markdown")
    assert (
        "  - ```sdk/0.graphql:2:1: `a` | ``b`` @team fixes #1 <img src=x> [x](https://evil.example) # H ::error::no```\n"
    ) in ran.out
