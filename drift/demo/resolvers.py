"""Answers of the demo API: a field of the schema and its arguments come in, a value of the data set goes out.

One table serves all releases: a field that a release does not have is never asked for, and what a release
can't express (a kind of log source, a status) is left out or said in its older words.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from drift.demo import lake
from drift.demo.dataset import Dataset, Record, events_of, timestamp
from drift.demo.metrics import measure
from drift.demo.mutations import MUTATIONS
from drift.demo.request import Arguments, Request, Resolver, contains, input_of, is_any, page, within

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

_SEVERITY_ORDER = ("INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_LARGEST_RESULT_PAGE = 1_000
_DATABASE = {
    "name": lake.DATABASE,
    "description": "Every event that a log source brought in, a table for each log type.",
}


def resolve(source: Record | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """Return a field's value; the ``field_resolver`` that graphql-core calls for every field."""
    request: Request = info.context
    record = source if source is not None else {}
    resolver = RESOLVERS.get(f"{info.parent_type.name}.{info.field_name}")
    return resolver(request, record, arguments) if resolver else record[info.field_name]


def _find(*typenames: str) -> Resolver:
    def resolver(request: Request, _: Record, arguments: Arguments) -> Any:
        _settle(request.dataset)
        record = request.dataset.find(arguments["id"], *typenames)
        return record if record and request.knows(record) else None

    return resolver


def _alerts(request: Request, _: Record, arguments: Arguments) -> Any:
    _settle(request.dataset)
    conditions = input_of(arguments)
    wanted = [alert for alert in request.dataset.alerts if _matches(request, alert, conditions)]
    sort = conditions["sort"]
    is_descending = sort["direction"] == "DESC"
    wanted.sort(key=_alert_order(sort["by"]), reverse=is_descending)
    return page(wanted, conditions)


def _matches(request: Request, alert: Record, conditions: Arguments) -> bool:
    detection, assignee = alert["detection"], alert["assignee"]
    return (
        within(alert, "createdAt", conditions)
        and is_any(request.status_of(alert), conditions.get("statuses"))
        and is_any(alert["severity"], conditions.get("severities"))
        and is_any(alert["logType"], conditions.get("logTypes"))
        and contains(alert["title"], conditions.get("nameContains"))
        and conditions.get("detectionId") in {None, detection and detection["id"]}
        and conditions.get("assigneeId") in {None, assignee and assignee["id"]}
    )


def _alert_order(by: str) -> Any:
    def key(alert: Record) -> tuple[int, str]:
        first = {
            "CREATED_AT": 0,
            "SEVERITY": _SEVERITY_ORDER.index(alert["severity"]),
            "EVENT_COUNT": alert["eventCount"],
        }[by]
        return first, alert["createdAt"]

    return key


def _alert_events(_: Request, alert: Record, arguments: Arguments) -> Any:
    begin = datetime.fromisoformat(alert["createdAt"])
    events = [
        {
            "occurredAt": timestamp(begin + timedelta(seconds=41 * index)),
            "logType": alert["logType"],
            "row": row | {"p_event_time": timestamp(begin + timedelta(seconds=41 * index))},
        }
        for index, row in enumerate(events_of(alert["logType"])[: alert["eventCount"]])
    ]
    if arguments.get("input") is not None:
        conditions = arguments["input"]
        return page([e for e in events if is_any(e["logType"], conditions.get("logTypes"))], conditions)
    limit = arguments.get("limit")
    return page(events, {"pageSize": limit}) if limit is not None else page(events, {})


def _alert_errors(request: Request, _: Record, arguments: Arguments) -> Any:
    conditions = input_of(arguments)
    return page(
        [
            error
            for error in request.dataset.errors
            if is_any(error["stage"], conditions.get("stages")) and within(error, "occurredAt", conditions)
        ],
        conditions,
    )


def _text(name: str) -> Resolver:
    def resolver(_: Request, record: Record, arguments: Arguments) -> Any:
        text = record[name]
        # Release 1 has no `format` on every such field: it answers in Markdown.
        if text is None or arguments.get("format", "MARKDOWN") == "MARKDOWN":
            return text
        return re.sub(r"[*`]", "", text)

    return resolver


def _databases(_: Request, __: Record, ___: Arguments) -> Any:
    return [_DATABASE | {"tables": lake.tables()}]


def _database(_: Request, __: Record, arguments: Arguments) -> Any:
    return _DATABASE | {"tables": lake.tables()} if arguments["name"] == lake.DATABASE else None


def _settle(dataset: Dataset) -> None:
    """Bring about what time does: queries run until somebody looks for them, snoozed alerts open again."""
    for query in dataset.queries:
        if query["status"] == "RUNNING":
            query.update(_outcome(query["sql"], dataset.now))
    for alert in dataset.alerts:
        if alert["status"] == "SNOOZED" and datetime.fromisoformat(alert["snoozedUntil"]) <= dataset.now:
            alert.update(status="OPEN", snoozedUntil=None)


