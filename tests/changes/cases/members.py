"""Enum values, union members and implemented interfaces."""

from __future__ import annotations

from tests.changes.cases.case import Q, case, change

_BOTH = "enum E { A B } "
_MORE = "enum E { A B C } "
ENUMS = [
    case(
        "value added, answered",
        "type Query { e: E } " + _BOTH,
        "type Query { e: E } " + _MORE,
        "D VALUE_ADDED_TO_ENUM E.C",
        near="VALUE_ADDED_TO_ENUM_SAFE",
    ),
    case(
        "value added, given only",
        "type Query { a(e: E): Int } " + _BOTH,
        "type Query { a(e: E): Int } " + _MORE,
        "S VALUE_ADDED_TO_ENUM_SAFE E.C",
        near="VALUE_ADDED_TO_ENUM",
    ),
    case(
        "value added, unreachable",
        Q + _BOTH,
        Q + _MORE,
        "S VALUE_ADDED_TO_ENUM_SAFE E.C",
        near="VALUE_ADDED_TO_ENUM",
    ),
    case(
        "value added, answered by an unreachable type only",
        Q + "type T { e: E } " + _BOTH,
        Q + "type T { e: E } " + _MORE,
        "S VALUE_ADDED_TO_ENUM_SAFE E.C",
        near="VALUE_ADDED_TO_ENUM",
    ),
    case(
        "value added, answered through a union's member",
        "type Query { n: N } union N = T type T { e: [E!]! } " + _BOTH,
        "type Query { n: N } union N = T type T { e: [E!]! } " + _MORE,
        "D VALUE_ADDED_TO_ENUM E.C",
    ),
    case(
        "value added, answered through an implementor only",
        "type Query { i: I } interface I { a: Int } type T implements I { a: Int e: E } " + _BOTH,
        "type Query { i: I } interface I { a: Int } type T implements I { a: Int e: E } " + _MORE,
        "D VALUE_ADDED_TO_ENUM E.C",
    ),
    case(
        "value added, answered only by an interface that no object implements",
        "type Query { i: I } interface I { e: E } " + _BOTH,
        "type Query { i: I } interface I { e: E } " + _MORE,
        "S VALUE_ADDED_TO_ENUM_SAFE E.C",
        near="VALUE_ADDED_TO_ENUM",
    ),
    case(
        "value added while the new schema begins to answer it",
        "type Query { a(e: E): Int } " + _BOTH,
        "type Query { a(e: E): Int b: E } " + _MORE,
        "D VALUE_ADDED_TO_ENUM E.C",
        "S FIELD_ADDED Query.b",
    ),
    case(
        "value added while the new schema stops answering it",
        "type Query { a(e: E): Int b: E } " + _BOTH,
        "type Query { a(e: E): Int } " + _MORE,
        "S VALUE_ADDED_TO_ENUM_SAFE E.C",
        "B FIELD_REMOVED Query.b",
        near="VALUE_ADDED_TO_ENUM",
    ),
    case(
        "value removed, given",
        "type Query { a(e: E): Int } " + _MORE,
        "type Query { a(e: E): Int } " + _BOTH,
        "B VALUE_REMOVED_FROM_ENUM E.C",
        near="VALUE_REMOVED_FROM_ENUM_SAFE",
    ),
    case(
        "value removed, given inside input objects",
        "type Query { a(x: X): Int } input X { y: [Y] } input Y { e: E } " + _MORE,
        "type Query { a(x: X): Int } input X { y: [Y] } input Y { e: E } " + _BOTH,
        "B VALUE_REMOVED_FROM_ENUM E.C",
    ),
    case(
        "value removed, given to an executable directive",
        "directive @d(e: E) on QUERY " + Q + _MORE,
        "directive @d(e: E) on QUERY " + Q + _BOTH,
        "B VALUE_REMOVED_FROM_ENUM E.C",
    ),
    case(
        "value removed, given to a schema directive only",
        "directive @d(e: E) on OBJECT " + Q + _MORE,
        "directive @d(e: E) on OBJECT " + Q + _BOTH,
        "S VALUE_REMOVED_FROM_ENUM_SAFE E.C",
        near="VALUE_REMOVED_FROM_ENUM",
    ),
    case(
        "value removed, answered only",
        "type Query { e: E } " + _MORE,
        "type Query { e: E } " + _BOTH,
        "S VALUE_REMOVED_FROM_ENUM_SAFE E.C",
        near="VALUE_REMOVED_FROM_ENUM",
    ),
    case(
        "value removed, given in the new schema only",
        "type Query { e: E } " + _MORE,
        "type Query { e(x: E): E } " + _BOTH,
        "S VALUE_REMOVED_FROM_ENUM_SAFE E.C",
        "S OPTIONAL_ARG_ADDED Query.e(x:)",
        near="VALUE_REMOVED_FROM_ENUM",
    ),
    case(
        "value removed, given in an unreachable type only",
        Q + "type T { a(e: E): Int } " + _MORE,
        Q + "type T { a(e: E): Int } " + _BOTH,
        "S VALUE_REMOVED_FROM_ENUM_SAFE E.C",
        near="VALUE_REMOVED_FROM_ENUM",
    ),
]

