"""A first configuration and a scheduled workflow, from what is found in a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drift import keys
from drift.config import Config
from drift.config_file import parse as parse_config
from drift.config_file import read_text
from drift.config_sources import SOURCE_NAME
from drift.delivery.presets import preset, printed
from drift.errors import ConfigError, UsageError
from drift.escape import quoted
from drift.keys import VARIABLE
from drift.operations import javascript, literals
from drift.operations.reading import GRAPHQL_SUFFIXES
from drift.operations.source import File
from drift.operations.template import looks_like_operation
from drift.paths import inside, read_configured
from drift.schema.literal import print_string
from drift.snapshots import atomic
from drift.sources.address import UrlKind, likely_kind, parse_address, with_scheme
from drift.sources.reference import Url, parse
from drift.templating import folder as templates
from drift.version import __version__

CONFIGURATION = "drift.toml"
WORKFLOW = ".github/workflows/schema-drift.yml"
_READABLE = GRAPHQL_SUFFIXES | {".py"} | javascript.SUFFIXES | literals.SUFFIXES
_DEFINITION = re.compile(r"^\s*(?:type|interface|schema)\b[^(]*\{", re.MULTILINE)
_TAGGED = re.compile(r"\b(?:gql|graphql)\s*(?:<[^<>`]*>)?\s*[`(]|/\*\s*GraphQL\s*\*/")
# A version that somebody reviewed, because the job has a key.
# Everything that it needs comes by hash, from the lock inside of the tool itself; nothing else runs beside a key.
INSTALL = (
    f"python -m pip install --quiet --no-deps --only-binary=:all: graphql-drift=={__version__}",
    "lock=$(python -c 'import sysconfig; print(sysconfig.get_path(\"purelib\"))')/drift/requirements.txt",
    'python -m pip install --quiet --require-hashes --only-binary=:all: -r "$lock"',
)
EXAMPLE_ENDPOINT = "https://api.example.com/graphql"
# What stands before a country's domain in place of a name.
_GENERIC = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build", "site", "snapshots", "tests"})
_MOST_FILES = 20_000
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Start:
    """What to write.

    Attributes:
        target: The endpoint or schema file to watch; None leaves an example.
        name: The source's name; made from the target when None.
        headers: Header names and values, with ``${NAME}`` for what is secret.
        kind: What a URL is; by its looks when None.
        is_silent: Whether it is an endpoint that refuses to tell its schema.
        preset: Name of a known API to watch in place of a target.
        domain: The part of the known API's address that differs from customer to customer.
    """

    target: str | None = None
    name: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: UrlKind | None = None
    is_silent: bool = False
    preset: str | None = None
    domain: str | None = None


@dataclass(frozen=True)
class Started:
    """What was done.

    Attributes:
        written: Paths of the files written, relative to the folder.
        kept: Paths that were there already and were left alone.
        source: Name of the source in the configuration; None when it is an example that must be edited.
        variables: Environment variables that the headers need.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    source: str | None
    variables: tuple[str, ...]


def refuse_existing(root: Path) -> None:
    """Raise UsageError when there is a configuration already."""
    if (root / CONFIGURATION).exists():
        raise UsageError(
            f"{CONFIGURATION} is there already, and is left as it is: `drift add URL` adds a source to it"
        )


def refuse_keys(target: str | None, headers: Mapping[str, str]) -> None:
    """Raise UsageError when a URL or header has a key in it, which would be in the configuration then."""
    if target is not None and isinstance(parse(target), Url):
        parse_address(target, allow_http=True)
        place = keys.in_url(target)
        if place is not None:
            proposal = keys.url_proposal(target)
            write = (
                f": write '{proposal}' in single quotes, and keep the value in the environment"
                if proposal
                else ""
            )
            raise UsageError(f"the URL: {place} looks like a secret, which must not be in a file{write}")
    for name, value in headers.items():
        if keys.in_header(name, value):
            raise UsageError(
                f"header {name}: a secret must not be in a file: write '{name}: "
                f"{keys.header_proposal(name, value)}' in single quotes, and keep the value in the environment"
            )


def start(root: Path, wanted: Start) -> Started:
    """Write ``drift.toml``, and the workflow when *root* is a git repository; nothing is ever overwritten.

    Raises:
        UsageError: There is a configuration already, or what is wanted can't be configured.
        StoreError: A file can't be written.
    """
    refuse_existing(root)
    tables = _tables(root, wanted)
    name = next(reversed(tables))
    variables = _variables(tables)
    files = {CONFIGURATION: _configuration(tables)}
    kept: list[str] = []
    if (root / ".git").exists():
        if (root / WORKFLOW).exists():
            kept.append(WORKFLOW)
        else:
            inside(root / WORKFLOW, root)
            files[WORKFLOW] = workflow(variables, host=_host_of(_endpoint(wanted)))
            (root / WORKFLOW).parent.mkdir(parents=True, exist_ok=True)
    atomic.replace([(root / path, text) for path, text in files.items()])
    return Started(tuple(files), tuple(kept), name if wanted.target or wanted.preset else None, variables)


