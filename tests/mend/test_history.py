"""Between two versions: what was deprecated after the older one and gone before the newer one is known by its history."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drift.changes.classify import classify
from drift.history.deprecated import MAX_READ, Words
from drift.history.timeline import Version
from drift.snapshots.store import Store
from tests.mend.project import snapshot
from tests.running import drift

FIRST = "type Query {\n  mail: String\n  kept: Int\n}\n"
SECOND = (
    'type Query {\n  mail: String @deprecated(reason: "Use `owner { mail }`.")\n  kept: Int\n  owner: P\n}\n\n'
    "type P {\n  mail: String\n}\n"
)
THIRD = "type Query {\n  kept: Int\n  owner: P\n}\n\ntype P {\n  mail: String\n}\n"
OPERATION = "query Q {\n  mail\n}\n"
MESSAGE = "Field Query.mail was removed. It was deprecated: Use `owner { mail }`."


def day(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


def words(*texts: str) -> Words:
    versions = [
        Version(f"v{number}", None, day(number), snapshot(text)) for number, text in enumerate(texts, 1)
    ]
    return Words(lambda: versions)


def test_the_last_reason_and_since_when() -> None:
    other = SECOND.replace("Use `owner", "Please use `owner")
    spell = words(FIRST, SECOND, other, THIRD).spell("Query.mail")
    assert spell is not None
    assert (spell.reason, spell.since.name, spell.is_first) == ("Please use `owner { mail }`.", "v2", False)


def test_a_deprecation_that_a_later_version_could_not_say() -> None:
    spell = words(SECOND, FIRST).spell("Query.mail")
    assert spell is not None
    assert (spell.reason, spell.since.name, spell.is_first) == ("Use `owner { mail }`.", "v1", True)


def test_what_never_was_deprecated() -> None:
    asked = words(FIRST, SECOND, THIRD)
    assert asked.spell("Query.kept") is None
    assert asked.spell("Query.other") is None
    assert asked.reasons("Query.kept") == ()


def test_a_list_of_upcoming_changes_is_asked_last() -> None:
    versions = [Version("v1", None, day(1), snapshot(SECOND))]
    asked = Words(lambda: versions, {"Query.mail": "Use `other`.", "Query.kept": "Use `new`."})
    assert asked.reasons("Query.mail") == ("Use `owner { mail }`.", "Use `other`.")
    assert asked.reasons("Query.kept") == ("Use `new`.",)


def test_a_long_history_is_not_read_to_its_end() -> None:
    texts = [f"{SECOND}\ntype T{number} {{ a: Int }}" for number in range(3 * MAX_READ)]
    asked = words(*texts)
    assert asked.spell("Query.kept") is None
    assert sum(version.snapshot.is_read for version in asked.versions()) == MAX_READ


def test_a_version_that_is_no_schema_hides_no_other() -> None:
    assert words(SECOND, "type Query { mail: @deprecated").spell("Query.mail") is not None


def test_the_message_of_a_removal_says_why(tmp_path: Path) -> None:
    changes = classify(snapshot(FIRST), snapshot(THIRD), words(FIRST, SECOND, THIRD).reasons).changes
    assert [change.message for change in changes if change.id == "FIELD_REMOVED"] == [MESSAGE]


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A project with three stored versions, of which the first and the last are compared."""
    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "schema.graphql"\noperations = ["*.gql"]\n')
    (tmp_path / "schema.graphql").write_text(THIRD)
    (tmp_path / "q.gql").write_text(OPERATION)
    store = Store(tmp_path / "snapshots")
    for number, text in enumerate((FIRST, SECOND, THIRD), 1):
        store.save(
            "api", snapshot(text).canonical, taken=day(number), origin="schema.graphql", label=f"{number}.0"
        )
    return tmp_path


def test_stored_versions(stored: Path) -> None:
    ran = drift("diff", "api@1.0", "api@3.0", cwd=stored)
    assert MESSAGE in ran.out
    assert "deprecated since 2026-01-03T00-00-00Z (2.0) (1 days)" in ran.out
    assert "+  owner { mail }" in ran.out


def test_a_check_against_an_earlier_version(stored: Path) -> None:
    ran = drift("check", "--against", "1.0", cwd=stored, now=day(10))
    assert MESSAGE in ran.out
    assert "deprecated since 2026-01-03T00-00-00Z (2.0) (8 days)" in ran.out
    assert "+  owner { mail }" in ran.out


def test_the_same_edits_as_from_the_version_that_said_it(stored: Path) -> None:
    patches = [drift("mend", f"api@{version}", "api@3.0", cwd=stored).out for version in ("1.0", "2.0")]
    assert patches[0] == patches[1] != ""


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_revisions_in_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for number, text in enumerate((FIRST, SECOND, THIRD), 1):
        (tmp_path / "schema.graphql").write_text(text)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", f"release {number}")
        git(tmp_path, "tag", f"v{number}")
    (tmp_path / "q.gql").write_text(OPERATION)
    ran = drift(
        "mend", "git:v1:schema.graphql", "git:v3:schema.graphql", "--operations", "*.gql", cwd=tmp_path
    )
    assert "+  owner { mail }" in ran.out
    ran = drift("diff", "git:v1:schema.graphql", "git:v3:schema.graphql", cwd=tmp_path)
    assert MESSAGE in ran.out
    assert "deprecated since " in ran.out


def test_lines_of_a_versioned_api(tmp_path: Path) -> None:
    (tmp_path / "drift.toml").write_text(
        '[sources.shop]\nendpoint = "https://example.com/{version}/graphql"\n'
        'versions = ["2025-10", "2026-01", "2026-04"]\n'
    )
    (tmp_path / "q.gql").write_text(OPERATION)
    store = Store(tmp_path / "snapshots")
    for line, text in (("2025-10", FIRST), ("2026-01", SECOND), ("2026-04", THIRD)):
        store.save(f"shop/{line}", snapshot(text).canonical, taken=day(1), origin="https://example.com")
    ran = drift("mend", "shop/2025-10@latest", "shop/2026-04@latest", "--operations", "*.gql", cwd=tmp_path)
    assert "+  owner { mail }" in ran.out
