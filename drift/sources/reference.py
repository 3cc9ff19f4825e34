"""One schema reference, however the user wrote it, to one :class:`Snapshot`.

A reference is ``-``, ``git:REV:PATH``, an http(s) URL, ``SOURCE``, ``SOURCE@VERSION``, or files: a file, a
folder, a glob. A configured source's name wins over a file of the same name; ``./name`` means the file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from drift.config import Config, SourceConfig
from drift.errors import SchemaUnreadable, SourceUnreachable, UsageError
from drift.redact import Redactor
from drift.schema import header
from drift.schema.element import Notice
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from drift.sources.strict_json import decode_text, parse_json

if TYPE_CHECKING:
    from drift.snapshots.store import Store
    from drift.snapshots.version import StoredVersion
    from drift.sources.address import UrlKind

SDL_SUFFIXES = (".graphql", ".graphqls", ".gql")
MAX_FILE_BYTES = 64 * 1024 * 1024
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


def _no_log(_line: str) -> None:
    return None


@dataclass(frozen=True)
class Access:
    """How references are resolved: configuration, limits, and what must stay secret.

    Attributes:
        config: Sources and the snapshot folder.
        headers: Sent to any URL, besides what a source configures.
        timeout_s: Seconds for reading one schema, retries included; None takes the source's, or 60.
        url_kind: Settles whether a URL is an endpoint or a file; None decides by its path.
        allow_http: Allow plain http to other hosts than this machine.
        ca_bundle: File with further certificate authorities to trust; None takes the source's.
        environ: Where ``${NAME}`` in headers is looked up.
        redactor: Learns every secret that is used.
        log: Called with one line for each exchange with a server.
    """

    config: Config
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float | None = None
    url_kind: UrlKind | None = None
    allow_http: bool = False
    ca_bundle: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    redactor: Redactor = field(default_factory=Redactor)
    log: Callable[[str], None] = _no_log

    @cached_property
    def store(self) -> Store:
        """The folder of stored versions."""
        from drift.snapshots.store import Store

        return Store(self.config.snapshot_folder)


def resolve(reference: str, access: Access) -> Snapshot:
    """Return the schema that a reference names.

    Raises:
        UsageError: The reference names nothing; the message has the nearest name.
        SourceUnreachable, AuthenticationFailed, IntrospectionRefused: A server gave no schema.
        SchemaUnreadable: What was found is no schema.
        StoreError: A stored version can't be read.
    """
    if reference == "-":
        return read_bytes(sys.stdin.buffer.read(MAX_FILE_BYTES + 1), path="<stdin>", reference="-")
    if reference.startswith("git:"):
        return _from_git(reference, access)
    if reference.startswith(("http://", "https://")):
        return _from_url(reference, access, reference=None)
    name, at, version = reference.partition("@")
    if name in access.config.sources or (at and name in access.store.sources()):
        return stored(name, version, access) if at else live(access.config.source(name), access)
    return _from_files([reference], reference, Path(), access)


def resolve_all(references: Sequence[str], access: Access) -> Snapshot:
    """Return the schema of one reference, or of several files read as one schema."""
    if len(references) == 1:
        return resolve(references[0], access)
    return _from_files(references, " ".join(references), Path(), access)


def live(source: SourceConfig, access: Access) -> Snapshot:
    """Return the schema of a configured source as it is now; raises as :func:`resolve` does."""
    url = url_of(source)
    if url is not None:
        headers = {**source.header_values(access.environ), **access.headers}
        return _from_url(url, replace(access, headers=headers), reference=source.name, source=source)
    if source.schema[0].startswith("git:"):
        return replace(_from_git(source.schema[0], access), reference=source.name)
    return _from_files(source.schema, source.name, access.config.root, access)


def url_of(source: SourceConfig) -> str | None:
    """Return the URL that a source is read from, None when it is read from files or git."""
    return source.endpoint or next(
        (place for place in source.schema[:1] if place.startswith(("http://", "https://"))), None
    )


def stored(name: str, version: str, access: Access) -> Snapshot:
    """Return a stored version of a source; *version* is what stands behind the ``@``.

    Raises:
        UsageError: No version is meant by it.
        StoreError: Nothing is stored, or it can't be read.
    """
    store = access.store
    return from_store(name, store.resolve(name, version), store)


def from_store(name: str, version: StoredVersion, store: Store) -> Snapshot:
    """Return a stored version as a snapshot; it counts as canonical when it is what was stored, in today's form.

    Raises:
        StoreError: It can't be read.
    """
    from drift.snapshots.folder import digest_of

    text = store.read(name, version)
    current = header.parse(text).format_version == header.FORMAT_VERSION and digest_of(text) == version.digest
    return Snapshot(
        f"{name}@{version.version}",
        SourceText(text, ((shown(version.path), 1),)),
        version=version.version,
        label=version.label,
        is_canonical=current,
    )


def read_bytes(content: bytes, *, path: str, reference: str) -> Snapshot:
    """Return the schema in the bytes of one file: SDL or an introspection result.

    Raises:
        SchemaUnreadable: It is neither; names line and column.
    """
    if len(content) > MAX_FILE_BYTES:
        raise SchemaUnreadable(f"larger than {MAX_FILE_BYTES:,} bytes", path=path)
    if not content.strip():
        raise SchemaUnreadable("is empty", path=path)
    if _is_json(content, path):
        value, replaced = parse_json(content, path=path)
        notices = _surrogate_notices(replaced)
        return from_introspection(value, path=path, reference=reference, notices=notices)
    source = SourceText.from_files([(path, decode_text(content, path=path))])
    return Snapshot(reference, source)


def from_introspection(
    result: object,
    *,
    path: str,
    reference: str,
    unknown: frozenset[str] = frozenset(),
    notices: Iterable[Notice] = (),
) -> Snapshot:
    """Return an introspection result as a snapshot; its lines are those of the canonical SDL.

    Raises:
        SchemaUnreadable: The result is no schema.
    """
    from drift.schema import canonical, introspection

    schema = introspection.read(result, path=path, unknown=unknown)
    source = SourceText(canonical.render(schema), ((path, 1),))
    return Snapshot(reference, source, read_notices=(*notices, *schema.notices), is_canonical=True)


def _is_json(content: bytes, path: str) -> bool:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return path.endswith(".json") or start in (b"{", b"[")


def _surrogate_notices(replaced: int) -> tuple[Notice, ...]:
    if not replaced:
        return ()
    return (Notice(f"{replaced} lone surrogates, which no text may hold, were read as U+FFFD"),)


def shown(path: Path) -> str:
    """Return a path as the user would open it from here."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


