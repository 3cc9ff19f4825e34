"""Operations that break for one reason are one finding, with its hint once."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

from drift.compare import compare
from drift.config import Policy
from drift.reports import FORMATS
from drift.reports.breakage import breakages
from drift.reports.report import Report
from tests.operations.project import find
from tests.operations.test_verdicts import snapshot

OLD = """
type Query { me: User a: Int }
type User { id: ID name: String @deprecated(reason: "Use `fullName`.") fullName: String }
"""
NEW = "type Query { me: User a: String } type User { id: ID fullName: String }"
FILES = {
    "card.graphql": "fragment Card on User {\n  id\n  name\n}\n",
    **{f"q{number}.graphql": f"query Q{number} {{ me {{ ...Card }} }}\n" for number in range(3)},
    "still.graphql": "query Still { a }\n",
}


def report(folder: Path) -> Report:
    return compare(
        snapshot(OLD),
        snapshot(NEW),
        title="api",
        policy=Policy(),
        today=date(2026, 11, 25),
        operations=find(folder, FILES),
    )


def test_one_field_of_a_shared_fragment_is_one_reason(tmp_path: Path) -> None:
    (breakage,) = breakages(report(tmp_path))
    assert [result.operation.name for result in breakage.results] == ["Q0", "Q1", "Q2"]
    assert breakage.message.startswith("Field User.name was removed.")
    assert breakage.places == ("card.graphql:3:3: Cannot query field 'name' on type 'User'.",)
    assert len(breakage.hints) == 1


def test_every_format_says_the_hint_once(tmp_path: Path) -> None:
    found = report(tmp_path)
    for name in ("text", "markdown", "github", "html"):
        # All edits together are once more in the patch that is to be copied.
        text, *patch = re.split(r'<summary><b>Patch|<details class="patch">', FORMATS[name].render(found))
        assert len(patch) == (name in ("markdown", "html"))
        assert text.count("name: fullName") + text.count("name%3A fullName") <= 1, name
    assert FORMATS["github"].render(found).count("::error file=card.graphql,line=3,col=3") == 1


def test_sarif_has_one_result_at_the_line_to_edit(tmp_path: Path) -> None:
    (run,) = json.loads(FORMATS["sarif"].render(report(tmp_path)))["runs"]
    (result,) = [each for each in run["results"] if each["ruleId"] == "OPERATION_BROKEN"]
    assert result["message"]["text"].startswith("3 operations break: Field User.name was removed.")
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "card.graphql"},
        "region": {"startLine": 3},
    }
    related = [each["physicalLocation"]["artifactLocation"]["uri"] for each in result["relatedLocations"]]
    assert related == ["q0.graphql", "q1.graphql", "q2.graphql"]


def test_junit_has_one_case_for_them(tmp_path: Path) -> None:
    cases = ET.fromstring(FORMATS["junit"].render(report(tmp_path))).iter("testcase")
    found = [
        (case.get("name"), case.find("failure"))
        for case in cases
        if case.get("classname") == "drift.operations"
    ]
    assert [name for name, _ in found] == [
        "3 operations break: Field User.name was removed. It was deprecated: Use `fullName`. "
        "Probably renamed to User.fullName.",
        "Still (still.graphql:1)",
    ]
    failure = found[0][1]
    assert failure is not None
    text = (failure.text or "").splitlines()
    assert text[0] == "card.graphql:3:3: Cannot query field 'name' on type 'User'."
    assert text[-3:] == [f"breaks Q{number} (q{number}.graphql:1)" for number in range(3)]


def test_json_lists_the_reasons(tmp_path: Path) -> None:
    found = json.loads(FORMATS["json"].render(report(tmp_path)))
    (cause,) = found["causes"]
    assert [operation["name"] for operation in cause["operations"]] == ["Q0", "Q1", "Q2"]
    assert cause["change"] in {change["fingerprint"] for change in found["changes"]}


def test_why_an_operation_is_still_valid(tmp_path: Path) -> None:
    text = FORMATS["text"].render(report(tmp_path))
    assert (
        "Query.a  FIELD_CHANGED_KIND  still valid: it selects the same, and the answer may be String" in text
    )
