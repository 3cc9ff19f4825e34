"""``drift rules``: the catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence

from drift.changes.rules.rule import Rule
from drift.severity import WORST_FIRST


def to_text(rules: Sequence[Rule]) -> str:
    """Return the rules by severity, worst first, one a line."""
    width = max(len(rule.id) for rule in rules)
    blocks: list[str] = []
    for severity in WORST_FIRST:
        chosen = [rule for rule in rules if rule.severity is severity]
        lines = [
            f"{severity.name} ({len(chosen)})",
            *(f"  {rule.id:<{width}}  {rule.reason}" for rule in chosen),
        ]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks) + "\n"


def to_json(rules: Sequence[Rule]) -> str:
    """Return the rules in their order, with reasons and examples, as a JSON array."""
    rows = [
        {
            "id": rule.id,
            "severity": rule.severity.name,
            "kinds": sorted(kind.value for kind in rule.kinds),
            "message": rule.message,
            "reason": rule.reason,
            "spec": rule.url,
            "example": {"old": rule.example.old, "new": rule.example.new},
        }
        for rule in rules
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
