"""The scheduled workflow with an API that tells no schema: a pull request with what its server refuses now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from drift.delivery.starter import workflow
from tests.delivery.github_server import FakeGitHub
from tests.delivery.scheduled import WORKFLOW, Watching
from tests.running import drift_process
from tests.servers.loopback import LoopbackServer, Received, Reply

pytestmark = pytest.mark.slow
MISSING = {"message": "Variable '$driftGuard' of required type 'Boolean!' was not provided."}


def test_verdicts_alone_go_all_the_way(tmp_path: Path) -> None:
    schema = [build_schema("type Query { a: Int b: Int }")]

    def respond(received: Received) -> Reply:
        text = received.document["query"]
        if "__schema" in text:
            return Reply.of_json({"errors": [{"message": "Introspection is disabled."}]}, 400)
        found = [error.formatted for error in validate(schema[0], parse(text))]
        return Reply.of_json({"errors": found or [MISSING]})

    github = FakeGitHub()
    with github.server() as server, LoopbackServer(respond) as api:
        watching = Watching(tmp_path, server.origin, github)
        (watching.clone / "drift.toml").write_text(
            f'[sources.api]\nendpoint = "{api.url}"\nintrospection = false\noperations = ["ops/*.graphql"]\n'
            "confirm = 0\n"
        )
        (watching.clone / "ops").mkdir()
        for name in ("a", "b"):
            (watching.clone / "ops" / f"{name}.graphql").write_text(f"query {name.upper()} {{ {name} }}\n")
        path = watching.clone / WORKFLOW
        path.parent.mkdir(parents=True)
        path.write_text(workflow(()))
        ran = drift_process("check", "--save", cwd=watching.clone)
        assert ran.code == 0, ran.err
        watching.commit()

        quiet = watching.run()
        assert (quiet.is_red, github.threads) == (False, []), quiet.steps["publish"].err

        schema[0] = build_schema("type Query { a: Int }")
        assert watching.run().is_red
        (request,) = github.threads
        assert request["title"] == "api: 1 of your 2 operations refused by the server, 1 accepted"
        assert "OPERATION_REFUSED" in request["body"]
        assert "  `accepted` → `refused`\n" in request["body"]
        assert "  - Used by `B` (`ops/b.graphql:1`)\n" in request["body"]
        assert watching.files("snapshots/api") == ["snapshots/api/rehearsal.json"]
        kept = json.loads(watching.git("show", "origin/drift/schemas:snapshots/api/rehearsal.json"))
        assert {row["name"]: row["verdict"] for row in kept["operations"]} == {
            "A": "accepted",
            "B": "refused",
        }