_INTERFACES = (
    "type Query { i: I t: T u: U } interface I { a: Int } type T implements I { a: Int } type U %s{ a: Int }"
)
ABSTRACT = [
    case(
        "union member added",
        *change("union N = T | U", "union N = T | U | Query"),
        "D TYPE_ADDED_TO_UNION N",
        near="TYPE_ADDED_TO_UNION_UNREACHABLE",
    ),
    case(
        "union member removed",
        *change("union N = T | U", "union N = T"),
        "B TYPE_REMOVED_FROM_UNION N",
        near="TYPE_REMOVED_FROM_UNION_UNREACHABLE",
    ),
    case(
        "union becomes empty",
        *change("union N = T | U", "union N"),
        "B SCHEMA_INVALID N",
        "B TYPE_REMOVED_FROM_UNION N",
        "B TYPE_REMOVED_FROM_UNION N",
    ),
    case(
        "unreachable union gains and loses members",
        Q + "union N = T type T { a: Int } type U { a: Int }",
        Q + "union N = U type T { a: Int } type U { a: Int }",
        "S TYPE_ADDED_TO_UNION_UNREACHABLE N",
        "S TYPE_REMOVED_FROM_UNION_UNREACHABLE N",
        near="TYPE_ADDED_TO_UNION TYPE_REMOVED_FROM_UNION",
    ),
    case(
        "object starts implementing",
        _INTERFACES % "",
        _INTERFACES % "implements I ",
        "D IMPLEMENTED_INTERFACE_ADDED U",
        near="IMPLEMENTED_INTERFACE_ADDED_SAFE",
    ),
    case(
        "object starts implementing a new interface",
        "type Query { t: T } type T { a: Int }",
        "type Query { t: T } interface I { a: Int } type T implements I { a: Int }",
        "S IMPLEMENTED_INTERFACE_ADDED_SAFE T",
        "S TYPE_ADDED I",
        near="IMPLEMENTED_INTERFACE_ADDED",
    ),
    case(
        "unreachable object starts implementing an unreachable interface",
        Q + "interface I { a: Int } type T { a: Int }",
        Q + "interface I { a: Int } type T implements I { a: Int }",
        "S IMPLEMENTED_INTERFACE_ADDED_SAFE T",
        near="IMPLEMENTED_INTERFACE_ADDED",
    ),
    case(
        "unreachable object starts implementing a reachable interface and so arrives",
        "type Query { i: I } interface I { a: Int } type T { a: Int }",
        "type Query { i: I } interface I { a: Int } type T implements I { a: Int }",
        "D IMPLEMENTED_INTERFACE_ADDED T",
        near="IMPLEMENTED_INTERFACE_ADDED_SAFE",
    ),
    case(
        "object stops implementing",
        _INTERFACES % "implements I ",
        _INTERFACES % "",
        "B IMPLEMENTED_INTERFACE_REMOVED U",
        near="IMPLEMENTED_INTERFACE_REMOVED_SAFE",
    ),
    case(
        "unreachable object stops implementing",
        Q + "interface I { a: Int } type T implements I { a: Int }",
        Q + "interface I { a: Int } type T { a: Int }",
        "S IMPLEMENTED_INTERFACE_REMOVED_SAFE T",
        near="IMPLEMENTED_INTERFACE_REMOVED",
    ),
    case(
        "interface starts implementing",
        "type Query { i: I j: J } interface I { a: Int } interface J { a: Int } type T implements I & J { "
        "a: Int }",
        "type Query { i: I j: J } interface I { a: Int } interface J implements I { a: Int } "
        "type T implements I & J { a: Int }",
        "S IMPLEMENTED_INTERFACE_ADDED_SAFE J",
        near="IMPLEMENTED_INTERFACE_ADDED",
    ),
    case(
        "interface stops implementing",
        "type Query { i: I j: J } interface I { a: Int } interface J implements I { a: Int } "
        "type T implements I & J { a: Int }",
        "type Query { i: I j: J } interface I { a: Int } interface J { a: Int } type T implements I & J { "
        "a: Int }",
        "S IMPLEMENTED_INTERFACE_REMOVED_SAFE J",
        near="IMPLEMENTED_INTERFACE_REMOVED",
    ),
]
