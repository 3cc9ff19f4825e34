"""What is written about a definition or a member: its description and its applied directives.

https://spec.graphql.org/September2025/#sec-Descriptions, https://spec.graphql.org/September2025/#sec-Language.Directives
"""

from __future__ import annotations

from drift.schema.comments import describes_in_comments, description_above
from drift.schema.draft import Draft
from drift.schema.element import DEFAULT_DEPRECATION_REASON, Element, Kind
from drift.schema.literal import LiteralError, print_literal, string_value
from drift.schema.names import natural_key
from drift.schema.text import SourceText
from drift.schema.tokens import Tokens

SPECIFIED_APPLIED = frozenset({"deprecated", "specifiedBy", "oneOf"})


def _one_line_end(text: str) -> str:
    """Return a text with one kind of line end: escapes can spell others, which a text file would never keep."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Annotated(Tokens):
    """Tokens of a text whose definitions have descriptions and applied directives.

    Attributes:
        comment_descriptions: Whether the text describes its definitions in comments, as old texts do.
        seen_legacy: Where each form of earlier editions was met: coordinate and line.
        applied_names: Of each applied directive, where it is first applied and how often.
        declared_directives: The directives that the text defines.
    """

    def __init__(self, source: SourceText) -> None:
        super().__init__(source)
        self.comment_descriptions = describes_in_comments(self.text)
        self.seen_legacy: dict[str, list[tuple[str | None, int]]] = {}
        self.applied_names: dict[str, tuple[str, int, int]] = {}
        self.declared_directives: set[str] = set()

    def _legacy(self, form: str, coordinate: str | None, index: int) -> None:
        self.seen_legacy.setdefault(form, []).append((coordinate, self._line(index)))

    def _description(self) -> str | None:
        """Return the description at this place, None when there is none; "" counts as none."""
        token = self.values[self.index]
        if token[:1] == '"':
            offset = self.starts[self.index]
            self.index += 1
            try:
                text = string_value(token)
            except LiteralError as error:
                raise self._error_at(offset + error.offset, str(error)) from None
            return _one_line_end(text) or None
        return self._comment_description() if self.comment_descriptions else None

    def _comment_description(self) -> str | None:
        text = description_above(self.text, self.end_of_previous, self.starts[self.index])
        if text:
            self._legacy("descriptions written as comments", None, self.index)
        return text or None

    # Applied directives

    def _directives(self, draft: Draft, coordinate: str) -> None:
        """Read the applied directives of a definition into its draft."""
        while self.values[self.index] == "@":
            element = self._applied(coordinate)
            value = element.children[0].default if len(element.children) == 1 else None
            if element.name == "specifiedBy" and draft.kind is Kind.SCALAR and value and value[0] == '"':
                draft.specified_by = string_value(value)
            elif element.name == "oneOf" and draft.kind is Kind.INPUT_OBJECT and not element.children:
                draft.one_of = True
            elif element.name == "deprecated" and draft.kind is Kind.DIRECTIVE:
                draft.deprecation = self._deprecation(element)
            else:
                draft.applied.append(element)

    def _member_directives(self, coordinate: str) -> tuple[str | None, list[Element]]:
        """Return the deprecation reason and the other directives of a field, argument or enum value."""
        deprecation: str | None = None
        applied: list[Element] = []
        while self.values[self.index] == "@":
            element = self._applied(coordinate)
            if element.name != "deprecated":
                applied.append(element)
                continue
            if deprecation is not None:
                self.assembly.note("is deprecated twice; the first reason counts", coordinate, element.line)
                continue
            deprecation = self._deprecation(element)
            others = tuple(child for child in element.children if child.name != "reason")
            if others:
                applied.append(
                    Element(Kind.APPLIED_DIRECTIVE, "deprecated", coordinate, element.line, children=others)
                )
        return deprecation, applied

    def _deprecation(self, applied: Element) -> str:
        reason = applied.child(Kind.APPLIED_ARGUMENT, "reason")
        if reason is None or reason.default is None or not reason.default.startswith('"'):
            return DEFAULT_DEPRECATION_REASON
        return _one_line_end(string_value(reason.default))

    def _applied(self, owner: str) -> Element:
        at = self.index
        line = self._line(at)
        self.index += 1
        name = self._name("the name of a directive")
        arguments: list[Element] = []
        if self._skip("("):
            while not self._skip(")"):
                index = self.index
                argument = self._name('an argument name or ")"')
                self._expect(":", "and the value of the argument")
                value = print_literal(self._value())
                arguments.append(
                    Element(Kind.APPLIED_ARGUMENT, argument, owner, self._line(index), default=value)
                )
            arguments.sort(key=lambda element: natural_key(element.name))
        coordinate, first_line, count = self.applied_names.get(name, (owner, line, 0))
        self.applied_names[name] = (coordinate, first_line, count + 1)
        return Element(Kind.APPLIED_DIRECTIVE, name, owner, line, children=tuple(arguments))

    def _legacy_notices(self) -> None:
        for form, places in self.seen_legacy.items():
            coordinate, line = places[0]
            more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
            self.assembly.note(f"{form}{more}", coordinate, line)
        undeclared = self.applied_names.keys() - self.declared_directives - SPECIFIED_APPLIED
        for name in sorted(undeclared, key=natural_key):
            coordinate, line, count = self.applied_names[name]
            more = f" (and {count - 1} more)" if count > 1 else ""
            self.assembly.note(f"uses @{name}, which is never declared{more}; kept", coordinate, line)
