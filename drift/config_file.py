"""Reads and checks the configuration file; every error names file, line and the nearest valid name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from drift import config_policy, config_sources, keys
from drift.config import MAX_PER_HOST, Config, Docs, Notify
from drift.config_table import TableReader
from drift.errors import ConfigError
from drift.escape import one_line
from drift.paths import inside, read_named, require_regular
from drift.severity import NEVER, THRESHOLDS

MAX_CONFIG_BYTES = 1_000_000


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
            if not os.path.lexists(candidate):
                continue
            inside(candidate, folder)
            require_regular(candidate, _mode_of(candidate))
            found = read(candidate)
            if found is not None:
                return found
        if (folder / ".git").exists():
            break
    return Config(root=start)


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from error


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


_TOP_KEYS = ("snapshots", "max-per-host", "sources", "policy", "docs", "notify")
_DOCS_PATHS = ("logo", "css", "guides", "templates")
_DOCS_KEYS = ("title", "footer", "base-url", "edit-url", "versions", *_DOCS_PATHS)


def _parse(path: Path, text: str, table: Mapping[str, Any]) -> Config:
    prefix = ("tool", "drift") if path.name == "pyproject.toml" else ()
    reader = TableReader(path, tuple(text.splitlines()), prefix)
    reader.check_keys(table, _TOP_KEYS, [])
    snapshots = reader.get(table, "snapshots", "a string", [], "snapshots")
    reader.check_inside(snapshots, ["snapshots"])
    max_per_host = reader.get(table, "max-per-host", "a number of sources from 1 to 256", [], MAX_PER_HOST)
    tables = reader.get(table, "sources", "a table", [], {})
    sources = config_sources.read(reader, tables)
    policy = config_policy.read(reader, reader.get(table, "policy", "a table", [], {}), sources)
    docs = _docs(reader, reader.get(table, "docs", "a table", [], {}))
    notify = _notify(reader, reader.get(table, "notify", "a table", [], {}))
    return Config(path.absolute().parent, path, Path(snapshots), sources, policy, docs, notify, max_per_host)


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
            reader.check_inside(values[key], [*where, key])
    for key in ("base-url", "edit-url"):
        place = keys.in_url(values[key] or "")
        if place is not None:
            raise reader.error([*where, key], f"{place} looks like a secret, and the pages would show it")
    versions = reader.get(table, "versions", "a string or a list of strings", where, "latest")
    return Docs(
        title=reader.get(table, "title", "a string", where, "API reference"),
        versions=versions if isinstance(versions, str) else tuple(versions),
        **{key.replace("-", "_"): value for key, value in values.items()},
    )


def _notify(reader: TableReader, table: Mapping[str, Any]) -> Notify:
    where = ["notify"]
    reader.check_keys(table, ("level", "urls"), where)
    levels = [level for level in THRESHOLDS if level != NEVER]
    urls = reader.get(table, "urls", "a list of strings", where, [])
    for number, url in enumerate(urls, 1):
        if keys.in_notice(url):
            raise reader.error(
                [*where, "urls"],
                f"number {number} may hold a secret: put the whole URL into the environment and write "
                '"${DRIFT_NOTIFY_URL}" here',
            )
    return Notify(reader.choice(table, "level", levels, where, "breaking"), tuple(urls))
