"""Reading with shared definitions gives what reading alone gives, and reads less."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from drift.changes.classify import Comparison, classify
from drift.errors import SchemaUnreadable
from drift.schema import canonical, sdl
from drift.schema.element import Schema
from drift.schema.sharing import Shared
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from tests.changes.test_mutations import PAIRS, in_one_worker, pair

TYPES = "\n\n".join(f"type T{number} {{\n  id: ID\n}}" for number in range(5))
QUERY = "type Query {\n  t: T1\n}"


def both(old: str, new: str) -> tuple[Comparison, Comparison]:
    """Return what two texts differ in, read alone and read with shared definitions."""
    return classify(*(Snapshot("x", SourceText(text)) for text in (old, new))), together(old, new)


def together(old: str, new: str) -> Comparison:
    """Return what two texts differ in, read with shared definitions."""
    shared = Shared()
    return classify(*(Snapshot("x", SourceText(text)).sharing(shared) for text in (old, new)))


def outcome(source: str, shared: Shared | None) -> tuple[Schema, object] | str:
    try:
        schema = sdl.read(source, shared)
    except SchemaUnreadable as error:
        return str(error)
    return schema, schema.notices


@in_one_worker
def test_mutations_differ_alike() -> None:
    for number in PAIRS:
        old, new = (canonical.render(schema) for schema in pair(number))
        alone, alike = both(old, new)
        assert alone == alike


@pytest.mark.corpus
def test_published_schemas_differ_alike(corpus: Path) -> None:
    alone = cache(lambda path: Snapshot("x", SourceText(path.read_text())))
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        for old, new in pairwise(sorted(folder.glob("*.graphql"))):
            for first, second in ((old, new), (new, old)):
                assert classify(alone(first), alone(second)) == together(
                    first.read_text(), second.read_text()
                )


def test_what_is_shared_is_the_same_object_and_not_read_again() -> None:
    shared = Shared()
    old = sdl.read(f"{QUERY}\n\n{TYPES}\n", shared)
    before = shared.characters_read
    new = sdl.read(f"type Query {{\n  t: T2\n}}\n\n\n{TYPES}\n", shared)
    assert all(new.types[name] is old.types[name] for name in ("T1", "T2", "T3", "T4"))
    # The piece that moved begins with one line end more.
    assert (
        shared.characters_read - before
        == len("type Query {\n  t: T2\n}") + len("\n\n\ntype T0 {\n  id: ID\n}") + 1
    )
    assert new.types["Query"].line == 1


def test_a_week_of_a_large_schema_reads_what_changed() -> None:
    types = [f"type T{number} {{\n  id: ID\n  name: String\n}}" for number in range(1000)]
    old = canonical.render(sdl.read("\n\n".join([QUERY, *types])))
    types[500] = types[500].replace("name", "title")
    new = canonical.render(sdl.read("\n\n".join([QUERY, *types])))
    shared = Shared()
    sdl.read(old, shared)
    before = shared.characters_read
    sdl.read(new, shared)
    # The header stands before the first definition, so that one is read with it.
    assert shared.characters_read - before < 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A lone brace inside a description, in one of the texts or in both.
        (f'"""\nIt is\n}}\nand more\n"""\n{QUERY}\n{TYPES}', f"{QUERY}\n{TYPES}"),
        (f'"""\nIt is\n}}\nand more\n"""\n{QUERY}\n{TYPES}', f'"""\nIt was\n}}\nand more\n"""\n{QUERY}\n{TYPES}'),
        (f"{QUERY}\n{TYPES}", f'"""\nIt is\n}}\n\ntype T0 {{\n  id: ID\n}}\n"""\n{QUERY}\n{TYPES}'),
        # A string that swallows what is known.
        (f"{QUERY}\n{TYPES}", f'{QUERY}\n"""\n{TYPES}\n"""\ntype T1 {{\n  id: ID\n}}'),
        (f"{QUERY}\n{TYPES}", f'{QUERY}\n"""\n{TYPES}'),
        # Two strings that look like the beginning of a longer one.
        (f'{QUERY}\n{TYPES}', f'directive @a(b: [String] = ["x"""]) on FIELD\n{QUERY}\n"""\n{TYPES}\n"""\nscalar S'),
        # Comments with quotes and braces.
        (f"# \"\"\"\n{QUERY}\n{TYPES}", f"{QUERY}\n# \"\"\"\n{TYPES}"),
        (f"{QUERY}\n{TYPES}", f"{QUERY}\n#\n}}\n{TYPES}"),
        # Brackets that end at the beginning of a line.
        (f"{QUERY}\n{TYPES}", f"input I @d(a: {{\n}}) {{\n a: Int\n}}\n{QUERY}\n{TYPES}"),
        (f"{QUERY}\n{TYPES}", f"{QUERY}\ntype Open {{\n  a: Int\n{TYPES}"),
        (f"{QUERY}\n{TYPES}", f"{QUERY}\n{TYPES}\n}}"),
        # What has something to be said about it: twice, extended, undefined, undeclared, old-fashioned.
        (f"{QUERY}\n{TYPES}", f"{QUERY}\n{TYPES}\n{TYPES}"),
        (f"{QUERY}\n{TYPES}", f"{QUERY}\n{TYPES}\nextend type T1 {{\n  a: Int\n}}"),
        (f"{QUERY}\ntype A {{\n b: B\n}}\nscalar B", f"{QUERY}\n\n\ntype A {{\n b: B\n}}"),
        (
            f"directive @d on OBJECT\n{QUERY}\ntype A @d {{\n b: Int\n}}",
            f"{QUERY}\n\n\ntype A @d {{\n b: Int\n}}",
        ),
        (f"# Some words.\ntype Query {{\n  t: T1\n}}\n{TYPES}", f"\n# Some words.\ntype Query {{\n  t: T1\n}}\n{TYPES}"),
        (f"{QUERY}\n{TYPES}", f"{QUERY}\n{TYPES}\nquery Q {{\n  t\n}}"),
        # Root operation types, named and not.
        (f"{QUERY}\n{TYPES}", f"\n\nschema {{\n  query: T1\n}}\n{QUERY}\n{TYPES}"),
        (f"schema {{\n  query: T1\n}}\n{QUERY}\n{TYPES}", f"\n\n\n{QUERY}\n{TYPES}"),
        (f"{QUERY}\n{TYPES}", ""),
    ],
)  # fmt: skip
def test_texts_that_try_to_mislead(old: str, new: str) -> None:
    for first, second in ((old, new), (new, old)):
        shared = Shared()
        assert outcome(first, shared) == outcome(first, None)
        assert outcome(second, shared) == outcome(second, None)
        if not any(isinstance(outcome(text, None), str) for text in (first, second)):
            alone, alike = both(first, second)
            assert alone == alike


def test_the_beginning_is_checked_and_the_rest_is_not() -> None:
    sdl.check_beginning(SourceText("# a comment\ntype Query {\n  a: Int\n}\ntype Oops {\n"))
    for text in ("<html>\n}", "{}", "type Query {\n  a\n}", "query Q {\n  a\n}\n"):
        with pytest.raises(SchemaUnreadable):
            sdl.check_beginning(SourceText(text))
