"""Enum values, union members and implemented interfaces: what a type can be."""

from __future__ import annotations

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule, by_reach, is_reachable, was_reachable
from drift.changes.witness import inputs, selections
from drift.schema.element import Element, Kind
from drift.severity import Severity


def _is_answered(difference: Difference) -> bool:
    return difference.new_owners[0].name in difference.sides.new_positions.outputs


def _was_given(difference: Difference) -> bool:
    return difference.old_owners[0].name in difference.sides.old_positions.inputs


def _is_given(difference: Difference) -> bool:
    return difference.new_owners[0].name in difference.sides.new_positions.inputs


def _is_object(definition: Element | None) -> bool:
    return definition is not None and definition.kind is Kind.OBJECT


def _begins_in_response(difference: Difference) -> bool:
    """Return whether an object in responses begins to match fragments that requests may already have."""
    is_known = difference.new.name in difference.sides.old.types
    return _is_object(difference.new_definition) and is_known and is_reachable(difference)


def _is_selectable_object(difference: Difference) -> bool:
    return _is_object(difference.new_definition) and is_reachable(difference)


def _stops_matching(difference: Difference) -> bool:
    return _is_object(difference.old_definition) and was_reachable(difference)


ENUM_VALUES = (
    Rule(
        id="VALUE_ADDED_TO_ENUM",
        title="enum value added",
        severity=Severity.DANGEROUS,
        event=Event.ADDED,
        kinds=frozenset({Kind.ENUM_VALUE}),
        when=_is_answered,
        typed_client=Severity.BREAKING,
        message="Enum value {coordinate} was added.",
        reason="Responses may hold a value that the client does not know.",
        spec="sec-Enums",
        example=Example(
            "type Query { state: State }\nenum State { OPEN }",
            "type Query { state: State }\nenum State { OPEN CLOSED }",
        ),
    ),
    Rule(
        id="VALUE_ADDED_TO_ENUM_SAFE",
        title="enum value added, never answered",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.ENUM_VALUE}),
        offers=_is_given,
        message="Enum value {coordinate} was added.",
        reason="No field that requests reach answers with this enum, so the value never arrives.",
        spec="sec-Enums",
        example=Example(
            "type Query { find(state: State): String }\nenum State { OPEN }",
            "type Query { find(state: State): String }\nenum State { OPEN CLOSED }",
        ),
    ),
    Rule(
        id="VALUE_REMOVED_FROM_ENUM",
        title="enum value removed",
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=frozenset({Kind.ENUM_VALUE}),
        when=_was_given,
        witness=inputs.enum_value_removed,
        message="Enum value {coordinate} was removed.",
        reason="Requests that give the value no longer validate.",
        spec="sec-Values-of-Correct-Type",
        example=Example(
            "type Query { find(state: State): String }\nenum State { OPEN CLOSED }",
            "type Query { find(state: State): String }\nenum State { OPEN }",
        ),
    ),
    Rule(
        id="VALUE_REMOVED_FROM_ENUM_SAFE",
        title="enum value removed, never given",
        severity=Severity.SAFE,
        event=Event.REMOVED,
        kinds=frozenset({Kind.ENUM_VALUE}),
        message="Enum value {coordinate} was removed.",
        reason="No argument that requests reach takes this enum, so no request can give the value.",
        spec="sec-Values-of-Correct-Type",
        example=Example(
            "type Query { state: State }\nenum State { OPEN CLOSED }",
            "type Query { state: State }\nenum State { OPEN }",
        ),
    ),
)

