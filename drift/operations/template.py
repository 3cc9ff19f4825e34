"""GraphQL texts with gaps that a program fills: read as far as what stands in the source allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from drift.operations.source import Document, File, Run
from drift.reports.account import Unread

# A text beyond these is no operation that somebody wrote: constants can be nested to any length.
MAX_HOLES = 500
MAX_LENGTH = 200_000
MAX_SHOWN = 60
STAND_IN = "_put_in_"
_KEYWORD = re.compile(r"\b(?:query|mutation|subscription|fragment)\b")
# What a program that holds an operation has somewhere.
_MENTION = re.compile(
    r"gql|graphql|\b(?:query|mutation|subscription)\b[^{}]{0,400}\{|\bfragment\s+\w+\s+on\b", re.IGNORECASE
)
_BRACE = re.compile(r"[{}]")
_STARTS = re.compile(r"(?:[\s,]|#[^\n]*\n)*+(?:query|mutation|subscription|fragment)\b[^{}]*\{")
# Strings and comments first: what stands in them is no token.
_TOKEN = re.compile(
    r'"""(?:\\"""|(?s:.))*?(?:"""|\Z)|"(?:\\.|[^"\\\n])*(?:"|$)|#[^\n]*|\.\.\.|[_A-Za-z][_0-9A-Za-z]*|[^\s,]',
    re.MULTILINE,
)
_NAME_CHARACTER = re.compile(r"[_0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of a literal, each where it stands in the file, or one escape sequence.

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
    """

    file: File
    place: int
    shown: str
    name: str | None = None


Part = Text | Hole


@dataclass(frozen=True)
class Draft:
    """A string that may be a document.

    Attributes:
        file: The file that it was found in.
        parts: Its literal text and its gaps, in order.
        is_certain: The program says that it is GraphQL.
    """

    file: File
    parts: tuple[Part, ...]
    is_certain: bool = False

    @property
    def literal(self) -> str:
        """The text without what is put in."""
        return "".join(part.value if isinstance(part, Text) else " " for part in self.parts)

    @property
    def is_worth_reading(self) -> bool:
        """Whether it can be a document, by a look that costs little."""
        return looks_like_operation(self.literal) and (self.is_certain or _opens_selection(self.literal))


@dataclass
class Found:
    """What one file holds.

    Attributes:
        documents: Texts without gaps.
        drafts: Texts that may have gaps.
        constants: Literal strings by the name that they are given; a name that is given several is left out.
        notices: What is read in part, one sentence each with its place.
        unread: What can't be read.
    """

    documents: list[Document] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
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


Lookup = Callable[[str], "tuple[Part, ...] | None"]


def looks_like_operation(text: str) -> bool:
    """Return whether a text is worth parsing as operations."""
    return "{" in text and (_KEYWORD.search(text) is not None or text.lstrip().startswith("{"))


def mentions_graphql(text: str) -> bool:
    """Return whether a program's text may have an operation in it, by a look that costs little."""
    return _MENTION.search(text) is not None


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a draft came to.

    Attributes:
        documents: The text, or none.
        unread: Why there is none.
        notices: What of it is not known, one sentence each with its place.
    """

    documents: tuple[Document, ...] = ()
    unread: tuple[Unread, ...] = ()
    notices: tuple[str, ...] = ()


def assemble(draft: Draft, lookup: Lookup) -> Assembled:
    """Return the document that a draft is, and what of it could not be read.

    A gap inside a selection is filled with the constant that it names; between definitions it is left empty, since
    the constants that stand there are documents of their own. A gap for a value becomes a variable that fits
    everywhere. A gap for a field or fragment is left out, and said to be.

    Args:
        draft: The text with its gaps.
        lookup: Gives the parts of a constant by its name.
    """
    builder = _Builder(lookup)
    builder.take(draft.parts, frozenset())
    # Of a text that may be something else altogether nothing is said.
    is_said = draft.is_certain or _STARTS.match(draft.literal) is not None
    if builder.unreadable is not None:
        hole = builder.unreadable
        if not is_said:
            return Assembled()
        line, column = hole.file.locate(hole.place)
        reason = f"the operation depends on {hole.shown}, which is known only when the program runs"
        return Assembled(unread=(Unread(hole.file.path, line, reason, column),))
    document = Document(
        draft.file, builder.text, tuple(builder.runs), draft.is_certain, frozenset(builder.stand_ins)
    )
    return Assembled((document,), notices=tuple(builder.notices) if is_said else ())


@dataclass
class _State:
    """Where in a document its end is: the tokens so far, as far as they matter."""

    brackets: list[str] = field(default_factory=list)
    last: str = ""
    is_in_string: bool = False
    is_in_comment: bool = False
    touches_name: bool = False


class _Builder:
    def __init__(self, lookup: Lookup) -> None:
        self.runs: list[Run] = []
        self.stand_ins: list[str] = []
        self.notices: list[str] = []
        self.unreadable: Hole | None = None
        self._lookup = lookup
        self._pieces: list[str] = []
        self._length = 0
        self._filled = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def take(self, parts: Sequence[Part], inside: frozenset[str]) -> None:
        for position, part in enumerate(parts):
            if self.unreadable is not None:
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

    def _fill(self, hole: Hole, rest: Sequence[Part], inside: frozenset[str]) -> None:
        self._filled += 1
        if self._filled > MAX_HOLES or self._length > MAX_LENGTH:
            self.unreadable = hole
            return
        state = _state(self.text)
        constant = None if hole.name is None else self._lookup(hole.name)
        is_between = not state.brackets and state.last not in (
            "query",
            "mutation",
            "subscription",
            "on",
            "fragment",
        )
        if constant is not None and not is_between and hole.name not in inside:
            self.take(constant, inside | {hole.name or ""})
            return
        filling = self._stand_in(state, _next(rest))
        if filling is None:
            self.unreadable = hole
            return
        self._add(filling, hole.file, hole.place)
        if "__typename" in filling:
            self.notices.append(
                f"{hole.file.place(hole.place)}: what {hole.shown} puts in is known only when the program runs; "
                "the rest of the operation is checked"
            )

    def _stand_in(self, state: _State, following: str) -> str | None:
        """Return what a gap of unknown content is filled with, None when it decides too much."""
        if state.is_in_comment:
            return " "
        if state.is_in_string:
            return "x"
        if state.touches_name or _NAME_CHARACTER.match(following):
            return None
        if not state.brackets:
            if state.last in ("query", "mutation", "subscription"):
                return "PutIn"
            return None if state.last in ("on", "fragment", "@", "$", "=") else " "
        if state.brackets[-1] == "selection":
            if state.last == "...":
                return "{ __typename }"
            decides = following in ("(", "{", ":", "@") or state.last in ("on", "@")
            return None if decides else " __typename "
        is_value = state.brackets[-1] == "[" or state.last == ":"
        if is_value and "selection" in state.brackets and following not in ("(", ":"):
            name = f"{STAND_IN}{len(self.stand_ins) + 1}"
            self.stand_ins.append(name)
            return f" ${name} "
        return None


def _state(text: str) -> _State:
    state = _State(touches_name=bool(text) and _NAME_CHARACTER.match(text[-1]) is not None)
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] == "#":
            state.is_in_comment = match.end() == len(text)
        elif token[0] == '"':
            quote = '"""' if token.startswith('"""') else '"'
            is_closed = len(token) >= 2 * len(quote) and token.endswith(quote)
            state.is_in_string = not is_closed and match.end() == len(text)
            state.last = '"'
        else:
            if token in "([":
                state.brackets.append(token)
            elif token == "{":
                is_value = bool(state.brackets) and state.brackets[-1] != "selection"
                state.brackets.append("{" if is_value else "selection")
            elif token in ")]}" and state.brackets:
                state.brackets.pop()
            state.last = token
    return state


def _next(rest: Iterable[Part]) -> str:
    """Return the character of the next token behind a gap; a blank when only a gap follows.

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
