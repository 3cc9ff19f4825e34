"""``drift init``: what it writes works, and what is there is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.config_file import load
from drift.delivery.starter import _name_for, operation_globs
from drift.demo import copy_sdk
from tests.running import drift

WORKFLOW = ".github/workflows/schema-drift.yml"
ENDPOINT = "https://api.acme.runpanther.net/public/graphql"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_endpoint_in_a_repository_with_an_sdk(folder: Path) -> None:
    (folder / ".git").mkdir()
    copy_sdk(folder / "sdk")
    ran = drift("init", ENDPOINT, "-H", "X-API-Key: ${PANTHER_API_KEY}", "--name", "panther")
    assert ran.code == 0
    assert ran.err == (
        f"notice: {ENDPOINT}: its host name does not resolve; check the address and try again; written as endpoint, by "
        "the looks of the URL: --endpoint or --file settles it\n"
    )
    assert ran.out == (
        "wrote drift.toml\nwrote .github/workflows/schema-drift.yml\n\nNext:\n"
        "  1. export PANTHER_API_KEY=…  and set the same as secrets of the repository\n"
        "  2. drift check panther --save  stores the baseline\n"
        "  3. git add drift.toml snapshots .github  and commit\n"
    )
    (source,) = load().sources.values()
    assert source.name == "panther"
    assert source.endpoint == ENDPOINT
    assert dict(source.headers) == {"X-API-Key": "${PANTHER_API_KEY}"}
    assert source.operations == ("sdk/**/*.graphql", "sdk/**/*.py", "sdk/**/*.ts")
    workflow = (folder / WORKFLOW).read_text()
    assert workflow.count("PANTHER_API_KEY: ${{ secrets.PANTHER_API_KEY }}") == 1
    assert "# KEYS" not in workflow
    assert "          DRIFT_KEYS: PANTHER_API_KEY=api.acme.runpanther.net\n" in workflow


def test_a_schema_file_without_a_repository(folder: Path) -> None:
    (folder / "api.graphql").write_text("type Query { a: Int }")
    ran = drift("init", "api.graphql")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "wrote drift.toml"
    assert not (folder / ".github").exists()
    assert drift("check", "--save").code == 0
    assert drift("check").out == "api: no changes\nexit 0: no changes\n"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://127.0.0.1:4000/graphql", "localhost"),
        ("http://localhost:4000/graphql", "localhost"),
        ("http://[::1]:4000/graphql", "localhost"),
        ("https://10.0.0.5/graphql", "api"),
        ("https://[2001:db8::1]/graphql", "api"),
        ("https://api.linear.app/graphql", "linear"),
        ("https://api.github.com/graphql", "github"),
        ("https://api.acme.runpanther.net/public/graphql", "runpanther"),
        ("https://shop.example.co.uk/graphql", "example"),
        ("https://api.co.uk/graphql", "api"),
        ("https://graphql.org/graphql", "api"),
        ("https://intranet/graphql", "intranet"),
    ],
)
def test_the_name_of_a_source(url: str, name: str) -> None:
    assert _name_for(url) == name


def test_without_anything_an_example_to_edit(folder: Path) -> None:
    ran = drift("init")
    assert ran.code == 0
    assert "1. put your API's endpoint or schema file into drift.toml" in ran.out
    assert load().sources["api"].endpoint == "https://api.example.com/graphql"


def test_nothing_is_overwritten(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / WORKFLOW).parent.mkdir(parents=True)
    (folder / WORKFLOW).write_text("mine")
    assert "kept  .github/workflows/schema-drift.yml, which was there already" in drift("init", ENDPOINT).out
    before = (folder / "drift.toml").read_text()
    ran = drift("init", ENDPOINT)
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == "error: drift.toml is there already, and is left as it is: `drift add URL` adds a source to it\n"
    )
    assert ((folder / "drift.toml").read_text(), (folder / WORKFLOW).read_text()) == (before, "mine")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([ENDPOINT, "-H", "X-API-Key: s3cret-value"], "header X-API-Key: a secret must not be in a file"),
        (
            ["https://user:pass@api.example.com/graphql"],
            "a user name or password inside a URL is not accepted",
        ),
        (["nothing.graphql"], "nothing.graphql: neither a URL nor a file or folder here"),
        (["../outside.graphql"], "../outside.graphql: "),
        ([ENDPOINT, "--name", "../x"], '"../x" can\'t name a source'),
    ],
)
def test_what_can_not_be_configured_is_refused_and_nothing_is_written(
    arguments: list[str], message: str, folder: Path
) -> None:
    ran = drift("init", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "s3cret-value" not in ran.err
    assert "pass@" not in ran.err
    assert list(folder.iterdir()) == []


def test_operations_are_found_in_every_language_that_can_be_read(folder: Path) -> None:
    files = {
        "web/a.ts": "const a = gql`query A { a }`;",
        "web/b.tsx": "const b = /* GraphQL */ `query B { a }`;",
        "web/c.vue": "<script>\ngraphql(`query C { a }`)\n</script>",
        "web/none.js": "const text = 'the query {'; // gql",
        "app/a.kt": 'val q = """query A { a }"""',
        "app/None.java": 'String s = "query {}";',
        "node_modules/x/a.js": "gql`query A { a }`",
        "schema/a.graphql": "type Query { a: Int }",
        "top.gql": "query A { a }",
        "py/a.py": 'gql("query A { a }")',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    found = ["*.gql", "app/**/*.kt", "py/**/*.py", "web/**/*.ts", "web/**/*.tsx", "web/**/*.vue"]
    assert operation_globs(folder) == found
