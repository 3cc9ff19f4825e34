"""GraphQL texts with gaps that a program fills: read as far as what is in the source allows.

A gap hides the place that it is in and no more. Names that begin as :data:`STAND_IN` take its place, so that the text
is GraphQL and whatever is said of such a name can be told from what is said of the rest; see
:mod:`drift.operations.unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from drift.operations.lexical import State, Tracker
from drift.operations.source import Document, File, Run
from drift.reports.account import Unread

# Nobody wrote a text beyond these as an operation: constants can be nested to any length.
MAX_HOLES = 500
MAX_LENGTH = 200_000
MAX_VARIANTS = 4
MAX_SHOWN = 60
STAND_IN = "_put_in_"
_KEYWORD = re.compile(r"\b(?:query|mutation|subscription|fragment)\b")
_KEYWORDS = ("query", "mutation", "subscription")
# What a program that holds an operation has somewhere.
# It may come right after an escape, whose letter is none of the word.
_MENTION = re.compile(
    r"gql|graphql|(?<![.\w])(?:parse|Source)\(\s*\w{0,2}[\"'`]|(?:\b|(?<=\\[nrt]))fragment\s+[\w$%{]"
    r"|(?:\b|(?<=\\[nrt]))(?:query|mutation|subscription)\b(?=\s*[\w$%{(@\\\"'`+]|\s*\n)",
    re.IGNORECASE,
)
_BRACE = re.compile(r"[{}]")
_STARTS = re.compile(r"(?:[\s,]|#[^\n]*\n)*+(?:query|mutation|subscription|fragment)\b[^{}]*\{")
# Nobody writes this about something else: when it can't be parsed, that is said.
_BEGINS = re.compile(
    r"(?:[\s,]|#[^\n]*\n)*+(?:(?:query|mutation|subscription)\s+[A-Za-z_]\w*\s*(?:\(\s*\$\w|\{\s*(?:\n|\w+\s*[({]|\Z))"
    r"|fragment\s+\w+\s+on\s+\w+\s*\{)"
)
_OPENING = re.compile(r"(?:[\s,]|#[^\n]*\n)*+(?:query|mutation|subscription|fragment)\b")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|#[^\n]*')
# Nothing but a word of prose after the keyword, and a brace that nothing closes: ``mutation failed {``.
_REMARK = re.compile(r"\s*(?:query|mutation|subscription)\s+[a-z]+\s*\{\s*\Z")
# What people read is given to these, and nothing of it is missed when it is not GraphQL after all.
_MESSAGE = re.compile(
    r"(?:\b(?:console|log\w*|fmt|\w*[lL]ogger|slog|warnings|System\.(?:out|err)|Console)\.\w+!?"
    r"|\b(?:e?print|printf|println|puts|panic|debug|info|warn|error|fatal|trace|fail)\w*!?"
    r"|\b\w*(?:Error|Exception)(?:\.new)?|\b(?:raise|throw new)\s+[\w.]+)\s*\(\s*[\w$@#]{0,3}[\"'`]{1,3}\Z",
    re.IGNORECASE,
)
# To what is built up piece by piece, the rest may be added elsewhere.
_APPENDING = re.compile(
    r"(?i)(?:\+=\s*|\b(?:append|write|push|add|concat)\w*!?\(\s*)[\w$@#]{0,3}[\"'`]{1,3}\Z"
)
MAX_BEFORE = 120
_NAME_CHARACTER = re.compile(r"[_0-9A-Za-z]")
_ARGUMENTS = re.compile(r"(?i)arg|param|filter|where|pag(?:e|ing|inat)|input|option")
_KEYED = re.compile(r"([_A-Za-z]\w*)\s*[:(]")
_DIRECTIVES = re.compile(
    r"%%|%(?:\([^)]*\)|\[\d+\])?(?:\d+\$)?[-#0+]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?[bcdiouxXeEfFgGqrsStTvpa@](?![\w%])"
)
_DOUBLED = re.compile(r"\{\{|\}\}|\{[^{}\n]*\}")
_MOUSTACHE = re.compile(r"\{\{[\s\w.$-]*\}\}")


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of a literal, each where it is in the file, or one escape sequence.

    Attributes:
        value: What they mean.
        file: The file.
        place: Where they begin in the file.
    """

    value: str
    file: File
    place: int


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a program puts something in.

    Attributes:
        file: The file.
        place: Where it begins in the file.
        shown: The expression, as written.
        name: The constant that it names; None when it is anything else.
        arms: Of a conditional expression, what either of its arms puts in; those that can't be known are left out.
    """

    file: File
    place: int
    shown: str
    name: str | None = None
    arms: tuple[tuple[Part, ...], ...] = ()


Part = Text | Hole


@dataclass(frozen=True)
class Draft:
    """A string that may be a document.

    Attributes:
        file: The file that it was found in.
        parts: Its literal text and its gaps, in order.
        is_certain: The program says that it is GraphQL.
        is_joined: It is put together from several literals.
    """

    file: File
    parts: tuple[Part, ...]
    is_certain: bool = False
    is_joined: bool = False

    @property
    def is_remark(self) -> bool:
        """Whether it is what a program tells a person, unless it turns out to be GraphQL."""
        if self.is_certain:
            return False
        start = self.parts[0].place if self.parts else 0
        before = self.file.text[max(0, start - MAX_BEFORE) : start]
        if _MESSAGE.search(before) is not None:
            return True
        return _APPENDING.search(before) is None and _REMARK.match(self.literal) is not None

    @property
    def literal(self) -> str:
        """The text without what is put in."""
        return "".join(part.value if isinstance(part, Text) else " " for part in self.parts)

    @property
    def is_worth_reading(self) -> bool:
        """Whether it can be a document, by a test that costs little."""
        return looks_like_operation(self.literal) and (self.is_certain or _opens_selection(self.literal))


@dataclass
class Found:
    """What one file holds.

    Attributes:
        path: The file.
        documents: Texts without gaps.
        drafts: Texts that may have gaps.
        sums: Texts that consist of nothing but named gaps: ``head + body``.
        constants: Literal strings by the name that they are given; a name that is given several is left out.
        notices: What is read in part, one sentence each with its place.
        unread: What can't be read.
    """

    path: str = ""
    documents: list[Document] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    sums: list[Draft] = field(default_factory=list)
    constants: dict[str, tuple[Part, ...] | None] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def name(self, name: str, parts: tuple[Part, ...]) -> None:
        """Remember what a name stands for, as long as it stands for one thing."""
        known = self.constants.setdefault(name, parts)
        if known != parts:
            self.constants[name] = None


def shortened(expression: str) -> str:
    """Return an expression of a program on one line, cut where it is long, to be shown in a sentence."""
    text = " ".join(expression.split())
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def literal_text(parts: Sequence[Part]) -> str:
    """Return the characters of a literal without its gaps."""
    return "".join(part.value for part in parts if isinstance(part, Text))


def begins_definition(parts: Sequence[Part]) -> bool:
    """Return whether a literal begins as an operation or a fragment does."""
    return bool(parts) and isinstance(parts[0], Text) and _OPENING.match(literal_text(parts)) is not None


def is_open(parts: Sequence[Part]) -> bool:
    """Return whether a text has more braces that open than close, outside of its own strings and comments."""
    text = _STRING.sub("", literal_text(parts))
    return text.count("{") > text.count("}")


Lookup = Callable[[str], "tuple[Part, ...] | None"]


def looks_like_operation(text: str) -> bool:
    """Return whether a text is worth parsing as operations."""
    return "{" in text and (_KEYWORD.search(text) is not None or text.lstrip().startswith("{"))


def mentions_graphql(text: str) -> bool:
    """Return whether a program's text may have an operation in it, by a test that costs little."""
    return _MENTION.search(text) is not None


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a draft came to.

    Attributes:
        documents: The text, or none.
        unread: Why there is none.
        notices: What of it is not known, one sentence each with its place.
        beginnings: Constants that it begins with, and which mean nothing without what it adds to them.
    """

    documents: tuple[Document, ...] = ()
    unread: tuple[Unread, ...] = ()
    notices: tuple[str, ...] = ()
    beginnings: tuple[tuple[Part, ...], ...] = ()


def unread_hole(file: File, place: int, shown: str) -> Unread:
    """Return that nothing of an operation can be judged because of a gap."""
    line, column = file.locate(place)
    reason = f"the operation depends on {shown}, which is known only when the program runs"
    return Unread(file.path, line, reason, column)


def assemble(draft: Draft, lookup: Lookup) -> Assembled:
    """Return the document that a draft is, and what of it could not be read.

    A gap is filled with the constant that it names, or with what either arm of a conditional expression puts in;
    between definitions it is left empty, since the constants that are there are documents of their own. Of a gap
    that nothing is known of, only its own place is unknown.

    Args:
        draft: The text with its gaps.
        lookup: Gives the parts of a constant by its name.
    """
    parts = _with_directives(draft.parts)
    built = [_built(parts, lookup, variant=0)]
    # Arms that can't stand together are a text each; of several gaps like this, each arm is in one of the texts.
    built += [
        _built(parts, lookup, variant=number) for number in range(1, min(built[0].variants, MAX_VARIANTS))
    ]
    # Of a text that may be something else altogether nothing is said.
    is_remark = draft.is_remark
    is_said = draft.is_certain or (not is_remark and _STARTS.match(draft.literal) is not None)
    excess = next((each.excess for each in built if each.excess is not None), None)
    if excess is not None:
        return Assembled(unread=(unread_hole(excess.file, excess.place, excess.shown),) if is_said else ())
    is_whole = draft.is_certain and not draft.is_joined and not any(isinstance(part, Hole) for part in parts)
    is_certain = draft.is_certain or (not is_remark and _BEGINS.match(draft.literal) is not None)
    documents = {
        each.text: Document(draft.file, each.text, tuple(each.runs), is_certain, is_whole, dict(each.holes))
        for each in reversed(built)
    }
    notices = dict.fromkeys(notice for each in built for notice in each.notices)
    return Assembled(
        tuple(reversed(documents.values())),
        notices=tuple(notices) if is_said else (),
        beginnings=tuple(parts for each in built for parts in each.beginnings),
    )


def _built(parts: Sequence[Part], lookup: Lookup, *, variant: int) -> _Builder:
    builder = _Builder(lookup, variant)
    builder.take(parts, frozenset())
    return builder


def _with_directives(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts with gaps for what a formatting function will replace: ``%s``, or ``{}`` among ``{{`` and ``}}``.

    No GraphQL has a percent sign or two opening braces in a row outside of strings and comments, so that a program that
    formats the text need not be in sight.
    """
    brace = next(
        (part.value[at:] for part in parts if isinstance(part, Text) and (at := part.value.find("{")) >= 0),
        "",
    )
    is_doubled = brace.startswith("{{")
    result: list[Part] = []
    for part in parts:
        if isinstance(part, Hole):
            result.append(part)
            continue
        pieces: Iterable[Part] = (part,)
        if is_doubled:
            pieces = _cut(part, _DOUBLED, {"{{": "{", "}}": "}"})
        elif "{{" in part.value:
            pieces = _cut(part, _MOUSTACHE, {})
        for piece in pieces:
            if isinstance(piece, Text) and "%" in piece.value:
                result += _cut(piece, _DIRECTIVES, {"%%": "%"})
            else:
                result.append(piece)
    return tuple(result)


