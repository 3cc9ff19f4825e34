"""Requests that show what a server does with a missing variable and with a field that can't exist."""

from __future__ import annotations

import re

from drift.operations.printed import arguments_text, variable_text
from drift.operations.tree import Field, OperationDefinition, Selection
from drift.rehearsal.guarded import GUARD, Guarded

NAME = "driftCanary"
NO_FIELD = "driftNoSuchField"
_CONDITION = f"@include(if: ${GUARD})"


def of_root(kind: str, field: str) -> Guarded:
    """Return a request of one field of a root operation type that depends on a variable."""
    return Guarded(f"{kind} {NAME}(${GUARD}: Boolean!) {{\n  {field} {_CONDITION}\n}}", NAME, GUARD)


def of_operation(node: OperationDefinition) -> tuple[Guarded, Guarded] | None:
    """Return a request of the first field of an operation, and a wrong one; None where they can't be made of it.

    The first is one path down from a root field, as the operation has it. The second has :data:`NO_FIELD` in the
    place of what is below the root field of a subscription, and of the root field itself else.
    """
    is_subscription = node.operation == "subscription"
    for field in node.selection_set.selections:
        path = _path(field)
        if path is None or (is_subscription and path.below is None):
            continue
        used = set(re.findall(r"\$([_A-Za-z][_0-9A-Za-z]*)", f"{path.head} {path.below}"))
        definitions = [each for each in node.variables if each.variable.name in used]
        names = tuple(definition.variable.name for definition in definitions)
        if GUARD in used or not used <= set(names):
            return None
        declared = ", ".join([f"${GUARD}: Boolean!", *map(variable_text, definitions)])
        start = f"{node.operation} {NAME}({declared}) {{\n"
        if is_subscription:
            valid = f"{start}  {path.head} {{\n    {_conditional(path.below or '')}\n  }}\n}}"
            wrong = f"{start}  {path.head} {{\n    {NO_FIELD} {_CONDITION}\n  }}\n}}"
            return Guarded(valid, NAME, GUARD, names), Guarded(wrong, NAME, GUARD, names)
        below = f" {{ {path.below} }}" if path.below else ""
        # Of a server that neither wants the variable nor knows what it is worth, the other condition asks nothing.
        valid = f"{start}  {path.head} @skip(if: true) {_CONDITION}{below}\n}}"
        return Guarded(valid, NAME, GUARD, names), of_root(node.operation, NO_FIELD)
    return None


class _Path:
    """A field and one way down from it to a leaf, as text."""

    def __init__(self, head: str, below: str | None) -> None:
        self.head = head
        self.below = below

    def __str__(self) -> str:
        return self.head if self.below is None else f"{self.head} {{ {self.below} }}"


def _path(node: Selection) -> _Path | None:
    if not isinstance(node, Field) or node.name.value == "__typename":
        return None
    head = f"{node.name.value}{arguments_text(node.arguments)}"
    if node.selection_set is None:
        return _Path(head, None)
    for selection in node.selection_set.selections:
        path = _path(selection)
        if path is not None:
            return _Path(head, str(path))
    return None


def _conditional(text: str) -> str:
    """Return a field with the condition before what is below it."""
    head, brace, rest = text.partition(" { ")
    return f"{head} {_CONDITION}{brace}{rest}"
