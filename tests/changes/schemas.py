"""Short ways to compare two SDL texts."""

from __future__ import annotations

from functools import cache

from graphql import GraphQLError, GraphQLSchema, build_schema, validate_schema

from drift.changes.classify import Comparison, classify
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot


def snapshot(text: str, path: str = "schema.graphql") -> Snapshot:
    """Return SDL text as a snapshot."""
    return Snapshot(path, SourceText.from_files([(path, text)]))


def compared(old: str, new: str) -> Comparison:
    """Return what changed between two SDL texts."""
    return classify(snapshot(old, "old.graphql"), snapshot(new, "new.graphql"))


@cache
def core_schema(text: str) -> GraphQLSchema | None:
    """Return the schema as graphql-core has it, None when it is not valid."""
    try:
        schema = build_schema(text, assume_valid_sdl=True, no_location=True)
    except (TypeError, ValueError, GraphQLError):
        # Not every release of graphql-core reads directives on a directive's definition.
        return None
    return None if validate_schema(schema) else schema
