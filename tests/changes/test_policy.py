"""What the user's policy makes of findings, and what it says about itself."""

from __future__ import annotations

from datetime import date

import pytest

from drift.changes import policy
from drift.changes.change import Change
from drift.config import Allowance, Override, Policy
from drift.severity import Severity
from tests.changes.schemas import compared

OLD = """
type Query { e: E  n: N  gone: Int @deprecated  a(x: Int = 1): Int  t: T }
enum E { A }
union N = T
type T { id: ID  team: Int }
"""
NEW = """
type Query { e: E  n: N  a(x: Int = 2): Int  t: T }
enum E { A B }
union N = T | Query
type T { id: ID }
"""
CHANGES = compared(OLD, NEW).changes
TODAY = date(2026, 5, 1)


def judged(rules: Policy, **options: object) -> dict[str, Change]:
    changes, _ = policy.apply(CHANGES, rules, today=TODAY, **options)  # type: ignore[arg-type]
    return {change.coordinate: change for change in changes}


def allowance(
    change: str, coordinate: str, until: date | None = None, source: str | None = None
) -> Allowance:
    return Allowance(change, coordinate, until, "we moved off it", source, "drift.toml:3")


def test_the_default_changes_nothing() -> None:
    assert policy.apply(CHANGES, Policy(), today=TODAY) == (CHANGES, ())


@pytest.mark.parametrize(
    ("level", "breaking"),
    [
        ("spec", {"Query.gone", "T.team"}),
        ("typed-client", {"Query.gone", "T.team", "E.B", "N"}),
        ("strict", {"Query.gone", "T.team", "E.B", "N", "Query.a(x:)"}),
    ],
)
def test_levels(level: str, breaking: set[str]) -> None:
    changes = judged(Policy(level=level))
    assert {where for where, change in changes.items() if change.severity is Severity.BREAKING} == breaking
    assert all(
        change.rule_severity is before.severity
        for change, before in zip(
            sorted(changes.values(), key=lambda c: c.coordinate),
            sorted(CHANGES, key=lambda c: c.coordinate),
            strict=True,
        )
    )


def test_a_level_says_so_and_worst_still_comes_first() -> None:
    changes, _ = policy.apply(CHANGES, Policy(level="strict"), today=TODAY)
    assert "level strict" in next(change for change in changes if change.coordinate == "Query.a(x:)").reason
    assert [change.severity for change in changes] == sorted((c.severity for c in changes), reverse=True)


def test_a_value_that_is_never_answered_breaks_no_typed_client() -> None:
    text = "type Query {{ a(e: E): Int }} enum E {{ A {} }}"
    changes, _ = policy.apply(
        compared(text.format(""), text.format("B")).changes, Policy(level="typed-client"), today=TODAY
    )
    assert [change.severity for change in changes] == [Severity.SAFE]


def test_the_last_override_counts_and_wins_over_the_level() -> None:
    overrides = (
        Override("VALUE_ADDED_TO_ENUM", "*", Severity.DANGEROUS),
        Override("VALUE_ADDED_TO_ENUM", "E.*", Severity.SAFE),
        Override("VALUE_ADDED_TO_ENUM", "Other.*", Severity.BREAKING),
    )
    change = judged(Policy(level="strict", overrides=overrides))["E.B"]
    assert change.severity is Severity.SAFE
    assert change.rule_severity is Severity.DANGEROUS
    assert "The configuration makes VALUE_ADDED_TO_ENUM SAFE." in change.reason


def test_an_override_keeps_the_fingerprint() -> None:
    before = {change.coordinate: change.fingerprint for change in CHANGES}
    overridden = judged(Policy(overrides=(Override("FIELD_REMOVED", "*", Severity.SAFE),)))
    assert {where: change.fingerprint for where, change in overridden.items()} == before


def test_grace_needs_days_enough_and_never_softens_unasked() -> None:
    mark = next(change.fingerprint for change in CHANGES if change.coordinate == "Query.gone")
    assert judged(Policy(), deprecated_days={mark: 900})["Query.gone"].severity is Severity.BREAKING
    rules = Policy(deprecated_grace_days=90)
    assert judged(rules)["Query.gone"].severity is Severity.BREAKING
    assert judged(rules, deprecated_days={mark: 89})["Query.gone"].severity is Severity.BREAKING
    softened = judged(rules, deprecated_days={mark: 90})
    assert softened["Query.gone"].severity is Severity.DANGEROUS
    assert "90 days" in softened["Query.gone"].reason
    assert softened["T.team"].severity is Severity.BREAKING


def test_accepted_until_the_last_day() -> None:
    for until, expected in ((None, "we moved off it"), (TODAY, "we moved off it"), (date(2026, 4, 30), None)):
        changes = judged(Policy(allow=(allowance("FIELD_REMOVED", "Query.g*", until),)))
        assert changes["Query.gone"].allowed == expected
        assert changes["T.team"].allowed is None


def test_an_accepted_change_is_of_its_id_and_its_source() -> None:
    entry = allowance("FIELD_REMOVED", "*", source="panther")
    assert judged(Policy(allow=(entry,)), source="panther")["T.team"].allowed
    assert judged(Policy(allow=(entry,)), source="other")["T.team"].allowed is None
    assert judged(Policy(allow=(allowance("ARG_REMOVED", "*"),)))["T.team"].allowed is None


def test_stale_and_expired_entries_are_told() -> None:
    expired = date(2026, 4, 30)
    entries = (
        allowance("FIELD_REMOVED", "T.team"),
        allowance("FIELD_REMOVED", "Query.gone", expired),
        allowance("FIELD_REMOVED", "Nowhere.*"),
        allowance("FIELD_REMOVED", "Never.*", expired),
        allowance("FIELD_REMOVED", "Nowhere.*", source="other"),
    )
    _, notices = policy.apply(CHANGES, Policy(allow=entries), today=TODAY, source="panther")
    assert notices == (
        "drift.toml:3: the accepted change FIELD_REMOVED Query.gone expired on 2026-04-30 and counts again",
        "drift.toml:3: the accepted change FIELD_REMOVED Nowhere.* matches nothing in this comparison",
        "drift.toml:3: the accepted change FIELD_REMOVED Never.* expired on 2026-04-30 and matches nothing; "
        "remove it",
    )


@pytest.mark.parametrize(
    ("level", "expected"), [("spec", "SAFE"), ("typed-client", "DANGEROUS"), ("strict", "BREAKING")]
)
def test_another_enum_with_the_same_values(level: str, expected: str) -> None:
    old, new = "type Query { e: E } enum E { A }", "type Query { e: F } enum F { A }"
    changes, _ = policy.apply(compared(old, new).changes, Policy(level=level), today=TODAY)
    assert {change.coordinate: change.severity.name for change in changes} == {
        "Query.e": expected,
        "E": "SAFE",
        "F": "SAFE",
    }
