"""Operations in the string literals of Go, Java, Kotlin, Scala, Swift, C#, Dart and Rust.

These are read without a parser: comments and literals are told apart, and a literal that is a document is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from drift.operations.source import File
from drift.operations.template import Draft, Found, Hole, Part, Text, shortened

_COMMENT = r"//[^\n]*|/\*(?s:.)*?\*/"
_QUOTED = r'"(?:\\.|[^"\\\n])*"'
_CHARACTER = r"'(?:\\[^\n]*?|[^'\\\n])'"
_BLOCK = r'"""(?s:.)*?"""(?!")'


class Language(NamedTuple):
    """How a language writes strings.

    Attributes:
        name: What README and tests call it.
        suffixes: Endings of its files.
        raw: Pattern of the literals that hold more than one line.
        gap: Pattern of a place in a literal where the program puts a value in; empty where there is none.
        keeps_escapes: A backslash in a literal of three quotes is a backslash.
    """

    name: str
    suffixes: tuple[str, ...]
    raw: str
    gap: str = ""
    keeps_escapes: bool = False


_DOLLARS = r"\$\{[^{}]*\}|\$[A-Za-z_]\w*"
LANGUAGES = (
    Language("Go", (".go",), r"`[^`]*`"),
    Language("Java", (".java",), _BLOCK),
    Language("Kotlin", (".kt", ".kts"), _BLOCK, _DOLLARS, keeps_escapes=True),
    Language("Scala", (".scala",), _BLOCK, keeps_escapes=True),
    Language(
        "Swift",
        (".swift",),
        r'(?P<hashes>#+)"(?s:.)*?"(?P=hashes)|' + _BLOCK,
        r"\\\((?:[^()]|\([^()]*\))*\)",
    ),
    Language("C#", (".cs",), _BLOCK + r'|@"(?:""|[^"])*"', keeps_escapes=True),
    Language("Dart", (".dart",), _BLOCK + r"|r?'''(?s:.)*?'''", _DOLLARS),
    Language("Rust", (".rs",), r'r(?P<hashes>#*)"(?s:.)*?"(?P=hashes)'),
)
_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}
SUFFIXES = frozenset(_BY_SUFFIX)
_ESCAPE = re.compile(r"\\(?:u\{?([0-9A-Fa-f]{1,8})\}?|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "\n": ""}
# In Kotlin a dollar sign can't be written in a raw string otherwise.
_DOLLAR = re.compile(r"\$\{'\$'\}|\$\{\"\$\"\}")
_QUOTES = re.compile(r"[r@#]*(`|\"\"\"|'''|\")")


def finder(suffix: str) -> Callable[[File], Found]:
    """Return the function that finds documents in files of the language with this ending."""
    language = _BY_SUFFIX[suffix]
    gap = language.gap
    token = re.compile(f"(?P<raw>{language.raw})|(?P<quoted>{_QUOTED})|{_COMMENT}|{_CHARACTER}")
    inner = re.compile(
        f"(?P<gap>{_DOLLAR.pattern}{'|' if gap else ''}{gap})|(?P<escape>{_ESCAPE.pattern})", re.DOTALL
    )

    def find(file: File) -> Found:
        found = Found()
        for match in token.finditer(file.text):
            literal = match[0]
            opening = _QUOTES.match(literal)
            if match.lastgroup is None or opening is None or "{" not in literal:
                continue
            is_raw = match["raw"] is not None and (opening[0] != '"""' or language.keeps_escapes)
            start = match.start() + opening.end()
            end = match.end() - len(opening[1]) - opening[0].count("#")
            gaps = None if opening[0].startswith(("`", "@", "r", "#")) else inner
            parts = _parts(file, start, end, gaps, is_raw=is_raw)
            draft = Draft(file, tuple(parts))
            if draft.is_worth_reading:
                found.drafts.append(draft)
        return found

    return find


def _parts(file: File, start: int, end: int, inner: re.Pattern[str] | None, *, is_raw: bool) -> list[Part]:
    parts: list[Part] = []
    position = start
    for match in () if inner is None else inner.finditer(file.text, start, end):
        if match["gap"] is None and is_raw:
            continue
        parts.append(Text(file.text[position : match.start()], file, position))
        position = match.end()
        if match["gap"] is None:
            parts.append(Text(_unescaped(match["escape"]), file, match.start()))
        elif _DOLLAR.fullmatch(match["gap"]):
            parts.append(Text("$", file, match.start()))
        else:
            name = re.sub(r"\W", "", match["gap"])
            parts.append(Hole(file, match.start(), shortened(match["gap"]), name))
    parts.append(Text(file.text[position:end], file, position))
    return parts


def _unescaped(escape: str) -> str:
    match = _ESCAPE.fullmatch(escape)
    if match is None or match[1] is None:
        return _ESCAPES.get(escape[1:], escape[1:])
    code = int(match[1], 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
