"""The two schemas that ``drift diff`` is asked to compare, in the ways in which people write them."""

from __future__ import annotations

import re
from pathlib import Path

from drift.config import Config
from drift.errors import DriftError, UsageError
from drift.escape import quoted

_RANGE = re.compile(r"([^@]+)@(.+?)\.\.(?:\1)?@?(.+)")
_GIT_RANGE = re.compile(r"git:([^:]+?)\.\.([^:.][^:]*):(.+)")
_VERSION = re.compile(r"[\w.+:-]+")


def sides(config: Config, old: str, new: str | None) -> tuple[str, str]:
    """Return the references of two schemas.

    Taken are ``OLD NEW``, ``SOURCE@1.0..2.0``, ``SOURCE@1.0 @2.0``, ``git:v1..v2:PATH``, and ``1.0 2.0`` where one
    source has both.

    Raises:
        UsageError: There is one schema only, or versions are named that several sources have, or none.
    """
    if new is None:
        for pattern, form in ((_RANGE, "{0}@{1} {0}@{2}"), (_GIT_RANGE, "git:{0}:{2} git:{1}:{2}")):
            match = pattern.fullmatch(old)
            if match:
                first, second = form.format(*match.groups()).split(" ", 1)
                return first, second
        example = f"{old}@previous {old}@latest" if config.is_source(old) else f"{old} NEW"
        raise UsageError(f"diff compares two schemas and was given one: write `drift diff {example}`")
    if new.startswith("@") and "@" in old[1:]:
        return old, f"{old.partition('@')[0]}{new}"
    if old.startswith("@") and "@" in new[1:]:
        return f"{new.partition('@')[0]}{old}", new
    if _is_bare(config, old) and _is_bare(config, new):
        return _stored(config, old.lstrip("@"), new.lstrip("@"))
    return old, new


def _is_bare(config: Config, text: str) -> bool:
    """Return whether a text can only be the version of a source that is not named."""
    bare = text.removeprefix("@")
    is_version = _VERSION.fullmatch(bare) is not None and ":" not in bare[:4]
    return is_version and not config.is_source(text) and not Path(text).exists()


def _stored(config: Config, old: str, new: str) -> tuple[str, str]:
    """Return two versions with the source that has both; what no source has is left for the error of its own."""
    from drift.snapshots.store import Store

    store = Store(config.snapshot_folder)

    def has(source: str, version: str) -> bool:
        try:
            store.resolve(source, version)
        except DriftError:
            return False
        return True

    having = [name for name in store.sources() if has(name, old) and has(name, new)]
    if len(having) == 1:
        return f"{having[0]}@{old}", f"{having[0]}@{new}"
    if having:
        written = " or ".join(f"`drift diff {name}@{old} {name}@{new}`" for name in having[:3])
        raise UsageError(f"several sources have {quoted(old)} and {quoted(new)}: write {written}")
    names = store.sources() or list(config.sources)
    if not names or old.endswith((".graphql", ".graphqls", ".gql", ".json")) or "." not in old + new:
        return old, new
    raise UsageError(
        f"no file and no source is named {quoted(old)}, and no source has stored both {quoted(old)} and {quoted(new)}; "
        f"a stored version is written {names[0]}@VERSION, and `drift log` lists them"
    )
