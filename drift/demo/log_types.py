"""The demo's log types: their schemas, and the values that sample events are made of."""

from __future__ import annotations

from typing import Any

_TIME = ("p_event_time", "TIMESTAMP", True, "When it happened, in UTC.", "")
_TYPE = ("p_log_type", "STRING", True, "The log type.", "")

SCHEMAS: tuple[tuple[str, str, str | None, tuple[tuple[str, str, bool, str, str], ...]], ...] = (
    (
        "AWS.CloudTrail",
        "Calls to the AWS API, whoever made them.",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html",
        (
            _TIME,
            _TYPE,
            ("eventName", "STRING", True, "The call.", ""),
            ("eventSource", "STRING", True, "The service that was called.", "domain"),
            ("userName", "STRING", False, "Who called.", "username email"),
            ("sourceIPAddress", "STRING", False, "Where the call came from.", "ip"),
            ("errorCode", "STRING", False, "Why the call was refused.", ""),
        ),
    ),
    (
        "AWS.GuardDuty",
        "Findings of Amazon GuardDuty.",
        "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings.html",
        (
            _TIME,
            _TYPE,
            ("type", "STRING", True, "The kind of finding.", ""),
            ("severity", "FLOAT", True, "From 1 to 10.", ""),
            ("remoteIp", "STRING", False, "The other side of the connection.", "ip"),
        ),
    ),
    (
        "AWS.VPCFlow",
        "Connections to and from network interfaces.",
        "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        (
            _TIME,
            _TYPE,
            ("srcAddr", "STRING", True, "The sender.", "ip"),
            ("dstPort", "INTEGER", True, "The port at the receiver.", ""),
            ("bytes", "INTEGER", True, "The bytes sent.", ""),
            ("accepted", "BOOLEAN", True, "False when the traffic was rejected.", ""),
        ),
    ),
    (
        "Custom.Payments",
        "Warnings and errors of our payments service.",
        None,
        (
            _TIME,
            _TYPE,
            ("level", "STRING", True, "`warn` or `error`.", ""),
            ("message", "STRING", True, "What happened.", ""),
            ("orderNumber", "INTEGER", False, "The order it is about.", ""),
        ),
    ),
    (
        "Custom.Warehouse",
        "Exports that people took out of the data warehouse.",
        None,
        (
            _TIME,
            _TYPE,
            ("actor", "STRING", True, "Who took it.", "email"),
            ("rows", "INTEGER", True, "How many rows it has.", ""),
        ),
    ),
    (
        "GCP.AuditLog",
        "Administrative activity and data access in Google Cloud.",
        "https://cloud.google.com/logging/docs/audit",
        (
            _TIME,
            _TYPE,
            ("methodName", "STRING", True, "The call.", ""),
            ("principalEmail", "STRING", True, "Who called.", "email"),
            ("callerIp", "STRING", False, "Where the call came from.", "ip"),
        ),
    ),
    (
        "GitHub.Audit",
        "What people did to an organisation, its repositories and teams.",
        "https://docs.github.com/en/organizations/keeping-your-organization-secure",
        (
            _TIME,
            _TYPE,
            ("action", "STRING", True, "What was done.", ""),
            ("actor", "STRING", True, "Who did it.", "username email"),
            ("repo", "STRING", False, "The repository it was done to.", ""),
        ),
    ),
    (
        "Okta.SystemLog",
        "Sign-ins, and changes to people, groups and applications.",
        "https://developer.okta.com/docs/reference/api/system-log/",
        (
            _TIME,
            _TYPE,
            ("eventType", "STRING", True, "What happened.", ""),
            ("actor", "STRING", True, "Who did it.", "email"),
            ("outcome", "STRING", True, "`SUCCESS` or `FAILURE`.", ""),
            ("ipAddress", "STRING", False, "Where it came from.", "ip"),
        ),
    ),
)
"""Name, description, reference, and the fields: name, type, whether required, meaning, indicators."""

LOG_TYPES: tuple[str, ...] = tuple(schema[0] for schema in SCHEMAS)
"""Log types in the order of :data:`SCHEMAS`; each has a table in the data lake."""

EVENTS: dict[str, dict[str, tuple[Any, ...]]] = {
    "AWS.CloudTrail": {
        "eventName": ("ConsoleLogin", "CreateAccessKey", "AssumeRole", "StopLogging", "PutBucketPolicy"),
        "eventSource": ("signin.amazonaws.com", "iam.amazonaws.com", "sts.amazonaws.com"),
        "userName": ("{person}",),
        "sourceIPAddress": ("{address}",),
        "errorCode": (None, None, None, "AccessDenied"),
    },
    "AWS.GuardDuty": {
        "type": ("Recon:EC2/PortProbeUnprotectedPort", "UnauthorizedAccess:EC2/SSHBruteForce"),
        "severity": (2.0, 5.0, 8.0),
        "remoteIp": ("{address}",),
    },
    "AWS.VPCFlow": {
        "srcAddr": ("{address}",),
        "dstPort": (22, 443, 443, 3389, 5432),
        "bytes": (840, 12_288, 52, 4_096, 1_048_576, 310),
        "accepted": (True, True, True, False),
    },
    "Custom.Payments": {
        "level": ("warn", "warn", "error"),
        "message": ("Card declined for order {number}", "Provider timed out", "Refund above the limit"),
        "orderNumber": (20_117, 20_118, 20_121, 20_140),
    },
    "Custom.Warehouse": {"actor": ("{person}",), "rows": (1_200, 88, 640_000, 15)},
    "GCP.AuditLog": {
        "methodName": (
            "google.iam.admin.v1.CreateServiceAccountKey",
            "storage.buckets.update",
            "SetIamPolicy",
        ),
        "principalEmail": ("{person}",),
        "callerIp": ("{address}",),
    },
    "GitHub.Audit": {
        "action": ("repo.access", "org.add_member", "git.clone", "protected_branch.destroy"),
        "actor": ("{person}",),
        "repo": ("example/website", "example/payments", "example/infrastructure"),
    },
    "Okta.SystemLog": {
        "eventType": ("user.session.start", "user.session.start", "user.account.privilege.grant"),
        "actor": ("{person}",),
        "outcome": ("FAILURE", "FAILURE", "SUCCESS"),
        "ipAddress": ("{address}",),
    },
}
"""Values that the columns of each log type take in turn."""
