"""The table of rules: differences come in, the rule that says what each one means goes out.

A rule is one row; the catalogue, ``drift rules`` and ``drift explain`` are made from the rows. For one
difference the first row that claims it decides.
"""

from __future__ import annotations

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules import (
    deprecation,
    directives,
    fields,
    input_values,
    members,
    rehearsals,
    schemas,
    types,
    versions,
)
from drift.changes.rules.rule import Example, Rule
from drift.changes.rules.table import Table
from drift.schema.element import Kind
from drift.severity import Severity

__all__ = ["CATALOGUE", "IDS", "RULES", "UNCLASSIFIED", "Rule", "by_id", "rule_for"]

UNCLASSIFIED = Rule(
    id="UNCLASSIFIED",
    title="unclassified change",
    severity=Severity.DANGEROUS,
    event=Event.ALTERED,
    kinds=frozenset(Kind),
    message="{Kind} {coordinate} changed from {old} to {new}, and no rule says what that means.",
    reason="It is listed so that nothing is dropped silently; please report it.",
    spec="sec-Type-System",
    example=Example("type Query { user: String }", "type Query { user: String }"),
)

TABLE = Table(
    (
        *schemas.RULES,
        *types.RULES,
        *fields.RULES,
        *input_values.RULES,
        *members.RULES,
        *directives.RULES,
        *deprecation.RULES,
    ),
    UNCLASSIFIED,
)
RULES = TABLE.rows
# Every row that a finding can have; those of rehearsals and versions come from no difference between schemas.
CATALOGUE = (*RULES, *rehearsals.RULES, *versions.RULES)
_BY_ID = {rule.id: rule for rule in CATALOGUE}
IDS = frozenset(_BY_ID)


def by_id(id_: str) -> Rule | None:
    """Return the rule with that id, None when there is none."""
    return _BY_ID.get(id_)


def rule_for(difference: Difference) -> Rule:
    """Return the rule that decides what the difference means; :data:`UNCLASSIFIED` when none claims it."""
    return TABLE.rule_for(difference)
