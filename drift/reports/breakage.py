"""Operations that break, by what breaks them: one finding for each reason, however many operations it breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drift.changes.change import Change, OperationReference, Verdict
from drift.reports.report import Cause, OperationResult, Report
from drift.schema.text import Location
from drift.severity import Severity

_PLACE = re.compile(r"(.+?):(\d+):(\d+): ")


@dataclass(frozen=True, slots=True)
class Breakage:
    """Operations that break for the same reasons.

    Attributes:
        results: The operations, in order; at least one.
        causes: The reasons; none when they are not known.
    """

    results: tuple[OperationResult, ...]
    causes: tuple[Cause, ...]

    @property
    def is_shared(self) -> bool:
        """Whether there are several operations, so that the reason comes first."""
        return len(self.results) > 1

    @property
    def message(self) -> str:
        """The reasons in a sentence each; foreign text."""
        return " ".join(cause.message for cause in self.causes)

    @property
    def places(self) -> tuple[str, ...]:
        """What is wrong where, each place once, as ``path:line:column: text``."""
        return tuple(dict.fromkeys(place for cause in self.causes for place in cause.places))

    @property
    def location(self) -> Location | None:
        """The first place to edit; None when no place is known."""
        match = _PLACE.match(self.places[0]) if self.places else None
        return None if match is None else Location(match[1], int(match[2]))

    @property
    def hints(self) -> tuple[str, ...]:
        """Edits that would fix them, each once."""
        return tuple(dict.fromkeys(hint for result in self.results for hint in result.hints))


def breakages(report: Report) -> tuple[Breakage, ...]:
    """Return the operations that break, by their reasons, in the order of the first of each."""
    reasons: dict[OperationReference, list[Cause]] = {}
    for cause in report.causes:
        for operation in cause.operations:
            reasons.setdefault(operation, []).append(cause)
    found: dict[tuple[object, ...], list[OperationResult]] = {}
    for result in report.operations:
        if result.operation.verdict is Verdict.BROKEN:
            causes = reasons.get(result.operation)
            key = (
                (result.operation,)
                if causes is None
                else tuple((each.change, each.message) for each in causes)
            )
            found.setdefault(key, []).append(result)
    return tuple(
        Breakage(tuple(results), tuple(reasons.get(results[0].operation, ()))) for results in found.values()
    )


def why_still_valid(change: Change, *, is_possible: bool) -> str:
    """Return half a line on why an operation that a breaking change touches is still valid; else nothing."""
    if change.severity is not Severity.BREAKING:
        return ""
    if is_possible:
        return "valid unless a variable holds it"
    if change.new is not None and change.old is not None and change.kind.value == "field":
        return f"still valid: it selects the same, and the answer may be {change.new}"
    return "still valid: it names nothing that went, and gets other answers"
