"""Federated schemas as their clients see them: supergraphs, subgraphs, files and endpoints."""

from __future__ import annotations

import pytest

from drift.compare import compare
from drift.config import Policy
from drift.schema import canonical, sdl
from drift.schema.federation import Federation, view
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from tests.schema.federated import INTROSPECTED, SUBGRAPH, SUPERGRAPH


def snapshot(text: str, name: str = "a") -> Snapshot:
    return Snapshot(name, SourceText.from_files([(name, text)]))


def changes(old: str, new: str) -> list[tuple[str, str, str]]:
    from datetime import date

    report = compare(
        snapshot(old, "old"), snapshot(new, "new"), title="t", policy=Policy(), today=date(2026, 11, 25)
    )
    return [(change.severity.name, change.id, change.coordinate) for change in report.changes]


API = """# graphql-drift canonical SDL 1

directive @tag(name: String!) repeatable on FIELD_DEFINITION

enum Kind {
  A
}

type Query {
  me: User
}

interface Node {
  id: ID!
}

union Thing = User

type User implements Node {
  id: ID!
  kind: Kind
  name(full: Boolean): String @tag(name: "public")
}
"""


def test_a_supergraph_is_its_api_schema() -> None:
    found = snapshot(SUPERGRAPH)
    assert found.federation is Federation.SUPERGRAPH
    assert found.canonical == canonical.render(sdl.read(API))
    assert [notice.text for notice in found.notices] == [
        "a supergraph, read as its API schema, without what routes requests and what is inaccessible; --federated shows "
        "that too"
    ]
    again = snapshot(found.canonical)
    assert (again.federation, again.canonical) == (Federation.NONE, found.canonical)


def test_with_its_machinery() -> None:
    found = Snapshot("a", SourceText.from_files([("a", SUPERGRAPH)]), shows_machinery=True)
    assert "http://users.internal:4001" in found.canonical
    assert "join__Graph" in found.schema.types


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("  secret: Secret @inaccessible\n", "", []),
        ('url: "http://users.internal:4001"', 'url: "http://elsewhere.internal"', []),
        ("  kind: Kind\n", "  kind: Kind @inaccessible\n", [("BREAKING", "FIELD_REMOVED", "User.kind")]),
        ("  B @inaccessible\n", "  B\n", [("DANGEROUS", "VALUE_ADDED_TO_ENUM", "Kind.B")]),
        (
            ", hidden: Int @inaccessible",
            ", hidden: Int",
            [("SAFE", "OPTIONAL_ARG_ADDED", "User.name(hidden:)")],
        ),
        (' @tag(name: "public")', "", [("SAFE", "APPLIED_DIRECTIVE_REMOVED", "User.name")]),
        ("union Thing = User | Secret", "union Thing = User", []),
    ],
)
def test_changes_of_a_supergraph(old: str, new: str, found: list[tuple[str, str, str]]) -> None:
    assert old in SUPERGRAPH
    assert changes(SUPERGRAPH, SUPERGRAPH.replace(old, new)) == found


def test_renamed_features() -> None:
    renamed = (
        SUPERGRAPH.replace('join/v0.3"', 'join/v0.3", as: "j"')
        .replace("join__", "j__")
        .replace('inaccessible/v0.2"', 'inaccessible/v0.2", as: "hidden"')
        .replace("@inaccessible", "@hidden")
    )
    assert snapshot(renamed).canonical == snapshot(SUPERGRAPH).canonical


def test_the_first_version_of_supergraphs() -> None:
    first = """
    schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") {
      query: Query
    }
    directive @core(feature: String!) repeatable on SCHEMA
    directive @join__graph(name: String!, url: String!) on ENUM_VALUE
    directive @join__owner(graph: join__Graph!) on OBJECT
    enum join__Graph { A @join__graph(name: "a", url: "http://a.internal") }
    type Query { me: User @join__field(graph: A) }
    type User @join__owner(graph: A) { id: ID! }
    """
    assert snapshot(first).canonical == (
        "# graphql-drift canonical SDL 1\n\ntype Query {\n  me: User\n}\n\ntype User {\n  id: ID!\n}\n"
    )


def test_a_subgraph_in_a_file_and_introspected_are_the_same() -> None:
    assert snapshot(SUBGRAPH).federation is Federation.SUBGRAPH
    assert snapshot(INTROSPECTED).federation is Federation.SUBGRAPH
    assert changes(SUBGRAPH, INTROSPECTED) == []
    assert changes(INTROSPECTED, SUBGRAPH) == []
    for text in (SUBGRAPH, INTROSPECTED):
        again = snapshot(snapshot(text).canonical)
        assert again.canonical == snapshot(text).canonical
        assert not {
            name for name in snapshot(text).schema.types if name.startswith(("_", "link__", "federation__"))
        }


@pytest.mark.parametrize("text", [SUBGRAPH, INTROSPECTED])
def test_entities_are_reached(text: str) -> None:
    assert changes(text, text.replace("  price: Int\n", "")) == [
        ("BREAKING", "FIELD_REMOVED", "Product.price")
    ]
    assert changes(text, text.replace("  loose: Int\n", "")) == [
        ("SAFE", "FIELD_REMOVED_UNREACHABLE", "Unreached.loose")
    ]


