"""Where in a GraphQL text its end is, while it grows: what may come next depends on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

# Strings and comments first: what is in them is not a token.
_TOKEN = re.compile(
    r'"""(?:\\"""|(?s:.))*?(?:"""|\Z)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|\.\.\.|[_A-Za-z][_0-9A-Za-z]*'
    r"|-?[0-9][0-9.eE+-]*|[^\s,]",
)
_NAME_CHARACTER = re.compile(r"[_0-9A-Za-z]")
_KEYWORDS = frozenset({"query", "mutation", "subscription", "fragment"})


@dataclass
class State:
    """The tokens so far, as far as they matter.

    Attributes:
        brackets: Those that are open: ``selection`` for a selection set, else the bracket.
        last: The last token.
        before: The one before it.
        is_in_string: The end is inside of a string.
        is_in_comment: The end is inside of a comment.
        is_header: An operation or fragment has begun, and its selection has not.
        is_in_subscription: The operation that has begun last is a subscription.
        touches_name: The last character is one of a name or number.
        is_on_new_line: A line has ended since the last token.
    """

    brackets: tuple[str, ...] = ()
    last: str = ""
    before: str = ""
    is_in_string: bool = False
    is_in_comment: bool = False
    is_header: bool = False
    is_in_subscription: bool = False
    touches_name: bool = False
    is_on_new_line: bool = False

    @property
    def is_in_variables(self) -> bool:
        """Whether the end is among the variables of an operation."""
        return bool(self.brackets) and "selection" not in self.brackets

    @property
    def expects_value(self) -> bool:
        """Whether a value comes next."""
        return bool(self.brackets) and self.brackets[-1] != "selection" and self.last in (":", "[", "=")

    @property
    def is_after_number(self) -> bool:
        """Whether the last token is a number."""
        return self.last[:1].isdigit() or self.last[:1] == "-"

    def take(self, token: str) -> None:
        """Go on by one token that is complete."""
        if token[0] == "#":
            return
        if token in ("(", "["):
            self.brackets = (*self.brackets, token)
        elif token == "{":
            is_value = bool(self.brackets) and self.brackets[-1] != "selection"
            self.brackets = (*self.brackets, "{" if is_value else "selection")
            self.is_header = self.is_header and is_value
        elif token in (")", "]", "}"):
            self.brackets = self.brackets[:-1]
        elif not self.brackets and token in _KEYWORDS:
            self.is_header = True
            self.is_in_subscription = token == "subscription"
        self.before, self.last = self.last, '"' if token[0] == '"' else token


@dataclass
class Tracker:
    """Follows a text that grows at its end."""

    _done: State = field(default_factory=State)
    _waiting: str = ""

    def feed(self, text: str) -> None:
        """Take in what was added to the text."""
        self._waiting += text

    def state(self) -> State:
        """Return where the end of the text is."""
        tokens = list(_TOKEN.finditer(self._waiting))
        for match in tokens[:-1]:
            self._done.take(match[0])
        if not tokens:
            return self._ended(replace(self._done), self._waiting)
        # The last token may go on.
        last = tokens[-1]
        state = replace(self._done)
        state.take(last[0])
        self._waiting = self._waiting[last.start() :]
        end = last.end() - last.start()
        if end == len(self._waiting):
            if last[0][0] == "#":
                state.is_in_comment = True
            elif last[0][0] == '"':
                quote = '"""' if last[0].startswith('"""') else '"'
                is_closed = len(last[0]) >= 2 * len(quote) and last[0].endswith(quote)
                state.is_in_string = not is_closed and last[0] != '""'
        return self._ended(state, self._waiting[end:])

    def _ended(self, state: State, rest: str) -> State:
        state.is_on_new_line = "\n" in rest
        state.touches_name = not rest and _NAME_CHARACTER.match(state.last[-1:]) is not None
        return state
