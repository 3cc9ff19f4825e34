"""The table: pairs of schemas and everything that must be reported for them, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from drift.changes.change import Severity

_LETTERS = {"B": "BREAKING", "D": "DANGEROUS", "P": "DEPRECATED", "S": "SAFE"}


@dataclass(frozen=True)
class Case:
    """One pair.

    Attributes:
        title: What it shows.
        old: SDL.
        new: SDL.
        expected: Severity, id and coordinate of each change, sorted.
        near: Ids that a careless rule would report here and that must not be.
    """

    title: str
    old: str
    new: str
    expected: tuple[tuple[Severity, str, str], ...]
    near: tuple[str, ...]


def case(title: str, old: str, new: str, *expected: str, near: str = "") -> Case:
    """Return a case; each expectation is ``B FIELD_REMOVED Query.a``."""
    rows = []
    for line in expected:
        letter, id_, coordinate = line.split()
        rows.append((Severity[_LETTERS[letter]], id_, coordinate))
    return Case(title, old, new, tuple(sorted(rows)), tuple(near.split()))


Q = "type Query { a: String } "
# A schema in which T is an object, I an interface over T and U, N a union of both, E an enum in both positions,
# X an input object: everything reachable.
WORLD = """
type Query { t(x: X, e: E): T i: I n: N u: U e: E at: At }
interface I { id: ID }
type T implements I { id: ID name: String list: [String] self: T }
type U implements I { id: ID size: Int }
union N = T | U
enum E { A B }
input X { a: Int b: [Int!] c: X }
scalar At
"""


def change(before: str, after: str, text: str = WORLD) -> tuple[str, str]:
    """Return the world before and after one replacement."""
    assert text.count(before) == 1, before
    return text, text.replace(before, after)


TYPES = [
    case("type added", Q, Q + "type T { a: Int }", "S TYPE_ADDED T", near="FIELD_ADDED"),
    case("each kind of type added", Q, Q + "scalar S enum E { A } input X { a: Int } interface I { a: Int } "
         "union N = Query", "S TYPE_ADDED S", "S TYPE_ADDED E", "S TYPE_ADDED X", "S TYPE_ADDED I", "S TYPE_ADDED N"),
    case("unreachable type removed", Q + "type T { a: Int }", Q, "S TYPE_REMOVED_UNREACHABLE T", near="TYPE_REMOVED"),
    case("types that only each other reach removed", Q + "type T { u: U } type U { t: T }", Q,
         "S TYPE_REMOVED_UNREACHABLE T", "S TYPE_REMOVED_UNREACHABLE U", near="TYPE_REMOVED"),
    case("reachable union member removed from the schema",
         "type Query { n: N } union N = A | B type A { a: Int } type B { b: Int }",
         "type Query { n: N } union N = A type A { a: Int }",
         "B TYPE_REMOVED B", "B TYPE_REMOVED_FROM_UNION N", near="TYPE_REMOVED_UNREACHABLE"),
    case("interface reached through objects only is named in fragments",
         "type Query { t: T } interface I { a: Int } type T implements I { a: Int }",
         "type Query { t: T } type T { a: Int }",
         "B TYPE_REMOVED I", "B IMPLEMENTED_INTERFACE_REMOVED T"),
    case("interface that nothing implements and nothing answers removed",
         Q + "interface I { a: Int }", Q, "S TYPE_REMOVED_UNREACHABLE I", near="TYPE_REMOVED"),
    case("union of reachable objects is named in fragments even where no field answers it",
         "type Query { t: T } union N = T type T { a: Int }",
         "type Query { t: T } type T { a: Int }", "B TYPE_REMOVED N"),
    case("input object reached through input objects only",
         "type Query { a(x: X): Int } input X { y: Y } input Y { z: Z } input Z { a: Int }",
         "type Query { a(x: X): Int } input X { y: Y } input Y { a: Int }",
         "B TYPE_REMOVED Z", "B FIELD_REMOVED Y.z", "S OPTIONAL_INPUT_FIELD_ADDED Y.a"),
    case("input object that only a schema directive takes",
         "directive @d(x: X) on OBJECT " + Q + "input X { a: Int }", "directive @d on OBJECT " + Q,
         "S TYPE_REMOVED_UNREACHABLE X", "S DIRECTIVE_ARG_REMOVED_UNREACHABLE @d(x:)", near="DIRECTIVE_ARG_REMOVED"),
    case("input object that an executable directive takes",
         "directive @d(x: X) on FIELD " + Q + "input X { a: Int }", "directive @d on FIELD " + Q,
         "B TYPE_REMOVED X", "B DIRECTIVE_ARG_REMOVED @d(x:)", near="DIRECTIVE_ARG_REMOVED_UNREACHABLE"),
    case("mutation reaches types too", Q + "type Mutation { m: T } type T { a: Int }",
         Q + "type Mutation { m: Int }", "B TYPE_REMOVED T", "B FIELD_CHANGED_KIND Mutation.m"),
    case("kind changed", *change("scalar At", "enum At { NOW }"), "B TYPE_CHANGED_KIND At",
         near="TYPE_CHANGED_KIND_UNREACHABLE"),
    case("kind changed, unreachable", Q + "scalar S", Q + "input S { a: Int }", "S TYPE_CHANGED_KIND_UNREACHABLE S",
         near="TYPE_CHANGED_KIND TYPE_REMOVED TYPE_ADDED"),
    case("object to interface with the same fields", "type Query { t: T } type T { a: Int }",
         "type Query { t: T } interface T { a: Int }", "B TYPE_CHANGED_KIND T"),
    case("object to interface hides no removed field", "type Query { t: T } type T { a: Int b: Int }",
         "type Query { t: T } interface T { a: Int }", "B TYPE_CHANGED_KIND T", "B FIELD_REMOVED T.b"),
    case("object to union takes its members along", "type Query { t: T } type T { a: Int } type U { a: Int }",
         "type Query { t: T } union T = U type U { a: Int }", "B TYPE_CHANGED_KIND T", near="FIELD_REMOVED TYPE_ADDED_TO_UNION"),
    case("order of definitions and members", "type Query { a(x: Int, y: Int): E b: N } enum E { A B } type T { a: Int } "
         "type U { a: Int } union N = T | U",
         "union N = U | T type U { a: Int } type T { a: Int } enum E { B A } type Query { b: N a(y: Int, x: Int): E }",
         near="APPLIED_DIRECTIVES_REORDERED"),
    case("built-in scalar begins to be used", Q, Q.replace("a: String", "a: String b: Float"),
         "S FIELD_ADDED Query.b", near="TYPE_ADDED"),
    case("built-in scalar is listed", Q, Q + "scalar String scalar ID", near="TYPE_ADDED"),
    case("descriptions of everything",
         'schema { query: Query } directive @d(x: Int) on FIELD type Query { a(x: Int): E } enum E { A } '
         "input X { a: Int }",
         '"1" schema { query: Query } "2" directive @d("3" x: Int) on FIELD "4" type Query { "5" a("6" x: Int): E } '
         '"7" enum E { "8" A } "9" input X { "10" a: Int }',
         "S DESCRIPTION_CHANGED schema", "S DESCRIPTION_CHANGED @d", "S DESCRIPTION_CHANGED @d(x:)",
         "S DESCRIPTION_CHANGED Query", "S DESCRIPTION_CHANGED Query.a", "S DESCRIPTION_CHANGED Query.a(x:)",
         "S DESCRIPTION_CHANGED E", "S DESCRIPTION_CHANGED E.A", "S DESCRIPTION_CHANGED X", "S DESCRIPTION_CHANGED X.a"),
    case("description changed", '"a" type Query { a: Int }', '"b" type Query { a: Int }', "S DESCRIPTION_CHANGED Query"),
    case("description removed", '"a" type Query { a: Int }', "type Query { a: Int }", "S DESCRIPTION_CHANGED Query"),
    case("description written otherwise", '"a" type Query { a: Int }', '"""\na\n""" type Query { a: Int }',
         near="DESCRIPTION_CHANGED"),
]

SCALARS_AND_INPUT_OBJECTS = [
    case("specifiedBy added", *change("scalar At", 'scalar At @specifiedBy(url: "u")'), "S SPECIFIED_BY_ADDED At",
         near="SPECIFIED_BY_CHANGED APPLIED_DIRECTIVE_ADDED"),
    case("specifiedBy removed", 'type Query { a: S } scalar S @specifiedBy(url: "u")', "type Query { a: S } scalar S",
         "S SPECIFIED_BY_REMOVED S", near="SPECIFIED_BY_CHANGED APPLIED_DIRECTIVE_REMOVED SPECIFIED_BY_ADDED"),
    case("specifiedBy changed, only given", 'type Query { a(s: S): Int } scalar S @specifiedBy(url: "u")',
         'type Query { a(s: S): Int } scalar S @specifiedBy(url: "v")', "D SPECIFIED_BY_CHANGED S",
         near="SPECIFIED_BY_CHANGED_UNREACHABLE SPECIFIED_BY_ADDED SPECIFIED_BY_REMOVED"),
    case("specifiedBy changed, unreachable", Q + 'scalar S @specifiedBy(url: "u")', Q + 'scalar S @specifiedBy(url: "v")',
         "S SPECIFIED_BY_CHANGED_UNREACHABLE S", near="SPECIFIED_BY_CHANGED"),
    case("oneOf added", *change("input X {", "input X @oneOf {"), "B ONE_OF_ADDED X",
         near="ONE_OF_ADDED_UNREACHABLE APPLIED_DIRECTIVE_ADDED ONE_OF_REMOVED"),
    case("oneOf added, unreachable", Q + "input X { a: Int }", Q + "input X @oneOf { a: Int }",
         "S ONE_OF_ADDED_UNREACHABLE X", near="ONE_OF_ADDED"),
    case("oneOf removed", *change("input X {", "input X @oneOf {")[::-1], "S ONE_OF_REMOVED X", near="ONE_OF_ADDED"),
    case("oneOf removed while a field becomes required", "type Query { a(x: X): Int } input X @oneOf { a: Int b: Int }",
         "type Query { a(x: X): Int } input X { a: Int! b: Int }", "S ONE_OF_REMOVED X", "B FIELD_CHANGED_KIND X.a"),
]

FIELDS = [
    case("field added to an object and an interface", *change("interface I { id: ID }", "interface I { id: ID x: Int }"),
         "S FIELD_ADDED I.x", near="FIELD_REMOVED"),
    case("field with arguments added is one change", Q, "type Query { a: String b(x: Int!, y: Int): Int }",
         "S FIELD_ADDED Query.b", near="REQUIRED_ARG_ADDED OPTIONAL_ARG_ADDED"),
    case("field removed", *change("list: [String]", ""), "B FIELD_REMOVED T.list", near="FIELD_REMOVED_UNREACHABLE"),
    case("field with arguments removed is one change", "type Query { a: String b(x: Int!, y: Int): Int }", Q,
         "B FIELD_REMOVED Query.b", near="ARG_REMOVED"),
    case("deprecated field removed", "type Query { a: Int b: Int @deprecated }", "type Query { a: Int }",
         "B FIELD_REMOVED Query.b", near="DEPRECATION_WITHDRAWN"),
    case("field of an interface removed, objects keep it", *change("interface I { id: ID }", "interface I { x: Int }"),
         "B FIELD_REMOVED I.id", "S FIELD_ADDED I.x"),
    case("input field removed", *change("a: Int", ""), "B FIELD_REMOVED X.a"),
    case("field removed, unreachable", Q + "type T { a: Int b: Int }", Q + "type T { a: Int }",
         "S FIELD_REMOVED_UNREACHABLE T.b", near="FIELD_REMOVED"),
    case("input field removed, reached in the new schema only",
         Q + "input X { a: Int b: Int }", "type Query { a(x: X): String } input X { a: Int }",
         "S FIELD_REMOVED_UNREACHABLE X.b", "S OPTIONAL_ARG_ADDED Query.a(x:)", near="FIELD_REMOVED"),
    case("narrowed", *change("list: [String]", "list: [String!]!"), "S FIELD_CHANGED_KIND_SAFE T.list",
         near="FIELD_CHANGED_KIND FIELD_CHANGED_KIND_CONFLICT"),
    case("loosened inside a list", "type Query { a: [Int!] }", "type Query { a: [Int] }",
         "B FIELD_CHANGED_KIND Query.a", near="FIELD_CHANGED_KIND_SAFE FIELD_CHANGED_KIND_UNREACHABLE"),
    case("loosened outside a list", "type Query { a: [Int]! }", "type Query { a: [Int] }", "B FIELD_CHANGED_KIND Query.a"),
    case("narrowed here and loosened there", "type Query { a: [Int!] }", "type Query { a: [Int]! }",
         "B FIELD_CHANGED_KIND Query.a", near="FIELD_CHANGED_KIND_SAFE"),
    case("one to list", "type Query { a: Int }", "type Query { a: [Int] }", "B FIELD_CHANGED_KIND Query.a"),
    case("list to one", "type Query { a: [Int] }", "type Query { a: Int }", "B FIELD_CHANGED_KIND Query.a"),
    case("another scalar", "type Query { a: Int }", "type Query { a: Float }", "B FIELD_CHANGED_KIND Query.a"),
    case("interface to one of its objects", *change("i: I", "i: T"), "B FIELD_CHANGED_KIND Query.i",
         near="FIELD_CHANGED_KIND_SAFE"),
    case("union to one of its members", *change("n: N", "n: T!"), "B FIELD_CHANGED_KIND Query.n"),
    case("object to its interface", *change("u: U", "u: I"), "B FIELD_CHANGED_KIND Query.u"),
    case("type loosened, unreachable", Q + "type T { a: Int! }", Q + "type T { a: Int }",
         "S FIELD_CHANGED_KIND_UNREACHABLE T.a", near="FIELD_CHANGED_KIND"),
]

_CATS = "type Query { pet: Pet } union Pet = Cat | Dog type Cat { name: String } type Dog { name: String }"
MERGES = [
    case("union sibling stays nullable", *change("Cat { name: String", "Cat { name: String!", _CATS),
         "B FIELD_CHANGED_KIND_CONFLICT Cat.name", near="FIELD_CHANGED_KIND_SAFE"),
    case("both siblings become non-null", _CATS, _CATS.replace("name: String", "name: String!"),
         "S FIELD_CHANGED_KIND_SAFE Cat.name", "S FIELD_CHANGED_KIND_SAFE Dog.name", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("sibling was non-null already: the two could never be selected together",
         _CATS.replace("Dog { name: String", "Dog { name: String!"), _CATS.replace("name: String", "name: String!"),
         "S FIELD_CHANGED_KIND_SAFE Cat.name", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("sibling's field has another type: never selected together", *change("Cat { name: String", "Cat { name: String!",
         _CATS.replace("Dog { name: String", "Dog { name: Int")),
         "S FIELD_CHANGED_KIND_SAFE Cat.name", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("sibling's field has another name", *change("Cat { name: String", "Cat { name: String!",
         _CATS.replace("Dog { name: String", "Dog { title: String")),
         "S FIELD_CHANGED_KIND_SAFE Cat.name", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("sibling's field goes away", _CATS,
         _CATS.replace("Cat { name: String", "Cat { name: String!").replace("Dog { name: String", "Dog { id: ID"),
         "S FIELD_CHANGED_KIND_SAFE Cat.name", "B FIELD_REMOVED Dog.name", "S FIELD_ADDED Dog.id",
         near="FIELD_CHANGED_KIND_CONFLICT"),
    case("no abstract type holds both", "type Query { c: Cat d: Dog } type Cat { name: String } type Dog { name: String }",
         "type Query { c: Cat d: Dog } type Cat { name: String! } type Dog { name: String }",
         "S FIELD_CHANGED_KIND_SAFE Cat.name", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("the union is reached through its members only",
         *change("Cat { name: String", "Cat { name: String!", _CATS.replace("pet: Pet", "cat: Cat")),
         "B FIELD_CHANGED_KIND_CONFLICT Cat.name"),
    case("the union is not reached at all",
         *change("Cat { name: String", "Cat { name: String!", _CATS.replace("pet: Pet", "a: Int")),
         "S FIELD_CHANGED_KIND_SAFE Cat.name", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("interface sibling, inside a list",
         "type Query { i: I } interface I { id: ID } type A implements I { id: ID x: [Int] } "
         "type B implements I { id: ID x: [Int] }",
         "type Query { i: I } interface I { id: ID } type A implements I { id: ID x: [Int!] } "
         "type B implements I { id: ID x: [Int] }", "B FIELD_CHANGED_KIND_CONFLICT A.x"),
    case("composite types: only nullability and lists must agree",
         "type Query { n: N } union N = A | B type A { x: C } type B { x: D } type C { c: Int } type D { d: Int }",
         "type Query { n: N } union N = A | B type A { x: C! } type B { x: D } type C { c: Int } type D { d: Int }",
         "B FIELD_CHANGED_KIND_CONFLICT A.x"),
    case("below fields of one name on siblings",
         "type Query { n: N } union N = A | B type A { x: C } type B { x: D } type C { y: Int } type D { y: Int }",
         "type Query { n: N } union N = A | B type A { x: C } type B { x: D } type C { y: Int! } type D { y: Int }",
         "B FIELD_CHANGED_KIND_CONFLICT C.y"),
    case("below fields of different names on siblings",
         "type Query { n: N } union N = A | B type A { x: C } type B { z: D } type C { y: Int } type D { y: Int }",
         "type Query { n: N } union N = A | B type A { x: C } type B { z: D } type C { y: Int! } type D { y: Int }",
         "S FIELD_CHANGED_KIND_SAFE C.y", near="FIELD_CHANGED_KIND_CONFLICT"),
    case("an interface's field beside an object that does not implement it",
         "type Query { n: N } union N = A | B interface I { x: Int } type A implements I { x: Int } type B { x: Int }",
         "type Query { n: N } union N = A | B interface I { x: Int! } type A implements I { x: Int! } type B { x: Int }",
         "B FIELD_CHANGED_KIND_CONFLICT I.x", "B FIELD_CHANGED_KIND_CONFLICT A.x"),
    case("an implementation may be narrower than its interface, but not beside it",
         "type Query { i: I } interface I { x: Int } type A implements I { x: Int }",
         "type Query { i: I } interface I { x: Int } type A implements I { x: Int! }",
         "B FIELD_CHANGED_KIND_CONFLICT A.x"),
]

_ARGS = "type Query { a%s: String }"


def arg(title: str, old: str, new: str, *expected: str, near: str = "") -> Case:
    """Return a case about the arguments of Query.a."""
    return case(title, _ARGS % old, _ARGS % new, *expected, near=near)


ARGUMENTS = [
    arg("optional argument added", "", "(x: Int)", "S OPTIONAL_ARG_ADDED Query.a(x:)", near="REQUIRED_ARG_ADDED"),
    arg("non-null with a default added", "", "(x: Int! = 1)", "S OPTIONAL_ARG_ADDED Query.a(x:)", near="REQUIRED_ARG_ADDED"),
    arg("required added", "", "(x: Int!)", "B REQUIRED_ARG_ADDED Query.a(x:)",
        near="OPTIONAL_ARG_ADDED REQUIRED_ARG_ADDED_UNREACHABLE"),
    case("required added, unreachable", Q + "type T { a: Int }", Q + "type T { a(x: Int!): Int }",
         "S REQUIRED_ARG_ADDED_UNREACHABLE T.a(x:)", near="REQUIRED_ARG_ADDED"),
    arg("argument removed", "(x: Int)", "", "B ARG_REMOVED Query.a(x:)", near="ARG_REMOVED_UNREACHABLE"),
    case("removed, unreachable", Q + "type T { a(x: Int): Int }", Q + "type T { a: Int }",
         "S ARG_REMOVED_UNREACHABLE T.a(x:)", near="ARG_REMOVED"),
    arg("loosened", "(x: Int!)", "(x: Int)", "S ARG_CHANGED_KIND_SAFE Query.a(x:)", near="ARG_CHANGED_KIND"),
    arg("argument loosened inside a list", "(x: [Int!])", "(x: [Int])", "S ARG_CHANGED_KIND_SAFE Query.a(x:)"),
    arg("loosened at both levels", "(x: [Int!]!)", "(x: [Int])", "S ARG_CHANGED_KIND_SAFE Query.a(x:)"),
    arg("tightened", "(x: Int)", "(x: Int!)", "B ARG_CHANGED_KIND Query.a(x:)",
        near="ARG_CHANGED_KIND_SAFE ARG_BECAME_REQUIRED ARG_CHANGED_KIND_UNREACHABLE"),
    arg("tightened and given a default: an explicit null breaks", "(x: Int)", "(x: Int! = 1)",
        "B ARG_CHANGED_KIND Query.a(x:)", "D ARG_DEFAULT_VALUE_ADDED Query.a(x:)"),
    arg("tightened inside a list", "(x: [Int])", "(x: [Int!])", "B ARG_CHANGED_KIND Query.a(x:)"),
    arg("tightened inside a non-null list", "(x: [Int]!)", "(x: [Int!]!)", "B ARG_CHANGED_KIND Query.a(x:)"),
    arg("one to list: a variable does not coerce", "(x: Int)", "(x: [Int])", "B ARG_CHANGED_KIND Query.a(x:)"),
    arg("Int to Float: a variable does not coerce", "(x: Int)", "(x: Float)", "B ARG_CHANGED_KIND Query.a(x:)"),
    arg("Int to ID", "(x: Int)", "(x: ID)", "B ARG_CHANGED_KIND Query.a(x:)"),
    case("tightened, unreachable", Q + "type T { a(x: Int): Int }", Q + "type T { a(x: Int!): Int }",
         "S ARG_CHANGED_KIND_UNREACHABLE T.a(x:)", near="ARG_CHANGED_KIND"),
    arg("default added to a nullable argument", "(x: Int)", "(x: Int = 1)", "D ARG_DEFAULT_VALUE_ADDED Query.a(x:)",
        near="ARG_DEFAULT_VALUE_ADDED_SAFE ARG_DEFAULT_VALUE_CHANGE ARG_DEFAULT_VALUE_ADDED_UNREACHABLE"),
    arg("default added to a required argument: every request gives it", "(x: Int!)", "(x: Int! = 1)",
        "S ARG_DEFAULT_VALUE_ADDED_SAFE Query.a(x:)", near="ARG_DEFAULT_VALUE_ADDED"),
    arg("a required argument becomes nullable with a default", "(x: Int!)", "(x: Int = 1)",
        "S ARG_DEFAULT_VALUE_ADDED_SAFE Query.a(x:)", "S ARG_CHANGED_KIND_SAFE Query.a(x:)",
        near="ARG_DEFAULT_VALUE_ADDED"),
    case("default added, unreachable", Q + "type T { a(x: Int): Int }", Q + "type T { a(x: Int = 1): Int }",
         "S ARG_DEFAULT_VALUE_ADDED_UNREACHABLE T.a(x:)", near="ARG_DEFAULT_VALUE_ADDED"),
    arg("default changed", "(x: Int = 1)", "(x: Int = 2)", "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE ARG_DEFAULT_VALUE_ADDED"),
    arg("default of a non-null argument changed", "(x: Int! = 1)", "(x: Int! = 2)",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)", near="ARG_BECAME_REQUIRED"),
    arg("default removed from a nullable argument", "(x: Int = 1)", "(x: Int)",
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)", near="ARG_BECAME_REQUIRED"),
    arg("default becomes null", "(x: Int = 1)", "(x: Int = null)", "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)"),
    arg("null is a default of its own", "(x: Int)", "(x: Int = null)", "D ARG_DEFAULT_VALUE_ADDED Query.a(x:)"),
    arg("default removed from a non-null argument", "(x: Int! = 1)", "(x: Int!)", "B ARG_BECAME_REQUIRED Query.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE ARG_BECAME_REQUIRED_UNREACHABLE"),
    arg("default removed and type tightened", "(x: Int = 1)", "(x: Int!)", "B ARG_BECAME_REQUIRED Query.a(x:)",
        "B ARG_CHANGED_KIND Query.a(x:)"),
    arg("default removed and type loosened", "(x: Int! = 1)", "(x: Int)", "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)",
        "S ARG_CHANGED_KIND_SAFE Query.a(x:)", near="ARG_BECAME_REQUIRED"),
    case("default removed, unreachable", Q + "type T { a(x: Int! = 1): Int }", Q + "type T { a(x: Int!): Int }",
         "S ARG_BECAME_REQUIRED_UNREACHABLE T.a(x:)", near="ARG_BECAME_REQUIRED"),
    case("default changed, unreachable", Q + "type T { a(x: Int = 1): Int }", Q + "type T { a(x: Int = 2): Int }",
         "S ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE T.a(x:)", near="ARG_DEFAULT_VALUE_CHANGE"),
    arg("one item in a list or not", "(x: [Int] = 1)", "(x: [Int] = [1])", near="ARG_DEFAULT_VALUE_CHANGE"),
    arg("one item in nested lists", "(x: [[Int]] = 1)", "(x: [[Int!]] = [[1]])", "B ARG_CHANGED_KIND Query.a(x:)",
        near="ARG_DEFAULT_VALUE_CHANGE"),
    arg("numbers written otherwise", "(x: Float = 100, y: ID = 1)", '(x: Float = 1e2, y: ID = "1")',
        near="ARG_DEFAULT_VALUE_CHANGE"),
    arg("a string is no enum value", '(x: E = A) : Int } scalar E type T { a', '(x: E = "A") : Int } scalar E type T { a',
        "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)"),
    case("keys of an object reordered", "type Query { a(x: X = {a: 1, b: [2]}): Int } input X { a: Int b: [Int] }",
         "type Query { a(x: X = {b: 2, a: 1}): Int } input X { a: Int b: [Int] }", near="ARG_DEFAULT_VALUE_CHANGE"),
    case("an input object's own defaults filled in", "type Query { a(x: X = {}): Int } input X { a: Int = 1 }",
         "type Query { a(x: X = {a: 1}): Int } input X { a: Int = 1 }", near="ARG_DEFAULT_VALUE_CHANGE"),
    case("order inside a list counts", "type Query { a(x: [Int] = [1, 2]): Int }", "type Query { a(x: [Int] = [2, 1]): Int }",
         "D ARG_DEFAULT_VALUE_CHANGE Query.a(x:)"),
]

_INPUT = "type Query { a(x: X): String } input X { o: Int %s }"


def field(title: str, old: str, new: str, *expected: str, near: str = "") -> Case:
    """Return a case about the fields of the input object X."""
    return case(title, _INPUT % old, _INPUT % new, *expected, near=near)


INPUT_FIELDS = [
    field("optional input field added", "", "i: Int", "S OPTIONAL_INPUT_FIELD_ADDED X.i", near="REQUIRED_INPUT_FIELD_ADDED"),
    field("non-null input field with default added", "", "i: Int! = 1", "S OPTIONAL_INPUT_FIELD_ADDED X.i",
          near="REQUIRED_INPUT_FIELD_ADDED"),
    field("required input field added", "", "i: Int!", "B REQUIRED_INPUT_FIELD_ADDED X.i",
          near="OPTIONAL_INPUT_FIELD_ADDED REQUIRED_INPUT_FIELD_ADDED_UNREACHABLE"),
    case("required input field added, unreachable", Q + "input X { a: Int }", Q + "input X { a: Int b: Int! }",
         "S REQUIRED_INPUT_FIELD_ADDED_UNREACHABLE X.b", near="REQUIRED_INPUT_FIELD_ADDED"),
    field("input field loosened", "i: [Int!]!", "i: [Int]!", "S FIELD_CHANGED_KIND_SAFE X.i", near="FIELD_CHANGED_KIND"),
    field("input field tightened", "i: [Int]!", "i: [Int!]!", "B FIELD_CHANGED_KIND X.i", near="FIELD_CHANGED_KIND_SAFE"),
    field("input field one to list", "i: Int", "i: [Int]", "B FIELD_CHANGED_KIND X.i"),
    field("input field default added", "i: Int", "i: Int = 1", "D INPUT_FIELD_DEFAULT_VALUE_ADDED X.i",
          near="INPUT_FIELD_DEFAULT_VALUE_ADDED_SAFE INPUT_FIELD_DEFAULT_VALUE_CHANGE "
          "INPUT_FIELD_DEFAULT_VALUE_ADDED_UNREACHABLE"),
    field("required input field gets a default", "i: Int!", "i: Int! = 1", "S INPUT_FIELD_DEFAULT_VALUE_ADDED_SAFE X.i",
          near="INPUT_FIELD_DEFAULT_VALUE_ADDED"),
    field("input field default changed", "i: Int = 1", "i: Int = 2", "D INPUT_FIELD_DEFAULT_VALUE_CHANGE X.i",
          near="INPUT_FIELD_DEFAULT_VALUE_CHANGE_UNREACHABLE INPUT_FIELD_DEFAULT_VALUE_ADDED"),
    field("input field default removed", "i: Int = 1", "i: Int", "D INPUT_FIELD_DEFAULT_VALUE_CHANGE X.i",
          near="INPUT_FIELD_BECAME_REQUIRED"),
    field("input field default removed from a non-null field", "i: Int! = 1", "i: Int!",
          "B INPUT_FIELD_BECAME_REQUIRED X.i",
          near="INPUT_FIELD_DEFAULT_VALUE_CHANGE INPUT_FIELD_BECAME_REQUIRED_UNREACHABLE"),
    case("input field defaults, unreachable", Q + "input X { a: Int = 1 b: Int c: Int! = 1 }",
         Q + "input X { a: Int = 2 b: Int = 1 c: Int! }",
         "S INPUT_FIELD_DEFAULT_VALUE_CHANGE_UNREACHABLE X.a", "S INPUT_FIELD_DEFAULT_VALUE_ADDED_UNREACHABLE X.b",
         "S INPUT_FIELD_BECAME_REQUIRED_UNREACHABLE X.c",
         near="INPUT_FIELD_DEFAULT_VALUE_CHANGE INPUT_FIELD_DEFAULT_VALUE_ADDED INPUT_FIELD_BECAME_REQUIRED"),
    field("input field default equal after coercion", "i: [Int] = 1", "i: [Int] = [1]",
          near="INPUT_FIELD_DEFAULT_VALUE_CHANGE"),
]

_BOTH = "enum E { A B } "
_MORE = "enum E { A B C } "
ENUMS = [
    case("value added, answered", "type Query { e: E } " + _BOTH, "type Query { e: E } " + _MORE,
         "D VALUE_ADDED_TO_ENUM E.C", near="VALUE_ADDED_TO_ENUM_SAFE"),
    case("value added, given only", "type Query { a(e: E): Int } " + _BOTH, "type Query { a(e: E): Int } " + _MORE,
         "S VALUE_ADDED_TO_ENUM_SAFE E.C", near="VALUE_ADDED_TO_ENUM"),
    case("value added, unreachable", Q + _BOTH, Q + _MORE, "S VALUE_ADDED_TO_ENUM_SAFE E.C", near="VALUE_ADDED_TO_ENUM"),
    case("value added, answered by an unreachable type only", Q + "type T { e: E } " + _BOTH, Q + "type T { e: E } " + _MORE,
         "S VALUE_ADDED_TO_ENUM_SAFE E.C", near="VALUE_ADDED_TO_ENUM"),
    case("value added, answered through a union's member",
         "type Query { n: N } union N = T type T { e: [E!]! } " + _BOTH,
         "type Query { n: N } union N = T type T { e: [E!]! } " + _MORE, "D VALUE_ADDED_TO_ENUM E.C"),
    case("value added, answered through an implementor only",
         "type Query { i: I } interface I { a: Int } type T implements I { a: Int e: E } " + _BOTH,
         "type Query { i: I } interface I { a: Int } type T implements I { a: Int e: E } " + _MORE,
         "D VALUE_ADDED_TO_ENUM E.C"),
    case("value added, answered only by an interface that no object stands behind",
         "type Query { i: I } interface I { e: E } " + _BOTH, "type Query { i: I } interface I { e: E } " + _MORE,
         "S VALUE_ADDED_TO_ENUM_SAFE E.C", near="VALUE_ADDED_TO_ENUM"),
    case("value added while the new schema begins to answer it", "type Query { a(e: E): Int } " + _BOTH,
         "type Query { a(e: E): Int b: E } " + _MORE, "D VALUE_ADDED_TO_ENUM E.C", "S FIELD_ADDED Query.b"),
    case("value added while the new schema stops answering it", "type Query { a(e: E): Int b: E } " + _BOTH,
         "type Query { a(e: E): Int } " + _MORE, "S VALUE_ADDED_TO_ENUM_SAFE E.C", "B FIELD_REMOVED Query.b",
         near="VALUE_ADDED_TO_ENUM"),
    case("value removed, given", "type Query { a(e: E): Int } " + _MORE, "type Query { a(e: E): Int } " + _BOTH,
         "B VALUE_REMOVED_FROM_ENUM E.C", near="VALUE_REMOVED_FROM_ENUM_SAFE"),
    case("value removed, given inside input objects",
         "type Query { a(x: X): Int } input X { y: [Y] } input Y { e: E } " + _MORE,
         "type Query { a(x: X): Int } input X { y: [Y] } input Y { e: E } " + _BOTH, "B VALUE_REMOVED_FROM_ENUM E.C"),
    case("value removed, given to an executable directive", "directive @d(e: E) on QUERY " + Q + _MORE,
         "directive @d(e: E) on QUERY " + Q + _BOTH, "B VALUE_REMOVED_FROM_ENUM E.C"),
    case("value removed, given to a schema directive only", "directive @d(e: E) on OBJECT " + Q + _MORE,
         "directive @d(e: E) on OBJECT " + Q + _BOTH, "S VALUE_REMOVED_FROM_ENUM_SAFE E.C", near="VALUE_REMOVED_FROM_ENUM"),
    case("value removed, answered only", "type Query { e: E } " + _MORE, "type Query { e: E } " + _BOTH,
         "S VALUE_REMOVED_FROM_ENUM_SAFE E.C", near="VALUE_REMOVED_FROM_ENUM"),
    case("value removed, given in the new schema only", "type Query { e: E } " + _MORE,
         "type Query { e(x: E): E } " + _BOTH, "S VALUE_REMOVED_FROM_ENUM_SAFE E.C", "S OPTIONAL_ARG_ADDED Query.e(x:)",
         near="VALUE_REMOVED_FROM_ENUM"),
    case("value removed, given in an unreachable type only", Q + "type T { a(e: E): Int } " + _MORE,
         Q + "type T { a(e: E): Int } " + _BOTH, "S VALUE_REMOVED_FROM_ENUM_SAFE E.C", near="VALUE_REMOVED_FROM_ENUM"),
]

_INTERFACES = "type Query { i: I t: T u: U } interface I { a: Int } type T implements I { a: Int } type U %s{ a: Int }"
ABSTRACT = [
    case("union member added", *change("union N = T | U", "union N = T | U | Query"), "D TYPE_ADDED_TO_UNION N",
         near="TYPE_ADDED_TO_UNION_UNREACHABLE"),
    case("union member removed", *change("union N = T | U", "union N = T"), "B TYPE_REMOVED_FROM_UNION N",
         near="TYPE_REMOVED_FROM_UNION_UNREACHABLE"),
    case("union becomes empty", *change("union N = T | U", "union N"), "B TYPE_REMOVED_FROM_UNION N",
         "B TYPE_REMOVED_FROM_UNION N"),
    case("unreachable union gains and loses members",
         Q + "union N = T type T { a: Int } type U { a: Int }", Q + "union N = U type T { a: Int } type U { a: Int }",
         "S TYPE_ADDED_TO_UNION_UNREACHABLE N", "S TYPE_REMOVED_FROM_UNION_UNREACHABLE N",
         near="TYPE_ADDED_TO_UNION TYPE_REMOVED_FROM_UNION"),
    case("object starts implementing", _INTERFACES % "", _INTERFACES % "implements I ",
         "D IMPLEMENTED_INTERFACE_ADDED U", near="IMPLEMENTED_INTERFACE_ADDED_SAFE"),
    case("object starts implementing a new interface", "type Query { t: T } type T { a: Int }",
         "type Query { t: T } interface I { a: Int } type T implements I { a: Int }",
         "S IMPLEMENTED_INTERFACE_ADDED_SAFE T", "S TYPE_ADDED I", near="IMPLEMENTED_INTERFACE_ADDED"),
    case("unreachable object starts implementing an unreachable interface",
         Q + "interface I { a: Int } type T { a: Int }", Q + "interface I { a: Int } type T implements I { a: Int }",
         "S IMPLEMENTED_INTERFACE_ADDED_SAFE T", near="IMPLEMENTED_INTERFACE_ADDED"),
    case("unreachable object starts implementing a reachable interface and so arrives",
         "type Query { i: I } interface I { a: Int } type T { a: Int }",
         "type Query { i: I } interface I { a: Int } type T implements I { a: Int }",
         "D IMPLEMENTED_INTERFACE_ADDED T", near="IMPLEMENTED_INTERFACE_ADDED_SAFE"),
    case("object stops implementing", _INTERFACES % "implements I ", _INTERFACES % "",
         "B IMPLEMENTED_INTERFACE_REMOVED U", near="IMPLEMENTED_INTERFACE_REMOVED_SAFE"),
    case("unreachable object stops implementing",
         Q + "interface I { a: Int } type T implements I { a: Int }", Q + "interface I { a: Int } type T { a: Int }",
         "S IMPLEMENTED_INTERFACE_REMOVED_SAFE T", near="IMPLEMENTED_INTERFACE_REMOVED"),
    case("interface starts implementing",
         "type Query { i: I j: J } interface I { a: Int } interface J { a: Int } type T implements I & J { a: Int }",
         "type Query { i: I j: J } interface I { a: Int } interface J implements I { a: Int } "
         "type T implements I & J { a: Int }", "S IMPLEMENTED_INTERFACE_ADDED_SAFE J", near="IMPLEMENTED_INTERFACE_ADDED"),
    case("interface stops implementing",
         "type Query { i: I j: J } interface I { a: Int } interface J implements I { a: Int } "
         "type T implements I & J { a: Int }",
         "type Query { i: I j: J } interface I { a: Int } interface J { a: Int } type T implements I & J { a: Int }",
         "S IMPLEMENTED_INTERFACE_REMOVED_SAFE J", near="IMPLEMENTED_INTERFACE_REMOVED"),
]

DIRECTIVES = [
    case("directive added", Q, "directive @d(x: Int!) on FIELD " + Q, "S DIRECTIVE_ADDED @d",
         near="REQUIRED_DIRECTIVE_ARG_ADDED DIRECTIVE_LOCATION_ADDED"),
    case("executable directive removed", "directive @d(x: Int) on OBJECT | FIELD " + Q, Q, "B DIRECTIVE_REMOVED @d",
         near="DIRECTIVE_REMOVED_SAFE DIRECTIVE_ARG_REMOVED"),
    case("schema directive removed", "directive @d on OBJECT | FIELD_DEFINITION " + Q, Q, "S DIRECTIVE_REMOVED_SAFE @d",
         near="DIRECTIVE_REMOVED DIRECTIVE_LOCATION_REMOVED_SAFE"),
    case("directive of an operation that the schema does not have removed", "directive @d on MUTATION " + Q, Q,
         "S DIRECTIVE_REMOVED_SAFE @d", near="DIRECTIVE_REMOVED"),
    case("executable location added", "directive @d on OBJECT " + Q, "directive @d on OBJECT | FIELD " + Q,
         "S DIRECTIVE_LOCATION_ADDED @d", near="DIRECTIVE_ADDED"),
    case("schema location added", "directive @d on FIELD " + Q, "directive @d on OBJECT | FIELD " + Q,
         "S DIRECTIVE_LOCATION_ADDED @d"),
    case("executable location removed", "directive @d on OBJECT | FIELD " + Q, "directive @d on OBJECT " + Q,
         "B DIRECTIVE_LOCATION_REMOVED @d", near="DIRECTIVE_LOCATION_REMOVED_SAFE DIRECTIVE_REMOVED"),
    case("schema location removed", "directive @d on OBJECT | FIELD " + Q, "directive @d on FIELD " + Q,
         "S DIRECTIVE_LOCATION_REMOVED_SAFE @d", near="DIRECTIVE_LOCATION_REMOVED"),
    case("repeatable added", "directive @d on FIELD " + Q, "directive @d repeatable on FIELD " + Q,
         "S DIRECTIVE_REPEATABLE_ADDED @d", near="DIRECTIVE_REPEATABLE_REMOVED"),
    case("repeatable removed", "directive @d repeatable on FIELD " + Q, "directive @d on FIELD " + Q,
         "B DIRECTIVE_REPEATABLE_REMOVED @d", near="DIRECTIVE_REPEATABLE_ADDED DIRECTIVE_REPEATABLE_REMOVED_SAFE"),
    case("repeatable removed from a schema directive", "directive @d repeatable on OBJECT " + Q, "directive @d on OBJECT " + Q,
         "S DIRECTIVE_REPEATABLE_REMOVED_SAFE @d", near="DIRECTIVE_REPEATABLE_REMOVED"),
    case("required argument added to an executable directive", "directive @d on FIELD " + Q,
         "directive @d(x: Int!) on FIELD " + Q, "B REQUIRED_DIRECTIVE_ARG_ADDED @d(x:)",
         near="OPTIONAL_DIRECTIVE_ARG_ADDED REQUIRED_DIRECTIVE_ARG_ADDED_UNREACHABLE"),
    case("required argument added to a schema directive", "directive @d on OBJECT " + Q,
         "directive @d(x: Int!) on OBJECT " + Q, "S REQUIRED_DIRECTIVE_ARG_ADDED_UNREACHABLE @d(x:)",
         near="REQUIRED_DIRECTIVE_ARG_ADDED"),
    case("optional argument added to a directive", "directive @d on FIELD " + Q, "directive @d(x: Int! = 1) on FIELD " + Q,
         "S OPTIONAL_DIRECTIVE_ARG_ADDED @d(x:)", near="REQUIRED_DIRECTIVE_ARG_ADDED"),
    case("argument of an executable directive changed", "directive @d(x: Int, y: Int = 1, z: Int! = 1) on FIELD " + Q,
         "directive @d(x: Int!, y: Int = 2, z: Int!) on FIELD " + Q,
         "B ARG_CHANGED_KIND @d(x:)", "D ARG_DEFAULT_VALUE_CHANGE @d(y:)", "B ARG_BECAME_REQUIRED @d(z:)"),
    case("argument of a schema directive changed", "directive @d(x: Int, y: Int = 1, z: Int! = 1) on OBJECT " + Q,
         "directive @d(x: Int!, y: Int = 2, z: Int!) on OBJECT " + Q,
         "S ARG_CHANGED_KIND_UNREACHABLE @d(x:)", "S ARG_DEFAULT_VALUE_CHANGE_UNREACHABLE @d(y:)",
         "S ARG_BECAME_REQUIRED_UNREACHABLE @d(z:)", near="ARG_CHANGED_KIND ARG_DEFAULT_VALUE_CHANGE ARG_BECAME_REQUIRED"),
    case("specified directives listed", Q, "directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT " + Q,
         near="DIRECTIVE_ADDED"),
]

_D = "directive @d(x: Int, y: [Int]) repeatable on OBJECT | FIELD_DEFINITION directive @e on OBJECT "
APPLIED = [
    case("applied", _D + Q, _D + "type Query @d(x: 1) { a: String @d }", "S APPLIED_DIRECTIVE_ADDED Query",
         "S APPLIED_DIRECTIVE_ADDED Query.a", near="APPLIED_DIRECTIVE_CHANGED"),
    case("no longer applied", _D + "type Query @d(x: 1) { a: String }", _D + Q, "S APPLIED_DIRECTIVE_REMOVED Query",
         near="APPLIED_DIRECTIVE_CHANGED"),
    case("argument changed", _D + "type Query @d(x: 1) { a: String }", _D + "type Query @d(x: 2, y: 1) { a: String }",
         "S APPLIED_DIRECTIVE_CHANGED Query", near="APPLIED_DIRECTIVE_ADDED APPLIED_DIRECTIVE_REMOVED"),
    case("one of several changed", _D + "type Query @d(x: 1) @d(x: 2) @d(x: 3) { a: String }",
         _D + "type Query @d(x: 1) @d(x: 9) @d(x: 3) { a: String }", "S APPLIED_DIRECTIVE_CHANGED Query"),
    case("first of several removed", _D + "type Query @d(x: 1) @d(x: 2) @d(x: 3) { a: String }",
         _D + "type Query @d(x: 2) @d(x: 3) { a: String }", "S APPLIED_DIRECTIVE_REMOVED Query",
         near="APPLIED_DIRECTIVE_CHANGED APPLIED_DIRECTIVES_REORDERED"),
    case("arguments written in another order", _D + "type Query @d(x: 1, y: [1]) { a: String }",
         _D + "type Query @d(y: [1], x: 1) { a: String }", near="APPLIED_DIRECTIVE_CHANGED"),
    case("directives in another order", _D + "type Query @d @e { a: String }", _D + "type Query @e @d { a: String }",
         "S APPLIED_DIRECTIVES_REORDERED Query", near="APPLIED_DIRECTIVE_ADDED APPLIED_DIRECTIVE_REMOVED"),
    case("applied by an extension, to the schema, to a value, an argument and an input field",
         "schema { query: Query } type Query { a(x: Int): E } enum E { A } input X { a: Int } scalar S union N = Query",
         "schema { query: Query } extend schema @z type Query { a(x: Int @z): E } extend type Query @z enum E @z { A @z } "
         "input X @z { a: Int @z } scalar S @z union N @z = Query",
         "S APPLIED_DIRECTIVE_ADDED schema", "S APPLIED_DIRECTIVE_ADDED Query", "S APPLIED_DIRECTIVE_ADDED Query.a(x:)",
         "S APPLIED_DIRECTIVE_ADDED E", "S APPLIED_DIRECTIVE_ADDED E.A", "S APPLIED_DIRECTIVE_ADDED X",
         "S APPLIED_DIRECTIVE_ADDED X.a", "S APPLIED_DIRECTIVE_ADDED S", "S APPLIED_DIRECTIVE_ADDED N"),
    case("two equal ones removed", _D + "type Query @d @d @d { a: String }", _D + "type Query @d { a: String }",
         "S APPLIED_DIRECTIVE_REMOVED Query", "S APPLIED_DIRECTIVE_REMOVED Query"),
]

_ROOTS = "type Query { a: Int } type M { a: Int } type W { a: Int } "
ROOTS = [
    case("mutation added", "schema { query: Query } " + _ROOTS, "schema { query: Query mutation: M } " + _ROOTS,
         "S ROOT_OPERATION_TYPE_ADDED M", near="ROOT_OPERATION_TYPE_CHANGED TYPE_ADDED"),
    case("mutation removed", "schema { query: Query mutation: M } " + _ROOTS, "schema { query: Query } " + _ROOTS,
         "B ROOT_OPERATION_TYPE_REMOVED M", near="ROOT_OPERATION_TYPE_CHANGED TYPE_REMOVED"),
    case("mutation pointed at another type", "schema { query: Query mutation: M } " + _ROOTS,
         "schema { query: Query mutation: W } " + _ROOTS, "B ROOT_OPERATION_TYPE_CHANGED M",
         near="ROOT_OPERATION_TYPE_REMOVED ROOT_OPERATION_TYPE_ADDED"),
    case("query renamed alone", "schema { query: Query } type Query { a: Int }", "schema { query: Root } type Root { a: Int }",
         "B ROOT_OPERATION_TYPE_CHANGED Query", "B TYPE_REMOVED Query", "S TYPE_ADDED Root"),
    case("root operation types by name or in a definition", "schema { query: Query } type Query { a: Int }",
         "type Query { a: Int }", near="ROOT_OPERATION_TYPE_REMOVED"),
    case("mutation by name removed with its type", Q + "type Mutation { a: Int }", Q,
         "B ROOT_OPERATION_TYPE_REMOVED Mutation", "B TYPE_REMOVED Mutation"),
    case("a field of a type that stops being a root is still judged by the old schema",
         "schema { query: Query mutation: M } " + _ROOTS, "schema { query: Query } " + _ROOTS.replace("M { a", "M { b"),
         "B ROOT_OPERATION_TYPE_REMOVED M", "B FIELD_REMOVED M.a", "S FIELD_ADDED M.b"),
]

_DEPRECABLE = "directive @d(x: Int%s) on FIELD type Query { a(x: Int%s): E%s } enum E { A B%s } input X { a: Int%s }"
_ONE = ' @deprecated(reason: "one")'
_TWO = ' @deprecated(reason: "two")'


def _everywhere(letter: str, id_: str) -> list[str]:
    return [f"{letter} {id_} {c}" for c in ("@d(x:)", "Query.a(x:)", "Query.a", "E.B", "X.a")]


DEPRECATION = [
    case("deprecated", _DEPRECABLE % (("",) * 5), _DEPRECABLE % ((_ONE,) * 5), *_everywhere("P", "ELEMENT_DEPRECATED"),
         near="APPLIED_DIRECTIVE_ADDED DEPRECATION_REASON_CHANGED"),
    case("deprecation withdrawn", _DEPRECABLE % ((_ONE,) * 5), _DEPRECABLE % (("",) * 5),
         *_everywhere("P", "DEPRECATION_WITHDRAWN"), near="APPLIED_DIRECTIVE_REMOVED DEPRECATION_REASON_CHANGED"),
    case("reason changed", _DEPRECABLE % ((_ONE,) * 5), _DEPRECABLE % ((_TWO,) * 5),
         *_everywhere("P", "DEPRECATION_REASON_CHANGED"), near="ELEMENT_DEPRECATED DEPRECATION_WITHDRAWN"),
    case("the default reason is a reason like any other", "type Query { a: Int @deprecated }",
         'type Query { a: Int @deprecated(reason: "No longer supported") }', near="DEPRECATION_REASON_CHANGED"),
    case("from the default reason to another", "type Query { a: Int @deprecated }",
         'type Query { a: Int @deprecated(reason: "") }', "P DEPRECATION_REASON_CHANGED Query.a",
         near="DEPRECATION_WITHDRAWN"),
    case("directive definition deprecated", "directive @d on FIELD " + Q, "directive @d @deprecated on FIELD " + Q,
         "P ELEMENT_DEPRECATED @d"),
    case("something deprecated removed", 'type Query { a(x: Int @deprecated): E } enum E { A B @deprecated }',
         "type Query { a: E } enum E { A }", "B ARG_REMOVED Query.a(x:)", "S VALUE_REMOVED_FROM_ENUM_SAFE E.B"),
    case("something deprecated added", Q, "type Query { a: String b: Int @deprecated }", "S FIELD_ADDED Query.b",
         near="ELEMENT_DEPRECATED"),
]

CASES = [
    *TYPES,
    *SCALARS_AND_INPUT_OBJECTS,
    *FIELDS,
    *MERGES,
    *ARGUMENTS,
    *INPUT_FIELDS,
    *ENUMS,
    *ABSTRACT,
    *DIRECTIVES,
    *APPLIED,
    *ROOTS,
    *DEPRECATION,
]
