"""``drift operations``: what operations use, what of it is deprecated since when, how much in all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.operations.project import write
from tests.running import drift

MORNING = datetime(2026, 9, 2, 6, tzinfo=UTC)
ONE = """
type Query { alert(id: ID!, deep: Boolean): Alert  alerts(filter: Filter): [Alert!]! }
type Mutation { close(id: ID!): Alert }
type Alert { id: ID!  mail: String  old: Int @deprecated(reason: "Was never right.") }
input Filter { text: String  state: State }
enum State { OPEN CLOSED }
"""
TWO = ONE.replace("mail: String", 'mail: String @deprecated(reason: "Use id.")').replace(
    "text: String", 'text: String @deprecated(reason: "Too slow.")'
)
FILES = {
    "drift.toml": '[sources.api]\nschema = "api.graphql"\noperations = ["sdk/*"]\n',
    "sdk/a.graphql": "query A($id: ID!) { alert(id: $id) { mail old } }\nmutation M { close(id: 1) { id } }\n",
    "sdk/b.py": 'Q = gql("query B($f: Filter) { alerts(filter: $f) { id } }")\n',
}
TEXT = """\
api@latest: 3 operations, 1 with something deprecated, 1 that could send something deprecated
2 files: 2 read, 2 hold 3 operations

  ◌ query A  sdk/a.graphql:1
      Alert.mail is deprecated since 2026-09-09T06-00-00Z: Use id.
      Alert.old is deprecated since or before 2026-09-02T06-00-00Z (1.0): Was never right.
  ✓ mutation M  sdk/a.graphql:2
  ◌ query B  sdk/b.py:1
      Filter.text is deprecated since 2026-09-09T06-00-00Z, and a variable could hold it: Too slow.

COVERAGE
  query fields          2 of      2  100 %
  mutation fields       1 of      1  100 %
  types                 5 of      5  100 %
  fields                6 of      6  100 %
  arguments             3 of      4   75 %
  input fields          2 of      2  100 %
  enum values           2 of      2  100 %
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    (tmp_path / "api.graphql").write_text(ONE)
    drift("check", "api", "--save", "--label", "1.0", cwd=tmp_path, now=MORNING)
    (tmp_path / "api.graphql").write_text(TWO)
    drift("check", "api", "--save", cwd=tmp_path, now=MORNING + timedelta(days=7))
    return tmp_path


def test_what_is_used(folder: Path) -> None:
    ran = drift("operations", cwd=folder)
    assert (ran.code, ran.err, ran.out) == (0, "", TEXT)
    assert drift("operations", "--fail-on", "deprecated", cwd=folder).code == 1
    # What a variable could hold is shown, and fails nothing.
    possible = ("operations", "api", "--operations", "sdk/b.py", "--fail-on", "deprecated")
    ran = drift(*possible, cwd=folder)
    assert (ran.code, ran.out.splitlines()[0]) == (
        0,
        "api: 1 operation, 1 that could send something deprecated",
    )
    assert drift("operations", "api", cwd=folder).out == TEXT.replace("api@latest", "api")


def test_an_older_version(folder: Path) -> None:
    ran = drift("operations", "api@1.0", cwd=folder)
    assert ran.out.startswith(
        "api@1.0: 3 operations, 1 with something deprecated\n2 files: 2 read, 2 hold 3 operations\n\n"
        "  ◌ query A  sdk/a.graphql:1\n"
        "      Alert.old is deprecated since or before 2026-09-02T06-00-00Z (1.0): Was never right.\n  ✓ mutation M"
    )


def test_as_json(folder: Path) -> None:
    ran = drift("operations", "--json", cwd=folder)
    found = json.loads(ran.out)
    assert (found["format"], found["schema"]) == (1, "api@latest")
    assert found["operations"][2] == {
        "name": "B",
        "kind": "query",
        "path": "sdk/b.py",
        "line": 1,
        "errors": [],
        "other_api": False,
        "fits": [],
        "uses": [
            "Alert",
            "Alert.id",
            "Filter",
            "Filter.state",
            "Filter.text",
            "Query",
            "Query.alerts",
            "Query.alerts(filter:)",
            "State",
            "State.CLOSED",
            "State.OPEN",
        ],
        "deprecated": [
            {
                "coordinate": "Filter.text",
                "reason": "Too slow.",
                "since": "2026-09-09T06-00-00Z",
                "since_is_exact": True,
                "only_possible": True,
            }
        ],
    }
    assert found["coverage"][4] == {"what": "arguments", "used": 3, "total": 4}


