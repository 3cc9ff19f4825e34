"""The data lake: statements are run for real, and only those that read."""

from __future__ import annotations

import pytest

from tests.demo.conftest import Ask, listing, nodes

START = "mutation($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { query { id status } } }"
RESULT = """query($id: ID!) { dataLakeQuery(id: $id) { status message bytesScanned completedAt
    results(input: { pageSize: 2 }) { edges { node } pageInfo { hasNextPage } } } }"""


def test_data_lake_query_runs_then_succeeds(ask: Ask) -> None:
    sql = "SELECT action, COUNT(*) AS n FROM security_logs.github_audit GROUP BY action ORDER BY action"
    started = ask(START, sql=sql)["data"]["executeDataLakeQuery"]["query"]
    assert started["status"] == "RUNNING"
    result = ask(RESULT, id=started["id"])["data"]["dataLakeQuery"]
    assert (result["status"], result["message"]) == ("SUCCEEDED", None)
    assert [edge["node"] for edge in result["results"]["edges"]] == [
        {"action": "git.clone", "n": 12},
        {"action": "org.add_member", "n": 12},
    ]
    assert result["results"]["pageInfo"]["hasNextPage"]
    assert result["bytesScanned"] > 0
    newest = nodes(ask(listing("dataLakeQueries", "id", page_size=1)))
    assert newest == [{"id": started["id"]}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM nowhere",
        "DROP TABLE security_logs.github_audit",
        "DELETE FROM github_audit",
        "ATTACH '/tmp/graphql-drift-demo.db' AS file",
        "SELECT 1; SELECT 2",
        "PRAGMA database_list",
        "SELECT zeroblob(100000000)",
        "nonsense",
    ],
)
def test_statements_that_are_refused_fail_with_a_message(ask: Ask, sql: str) -> None:
    started = ask(START, sql=sql)["data"]["executeDataLakeQuery"]["query"]
    result = ask(RESULT, id=started["id"])["data"]["dataLakeQuery"]
    assert result["status"] == "FAILED"
    assert result["message"]


def test_values_that_json_lacks(ask: Ask) -> None:
    started = ask(START, sql="SELECT x'00ff' AS bytes, 9e999 AS large, NULL AS missing")["data"]
    result = ask(RESULT, id=started["executeDataLakeQuery"]["query"]["id"])["data"]["dataLakeQuery"]
    assert result["results"]["edges"] == [{"node": {"bytes": "00ff", "large": None, "missing": None}}]


def test_endless_statement_is_stopped(ask: Ask) -> None:
    sql = "SELECT COUNT(*) FROM aws_cloudtrail a, aws_vpcflow b, okta_systemlog c, gcp_auditlog, github_audit"
    started = ask(START, sql=sql)["data"]["executeDataLakeQuery"]["query"]
    result = ask(RESULT, id=started["id"])["data"]["dataLakeQuery"]
    assert (result["status"], result["message"]) == ("FAILED", "interrupted")


def test_running_query_can_be_cancelled(ask: Ask) -> None:
    started = ask(START, sql="SELECT 1")["data"]["executeDataLakeQuery"]["query"]
    cancel = "mutation($id: ID!) { cancelDataLakeQuery(input: { id: $id }) { query { status } } }"
    assert ask(cancel, id=started["id"])["data"]["cancelDataLakeQuery"]["query"]["status"] == "CANCELLED"
    assert ask(RESULT, id=started["id"])["data"]["dataLakeQuery"]["status"] == "CANCELLED"
