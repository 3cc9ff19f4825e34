"""Reads and checks the configuration file; every error names file, line and the nearest valid name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from drift import keys, lines
from drift.config import (
    LEVELS,
    Allowance,
    Config,
    Docs,
    Notify,
    Override,
    Policy,
    SourceConfig,
    nearest,
)
from drift.config_table import TableReader
from drift.errors import ConfigError, StoreError
from drift.escape import one_line
from drift.keys import VARIABLE
from drift.paths import inside, read_named
from drift.severity import NEVER, THRESHOLDS, Severity
from drift.snapshots.names import check_source_name
from drift.sources.address import with_scheme
from drift.sources.reference import Files, Git, Stdin, Url
from drift.sources.reference import parse as parse_reference

MAX_CONFIG_BYTES = 1_000_000
SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def load(path: Path | None = None, *, start: Path | None = None) -> Config:
    """Return the configuration from *path*, or from the nearest file at or above *start*.

    Without any file, the defaults with *start* as root.

    Args:
        path: A TOML file named by the user; ``pyproject.toml`` is read for its ``[tool.drift]``.
        start: Folder to search from; the working directory when omitted.

    Raises:
        ConfigError: Names file, line and what is wrong there.
    """
    if path is not None:
        return read(path) or Config(root=path.absolute().parent, path=path)
    start = (start or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        for name in ("drift.toml", "pyproject.toml"):
            candidate = _from_here(folder / name)
            if not candidate.is_file():
                continue
            inside(candidate, folder)
            found = read(candidate)
            if found is not None:
                return found
        if (folder / ".git").exists():
            break
    return Config(root=start)


def _from_here(path: Path) -> Path:
    """Return a path as the user would write it in the working directory."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def read(path: Path) -> Config | None:
    """Return the configuration in a TOML file; None for a ``pyproject.toml`` without ``[tool.drift]``.

    Raises:
        ConfigError: Names file, line and what is wrong there.
    """
    return parse(path, read_text(path))


def parse(path: Path, text: str) -> Config | None:
    """Return the configuration in a text as if it stood in the file; see :func:`read`."""
    table = _table_of(path, text)
    return None if table is None else _parse(path, text, table)


def place_of(config: Config, where: Sequence[str]) -> str:
    """Return ``drift.toml:12``: where a key or table is in the file that a configuration came from."""
    if config.path is None:
        return "the configuration"
    prefix = ("tool", "drift") if config.path.name == "pyproject.toml" else ()
    line = TableReader(config.path, tuple(read_text(config.path).splitlines()), prefix).line_of(where)
    return f"{config.path}:{line}" if line else str(config.path)


def read_text(path: Path) -> str:
    """Return the text of a configuration file, its line ends as ``\\n``. Raises ConfigError."""
    try:
        content = read_named(path, max_bytes=MAX_CONFIG_BYTES)
        if len(content) > MAX_CONFIG_BYTES:
            raise ConfigError(
                f"{path}: larger than {MAX_CONFIG_BYTES:,} bytes, too large for a configuration"
            )
        return content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text: save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from error


def _table_of(path: Path, text: str) -> dict[str, Any] | None:
    """Return the table that holds our settings; None for a pyproject.toml without one."""
    if path.name == "pyproject.toml" and "drift" not in text:
        return None
    # Imported here, like the rules below: often there is no such file, or nothing to look up.
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if path.name == "pyproject.toml" and "tool.drift" not in text:
            return None
        raise ConfigError(f"{path}: not valid TOML: {one_line(str(error), 200)}") from error
    if path.name != "pyproject.toml":
        return document
    tool = document.get("tool")
    table = tool.get("drift") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


_OPEN_ADDRESS = re.compile(r"(?:json|xml|form|mailto|syslog)s?://[^?#]*$")
_TOP_KEYS = ("snapshots", "sources", "policy", "docs", "notify")
_DOCS_PATHS = ("logo", "css", "guides", "templates")
_DOCS_KEYS = ("title", "footer", "base-url", "edit-url", "versions", *_DOCS_PATHS)
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
)
_POLICY_KEYS = ("level", "fail-on", "deprecated-grace-days", "severity", "override", "allow")


