"""Named types, scalars and input objects."""

from __future__ import annotations

from tests.changes.cases.case import Q, case, change

TYPES = [
    case("type added", Q, Q + "type T { a: Int }", "S TYPE_ADDED T", near="FIELD_ADDED"),
    case(
        "each kind of type added",
        Q,
        Q + "scalar S enum E { A } input X { a: Int } interface I { a: Int } union N = Query",
        "S TYPE_ADDED S",
        "S TYPE_ADDED E",
        "S TYPE_ADDED X",
        "S TYPE_ADDED I",
        "S TYPE_ADDED N",
    ),
    case(
        "unreachable type removed",
        Q + "type T { a: Int }",
        Q,
        "S TYPE_REMOVED_UNREACHABLE T",
        near="TYPE_REMOVED",
    ),
    case(
        "types that only each other reach removed",
        Q + "type T { u: U } type U { t: T }",
        Q,
        "S TYPE_REMOVED_UNREACHABLE T",
        "S TYPE_REMOVED_UNREACHABLE U",
        near="TYPE_REMOVED",
    ),
    case(
        "reachable union member removed from the schema",
        "type Query { n: N } union N = A | B type A { a: Int } type B { b: Int }",
        "type Query { n: N } union N = A type A { a: Int }",
        "B TYPE_REMOVED B",
        "B TYPE_REMOVED_FROM_UNION N",
        near="TYPE_REMOVED_UNREACHABLE",
    ),
    case(
        "interface reached through objects only is named in fragments",
        "type Query { t: T } interface I { a: Int } type T implements I { a: Int }",
        "type Query { t: T } type T { a: Int }",
        "B TYPE_REMOVED I",
        "B IMPLEMENTED_INTERFACE_REMOVED T",
    ),
    case(
        "interface that nothing implements and nothing answers removed",
        Q + "interface I { a: Int }",
        Q,
        "S TYPE_REMOVED_UNREACHABLE I",
        near="TYPE_REMOVED",
    ),
    case(
        "union of reachable objects is named in fragments even where no field answers it",
        "type Query { t: T } union N = T type T { a: Int }",
        "type Query { t: T } type T { a: Int }",
        "B TYPE_REMOVED N",
    ),
    case(
        "input object reached through input objects only",
        "type Query { a(x: X): Int } input X { y: Y } input Y { z: Z } input Z { a: Int }",
        "type Query { a(x: X): Int } input X { y: Y } input Y { a: Int }",
        "B TYPE_REMOVED Z",
        "B FIELD_REMOVED Y.z",
        "S OPTIONAL_INPUT_FIELD_ADDED Y.a",
    ),
    case(
        "input object that only a schema directive takes",
        "directive @d(x: X) on OBJECT " + Q + "input X { a: Int }",
        "directive @d on OBJECT " + Q,
        "S TYPE_REMOVED_UNREACHABLE X",
        "S DIRECTIVE_ARG_REMOVED_UNREACHABLE @d(x:)",
        near="DIRECTIVE_ARG_REMOVED",
    ),
    case(
        "input object that an executable directive takes",
        "directive @d(x: X) on FIELD " + Q + "input X { a: Int }",
        "directive @d on FIELD " + Q,
        "B TYPE_REMOVED X",
        "B DIRECTIVE_ARG_REMOVED @d(x:)",
        near="DIRECTIVE_ARG_REMOVED_UNREACHABLE",
    ),
    case(
        "mutation reaches types too",
        Q + "type Mutation { m: T } type T { a: Int }",
        Q + "type Mutation { m: Int }",
        "B TYPE_REMOVED T",
        "B FIELD_CHANGED_KIND Mutation.m",
    ),
    case(
        "kind changed",
        *change("scalar At", "enum At { NOW }"),
        "B TYPE_CHANGED_KIND At",
        near="TYPE_CHANGED_KIND_UNREACHABLE",
    ),
    case(
        "kind changed, unreachable",
        Q + "scalar S",
        Q + "input S { a: Int }",
        "S TYPE_CHANGED_KIND_UNREACHABLE S",
        near="TYPE_CHANGED_KIND TYPE_REMOVED TYPE_ADDED",
    ),
    case(
        "object to interface with the same fields",
        "type Query { t: T } type T { a: Int }",
        "type Query { t: T } interface T { a: Int }",
        "B TYPE_CHANGED_KIND T",
    ),
    case(
        "object to interface hides no removed field",
        "type Query { t: T } type T { a: Int b: Int }",
        "type Query { t: T } interface T { a: Int }",
        "B TYPE_CHANGED_KIND T",
        "B FIELD_REMOVED T.b",
    ),
    case(
        "object to union takes its members along",
        "type Query { t: T } type T { a: Int } type U { a: Int }",
        "type Query { t: T } union T = U type U { a: Int }",
        "B TYPE_CHANGED_KIND T",
        near="FIELD_REMOVED TYPE_ADDED_TO_UNION",
    ),
    case(
        "order of definitions and members",
        "type Query { a(x: Int, y: Int): E b: N } enum E { A B } type T { a: Int } "
        "type U { a: Int } union N = T | U",
        "union N = U | T type U { a: Int } type T { a: Int } enum E { B A } type Query { b: N a(y: Int, x: "
        "Int): E }",
        near="APPLIED_DIRECTIVES_REORDERED",
    ),
    case(
        "built-in scalar begins to be used",
        Q,
        Q.replace("a: String", "a: String b: Float"),
        "S FIELD_ADDED Query.b",
        near="TYPE_ADDED",
    ),
    case("built-in scalar is listed", Q, Q + "scalar String scalar ID", near="TYPE_ADDED"),
    case(
        "descriptions of everything",
        "schema { query: Query } directive @d(x: Int) on FIELD type Query { a(x: Int): E } enum E { A } "
        "input X { a: Int }",
        '"1" schema { query: Query } "2" directive @d("3" x: Int) on FIELD '
        '"4" type Query { "5" a("6" x: Int): E } '
        '"7" enum E { "8" A } "9" input X { "10" a: Int }',
        "S DESCRIPTION_CHANGED schema",
        "S DESCRIPTION_CHANGED @d",
        "S DESCRIPTION_CHANGED @d(x:)",
        "S DESCRIPTION_CHANGED Query",
        "S DESCRIPTION_CHANGED Query.a",
        "S DESCRIPTION_CHANGED Query.a(x:)",
        "S DESCRIPTION_CHANGED E",
        "S DESCRIPTION_CHANGED E.A",
        "S DESCRIPTION_CHANGED X",
        "S DESCRIPTION_CHANGED X.a",
    ),
    case(
        "description changed",
        '"a" type Query { a: Int }',
        '"b" type Query { a: Int }',
        "S DESCRIPTION_CHANGED Query",
    ),
    case(
        "description removed",
        '"a" type Query { a: Int }',
        "type Query { a: Int }",
        "S DESCRIPTION_CHANGED Query",
    ),
    case(
        "description written otherwise",
        '"a" type Query { a: Int }',
        '"""\na\n""" type Query { a: Int }',
        near="DESCRIPTION_CHANGED",
    ),
]

