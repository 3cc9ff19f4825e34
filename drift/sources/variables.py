"""Which environment variables a configuration may look up, and toward which hosts.

A pull request can change every line of a configuration. What it can't change is the environment of the workflow, so
there is where keys are bound: ``DRIFT_KEYS="PANTHER_API_KEY=api.example.com"``. When it is set, no other variable is
looked up, and none for another host. Variables of the runner itself are never looked up unless they are named so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from drift.errors import ConfigError, UsageError
from drift.keys import VARIABLE
from drift.sources.address import Address

SETTING = "DRIFT_KEYS"
# The word for a variable that holds a whole address for notices, and so says itself where it goes.
NOTIFY = "notify"
RESERVED = ("GITHUB_", "ACTIONS_", "AWS_", "RUNNER_")
_ENTRY = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*)=([A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?)"
)
# Services whose address is a word of its own: the parts after `slack://` are tokens, not a host.
_SERVICES = frozenset(
    {"discord", "gchat", "msteams", "pagerduty", "pover", "slack", "tgram", "webex", "workflows"}
)
_ADDRESSED = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#@]*)")


@dataclass(frozen=True, slots=True)
class Committed:
    """What the configuration of the default branch names.

    Attributes:
        names_host: Whether one of its sources is at an address.
        notices: The addresses for notices, as written.
    """

    names_host: Callable[[Address], bool]
    notices: tuple[str, ...] = ()


def _unknown() -> Committed | None:
    return None


@dataclass(frozen=True)
class Variables:
    """The environment, and what of it may go where.

    Attributes:
        environ: Values by name.
        bound: The hosts that each variable may go to; None when nothing is bound.
        committed: Gives what the default branch's configuration names, None where nobody can tell; asked only when
            nothing is bound.
    """

    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    bound: Mapping[str, frozenset[str]] | None = None
    committed: Callable[[], Committed | None] = _unknown

    @classmethod
    def of(
        cls,
        environ: Mapping[str, str],
        *,
        entries: tuple[str, ...] = (),
        committed: Callable[[], Committed | None] = _unknown,
    ) -> Variables:
        """Return the environment as ``DRIFT_KEYS`` in it, and further entries, bind it.

        Raises:
            UsageError: An entry is not ``NAME=HOST``.
        """
        texts = [*re.split(r"[\s,;]+", environ.get(SETTING, "")), *entries]
        return cls(environ, bindings([text for text in texts if text]) or None, committed)

    def toward(self, address: Address) -> Mapping[str, str]:
        """Return the variables for what goes to an address; looking one up raises ConfigError when it may not go."""

        def check(name: str) -> None:
            if self.bound is not None:
                self._check_bound(name, address.authority, address.is_at)
                return
            if address.is_loopback:
                return
            known = self.committed()
            if known is not None and not known.names_host(address):
                raise ConfigError(
                    _not_committed(name, address.authority, f"no source at {address.authority}")
                )

        return self._checked(check, address.authority)

    def for_notice(self, url: str) -> Mapping[str, str]:
        """Return the variables for an address for notices, as :meth:`toward` does."""
        match = _ADDRESSED.match(url)
        scheme, host = (match[1].lower(), match[2].lower()) if match else ("", "")
        place = NOTIFY if match is None else scheme if scheme in _SERVICES else host

        def check(name: str) -> None:
            if self.bound is not None:
                # A variable within the host part could not be told from one that names another host.
                said = VARIABLE.fullmatch(url) is not None if place == NOTIFY else not VARIABLE.search(place)
                self._check_bound(name, place, lambda allowed: said and allowed.lower() == place)
                return
            known = self.committed()
            if known is not None and url not in known.notices:
                raise ConfigError(_not_committed(name, place, "no such address under [notify]"))

        return self._checked(check, place)

    def _check_bound(self, name: str, place: str, is_at: Callable[[str], bool]) -> None:
        allowed = (self.bound or {}).get(name)
        if allowed is None:
            raise ConfigError(
                f"{name} is not among the keys that {SETTING} or --key name: add {name}={place} there if it may go to "
                f"{place}"
            )
        if not any(map(is_at, allowed)):
            raise ConfigError(
                f"{name} is bound to {', '.join(sorted(allowed))} and is not sent to {place}: change {SETTING} or --key "
                "if it may go there"
            )

    def _checked(self, check: Callable[[str], None], place: str) -> Mapping[str, str]:
        def checked(name: str) -> None:
            if name.upper().startswith(RESERVED) and name not in (self.bound or {}):
                raise ConfigError(
                    f"{name} belongs to the machine that runs this, and is only looked up by name: set "
                    f"{SETTING}={name}={place}, or give --key {name}={place}, if it may go to {place}"
                )
            check(name)

        return _Checked(self.environ, checked)


class _Checked(Mapping[str, str]):
    """The environment, with a check before each variable that is looked up."""

    def __init__(self, environ: Mapping[str, str], check: Callable[[str], None]) -> None:
        self._environ = environ
        self._check = check

    def __getitem__(self, name: str) -> str:
        self._check(name)
        return self._environ[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)


def bindings(entries: list[str]) -> dict[str, frozenset[str]]:
    """Return the hosts by variable that entries such as ``PANTHER_API_KEY=api.example.com`` give.

    Raises:
        UsageError: One is written differently.
    """
    found: dict[str, frozenset[str]] = {}
    for entry in entries:
        match = _ENTRY.fullmatch(entry)
        if match is None:
            # What is there may be the key itself, so it is not repeated.
            raise UsageError(
                f"{SETTING} and --key: write NAME=HOST, the name of a variable and the host that it may go to, such as "
                "PANTHER_API_KEY=api.example.com; several with a comma between them"
            )
        found[match[1]] = found.get(match[1], frozenset()) | {match[2]}
    return found


def expanded_url(url: str, values: Mapping[str, str], where: str) -> str:
    """Return a configured URL with its variables looked up, encoded for where they are.

    Raises:
        ConfigError: A variable is not set, is empty, or may not go there.
    """
    return VARIABLE.sub(lambda match: quote(value_of(match[1], values, where), safe=""), url)


def expanded(text: str, values: Mapping[str, str], where: str) -> str:
    """Return a text with its variables looked up; raises as :func:`value_of` does."""
    return VARIABLE.sub(lambda match: value_of(match[1], values, where), text)


def value_of(name: str, values: Mapping[str, str], where: str) -> str:
    """Return the value of a variable.

    Args:
        name: The variable.
        values: As :meth:`Variables.toward` gives them.
        where: What needs it, for the error.

    Raises:
        ConfigError: It is not set, is empty, or may not go there.
    """
    found = values.get(name)
    if not found:
        state = "is not set" if found is None else "is empty"
        raise ConfigError(
            f"{where}: the environment variable {name} {state}: export {name}=… before asking this source"
        )
    return found


def _not_committed(name: str, place: str, lacks: str) -> str:
    return (
        f"{name} is not sent to {place}: the configuration on the default branch names {lacks}; merge that first, or "
        f"bind the key in the workflow with {SETTING}={name}={place}"
    )
