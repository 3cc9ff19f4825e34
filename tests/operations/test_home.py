"""Several APIs in one repository: each operation is judged by the source it belongs to, and counted by the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drift.operations import reading
from drift.snapshots.store import Store
from tests.operations.project import write
from tests.running import drift

USERS = "type Query { users(first: Int): [User!]! } type User { id: ID! name: String }"
REPOSITORIES = (
    "type Query { repos: [Repo!]! } type Mutation { star(id: ID!): Repo } type Repo { id: ID! title: String }"
)
FILES = {
    "drift.toml": (
        '[sources.users]\nschema = "users.graphql"\noperations = ["ops/*.graphql"]\n'
        '[sources.repos]\nschema = "repos.graphql"\noperations = ["ops/*.graphql"]\n'
    ),
    "users.graphql": USERS,
    "repos.graphql": REPOSITORIES,
    "ops/r.graphql": (
        "query R { repos { id title } }\n"
        "mutation S { ...Root }\n"
        "fragment Root on Mutation { star(id: 1) { id } }\n"
        "fragment Card on Repo { title }\n"
        "query Lost { ripos { id } }\n"
        "query Meta { __typename }\n"
        "query Both { users { id } repos { id } }\n"
    ),
    "ops/u.graphql": "query U { users { id name } }\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    assert drift("check", "--save").code == 0
    (tmp_path / "users.graphql").write_text(USERS.replace("name: String", ""))
    (tmp_path / "repos.graphql").write_text(REPOSITORIES.replace("title: String", ""))
    return tmp_path


def verdicts(*arguments: str) -> dict[str, tuple[str, list[str]]]:
    report = json.loads(drift(*arguments, "--report", "json").out)
    return {each["name"]: (each["verdict"], each["fits"]) for each in report["operations"]}


@pytest.mark.parametrize("command", [("check", "users"), ("diff", "users@latest", "users")])
def test_what_no_version_of_the_source_ever_had_is_of_another_api(
    command: tuple[str, ...], folder: Path
) -> None:
    assert verdicts(*command) == {
        "R": ("other-api", ["repos"]),
        "S": ("other-api", ["repos"]),
        # A misspelled one of theirs.
        "Lost": ("other-api", ["repos"]),
        # What every API has belongs to each.
        "Meta": ("unaffected", []),
        # What starts from one of ours is ours.
        "Both": ("invalid-already", []),
        "U": ("broken", []),
        "Card": ("other-api", ["repos"]),
    }


def test_each_source_judges_its_own_and_says_where_the_others_belong(folder: Path) -> None:
    ran = drift("check")
    assert ran.code == 1
    assert (
        "users: 1 breaking change — 1 of your 3 operations breaks, 1 is still invalid, 4 of another API\n"
        in ran.out
    )
    assert (
        "            4 of another API, repos: R (ops/r.graphql:1), S (ops/r.graphql:2), Lost (ops/r.graphql:5), "
        "Card (ops/r.graphql:4)\n"
    ) in ran.out
    assert (
        "  ? Lost is still invalid  ops/r.graphql:5\n"
        "      ops/r.graphql:5:14: Cannot query field 'ripos' on type 'Query'. Did you mean 'repos'?\n"
    ) in ran.out
    assert "            1 of another API, users: U (ops/u.graphql:1)\n" in ran.out


@pytest.mark.parametrize("report", ["text", "markdown", "html", "json", "junit"])
def test_every_report_says_where_they_belong(report: str, folder: Path) -> None:
    drift("check", "repos", "--report", f"{report}=out")
    text = (folder / "out").read_text().replace("\\", "").replace("`", "")
    expected = (
        '"fits": [\n        "users"\n      ]'
        if report == "json"
        else "1 of another API, users: U (ops/u.graphql:1)"
    )
    assert expected in text


def test_a_field_of_an_old_version_is_still_ours(folder: Path) -> None:
    (folder / "users.graphql").write_text("type Query { people: [User!]! } type User { id: ID! }")
    assert drift("check", "users", "--save").code == 1
    assert verdicts("check", "users")["U"] == ("invalid-already", [])


def test_of_a_source_without_versions_everything_is_judged(folder: Path) -> None:
    found = verdicts("diff", "users.graphql", "users.graphql", "--operations", "ops/*.graphql")
    assert found["R"] == ("invalid-already", [])


def test_what_operations_use_leaves_those_of_other_apis_out(folder: Path) -> None:
    ran = drift("operations", "repos@latest")
    assert ran.code == 1
    assert ran.out.startswith("repos@latest: 6 operations, 2 not valid, 1 of another API\n")
    assert "  · query U  ops/u.graphql:1  of another API, users\n" in ran.out
    found = {
        each["name"]: (each["other_api"], each["fits"])
        for each in json.loads(drift("operations", "repos@latest", "--json").out)["operations"]
    }
    assert found["U"] == (True, ["users"])
    assert found["R"] == (False, [])


@pytest.mark.parametrize(
    ("operation", "verdict"),
    [
        ("{ usres(first: 1) { id name } }", "invalid-already"),
        ("{ Users { name { more } } }", "invalid-already"),
        ("{ ...Root } fragment Root on Query { user { name } }", "invalid-already"),
        ("fragment Card on Usr { id name }", "invalid-already"),
        # A name that is much like one of ours, and is used as none of ours is.
        ("{ user(login: 1) { email } }", "other-api"),
        ("{ usres }", "other-api"),
        ("{ warehouses { id name } }", "other-api"),
        ("mutation { usres(first: 1) { id } }", "other-api"),
        ("fragment Card on Usr { email }", "other-api"),
    ],
)
def test_a_misspelled_operation_is_of_the_api_that_it_was_meant_for(
    operation: str, verdict: str, folder: Path
) -> None:
    configured = FILES["drift.toml"].partition("[sources.repos]")[0]
    (folder / "drift.toml").write_text(configured.replace("ops/", "own/"))
    write(folder, {"own/good.graphql": "query U { users { id } }", "own/typo.graphql": operation})
    found = {
        name: verdict
        for name, (verdict, _) in verdicts("check", "users").items()
        if name not in ("U", "Root")
    }
    assert list(found.values()) == [verdict]
    assert drift("operations", "users@latest").code == (1 if verdict == "invalid-already" else 0)


def test_where_nothing_belongs_here_or_elsewhere_everything_is_judged(folder: Path) -> None:
    configured = FILES["drift.toml"].partition("[sources.repos]")[0]
    (folder / "drift.toml").write_text(configured.replace("ops/", "own/"))
    write(folder, {"own/q.graphql": "query W { warehouses { id } }\nquery V { vans { id } }"})
    ran = drift("operations", "users@latest")
    assert (ran.code, ran.out.splitlines()[0]) == (1, "users@latest: 2 operations, 2 not valid")
    assert verdicts("check", "users") == {"W": ("invalid-already", []), "V": ("invalid-already", [])}
    # Another source that they fit shows that there is another API.
    write(
        folder,
        {
            "drift.toml": FILES["drift.toml"].replace("ops/", "own/"),
            "own/q.graphql": "query R { repos { id } }",
        },
    )
    assert verdicts("check", "users") == {"R": ("other-api", ["repos"])}


def test_a_source_leaves_out_files_of_other_apis(folder: Path) -> None:
    configured = FILES["drift.toml"].replace(
        "[sources.repos]", 'operations-exclude = ["ops/r*"]\n[sources.repos]'
    )
    (folder / "drift.toml").write_text(configured)
    assert verdicts("check", "users") == {"U": ("broken", [])}
    assert drift("operations", "users@latest").out.startswith("users@latest: 1 operation\n1 file: 1 read")


def test_the_lines_of_a_versioned_api_are_one_api(folder: Path) -> None:
    (folder / "drift.toml").write_text(
        '[sources.api]\nendpoint = "https://x.test/{version}"\nversions = ["1", "2"]\noperations = ["q.graphql"]\n'
    )
    (folder / "q.graphql").write_text("query Old { old }\nquery New { new }\nquery Users { users { id } }\n")
    for line, text in (("1", "type Query {\n  old: Int\n}\n"), ("2", "type Query {\n  new: Int\n}\n")):
        Store(folder / "snapshots").save(
            f"api/{line}",
            f"# graphql-drift canonical SDL 1\n\n{text}",
            taken=datetime(2026, 9, 2, tzinfo=UTC),
            origin="x",
        )
    assert verdicts("diff", "api/1@latest", "api/1@latest") == {
        "Old": ("unaffected", []),
        "New": ("invalid-already", []),
        # Of a source that is stored and configured no longer, nobody can tell.
        "Users": ("other-api", []),
    }


def test_files_of_overlapping_globs_are_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "drift.toml").write_text(
        FILES["drift.toml"]
        .replace('"ops/*.graphql"', '"ops/*"', 1)
        .replace('["ops/*.gr', '["ops/u*", "ops/*.gr')
    )
    read: list[str] = []
    original = reading._read

    def counted(root: Path, path: str, top: Path) -> object:
        read.append(path)
        return original(root, path, top)

    monkeypatch.setattr(reading, "_read", counted)
    for command in (("check",), ("docs", "-o", "site")):
        assert drift(*command).code in (0, 1)
        assert sorted(read) == ["ops/r.graphql", "ops/u.graphql"]
        read.clear()
