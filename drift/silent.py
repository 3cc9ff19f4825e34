"""A source that shows no schema, then and now: what its server says of the user's operations, then and now."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drift import gates
from drift.config import Policy, SourceConfig
from drift.errors import ReducedView, StoreError, Unsettled, UsageError
from drift.operations.documents import Operations
from drift.rehearsal import record
from drift.rehearsal.asked import Asked, ask, never_accepted, report_since
from drift.rehearsal.record import Record
from drift.rehearsal.rehearse import Word
from drift.reports.report import Report
from drift.schema.element import Kind
from drift.severity import Severity
from drift.snapshots.folder import REHEARSAL_NAME
from drift.snapshots.store import Store
from drift.sources.access import Access
from drift.sources.content import shown
from drift.turns import waiting
from drift.version_news import VersionNews


@dataclass(frozen=True)
class Heard:
    """What one rehearsal of a source gave.

    Attributes:
        report: What differs from before; None for the first one, which is the baseline.
        is_saved: Whether something was stored.
        count: Number of operations whose verdicts are known.
        unknown: How many operations got no answer though they should have; None when all did.
        notices: What was found on the way, one sentence each; with a report, they are in it.
    """

    report: Report | None
    is_saved: bool
    count: int
    unknown: str | None
    notices: tuple[str, ...] = ()


def check(
    source: SourceConfig,
    access: Access,
    operations: Operations | None,
    *,
    policy: Policy,
    now: datetime,
    save: bool,
    accept_reduced_view: bool,
    confirm_s: float | None,
    told: Sequence[VersionNews] = (),
) -> Heard:
    """Rehearse a source's operations, compare with the last time, and store the verdicts when asked to.

    Args:
        source: The source.
        access: How to reach it, and the store.
        operations: The user's operations.
        policy: How findings are judged.
        now: The present time, in UTC.
        save: Store the verdicts when they differ.
        accept_reduced_view: Go on when most of what was accepted is refused.
        confirm_s: Seconds until breaking findings are asked for again before they are stored; None takes the source's.
        told: What the API says is new of its versions.

    Raises:
        StoreError: Nothing is stored and *save* is off, or the folder can't be used.
        ReducedView: Most of what was accepted is refused.
        Unsettled: Asked again, the server said something else.
        DriftError: The server can't be asked.
    """
    if source.endpoint is None or operations is None:
        raise UsageError(f"{source.name}: an endpoint with operations can be rehearsed, and nothing else")
    before = stored(access.store, source.name)
    if before is None and not save:
        raise nothing_stored(source.name)
    asked = _ask(source, access, operations)
    after = record.updated(before or Record(), asked.rehearsal, operations, now.date())
    if before is None:
        is_saved = access.store.save_rehearsal(source.name, after.to_text())
        notices = (*asked.notices, *never_accepted(asked, Record()))
        return Heard(None, is_saved, len(after), asked.unknown, notices)
    report = report_since(
        asked, before, title=source.name, policy=policy, today=now.date(), told=[each.change for each in told]
    )
    if not accept_reduced_view:
        _refuse_reduced_view(source, before, after)
    pause_s = gates.pause_before_second_look_s(source, confirm_s)
    refused = [change for change in report.changes if change.kind is Kind.OPERATION]
    if save and pause_s and any(change.severity is Severity.BREAKING for change in refused):
        _confirm(source, access, asked, pause_s=pause_s)
    is_saved = save and access.store.save_rehearsal(source.name, after.to_text())
    return Heard(report, is_saved, len(after), asked.unknown)


def nothing_stored(name: str) -> StoreError:
    """Return the error for a source of which nothing is stored."""
    return StoreError(
        f"{name}: nothing is stored to compare with; run `drift check {name} --save` to store the baseline"
    )


def stored(store: Store, name: str) -> Record | None:
    """Return the verdicts that are stored of a source, None when there are none. Raises StoreError."""
    text = store.rehearsal(name)
    return None if text is None else record.parse(text, shown(store.root / name / REHEARSAL_NAME))


def compare_stored(
    store: Store,
    name: str,
    text: str,
    operations: Operations,
    policy: Policy,
    today: date,
    told: Sequence[VersionNews] = (),
) -> Report | None:
    """Return how the verdicts of a rehearsal that was made elsewhere differ from what is stored.

    Args:
        store: The stored verdicts.
        name: The source's name.
        text: The verdicts, as they would be stored.
        operations: The user's operations.
        policy: How findings are judged.
        today: The day on which accepted findings are still accepted or not.
        told: What the API says is new of its versions.

    Returns:
        The report; None when nothing is stored to compare with.

    Raises:
        StoreError: Either is not what a rehearsal stores.
    """
    before = stored(store, name)
    if before is None:
        return None
    rehearsal = record.parse(text, REHEARSAL_NAME).recalled(operations)
    return report_since(
        Asked(operations, rehearsal),
        before,
        title=name,
        policy=policy,
        today=today,
        told=[each.change for each in told],
    )


def verdicts(store: Store, name: str) -> int:
    """Return on how many operations of a source a verdict is stored. Raises StoreError."""
    return len(stored(store, name) or ())


def _ask(source: SourceConfig, access: Access, operations: Operations) -> Asked:
    assert source.endpoint is not None  # noqa: S101 - the caller has looked
    return ask(source.endpoint, access, operations, source=source, kinds=source.rehearsed_kinds)


def _refuse_reduced_view(source: SourceConfig, before: Record, after: Record) -> None:
    accepted = [digest for digest in after.entries if before.word(digest) is Word.ACCEPTED]
    lost = [digest for digest in accepted if after.word(digest) is not Word.ACCEPTED]
    if len(accepted) >= gates.SHRINK_FROM and len(lost) > len(accepted) * gates.SHRINK_LIMIT:
        raise ReducedView(
            f"{source.name}: the server refuses {len(lost):,} of {len(accepted):,} operations that it accepted before. A "
            "key that lost a right looks like this; nothing was stored. If it is meant to be so, run again with "
            "--accept-reduced-view"
        )


def _confirm(source: SourceConfig, access: Access, asked: Asked, *, pause_s: float) -> None:
    access.log(f"{source.name}: operations are refused; asking again in {pause_s:g} s")
    with waiting():
        time.sleep(pause_s)
    again = _ask(source, access, asked.operations)
    first, second = ([result.word for result in each.rehearsal.results] for each in (asked, again))
    if first != second:
        raise Unsettled(
            f"{source.name}: asked twice {pause_s:g} s apart, the server accepted different operations, as servers do "
            "while a deployment rolls; nothing was stored or reported; run again when it has settled, or with --confirm 0"
        )
