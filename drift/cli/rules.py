"""``drift rules``: the catalogue."""

from __future__ import annotations

import json

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with reasons and examples.")
@common_options
@click.pass_obj
def command(runtime: Runtime, /, as_json: bool) -> None:
    """List every kind of change, worst first. `drift explain ID` says more about one."""
    from drift.changes.rules import RULES
    from drift.severity import WORST_FIRST

    if as_json:
        rows = [
            {
                "id": rule.id,
                "title": rule.title,
                "severity": rule.severity.name,
                "kinds": sorted(kind.value for kind in rule.kinds),
                "message": rule.message,
                "reason": rule.reason,
                "spec": rule.url,
                "example": {"old": rule.example.old, "new": rule.example.new},
            }
            for rule in RULES
        ]
        runtime.out(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    width = max(len(rule.id) for rule in RULES)
    for severity in WORST_FIRST:
        chosen = [rule for rule in RULES if rule.severity is severity]
        runtime.out(f"{severity.name} ({len(chosen)})\n")
        for rule in chosen:
            runtime.out(f"  {rule.id:<{width}}  {rule.reason}\n")
        runtime.out("\n")
