"""Named types: added, removed, of another kind; what scalars and input objects say about themselves."""

from __future__ import annotations

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule, by_reach, is_reachable, was_reachable
from drift.changes.witness import inputs, selections
from drift.schema.element import TYPE_KINDS, Kind
from drift.schema.position import LEAF_KINDS
from drift.severity import Severity


def _was_answered_only(difference: Difference) -> bool:
    positions = difference.sides.old_positions
    return difference.old.name in positions.outputs and difference.old.name not in positions.inputs


RULES = (
    Rule(
        id="TYPE_ADDED",
        title="type added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=TYPE_KINDS,
        offers=is_reachable,
        message="{Kind} {name} was added.",
        reason="No existing request names it. Its members are part of this one change.",
        spec="sec-Types",
        example=Example(
            "type Query { user: String }",
            "type Query { user: String }\ntype Team { name: String }",
        ),
    ),
    Rule(
        id="TYPE_REMOVED_SAFE",
        title="type removed that no request can name",
        severity=Severity.SAFE,
        event=Event.REMOVED,
        kinds=LEAF_KINDS,
        when=_was_answered_only,
        message="{Kind} {name} was removed.",
        reason="It stood in answers only, so no request can name it. What the fields answer now is a change of "
        "the fields.",
        spec="sec-Leaf-Field-Selections",
        example=Example(
            "type Query { state: State }\nenum State { OPEN CLOSED }",
            "type Query { state: Status }\nenum Status { OPEN CLOSED }",
        ),
    ),
    *by_reach(
        Rule(
            id="TYPE_REMOVED",
            title="type removed",
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=TYPE_KINDS,
            witness=selections.type_removed,
            message="{Kind} {name} was removed.",
            reason="Fragments, variables and selections that name it no longer validate. Its members are "
            "part of this one change.",
            spec="sec-Fragment-Spread-Type-Existence",
            example=Example(
                "type Query { search: Result }\nunion Result = User | Team\ntype User { id: ID }\n"
                "type Team { id: ID }",
                "type Query { search: Result }\nunion Result = User\ntype User { id: ID }",
            ),
        ),
        Example(
            "type Query { user: String }\ntype Forgotten { name: String }",
            "type Query { user: String }",
        ),
    ),
    *by_reach(
        Rule(
            id="TYPE_CHANGED_KIND",
            title="type changed kind",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=TYPE_KINDS,
            attribute="kind",
            witness=selections.kind_changed,
            message="{name} changed from {old} to {new}.",
            reason="What can be selected on it, given for it or answered as its __typename is no longer "
            "the same.",
            spec="sec-Types",
            example=Example(
                "type Query { address: Address }\ntype Address { city: String }",
                "type Query { address: Address }\nscalar Address",
            ),
        ),
        Example(
            "type Query { user: String }\ntype Forgotten { name: String }",
            "type Query { user: String }\nscalar Forgotten",
        ),
    ),
    Rule(
        id="DESCRIPTION_CHANGED",
        title="description changed",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset(Kind),
        attribute="description",
        message="The description of {kind} {coordinate} changed.",
        reason="Descriptions are for people; no request or response depends on them.",
        spec="sec-Descriptions",
        example=Example(
            "type Query { user: String }",
            'type Query { "The name of the current user." user: String }',
        ),
    ),
    Rule(
        id="SPECIFIED_BY_ADDED",
        title="specification added",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.SCALAR}),
        attribute="specified_by",
        when=lambda d: d.old.specified_by is None,
        message="Scalar {name} is now specified by {new}.",
        reason="It says where the format is described, not that the format changed.",
        spec="sec--specifiedBy",
        example=Example(
            "type Query { at: Date }\nscalar Date",
            'type Query { at: Date }\nscalar Date @specifiedBy(url: "https://example.com/date")',
        ),
    ),
    Rule(
        id="SPECIFIED_BY_REMOVED",
        title="specification removed",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.SCALAR}),
        attribute="specified_by",
        when=lambda d: d.new.specified_by is None,
        message="Scalar {name} is no longer specified by {old}.",
        reason="It no longer says where the format is described, not that the format changed.",
        spec="sec--specifiedBy",
        example=Example(
            'type Query { at: Date }\nscalar Date @specifiedBy(url: "https://example.com/date")',
            "type Query { at: Date }\nscalar Date",
        ),
    ),
    *by_reach(
        Rule(
            id="SPECIFIED_BY_CHANGED",
            title="specification changed",
            severity=Severity.DANGEROUS,
            event=Event.ALTERED,
            kinds=frozenset({Kind.SCALAR}),
            attribute="specified_by",
            message="Scalar {name} is specified by {new} instead of {old}.",
            reason="Another specification may mean another format on the wire.",
            spec="sec--specifiedBy",
            example=Example(
                'type Query { at: Date }\nscalar Date @specifiedBy(url: "https://example.com/date")',
                'type Query { at: Date }\nscalar Date @specifiedBy(url: "https://example.com/date-time")',
            ),
        ),
        Example(
            'type Query { at: Int }\nscalar Date @specifiedBy(url: "https://example.com/date")',
            'type Query { at: Int }\nscalar Date @specifiedBy(url: "https://example.com/date-time")',
        ),
        reached=lambda d: was_reachable(d) or is_reachable(d),
    ),
    *by_reach(
        Rule(
            id="ONE_OF_ADDED",
            title="@oneOf added",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=frozenset({Kind.INPUT_OBJECT}),
            attribute="one_of",
            when=lambda d: d.new.one_of,
            witness=inputs.one_of_added,
            message="Input object {name} became a @oneOf input object.",
            reason="Requests that give none or several of its fields, a null or a nullable variable no "
            "longer validate.",
            spec="sec-OneOf-Input-Objects",
            example=Example(
                "type Query { user(by: By): String }\ninput By { id: ID, email: String }",
                "type Query { user(by: By): String }\ninput By @oneOf { id: ID, email: String }",
            ),
        ),
        Example(
            "type Query { user: String }\ninput By { id: ID, email: String }",
            "type Query { user: String }\ninput By @oneOf { id: ID, email: String }",
        ),
    ),
    Rule(
        id="ONE_OF_REMOVED",
        title="@oneOf removed",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.INPUT_OBJECT}),
        attribute="one_of",
        offers=is_reachable,
        message="Input object {name} is no longer a @oneOf input object.",
        reason="A request that gives exactly one of its fields stays valid; a field that becomes required "
        "is a change of its own.",
        spec="sec-OneOf-Input-Objects",
        example=Example(
            "type Query { user(by: By): String }\ninput By @oneOf { id: ID, email: String }",
            "type Query { user(by: By): String }\ninput By { id: ID, email: String }",
        ),
    ),
)
