"""What moving to newer lines of a versioned API does to the user's operations, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drift.changes.change import Verdict
from drift.escape import one_line
from drift.reports.report import Report

_BREAKS = (Verdict.BROKEN,)
_AFFECTED = (Verdict.AFFECTED, Verdict.POSSIBLE)
_FINE = (Verdict.UNAFFECTED,)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One newer line.

    Attributes:
        line: Its name.
        report: The comparison of the line in use with it.
    """

    line: str
    report: Report

    def count(self, verdicts: Sequence[Verdict]) -> int:
        """Return the number of operations with one of these verdicts."""
        return sum(result.operation.verdict in verdicts for result in self.report.operations)

    @property
    def breaks(self) -> int:
        """Number of operations that break."""
        return self.count(_BREAKS)


def to_text(base: str, upgrades: Sequence[Upgrade]) -> str:
    """Return the table: a row for each newer line, and below it each operation that breaks or is affected.

    Args:
        base: The line in use, ``SOURCE/LINE``.
        upgrades: Newer lines, oldest first.
    """
    head = ["", "breaks", "affected", "fine", "other", "breaking changes"]
    rows = [head]
    for upgrade in upgrades:
        known = [upgrade.count(verdicts) for verdicts in (_BREAKS, _AFFECTED, _FINE)]
        other = len(upgrade.report.operations) - sum(known)
        rows.append([upgrade.line, *map(str, known), str(other), f"{upgrade.report.summary.breaking:,}"])
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [f"{base}: operations in each newer version", ""]
    for row in rows:
        first, *counts = row
        cells = [f"{count:>{width}}" for count, width in zip(counts, widths[1:], strict=True)]
        lines.append("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())
    for upgrade in upgrades:
        touched = [
            result
            for result in upgrade.report.operations
            if result.operation.verdict in (*_BREAKS, *_AFFECTED)
        ]
        if touched:
            lines += ["", f"{upgrade.line}:"]
        for result in touched:
            operation = result.operation
            word = "breaks" if operation.verdict in _BREAKS else operation.verdict.value
            lines.append(
                f"  {word:<8}  {one_line(f'{operation.path}:{operation.line} {operation.name}', 200)}"
            )
            lines += [f"            {one_line(error, 300)}" for error in result.errors]
    return "".join(f"{line}\n" for line in lines)
