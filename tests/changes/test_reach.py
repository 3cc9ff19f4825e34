"""What the API sends by other ways than operations: judged as output, and not lost where nobody said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.changes.classify import classify
from tests.changes.schemas import snapshot
from tests.running import drift

OLD = """
type Query { user: String }
type UserPayload { user: User kind: Kind }
type User { id: ID name: String! }
type Forgotten { id: ID }
enum Kind { A }
"""
NEW = """
type Query { user: String }
type UserPayload { kind: Kind }
type User { id: ID name: String }
enum Kind { A B }
"""
LINE = (
    "3 changes of types that no operation reaches (Forgotten, User and 1 more) would be breaking if the API sends these "
    "types by other ways, such as webhooks: name those that it does in `roots`, below the source"
)


def found(*roots: str) -> tuple[list[str], tuple[str, ...]]:
    from dataclasses import replace

    comparison = classify(snapshot(OLD), replace(snapshot(NEW), roots=roots))
    changes = [f"{change.severity.name} {change.coordinate}" for change in comparison.changes]
    return changes, comparison.notices


def test_what_would_break_is_said_in_one_line() -> None:
    changes, notices = found()
    assert changes == ["SAFE Forgotten", "SAFE Kind.B", "SAFE User.name", "SAFE UserPayload.user"]
    assert notices == (LINE,)


def test_with_roots_it_breaks() -> None:
    changes, notices = found("*Payload")
    assert changes == [
        "BREAKING User.name",
        "BREAKING UserPayload.user",
        "DANGEROUS Kind.B",
        "SAFE Forgotten",
    ]
    assert notices == ()


def test_a_pattern_that_matches_nothing_is_said() -> None:
    assert found("*Payload", "Webhook*")[1] == ("roots: Webhook* matches no type",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Added, deprecated or only given: nothing of it would break.
        ("type Query { a: Int } type T { a: Int }", "type Query { a: Int } type T { a: Int! b: Int }"),
        ("type Query { a: Int } input I { a: Int }", "type Query { a: Int }"),
        ("type Query { i: I } interface I { a: Int! }", "type Query { i: I } interface I { a: Int }"),
        ("type Query { a: Int b: Int }", "type Query { a: Int }"),
    ],
)
def test_where_nothing_would_break_there_is_no_line(old: str, new: str) -> None:
    assert classify(snapshot(old), snapshot(new)).notices == ()


def test_a_part_of_a_schema_is_judged_as_reachable() -> None:
    changes = classify(
        snapshot("type User { id: ID name: String }"), snapshot("type User { id: ID }")
    ).changes
    assert [(change.id, change.witness, change.witness_note) for change in changes] == [
        ("FIELD_REMOVED", None, "No request can select from User.")
    ]


def test_roots_in_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.graphql").write_text(OLD)
    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "api.graphql"\n')
    assert drift("check", "--save").code == 0
    (tmp_path / "api.graphql").write_text(NEW)
    without = drift("check")
    assert (without.code, LINE in without.out) == (0, True)
    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "api.graphql"\nroots = ["UserPayload"]\n')
    for command in (("check",), ("diff", "api@latest", "api")):
        ran = drift(*command)
        assert ran.code == 1
        assert "2 breaking, 1 dangerous, 1 safe changes" in ran.out
        assert "roots" not in ran.out
    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "api.graphql"\nroots = ["User Payload"]\n')
    assert drift("check").err == (
        'error: drift.toml:3: sources.api.roots: "User Payload" is not the name of a type, nor a pattern of names like '
        '"*Payload"\n'
    )
