"""``drift check`` of a source that tells no schema: verdicts then and now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, execute_sync, parse, validate

from drift.delivery import findings, look
from drift.snapshots.store import Store
from tests.running import drift
from tests.servers.loopback import LoopbackServer, Received, Reply

FULL = "type Query { user(id: ID!): User limit: Int }\ntype User { id: ID! name: String age: Int }\n"
LESS = FULL.replace(" age: Int", "")
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 6, tzinfo=UTC)


class Api:
    """A server that shows no schema, and whose schema can be changed."""

    def __init__(self, sdl: str) -> None:
        self.sdl = sdl

    def __call__(self, received: Received) -> Reply:
        schema = build_schema(self.sdl)
        text = received.document["query"]
        if "__schema" in text:
            return Reply.of_json({"errors": [{"message": "GraphQL introspection is not allowed."}]}, 400)
        document = parse(text)
        if found := validate(schema, document):
            return Reply.of_json({"errors": [error.formatted for error in found]}, 400)
        return Reply.of_json(execute_sync(schema, document).formatted, 400)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sdk").mkdir()
    (tmp_path / "sdk" / "a.graphql").write_text(
        "query Age { user(id: 1) { age } }\nquery Limit { limit }\nquery Never { nothing }\n"
    )
    return tmp_path


def configure(project: Path, url: str, more: str = "introspection = false\n") -> None:
    (project / "drift.toml").write_text(
        f'[sources.api]\nendpoint = "{url}"\noperations = ["sdk/*.graphql"]\n{more}'
    )


def stored(project: Path) -> dict[str, tuple[str, str]]:
    text = (project / "snapshots" / "api" / "rehearsal.json").read_text()
    value: dict[str, Any] = json.loads(text)
    return {each["name"]: (each["verdict"], each["since"]) for each in value["operations"]}


def found(project: Path, *arguments: str) -> tuple[int, list[tuple[str, str, str]]]:
    ran = drift("check", "--report", "json", *arguments, now=LATER)
    changes = json.loads(ran.out)["changes"]
    return ran.code, [(each["severity"], each["id"], each["coordinate"]) for each in changes]


def test_verdicts_then_and_now(project: Path) -> None:
    api = Api(FULL)
    with LoopbackServer(api) as server:
        configure(project, server.url)
        nothing = drift("check", now=NOW)
        assert (nothing.code, nothing.out) == (3, "")
        assert nothing.err == (
            "error: api: nothing is stored to compare with; run `drift check api --save` to store the baseline\n"
        )
        first = drift("check", "--save", now=NOW)
        assert (first.code, first.out) == (0, "")
        assert first.err == (
            "notice: Never (sdk/a.graphql:3) is new, and is refused: sdk/a.graphql:3:15: Cannot query field 'nothing' on "
            "type 'Query'.\napi: stored the baseline, verdicts on 3 operations\n"
        )
        day = "2026-11-25"
        assert stored(project) == {
            "Age": ("accepted", day),
            "Limit": ("accepted", day),
            "Never": ("refused", day),
        }
        assert found(project, "--save") == (0, [])
        api.sdl = LESS
        assert found(project) == (1, [("BREAKING", "OPERATION_REFUSED", "Age")])
        assert stored(project)["Age"] == ("accepted", day)
        assert found(project, "--save") == (1, [("BREAKING", "OPERATION_REFUSED", "Age")])
        assert stored(project) == {
            "Age": ("refused", "2026-11-26"),
            "Limit": ("accepted", day),
            "Never": ("refused", day),
        }
        assert found(project, "--save") == (0, [])
        api.sdl = FULL
        assert found(project, "--save") == (0, [("SAFE", "OPERATION_ACCEPTED", "Age")])


def test_moving_and_formatting_an_operation_changes_nothing(project: Path) -> None:
    with LoopbackServer(Api(FULL)) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        before = (project / "snapshots" / "api" / "rehearsal.json").read_bytes()
        text = (project / "sdk" / "a.graphql").read_text()
        (project / "sdk" / "a.graphql").write_text("# a comment\n\n" + text.replace("{ ", "{\n  "))
        assert found(project, "--save") == (0, [])
    assert (project / "snapshots" / "api" / "rehearsal.json").read_bytes() == before


def test_an_accepted_finding_and_a_threshold(project: Path) -> None:
    api = Api(FULL)
    with LoopbackServer(api) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        api.sdl = LESS
        assert drift("check", "--fail-on", "never", now=LATER).code == 0
        assert drift("check", "--accept", "we know", now=LATER).code == 0
        assert 'change     = "OPERATION_REFUSED"' in (project / "drift.toml").read_text()
        assert drift("check", now=LATER).code == 0


def test_a_server_that_refuses_introspection_is_rehearsed_unasked(project: Path) -> None:
    api = Api(FULL)
    with LoopbackServer(api) as server:
        configure(project, server.url, more="")
        first = drift("check", "--save", now=NOW)
        assert first.code == 0
        assert "introspection is turned off" in first.err
        assert "; its operations were rehearsed instead\n" in first.err
        api.sdl = LESS
        assert found(project) == (1, [("BREAKING", "OPERATION_REFUSED", "Age")])


def test_a_stored_schema_that_is_not_told_any_more_is_an_error(project: Path) -> None:
    (project / "schema.graphql").write_text(FULL)
    (project / "drift.toml").write_text('[sources.api]\nschema = "schema.graphql"\n')
    assert drift("check", "--save", now=NOW).code == 0
    with LoopbackServer(Api(FULL)) as server:
        configure(project, server.url, more="")
        ran = drift("check", "--save", now=LATER)
    assert (ran.code, ran.out) == (3, "")
    assert not (project / "snapshots" / "api" / "rehearsal.json").exists()


def test_a_key_that_lost_a_right(project: Path) -> None:
    api = Api(FULL)
    names = "abcdefghij"
    (project / "sdk" / "a.graphql").write_text(
        "".join(f"query {name} {{ {name}: limit }}\n" for name in names)
    )
    with LoopbackServer(api) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        api.sdl = "type Query { other: Int }"
        ran = drift("check", "--save", now=LATER)
        assert (ran.code, ran.out) == (3, "")
        assert "refuses 10 of 10 operations that it accepted before" in ran.err
        assert {verdict for verdict, _ in stored(project).values()} == {"accepted"}
        assert drift("check", "--save", "--accept-reduced-view", now=LATER).code == 1


def test_what_could_not_be_asked_keeps_its_verdict(project: Path) -> None:
    api = Api(FULL)

    def respond(received: Received) -> Reply:
        return (
            Reply(500, "oops", "text/plain") if "query Age" in received.document["query"] else api(received)
        )

    with LoopbackServer(api) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        server.handler = respond
        ran = drift("check", "--save", now=LATER)
    assert ran.code == 3
    assert "error: api: 1 operation could not be asked, the first Age: the server answered 500" in ran.err
    assert stored(project)["Age"] == ("accepted", "2026-11-25")


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', '{"format": 1, "operations": [{}]}', "{"])
def test_a_damaged_record_is_said_and_kept(text: str, project: Path) -> None:
    with LoopbackServer(Api(FULL)) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        path = project / "snapshots" / "api" / "rehearsal.json"
        path.write_text(text)
        ran = drift("check", "--save", now=LATER)
    assert ran.code == 3
    assert "snapshots/api/rehearsal.json is not what this release writes" in ran.err
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("introspection = 1\n", "sources.api.introspection: must be true or false"),
        (
            'introspection = false\nrehearse = ["mutation"]\n',
            'is a list of mutations and subscriptions, not "mutation"',
        ),
    ],
)
def test_configuration(more: str, said: str, project: Path) -> None:
    configure(project, "https://api.example/graphql", more)
    ran = drift("check")
    assert ran.code == 2
    assert said in ran.err


def test_who_knows_of_such_sources(project: Path) -> None:
    with LoopbackServer(Api(FULL)) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        assert "verdicts on 3 operations" in drift("status", now=NOW).out
        assert "verdicts on 3 operations stored" in drift("sources").out
        assert drift("fetch", "api").err == (
            "error: api: is configured as telling no schema (introspection = false); `drift check api` and "
            "`drift rehearse api` ask its server about your operations\n"
        )
        ran = drift("check", "--label", "2", "--save")
        assert ran.code == 2


def test_a_look_carries_verdicts_to_the_job_that_publishes(project: Path, tmp_path: Path) -> None:
    from drift.config_file import load

    api = Api(FULL)
    with LoopbackServer(api) as server:
        configure(project, server.url)
        drift("check", "--save", now=NOW)
        before = (project / "snapshots" / "api" / "rehearsal.json").read_text()
        api.sdl = LESS
        drift("check", "--save", now=LATER)
    path = project / "snapshots" / "api" / "rehearsal.json"
    after = path.read_text()
    path.write_text(before)
    config = load(None)
    look.write(look.Look("api", 1, LATER, rehearsal=after), tmp_path / "looks" / "api")
    looks = look.read_all(tmp_path / "looks", config.sources, LATER)
    assert [each.rehearsal for each in looks] == [after]
    gathered = findings.gather(config, Store(config.snapshot_folder), looks, LATER.date())
    assert [[change.id for change in report.changes] for report in gathered.reports] == [
        ["OPERATION_REFUSED"]
    ]
    assert gathered.title() == "api: 2 of your 3 operations refused by the server, 1 accepted"
    (tmp_path / "looks" / "api" / "rehearsal.json").write_text(
        '{"format": 1, "operations": [{"name": "<img>"}]}'
    )
    with pytest.raises(Exception, match="is not what this release writes"):
        look.read_all(tmp_path / "looks", config.sources, LATER)


@pytest.mark.parametrize("command", ["log", "support"])
def test_a_source_with_verdicts_alone_has_no_versions(project: Path, command: str) -> None:
    with LoopbackServer(Api(FULL)) as server:
        configure(project, server.url)
        assert drift("check", "--save").code == 0
    ran = drift(command, "api")
    assert (ran.code, ran.err) == (
        3,
        "error: api: its server tells no schema, so there are verdicts on your operations and no versions; "
        "`drift check api` shows what changed\n",
    )
