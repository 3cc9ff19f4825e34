"""Operations in the string literals of Go, Java, Kotlin, Scala, Swift, C#, Dart and Rust.

These are read without a parser: comments and literals are told apart, literals that are added, joined or written side by
side are one text, and what is put into them is a gap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from drift.operations.formatting import Operands, format_parts, percent_parts
from drift.operations.source import File
from drift.operations.template import (
    Draft,
    Found,
    Hole,
    Part,
    Text,
    begins_definition,
    is_open,
    literal_text,
    shortened,
)
from drift.reports.account import Unread

_COMMENT = r"//[^\n]*|/\*(?s:.)*?\*/"
_CHARACTER = r"'(?:\\[^\n]{1,8}?|[^'\\\n])'"
_BRACED = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_PARENTHESES = r"\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)"
_DOLLAR_GAP = rf"\${_BRACED}|\$[A-Za-z_]\w*"
_TWO_DOLLARS_GAP = rf"\$\${_BRACED}|\$\$[A-Za-z_]\w*"


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a literal.

    Attributes:
        pattern: The literal, its content as the group ``t``.
        escape: What begins an escape sequence; empty where nothing is escaped.
        gap: What a gap in it looks like; empty where there is none.
        doubled: What is written twice to mean itself, such as quotes in a verbatim literal.
    """

    pattern: str
    escape: str = ""
    gap: str = ""
    doubled: str = ""


class Language(NamedTuple):
    """How a language writes strings.

    Attributes:
        name: The language.
        suffixes: How names of its files end.
        forms: The ways to write a literal, the longer opening before the shorter one.
        is_adjacent: Literals that are side by side are one.
        has_characters: What is in single quotes is a character.
    """

    name: str
    suffixes: tuple[str, ...]
    forms: tuple[_Form, ...]
    is_adjacent: bool = False
    has_characters: bool = True


def _quoted(quote: str = '"', prefix: str = "", gap: str = "", doubled: str = "") -> _Form:
    pieces = [r"\\(?s:.)", rf"[^{quote}\\\n]"]
    if gap and not doubled:
        # It may have quotes of its own.
        pieces.insert(0, gap)
    return _Form(rf"{prefix}{quote}(?P<t>(?:{'|'.join(pieces)})*+){quote}", "\\", gap, doubled)


def _block(prefix: str = "", quotes: str = '"""', escape: str = "\\", gap: str = "") -> _Form:
    body = r"(?P<t>(?:\\(?s:.)|(?!%s)(?s:.))*)" if escape else r"(?P<t>(?:(?!%s)(?s:.))*)"
    more = '(?!")' if quotes == '"""' else ""
    return _Form(f"{prefix}{quotes}{body % f'{quotes}{more}'}{quotes}", escape, gap)


_CS_GAP = _BRACED
_RAW = r'(?P<h>"{3,})(?P<t>(?s:.)*?)(?P=h)(?!")'
LANGUAGES = (
    Language("Go", (".go",), (_Form(r"`(?P<t>[^`]*)`"), _quoted())),
    Language("Java", (".java",), (_block(), _quoted())),
    Language(
        "Kotlin",
        (".kt", ".kts"),
        (
            _block(r"\$\$", escape="", gap=_TWO_DOLLARS_GAP),
            _block(escape="", gap=_DOLLAR_GAP),
            _quoted(prefix=r"\$\$", gap=_TWO_DOLLARS_GAP),
            _quoted(gap=_DOLLAR_GAP),
        ),
    ),
    Language(
        "Scala",
        (".scala",),
        (
            _block(r"\b(?:[sf]|gql|graphql)", escape="", gap=_DOLLAR_GAP),
            _block(escape=""),
            _quoted(prefix=r"\b[sf]", gap=_DOLLAR_GAP),
            _quoted(),
        ),
    ),
    Language(
        "Swift",
        (".swift",),
        (
            _Form(r'(?P<h>#+)"""(?P<t>(?s:.)*?)"""(?P=h)', "", rf"\\#+{_PARENTHESES}"),
            _Form(r'(?P<h>#+)"(?P<t>[^\n]*?)"(?P=h)', "", rf"\\#+{_PARENTHESES}"),
            _block(gap=rf"\\{_PARENTHESES}"),
            _quoted(gap=rf"\\{_PARENTHESES}"),
        ),
    ),
    Language(
        "C#",
        (".cs",),
        (
            _Form(rf"\$\$\$+{_RAW}", "", r"\{\{\{[^{}]*\}\}\}"),
            _Form(rf"\$\${_RAW}", "", r"\{\{[^{}]*\}\}"),
            _Form(rf"\${_RAW}", "", _CS_GAP, "{}"),
            _Form(_RAW),
            _Form(r'(?:\$@|@\$)"(?P<t>(?:""|[^"])*)"', "", _CS_GAP, '"{}'),
            _Form(r'@"(?P<t>(?:""|[^"])*)"', "", "", '"'),
            _quoted(prefix=r"\$", gap=_CS_GAP, doubled="{}"),
            _quoted(),
        ),
    ),
    Language(
        "Dart",
        (".dart",),
        (
            _block(r"\br", "'''", ""),
            _block(r"\br", escape=""),
            _Form(r"\br'(?P<t>[^'\n]*)'"),
            _Form(r'\br"(?P<t>[^"\n]*)"'),
            _block("", "'''", gap=_DOLLAR_GAP),
            _block(gap=_DOLLAR_GAP),
            _quoted("'", gap=_DOLLAR_GAP),
            _quoted(gap=_DOLLAR_GAP),
        ),
        is_adjacent=True,
        has_characters=False,
    ),
    Language(
        "Rust",
        (".rs",),
        (
            _Form(r'\bb?r(?P<h>#*)"(?P<t>(?s:.)*?)"(?P=h)'),
            _Form(r'(?:\bb)?"(?P<t>(?:\\(?s:.)|[^"\\])*)"', "\\"),
        ),
    ),
)
_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}
SUFFIXES = frozenset(_BY_SUFFIX)

