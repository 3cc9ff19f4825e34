"""What only follows from another change is listed under it, and nothing that breaks gets lost."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from drift.changes.classify import classify
from drift.reports import to_github, to_html, to_json, to_junit, to_markdown, to_sarif, to_text
from drift.reports.report import Report
from drift.severity import Severity
from tests.changes.schemas import snapshot
from tests.reports.samples import empty

OLD = """
directive @cost(n: Int) on FIELD_DEFINITION | FIELD
type Query { a: Int @cost(n: 1) teams(by: TeamFilter): TeamConnection me: User }
type TeamConnection { node: Team }
type Team { name: String state: State }
enum State { OPEN }
input TeamFilter { name: String }
interface Node { id: ID }
type User implements Node { id: ID }
"""
NEW = "type Query { a: Int me: User } type User { id: ID }"


def report() -> Report:
    return replace(empty(), title="api", changes=classify(snapshot(OLD), snapshot(NEW)).changes)


def test_text() -> None:
    assert to_text.render(report()).partition("BREAKING")[2] == (
        "  7, 4 of them listed under their cause\n"
        "  ✗ Directive @cost was removed.  [DIRECTIVE_REMOVED]  old:2\n"
        "      Requests that use it no longer validate.\n"
        "      1 change follows from it:\n"
        "        + 1 directive no longer applied\n"
        "  ✗ Interface Node was removed.  [TYPE_REMOVED]  old:8\n"
        "      Fragments, variables and selections that name it no longer validate. Its members are part of this one "
        "change.\n"
        "      1 change follows from it:\n"
        "        ✗ User no longer implements Node.  [IMPLEMENTED_INTERFACE_REMOVED]  old:9\n"
        "            Fragments on one of them within the other no longer validate: none of its values can match.\n"
        "  ✗ Field Query.teams was removed.  [FIELD_REMOVED]  old:3\n"
        "      Requests that select the field no longer validate; also when it was deprecated.\n"
        "      4 changes follow from it:\n"
        "        ✗ Object type Team was removed.  [TYPE_REMOVED]  old:5\n"
        "        ✗ Object type TeamConnection was removed.  [TYPE_REMOVED]  old:4\n"
        "        ✗ Input object TeamFilter was removed.  [TYPE_REMOVED]  old:7\n"
        "        + 1 type removed that no request can name\n"
        "\n"
        "SAFE  2, 2 of them above, -v shows them one by one\n"
    )


def test_the_headline_counts_everything_and_says_what_follows() -> None:
    first = to_text.render(report()).splitlines()[0]
    assert first == "api: 7 breaking, 2 safe changes, 6 of which follow from others"
    assert report().summary.breaking == 7


def test_markdown() -> None:
    text = to_markdown.render(report())
    assert "#### 🔴 Breaking (7, 4 of them listed under their cause)" in text
    assert text.count("`TYPE_REMOVED`") == 4
    assert (
        "  - 4 changes follow from it:\n"
        "    - 🔴 Object type **`Team`** was removed. `TYPE_REMOVED`\n"
        "    - 🔴 Object type **`TeamConnection`** was removed. `TYPE_REMOVED`\n"
        "    - 🔴 Input object **`TeamFilter`** was removed. `TYPE_REMOVED`\n"
        "    - 🟢 Enum **`State`** was removed. `TYPE_REMOVED_SAFE`\n"
    ) in text


def test_every_change_is_in_the_html_report_once() -> None:
    text = to_html.render(report())
    anchors = re.findall(r'<article class="card change [a-z]+" id="([^"]+)"', text)
    assert sorted(anchors) == sorted(f"change-{change.fingerprint}" for change in report().changes)
    (inner,) = re.findall(r"4 changes follow from it:(.*?)</details>\s*</article>\s*</div>", text, re.DOTALL)
    assert re.findall(r'class="card change (\w+)"', inner) == ["breaking", "breaking", "breaking", "safe"]


def test_what_follows_from_an_accepted_change_still_counts() -> None:
    changes = tuple(
        replace(change, allowed="known") if change.id == "FIELD_REMOVED" else change
        for change in report().changes
    )
    accepted = replace(report(), changes=changes)
    assert [change.coordinate for change in accepted.standing(Severity.BREAKING)] == [
        "@cost",
        "Node",
        "Team",
        "TeamConnection",
        "TeamFilter",
    ]


def test_what_policy_made_worse_than_its_cause_stands_for_itself() -> None:
    changes = tuple(
        replace(change, severity=Severity.DANGEROUS) if change.id == "FIELD_REMOVED" else change
        for change in report().changes
    )
    softened = replace(report(), changes=changes)
    assert softened.following(Severity.BREAKING) == 1
    assert softened.following(Severity.SAFE) == 2


def test_json_counts_them() -> None:
    summary = json.loads(to_json.render(report()))["summary"]
    assert (summary["breaking"], summary["safe"], summary["following"]) == (7, 2, 6)


def test_annotations_say_it_and_come_last() -> None:
    rows = [row for row in to_github.render(report()).splitlines() if row.startswith("::error")]
    assert len(rows) == 7
    assert ["Follows from: " in row for row in rows] == [False] * 3 + [True] * 4
    assert sum("%0AFollows from: Interface Node was removed.%0A" in row for row in rows) == 1


def test_junit_and_sarif_say_it() -> None:
    assert to_junit.render(report()).count("Follows from: Field Query.teams was removed.") == 3
    results = json.loads(to_sarif.render(report()))["runs"][0]["results"]
    texts = [result["message"]["text"] for result in results]
    assert sum("Follows from: Field Query.teams was removed." in text for text in texts) == 4
    marks = {result["partialFingerprints"]["graphqlDrift/v1"] for result in results}
    named = [result["properties"]["because_of"] for result in results if result["properties"]["because_of"]]
    assert len(named) == 6
    assert set(named) <= marks
