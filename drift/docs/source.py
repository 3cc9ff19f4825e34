"""What a site is made from and how it should look: the input of :func:`drift.docs.site.build_site`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from drift.changes.change import Change
from drift.snapshots.snapshot import Snapshot

_MOMENT = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)[-:](\d\d)[-:](\d\d)Z?)?(?!\d)")


@dataclass(frozen=True, slots=True)
class OperationUse:
    """One of the user's operations and what it asks for.

    Attributes:
        name: The operation's name; ``<anonymous>`` when it has none.
        path: File as the user would open it.
        line: 1-based.
        coordinates: Schema coordinates of the fields, arguments, input fields and enum values it uses.
    """

    name: str
    path: str
    line: int
    coordinates: frozenset[str]


@dataclass(frozen=True, slots=True)
class Guide:
    """A Markdown page of the team's own.

    Attributes:
        name: File name without ``.md``; becomes the page's name.
        text: Markdown.
        path: Where the file is, relative to the folder of guides, for the edit link.
    """

    name: str
    text: str
    path: str


@dataclass(frozen=True)
class SiteSource:
    """One API of the site.

    Attributes:
        name: Name of its folder and, without a title, its heading.
        versions: At least one snapshot, oldest first.
        changes: What each version changed against the one before it, by :func:`version_name`.
        title: Heading; the name when None.
        endpoint: URL shown in the examples; it never holds a secret.
        header_names: Names of the headers that a request needs; their values stay out of the site.
        operations: The user's operations.
        guides: Pages of the team's own, in navigation order.
    """

    name: str
    versions: tuple[Snapshot, ...]
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    title: str | None = None
    endpoint: str | None = None
    header_names: tuple[str, ...] = ()
    operations: tuple[OperationUse, ...] = ()
    guides: tuple[Guide, ...] = ()

    @property
    def heading(self) -> str:
        """The title to show."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """How the site should look and what belongs to it.

    Attributes:
        title: Title of the whole site.
        logo: An image file (svg, png, jpg, webp) shown beside the title.
        footer: Markdown of one line at the end of each page.
        css: A style sheet that is loaded after ours.
        base_url: http(s) URL of the published site; gives canonical links and absolute feed addresses.
        edit_url: http(s) URL with ``{path}`` in it, for the edit links of guides.
        templates: Folder with templates that replace ours.
        versions: ``latest``, ``all``, or the names of further versions to build beside the newest one.
        progress: Called with pages done and pages in all.
    """

    title: str = "API reference"
    logo: Path | None = None
    footer: str | None = None
    css: Path | None = None
    base_url: str | None = None
    edit_url: str | None = None
    templates: Path | None = None
    versions: str | tuple[str, ...] = "latest"
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a build did.

    Attributes:
        pages: Number of HTML pages of the site.
        written: Paths written because they are new or changed, relative to the site, sorted.
        removed: Paths of an earlier build that the site no longer has, sorted.
        kept: Number of files that were already as they should be.
        total_bytes: Size of the whole site.
    """

    pages: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int
    total_bytes: int


@dataclass(frozen=True)
class Version:
    """A version as pages name it.

    Attributes:
        name: Its unique name, the key of :attr:`SiteSource.changes`.
        slug: Name of its files and folder.
        label: What readers see.
        snapshot: Its schema.
    """

    name: str
    slug: str
    label: str
    snapshot: Snapshot = field(repr=False, compare=False)

    @cached_property
    def taken(self) -> datetime | None:
        """When it was taken, as its name says; None when the name holds no date."""
        match = _MOMENT.search(self.name)
        if match is None:
            return None
        try:
            return datetime(*(int(part or 0) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
        except ValueError:
            return None

    @property
    def date(self) -> str | None:
        """The day it was taken, ``2026-11-23``."""
        return None if self.taken is None else self.taken.date().isoformat()


def version_name(snapshot: Snapshot) -> str:
    """Return the name of a version: its stored name, else how it was asked for."""
    return snapshot.version or snapshot.reference


def read_guides(folder: Path) -> tuple[Guide, ...]:
    """Return the Markdown files of a folder, in the order of their names.

    Raises:
        UsageError: The folder or a file in it can't be read.
    """
    from drift.errors import UsageError

    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.is_file())
        return tuple(Guide(path.stem, path.read_text(encoding="utf-8"), path.name) for path in files)
    except UnicodeDecodeError as error:
        raise UsageError(f"{folder}: a guide is not UTF-8 text: save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{folder}: the guides can't be read: {error.strerror}") from error