def _parse(path: Path, text: str, table: Mapping[str, Any]) -> Config:
    prefix = ("tool", "drift") if path.name == "pyproject.toml" else ()
    reader = TableReader(path, tuple(text.splitlines()), prefix)
    reader.check_keys(table, _TOP_KEYS, [])
    snapshots = reader.get(table, "snapshots", "a string", [], "snapshots")
    _check_inside(reader, snapshots, ["snapshots"])
    tables = reader.get(table, "sources", "a table", [], {})
    sources = {name: _source(reader, name, tables[name]) for name in tables}
    _check_folders(reader, sources)
    sources = _with_lines(reader, tables, sources)
    _check_instances(reader, sources)
    policy = _policy(reader, reader.get(table, "policy", "a table", [], {}), sources)
    docs = _docs(reader, reader.get(table, "docs", "a table", [], {}))
    notify = _notify(reader, reader.get(table, "notify", "a table", [], {}))
    return Config(path.absolute().parent, path, Path(snapshots), sources, policy, docs, notify)


def _docs(reader: TableReader, table: Mapping[str, Any]) -> Docs:
    where = ["docs"]
    reader.check_keys(table, _DOCS_KEYS, where)
    values = {
        key: reader.get(table, key, "a string", where)
        for key in _DOCS_KEYS
        if key not in ("title", "versions")
    }
    for key in _DOCS_PATHS:
        if values[key] is not None:
            _check_inside(reader, values[key], [*where, key])
    versions = reader.get(table, "versions", "a string or a list of strings", where, "latest")
    return Docs(
        title=reader.get(table, "title", "a string", where, "API reference"),
        versions=versions if isinstance(versions, str) else tuple(versions),
        **{key.replace("-", "_"): value for key, value in values.items()},
    )


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


