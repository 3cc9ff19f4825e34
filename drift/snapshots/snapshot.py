"""A schema at one moment: what every schema reference resolves to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256

from drift.schema import canonical, federation, header, sdl
from drift.schema.element import Notice, Omission, Schema
from drift.schema.federation import Federation, Names, View
from drift.schema.sharing import Shared
from drift.schema.text import Location, SourceText


@dataclass(frozen=True)
class Snapshot:
    """A schema with the text that its lines point into.

    Attributes:
        reference: How the user would ask for it again; never holds a secret.
        source: The SDL that line numbers refer to: as published for files, canonical for endpoints and
            stored versions.
        version: The stored version's name (``2026-11-23T06-00-00Z``), None when it is not stored.
        label: The stored version's label, if it has one.
        read_notices: What was tolerated before there was SDL text, such as in an introspection result.
        is_canonical: True when the text is known to be canonical SDL in the current format, so that it need
            not be parsed and printed again.
        roots: Patterns of the names of types that the API sends by other ways than operations.
        sunset: The day after which the endpoint says that it ends (its Sunset header, RFC 8594).
        deprecated: The day from which on the endpoint says that it is deprecated (its Deprecation header, RFC 9745).
        says_deprecated: Whether it says that it is, with or without a day.
        shows_machinery: Whether a federated schema is read whole, with what its clients don't see.
    """

    reference: str
    source: SourceText
    version: str | None = None
    label: str | None = None
    read_notices: tuple[Notice, ...] = field(default=(), compare=False)
    is_canonical: bool = field(default=False, compare=False)
    roots: tuple[str, ...] = field(default=(), compare=False)
    sunset: date | None = field(default=None, compare=False)
    deprecated: date | None = field(default=None, compare=False)
    says_deprecated: bool = field(default=False, compare=False)
    shows_machinery: bool = field(default=False, compare=False)
    # Definitions of other texts, which are not read again where they appear in this one.
    _shared: Shared | None = field(default=None, compare=False, repr=False)
    # What another snapshot of a subgraph calls the elements of the federation specification.
    _names: Names | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _view(self) -> View:
        return self._viewed(sdl.read(self.source, self._shared))

    def _viewed(self, told: Schema) -> View:
        if self.shows_machinery or not federation.may_be_federated(self.source.text):
            return View(Federation.NONE, told, told)
        return federation.view(told, self._names)

    @property
    def schema(self) -> Schema:
        """The schema as clients see it, parsed when first asked for. Raises SchemaUnreadable."""
        return self._view.schema

    @property
    def is_read(self) -> bool:
        """Whether the text has been parsed, so that :attr:`schema` costs nothing."""
        return "_view" in self.__dict__

    @property
    def federation(self) -> Federation:
        """What the schema is in a federation of APIs. Raises SchemaUnreadable."""
        return self._view.federation

    @cached_property
    def unshared(self) -> Schema:
        """The schema with the lines of this text throughout: what is shared has those of another one."""
        return self.schema if self._shared is None else self._viewed(sdl.read(self.source)).schema

    def sharing(self, shared: Shared) -> Snapshot:
        """Return a snapshot that reads nothing again which others sharing the same definitions have read."""
        return self if "_view" in self.__dict__ else replace(self, _shared=shared)

    def named_like(self, other: Snapshot) -> Snapshot:
        """Return a subgraph that can't say what it links, read with the names of one that says it; else the very same."""
        if Omission.APPLIED_DIRECTIVES not in self.omits or self.federation is not Federation.SUBGRAPH:
            return self
        names = other._view.names
        return self if names is None or not names.is_linked else replace(self, _names=names)

    @cached_property
    def canonical(self) -> str:
        """The canonical SDL, ending in a newline."""
        if self.is_canonical:
            return self.source.text
        return canonical.render(self._view.canonical, None if self._shared is None else self._shared.printed)

    @property
    def omits(self) -> frozenset[Omission]:
        """What the source could not say; known without parsing the text."""
        return header.parse(self.source.text).omits

    @property
    def digest(self) -> str:
        """``sha256:`` and the hex digest of the canonical SDL in UTF-8."""
        return "sha256:" + sha256(self.canonical.encode()).hexdigest()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything that was tolerated while reading.

        Canonical SDL is not read again for them: what there was to say was said when it was made.
        """
        return self.read_notices if self.is_canonical else self.read_notices + self.schema.notices

    def locate(self, line: int) -> Location:
        """Return the file and line of a line in :attr:`source`."""
        return self.source.locate(line)
