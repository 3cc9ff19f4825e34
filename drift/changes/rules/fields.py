"""Fields of objects and interfaces; their removal and type also for input objects."""

from __future__ import annotations

from drift.changes.change import Severity
from drift.changes.difference import Difference, Event
from drift.changes.rules.rule import (
    Example,
    Rule,
    by_reach,
    is_accepted_still,
    is_answered_still,
    was_reachable,
)
from drift.schema.element import Kind
from drift.schema.merging import Conflict

_ALL = frozenset({Kind.FIELD, Kind.INPUT_FIELD})


def _conflict(difference: Difference) -> Conflict | None:
    return difference.sides.merging.conflict(difference.old_owners[-1].name, difference.old.name)


def _is_merged_no_longer(difference: Difference) -> bool:
    return is_answered_still(difference) and was_reachable(difference) and _conflict(difference) is not None


def _name_conflict(difference: Difference) -> tuple[str, ...]:
    conflict = _conflict(difference)
    if conflict is None:
        return ()
    other = difference.sides.new.by_coordinate[conflict.other]
    return (f"{conflict.other} is {other.type}: both can be selected within {conflict.within}",)


def _is_compatible(difference: Difference) -> bool:
    if difference.kind is Kind.FIELD:
        return is_answered_still(difference)
    return is_accepted_still(difference)


RULES = (
    Rule(
        id="FIELD_ADDED",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.FIELD}),
        message="Field {coordinate}: {new} was added.",
        reason="A response holds it only when a request asks for it.",
        spec="sec-Field-Selections",
        example=Example("type Query { user: String }", "type Query { user: String, team: String }"),
    ),
    *by_reach(
        Rule(
            id="FIELD_REMOVED",
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=_ALL,
            message="{Kind} {coordinate} was removed.",
            reason="Requests that select the field, or give the input field, no longer validate; also when "
            "it "
            "was deprecated.",
            spec="sec-Field-Selections",
            example=Example("type Query { user: String, team: String }", "type Query { user: String }"),
        ),
        Example(
            "type Query { user: String }\ntype Forgotten { id: ID, name: String }",
            "type Query { user: String }\ntype Forgotten { id: ID }",
        ),
    ),
    Rule(
        id="FIELD_CHANGED_KIND_CONFLICT",
        severity=Severity.BREAKING,
        event=Event.ALTERED,
        kinds=frozenset({Kind.FIELD}),
        attribute="type",
        when=_is_merged_no_longer,
        details=_name_conflict,
        message="Field {coordinate} changed type from {old} to {new}, unlike a field of the same name "
        "beside it.",
        reason="Every value still fits, but a request that selects both fields no longer validates: fields "
        "under "
        "one name must agree on nullability.",
        spec="sec-Field-Selection-Merging",
        example=Example(
            "type Query { pet: Pet }\nunion Pet = Cat | Dog\ntype Cat { name: String }\n"
            "type Dog { name: String }",
            "type Query { pet: Pet }\nunion Pet = Cat | Dog\ntype Cat { name: String! }\n"
            "type Dog { name: String }",
        ),
    ),
    Rule(
        id="FIELD_CHANGED_KIND_SAFE",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=_ALL,
        attribute="type",
        when=_is_compatible,
        message="{Kind} {coordinate} changed type from {old} to {new}.",
        reason="Every value that a response may hold fits the old type, and every value that a request "
        "gave is "
        "still taken.",
        spec="sec-Combining-List-and-Non-Null",
        example=Example("type Query { user: String }", "type Query { user: String! }"),
    ),
    *by_reach(
        Rule(
            id="FIELD_CHANGED_KIND",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=_ALL,
            attribute="type",
            message="{Kind} {coordinate} changed type from {old} to {new}.",
            reason="A response may hold what the old type ruled out, selections and fragments may no "
            "longer fit; "
            "for an input field, values and variables of the old type are no longer taken.",
            spec="sec-Combining-List-and-Non-Null",
            example=Example("type Query { user: String! }", "type Query { user: String }"),
        ),
        Example(
            "type Query { user: String }\ntype Forgotten { name: String! }",
            "type Query { user: String }\ntype Forgotten { name: String }",
        ),
    ),
)
