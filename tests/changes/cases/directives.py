"""Directive definitions and applied directives."""

from __future__ import annotations

from tests.changes.cases.case import Q, case

DIRECTIVES = [
    case(
        "directive added",
        Q,
        "directive @d(x: Int!) on FIELD " + Q,
        "S DIRECTIVE_ADDED @d",
        near="REQUIRED_DIRECTIVE_ARG_ADDED DIRECTIVE_LOCATION_ADDED",
    ),
    case(
        "executable directive removed",
        "directive @d(x: Int) on OBJECT | FIELD " + Q,
        Q,
        "B DIRECTIVE_REMOVED @d",
        near="DIRECTIVE_REMOVED_SAFE DIRECTIVE_ARG_REMOVED",
    ),
    case(
        "schema directive removed",
        "directive @d on OBJECT | FIELD_DEFINITION " + Q,
        Q,
        "S DIRECTIVE_REMOVED_SAFE @d",
        near="DIRECTIVE_REMOVED DIRECTIVE_LOCATION_REMOVED_SAFE",
    ),
    case(
        "directive of an operation that the schema does not have removed",
        "directive @d on MUTATION " + Q,
        Q,
        "S DIRECTIVE_REMOVED_SAFE @d",
        near="DIRECTIVE_REMOVED",
    ),
    case(
        "executable location added",
        "directive @d on OBJECT " + Q,
        "directive @d on OBJECT | FIELD " + Q,
        "S DIRECTIVE_LOCATION_ADDED @d",
        near="DIRECTIVE_ADDED",
    ),
    case(
        "schema location added",
        "directive @d on FIELD " + Q,
        "directive @d on OBJECT | FIELD " + Q,
        "S DIRECTIVE_LOCATION_ADDED @d",
    ),
    case(
        "executable location removed",
        "directive @d on OBJECT | FIELD " + Q,
        "directive @d on OBJECT " + Q,
        "B DIRECTIVE_LOCATION_REMOVED @d",
        near="DIRECTIVE_LOCATION_REMOVED_SAFE DIRECTIVE_REMOVED",
    ),
    case(
        "schema location removed",
        "directive @d on OBJECT | FIELD " + Q,
        "directive @d on FIELD " + Q,
        "S DIRECTIVE_LOCATION_REMOVED_SAFE @d",
        near="DIRECTIVE_LOCATION_REMOVED",
    ),
    case(
        "repeatable added",
        "directive @d on FIELD " + Q,
        "directive @d repeatable on FIELD " + Q,
        "S DIRECTIVE_REPEATABLE_ADDED @d",
        near="DIRECTIVE_REPEATABLE_REMOVED",
    ),
    case(
        "repeatable removed",
        "directive @d repeatable on FIELD " + Q,
        "directive @d on FIELD " + Q,
        "B DIRECTIVE_REPEATABLE_REMOVED @d",
        near="DIRECTIVE_REPEATABLE_ADDED DIRECTIVE_REPEATABLE_REMOVED_SAFE",
    ),
    case(
        "repeatable removed from a schema directive",
        "directive @d repeatable on OBJECT " + Q,
        "directive @d on OBJECT " + Q,
        "S DIRECTIVE_REPEATABLE_REMOVED_SAFE @d",
        near="DIRECTIVE_REPEATABLE_REMOVED",
    ),
    case(
        "required argument added to an executable directive",
        "directive @d on FIELD " + Q,
        "directive @d(x: Int!) on FIELD " + Q,
        "B REQUIRED_DIRECTIVE_ARG_ADDED @d(x:)",
        near="OPTIONAL_DIRECTIVE_ARG_ADDED REQUIRED_DIRECTIVE_ARG_ADDED_UNREACHABLE",
    ),
    case(
        "required argument added to a schema directive",
        "directive @d on OBJECT " + Q,
        "directive @d(x: Int!) on OBJECT " + Q,
        "S REQUIRED_DIRECTIVE_ARG_ADDED_UNREACHABLE @d(x:)",
        near="REQUIRED_DIRECTIVE_ARG_ADDED",
    ),
    case(
        "optional argument added to a directive",
        "directive @d on FIELD " + Q,
        "directive @d(x: Int! = 1) on FIELD " + Q,
        "S OPTIONAL_DIRECTIVE_ARG_ADDED @d(x:)",
        near="REQUIRED_DIRECTIVE_ARG_ADDED",
    ),
    case(
        "argument of an executable directive changed",
        "directive @d(x: Int, y: Int = 1, z: Int! = 1) on FIELD " + Q,
        "directive @d(x: Int!, y: Int = 2, z: Int!) on FIELD " + Q,
        "B ARG_CHANGED_KIND @d(x:)",
        "D ARG_DEFAULT_VALUE_CHANGE @d(y:)",
        "B ARG_BECAME_REQUIRED @d(z:)",
    ),
    case(
        "argument of a schema directive changed",
        "directive @d(x: Int, y: Int = 1, z: Int! = 1) on OBJECT " + Q,
        "directive @d(x: Int!, y: Int = 2, z: Int!) on OBJECT " + Q,
        "S ARG_CHANGED_KIND_UNREACHABLE @d(x:)",
        "S ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE @d(y:)",
        "S ARG_BECAME_REQUIRED_UNREACHABLE @d(z:)",
        near="ARG_CHANGED_KIND ARG_DEFAULT_VALUE_CHANGE ARG_BECAME_REQUIRED",
    ),
    case(
        "specified directives listed",
        Q,
        "directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT " + Q,
        near="DIRECTIVE_ADDED",
    ),
]

