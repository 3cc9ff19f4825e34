"""One rehearsal from the address to the report of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from drift.changes import policy as judgement
from drift.changes.change import Change, Verdict
from drift.config import Policy, SourceConfig
from drift.operations.documents import Operations
from drift.operations.verdicts import check_operations
from drift.redact import clean
from drift.rehearsal import findings
from drift.rehearsal.elsewhere import elsewhere
from drift.rehearsal.record import Record, digested, is_learnt
from drift.rehearsal.rehearse import MAX_REQUESTS, Rehearsal, Word, rehearse
from drift.reports.account import Account, Unread
from drift.reports.report import Report, Side
from drift.snapshots.snapshot import Snapshot
from drift.sources.access import Access
from drift.sources.client import HttpClient
from drift.version import TOOL

_MAX_DISAGREEMENTS = 20


@dataclass(frozen=True)
class Asked:
    """What a server said of operations.

    Attributes:
        operations: The user's operations.
        rehearsal: What the server says of each.
        notices: What was found on the way, one sentence each.
    """

    operations: Operations
    rehearsal: Rehearsal
    notices: tuple[str, ...] = ()

    @property
    def unknown(self) -> str | None:
        """How many operations got no answer though they should have; None when all did."""
        unknown = self.rehearsal.unknown
        if not unknown:
            return None
        noun = "operation" if len(unknown) == 1 else "operations"
        return f"{len(unknown):,} {noun} could not be asked, the first {unknown[0].operation.name}: {unknown[0].why}"


def ask(
    url: str,
    access: Access,
    operations: Operations,
    *,
    source: SourceConfig | None = None,
    kinds: Iterable[str] = ("query",),
    max_requests: int = MAX_REQUESTS,
    stored: Snapshot | None = None,
) -> Asked:
    """Return what the server at a URL says of operations; it executes none of them.

    Args:
        url: The endpoint.
        access: Headers and limits.
        operations: The user's operations.
        source: The source that the endpoint belongs to, whose settings count where *access* has none.
        kinds: The kinds of operation that may be asked.
        max_requests: How many requests may be sent, canaries and retries included.
        stored: The newest stored schema of the server, where there is one.

    Raises:
        DriftError: As :func:`drift.rehearsal.rehearse.rehearse`.
    """
    url, reached = (access if source is None else access.of_source(source)).toward(url)
    schema = None if stored is None else stored.schema
    others = {} if source is None else elsewhere(operations, access.config, access.store, source.name, schema)
    with HttpClient(
        url,
        headers=reached.headers,
        transport=reached.transport,
        redactor=reached.redactor,
        log=reached.log,
        max_requests=max_requests,
    ) as http:
        rehearsal = rehearse(operations, http, kinds=kinds, schema=schema, elsewhere=others)
        notices = (*(notice.text for notice in http.notices), *operations.notices)
    return Asked(operations, rehearsal, (*notices, *findings.not_asked(rehearsal)))


def report_of(
    asked: Asked, *, title: str, policy: Policy, today: date, source: str | None, stored: Snapshot | None
) -> Report:
    """Return a report of what a server refuses of operations, whatever it said before.

    Args:
        asked: What it says.
        title: How the server is called.
        policy: Severity overrides and accepted findings.
        today: The day on which accepted findings are still accepted or not.
        source: The source's name, for findings accepted of one source.
        stored: The newest stored schema, with which the server may disagree.
    """
    remarks: dict[int, tuple[str, ...]] = {}
    disagreements: Sequence[str] = ()
    if stored is not None:
        remarks, disagreements = _compared(asked, stored)
    changes = [
        findings.change(asked.operations, result, None, remarks.get(id(result.operation), ()))
        for result in asked.rehearsal.results
        if is_learnt(result) and result.word is not Word.ACCEPTED
    ]
    old = findings.side("your operations", ())
    return assemble(
        asked, changes, old, title=title, policy=policy, today=today, source=source, notices=disagreements
    )


def report_since(
    asked: Asked,
    record: Record,
    *,
    title: str,
    policy: Policy,
    today: date,
    told: Sequence[Change] = (),
) -> Report:
    """Return a report of what a server refuses of operations now and accepted before, and the reverse.

    What was never accepted fails nothing, as nobody knows that the server changed; it is a result even so.

    Args:
        asked: What it says.
        record: What it said before.
        title: How the server is called.
        policy: Severity overrides and accepted findings.
        today: The day on which accepted findings are still accepted or not.
        told: Findings that are not about operations, such as those about versions of the API.
    """
    changes: list[Change] = [*told]
    for digest, result in digested(asked.rehearsal, asked.operations):
        before = record.word(digest)
        if (
            before is not None
            and is_learnt(result)
            and (before is Word.ACCEPTED) != (result.word is Word.ACCEPTED)
        ):
            changes.append(findings.change(asked.operations, result, before))
    old = findings.side(f"{title}@latest", record.words())
    return assemble(
        asked,
        changes,
        old,
        title=title,
        policy=policy,
        today=today,
        source=title,
        notices=never_accepted(asked, record),
    )


def never_accepted(asked: Asked, record: Record) -> Iterator[str]:
    """Say what is refused, and was so before or is new."""
    for digest, result in digested(asked.rehearsal, asked.operations):
        before = record.word(digest)
        if is_learnt(result) and result.word is not Word.ACCEPTED and before is not Word.ACCEPTED:
            when = "is new, and" if before is None else "still"
            place = f"{result.operation.path}:{result.operation.line}"
            error = f": {result.errors[0]}" if result.errors else ""
            yield clean(f"{result.operation.name} ({place}) {when} {_SAID[result.word]}{error}", limit=600)


_SAID = {Word.REFUSED: "is refused", Word.LIMITED: "is beyond a limit"}


def assemble(
    asked: Asked,
    changes: Iterable[Change],
    old: Side,
    *,
    title: str,
    policy: Policy,
    today: date,
    source: str | None,
    notices: Iterable[str] = (),
) -> Report:
    """Return the report of a rehearsal with the findings that were made of it."""
    judged, policy_notices = judgement.apply(changes, policy, today=today, source=source)
    return Report(
        title,
        TOOL,
        old,
        findings.side(title, findings.words(asked.operations, asked.rehearsal)),
        changes=judged,
        operations=findings.results(asked.rehearsal, judged),
        account=_account(asked),
        client_side=asked.rehearsal.client_side,
        notices=(*asked.notices, *notices, *policy_notices),
    )


def _account(asked: Asked) -> Account:
    """Return the account of the user's files with the operations that no server can be asked about."""
    account = asked.operations.account
    more = [
        Unread(result.operation.path, result.operation.line, f"{result.operation.name}: {result.why}")
        for result in asked.rehearsal.results
        if result.is_unaskable
    ]
    found = sorted([*account.not_judged, *more], key=lambda unread: (unread.path, unread.line))
    return replace(account, not_judged=tuple(found))


