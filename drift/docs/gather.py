"""The configuration and schema references to what a site is made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from drift import silent
from drift.config import Config, SourceConfig
from drift.docs.source import (
    Guide,
    OperationUse,
    SilentSource,
    SiteOptions,
    SiteSource,
    read_guides,
    timeline_of,
)
from drift.errors import UsageError
from drift.history import lives
from drift.history.timeline import Timeline, of_source
from drift.sources.access import Access
from drift.sources.reading import read
from drift.sources.reference import Git, Url, parse
from drift.sources.stored import from_store

if TYPE_CHECKING:
    from drift.history.index import Index
    from drift.history.upcoming import Outlook
    from drift.operations.documents import Operations
    from drift.operations.reading import Shelf
    from drift.reports.listings.support import Matrix


def site_sources(names: Sequence[str], access: Access) -> list[SiteSource]:
    """Return what the named sources and schema references bring to a site.

    Args:
        names: Sources with stored versions, or any schema references; everything that is stored when empty.
        access: The configuration and how to reach what is not stored.

    Raises:
        UsageError: Nothing is stored and nothing is named.
        DriftError: A schema can't be read.
    """
    config = access.config
    stored = access.store.sources()
    untold = {source.name for source in silent_sources(names, access)}
    chosen = [name for name in _wanted(names, config) if name not in untold]
    if not names:
        chosen = [name for name in config.sources if name in stored] or ([] if untold else stored)
    if not (chosen or untold):
        raise access.store.nothing_stored(
            "nothing is stored to write docs from: run `drift check SOURCE --save`, or name a schema, "
            "`drift docs schema.graphql -o site`"
        )
    guides = read_guides(config.root / config.docs.guides, config.root) if config.docs.guides else ()
    from drift.operations.reading import Shelf

    shelf = Shelf()
    return [_source(name, access, guides, shelf) for name in chosen]


def silent_sources(names: Sequence[str], access: Access) -> list[SilentSource]:
    """Return the sources of which verdicts of rehearsals are stored and no schema is.

    Args:
        names: Sources or any schema references; every configured source when empty.
        access: The configuration and the store.

    Raises:
        StoreError: What is stored can't be read.
    """
    config, store = access.config, access.store
    stored = store.sources()
    found: list[SilentSource] = []
    for name in _wanted(names, config) if names else config.sources:
        verdicts = silent.stored(store, name) if name in config.sources and name not in stored else None
        if verdicts is not None:
            found.append(SilentSource(name, verdicts))
    return found


def _wanted(names: Sequence[str], config: Config) -> list[str]:
    return [line for name in names for line in [s.name for s in config.lines_of(name)] or [name]]


def site_options(
    config: Config,
    *,
    versions: tuple[str, ...] = (),
    title: str | None = None,
    redact: Callable[[str], str] = str,
    progress: Callable[[int, int], None] | None = None,
) -> SiteOptions:
    """Return the look that the configuration asks for, with what the command line says instead."""
    docs = config.docs

    def path(relative: str | None) -> Path | None:
        return None if relative is None else config.root / relative

    wanted: str | tuple[str, ...] = versions or docs.versions
    if isinstance(wanted, tuple) and len(wanted) == 1 and wanted[0] in ("latest", "all"):
        wanted = wanted[0]
    return SiteOptions(
        title=title or docs.title,
        logo=path(docs.logo),
        footer=docs.footer,
        css=path(docs.css),
        base_url=docs.base_url,
        edit_url=docs.edit_url,
        templates=path(docs.templates),
        versions=wanted,
        root=config.root,
        redact=redact,
        progress=progress,
    )


def _source(name: str, access: Access, guides: tuple[Guide, ...], shelf: Shelf) -> SiteSource:
    configured = access.config.sources.get(name)
    index = None
    if name in access.store.sources():
        roots = access.config.roots_of(name)
        timeline = of_source(access.store, name, roots=roots)
        index, _ = lives.of_source(access.store, name, roots=roots)
    elif configured is not None:
        raise UsageError(f"{name}: nothing is stored yet; run `drift check {name} --save`")
    else:
        timeline = timeline_of(_name_of(name), read(access.reference(name), access))
    if configured is None:
        return SiteSource(timeline, guides=guides, index=index)
    operations = _operations(access.config, configured, shelf)
    return SiteSource(
        timeline,
        endpoint=configured.endpoint,
        header_names=tuple(configured.headers),
        operations=() if operations is None else _uses(operations, timeline),
        guides=guides,
        index=index,
        support=_support(operations, index, access, name),
        outlook=_outlook(operations, timeline, access, name) if index is not None else None,
    )


def _outlook(operations: Operations | None, timeline: Timeline, access: Access, name: str) -> Outlook:
    """Return what is announced, as it was on the day of the newest version: the same input makes the same site."""
    from drift.outlook import look_ahead

    newest = timeline.versions[-1]
    return look_ahead(
        name, access, now=newest.taken, operations=operations, snapshot=newest.snapshot, asks_others=False
    )


def _operations(config: Config, source: SourceConfig, shelf: Shelf) -> Operations | None:
    if not source.operations:
        return None
    from drift.operations import choice
    from drift.operations.documents import find_operations

    found = find_operations(config.root, choice.globs_of(source), shelf=shelf)
    return choice.with_client(found, config, source) if found.operations else None


def _support(operations: Operations | None, index: Index | None, access: Access, name: str) -> Matrix | None:
    """Return which versions the operations work with; None where one version or no operation is there.

    Instances are what is stored of them: documentation is made without their servers.
    """
    if operations is None or index is None:
        return None
    from drift.operations.support import support, with_instances

    instances = (
        (source.name, from_store(source.name, newest, access.store, roots=source.roots))
        for source in access.config.sources.values()
        if access.config.main_of(source) == name and (newest := access.store.newest(source.name)) is not None
    )
    found = with_instances(replace(support(operations, index), source=name), operations, instances)
    return found if len(index.rows) > 1 or found.instances else None


def _name_of(reference: str) -> str:
    """Return a short name for a schema that no configuration names: a file's stem, a URL's host."""
    match parse(reference):
        case Url(text):
            stem = urlsplit(text).netloc.rpartition("@")[2]
        case Git(path=path):
            stem = Path(path).name
        case other:
            stem = Path(other.text).name
    for ending in (".graphqls", ".graphql", ".gql", ".json"):
        stem = stem.removesuffix(ending)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.") or "schema"


def _uses(operations: Operations, timeline: Timeline) -> tuple[OperationUse, ...]:
    from drift.operations.verdicts import usages

    return tuple(
        OperationUse(operation.name, operation.path, operation.line, frozenset(usage.coordinates))
        for operation, usage in usages(operations, timeline.versions[-1].snapshot)
    )
