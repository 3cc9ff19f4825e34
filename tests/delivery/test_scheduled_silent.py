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
from tests.servers.versioned import LINES, Shopify

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


def test_news_of_versions_are_proposed_once(tmp_path: Path) -> None:
    supported = ["2025-10", "2026-01"]
    shop = Shopify()

    def respond(received: Received) -> Reply:
        if "handles" in received.document["query"]:
            return Reply.of_json({"data": {"handles": supported}})
        return shop(received)

    github = FakeGitHub()
    with github.server() as server, LoopbackServer(respond) as api:
        watching = Watching(tmp_path, server.origin, github)
        address = api.url.replace("/graphql", "/admin/api/{version}/graphql.json")
        table = (
            f'[sources.shop]\nendpoint = "{address}"\nversions = ["2025-10", "2026-01"]\n'
            'versions-query = "{ handles }"\nversions-path = "handles"\n'
        )
        (watching.clone / "drift.toml").write_text(table)
        path = watching.clone / WORKFLOW
        path.parent.mkdir(parents=True)
        path.write_text(workflow(()))
        assert drift_process("check", "--save", cwd=watching.clone).code == 0
        watching.commit()
        quiet = watching.run()
        assert (quiet.is_red, github.threads) == (False, []), quiet.steps["publish"].err

        supported[:] = ["2026-01", "2026-04"]
        run = watching.run()
        assert not run.is_red, run.steps["publish"].err
        (request,) = github.threads
        assert request["title"] == "2 watched APIs changed"
        assert "`VERSION_SUPPORTED`: `2026-04`" in request["body"]
        assert "Version **`2025-10`** is not among the supported ones any more." in request["body"]
        assert request["body"].count("VERSION_SUPPORTED") == 1
        kept = [path for path in watching.files("snapshots/shop/lines") if path.endswith("news.json")]
        assert kept == [f"snapshots/shop/lines/{line}/version-news.json" for line in ("2025-10", "2026-01")]
        reports = sorted(run.folder.glob("publish/temp/drift-reports/shop/*.json"))
        assert [
            [change["id"] for change in json.loads(report.read_text())["changes"]] for report in reports
        ] == [["VERSION_ENDED"], ["VERSION_SUPPORTED"]]
        assert watching.run().steps["publish"].out == "Pull request 1 is up to date.\n"

        watching.merge()
        assert watching.run().steps["publish"].out == "Nothing moved.\n"
        shop.lines["2026-01"] = LINES["2026-04"]
        assert watching.run().is_red
        assert github.threads[1]["title"] == "shop/2026-01: 1 breaking, 1 safe changes"
        assert "VERSION_SUPPORTED" not in github.threads[1]["body"]


def test_news_of_versions_of_an_api_without_schema(tmp_path: Path) -> None:
    supported = ["2026-01"]

    def respond(received: Received) -> Reply:
        if "handles" in received.document["query"]:
            return Reply.of_json({"data": {"handles": supported}})
        schema = build_schema("type Query { a: Int }")
        found = [error.formatted for error in validate(schema, parse(received.document["query"]))]
        return Reply.of_json({"errors": found or [MISSING]})

    github = FakeGitHub()
    with github.server() as server, LoopbackServer(respond) as api:
        watching = Watching(tmp_path, server.origin, github)
        (watching.clone / "drift.toml").write_text(
            f'[sources.shop]\nendpoint = "{api.url}"\nversions = ["2026-01"]\nversion-header = "API-Version"\n'
            'versions-query = "{ handles }"\nversions-path = "handles"\nintrospection = false\n'
            'operations = ["*.graphql"]\n'
        )
        (watching.clone / "a.graphql").write_text("query A { a }\n")
        path = watching.clone / WORKFLOW
        path.parent.mkdir(parents=True)
        path.write_text(workflow(()))
        assert drift_process("check", "--save", cwd=watching.clone).code == 0
        watching.commit()
        supported.append("2026-04")
        ran = drift_process("check", "--report", "json", cwd=watching.clone)
        assert [change["id"] for change in json.loads(ran.out)["changes"]] == ["VERSION_SUPPORTED"]
        assert not watching.run().is_red
        (request,) = github.threads
        assert request["body"].count("VERSION_SUPPORTED") == 1
        assert (
            request["title"]
            == "shop/2026-01: your one operation accepted; 1 finding about versions of the API"
        )
        watching.merge()
        assert watching.run().steps["publish"].out == "Nothing moved.\n"
