"""A schema reference as the user wrote it, told apart into the kinds that there are.

Only this place knows how a reference begins. ``-`` is standard input, ``git:REV:PATH`` a place in
git, ``https://…`` a URL, ``SOURCE`` a configured source as it is now, ``SOURCE@VERSION`` a stored version of it,
and everything else names files: a file, a folder, a glob. A configured source's name wins over a file of the same
name; ``./name`` means the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from drift.config import SourceConfig
from drift.sources.address import SDL_SUFFIXES, UrlKind


@dataclass(frozen=True, slots=True)
class Stdin:
    """Standard input."""

    text: str = "-"


@dataclass(frozen=True, slots=True)
class Files:
    """A file, a folder or a glob; :attr:`text` is the path."""

    text: str


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https URL.

    Attributes:
        text: The URL; it may hold a secret.
        kind: What it is known to be; None when that has to be found out.
    """

    text: str
    kind: UrlKind | None = None


@dataclass(frozen=True, slots=True)
class Git:
    """A path in a commit.

    Attributes:
        text: The whole reference.
        revision: What git takes for a commit; empty when the reference leaves it out, as ``git:PATH`` does.
        path: A file, a folder or a glob.
    """

    text: str
    revision: str
    path: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored version of a source.

    Attributes:
        text: The whole reference.
        source: The source's name.
        version: What comes after the ``@``.
    """

    text: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class Live:
    """A configured source as it is now; :attr:`text` is its name."""

    text: str


Reference = Stdin | Files | Url | Git | Stored | Live


def _git(text: str) -> Git:
    first, colon, rest = text.removeprefix("git:").partition(":")
    return Git(text, first, rest) if colon else Git(text, "", first)


_BY_PREFIX: dict[str, Callable[[str], Reference]] = {"git:": _git, "http://": Url, "https://": Url}


def _nothing(_name: str) -> bool:
    return False


def parse(
    text: str, *, is_source: Callable[[str], bool] = _nothing, is_stored: Callable[[str], bool] = _nothing
) -> Reference:
    """Return what kind of place *text* names; nothing is read for it.

    Args:
        text: As the user wrote it.
        is_source: Tells whether a source of this name is configured; none is when omitted.
        is_stored: Tells whether versions are stored under this name; asked only for what holds an ``@``.
    """
    if text == "-":
        return Stdin()
    for prefix, kind in _BY_PREFIX.items():
        # A scheme is the same in capitals.
        if text[: len(prefix)].lower() == prefix:
            return kind(prefix + text[len(prefix) :])
    name, at, version = text.partition("@")
    if is_source(name) or (at and is_stored(name)):
        return Stored(text, name, version) if at else Live(name)
    return Files(text)


def places_of(source: SourceConfig) -> tuple[Reference, ...]:
    """Return the places that a configured source is read from, at least one."""
    if source.endpoint is not None:
        return (Url(source.endpoint, UrlKind.ENDPOINT),)
    return tuple(_as_configured(parse(place)) for place in source.schema)


def _as_configured(place: Reference) -> Reference:
    """Return a place under ``schema`` with what that key says: a URL that ends like SDL is a published file."""
    if isinstance(place, Url) and urlsplit(place.text).path.lower().endswith(SDL_SUFFIXES):
        return Url(place.text, UrlKind.FILE)
    return place


def urls_of(source: SourceConfig) -> tuple[str, ...]:
    """Return the URLs among the places that a source is read from."""
    return tuple(place.text for place in places_of(source) if isinstance(place, Url))
