"""What a shell offers after the Tab key: sources, versions, elements, change ids, formats.

Nothing is asked of any server, and what can't be read offers nothing: an error would disturb the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from drift.errors import DriftError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from drift.config import Config
    from drift.snapshots.store import Store

_DEFINITION = re.compile(
    r"(?:type|interface|input|enum|union|scalar) ([_A-Za-z]\w*)|directive (@[_A-Za-z]\w*)"
)
_MEMBER = re.compile(r"  ([_A-Za-z]\w*)(?=[(: @]|$)")
_FEW = ("latest", "previous")


def _config(context: click.Context) -> Config:
    from drift.config_file import load

    return load(context.find_root().params.get("config"))


def _store(config: Config) -> Store:
    from drift.snapshots.store import Store

    return Store(config.snapshot_folder)


def _fitting(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _files(incomplete: str) -> CompletionItem:
    """Return what makes a shell offer the files that begin so."""
    from click.shell_completion import CompletionItem

    return CompletionItem(incomplete, type="file")


def sources(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the configured and the stored sources that begin so."""
    try:
        config = _config(context)
        stored = _store(config).sources()
    except (DriftError, OSError):
        return []
    return _fitting(dict.fromkeys([*config.sources, *stored]), incomplete)


def references(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return sources, after an ``@`` their versions and labels; files where nothing else begins so."""
    source, at, _ = incomplete.partition("@")
    if not at:
        return [*sources(context, parameter, incomplete), _files(incomplete)]
    try:
        versions = _store(_config(context)).versions(source)
    except (DriftError, OSError):
        return []
    names = [name for version in reversed(versions) for name in (version.label, version.version) if name]
    return _fitting([f"{source}@{name}" for name in (*_FEW, *names)], incomplete)


def elements(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return types and directives of the stored schemas that begin so; after a dot their members."""
    try:
        config = _config(context)
        store = _store(config)
        named = [name for name in context.params.get("sources") or () if name in store.sources()]
        texts = [
            store.read(name, newest)
            for name in named or store.sources()
            if (newest := store.newest(name)) is not None
        ]
    except (DriftError, OSError):
        return []
    wants_members = "." in incomplete
    found = {word for text in texts for word in _coordinates(text) if ("." in word) is wants_members}
    return _fitting(sorted(found), incomplete)


def _coordinates(canonical: str) -> Iterable[str]:
    """Yield the coordinates of the definitions and members in canonical SDL, whose layout says what they are."""
    owner, in_description = "", False
    for line in canonical.splitlines():
        if line.count('"""') % 2:
            in_description = not in_description
        elif not in_description:
            definition, member = _DEFINITION.match(line), _MEMBER.match(line)
            if definition is not None:
                owner = definition[1] or ""
                yield definition[1] or definition[2]
            elif member is not None and owner:
                yield f"{owner}.{member[1]}"


def change_ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ids of rules that begin so, in capitals or not."""
    from drift.changes.rules import CATALOGUE

    return _fitting((rule.id for rule in CATALOGUE), incomplete.upper())


def formats(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the report formats that begin so; after a ``=`` files."""
    from drift.reports import FORMATS

    if "=" in incomplete:
        return [_files(incomplete)]
    return _fitting(FORMATS, incomplete)
