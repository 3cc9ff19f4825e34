"""What a server said of each operation the last time: ``rehearsal.json`` beside a source's versions.

An operation is known by a digest of what it asks, so that moving or renaming a file changes nothing, and an edited
operation is a new one. The file holds no request, no key and no time of a check: where nothing changed, it doesn't.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from drift.errors import SchemaUnreadable, StoreError
from drift.operations.documents import Operations
from drift.rehearsal.digests import digest_of
from drift.rehearsal.rehearse import Rehearsal, Rehearsed, Word
from drift.strict_json import parse_json

NAME = "rehearsal.json"
FORMAT = 1
_PLACE = re.compile(r"^.+?:[0-9]+:[0-9]+: ")
_KEPT = {word.value: word for word in Word if word is not Word.NOT_ASKED}


@dataclass(frozen=True, slots=True)
class Entry:
    """The last word on one operation.

    Attributes:
        digest: What it is known by.
        name: Its name.
        path: The file that it was in.
        word: What the server said.
        since: The day on which it was first heard to say so.
        errors: Its messages, without places, which move when files are edited.
    """

    digest: str
    name: str
    path: str
    word: Word
    since: date
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """The last word on every operation.

    Attributes:
        entries: By digest.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.entries)

    def of_word(self, word: Word) -> int:
        """Return how many operations have a word."""
        return sum(entry.word is word for entry in self.entries.values())

    def word(self, digest: str) -> Word | None:
        """Return the last word on an operation, None when there is none."""
        entry = self.entries.get(digest)
        return None if entry is None else entry.word

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield the digest of each operation and the word on it."""
        return ((entry.digest, entry.word.value) for entry in self.entries.values())

    def recalled(self, operations: Operations) -> Rehearsal:
        """Return the record as the rehearsal that it came from, for operations as they are in the files now."""
        found: list[Rehearsed] = []
        for operation in operations.operations:
            entry = self.entries.get(digest_of(operations, operation))
            if entry is None:
                result = Rehearsed(operation, Word.NOT_ASKED, why="it was not rehearsed")
            else:
                place = f"{operation.path}:{operation.line}:1"
                errors = tuple(f"{place}: {error}" for error in entry.errors)
                result = Rehearsed(operation, entry.word, errors)
            found.append(result)
        return Rehearsal(tuple(found), 0)

    def to_text(self) -> str:
        """Return the text of the file: the same entries, the same bytes."""
        entries = sorted(self.entries.values(), key=lambda entry: (entry.name, entry.path, entry.digest))
        rows = [
            {
                "name": entry.name,
                "path": entry.path,
                "digest": entry.digest,
                "verdict": entry.word.value,
                "since": entry.since.isoformat(),
                "errors": list(entry.errors),
            }
            for entry in entries
        ]
        return json.dumps({"format": FORMAT, "operations": rows}, indent=2) + "\n"


def parse(text: str, path: str) -> Record:
    """Return the record that a file holds.

    Raises:
        StoreError: It holds something else.
    """
    try:
        value, _ = parse_json(text.encode(), path=path)
        entries = [_entry(row) for row in _rows(value)]
    except (SchemaUnreadable, KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{path} is not what this release writes; bring it back with git checkout -- {path}, or delete it and "
            "run drift check --save"
        ) from error
    return Record({entry.digest: entry for entry in entries})


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, dict) or value["format"] != FORMAT or not isinstance(value["operations"], list):
        raise ValueError("not a record")
    rows: list[Any] = value["operations"]
    return rows


def _entry(row: Any) -> Entry:
    errors = row["errors"]
    texts = [row["digest"], row["name"], row["path"], row["verdict"], row["since"], *errors]
    if not isinstance(errors, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError("not an entry")
    word = _KEPT[row["verdict"]]
    return Entry(
        row["digest"], row["name"], row["path"], word, date.fromisoformat(row["since"]), tuple(errors)
    )


def updated(record: Record, rehearsal: Rehearsal, operations: Operations, today: date) -> Record:
    """Return the record after a rehearsal: what was not learnt anew stays, and what is gone from the files goes."""
    entries: dict[str, Entry] = {}
    for digest, result in digested(rehearsal, operations):
        known = record.entries.get(digest)
        if is_learnt(result):
            since = known.since if known is not None and known.word is result.word else today
            operation, path = result.operation, result.operation.path
            errors = tuple(map(_message, result.errors))
            entries[digest] = Entry(digest, operation.name, path, result.word, since, errors)
        elif known is not None:
            entries[digest] = known
    return Record(entries)


def _message(error: str) -> str:
    return _PLACE.sub("", error, count=1)


def digested(rehearsal: Rehearsal, operations: Operations) -> Iterable[tuple[str, Rehearsed]]:
    """Return each result once for each digest, the first one for equal operations."""
    found: dict[str, Rehearsed] = {}
    for result in rehearsal.results:
        found.setdefault(digest_of(operations, result.operation), result)
    return found.items()


def is_learnt(result: Rehearsed) -> bool:
    """Return whether a result says how the server judges the operation itself."""
    return result.word is not Word.NOT_ASKED and result.why is None
