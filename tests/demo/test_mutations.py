"""Changes through the API: they are made for real, whole or not at all, and refused with a reason."""

from __future__ import annotations

import pytest
import requests

from drift.demo import dataset
from drift.demo.server import DemoServer
from tests.demo.conftest import Ask, listing, nodes


def test_status_update_is_all_or_nothing(ask: Ask) -> None:
    update = """mutation($ids: [ID!]!, $status: AlertStatus!) {
        updateAlertStatusById(input: { ids: $ids, status: $status }) {
          alerts { id status updatedBy { ... on ApiToken { name } } } } }"""
    first, second = (dataset.identifier("alr", index) for index in (0, 6))
    refused = ask(update, ids=[first, "alr_none"], status="CLOSED")
    assert refused["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    status = "query($i: ID!) { alert(id: $i) { status } }"
    assert ask(status, i=first)["data"]["alert"]["status"] == "OPEN"
    assert ask(update, ids=[second, first], status="CLOSED")["data"]["updateAlertStatusById"] == {
        "alerts": [
            {"id": identifier, "status": "CLOSED", "updatedBy": {"name": "sdk-nightly"}}
            for identifier in (second, first)
        ]
    }
    assert ask(status, i=first)["data"]["alert"]["status"] == "CLOSED"


def test_assignment_and_comments(ask: Ask) -> None:
    alert_id, ada = dataset.identifier("alr", 0), dataset.identifier("usr", "ada@example.com")
    assign = """mutation($a: ID!, $u: ID) { assignAlerts(input: { ids: [$a], assigneeId: $u }) {
        alerts { assigneeEmail } } }"""
    assert ask(assign, a=alert_id, u=ada)["data"]["assignAlerts"]["alerts"] == [
        {"assigneeEmail": "ada@example.com"}
    ]
    assert ask(assign, a=alert_id, u=None)["data"]["assignAlerts"]["alerts"] == [{"assigneeEmail": None}]
    comment = """mutation($a: ID!) { addAlertComment(input: { alertId: $a, body: "**Seen**" }) {
        comment { id body author { __typename } } alert { comments { body } } } }"""
    added = ask(comment, a=alert_id)["data"]["addAlertComment"]
    assert added["comment"]["author"] == {"__typename": "ApiToken"}
    assert added["alert"]["comments"] == [{"body": "**Seen**"}]
    assert ask("query($i: ID!) { node(id: $i) { id } }", i=added["comment"]["id"])["data"]["node"]


def test_token_rotation_changes_the_key(server: DemoServer, ask: Ask) -> None:
    old = server.api_key
    answer = ask("mutation { rotateApiToken { value apiToken { id rotatedAt } } }")["data"]["rotateApiToken"]
    assert answer["value"] == server.api_key != old
    assert answer["apiToken"]["rotatedAt"]
    refused = requests.post(
        server.url, json={"query": "{ __typename }"}, headers={"X-API-Key": old}, timeout=10
    )
    assert refused.status_code == 401
    assert (
        ask("{ apiToken { rotatedAt } }")["data"]["apiToken"]["rotatedAt"] == answer["apiToken"]["rotatedAt"]
    )


def test_log_sources_and_accounts_come_and_go(ask: Ask) -> None:
    s3 = """mutation { createS3Source(input: { label: "A new bucket", awsAccountId: "111122223333",
        bucket: "b", roleArn: "arn:aws:iam::111122223333:role/r" }) {
        logSource { id kind region logTypes prefixes { prefix } health { status } } } }"""
    bucket = ask(s3)["data"]["createS3Source"]["logSource"]
    assert (bucket["kind"], bucket["region"], bucket["logTypes"]) == ("S3", "us-east-1", ["AWS.CloudTrail"])
    http = """mutation { createHttpSource(input: { label: "Hook", logTypes: ["GitHub.Audit"] }) {
        logSource { id authMethod } } }"""
    hook = ask(http)["data"]["createHttpSource"]["logSource"]
    assert hook["authMethod"] == "NONE"
    labels = listing("logSources", "id")
    assert {bucket["id"], hook["id"]} <= {node["id"] for node in nodes(ask(labels))}
    delete = "mutation($id: ID!) { deleteLogSource(input: { id: $id }) { id } }"
    assert ask(delete, id=hook["id"])["data"]["deleteLogSource"] == {"id": hook["id"]}
    assert hook["id"] not in {node["id"] for node in nodes(ask(labels))}
    create = """mutation { createCloudAccount(input: { label: "Lab", provider: AZURE, externalId: "x" }) {
        cloudAccount { id } } }"""
    account = ask(create)["data"]["createCloudAccount"]["cloudAccount"]["id"]
    forget = "mutation($id: ID!) { deleteCloudAccount(input: { id: $id }) { id } }"
    assert ask(forget, id=account)["data"]["deleteCloudAccount"] == {"id": account}
    assert ask(forget, id=account)["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_role_of_a_person_can_change(ask: Ask) -> None:
    user, role = dataset.identifier("usr", "bao@example.com"), dataset.identifier("rol", "Auditor")
    update = """mutation($u: ID!, $r: ID!) { updateUserRole(input: { userId: $u, roleId: $r }) {
        user { email role { name } } } }"""
    changed = ask(update, u=user, r=role)["data"]["updateUserRole"]["user"]
    assert changed == {"email": "bao@example.com", "role": {"name": "Auditor"}}


def test_snoozed_alert_opens_again(server: DemoServer, ask: Ask) -> None:
    server.serve(2)
    alert_id = dataset.identifier("alr", 0)
    snooze = """mutation($a: ID!, $d: Duration!) { snoozeAlerts(input: { ids: [$a], duration: $d }) {
        alerts { status snoozedUntil } } }"""
    assert ask(snooze, a=alert_id, d="PT4H")["data"]["snoozeAlerts"]["alerts"] == [
        {"status": "SNOOZED", "snoozedUntil": "2026-09-01T12:00:00Z"}
    ]
    assert "at most 30 days" in ask(snooze, a=alert_id, d="P31D")["errors"][0]["message"]
    ask(snooze, a=alert_id, d="PT1S")
    status = "query($a: ID!) { alert(id: $a) { status snoozedUntil } }"
    # Each change moves the platform's clock on by a second.
    ask("mutation { rotateApiToken { apiToken { id } } }")
    assert ask(status, a=alert_id)["data"]["alert"] == {"status": "OPEN", "snoozedUntil": None}


@pytest.mark.parametrize(
    ("mutation", "message"),
    [
        ('deleteLogSource(input: { id: "src_0" }) { id }', "There is no log source `src_0`."),
        ('cancelDataLakeQuery(input: { id: "x" }) { query { id } }', "There is no query `x`."),
        ("updateAlertStatusById(input: { ids: [], status: OPEN }) { alerts { id } }", "from 1 to 100 alerts"),
        (
            'createHttpSource(input: { label: "x", logTypes: [], authMethod: HMAC }) { logSource { id } }',
            "secret",
        ),
        ('createCloudAccount(input: { label: "x", externalId: "1" }) { cloudAccount { id } }', "roleArn"),
        (
            'addAlertComment(input: { alertId: "x", body: "" }) { comment { id } }',
            "from 1 to 10,000",
        ),
        (
            'createS3Source(input: { label: "x", awsAccountId: "1", bucket: "b", roleArn: "r" })'
            " { logSource { id } }",
            "twelve digits",
        ),
    ],
)
def test_wrong_changes_are_refused(ask: Ask, mutation: str, message: str) -> None:
    (error,) = ask(f"mutation {{ {mutation} }}")["errors"]
    assert message in error["message"]
    assert error["extensions"]["code"] in {"BAD_USER_INPUT", "NOT_FOUND"}
