"""The SDK: valid against release 1, hit by release 3 exactly where the story wants it."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import graphql
import pytest
from graphql import DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from drift.demo import copy_sdk, release_sdl
from drift.demo.server import DemoServer

GRAPHQL = "operations"
PYTHON = "python/security_api.py"
TYPESCRIPT = "typescript/dashboard.ts"
_TAGGED = re.compile(r"gql`(.*?)`", re.DOTALL)


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("somewhere") / "new" / "sdk"
    copy_sdk(directory)
    return directory


def _texts(sdk: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(sdk.glob("operations/*.graphql")):
        yield f"{GRAPHQL}/{path.name}", path.read_text()
    for node in ast.walk(ast.parse((sdk / PYTHON).read_text())):
        match node:
            case ast.Call(func=ast.Name("gql"), args=[ast.Constant(str() as text)]):
                yield PYTHON, text
    for text in _TAGGED.findall((sdk / TYPESCRIPT).read_text()):
        yield TYPESCRIPT, re.sub(r"\$\{\w+\}", "", text)


def _definitions(sdk: Path) -> list[tuple[str, str, graphql.ExecutableDefinitionNode]]:
    return [
        (path, text, definition)
        for path, text in _texts(sdk)
        for definition in graphql.parse(text).definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    ]


def _spread(node: graphql.Node, fragments: dict[str, FragmentDefinitionNode]) -> set[str]:
    names = set(re.findall(r"\.\.\.\s*(?!on\b)(\w+)", graphql.print_ast(node)))
    return names.union(*(_spread(fragments[name], fragments) for name in names))


def _errors(sdk: Path, number: int) -> dict[str, tuple[str, set[str]]]:
    """Return file and offending lines of each operation that is invalid against a release."""
    schema: GraphQLSchema = graphql.build_schema(release_sdl(number))
    definitions = _definitions(sdk)
    fragments = {d.name.value: d for _, _, d in definitions if isinstance(d, FragmentDefinitionNode)}
    wrong: dict[str, tuple[str, set[str]]] = {}
    for path, _, operation in definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        used = [fragments[name] for name in sorted(_spread(operation, fragments))]
        errors = graphql.validate(schema, DocumentNode(definitions=(operation, *used)))
        if errors:
            assert operation.name
            lines = {
                node.loc.source.body.splitlines()[node.loc.start_token.line - 1].strip()
                for error in errors
                for node in error.nodes or ()
                if node.loc
            }
            wrong[operation.name.value] = (path, lines)
    return wrong


def test_names_are_unique_across_files_and_languages(sdk: Path) -> None:
    names = [definition.name.value for _, _, definition in _definitions(sdk) if definition.name]
    assert len(names) == len(set(names))
    assert len(names) >= 30


@pytest.mark.parametrize("number", [1, 2])
def test_all_operations_are_valid_before_release_3(sdk: Path, number: int) -> None:
    assert _errors(sdk, number) == {}


def test_release_3_breaks_exactly_these_operations(sdk: Path) -> None:
    assert _errors(sdk, 3) == {
        "LastWeek": (f"{GRAPHQL}/administration.graphql", {"metrics {"}),
        "GetAlert": (f"{GRAPHQL}/alerts.graphql", {"assigneeEmail"}),
        "AssignAlerts": (f"{GRAPHQL}/alerts.graphql", {"assigneeEmail"}),
        "FindSchemas": (
            f"{GRAPHQL}/log-sources.graphql",
            {"schemas(input: { contains: $text, cursor: $cursor }) {"},
        ),
        "OpenAlerts": (PYTHON, {"assigneeEmail"}),
        "AlertVolume": (
            PYTHON,
            {"query AlertVolume($input: MetricsInput) {", "metrics(input: $input) {"},
        ),
        "DashboardAlerts": (TYPESCRIPT, {"assigneeEmail"}),
        "DashboardMetrics": (TYPESCRIPT, {"metrics {"}),
    }


@pytest.mark.parametrize(
    "word",
    [
        "assigneeEmail",  # deprecated by release 2, removed by release 3
        "metrics",  # its argument is tightened by release 3
        "status",  # AlertStatus grows with release 2
        "bytesScanned",  # deprecated by release 3
    ],
)
def test_each_language_uses_what_changes(sdk: Path, word: str) -> None:
    places = {path.split("/")[0] for path, text in _texts(sdk) if re.search(rf"\b{word}\b", text)}
    assert places == {"operations", "python", "typescript"}


def test_copy_replaces_files_and_leaves_others(tmp_path: Path) -> None:
    copy_sdk(tmp_path)
    first = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    (tmp_path / PYTHON).write_text("changed")
    (tmp_path / "mine.graphql").write_text("{ __typename }")
    copy_sdk(tmp_path)
    assert (tmp_path / "mine.graphql").read_text() == "{ __typename }"
    (tmp_path / "mine.graphql").unlink()
    assert first == {
        path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert not list(tmp_path.rglob("__pycache__"))


def _module(sdk: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("security_api", sdk / PYTHON)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_python_client_works_against_release_1(sdk: Path, server: DemoServer) -> None:
    client = _module(sdk).Client(server.url, server.api_key)
    alerts = list(client.open_alerts())
    assert len(alerts) > 25, "more than a page"
    assert {alert["status"] for alert in alerts} == {"OPEN", "TRIAGED"}
    client.resolve(alerts[0]["id"])
    assert alerts[0]["id"] not in {alert["id"] for alert in client.open_alerts()}
    assert sum(client.alert_volume().values()) < sum(client.alert_volume("P90D").values()) == 64
    assert client.bytes_scanned("2026-08-01T00:00:00Z") > 0
    assert client.silent_sources() == ["GitHub audit log"]
    assert client.rotate_token() == server.api_key
    assert client.silent_sources() == ["GitHub audit log"]


def test_python_client_meets_release_3(sdk: Path, server: DemoServer) -> None:
    module = _module(sdk)
    client = module.Client(server.url, server.api_key)
    server.serve(3)
    with pytest.raises(module.RequestError, match="assigneeEmail"):
        list(client.open_alerts())
    with pytest.raises(module.RequestError, match="MetricsInput!"):
        client.alert_volume()
    assert client.silent_sources() == ["GitHub audit log"]