def _compared(asked: Asked, stored: Snapshot) -> tuple[dict[int, tuple[str, ...]], tuple[str, ...]]:
    """Return what a stored schema says of each operation that is refused, and where the server accepts more."""
    judged = check_operations(asked.operations, stored, stored, ())
    remarks: dict[int, tuple[str, ...]] = {}
    accepted: list[str] = []
    # After the operations, there are fragments that none of them needs.
    for result, theirs in zip(asked.rehearsal.results, judged, strict=False):
        is_valid = theirs.operation.verdict is not Verdict.INVALID_ALREADY
        if not is_learnt(result):
            continue
        if result.word is Word.REFUSED:
            remarks[id(result.operation)] = (
                f"valid in {stored.reference}: the server hides something from this key, or has changed since"
                if is_valid
                else f"not valid in {stored.reference} either",
            )
        elif result.word is Word.ACCEPTED and not is_valid:
            error = theirs.errors[0] if theirs.errors else ""
            accepted.append(
                clean(
                    f"{result.operation.name} is accepted, and is not valid in {stored.reference}: {error}",
                    limit=600,
                )
            )
    more = len(accepted) - _MAX_DISAGREEMENTS
    rest = [f"{more:,} more operations are accepted and not valid in {stored.reference}"] if more > 0 else []
    return remarks, (*accepted[:_MAX_DISAGREEMENTS], *rest)
