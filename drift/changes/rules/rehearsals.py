"""What a live server says of the user's own operations: findings of rehearsals, which no two schemas give.

They have rows for their titles, reasons and ids in the policy, and claim no difference.
"""

from __future__ import annotations

from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule
from drift.schema.element import Kind
from drift.severity import Severity

_OPERATION = frozenset({Kind.OPERATION})
_NO_SCHEMA = Example("type Query { user: String }", "type Query { user: String }")

REFUSED = Rule(
    id="OPERATION_REFUSED",
    title="operation refused",
    severity=Severity.BREAKING,
    event=Event.ALTERED,
    kinds=_OPERATION,
    attribute="verdict",
    message="{coordinate} is refused by the server.",
    reason="The server does not validate the operation, so every request with it fails.",
    spec="sec-Validation",
    example=_NO_SCHEMA,
)
LIMITED = Rule(
    id="OPERATION_LIMITED",
    title="operation beyond a limit",
    severity=Severity.BREAKING,
    event=Event.ALTERED,
    kinds=_OPERATION,
    attribute="verdict",
    message="{coordinate} is beyond a limit of the server.",
    reason="The server refuses the operation for its depth, cost or size, so every request with it fails.",
    spec="sec-Validation",
    example=_NO_SCHEMA,
)
ACCEPTED = Rule(
    id="OPERATION_ACCEPTED",
    title="operation accepted",
    severity=Severity.SAFE,
    event=Event.ALTERED,
    kinds=_OPERATION,
    attribute="verdict",
    message="{coordinate} is accepted by the server.",
    reason="The server validates the operation, and did not before.",
    spec="sec-Validation",
    example=_NO_SCHEMA,
)
RULES = (REFUSED, LIMITED, ACCEPTED)
