"""``history.json``: what is known of each stored version besides its text.

One version is on one line, so that git shows an added version as an added line, and so that what is whole
can be read back from a file that is not: cut off, or with two branches' lines in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drift import strict_json, unseen
from drift.errors import StoreError
from drift.snapshots import names
from drift.strict_json import NotJsonError

FORMAT = 1

_KNOWN = ("version", "label", "taken", "origin", "digest")
_END = "\n  ]\n}\n"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FORMAT_LINE = re.compile(r'\A\s*\{\s*"format"\s*:\s*(\d{1,9})\s*[,}]')


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history.

    Attributes:
        moment: When it was stored; the version's name is made of it.
        label: The user's own name for it, None when it has none.
        origin: Where the schema was read, without secrets; None when that is not known.
        digest: ``sha256:`` and the hex digest of the canonical SDL in UTF-8.
        more: Keys of a later release under the same format number, kept as they are.
    """

    moment: names.Moment
    label: str | None
    origin: str | None
    digest: str
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def version(self) -> str:
        """The version's name."""
        return self.moment.version


@dataclass(frozen=True, slots=True)
class History:
    """What a ``history.json`` holds.

    Attributes:
        entries: Oldest first, no version twice.
        damage: What was wrong with the file, one phrase; None when nothing was.
        more: Keys of a later release beside ``versions``, kept as they are.
    """

    entries: tuple[Entry, ...] = ()
    damage: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


def render(history: History) -> str:
    """Return the text of ``history.json``, one version a line."""
    head = [
        f'  "format": {FORMAT}',
        *(f"  {_dump(key)}: {_dump(value)}" for key, value in history.more.items()),
    ]
    lines = map(_line, history.entries)
    versions = "[\n" + ",\n".join(lines) + "\n  ]" if history.entries else "[]"
    return "{\n" + ",\n".join([*head, f'  "versions": {versions}']) + "\n}\n"


def extended(text: str, entries: Sequence[Entry]) -> str | None:
    """Return the text of a ``history.json`` with one line more, the others unchanged.

    Args:
        text: A whole file that holds all entries but the last, oldest first.
        entries: At least one.

    Returns:
        The text; None when it does not end as :func:`render` ends one, and has to be made anew.
    """
    *_, last = (None, *entries[:-1])
    if last is None or not text.endswith(f"\n{_line(last)}{_END}"):
        return None
    return f"{text.removesuffix(_END)},\n{_line(entries[-1])}{_END}"


def _line(entry: Entry) -> str:
    return "    " + _dump(
        {
            "version": entry.version,
            "label": entry.label,
            "taken": entry.moment.iso,
            "origin": entry.origin,
            "digest": entry.digest,
            **entry.more,
        }
    )


def read(text: str, *, path: str) -> History:
    """Return what is in the text of a ``history.json``; a damaged one gives the lines that are whole.

    Args:
        text: The file's text.
        path: The file as the user would name it, for messages.

    Raises:
        StoreError: A later release wrote it, in a format that this one doesn't know.
    """
    try:
        whole = strict_json.load(text)
    except NotJsonError as error:
        match = _FORMAT_LINE.match(text)
        _check_format(int(match[1]) if match else FORMAT, path)
        return _salvage(text, _why(text, error))
    if not isinstance(whole, dict) or "format" not in whole:
        return _salvage(text, 'is not an object with a "format"')
    number = whole["format"]
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        return _salvage(text, 'has a "format" that is not a number')
    _check_format(number, path)
    versions = whole.get("versions")
    if not isinstance(versions, list):
        return _salvage(text, 'has no list of "versions"')
    more = {key: value for key, value in whole.items() if key not in ("format", "versions")}
    entries, spoiled = _entries(versions)
    damage = None if not spoiled else f"has {spoiled} of {len(versions)} versions spoiled or twice"
    return History(entries, damage, more)


def _check_format(number: int, path: str) -> None:
    if number > FORMAT:
        raise StoreError(
            f"{path} has format {number}, this release knows formats up to {FORMAT}: upgrade graphql-drift"
        )


def _why(text: str, error: NotJsonError) -> str:
    if not text.strip():
        return "is empty"
    if re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE):
        return "has merge conflict markers"
    if error.line is not None:
        return f"is not JSON from line {error.line} on"
    return "is not JSON"


def _salvage(text: str, damage: str) -> History:
    """Return the entries on lines that are whole by themselves."""
    found: list[Any] = []
    for line in text.split("\n"):
        candidate = line.strip().rstrip(",")
        if candidate.startswith("{") and candidate.endswith("}"):
            try:
                found.append(strict_json.load(candidate))
            except NotJsonError:
                continue
    return History(_entries(found)[0], damage)


def _entries(values: Iterable[Any]) -> tuple[tuple[Entry, ...], int]:
    """Return the usable entries oldest first, and how many were not usable."""
    by_version: dict[str, Entry] = {}
    spoiled = 0
    for value in values:
        entry = _entry(value)
        if entry is None or entry.version in by_version:
            spoiled += 1
        if entry is not None:
            by_version.setdefault(entry.version, entry)
    return tuple(sorted(by_version.values(), key=lambda entry: entry.moment)), spoiled


def _entry(value: Any) -> Entry | None:
    if not isinstance(value, dict):
        return None
    version, digest = value.get("version"), value.get("digest")
    label, origin = value.get("label"), value.get("origin")
    moment = names.parse_version(version) if isinstance(version, str) else None
    if moment is None or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return None
    if value.get("taken") != moment.iso:
        return None
    if label is not None and not (isinstance(label, str) and names.is_label(label)):
        return None
    if origin is not None and not isinstance(origin, str):
        return None
    more = {key: item for key, item in value.items() if key not in _KNOWN}
    return Entry(moment, label, None if origin is None else names.clean_origin(origin), digest, more)


def _dump(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    # A lone surrogate has no bytes in UTF-8; only its escape can be written.
    return json.dumps(value) if unseen.holds_any(text) else text
