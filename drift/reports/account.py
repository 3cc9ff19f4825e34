"""Which of the user's files were read, and which were not: so that silence about a file means something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class FileState(Enum):
    """What became of one file."""

    HOLDS = "holds"
    HOLDS_NONE = "holds-none"
    NOT_READ = "not-read"
    NOT_JUDGED = "not-judged"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file that a glob matched.

    Attributes:
        path: As the user would open it.
        state: What became of it. ``NOT_READ`` is a file that can't hold anything for us, such as one of a kind that
            is not read; ``NOT_JUDGED`` may hold operations.
        operations: Number of operations found in it.
        fragments: Number of fragments found in it.
        reason: Why it was not read; None when it was.
    """

    path: str
    state: FileState
    operations: int = 0
    fragments: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GlobEntry:
    """One glob.

    Attributes:
        pattern: As it was written.
        files: How many files it matched; of a negated one, how many it took out.
    """

    pattern: str
    files: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that may hold an operation, of which nothing can be said.

    Attributes:
        path: As the user would open the file.
        line: 1-based line.
        reason: Why, one sentence without its full stop; foreign text.
        column: 1-based column; None when the line is all that is known.
    """

    path: str
    line: int
    reason: str
    column: int | None = None

    def __str__(self) -> str:
        """Return the place and the reason."""
        column = "" if self.column is None else f":{self.column}"
        return f"{self.path}:{self.line}{column}: {self.reason}"


@dataclass(frozen=True)
class Account:
    """Every file that globs matched, and what became of it.

    Attributes:
        files: By path.
        globs: In the order that they were given.
        not_judged: Places of which nothing can be said, by file and line.
        is_waived: The user allows that something is not judged.
        copies: How many of the operations are copies of others, which are judged once.
    """

    files: tuple[FileEntry, ...] = ()
    globs: tuple[GlobEntry, ...] = ()
    not_judged: tuple[Unread, ...] = ()
    is_waived: bool = False
    copies: int = 0

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The places that make a run fail: none when the user allows them."""
        return () if self.is_waived else self.not_judged

    @cached_property
    def counts(self) -> Counter[FileState]:
        """How many files there are of each state."""
        return Counter(entry.state for entry in self.files)

    @property
    def read(self) -> int:
        """Number of files that were read."""
        return self.counts[FileState.HOLDS] + self.counts[FileState.HOLDS_NONE]

    @property
    def operations(self) -> int:
        """Number of operations in all files."""
        return sum(entry.operations for entry in self.files)

    @property
    def fragments(self) -> int:
        """Number of fragments in all files."""
        return sum(entry.fragments for entry in self.files)

    def sentence(self) -> str:
        """Return the account in one line: ``48 files: 45 read, 31 hold 120 operations; 3 not read``."""
        holding = self.counts[FileState.HOLDS]
        copies = (
            f" ({self.copies:,} of them {'a copy' if self.copies == 1 else 'copies'})" if self.copies else ""
        )
        held = (
            [_count(self.operations, "operation") + copies] if self.operations or not self.fragments else []
        )
        held += [_count(self.fragments, "fragment")] if self.fragments else []
        said = f"{_count(len(self.files), 'file')}: {self.read:,} read"
        if holding:
            said += f", {holding:,} {'holds' if holding == 1 else 'hold'} {' and '.join(held)}"
        elif self.files:
            said += ", none holds an operation"
        others = len(self.files) - self.read
        parts = [said]
        if others:
            parts.append(f"{others:,} not read{self._kinds()}")
        if self.not_judged:
            waived = ", as you allow" if self.is_waived else ""
            parts.append(f"{_count(len(self.not_judged), 'place')} not judged{waived}")
        return "; ".join(parts)

    def _kinds(self) -> str:
        """Return the endings of what was passed over, the most frequent first."""
        kinds = Counter(_ending(entry.path) for entry in self.files if entry.state is FileState.NOT_READ)
        shown = [kind for kind, _ in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))]
        if not shown:
            return ""
        return f" ({', '.join(shown[:5])}{', …' if len(shown) > 5 else ''})"

    def lines(self) -> Iterator[str]:
        """Yield every glob and every file with what became of it, one line each."""
        for glob in self.globs:
            yield f"{glob.pattern}: {_count(glob.files, 'file')}"
        for entry in self.files:
            yield f"{entry.path}: {describe(entry)}"


def describe(entry: FileEntry) -> str:
    """Return what became of a file: ``holds 2 operations``, ``holds none``, ``not read: …``."""
    if entry.state is FileState.HOLDS:
        held = [_count(entry.operations, "operation")] if entry.operations else []
        held += [_count(entry.fragments, "fragment")] if entry.fragments else []
        return f"holds {' and '.join(held)}"
    if entry.state is FileState.HOLDS_NONE:
        return "holds none"
    kind = "not judged" if entry.state is FileState.NOT_JUDGED else "not read"
    return f"{kind}: {entry.reason}"


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name[1:] else name


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
