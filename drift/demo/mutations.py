"""Changes to the demo platform: each function is a field of ``Mutation`` and changes the data set."""

from __future__ import annotations

import re
from datetime import timedelta

from drift.demo.dataset import Record, identifier, timestamp
from drift.demo.request import Arguments, Request, Resolver, input_of, length, refuse

_MOST_ALERTS = 100
_LONGEST_COMMENT = 10_000
_LONGEST_SNOOZE = timedelta(days=30)


def _tick(request: Request) -> str:
    """Move the platform's clock on by a second and return the new time."""
    request.dataset.now += timedelta(seconds=1)
    return timestamp(request.dataset.now)


def _need(request: Request, identifier_: str, noun: str, *typenames: str) -> Record:
    record = request.dataset.find(identifier_, *typenames)
    if record is None or not request.knows(record):
        refuse(f"There is no {noun} `{identifier_}`.", "NOT_FOUND")
    return record


def _change_alerts(request: Request, identifiers: list[str], changes: Record) -> Record:
    """Make the same changes to all the alerts; to none of them when one does not exist."""
    if not 1 <= len(identifiers) <= _MOST_ALERTS:
        refuse(f"`ids` must name from 1 to {_MOST_ALERTS} alerts.")
    alerts = [_need(request, identifier_, "alert", "Alert") for identifier_ in identifiers]
    now = _tick(request)
    for alert in alerts:
        alert.update(changes | {"updatedAt": now, "updatedBy": request.dataset.token})
    return {"alerts": alerts}


