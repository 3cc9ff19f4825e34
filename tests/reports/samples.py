"""Reports made by hand: an ordinary one, one whose every text attacks, one without changes."""

from __future__ import annotations

from dataclasses import replace

from drift.changes.change import Change, OperationReference, Verdict, Witness
from drift.changes.event import Event
from drift.changes.rules import by_id
from drift.reports.account import Account, FileEntry, FileState, GlobEntry, Unread
from drift.reports.edits import Edit, Mended, Mending, Span, Tier
from drift.reports.report import OperationResult, Report, Side
from drift.schema.element import Kind
from drift.schema.text import Location, SourceText
from drift.severity import Severity

SPEC = "https://spec.graphql.org/September2025/"
PATH = "snapshots/panther/schema.graphql"
OLD_PATH = "snapshots/panther/versions/2026-11-01T06-00-00Z.graphql"

OLD_SDL = """\
# graphql-drift canonical SDL, format 1

type Alert {
  createdAt: String!
  id: ID!
  legacyId: String @deprecated(reason: "use id")
  severity: Severity
}

type Query {
  alert(id: ID!): Alert
  alerts(input: AlertsInput!): [Alert!]!
}

input AlertsInput {
  cursor: String
  pageSize: Int = 25
}

enum Severity {
  CRITICAL
  HIGH
  LOW
}
"""

NEW_SDL = """\
# graphql-drift canonical SDL, format 1

type Alert {
  createdAt: String!
  id: ID!
  severity: Severity
  title: String
}

type Query {
  alert(id: ID!, region: String!): Alert
  alerts(input: AlertsInput!): [Alert!]!
}

input AlertsInput {
  cursor: String @deprecated(reason: "use after")
  pageSize: Int = 50
}

enum Severity {
  CRITICAL
  HIGH
  INFO
  LOW
}
"""

LIST_ALERTS = OperationReference("ListAlerts", "sdk/alerts.graphql", 3, Verdict.BROKEN)
GET_ALERT = OperationReference("GetAlert", "sdk/client.py", 41, Verdict.BROKEN)
COUNT = OperationReference("CountBySeverity", "sdk/metrics.graphql", 1, Verdict.AFFECTED)
ME = OperationReference("Me", "sdk/users.graphql", 1, Verdict.UNAFFECTED)
STALE = OperationReference("<anonymous>", "sdk/stale.graphql", 9, Verdict.INVALID_ALREADY)


def change(**given: object) -> Change:
    """A change with every attribute set in some way; *given* replaces some."""
    plain = Change(
        id="FIELD_REMOVED",
        title="field removed",
        severity=Severity.BREAKING,
        event=Event.REMOVED,
        kind=Kind.FIELD,
        attribute=None,
        coordinate="Alert.legacyId",
        message="Field Alert.legacyId was removed.",
        reason="Operations that select the field no longer validate.",
        spec=SPEC + "#sec-Field-Selections",
        old=None,
        new=None,
        old_location=None,
        new_location=None,
        fingerprint="0" * 16,
        rule_severity=Severity.BREAKING,
    )
    rule = by_id(str(given.get("id")))
    if rule is not None:
        given.setdefault("title", rule.title)
    if {"witness", "witness_note"} & given.keys():
        witness = Witness(given.pop("witness", None), given.pop("witness_note", None))  # type: ignore[arg-type]
        given["shown_by"] = lambda: witness
    return replace(plain, **given)  # type: ignore[arg-type]


