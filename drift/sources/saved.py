"""Answers that somebody saved: an introspection result as the server sent it, or in another tool's envelope."""

from __future__ import annotations

from collections.abc import Mapping

from drift.errors import SchemaUnreadable
from drift.redact import clean
from drift.schema.element import Notice
from drift.sources.refusal import read_errors, summarize
from drift.sources.unanswered import unanswered_leaves

LFS_POINTER = "version https://git-lfs.github.com/spec/"


def refuse_lfs_pointer(content: bytes, *, path: str) -> None:
    """Do nothing unless a file is what Git LFS leaves in its place.

    Raises:
        SchemaUnreadable: It is.
    """
    if content.lstrip().startswith(LFS_POINTER.encode()):
        raise SchemaUnreadable(
            "is a pointer of Git LFS, not the file itself: run `git lfs pull` (in CI: check out with LFS)",
            path=path,
        )


def sdl_in_envelope(value: object, *, path: str) -> str | None:
    """Return the SDL that rover (``--format json``) puts into its envelope; None for anything else.

    Raises:
        SchemaUnreadable: It failed.
    """
    data = value.get("data") if isinstance(value, Mapping) else None
    if not isinstance(data, Mapping):
        return None
    problem = value.get("error") if isinstance(value, Mapping) and "json_version" in value else None
    if isinstance(problem, Mapping):
        said = clean(str(problem.get("message")), limit=200)
        raise SchemaUnreadable(f'is what rover wrote when it failed: "{said}"; introspect again', path=path)
    found = data.get("introspection_response")
    sdl = data.get("sdl")
    if found is None and isinstance(sdl, Mapping):
        found = sdl.get("contents")
    return found if isinstance(found, str) else None


def unanswered(value: object, *, path: str) -> tuple[frozenset[str], tuple[Notice, ...]]:
    """Return the leaves that the server failed to answer, as an endpoint's answer is treated, and a notice.

    Args:
        value: Decoded JSON: a response with ``data`` and perhaps ``errors``.
        path: What was read, for errors.

    Raises:
        SchemaUnreadable: The errors are about more than such leaves, so the saved answer is a part only.
    """
    data = value.get("data") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(data, dict) or not data.get("__schema"):
        return frozenset(), ()
    errors = read_errors(dict(value))
    leaves, others = unanswered_leaves(data, errors)
    if others:
        raise SchemaUnreadable(
            f"holds a part of the schema and {clean(summarize(others), limit=200)}: introspect again and save an "
            "answer without errors",
            path=path,
        )
    if not leaves:
        return frozenset(), ()
    count = "one value" if len(leaves) == 1 else f"{len(leaves):,} values"
    coordinate, _, attribute = min(leaves).partition("#")
    text = f"the server failed to answer {count}, {attribute.replace('_', ' ')} here; read as unknown"
    return frozenset(leaves), (Notice(text, clean(coordinate, limit=200)),)
