"""The user's files on their way in: which ones, by which reader, and the GraphQL texts that they hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drift.operations.files import matching
from drift.operations.source import Document, File, whole
from drift.operations.template import Found, Part, assemble

MAX_FILE_BYTES = 8 * 1024 * 1024
GRAPHQL_SUFFIXES = frozenset({".graphql", ".gql", ".graphqls"})

Finder = Callable[[File], Found]


@dataclass(frozen=True)
class Reading:
    """What the files hold, before anything of it is parsed.

    Attributes:
        documents: The GraphQL texts, by file.
        notices: What could not be read, one sentence each with its place.
    """

    documents: tuple[Document, ...]
    notices: tuple[str, ...]


def read_files(root: Path, patterns: Sequence[str]) -> Reading:
    """Return the GraphQL texts in the files that globs match below *root*.

    Args:
        root: Folder that the globs start from.
        patterns: Globs such as ``sdk/**/*.graphql``; files of other kinds than we can read are passed over.

    Raises:
        UsageError: A glob leads out of *root*.
    """
    notices: list[str] = []
    found: list[Found] = []
    for path in _readable(matching(root, patterns), notices):
        file = _read(root, path, notices)
        if file is not None:
            found.append(finder_for(_suffix(path))(file))
    documents: list[Document] = []
    for part in found:
        notices += part.notices
        documents += part.documents
    lookup = _Constants(found)
    for part in found:
        for draft in part.drafts:
            document, said = assemble(draft, lookup.of(part))
            if document is not None:
                documents.append(document)
            notices += said
    return Reading(tuple(documents), tuple(notices))


def _readable(paths: list[str], notices: list[str]) -> list[str]:
    """Return the paths without those that need an extra which is not installed."""
    if all(_suffix(path) in GRAPHQL_SUFFIXES for path in paths):
        return paths
    from drift.operations import javascript

    scripts = [path for path in paths if _suffix(path) in javascript.SUFFIXES]
    if not scripts or javascript.is_available():
        return paths
    notices.append(
        f"{len(scripts):,} {'file' if len(scripts) == 1 else 'files'} of JavaScript or TypeScript passed over, the "
        f"first {scripts[0]}: install graphql-drift[operations] to read them"
    )
    return [path for path in paths if _suffix(path) not in javascript.SUFFIXES]


class _Constants:
    """Literal strings by name: those of a file before those that have their name to themselves in the project."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._anywhere: dict[str, tuple[Part, ...] | None] = {}
        for part in found:
            for name, parts in part.constants.items():
                self._anywhere[name] = None if name in self._anywhere else parts

    def of(self, found: Found) -> Callable[[str], tuple[Part, ...] | None]:
        """Return the constants as one file sees them."""

        def lookup(name: str) -> tuple[Part, ...] | None:
            return found.constants[name] if name in found.constants else self._anywhere.get(name)

        return lookup


def finder_for(suffix: str) -> Finder:
    """Return the function that finds documents in files with this ending."""
    if suffix in GRAPHQL_SUFFIXES:
        return _whole_file
    # Most projects have their operations in one kind of file.
    from drift.operations import javascript, manifest, python, raw_strings

    if suffix == ".py":
        return python.find
    if suffix == ".json":
        return manifest.find
    if suffix in raw_strings.SUFFIXES:
        return raw_strings.finder(suffix)
    if suffix in javascript.SCRIPT_SUFFIXES:
        return javascript.find
    if suffix in javascript.COMPONENT_SUFFIXES:
        return javascript.find_in_component
    return _nothing


def _whole_file(file: File) -> Found:
    return Found(documents=[whole(file)])


def _nothing(_file: File) -> Found:
    return Found()


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1]


def _read(root: Path, shown: str, notices: list[str]) -> File | None:
    try:
        with open(os.path.join(root, shown), "rb") as stream:
            # Asked for by its limit, the limit's memory would be taken for every small file.
            content = stream.read(min(os.fstat(stream.fileno()).st_size, MAX_FILE_BYTES) + 1)
    except OSError as error:
        notices.append(f"{shown}: can't be read: {error.strerror}")
        return None
    if len(content) > MAX_FILE_BYTES:
        notices.append(f"{shown}: larger than {MAX_FILE_BYTES:,} bytes, passed over")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        notices.append(f"{shown}: not UTF-8, passed over")
        return None
    return File(shown, text.replace("\r\n", "\n").replace("\r", "\n"))
