"""Sources to a folder of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.docs.downloads import introspection_json, llms_text
from drift.docs.feed import FeedAddress, atom
from drift.docs.frame import SiteFrame, VersionFrame, navigation, site_frame, up
from drift.docs.history import History
from drift.docs.output import Output
from drift.docs.overview import OverviewPages
from drift.docs.pages import Page, ReferencePages
from drift.docs.places import Places, name_versions, source_folders
from drift.docs.prose import Prose, plain, web_address
from drift.docs.search import entries, index_script, navigation_script
from drift.docs.source import SilentSource, SiteOptions, SiteReport, SiteSource, SiteVersion
from drift.docs.support import PAGE as SUPPORT
from drift.docs.upcoming import CALENDAR, has_page
from drift.docs.upcoming import FEED as UPCOMING_FEED
from drift.docs.upcoming import PAGE as UPCOMING
from drift.errors import UsageError
from drift.escape import quoted
from drift.history.timeline import Timeline
from drift.paths import read_configured
from drift.rehearsal.rehearse import Word
from drift.reports.listings.upcoming import to_feed, to_ics
from drift.templating import environment

if TYPE_CHECKING:
    import jinja2

ASSETS = ("drift.css", "theme.js", "drift.js", "search.js", "icon.svg")
_MAX_UNFIT = 20
_MAX_ASSET_BYTES = 10_000_000
_LOGO_ENDINGS = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")


def build_site(
    sources: Sequence[SiteSource],
    out: Path,
    *,
    silent: Sequence[SilentSource] = (),
    options: SiteOptions | None = None,
) -> SiteReport:
    """Write the site of some sources, and return what was written.

    The same sources and options give the same bytes. A folder that holds an earlier build is brought up to
    date: files that did not change are not touched, and files that the site no longer has are removed, unless
    someone edited them.

    Args:
        sources: At least one, or a silent one.
        out: Folder of the site, created when it is not there.
        silent: Sources that tell no schema, which the home page lists with what their servers said.
        options: How it should look; the defaults when None.

    Raises:
        UsageError: The folder holds something else, or an option can't be followed.
        SchemaUnreadable: A version is not a schema.
    """
    options = options or SiteOptions()
    if not (sources or silent):
        raise UsageError("there is no source to write docs for: configure one or name a schema")
    chosen = [_chosen_versions(source, options.versions) for source in sources]
    logo, css = _read_asset(options, "logo", _LOGO_ENDINGS), _read_asset(options, "css", (".css",))
    for name, url in (("base-url", options.base_url), ("edit-url", options.edit_url)):
        if url is not None and web_address(url.replace("{path}", "x")) is None:
            raise UsageError(f"docs.{name}: {quoted(url)} is not an http(s) URL")
    output = Output(out, redact=options.redact)
    site = _Site(
        options, output, logo_name=None if logo is None else f"logo{(options.logo or Path()).suffix.lower()}"
    )
    site.write_assets(logo, css)
    folders = source_folders(sources)
    overviews: list[dict[str, Any]] = []
    for source, versions in zip(sources, chosen, strict=True):
        overviews.append(site.write_source(source, folders[source.name], versions))
    site.write_home(overviews, [_silent_entry(source) for source in silent])
    written, removed, kept = output.finish()
    return SiteReport(site.pages_written, written, removed, kept, output.total_bytes)


def _chosen_versions(source: SiteSource, wanted: str | tuple[str, ...]) -> list[int]:
    """Return the positions of the versions to build, newest first; the newest is always among them."""
    versions = source.timeline.versions
    newest = len(versions) - 1
    if wanted == "latest":
        return [newest]
    if wanted == "all":
        return list(range(newest, -1, -1))
    names = (wanted,) if isinstance(wanted, str) else wanted
    positions = {newest}
    for name in names:
        found = [index for index, one in enumerate(versions) if name in (one.name, one.label)]
        if found:
            positions.add(found[-1])
        elif not any(name in (one.name, one.label) for one in versions):
            known = ", ".join(one.name for one in versions[-5:])
            raise UsageError(f"{source.name} has no version {quoted(name)}; the latest are {known}")
    return sorted(positions, reverse=True)


def _read_asset(options: SiteOptions, option: str, endings: tuple[str, ...]) -> bytes | None:
    path = {"logo": options.logo, "css": options.css}[option]
    if path is None:
        return None
    if path.suffix.lower() not in endings:
        raise UsageError(f"docs.{option}: {path} must end in {', '.join(endings)}")
    try:
        return read_configured(path, options.root or path.parent, max_bytes=_MAX_ASSET_BYTES)
    except OSError as error:
        raise UsageError(f"docs.{option}: {path} can't be read: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class _Root:
    """One version to write."""

    frame: VersionFrame
    version: SiteVersion
    reference: ReferencePages
    overview: OverviewPages

    @property
    def number_of_pages(self) -> int:
        """How many pages it has, near enough for a progress bar."""
        schema = self.reference.schema
        operations = sum(len(fields) for fields in self.reference.places.operations.values())
        return len(schema.types) + len(schema.directives) + operations


class _Site:
    """What is shared by all sources while a site is written."""

    def __init__(self, options: SiteOptions, output: Output, *, logo_name: str | None) -> None:
        self.pages_written = 0
        self._options = options
        self._output = output
        self._environment = environment(options.templates, root=options.root)
        footer = Prose(lambda _: None).html(options.footer)
        self._frame: SiteFrame = site_frame(options, logo=logo_name, footer=footer)
        self._templates: dict[str, jinja2.Template] = {}

    def write_assets(self, logo: bytes | None, css: bytes | None) -> None:
        loader = self._environment.loader
        assert loader is not None  # noqa: S101 - templating always gives one
        for name in ASSETS:
            self._output.write(
                f"assets/{name}", loader.get_source(self._environment, f"docs/assets/{name}")[0]
            )
        if logo is not None:
            self._output.write(f"assets/{self._frame.logo}", logo)
        if css is not None:
            self._output.write("assets/custom.css", css)

    def write_source(self, source: SiteSource, folder: str, chosen: Sequence[int]) -> dict[str, Any]:
        """Write all chosen versions of a source, and return what the home page says about it."""
        versions = name_versions(source.timeline.versions)
        newest = _root(source, versions, len(versions) - 1, folder)
        self._write_root(source, newest)
        for position in chosen[1:]:
            self._write_root(source, _root(source, versions, position, folder))
        base = f"{self._frame.base_url}{folder}/" if self._frame.base_url else None
        feed = atom(source.heading, newest.reference.history, FeedAddress(source.name, base))
        if feed is not None:
            self._output.write(f"{folder}/changelog/feed.xml", feed)
        if source.outlook is not None and has_page(source.outlook):
            home = None if base is None else f"{base}{UPCOMING}"
            self._output.write(f"{folder}/{CALENDAR}", to_ics([source.outlook]))
            self._output.write(f"{folder}/{UPCOMING_FEED}", to_feed([source.outlook], home=home))
        built = [[versions[position].label, versions[position].slug] for position in chosen]
        self._output.write(f"{folder}/versions.js", f"driftVersions({json.dumps(built)});\n")
        return _home_entry(source, folder, newest)

    def _write_root(self, source: SiteSource, root: _Root) -> None:
        frame, reference = root.frame, root.reference
        schema, places, folder = reference.schema, reference.places, root.frame.folder
        for page in _with_progress(_all_pages(root), self._options, root.number_of_pages):
            self._write_page(page, frame)
        guides = root.overview.guides if frame.outdated is None else []
        self._output.write(f"{folder}search-index.js", index_script(entries(schema, places, guides)))
        named = [(page, title) for _, title, page in guides]
        self._output.write(f"{folder}nav.js", navigation_script(schema, places, root.version.label, named))
        self._output.write(f"{folder}schema.graphql", root.version.version.snapshot.canonical)
        self._output.write(f"{folder}schema.json", introspection_json(schema))
        base = f"{self._frame.base_url}{folder}" if self._frame.base_url else ""
        self._output.write(f"{folder}llms.txt", llms_text(source.heading, schema, places, base))

    def _write_page(self, page: Page, frame: VersionFrame) -> None:
        path = frame.folder + page.path
        newest = frame.source_folder + page.path
        self._render(
            path,
            page.template,
            {
                **page.context,
                "page": page.path,
                "version_frame": frame,
                "to_version": up(page.path),
                "to_source": up(path.removeprefix(frame.source_folder)),
                "canonical": None if self._frame.base_url is None else self._frame.base_url + newest,
                "document_title": f"{page.title} · {frame.heading}",
                "document_summary": page.summary,
            },
        )

    def write_home(self, sources: Sequence[dict[str, Any]], silent: Sequence[dict[str, Any]]) -> None:
        """Write the page that lists the sources."""
        headings = ", ".join(str(one["heading"]) for one in [*sources, *silent])
        self._render(
            "index.html",
            "docs/home.html",
            {
                "sources": sources,
                "silent": silent,
                "page": "index.html",
                "version_frame": None,
                "to_version": "",
                "to_source": "",
                "canonical": self._frame.base_url,
                "document_title": self._frame.title,
                "document_summary": f"Reference of {headings}.",
            },
        )

    def _render(self, path: str, template: str, context: dict[str, Any]) -> None:
        found = self._templates.get(template)
        if found is None:
            found = self._templates[template] = self._environment.get_template(template)
        self._output.write(path, found.render(site=self._frame, to_site=up(path), **context))
        self.pages_written += 1


def _silent_entry(source: SilentSource) -> dict[str, Any]:
    """Return what the home page says about an API that tells no schema."""
    verdicts = source.verdicts
    entries = sorted(verdicts.entries.values(), key=lambda entry: (entry.name, entry.path))
    refused = [
        {
            "name": entry.name,
            "path": entry.path,
            "since": entry.since.isoformat(),
            "error": next(iter(entry.errors), ""),
        }
        for entry in entries
        if entry.word is not Word.ACCEPTED
    ]
    return {
        "heading": source.name,
        "accepted": verdicts.of_word(Word.ACCEPTED),
        "refused": verdicts.of_word(Word.REFUSED),
        "limited": verdicts.of_word(Word.LIMITED),
        "unfit": refused[:_MAX_UNFIT],
        "more": max(len(refused) - _MAX_UNFIT, 0),
    }


def _root(source: SiteSource, versions: tuple[SiteVersion, ...], position: int, folder: str) -> _Root:
    is_newest = position == len(versions) - 1
    version = versions[position]
    history = History(
        Timeline(source.name, source.timeline.versions[: position + 1]) if not is_newest else source.timeline,
        versions[: position + 1],
        source.index,
    )
    schema = version.version.snapshot.schema
    places = Places(schema, age=history.age)
    to_source = "" if is_newest else "../../"
    reference = ReferencePages(source, schema, places, history, to_source=to_source)
    overview = OverviewPages(source, reference, to_source=to_source)
    guides = [(page, title) for _, title, page in overview.guides]
    frame = VersionFrame(
        source.heading,
        f"{folder}/" if is_newest else f"{folder}/versions/{version.slug}/",
        f"{folder}/",
        navigation(schema, places, guides, _more(source)),
        None if is_newest else version.label,
    )
    return _Root(frame, version, reference, overview)


def _more(source: SiteSource) -> list[tuple[str, str]]:
    """Return page and title of what a source has besides its reference."""
    found = [(UPCOMING, "Upcoming")] if has_page(source.outlook) else []
    return found + ([(SUPPORT, "Support")] if source.support else [])


def _all_pages(root: _Root) -> Iterator[Page]:
    yield from root.overview.pages()
    yield from root.reference.pages()


def _with_progress(pages: Iterator[Page], options: SiteOptions, total: int) -> Iterator[Page]:
    for done, page in enumerate(pages):
        if options.progress is not None:
            options.progress(min(done, total), total)
        yield page
    if options.progress is not None:
        options.progress(total, total)


def _home_entry(source: SiteSource, folder: str, root: _Root) -> dict[str, Any]:
    schema, counts = root.reference.schema, root.overview.counts[-1]
    return {
        "heading": source.heading,
        "folder": folder,
        "version": root.version,
        "summary": plain(schema.definition.description, 200),
        "types": counts.types,
        "fields": counts.fields,
        "operations": sum(len(fields) for fields in root.reference.places.operations.values()),
        "severities": [(severity.word, number) for severity, number in counts.severities.items() if number],
        "versions": len(root.reference.history.versions),
        "deprecated": len(root.overview.deprecated),
        "notices": len(schema.notices),
    }
