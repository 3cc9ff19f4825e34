"""One source, now and then: read it, compare it with what is stored, store it when it differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from drift import gates, silent
from drift.compare import compare
from drift.config import Policy, SourceConfig
from drift.errors import IntrospectionRefused, UsageError
from drift.history.deprecated import Words
from drift.history.timeline import of_source
from drift.reports.report import Report
from drift.severity import Severity
from drift.silent import Heard, nothing_stored
from drift.snapshots.snapshot import Snapshot
from drift.snapshots.store import Store
from drift.snapshots.version import StoredVersion
from drift.sources.access import Access
from drift.sources.content import shown
from drift.sources.reading import live
from drift.sources.stored import from_store

if TYPE_CHECKING:
    from drift.operations.documents import Operations
    from drift.operations.home import Homes
    from drift.version_news import VersionNews


@dataclass(frozen=True)
class Outcome:
    """What one check of a source gave.

    Attributes:
        report: The comparison; None for a first check, which stores the baseline and compares nothing.
        saved: The version that was stored, None when nothing was.
        notices: What the store found and repaired, one sentence each.
        heard: What its server says of the user's operations, for a source that shows no schema.
        seen: The source as it is now; None where it tells no schema.
        news: What is new of the API's versions.
    """

    report: Report | None
    saved: StoredVersion | None
    notices: tuple[str, ...]
    heard: Heard | None = None
    seen: Snapshot | None = None
    news: tuple[VersionNews, ...] = ()


def check(
    source: SourceConfig,
    access: Access,
    *,
    policy: Policy,
    now: datetime,
    against: str = "latest",
    save: bool = False,
    label: str | None = None,
    accept_reduced_view: bool = False,
    confirm_s: float | None = None,
    operations: Operations | None = None,
    only_affected: bool = False,
    told: Sequence[VersionNews] = (),
) -> Outcome:
    """Read a source, compare it with a stored version, and store it when asked to and it differs.

    Args:
        source: The source to check.
        access: How to reach it, and the store.
        policy: How findings are judged.
        now: The present time, in UTC; what is stored was taken then.
        against: The stored version to compare with: what comes after the ``@`` of a reference.
        save: Store what was seen when it differs from the newest version. The first check stores the baseline.
        label: Name for the version that is stored.
        accept_reduced_view: Go on even if the source shows much less than before.
        confirm_s: Seconds until breaking changes are checked again before they are reported and stored; None
            takes the source's setting.
        operations: The user's operations.
        only_affected: Judge by what touches the user's operations only.
        told: What the API says is new of its versions.

    Raises:
        StoreError: Nothing is stored and *save* is off, or the folder can't be used.
        ReducedView: The source shows much less than before; nothing is stored.
        Unsettled: A second check showed another schema; nothing is stored.
        DriftError: The source can't be read; nothing is stored.
    """
    store = access.store
    rehearse = partial(
        silent.check,
        source,
        access,
        operations,
        policy=policy,
        now=now,
        save=save,
        accept_reduced_view=accept_reduced_view,
        confirm_s=confirm_s,
        told=told,
    )
    if not source.introspection:
        if against != "latest" or label is not None:
            raise UsageError(
                f"{source.name}: shows no schema, so it has no versions for --against and --label"
            )
        return _of_rehearsal(rehearse(), store, told)
    newest = store.newest(source.name)
    if newest is None and not save and store.rehearsal(source.name) is None:
        raise nothing_stored(source.name)
    latest = None if newest is None else from_store(source.name, newest, store, roots=source.roots)
    compared = None if newest is None else store.resolve(source.name, against)
    served: list[datetime] = []
    try:
        new = _at_home(live(source, replace(access, dated=served.append)), store, source)
    except IntrospectionRefused as error:
        # Where a schema is stored, that it is not told any more is the news.
        if newest is not None or operations is None or source.endpoint is None:
            raise
        return _of_rehearsal(rehearse(), store, told, f"{error}; its operations were rehearsed instead")
    if newest is None and not save:
        raise nothing_stored(source.name)
    if save:
        gates.refuse_wrong_clock(source, now, served)
    if not accept_reduced_view:
        gates.refuse_reduced_view(source, latest, new)
    news = _news(source, new, told, now.date())
    if latest is None or compared is None:
        saved = _save(store, source, new, access, label, now)
        return Outcome(None, saved, store.notices, seen=new, news=news)
    old = latest if compared == newest else from_store(source.name, compared, store, roots=source.roots)
    report = compare(
        old,
        new,
        title=source.name,
        policy=policy,
        today=now.date(),
        source=source.name,
        operations=operations,
        only_affected=only_affected,
        told=tuple(each.change for each in news),
        words=_words(source, access),
        homes=None if operations is None else _homes(access, source),
    )
    pause_s = gates.pause_before_second_look_s(source, confirm_s)
    breaks = any(change.severity is Severity.BREAKING for change in report.changes)
    if save and pause_s and breaks and latest.canonical != new.canonical:
        gates.confirm(source, access, new, pause_s=pause_s)
    saved = _save(store, source, new, access, label, now) if save else None
    notices = store.notices
    if save and saved is None and label is not None:
        notices = (*notices, _label_newest(store, source.name, label))
    return Outcome(report, saved, notices, seen=new, news=news)


def _words(source: SourceConfig, access: Access) -> Words:
    """Return what the stored versions, and the owner's list of upcoming changes, say of elements."""
    listed: dict[str, str] = {}
    if source.upcoming is not None:
        from drift.sources.upcoming_list import reasons_of

        listed = reasons_of(source, access)
    return Words(lambda: of_source(access.store, source.name, roots=source.roots).versions, listed)


def _homes(access: Access, source: SourceConfig) -> Homes:
    # Nobody without operations waits for what reads them.
    from drift.operations.home import Homes

    return Homes(access.config, access.store, source.name)


def _news(
    source: SourceConfig, seen: Snapshot, told: Sequence[VersionNews], today: date
) -> tuple[VersionNews, ...]:
    if source.line is None:
        return ()
    from drift.version_news import of_headers

    return (*told, *of_headers(source.line, seen, told, today))


def _of_rehearsal(heard: Heard, store: Store, told: Sequence[VersionNews], *notices: str) -> Outcome:
    return Outcome(heard.report, None, (*notices, *store.notices, *heard.notices), heard, news=tuple(told))


def _save(
    store: Store, source: SourceConfig, snapshot: Snapshot, access: Access, label: str | None, now: datetime
) -> StoredVersion | None:
    return store.save(
        source.name,
        snapshot.canonical,
        taken=now,
        origin=access.redactor.redact_document(source.origin)[0],
        label=label,
    )


def _label_newest(store: Store, name: str, label: str) -> str:
    """Give the newest version, which was seen again, its label; return what happened."""
    newest = store.resolve(name, "latest")
    if newest.label is None:
        store.relabel(name, newest, label)
        return f"{name}: nothing changed; version {newest.version} is labelled {label} now"
    if newest.label == label:
        return f"{name}: nothing changed; version {newest.version} is labelled {label} already"
    return f"{name}: nothing changed; version {newest.version} keeps its label {newest.label}"


def _at_home(snapshot: Snapshot, store: Store, source: SourceConfig) -> Snapshot:
    """Return an endpoint's snapshot with the file in which its lines are once it is stored."""
    if source.endpoint is None:
        return snapshot
    path = shown(store.place(source.name) / "schema.graphql")
    return replace(snapshot, source=replace(snapshot.source, parts=((path, 1),)))
