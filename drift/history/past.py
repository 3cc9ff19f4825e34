"""What git and folders know of a schema's past, as arrivals for the store.

Each text is read and made canonical when it is asked for; what did not change since the one before is not read
again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from drift import lines
from drift.errors import SchemaUnreadable, SourceUnreachable, StoreError, UsageError
from drift.escape import quoted
from drift.redact import clean
from drift.schema.sharing import Shared
from drift.snapshots import names
from drift.snapshots.version import CLOCK_TOLERANCE, Arrival
from drift.sources import git
from drift.sources.address import SDL_SUFFIXES
from drift.sources.content import read_bytes, shown
from drift.sources.files import read_file
from drift.sources.git import Revision
from drift.sources.git_process import Repository


@dataclass
class Past:
    """A schema's past.

    Attributes:
        count: How many texts there are to read.
        arrivals: Oldest first; to be gone through once.
        notices: What was passed over and why, one sentence each; complete when the arrivals are at their end.
        passed_over: How many texts could not be read, likewise.
    """

    count: int
    arrivals: Iterator[Arrival]
    notices: list[str] = field(default_factory=list)
    passed_over: int = 0

    def pass_over(self, what: str, why: object) -> None:
        """Take in that a text can't be read."""
        self.passed_over += 1
        self.notices.append(f"{what} is passed over: {why}")


def of_git(
    reference: str,
    *,
    cwd: Path,
    now: datetime,
    since: datetime | None = None,
    is_known: Callable[[str], bool] = lambda _origin: False,
) -> Past:
    """Return the revisions of a schema file in git, with the dates and tags of their commits.

    Args:
        reference: ``PATH``, or ``REPOSITORY:PATH`` with the folder of a checkout or of a repository without one.
        cwd: The folder that relative paths start from.
        now: What is dated more than a day later is passed over.
        since: Commits before it are left out.
        is_known: Returns whether something of an origin is stored and need not be read again.

    Raises:
        UsageError: The path can't be meant as such.
        SourceUnreachable: There is no such repository or file.
    """
    repository, path = _place(reference, cwd)
    history = git.file_history(
        path, cwd=repository, is_known=lambda commit, name: is_known(_origin(commit, name))
    )
    past = Past(history.count, iter(()))
    if history.is_cut_off:
        past.notices.append(
            "this clone is shallow: what changed before its oldest commit is not in it; "
            "git fetch --unshallow brings it in"
        )
    past.arrivals = _from_revisions(history, now, since, past)
    return past


def _place(reference: str, cwd: Path) -> tuple[Repository, str]:
    """Return the repository that ``--from-git`` means, and the path in it."""
    named, colon, path = reference.rpartition(":")
    if colon:
        folder = cwd / named
        if folder.is_dir():
            return Repository.at(folder), path
        is_remote = "://" in named or "@" in named
        raise UsageError(
            f"--from-git {quoted(reference)}: {quoted(named)} is not a folder; "
            + (
                "clone it and name the clone's"
                if is_remote
                else "write PATH, or REPOSITORY:PATH with the folder of a checkout"
            )
        )
    if not path.startswith(("./", "../")) and not Path(path).is_absolute():
        return Repository.of(cwd), path
    # The folder that it was in may be gone from the checkout.
    file = cwd / path
    folder = next(parent for parent in file.parents if parent.is_dir())
    return Repository.of(folder), f"./{file.relative_to(folder).as_posix()}"


def _origin(commit: str, path: str) -> str:
    return f"git:{commit}:{path}"


def _from_revisions(
    revisions: Iterable[Revision], now: datetime, since: datetime | None, past: Past
) -> Iterator[Arrival]:
    shared = Shared()
    latest: datetime | None = None
    labels = _Labels(past.notices)
    for found in revisions:
        if found.date is None:
            past.pass_over(f"commit {found.commit[:12]}", "it does not say when it was made")
            continue
        name = f"commit {found.commit[:12]} of {found.date:%Y-%m-%d}"
        # Clocks of committers differ; what came later in the branch is later.
        taken = found.date if latest is None else max(found.date, latest)
        if since is not None and taken < since:
            continue
        if found.problem is not None:
            past.pass_over(name, found.problem)
            continue
        if found.date > now + CLOCK_TOLERANCE:
            past.pass_over(name, "it is dated in the future")
            continue
        origin = _origin(found.commit, found.path)
        text = None
        if found.text is not None:
            try:
                text = canonical_text(found.text.encode(), found.path, origin, shared)
            except SchemaUnreadable as error:
                past.pass_over(name, error)
                continue
        latest = taken
        yield Arrival(taken, origin, text, labels.of(found.tags))
    labels.tell()


