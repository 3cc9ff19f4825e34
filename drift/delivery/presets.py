"""What is known of public APIs: where each is read from, what header it wants, where its docs are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from drift.config import nearest
from drift.errors import UsageError
from drift.escape import quoted
from drift.schema.literal import print_string

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?")
_PLACE = "{domain}"


@dataclass(frozen=True)
class Preset:
    """One known API.

    Attributes:
        name: What ``--preset`` calls it.
        title: What its owner calls it.
        docs: Address of its own documentation.
        sources: The keys of each source in ``drift.toml``, by its name.
    """

    name: str
    title: str
    docs: str
    sources: Mapping[str, Mapping[str, Any]]

    @property
    def wants_domain(self) -> bool:
        """Whether an address of it has a part that differs from customer to customer."""
        return any(_PLACE in str(keys.get("endpoint", "")) for keys in self.sources.values())

    def tables(self, domain: str | None) -> dict[str, dict[str, Any]]:
        """Return the keys of each source for a customer.

        Args:
            domain: The part of the address that differs, or a host name as a whole.

        Raises:
            UsageError: It is wanted and missing, not wanted, or can't be a part of a host name.
        """
        if self.wants_domain and domain is None:
            pattern = next(
                k["endpoint"] for k in self.sources.values() if _PLACE in str(k.get("endpoint", ""))
            )
            raise UsageError(f"the preset {self.name} needs --domain NAME, which is {_PLACE} of {pattern}")
        if domain is not None and _DOMAIN.fullmatch(domain) is None:
            raise UsageError(
                f"--domain {quoted(domain)} can't be a part of an address: write acme, or a host name"
            )
        if domain is not None and not self.wants_domain:
            raise UsageError(f"the preset {self.name} has one address for everybody: leave --domain out")
        return {name: _filled(keys, domain or "") for name, keys in self.sources.items()}


def _filled(keys: Mapping[str, Any], domain: str) -> dict[str, Any]:
    found = {key: value for key, value in keys.items() if key != "endpoint-of-host"}
    if "endpoint" in found:
        before, _, after = keys["endpoint"].partition("://")[2].partition(_PLACE)
        suffix = after.partition("/")[0]
        # A name that is given as the host that it is part of is understood too.
        is_host = bool(suffix) and domain.endswith(suffix)
        name = domain.removesuffix(suffix).removeprefix(before) if is_host else domain
        has_own_host = "." in name and "endpoint-of-host" in keys
        found["endpoint"] = keys["endpoint-of-host" if has_own_host else "endpoint"].replace(_PLACE, name)
    return found


@cache
def presets() -> dict[str, Preset]:
    """Return every known API by its name."""
    known = tomllib.loads((files("drift.delivery") / "presets.toml").read_text("utf-8"))
    return {name: Preset(name, each["title"], each["docs"], each["sources"]) for name, each in known.items()}


def preset(name: str) -> Preset:
    """Return a known API. Raises UsageError, which names the nearest one."""
    known = presets()
    if name not in known:
        raise UsageError(
            f"no preset is named {quoted(name)}{nearest(name, known)}; there are {', '.join(known)}"
        )
    return known[name]


def listing() -> str:
    """Return the known APIs as lines of text: name, title, where each source is read from, docs."""
    return "".join(f"{line}\n" for each in presets().values() for line in _listed(each))


def _listed(each: Preset) -> Iterator[str]:
    yield f"{each.name}  {each.title}{', needs --domain' if each.wants_domain else ''}"
    for keys in each.sources.values():
        yield f"    {keys.get('endpoint') or keys['schema']}"
    yield f"    docs: {each.docs}"


def printed(keys: Mapping[str, Any]) -> Iterable[str]:
    """Return the keys of a source as lines of TOML."""
    return [f"{key:<10} = {_value(value)}" for key, value in keys.items()]


def _value(value: Any) -> str:
    if isinstance(value, str):
        return print_string(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f"{{ {', '.join(f'{print_string(key)} = {_value(each)}' for key, each in value.items())} }}"
