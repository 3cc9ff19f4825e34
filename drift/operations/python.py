"""Operations in Python files: string constants that are GraphQL documents, found in the syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from drift.operations.documents import Document, looks_like_operation

_ESCAPE = re.compile(
    r"\\(?:\n|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|.)", re.DOTALL
)
_LITERAL = re.compile(r"(?s)([A-Za-z]*)(\"\"\"|'''|\"|')(.*)\2\Z")
_TAGS = frozenset({"gql", "graphql", "parse", "Source"})


def find_documents(path: str, text: str) -> Iterator[Document | str]:
    """Yield the GraphQL documents in a Python file, and sentences about those that can't be read."""
    try:
        with warnings.catch_warnings():
            # What Python thinks of somebody else's escapes is not for our users.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        # Deep nesting is a MemoryError here, whatever memory there is.
        line = getattr(error, "lineno", None) or 1
        yield f"{path}:{line}: not Python that can be read, passed over"
        return
    lines = _Lines(text)
    tagged = _tagged_arguments(tree)
    inside_templates = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            literal = "".join(
                part.value
                for part in node.values
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            if looks_like_operation(literal) and _opens_selection(literal):
                yield f"{path}:{node.lineno}: an operation that is put together when the program runs; not checked"
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside_templates
        ):
            is_tagged = id(node) in tagged
            if not looks_like_operation(node.value) or (not is_tagged and not _opens_selection(node.value)):
                continue
            pieces = _pieces(node, lines)
            if "".join(piece for _, piece in pieces) == node.value:
                yield Document(path, node.value, text, _runs(pieces), is_certain=is_tagged)


def _opens_selection(text: str) -> bool:
    """Return whether a text has an operation or fragment with its selection, not just the word."""
    return re.search(r"\b(?:query|mutation|subscription|fragment)\b[^{}]*\{", text) is not None


def _tagged_arguments(tree: ast.AST) -> set[int]:
    """Return the identities of constants that are given to a function such as ``gql``."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name in _TAGS:
                found.add(id(node.args[0]))
    return found


@dataclass(frozen=True)
class _Lines:
    """A file's text, addressed by line and column as :mod:`ast` and :mod:`tokenize` do."""

    text: str

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a 1-based line and a column in characters."""
        start = 0
        for _ in range(line - 1):
            start = self.text.index("\n", start) + 1
        return start + column

    def offset_of_byte(self, line: int, column: int) -> int:
        """Return the offset of a 1-based line and a column in bytes of UTF-8."""
        start = self.offset(line, 0)
        end = self.text.find("\n", start)
        content = self.text[start : len(self.text) if end < 0 else end].encode()
        return start + len(content[:column].decode())


def _pieces(node: ast.Constant, lines: _Lines) -> list[tuple[int, str]]:
    """Return the value's parts with their offsets in the file, cut at escapes and between adjacent literals."""
    start = lines.offset_of_byte(node.lineno, node.col_offset)
    end = lines.offset_of_byte(node.end_lineno or node.lineno, node.end_col_offset or 0)
    segment = lines.text[start:end]
    # Parentheses let the literals of a constant that spans lines be read on their own.
    inner = _Lines(f"({segment})")
    pieces: list[tuple[int, str]] = []
    for token in tokenize.generate_tokens(io.StringIO(inner.text).readline):
        if token.type == tokenize.STRING:
            place = start + inner.offset(*token.start) - 1
            pieces += _literal_pieces(token.string, place)
    return pieces


def _literal_pieces(literal: str, place: int) -> list[tuple[int, str]]:
    match = _LITERAL.match(literal)
    if match is None:
        return []
    prefix, _, body = match.groups()
    place += match.start(3)
    if "r" in prefix.lower():
        return [(place, body)]
    pieces: list[tuple[int, str]] = []
    position = 0
    for escape in _ESCAPE.finditer(body):
        pieces.append((place + position, body[position : escape.start()]))
        pieces.append((place + escape.start(), _unescaped(escape[0])))
        position = escape.end()
    pieces.append((place + position, body[position:]))
    return pieces


def _unescaped(escape: str) -> str:
    if escape == "\\\n":
        return ""
    if escape[1] in "abfnrtv\\'\"01234567xuUN":
        value = ast.literal_eval(f'"{escape}"' if escape != '\\"' else "'\"'")
        return str(value)
    return escape


def _runs(pieces: list[tuple[int, str]]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    offset = 0
    for place, piece in pieces:
        if piece:
            runs.append((offset, place))
            offset += len(piece)
    return tuple(runs) or ((0, 0),)
