"""What an API says of its own versions: findings of sources with lines, which no two schemas give.

They have rows for their titles, reasons and ids in the policy, and claim no difference.
"""

from __future__ import annotations

from drift.changes.event import Event
from drift.changes.rules.rule import Example, Rule
from drift.schema.element import Kind
from drift.severity import Severity

_VERSION = frozenset({Kind.VERSION})
_NO_SCHEMA = Example("type Query { user: String }", "type Query { user: String }")

SUPPORTED = Rule(
    id="VERSION_SUPPORTED",
    title="version appeared",
    severity=Severity.SAFE,
    event=Event.ADDED,
    kinds=_VERSION,
    message="Version {coordinate} is supported now: add it to versions in drift.toml.",
    reason="The API says that it supports this version, and it is newer than those that are configured.",
    spec="sec-Type-System",
    example=_NO_SCHEMA,
)
ENDING = Rule(
    id="VERSION_ENDING",
    title="version about to end",
    severity=Severity.DANGEROUS,
    event=Event.ALTERED,
    kinds=_VERSION,
    attribute="support",
    message="Version {coordinate} is about to end: {new}.",
    reason="What is sent to it is answered by another version afterwards, or refused; `drift check SOURCE --upgrade` "
    "shows what newer versions do to your operations.",
    spec="sec-Type-System",
    example=_NO_SCHEMA,
)
ENDED = Rule(
    id="VERSION_ENDED",
    title="version ended",
    severity=Severity.DANGEROUS,
    event=Event.REMOVED,
    kinds=_VERSION,
    message="Version {coordinate} is not among the supported ones any more.",
    reason="What is sent to it may be answered by another version, or refused; `drift check SOURCE --upgrade` shows what "
    "newer versions do to your operations.",
    spec="sec-Type-System",
    example=_NO_SCHEMA,
)
RULES = (SUPPORTED, ENDING, ENDED)
