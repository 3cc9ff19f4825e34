"""What a site is made from and how it should look: the input of :func:`drift.docs.site.build_site`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from drift.history.index import Index
from drift.history.timeline import Timeline, Version
from drift.history.upcoming import Outlook
from drift.paths import files_in, read_configured
from drift.rehearsal.record import Record
from drift.reports.listings.support import Matrix
from drift.snapshots.snapshot import Snapshot

_MAX_GUIDE_BYTES = 10_000_000
UNDATED = datetime.min.replace(tzinfo=UTC)


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
        timeline: Its name, its versions and what each of them changed.
        title: Heading; the name when None.
        endpoint: URL shown in the examples; it never holds a secret.
        header_names: Names of the headers that a request needs; their values stay out of the site.
        operations: The user's operations.
        guides: Pages of the team's own, in navigation order.
        index: The index of the versions, where one is kept.
        support: Which versions the user's operations work with, None where there are no operations.
        outlook: What is announced to go, None where that was not read.
    """

    timeline: Timeline
    title: str | None = None
    endpoint: str | None = None
    header_names: tuple[str, ...] = ()
    operations: tuple[OperationUse, ...] = ()
    guides: tuple[Guide, ...] = ()
    index: Index | None = None
    support: Matrix | None = None
    outlook: Outlook | None = None

    @property
    def name(self) -> str:
        """The source's name."""
        return self.timeline.name

    @property
    def heading(self) -> str:
        """The title to show."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class SilentSource:
    """An API that tells no schema: known by what its server says of the user's operations.

    Attributes:
        name: The source's name.
        verdicts: The last word on each operation.
    """

    name: str
    verdicts: Record


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
        root: The configuration's folder, which links of logo, css and templates may not lead out of; the folder of
            each when None.
        redact: Takes secrets out of every text before it is written.
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
    root: Path | None = None
    redact: Callable[[str], str] = str
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
class SiteVersion:
    """A version as pages name it.

    Attributes:
        version: The version of the timeline.
        slug: Name of its page and folder.
        label: What readers see.
    """

    version: Version = field(repr=False)
    slug: str
    label: str

    @property
    def date(self) -> str | None:
        """The day it was taken, ``2026-11-23``; None when nobody knows."""
        return None if self.version.taken == UNDATED else self.version.taken.date().isoformat()

    @property
    def moment(self) -> str | None:
        """When it was taken as RFC 3339 writes it; None when nobody knows."""
        return None if self.version.taken == UNDATED else self.version.taken.strftime("%Y-%m-%dT%H:%M:%SZ")


def timeline_of(name: str, snapshot: Snapshot) -> Timeline:
    """Return the timeline of a schema that is not stored: one version without a date."""
    return Timeline(
        name, (Version(snapshot.version or snapshot.reference, snapshot.label, UNDATED, snapshot),)
    )


def read_guides(folder: Path, root: Path | None = None) -> tuple[Guide, ...]:
    """Return the Markdown files of a folder, in the order of their names.

    Args:
        folder: The folder of guides.
        root: The configuration's folder, which no link may lead out of; *folder* when None.

    Raises:
        ConfigError: A link leads out, or a guide is not a regular file.
        UsageError: The folder or a file in it can't be read.
    """
    from drift.errors import UsageError

    root = root or folder
    try:
        files = [path for path in files_in(folder, root, (".md",)) if not path.is_dir()]
        return tuple(
            Guide(path.stem, read_configured(path, root, max_bytes=_MAX_GUIDE_BYTES).decode(), path.name)
            for path in files
        )
    except UnicodeDecodeError as error:
        raise UsageError(f"{folder}: a guide is not UTF-8 text: save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{folder}: the guides can't be read: {error.strerror}") from error
