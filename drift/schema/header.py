"""The first line of canonical SDL: format version and what the source could not say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drift.schema.element import Omission

FORMAT_VERSION = 1
_HEADER = re.compile(
    r"# graphql-drift canonical SDL (?P<version>[0-9]{1,6})"
    r"(?:; omits (?P<omits>[a-z, -]+))?(?:; unknown (?P<unknown>[^;\n]+))?(?:\n|$)"
)
_OMISSIONS = {omission.value: omission for omission in Omission}


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says.

    Attributes:
        format_version: Version of the canonical layout, None when the text has no header.
        omits: What the source could not say.
        unknown: ``COORDINATE#attribute`` of what a server failed to answer.
    """

    format_version: int | None = None
    omits: frozenset[Omission] = frozenset()
    unknown: frozenset[str] = frozenset()


def render(omits: frozenset[Omission], unknown: frozenset[str]) -> str:
    """Return the header line, without line end."""
    line = f"# graphql-drift canonical SDL {FORMAT_VERSION}"
    if omits:
        line += "; omits " + ", ".join(sorted(omission.value for omission in omits))
    if unknown:
        line += "; unknown " + ", ".join(sorted(unknown))
    return line


def parse(text: str) -> Header:
    """Return what the first line of *text* says; an empty header when it is none of ours."""
    match = _HEADER.match(text)
    if match is None:
        return Header()
    omits = frozenset(_OMISSIONS[word] for word in (match["omits"] or "").split(", ") if word in _OMISSIONS)
    unknown = frozenset((match["unknown"] or "").split(", ")) - {""}
    return Header(int(match["version"]), omits, unknown)


def is_header(comment: str) -> bool:
    """Return whether a comment block begins with a header line."""
    return _HEADER.match(comment) is not None
