"""SDL text to :class:`Schema`.

A reader of its own, because a tool that watches other people's APIs must read what they publish, not only what
is valid: see the tolerated forms in :class:`drift.schema.grammar.Reader`. It is also several times faster than
building AST nodes, and does not depend on the version of graphql-core.
"""

from __future__ import annotations

import re
from dataclasses import replace

from drift.errors import SchemaUnreadable
from drift.schema import header
from drift.schema.annotations import SPECIFIED_APPLIED
from drift.schema.comments import describes_in_comments
from drift.schema.element import Kind, Schema
from drift.schema.grammar import Reader
from drift.schema.sharing import Shared
from drift.schema.text import SourceText

_FIRST_PIECE = re.compile(r"[\s\S]*?^\}", re.MULTILINE)


def read(source: SourceText | str, shared: Shared | None = None) -> Schema:
    """Return the schema that SDL text describes.

    What published schemas get wrong is read as far as its meaning is clear, and noticed: see
    :attr:`Schema.notices`.

    Args:
        source: The text.
        shared: Definitions of other texts; those that are in this one word for word are not read again.
            Their elements are the very same objects, with the lines of the text that they were read from.

    Raises:
        SchemaUnreadable: Names file, line, column and the offending text.
    """
    if isinstance(source, str):
        source = SourceText.from_files([("<text>", source)])
    if shared is not None:
        schema = _read_shared(source, shared)
        if schema is not None:
            return schema
    return Reader(source).schema()


def check_beginning(source: SourceText) -> None:
    """Do nothing if a text begins as SDL does: its first definitions can be read.

    Raises:
        SchemaUnreadable: As :func:`read` would.
    """
    match = _FIRST_PIECE.match(source.text)
    reader = Reader(source if match is None else SourceText(match[0], source.parts))
    count = 0
    while not reader.is_at_end:
        count += reader.definition() is not None
    if not count:
        read(source)


def _read_shared(source: SourceText, shared: Shared) -> Schema | None:
    """Return the schema, with what was read before taken over; None where the text must be read by itself.

    That is so whenever there is something to say about the text, because then lines matter.
    """
    if describes_in_comments(source.text):
        return None
    masked = shared.mask(source.text)
    try:
        reader = Reader(SourceText(masked.text, source.parts))
        while not reader.is_at_end:
            reader.applied_names.clear()
            draft = reader.definition()
            if draft is None or draft.is_extension:
                return None
            masked.add(draft, reader.end_of_previous, reader.applied_names)
        if reader.assembly.notices or reader.seen_legacy or not masked.is_whole():
            return None
        undeclared = masked.applied_names - masked.declared_directives - SPECIFIED_APPLIED
        for draft in masked.drafts():
            reader.assembly.add(draft)
        found = header.parse(source.text)
        schema = reader.assembly.schema(omits=found.omits, unknown=found.unknown)
    except SchemaUnreadable:
        return None
    if undeclared or any(notice.line is not None for notice in schema.notices):
        return None
    shared.keep(masked)
    # Where the schema definition does not name them, root operation types have the places of their definitions.
    named = {
        member.name for draft in masked.drafts() if draft.kind is Kind.SCHEMA for member in draft.members
    }
    roots = tuple(
        replace(child, line=child.line + masked.shift_of(child.coordinate))
        if child.kind is Kind.ROOT_OPERATION and child.name not in named
        else child
        for child in schema.definition.children
    )
    return replace(schema, elements=(replace(schema.definition, children=roots), *schema.elements[1:]))
