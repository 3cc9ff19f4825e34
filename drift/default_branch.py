"""What the configuration on the default branch names: where keys may go in CI when the workflow binds none.

A pull request brings its own configuration, and with it hosts that nobody has agreed to. Only what git has here is
checked: a clone without the default branch can't tell, and neither can a configuration that git does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from drift.config import Config
from drift.config_file import MAX_CONFIG_BYTES, parse
from drift.errors import ConfigError, DriftError, SourceUnreachable
from drift.paths import read_named
from drift.sources import git_tree
from drift.sources.address import Address
from drift.sources.git_process import Repository
from drift.sources.reference import urls_of
from drift.sources.variables import SETTING, Committed
from drift.strict_json import NotJsonError, load

_MAX_EVENT_BYTES = 10_000_000


def lookup(config: Config, environ: Mapping[str, str]) -> Callable[[], Committed | None]:
    """Return a function that says what the default branch's configuration names, or None where nobody can tell.

    It asks git at its first call only, and only where *environ* says that this is CI.
    """

    @cache
    def committed() -> Committed | None:
        if environ.get("CI", "").lower() not in ("true", "1") and not environ.get("GITHUB_ACTIONS"):
            return None
        return _committed(config, environ)

    return committed


def _committed(config: Config, environ: Mapping[str, str]) -> Committed | None:
    if config.path is None:
        return None
    try:
        repository = Repository.of(config.path.absolute().parent)
        path = repository.prefix + config.path.name
        # A configuration that the workflow has just written is the workflow's own word.
        if git_tree.entry(repository, "HEAD", path) is None:
            return None
        commit = _default_branch(repository, environ)
        if commit is None:
            return None
        found = git_tree.entry(repository, commit, path)
        text = None
        if found is not None and found.is_file:
            with repository.blobs() as blobs:
                text = blobs.read(found.digest, max_bytes=MAX_CONFIG_BYTES)
    except SourceUnreachable:
        return None
    if text is None:
        return Committed(lambda _: False)
    try:
        agreed = parse(Path(config.path.name), text.decode())
    except (UnicodeDecodeError, DriftError) as error:
        raise ConfigError(
            f"{config.path.name} on the default branch can't be read, so it can't say where keys may go: fix it there, "
            f"or bind the keys in the workflow with {SETTING}"
        ) from error
    return Committed(lambda _: False) if agreed is None else _named(agreed)


def _named(config: Config) -> Committed:
    hosts = [source.key_host for source in config.sources.values() if source.key_host is not None]
    for source in config.sources.values():
        hosts += [urlsplit(url).netloc for url in (*urls_of(source), source.upcoming or "")]

    def names_host(address: Address) -> bool:
        return any(map(address.is_at, hosts))

    return Committed(names_host, config.notify.urls)


def _default_branch(repository: Repository, environ: Mapping[str, str]) -> str | None:
    """Return the newest commit of the default branch that this clone has."""
    event = _event(environ)
    told = _text(event, "repository", "default_branch") or environ.get("CI_DEFAULT_BRANCH", "")
    names = [f"refs/remotes/origin/{told}"] if told else ["refs/remotes/origin/HEAD"]
    if told and environ.get("GITHUB_REF_NAME", environ.get("CI_COMMIT_BRANCH")) == told:
        names.append("HEAD")
    if told and _text(event, "pull_request", "base", "ref") == told:
        names.append(_text(event, "pull_request", "base", "sha"))
    if not told:
        names += ["refs/remotes/origin/main", "refs/remotes/origin/master"]
    for name in names:
        answer = repository.output(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        if answer:
            return answer.decode().strip()
    return None


def _event(environ: Mapping[str, str]) -> object:
    """Return what GitHub says of the event that started the workflow, None where it says nothing."""
    place = environ.get("GITHUB_EVENT_PATH")
    if not place:
        return None
    try:
        return load(read_named(Path(place), max_bytes=_MAX_EVENT_BYTES))
    except (OSError, SourceUnreachable, NotJsonError):
        return None


def _text(value: object, *keys: str) -> str:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
