"""Deprecation reasons in the wordings of public APIs, and what is read from each: date, version, successors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drift.schema.announcement import Announcement, read_announcement

ROWS = [line.split("\t") for line in Path(__file__).with_name("reasons.tsv").read_text().splitlines()[1:]]


@pytest.mark.parametrize(("day", "version", "successors", "reason"), ROWS)
def test_what_a_reason_announces(day: str, version: str, successors: str, reason: str) -> None:
    found = read_announcement(reason)
    assert found == Announcement(
        None if day == "-" else date.fromisoformat(day),
        None if version == "-" else version,
        () if successors == "-" else tuple(successors.split(" | ")),
    )


def test_the_table_is_long_enough() -> None:
    assert len({reason for *_, reason in ROWS}) >= 100
    assert sum(day != "-" for day, *_ in ROWS) > 30
    assert sum(version != "-" for _, version, *_ in ROWS) > 10


def test_of_several_successors_none_is_the_one() -> None:
    assert read_announcement("Use `a` or `b` instead").successor is None
    assert read_announcement("Use `a` instead").successor == "a"


@pytest.mark.parametrize(
    "text",
    [
        *("use " * 20_000, "`" * 20_000, "removed in " * 10_000, "1 " * 20_000, "2026-" * 10_000),
        *("use a for " * 9_000, "`a`, " * 20_000, "use a(" * 9_000, "use `a{" * 9_000, "not be " * 9_000),
        *(
            "from 2026-01-01 or " * 5_000,
            "July or " * 9_000,
            "end of " * 9_000,
            "**a" * 9_000,
            "version " * 9_000,
        ),
    ],
)
def test_it_takes_linear_time(text: str) -> None:
    assert read_announcement(text).removal is None
