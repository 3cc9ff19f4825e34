"""What graphql-core 3.3 finds between two schemas, with coordinates read out of its sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema

from drift.schema.element import SPECIFIED_SCALARS
from drift.severity import Severity

_SEVERITIES = {
    "BreakingChange": Severity.BREAKING,
    "DangerousChange": Severity.DANGEROUS,
    "SafeChange": Severity.SAFE,
}
_MEMBER = r"(?P<c>@?\w+(?:\.\w+)?(?:\(\w+:\))?)"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"Description of argument (?P<owner>\w+\.\w+)\((?P<argument>\w+)\)",
        # Its own text names the directive twice and the argument never.
        r"Description of (?P<c>@\w+\()(?P<again>\w+)\)",
        rf"Description of (?:field |enum value |input-field )?{_MEMBER} has changed",
        r"Standard scalar (?P<c>\w+) was removed",
        r"\w+ was (?:added to|removed from) union type (?P<c>\w+)",
        r"\w+ added to interfaces implemented by (?P<c>\w+)",
        r"(?P<c>\w+) no longer implements interface",
        r"Repeatable flag was (?:added to|removed from) (?P<c>@\w+)",
        r"\w+ was (?:added to|removed from) (?P<c>@\w+)\.",
        r"(?:Argument |Field |Directive |Enum value |An? (?:required|optional) (?:argument|field) )?"
        rf"{_MEMBER}\.? (?:was|has|changed|defaultValue|added)",
    )
]


@dataclass(frozen=True)
class CoreChange:
    """One of graphql-core's changes."""

    id: str
    severity: Severity
    coordinate: str


def core_changes(old: GraphQLSchema, new: GraphQLSchema) -> list[CoreChange]:
    """Return graphql-core's changes but those that are about built-in scalars."""
    from graphql.utilities import find_schema_changes

    found = [_read(change) for change in find_schema_changes(old, new)]
    return [change for change in found if change.coordinate not in SPECIFIED_SCALARS]


def _read(change: Any) -> CoreChange:
    for pattern in _PATTERNS:
        match = pattern.match(change.description)
        if match is not None:
            groups = match.groupdict()
            coordinate = groups.get("c") or f"{groups['owner']}({groups['argument']}:)"
            return CoreChange(change.type.name, _SEVERITIES[type(change).__name__], coordinate)
    raise AssertionError(f"no pattern for {change.description}")
