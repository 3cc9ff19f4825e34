"""The server's data: complete in every release, filtered, paged and changed for real."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphql
import pytest
import requests
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType

from drift.demo import dataset, release_sdl
from drift.demo.server import DemoServer
from tests.demo.conftest import Ask, listing, nodes

ALERTS = "id status severity createdAt title"


class _Everything:
    """A selection of everything below a type, each type once on the way down."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.seen: set[str] = set()

    def select(self, name: str, path: tuple[str, ...] = ()) -> str:
        kind = self.schema.type_map[name]
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            objects = self.schema.get_possible_types(kind)
            inner = (f"... on {each.name} {self.select(each.name, path)}" for each in objects)
            return "{ __typename " + " ".join(inner) + " }"
        assert isinstance(kind, GraphQLObjectType)
        return "{ __typename " + " ".join(self._fields(kind, (*path, name))) + " }"

    def _fields(self, kind: GraphQLObjectType, path: tuple[str, ...]) -> Iterator[str]:
        for name, field in kind.fields.items():
            inner = graphql.get_named_type(field.type)
            # Aliases keep fields of different types apart where fragments meet.
            alias = f"{name}_{kind.name}"
            if graphql.is_leaf_type(inner):
                yield f"{alias}: {name}"
            elif inner.name not in path and len(path) < 8:
                yield f"{alias}: {name} {self.select(inner.name, path)}"
            else:
                continue
            self.seen.add(f"{kind.name}.{name}")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_field_of_every_type_can_be_asked_for(server: DemoServer, ask: Ask, number: int) -> None:
    server.serve(number)
    schema = graphql.build_schema(release_sdl(number))
    roots = {
        "node": f'(id: "{dataset.identifier("alr", 0)}")',
        "alert": f'(id: "{dataset.identifier("alr", 0)}")',
        "alerts": "(input: { pageSize: 100 })",
        "dataLakeDatabase": '(name: "security_logs")',
        "dataLakeQuery": f'(id: "{dataset.identifier("qry", 1)}")',
        "logSource": f'(id: "{dataset.identifier("src", "VPC flow logs")}")',
        "schema": '(name: "AWS.CloudTrail")',
        "metrics": "(input: {})",
        "user": '(by: { email: "ADA@example.com" })',
        "role": f'(id: "{dataset.identifier("rol", "Analyst")}")',
        "cloudAccount": f'(id: "{dataset.identifier("acc", "Production")}")',
    }
    everything = _Everything(schema)
    query = schema.query_type
    assert query
    for name, field in query.fields.items():
        selection = everything.select(graphql.get_named_type(field.type).name)
        answer = ask("{ " + name + roots.get(name, "") + " " + selection + " }")
        assert "errors" not in answer, (name, answer["errors"][:2])
        assert answer["data"][name] is not None
    output_types = {
        kind.name: kind
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        and not kind.name.startswith("__")
        and not kind.name.endswith("Payload")
        and kind.name not in {"Query", "Mutation"}
    }
    wanted = {f"{kind.name}.{name}" for kind in output_types.values() for name in kind.fields}
    assert wanted - everything.seen == set()


def test_data_is_the_same_in_every_server(ask: Ask) -> None:
    with DemoServer() as other:
        headers = {"X-API-Key": other.api_key}
        body = {"query": listing("alerts", ALERTS)}
        theirs = requests.post(other.url, json=body, headers=headers, timeout=10).json()
    assert ask(listing("alerts", ALERTS)) == theirs
    assert dataset.build() == dataset.build()