CHANGES = (
    change(
        old="String",
        old_location=Location(OLD_PATH, 6),
        new_location=Location(PATH, 3),
        fingerprint="1111111111111111",
        witness="{\n  alerts(input: {}) {\n    legacyId\n  }\n}",
        suggestion="Alert.id",
        history="deprecated since 2026-08-01T06-00-00Z (92 days)",
        operations=(LIST_ALERTS,),
    ),
    change(
        id="REQUIRED_ARG_ADDED",
        event=Event.ADDED,
        kind=Kind.ARGUMENT,
        coordinate="Query.alert(region:)",
        message="Required argument Query.alert(region:) String! was added.",
        reason="Operations that select the field without the argument no longer validate.",
        spec=SPEC + "#sec-Required-Arguments",
        new="String!",
        old_location=Location(OLD_PATH, 11),
        new_location=Location(PATH, 11),
        fingerprint="2222222222222222",
        witness='{ alert(id: "1") { id } }',
        operations=(GET_ALERT,),
    ),
    change(
        id="INPUT_FIELD_DEFAULT_CHANGED",
        title="input field default changed",
        event=Event.ALTERED,
        attribute="default",
        severity=Severity.DANGEROUS,
        rule_severity=Severity.DANGEROUS,
        kind=Kind.INPUT_FIELD,
        coordinate="AlertsInput.pageSize",
        message="The default of input field AlertsInput.pageSize changed from 25 to 50.",
        reason="Requests that leave the value out mean something else now.",
        spec=SPEC + "#sec-Input-Object-Field-Values",
        old="25",
        new="50",
        details=("25 became 50",),
        old_location=Location(OLD_PATH, 17),
        new_location=Location(PATH, 17),
        fingerprint="3333333333333333",
        witness_note="every old request is still valid",
        operations=(COUNT,),
    ),
    change(
        id="VALUE_ADDED_TO_ENUM",
        event=Event.ADDED,
        severity=Severity.DANGEROUS,
        rule_severity=Severity.DANGEROUS,
        kind=Kind.ENUM_VALUE,
        coordinate="Severity.INFO",
        message="Enum value Severity.INFO was added.",
        reason="Clients that list all values meet one that they do not know.",
        spec=SPEC + "#sec-Enums",
        new="INFO",
        old_location=Location(OLD_PATH, 20),
        new_location=Location(PATH, 23),
        fingerprint="4444444444444444",
        operations=(COUNT,),
    ),
    change(
        id="INPUT_FIELD_DEPRECATED",
        title="input field deprecated",
        event=Event.ALTERED,
        attribute="deprecation",
        severity=Severity.DEPRECATED,
        rule_severity=Severity.DEPRECATED,
        kind=Kind.INPUT_FIELD,
        coordinate="AlertsInput.cursor",
        message="Input field AlertsInput.cursor was deprecated: use after",
        reason="It will be removed some day.",
        spec=SPEC + "#sec--deprecated",
        new="use after",
        old_location=Location(OLD_PATH, 16),
        new_location=Location(PATH, 16),
        fingerprint="5555555555555555",
    ),
    change(
        id="FIELD_ADDED",
        event=Event.ADDED,
        severity=Severity.SAFE,
        rule_severity=Severity.SAFE,
        coordinate="Alert.title",
        message="Field Alert.title: String was added.",
        reason="No old request names it.",
        spec=SPEC + "#sec-Objects",
        new="String",
        old_location=Location(OLD_PATH, 3),
        new_location=Location(PATH, 7),
        fingerprint="6666666666666666",
    ),
    change(
        id="DESCRIPTION_CHANGED",
        event=Event.ALTERED,
        attribute="description",
        severity=Severity.SAFE,
        rule_severity=Severity.SAFE,
        coordinate="Alert.severity",
        message="Description of Alert.severity changed.",
        reason="Descriptions are for people.",
        spec=SPEC + "#sec-Descriptions",
        old="How bad",
        new="How bad it is",
        old_location=Location(OLD_PATH, 7),
        new_location=Location(PATH, 6),
        fingerprint="7777777777777777",
        allowed="descriptions are not reviewed",
    ),
)


ACCOUNT = Account(
    (
        FileEntry("sdk/README.md", FileState.NOT_READ, reason=".md files are not read"),
        FileEntry("sdk/alerts.graphql", FileState.HOLDS, 2, 1),
        FileEntry("sdk/broken.graphql", FileState.NOT_JUDGED, reason="not GraphQL: Expected Name"),
        FileEntry("sdk/client.py", FileState.HOLDS, 2),
        FileEntry("sdk/util.py", FileState.HOLDS_NONE),
    ),
    (GlobEntry("sdk/**", 6), GlobEntry("!sdk/old.py", 1)),
    (Unread("sdk/broken.graphql", 4, "not GraphQL: Expected Name", 7),),
)


def mending(path: str, old: str, text: str, because: str, *operations: OperationReference) -> Mending:
    """Return one edit in the third line of a file, of which that line is known."""
    before = f"query {{\n  alerts {{\n    {old}\n  }}\n}}\n"
    content, start = (each.encode("utf-8", "replace") for each in (before, before[: before.index(old)]))
    end = len(start) + len(old.encode("utf-8", "replace"))
    edit = Edit(
        path,
        len(start),
        end,
        old,
        text,
        *(3, 5, 3, 5 + len(old)),
        Tier.ADVICE,
        "Alert.legacyId",
        "1" * 16,
        because,
        operations=operations,
    )
    span = Span(len(start), end, text.encode("utf-8", "replace"))
    return Mending((edit,), (Mended(path, content, (span,)),), (because,), still=1)


