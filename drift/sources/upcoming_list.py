"""The list of upcoming changes that a source's owner publishes, where the configuration says it is."""

from __future__ import annotations

from drift.config import SourceConfig
from drift.errors import DriftError
from drift.sources import announced
from drift.sources.access import Access
from drift.sources.announced import Announced
from drift.sources.reference import Url, parse


def entries_of(source: SourceConfig, access: Access, *, asks_others: bool) -> tuple[Announced, ...]:
    """Return the entries of a source's list, none where it has no list.

    Args:
        source: The source.
        access: How to reach it.
        asks_others: Read a list that is behind a URL.

    Raises:
        DriftError: The list can't be read.
    """
    if source.upcoming is None:
        return ()
    if isinstance(parse(source.upcoming), Url):
        if not asks_others:
            return ()
        from drift.snapshots.names import clean_origin
        from drift.sources.published import fetch_text

        url, _ = access.without_headers().toward(source.upcoming)
        text, _ = fetch_text(url, transport=access.transport, redactor=access.redactor, log=access.log)
        return announced.read(text, path=clean_origin(source.upcoming))
    from drift.sources.content import shown
    from drift.sources.files import read_own

    path = access.config.root / source.upcoming
    return announced.read(read_own(path, access.config.root).decode("utf-8", "replace"), path=shown(path))


def reasons_of(source: SourceConfig, access: Access) -> dict[str, str]:
    """Return what a list of upcoming changes that is a file says of elements, by coordinate.

    A list that can't be read says nothing here; `drift upcoming` tells why.
    """
    try:
        entries = entries_of(source, access, asks_others=False)
    except DriftError:
        return {}
    found: dict[str, str] = {}
    for entry in entries:
        text = " ".join(part for part in (entry.description, entry.reason) if part)
        parts = entry.location.split(".")
        coordinates = [entry.location, *([f"{parts[0]}.{parts[1]}({parts[2]}:)"] if len(parts) == 3 else [])]
        found |= dict.fromkeys(coordinates, text)
    return found
