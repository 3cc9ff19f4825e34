"""Descriptions written as comments, as printers wrote them before descriptions were strings."""

from __future__ import annotations

import re

from drift.schema import header

_HAS_DESCRIPTION = re.compile(r'(?:^|[{(,\n])[ \t]*"')
_TRAILING_COMMENT = re.compile(r"^[ \t]*[^\s#][^\n\"]*#", re.MULTILINE)
_COMMENTED_DEFINITION = re.compile(r"^#[^\n]*\n(?:type|interface|union|enum|input|scalar)\b", re.MULTILINE)


def describes_in_comments(text: str) -> bool:
    """Return whether comments are the descriptions, as printers wrote them before block strings existed.

    Such a text has no other descriptions, comments its definitions, and never comments after code; a text that
    does has the remarks of its developers, which are not documentation.
    """
    return bool(
        "#" in text
        and not _HAS_DESCRIPTION.search(text)
        and _COMMENTED_DEFINITION.search(text)
        and not _TRAILING_COMMENT.search(text)
    )


def description_above(text: str, start: int, end: int) -> str:
    """Return what the comments right above an offset say, empty when there are none.

    Args:
        text: The text.
        start: Where to begin: after the previous token.
        end: The offset of what is described.
    """
    # In steps: a pattern would try each line of a long comment as its beginning.
    first, *others = text[start:end].split("\n")
    if not others or others.pop().strip(" \t"):
        return ""
    above = [first, *others] if start == 0 else others
    block: list[str] = []
    while above and above[-1].lstrip(" \t").startswith("#"):
        block.append(above.pop().strip())
    block.reverse()
    if not block or header.is_header("\n".join(block) + "\n"):
        return ""
    return "\n".join(line[1:].removeprefix(" ") for line in block).strip()