# Files


def _from_files(patterns: Sequence[str], reference: str, root: Path, access: Access) -> Snapshot:
    paths = [path for pattern in patterns for path in _matching(pattern, root, access)]
    if len(paths) == 1:
        return read_bytes(read_file(paths[0]), path=shown(paths[0]), reference=reference)
    files: list[tuple[str, str]] = []
    for path in dict.fromkeys(paths):
        content = read_file(path)
        if path.suffix == ".json":
            raise UsageError(
                f"{shown(path)}: an introspection result can't be one of several files: name it alone"
            )
        files.append((shown(path), decode_text(content, path=shown(path))))
    return Snapshot(reference, SourceText.from_files(files))


def _matching(pattern: str, root: Path, access: Access) -> list[Path]:
    path = root / pattern
    try:
        if path.is_dir():
            return _folder_files(path)
        if path.exists():
            return [path]
    except (OSError, ValueError) as error:
        raise UsageError(f"{ascii(pattern)[1:-1]}: not a usable path: {error}") from None
    import glob

    if glob.has_magic(pattern):
        found = sorted(Path(match) for match in glob.glob(str(path), recursive=True))
        found = [match for match in found if match.is_file()]
        if found:
            return found
        raise UsageError(f"{pattern}: no file matches this glob")
    raise UsageError(_nothing_named(pattern, access))


def _nothing_named(reference: str, access: Access) -> str:
    from drift.config import nearest

    name = reference.partition("@")[0]
    sources = [*access.config.sources, *access.store.sources()]
    folder = Path(reference).parent
    neighbours = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    hint = nearest(name, sources) or nearest(Path(reference).name, neighbours)
    if "@" in reference and not sources:
        hint += "; no source is configured, `drift init` writes a drift.toml"
    return f"{reference}: neither a file nor a folder nor a configured source{hint}"


def _folder_files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
        found += [Path(directory, name) for name in sorted(files) if name.endswith(SDL_SUFFIXES)]
    if not found:
        raise UsageError(f"{shown(folder)}: no {', '.join(SDL_SUFFIXES)} file in this folder or below")
    return found


def read_file(path: Path) -> bytes:
    """Return what a file of the user holds. Raises SourceUnreachable or, when it is too large, SchemaUnreadable."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SourceUnreachable(f"{shown(path)}: can't be read: {error.strerror}") from error
    if len(content) > MAX_FILE_BYTES:
        raise SchemaUnreadable(f"larger than {MAX_FILE_BYTES:,} bytes", path=shown(path))
    return content


# Elsewhere


def _from_git(reference: str, access: Access) -> Snapshot:
    from drift.sources import git

    revision, _, path = reference.removeprefix("git:").partition(":")
    if not revision or not path:
        raise UsageError(f"{reference}: write git:REVISION:PATH, such as git:main:schema.graphql")
    return git.read_snapshot(revision, path, reference=reference, cwd=Path.cwd())


def _from_url(
    url: str, access: Access, *, reference: str | None, source: SourceConfig | None = None
) -> Snapshot:
    from drift.sources.remote import read_url

    return read_url(url, access, reference=reference, source=source)