def _update_status(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    until = None
    if wanted["status"] == "SNOOZED":
        until = timestamp(request.dataset.now + timedelta(days=1))
    return _change_alerts(request, wanted["ids"], {"status": wanted["status"], "snoozedUntil": until})


def _assign(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    assignee_id = wanted.get("assigneeId")
    assignee = None if assignee_id is None else _need(request, assignee_id, "person", "User")
    return _change_alerts(request, wanted["ids"], {"assignee": assignee})


def _snooze(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    until = request.dataset.now + length(wanted["duration"], "duration", _LONGEST_SNOOZE)
    return _change_alerts(request, wanted["ids"], {"status": "SNOOZED", "snoozedUntil": timestamp(until)})


def _comment(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    if not 1 <= len(wanted["body"]) <= _LONGEST_COMMENT:
        refuse(f"`body` must have from 1 to {_LONGEST_COMMENT:,} characters.")
    alert = _need(request, wanted["alertId"], "alert", "Alert")
    now = _tick(request)
    comment = {
        "__typename": "AlertComment",
        "id": identifier("cmt", alert["id"], now),
        "body": wanted["body"],
        "author": request.dataset.token,
        "createdAt": now,
    }
    alert["comments"].append(comment)
    alert.update(updatedAt=now, updatedBy=request.dataset.token)
    return {"comment": comment, "alert": alert}


def _execute(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    now = _tick(request)
    query = {
        "__typename": "DataLakeQuery",
        "id": identifier("qry", now, wanted["sql"]),
        "name": wanted.get("name"),
        "sql": wanted["sql"],
        "isScheduled": False,
        "origin": "API",
        "status": "RUNNING",
        "message": None,
        "startedBy": request.dataset.token,
        "startedAt": now,
        "completedAt": None,
        "bytesScanned": None,
        "statistics": None,
        "rows": [],
    }
    request.dataset.queries.insert(0, query)
    # A snapshot: while this request is answered the query runs, whatever is asked of it.
    return {"query": dict(query)}


def _cancel(request: Request, _: Record, arguments: Arguments) -> Record:
    query = _need(request, input_of(arguments)["id"], "query", "DataLakeQuery")
    if query["status"] == "RUNNING":
        query.update(status="CANCELLED", completedAt=_tick(request))
    return {"query": query}


def _new_source(request: Request, typename: str, kind: str, fields: Record) -> Record:
    now = _tick(request)
    health = {
        "status": "HEALTHY",
        "checks": [{"name": "Waiting for the first event", "status": "HEALTHY", "advice": None}],
        "checkedAt": now,
    }
    source = {
        "__typename": typename,
        "id": identifier("src", fields["label"], now),
        "kind": kind,
        "createdAt": now,
        "lastEventAt": None,
        "health": health,
    } | fields
    request.dataset.sources.append(source)
    request.dataset.sources.sort(key=lambda each: str(each["label"]))
    return source


def _create_s3(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    if not re.fullmatch("[0-9]{12}", wanted["awsAccountId"]):
        refuse("`awsAccountId` must have twelve digits.")
    fields = {
        "label": wanted["label"],
        "logTypes": sorted({log_type for prefix in wanted["prefixes"] for log_type in prefix["logTypes"]}),
        "awsAccountId": wanted["awsAccountId"],
        "region": wanted["region"],
        "roleArn": wanted["roleArn"],
        "bucket": wanted["bucket"],
        "kmsKeyArn": wanted.get("kmsKeyArn"),
        "prefixes": wanted["prefixes"],
        "streamType": wanted["streamType"],
    }
    return {"logSource": _new_source(request, "S3Source", "S3", fields)}


def _create_http(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    method = wanted.get("authMethod") or "NONE"
    if method != "NONE" and not wanted.get("secret"):
        refuse(f"`authMethod: {method}` needs a `secret`.")
    fields = {
        "label": wanted["label"],
        "logTypes": list(wanted["logTypes"]),
        "authMethod": method,
        "ingestUrl": f"https://logs.example.com/http/{identifier('in', wanted['label'])[3:9]}",
    }
    return {"logSource": _new_source(request, "HttpSource", "HTTP", fields)}


def _delete_source(request: Request, _: Record, arguments: Arguments) -> Record:
    sources = {source["id"]: source for source in request.dataset.sources if request.knows(source)}
    wanted = input_of(arguments)["id"]
    if wanted not in sources:
        refuse(f"There is no log source `{wanted}`.", "NOT_FOUND")
    request.dataset.sources.remove(sources[wanted])
    return {"id": wanted}


def _update_role(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    user = _need(request, wanted["userId"], "person", "User")
    user["role"] = _need(request, wanted["roleId"], "role", "Role")
    return {"user": user}


def _rotate(request: Request, _: Record, __: Arguments) -> Record:
    request.dataset.token["rotatedAt"] = _tick(request)
    return {"apiToken": request.dataset.token, "value": request.rotate_key()}


def _create_account(request: Request, _: Record, arguments: Arguments) -> Record:
    wanted = input_of(arguments)
    if wanted["provider"] == "AWS" and not wanted.get("roleArn"):
        refuse("`provider: AWS` needs a `roleArn`.")
    now = _tick(request)
    account = {
        "__typename": "CloudAccount",
        "id": identifier("acc", wanted["externalId"], now),
        "label": wanted["label"],
        "provider": wanted["provider"],
        "externalId": wanted["externalId"],
        "regions": list(wanted["regions"]),
        "roleArn": wanted.get("roleArn"),
        "isRealTime": False,
        "resourceCount": 0,
        "lastScannedAt": None,
        "createdBy": request.dataset.token,
        "createdAt": now,
    }
    request.dataset.accounts.append(account)
    request.dataset.accounts.sort(key=lambda each: str(each["label"]))
    return {"cloudAccount": account}


def _delete_account(request: Request, _: Record, arguments: Arguments) -> Record:
    account = _need(request, input_of(arguments)["id"], "cloud account", "CloudAccount")
    request.dataset.accounts.remove(account)
    return {"id": account["id"]}


MUTATIONS: dict[str, Resolver] = {
    "Mutation.updateAlertStatusById": _update_status,
    "Mutation.assignAlerts": _assign,
    "Mutation.snoozeAlerts": _snooze,
    "Mutation.addAlertComment": _comment,
    "Mutation.executeDataLakeQuery": _execute,
    "Mutation.cancelDataLakeQuery": _cancel,
    "Mutation.createS3Source": _create_s3,
    "Mutation.createHttpSource": _create_http,
    "Mutation.deleteLogSource": _delete_source,
    "Mutation.updateUserRole": _update_role,
    "Mutation.rotateApiToken": _rotate,
    "Mutation.createCloudAccount": _create_account,
    "Mutation.deleteCloudAccount": _delete_account,
}
"""The fields of ``Mutation``, by schema coordinate."""
