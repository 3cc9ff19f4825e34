"""One check of one source, as a folder that goes from the job with the key to the job that can write.

Nothing but this leaves the first job: what was seen, when, and what went wrong. The second job believes none of
it: names, sizes and kinds of files are checked, and a schema is read and printed again before it counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from drift import strict_json, version_news
from drift.config import SourceConfig
from drift.delivery.looks import parse_time, show_time
from drift.errors import DriftError, SchemaUnreadable, StoreError
from drift.escape import quoted
from drift.redact import clean
from drift.rehearsal import record
from drift.schema import header
from drift.schema.text import SourceText
from drift.snapshots import atomic
from drift.snapshots.snapshot import Snapshot

FORMAT = 1
ABOUT = "look.json"
SCHEMA = "schema.graphql"
REHEARSAL = "rehearsal.json"
VERSION_NEWS = "version-news.json"
_MAX_ABOUT_BYTES = 100_000
_MAX_SCHEMA_BYTES = 64 * 1024 * 1024
_MAX_ERROR = 1000


@dataclass(frozen=True)
class Look:
    """What one check gave.

    Attributes:
        source: The source's name.
        code: Exit code of the check: 0 or 1 when the source could be read, 2 or 3 when not.
        taken: When it was checked, in UTC, whole seconds.
        schema: Canonical SDL, when it is not what is stored; None when nothing moved or nothing could be read.
        rehearsal: The verdicts of a rehearsal, when they are not what is stored.
        error: Why nothing could be read, one line; None when it could.
        version_news: Of a line: what is new of its API's versions; None when nobody knows.
    """

    source: str
    code: int
    taken: datetime
    schema: str | None = None
    error: str | None = None
    rehearsal: str | None = None
    version_news: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether the source could be read."""
        return self.code in (0, 1)


def write(look: Look, folder: Path) -> None:
    """Write the result of a check into *folder*, which is made. Raises StoreError."""
    atomic.make_folder(folder)
    about = {
        "format": FORMAT,
        "source": look.source,
        "code": look.code,
        "taken": show_time(look.taken),
        "error": look.error,
        "has_schema": look.schema is not None,
    }
    files = [(folder / ABOUT, json.dumps(about, indent=2) + "\n")]
    if look.schema is not None:
        files.append((folder / SCHEMA, look.schema))
    if look.rehearsal is not None:
        files.append((folder / REHEARSAL, look.rehearsal))
    if look.version_news is not None:
        files.append((folder / VERSION_NEWS, look.version_news))
    atomic.replace(files)


def read_all(
    folder: Path,
    sources: Mapping[str, SourceConfig],
    now: datetime,
    newest: Mapping[str, datetime] = MappingProxyType({}),
) -> list[Look]:
    """Return one check for each source, from the folders below *folder*.

    A source whose check did not arrive could not be checked, as far as we know. The other job's clock is believed as
    far as it goes between the newest stored version and our own.

    Args:
        folder: What the looks left, a folder each.
        sources: The configured sources.
        now: The present time.
        newest: When the newest stored version of each source was taken.

    Raises:
        StoreError: Something is there that no look wrote, is too large, twice, or of an unknown source.
        SchemaUnreadable: A schema is not canonical SDL.
    """
    found: dict[str, Look] = {}
    if atomic.require(folder, "folder"):
        for place in sorted(folder.iterdir()):
            if not atomic.require(place, "folder"):
                continue
            look = _read(place)
            if look.source not in sources:
                raise StoreError(
                    f"{place}: a check of {quoted(look.source)}, which is not a configured source"
                )
            if look.source in found:
                raise StoreError(f"{place}: a second check of {look.source}")
            found[look.source] = replace(look, taken=_bounded(look.taken, newest.get(look.source), now))
    missing = "the result of its check did not arrive"
    return [found.get(name) or Look(name, 3, now, error=missing) for name in sources]


def _bounded(taken: datetime, newest: datetime | None, now: datetime) -> datetime:
    is_believed = taken <= now and (newest is None or newest <= taken)
    return taken if is_believed else now.replace(microsecond=0)


def _read(folder: Path) -> Look:
    for path in sorted(folder.iterdir()):
        if path.name not in (ABOUT, SCHEMA, REHEARSAL, VERSION_NEWS):
            raise StoreError(
                f"{folder}: holds {quoted(path.name)}, which `drift ci look` never writes; nothing is published"
            )
        atomic.require(path, "file")
        if path.stat().st_size > (_MAX_ABOUT_BYTES if path.name == ABOUT else _MAX_SCHEMA_BYTES):
            raise StoreError(f"{path}: is larger than what `drift ci look` writes; nothing is published")
    about = _about(folder / ABOUT)
    text = atomic.read_text(folder / SCHEMA)
    if (text is not None) != about["has_schema"]:
        raise StoreError(f"{folder}: {SCHEMA} and {ABOUT} disagree; nothing is published")
    if text is not None:
        _check_canonical(text, folder / SCHEMA)
    rehearsal = atomic.read_text(folder / REHEARSAL)
    if rehearsal is not None:
        # What is published is what we write, and nothing that only looks like it.
        rehearsal = record.parse(rehearsal, str(folder / REHEARSAL)).to_text()
    news = atomic.read_text(folder / VERSION_NEWS)
    if news is not None:
        news = version_news.to_text(version_news.parse(news, str(folder / VERSION_NEWS)))
    error = about["error"]
    return Look(
        about["source"],
        about["code"],
        about["taken"],
        text,
        None if error is None else clean(error, limit=_MAX_ERROR),
        rehearsal,
        news,
    )


def _about(path: Path) -> dict[str, Any]:
    kinds: dict[str, type | tuple[type, ...]] = {
        "format": int,
        "source": str,
        "code": int,
        "taken": str,
        "error": (str, type(None)),
        "has_schema": bool,
    }
    try:
        value = strict_json.load(atomic.read_text(path) or "")
    except strict_json.NotJsonError:
        value = None
    if (
        not isinstance(value, dict)
        or value.keys() != kinds.keys()
        or not all(isinstance(value[key], kind) for key, kind in kinds.items())
        or value["format"] != FORMAT
        or value["code"] not in range(4)
        or (taken := parse_time(value["taken"])) is None
    ):
        raise StoreError(f"{path}: is not what `drift ci look` of this release writes; nothing is published")
    return {**value, "taken": taken}


def _check_canonical(text: str, path: Path) -> None:
    if header.parse(text).format_version != header.FORMAT_VERSION:
        raise SchemaUnreadable("is not canonical SDL of this release; nothing is published", path=str(path))
    try:
        again = Snapshot(str(path), SourceText(text, ((str(path), 1),))).canonical
    except SchemaUnreadable:
        raise
    except DriftError as error:
        raise SchemaUnreadable(f"can't be read: {error}", path=str(path)) from error
    if again != text:
        raise SchemaUnreadable("is not canonical SDL; nothing is published", path=str(path))
