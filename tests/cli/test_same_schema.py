"""The same schema through different eyes: from its file, and from servers that serve it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ariadne
import ariadne.wsgi
import graphql
import pytest
import strawberry
from strawberry.asgi import GraphQL

from drift.demo import release_sdl
from tests.running import drift
from tests.servers.frameworks import from_asgi, from_wsgi
from tests.servers.loopback import LoopbackServer


@strawberry.type(description="Somebody.")
class User:
    id: strawberry.ID
    name: str | None = strawberry.field(deprecation_reason="Use `id`.", default=None)


@strawberry.type
class Query:
    @strawberry.field(description="Finds people.")
    def users(self, first: int = 10, after: str | None = None) -> list[User]:
        return []


def compared(old: str, new: str) -> dict[str, Any]:
    ran = drift("diff", old, new, "--report", "json", "--fail-on", "any")
    assert ran.code == 0, ran.err + ran.out
    report: dict[str, Any] = json.loads(ran.out)
    return report


def test_ariadne_serves_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text(release_sdl(1))
    app = ariadne.wsgi.GraphQL(ariadne.make_executable_schema(release_sdl(1)))
    with LoopbackServer(from_wsgi(app)) as server:
        for old, new in ((str(path), server.url), (server.url, str(path))):
            report = compared(old, new)
            assert report["changes"] == []
            side = "new" if new == server.url else "old"
            assert "applied-directives" in report[side]["omits"]
            assert report["notices"] == [
                f"applied directives not compared: the {side} schema's source could not say them"
            ]


def test_strawberry_serves_what_it_prints(tmp_path: Path) -> None:
    schema = strawberry.Schema(Query)
    path = tmp_path / "schema.graphql"
    path.write_text(schema.as_str())
    with LoopbackServer(from_asgi(GraphQL(schema))) as server:
        assert compared(str(path), server.url)["changes"] == []


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["braintree/2025-04-29", "panther/2021-02-23", "saleor/2026-08-19"])
def test_published_schemas_read_back_from_a_server(name: str, corpus: Path, tmp_path: Path) -> None:
    path = corpus / f"{name}.graphql"
    schema = graphql.build_schema(path.read_text(), assume_valid=True, assume_valid_sdl=True)
    result = graphql.graphql_sync(schema, drift("fetch", "--print-query", "classic").out)
    assert result.errors is None
    dump = tmp_path / "introspected.json"
    dump.write_text(json.dumps({"data": result.data}))
    report = compared(str(path), str(dump))
    assert report["changes"] == []
    assert "one-of" in report["new"]["omits"]
