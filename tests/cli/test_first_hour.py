"""The first hour: help, a first configuration, and mistakes that get an answer which says what to type."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drift.cli.main import COMMANDS, SECTIONS
from drift.delivery.presets import presets
from tests.running import Ran, drift
from tests.servers.loopback import LoopbackServer, Reply, always

PANTHER = """\
[sources.panther-public]
schema     = "https://panther-community-us-east-1.s3.amazonaws.com/latest/graphql/schema.public.graphql"
"""


def test_every_command_is_below_one_heading_of_help() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(COMMANDS)


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",), ("-h",)])
def test_help_is_printed_by_task(arguments: tuple[str, ...]) -> None:
    ran = drift(*arguments)
    assert (ran.code, ran.err) == (0, "")
    places = [ran.out.index(f"\n{title}:\n") for title in ("Start here", *SECTIONS)]
    assert places == sorted(places)


def test_help_of_a_command() -> None:
    assert drift("help", "diff").out == drift("diff", "--help").out
    assert drift("help", "ci", "look").out == drift("ci", "look", "--help").out
    assert drift("ci").out == drift("ci", "--help").out
    assert drift("help", "dif").err == (
        'error: no command is named "dif" (did you mean diff?); `drift help` lists them\n'
    )


def test_the_version() -> None:
    assert drift("version").out == drift("-V").out == drift("--version").out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drift.toml").write_text('# ours\n[sources.demo]   # the demo\nschema = "s.graphql"\n')
    for day, label, text in ((1, "1.0", "a: Int b: Int"), (2, "2.0", "a: Int")):
        (tmp_path / "s.graphql").write_text(f"type Query {{ {text} }}")
        drift("check", "--save", "--label", label, cwd=tmp_path, now=datetime(2026, 9, day, tzinfo=UTC))
    return tmp_path


@pytest.mark.parametrize(
    "written",
    [
        "demo@1.0 demo@2.0",
        "demo@1.0 @2.0",
        "@1.0 demo@2.0",
        "demo@1.0..2.0",
        "demo@1.0..@2.0",
        "demo@1.0..demo@2.0",
        "1.0 2.0",
        "@1.0 @2.0",
        "2026-09-01 2026-09-02",
        "previous latest",
    ],
)
def test_two_versions_are_named_in_many_ways(folder: Path, written: str) -> None:
    ran = drift("diff", *written.split(" "), cwd=folder)
    assert ran.code == 1, ran.err
    assert ran.out.startswith("demo@")
    assert ": 1 breaking change\n" in ran.out.splitlines(keepends=True)[0]


def refused(folder: Path, *arguments: str) -> str:
    ran = drift(*arguments, cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    return ran.err.removeprefix("error: ").removesuffix("\n")


def test_one_schema_is_not_two(folder: Path) -> None:
    said = "diff compares two schemas and was given one: write `drift diff {}`"
    assert refused(folder, "diff", "demo") == said.format("demo@previous demo@latest")
    assert refused(folder, "diff", "s.graphql") == said.format("s.graphql NEW")


def test_versions_that_nobody_has(folder: Path) -> None:
    assert refused(folder, "diff", "1.0", "3.0") == (
        'no file and no source is named "1.0", and no source has stored both "1.0" and "3.0"; a stored version is '
        "written demo@VERSION, and `drift log` lists them"
    )


def test_check_takes_sources(folder: Path) -> None:
    end = "`drift add {0}` makes a source of it, `drift diff OLD {0}` compares it with another schema"
    url = "https://api.example.com/graphql"
    assert refused(folder, "check", url) == (
        f'check takes the name of a source, and "{url}" is an address: {end.format(url)}'
    )
    assert refused(folder, "check", "s.graphql") == (
        f'check takes the name of a source, and "s.graphql" is a file: {end.format("s.graphql")}'
    )


@pytest.mark.parametrize("arguments", [("demo", "Query.b"), ("Query.b",), ("demo", "--element", "Query.b")])
def test_log_takes_an_element(folder: Path, arguments: tuple[str, ...]) -> None:
    ran = drift("log", *arguments, cwd=folder)
    assert ran.out.splitlines()[-1].endswith("(2.0)  BREAKING Field Query.b was removed.")


@pytest.mark.parametrize("value", ["$KEY", "Bearer $KEY"])
def test_a_variable_without_braces(folder: Path, value: str) -> None:
    braced = value.replace("$KEY", "${KEY}")
    assert f"$KEY is sent as it stands; for the environment variable write 'X-API-Key: {braced}'" in refused(
        folder, "fetch", "https://127.0.0.1:1/", "-H", f"X-API-Key: {value}"
    )


def test_no_configuration_is_said(tmp_path: Path) -> None:
    said = "there is no drift.toml here or in a folder above; `drift init` writes one, `drift diff OLD NEW` needs none"
    assert refused(tmp_path, "check") == said
    assert refused(tmp_path, "operations").startswith(said)


def test_a_name_with_a_dot(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.api.v2]\nschema = "s.graphql"\n')
    assert refused(folder, "check") == (
        'drift.toml:1: sources.api.v2: unknown key; a name with a dot is quoted: [sources."api.v2"]'
    )


def test_a_key_without_its_scheme() -> None:
    with LoopbackServer(always(Reply(401, b"{}"))) as server:
        ran = drift("fetch", server.url, "-H", "Authorization: 0123456789abcdef")
        assert ran.err.endswith(
            "Authorization was sent without a scheme: is Bearer missing before the key?\n"
        )
        ran = drift("fetch", server.url, "-H", "Authorization: Bearer 0123456789abcdef")
        assert "scheme" not in ran.err


def added(folder: Path, *arguments: str) -> Ran:
    return drift("add", *arguments, cwd=folder)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_add_changes_nothing_that_is_there(folder: Path, end: str) -> None:
    file = folder / "drift.toml"
    before = "# ours\n[sources.demo]   # the demo\nschema = 's.graphql'\n\n[policy] # strict\nlevel='strict'\n# the end\n"
    file.write_bytes(before.replace("\n", end).encode())
    (folder / "o.graphql").write_text("type Query { a: Int }")
    ran = added(folder, "o.graphql", "--name", "other.one")
    assert ran.code == 0
    after = file.read_bytes().decode()
    assert after.startswith(before.replace("\n", end))
    assert after[len(before.replace("\n", end)) :].startswith(
        f'{end}[sources."other.one"]{end}schema     = "o.graphql"{end}'
    )
    assert drift("check", "other.one", "--save", cwd=folder).code == 0
    said = refused(folder, "add", "o.graphql", "--name", "other.one")
    assert said.startswith("a source is named other.one already: give this one another --name, or edit ")


def test_add_to_pyproject_and_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "o.graphql").write_text("type Query { a: Int }")
    assert added(tmp_path, "o.graphql").code == 0
    assert tomllib.loads((tmp_path / "drift.toml").read_text())["sources"] == {"o": {"schema": "o.graphql"}}
    (tmp_path / "drift.toml").unlink()
    (tmp_path / "pyproject.toml").write_text('[tool.drift]\nsnapshots = "kept"\n')
    assert added(tmp_path, "o.graphql").code == 0
    tool = tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["drift"]
    assert tool == {"snapshots": "kept", "sources": {"o": {"schema": "o.graphql"}}}
    assert drift("check", "o", "--save", cwd=tmp_path).code == 0


@pytest.mark.parametrize("name", presets())
def test_each_preset_is_a_configuration(tmp_path: Path, name: str) -> None:
    domain = ["--domain", "acme"] if presets()[name].wants_domain else []
    assert drift("init", "--preset", name, *domain, cwd=tmp_path).code == 0
    assert drift("sources", cwd=tmp_path).code == 0
    assert name in drift("init", "--presets").out


@pytest.mark.parametrize(
    ("domain", "endpoint"),
    [
        ("acme", "https://api.acme.runpanther.net/public/graphql"),
        ("acme.runpanther.net", "https://api.acme.runpanther.net/public/graphql"),
        ("api.acme.runpanther.net", "https://api.acme.runpanther.net/public/graphql"),
        ("panther.acme.com", "https://panther.acme.com/v1/public/graphql"),
    ],
)
def test_panther_is_watched_as_a_file_and_as_an_instance(tmp_path: Path, domain: str, endpoint: str) -> None:
    assert drift("init", "--preset", "panther", "--domain", domain, cwd=tmp_path).code == 0
    text = (tmp_path / "drift.toml").read_text()
    assert PANTHER in text
    assert tomllib.loads(text)["sources"]["panther"] == {
        "endpoint": endpoint,
        "headers": {"X-API-Key": "${PANTHER_API_KEY}"},
        "same-api-as": "panther-public",
    }


def test_a_preset_says_what_it_needs(tmp_path: Path) -> None:
    assert refused(tmp_path, "init", "--preset", "panther") == (
        "the preset panther needs --domain NAME, which is {domain} of https://api.{domain}.runpanther.net/public/graphql"
    )
    assert refused(tmp_path, "init", "--preset", "github", "--domain", "x") == (
        "the preset github has one address for everybody: leave --domain out"
    )
    assert "there are panther, github, linear, shopify, gitlab, saleor" in refused(
        tmp_path, "init", "--preset", "jira"
    )
    assert "can't be a part of an address" in refused(
        tmp_path, "init", "--preset", "panther", "--domain", "a/b?c"
    )
