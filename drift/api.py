"""The Python API: the functions that the commands call, for scripts and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from drift.changes.change import Change
from drift.config import Policy
from drift.config_file import load
from drift.reports.report import OperationResult
from drift.schema import canonical, sdl
from drift.schema.element import Schema
from drift.snapshots.snapshot import Snapshot


def load_schema(
    reference: str,
    *,
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 60.0,
    config: str | Path | None = None,
) -> Snapshot:
    """Return the schema that a reference names.

    Args:
        reference: A file, folder, glob, URL, ``SOURCE``, ``SOURCE@VERSION`` or ``git:REVISION:PATH``.
        headers: Sent when the reference is read from the network. Never stored or put into an error.
        timeout_s: Seconds for the whole reading, retries included.
        config: Configuration file; the nearest ``drift.toml`` or ``pyproject.toml`` when omitted.

    Raises:
        drift.DriftError: The schema can't be read; the message is one line that says what to do.
    """
    from drift.sources.access import Access
    from drift.sources.reading import read

    configuration = load(None if config is None else Path(config))
    access = Access(configuration, headers=headers or {}, timeout_s=timeout_s)
    return read(access.reference(reference), access)


def introspect(
    url: str, *, headers: Mapping[str, str] | None = None, timeout_s: float = 60.0, allow_http: bool = False
) -> Snapshot:
    """Return the schema of a GraphQL endpoint.

    Asks for everything that the specification offers and leaves out what the server refuses; see
    :attr:`Snapshot.omits` for what it could not say. Follows
    https://spec.graphql.org/September2025/#sec-Schema-Introspection

    Args:
        url: An endpoint that accepts POSTed JSON; https, or http on this machine.
        headers: Sent as given, to this host only. Values are never logged, stored or put into an error.
        timeout_s: Seconds for everything, retries included.
        allow_http: Permit plain http to other machines.

    Raises:
        drift.DriftError: No schema came; the message is one line that says what to do.
    """
    from drift.redact import Redactor
    from drift.sources.remote import introspect_url

    return introspect_url(
        url, headers=headers, timeout_s=timeout_s, allow_http=allow_http, redactor=Redactor()
    )


def canonical_sdl(schema: Snapshot | Schema | str) -> str:
    """Return the canonical SDL of a schema, or of SDL text; it ends in a newline.

    Raises:
        drift.SchemaUnreadable: The text is no schema.
    """
    if isinstance(schema, Snapshot):
        return schema.canonical
    return canonical.render(sdl.read(schema) if isinstance(schema, str) else schema)


def diff(old: Snapshot | str, new: Snapshot | str, *, level: str = "spec") -> tuple[Change, ...]:
    """Return the classified changes between two schemas, worst first.

    Args:
        old: A snapshot or SDL text.
        new: A snapshot or SDL text.
        level: ``spec``, ``typed-client`` or ``strict``.

    Raises:
        drift.SchemaUnreadable: One side is no schema.
    """
    from drift.compare import compare

    report = compare(
        _snapshot(old, "old"),
        _snapshot(new, "new"),
        title="old → new",
        policy=Policy(level=level),
        today=datetime.now(UTC).date(),
    )
    return report.changes


def check_operations(
    operations: str | Sequence[str], old: Snapshot | str, new: Snapshot | str, *, root: str | Path = "."
) -> tuple[OperationResult, ...]:
    """Return what a change of schema does to each operation.

    Args:
        operations: Globs of files that hold operations: ``.graphql``, Python, JavaScript, TypeScript.
        old: The schema that the operations were written for, as a snapshot or SDL text.
        new: The schema to check them against.
        root: Folder that the globs start from.

    Raises:
        drift.SchemaUnreadable: One side is no schema.
        drift.UsageError: A glob can't be used.
    """
    from drift.compare import compare
    from drift.operations.documents import find_operations

    patterns = [operations] if isinstance(operations, str) else list(operations)
    report = compare(
        _snapshot(old, "old"),
        _snapshot(new, "new"),
        title="old → new",
        policy=Policy(),
        today=datetime.now(UTC).date(),
        operations=find_operations(Path(root), patterns),
    )
    return report.operations


def _snapshot(schema: Snapshot | str, name: str) -> Snapshot:
    if isinstance(schema, Snapshot):
        return schema
    from drift.schema.text import SourceText

    return Snapshot(name, SourceText.from_files([(f"<{name}>", schema)]))
