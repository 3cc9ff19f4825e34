"""What ``rules``, ``sources`` and ``status`` print for programs, against the shipped JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click import Context
from jsonschema import Draft202012Validator

from drift.reports.schemas import SCHEMAS, json_schema
from tests.conftest import ROOT
from tests.running import drift
from tests.strict_schema import strict

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LISTINGS = [name for name in SCHEMAS if name != "report"]
CONFIGURATION = """
[sources.one]
schema = "one.graphql"
operations = ["mine/*.graphql"]
[sources.live]
endpoint = "https://api.example.com/graphql"
headers = { X-API-Key = "${KEY}" }

[[policy.allow]]
change = "FIELD_REMOVED"
coordinate = "Query.a"
until = 2026-11-30
reason = "soon over"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drift.toml").write_text(CONFIGURATION)
    (tmp_path / "one.graphql").write_text('type Query { a: Int @deprecated(reason: "gone") }')
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "q.graphql").write_text("query Q { a }")
    assert drift("check", "one", "--save", "--label", "1.0", cwd=tmp_path, now=NOON).code == 0
    return tmp_path


def without_one_key(value: Any) -> Iterator[Any]:
    """Yield copies of a document, each without one key of the first object at its place."""
    if isinstance(value, dict):
        for key in value:
            yield {name: item for name, item in value.items() if name != key}
            for less in without_one_key(value[key]):
                yield {**value, key: less}
    elif isinstance(value, list) and value:
        for less in without_one_key(value[0]):
            yield [less, *deepcopy(value[1:])]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [*((name, ()) for name in LISTINGS), ("log", ("--element", "Query.a")), ("log", ("--element", "Query"))],
)
def test_what_is_printed_is_described_key_by_key(folder: Path, name: str, arguments: tuple[str, ...]) -> None:
    ran = drift(name, *arguments, "--json", cwd=folder, now=NOON)
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    validator = strict(name)
    validator.validate(document)
    poorer = list(without_one_key(document))
    assert len(poorer) >= 7
    # A type's life has its members'; what has none does without the key.
    optional = [
        [{key: item[key] for key in item if key != "members"}] for item in document if "members" in item
    ]
    assert [less for less in poorer if validator.is_valid(less)] == optional


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))
    assert json_schema(name)["$id"] == f"urn:graphql-drift:{name}:1"


def test_the_account_is_described_alike_everywhere() -> None:
    assert json_schema("operations")["$defs"]["account"] == json_schema("report")["$defs"]["account"]


def test_every_command_with_json_has_a_schema() -> None:
    from drift.cli.main import COMMANDS, cli

    with_json = [
        name
        for name in COMMANDS
        for command in [cli.get_command(Context(cli), name)]
        if command is not None and any("--json" in option.opts for option in command.params)
    ]
    # These print reports, whose schema is that of `--report json`.
    assert sorted(with_json) == sorted([*LISTINGS, "check", "diff", "rehearse"])


def test_an_unknown_schema_is_named_with_the_known() -> None:
    with pytest.raises(ValueError, match=r"^no JSON Schema is named \"reports\"; there are report, "):
        json_schema("reports")


def test_each_schema_that_ships_is_listed() -> None:
    folder = ROOT / "drift" / "reports"
    shipped = {path.relative_to(folder).as_posix() for path in folder.rglob("*.schema.json")}
    assert shipped == set(SCHEMAS.values())
