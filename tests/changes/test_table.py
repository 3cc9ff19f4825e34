"""Each pair of the table gives exactly its changes, and the table leaves no rule out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drift.changes.difference import Difference, Sides
from drift.changes.event import Event
from drift.changes.rules import CATALOGUE, IDS, RULES, UNCLASSIFIED, Rule, by_id, rule_for
from drift.changes.rules.table import Table
from drift.schema import sdl
from drift.schema.element import Kind
from drift.severity import Severity
from tests.changes.cases import CASES, Case
from tests.changes.schemas import compared


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_case(case: Case) -> None:
    found = sorted((c.severity, c.id, c.coordinate) for c in compared(case.old, case.new).changes)
    assert found == list(case.expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_near_misses_are_missed(case: Case) -> None:
    assert not {id_ for _, id_, _ in case.expected} & set(case.near)
    assert set(case.near) <= IDS


def test_titles_are_unique() -> None:
    titles = [case.title for case in CASES]
    assert len(set(titles)) == len(titles)


_ROW = next(rule for rule in RULES if rule.id == "FIELD_REMOVED")
_OTHER = replace(_ROW, id="OTHER", when=None)
_CLASSIFIED = [rule for rule in RULES if rule is not UNCLASSIFIED]


@pytest.mark.parametrize("rule", _CLASSIFIED, ids=lambda rule: rule.id)
def test_every_rule_has_its_case_and_its_near_miss(rule: Rule) -> None:
    exact = [case.title for case in CASES if rule.id in {id_ for _, id_, _ in case.expected}]
    near = [case.title for case in CASES if rule.id in case.near]
    assert exact
    assert near


@pytest.mark.parametrize("rule", _CLASSIFIED, ids=lambda rule: rule.id)
def test_every_example_shows_its_rule(rule: Rule) -> None:
    shown = [change for change in compared(*rule.example).changes if change.id == rule.id]
    assert len(shown) == 1
    assert shown[0].severity is rule.severity
    assert shown[0].message[0].isupper() or shown[0].message[0] == "@"


def test_ids_are_unique_and_found() -> None:
    assert len(IDS) == len(CATALOGUE)
    assert all(by_id(rule.id) is rule for rule in RULES)
    assert by_id("NO_SUCH_CHANGE") is None


def test_every_rule_says_why_and_where() -> None:
    for rule in RULES:
        for reason in (rule.reason, *(rule.reason_for(kind) for kind in rule.kinds)):
            assert reason.endswith(".")
            assert "  " not in reason
        assert rule.url.startswith("https://spec.graphql.org/September2025/#sec-")


def test_titles_of_rules_are_unique_and_short() -> None:
    titles = [rule.title for rule in RULES]
    assert len(set(titles)) == len(titles)
    assert all(0 < len(title) <= 60 and title == title.strip(" .") for title in titles)


def test_a_breaking_rule_needs_a_witness() -> None:
    row = replace(_ROW, witness=None)
    with pytest.raises(ValueError, match=r"^FIELD_REMOVED is BREAKING and has no witness$"):
        Table([row], UNCLASSIFIED)
    assert Table([replace(row, severity=Severity.DANGEROUS)], UNCLASSIFIED).by_id.keys() == {
        "FIELD_REMOVED",
        "UNCLASSIFIED",
    }


def test_an_id_belongs_to_one_rule() -> None:
    with pytest.raises(ValueError, match=r"^FIELD_REMOVED is the id of two rules$"):
        Table([_ROW, replace(_ROW, event=Event.ADDED)], UNCLASSIFIED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(replace(_ROW, when=None), _OTHER, id="everything is claimed"),
        pytest.param(_ROW, replace(_OTHER, when=_ROW.when), id="on the same condition"),
        pytest.param(
            replace(_ROW, when=None, kinds=frozenset({Kind.FIELD, Kind.ARGUMENT})),
            _OTHER,
            id="one of its kinds",
        ),
    ],
)
def test_a_rule_that_never_decides_is_refused(first: Rule, second: Rule) -> None:
    with pytest.raises(ValueError, match=r"^OTHER never decides about any field: FIELD_REMOVED comes first$"):
        Table([first, second], UNCLASSIFIED)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(_OTHER, id="no condition after one"),
        pytest.param(replace(_OTHER, event=Event.ADDED), id="another event"),
        pytest.param(replace(_OTHER, kinds=frozenset({Kind.ENUM_VALUE})), id="another kind"),
        pytest.param(replace(_OTHER, attribute="type"), id="another attribute"),
    ],
)
def test_a_rule_that_can_decide_is_taken(second: Rule) -> None:
    assert [row.id for row in Table([_ROW, second], UNCLASSIFIED).rows] == [
        "FIELD_REMOVED",
        "OTHER",
        "UNCLASSIFIED",
    ]


def test_an_attribute_without_a_rule_is_unclassified_and_not_dropped() -> None:
    old = sdl.read("type Query { a: Int }")
    field = old.by_coordinate["Query.a"]
    fact = Difference(Event.ALTERED, field, field, "no_such_attribute", (), (), Sides(old, old))
    assert rule_for(fact) is UNCLASSIFIED
