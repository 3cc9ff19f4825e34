"""Counts the inputs, and says at the end what became of them."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import OUTCOMES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    names = sorted({*OUTCOMES.accepted, *OUTCOMES.refused})
    if not names:
        return
    terminalreporter.section("inputs")
    total = 0
    for name in names:
        accepted, refused = OUTCOMES.accepted.get(name, 0), OUTCOMES.refused.get(name, 0)
        total += accepted + refused
        terminalreporter.write_line(
            f"{name:15} {accepted + refused:>10,}  accepted {accepted:,}, refused {refused:,}"
        )
    terminalreporter.write_line(f"{'in all':15} {total:>10,}")