def _cut(part: Text, pattern: re.Pattern[str], escaped: Mapping[str, str]) -> Iterator[Part]:
    position = 0
    for match in pattern.finditer(part.value):
        yield replace(part, value=part.value[position : match.start()], place=part.place + position)
        place = part.place + match.start()
        if match[0] in escaped:
            yield Text(escaped[match[0]], part.file, place)
        else:
            yield Hole(part.file, place, match[0])
        position = match.end()
    yield replace(part, value=part.value[position:], place=part.place + position)


class _Builder:
    def __init__(self, lookup: Lookup, variant: int) -> None:
        self.variants = 1
        self.runs: list[Run] = []
        self.notices: list[str] = []
        self.holes: dict[str, str] = {}
        self.excess: Hole | None = None
        self.beginnings: list[tuple[Part, ...]] = []
        self._lookup = lookup
        self._variant = variant
        self._pieces: list[str] = []
        self._length = 0
        self._filled = 0
        self._tracker = Tracker()

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def take(self, parts: Sequence[Part], inside: frozenset[str]) -> None:
        for position, part in enumerate(parts):
            if self.excess is not None:
                return
            if isinstance(part, Text):
                self._add(part.value, part.file, part.place)
            else:
                self._fill(part, parts[position + 1 : position + 3], inside)

    def _add(self, value: str, file: File, place: int) -> None:
        if value:
            self.runs.append(Run(self._length, file, place))
            self._pieces.append(value)
            self._length += len(value)
            self._tracker.feed(value)

    def _fill(self, hole: Hole, rest: Sequence[Part], inside: frozenset[str]) -> None:
        self._filled += 1
        if self._filled > MAX_HOLES or self._length > MAX_LENGTH:
            self.excess = hole
            return
        state = self._tracker.state()
        constant = None if hole.name is None else self._lookup(hole.name)
        is_between = not state.brackets and not state.is_header
        is_beginning = (
            constant is not None and is_between and begins_definition(constant) and is_open(constant)
        )
        if constant is not None and is_beginning:
            self.beginnings.append(constant)
        if constant is not None and (is_beginning or not is_between) and hole.name not in inside:
            self.take(constant, inside | {hole.name or ""})
            return
        if hole.arms and self._take_arms(hole, inside, is_between=is_between):
            return
        name = f"{STAND_IN}{self._filled}"
        filling = _filling(state, _next(rest), name, hole)
        if name in filling:
            self.holes[name] = hole.shown
        for piece in re.split(f"({name})", filling):
            # All of it is in one place.
            self._add(piece, hole.file, hole.place)
        # Values may be any, and the name of an operation or of an answer matters to nobody.
        is_name = (state.is_header and not state.brackets) and (
            state.last in _KEYWORDS or (state.last not in ("on", "fragment") and filling.strip() == name)
        )
        is_name = is_name or (state.brackets[-1:] == ("selection",) and _next(rest) == ":")
        if re.search(rf"(?<!\$){name}", filling) and not is_name:
            self.notices.append(
                f"{hole.file.place(hole.place)}: what {hole.shown} puts in is known only when the program runs; "
                "the rest of the operation is checked"
            )

    def _take_arms(self, hole: Hole, inside: frozenset[str], *, is_between: bool) -> bool:
        """Put in what the arms of a conditional expression put in; return whether that is all there is to know."""
        arms = [arm for arm in hole.arms if "".join(_literal(arm)).strip()]
        texts = ["".join(_literal(arm)) for arm in arms]
        if not arms:
            # Either arm is empty.
            return True
        if is_between and not any(looks_like_operation(text) for text in texts):
            return False
        state = self._tracker.state()
        if state.expects_value:
            return False
        keys = [set(_KEYED.findall(text)) for text in texts]
        # The root of a subscription has room for one field.
        is_full = state.is_in_subscription and state.brackets == ("selection",)
        clash = len(set(texts)) > 1 and (is_full or any(one & other for one, other in pairwise(keys)))
        if clash:
            self.variants = max(self.variants, len(arms))
            arms = [arms[min(self._variant, len(arms) - 1)]]
        for arm in arms[:1] if len(set(texts)) == 1 else arms:
            self._add(" ", hole.file, hole.place)
            self.take(arm, inside)
            self._add(" ", hole.file, hole.place)
        return True


