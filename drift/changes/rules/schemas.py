"""Root operation types."""

from __future__ import annotations

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule, always
from drift.changes.witness import selections
from drift.schema.element import Kind
from drift.severity import Severity

_ROOTS = frozenset({Kind.ROOT_OPERATION})


def _missing_fields(difference: Difference) -> tuple[str, ...]:
    """Return which fields a selection on the operation loses, now that another type answers it."""
    before = difference.sides.old.types.get(difference.old.type or "")
    after = difference.sides.new.types.get(difference.new.type or "")
    if before is None or after is None:
        return ()
    kept = {field.name for field in after.of_kind(Kind.FIELD)}
    return tuple(
        f"{after.name} has no field {field.name}"
        for field in before.of_kind(Kind.FIELD)
        if field.name not in kept
    )


RULES = (
    Rule(
        id="SCHEMA_INVALID",
        title="schema became invalid",
        severity=Severity.BREAKING,
        event=Event.ALTERED,
        kinds=frozenset(Kind),
        attribute="validity",
        witness=selections.any_request,
        message="The schema became invalid: {coordinate} {new}.",
        reason="Servers and tools refuse a schema that is not valid, and no request validates against it.",
        spec="sec-Type-System",
        example=Example(
            "type Query { node: Node }\ninterface Node { id: ID }\ntype User implements Node { id: ID }",
            "type Query { node: Node }\ninterface Node { id: ID, name: String }\n"
            "type User implements Node { id: ID }",
        ),
    ),
    Rule(
        id="ROOT_OPERATION_TYPE_ADDED",
        title="root operation type added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=_ROOTS,
        offers=always,
        message="{new} became the {name} root operation type.",
        reason="There was no such operation before, so no existing request is one.",
        spec="sec-Root-Operation-Types",
        example=Example(
            "schema { query: Query }\ntype Query { user: String }\ntype Mutation { save: Int }",
            "schema { query: Query, mutation: Mutation }\ntype Query { user: String }\n"
            "type Mutation { save: Int }",
        ),
    ),
    Rule(
        id="ROOT_OPERATION_TYPE_REMOVED",
        title="root operation type removed",
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=_ROOTS,
        witness=selections.root_removed,
        message="{old} is no longer the {name} root operation type, and nothing is.",
        reason="No request of this operation validates any more.",
        spec="sec-Root-Operation-Types",
        example=Example(
            "schema { query: Query, mutation: Mutation }\ntype Query { user: String }\n"
            "type Mutation { save: Int }",
            "schema { query: Query }\ntype Query { user: String }\ntype Mutation { save: Int }",
        ),
    ),
    Rule(
        id="ROOT_OPERATION_TYPE_CHANGED",
        title="root operation type changed",
        severity=Severity.BREAKING,
        event=Event.ALTERED,
        kinds=_ROOTS,
        attribute="type",
        details=_missing_fields,
        witness=selections.root_changed,
        message="The {name} root operation type is {new} instead of {old}.",
        reason="Fragments on the old type no longer validate in such an operation, even where the fields "
        "are the same.",
        spec="sec-Root-Operation-Types",
        example=Example(
            "schema { query: Query }\ntype Query { user: String }",
            "schema { query: Root }\ntype Root { user: String }",
        ),
    ),
)
