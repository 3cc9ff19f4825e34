"""Bytes, whatever place they came from, to a :class:`Snapshot`; and several snapshots to one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from drift.errors import SchemaUnreadable
from drift.schema import header
from drift.schema.element import Notice, Omission
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from drift.sources import saved
from drift.strict_json import decode_text, parse_json

MAX_FILE_BYTES = 64 * 1024 * 1024


def read_bytes(content: bytes, *, path: str, reference: str) -> Snapshot:
    """Return the schema in the bytes of one file: SDL or an introspection result.

    Raises:
        SchemaUnreadable: It is neither; names line and column.
    """
    if len(content) > MAX_FILE_BYTES:
        raise SchemaUnreadable(f"larger than {MAX_FILE_BYTES:,} bytes", path=path)
    if not content.strip():
        raise SchemaUnreadable("is empty", path=path)
    saved.refuse_lfs_pointer(content, path=path)
    if _is_json(content, path):
        value, replaced = parse_json(content, path=path)
        notices = _surrogate_notices(replaced)
        sdl_text = saved.sdl_in_envelope(value, path=path)
        if sdl_text is not None:
            return _from_envelope(sdl_text, path=path, reference=reference, notices=notices)
        unknown, more = saved.unanswered(value, path=path)
        return from_introspection(
            value, path=path, reference=reference, unknown=unknown, notices=(*notices, *more)
        )
    source = SourceText.from_files([(path, decode_text(content, path=path))])
    return Snapshot(reference, source)


def read_stdin() -> Snapshot:
    """Return the schema on standard input; raises as :func:`read_bytes` does."""
    return read_bytes(sys.stdin.buffer.read(MAX_FILE_BYTES + 1), path="<stdin>", reference="-")


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
        SchemaUnreadable: The result is not a schema.
    """
    from drift.schema import canonical, introspection

    schema = introspection.read(result, path=path, unknown=unknown)
    source = SourceText(canonical.render(schema), ((path, 1),))
    # What was read has no lines: a line would be looked for in the SDL that was made of it.
    told = tuple(replace(notice, line=None) for notice in schema.notices)
    return Snapshot(reference, source, read_notices=(*notices, *told), is_canonical=True)


def _from_envelope(text: str, *, path: str, reference: str, notices: Iterable[Notice]) -> Snapshot:
    """Return SDL that was one string of a JSON file as a snapshot; its lines are those of the canonical SDL."""
    from drift.schema import canonical, sdl

    schema = sdl.read(SourceText.from_files([(path, text)]))
    source = SourceText(canonical.render(schema), ((path, 1),))
    told = tuple(replace(notice, line=None) for notice in schema.notices)
    return Snapshot(reference, source, read_notices=(*notices, *told), is_canonical=True)


def join(parts: Sequence[Snapshot], reference: str) -> Snapshot:
    """Return several snapshots as one schema, in their order; each line keeps its place.

    The whole omits what any part omits: what one place can't tell is not known of the whole.
    """
    if len(parts) == 1:
        return replace(parts[0], reference=reference)
    headers = [header.parse(part.source.text) for part in parts]
    omits = frozenset[Omission]().union(*(found.omits for found in headers))
    unknown = frozenset[str]().union(*(found.unknown for found in headers))
    texts = [part.source for part in parts]
    if omits or unknown:
        first = texts[0].parts[0][0]
        texts.insert(0, SourceText(header.render(omits, unknown), ((first, 1),)))
    notices = tuple(notice for part in parts for notice in part.read_notices)
    return Snapshot(reference, SourceText.joined(texts), read_notices=notices)


def shown(path: Path) -> str:
    """Return a path as the user would open it from here."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _is_json(content: bytes, path: str) -> bool:
    # A byte order mark may come first, and a zero next to each byte of UTF-16.
    start = content[:1000].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip()[:1]
    return path.endswith(".json") or start in (b"{", b"[")


def _surrogate_notices(replaced: int) -> tuple[Notice, ...]:
    if not replaced:
        return ()
    return (Notice(f"{replaced} lone surrogates, which no text may hold, were read as U+FFFD"),)
