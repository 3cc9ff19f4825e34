"""The introspection queries: valid, complete, and the classic one to the letter."""

from __future__ import annotations

from hashlib import sha256

import pytest
from graphql import build_schema, get_introspection_query, parse, print_ast, validate, version_info
from hypothesis import given
from hypothesis import strategies as st

from drift.errors import UsageError
from drift.sources.query import (
    CLASSIC_WITHOUT,
    DROPPABLE,
    PROBE,
    Query,
    classic_text,
    directive_query,
    introspection_query,
    type_query,
)

SCHEMA = build_schema("type Query { a: Int }")
NEW_IN_3_3 = {"directives(includeDeprecated:)", "directives.isDeprecated", "directives.deprecationReason"}
BASE = Query() if version_info >= (3, 3, 0, "alpha", 0) else Query().drop(NEW_IN_3_3)


def test_the_full_query_asks_for_all_that_graphql_core_offers() -> None:
    meta_types = {name: type_ for name, type_ in SCHEMA.type_map.items() if name.startswith("__")}
    offered = {
        f"{name}.{field}"
        for name, type_ in meta_types.items()
        for field in getattr(type_, "fields", {})
        if name != "__Schema" or field != "types"
    }
    text = BASE.text
    assert offered
    assert not [coordinate for coordinate in offered if coordinate.partition(".")[2] not in text]
    assert text.count("(includeDeprecated: true)") == (6 if Query() == BASE else 5)


@given(st.sets(st.sampled_from(sorted(DROPPABLE))), st.integers(0, 30), st.booleans())
def test_every_query_is_valid(dropped: set[str], depth: int, is_depth_limited: bool) -> None:
    query = BASE.drop(dropped)
    query = Query(depth, query.without, is_depth_limited=is_depth_limited)
    errors = [error.message for error in validate(SCHEMA, parse(query.text))]
    # graphql-core never had what came before locations.
    assert all("'on" in message for message in errors)
    assert not errors or "directives.locations" in query.without


def test_the_other_queries_are_valid() -> None:
    for text in (
        PROBE,
        classic_text(),
        type_query(["Query"], 5, BASE, has_arguments=True),
        type_query(["Query"], 5, BASE, has_arguments=False),
        type_query(["Query", "Int"], 0, BASE, has_arguments=True),
        directive_query(7, BASE),
    ):
        assert validate(SCHEMA, parse(text)) == []


def test_the_classic_query_is_that_of_graphql_core_without_options() -> None:
    def definitions(text: str) -> list[str]:
        return [print_ast(node) for node in parse(text).definitions]

    # Since 2025 it asks for the kind of root types as well, and two levels deeper.
    theirs = definitions(get_introspection_query().replace("Type { name kind }", "Type { name }"))
    ours = definitions(classic_text())
    assert ours[:-1] == theirs[:-1]
    assert ours[-1].count("ofType") == 7


def test_the_classic_text_is_pinned() -> None:
    """The text of graphql 14.7.0 from npm, whose digest this is: allow-lists know such texts to the blank."""
    assert (
        sha256(classic_text().encode()).hexdigest()
        == "222db3bfbfc26587dd37974bd44e181cf36db76e7931a92c49f7bcc46418d61d"
    )


def test_refusing_the_argument_drops_the_members() -> None:
    query = Query().drop({"types.fields.args(includeDeprecated:)"})
    assert query.without == {
        "types.fields.args(includeDeprecated:)",
        "types.fields.args.isDeprecated",
        "types.fields.args.deprecationReason",
    }
    assert query.asks_for("types.inputFields.isDeprecated")
    assert Query().drop({"types.fields(includeDeprecated:)"}).asks_for("types.fields.isDeprecated")


def test_what_is_needed_is_never_dropped() -> None:
    assert Query().drop({"types", "types.name", "types.fields.type", "nonsense"}) == Query()
    assert CLASSIC_WITHOUT < DROPPABLE


def test_locations_are_replaced_by_what_was_before_them() -> None:
    assert "onOperation" not in Query().text
    text = Query().drop({"directives.locations"}).text
    assert all(name in text for name in ("onOperation", "onFragment", "onField"))
    assert "onField" not in Query().drop({"directives.locations", "directives.onField"}).text


def test_each_line_knows_its_path() -> None:
    query = Query().drop({"description"})
    lines = query.text.splitlines()
    for number, path in query.path_of_line.items():
        assert lines[number - 1].split()[0].partition("(")[0] == path.rpartition(".")[2]


def test_introspection_query() -> None:
    assert introspection_query("full") == Query().text
    assert introspection_query("classic") == classic_text()
    with pytest.raises(UsageError, match="there are full and classic"):
        introspection_query("other")
