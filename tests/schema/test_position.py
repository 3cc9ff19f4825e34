"""Where types can be used, and which fields can be selected together."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from drift.schema import sdl
from drift.schema.merging import Conflict, Merging, same_shape
from drift.schema.position import Positions

TEXT = """
directive @run(with: RunInput) on QUERY
directive @doc(with: DocInput) on OBJECT
directive @change(with: ChangeInput) on MUTATION
type Query { found: Found  deep(by: DeepInput): [[Deep!]!]!  empty: Empty }
union Found = A | B
type A implements I { i: Int  leaf: LeafA }
type B { b(e: EnumIn): Int }
type Deep { more: More }
type More { leaf: LeafB  self: Query }
interface I { i: Int }
interface Unimplemented { leaf: LeafC }
interface Empty { leaf: LeafD  a(x: EmptyInput): Int }
union Around = A | Lonely
type Lonely { leaf: LeafE }
union Dead = Dead1
type Dead1 { dead: Dead2  a(x: DeadInput): LeafF }
type Dead2 { dead: Dead1 }
input DeepInput { next: NextInput }
input NextInput { e: EnumDeep  self: DeepInput }
input RunInput { a: Int }
input DocInput { a: Int }
input ChangeInput { a: Int }
input EmptyInput { a: Int }
input DeadInput { e: EnumDead }
enum LeafA { V }  enum LeafB { V }  enum LeafC { V }  enum LeafD { V }  enum LeafE { V }  enum LeafF { V }
enum EnumIn { V }  enum EnumDeep { V }  enum EnumDead { V }
"""


@pytest.fixture
def positions() -> Positions:
    return Positions(sdl.read(TEXT))


def test_selectable(positions: Positions) -> None:
    # No field has the type Around, but a fragment on it can be put into a selection on A, and Lonely within that.
    assert positions.selectable == {
        "Query",
        "Found",
        "A",
        "B",
        "Deep",
        "More",
        "I",
        "Empty",
        "Around",
        "Lonely",
    }


def test_inputs(positions: Positions) -> None:
    own = positions.inputs - {"Int"}
    assert own == {"DeepInput", "NextInput", "EnumDeep", "EnumIn", "RunInput", "EmptyInput"}


def test_outputs(positions: Positions) -> None:
    leaves = {name for name in positions.outputs if name.startswith("Leaf")}
    # No object implements Empty, so its field is never resolved. Lonely arrives nowhere either, but that
    # takes more than the schema to know.
    assert leaves == {"LeafA", "LeafB", "LeafE"}


def test_what_a_union_names_in_vain_is_no_possible_type() -> None:
    positions = Positions(
        sdl.read(
            "type Query { u: U } union U = A | Missing | S | I scalar S interface I { x: Int } type A { x: Int }"
        )
    )
    assert positions.possible_types == {"Query": {"Query"}, "U": {"A"}, "I": set(), "A": {"A"}}
    assert positions.selectable == {"Query", "U", "A"}


def test_every_selectable_type_can_be_named_in_a_valid_request(positions: Positions) -> None:
    schema = build_schema(TEXT, assume_valid=True)
    ways = {
        "Query": "{ __typename }",
        "Found": "{ found { __typename } }",
        "A": "{ found { ... on A { __typename } } }",
        "B": "{ found { ... on B { __typename } } }",
        "Deep": "{ deep { __typename } }",
        "More": "{ deep { more { __typename } } }",
        "I": "{ found { ... on A { ... on I { __typename } } } }",
        "Empty": "{ empty { __typename } }",
        "Around": "{ found { ... on Around { __typename } } }",
        "Lonely": "{ found { ... on Around { ... on Lonely { __typename } } } }",
    }
    assert ways.keys() == positions.selectable
    for way in ways.values():
        assert validate(schema, parse(way)) == []


def test_directives_and_their_locations(positions: Positions) -> None:
    usable = {
        name for name, element in positions.schema.directives.items() if positions.is_executable(element)
    }
    assert usable == {"run"}
    assert positions.is_executable_location("FIELD")
    assert not positions.is_executable_location("SUBSCRIPTION")
    assert not positions.is_executable_location("ENUM_VALUE")


@pytest.mark.parametrize("text", ["schema { query: Q }", ""])
def test_without_a_root_operation_type_nothing_is_called_unreachable(text: str) -> None:
    positions = Positions(
        sdl.read(
            text + " type T { a(x: I): Int } enum E { A } input I { a: E } directive @d(x: E) on FIELD | ENUM"
        )
    )
    assert positions.roots == {}
    assert positions.selectable == {"T"}
    assert positions.inputs >= {"I", "E"}
    assert positions.outputs >= {"T", "E", "Int"}
    assert all(positions.is_executable_location(location) for location in ("FIELD", "QUERY"))
    assert not positions.is_executable_location("ENUM")


def test_types_that_are_sent_count_as_output() -> None:
    text = (
        "type Query { a: Int } type NewUser { u: User } type User { e: E } enum E { A } type Other { b: Int }"
    )
    assert Positions(sdl.read(text)).selectable == {"Query"}
    positions = Positions(sdl.read(text), ["New*"])
    assert positions.sent == {"NewUser"}
    assert positions.selectable == {"Query", "NewUser", "User"}
    assert positions.outputs >= {"NewUser", "User", "E"}
    assert positions.inputs == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Int", "Int", True),
        ("Int", "Int!", False),
        ("[Int]", "[Int!]", False),
        ("[Int]", "Int", False),
        ("[Int!]!", "[Int!]!", True),
        ("Int", "Float", False),
        ("A", "B", True),
        ("A", "Found", True),
        ("[A!]", "[B]", False),
        ("A", "LeafA", False),
        ("LeafA", "LeafB", False),
    ],
)
def test_same_shape(one: str, other: str, expected: bool) -> None:
    schema = sdl.read(TEXT)
    assert same_shape(one, other, schema) is expected
    assert same_shape(other, one, schema) is expected


DEEP = """
type Query { a(id: ID!): Any }
union Any = A | B
type A { x(first: Int!): [C] }
type B { x: [D] }
union C = C1
union D = D1
type C1 { y: E }
type D1 { y: F }
type E { z: Int }
type F { z: Int%s }
"""


def test_a_conflict_far_below_is_real() -> None:
    old, new = DEEP % "", DEEP % "!"
    merging = Merging(Positions(sdl.read(old)), Positions(sdl.read(new)))
    conflict = merging.conflict("F", "z")
    assert conflict == Conflict("Any", (("B", "A", "x"), ("D1", "C1", "y"), ("F", "E", "z")))
    assert conflict is not None
    assert conflict.other == "E.z"
    request = parse(
        "{ a(id: 1) { ... on B { x { ... on D1 { y { z } } } } ... on A { x(first: 1) { ... on C1 { y { z "
        "} } } } } }"
    )
    assert validate(build_schema(old), request) == []
    assert validate(build_schema(new), request) != []


def test_arguments_that_only_one_of_two_overlapping_types_requires() -> None:
    text = "type Query { i: I } interface I { x: Int } type A implements I { x(first: Int!): Int%s }"
    merging = Merging(Positions(sdl.read(text % "")), Positions(sdl.read(text % "!")))
    # A value may be both an I and an A: the same arguments would be needed, and I.x takes none.
    assert merging.conflict("A", "x") is None


def test_a_search_without_end_ends() -> None:
    types = "".join(
        f"type {side}{n} {{ next: {side}{n + 1} other: {side}{n + 2} name: Int }} "
        for side in "AB"
        for n in range(300)
    )
    ends = "".join(f"type {side}{n} {{ name: Int }}" for side in "AB" for n in (300, 301))
    text = f"type Query {{ a: A0 b: B0 }} {types} {ends}"
    new = text.replace("type A300 { name: Int }", "type A300 { name: Int! }")
    merging = Merging(Positions(sdl.read(text)), Positions(sdl.read(new)))
    assert merging.conflict("A300", "name") is None
