"""The three releases: valid everywhere, described throughout, and telling the story that the demo tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import graphql
import pytest

from drift.demo import RELEASES, release_sdl
from drift.errors import UsageError
from drift.schema import canonical, sdl
from drift.schema.element import TYPE_KINDS, Kind, Schema

NUMBERS = [release.number for release in RELEASES]
DESCRIBED = TYPE_KINDS | {
    Kind.SCHEMA,
    Kind.DIRECTIVE,
    Kind.FIELD,
    Kind.ARGUMENT,
    Kind.INPUT_FIELD,
    Kind.ENUM_VALUE,
    Kind.DIRECTIVE_ARGUMENT,
}


def _read(number: int) -> Schema:
    return sdl.read(release_sdl(number))


@pytest.mark.parametrize("number", NUMBERS)
def test_release_is_valid_for_graphql_core(number: int) -> None:
    schema = graphql.build_schema(release_sdl(number))
    assert graphql.validate_schema(schema) == []


@pytest.mark.npm
@pytest.mark.parametrize("engine", ["graphql16", "graphql17"])
def test_releases_are_valid_for_graphql_js(engine: str, npm_modules: Path) -> None:
    script = """
      const g = require(process.argv[1]);
      const s = g.buildSchema(require('fs').readFileSync(0, 'utf8'));
      console.log(g.validateSchema(s).map(String).join('\\n') + s.getQueryType().name);
    """
    for number in NUMBERS:
        run = subprocess.run(
            ["node", "-e", script, str(npm_modules / engine)],
            input=release_sdl(number),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.stdout, run.stderr) == ("Query\n", "")


@pytest.mark.parametrize("number", NUMBERS)
def test_release_is_read_without_a_notice(number: int) -> None:
    schema = _read(number)
    assert schema.notices == ()
    assert canonical.render(sdl.read(canonical.render(schema))) == canonical.render(schema)


@pytest.mark.parametrize("number", NUMBERS)
def test_release_is_large_and_varied(number: int) -> None:
    schema = _read(number)
    assert len(schema.types) >= 60
    assert {element.kind for element in schema.walk()} == set(Kind) - {Kind.OPERATION, Kind.VERSION}
    assert any(element.one_of for element in schema.types.values())
    assert any(element.specified_by for element in schema.types.values())
    assert any(directive.repeatable for directive in schema.directives.values())
    interfaces = [element for element in schema.types.values() if element.kind is Kind.INTERFACE]
    assert any(interface.of_kind(Kind.IMPLEMENTS) for interface in interfaces)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_element_is_described(number: int) -> None:
    missing = [e.coordinate for e in _read(number).walk() if e.kind in DESCRIBED and not e.description]
    assert missing == []


@pytest.mark.parametrize("number", NUMBERS)
def test_descriptions_are_sentences(number: int) -> None:
    wrong = [
        (element.coordinate, element.description)
        for element in _read(number).walk()
        if element.description and not element.description.endswith((".", ":", "?"))
    ]
    assert wrong == []


@pytest.mark.parametrize("number", NUMBERS)
def test_deprecations_name_a_replacement(number: int) -> None:
    schema = _read(number)
    reasons = [element.deprecation for element in schema.walk() if element.deprecation is not None]
    assert all("`" in reason for reason in reasons)
    assert (len(reasons) > 0) is (number > 1)


def _members(schema: Schema) -> dict[str, tuple[str | None, str | None, str | None]]:
    return {
        coordinate: (element.type, element.default, element.deprecation)
        for coordinate, element in schema.by_coordinate.items()
    }


def _gone(old: int, new: int) -> set[str]:
    return set(_members(_read(old))) - set(_members(_read(new)))


def _altered(old: int, new: int) -> set[str]:
    before, after = _members(_read(old)), _members(_read(new))
    return {each for each in before.keys() & after.keys() if before[each] != after[each]}


def test_release_2_breaks_nothing() -> None:
    one, two = (graphql.build_schema(release_sdl(number)) for number in (1, 2))
    assert graphql.find_breaking_changes(one, two) == []
    assert _gone(1, 2) == set()
    assert _altered(1, 2) == {"Alert.assigneeEmail", "AlertsInput.pageSize", "SchemasInput.contains"}
    assert _read(2).by_coordinate["AlertsInput.pageSize"].default == "50"
    assert "`assignee { email }`" in (_read(2).by_coordinate["Alert.assigneeEmail"].deprecation or "")
    added = set(_members(_read(2))) - set(_members(_read(1)))
    assert {
        "AlertStatus.SNOOZED",
        "Alert.assignee",
        "Alert.events(input:)",
        "AlertsInput.assigneeId",
    } <= added


def test_release_3_breaks_what_the_story_needs() -> None:
    old, new = (_read(number) for number in (2, 3))
    assert {coordinate for coordinate in _gone(2, 3) if not coordinate.startswith("ExportFormat")} == {
        "Alert.assigneeEmail",
        "SchemasInput.contains",
    }
    assert "ExportFormat" in old.types
    assert "ExportFormat" not in new.types
    assert _altered(2, 3) == {
        "Query.metrics(input:)",
        "CreateHttpSourceInput.authMethod",
        "MetricsInput.window",
        "Alert.events(limit:)",
        "DataLakeQuery.bytesScanned",
        "DataLakeQuery.isScheduled",
        "DataLakeQueriesInput.isScheduled",
        "UserStatus.PASSWORD_RESET",
    }
    assert new.types["SqsSource"].child(Kind.IMPLEMENTS, "AwsLogSource")
    assert not old.types["SqsSource"].child(Kind.IMPLEMENTS, "AwsLogSource")
    assert {"GcsSource", "LogSourceKind.GCS", "PagerDutyDestination"} <= new.by_coordinate.keys()


def test_releases_are_numbered_dated_and_labelled_in_order() -> None:
    assert [release.number for release in RELEASES] == [1, 2, 3]
    assert [release.label for release in RELEASES] == ["1.0", "1.1", "2.0"]
    assert sorted({release.date for release in RELEASES}) == [release.date for release in RELEASES]
    for release in RELEASES:
        assert f"Release {release.label} " in release_sdl(release.number).partition("\n")[0]


@pytest.mark.parametrize("number", [0, 4, -1])
def test_unknown_release_is_refused(number: int) -> None:
    with pytest.raises(UsageError, match=f"no release {number}"):
        release_sdl(number)


def test_importing_the_package_loads_no_library() -> None:
    libraries = {"graphql", "requests", "wsgiref", "sqlite3"}
    code = f"import sys, drift.demo; print(sorted({libraries} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
