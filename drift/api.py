"""The Python API: the functions that the commands call, for scripts and tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from drift.changes.change import Change
from drift.config import Config, Level, Policy
from drift.config_file import load
from drift.errors import OperationsUnreadable, UsageError
from drift.escape import quoted
from drift.redact import clean
from drift.reports.report import OperationResult, Report
from drift.schema import canonical, sdl
from drift.schema.element import Schema
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from drift.changes.rules import Rule
    from drift.history.life import LifeEvent
    from drift.history.timeline import Timeline
    from drift.operations.documents import Operations

_REFERENCE = re.compile(r"(?i)\S+|(?:https?://|git:).*|.*\.(?:graphqls?|gql|json)")


class OperationResults(tuple[OperationResult, ...]):
    """What a change of schema does to each operation, in the order of the files, with what had to be said about it.

    Attributes:
        notices: What was tolerated, skipped or could not be compared, one sentence each.
    """

    notices: tuple[str, ...]

    def __new__(cls, results: Iterable[OperationResult], notices: Iterable[str] = ()) -> OperationResults:
        """Return the results with their notices."""
        made = super().__new__(cls, tuple(results))
        made.notices = tuple(notices)
        return made


def load_schema(
    reference: str | PathLike[str],
    *,
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 60.0,
    config: str | PathLike[str] | None = None,
) -> Snapshot:
    """Return the schema that a reference names.

    Args:
        reference: A file, folder, glob, URL, ``SOURCE``, ``SOURCE@VERSION`` or ``git:REVISION:PATH``. A
            :class:`~pathlib.Path` is always a file or folder, whatever its name.
        headers: Sent when the reference is read from the network. Never stored or put into an error.
        timeout_s: Seconds for the whole reading, retries included.
        config: Configuration file; the nearest ``drift.toml`` or ``pyproject.toml`` when omitted.

    Raises:
        drift.DriftError: The schema can't be read; the message is one line that says what to do.
    """
    import os

    from drift.default_branch import lookup
    from drift.sources.access import Access
    from drift.sources.reading import read
    from drift.sources.reference import Files
    from drift.sources.variables import Variables

    found = load_config(config)
    variables = Variables.of(os.environ, committed=lookup(found, os.environ))
    access = Access(found, headers=headers or {}, timeout_s=timeout_s, variables=variables)
    if not isinstance(reference, str | PathLike):
        raise UsageError(f"reference: give a path or another reference, not a {type(reference).__name__}")
    named = access.reference(reference) if isinstance(reference, str) else Files(str(Path(reference)))
    snapshot = read(named, access)
    # Raises here what the first use would raise.
    _ = snapshot.schema
    return snapshot


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
    """Return the canonical SDL of a schema; it ends in a newline.

    Args:
        schema: A snapshot, a schema, or SDL text.

    Raises:
        drift.SchemaUnreadable: The text is not a schema.
        drift.UsageError: The text looks like a path or another reference; :func:`load_schema` reads those.
    """
    if isinstance(schema, Snapshot):
        return schema.canonical
    return canonical.render(schema if isinstance(schema, Schema) else sdl.read(_sdl(schema, "text")))


def diff(
    old: Snapshot | Schema | str, new: Snapshot | Schema | str, *, level: Level = "spec"
) -> tuple[Change, ...]:
    """Return the classified changes between two schemas, worst first.

    Args:
        old: A snapshot, a schema, or SDL text.
        new: The same of the newer side.
        level: How strictly to judge.

    Raises:
        drift.SchemaUnreadable: One side is not a schema.
        drift.UsageError: There is no such level, or a text looks like a path or another reference.
    """
    return report(old, new, policy=Policy(level=level)).changes


def check_operations(
    operations: str | PathLike[str] | Sequence[str | PathLike[str]],
    old: Snapshot | Schema | str,
    new: Snapshot | Schema | str,
    *,
    root: str | PathLike[str] = ".",
    allow_unread: bool = False,
    client_schema: str | Sequence[str] = (),
    client_directives: str | Sequence[str] = (),
) -> OperationResults:
    """Return what a change of schema does to each operation.

    Args:
        operations: Globs, or paths, of files that hold operations: ``.graphql``, Python, JavaScript, TypeScript.
        old: The schema that the operations were written for: a snapshot, a schema, or SDL text.
        new: The schema to check them against.
        root: Folder that the globs start from.
        allow_unread: Go on when something that may be an operation can't be read; the notices name it then.
        client_schema: Files of SDL below *root* whose types, fields and directives are the client's own: they are
            taken out before anything is judged.
        client_directives: Names of such directives, with or without ``@``.

    Raises:
        drift.SchemaUnreadable: One side is not a schema.
        drift.UsageError: A glob or a client schema can't be used, there is no operation, or a text looks like a path.
        drift.OperationsUnreadable: Something may be an operation and can't be read.
    """
    found = report(
        old,
        new,
        operations=operations,
        root=root,
        allow_unread=allow_unread,
        client_schema=client_schema,
        client_directives=client_directives,
    )
    if found.unread:
        first, *others = map(str, found.unread)
        more = f" (and {len(others):,} more)" if others else ""
        raise OperationsUnreadable(f"not judged: {first}{more}; allow_unread=True goes on without it")
    waived = () if found.account is None else found.account.not_judged
    return OperationResults(found.operations, (*found.notices, *(f"not judged: {each}" for each in waived)))


def report(
    old: Snapshot | Schema | str,
    new: Snapshot | Schema | str,
    *,
    title: str = "old → new",
    policy: Policy | None = None,
    operations: str | PathLike[str] | Sequence[str | PathLike[str]] = (),
    root: str | PathLike[str] = ".",
    only_affected: bool = False,
    allow_unread: bool = False,
    client_schema: str | Sequence[str] = (),
    client_directives: str | Sequence[str] = (),
) -> Report:
    """Return everything that a comparison of two schemas has to say, as ``drift diff`` shows it.

    Args:
        old: A snapshot, a schema, or SDL text.
        new: The same of the newer side.
        title: What the report is about.
        policy: Level, severity overrides and accepted changes; the default judges by the specification.
        operations: Globs of files that hold the user's operations; none are checked when it is empty.
        root: Folder that the globs start from.
        only_affected: Judge by what touches the operations only.
        allow_unread: Leave :attr:`Report.unread` empty when something that may be an operation can't be read.
        client_schema: Files of SDL below *root* that declare what is the client's own.
        client_directives: Names of directives that are the client's own.

    Raises:
        drift.SchemaUnreadable: One side is not a schema.
        drift.UsageError: A glob can't be used, there is no operation, or a text looks like a path.
    """
    from drift.compare import compare

    found = _operations(operations, Path(root), allow_unread=allow_unread) if operations else None
    return compare(
        _snapshot(old, "old"),
        _snapshot(new, "new"),
        title=title,
        policy=policy or Policy(),
        today=datetime.now(UTC).date(),
        operations=_with_client(found, Path(root), client_schema, client_directives),
        only_affected=only_affected,
    )


def load_config(path: str | PathLike[str] | None = None) -> Config:
    """Return the configuration: sources, policy, and where snapshots are stored.

    Args:
        path: A TOML file; the nearest ``drift.toml`` or ``pyproject.toml`` when omitted, or the defaults where there
            is none.

    Raises:
        drift.ConfigError: It says something wrong; the message names file, line and the nearest valid name.
    """
    return load(None if path is None else Path(path))


def timeline(source: str, *, config: str | PathLike[str] | None = None) -> Timeline:
    """Return the versions of a schema in order, with what each one changed.

    Args:
        source: A source of which versions are stored, or ``git:PATH``, which takes every revision of a schema file
            in a git repository as a version.
        config: Configuration file; the nearest ``drift.toml`` or ``pyproject.toml`` when omitted.

    Raises:
        drift.StoreError: Nothing is stored, or a version can't be read.
        drift.SourceUnreachable: There is no such file or repository, or no revision is a schema.
    """
    from drift.history.timeline import of_git, of_source
    from drift.snapshots.store import Store
    from drift.sources.reference import Git, parse

    reference = parse(source)
    if isinstance(reference, Git):
        return of_git(reference, Path.cwd())
    settings = load_config(config)
    source = settings.named(source)
    return of_source(Store(settings.snapshot_folder), source, roots=settings.roots_of(source))


def life_of(
    coordinate: str, source: str, *, config: str | PathLike[str] | None = None
) -> tuple[LifeEvent, ...]:
    """Return what happened to one element over the stored versions of a source, oldest first.

    Args:
        coordinate: A schema coordinate, such as ``Alert.severity``.
        source: A source of which versions are stored.
        config: Configuration file; the nearest ``drift.toml`` or ``pyproject.toml`` when omitted.

    Raises:
        drift.UsageError: No version ever had it; names the nearest coordinate of all versions.
        drift.StoreError: Nothing is stored, or a version can't be read.
    """
    from drift.history import life, lives
    from drift.snapshots.store import Store

    settings = load_config(config)
    source = settings.named(source)
    index, _ = lives.of_source(Store(settings.snapshot_folder), source, roots=settings.roots_of(source))
    return life.life_of(coordinate, index, name=source)


def rules() -> tuple[Rule, ...]:
    """Return every kind of change that there is, as ``drift rules`` lists them."""
    from drift.changes.rules import CATALOGUE

    return CATALOGUE


def _operations(
    globs: str | PathLike[str] | Sequence[str | PathLike[str]], root: Path, *, allow_unread: bool
) -> Operations:
    from drift.operations import choice

    patterns = [fspath(each) for each in ([globs] if isinstance(globs, str | PathLike) else globs)]
    return choice.named(root, patterns, allow_unread=allow_unread)


def _with_client(
    operations: Operations | None, root: Path, schema: str | Sequence[str], directives: str | Sequence[str]
) -> Operations | None:
    if operations is None or not (schema or directives):
        return operations
    from drift.operations.client_side import read_client_side

    paths, names = ([given] if isinstance(given, str) else list(given) for given in (schema, directives))
    return replace(operations, client=read_client_side(root, paths, names))


def _snapshot(schema: Snapshot | Schema | str, name: str) -> Snapshot:
    if isinstance(schema, Snapshot):
        return schema
    if isinstance(schema, Schema):
        printed = SourceText.from_files([(f"<{name}>", canonical.render(schema))])
        return Snapshot(name, printed, read_notices=schema.notices)
    return Snapshot(name, _sdl(schema, name))


def _sdl(text: str, name: str) -> SourceText:
    """Return SDL text with its name. Raises UsageError for what is something else than SDL."""
    if not isinstance(text, str):
        raise UsageError(
            f"{name}: give SDL text, a drift.Snapshot or a drift.Schema, not a {type(text).__name__}; "
            "drift.load_schema(…) reads paths and other references"
        )
    # No schema is written without a blank, a brace or a line feed.
    if "\n" not in text and "{" not in text and _REFERENCE.fullmatch(text.strip()):
        shown = clean(text, limit=200)
        raise UsageError(
            f"{name}: {quoted(shown)} looks like a path or another reference, not like SDL; "
            "drift.load_schema(…) reads those"
        )
    return SourceText.from_files([(f"<{name}>", text)])