_D = "directive @d(x: Int, y: [Int]) repeatable on OBJECT | FIELD_DEFINITION directive @e on OBJECT "
APPLIED = [
    case(
        "applied",
        _D + Q,
        _D + "type Query @d(x: 1) { a: String @d }",
        "S APPLIED_DIRECTIVE_ADDED Query",
        "S APPLIED_DIRECTIVE_ADDED Query.a",
        near="APPLIED_DIRECTIVE_CHANGED",
    ),
    case(
        "no longer applied",
        _D + "type Query @d(x: 1) { a: String }",
        _D + Q,
        "S APPLIED_DIRECTIVE_REMOVED Query",
        near="APPLIED_DIRECTIVE_CHANGED",
    ),
    case(
        "argument changed",
        _D + "type Query @d(x: 1) { a: String }",
        _D + "type Query @d(x: 2, y: 1) { a: String }",
        "S APPLIED_DIRECTIVE_CHANGED Query",
        near="APPLIED_DIRECTIVE_ADDED APPLIED_DIRECTIVE_REMOVED",
    ),
    case(
        "one of several changed",
        _D + "type Query @d(x: 1) @d(x: 2) @d(x: 3) { a: String }",
        _D + "type Query @d(x: 1) @d(x: 9) @d(x: 3) { a: String }",
        "S APPLIED_DIRECTIVE_CHANGED Query",
    ),
    case(
        "first of several removed",
        _D + "type Query @d(x: 1) @d(x: 2) @d(x: 3) { a: String }",
        _D + "type Query @d(x: 2) @d(x: 3) { a: String }",
        "S APPLIED_DIRECTIVE_REMOVED Query",
        near="APPLIED_DIRECTIVE_CHANGED APPLIED_DIRECTIVES_REORDERED",
    ),
    case(
        "an argument that says what is declared as its default",
        "directive @d(x: Int = 1, y: [Int] = [2]) repeatable on OBJECT type Query @d(x: 1, y: 2) { a: String }",
        "directive @d(x: Int = 1, y: [Int] = [2]) repeatable on OBJECT type Query @d { a: String }",
        near="APPLIED_DIRECTIVE_CHANGED",
    ),
    case(
        "an argument that says something else than its declared default",
        "directive @d(x: Int = 1) on OBJECT type Query @d(x: 2) { a: String }",
        "directive @d(x: Int = 1) on OBJECT type Query @d { a: String }",
        "S APPLIED_DIRECTIVE_CHANGED Query",
    ),
    case(
        "an argument without a declared default",
        _D + "type Query @d(x: 1) { a: String }",
        _D + "type Query @d { a: String }",
        "S APPLIED_DIRECTIVE_CHANGED Query",
    ),
    case(
        "applications of one directive in another order",
        _D + "directive @e on OBJECT type Query @d(x: 1) @e @d(x: 2) { a: String }",
        _D + "directive @e on OBJECT type Query @d(x: 2) @e @d(x: 1) { a: String }",
        near="APPLIED_DIRECTIVES_REORDERED APPLIED_DIRECTIVE_CHANGED",
    ),
    case(
        "applications of one directive on the other side of another one",
        _D + "directive @e on OBJECT type Query @d(x: 1) @e { a: String }",
        _D + "directive @e on OBJECT type Query @e @d(x: 1) { a: String }",
        "S APPLIED_DIRECTIVES_REORDERED Query",
    ),
    case(
        "arguments written in another order",
        _D + "type Query @d(x: 1, y: [1]) { a: String }",
        _D + "type Query @d(y: [1], x: 1) { a: String }",
        near="APPLIED_DIRECTIVE_CHANGED",
    ),
    case(
        "directives in another order",
        _D + "type Query @d @e { a: String }",
        _D + "type Query @e @d { a: String }",
        "S APPLIED_DIRECTIVES_REORDERED Query",
        near="APPLIED_DIRECTIVE_ADDED APPLIED_DIRECTIVE_REMOVED",
    ),
    case(
        "applied by an extension, to the schema, to a value, an argument and an input field",
        "schema { query: Query } type Query { a(x: Int): E } enum E { A } input X { a: Int } scalar S "
        "union N = Query",
        "schema { query: Query } extend schema @z type Query { a(x: Int @z): E } extend type Query @z enum "
        "E @z { A @z } "
        "input X @z { a: Int @z } scalar S @z union N @z = Query",
        "S APPLIED_DIRECTIVE_ADDED schema",
        "S APPLIED_DIRECTIVE_ADDED Query",
        "S APPLIED_DIRECTIVE_ADDED Query.a(x:)",
        "S APPLIED_DIRECTIVE_ADDED E",
        "S APPLIED_DIRECTIVE_ADDED E.A",
        "S APPLIED_DIRECTIVE_ADDED X",
        "S APPLIED_DIRECTIVE_ADDED X.a",
        "S APPLIED_DIRECTIVE_ADDED S",
        "S APPLIED_DIRECTIVE_ADDED N",
    ),
    case(
        "two equal ones removed",
        _D + "type Query @d @d @d { a: String }",
        _D + "type Query @d { a: String }",
        "S APPLIED_DIRECTIVE_REMOVED Query",
        "S APPLIED_DIRECTIVE_REMOVED Query",
    ),
]
