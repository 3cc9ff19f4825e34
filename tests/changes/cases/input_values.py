"""Arguments and input fields."""

from __future__ import annotations

from tests.changes.cases.case import Case, Q, case

_ARGS = "type Query { a%s: String }"


def arg(title: str, old: str, new: str, *expected: str, near: str = "") -> Case:
    """Return a case about the arguments of Query.a."""
    return case(title, _ARGS % old, _ARGS % new, *expected, near=near)


ARGUMENTS = [
    arg(
        "optional argument added",
        "",
        "(x: Int)",
        "S OPTIONAL_ARG_ADDED Query.a(x:)",
        near="REQUIRED_ARG_ADDED",
    ),
    arg(
        "non-null with a default added",
        "",
        "(x: Int! = 1)",
        "S OPTIONAL_ARG_ADDED Query.a(x:)",
        near="REQUIRED_ARG_ADDED",
    ),
    arg(
        "required added",
        "",
        "(x: Int!)",
        "B REQUIRED_ARG_ADDED Query.a(x:)",
        near="OPTIONAL_ARG_ADDED REQUIRED_ARG_ADDED_UNREACHABLE",
    ),
    case(
        "required added, unreachable",
        Q + "type T { a: Int }",
        Q + "type T { a(x: Int!): Int }",
        "S REQUIRED_ARG_ADDED_UNREACHABLE T.a(x:)",
        near="REQUIRED_ARG_ADDED",
    ),
    arg("argument removed", "(x: Int)", "", "B ARG_REMOVED Query.a(x:)", near="ARG_REMOVED_UNREACHABLE"),
    case(
        "removed, unreachable",
        Q + "type T { a(x: Int): Int }",
        Q + "type T { a: Int }",
        "S ARG_REMOVED_UNREACHABLE T.a(x:)",
        near="ARG_REMOVED",
    ),
    arg("loosened", "(x: Int!)", "(x: Int)", "S ARG_CHANGED_KIND_SAFE Query.a(x:)", near="ARG_CHANGED_KIND"),
    arg(
        "argument loosened inside a list", "(x: [Int!])", "(x: [Int])", "S ARG_CHANGED_KIND_SAFE Query.a(x:)"
    ),
    arg("loosened at both levels", "(x: [Int!]!)", "(x: [Int])", "S ARG_CHANGED_KIND_SAFE Query.a(x:)"),
    arg(
        "tightened",
        "(x: Int)",
        "(x: Int!)",
        "B ARG_CHANGED_KIND Query.a(x:)",
        near="ARG_CHANGED_KIND_SAFE ARG_BECAME_REQUIRED ARG_CHANGED_KIND_UNREACHABLE",
    ),
    arg(
        "tightened and given a default: an explicit null breaks",
        "(x: Int)",
        "(x: Int! = 1)",
        "B ARG_CHANGED_KIND Query.a(x:)",
        "D ARG_DEFAULT_VALUE_ADDED Query.a(x:)",
    ),
    arg("tightened inside a list", "(x: [Int])", "(x: [Int!])", "B ARG_CHANGED_KIND Query.a(x:)"),
    arg("tightened inside a non-null list", "(x: [Int]!)", "(x: [Int!]!)", "B ARG_CHANGED_KIND Query.a(x:)"),
    arg(
        "one to list: a variable does not coerce", "(x: Int)", "(x: [Int])", "B ARG_CHANGED_KIND Query.a(x:)"
    ),
    arg(
        "Int to Float: a variable does not coerce", "(x: Int)", "(x: Float)", "B ARG_CHANGED_KIND Query.a(x:)"
    ),
    arg("Int to ID", "(x: Int)", "(x: ID)", "B ARG_CHANGED_KIND Query.a(x:)"),
    case(
        "tightened, unreachable",
        Q + "type T { a(x: Int): Int }",
        Q + "type T { a(x: Int!): Int }",
        "S ARG_CHANGED_KIND_UNREACHABLE T.a(x:)",
        near="ARG_CHANGED_KIND",
    ),
    arg(
        "default added to a nullable argument",
        "(x: Int)",
        "(x: Int = 1)",
        "D ARG_DEFAULT_VALUE_ADDED Query.a(x:)",
        near="ARG_DEFAULT_VALUE_ADDED_SAFE ARG_DEFAULT_VALUE_CHANGE ARG_DEFAULT_VALUE_ADDED_UNREACHABLE",
    ),
    arg(
        "default added to a required argument: every request gives it",
        "(x: Int!)",
        "(x: Int! = 1)",
        "S ARG_DEFAULT_VALUE_ADDED_SAFE Query.a(x:)",
        near="ARG_DEFAULT_VALUE_ADDED",
    ),
    arg(
        "a required argument becomes nullable with a default",
        "(x: Int!)",
        "(x: Int = 1)",
        "S ARG_DEFAULT_VALUE_ADDED_SAFE Query.a(x:)",
        "S ARG_CHANGED_KIND_SAFE Query.a(x:)",
        near="ARG_DEFAULT_VALUE_ADDED",
    ),
    case(
        "default added, unreachable",
        Q + "type T { a(x: Int): Int }",
        Q + "type T { a(x: Int = 1): Int }",
        "S ARG_DEFAULT_VALUE_ADDED_UNREACHABLE T.a(x:)",
        near="ARG_DEFAULT_VALUE_ADDED",
    ),
    arg(
        "default changed",
        "(x: Int = 1)",
        "(x: Int = 2)",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE ARG_DEFAULT_VALUE_ADDED",
    ),
    arg(
        "default of a non-null argument changed",
        "(x: Int! = 1)",
        "(x: Int! = 2)",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
        near="ARG_BECAME_REQUIRED",
    ),
    arg(
        "default removed from a nullable argument",
        "(x: Int = 1)",
        "(x: Int)",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
        near="ARG_BECAME_REQUIRED",
    ),
    arg("default becomes null", "(x: Int = 1)", "(x: Int = null)", "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)"),
    arg(
        "null is a default of its own", "(x: Int)", "(x: Int = null)", "D ARG_DEFAULT_VALUE_ADDED Query.a(x:)"
    ),
    arg(
        "default removed from a non-null argument",
        "(x: Int! = 1)",
        "(x: Int!)",
        "B ARG_BECAME_REQUIRED Query.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE ARG_BECAME_REQUIRED_UNREACHABLE",
    ),
    arg(
        "default removed and type tightened",
        "(x: Int = 1)",
        "(x: Int!)",
        "B ARG_BECAME_REQUIRED Query.a(x:)",
        "B ARG_CHANGED_KIND Query.a(x:)",
    ),
    arg(
        "default removed and type loosened",
        "(x: Int! = 1)",
        "(x: Int)",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
        "S ARG_CHANGED_KIND_SAFE Query.a(x:)",
        near="ARG_BECAME_REQUIRED",
    ),
    case(
        "default removed, unreachable",
        Q + "type T { a(x: Int! = 1): Int }",
        Q + "type T { a(x: Int!): Int }",
        "S ARG_BECAME_REQUIRED_UNREACHABLE T.a(x:)",
        near="ARG_BECAME_REQUIRED",
    ),
    case(
        "default changed, unreachable",
        Q + "type T { a(x: Int = 1): Int }",
        Q + "type T { a(x: Int = 2): Int }",
        "S ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE T.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE",
    ),
    arg("one item in a list or not", "(x: [Int] = 1)", "(x: [Int] = [1])", near="ARG_DEFAULT_VALUE_CHANGE"),
    arg(
        "one item in nested lists",
        "(x: [[Int]] = 1)",
        "(x: [[Int!]] = [[1]])",
        "B ARG_CHANGED_KIND Query.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE",
    ),
    arg(
        "numbers written otherwise",
        "(x: Float = 100, y: ID = 1)",
        '(x: Float = 1e2, y: ID = "1")',
        near="ARG_DEFAULT_VALUE_CHANGE",
    ),
    arg(
        "a string is no enum value",
        "(x: E = A) : Int } scalar E type T { a",
        '(x: E = "A") : Int } scalar E type T { a',
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
    ),
    case(
        "keys of an object reordered",
        "type Query { a(x: X = {a: 1, b: [2]}): Int } input X { a: Int b: [Int] }",
        "type Query { a(x: X = {b: 2, a: 1}): Int } input X { a: Int b: [Int] }",
        near="ARG_DEFAULT_VALUE_CHANGE",
    ),
    case(
        "an input object's own defaults filled in",
        "type Query { a(x: X = {}): Int } input X { a: Int = 1 }",
        "type Query { a(x: X = {a: 1}): Int } input X { a: Int = 1 }",
        near="ARG_DEFAULT_VALUE_CHANGE",
    ),
    case(
        "order inside a list counts",
        "type Query { a(x: [Int] = [1, 2]): Int }",
        "type Query { a(x: [Int] = [2, 1]): Int }",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
    ),
]