def add(path: Path, config: Config, wanted: Start) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Add sources to a configuration file, below what is there, and return their names and the variables they need.

    A file that does not exist yet is created.

    Raises:
        UsageError: A source of that name is there, or what is wanted can't be configured.
        ConfigError: What is there leaves no room for another table.
        StoreError: The file can't be written.
    """
    text = "" if config.path is None else read_text(path)
    tables = _tables(path.parent, wanted)
    for name in tables:
        if config.is_source(name):
            raise UsageError(
                f"a source is named {name} already: give this one another --name, or edit {path}"
            )
    prefix = "tool.drift." if path.name == "pyproject.toml" else ""
    added = "\n\n".join("\n".join([_header(name, prefix), *lines]) for name, lines in tables.items())
    extended = f"{text.rstrip()}\n\n{added}\n" if text.strip() else f"{added}\n"
    parse_config(path, extended)
    if b"\r\n" in (path.read_bytes() if config.path else b""):
        extended = extended.replace("\r\n", "\n").replace("\n", "\r\n")
    atomic.replace([(path.resolve(), extended)])
    return tuple(tables), _variables(tables)


def _tables(root: Path, wanted: Start) -> dict[str, list[str]]:
    """Return the lines of each source, by its name; the one to check comes last."""
    if wanted.preset is not None:
        known = preset(wanted.preset).tables(wanted.domain)
        if wanted.name is not None and len(known) > 1:
            raise UsageError(
                f"the preset {wanted.preset} has several sources, with names of their own: leave --name out"
            )
        return {(wanted.name or name): [*printed(table), *_operations(root)] for name, table in known.items()}
    name = wanted.name or _name_for(wanted.target)
    if SOURCE_NAME.fullmatch(name) is None:
        raise UsageError(
            f"{quoted(name)} can't name a source: use letters, digits, '.', '_' and '-', 64 at most"
        )
    refuse_keys(wanted.target, wanted.headers)
    return {name: _source(root, wanted, wanted.headers)}


def _variables(tables: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    lines = [line for lines in tables.values() for line in lines if not line.startswith("#")]
    return tuple(
        dict.fromkeys(name for line in lines for name in VARIABLE.findall(line.partition("   # ")[0]))
    )


def _endpoint(wanted: Start) -> str | None:
    """Return the address that keys go to."""
    if wanted.preset is None:
        return wanted.target
    tables = preset(wanted.preset).tables(wanted.domain).values()
    return next((table["endpoint"] for table in tables if table.get("headers")), None)


def _header(name: str, prefix: str = "") -> str:
    quoted_name = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else print_string(name)
    return f"[{prefix}sources.{quoted_name}]"


def _name_for(target: str | None) -> str:
    if target is None:
        return "api"
    if isinstance(parse(target), Url):
        address = parse_address(target, allow_http=True)
        return _name_of_host(address.host, is_loopback=address.is_loopback)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", Path(target).name.partition(".")[0]).strip("-.") or "api"


def _name_of_host(host: str, *, is_loopback: bool) -> str:
    """Return the word of a host's name that says whose it is, such as ``github`` of ``api.github.com``."""
    if is_loopback:
        return "localhost"
    *labels, last = host.rstrip(".").split(".")
    if ":" in host or last.isdigit():
        return "api"
    if len(last) == 2 and len(labels) > 1 and labels[-1] in _GENERIC:
        labels.pop()
    words = [label for label in labels or [last] if label not in ("api", "www", "graphql")]
    name = re.sub(r"[^a-z0-9-]+", "-", words[-1].lower()).strip("-") if words else ""
    return name or "api"


def _configuration(tables: Mapping[str, Sequence[str]]) -> str:
    lines = [
        "# What graphql-drift watches. `drift sources` lists it, `drift check --save` checks and stores.",
        'snapshots = "snapshots"',
        "",
    ]
    for name, table in tables.items():
        lines += [_header(name), *table, ""]
    lines += [
        "[policy]",
        'level   = "spec"       # or typed-client, strict',
        'fail-on = "breaking"   # or dangerous, deprecated, any, never',
        "",
        "# A change that you accept; it expires, and says so when it matches nothing.",
        "# [[policy.allow]]",
        '# change     = "FIELD_REMOVED"',
        '# coordinate = "Alert.legacy*"',
        "# until      = 2027-01-31",
        '# reason     = "we moved off it"',
    ]
    return "\n".join(lines) + "\n"


