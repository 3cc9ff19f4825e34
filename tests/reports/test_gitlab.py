from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from drift.reports import to_gitlab
from drift.schema.text import Location
from tests.reports.samples import CHANGES, SAMPLES, empty, ordinary

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def found(name: str) -> list[dict[str, Any]]:
    return list(json.loads(to_gitlab.render(SAMPLES[name]())))


def test_every_finding_has_what_gitlab_wants() -> None:
    for name in SAMPLES:
        for each in found(name):
            assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert each["severity"] in SEVERITIES
            assert each["location"]["path"].removeprefix("./") == each["location"]["path"] != ""
            assert each["location"]["lines"]["begin"] >= 1


def test_operations_come_first_at_their_own_lines() -> None:
    rows = [(each["check_name"], each["severity"], each["location"]) for each in found("ordinary")]
    assert rows[:4] == [
        ("OPERATION_BROKEN", "critical", {"path": "sdk/alerts.graphql", "lines": {"begin": 3}}),
        ("OPERATION_BROKEN", "critical", {"path": "sdk/client.py", "lines": {"begin": 41}}),
        ("OPERATION_NOT_JUDGED", "major", {"path": "sdk/broken.graphql", "lines": {"begin": 4}}),
        ("FIELD_REMOVED", "critical", {"path": "snapshots/panther/schema.graphql", "lines": {"begin": 3}}),
    ]
    assert len({each["fingerprint"] for each in found("ordinary")}) == len(found("ordinary"))


def test_nothing_is_an_empty_list() -> None:
    assert to_gitlab.render(empty()) == "[]\n"


def test_what_is_waived_does_not_alarm() -> None:
    account = ordinary().account
    assert account is not None
    waived = replace(ordinary(), account=replace(account, is_waived=True))
    rows = json.loads(to_gitlab.render(waived))
    assert [each["severity"] for each in rows if each["check_name"] == "OPERATION_NOT_JUDGED"] == ["info"]


def test_a_change_without_a_file_is_where_sources_are_configured() -> None:
    place = Location("https://api.example.com/graphql", 7)
    change = replace(CHANGES[0], old_location=place, new_location=place, operations=())
    (row,) = json.loads(to_gitlab.render(replace(empty(), changes=(change,))))
    assert row["location"] == {"path": "drift.toml", "lines": {"begin": 1}}
