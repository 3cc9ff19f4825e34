"""Our docstrings as Markdown: google's sections become lists, roles and double marks become code."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from itertools import pairwise

_ROLE = re.compile(r":(?:class|func|meth|attr|mod|data):`~?([^`]+)`")
_ENTRY = re.compile(r"([\w., ]+): (.*)")
_SECTIONS = ("Args", "Attributes", "Raises", "Returns")


@dataclass
class Described:
    """A docstring in its parts.

    Attributes:
        text: Paragraphs before the sections, as Markdown.
        sections: Entries by section: name and what is said of it.
    """

    text: str
    sections: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The first sentence or line."""
        return self.text.partition("\n\n")[0]


def described(thing: object) -> Described:
    """Return the parts of an object's docstring."""
    lines = (inspect.getdoc(thing) or "").split("\n")
    starts = [at for at, line in enumerate(lines) if line.rstrip(":") in _SECTIONS and line.endswith(":")]
    text = "\n".join(lines[: starts[0]] if starts else lines).strip()
    found = Described(markdown(_unwrapped(text)))
    for start, end in pairwise([*starts, len(lines)]):
        found.sections[lines[start].rstrip(":")] = _entries(lines[start + 1 : end])
    return found


def _entries(lines: list[str]) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for line in lines:
        match = _ENTRY.fullmatch(line[4:]) if line[:5].strip() else None
        if match:
            entries.append((match[1], match[2]))
        elif line.strip() and entries:
            name, said = entries[-1]
            entries[-1] = (name, f"{said} {line.strip()}")
    return [(name, markdown(said)) for name, said in entries]


def _unwrapped(text: str) -> str:
    """Return paragraphs on one line each; what is indented stays as it is."""
    blocks = text.split("\n\n")
    return "\n\n".join(block if block.startswith(" ") else " ".join(block.split("\n")) for block in blocks)


def markdown(text: str) -> str:
    """Return text of a docstring as Markdown."""
    text = _ROLE.sub(lambda match: f"`{match[1].rpartition('.')[2]}`", text)
    return text.replace("``", "`")
