"""``drift.toml``, or ``[tool.drift]`` in ``pyproject.toml``, as one frozen :class:`Config`.

Everything is checked when the file is read, except that the environment variables of headers are looked up when
a source is asked, so that reading history needs no key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from drift import lines
from drift.errors import ConfigError, UsageError
from drift.escape import quoted
from drift.keys import VARIABLE
from drift.paths import inside
from drift.severity import THRESHOLDS, Severity, Threshold

Level = Literal["spec", "typed-client", "strict"]
LEVELS: tuple[Level, ...] = get_args(Level)
# A day: a longer wait is a mistake, and clocks of threads end somewhere.
MAX_SECONDS = 86_400
MAX_PER_HOST = 4


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One API to watch.

    Attributes:
        name: Its name in references, reports and the snapshot folder.
        endpoint: URL that is introspected, or None; ``${NAME}`` in it is not yet looked up, as in the next two.
        schema: Files, folders, globs, URLs and places in git, read as one schema; empty when there is an endpoint.
        headers: Header values as written.
        operations: Globs of the files that hold the user's operations.
        timeout_s: Seconds for the whole reading, retries included.
        allow_http: Send headers over plain http to a host that is not this machine.
        key_host: The only host that headers may go to; the endpoint's host when None.
        ca_bundle: File with further certificate authorities to trust.
        confirm_s: Seconds until breaking changes are checked again before they are stored; 0 never looks
            again, None leaves it to the kind of source.
        same_api_as: Another source that serves the same API; None when it is one of its own.
        upcoming: File or URL of the changes that the API's owner announces; None when there is none.
        roots: Patterns of the names of types that the API sends by other ways than operations, such as webhooks.
        allow_unread: What may hold an operation and can't be read is said, and fails nothing.
        introspection: False when the endpoint tells no schema: its operations are rehearsed.
        rehearse: What may be rehearsed besides queries: ``mutations``, ``subscriptions``.
        operations_exclude: Globs of files that hold operations of another API.
        client_schema: Files of SDL with what the client library adds to the schema.
        client_directives: Names of directives that the client library takes out.
        line: The version of the API that is asked for, when the API has several; then :attr:`name` ends in it.
        version_header: Header that asks for the version; None when the endpoint's URL does.
        answered_version_header: Header in which the server says which version it answered with.
        versions_query: Query that asks the API for its versions; None when it can't be asked.
        versions_path: Where in the answer the supported ones are, such as ``versions[supported].handle``.
        versions_ending_path: Where those are that will end, such as ``versions[supportedUntil].handle``; None when
            the API does not say.
        mend: The scheduled workflow's pull request has the edits of the operations in it.
    """

    name: str
    endpoint: str | None = None
    schema: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    operations: tuple[str, ...] = ()
    timeout_s: float | None = None
    allow_http: bool = False
    key_host: str | None = None
    ca_bundle: str | None = None
    confirm_s: float | None = None
    same_api_as: str | None = None
    upcoming: str | None = None
    allow_unread: bool = False
    introspection: bool = True
    rehearse: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    operations_exclude: tuple[str, ...] = ()
    client_schema: tuple[str, ...] = ()
    client_directives: tuple[str, ...] = ()
    line: str | None = None
    version_header: str | None = None
    answered_version_header: str = lines.ANSWERED_HEADER
    versions_query: str | None = None
    versions_path: str | None = None
    versions_ending_path: str | None = None
    mend: bool = False

    def of_line(self, line: str) -> SourceConfig:
        """Return the source that one line of this versioned one is."""
        return replace(
            self,
            name=lines.join(self.name, line),
            line=line,
            endpoint=None if self.endpoint is None else self.endpoint.replace(lines.PLACEHOLDER, line),
            headers={**self.headers, **({self.version_header: line} if self.version_header else {})},
        )

    @property
    def rehearsed_kinds(self) -> tuple[str, ...]:
        """The kinds of operation that may be rehearsed, as operations name them."""
        return ("query", *(plural.removesuffix("s") for plural in self.rehearse))

    @property
    def origin(self) -> str:
        """Where the schema is read from, as configured; a URL in it may hold a secret."""
        return self.endpoint or ", ".join(self.schema)

    def header_values(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the headers with every ``${NAME}`` replaced from *environ*.

        Raises:
            ConfigError: A variable is not set, or empty.
        """

        def value(match: re.Match[str]) -> str:
            found = environ.get(match[1])
            if not found:
                state = "is not set" if found is None else "is empty"
                raise ConfigError(
                    f"sources.{self.name}: the environment variable {match[1]} {state}: "
                    f"export {match[1]}=… before asking this source"
                )
            return found

        return {name: VARIABLE.sub(value, text) for name, text in self.headers.items()}


@dataclass(frozen=True, slots=True)
class Override:
    """A severity that the user set for a change id, everywhere or for some coordinates.

    Attributes:
        change: The change id.
        coordinate: Glob of schema coordinates.
        severity: What findings that match are from then on.
    """

    change: str
    coordinate: str
    severity: Severity

    def matches(self, change: str, coordinate: str) -> bool:
        """Return whether this entry is about a finding."""
        return self.change == change and fnmatchcase(coordinate, self.coordinate)


@dataclass(frozen=True, slots=True)
class Allowance:
    """An accepted change.

    Attributes:
        change: The change id.
        coordinate: Glob of schema coordinates.
        until: Last day on which it counts; None for ever.
        reason: Why, for the readers of the report.
        source: The source that it is about; None for all.
        place: ``drift.toml:12``, for notices.
    """

    change: str
    coordinate: str
    until: date | None
    reason: str
    source: str | None
    place: str

    def matches(self, change: str, coordinate: str) -> bool:
        """Return whether this entry is about a finding, whatever its date."""
        return self.change == change and fnmatchcase(coordinate, self.coordinate)


@dataclass(frozen=True, slots=True)
class Policy:
    """How findings are judged beyond the rules.

    Attributes:
        level: ``spec``, ``typed-client`` or ``strict``.
        fail_on: ``breaking``, ``dangerous``, ``deprecated``, ``any`` or ``never``.
        deprecated_grace_days: Removing what was deprecated at least so many days is softened to DANGEROUS;
            None never softens.
        overrides: Severities by id and coordinate; the last match counts.
        allow: Accepted changes.
    """

    level: Level = "spec"
    fail_on: Threshold = "breaking"
    deprecated_grace_days: int | None = None
    overrides: tuple[Override, ...] = ()
    allow: tuple[Allowance, ...] = ()

    def __post_init__(self) -> None:
        """Raise UsageError for a level or a threshold that there is none of; what went unnoticed would soften it."""
        for what, word, known in (("level", self.level, LEVELS), ("fail_on", self.fail_on, THRESHOLDS)):
            if word not in known:
                raise UsageError(
                    f"{what}: there are {', '.join(known)}, not {quoted(str(word))}{nearest(str(word), known)}"
                )


@dataclass(frozen=True, slots=True)
class Docs:
    """How the reference docs look and what belongs to them; paths are relative to the configuration's folder.

    Attributes:
        title: Title of the whole site.
        logo: An image shown beside the title.
        footer: Markdown of one line at the end of each page.
        css: A style sheet that is loaded after ours.
        base_url: http(s) URL of the published site.
        edit_url: http(s) URL with ``{path}`` in it, for the edit links of guides.
        guides: Folder of Markdown pages.
        templates: Folder with templates that replace ours.
        versions: ``latest``, ``all``, or versions and labels to build beside the newest one.
    """

    title: str = "API reference"
    logo: str | None = None
    footer: str | None = None
    css: str | None = None
    base_url: str | None = None
    edit_url: str | None = None
    guides: str | None = None
    templates: str | None = None
    versions: str | tuple[str, ...] = "latest"


@dataclass(frozen=True, slots=True)
class Notify:
    """Where drift is told besides reports.

    Attributes:
        level: The least severity that is told: ``breaking``, ``dangerous``, ``deprecated`` or ``any``.
        urls: Apprise URLs as written, with ``${NAME}`` not yet looked up.
    """

    level: Threshold = "breaking"
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration.

    Attributes:
        path: The file it came from, None when there is none.
        root: The folder that relative paths start from.
        snapshots: Folder of stored versions.
        sources: Sources by name, in the order of the file.
        policy: How findings are judged.
        docs: How the reference docs look.
        notify: Where drift is told.
        max_per_host: Most sources of one server that are checked at once.
    """

    root: Path
    path: Path | None = None
    snapshots: Path = Path("snapshots")
    sources: Mapping[str, SourceConfig] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    docs: Docs = field(default_factory=Docs)
    notify: Notify = field(default_factory=Notify)
    max_per_host: int = MAX_PER_HOST

    @property
    def snapshot_folder(self) -> Path:
        """The snapshot folder as a path that can be opened. Raises ConfigError when a link leads it elsewhere."""
        folder = self.root / self.snapshots
        # The store itself follows no link, not even to a place inside.
        inside(folder.parent, self.root)
        return folder

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that it names, each once."""
        texts = list(self.notify.urls)
        for source in self.sources.values():
            texts += [source.endpoint or "", *source.schema, *source.headers.values()]
        return tuple(dict.fromkeys(name for text in texts for name in VARIABLE.findall(text)))

    def lines_of(self, name: str) -> tuple[SourceConfig, ...]:
        """Return the lines of a versioned source, oldest first; nothing when it has none."""
        found = {s.line: s for s in self.sources.values() if s.line and lines.split(s.name)[0] == name}
        return tuple(found[line] for line in lines.in_order(line for line in found if line))

    def is_source(self, name: str) -> bool:
        """Return whether a source, a versioned one or a line of it has this name."""
        return name in self.sources or bool(self.lines_of(name))

    def named(self, name: str) -> str:
        """Return the name under which it is stored: that of its newest stable line for a versioned source."""
        found = self.lines_of(name)
        return lines.join(name, lines.newest_stable([s.line or "" for s in found])) if found else name

    def main_of(self, source: SourceConfig) -> str | None:
        """Return the source, or the line of one, that serves the same API as an instance; None for no instance.

        Of a versioned API it is the line of the same version where the instance has versions too, else the newest
        stable one.
        """
        main = source.same_api_as
        if main is None:
            return None
        same = lines.join(main, source.line or "")
        return same if same in self.sources else self.named(main)

    def is_same_api(self, one: str, other: str) -> bool:
        """Return whether two sources, named without their lines, serve the same API: `same-api-as` says so."""
        mains = {
            lines.split(source.name)[0]: source.same_api_as
            for source in self.sources.values()
            if source.same_api_as is not None
        }
        return mains.get(one, one) == mains.get(other, other)

    def roots_of(self, name: str) -> tuple[str, ...]:
        """Return the `roots` of a source, or of a line; nothing for what is stored and not configured."""
        source = self.sources.get(self.named(name))
        return () if source is None else source.roots

    def names_of(self, name: str, stored: Collection[str]) -> list[str]:
        """Return the names that what is stored of a source has: its own, or those of its lines.

        Args:
            name: A source, a versioned one, or a line.
            stored: Names that have something stored, which need not be configured.

        Raises:
            UsageError: Neither configured nor stored.
        """
        return [name] if name in stored else [source.name for source in self.chosen(name)]

    def chosen(self, name: str) -> tuple[SourceConfig, ...]:
        """Return the sources that a name means: one, or all lines of a versioned one. Raises UsageError."""
        return self.lines_of(name) or (self.source(name),)

    def source(self, name: str) -> SourceConfig:
        """Return a source by name; a versioned one is its newest stable line. Raises UsageError."""
        name = self.named(name)
        if name in self.sources:
            return self.sources[name]
        known = ", ".join(self.sources) or "none is configured; `drift init` writes a drift.toml"
        raise UsageError(
            f"no source is named {quoted(name)}{nearest(name, self.sources)}; configured: {known}"
        )


def nearest(word: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """Return `` (did you mean X?)`` for the nearest known word, or nothing."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {matches[0]}?)" if matches else ""
