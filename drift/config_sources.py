"""The tables ``[sources.NAME]`` of a configuration: what each source is, and what it can't be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from drift import keys, lines
from drift.config import SourceConfig, nearest
from drift.config_table import TableReader
from drift.errors import StoreError
from drift.escape import quoted
from drift.keys import VARIABLE
from drift.snapshots.names import check_source_name
from drift.sources.address import with_scheme
from drift.sources.reference import Files, Git, Stdin, Url
from drift.sources.reference import parse as parse_reference

SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# What may be rehearsed besides queries.
REHEARSED = ("mutations", "subscriptions")
_TYPE_PATTERN = re.compile(r"[_A-Za-z0-9*?]+")
_SOURCE_KEYS = (
    "endpoint",
    "schema",
    "headers",
    "operations",
    "timeout",
    "allow-http",
    "key-host",
    "ca-bundle",
    "confirm",
    "same-api-as",
    "upcoming",
    "allow-unread",
    "introspection",
    "rehearse",
    "roots",
    "operations-exclude",
    "client-schema",
    "client-directives",
    "versions",
    "version-header",
    "answered-version-header",
    "versions-query",
    "versions-path",
    "versions-ending-path",
    "mend",
)


def read(reader: TableReader, tables: Mapping[str, Any]) -> dict[str, SourceConfig]:
    """Return the sources by name, with the lines of each versioned one in its place. Raises ConfigError."""
    sources = {name: _source(reader, name, tables[name]) for name in tables}
    _check_folders(reader, sources)
    sources = _with_lines(reader, tables, sources)
    _check_instances(reader, sources)
    return sources


def _check_folders(reader: TableReader, sources: Mapping[str, SourceConfig]) -> None:
    """Raise ConfigError when the names of sources can't be names of folders everywhere, before anything is asked."""
    seen: dict[str, str] = {}
    for name in sources:
        where = ["sources", name]
        try:
            check_source_name(name)
        except StoreError as error:
            raise reader.error(where, str(error)) from error
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise reader.error(
                where,
                f"differs from the source {other} only in case, which some disks can't tell apart: rename one",
            )


def _source(reader: TableReader, name: str, table: object) -> SourceConfig:
    where = ["sources", name]
    if not isinstance(table, dict):
        raise reader.error(where, "must be a table: write [sources.NAME] with its keys below")
    if SOURCE_NAME.fullmatch(name) is None:
        raise reader.error(where, "a source's name is made of letters, digits, '.', '_' and '-', 64 at most")
    reader.check_keys(table, _SOURCE_KEYS, where)
    endpoint, schema = _places(reader, table, where)
    operations = reader.get(table, "operations", "a list of strings", where, [])
    client_schema = reader.get(table, "client-schema", "a string or a list of strings", where, [])
    timeout_s = reader.get(table, "timeout", "a number of seconds up to a day", where)
    confirm_s = reader.get(table, "confirm", "a number of seconds from 0 to a day", where)
    headers = _headers(
        reader, reader.get(table, "headers", "a table of strings", where, {}), [*where, "headers"]
    )
    key_host = reader.get(table, "key-host", "a string", where)
    if headers and key_host is None:
        _check_one_host(reader, schema, [*where, "headers"])
    introspection = reader.get(table, "introspection", "true or false", where, True)
    if not introspection and (endpoint is None or not operations):
        raise reader.error(
            [*where, "introspection"],
            "can be false for an endpoint with operations only, which are rehearsed then",
        )
    return SourceConfig(
        name,
        endpoint,
        schema,
        headers,
        tuple(operations),
        None if timeout_s is None else float(timeout_s),
        reader.get(table, "allow-http", "true or false", where, False),
        key_host,
        _ca_bundle(reader, table, where),
        None if confirm_s is None else float(confirm_s),
        reader.get(table, "same-api-as", "a string", where),
        _upcoming(reader, table, where),
        reader.get(table, "allow-unread", "true or false", where, False),
        introspection,
        _rehearsed(reader, table, where),
        _roots(reader, reader.get(table, "roots", "a list of strings", where, []), [*where, "roots"]),
        tuple(reader.get(table, "operations-exclude", "a list of strings", where, [])),
        (client_schema,) if isinstance(client_schema, str) else tuple(client_schema),
        tuple(reader.get(table, "client-directives", "a list of strings", where, [])),
        version_header=reader.get(table, "version-header", "a string", where),
        answered_version_header=reader.get(
            table, "answered-version-header", "a string", where, lines.ANSWERED_HEADER
        ),
        versions_query=reader.get(table, "versions-query", "a string", where),
        versions_path=reader.get(table, "versions-path", "a string", where),
        versions_ending_path=reader.get(table, "versions-ending-path", "a string", where),
        mend=_mend(reader, table, where, operations),
    )


