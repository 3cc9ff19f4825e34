"""SDL text as tokens with their places, and the errors that name them."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice

from drift.errors import SchemaUnreadable
from drift.escape import quoted
from drift.schema.assembly import Assembly
from drift.schema.literal import (
    IGNORED,
    MAX_DEPTH,
    TOKEN,
    LiteralError,
    Value,
    read_value,
)
from drift.schema.text import SourceText

_TOKENS = re.compile(f"{IGNORED}(?:({TOKEN})|(.)|$)")
# Some twenty-five times those of GitHub; each takes some hundred bytes once it is read.
MAX_TOKENS = 1_500_000
MAX_LINES = 5_000_000


class Tokens:
    """The tokens of one text, and how far they are read.

    Attributes:
        text: The text.
        values: The tokens; an empty one ends them.
        starts: The offset of each.
        index: The next token.
        line_ends: The offset after each line end; the last one is the end of the text.
        assembly: What is put together from them; it knows the names of the files.
    """

    def __init__(self, source: SourceText) -> None:
        self.assembly = Assembly(source, strict_duplicates=False)
        self.text = source.text
        self.values: list[str] = []
        self.starts: list[int] = []
        self.index = 0
        if self.text.count("\n") > MAX_LINES:
            raise SchemaUnreadable(
                f"more than {MAX_LINES:,} lines, which no real schema has", path=source.parts[0][0]
            )
        self.line_ends = list(accumulate([len(line) + 1 for line in self.text.split("\n")]))
        self._tokenize()

    def _tokenize(self) -> None:
        values, starts = self.values, self.starts
        add_value, add_start = values.append, starts.append
        # The last match is the end of the text.
        for match in islice(_TOKENS.finditer(self.text), MAX_TOKENS + 1):
            token = match[1]
            if token is not None:
                add_value(token)
                add_start(match.start(1))
            elif match[2] is not None:
                raise self._stray(match.start(2))
        if len(values) > MAX_TOKENS:
            raise self._error_at(starts[-1], f"more than {MAX_TOKENS:,} tokens, which no real schema has")
        # A sentinel that no rule accepts saves a bounds check at every token.
        values.append("")
        starts.append(len(self.text))

    def _stray(self, offset: int) -> SchemaUnreadable:
        if self.text.startswith('"', offset):
            return self._error_at(offset, "a string that is never closed")
        if self.text.startswith("<", offset) and not self.values:
            return self._error_at(offset, "this is markup, such as a web page, not a schema")
        return self._error_at(offset, f"unexpected character {self._quote(offset)}")

    # Places and errors

    def _line(self, index: int) -> int:
        return bisect_right(self.line_ends, self.starts[index]) + 1

    def _error_at(self, offset: int, message: str) -> SchemaUnreadable:
        line = bisect_right(self.line_ends, offset) + 1
        line_start = self.line_ends[line - 2] if line > 1 else 0
        return self.assembly.unreadable(message, line, offset - line_start + 1)

    def _quote(self, offset: int) -> str:
        excerpt = self.text[offset : offset + 30].split("\n")[0]
        return quoted(excerpt) if excerpt else "the end of the text"

    def _expected(self, what: str) -> SchemaUnreadable:
        offset = self.starts[self.index]
        return self._error_at(offset, f"expected {what}, found {self._quote(offset)}")

    @property
    def is_at_end(self) -> bool:
        """Whether every token is read."""
        return not self.values[self.index]

    @property
    def end_of_previous(self) -> int:
        """Offset after the last token that was read."""
        return self.starts[self.index - 1] + len(self.values[self.index - 1]) if self.index else 0

    def _skip(self, token: str) -> bool:
        if self.values[self.index] == token:
            self.index += 1
            return True
        return False

    def _expect(self, token: str, what: str) -> None:
        if self.values[self.index] != token:
            raise self._expected(f"{quoted(token)} {what}")
        self.index += 1

    def _name(self, what: str) -> str:
        token = self.values[self.index]
        if not token.isidentifier():
            raise self._expected(what)
        self.index += 1
        return token

    def _type_reference(self, depth: int) -> str:
        token = self.values[self.index]
        if token.isidentifier():
            self.index += 1
        elif token == "[":
            if depth > MAX_DEPTH:
                raise self._error_at(
                    self.starts[self.index], f"a list type nested deeper than {MAX_DEPTH} levels"
                )
            self.index += 1
            token = f"[{self._type_reference(depth + 1)}]"
            self._expect("]", "to close the list type")
        else:
            raise self._expected("a type")
        if self.values[self.index] == "!":
            self.index += 1
            return token + "!"
        return token

    def _value(self) -> Value:
        try:
            value, self.index = read_value(self.values, self.index, self.starts)
        except LiteralError as error:
            raise self._error_at(error.offset, str(error)) from None
        return value
