"""Fields, and fields that are selected together."""

from __future__ import annotations

from tests.changes.cases.case import Q, case, change

FIELDS = [
    case(
        "field added to an object and an interface",
        *change("interface I { id: ID }", "interface I { id: ID x: Int }"),
        "B SCHEMA_INVALID T",
        "B SCHEMA_INVALID U",
        "S FIELD_ADDED I.x",
        near="FIELD_REMOVED",
    ),
    case(
        "field with arguments added is one change",
        Q,
        "type Query { a: String b(x: Int!, y: Int): Int }",
        "S FIELD_ADDED Query.b",
        near="REQUIRED_ARG_ADDED OPTIONAL_ARG_ADDED",
    ),
    case(
        "field removed",
        *change("list: [String]", ""),
        "B FIELD_REMOVED T.list",
        near="FIELD_REMOVED_UNREACHABLE",
    ),
    case(
        "field with arguments removed is one change",
        "type Query { a: String b(x: Int!, y: Int): Int }",
        Q,
        "B FIELD_REMOVED Query.b",
        near="ARG_REMOVED",
    ),
    case(
        "deprecated field removed",
        "type Query { a: Int b: Int @deprecated }",
        "type Query { a: Int }",
        "B FIELD_REMOVED Query.b",
        near="DEPRECATION_WITHDRAWN",
    ),
    case(
        "field of an interface removed, objects keep it",
        *change("interface I { id: ID }", "interface I { x: Int }"),
        "B SCHEMA_INVALID T",
        "B SCHEMA_INVALID U",
        "B FIELD_REMOVED I.id",
        "S FIELD_ADDED I.x",
    ),
    case("input field removed", *change("a: Int", ""), "B FIELD_REMOVED X.a"),
    case(
        "field removed, unreachable",
        Q + "type T { a: Int b: Int }",
        Q + "type T { a: Int }",
        "S FIELD_REMOVED_UNREACHABLE T.b",
        near="FIELD_REMOVED",
    ),
    case(
        "input field removed, reached in the new schema only",
        Q + "input X { a: Int b: Int }",
        "type Query { a(x: X): String } input X { a: Int }",
        "S FIELD_REMOVED_UNREACHABLE X.b",
        "S OPTIONAL_ARG_ADDED Query.a(x:)",
        near="FIELD_REMOVED",
    ),
    case(
        "narrowed",
        *change("list: [String]", "list: [String!]!"),
        "S FIELD_CHANGED_KIND_SAFE T.list",
        near="FIELD_CHANGED_KIND FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "loosened inside a list",
        "type Query { a: [Int!] }",
        "type Query { a: [Int] }",
        "B FIELD_CHANGED_KIND Query.a",
        near="FIELD_CHANGED_KIND_SAFE FIELD_CHANGED_KIND_UNREACHABLE",
    ),
    case(
        "loosened outside a list",
        "type Query { a: [Int]! }",
        "type Query { a: [Int] }",
        "B FIELD_CHANGED_KIND Query.a",
    ),
    case(
        "narrowed here and loosened there",
        "type Query { a: [Int!] }",
        "type Query { a: [Int]! }",
        "B FIELD_CHANGED_KIND Query.a",
        near="FIELD_CHANGED_KIND_SAFE",
    ),
    case("one to list", "type Query { a: Int }", "type Query { a: [Int] }", "B FIELD_CHANGED_KIND Query.a"),
    case("list to one", "type Query { a: [Int] }", "type Query { a: Int }", "B FIELD_CHANGED_KIND Query.a"),
    case(
        "another scalar", "type Query { a: Int }", "type Query { a: Float }", "B FIELD_CHANGED_KIND Query.a"
    ),
    case(
        "interface to one of its objects",
        *change("i: I", "i: T"),
        "B FIELD_CHANGED_KIND Query.i",
        near="FIELD_CHANGED_KIND_SAFE",
    ),
    case("union to one of its members", *change("n: N", "n: T!"), "B FIELD_CHANGED_KIND Query.n"),
    case("object to its interface", *change("u: U", "u: I"), "B FIELD_CHANGED_KIND Query.u"),
    case(
        "loosened on an interface that no object implements",
        "type Query { i: I } interface I { a: Int! b: Int c: I d: D } interface D { e: Int }",
        "type Query { i: I } interface I { a: Int b: ID c: D d: D! } interface D { e: Int }",
        "S FIELD_CHANGED_KIND_UNREACHABLE I.a",
        "S FIELD_CHANGED_KIND_UNREACHABLE I.b",
        "B FIELD_CHANGED_KIND I.c",
        "S FIELD_CHANGED_KIND_SAFE I.d",
    ),
    case(
        "loosened on an interface that an object now stands behind",
        "type Query { i: I } interface I { a: Int! }",
        "type Query { i: I } interface I { a: Int } type T implements I { a: Int }",
        "B FIELD_CHANGED_KIND I.a",
        "S TYPE_ADDED T",
        near="FIELD_CHANGED_KIND_UNREACHABLE",
    ),
    case(
        "type loosened, unreachable",
        Q + "type T { a: Int! }",
        Q + "type T { a: Int }",
        "S FIELD_CHANGED_KIND_UNREACHABLE T.a",
        near="FIELD_CHANGED_KIND",
    ),
]