def _mend(reader: TableReader, table: Mapping[str, Any], where: list[str], operations: Sequence[str]) -> bool:
    """Return whether the pull request has edits in it, which takes operations to edit."""
    mend: bool = reader.get(table, "mend", "true or false", where, False)
    if mend and not operations:
        raise reader.error([*where, "mend"], "can be true for a source with operations only")
    return mend


def _places(
    reader: TableReader, table: Mapping[str, Any], where: list[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the endpoint and the places of the schema, of which a source has one or the other."""
    endpoint = reader.get(table, "endpoint", "a string", where)
    schema = reader.get(table, "schema", "a string or a list of strings", where, [])
    schema = (schema,) if isinstance(schema, str) else tuple(schema)
    if (endpoint is None) == (not schema):
        raise reader.error(
            where, "needs exactly one of endpoint (a URL to introspect) and schema (files or a URL)"
        )
    if endpoint is not None:
        if not isinstance(parse_reference(endpoint), Url):
            url = with_scheme(endpoint)
            advice = f'write "{url}"' if url else "a file belongs under schema"
            raise reader.error([*where, "endpoint"], f"must be an http(s) URL; {advice}")
        _check_url(reader, endpoint, [*where, "endpoint"])
    for place in schema:
        _check_place(reader, place, [*where, "schema"])
    return endpoint, schema


def _check_one_host(reader: TableReader, schema: tuple[str, ...], where: list[str]) -> None:
    hosts = {urlsplit(place).netloc.lower() for place in schema if isinstance(parse_reference(place), Url)}
    if len(hosts) > 1:
        raise reader.error(
            where,
            f"would go to {len(hosts)} hosts ({', '.join(sorted(hosts))}): say with key-host which of them gets them",
        )


def _ca_bundle(reader: TableReader, table: Mapping[str, Any], where: list[str]) -> str | None:
    path: str | None = reader.get(table, "ca-bundle", "a string", where)
    # The authorities of a machine have a place outside of every repository, and nothing of them is ever shown.
    if path is not None and not PurePosixPath(path).is_absolute():
        reader.check_inside(path, [*where, "ca-bundle"])
    return path


def _upcoming(reader: TableReader, table: Mapping[str, Any], where: list[str]) -> str | None:
    place: str | None = reader.get(table, "upcoming", "a string", where)
    if place is not None:
        _check_place(reader, place, [*where, "upcoming"])
    return place


def _rehearsed(reader: TableReader, table: Mapping[str, Any], where: list[str]) -> tuple[str, ...]:
    kinds = reader.get(table, "rehearse", "a list of strings", where, [])
    for kind in kinds:
        if kind not in REHEARSED:
            raise reader.error(
                [*where, "rehearse"], f"is a list of {' and '.join(REHEARSED)}, not {quoted(kind)}"
            )
    return tuple(kinds)


def _check_versions_query(reader: TableReader, source: SourceConfig, where: list[str]) -> None:
    if (source.versions_query is None) != (source.versions_path is None):
        raise reader.error(where, "needs both versions-query and versions-path, or neither")
    if source.versions_query is None and source.versions_ending_path is not None:
        raise reader.error([*where, "versions-ending-path"], "needs versions-query and versions-path")
    place = keys.in_query(source.versions_query or "")
    if place is not None:
        raise reader.error(
            [*where, "versions-query"],
            f"{place} looks like a secret written into the file: put it into a header of this source, as ${{NAME}}",
        )
    for key, path in (
        ("versions-path", source.versions_path),
        ("versions-ending-path", source.versions_ending_path),
    ):
        if path is not None and not all(map(lines.PATH_STEP.fullmatch, path.split("."))):
            raise reader.error(
                [*where, key],
                f"{quoted(path)} is not a path into the answer, such as publicApiVersions[supported].handle",
            )


def _with_lines(
    reader: TableReader, tables: Mapping[str, Any], sources: Mapping[str, SourceConfig]
) -> dict[str, SourceConfig]:
    """Return the sources, with the lines of each versioned one in its place."""
    found: dict[str, SourceConfig] = {}
    for name, source in sources.items():
        where = ["sources", name]
        versions = reader.get(tables[name], "versions", "a list of strings", where)
        in_url = source.endpoint is not None and lines.PLACEHOLDER in source.endpoint
        if versions is None and not in_url and source.version_header is None:
            found[name] = source
            continue
        if not versions:
            raise reader.error(where, 'needs versions = ["2026-01", …]: the versions of the API to watch')
        for version in versions:
            if lines.NAME.fullmatch(version) is None or version.endswith("."):
                raise reader.error(
                    [*where, "versions"],
                    f"{quoted(version)} is not a version: letters, digits, '.', '_' and '-'",
                )
        if len(set(versions)) < len(versions):
            raise reader.error([*where, "versions"], "names a version twice")
        if in_url == (source.version_header is not None):
            raise reader.error(
                [*where, "versions"],
                f"need {lines.PLACEHOLDER} in the endpoint, or version-header = NAME, and not both: how is a version "
                "asked for?",
            )
        if source.endpoint is None:
            raise reader.error([*where, "versions"], "are asked of an endpoint, not of files")
        _check_versions_query(reader, source, where)
        found |= {line.name: line for line in map(source.of_line, versions)}
    return found


def _roots(reader: TableReader, patterns: list[str], where: list[str]) -> tuple[str, ...]:
    for pattern in patterns:
        if _TYPE_PATTERN.fullmatch(pattern) is None:
            raise reader.error(
                where, f'{quoted(pattern)} is not the name of a type, nor a pattern of names like "*Payload"'
            )
    return tuple(patterns)


def _check_instances(reader: TableReader, sources: Mapping[str, SourceConfig]) -> None:
    """Refuse an instance of an API that is not configured, or is itself said to be an instance."""
    bases = [lines.split(name)[0] for name in sources]
    for source in sources.values():
        other = source.same_api_as
        if other is None:
            continue
        own = lines.split(source.name)[0]
        where = ["sources", own, "same-api-as"]
        known = [name for name in dict.fromkeys((*sources, *bases)) if lines.split(name)[0] != own]
        if other not in known:
            raise reader.error(where, f"no other source is named {quoted(other)}{nearest(other, known)}")
        main = next(each for name, each in sources.items() if other in (name, lines.split(name)[0]))
        if main.same_api_as is not None:
            raise reader.error(where, f"{other} is itself an instance: name {main.same_api_as} here too")


def _check_place(reader: TableReader, place: str, where: Sequence[str]) -> None:
    match parse_reference(place):
        case Files():
            reader.check_inside(place, where)
        case Url():
            _check_url(reader, place, where)
        case Stdin():
            raise reader.error(
                where, "standard input can't be read again and again: name a file, ./- for one called so"
            )
        case Git(revision="") | Git(path=""):
            raise reader.error(where, f"{place}: write git:REVISION:PATH, such as git:main:schema.graphql")


def _check_url(reader: TableReader, url: str, where: Sequence[str]) -> None:
    place = keys.in_url(url)
    if place is not None:
        proposal = keys.url_proposal(url)
        write = (
            f': put it into the environment and write "{proposal}" here'
            if proposal
            else " and must not be in a file"
        )
        raise reader.error(where, f"{place} looks like a secret written into the file{write}")
    if VARIABLE.search(url) and not keys.has_fixed_host(url):
        raise reader.error(
            where,
            "the host must be written out, so that it is known where a key goes: ${NAME} belongs in path or query",
        )


def _headers(reader: TableReader, headers: dict[str, str], where: Sequence[str]) -> dict[str, str]:
    for name, value in headers.items():
        if keys.in_header(name, value):
            raise reader.error(
                [*where, name],
                "looks like a secret written into the file: put it into the environment and write "
                f'"{keys.header_proposal(name, value)}" here',
            )
    return headers
