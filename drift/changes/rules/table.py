"""The rows as a table: which rule decides, and which rows exclude each other."""

from __future__ import annotations

from collections.abc import Iterable

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.rules.rule import Rule
from drift.schema.element import Kind
from drift.severity import Severity

_Fact = tuple[Event, Kind, str | None]


class Table:
    """Rules in their order: of those that claim a difference, the first one decides.

    Args:
        rows: The rules.
        fallback: Decides where none of them claims a difference.

    Raises:
        ValueError: A BREAKING row has no witness, two rows have one id, or a row can never decide about one of
            its kinds because an earlier row claims everything that it could.
    """

    def __init__(self, rows: Iterable[Rule], fallback: Rule) -> None:
        self.rows = (*rows, fallback)
        self.fallback = fallback
        self.by_id: dict[str, Rule] = {}
        self._by_fact: dict[_Fact, list[Rule]] = {}
        for row in self.rows:
            if row.severity is Severity.BREAKING and row.witness is None:
                raise ValueError(f"{row.id} is BREAKING and has no witness")
            if row.id in self.by_id:
                raise ValueError(f"{row.id} is the id of two rules")
            self.by_id[row.id] = row
            if row is not fallback:
                self._add(row)

    def _add(self, row: Rule) -> None:
        for kind in Kind:
            if kind not in row.kinds:
                continue
            earlier = self._by_fact.setdefault((row.event, kind, row.attribute), [])
            for other in earlier:
                if other.when is None or other.when is row.when:
                    raise ValueError(f"{row.id} never decides about any {kind.value}: {other.id} comes first")
            earlier.append(row)

    def rule_for(self, difference: Difference) -> Rule:
        """Return the rule that decides what a difference means."""
        for rule in self._by_fact.get((difference.event, difference.kind, difference.attribute), ()):
            if rule.claims(difference):
                return rule
        return self.fallback
