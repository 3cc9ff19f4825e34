"""Request headers as the user gives them, checked before any library sees them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from drift.errors import UsageError
from drift.schema.element import Notice

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
MAX_LENGTH = 16_000
# Everything else may be a key, whatever its name.
_HARMLESS = frozenset(
    {"accept", "accept-language", "apollo-require-preflight", "cache-control", "user-agent"}
)


@dataclass(frozen=True, slots=True, repr=False)
class CheckedHeaders:
    """Headers that are safe to send.

    Attributes:
        values: Value by name, names as given. Never shown.
        secrets: Name of a header and what of its value must not appear: the whole, and the parts that are
            keys.
        notices: What was repaired, without the value.
    """

    values: Mapping[str, str]
    secrets: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]

    @property
    def secret_names(self) -> tuple[str, ...]:
        """Names of the headers whose values are secrets, in their order."""
        return tuple(name for name in self.values if name.lower() not in _HARMLESS)

    def __repr__(self) -> str:
        return f"CheckedHeaders({', '.join(self.values)})"


def check_headers(headers: Mapping[str, str]) -> CheckedHeaders:
    """Return *headers* ready to be sent.

    White space around a value is dropped; when it held a line end, as files and ``echo`` leave one, a notice
    says so.

    Raises:
        UsageError: A name is not a header name, is given twice or is one that the transport sets; a value is
            empty or holds control characters or letters outside ASCII. Values are never echoed, nor are
            names that are not valid: a key may be in their place.
    """
    values: dict[str, str] = {}
    secrets: list[tuple[str, str]] = []
    notices: list[Notice] = []
    for number, (name, value) in enumerate(headers.items(), start=1):
        _check_name(name, number, values)
        trimmed = value.strip(" \t")
        for line_end in ("\r\n", "\n"):
            if trimmed.endswith(line_end):
                trimmed = trimmed.removesuffix(line_end)
                notices.append(Notice(f"The line end after the value of the header {name} was dropped."))
                break
        trimmed = trimmed.strip(" \t")
        _check_value(name, trimmed)
        values[name] = trimmed
        if name.lower() not in _HARMLESS:
            secrets.extend((name, part) for part in _secret_parts(trimmed))
    return CheckedHeaders(values, tuple(dict.fromkeys(secrets)), tuple(notices))


def _check_name(name: str, number: int, seen: Mapping[str, str]) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"header number {number} has no valid name; write it as 'Name: value', "
            "without quotes or blanks in the name"
        )
    if name.lower() in _OURS:
        raise UsageError(f"the header {name} is set by drift itself; leave it out")
    if name.lower() in map(str.lower, seen):
        raise UsageError(f"the header {name} is given twice")


def _check_value(name: str, value: str) -> None:
    if not value:
        raise UsageError(f"the value of the header {name} is empty; is the environment variable set?")
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise UsageError(f"the value of the header {name} holds a control character or a line break")
    if len(value) > MAX_LENGTH:
        raise UsageError(
            f"the value of the header {name} is {len(value):,} characters long, and servers accept no more than "
            f"{MAX_LENGTH:,}; was the right file read?"
        )
    if not value.isascii():
        raise UsageError(f"the value of the header {name} holds a letter outside ASCII; was it copied whole?")


def _secret_parts(value: str) -> list[str]:
    """Return the value and the parts that a server may echo alone: the token, or user name and password."""
    parts = [value]
    scheme, _, credentials = value.partition(" ")
    credentials = credentials.strip()
    if credentials and scheme.isalnum():
        parts.append(credentials)
    if scheme.lower() == "basic":
        try:
            decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            decoded = ""
        parts += [decoded, decoded.partition(":")[2]]
    if "=" in value:
        # Cookies and the like: each value on its own.
        parts += [pair.partition("=")[2].strip('" ') for pair in re.split(r"[;,]", value)]
    return [part for part in parts if part]