_CATS = "type Query { pet: Pet } union Pet = Cat | Dog type Cat { name: String } type Dog { name: String }"
MERGES = [
    case(
        "union sibling stays nullable",
        *change("Cat { name: String", "Cat { name: String!", _CATS),
        "B FIELD_CHANGED_KIND_CONFLICT Cat.name",
        near="FIELD_CHANGED_KIND_SAFE",
    ),
    case(
        "both siblings become non-null",
        _CATS,
        _CATS.replace("name: String", "name: String!"),
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        "S FIELD_CHANGED_KIND_SAFE Dog.name",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "sibling was non-null already: the two could never be selected together",
        _CATS.replace("Dog { name: String", "Dog { name: String!"),
        _CATS.replace("name: String", "name: String!"),
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "sibling's field has another type: never selected together",
        *change(
            "Cat { name: String",
            "Cat { name: String!",
            _CATS.replace("Dog { name: String", "Dog { name: Int"),
        ),
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "sibling's field has another name",
        *change(
            "Cat { name: String",
            "Cat { name: String!",
            _CATS.replace("Dog { name: String", "Dog { title: String"),
        ),
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "sibling's field goes away",
        _CATS,
        _CATS.replace("Cat { name: String", "Cat { name: String!").replace(
            "Dog { name: String", "Dog { id: ID"
        ),
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        "B FIELD_REMOVED Dog.name",
        "S FIELD_ADDED Dog.id",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "no abstract type holds both",
        "type Query { c: Cat d: Dog } type Cat { name: String } type Dog { name: String }",
        "type Query { c: Cat d: Dog } type Cat { name: String! } type Dog { name: String }",
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "the union is reached through its members only",
        *change("Cat { name: String", "Cat { name: String!", _CATS.replace("pet: Pet", "cat: Cat")),
        "B FIELD_CHANGED_KIND_CONFLICT Cat.name",
    ),
    case(
        "the union is not reached at all",
        *change("Cat { name: String", "Cat { name: String!", _CATS.replace("pet: Pet", "a: Int")),
        "S FIELD_CHANGED_KIND_SAFE Cat.name",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "interface sibling, inside a list",
        "type Query { i: I } interface I { id: ID } type A implements I { id: ID x: [Int] } "
        "type B implements I { id: ID x: [Int] }",
        "type Query { i: I } interface I { id: ID } type A implements I { id: ID x: [Int!] } "
        "type B implements I { id: ID x: [Int] }",
        "B FIELD_CHANGED_KIND_CONFLICT A.x",
    ),
    case(
        "composite types: only nullability and lists must agree",
        "type Query { n: N } union N = A | B type A { x: C } type B { x: D } type C { c: Int } type D { d: "
        "Int }",
        "type Query { n: N } union N = A | B type A { x: C! } type B { x: D } type C { c: Int } type D { "
        "d: Int }",
        "B FIELD_CHANGED_KIND_CONFLICT A.x",
    ),
    case(
        "below fields of one name on siblings",
        "type Query { n: N } union N = A | B type A { x: C } type B { x: D } type C { y: Int } type D { y: "
        "Int }",
        "type Query { n: N } union N = A | B type A { x: C } type B { x: D } type C { y: Int! } type D { "
        "y: Int }",
        "B FIELD_CHANGED_KIND_CONFLICT C.y",
    ),
    case(
        "below fields of different names on siblings",
        "type Query { n: N } union N = A | B type A { x: C } type B { z: D } type C { y: Int } type D { y: "
        "Int }",
        "type Query { n: N } union N = A | B type A { x: C } type B { z: D } type C { y: Int! } type D { "
        "y: Int }",
        "S FIELD_CHANGED_KIND_SAFE C.y",
        near="FIELD_CHANGED_KIND_CONFLICT",
    ),
    case(
        "an interface's field beside an object that does not implement it",
        "type Query { n: N } union N = A | B interface I { x: Int } type A implements I { x: Int } type B "
        "{ x: Int }",
        "type Query { n: N } union N = A | B interface I { x: Int! } type A implements I { x: Int! } type "
        "B { x: Int }",
        "B FIELD_CHANGED_KIND_CONFLICT I.x",
        "B FIELD_CHANGED_KIND_CONFLICT A.x",
    ),
    case(
        "an implementation may be narrower than its interface, but not beside it",
        "type Query { i: I } interface I { x: Int } type A implements I { x: Int }",
        "type Query { i: I } interface I { x: Int } type A implements I { x: Int! }",
        "B FIELD_CHANGED_KIND_CONFLICT A.x",
    ),
]
