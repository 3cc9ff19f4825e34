"""Characters that can't be seen, or act on what shows them: one definition and one escape for all that is shown.

Unseen are, whatever the Unicode of the Python that runs: controls, format characters (bidi controls, zero widths,
tags), separators of lines, surrogates, private and unassigned code points, everything that Unicode calls default
ignorable (variation selectors, fillers, the grapheme joiner), and a few letters and signs that are blank.

Three kinds stay where writing needs them and nothing can hide: U+FE0F after an emoji; the joiners U+200C and U+200D
between two letters, U+200D between two emoji as well; and the tags that make a flag of U+1F3F4, for the three flags
that Unicode recommends (England, Scotland and Wales). Tags can spell any text, so all others are unseen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache

# What is seen without doubt is passed over by the regular expression engine; the rest is looked up.
_DOUBTFUL = re.compile(
    "[^\x20-\x7e\xa0-\xac\xae-\u02ff\u0400-\u052f\u2010-\u2027\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_EMOJI_STYLE, _KEYCAP = "\ufe0f", "\u20e3"
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_BLACK_FLAG, _FIRST_TAG = "\U0001f3f4", 0xE0000
_FLAGS = tuple(
    _BLACK_FLAG + "".join(chr(_FIRST_TAG + code) for code in (*region, 0x7F))
    for region in (b"gbeng", b"gbsct", b"gbwls")
)
# What joins or styles, and hides when a cut takes its other side away.
JOINING = _NON_JOINER + _JOINER + _EMOJI_STYLE + "".join(sorted(set("".join(_FLAGS)) - {_BLACK_FLAG}))


def show(char: str) -> str:
    """Return one character as an escape that can be read: ``\\x1b``, ``\\u202e``, ``\\u{e0041}``."""
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"


def replace(text: str, by: Callable[[str], str] = show, *, keep: str = "") -> str:
    """Return *text* with every unseen character replaced.

    Args:
        text: Foreign text.
        by: Gives what takes the place of one unseen character; an escape unless told otherwise.
        keep: Unseen characters that stay, such as line breaks.
    """

    def replacement(match: re.Match[str]) -> str:
        char = match[0]
        if not _is_unseen(char) or char in keep or _is_needed(match.string, match.start()):
            return char
        return by(char)

    return _DOUBTFUL.sub(replacement, text)


def holds_any(text: str) -> bool:
    """Return whether *text* has a character that can't be seen."""
    return any(
        _is_unseen(match[0]) and not _is_needed(text, match.start()) for match in _DOUBTFUL.finditer(text)
    )


def _is_needed(text: str, at: int) -> bool:
    """Return whether the unseen character at an index only joins or styles what is seen on its sides."""
    char = text[at]
    if char not in JOINING:
        return False
    if ord(char) > _FIRST_TAG:
        flag = text.rfind(_BLACK_FLAG, max(at - len(_FLAGS[0]) + 1, 0), at)
        return flag >= 0 and text.startswith(_FLAGS, flag)
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if char == _EMOJI_STYLE:
        return _is_emoji(before) or (before in tuple("0123456789#*") and after == _KEYCAP)
    if _is_letter(before) and _is_letter(after):
        return True
    styled = before == _EMOJI_STYLE and _is_emoji(text[at - 2 : at - 1])
    return char == _JOINER and _is_emoji(after) and (_is_emoji(before) or styled)


@cache
def _is_unseen(char: str) -> bool:
    from drift.unicode_tables import UNSEEN

    return _holds(UNSEEN, char)


@cache
def _is_emoji(char: str) -> bool:
    from drift.unicode_tables import EMOJI

    return _holds(EMOJI, char)


@cache
def _is_letter(char: str) -> bool:
    from drift.unicode_tables import LETTERS

    return _holds(LETTERS, char)


def _holds(table: str, char: str) -> bool:
    """Return whether a table holds one character; it never holds the end of a text."""
    starts, ends = _ranges(table)
    nth = bisect_right(starts, ord(char)) - 1 if char else -1
    return nth >= 0 and ord(char) <= ends[nth]


@cache
def _ranges(table: str) -> tuple[list[int], list[int]]:
    pairs = [entry.partition("-") for entry in table.split()]
    return [int(first, 16) for first, _, _ in pairs], [int(last or first, 16) for first, _, last in pairs]
