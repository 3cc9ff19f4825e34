"""Directive definitions, and directives as they are applied to elements."""

from __future__ import annotations

from drift.changes import values
from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule, is_reachable, was_reachable
from drift.changes.witness import inputs
from drift.schema.element import Element, Kind
from drift.schema.literal import LiteralError, Value, parse
from drift.severity import Severity

_QUERY = "\ntype Query { user: String }"
_SCHEMAS_ONLY = "No request can use it: it is for schemas only."


def _was_executable_location(difference: Difference) -> bool:
    return difference.sides.old_positions.is_executable_location(difference.old.name)


def _is_executable_location(difference: Difference) -> bool:
    return difference.sides.new_positions.is_executable_location(difference.new.name)


def _moved_arguments(difference: Difference) -> tuple[str, ...]:
    return values.moved_values(_arguments(difference.old), _arguments(difference.new))


def _arguments(applied: Element) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for argument in applied.children:
        try:
            found[argument.name] = parse(argument.default or "null")
        except LiteralError:
            found[argument.name] = argument.default
    return found


DEFINITIONS = (
    Rule(
        id="DIRECTIVE_ADDED",
        title="directive added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.DIRECTIVE}),
        offers=is_reachable,
        message="Directive {coordinate} was added.",
        reason="No existing request uses it.",
        spec="sec-Type-System.Directives",
        example=Example(_QUERY.strip(), "directive @show on FIELD" + _QUERY),
    ),
    Rule(
        id="DIRECTIVE_REMOVED",
        title="directive removed",
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=frozenset({Kind.DIRECTIVE}),
        when=was_reachable,
        witness=inputs.directive_removed,
        message="Directive {coordinate} was removed.",
        reason="Requests that use it no longer validate.",
        spec="sec-Directives-Are-Defined",
        example=Example("directive @show on FIELD" + _QUERY, _QUERY.strip()),
    ),
    Rule(
        id="DIRECTIVE_REMOVED_SAFE",
        title="schema directive removed",
        severity=Severity.SAFE,
        event=Event.REMOVED,
        kinds=frozenset({Kind.DIRECTIVE}),
        message="Directive {coordinate} was removed.",
        reason=_SCHEMAS_ONLY,
        spec="sec-Directives-Are-Defined",
        example=Example("directive @cost on OBJECT" + _QUERY, _QUERY.strip()),
    ),
    Rule(
        id="DIRECTIVE_LOCATION_ADDED",
        title="directive location added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.DIRECTIVE_LOCATION}),
        offers=_is_executable_location,
        message="Directive {owner} can now be used on {name}.",
        reason="Where existing requests use it, they still may.",
        spec="sec-Type-System.Directives",
        example=Example("directive @show on FIELD" + _QUERY, "directive @show on FIELD | QUERY" + _QUERY),
    ),
    Rule(
        id="DIRECTIVE_LOCATION_REMOVED",
        title="directive location removed",
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kinds=frozenset({Kind.DIRECTIVE_LOCATION}),
        when=_was_executable_location,
        witness=inputs.location_removed,
        message="Directive {owner} can no longer be used on {name}.",
        reason="Requests that use it there no longer validate.",
        spec="sec-Type-System.Directives",
        example=Example("directive @show on FIELD | QUERY" + _QUERY, "directive @show on FIELD" + _QUERY),
    ),
    Rule(
        id="DIRECTIVE_LOCATION_REMOVED_SAFE",
        title="schema directive location removed",
        severity=Severity.SAFE,
        event=Event.REMOVED,
        kinds=frozenset({Kind.DIRECTIVE_LOCATION}),
        message="Directive {owner} can no longer be used on {name}.",
        reason="No request has such a place.",
        spec="sec-Type-System.Directives",
        example=Example("directive @show on FIELD | OBJECT" + _QUERY, "directive @show on FIELD" + _QUERY),
    ),
    Rule(
        id="DIRECTIVE_REPEATABLE_ADDED",
        title="directive became repeatable",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.DIRECTIVE}),
        attribute="repeatable",
        when=lambda d: d.new.repeatable,
        offers=is_reachable,
        message="Directive {coordinate} became repeatable.",
        reason="Once is still allowed.",
        spec="sec-Type-System.Directives",
        example=Example("directive @show on FIELD" + _QUERY, "directive @show repeatable on FIELD" + _QUERY),
    ),
    Rule(
        id="DIRECTIVE_REPEATABLE_REMOVED",
        title="directive no longer repeatable",
        severity=Severity.BREAKING,
        event=Event.ALTERED,
        kinds=frozenset({Kind.DIRECTIVE}),
        attribute="repeatable",
        when=was_reachable,
        witness=inputs.no_longer_repeatable,
        message="Directive {coordinate} is no longer repeatable.",
        reason="Requests that use it twice in one place no longer validate.",
        spec="sec-Type-System.Directives",
        example=Example("directive @show repeatable on FIELD" + _QUERY, "directive @show on FIELD" + _QUERY),
    ),
    Rule(
        id="DIRECTIVE_REPEATABLE_REMOVED_SAFE",
        title="schema directive no longer repeatable",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.DIRECTIVE}),
        attribute="repeatable",
        message="Directive {coordinate} is no longer repeatable.",
        reason=_SCHEMAS_ONLY,
        spec="sec-Type-System.Directives",
        example=Example(
            "directive @cost repeatable on OBJECT" + _QUERY, "directive @cost on OBJECT" + _QUERY
        ),
    ),
)