def ordinary() -> Report:
    """Changes of every severity, one accepted by policy, operations of every verdict."""
    return Report(
        title="panther",
        tool="graphql-drift 0.1.0",
        old=Side(
            "panther@latest",
            "2026-11-01T06-00-00Z",
            lambda: "sha256:" + "a" * 64,
            source=SourceText(OLD_SDL, ((OLD_PATH, 1),)),
        ),
        new=Side(
            "panther",
            None,
            lambda: "sha256:" + "b" * 64,
            ("applied-directives",),
            source=SourceText(NEW_SDL, ((PATH, 1),)),
        ),
        changes=CHANGES,
        account=ACCOUNT,
        newly_visible=("AlertsInput.cursor: deprecation of input fields",),
        operations=(
            OperationResult(
                LIST_ALERTS,
                errors=('sdk/alerts.graphql:5:9: Cannot query field "legacyId" on type "Alert".',),
                changes=("1111111111111111",),
                hints=("--- sdk/alerts.graphql\n+++ sdk/alerts.graphql\n@@ -5 +5 @@\n-  legacyId\n+  id",),
            ),
            OperationResult(
                GET_ALERT,
                errors=('sdk/client.py:42:5: Argument "region" of type "String!" is required.',),
                changes=("2222222222222222",),
                hints=("Give region: $region, and declare $region: String!.",),
            ),
            OperationResult(COUNT, changes=("3333333333333333", "4444444444444444")),
            OperationResult(ME),
            OperationResult(STALE, errors=('sdk/stale.graphql:9:3: Unknown type "Gone".',)),
        ),
        notices=(
            "Applied directives were not compared: the endpoint does not tell them.",
            "drift.toml:14: the accepted change TYPE_REMOVED Legacy* matched nothing.",
        ),
        mending=mending("sdk/alerts.graphql", "legacyId", "id", "Alert.legacyId was removed.", LIST_ALERTS),
    )


def empty() -> Report:
    """Nothing changed, no operations."""
    side = Side("panther@latest", "2026-11-01T06-00-00Z", lambda: "sha256:" + "a" * 64)
    return Report(
        "panther", "graphql-drift 0.1.0", side, replace(side, reference="panther", version=None), ()
    )


# Each of these does something somewhere: a terminal, a runner, Markdown on GitHub, HTML, XML, JSON readers.
ATTACKS = (
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example/\x1b\\link\x1b]8;;\x1b\\",
    "\u202egnp.exe\u2066",
    "\n::error file=x::forged\r\n ::stop-commands::x",
    "\x0b::set-output name=a::b",
    "##[error]forged",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "</style></details></textarea><!--",
    "]]><x/>&amp;&#64;",
    "` `` ``` ~~~\n```\n# heading\n",
    "| pipe | \\| table |\n|---|---|",
    "@everyone @org/team #1 GH-1 fixes #2 org/repo#3 deadbeefdeadbeefdeadbeef",
    "![beacon](https://evil.example/x.png) [link](javascript:alert(1)) https://evil.example www.evil.example",
    "{{ 7*7 }} {% raw %} ${{ secrets.KEY }} ${KEY} %0A%25",
    "\x00\x07\x7f\x85\x9b\ud800\udfff\ufffe\uffff\u2028\ufeff\U000e0041",
    "a\u3164\u034f\u2800\u17b4\u180b\ufe0f\U000e0100\ue000\U000f0000\u0378\u115f b\u200d 1\u200c2",
    "[bold]rich[/bold] :smile: a,b;c=d",
)
EVIL = " ".join(ATTACKS)
EVIL_OPERATION = OperationReference(EVIL, EVIL, 7, Verdict.BROKEN)


def hostile() -> Report:
    """Every text carries :data:`EVIL`, also those that only we write today."""
    evil = change(
        coordinate=EVIL,
        message=EVIL,
        reason=EVIL,
        spec="javascript:alert(1)//" + EVIL,
        old=EVIL,
        new=EVIL,
        old_location=Location(EVIL, 3),
        new_location=Location(EVIL, 4),
        fingerprint="6" * 16,
        rule_severity=Severity.DANGEROUS,
        witness=EVIL,
        witness_note=EVIL,
        suggestion=f"renamed {EVIL}",
        details=(EVIL,),
        history=EVIL,
        operations=(EVIL_OPERATION,),
    )
    mixed = (
        evil,
        replace(
            evil, severity=Severity.DANGEROUS, fingerprint="7" * 16, shown_by=lambda: Witness(None, EVIL)
        ),
        replace(evil, severity=Severity.DEPRECATED, fingerprint="8" * 16, operations=()),
        replace(evil, severity=Severity.SAFE, fingerprint="9" * 16, old=None),
        replace(evil, severity=Severity.SAFE, fingerprint="a" * 16, allowed=EVIL),
    )
    side = Side(EVIL, EVIL, lambda: "sha256:" + "c" * 64, (EVIL,))
    return Report(
        title=EVIL,
        tool="graphql-drift 0.1.0",
        old=side,
        new=side,
        changes=mixed,
        account=Account(
            (FileEntry(EVIL, FileState.NOT_JUDGED, reason=EVIL),),
            (GlobEntry(EVIL, 1),),
            (Unread(EVIL, 1, EVIL, 1),),
        ),
        newly_visible=(EVIL,),
        operations=(
            OperationResult(EVIL_OPERATION, errors=(EVIL,), changes=("6" * 16,), hints=(EVIL,)),
            OperationResult(replace(EVIL_OPERATION, verdict=Verdict.AFFECTED), changes=("7" * 16,)),
            OperationResult(replace(EVIL_OPERATION, verdict=Verdict.INVALID_ALREADY), errors=(EVIL,)),
        ),
        notices=(EVIL,),
        mending=mending(EVIL, EVIL, EVIL, EVIL, EVIL_OPERATION),
    )


SAMPLES = {"ordinary": ordinary, "hostile": hostile, "empty": empty}
