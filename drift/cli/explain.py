"""``drift explain``: one rule, with an example that is run on the spot."""

from __future__ import annotations

import click

from drift.cli import completion
from drift.cli.options import common_options
from drift.cli.runtime import Runtime
from drift.errors import UsageError
from drift.escape import quoted


@click.command("explain")
@click.argument("change", metavar="ID", shell_complete=completion.change_ids)
@common_options
@click.pass_obj
def command(runtime: Runtime, /, change: str) -> None:
    """Say what a change ID means, why it has its severity, and show an example."""
    from textwrap import fill, indent

    from drift.changes.rules import IDS, by_id
    from drift.config import nearest
    from drift.history.upcoming import RULE as ANNOUNCED
    from drift.reports.listings.upcoming import EXPLANATION

    if change.upper().replace("-", "_") == ANNOUNCED:
        runtime.out(EXPLANATION)
        return
    rule = by_id(change.upper().replace("-", "_"))
    if rule is None:
        hint = nearest(change.upper(), sorted({*IDS, ANNOUNCED}))
        raise UsageError(f"no change has the id {quoted(change)}{hint}; `drift rules` lists them")
    kinds = ", ".join(sorted(kind.value for kind in rule.kinds))
    parts = [
        f"{rule.id}  {rule.severity.name}",
        fill(rule.reason, 96),
        f"About:          {kinds}\nSpecification:  {rule.url}",
    ]
    if rule.example.old != rule.example.new:
        parts += [
            "Before:\n" + indent(rule.example.old.strip(), "  "),
            "After:\n" + indent(rule.example.new.strip(), "  "),
            "drift diff says:\n" + indent(_shown(rule.example.old, rule.example.new), "  "),
        ]
    runtime.out("\n\n".join(parts) + "\n")


def _shown(old: str, new: str) -> str:
    from drift.api import diff

    return "\n".join(f"{change.severity.name} {change.id}: {change.message}" for change in diff(old, new))
