from __future__ import annotations

from datetime import date

import pytest

from drift.history.upcoming import Outlook, Upcoming, Use

TODAY = date(2026, 6, 10)
SURE, POSSIBLE = Use("Q", "q.graphql", 1), Use("P", "p.graphql", 1, is_possible=True)


def removal(day: int, *uses: Use, coordinate: str | None = "Query.a") -> Upcoming:
    return Upcoming(coordinate, date(2026, 6, day), None, None, (), "", "list", uses=uses)


@pytest.mark.parametrize(("day", "is_past"), [(9, True), (10, False), (11, False)])
def test_a_day_is_past_when_it_is_over(day: int, is_past: bool) -> None:
    each = removal(day)
    outlook = Outlook("api", TODAY, (each,))
    assert each.is_past(TODAY) is is_past
    assert (outlook.overdue, outlook.dated) == (((each,), ()) if is_past else ((), (each,)))


@pytest.mark.parametrize(
    ("each", "knows_operations", "concerns"),
    [
        (removal(12), False, True),
        (removal(12), True, False),
        (removal(12, SURE), True, True),
        (removal(12, POSSIBLE), True, False),
        (removal(12, POSSIBLE, SURE), True, True),
        (removal(12, coordinate=None), True, True),
        (removal(13, SURE), True, False),
        (removal(9, SURE), True, False),
        (removal(10, SURE), True, True),
    ],
)
def test_within_days(each: Upcoming, knows_operations: bool, concerns: bool) -> None:
    outlook = Outlook("api", TODAY, (each,), knows_operations=knows_operations)
    assert outlook.within(2) == ((each,) if concerns else ())