SCALARS_AND_INPUT_OBJECTS = [
    case(
        "specifiedBy added",
        *change("scalar At", 'scalar At @specifiedBy(url: "u")'),
        "S SPECIFIED_BY_ADDED At",
        near="SPECIFIED_BY_CHANGED APPLIED_DIRECTIVE_ADDED",
    ),
    case(
        "specifiedBy removed",
        'type Query { a: S } scalar S @specifiedBy(url: "u")',
        "type Query { a: S } scalar S",
        "S SPECIFIED_BY_REMOVED S",
        near="SPECIFIED_BY_CHANGED APPLIED_DIRECTIVE_REMOVED SPECIFIED_BY_ADDED",
    ),
    case(
        "specifiedBy changed, only given",
        'type Query { a(s: S): Int } scalar S @specifiedBy(url: "u")',
        'type Query { a(s: S): Int } scalar S @specifiedBy(url: "v")',
        "D SPECIFIED_BY_CHANGED S",
        near="SPECIFIED_BY_CHANGED_UNREACHABLE SPECIFIED_BY_ADDED SPECIFIED_BY_REMOVED",
    ),
    case(
        "specifiedBy changed, unreachable",
        Q + 'scalar S @specifiedBy(url: "u")',
        Q + 'scalar S @specifiedBy(url: "v")',
        "S SPECIFIED_BY_CHANGED_UNREACHABLE S",
        near="SPECIFIED_BY_CHANGED",
    ),
    case(
        "oneOf added",
        *change("input X {", "input X @oneOf {"),
        "B ONE_OF_ADDED X",
        near="ONE_OF_ADDED_UNREACHABLE APPLIED_DIRECTIVE_ADDED ONE_OF_REMOVED",
    ),
    case(
        "oneOf added, unreachable",
        Q + "input X { a: Int }",
        Q + "input X @oneOf { a: Int }",
        "S ONE_OF_ADDED_UNREACHABLE X",
        near="ONE_OF_ADDED",
    ),
    case(
        "oneOf removed",
        *change("input X {", "input X @oneOf {")[::-1],
        "S ONE_OF_REMOVED X",
        near="ONE_OF_ADDED",
    ),
    case(
        "oneOf removed while a field becomes required",
        "type Query { a(x: X): Int } input X @oneOf { a: Int b: Int }",
        "type Query { a(x: X): Int } input X { a: Int! b: Int }",
        "S ONE_OF_REMOVED X",
        "B FIELD_CHANGED_KIND X.a",
    ),
]
