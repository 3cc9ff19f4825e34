"""One source's announcements: its newest schema, its past, its owner's list, and the user's operations put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drift.config import Config
from drift.errors import StoreError, UsageError
from drift.escape import quoted
from drift.history import lives
from drift.history.record import record_of
from drift.history.upcoming import Outlook, Upcoming, Use, outlook_of
from drift.sources.access import Access
from drift.sources.stored import from_store
from drift.sources.upcoming_list import entries_of

if TYPE_CHECKING:
    from drift.config import SourceConfig
    from drift.operations.documents import Operations
    from drift.snapshots.snapshot import Snapshot

_WITHIN = re.compile(r"removal-within=([0-9]{1,4})([dw]?)")


def within_days(text: str) -> int:
    """Return the days of ``removal-within=90d``, or of weeks, ``removal-within=13w``. Raises UsageError."""
    match = _WITHIN.fullmatch(text)
    if match is None:
        raise UsageError(f"--fail-on {quoted(text)}: write removal-within=90d, or 13w for weeks")
    return int(match[1]) * (7 if match[2] == "w" else 1)


def look_ahead(
    name: str,
    access: Access,
    *,
    now: datetime,
    operations: Operations | None = None,
    live: bool = False,
    asks_others: bool = True,
    snapshot: Snapshot | None = None,
) -> Outlook:
    """Return what is announced of a source.

    Args:
        name: The source.
        access: The configuration, and how to reach what is not stored.
        now: The present time.
        operations: The user's operations, None where there are none.
        live: Read the source now, instead of its newest stored version.
        asks_others: Read a list of upcoming changes that is behind a URL.
        snapshot: The source as it was read just now.

    Raises:
        StoreError: Nothing is stored, and the source is not to be read.
        DriftError: The source, or the owner's list, can't be read.
    """
    source = access.config.sources.get(name)
    versions = access.store.versions(name) if name in access.store.sources() else ()
    roots = access.config.roots_of(name)
    index, notices = lives.of_source(access.store, name, roots=roots) if versions else (None, ())
    is_live = live or snapshot is not None
    if snapshot is None:
        if live and source is not None:
            from drift.sources.reading import live as read_live

            snapshot = read_live(source, access)
        elif versions:
            snapshot = from_store(name, versions[-1], access.store, roots=roots)
        else:
            raise StoreError(
                f"{name}: nothing is stored yet; run `drift check {name} --save`, or give --live"
            )
    outlook = outlook_of(
        name,
        snapshot.schema,
        today=now.date(),
        index=index,
        listed=() if source is None else entries_of(source, access, asks_others=asks_others),
        uses=_uses(operations, snapshot),
        more=(*_of_endpoint(snapshot), *_of_line(source, access, snapshot, asks=is_live)),
        record=None if index is None or len(index.rows) < 2 else record_of(index),
    )
    return Outlook(
        outlook.source,
        outlook.today,
        outlook.entries,
        outlook.record,
        outlook.knows_operations,
        (*notices, *outlook.notices),
    )


def operations_of(
    name: str,
    config: Config,
    patterns: Sequence[str] = (),
    *,
    cwd: Path | None = None,
    allow_unread: bool = False,
) -> Operations | None:
    """Return the operations that globs name, from *cwd*, or that are configured for a source; None for neither.

    Raises:
        ConfigError, UsageError: A glob matches nothing, or there is no operation.
    """
    from drift.operations import choice

    if patterns:
        return choice.named(cwd or config.root, patterns, allow_unread=allow_unread)
    source = config.sources.get(name)
    return None if source is None else choice.configured(config, source, allow_unread=allow_unread)


def _uses(operations: Operations | None, snapshot: Snapshot) -> Mapping[str, Sequence[Use]] | None:
    if operations is None:
        return None
    from drift.operations.uses import uses_by_coordinate

    return uses_by_coordinate(operations, snapshot)


def _of_line(
    source: SourceConfig | None, access: Access, seen: Snapshot, *, asks: bool
) -> Iterator[Upcoming]:
    """Yield the end of a line of a versioned API: what the API answers, else what the last stored check was told."""
    if source is None or source.line is None or not source.introspection:
        return
    ending: dict[str, date | None] = {}
    if asks and source.versions_query is not None:
        from drift.sources.versions import told

        ending |= told(source, access).ending
    elif not asks and (kept := access.store.version_news(source.name)) is not None:
        from drift.version_news import State, parse

        news = parse(kept, str(access.store.place(source.name)))
        ending |= {each.version: each.day for each in news if each.state is State.ENDING}
    if source.line not in ending or (seen.sunset is not None and ending[source.line] == seen.sunset):
        return
    day = ending[source.line]
    when = "will end" if day is None else f"ends on {day}"
    reason = f"The API says that version {source.line} {when}."
    yield Upcoming(None, day, None, None, (), reason, "versions")


def _of_endpoint(snapshot: Snapshot) -> Iterator[Upcoming]:
    """Yield what the endpoint says of itself in its headers."""
    if snapshot.sunset is None and not snapshot.says_deprecated:
        return
    said = (
        [] if snapshot.sunset is None else [f"Its Sunset header says that it ends after {snapshot.sunset}."]
    )
    if snapshot.deprecated is not None:
        said.append(f"Its Deprecation header says that it is deprecated since {snapshot.deprecated}.")
    elif snapshot.says_deprecated:
        said.append("Its Deprecation header says that it is deprecated.")
    yield Upcoming(None, snapshot.sunset, None, None, (), " ".join(said), "header")
