"""Default values and applied arguments compared by what they mean, not by how they are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drift.schema.element import Element, Kind, Schema
from drift.schema.literal import LiteralError, Number, Value, parse, print_literal
from drift.schema.types import is_list, item_type, named_type, nullable

_MAX_DEPTH = 20


def are_equal_defaults(old: Element, new: Element, old_schema: Schema, new_schema: Schema) -> bool:
    """Return whether two default values give the same argument, after coercion to the types they belong to.

    ``1`` and ``[1]`` are the same list, ``1`` and ``"1"`` the same ID, and an input object's own defaults
    count as written: some servers report defaults with these filled in, some without.
    Follows https://spec.graphql.org/September2025/#sec-Input-Values
    """
    if old.default is None or new.default is None:
        return False
    try:
        before, after = parse(old.default), parse(new.default)
    except LiteralError:
        return False
    new_value = coerce(after, new.type or "", new_schema)
    return new_value in (
        coerce(before, old.type or "", old_schema),
        coerce(before, new.type or "", new_schema),
    )


def coerce(value: Value, reference: str, schema: Schema, depth: int = 0) -> Value:
    """Return a literal as a value of the type *reference*: single items in lists, input objects completed.

    Values that do not fit their type, and those of custom scalars, come back as they are.
    """
    if value is None or depth > _MAX_DEPTH:
        return value
    reference = nullable(reference)
    if is_list(reference):
        items = value if isinstance(value, list) else [value]
        return [coerce(item, item_type(reference), schema, depth + 1) for item in items]
    name = named_type(reference)
    if name == "ID" and isinstance(value, Number) and value.is_integral:
        return value.text
    definition = schema.types.get(name)
    if definition is not None and definition.kind is Kind.INPUT_OBJECT and isinstance(value, dict):
        return _coerce_input_object(value, definition, schema, depth)
    return value


def _coerce_input_object(value: dict[str, Value], definition: Element, schema: Schema, depth: int) -> Value:
    completed: dict[str, Value] = {}
    for field in definition.of_kind(Kind.INPUT_FIELD):
        if field.name in value:
            completed[field.name] = coerce(value[field.name], field.type or "", schema, depth + 1)
        elif field.default is not None:
            try:
                default = parse(field.default)
            except LiteralError:
                continue
            completed[field.name] = coerce(default, field.type or "", schema, depth + 1)
    unknown = {name: item for name, item in value.items() if name not in completed}
    return {**completed, **unknown}


def without_defaults(applied: Element, schema: Schema) -> Element:
    """Return an applied directive without the arguments that say what its definition says anyway."""
    definition = schema.directives.get(applied.name)
    if definition is None or not applied.children:
        return applied
    declared = {argument.name: argument for argument in definition.of_kind(Kind.DIRECTIVE_ARGUMENT)}
    kept = tuple(
        argument
        for argument in applied.children
        if not _is_default(argument, declared.get(argument.name), schema)
    )
    return applied if kept == applied.children else replace(applied, children=kept)


def _is_default(given: Element, declared: Element | None, schema: Schema) -> bool:
    if declared is None or declared.default is None or given.default is None:
        return False
    try:
        value, default = parse(given.default), parse(declared.default)
    except LiteralError:
        return False
    type_ = declared.type or ""
    return coerce(value, type_, schema) == coerce(default, type_, schema)


def moved(old: str | None, new: str | None) -> tuple[str, ...]:
    """Return what moved inside a nested literal, one line each: ``states[1]: OPEN → CLOSED``.

    Empty when either literal is missing, plain or not a literal at all.
    """
    if old is None or new is None:
        return ()
    try:
        before, after = parse(old), parse(new)
    except LiteralError:
        return ()
    return moved_values(before, after)


def moved_values(before: Value, after: Value) -> tuple[str, ...]:
    """Return what moved between two values, one line each, in the order of their paths; see :func:`moved`."""
    if type(before) is not type(after) or not isinstance(before, (list, dict)):
        return ()
    from deepdiff import DeepDiff

    differences = DeepDiff(_plain(before), _plain(after), view="tree", threshold_to_diff_deeper=0)
    lines: list[tuple[list[tuple[bool, int, str]], str]] = []
    for nodes in differences.values():
        for node in nodes:
            path = node.path(output_format="list")
            was, now = _shown(node.t1), _shown(node.t2)
            if was is None:
                text = f"{now} added"
            elif now is None:
                text = f"{was} removed"
            else:
                text = f"{was} → {now}"
            lines.append((_path_key(path), f"{_path_text(path)}: {text}"))
    return tuple(line for _, line in sorted(lines))


def _plain(value: Value) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return print_literal(value)


def _shown(value: Any) -> str | None:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(item) or "" for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_shown(value[name])}" for name in sorted(value)) + "}"
    return value if isinstance(value, str) else None


def _path_key(path: list[str | int]) -> list[tuple[bool, int, str]]:
    return [(True, 0, step) if isinstance(step, str) else (False, step, "") for step in path]


def _path_text(path: list[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