def test_pages_add_up_to_the_list(ask: Ask) -> None:
    query = """query($cursor: String) { alerts(input: { pageSize: 7, cursor: $cursor }) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }"""
    cursor, collected, sizes = None, [], []
    while True:
        connection = ask(query, cursor=cursor)["data"]["alerts"]
        collected += [edge["node"]["id"] for edge in connection["edges"]]
        sizes.append(len(connection["edges"]))
        cursor = connection["pageInfo"]["endCursor"]
        if not connection["pageInfo"]["hasNextPage"]:
            break
    assert sizes == [7] * 9 + [1]
    assert collected == [alert["id"] for alert in nodes(ask(listing("alerts", ALERTS)))]
    past_the_end = ask(query, cursor=cursor)["data"]["alerts"]
    assert past_the_end == {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


def test_alerts_are_newest_first_and_can_be_sorted(ask: Ask) -> None:
    moments = [alert["createdAt"] for alert in nodes(ask(listing("alerts", ALERTS)))]
    assert moments == sorted(moments, reverse=True)
    assert len(moments) == dataset.ALERT_COUNT
    by_severity = listing("alerts", "severity", "sort: { by: SEVERITY, direction: ASC }")
    order = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
    ranks = [order.index(alert["severity"]) for alert in nodes(ask(by_severity))]
    assert ranks == sorted(ranks)
    by_count = (
        "{ alerts(input: { sort: { by: EVENT_COUNT }, pageSize: 100 }) { edges { node { eventCount } } } }"
    )
    counts = [alert["eventCount"] for alert in nodes(ask(by_count))]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("condition", "check"),
    [
        ("statuses: [OPEN, TRIAGED]", lambda a: a["status"] in {"OPEN", "TRIAGED"}),
        ("severities: [CRITICAL]", lambda a: a["severity"] == "CRITICAL"),
        ('createdAtAfter: "2026-08-20T00:00:00Z"', lambda a: a["createdAt"] >= "2026-08-20T00:00:00Z"),
        ('createdAtBefore: "2026-08-20T02:00:00+02:00"', lambda a: a["createdAt"] < "2026-08-20T00:00:00Z"),
        ('nameContains: "CLOUDTRAIL"', lambda a: "cloudtrail" in a["title"].lower()),
        ('detectionId: "Identity.ImpossibleTravel"', lambda a: "too far apart" in a["title"]),
        ('logTypes: ["Custom.Payments"]', lambda a: "refund" in a["title"].lower()),
    ],
)
def test_alert_filters(ask: Ask, condition: str, check: Any) -> None:
    everything = nodes(ask(listing("alerts", ALERTS)))
    found = nodes(ask(listing("alerts", ALERTS, condition)))
    assert found == [alert for alert in everything if check(alert)]
    assert 0 < len(found) < len(everything)


@pytest.mark.parametrize(
    ("field", "name", "condition", "names"),
    [
        ("logSources", "label", "kinds: [S3]", ["CloudTrail, all accounts", "VPC flow logs"]),
        ("logSources", "label", "healthStatuses: [DEGRADED]", ["VPC flow logs"]),
        ("logSources", "label", 'logType: "Okta.SystemLog"', ["Okta system log"]),
        ("logSources", "label", 'labelContains: "guardduty"', ["GuardDuty findings"]),
        ("schemas", "name", 'contains: "gcp"', ["GCP.AuditLog"]),
        ("schemas", "name", "isManaged: false", ["Custom.Payments", "Custom.Warehouse"]),
        ("schemas", "name", "isInUse: false", ["Custom.Warehouse"]),
        ("users", "email", "statuses: [INVITED]", ["farah@example.com"]),
        ("cloudAccounts", "label", "providers: [AZURE]", ["Corporate"]),
        ("roles", "name", "", ["Administrator", "Analyst", "Auditor", "Log keeper"]),
    ],
)
def test_other_filters(ask: Ask, field: str, name: str, condition: str, names: list[str]) -> None:
    assert [node[name] for node in nodes(ask(listing(field, name, condition)))] == names


def test_error_and_query_filters(ask: Ask) -> None:
    errors = nodes(ask(listing("alertErrors", "stage traceback", "stages: [DETECTION]")))
    assert len(errors) == 3
    assert all(error["stage"] == "DETECTION" and error["traceback"] for error in errors)
    conditions = 'isScheduled: true, contains: "cloudtrail"'
    found = nodes(ask(listing("dataLakeQueries", "isScheduled sql", conditions)))
    assert found
    assert all(query["isScheduled"] and "cloudtrail" in query["sql"] for query in found)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("alerts(input: { pageSize: 0 })", "`pageSize` must be from 1 to 100."),
        ("alerts(input: { pageSize: 101 })", "`pageSize` must be from 1 to 100."),
        ('alerts(input: { cursor: "x" })', "`cursor` is not one that this list gave out."),
        ('alerts(input: { cursor: "\xe9" })', "`cursor` is not one that this list gave out."),
        ('alerts(input: { cursor: "YWZ0ZXI6LTE=" })', "`cursor` is not one that this list gave out."),
        ('alerts(input: { createdAtAfter: "yesterday" })', "`createdAtAfter` must be a moment"),
        ('alerts(input: { createdAtBefore: "2026-08-01T00:00:00" })', "`createdAtBefore` must be a moment"),
        ("alerts(input: { createdAtAfter: 3 })", "`createdAtAfter` must be a moment"),
        ('metrics(input: { window: { lookback: "a week" } })', "`lookback` must be an ISO 8601 duration"),
        ('metrics(input: { window: { lookback: "P91D" } })', "at most 90 days"),
        ('metrics(input: { window: { lookback: "P0D" } })', "above zero"),
        ('metrics(input: { window: { lookback: "P8D", interval: HOUR } })', "up to seven days"),
    ],
)
def test_wrong_values_get_a_clear_error(ask: Ask, field: str, message: str) -> None:
    (error,) = ask(f"{{ {field} {{ __typename }} }}")["errors"]
    assert message in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["path"]


