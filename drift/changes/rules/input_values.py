"""Arguments of fields and directives, and input fields: what requests give."""

from __future__ import annotations

from drift.changes import values
from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import (
    UNREACHED,
    Example,
    Rule,
    by_reach,
    is_accepted_still,
    is_now_required,
    is_reachable,
    is_required,
    was_required,
)
from drift.changes.witness import inputs
from drift.schema.element import Kind
from drift.severity import Severity

_ARGUMENTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT})
_FORGOTTEN = "type Query {{ user: String }}\ntype Forgotten {{ name{}: String }}"
_UNREACHED = UNREACHED.removesuffix(".") + "; nor does any request use a directive that is for schemas only."


def _added_required(difference: Difference) -> bool:
    return is_required(difference.new, difference.sides.new)


def _moved(difference: Difference) -> tuple[str, ...]:
    return values.moved(difference.old.default, difference.new.default)


def _forgotten(old: str, new: str) -> Example:
    return Example(_FORGOTTEN.format(old), _FORGOTTEN.format(new))


def _input(old: str, new: str) -> Example:
    text = "type Query {{ find(by: By): String }}\ninput By {{ {} }}"
    return Example(text.format(old), text.format(new))


def _forgotten_input(old: str, new: str) -> Example:
    text = "type Query {{ find: String }}\ninput By {{ {} }}"
    return Example(text.format(old), text.format(new))


def _query(old: str, new: str) -> Example:
    text = "type Query {{ users{}: String }}"
    return Example(text.format(old), text.format(new))


def _directive(old: str, new: str) -> Example:
    text = "directive @show{} on FIELD\ntype Query {{ user: String }}"
    return Example(text.format(old), text.format(new))


def _schema_directive(old: str, new: str) -> Example:
    text = "directive @show{} on OBJECT\ntype Query {{ user: String }}"
    return Example(text.format(old), text.format(new))


