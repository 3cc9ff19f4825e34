"""Schemas that became invalid, were invalid before, or are valid again."""

from __future__ import annotations

from tests.changes.cases.case import Q, case

VALIDITY = [
    case(
        "an interface asks for a field that one of its types lacks",
        Q + "interface I { a: Int } type T implements I { a: Int } type U implements I { a: Int b: Int }",
        Q
        + "interface I { a: Int b: Int } type T implements I { a: Int } type U implements I { a: Int b: Int }",
        "B SCHEMA_INVALID T",
        "S FIELD_ADDED I.b",
    ),
    case(
        "a type without fields, whose field was there to the end",
        "type Query { t: T } type T { a: Int }",
        "type Query { t: T } type T",
        "B SCHEMA_INVALID T",
        "B FIELD_REMOVED T.a",
    ),
    case(
        "invalid on both sides",
        Q + "interface I { a: Int } type T implements I { b: Int }",
        Q + "interface I { a: Int } type T implements I { b: Int c: Int }",
        "S FIELD_ADDED T.c",
        near="SCHEMA_INVALID",
    ),
    case(
        "valid again",
        Q + "interface I { a: Int } type T implements I { b: Int }",
        Q + "interface I { a: Int } type T implements I { a: Int b: Int }",
        "S FIELD_ADDED T.a",
        near="SCHEMA_INVALID",
    ),
    case(
        "another problem with the same type",
        Q + "interface I { a: Int } type T implements I { b: Int }",
        Q + "interface I { a: Int c: Int } type T implements I { b: Int }",
        "B SCHEMA_INVALID T",
        "S FIELD_ADDED I.c",
    ),
    case(
        "a new type that is invalid",
        Q,
        Q + "union U = Gone",
        "B SCHEMA_INVALID U",
        "S TYPE_ADDED U",
    ),
    case(
        "a default that does not fit any more",
        "type Query { a(e: E = B): Int } enum E { A B }",
        "type Query { a(e: E = B): Int } enum E { A }",
        "B SCHEMA_INVALID Query.a(e:)",
        "B VALUE_REMOVED_FROM_ENUM E.B",
    ),
    case(
        "a root operation type that is not an object any more",
        "schema { query: Query mutation: M } type Query { a: Int } type M { a: Int }",
        "schema { query: Query mutation: M } type Query { a: Int } enum M { a }",
        "B SCHEMA_INVALID schema",
        "B TYPE_CHANGED_KIND M",
    ),
    case(
        "a deprecation that was not to be seen before",
        "# graphql-drift canonical SDL 1; omits argument-deprecation\ntype Query { a(x: Int!): Int }",
        "type Query { a(x: Int! @deprecated): Int }",
        near="SCHEMA_INVALID",
    ),
]