def _operations(root: Path) -> list[str]:
    operations = operation_globs(root)
    if operations:
        return [f"operations = [{', '.join(map(print_string, operations))}]"]
    return ['# operations = ["sdk/**/*.graphql", "sdk/**/*.py"]   # yours: which of them does a change hit?']


def _source(root: Path, wanted: Start, headers: Mapping[str, str]) -> list[str]:
    lines = _origin(root, wanted)
    if headers:
        inner = ", ".join(
            f"{print_string(header)} = {print_string(value)}" for header, value in headers.items()
        )
        lines.append(f"headers    = {{ {inner} }}   # ${{NAME}} is taken from the environment")
    else:
        lines.append(
            '# headers    = { "X-API-Key" = "${API_KEY}" }   # ${NAME} is taken from the environment'
        )
    operations = _operations(root)
    lines += operations
    if wanted.is_silent:
        # It wants operations, without which the configuration would be an error.
        lines += [
            "# This endpoint tells no schema. With operations, `drift check` asks whether it accepts each of them, and",
            "# what it accepted and refuses now is a finding; none of them is executed.",
            f"{'' if not operations[0].startswith('#') else '# '}introspection = false",
        ]
    return lines


def _origin(root: Path, wanted: Start) -> list[str]:
    target = wanted.target
    if target is None:
        return [f'endpoint   = {print_string(EXAMPLE_ENDPOINT)}   # yours; or schema = "path/or/url.graphql"']
    if isinstance(parse(target), Url):
        key = "endpoint  " if (wanted.kind or likely_kind(target)) is UrlKind.ENDPOINT else "schema    "
        return [f"{key} = {print_string(target)}"]
    path = root / target
    if not path.exists():
        url = with_scheme(target)
        hint = f"; for a URL, write {url}" if url else ""
        raise UsageError(f"{target}: neither a URL nor a file or folder here{hint}")
    if not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{target}: lies outside this folder, where a configuration can't reach")
    return [f"schema     = {print_string(path.resolve().relative_to(root.resolve()).as_posix())}"]


def operation_globs(root: Path) -> list[str]:
    """Return globs for the operations found in *root*, one for each top folder and kind of file."""
    found: dict[str, None] = {}
    for path in _files(root):
        if path.suffix not in _READABLE:
            continue
        try:
            text = read_configured(path, root, max_bytes=_MOST_BYTES).decode()
        except (OSError, UnicodeDecodeError, ConfigError):
            continue
        if _has_operation(path.suffix, text):
            parts = path.relative_to(root).parts
            prefix = f"{parts[0]}/**/" if len(parts) > 1 else ""
            found[f"{prefix}*{path.suffix}"] = None
    return sorted(found)


def _has_operation(suffix: str, text: str) -> bool:
    if not looks_like_operation(text):
        return False
    if suffix in GRAPHQL_SUFFIXES:
        return _DEFINITION.search(text) is None
    if suffix in literals.SUFFIXES:
        drafts = literals.finder(suffix)(File("", text)).drafts
        return bool(drafts) and _holds_graphql(draft.literal for draft in drafts)
    return _TAGGED.search(text) is not None


def _holds_graphql(texts: Iterable[str]) -> bool:
    # What reads them is loaded for none.
    from drift.operations.core import is_graphql

    return any(map(is_graphql, texts))


def _files(root: Path) -> Iterator[Path]:
    count = 0
    for directory, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(files):
            count += 1
            if count > _MOST_FILES:
                return
            yield Path(directory, name)


def _host_of(target: str | None) -> str:
    is_url = target is not None and target.startswith(("http://", "https://"))
    return parse_address(target or "", allow_http=True).authority if is_url else ""


def workflow(variables: tuple[str, ...], *, host: str = "", install: Sequence[str] = INSTALL) -> str:
    """Return the scheduled workflow.

    Args:
        variables: Secrets of the repository that the look needs, under the same names in its environment.
        host: Where alone they may go, whatever the configuration says.
        install: The commands that install the tool.
    """
    text = (templates() / "init" / "schema-drift.yml").read_text(encoding="utf-8")
    lines = [f"{variable}: ${{{{ secrets.{variable} }}}}" for variable in variables]
    if host and variables:
        lines += [
            "# Which of them may go where, whatever drift.toml says; every other key needs a place here too.",
            f"DRIFT_KEYS: {','.join(f'{variable}={host}' for variable in variables)}",
        ]
    if not variables:
        lines = [
            "# A key needs two lines here. DRIFT_KEYS says which host it may go to, whatever drift.toml says.",
            "# PANTHER_API_KEY: ${{ secrets.PANTHER_API_KEY }}",
            "# DRIFT_KEYS: PANTHER_API_KEY=api.example.com",
        ]
    secrets = "".join(f"          {line}\n" for line in lines)
    commands = "".join(f"          {command}\n" for command in install)
    return text.replace("          # KEYS\n", secrets).replace("          INSTALL\n", commands)
