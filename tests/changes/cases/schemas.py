"""Root operation types and deprecation."""

from __future__ import annotations

from tests.changes.cases.case import Q, case

_ROOTS = "type Query { a: Int } type M { a: Int } type W { a: Int } "
ROOTS = [
    case(
        "mutation added",
        "schema { query: Query } " + _ROOTS,
        "schema { query: Query mutation: M } " + _ROOTS,
        "S ROOT_OPERATION_TYPE_ADDED M",
        near="ROOT_OPERATION_TYPE_CHANGED TYPE_ADDED",
    ),
    case(
        "mutation removed",
        "schema { query: Query mutation: M } " + _ROOTS,
        "schema { query: Query } " + _ROOTS,
        "B ROOT_OPERATION_TYPE_REMOVED M",
        near="ROOT_OPERATION_TYPE_CHANGED TYPE_REMOVED",
    ),
    case(
        "mutation pointed at another type",
        "schema { query: Query mutation: M } " + _ROOTS,
        "schema { query: Query mutation: W } " + _ROOTS,
        "B ROOT_OPERATION_TYPE_CHANGED M",
        near="ROOT_OPERATION_TYPE_REMOVED ROOT_OPERATION_TYPE_ADDED",
    ),
    case(
        "query renamed alone",
        "schema { query: Query } type Query { a: Int }",
        "schema { query: Root } type Root { a: Int }",
        "B ROOT_OPERATION_TYPE_CHANGED Query",
        "B TYPE_REMOVED Query",
        "S TYPE_ADDED Root",
    ),
    case(
        "root operation types by name or in a definition",
        "schema { query: Query } type Query { a: Int }",
        "type Query { a: Int }",
        near="ROOT_OPERATION_TYPE_REMOVED",
    ),
    case(
        "mutation by name removed with its type",
        Q + "type Mutation { a: Int }",
        Q,
        "B ROOT_OPERATION_TYPE_REMOVED Mutation",
        "B TYPE_REMOVED Mutation",
    ),
    case(
        "a field of a type that stops being a root is still judged by the old schema",
        "schema { query: Query mutation: M } " + _ROOTS,
        "schema { query: Query } " + _ROOTS.replace("M { a", "M { b"),
        "B ROOT_OPERATION_TYPE_REMOVED M",
        "B FIELD_REMOVED M.a",
        "S FIELD_ADDED M.b",
    ),
]

_DEPRECABLE = (
    "directive @d(x: Int%s) on FIELD type Query { a(x: Int%s): E%s } enum E { A B%s } input X { a: Int%s }"
)
_ONE = ' @deprecated(reason: "one")'
_TWO = ' @deprecated(reason: "two")'


def _everywhere(letter: str, id_: str) -> list[str]:
    return [f"{letter} {id_} {c}" for c in ("@d(x:)", "Query.a(x:)", "Query.a", "E.B", "X.a")]


DEPRECATION = [
    case(
        "deprecated",
        _DEPRECABLE % (("",) * 5),
        _DEPRECABLE % ((_ONE,) * 5),
        *_everywhere("P", "ELEMENT_DEPRECATED"),
        near="APPLIED_DIRECTIVE_ADDED DEPRECATION_REASON_CHANGED",
    ),
    case(
        "deprecation withdrawn",
        _DEPRECABLE % ((_ONE,) * 5),
        _DEPRECABLE % (("",) * 5),
        *_everywhere("P", "DEPRECATION_WITHDRAWN"),
        near="APPLIED_DIRECTIVE_REMOVED DEPRECATION_REASON_CHANGED",
    ),
    case(
        "reason changed",
        _DEPRECABLE % ((_ONE,) * 5),
        _DEPRECABLE % ((_TWO,) * 5),
        *_everywhere("P", "DEPRECATION_REASON_CHANGED"),
        near="ELEMENT_DEPRECATED DEPRECATION_WITHDRAWN",
    ),
    case(
        "the default reason is a reason like any other",
        "type Query { a: Int @deprecated }",
        'type Query { a: Int @deprecated(reason: "No longer supported") }',
        near="DEPRECATION_REASON_CHANGED",
    ),
    case(
        "from the default reason to another",
        "type Query { a: Int @deprecated }",
        'type Query { a: Int @deprecated(reason: "") }',
        "P DEPRECATION_REASON_CHANGED Query.a",
        near="DEPRECATION_WITHDRAWN",
    ),
    case(
        "directive definition deprecated",
        "directive @d on FIELD " + Q,
        "directive @d @deprecated on FIELD " + Q,
        "P ELEMENT_DEPRECATED @d",
    ),
    case(
        "something deprecated removed",
        "type Query { a(x: Int @deprecated): E } enum E { A B @deprecated }",
        "type Query { a: E } enum E { A }",
        "B ARG_REMOVED Query.a(x:)",
        "S VALUE_REMOVED_FROM_ENUM_SAFE E.B",
    ),
    case(
        "something deprecated added",
        Q,
        "type Query { a: String b: Int @deprecated }",
        "S FIELD_ADDED Query.b",
        near="ELEMENT_DEPRECATED",
    ),
]
