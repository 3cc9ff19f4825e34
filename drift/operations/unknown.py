"""What can't be known of an operation before the program runs, and which errors are about that alone.

The names of stand-ins are the only trace of it in a document: see :mod:`drift.operations.template`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from drift.operations.template import STAND_IN


def is_unknown(name: str) -> bool:
    """Return whether a name, or a part of it, is put in while the program runs."""
    return STAND_IN in name


def concerns_unknown(rule: str, nodes: Sequence[Any], definitions: Iterable[Any] = ()) -> bool:
    """Return whether an error is about something that is put in while the program runs, or may hang on it.

    Args:
        rule: The name of the rule.
        nodes: The nodes that the error is about, in our own tree or in graphql-core's.
        definitions: The operations and fragments that they are in.
    """
    if any(_is_named_unknown(node) for node in nodes):
        return True
    # What is put into a field changes nothing about whether there is one.
    if rule not in ("FieldsRule", "FieldsOnCorrectTypeRule") and any(
        _has_unknown_part(node) for node in nodes
    ):
        return True
    # Whether two selections are alike hangs on the values, too.
    if rule.startswith("OverlappingFields") and any(_has_unknown_value(node) for node in nodes):
        return True
    is_variable = bool(nodes) and hasattr(nodes[0], "variable")
    # A variable may be used, or defined, in what is put in.
    return is_variable and any(_holds_unknown(definition) for definition in definitions)


def is_hidden(definition: Any) -> bool:
    """Return whether nothing that an operation or fragment selects is known."""
    selections = definition.selection_set.selections
    return bool(selections) and all(
        getattr(each, "selection_set", None) is None and is_unknown(_name(each)) for each in selections
    )


def _is_named_unknown(node: Any) -> bool:
    """Return whether a node is unknown itself."""
    if is_unknown(_name(node)) or is_unknown(str(getattr(node, "text", ""))):
        return True
    value = getattr(node, "value", "")
    return isinstance(value, str) and is_unknown(value)


def _has_unknown_part(node: Any) -> bool:
    """Return whether a node has something that is put in, which may be what it lacks."""
    parts = [
        *(getattr(node, "arguments", None) or ()),
        *(getattr(node, "directives", None) or ()),
        *(getattr(node, "fields", None) or ()),
        *(each.variable for each in getattr(node, "variables", None) or ()),
        *(each.variable for each in getattr(node, "variable_definitions", None) or ()),
    ]
    return any(is_unknown(_name(part)) for part in parts)


def _has_unknown_value(node: Any) -> bool:
    given = getattr(node, "arguments", None) or ()
    return any(is_unknown(_name(getattr(argument, "value", None))) for argument in given)


def _holds_unknown(definition: Any) -> bool:
    waiting = [definition]
    while waiting:
        node = waiting.pop()
        if _is_named_unknown(node) or _has_unknown_part(node) or _has_unknown_value(node):
            return True
        waiting += _below(node)
    return False


def _below(node: Any) -> Iterator[Any]:
    inner = getattr(node, "selection_set", None)
    return iter(inner.selections) if inner is not None else iter(())


def _name(node: Any) -> str:
    name = getattr(node, "name", None)
    return name if isinstance(name, str) else str(getattr(name, "value", "") or "")
