from __future__ import annotations

import json
import re
from copy import deepcopy

import pytest
from jsonschema import Draft202012Validator, ValidationError

from drift.reports import FORMATS, to_json
from drift.reports.schemas import json_schema
from tests.reports.samples import SAMPLES, hostile, ordinary
from tests.strict_schema import strict

VALIDATOR = strict("report")


@pytest.mark.parametrize("sample", SAMPLES)
def test_valid(sample: str) -> None:
    VALIDATOR.validate(json.loads(FORMATS["json"].render(SAMPLES[sample]())))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("key", sorted(to_json.to_object(ordinary())))
def test_the_schema_asks_for_every_key(key: str) -> None:
    report = deepcopy(to_json.to_object(ordinary()))
    del report[key]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)


def test_strict_finds_a_key_that_the_schema_does_not_list() -> None:
    report = to_json.to_object(ordinary())
    report["changes"][0]["surprise"] = 1
    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)
    Draft202012Validator(json_schema()).validate(report)


def test_the_example_of_the_documentation() -> None:
    report = json.loads(FORMATS["json"].render(ordinary()))
    assert report["format"] == 1
    assert report["old"]["version"] == "2026-11-01T06-00-00Z"
    assert report["new"] == {
        "reference": "panther",
        "version": None,
        "digest": "sha256:" + "b" * 64,
        "omits": ["applied-directives"],
    }
    assert report["summary"]["affected_operations"] == 3
    assert report["changes"][0]["old_location"]["line"] == 6
    assert report["changes"][0]["operations"][0] == {
        "name": "ListAlerts",
        "path": "sdk/alerts.graphql",
        "line": 3,
        "verdict": "broken",
    }


def test_hostile_text_can_be_printed_and_read_by_strict_readers() -> None:
    text = FORMATS["json"].render(hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff\ud800-\udfff\U000e0041]", text)
    # A lone surrogate is not a character: readers outside Python refuse \ud800 on its own.
    assert not re.search(r"(?<!\\)\\ud[89a-f]", re.sub(r"(?<!\\)\\ud[89ab]..\\ud[c-f]..", "", text))
    evil = json.loads(text)["notices"][0]
    assert "\x1b[31mred" in evil
    assert "\U000e0041" in evil
    assert "\\ud800\\udfff" in evil


def test_same_report_same_bytes() -> None:
    assert FORMATS["json"].render(ordinary()) == FORMATS["json"].render(ordinary())
