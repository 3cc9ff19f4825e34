"""Enum values, union members and implemented interfaces: what a type can be."""

from __future__ import annotations

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule, by_reach, is_reachable, was_reachable
from drift.schema.element import Element, Kind
from drift.severity import Severity


def _is_answered(difference: Difference) -> bool:
    return difference.new_owners[0].name in difference.sides.new_positions.outputs


def _was_given(difference: Difference) -> bool:
    return difference.old_owners[0].name in difference.sides.old_positions.inputs


def _is_object(definition: Element | None) -> bool:
    return definition is not None and definition.kind is Kind.OBJECT


def _begins_in_response(difference: Difference) -> bool:
    """Return whether an object in responses begins to match fragments that requests may already have."""
    is_known = difference.new.name in difference.sides.old.types
    return _is_object(difference.new_definition) and is_known and is_reachable(difference)


def _stops_matching(difference: Difference) -> bool:
    return _is_object(difference.old_definition) and was_reachable(difference)


ENUM_VALUES = (
    Rule(
        id="VALUE_ADDED_TO_ENUM",
        severity=Severity.DANGEROUS,
        event=Event.ADDED,
        kinds=frozenset({Kind.ENUM_VALUE}),
        when=_is_answered,
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
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.ENUM_VALUE}),
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
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=frozenset({Kind.ENUM_VALUE}),
        when=_was_given,
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
            severity=Severity.DANGEROUS,
            event=Event.ADDED,
            kinds=frozenset({Kind.UNION_MEMBER}),
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
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=frozenset({Kind.UNION_MEMBER}),
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
        severity=Severity.DANGEROUS,
        event=Event.ADDED,
        kinds=frozenset({Kind.IMPLEMENTS}),
        when=_begins_in_response,
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
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.IMPLEMENTS}),
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
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=frozenset({Kind.IMPLEMENTS}),
        when=_stops_matching,
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
