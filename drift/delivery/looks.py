"""When each source was last checked with success, and what was reported about it, outside of the versioned history.

::

    .drift/.gitignore    keeps the folder out of git by itself
    .drift/looks.json    the last successful check of each source
    .drift/told.json     which changes were told by which notice, and when last seen

A check that finds nothing changes no file that git tracks, so this can't be next to the snapshots. Losing the
folder loses little: the newest stored version also dates a successful check.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from drift import strict_json
from drift.errors import StoreError
from drift.snapshots import atomic, lock

FOLDER = ".drift"
FORMAT = 1
_LOOKS = "looks.json"
_LOCK_TIMEOUT_S = 30.0
# By so much, clocks that are set right may differ.
SKEW = timedelta(minutes=10)
_IGNORE = "# What graphql-drift remembers on this machine; none of it belongs in git.\n*\n"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def last(root: Path) -> dict[str, datetime]:
    """Return when each source was last checked with success, in UTC; a damaged file holds nothing."""
    found: dict[str, datetime] = {}
    for source, text in load(root, _LOOKS).items():
        moment = parse_time(text)
        if moment is not None:
            found[source] = moment
    return found


def record(root: Path, looks: Mapping[str, datetime], now: datetime) -> None:
    """Remember successful checks; an earlier one never replaces a later one, except one in the future.

    Args:
        root: The configuration's folder.
        looks: When, by source, with a time zone.
        now: The present time.

    Raises:
        StoreError: The file can't be written.
    """
    with changing(root):
        known = {source: when for source, when in last(root).items() if when <= now + SKEW}
        later = {
            source: when for source, when in looks.items() if source not in known or known[source] < when
        }
        if later:
            entries = {source: show_time(when) for source, when in sorted({**known, **later}.items())}
            store(root, _LOOKS, entries)


@contextmanager
def changing(root: Path) -> Iterator[None]:
    """Let no other run change the files for the block. Raises StoreError when another one does so all the time."""
    folder = root / FOLDER
    atomic.require(folder, "folder")
    atomic.make_folder(folder)
    with lock.hold(folder, timeout_s=_LOCK_TIMEOUT_S):
        yield


def load(root: Path, name: str) -> dict[str, Any]:
    """Return the entries of one of the files, none when it is absent or damaged."""
    try:
        value = strict_json.load(atomic.read_text(root / FOLDER / name) or "")
    except (StoreError, strict_json.NotJsonError):
        return {}
    if (
        not isinstance(value, dict)
        or value.get("format") != FORMAT
        or not isinstance(value.get("entries"), dict)
    ):
        return {}
    entries: dict[str, Any] = value["entries"]
    return entries


def store(root: Path, name: str, entries: Mapping[str, Any]) -> None:
    """Replace one of the files. Raises StoreError."""
    folder = root / FOLDER
    atomic.require(folder, "folder")
    atomic.make_folder(folder)
    files = [(folder / name, json.dumps({"format": FORMAT, "entries": dict(entries)}, indent=2) + "\n")]
    if atomic.kind_of(folder / ".gitignore") is None:
        files.insert(0, (folder / ".gitignore", _IGNORE))
    atomic.replace(files)


def show_time(moment: datetime) -> str:
    """Return a time as the files hold it, ``2026-11-23T06:00:00Z``."""
    return moment.astimezone(UTC).strftime(_TIME)


def parse_time(text: object) -> datetime | None:
    """Return the time that a text of :func:`show_time` says, None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
