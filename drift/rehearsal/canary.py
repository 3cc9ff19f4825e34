"""Requests that show what a server does with a missing variable and with a field that can't exist."""

from __future__ import annotations

import re

from drift.operations.documents import Item
from drift.operations.outline import comments_in
from drift.operations.source import Document
from drift.operations.tree import Field, Node, OperationDefinition, Selection
from drift.rehearsal.guarded import GUARD, Guarded

NAME = "driftCanary"
NO_FIELD = "driftNoSuchField"
_CONDITION = f"@include(if: ${GUARD})"


def of_root(kind: str, field: str) -> Guarded:
    """Return a request of one field of a root operation type that depends on a variable."""
    return Guarded(f"{kind} {NAME}(${GUARD}: Boolean!) {{\n  {field} {_CONDITION}\n}}", NAME, GUARD)


def of_operation(operation: Item) -> tuple[Guarded, Guarded] | None:
    """Return a request of the first field of an operation, and a wrong one; None where they can't be made of it.

    The first is one path down from a root field, as the operation has it. The second has :data:`NO_FIELD` in the
    place of what is below the root field of a subscription, and of the root field itself else.
    """
    node, document = operation.node, operation.document
    assert isinstance(node, OperationDefinition)  # noqa: S101 - operations are asked about, not fragments
    is_subscription = operation.kind == "subscription"
    for field in node.selection_set.selections:
        path = _path(document, field)
        if path is None or (is_subscription and path.below is None):
            continue
        used = set(re.findall(r"\$([_A-Za-z][_0-9A-Za-z]*)", f"{path.head} {path.below}"))
        definitions = [each for each in node.variables if each.variable.name in used]
        names = tuple(definition.variable.name for definition in definitions)
        if GUARD in used or not used <= set(names):
            return None
        declared = ", ".join([f"${GUARD}: Boolean!", *(_written(document, each) for each in definitions)])
        start = f"{operation.kind} {NAME}({declared}) {{\n"
        if is_subscription:
            valid = f"{start}  {path.head} {{\n    {_conditional(path.below or '')}\n  }}\n}}"
            wrong = f"{start}  {path.head} {{\n    {NO_FIELD} {_CONDITION}\n  }}\n}}"
            return Guarded(valid, NAME, GUARD, names), Guarded(wrong, NAME, GUARD, names)
        below = f" {{ {path.below} }}" if path.below else ""
        valid = f"{start}  {path.head} {_CONDITION}{below}\n}}"
        return Guarded(valid, NAME, GUARD, names), of_root(operation.kind, NO_FIELD)
    return None


class _Path:
    """A field and one way down from it to a leaf, as text."""

    def __init__(self, head: str, below: str | None) -> None:
        self.head = head
        self.below = below

    def __str__(self) -> str:
        return self.head if self.below is None else f"{self.head} {{ {self.below} }}"


def _path(document: Document, node: Selection) -> _Path | None:
    if not isinstance(node, Field) or node.name.value == "__typename":
        return None
    arguments = ", ".join(_written(document, argument) for argument in node.arguments)
    head = f"{node.name.value}({arguments})" if arguments else node.name.value
    if node.selection_set is None:
        return _Path(head, None)
    for selection in node.selection_set.selections:
        path = _path(document, selection)
        if path is not None:
            return _Path(head, str(path))
    return None


def _written(document: Document, node: Node) -> str:
    """Return a part of a document as it is written, without comments."""
    text, place = "", node.start
    for start, end in comments_in(document.text, node.start, node.end):
        text += document.text[place:start]
        place = end
    return text + document.text[place : node.end]


def _conditional(text: str) -> str:
    """Return a field with the condition before what is below it."""
    head, brace, rest = text.partition(" { ")
    return f"{head} {_CONDITION}{brace}{rest}"
