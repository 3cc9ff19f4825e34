"""Elements to what a template lays out: rows with links, prose and history, for pages of one depth."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from drift.docs.history import History
from drift.docs.markup import trusted
from drift.docs.places import Places
from drift.docs.prose import Prose, visible
from drift.docs.replacements import replacement
from drift.docs.signature import Signatures
from drift.docs.source import SiteVersion
from drift.schema.element import Element, Kind, Schema
from drift.schema.types import named_type

# A code span, or what can only be a coordinate: with a dot, or a name of several words.
_IN_MESSAGE = re.compile(
    r"`([^`]+)`|@?\b[_A-Za-z]\w*\.[_A-Za-z]\w*(?:\([_A-Za-z]\w*:\))?|@\w+(?:\(\w+:\))?|\b[A-Z][a-z0-9]+[A-Z]\w*"
)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That an element is deprecated.

    Attributes:
        reason: The reason as HTML.
        since: The version, linked; None when it was so in the first stored one, or nobody knows.
        date: The day of that version.
        replacement: What the reason names instead, linked.
    """

    reason: Markup
    since: Markup | None
    date: str | None
    replacement: Markup | None


@dataclass(frozen=True, slots=True)
class Row:
    """A member, an argument or an expanded input field.

    Attributes:
        name: Its name.
        anchor: Its coordinate.
        type: Its type, linked; None for enum values.
        default: Printed default value.
        is_required: True when a request can't leave it out.
        description: HTML.
        deprecation: None when it is not deprecated.
        since: The version it came in, linked; None for the first.
        changed: The versions that changed its type, linked.
        directives: Applied directives, linked.
        page: Address of its own page, for root fields.
        arguments: Its arguments.
        fields: For an input object, its fields, two levels deep at most.
    """

    name: str
    anchor: str
    type: Markup | None
    default: str | None
    is_required: bool
    description: Markup
    deprecation: Deprecation | None
    since: Markup | None
    changed: list[Markup]
    directives: list[Markup]
    page: str | None = None
    arguments: tuple[Row, ...] = ()
    fields: tuple[Row, ...] = ()


class Typesetter:
    """What the pages of one depth share: addresses relative to them, and everything rendered once.

    Args:
        schema: The version's schema.
        places: Where its elements are.
        history: Up to this version.
        to_version: From a page to the version's root: empty or ``../``.
        to_source: From a page to the source's root, where the changelog is.
    """

    def __init__(
        self, schema: Schema, places: Places, history: History, *, to_version: str, to_source: str
    ) -> None:
        self.schema = schema
        self.places = places
        self.history = history
        self.to_version = to_version
        self.to_source = to_source
        self.prose = Prose(self.address)
        self.signatures = Signatures(
            schema,
            lambda name: self._relative(places.type_page(name)),
            lambda name: self._relative(places.directive_page(name)),
        )

    def _relative(self, address: str | None) -> str | None:
        return None if address is None else self.to_version + address

    def address(self, coordinate: str) -> str | None:
        """Return the address of a coordinate from a page of this depth."""
        return self._relative(self.places.address(coordinate))

    def link(self, coordinate: str, label: str | None = None) -> Markup:
        """Return a coordinate as code, linked when this version has it."""
        shown = f"<code>{escape(visible(label or coordinate))}</code>"
        address = self.address(coordinate)
        return trusted(shown if address is None else f'<a href="{escape(address)}">{shown}</a>')

    def links(self, coordinates: Iterable[str]) -> list[Markup]:
        """Return coordinates as links."""
        return [self.link(coordinate) for coordinate in coordinates]

    def message(self, text: str) -> Markup:
        """Return a message of ours with the coordinates in it linked and code spans set as code."""
        parts: list[str] = []
        end = 0
        shown = visible(text)
        for match in _IN_MESSAGE.finditer(shown):
            if match[1]:
                found = f"<code>{escape(match[1])}</code>"
            elif (address := self.address(match[0])) is not None:
                found = f'<a href="{escape(address)}">{escape(match[0])}</a>'
            else:
                continue
            parts += [escape(shown[end : match.start()]), found]
            end = match.end()
        return trusted("".join((*parts, escape(shown[end:]))))

    def version(self, version: SiteVersion) -> Markup:
        """Return a version's label, linked to its page in the changelog."""
        page = f"{self.to_source}changelog/{version.slug}.html"
        return trusted(f'<a href="{escape(page)}">{escape(visible(version.label))}</a>')

    def since(self, coordinate: str) -> Markup | None:
        """Return the version in which an element came, None for the first."""
        since = self.history.since(coordinate)
        return None if since is None else self.version(since)

    def deprecation(self, element: Element) -> Deprecation | None:
        """Return what a page says about an element's deprecation."""
        if element.deprecation is None:
            return None
        since = self.history.deprecated_since(element.coordinate)
        instead = replacement(element, self.schema)
        return Deprecation(
            self.prose.html(element.deprecation),
            None if since is None else self.version(since),
            None if since is None else since.date,
            None if instead is None else self.link(instead),
        )

    def row(self, element: Element, *, depth: int = 0) -> Row:
        """Return the row of a member or argument.

        Args:
            element: A field, argument, input field, enum value or directive argument.
            depth: How many levels of input fields to expand.
        """
        operation = self.places.root_operation.get(element.coordinate.partition(".")[0])
        page = None
        if operation is not None and element.kind is Kind.FIELD:
            page = self.to_version + self.places.operation_page(operation, element.name)
        return Row(
            element.name,
            element.coordinate,
            None if element.type is None else self.signatures.reference(element.type),
            None if element.default is None else visible(element.default),
            element.kind is not Kind.FIELD and element.is_required,
            self.prose.html(element.description),
            self.deprecation(element),
            self.since(element.coordinate),
            [self.version(version) for version in self.history.type_changed(element.coordinate)],
            self.signatures.applied(element),
            page,
            tuple(self.row(argument) for argument in element.of_kind(Kind.ARGUMENT)),
            self._expanded(element, depth),
        )

    def _expanded(self, element: Element, depth: int) -> tuple[Row, ...]:
        found = self.schema.types.get(named_type(element.type or ""))
        if depth == 0 or found is None or found.kind is not Kind.INPUT_OBJECT:
            return ()
        fields = found.of_kind(Kind.INPUT_FIELD)
        ordered = sorted(fields, key=lambda field: (field.deprecation is not None, not field.is_required))
        return tuple(self.row(field, depth=depth - 1) for field in ordered)
