"""What the demo platform knows when it starts: people, log sources, alerts, always the same.

Records are dictionaries with the schema's field names as keys and ``__typename`` beside them; what refers to
another record holds that record. Fields of all releases are there, a release shows those that it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from drift.demo.catalogue import DETECTIONS, LOG_SOURCES, PEOPLE, ROLES
from drift.demo.log_types import EVENTS, LOG_TYPES, SCHEMAS

Record = dict[str, Any]

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
"""The platform's clock at the start; it moves only by a second with each change."""

ALERT_COUNT = 64
EVENTS_PER_TABLE = 48
_STATUSES = ("OPEN", "RESOLVED", "TRIAGED", "CLOSED", "RESOLVED", "CLOSED", "OPEN", "SNOOZED")
_ADDRESSES = ("203.0.113.7", "198.51.100.23", "192.0.2.146", "203.0.113.88")


@dataclass
class Dataset:
    """All records, by kind.

    Attributes:
        now: The platform's clock.
        token: The API token that requests carry.
        users: People, by e-mail address.
        roles: Roles, by name.
        detections: Rules, policies and scheduled rules.
        schemas: Schemas, by name.
        sources: Log sources, by label.
        accounts: Cloud accounts, by label.
        alerts: Alerts, newest first.
        errors: Alert errors, newest first.
        queries: Data lake queries, newest first.
    """

    now: datetime
    token: Record
    users: list[Record]
    roles: list[Record]
    detections: list[Record]
    schemas: list[Record]
    sources: list[Record]
    accounts: list[Record]
    alerts: list[Record] = field(default_factory=list)
    errors: list[Record] = field(default_factory=list)
    queries: list[Record] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """Yield every record that has an identifier."""
        yield self.token
        for kind in (
            self.users,
            self.roles,
            self.detections,
            self.schemas,
            self.sources,
            self.accounts,
            self.alerts,
            self.errors,
            self.queries,
        ):
            yield from kind
        for alert in self.alerts:
            yield from alert["comments"]

    def find(self, identifier: str, *typenames: str) -> Record | None:
        """Return the record of that identifier, None when there is none or it is of none of the types."""
        for record in self.records():
            if record["id"] == identifier and (not typenames or record["__typename"] in typenames):
                return record
        return None


def identifier(prefix: str, *seed: object) -> str:
    """Return an identifier made of a prefix and eight hex digits that follow from the seed."""
    return f"{prefix}_{crc32('/'.join(map(str, seed)).encode()):08x}"


def timestamp(moment: datetime) -> str:
    """Return a moment as the API writes it: UTC, whole seconds, ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def table_name(log_type: str) -> str:
    """Return the name of a log type's table: ``AWS.CloudTrail`` gives ``aws_cloudtrail``."""
    return log_type.lower().replace(".", "_")


def build() -> Dataset:
    """Return a fresh data set, equal to every other fresh one."""
    roles = [_role(name, permissions, access) for name, permissions, access in ROLES]
    users = [_user(index, person, roles) for index, person in enumerate(PEOPLE)]
    token = _token(roles[0])
    sources = sorted((_source(index, entry) for index, entry in enumerate(LOG_SOURCES)), key=_label)
    dataset = Dataset(
        now=NOW,
        token=token,
        users=sorted(users, key=lambda user: str(user["email"])),
        roles=sorted(roles, key=lambda role: str(role["name"])),
        detections=[_detection(entry) for entry in DETECTIONS],
        schemas=[_schema(index, entry) for index, entry in enumerate(sorted(SCHEMAS))],
        sources=sources,
        accounts=sorted(_accounts(users), key=_label),
    )
    dataset.alerts = [_alert(index, dataset) for index in range(ALERT_COUNT)]
    dataset.errors = [_error(index, dataset) for index in range(9)]
    dataset.queries = [_query(index, dataset) for index in range(12)]
    return dataset