def _check_inside(reader: TableReader, path: str, where: Sequence[str]) -> None:
    pure = PurePosixPath(path.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts or re.match(r"[A-Za-z]:", path) or "\0" in path:
        raise reader.error(
            where, f"{path!r} leads out of the folder of the configuration: keep paths below it"
        )


def _source(reader: TableReader, name: str, table: object) -> SourceConfig:
    where = ["sources", name]
    if not isinstance(table, dict):
        raise reader.error(where, "must be a table: write [sources.NAME] with its keys below")
    if SOURCE_NAME.fullmatch(name) is None:
        raise reader.error(where, "a source's name is made of letters, digits, '.', '_' and '-', 64 at most")
    reader.check_keys(table, _SOURCE_KEYS, where)
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
    operations = reader.get(table, "operations", "a list of strings", where, [])
    client_schema = reader.get(table, "client-schema", "a string or a list of strings", where, [])
    ca_bundle = reader.get(table, "ca-bundle", "a string", where)
    # The authorities of a machine have a place outside of every repository, and nothing of them is ever shown.
    if ca_bundle is not None and not PurePosixPath(ca_bundle).is_absolute():
        _check_inside(reader, ca_bundle, [*where, "ca-bundle"])
    timeout_s = reader.get(table, "timeout", "a number of seconds up to a day", where)
    confirm_s = reader.get(table, "confirm", "a number of seconds from 0 to a day", where)
    upcoming = reader.get(table, "upcoming", "a string", where)
    if upcoming is not None:
        _check_place(reader, upcoming, [*where, "upcoming"])
    headers = _headers(
        reader, reader.get(table, "headers", "a table of strings", where, {}), [*where, "headers"]
    )
    key_host = reader.get(table, "key-host", "a string", where)
    introspection = reader.get(table, "introspection", "true or false", where, True)
    if not introspection and (endpoint is None or not operations):
        raise reader.error(
            [*where, "introspection"],
            "can be false for an endpoint with operations only, which are rehearsed then",
        )
    kinds = reader.get(table, "rehearse", "a list of strings", where, [])
    for kind in kinds:
        if kind not in REHEARSED:
            raise reader.error([*where, "rehearse"], f"is a list of {' and '.join(REHEARSED)}, not {kind!r}")
    hosts = {urlsplit(place).netloc.lower() for place in schema if isinstance(parse_reference(place), Url)}
    if headers and len(hosts) > 1 and key_host is None:
        raise reader.error(
            [*where, "headers"],
            f"would go to {len(hosts)} hosts ({', '.join(sorted(hosts))}): say with key-host which of them gets them",
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
        ca_bundle,
        None if confirm_s is None else float(confirm_s),
        reader.get(table, "same-api-as", "a string", where),
        upcoming,
        reader.get(table, "allow-unread", "true or false", where, False),
        introspection,
        tuple(kinds),
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
    )


def _check_versions_query(reader: TableReader, source: SourceConfig, where: list[str]) -> None:
    if (source.versions_query is None) != (source.versions_path is None):
        raise reader.error(where, "needs both versions-query and versions-path, or neither")
    if source.versions_query is None and source.versions_ending_path is not None:
        raise reader.error([*where, "versions-ending-path"], "needs versions-query and versions-path")
    for key, path in (
        ("versions-path", source.versions_path),
        ("versions-ending-path", source.versions_ending_path),
    ):
        if path is not None and not all(map(lines.PATH_STEP.fullmatch, path.split("."))):
            raise reader.error(
                [*where, key],
                f"{path!r} is not a path into the answer, such as publicApiVersions[supported].handle",
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
                    [*where, "versions"], f"{version!r} is not a version: letters, digits, '.', '_' and '-'"
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
                where, f'{pattern!r} is not the name of a type, nor a pattern of names like "*Payload"'
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
            raise reader.error(where, f"no other source is named {other!r}{nearest(other, known)}")
        main = next(each for name, each in sources.items() if other in (name, lines.split(name)[0]))
        if main.same_api_as is not None:
            raise reader.error(where, f"{other} is itself an instance: name {main.same_api_as} here too")


def _check_place(reader: TableReader, place: str, where: Sequence[str]) -> None:
    match parse_reference(place):
        case Files():
            _check_inside(reader, place, where)
        case Url():
            _check_url(reader, place, where)
        case Stdin():
            raise reader.error(
                where, "standard input can't be read again and again: name a file, ./- for one called so"
            )
        case Git(revision="") | Git(path=""):
            raise reader.error(where, f"{place}: write git:REVISION:PATH, such as git:main:schema.graphql")


def _check_url(reader: TableReader, url: str, where: Sequence[str]) -> None:
    if VARIABLE.search(url) and not keys.has_fixed_host(url):
        raise reader.error(
            where,
            "the host must be written out, so that it is known where a key goes: ${NAME} belongs in path or query",
        )
    place = keys.in_url(url)
    if place is None:
        return
    proposal = keys.url_proposal(url)
    write = (
        f': put it into the environment and write "{proposal}" here'
        if proposal
        else " and must not be in a file"
    )
    raise reader.error(where, f"{place} looks like a secret written into the file{write}")


def _headers(reader: TableReader, headers: dict[str, str], where: Sequence[str]) -> dict[str, str]:
    for name, value in headers.items():
        if keys.in_header(name, value):
            raise reader.error(
                [*where, name],
                "looks like a secret written into the file: put it into the environment and write "
                f'"{keys.header_proposal(name, value)}" here',
            )
    return headers


def _notify(reader: TableReader, table: Mapping[str, Any]) -> Notify:
    where = ["notify"]
    reader.check_keys(table, ("level", "urls"), where)
    levels = [level for level in THRESHOLDS if level != NEVER]
    urls = reader.get(table, "urls", "a list of strings", where, [])
    for number, url in enumerate(urls, 1):
        # For most services the whole address is the secret; these few have addresses that anybody may know.
        is_open = _OPEN_ADDRESS.match(url) is not None and "@" not in url
        if keys.in_notice(url) or (not VARIABLE.search(url) and not is_open):
            raise reader.error(
                [*where, "urls"],
                f"number {number} may hold a secret: put the whole URL into the environment and write "
                '"${DRIFT_NOTIFY_URL}" here',
            )
    return Notify(reader.choice(table, "level", levels, where, "breaking"), tuple(urls))


def _policy(reader: TableReader, table: Mapping[str, Any], sources: Mapping[str, SourceConfig]) -> Policy:
    where = ["policy"]
    reader.check_keys(table, _POLICY_KEYS, where)
    overrides = [
        _override(reader, change, "*", severity, [*where, "severity", change])
        for change, severity in reader.get(table, "severity", "a table of strings", where, {}).items()
    ]
    entries = reader.get(table, "override", "an array of tables ([[…]])", where, [])
    for nth, entry in enumerate(entries):
        place = [*where, "override"]
        reader.check_keys(entry, ("change", "coordinate", "severity"), place, nth=nth)
        change = _required(reader, entry, "change", place, nth)
        severity = _required(reader, entry, "severity", place, nth)
        coordinate = reader.get(entry, "coordinate", "a string", place, "*", nth=nth)
        overrides.append(_override(reader, change, coordinate, severity, place, nth=nth))
    allow = reader.get(table, "allow", "an array of tables ([[…]])", where, [])
    return Policy(
        reader.choice(table, "level", LEVELS, where, "spec"),
        reader.choice(table, "fail-on", THRESHOLDS, where, "breaking"),
        reader.get(table, "deprecated-grace-days", "a whole number of days", where),
        tuple(overrides),
        tuple(_allowance(reader, entry, nth, sources) for nth, entry in enumerate(allow)),
    )


def _required(reader: TableReader, entry: Mapping[str, Any], key: str, where: Sequence[str], nth: int) -> str:
    value = reader.get(entry, key, "a string", where, nth=nth)
    if not value:
        raise reader.error(where, f"needs {key}", nth=nth)
    return str(value)


def _check_change(reader: TableReader, change: str, where: Sequence[str], nth: int) -> None:
    from drift.changes.rules import IDS

    if change not in IDS:
        hint = nearest(change, sorted(IDS)) or "; `drift rules` lists them"
        raise reader.error(where, f"no change has the id {change!r}{hint}", nth=nth)


def _override(
    reader: TableReader, change: str, coordinate: str, severity: str, where: Sequence[str], *, nth: int = 0
) -> Override:
    _check_change(reader, change, where, nth)
    try:
        return Override(change, coordinate, Severity.from_word(severity))
    except ValueError as error:
        raise reader.error(where, str(error), nth=nth) from error


def _allowance(
    reader: TableReader, entry: Mapping[str, Any], nth: int, sources: Mapping[str, SourceConfig]
) -> Allowance:
    where = ["policy", "allow"]
    reader.check_keys(entry, ("change", "coordinate", "until", "reason", "source"), where, nth=nth)
    change = _required(reader, entry, "change", where, nth)
    _check_change(reader, change, [*where, "change"], nth)
    source = reader.get(entry, "source", "a string", where, nth=nth)
    if source is not None and source not in {*sources, *(lines.split(name)[0] for name in sources)}:
        raise reader.error(
            [*where, "source"], f"no source is named {source!r}{nearest(source, sources)}", nth=nth
        )
    return Allowance(
        change,
        _required(reader, entry, "coordinate", where, nth),
        reader.get(entry, "until", "a date such as 2027-01-31", where, nth=nth),
        _required(reader, entry, "reason", where, nth),
        source,
        f"{reader.path}:{reader.line_of(where, nth=nth) or 1}",
    )