def test_keys_under_other_names() -> None:
    renamed = SUBGRAPH.replace('"@key"', '{name: "@key", as: "@id"}').replace("@key(", "@id(")
    assert changes(renamed, renamed.replace("  price: Int\n", "")) == [
        ("BREAKING", "FIELD_REMOVED", "Product.price")
    ]
    prefixed = SUBGRAPH.replace('"@key", ', "").replace("@key(", "@federation__key(")
    assert changes(prefixed, prefixed.replace("  price: Int\n", "")) == [
        ("BREAKING", "FIELD_REMOVED", "Product.price")
    ]


def test_a_subgraph_without_queries_of_its_own() -> None:
    file = 'type Product @key(fields: "id") { id: ID! price: Int }'
    endpoint = """
    type Query { _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }
    type _Service { sdl: String } scalar _Any union _Entity = Product
    type Product { id: ID! price: Int }
    """
    assert [change for change in changes(file, endpoint) if change[1] != "APPLIED_DIRECTIVE_REMOVED"] == []
    assert changes(endpoint, endpoint.replace(" price: Int", "")) == [
        ("BREAKING", "FIELD_REMOVED", "Product.price")
    ]


@pytest.mark.parametrize(
    "text",
    [
        'directive @key(fields: [String!]!) on OBJECT\ntype Query { a: A }\ntype A @key(fields: ["a"]) { a: Int }',
        "type Query { _service: Int _entities: String }",
        "type Query { join__a: Int }",
        'schema @link(url: "https://example.com/join/v1") { query: Query }\ntype Query { a: Int }',
    ],
)
def test_what_only_looks_federated_is_left_alone(text: str) -> None:
    schema = sdl.read(text)
    assert view(schema).federation is Federation.NONE
    assert snapshot(text).schema.elements == schema.elements


def test_what_the_specification_declares_is_not_missing() -> None:
    """A file uses the directives that it links, and declares none of them."""
    more = SUBGRAPH.replace("  price: Int\n", '  price: Int @shareable @federation__tag(name: "a")\n')
    assert changes(SUBGRAPH, more) == [
        ("SAFE", "APPLIED_DIRECTIVE_ADDED", "Product.price"),
        ("SAFE", "APPLIED_DIRECTIVE_ADDED", "Product.price"),
    ]
    assert (
        changes("type Query {\n  top: Int\n}\ntype Product {\n  id: ID!\n  price: Int\n}\n", SUBGRAPH)[0][0]
        == "SAFE"
    )


@pytest.mark.parametrize(
    "header",
    ["", 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'],
)
def test_a_subgraph_of_entities_alone_is_not_told_to_lack_a_query(header: str) -> None:
    text = f'{header}type User @key(fields: "id") {{ id: ID! }}\n'
    (notice,) = view(sdl.read(text)).schema.notices
    assert notice.text.startswith("a subgraph, ")


RENAMED = """
extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0", as: "connect")
  @connect(
    url: "https://specs.apollo.dev/federation/v2.3"
    as: "fed"
    import: [{name: "@key", as: "@primaryKey"}, {name: "@shareable", as: "@common"}, {name: "FieldSet", as: "Keys"}]
  )
type Query {
  top: Int
}
type Product @primaryKey(fields: "id") {
  id: ID!
  price: Int @common
}
"""
RENAMED_TOLD = """# graphql-drift canonical SDL 1; omits applied-directives
directive @primaryKey(fields: Keys!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @common on OBJECT | FIELD_DEFINITION
directive @fed__requires(fields: fed__FieldSet!) on FIELD_DEFINITION
directive @fed__tag(name: String!) repeatable on FIELD_DEFINITION
directive @connect(url: String!, as: String, for: connect__Purpose, import: [connect__Import]) repeatable on SCHEMA
directive @ours(keys: [String!]) on FIELD_DEFINITION
scalar Keys
scalar fed__FieldSet
scalar connect__Import
enum connect__Purpose {
  SECURITY
  EXECUTION
}
enum billing__Purpose {
  ANY
}
scalar _Any
union _Entity = Product
type _Service {
  sdl: String
}
type Query {
  top: Int
  _entities(representations: [_Any!]!): [_Entity]!
  _service: _Service!
}
type Product {
  id: ID!
  price: Int
}
"""
OWN = "directive @ours(keys: [String!]) on FIELD_DEFINITION\nenum billing__Purpose {\n  ANY\n}\n"


def test_renamed_imports_are_the_same_from_file_and_endpoint() -> None:
    assert changes(RENAMED + OWN, RENAMED_TOLD) == []
    assert changes(RENAMED_TOLD, RENAMED + OWN) == []
    lost = RENAMED_TOLD.replace("  price: Int\n", "")
    assert changes(RENAMED + OWN, lost) == [("BREAKING", "FIELD_REMOVED", "Product.price")]


def test_the_names_of_an_endpoint_alone_come_from_its_own_types() -> None:
    assert [element.coordinate for element in snapshot(RENAMED_TOLD).schema.elements] == [
        *("schema", "@common", "@ours", "@primaryKey", "Keys", "Product", "Query", "billing__Purpose")
    ]