def _literal(parts: Sequence[Part]) -> Iterator[str]:
    return (part.value if isinstance(part, Text) else "x" for part in parts)


def _filling(state: State, following: str, name: str, hole: Hole) -> str:
    """Return what a gap of unknown content is filled with.

    Args:
        state: Where it is.
        following: What comes next, see :func:`_next`.
        name: A name of its own, which tells that it is a gap.
        hole: The gap.
    """
    if state.is_in_comment:
        return " "
    if state.is_in_string:
        return "x"
    touches_next = _NAME_CHARACTER.match(following) is not None
    end = "" if touches_next else " "
    if not state.brackets:
        return _in_header(state, following, name, end) if state.is_header else " "
    if state.last in ("$", "@") or (state.last == "on" and state.brackets[-1] == "selection"):
        return f"{'' if state.touches_name or state.last != 'on' else ' '}{name}{end}"
    if state.brackets[-1] == "selection":
        return _in_selection(state, following, name, hole, end)
    if state.is_in_variables:
        return _in_variables(state, following, name, end)
    return _in_values(state, following, name, end)


def _in_header(state: State, following: str, name: str, end: str) -> str:
    """Return what is between an operation's keyword and its selection."""
    if state.last in ("fragment", "on", "@"):
        return f"{'' if state.last == '@' else ' '}{name}{end}"
    is_nameless = state.last in _KEYWORDS
    if following == "{":
        # Variables, directives, or the rest of the name.
        return f" {name} @{name} " if is_nameless else f" @{name} "
    if following == "@":
        return f" @{name} "
    if end == "" or following == "(":
        return (
            f"{' ' if is_nameless else ''}{name}{end}" if state.touches_name or is_nameless else f" @{name} "
        )
    return f" {{ {name} }} "