APPLIED = (
    Rule(
        id="APPLIED_DIRECTIVE_ADDED",
        title="directive applied",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.APPLIED_DIRECTIVE}),
        message="{new} was applied to {owner}.",
        reason="What it means is for the server and its tools to say; requests and response types stay as "
        "they are. Raise its severity by policy where you know more.",
        spec="sec-Language.Directives",
        example=Example(
            "directive @cost(of: Int) on FIELD_DEFINITION\ntype Query { user: String }",
            "directive @cost(of: Int) on FIELD_DEFINITION\ntype Query { user: String @cost(of: 5) }",
        ),
    ),
    Rule(
        id="APPLIED_DIRECTIVE_REMOVED",
        title="directive no longer applied",
        severity=Severity.SAFE,
        event=Event.REMOVED,
        kinds=frozenset({Kind.APPLIED_DIRECTIVE}),
        message="{old} is no longer applied to {owner}.",
        reason="What it means is for the server and its tools to say; requests and response types stay as "
        "they are. Raise its severity by policy where you know more.",
        spec="sec-Language.Directives",
        example=Example(
            "directive @cost(of: Int) on FIELD_DEFINITION\ntype Query { user: String @cost(of: 5) }",
            "directive @cost(of: Int) on FIELD_DEFINITION\ntype Query { user: String }",
        ),
    ),
    Rule(
        id="APPLIED_DIRECTIVE_CHANGED",
        title="applied directive changed",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.APPLIED_DIRECTIVE}),
        attribute="arguments",
        details=_moved_arguments,
        message="@{name} on {owner} changed its arguments from {old} to {new}.",
        reason="What it means is for the server and its tools to say; requests and response types stay as "
        "they are. Raise its severity by policy where you know more.",
        spec="sec-Language.Directives",
        example=Example(
            "directive @cost(of: Int) on FIELD_DEFINITION\ntype Query { user: String @cost(of: 5) }",
            "directive @cost(of: Int) on FIELD_DEFINITION\ntype Query { user: String @cost(of: 9) }",
        ),
    ),
    Rule(
        id="APPLIED_DIRECTIVES_REORDERED",
        title="applied directives reordered",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset(Kind),
        attribute="order",
        message="The directives applied to {coordinate} changed their order from {old} to {new}.",
        reason="Their order may mean something to the server; requests and response types stay as they are.",
        spec="sec-Language.Directives",
        example=Example(
            "directive @a on OBJECT\ndirective @b on OBJECT\ntype Query @a @b { user: String }",
            "directive @a on OBJECT\ndirective @b on OBJECT\ntype Query @b @a { user: String }",
        ),
    ),
)

RULES = DEFINITIONS + APPLIED