_INPUT = "type Query { a(x: X): String } input X { o: Int %s }"


def field(title: str, old: str, new: str, *expected: str, near: str = "") -> Case:
    """Return a case about the fields of the input object X."""
    return case(title, _INPUT % old, _INPUT % new, *expected, near=near)


INPUT_FIELDS = [
    field(
        "optional input field added",
        "",
        "i: Int",
        "S OPTIONAL_INPUT_FIELD_ADDED X.i",
        near="REQUIRED_INPUT_FIELD_ADDED",
    ),
    field(
        "non-null input field with default added",
        "",
        "i: Int! = 1",
        "S OPTIONAL_INPUT_FIELD_ADDED X.i",
        near="REQUIRED_INPUT_FIELD_ADDED",
    ),
    field(
        "required input field added",
        "",
        "i: Int!",
        "B REQUIRED_INPUT_FIELD_ADDED X.i",
        near="OPTIONAL_INPUT_FIELD_ADDED REQUIRED_INPUT_FIELD_ADDED_UNREACHABLE",
    ),
    case(
        "required input field added, unreachable",
        Q + "input X { a: Int }",
        Q + "input X { a: Int b: Int! }",
        "S REQUIRED_INPUT_FIELD_ADDED_UNREACHABLE X.b",
        near="REQUIRED_INPUT_FIELD_ADDED",
    ),
    field(
        "input field loosened",
        "i: [Int!]!",
        "i: [Int]!",
        "S FIELD_CHANGED_KIND_SAFE X.i",
        near="FIELD_CHANGED_KIND",
    ),
    field(
        "input field tightened",
        "i: [Int]!",
        "i: [Int!]!",
        "B FIELD_CHANGED_KIND X.i",
        near="FIELD_CHANGED_KIND_SAFE",
    ),
    field("input field one to list", "i: Int", "i: [Int]", "B FIELD_CHANGED_KIND X.i"),
    field(
        "input field default added",
        "i: Int",
        "i: Int = 1",
        "D INPUT_FIELD_DEFAULT_VALUE_ADDED X.i",
        near="INPUT_FIELD_DEFAULT_VALUE_ADDED_SAFE INPUT_FIELD_DEFAULT_VALUE_CHANGE "
        "INPUT_FIELD_DEFAULT_VALUE_ADDED_UNREACHABLE",
    ),
    field(
        "required input field gets a default",
        "i: Int!",
        "i: Int! = 1",
        "S INPUT_FIELD_DEFAULT_VALUE_ADDED_SAFE X.i",
        near="INPUT_FIELD_DEFAULT_VALUE_ADDED",
    ),
    field(
        "input field default changed",
        "i: Int = 1",
        "i: Int = 2",
        "D INPUT_FIELD_DEFAULT_VALUE_CHANGE X.i",
        near="INPUT_FIELD_DEFAULT_VALUE_CHANGE_UNREACHABLE INPUT_FIELD_DEFAULT_VALUE_ADDED",
    ),
    field(
        "input field default removed",
        "i: Int = 1",
        "i: Int",
        "D INPUT_FIELD_DEFAULT_VALUE_CHANGE X.i",
        near="INPUT_FIELD_BECAME_REQUIRED",
    ),
    field(
        "input field default removed from a non-null field",
        "i: Int! = 1",
        "i: Int!",
        "B INPUT_FIELD_BECAME_REQUIRED X.i",
        near="INPUT_FIELD_DEFAULT_VALUE_CHANGE INPUT_FIELD_BECAME_REQUIRED_UNREACHABLE",
    ),
    case(
        "input field defaults, unreachable",
        Q + "input X { a: Int = 1 b: Int c: Int! = 1 }",
        Q + "input X { a: Int = 2 b: Int = 1 c: Int! }",
        "S INPUT_FIELD_DEFAULT_VALUE_CHANGE_UNREACHABLE X.a",
        "S INPUT_FIELD_DEFAULT_VALUE_ADDED_UNREACHABLE X.b",
        "S INPUT_FIELD_BECAME_REQUIRED_UNREACHABLE X.c",
        near="INPUT_FIELD_DEFAULT_VALUE_CHANGE INPUT_FIELD_DEFAULT_VALUE_ADDED INPUT_FIELD_BECAME_REQUIRED",
    ),
    field(
        "input field default equal after coercion",
        "i: [Int] = 1",
        "i: [Int] = [1]",
        near="INPUT_FIELD_DEFAULT_VALUE_CHANGE",
    ),
]
