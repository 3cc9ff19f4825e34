"""Which files globs mean: the one meaning of a glob wherever one may be written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drift.errors import SourceUnreachable, UsageError
from drift.escape import quoted
from drift.paths import inside

# Of other people's code; a glob that names such a folder gets it.
SKIPPED = frozenset({"node_modules", "__pycache__"})
_WILD = re.compile(r"[*?\[]")
_INNERMOST = re.compile(r"\{([^{}]*)\}")
MAX_ALTERNATIVES = 1_000


@dataclass(frozen=True, slots=True)
class Matched:
    """The files that globs mean.

    Attributes:
        paths: Relative to the folder that the globs start from, sorted, each once.
        counts: For each glob how many files it gave; for a negated one, how many it took away.
        unlisted: Folders that can't be listed, each with why; what is in them nobody knows.
    """

    paths: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    unlisted: tuple[tuple[str, str], ...] = ()


def has_magic(pattern: str) -> bool:
    """Return whether a text is more than the path of one file or folder."""
    return _WILD.search(pattern) is not None or pattern.startswith("!") or alternatives(pattern) != [pattern]


def matching(
    root: Path,
    patterns: Sequence[str],
    *,
    is_wanted: Callable[[str], bool] | None = None,
    may_lead_anywhere: bool = False,
) -> Matched:
    """Return the files that globs mean.

    ``*``, ``?`` and ``[…]`` stand for characters of one name, ``**`` for any number of folders, ``{a,b}`` for either;
    a folder means the files below it that are wanted, and ``!`` before a glob takes its files away, wherever in the
    list it is. Hidden names must be written out. What git ignores is left out unless the glob begins with it. Links to
    files are among them, wherever they lead: :mod:`drift.paths` says what may be read.

    Args:
        root: Folder that relative globs start from.
        patterns: The globs. They may lead above *root* as long as they stay inside of the same git repository.
        is_wanted: Tells from a file's name whether a folder that is named means it; all files when omitted.
        may_lead_anywhere: Let globs lead to any folder.

    Raises:
        UsageError: A glob leads elsewhere, or can't be used.
    """
    walker = _Walker(Path(os.path.abspath(root)), is_wanted or (lambda _name: True), may_lead_anywhere)
    found: set[str] = set()
    taken: set[str] = set()
    counts: list[tuple[str, int]] = []
    for pattern in patterns:
        files = walker.files(pattern.removeprefix("!"))
        counts.append((pattern, len(files)))
        (taken if pattern.startswith("!") else found).update(files)
    counts = [
        (pattern, len(walker.files(pattern[1:]) & found) if pattern.startswith("!") else count)
        for pattern, count in counts
    ]
    return Matched(tuple(sorted(found - taken)), tuple(counts), tuple(sorted(walker.unlisted.items())))


@dataclass
class _Walker:
    root: Path
    is_wanted: Callable[[str], bool]
    may_lead_anywhere: bool
    unlisted: dict[str, str] = field(default_factory=dict)
    _known: dict[str, set[str]] = field(default_factory=dict)
    _ignored: dict[Path, set[str]] = field(default_factory=dict)

    def files(self, pattern: str) -> set[str]:
        """Return the files that one glob means, relative to the root."""
        if pattern not in self._known:
            if not pattern or "\0" in pattern:
                raise UsageError(f"{quoted(pattern)}: not a usable glob")
            # Brackets and braces may be part of a name: routers name files like this.
            is_name = os.path.lexists(self.root / pattern)
            globs = [pattern] if is_name else alternatives(pattern)
            self._known[pattern] = {
                path for each in globs for path in self._single(each, pattern, is_name=is_name)
            }
        return self._known[pattern]

    def _single(self, pattern: str, shown: str, *, is_name: bool) -> Iterator[str]:
        parts = Path(pattern).parts
        wild = (count for count, part in enumerate(parts) if _WILD.search(part) and not is_name)
        fixed = next(wild, len(parts))
        if ".." in parts[fixed:]:
            raise UsageError(f"{shown}: write .. before the first * of a glob")
        start = Path(os.path.normpath(self.root.joinpath(*parts[:fixed])))
        if not self.may_lead_anywhere:
            self._check_start(start, shown)
        expression = expression_of(parts[fixed:])
        is_folder = not parts[fixed:] or not _WILD.search(parts[-1])
        for path in self._below(start, SKIPPED.difference(parts)):
            if means(expression, path, is_wanted=self.is_wanted if is_folder else None):
                yield os.path.relpath(start / path, self.root).replace(os.sep, "/")

    def _check_start(self, start: Path, shown: str) -> None:
        """Raise UsageError when the fixed part of a glob leads out of the repository, by its dots or by a link."""
        if not start.is_relative_to(self.root):
            repository = _repository_of(self.root)
            if repository is None or not _resolved(start).is_relative_to(repository.resolve()):
                where = f"{self.root}, or elsewhere in its git repository" if repository else str(self.root)
                raise UsageError(f"{shown}: files must be below {where}")
        # What a name or a link at its end leads to is found out when the file is read.
        inside(start.parent if start.is_symlink() and not start.is_dir() else start, self.root)

    def _below(self, start: Path, skipped: frozenset[str]) -> Iterator[str]:
        """Yield the files at or below *start*, relative to it; *skipped* are names of folders.

        A link is a file wherever it leads, unless it leads to a folder: that is not entered. Pipes are files too.
        """
        base = self.root if start.is_relative_to(self.root) else start
        if base not in self._ignored:
            self._ignored[base] = _ignored(base)
        ignored = self._ignored[base]
        prefix = "" if start == base else start.relative_to(base).as_posix() + "/"
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                entries = list(os.scandir(start / folder))
            except OSError as error:
                if os.path.isdir(start / folder):
                    place = os.path.relpath(start / folder, self.root).replace(os.sep, "/")
                    self.unlisted[place] = error.strerror or type(error).__name__
                elif os.path.lexists(start / folder):
                    # A file, or what can't be opened as one either: reading it says so.
                    yield folder
                continue
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.name in skipped or prefix + path in ignored:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif not (entry.is_symlink() and os.path.isdir(entry.path)):
                    yield path


def means(expression: re.Pattern[str], path: str, *, is_wanted: Callable[[str], bool] | None) -> bool:
    """Return whether a glob means a file: by its own name, or by a folder's above it.

    Args:
        expression: See :func:`expression_of`.
        path: The file, from where the expression begins.
        is_wanted: Tells from a file's name whether a folder that is named means it; None when no folder is named.
    """
    if expression.fullmatch(path):
        return True
    if is_wanted is None or not is_wanted(path.rpartition("/")[2]):
        return False
    parts = path.split("/")
    for count in range(len(parts)):
        above, below = "/".join(parts[:count]), parts[count:]
        if expression.fullmatch(above) and not any(name.startswith(".") for name in below):
            return True
    return False


def alternatives(pattern: str) -> list[str]:
    """Return a glob with braces as the globs without that it stands for. Raises UsageError for too many."""
    waiting, done = [pattern], []
    while waiting:
        text = waiting.pop()
        # Braces without a comma are part of a name.
        match = next((each for each in _INNERMOST.finditer(text) if "," in each[1]), None)
        if match is None:
            done.append(text)
            continue
        waiting += [text[: match.start()] + each + text[match.end() :] for each in match[1].split(",")]
        if len(waiting) + len(done) > MAX_ALTERNATIVES:
            raise UsageError(f"{pattern[:80]}: more than {MAX_ALTERNATIVES:,} alternatives in braces")
    return sorted(done)


def expression_of(parts: Sequence[str]) -> re.Pattern[str]:
    """Return the regular expression for the paths that a glob means, as its parts. Raises UsageError."""
    pieces: list[str] = []
    for position, part in enumerate(parts):
        is_last = position == len(parts) - 1
        if part == "**":
            pieces.append(r"(?:[^/.][^/]*/)*" + (r"[^/.][^/]*" if is_last else ""))
            continue
        hidden = "" if part.startswith(".") else r"(?!\.)"
        pieces.append(hidden + "".join(_translated(part)) + ("" if is_last else "/"))
    try:
        return re.compile("".join(pieces))
    except re.error:
        raise UsageError(
            f"{quoted('/'.join(parts))} has a set that makes no sense between '[' and ']'"
        ) from None


def _translated(part: str) -> Iterator[str]:
    for token in re.findall(r"\*+|\?|\[!?\]?[^\]]*\]|.", part, re.DOTALL):
        if token[0] == "*":
            yield "[^/]*"
        elif token == "?":
            yield "[^/]"
        elif token[0] == "[" and len(token) > 2:
            body = token[1:-1]
            negated = body.startswith("!")
            body = body.removeprefix("!").replace("\\", r"\\").replace("[", r"\[")
            yield f"[{'^/' if negated else ''}{body.replace('^', chr(92) + '^')}]"
        else:
            yield re.escape(token)


def _resolved(path: Path) -> Path:
    # Path.resolve raises for links that lead in a circle.
    return Path(os.path.realpath(path))


def _repository_of(folder: Path) -> Path | None:
    """Return the top folder of the git repository around a folder, None when there is none."""
    resolved = folder.resolve()
    return next((each for each in (resolved, *resolved.parents) if (each / ".git").exists()), None)


def _ignored(folder: Path) -> set[str]:
    """Return files and folders that git ignores, relative to *folder*; none where there is no repository."""
    if not folder.is_dir() or _repository_of(folder) is None:
        return set()
    from drift.sources.git_process import Repository

    try:
        repository = Repository.of(folder)
        answer = repository.output(
            "ls-files",
            "-z",
            "--others",
            "--ignored",
            "--exclude-standard",
            "--directory",
            "--",
            repository.prefix or ".",
        )
    except SourceUnreachable:
        return set()
    paths = (answer or b"").decode(errors="surrogateescape").split("\0")
    return {path.removeprefix(repository.prefix).rstrip("/") for path in paths if path} - {""}
