"""What became invalid from one schema to the next, as differences like any other."""

from __future__ import annotations

import re

from drift.changes.difference import Difference, Sides
from drift.changes.event import Event
from drift.schema.element import Element, Kind, Omission, Schema
from drift.schema.validity import Problem, problems, problems_after

_MAX_NAMED = 2
_MISPRINTED = re.compile(r'True|False|None|"[^"]*"')


def find(sides: Sides) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """Return what is wrong with the new schema and was not with the old one, and a notice about what both have.

    A problem that one side could not have shown is in neither.
    """
    found = _problems(sides)
    if not found:
        return (), ()
    known = {_key(problem) for problem in sides.old.once(problems)}
    blind = sides.old.omits | sides.new.omits
    fresh = [problem for problem in found if _key(problem) not in known and problem.seen_by not in blind]
    if Omission.APPLIED_DIRECTIVES in sides.new.omits:
        # Reading it gave a notice: what a server prints in its answer need not be what it goes by.
        fresh = [problem for problem in fresh if not _is_misprint(problem)]
    kept = [problem for problem in found if _key(problem) in known]
    return tuple(_difference(problem, sides) for problem in fresh), _notice(kept)


def _problems(sides: Sides) -> tuple[Problem, ...]:
    """Return what is wrong with the new schema; in a history only what differs from the one before is gone through."""
    if not sides.new.knows(problems):
        is_valid = sides.old.knows(problems) and not sides.old.once(problems)
        sides.new.keep(problems, problems_after(sides.new, sides.old) if is_valid else problems(sides.new))
    return sides.new.once(problems)


def _is_misprint(problem: Problem) -> bool:
    """Return whether a problem can come from how a server prints: ``True``, ``"X"`` for an enum, a new location."""
    if problem.code == "default":
        return _MISPRINTED.fullmatch(problem.element.default or "") is not None
    return problem.code.startswith("location ")


def _key(problem: Problem) -> tuple[str, str]:
    return problem.element.coordinate, problem.code


def _difference(problem: Problem, sides: Sides) -> Difference:
    old = _same(problem.element, sides.old)
    owners = tuple(
        owner for owner in (_same(owner, sides.old) for owner in problem.owners) if owner is not None
    )
    return Difference(Event.ALTERED, old, problem.element, "validity", owners, problem.owners, sides, problem)


def _same(element: Element, schema: Schema) -> Element | None:
    if element.kind is Kind.SCHEMA:
        return schema.definition
    return schema.by_coordinate.get(element.coordinate)


def _notice(kept: list[Problem]) -> tuple[str, ...]:
    if not kept:
        return ()
    named = "; ".join(f"{problem.element.coordinate} {problem.text}" for problem in kept[:_MAX_NAMED])
    more = f"; and {len(kept) - _MAX_NAMED:,} more" if len(kept) > _MAX_NAMED else ""
    return (f"both schemas are invalid: {named}{more}",)