def _outcome(sql: str, now: datetime) -> Record:
    ended = {"completedAt": timestamp(now + timedelta(seconds=1))}
    try:
        result = lake.select(sql)
    except lake.StatementError as error:
        return ended | {"status": "FAILED", "message": str(error)}
    statistics = {"bytesScanned": result.bytes_scanned, "rowCount": len(result.rows), "elapsed": "PT1S"}
    return ended | {
        "status": "SUCCEEDED",
        "rows": list(result.rows),
        "bytesScanned": result.bytes_scanned,
        "statistics": statistics,
    }


def _queries(request: Request, _: Record, arguments: Arguments) -> Any:
    _settle(request.dataset)
    conditions = input_of(arguments)
    return page(
        [
            query
            for query in request.dataset.queries
            if is_any(query["status"], conditions.get("statuses"))
            and conditions.get("isScheduled") in {None, query["isScheduled"]}
            and is_any(query["origin"], conditions.get("origins"))
            and (
                contains(query["name"], conditions.get("contains"))
                or contains(query["sql"], conditions.get("contains"))
            )
            and within(query, "startedAt", conditions)
        ],
        conditions,
    )


def _results(_: Request, query: Record, arguments: Arguments) -> Any:
    conditions = {"pageSize": 100} | dict(input_of(arguments))
    return page(query["rows"], conditions, largest=_LARGEST_RESULT_PAGE)


def _known_sources(request: Request, record: Record, _: Arguments) -> Any:
    return [source for source in record["logSources"] if request.knows(source)]


def _known_deliveries(request: Request, alert: Record, _: Arguments) -> Any:
    return [delivery for delivery in alert["deliveries"] if request.knows(delivery["destination"])]


def _log_sources(request: Request, _: Record, arguments: Arguments) -> Any:
    conditions = input_of(arguments)
    log_type = conditions.get("logType")
    return page(
        [
            source
            for source in request.dataset.sources
            if request.knows(source)
            and is_any(source["kind"], conditions.get("kinds"))
            and is_any(source["health"]["status"], conditions.get("healthStatuses"))
            and (log_type is None or log_type in source["logTypes"])
            and contains(source["label"], conditions.get("labelContains"))
        ],
        conditions,
    )


def _schema(request: Request, _: Record, arguments: Arguments) -> Any:
    return next((s for s in request.dataset.schemas if s["name"] == arguments["name"]), None)


def _schemas(request: Request, _: Record, arguments: Arguments) -> Any:
    conditions = input_of(arguments)
    in_use = {
        log_type
        for source in request.dataset.sources
        if request.knows(source)
        for log_type in source["logTypes"]
    }
    return page(
        [
            schema
            for schema in request.dataset.schemas
            if contains(schema["name"], conditions.get("contains", conditions.get("nameContains")))
            and conditions.get("isManaged") in {None, schema["isManaged"]}
            and conditions.get("isInUse") in {None, schema["name"] in in_use}
        ],
        conditions,
    )


def _user(request: Request, _: Record, arguments: Arguments) -> Any:
    ((key, value),) = arguments["by"].items()
    return next((u for u in request.dataset.users if u[key].casefold() == value.casefold()), None)


def _users(request: Request, _: Record, arguments: Arguments) -> Any:
    conditions = input_of(arguments)
    return page(
        [
            user
            for user in request.dataset.users
            if is_any(user["status"], conditions.get("statuses"))
            and conditions.get("roleId") in {None, user["role"]["id"]}
        ],
        conditions,
    )


def _accounts(request: Request, _: Record, arguments: Arguments) -> Any:
    conditions = input_of(arguments)
    accounts = request.dataset.accounts
    return page([a for a in accounts if is_any(a["provider"], conditions.get("providers"))], conditions)


RESOLVERS: dict[str, Resolver] = {
    "Query.node": _find(),
    "Query.alert": _find("Alert"),
    "Query.alerts": _alerts,
    "Query.alertErrors": _alert_errors,
    "Query.dataLakeDatabases": _databases,
    "Query.dataLakeDatabase": _database,
    "Query.dataLakeQuery": _find("DataLakeQuery"),
    "Query.dataLakeQueries": _queries,
    "Query.logSource": _find(
        "CloudWatchSource", "GcsSource", "HttpSource", "PubSubSource", "S3Source", "SqsSource"
    ),
    "Query.logSources": _log_sources,
    "Query.schema": _schema,
    "Query.schemas": _schemas,
    "Query.metrics": measure,
    "Query.viewer": lambda request, _, __: request.dataset.token,
    "Query.user": _user,
    "Query.users": _users,
    "Query.role": _find("Role"),
    "Query.roles": lambda request, _, arguments: page(request.dataset.roles, input_of(arguments)),
    "Query.apiToken": lambda request, _, __: request.dataset.token,
    "Query.cloudAccount": _find("CloudAccount"),
    "Query.cloudAccounts": _accounts,
    "Alert.status": lambda request, alert, _: request.status_of(alert),
    "Alert.description": _text("description"),
    "Alert.runbook": _text("runbook"),
    "Alert.assigneeEmail": lambda _, alert, __: alert["assignee"] and alert["assignee"]["email"],
    "Alert.events": _alert_events,
    "Alert.logSources": _known_sources,
    "Alert.deliveries": _known_deliveries,
    "DataLakeQuery.results": _results,
    **MUTATIONS,
}
"""Fields whose value is not simply a key of their record, by schema coordinate."""
