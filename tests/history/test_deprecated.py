"""Only the removal of the deprecated element itself is softened by its age, never what happens beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from drift.compare import compare
from drift.config import Policy
from drift.history.deprecated import Words
from drift.history.timeline import Version
from tests.changes.schemas import snapshot

OLD = "type Query { a: Int } "
CASES = {
    "a field that was deprecated": (
        "type Query { a: Int b: Int @deprecated }",
        "type Query { a: Int }",
        [("FIELD_REMOVED", "DANGEROUS", "deprecated in or before v1 (30 days)")],
    ),
    "a field that was not": (
        "type Query { a: Int b: Int }",
        "type Query { a: Int }",
        [("FIELD_REMOVED", "BREAKING", None)],
    ),
    "locations and repeatability of a deprecated directive": (
        OLD + 'directive @show @deprecated(reason: "old") repeatable on FIELD | QUERY',
        OLD + 'directive @show @deprecated(reason: "old") on FIELD',
        [
            ("DIRECTIVE_LOCATION_REMOVED", "BREAKING", None),
            ("DIRECTIVE_REPEATABLE_REMOVED", "BREAKING", None),
        ],
    ),
    "a deprecated directive as a whole": (
        OLD + 'directive @show @deprecated(reason: "old") repeatable on FIELD | QUERY',
        OLD,
        [("DIRECTIVE_REMOVED", "DANGEROUS", "deprecated in or before v1 (30 days)")],
    ),
    "a directive applied to a deprecated field": (
        "directive @cost(n: Int) on FIELD_DEFINITION type Query { a: Int @deprecated @cost(n: 1) }",
        "directive @cost(n: Int) on FIELD_DEFINITION type Query { a: Int @deprecated }",
        [("APPLIED_DIRECTIVE_REMOVED", "SAFE", None)],
    ),
    "an argument of a deprecated field": (
        "type Query { a(n: Int): Int @deprecated }",
        "type Query { a: Int @deprecated }",
        [("ARG_REMOVED", "BREAKING", None)],
    ),
    "a default of a deprecated argument": (
        "type Query { a(n: Int! = 1 @deprecated): Int }",
        "type Query { a(n: Int! @deprecated): Int }",
        # Nor may what is required be deprecated.
        [("ARG_BECAME_REQUIRED", "BREAKING", None), ("SCHEMA_INVALID", "BREAKING", None)],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES.keys())
def test_the_age_of_what_was_removed(old: str, new: str, expected: list[tuple[str, str, str | None]]) -> None:
    before = snapshot(old)
    report = compare(
        before,
        snapshot(new),
        title="old → new",
        policy=Policy(deprecated_grace_days=0),
        today=date(2026, 11, 1),
        words=Words(lambda: [Version("v1", None, datetime(2026, 10, 2, tzinfo=UTC), before)]),
    )
    assert [(change.id, change.severity.name, change.history) for change in report.changes] == expected


@pytest.mark.parametrize(
    ("reason", "days"),
    [
        ("Deprecated on 2026-09-01.", 61),
        ("Goes on 2026-10-20.", 30),
        ("Goes on 2026-12-01.", 30),
        ("Deprecated on 2026-09-01, goes on 2026-10-20.", 61),
        ("Deprecated on 2026-02-30.", 30),
    ],
)
def test_a_day_in_the_reason_makes_it_older_and_never_younger(reason: str, days: int) -> None:
    before = snapshot(f'type Query {{ a: Int b: Int @deprecated(reason: "{reason}") }}')
    report = compare(
        before,
        snapshot("type Query { a: Int }"),
        title="old → new",
        policy=Policy(deprecated_grace_days=0),
        today=date(2026, 11, 1),
        words=Words(lambda: [Version("v1", None, datetime(2026, 10, 2, tzinfo=UTC), before)]),
    )
    assert [change.history for change in report.changes] == [f"deprecated in or before v1 ({days} days)"]