def events_of(log_type: str) -> list[Record]:
    """Return the events that a log type's table holds, oldest first; keys are those of its schema."""
    template = EVENTS[log_type]
    rows = []
    for index in range(EVENTS_PER_TABLE):
        occurred_at = timestamp(NOW - timedelta(minutes=37 * (EVENTS_PER_TABLE - index)))
        filler = {
            "person": PEOPLE[index % len(PEOPLE)][0],
            "address": _ADDRESSES[index % len(_ADDRESSES)],
            "number": 100 + index * 17 % 251,
        }
        row = {
            key: values[index % len(values)].format(**filler)
            if isinstance(values[0], str)
            else values[index % len(values)]
            for key, values in template.items()
        }
        rows.append({"p_event_time": occurred_at, "p_log_type": log_type} | row)
    return rows


def _label(record: Record) -> str:
    return str(record["label"])


def _role(name: str, permissions: tuple[str, ...], access: tuple[str, ...] | None) -> Record:
    return {
        "__typename": "Role",
        "id": identifier("rol", name),
        "name": name,
        "permissions": list(permissions),
        "logTypeAccess": None if access is None else list(access),
        "createdAt": timestamp(NOW - timedelta(days=400)),
        "updatedBy": None,
    }


def _user(index: int, person: tuple[str, str, str, str, str], roles: list[Record]) -> Record:
    email, given_name, family_name, role_name, status = person
    has_signed_in = status != "INVITED"
    return {
        "__typename": "User",
        "id": identifier("usr", email),
        "email": email,
        "givenName": given_name,
        "familyName": family_name,
        "role": next(role for role in roles if role["name"] == role_name),
        "status": status,
        "createdAt": timestamp(NOW - timedelta(days=380 - 41 * index)),
        "lastSignInAt": timestamp(NOW - timedelta(hours=7 * index, minutes=11)) if has_signed_in else None,
    }


def _token(administrator: Record) -> Record:
    return {
        "__typename": "ApiToken",
        "id": identifier("tok", "sdk"),
        "name": "sdk-nightly",
        "permissions": administrator["permissions"],
        "allowedCidrs": ["127.0.0.0/8"],
        "createdAt": timestamp(NOW - timedelta(days=93)),
        "rotatedAt": None,
        "expiresAt": timestamp(NOW + timedelta(days=272)),
    }


def _source(index: int, entry: Record) -> Record:
    status = entry["health"]
    last_event = {"HEALTHY": 2, "DEGRADED": 95, "UNHEALTHY": 60 * 31}[status]
    access = {"name": entry["check"], "status": "HEALTHY", "advice": None}
    arrival = {"name": "Events arrive", "status": status, "advice": entry.get("advice")}
    own = {key: value for key, value in entry.items() if key not in {"health", "check", "advice"}}
    return own | {
        "id": identifier("src", entry["label"]),
        "createdAt": timestamp(NOW - timedelta(days=310 - 23 * index)),
        "lastEventAt": timestamp(NOW - timedelta(minutes=last_event)),
        "health": {
            "__typename": "LogSourceHealth",
            "status": status,
            "checks": [access, arrival],
            "checkedAt": timestamp(NOW - timedelta(minutes=4)),
        },
    }


def _accounts(users: list[Record]) -> Iterator[Record]:
    entries: tuple[tuple[str, str, str, list[str], bool, int], ...] = (
        ("Production", "AWS", "111122223333", ["eu-central-1", "us-east-1"], True, 4_212),
        ("Staging", "AWS", "444455556666", ["eu-central-1"], False, 981),
        ("Analytics", "GOOGLE_CLOUD", "analytics-prod-3141", [], True, 640),
        ("Corporate", "AZURE", "0f9a2c44-72f1-4c5e-9d0e-6f3a1b7c8d21", ["westeurope"], False, 388),
    )
    for index, (label, provider, external_id, regions, is_real_time, count) in enumerate(entries):
        yield {
            "__typename": "CloudAccount",
            "id": identifier("acc", label),
            "label": label,
            "provider": provider,
            "externalId": external_id,
            "regions": regions,
            "roleArn": f"arn:aws:iam::{external_id}:role/security-audit" if provider == "AWS" else None,
            "isRealTime": is_real_time,
            "resourceCount": count,
            "lastScannedAt": timestamp(NOW - timedelta(hours=5 + index)),
            "createdBy": users[index % 2],
            "createdAt": timestamp(NOW - timedelta(days=290 - 60 * index)),
        }