ARGUMENTS = (
    *by_reach(
        Rule(
            id="REQUIRED_ARG_ADDED",
            title="required argument added",
            severity=Severity.BREAKING,
            event=Event.ADDED,
            kinds=frozenset({Kind.ARGUMENT}),
            when=_added_required,
            witness=inputs.left_out,
            message="Required argument {coordinate} {new} was added.",
            reason="Requests that select the field without the argument no longer validate.",
            spec="sec-Required-Arguments",
            example=_query("", "(first: Int!)"),
        ),
        _forgotten("", "(first: Int!)"),
    ),
    Rule(
        id="OPTIONAL_ARG_ADDED",
        title="optional argument added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.ARGUMENT}),
        offers=is_reachable,
        message="Optional argument {coordinate} {new} was added.",
        reason="Requests need not give it: it is nullable or has a default.",
        spec="sec-Required-Arguments",
        example=_query("", "(first: Int)"),
    ),
    *by_reach(
        Rule(
            id="ARG_REMOVED",
            title="argument removed",
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=frozenset({Kind.ARGUMENT}),
            witness=inputs.given,
            message="Argument {coordinate} was removed.",
            reason="Requests that give the argument no longer validate; also when it was deprecated.",
            spec="sec-Argument-Names",
            example=_query("(first: Int)", ""),
        ),
        _forgotten("(first: Int)", ""),
    ),
    Rule(
        id="ARG_CHANGED_KIND_SAFE",
        title="argument type changed compatibly",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=_ARGUMENTS,
        attribute="type",
        when=is_accepted_still,
        offers=is_reachable,
        message="Argument {coordinate} changed type from {old} to {new}.",
        reason="Every value and every variable of the old type is still taken.",
        spec="sec-Values-of-Correct-Type",
        example=_query("(first: Int!)", "(first: Int)"),
    ),
    *by_reach(
        Rule(
            id="ARG_CHANGED_KIND",
            title="argument type changed",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=_ARGUMENTS,
            attribute="type",
            witness=inputs.value_refused,
            message="Argument {coordinate} changed type from {old} to {new}.",
            reason="A variable of the old type no longer fits, even where a literal would; a default does "
            "not help against an explicit null.",
            spec="sec-Values-of-Correct-Type",
            example=_query("(ids: ID)", "(ids: [ID])"),
        ),
        _forgotten("(ids: ID)", "(ids: [ID])"),
        reason=_UNREACHED,
    ),
    *by_reach(
        Rule(
            id="ARG_BECAME_REQUIRED",
            title="argument became required",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=_ARGUMENTS,
            attribute="default",
            when=is_now_required,
            witness=inputs.left_out,
            message="Argument {coordinate} lost its default {old} and became required.",
            reason="Requests that leave it out, or give it a nullable variable, no longer validate.",
            spec="sec-Required-Arguments",
            example=_query("(first: Int! = 10)", "(first: Int!)"),
        ),
        _forgotten("(first: Int! = 10)", "(first: Int!)"),
        reason=_UNREACHED,
    ),
    Rule(
        id="ARG_DEFAULT_VALUE_ADDED_SAFE",
        title="argument became optional",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=_ARGUMENTS,
        attribute="default",
        when=lambda d: d.old.default is None and was_required(d),
        offers=is_reachable,
        message="Argument {coordinate} got the default {new} and is no longer required.",
        reason="Every existing request gives the argument, so the default changes none of them.",
        spec="sec-Required-Arguments",
        example=_query("(first: Int!)", "(first: Int! = 10)"),
    ),
    *by_reach(
        Rule(
            id="ARG_DEFAULT_VALUE_ADDED",
            title="argument default added",
            severity=Severity.DANGEROUS,
            event=Event.ALTERED,
            kinds=_ARGUMENTS,
            attribute="default",
            when=lambda d: d.old.default is None,
            message="Argument {coordinate} got the default {new}.",
            reason="Requests that leave it out may be answered differently.",
            spec="sec-Required-Arguments",
            example=_query("(first: Int)", "(first: Int = 10)"),
        ),
        _forgotten("(first: Int)", "(first: Int = 10)"),
        reason=_UNREACHED,
    ),
    *by_reach(
        Rule(
            id="ARG_DEFAULT_VALUE_CHANGE",
            title="argument default changed",
            severity=Severity.DANGEROUS,
            event=Event.ALTERED,
            kinds=_ARGUMENTS,
            attribute="default",
            details=_moved,
            message="The default of argument {coordinate} changed from {old} to {new}.",
            reason="Requests that leave it out may be answered differently.",
            spec="sec-Required-Arguments",
            example=_query("(first: Int = 10)", "(first: Int = 20)"),
        ),
        _forgotten("(first: Int = 10)", "(first: Int = 20)"),
        reason=_UNREACHED,
    ),
)

DIRECTIVE_ARGUMENTS = (
    *by_reach(
        Rule(
            id="REQUIRED_DIRECTIVE_ARG_ADDED",
            title="required directive argument added",
            severity=Severity.BREAKING,
            event=Event.ADDED,
            kinds=frozenset({Kind.DIRECTIVE_ARGUMENT}),
            when=_added_required,
            witness=inputs.left_out,
            message="Required argument {coordinate} {new} was added.",
            reason="Requests that use the directive without the argument no longer validate.",
            spec="sec-Required-Arguments",
            example=_directive("", "(to: ID!)"),
        ),
        _schema_directive("", "(to: ID!)"),
        reason=_UNREACHED,
    ),
    Rule(
        id="OPTIONAL_DIRECTIVE_ARG_ADDED",
        title="optional directive argument added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.DIRECTIVE_ARGUMENT}),
        offers=is_reachable,
        message="Optional argument {coordinate} {new} was added.",
        reason="Requests need not give it: it is nullable or has a default.",
        spec="sec-Required-Arguments",
        example=_directive("", "(to: ID)"),
    ),
    *by_reach(
        Rule(
            id="DIRECTIVE_ARG_REMOVED",
            title="directive argument removed",
            severity=Severity.BREAKING,
            event=Event.REMOVED,
            kinds=frozenset({Kind.DIRECTIVE_ARGUMENT}),
            witness=inputs.given,
            message="Argument {coordinate} was removed.",
            reason="Requests that give the argument no longer validate.",
            spec="sec-Argument-Names",
            example=_directive("(to: ID)", ""),
        ),
        _schema_directive("(to: ID)", ""),
        reason=_UNREACHED,
    ),
)