UNION_MEMBERS = (
    *by_reach(
        Rule(
            id="TYPE_ADDED_TO_UNION",
            title="type added to union",
            severity=Severity.DANGEROUS,
            event=Event.ADDED,
            kinds=frozenset({Kind.UNION_MEMBER}),
            typed_client=Severity.BREAKING,
            message="{name} was added to union {owner}.",
            reason="Responses may hold an object of a type that the client does not know.",
            spec="sec-Unions",
            example=Example(
                "type Query { pet: Pet, dog: Dog }\nunion Pet = Cat\ntype Cat { id: ID }\n"
                "type Dog { id: ID }",
                "type Query { pet: Pet, dog: Dog }\nunion Pet = Cat | Dog\ntype Cat { id: ID }\n"
                "type Dog { id: ID }",
            ),
        ),
        Example(
            "type Query { id: ID }\nunion Pet = Cat\ntype Cat { id: ID }\ntype Dog { id: ID }",
            "type Query { id: ID }\nunion Pet = Cat | Dog\ntype Cat { id: ID }\ntype Dog { id: ID }",
        ),
        reached=is_reachable,
    ),
    *by_reach(
        Rule(
            id="TYPE_REMOVED_FROM_UNION",
            title="type removed from union",
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=frozenset({Kind.UNION_MEMBER}),
            witness=selections.fragment_impossible,
            message="{name} was removed from union {owner}.",
            reason="Fragments on it within the union no longer validate: none of its values can match.",
            spec="sec-Fragment-Spreads",
            example=Example(
                "type Query { pet: Pet, dog: Dog }\nunion Pet = Cat | Dog\ntype Cat { id: ID }\n"
                "type Dog { id: ID }",
                "type Query { pet: Pet, dog: Dog }\nunion Pet = Cat\ntype Cat { id: ID }\n"
                "type Dog { id: ID }",
            ),
        ),
        Example(
            "type Query { id: ID }\nunion Pet = Cat | Dog\ntype Cat { id: ID }\ntype Dog { id: ID }",
            "type Query { id: ID }\nunion Pet = Cat\ntype Cat { id: ID }\ntype Dog { id: ID }",
        ),
    ),
)

IMPLEMENTED_INTERFACES = (
    Rule(
        id="IMPLEMENTED_INTERFACE_ADDED",
        title="interface implemented",
        severity=Severity.DANGEROUS,
        event=Event.ADDED,
        kinds=frozenset({Kind.IMPLEMENTS}),
        when=_begins_in_response,
        typed_client=Severity.BREAKING,
        message="{owner} now implements {name}.",
        reason="Where the interface is answered, responses may hold an object of a type that the client "
        "does not expect there; fragments on the interface begin to match it.",
        spec="sec-Interfaces",
        example=Example(
            "type Query { node: Node, cat: Cat, dog: Dog }\ninterface Node { id: ID }\n"
            "type Cat implements Node { id: ID }\ntype Dog { id: ID }",
            "type Query { node: Node, cat: Cat, dog: Dog }\ninterface Node { id: ID }\n"
            "type Cat implements Node { id: ID }\ntype Dog implements Node { id: ID }",
        ),
    ),
    Rule(
        id="IMPLEMENTED_INTERFACE_ADDED_SAFE",
        title="interface implemented, unnoticed",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.IMPLEMENTS}),
        offers=_is_selectable_object,
        message="{owner} now implements {name}.",
        reason="No existing request can tell: the interface is new, no request reaches the type, or the "
        "type is an interface itself, which adds no possible type.",
        spec="sec-Interfaces",
        example=Example(
            "type Query { cat: Cat }\ntype Cat { id: ID }",
            "type Query { cat: Cat }\ninterface Node { id: ID }\ntype Cat implements Node { id: ID }",
        ),
    ),
    Rule(
        id="IMPLEMENTED_INTERFACE_REMOVED",
        title="interface no longer implemented",
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=frozenset({Kind.IMPLEMENTS}),
        when=_stops_matching,
        witness=selections.fragment_impossible,
        message="{owner} no longer implements {name}.",
        reason="Fragments on one of them within the other no longer validate: none of its values can match.",
        spec="sec-Fragment-Spreads",
        example=Example(
            "type Query { node: Node, cat: Cat, dog: Dog }\ninterface Node { id: ID }\n"
            "type Cat implements Node { id: ID }\ntype Dog implements Node { id: ID }",
            "type Query { node: Node, cat: Cat, dog: Dog }\ninterface Node { id: ID }\n"
            "type Cat implements Node { id: ID }\ntype Dog { id: ID }",
        ),
    ),
    Rule(
        id="IMPLEMENTED_INTERFACE_REMOVED_SAFE",
        title="interface no longer implemented, unnoticed",
        severity=Severity.SAFE,
        event=Event.REMOVED,
        kinds=frozenset({Kind.IMPLEMENTS}),
        message="{owner} no longer implements {name}.",
        reason="No request can tell: none reaches the type, or the type is an interface itself, and which "
        "objects match a fragment depends on the objects alone.",
        spec="sec-Fragment-Spreads",
        example=Example(
            "type Query { cat: Cat }\ninterface Node { id: ID }\n"
            "interface Animal implements Node { id: ID }\n"
            "type Cat implements Animal & Node { id: ID }",
            "type Query { cat: Cat }\ninterface Node { id: ID }\ninterface Animal { id: ID }\n"
            "type Cat implements Animal & Node { id: ID }",
        ),
    ),
)

RULES = ENUM_VALUES + UNION_MEMBERS + IMPLEMENTED_INTERFACES