class _Labels:
    """Makes labels of tags."""

    def __init__(self, notices: list[str]) -> None:
        self._notices = notices
        self._unusable: list[str] = []

    def of(self, tags: Sequence[str]) -> str | None:
        """Return the tag that says most: a release's, as v2.1.0 says more than v2; None when none can be a label."""
        usable = [tag for tag in tags if names.is_label(tag)]
        self._unusable += [tag for tag in tags if tag not in usable]
        return max(usable, key=lambda tag: (lines.is_stable(tag), len(tag)), default=None)

    def tell(self) -> None:
        """Notice the tags that can't be labels."""
        if self._unusable:
            self._notices.append(
                f"not usable as labels, for their characters or because they read as dates: "
                f"{clean(names.listed(self._unusable))}"
            )


def of_files(
    paths: Sequence[Path], *, now: datetime, date: datetime | None, from_names: bool, label: str | None
) -> Past:
    """Return published schema files, each as one version.

    Args:
        paths: Files, and folders whose schema files are taken, to any depth.
        now: The date of a single file when nothing else is said; a later date is refused.
        date: The date of a single file.
        from_names: Take the date that is in each file's name, or in its folder's.
        label: The label of a single file.

    Raises:
        UsageError: It is not clear of when a file is, or there is none.
    """
    if label is not None:
        try:
            names.check_label(label)
        except StoreError as error:
            raise UsageError(str(error)) from None
    files = [file for path in paths for file in _files_in(path)]
    if len(files) > 1 and label is not None:
        raise UsageError(f"--label names one version, and there are {len(files)} files")
    if len(files) > 1 and not from_names:
        raise UsageError(
            f"{len(files)} files need a date each: give --dates-from-names when their names hold them, or "
            "import one after the other with --date"
        )
    if from_names:
        dated = [(_date_of(file), file) for file in files]
    elif date is None and _dates_in(files[0]):
        raise UsageError(
            f"{shown(files[0])}: its name holds a date: give --dates-from-names to take it, or --date DATE"
        )
    else:
        dated = [(date or now, files[0])]
    for moment, file in dated:
        if moment > now + CLOCK_TOLERANCE:
            raise UsageError(f"{shown(file)}: {moment:%Y-%m-%d} is in the future; nothing was stored")
    dated.sort()
    past = Past(len(dated), iter(()))
    past.arrivals = _from_files(dated, label, past)
    return past


def _from_files(dated: Sequence[tuple[datetime, Path]], label: str | None, past: Past) -> Iterator[Arrival]:
    shared = Shared()
    for moment, file in dated:
        try:
            text = canonical_text(read_file(file), shown(file), shown(file), shared)
        except (SchemaUnreadable, SourceUnreachable) as error:
            if len(dated) == 1:
                raise
            past.pass_over(shown(file), error)
            continue
        yield Arrival(moment, shown(file), text, label)


def canonical_text(content: bytes, path: str, reference: str, shared: Shared) -> str:
    """Return the canonical SDL of a schema file: SDL or an introspection result. Raises SchemaUnreadable."""
    return read_bytes(content, path=path, reference=reference).sharing(shared).canonical


def _files_in(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
        return [path]
    found: list[Path] = []
    for directory, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(directory, name) for name in sorted(files) if name.endswith((*SDL_SUFFIXES, ".json"))]
    if not found:
        raise UsageError(f"{path}: no {', '.join(SDL_SUFFIXES)} or .json file in this folder or below")
    return found


def _date_of(file: Path) -> datetime:
    dates = _dates_in(file)
    if not dates:
        raise UsageError(f"{shown(file)}: its name holds no date such as 2025-02-27; give --date DATE")
    if len(dates) > 1:
        said = names.listed(f"{moment:%Y-%m-%d}" for moment in dates)
        raise UsageError(f"{shown(file)}: its name holds several dates, {said}; give --date DATE")
    return dates[0]


def _dates_in(file: Path) -> list[datetime]:
    version = names.parse_version(file.stem)
    if version is not None:
        return [version.taken]
    return names.dates_in(file.stem) or names.dates_in(file.absolute().parent.name)


def parse_date(text: str) -> datetime:
    """Return the moment that a user means by a date or time; a month means its first day.

    Raises:
        UsageError: It can't be read.
    """
    moment = names.start_of_period(text)
    if moment is None or len(text) < len("2025-01"):
        raise UsageError(f"{quoted(text)} is not a date; write 2025-02-27, or 2025-02-27T06:00:00Z")
    return moment.astimezone(UTC)