_ESCAPE = re.compile(r"\\(?:u\{?([0-9A-Fa-f]{1,8})\}?|\n\s*|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "0": "\0"}
# In Kotlin a dollar sign can't be written in a raw string otherwise.
_DOLLAR = re.compile(r"\$\{'\$'\}|\$\{\"\$\"\}|\$\$\Z")
_CALLS = r"(?:\s*\.\s*\w+(?:\(\s*\))?)*"
_PLUS = re.compile(rf"(?P<calls>{_CALLS})\s*\)*\s*\+\s*(?:[^;={{}}\n]*?\(\s*)??&?\s*\Z")
_PLUS_GAP = re.compile(rf"{_CALLS}\s*\+\s*(?P<gap>[^;={{}}]*?[\w)\]])\s*\+\s*&?\s*\Z")
_PLUS_AFTER = re.compile(rf"{_CALLS}\s*\+\s*(?P<gap>&?[A-Za-z_][\w.]*(?:\([^()]*\))?)")
_PLUS_BEFORE = re.compile(r"(?:[=(,]|\breturn)\s*(?P<gap>[A-Za-z_][\w.]*(?:\([^()]*\))?)\s*\+\s*\Z")
_CALL_BEFORE = re.compile(r"([A-Za-z_][\w.]*!?)\s*\(\s*(?:format:\s*)?\Z")
_FORMATS = frozenset({"Sprintf", "format", "Format", "format!", "String", "printf", "Fprintf"})
_FORMATTED = re.compile(rf"{_CALLS}\s*\.\s*(?:formatted|format)\s*\(")
_UNCLOSED = re.compile(
    r"[\"'`]\s*(?:(?:query|mutation|subscription)\s+[A-Za-z_]\w*\s*[({]|fragment\s+\w+\s+on\s+\w+\s*\{)"
)
# With arguments, directives or a condition: servers use the tag for a name alone.
_STRUCT_TAG = re.compile(r'\bgraphql:"[^"\n]*(?:[(@$]|\.\.\.)[^"\n]*"')
_NAME = re.compile(
    r"([A-Za-z_]\w*)\s*(?::\s*&?[\w<>?'\[\]. ]+)?\s*(?::=|=)\s*(?:\(\s*)?(?:[A-Za-z_][\w.]*!?\s*\(\s*)?\Z"
)
_TAG = re.compile(
    r"(?:\b(?:gql|graphql|parse_query|parseString)!?\s*\(?|(?i:language\s*=\s*graphql)[^\n]*)\s*\Z"
)
_JOIN = re.compile(
    r"(?:\bconcat!\s*\(|\bConcat\s*\(|\bJoin\(\[\]string\{|\b(?:listOf|arrayOf|Seq|List)\()\s*\Z"
)
# What follows the beginning of an operation in a list, in a call, or in the statement after it.
_ITEM = re.compile(r"\s*,\s*(?:(?P<gap>[^;={}\"]*?[\w)\]])\s*,\s*)?\Z")
_ADDED = re.compile(
    r"\s*;?\s*(?P<name>[\w.]+)\s*\+=\s*(?:(?P<gap>[^;={}\n\"]+?)\s*;?\s*(?P=name)\s*\+=\s*)?\Z"
)
_APPENDED = re.compile(
    r"(?:\s*\))?\s*;?\s*(?:[A-Za-z_]\w*\s*)?(?:\??\.{1,2}\s*[A-Za-z_]\w*\s*)*?\??\.{0,2}\s*"
    r"(?P<verb>\b(?:append|Append|write|Write|Fprint|concat|Concat|plus|push_str|push|add|Add)\w*!?)\s*\(\s*"
    r"(?:&?(?:mut\s+)?\w+\s*,\s*\Z)?"
)
_NAMES = re.compile(r"(?<![\w.+])(?<!\+ )[A-Za-z_][\w.]*+(?:\s*\+\s*[A-Za-z_][\w.]*+)+")
# A literal or a call makes another sum of it.
_GOES_ON = ("+", "(", '"', "'", "`", "[")
_MARGIN = re.compile(r"(?m)^[ \t]*\|")
_OWN_MARGIN = re.compile(r"\s*\.\s*(?:stripMargin|trimMargin)\s*\(?\s*[\"'](?P<margin>[^\"'\s]{1,3})[\"']")
MAX_BETWEEN = 400
MAX_BEFORE = 160


@dataclass
class _Literal:
    start: int
    end: int
    parts: list[Part]
    prefix: str


def finder(suffix: str) -> Callable[[File], Found]:
    """Return the function that finds documents in files of the language with this ending."""
    language = _BY_SUFFIX[suffix]
    forms = language.forms
    pieces = [f"(?P<s{number}>{_numbered(form.pattern, number)})" for number, form in enumerate(forms)]
    character = f"|{_CHARACTER}" if language.has_characters else ""
    token = re.compile(f"(?P<comment>{_COMMENT})|{'|'.join(pieces)}{character}")

    def find(file: File) -> Found:
        found = Found(file.path)
        reader = _Reader(file, found, is_adjacent=language.is_adjacent)
        literals: list[_Literal] = []
        comments: list[tuple[int, int]] = []
        for match in token.finditer(file.text):
            if match["comment"] is not None:
                comments.append(match.span())
                continue
            for number, form in enumerate(forms):
                if match[f"s{number}"] is not None:
                    start, end = match.span(f"t{number}")
                    parts = list(_parts(file, start, end, form))
                    prefix = file.text[match.start() : start]
                    literals.append(_Literal(match.start(), match.end(), parts, prefix))
                    break
        reader.comments = comments
        reader.read(literals)
        found.unread += _unclosed(file, [*((each.start, each.end) for each in literals), *comments])
        if language.name == "Go":
            found.unread += _of_structs(file, literals)
        return found

    return find


def _unclosed(file: File, spans: Sequence[tuple[int, int]]) -> Iterator[Unread]:
    """Yield the first operation that begins in a literal which nothing closes."""
    for match in _UNCLOSED.finditer(file.text):
        if not any(start <= match.start() < end for start, end in spans):
            line = file.locate(match.start())[0]
            yield Unread(file.path, line, "an operation seems to begin in a literal that does not end")
            return


def _of_structs(file: File, literals: Sequence[_Literal]) -> Iterator[Unread]:
    """Yield the first tag of a struct that a library makes an operation of, as githubv4 and go-graphql-client do."""
    for literal in literals:
        match = _STRUCT_TAG.search(literal_text(literal.parts))
        if match is not None:
            line = file.locate(literal.start)[0]
            yield Unread(file.path, line, f"operations that are made of Go structs are not read: {match[0]}")
            return


def _numbered(pattern: str, number: int) -> str:
    """Return a form's pattern with groups of its own: a pattern has every name once."""
    for name in "th":
        pattern = pattern.replace(f"(?P<{name}>", f"(?P<{name}{number}>")
    return pattern.replace("(?P=h)", f"(?P=h{number})")


@dataclass
class _Reader:
    file: File
    found: Found
    is_adjacent: bool
    comments: list[tuple[int, int]] = field(default_factory=list)

    def read(self, literals: Sequence[_Literal]) -> None:
        position = 0
        while position < len(literals):
            first = literals[position]
            parts = list(first.parts)
            end, count = first.end, 1
            before = self._before(first.start)
            is_list = before.rstrip()[-1:] in ("(", "{") and _JOIN.search(before) is not None
            is_opening = begins_definition(parts)
            while position + count < len(literals):
                following = literals[position + count]
                if following.start - end > MAX_BETWEEN:
                    break
                link = self._link(end, following.start, is_list=is_list)
                if link is None and is_opening and is_open(parts) and not begins_definition(following.parts):
                    link = self._continued(end, following.start)
                if link is None:
                    break
                parts += [*link, *following.parts]
                end, count = following.end, count + 1
            self._offer(first, parts, end, is_joined=count > 1)
            position += count
        if any(parts and begins_definition(parts) for parts in self.found.constants.values()):
            self._add_names(literals)

    def _add_names(self, literals: Sequence[_Literal]) -> None:
        """Find texts that are added from names alone: ``head + body + tail``."""
        taken = sorted([*((each.start, each.end) for each in literals), *self.comments])
        starts = [start for start, _ in taken]
        for match in _NAMES.finditer(self.file.text):
            index = bisect_right(starts, match.start()) - 1
            if index >= 0 and match.start() < taken[index][1]:
                continue
            if self.file.text[match.end() : match.end() + 80].lstrip()[:1] in _GOES_ON:
                continue
            names = [*re.finditer(r"[A-Za-z_][\w.]*", match[0])]
            parts = tuple(self._hole(match.start() + each.start(), each[0]) for each in names)
            known = [self.found.constants.get(part.name or "") for part in parts]
            if any(each and begins_definition(each) for each in known):
                draft = Draft(self.file, parts, is_joined=True)
                named = _NAME.search(self._before(match.start()))
                if named is not None:
                    self.found.name(named[1], draft.parts)
                self.found.drafts.append(draft)

    def _link(self, start: int, end: int, *, is_list: bool) -> list[Part] | None:
        """Return what is between two literals of one text; None when they are two texts."""
        between = self._without_comments(start, end)
        if not between.strip():
            return [] if self.is_adjacent else None
        if is_list and between.strip() == ",":
            return [Text("\n", self.file, start)]
        plus = _PLUS.match(between)
        if plus is not None and "(" not in between[plus.end("calls") :]:
            return []
        match = _PLUS_GAP.match(between)
        if match is not None and _is_balanced(match["gap"]):
            return [self._hole(start + match.start("gap"), match["gap"])]
        return None

    def _continued(self, start: int, end: int) -> list[Part] | None:
        """Return what is between two literals of an operation that is put together piece by piece."""
        between = self._without_comments(start, end)
        match = _ITEM.match(between)
        if match is not None and (match["gap"] is None or _is_balanced(match["gap"])):
            line = Text("\n", self.file, start)
            return (
                [line, self._hole(start + match.start("gap"), match["gap"]), line] if match["gap"] else [line]
            )
        match = _ADDED.match(between)
        if match is not None:
            return [self._hole(start + match.start("gap"), match["gap"])] if match["gap"] else []
        parts: list[Part] = []
        # What else is given to a call that formats its literal.
        position = _closing(between, 0) if between.lstrip().startswith(",") else 0
        while match := _APPENDED.match(between, position):
            if match["verb"].lower().endswith(("line", "ln", "ln!", "add")):
                parts.append(Text("\n", self.file, start))
            if match.end() == len(between):
                return parts
            position = _closing(between, match.end())
            given = between[match.end() : position].strip()
            if not given:
                return None
            parts.append(self._hole(start + match.end(), given))
        return None

    def _offer(self, first: _Literal, parts: list[Part], end: int, *, is_joined: bool) -> None:
        before = self._before(first.start)
        after = self.file.text[end : end + MAX_BETWEEN]
        # Most literals are none of ours: their last character before tells which questions are worth asking.
        last = before.rstrip()[-1:]
        text = literal_text(parts)
        call = _CALL_BEFORE.search(before) if last in ("(", ":") and ("%" in text or "{" in text) else None
        function = call[1].rpartition(".")[2] if call else ""
        is_formatted = function in _FORMATS
        formatted = _FORMATTED.match(after)
        if is_formatted or formatted:
            begin = end + (formatted.end() if formatted else 0)
            operands = Operands([*self._arguments(begin, is_first=formatted is not None)])
            cut = format_parts if _is_doubled(parts) else percent_parts
            parts = cut(parts, operands)
        named = _NAME.search(before) if last == "=" or (last == "(" and "=" in before) else None
        leading = _PLUS_BEFORE.search(before) if last == "+" else None
        if leading is not None:
            place = first.start - len(before) + leading.start("gap")
            parts = [self._hole(place, leading["gap"]), *parts]
            named = _NAME.search(before[: leading.start("gap")])
        trailing = None if is_formatted else _PLUS_AFTER.match(after)
        if trailing is not None:
            parts = [*parts, self._hole(end + trailing.start("gap"), trailing["gap"])]
        is_certain = ("{" in text and _TAG.search(before) is not None) or first.prefix.startswith(
            ("gql", "graphql")
        )
        is_joined = is_joined or leading is not None or trailing is not None or is_formatted
        own = _OWN_MARGIN.match(after)
        margin = _MARGIN if own is None else re.compile(rf"(?m)^[ \t]*{re.escape(own['margin'])}")
        draft = Draft(self.file, tuple(_without_margin(parts, margin)), is_certain, is_joined)
        if named is not None:
            self.found.name(named[1], draft.parts)
        if draft.is_worth_reading:
            self.found.drafts.append(draft)

    def _arguments(self, start: int, *, is_first: bool) -> Iterator[Hole]:
        """Yield what is given to a formatting function after its template."""
        depth, begin = 0, start if is_first else None
        for position in range(start, min(start + 4_000, len(self.file.text))):
            char = self.file.text[position]
            if char in "([{":
                depth += 1
            if char in ")]}":
                depth -= 1
            if depth < 0 or (char == "," and depth == 0):
                if begin is not None and self.file.text[begin:position].strip():
                    yield self._hole(begin, self.file.text[begin:position].strip())
                begin = position + 1
            if depth < 0:
                return

    def _hole(self, place: int, expression: str) -> Hole:
        name = expression.strip().lstrip("&").rpartition(".")[2]
        return Hole(self.file, place, shortened(expression), name if name.isidentifier() else None)

    def _before(self, position: int) -> str:
        return self.file.text[max(0, position - MAX_BEFORE) : position]

    def _without_comments(self, start: int, end: int) -> str:
        text = self.file.text[start:end]
        if "/" not in text:
            return text
        return re.sub(_COMMENT, lambda match: " " * len(match[0]), text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if depth < 0 or (char == "," and depth == 0):
            return False
    return depth == 0


def _closing(text: str, start: int) -> int:
    """Return where the parenthesis that is open at *start* is closed, or the end of the text."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] in "([{") - (text[position] in ")]}")
        if depth < 0:
            return position
    return len(text)


def _is_doubled(parts: Sequence[Part]) -> bool:
    text = literal_text(parts)
    return text[text.find("{") :].startswith("{{")


def _without_margin(parts: Sequence[Part], margin: re.Pattern[str]) -> Iterator[Part]:
    """Yield the parts without what begins the lines of a literal with a margin; no operation has strokes of its own."""
    for part in parts:
        if isinstance(part, Hole) or (margin is _MARGIN and "|" not in part.value):
            yield part
            continue
        position = 0
        for match in margin.finditer(part.value):
            yield Text(part.value[position : match.start()], part.file, part.place + position)
            position = match.end()
        yield Text(part.value[position:], part.file, part.place + position)


def _parts(file: File, start: int, end: int, form: _Form) -> Iterator[Part]:
    pieces = [f"(?P<dollar>{_DOLLAR.pattern})"] if form.gap.startswith(r"\$") else []
    pieces += (
        [f"(?P<doubled>{'|'.join(re.escape(char * 2) for char in form.doubled)})"] if form.doubled else []
    )
    pieces += [f"(?P<gap>{form.gap})"] if form.gap else []
    pieces += [f"(?P<escape>{_ESCAPE.pattern})"] if form.escape else []
    position = start
    for match in re.compile("|".join(pieces), re.DOTALL).finditer(file.text, start, end) if pieces else ():
        kind = next(name for name, value in match.groupdict().items() if value is not None)
        yield Text(file.text[position : match.start()], file, position)
        position = match.end()
        if kind == "escape":
            yield Text(_unescaped(match[0]), file, match.start())
        elif kind == "dollar":
            yield Text("$", file, match.start())
        elif kind == "doubled":
            yield Text(match[0][0], file, match.start())
        else:
            name = re.sub(r"\A(?:\$+\{?|\\#*\(|\{+)|[})]+\Z", "", match[0]).strip().rpartition(".")[2]
            yield Hole(file, match.start(), shortened(match[0]), name if name.isidentifier() else None)
    yield Text(file.text[position:end], file, position)


def _unescaped(escape: str) -> str:
    match = _ESCAPE.fullmatch(escape)
    if match is None or (match[1] is None and match[2] is None):
        return ""
    if match[1] is None:
        return _ESCAPES.get(escape[1:], escape[1:])
    code = int(match[1], 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