def _detection(entry: Record) -> Record:
    return {key: value for key, value in entry.items() if key not in {"title", "about", "runbook", "logType"}}


def _schema(
    index: int, entry: tuple[str, str, str | None, tuple[tuple[str, str, bool, str, str], ...]]
) -> Record:
    name, description, reference, fields = entry
    return {
        "__typename": "Schema",
        "id": identifier("sch", name),
        "name": name,
        "description": description,
        "referenceUrl": reference,
        "isManaged": not name.startswith("Custom."),
        "revision": 3 + index % 4,
        "updatedAt": timestamp(NOW - timedelta(days=12 + 9 * index)),
        "fields": [
            {
                "name": field_name,
                "type": field_type,
                "isRequired": is_required,
                "description": meaning,
                "indicators": indicators.split(),
            }
            for field_name, field_type, is_required, meaning, indicators in fields
        ],
    }


def _alert(index: int, dataset: Dataset) -> Record:
    entry = DETECTIONS[index * 7 % len(DETECTIONS)]
    created_at = NOW - timedelta(minutes=19 + 11 * index + 83 * (index * index % 29), hours=9 * index)
    person = PEOPLE[index * 3 % len(PEOPLE)][0]
    address = _ADDRESSES[index % len(_ADDRESSES)]
    status = _STATUSES[index % len(_STATUSES)]
    is_error = index % 16 == 11 and entry["__typename"] == "Rule"
    is_silence = index % 21 == 9
    workers = [user for user in dataset.users if user["status"] == "ACTIVE"]
    worker = None if status == "OPEN" else workers[index % len(workers)]
    title = entry["title"].format(person=person, address=address)
    kind = {"Rule": "RULE", "Policy": "POLICY", "ScheduledRule": "SCHEDULED_RULE"}[entry["__typename"]]
    if is_error:
        kind, title = "RULE_ERROR", f"{entry['displayName']}: KeyError: 'userIdentity'"
    if is_silence:
        kind, title = "SYSTEM_ERROR", "GitHub audit log has sent nothing for 24 hours"
    log_type = "GitHub.Audit" if is_silence else entry["logType"]
    updated_at = created_at + timedelta(minutes=13 + 5 * (index % 9))
    alert_id = identifier("alr", index)
    return {
        "__typename": "Alert",
        "id": alert_id,
        "title": title,
        "description": None if is_silence else entry["about"],
        "runbook": None if is_silence else entry["runbook"],
        "severity": "LOW" if is_error else entry["severity"],
        "status": status,
        "snoozedUntil": timestamp(NOW + timedelta(days=1)) if status == "SNOOZED" else None,
        "type": kind,
        "createdAt": timestamp(created_at),
        "updatedAt": timestamp(updated_at) if worker else None,
        "updatedBy": worker if index % 5 else (worker and dataset.token),
        "detection": None if is_silence else dataset.find(entry["id"]),
        "assignee": worker,
        "eventCount": 0 if is_silence else 1 + index * index % 38,
        "logType": log_type,
        "logSources": [source for source in dataset.sources if log_type in source["logTypes"]],
        "deliveries": list(_deliveries(index, entry["severity"], created_at)),
        "comments": list(_comments(alert_id, status, worker, updated_at)),
        "tags": [] if is_silence else entry["tags"],
    }


