"""``drift rules``: the catalogue."""

from __future__ import annotations

import click

from drift.cli.options import common_options
from drift.cli.runtime import Runtime


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with reasons and examples.")
@common_options
@click.pass_obj
def command(runtime: Runtime, /, as_json: bool) -> None:
    """List every kind of change, worst first. `drift explain ID` says more about one."""
    from drift.changes.rules import CATALOGUE
    from drift.reports.listings import rules

    runtime.out(rules.to_json(CATALOGUE) if as_json else rules.to_text(CATALOGUE))