def _in_selection(state: State, following: str, name: str, hole: Hole, end: str) -> str:
    if state.touches_name:
        if following == "{" and _ARGUMENTS.search(hole.shown):
            return f"({name}: ${name}) "
        return f"{name}{end}"
    if state.last == "..." and following in ("{", "@"):
        return f" @{name} "
    if state.last in ("...", ":", "{", "}") or end == "" or following in ("(", ":"):
        return f" {name}{end}"
    # After a field that may go on: with arguments, with a selection, or not at all.
    if following in ("{", "@"):
        return f" {name} " if state.is_on_new_line else f" @{name} "
    return f" @{name} {name} "


def _in_variables(state: State, following: str, name: str, end: str) -> str:
    if state.touches_name:
        return f"{name}{end}"
    if state.last in (":", "["):
        return f" {name}{end}"
    if state.last == "=":
        return f" {name}{end}"
    return f" ${name} " if following == ":" else f" ${name}: {name} "


def _in_values(state: State, following: str, name: str, end: str) -> str:
    is_list = state.brackets[-1] == "["
    if state.touches_name and not state.is_after_number:
        return f"{name}{end}"
    if state.expects_value or is_list:
        return f" ${name}{end}"
    return f" {name}{end}" if following == ":" else f" {name}: ${name} "


def _next(rest: Iterable[Part]) -> str:
    """Return the character of the next token after a gap; a blank when only a gap follows.

    A letter or digit is given only where it touches the gap, and makes one name with it.
    """
    is_touching = True
    for part in rest:
        if isinstance(part, Hole):
            return " "
        text = part.value.lstrip(" \t\r\n,")
        is_touching &= len(text) == len(part.value)
        if text:
            return text[0] if is_touching or not _NAME_CHARACTER.match(text) else " "
    return " "


def _opens_selection(text: str) -> bool:
    """Return whether a text has an operation or fragment with its selection, not just the word."""
    # From brace to brace, so that no text takes longer than its length.
    before = 0
    for brace in _BRACE.finditer(text):
        if brace[0] == "{" and _KEYWORD.search(text, before, brace.start()):
            return True
        before = brace.end()
    return False
