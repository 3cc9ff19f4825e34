"""Syntax trees of programs: what is common to reading literals in Python and in JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drift.operations.source import File
from drift.operations.template import Draft, Found, Hole, Part, Text
from drift.reports.account import Unread

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

_BEGINNING = re.compile(
    r"\b(?:query|mutation|subscription)\s+\w+\s*[({]|\bfragment\s+\w+\s+on\s+\w+|\b(?:gql|graphql)\s*[(`]"
)


@dataclass
class Variables:
    """Strings that are built up in variables: ``q = "…"``, then ``q += "…"``.

    Attributes:
        found: Where constants and drafts go.
    """

    found: Found
    _open: dict[tuple[int, str], list[Draft]] = field(default_factory=dict)

    def give(self, scopes: Sequence[int], name: str, draft: Draft) -> None:
        """Take in that a variable is given a string, which may begin with what it held: ``q = q + …``.

        Args:
            scopes: The functions that this is in, the innermost first.
            name: The variable.
            draft: The string.
        """
        first = draft.parts[0] if draft.parts else None
        if isinstance(first, Hole) and first.name == name and self.is_known(scopes, name):
            self.extend(scopes, name, replace(draft, parts=draft.parts[1:]))
            return
        self._close(scopes[0], name)
        if draft.literal.strip():
            self._open[scopes[0], name] = [draft]
        else:
            self.found.name(name, draft.parts)
            offer(self.found, draft)

    def extend(self, scopes: Sequence[int], name: str, draft: Draft) -> None:
        """Take in that something is added to a variable of the innermost function that knows it.

        What is added to a variable that no string was given to is a string of its own, if there is text in it.
        """
        scope = self._holder(scopes, name)
        if scope is not None:
            self._open[scope, name].append(draft)
        elif any(isinstance(part, Text) for part in draft.parts):
            self._open[scopes[0], name] = [draft]

    def is_known(self, scopes: Sequence[int], name: str) -> bool:
        """Return whether a variable holds a string."""
        return self._holder(scopes, name) is not None

    def _holder(self, scopes: Sequence[int], name: str) -> int | None:
        return next((scope for scope in scopes if (scope, name) in self._open), None)

    def close(self) -> None:
        """Hand on what all variables hold in the end."""
        for scope, name in list(self._open):
            self._close(scope, name)

    def _close(self, scope: int, name: str) -> None:
        drafts = self._open.pop((scope, name), [])
        if not drafts:
            return
        parts = tuple(part for draft in drafts for part in draft.parts)
        is_certain = any(draft.is_certain for draft in drafts)
        is_joined = len(drafts) > 1 or drafts[0].is_joined
        draft = Draft(drafts[0].file, parts, is_certain, is_joined)
        self.found.name(name, parts)
        offer(self.found, draft)


def offer(found: Found, draft: Draft) -> None:
    """Hand on a draft if it may be a document, or may be put together from constants that are one."""
    if draft.is_worth_reading:
        found.drafts.append(draft)
    elif len(draft.parts) > 1 and not draft.literal.strip():
        names = [part for part in draft.parts if isinstance(part, Hole) and part.name is not None]
        if len(names) > 1:
            found.sums.append(draft)


def join(glue: Part, items: Sequence[Sequence[Part]]) -> list[Part]:
    """Return the parts of several texts with another between them."""
    parts: list[Part] = []
    for number, item in enumerate(items):
        parts += [glue, *item] if number else item
    return parts


def unread_places(file: File, tree: Tree, literals: Sequence[Node]) -> Iterator[Unread]:
    """Yield the places where an operation seems to begin in what is not the language's syntax.

    Args:
        file: The file.
        tree: Its syntax tree.
        literals: The literals that were found.
    """
    if not tree.root_node.has_error:
        return
    spans = [(node.start_byte, node.end_byte) for node in literals]
    seen: set[int] = set()
    for node in _errors(tree.root_node):
        text = (node.text or b"").decode(errors="replace")
        for match in _BEGINNING.finditer(text):
            place = node.start_byte + len(text[: match.start()].encode())
            # The literal may begin right after the tag.
            last = place + len(match[0].encode()) + 1
            if any(start <= place < end or place <= start <= last for start, end in spans):
                continue
            line = node.start_point[0] + text.count("\n", 0, match.start()) + 1
            if line not in seen:
                seen.add(line)
                yield Unread(
                    file.path, line, "an operation seems to begin in what can't be read as a program"
                )


def _errors(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            waiting += node.children


def scopes_of(node: Node, functions: frozenset[str]) -> list[int]:
    """Return the identities of the functions that a node is in, the innermost first; that of the file is the last."""
    found = []
    parent = node.parent
    while parent is not None:
        if parent.type in functions:
            found.append(parent.id)
        node, parent = parent, parent.parent
    return [*found, node.id]
