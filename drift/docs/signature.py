"""SDL and type references as HTML in which every type is a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from markupsafe import Markup

from drift.docs.markup import trusted
from drift.docs.prose import visible
from drift.schema.canonical import definition_sdl, member_sdl
from drift.schema.element import Element, Kind, Schema
from drift.schema.literal import TOKEN
from drift.schema.types import named_type

_PIECES = re.compile(rf"({TOKEN})|(\s+|,|.)", re.DOTALL)
_KEYWORDS = frozenset(
    [
        "type",
        "interface",
        "union",
        "enum",
        "input",
        "scalar",
        "directive",
        "implements",
        "repeatable",
        "on",
        "schema",
    ]
)
_LINE = 60
_LITERALS = frozenset({"true", "false", "null"})


class Signatures:
    """Prints elements for pages of one depth.

    Args:
        schema: Where the names are defined.
        type_address: Gives the address of a type's page, None when it has none.
        directive_address: The same for a directive.
    """

    def __init__(
        self,
        schema: Schema,
        type_address: Callable[[str], str | None],
        directive_address: Callable[[str], str | None],
    ) -> None:
        self._schema = schema
        self._type_address = type_address
        self._directive_address = directive_address
        self._references: dict[str, Markup] = {}

    def reference(self, reference: str) -> Markup:
        """Return a type reference (``[Issue!]!``) with its named type linked."""
        found = self._references.get(reference)
        if found is None:
            name = named_type(reference)
            before, _, after = reference.partition(name)
            found = self._references[reference] = trusted(before + self.type_link(name) + escape(after))
        return found

    def type_link(self, name: str) -> Markup:
        """Return the name of a type, linked when it has a page."""
        address = self._type_address(name)
        return trusted(escape(name) if address is None else f'<a href="{escape(address)}">{escape(name)}</a>')

    def definition(self, element: Element) -> Markup:
        """Return a definition without descriptions."""
        return self.sdl(definition_sdl(_bare(element)))

    def member(self, element: Element) -> Markup:
        """Return a member without descriptions and applied directives; long arguments are on lines of their own."""
        bare = _bare(element)
        arguments = [_bare(argument) for argument in bare.of_kind(Kind.ARGUMENT)]
        plain = replace(bare, children=tuple(arguments))
        text = member_sdl(plain)
        if len(text) > _LINE and arguments:
            inside = "".join(f"  {member_sdl(argument)}\n" for argument in arguments)
            rest = member_sdl(replace(plain, children=()))
            text = f"{element.name}(\n{inside}){rest.removeprefix(element.name)}"
        return self.sdl(text)

    def applied(self, element: Element) -> list[Markup]:
        """Return the applied directives of an element, each printed and linked."""
        applied = element.of_kind(Kind.APPLIED_DIRECTIVE)
        return [self.sdl(_applied_sdl(child)) for child in applied if child.name != "deprecated"]

    def sdl(self, text: str) -> Markup:
        """Return SDL with its types and directives linked."""
        parts: list[str] = []
        previous = ""
        is_union = False
        for token, other in _PIECES.findall(text):
            if not token:
                parts.append(escape(visible(other)))
                continue
            parts.append(self._piece(token, previous, is_union=is_union))
            if token in _KEYWORDS and previous in ("", "}"):
                is_union = token == "union"
            previous = token
        return trusted("".join(parts))

    def _piece(self, word: str, previous: str, *, is_union: bool) -> str:
        if word[0] == '"':
            return f'<span class="s">{escape(visible(word))}</span>'
        if previous == "@":
            address = self._directive_address(word)
            return word if address is None else f'<a href="{escape(address)}">{word}</a>'
        if (word in _KEYWORDS and previous in ("", "}", ")")) or word == "implements":
            return f'<span class="k">{word}</span>'
        names_type = previous in (":", "[", "&", "implements", "|") or (previous == "=" and is_union)
        if names_type and word in self._schema.types:
            return str(self.type_link(word))
        if word in _LITERALS or word[0].isdigit():
            return f'<span class="n">{escape(word)}</span>'
        return escape(word)


def _bare(element: Element) -> Element:
    children = tuple(
        child if child.kind in (Kind.APPLIED_DIRECTIVE, Kind.IMPLEMENTS, Kind.UNION_MEMBER) else _bare(child)
        for child in element.children
    )
    return replace(element, description=None, children=children)


def _applied_sdl(applied: Element) -> str:
    arguments = ", ".join(f"{argument.name}: {argument.default}" for argument in applied.children)
    return f"@{applied.name}({arguments})" if arguments else f"@{applied.name}"
