"""What is called unreachable only because nobody said that the API sends it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from drift.changes.difference import Difference, Sides
from drift.changes.rules import rule_for
from drift.schema.element import Kind
from drift.schema.position import COMPOSITE_KINDS
from drift.severity import Severity

# What a type that is sent consists of; what is given stays out of reach even so.
_SENT = COMPOSITE_KINDS | {Kind.FIELD, Kind.UNION_MEMBER}
_MAX_NAMED = 2


def notices(differences: Iterable[Difference], sides: Sides) -> tuple[str, ...]:
    """Return how many changes of unreachable types would break, or which patterns match no type.

    Args:
        differences: What changed.
        sides: Both schemas, with the patterns of types that are sent.
    """
    if sides.roots:
        names = sides.old.types.keys() | sides.new.types.keys()
        idle = [root for root in sides.roots if not any(fnmatchcase(name, root) for name in names)]
        return tuple(f"roots: {pattern} matches no type" for pattern in idle)
    found = [difference for difference in differences if _would_break(difference, sides)]
    if not found:
        return ()
    owners = sorted({difference.coordinate.partition(".")[0] for difference in found})
    named = ", ".join(owners[:_MAX_NAMED])
    more = f" and {len(owners) - _MAX_NAMED:,} more" if len(owners) > _MAX_NAMED else ""
    changes = "1 change" if len(found) == 1 else f"{len(found):,} changes"
    return (
        f"{changes} of types that no operation reaches ({named}{more}) would be breaking if the API sends these "
        "types by other ways, such as webhooks: name those that it does in `roots`, below the source",
    )


def _would_break(difference: Difference, sides: Sides) -> bool:
    definition = difference.old_definition
    if difference.kind not in _SENT or definition is None or sides.old_positions.is_reachable(definition):
        return False
    return rule_for(difference).otherwise is Severity.BREAKING
