"""Fields of objects and interfaces; their removal and type also for input objects."""

from __future__ import annotations

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import (
    Example,
    Rule,
    by_reach,
    is_accepted_still,
    is_answered_in_other_words,
    is_answered_still,
    is_reachable,
    was_reachable,
)
from drift.changes.witness import selections
from drift.schema.element import Kind
from drift.schema.merging import Conflict
from drift.schema.position import is_composite
from drift.schema.types import named_type
from drift.severity import Severity

_ALL = frozenset({Kind.FIELD, Kind.INPUT_FIELD})


def _conflict(difference: Difference) -> Conflict | None:
    return difference.sides.merging.conflict(difference.old_owners[-1].name, difference.old.name)


def _is_merged_no_longer(difference: Difference) -> bool:
    fits = is_answered_still(difference) or is_answered_in_other_words(difference)
    return fits and was_reachable(difference) and _conflict(difference) is not None


def _is_answered_by_subset(difference: Difference) -> bool:
    return was_reachable(difference) and is_answered_in_other_words(difference)


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


def _is_felt(difference: Difference) -> bool:
    """Return whether a request can tell that a field or input field has another type.

    A field of an interface that no object implements is selected, but never answered: there only what
    requests may write counts.
    """
    if not was_reachable(difference):
        return False
    if difference.kind is Kind.INPUT_FIELD:
        return True
    sides = difference.sides
    return (
        bool(sides.new_positions.possible_types.get(difference.new_owners[-1].name))
        or _is_written_otherwise(difference)
        or _conflict(difference) is not None
    )


def _is_written_otherwise(difference: Difference) -> bool:
    """Return whether the field needs another selection than before, or may."""
    old, new = named_type(difference.old.type or ""), named_type(difference.new.type or "")
    return old != new and (is_composite(old, difference.sides.old) or is_composite(new, difference.sides.new))


RULES = (
    Rule(
        id="FIELD_ADDED",
        title="field added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.FIELD}),
        offers=is_reachable,
        message="Field {coordinate}: {new} was added.",
        reason="A response holds it only when a request asks for it.",
        spec="sec-Field-Selections",
        example=Example("type Query { user: String }", "type Query { user: String, team: String }"),
    ),
    *by_reach(
        Rule(
            id="FIELD_REMOVED",
            title="field removed",
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=_ALL,
            witness=selections.field_removed,
            message="{Kind} {coordinate} was removed.",
            reason="Requests that select the field, or give the input field, no longer validate; also when "
            "it was deprecated.",
            reasons=(
                (
                    Kind.FIELD,
                    "Requests that select the field no longer validate; also when it was deprecated.",
                ),
                (Kind.INPUT_FIELD, "Requests that give the input field no longer validate."),
            ),
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
        title="field type conflicts with another field",
        severity=Severity.BREAKING,
        event=Event.ALTERED,
        kinds=frozenset({Kind.FIELD}),
        attribute="type",
        when=_is_merged_no_longer,
        details=_name_conflict,
        witness=selections.no_longer_merged,
        message="Field {coordinate} changed type from {old} to {new}, unlike a field of the same name "
        "beside it.",
        reason="Every value still fits, but a request that selects both fields no longer validates: fields "
        "under one name must agree on their type.",
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
        title="field type changed compatibly",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=_ALL,
        attribute="type",
        when=_is_compatible,
        offers=is_reachable,
        message="{Kind} {coordinate} changed type from {old} to {new}.",
        reason="Every value that a response may hold fits the old type, and every value that a request "
        "gave is still taken.",
        reasons=(
            (Kind.FIELD, "Every value that a response may hold fits the old type."),
            (Kind.INPUT_FIELD, "Every value and every variable of the old type is still taken."),
        ),
        spec="sec-Combining-List-and-Non-Null",
        example=Example("type Query { user: String }", "type Query { user: String! }"),
    ),
    Rule(
        id="FIELD_CHANGED_KIND_SUBSET",
        title="field type changed to one with the same or fewer values",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.FIELD}),
        attribute="type",
        when=_is_answered_by_subset,
        typed_client=Severity.DANGEROUS,
        message="Field {coordinate} changed type from {old} to {new}, whose values all fit the old type.",
        reason="A response holds nothing that the old type ruled out, and no request names the type of a field "
        "that has no selection.",
        spec="sec-Leaf-Field-Selections",
        example=Example(
            "type Query { state: State }\nenum State { OPEN CLOSED }",
            "type Query { state: Status }\nenum Status { OPEN CLOSED }",
        ),
    ),
    *by_reach(
        Rule(
            id="FIELD_CHANGED_KIND",
            title="field type changed",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=_ALL,
            attribute="type",
            witness=selections.type_changed,
            message="{Kind} {coordinate} changed type from {old} to {new}.",
            reason="A response may hold what the old type ruled out, selections and fragments may no "
            "longer fit; for an input field, values and variables of the old type are no longer taken.",
            reasons=(
                (
                    Kind.FIELD,
                    "A response may hold what the old type ruled out, or selections and fragments no longer fit.",
                ),
                (
                    Kind.INPUT_FIELD,
                    "A variable of the old type no longer fits, even where a literal would; a default does not "
                    "help against an explicit null.",
                ),
            ),
            spec="sec-Combining-List-and-Non-Null",
            example=Example("type Query { user: String! }", "type Query { user: String }"),
        ),
        Example(
            "type Query { user: String }\ntype Forgotten { name: String! }",
            "type Query { user: String }\ntype Forgotten { name: String }",
        ),
        reached=_is_felt,
        reason="No root operation type leads to it, or no object implements the interface, so no "
        "response holds a value of it; requests are written as before.",
        remark="No response holds it.",
    ),
)
