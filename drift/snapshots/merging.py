"""Schemas of earlier times on their way between the versions that are stored.

Each takes the place of its time. What is stored is never moved, renamed or taken away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from drift.escape import quoted
from drift.snapshots import folder, names
from drift.snapshots.folder import Folder
from drift.snapshots.history_file import Entry
from drift.snapshots.names import Moment
from drift.snapshots.version import Arrival

# What is lost when a run is cut short, and what memory holds.
_BATCH = 32
_BATCH_CHARACTERS = 64 * 1024 * 1024


class Merging:
    """Takes arrivals in, some at a time; pure but for the notices.

    Attributes:
        state: The folder of the source.
        added: The entries of the new versions, in the order of their coming.
    """

    def __init__(self, state: Folder, notice: Callable[[str], None]) -> None:
        self.state = state
        self.added: list[Entry] = []
        self._notice = notice
        self._entries = list(state.entries)
        self._moments = [entry.moment for entry in self._entries]
        self._labels = {entry.label for entry in self._entries} - {None}
        self._waiting: list[tuple[Entry, str]] = []
        self._is_changed = False

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        size = sum(len(text) for _, text in self._waiting)
        return len(self._waiting) >= _BATCH or size >= _BATCH_CHARACTERS

    def take(self, arrival: Arrival) -> None:
        """Find the place of an arrival, unless it is there already."""
        second = arrival.taken.astimezone(UTC).replace(microsecond=0)
        start = bisect_left(self._moments, Moment(second))
        end = start + sum(moment.taken == second for moment in self._moments[start:])
        origin = names.clean_origin(arrival.origin)
        digest = None if arrival.text is None else folder.digest_of(arrival.text)
        for position in range(start, end):
            entry = self._entries[position]
            if entry.digest == digest or (digest is None and entry.origin == origin):
                self._name(position, arrival.label)
                return
        if arrival.text is None or digest is None or (end and self._entries[end - 1].digest == digest):
            return
        number = self._moments[end - 1].number + 1 if end > start else 1
        entry = Entry(Moment(second, number), self._free(arrival.label), origin, digest)
        self._insert(entry)
        self.added.append(entry)
        self._waiting.append((entry, arrival.text))

    def files(self) -> list[tuple[Path, str]]:
        """Return the files that put what was taken in since the last time into its place, in that order."""
        if not self._is_changed:
            return []
        files = [(self.state.file_of(entry.version), text) for entry, text in self._waiting]
        newest = self._entries[-1]
        files += [
            (self.state.path / folder.SCHEMA_NAME, text)
            for entry, text in self._waiting
            if entry.moment == newest.moment
        ]
        entries = tuple(self._entries)
        files.append((self.state.path / folder.HISTORY_NAME, folder.history_text(self.state, entries)))
        self._waiting.clear()
        self._is_changed = False
        return files

    def _insert(self, entry: Entry) -> None:
        position = bisect_right(self._moments, entry.moment)
        self._moments.insert(position, entry.moment)
        self._entries.insert(position, entry)
        self._is_changed = True

    def _name(self, position: int, label: str | None) -> None:
        """Give a stored version its label when it has none."""
        entry = self._entries[position]
        if label is not None and entry.label is None and (free := self._free(label)) is not None:
            self._entries[position] = replace(entry, label=free)
            self._is_changed = True

    def _free(self, label: str | None) -> str | None:
        """Return a label that no other version has."""
        if label is None:
            return None
        names.check_label(label)
        if label in self._labels:
            self._notice(
                f"label {quoted(label)} is already that of another version of {self.state.path.name}; not given again"
            )
            return None
        self._labels.add(label)
        return label
