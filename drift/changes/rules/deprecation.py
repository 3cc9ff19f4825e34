"""Deprecation of fields, arguments, input fields, enum values and directive definitions."""

from __future__ import annotations

from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule
from drift.schema.element import Kind
from drift.severity import Severity

_DEPRECABLE = frozenset(
    {
        Kind.FIELD,
        Kind.ARGUMENT,
        Kind.INPUT_FIELD,
        Kind.ENUM_VALUE,
        Kind.DIRECTIVE,
        Kind.DIRECTIVE_ARGUMENT,
    }
)

RULES = (
    Rule(
        id="ELEMENT_DEPRECATED",
        title="element deprecated",
        severity=Severity.DEPRECATED,
        event=Event.ALTERED,
        kinds=_DEPRECABLE,
        attribute="deprecation",
        when=lambda d: d.old.deprecation is None,
        message="{Kind} {coordinate} was deprecated: {new}",
        reason="It still works, but clients are asked to stop using it.",
        spec="sec--deprecated",
        example=Example(
            "type Query { user: String }",
            'type Query { user: String @deprecated(reason: "Use viewer.") }',
        ),
    ),
    Rule(
        id="DEPRECATION_WITHDRAWN",
        title="deprecation withdrawn",
        severity=Severity.DEPRECATED,
        event=Event.ALTERED,
        kinds=_DEPRECABLE,
        attribute="deprecation",
        when=lambda d: d.new.deprecation is None,
        message="{Kind} {coordinate} is no longer deprecated; the reason was: {old}",
        reason="It is staying after all, so clients need not stop using it.",
        spec="sec--deprecated",
        example=Example(
            'type Query { user: String @deprecated(reason: "Use viewer.") }',
            "type Query { user: String }",
        ),
    ),
    Rule(
        id="DEPRECATION_REASON_CHANGED",
        title="deprecation reason changed",
        severity=Severity.DEPRECATED,
        event=Event.ALTERED,
        kinds=_DEPRECABLE,
        attribute="deprecation",
        message='The deprecation reason of {kind} {coordinate} changed from "{old}" to "{new}".',
        reason="It may name another replacement or another date of removal.",
        spec="sec--deprecated",
        example=Example(
            'type Query { user: String @deprecated(reason: "Use viewer.") }',
            'type Query { user: String @deprecated(reason: "Use me.") }',
        ),
    ),
)