def test_everything_that_is_used(folder: Path) -> None:
    out = drift("-v", "operations", cwd=folder).out
    assert "  ✓ mutation M  sdk/a.graphql:2\n        Alert\n        Alert.id\n        Mutation\n" in out


def test_what_is_not_valid(folder: Path) -> None:
    (folder / "other.graphql").write_text("type Query { alert(id: ID!): Int }")
    ran = drift("operations", "other.graphql", "--operations", "sdk/*.graphql", cwd=folder)
    assert ran.code == 1
    assert ran.out.startswith(
        "other.graphql: 2 operations, 2 not valid\n1 file: 1 read, 1 holds 2 operations\n\n"
        "  ✗ query A  sdk/a.graphql:1\n      sdk/a.graphql:1:"
    )
    assert (
        drift("operations", "other.graphql", "--operations", "sdk/*", "--fail-on", "never", cwd=folder).code
        == 0
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--operations", "none/*"), 2, "no file matches none/*"),
        (("api.graphql",), 2, "no operations are named: give --operations GLOB, or set them in drift.toml"),
        (("api@2.0",), 2, 'api has no version "2.0"'),
        (("nothing.graphql", "--operations", "sdk/*"), 2, "nothing.graphql: "),
    ],
)
def test_wrong_usage(folder: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = drift("operations", *arguments, cwd=folder)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert ran.err.startswith(f"error: {message}")


def test_without_a_source_to_choose(tmp_path: Path) -> None:
    write(tmp_path, {"drift.toml": '[sources.a]\nschema = "a.graphql"\n'})
    ran = drift("operations", cwd=tmp_path)
    assert (ran.code, ran.err) == (
        2,
        "error: no source of drift.toml has operations: name the schema, such as panther@latest\n",
    )


def test_hostile_words_stay_on_their_line(folder: Path) -> None:
    (folder / "evil.graphql").write_text(
        'type Query { a: Int @deprecated(reason: "x\\n::error::y \\u001b[2J \\u202e ##[error]z") }'
    )
    (folder / "sdk/e.graphql").write_text("query E { a }")
    ran = drift("operations", "evil.graphql", "--operations", "sdk/e.graphql", cwd=folder)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert not any(line.lstrip().startswith(("::", "##[")) for line in ran.out.splitlines())


def test_globs_begin_where_the_user_is_and_those_of_drift_toml_beside_it(folder: Path) -> None:
    inside = folder / "sdk"
    assert drift("operations", "--json", cwd=inside).out == drift("operations", "--json", cwd=folder).out
    found = json.loads(drift("operations", "api@latest", "--operations", "*.py", "--json", cwd=inside).out)
    assert [use["path"] for use in found["operations"]] == ["b.py"]
    ran = drift("diff", "api@1.0", "api@latest", "--operations", "*.py", "--report", "json", cwd=inside)
    assert [use["path"] for use in json.loads(ran.out)["operations"]] == ["b.py"]


def test_what_is_left_out_is_counted_by_severity(tmp_path: Path) -> None:
    old = "type Query { a: Int b(in: In): Out c: Int d: Int } enum In { A } enum Out { A }"
    (tmp_path / "old.graphql").write_text(old)
    (tmp_path / "new.graphql").write_text(
        "type Query { a: Int b(in: In): Out } enum In { A B } enum Out { A B }"
    )
    (tmp_path / "q.graphql").write_text("{ a }")
    ran = drift(
        "diff", "old.graphql", "new.graphql", "--operations", "q.graphql", "--only-affected", cwd=tmp_path
    )
    assert ran.code == 0
    assert ran.out.partition("TOUCHING NONE OF YOUR OPERATIONS")[2] == (
        "  4, not counted\n"
        "    2 breaking: 2 fields removed\n"
        "    1 dangerous: 1 enum value added\n"
        "    1 safe: 1 enum value added, never answered\n"
        "exit 0: no change touches your operations\n"
    )
