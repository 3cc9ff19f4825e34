"""Edits that repair an operation: exactly these, in the file that it was written in, and only those that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.reports.report import OperationResult
from tests.mend.project import report

OLD = """
type Query { node(id: ID): Node  alert(id: ID, kind: Kind): Alert
  find(filter: Filter): [Alert]  metrics(since: Since): Int }
interface Node { id: ID }
type Alert implements Node { id: ID
  mail: String @deprecated(reason: "Use `owner { mail }`, or `Alert.author`.")  oldTitle: String }
type Person { mail: String }
enum Kind { OPEN CLOSED SNOOZED }
input Filter { textContains: String  first: Int }
input Since { day: String }
"""
NEW = """
type Query { node(id: ID): Node  alert(id: ID!, kind: Kind): Alert
  find(filter: Filter): [Alert]  metrics(since: Since!, unit: Unit!): Int }
interface Node { id: ID }
type Alert implements Node { id: ID
  owner: Person  titleText: String  author: String }
type Person { mail: String }
enum Kind { OPEN SLEEPING }
enum Unit { DAY }
input Filter { contains: String  first: Int  limit: Int! }
input Since { day: String }
"""
# The files, and what is said in the place of a hint; of diffs, what they take away and put in.
CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "advice of the deprecation": (
        {"a.graphql": "{ alert(id: 1) { mail } }"},
        ["-{ alert(id: 1) { mail } }", "+{ alert(id: 1) { owner { mail } } }"],
    ),
    "a new required argument": (
        {"a.graphql": "query M { metrics }"},
        [
            "-query M { metrics }",
            "+query M($since: Since!, $unit: Unit!) { metrics(since: $since, unit: $unit) }",
        ],
    ),
    "of an operation without a name": (
        {"a.graphql": "{ metrics(since: {}) }"},
        ["-{ metrics(since: {}) }", "+query ($unit: Unit!) { metrics(since: {}, unit: $unit) }"],
    ),
    "of a query without a name": (
        {"a.graphql": "query { metrics(since: {}) }"},
        ["-query { metrics(since: {}) }", "+query ($unit: Unit!) { metrics(since: {}, unit: $unit) }"],
    ),
    "a name that is taken": (
        {"a.graphql": "query M($unit: ID) { node(id: $unit) { id } metrics(since: {}) }"},
        [
            "-query M($unit: ID) { node(id: $unit) { id } metrics(since: {}) }",
            "+query M($unit: ID, $unit2: Unit!) { node(id: $unit) { id } metrics(since: {}, unit: $unit2) }",
        ],
    ),
    "a variable that must not be null any more": (
        {"a.graphql": "query A($id: ID) { alert(id: $id) { id } }"},
        ["-query A($id: ID) { alert(id: $id) { id } }", "+query A($id: ID!) { alert(id: $id) { id } }"],
    ),
    "a new required input field": (
        {"a.graphql": "{ find(filter: {first: 1}) { id } }"},
        [
            "-{ find(filter: {first: 1}) { id } }",
            "+query ($limit: Int!) { find(filter: {first: 1, limit: $limit}) { id } }",
        ],
    ),
    "in an empty object": (
        {"a.graphql": "query F { find(filter: {}) { id } }"},
        [
            "-query F { find(filter: {}) { id } }",
            "+query F($limit: Int!) { find(filter: {limit: $limit}) { id } }",
        ],
    ),
    "in a variable": (
        {"a.graphql": "query F($f: Filter) { find(filter: $f) { id } }"},
        ["Variables of type Filter must hold limit, of type Int!."],
    ),
    "an enum value that is gone": (
        {"a.graphql": "{ alert(id: 1, kind: CLOSED) { id } }"},
        ["Kind.CLOSED was removed; what is left: OPEN, SLEEPING."],
    ),
    "in a fragment of another file": (
        {
            "a.graphql": "query A { alert(id: 1) { ...F } }",
            "f.py": 'F = gql("""\n  fragment F on Alert {\n    mail\n  }""")\n',
        },
        ["-    mail", "+    owner { mail }"],
    ),
    "an argument in a fragment": (
        {"a.graphql": "query Q { ...F }", "f.graphql": "fragment F on Query {\n  metrics(since: {})\n}"},
        [
            "-query Q { ...F }",
            "+query Q($unit: Unit!) { ...F }",
            "-  metrics(since: {})",
            "+  metrics(since: {}, unit: $unit)",
        ],
    ),
    "behind letters of several bytes": (
        {"a.py": 'x = "ä😀"; Q = "query M { metrics(since: {}) }"\n'},
        [
            '-x = "ä😀"; Q = "query M { metrics(since: {}) }"',
            '+x = "ä😀"; Q = "query M($unit: Unit!) { metrics(since: {}, unit: $unit) }"',
        ],
    ),
    "nothing helps": ({"a.graphql": "{ alert(id: 1) { oldTitle } }"}, []),
    "nothing is wrong": ({"a.graphql": "{ node { id } }"}, []),
}
ALIKE = {
    "a field": (
        "type Query { alerts: [Alert] } type Alert { severityLevel: Int other: ID }",
        "type Query { alerts: [Alert] } type Alert { severityLevels: Int other: ID }",
        {"a.graphql": "{\n  alerts {\n    severityLevel\n  }\n}"},
    ),
    "an argument": (
        "type Query { alerts(pageSize: Int, x: ID): Int }",
        "type Query { alerts(pageSizes: Int, x: ID): Int }",
        {"a.graphql": "{ alerts(pageSize: 3) }"},
    ),
    "an input field": (
        "type Query { alerts(i: I): Int } input I { pageSize: Int x: ID }",
        "type Query { alerts(i: I): Int } input I { pageSizes: Int x: ID }",
        {"a.graphql": "{ alerts(i: {pageSize: 3}) }"},
    ),
    "a mutation and its opposite": (
        "type Query { a: Int } type Mutation { userSuspend(id: ID): Int }",
        "type Query { a: Int } type Mutation { userUnsuspend(id: ID): Int }",
        {"a.graphql": "mutation { userSuspend(id: 1) }"},
    ),
}


def check(root: Path, files: dict[str, str], *, old: str, new: str) -> tuple[OperationResult, ...]:
    return report(root, files, old, new).operations


def shown(hints: tuple[str, ...]) -> list[str]:
    """Return sentences, and the changed lines of diffs."""
    rows: list[str] = []
    for hint in hints:
        if "\n" not in hint:
            rows.append(hint)
            continue
        first, second, *others = hint.split("\n")
        assert first.removeprefix("--- ") == second.removeprefix("+++ ")
        rows += [row for row in others if row.startswith(("+", "-"))]
    return rows


@pytest.mark.parametrize("case", CASES)
def test_hints(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    (result,) = check(tmp_path, files, old=OLD, new=NEW)
    assert shown(result.hints) == expected


@pytest.mark.parametrize("case", ALIKE)
def test_likeness_is_never_an_edit(case: str, tmp_path: Path) -> None:
    old, new, files = ALIKE[case]
    (result,) = check(tmp_path, files, old=old, new=new)
    assert result.operation.verdict.value == "broken"
    assert result.hints == ()


def test_a_diff_can_be_applied(tmp_path: Path) -> None:
    text = "# first\n\nquery M {\n  metrics(since: {})\n}\n\n# last\n"
    (result,) = check(tmp_path, {"a.graphql": text}, old=OLD, new=NEW)
    assert result.hints == (
        "--- a.graphql\n+++ a.graphql\n@@ -2,4 +2,4 @@\n \n-query M {\n-  metrics(since: {})\n"
        "+query M($unit: Unit!) {\n+  metrics(since: {}, unit: $unit)\n }",
    )


def test_an_edit_is_told_to_the_operations_that_it_is_in(tmp_path: Path) -> None:
    text = (
        "query A { alert(id: 1) { id } }\n"
        "query B($id: ID!) { alert(id: $id) { mail } }\n"
        "query C($id: ID!) { alert(id: $id) { ...Mail } }\n"
        "fragment Mail on Alert { mail }\n"
        "query D { metrics(since: {}) }\n"
    )
    made = report(tmp_path, {"a.graphql": text}, OLD, NEW)
    assert {result.operation.name: len(result.hints) for result in made.operations} == {
        "A": 0,
        "B": 1,
        "C": 1,
        "D": 1,
    }
    assert [(edit.line, [each.name for each in edit.operations]) for edit in made.mending.edits] == [
        (2, ["B"]),
        (4, ["C"]),
        (5, ["D"]),
        (5, ["D"]),
    ]
    (hint,) = made.operations[2].hints
    assert [line for line in hint.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-fragment Mail on Alert { mail }",
        "+fragment Mail on Alert { owner { mail } }",
    ]