INPUT_FIELDS = (
    *by_reach(
        Rule(
            id="REQUIRED_INPUT_FIELD_ADDED",
            title="required input field added",
            severity=Severity.BREAKING,
            event=Event.ADDED,
            kinds=frozenset({Kind.INPUT_FIELD}),
            when=_added_required,
            witness=inputs.input_field_left_out,
            message="Required input field {coordinate}: {new} was added.",
            reason="Requests that give the input object without the field no longer validate.",
            spec="sec-Input-Object-Required-Fields",
            example=_input("id: ID", "id: ID, kind: Int!"),
        ),
        _forgotten_input("id: ID", "id: ID, kind: Int!"),
    ),
    Rule(
        id="OPTIONAL_INPUT_FIELD_ADDED",
        title="optional input field added",
        severity=Severity.SAFE,
        event=Event.ADDED,
        kinds=frozenset({Kind.INPUT_FIELD}),
        offers=is_reachable,
        message="Optional input field {coordinate}: {new} was added.",
        reason="Requests need not give it: it is nullable or has a default.",
        spec="sec-Input-Object-Required-Fields",
        example=_input("id: ID", "id: ID, kind: Int"),
    ),
    *by_reach(
        Rule(
            id="INPUT_FIELD_BECAME_REQUIRED",
            title="input field became required",
            severity=Severity.BREAKING,
            event=Event.ALTERED,
            kinds=frozenset({Kind.INPUT_FIELD}),
            attribute="default",
            when=is_now_required,
            witness=inputs.input_field_left_out,
            message="Input field {coordinate} lost its default {old} and became required.",
            reason="Requests that leave it out, or give it a nullable variable, no longer validate.",
            spec="sec-Input-Object-Required-Fields",
            example=_input("first: Int! = 10", "first: Int!"),
        ),
        _forgotten_input("first: Int! = 10", "first: Int!"),
    ),
    Rule(
        id="INPUT_FIELD_DEFAULT_VALUE_ADDED_SAFE",
        title="input field became optional",
        severity=Severity.SAFE,
        event=Event.ALTERED,
        kinds=frozenset({Kind.INPUT_FIELD}),
        attribute="default",
        when=lambda d: d.old.default is None and was_required(d),
        offers=is_reachable,
        message="Input field {coordinate} got the default {new} and is no longer required.",
        reason="Every existing request gives the field, so the default changes none of them.",
        spec="sec-Input-Object-Required-Fields",
        example=_input("first: Int!", "first: Int! = 10"),
    ),
    *by_reach(
        Rule(
            id="INPUT_FIELD_DEFAULT_VALUE_ADDED",
            title="input field default added",
            severity=Severity.DANGEROUS,
            event=Event.ALTERED,
            kinds=frozenset({Kind.INPUT_FIELD}),
            attribute="default",
            when=lambda d: d.old.default is None,
            message="Input field {coordinate} got the default {new}.",
            reason="Requests that leave it out may be answered differently.",
            spec="sec-Input-Object-Required-Fields",
            example=_input("first: Int", "first: Int = 10"),
        ),
        _forgotten_input("first: Int", "first: Int = 10"),
    ),
    *by_reach(
        Rule(
            id="INPUT_FIELD_DEFAULT_VALUE_CHANGE",
            title="input field default changed",
            severity=Severity.DANGEROUS,
            event=Event.ALTERED,
            kinds=frozenset({Kind.INPUT_FIELD}),
            attribute="default",
            details=_moved,
            message="The default of input field {coordinate} changed from {old} to {new}.",
            reason="Requests that leave it out may be answered differently.",
            spec="sec-Input-Object-Required-Fields",
            example=_input("first: Int = 10", "first: Int = 20"),
        ),
        _forgotten_input("first: Int = 10", "first: Int = 20"),
    ),
)

RULES = ARGUMENTS + INPUT_FIELDS + DIRECTIVE_ARGUMENTS