def _deliveries(index: int, severity: str, created_at: datetime) -> Iterator[Record]:
    sent_at = timestamp(created_at + timedelta(seconds=4))
    slack = {"__typename": "SlackDestination", "name": "Security channel", "channel": "#security-alerts"}
    yield {"destination": slack, "status": "DELIVERED", "message": None, "attemptedAt": sent_at}
    if severity in {"HIGH", "CRITICAL"}:
        pager = {"__typename": "PagerDutyDestination", "name": "On call", "service": "Security incidents"}
        yield {
            "destination": pager,
            "status": "DELIVERED",
            "message": "Event processed",
            "attemptedAt": sent_at,
        }
    if index % 4 == 0:
        webhook = {
            "__typename": "WebhookDestination",
            "name": "Ticket system",
            "url": "https://tickets.example.com/hooks/alerts",
            "signatureHeader": "X-Signature-256",
        }
        is_lost = index % 12 == 8
        yield {
            "destination": webhook,
            "status": "FAILED" if is_lost else "DELIVERED",
            "message": "503 Service Unavailable" if is_lost else "202 Accepted",
            "attemptedAt": sent_at,
        }
    if index % 6 == 1:
        mail = {
            "__typename": "EmailDestination",
            "name": "Duty officers",
            "recipients": ["duty@example.com", "soc@example.com"],
        }
        yield {"destination": mail, "status": "DELIVERED", "message": None, "attemptedAt": sent_at}


def _comments(alert_id: str, status: str, worker: Record | None, written_at: datetime) -> Iterator[Record]:
    texts = {
        "RESOLVED": "Confirmed with the person and the team lead. Credentials **rotated**, sessions ended.",
        "CLOSED": "Expected: part of the change in `OPS-1182`.",
        "TRIAGED": "Looking into it.",
    }
    if worker and status in texts:
        yield {
            "__typename": "AlertComment",
            "id": identifier("cmt", alert_id),
            "body": texts[status],
            "author": worker,
            "createdAt": timestamp(written_at),
        }


def _error(index: int, dataset: Dataset) -> Record:
    stage = ("DELIVERY", "DETECTION", "ENRICHMENT")[index % 3]
    alert = dataset.alerts[index * 5]
    detection = dataset.detections[index % len(dataset.detections)] if stage == "DETECTION" else None
    message = {
        "DELIVERY": "Ticket system answered 503 Service Unavailable three times",
        "DETECTION": "KeyError: 'userIdentity'",
        "ENRICHMENT": "The lookup table `known_networks` has no column `cidr`",
    }[stage]
    return {
        "__typename": "AlertError",
        "id": identifier("err", index),
        "stage": stage,
        "message": message,
        "traceback": 'File "rule.py", line 12, in rule\n    event["userIdentity"]["arn"]'
        if detection
        else None,
        "detection": detection,
        "alert": None if detection else alert,
        "occurredAt": timestamp(NOW - timedelta(hours=3 + 14 * index)),
    }


def _query(index: int, dataset: Dataset) -> Record:
    table = LOG_TYPES[index % len(LOG_TYPES)]
    origin = ("SCHEDULE", "CONSOLE", "API", "SCHEDULE")[index % 4]
    status = "FAILED" if index == 5 else "CANCELLED" if index == 9 else "SUCCEEDED"
    started_at = NOW - timedelta(minutes=26 + 310 * index)
    seconds = 3 + index * 11 % 47
    starter = {"SCHEDULE": None, "CONSOLE": dataset.users[index % 3], "API": dataset.token}[origin]
    rows = [] if status != "SUCCEEDED" else events_of(table)[: 5 + index]
    scanned = 181_403_648 * (1 + index * 5 % 7)
    return {
        "__typename": "DataLakeQuery",
        "id": identifier("qry", index),
        "name": f"Hourly look at {table}" if origin == "SCHEDULE" else None,
        "sql": f"SELECT * FROM {table_name(table)} ORDER BY p_event_time LIMIT {5 + index}",  # noqa: S608
        "isScheduled": origin == "SCHEDULE",
        "origin": origin,
        "status": status,
        "message": "column p_event_tme does not exist" if status == "FAILED" else None,
        "startedBy": starter,
        "startedAt": timestamp(started_at),
        "completedAt": timestamp(started_at + timedelta(seconds=seconds)),
        "bytesScanned": scanned,
        "statistics": {"bytesScanned": scanned, "rowCount": len(rows), "elapsed": f"PT{seconds}S"},
        "rows": rows,
    }