def test_one_of_input_takes_exactly_one(ask: Ask) -> None:
    ada = ask('{ user(by: { email: "ada@example.com" }) { id email } }')["data"]["user"]
    query = "query($by: UserLookup!) { user(by: $by) { email } }"
    assert ask(query, by={"id": ada["id"]}) == {"data": {"user": {"email": "ada@example.com"}}}
    assert "errors" in ask(query, by={"id": ada["id"], "email": "ada@example.com"})
    assert "errors" in ask(query, by={})


def test_records_are_found_by_identifier(ask: Ask) -> None:
    alert_id = dataset.identifier("alr", 3)
    assert ask("query($i: ID!) { node(id: $i) { __typename id } }", i=alert_id)["data"]["node"] == {
        "__typename": "Alert",
        "id": alert_id,
    }
    assert ask("query($i: ID!) { logSource(id: $i) { id } }", i=alert_id) == {"data": {"logSource": None}}
    assert ask('{ alert(id: "alr_none") { id } }') == {"data": {"alert": None}}


def test_metrics_count_the_alerts(ask: Ask) -> None:
    query = """query($w: MetricsWindow!) { metrics(input: { window: $w }) { from to openAlerts
        alertsBySeverity { label total points { at value } } bytesByLogSource { total } } }"""
    metrics = ask(query, w={"lookback": "P90D", "interval": "DAY"})["data"]["metrics"]
    alerts = nodes(ask(listing("alerts", ALERTS)))
    for series in metrics["alertsBySeverity"]:
        assert series["total"] == sum(alert["severity"] == series["label"] for alert in alerts)
        assert series["total"] == sum(point["value"] for point in series["points"])
        assert len(series["points"]) == 91, "90 days that begin within a day touch 91"
    assert metrics["openAlerts"] == sum(alert["status"] == "OPEN" for alert in alerts)
    hours = ask(query, w={"lookback": "PT6H", "interval": "HOUR"})["data"]["metrics"]
    assert [p["at"] for p in hours["alertsBySeverity"][0]["points"]] == [
        f"2026-09-01T0{hour}:00:00Z" for hour in range(2, 8)
    ]
    usual = ask("{ metrics { from to } }")["data"]["metrics"]
    assert usual == {"from": "2026-08-25T08:00:00Z", "to": "2026-09-01T08:00:00Z"}


def test_releases_show_what_they_can_express(server: DemoServer, ask: Ask) -> None:
    kinds = listing("logSources", "kind")
    statuses = listing("alerts", "status")
    targets = listing("alerts", "deliveries { destination { __typename } }")
    seen = {}
    for number in (1, 2, 3):
        server.serve(number)
        sent_to = {
            delivery["destination"]["__typename"]
            for alert in nodes(ask(targets))
            for delivery in alert["deliveries"]
        }
        seen[number] = (
            "GCS" in {node["kind"] for node in nodes(ask(kinds))},
            "SNOOZED" in {node["status"] for node in nodes(ask(statuses))},
            "PagerDutyDestination" in sent_to,
        )
    assert seen == {1: (False, False, False), 2: (False, True, False), 3: (True, True, True)}
    server.serve(1)
    opened = nodes(ask(listing("alerts", "id", "statuses: [OPEN]")))
    assert ask("{ metrics { openAlerts } }")["data"]["metrics"]["openAlerts"] == len(opened)


def test_events_by_limit_or_by_page(server: DemoServer, ask: Ask) -> None:
    server.serve(2)
    pages = "{ edges { node { occurredAt } } pageInfo { endCursor } }"

    def busiest(arguments: str) -> dict[str, Any]:
        fields = f"eventCount events{arguments} {pages}"
        (alert,) = nodes(ask(listing("alerts", fields, "sort: { by: EVENT_COUNT }", page_size=1)))
        found: dict[str, Any] = alert
        return found

    assert len(busiest("(limit: 3)")["events"]["edges"]) == 3
    first = busiest("(input: { pageSize: 30 })")
    assert len(first["events"]["edges"]) == 30
    cursor = first["events"]["pageInfo"]["endCursor"]
    second = busiest(f'(input: {{ pageSize: 30, cursor: "{cursor}" }})')
    assert len(second["events"]["edges"]) == first["eventCount"] - 30
    assert busiest('(input: { logTypes: ["Nothing"] })')["events"]["edges"] == []


def test_plain_text_has_no_markup(ask: Ask) -> None:
    def description(markup: str) -> str:
        conditions = 'detectionId: "AWS.Console.SignInWithoutMFA"'
        field = f"description(format: {markup})"
        (alert,) = nodes(ask(listing("alerts", field, conditions, page_size=1)))
        text: str = alert["description"]
        return text

    assert "**AWS console**" in description("MARKDOWN")
    assert description("PLAIN").startswith("A sign-in to the AWS console went through without MFA")
