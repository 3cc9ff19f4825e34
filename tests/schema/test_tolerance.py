"""Published SDL as it is: what is readable is read and noticed, what is not names line and column."""

from __future__ import annotations

import pytest

from drift.errors import SchemaUnreadable
from drift.schema import canonical, sdl

Noticed = list[tuple[int | None, str | None, str]]

READABLE: dict[str, tuple[str, str, Noticed]] = {
    "an extension without a definition is the definition": (
        'extend type Query { a: Int }\nextend schema @link(url: "x")',
        'schema @link(url: "x") {\n  query: Query\n}\n\ntype Query {\n  a: Int\n}\n',
        [(2, "schema", "uses @link, which is never declared; kept")],
    ),
    "everything can be extended, in any order": (
        "extend type Q { b: U }\nextend union U = Z\nextend enum E { B }\nextend input N @oneOf { b: Int }\n"
        'extend scalar S @specifiedBy(url: "https://a.example")\nextend interface I { y: Int }\n'
        "extend schema { mutation: Z }\nschema { query: Q }\ntype Q { a(n: N): S e: E i: I }\nscalar S\n"
        "union U = Q\ninterface I { x: Int }\nenum E { A }\ninput N { a: Int }\ntype Z { b: Int }",
        "schema {\n  query: Q\n  mutation: Z\n}\n\nenum E {\n  A\n  B\n}\n\ninterface I {\n  x: Int\n  y: Int\n}\n\n"
        "input N @oneOf {\n  a: Int\n  b: Int\n}\n\ntype Q {\n  a(n: N): S\n  b: U\n  e: E\n  i: I\n}\n\n"
        'scalar S @specifiedBy(url: "https://a.example")\n\nunion U = Q | Z\n\ntype Z {\n  b: Int\n}\n',
        [],
    ),
    "scalars and directives that AppSync knows and the file does not": (
        'type Query { at: AWSDateTime! @aws_auth(groups: ["a"])\n also: AWSDateTime @aws_auth }',
        "scalar AWSDateTime\n\ntype Query {\n  also: AWSDateTime @aws_auth\n"
        '  at: AWSDateTime! @aws_auth(groups: ["a"])\n}\n',
        [
            (1, "Query.at", "uses @aws_auth, which is never declared (and 1 more); kept"),
            (1, "AWSDateTime", "is used by Query.at and never defined; read as a scalar"),
        ],
    ),
    "a definition given twice in the same words": (
        "type Query { a: Int }\n\ntype Query { a: Int }",
        "type Query {\n  a: Int\n}\n",
        [(3, "Query", "is defined again, in the same words as on line 1; read once")],
    ),
    "a definition given twice in other words": (
        "type Query { a: Int }\n\ntype Query { b: Int\n a: String }",
        "type Query {\n  a: Int\n  b: Int\n}\n",
        [
            (
                3,
                "Query",
                "is defined again, in other words than on line 1; read as one definition with the members of both",
            ),
            (4, "Query.a", "is defined again, differently from line 1, which counts"),
        ],
    ),
    "members given twice": (
        "type Query {\n a(x: Int, x: Int): Int\n a(x: Int): Int\n b: E\n b: E! }\nenum E { A\n A }",
        "enum E {\n  A\n}\n\ntype Query {\n  a(x: Int): Int\n  b: E\n}\n",
        [
            (2, "Query.a(x:)", "is listed again, as on line 2; read once"),
            (7, "E.A", "is listed again, as on line 6; read once"),
            (3, "Query.a", "is listed again, as on line 2; read once"),
            (5, "Query.b", "is defined again, differently from line 4, which counts"),
        ],
    ),
    "no root operation type": (
        "type User { id: ID }",
        "type User {\n  id: ID\n}\n",
        [(None, None, "the schema has no query root operation type, so no query is valid against it")],
    ),
    "root operation types that are not defined, or no objects": (
        "schema { query: Q mutation: M }\ninterface Q { a: Int }",
        "schema {\n  query: Q\n  mutation: M\n}\n\ninterface Q {\n  a: Int\n}\n",
        [
            (1, "Q", "is the query root operation type and is not an object type"),
            (1, "M", "is the mutation root operation type and is not defined"),
        ],
    ),
    "descriptions written as comments, where nothing else describes": (
        "# The query root.\n# Second line.\ntype Query {\n  # A field.\n  a(\n    # An argument.\n    x: Int): Int\n}\n"
        "\n# ---- section ----\n\nenum E {\n  A\n}",
        'enum E {\n  A\n}\n\n"""\nThe query root.\nSecond line.\n"""\ntype Query {\n  """A field."""\n  a(\n'
        '    """An argument."""\n    x: Int\n  ): Int\n}\n',
        [(3, None, "descriptions written as comments (and 2 more)")],
    ),
    "comments beside descriptions are remarks": (
        '# remark\ntype Query {\n  "A field."\n  a: Int\n}',
        'type Query {\n  """A field."""\n  a: Int\n}\n',
        [],
    ),
    "comments behind code are remarks, and so are all others there": (
        "# remark\ntype Query {\n  # sorting\n  a: Int # why\n}",
        "type Query {\n  a: Int\n}\n",
        [],
    ),
    "interfaces listed with commas or spaces": (
        "type Query implements A, B { a: Int }\ntype X implements A B\n{ a: Int }\ninterface A { a: Int }\n"
        "interface B { a: Int }",
        "interface A {\n  a: Int\n}\n\ninterface B {\n  a: Int\n}\n\ntype Query implements A & B {\n  a: Int\n}\n\n"
        "type X implements A & B {\n  a: Int\n}\n",
        [(1, "Query", "interfaces listed without & (and 1 more)")],
    ),
    "empty braces": (
        "type Query { a: N }\nscalar N\ninput Nothing {}",
        "scalar N\n\ninput Nothing\n\ntype Query {\n  a: N\n}\n",
        [(3, "Nothing", "empty braces")],
    ),
    "interfaces and members that are not defined": (
        "type Query implements Node { a: Int }\nunion U = Query | Gone",
        "type Query implements Node {\n  a: Int\n}\n\nunion U = Gone | Query\n",
        [(1, "Query", "names Node, which is not defined"), (2, "U", "names Gone, which is not defined")],
    ),
    "operations among the definitions": (
        "type Query { a: Int }\nquery X { a { b } }\nfragment F on Query { a }",
        "type Query {\n  a: Int\n}\n",
        [
            (2, None, "an operation among the definitions was skipped"),
            (3, None, "an operation among the definitions was skipped"),
        ],
    ),
    "byte order mark and Windows line ends": (
        '\ufefftype Query {\r\n  """\r\n  Two\r\n  lines.\r\n  """\r\n  a: Int\r\n}\r\n',
        'type Query {\n  """\n  Two\n  lines.\n  """\n  a: Int\n}\n',
        [],
    ),
    "keywords as names": (
        "type Query { type: enum input: Int on: String extend: Int }\nenum enum { enum type }",
        "type Query {\n  extend: Int\n  input: Int\n  on: String\n  type: enum\n}\n\nenum enum {\n  enum\n  type\n}\n",
        [],
    ),
    "escapes that would drive a terminal stay escapes, lone surrogates are replaced": (
        'type Query { "\\u001b[31m \\uD83D\\uDE00 \\ud800 \\u{1F600}" a: Int }',
        'type Query {\n  "\\u001B[31m 😀 \ufffd 😀"\n  a: Int\n}\n',
        [],
    ),
    "specified scalars and directives are never listed": (
        'scalar ID\n"The number." scalar Int\n'
        'directive @deprecated(reason: String = "x") on FIELD_DEFINITION | ENUM_VALUE\n'
        "directive @skip(if: Boolean!) on FIELD\ntype Query { a: Int @deprecated }",
        "type Query {\n  a: Int @deprecated\n}\n",
        [],
    ),
    "line ends in a deprecation reason": (
        r'type Query { a: Int @deprecated(reason: "one\r\ntwo\rthree") }',
        r"type Query {"
        "\n"
        r'  a: Int @deprecated(reason: "one\ntwo\nthree")'
        "\n}\n",
        [],
    ),
    "a misspelt type in a file that declares its scalars": (
        "scalar Date\ntype Query { a: Strng b: Date c: Querry }",
        "scalar Date\n\nscalar Querry\n\ntype Query {\n  a: Strng\n  b: Date\n  c: Querry\n}\n\nscalar Strng\n",
        [
            (2, "Strng", "is an unknown type, used by Query.a: did you mean String? Read as a scalar"),
            (2, "Querry", "is an unknown type, used by Query.c: did you mean Query? Read as a scalar"),
        ],
    ),
    "a type like another one in a file that does not declare its scalars": (
        "type Query { a: Strng b: Timestamp }",
        "type Query {\n  a: Strng\n  b: Timestamp\n}\n\nscalar Strng\n\nscalar Timestamp\n",
        [
            (1, "Strng", "is used by Query.a and never defined; read as a scalar"),
            (1, "Timestamp", "is used by Query.b and never defined; read as a scalar"),
        ],
    ),
    "defaults of the wrong kind": (
        'type Query {\n  a(x: Boolean = True, y: E = "X", z: E = X): Int\n'
        "  b(x: Int = 1.5, y: [Int!]! = [1, null], z: [Int] = 1): Int\n"
        '  c(x: I = {a: 1}, y: I = {}, z: I! = {a: "1", b: 1}, w: Float = 1, v: Any = {q: [1]}): Int\n}\n'
        "enum E { X }\ninput I { a: ID! }\nscalar Any",
        "scalar Any\n\nenum E {\n  X\n}\n\ninput I {\n  a: ID!\n}\n\ntype Query {\n"
        '  a(x: Boolean = True, y: E = "X", z: E = X): Int\n'
        "  b(x: Int = 1.5, y: [Int!]! = [1, null], z: [Int] = 1): Int\n"
        '  c(v: Any = {q: [1]}, w: Float = 1, x: I = {a: 1}, y: I = {}, z: I! = {a: "1", b: 1}): Int\n}\n',
        [
            (2, "Query.a(x:)", "has the default True, which is not of type Boolean"),
            (2, "Query.a(y:)", 'has the default "X", which is not of type E'),
            (3, "Query.b(x:)", "has the default 1.5, which is not of type Int"),
            (3, "Query.b(y:)", "has the default [1, null], which is not of type [Int!]!"),
            (4, "Query.c(y:)", "has the default {}, which is not of type I"),
            (4, "Query.c(z:)", 'has the default {a: "1", b: 1}, which is not of type I!'),
        ],
    ),
    "directive locations that there are not": (
        "directive @d on FIELDS | OBJECT | Everywhere\ntype Query { a: Int }",
        "directive @d on Everywhere | FIELDS | OBJECT\n\ntype Query {\n  a: Int\n}\n",
        [
            (1, "@d", "is on Everywhere, which is not a directive location"),
            (1, "@d", "is on FIELDS, which is not a directive location: did you mean FIELD?"),
        ],
    ),
    "a @deprecated with arguments of its own keeps them": (
        "directive @deprecated(reason: String, since: String) on FIELD_DEFINITION\n"
        'type Query { a: Int @deprecated(since: "2", reason: "old") }',
        "directive @deprecated(reason: String, since: String) on FIELD_DEFINITION\n\n"
        'type Query {\n  a: Int @deprecated(reason: "old", since: "2")\n}\n',
        [],
    ),
}


@pytest.mark.parametrize("case", READABLE)
def test_readable_is_read(case: str) -> None:
    text, expected, noticed = READABLE[case]
    source = sdl.SourceText.from_files([("file.graphql", text)])
    schema = sdl.read(source)
    assert canonical.render(schema) == f"# graphql-drift canonical SDL 1\n\n{expected}"
    assert [(notice.line, notice.coordinate, notice.text) for notice in schema.notices] == noticed
    assert sdl.read(canonical.render(schema)) == schema


UNREADABLE: dict[str, tuple[str, str]] = {
    "nothing": ("", "file.graphql: defines no type, so it is not a schema"),
    "an operation only": ("{ a }", "file.graphql: defines no type, so it is not a schema"),
    "a web page": ("<!DOCTYPE html>", "file.graphql:1:1: this is markup, such as a web page, not a schema"),
    "two kinds under one name": (
        "type Query { a: Int }\ninput Query { a: Int }",
        "file.graphql:2:1: Query is defined as input object here and as object type on line 1: keep one of them",
    ),
    "a stray character": ("type Query { a: Int % }", 'file.graphql:1:21: unexpected character "% }"'),
    "an escape sequence": (
        "type Query {\n a: \x1b[31mInt }",
        'file.graphql:2:5: unexpected character "\\x1b[31mInt }"',
    ),
    "a string without an end": (
        'type Query {\n  "abc\n a: Int }',
        "file.graphql:2:3: a string that is never closed",
    ),
    "a block without an end": ('"""\nabc', "file.graphql:1:1: a string that is never closed"),
    "an unknown escape": (
        'type Query { "a\\q" a: Int }',
        "file.graphql:1:16: unknown escape \\q in a string",
    ),
    "no value": ("type Query { a(x: Int = ): Int }", "file.graphql:1:25: expected a value, found )"),
    "no number": ("type Query { a(x: Int = 01): Int }", "file.graphql:1:25: expected a value, found 01"),
    "no colon": (
        "type Query { a Int }",
        'file.graphql:1:16: expected ":" and the type of the field, found "Int }"',
    ),
    "a reserved enum value": ("enum E { true }", "file.graphql:1:10: true can't be an enum value"),
    "a brace too many": (
        "type Query { a: Int } }",
        "file.graphql:1:23: expected a definition such as type, interface, union, enum, input, scalar or directive, "
        'found "}"',
    ),
    "an end too early": (
        "type Query {\n  a: Int\n",
        'file.graphql:3:1: expected a field name or "}", found the end of the text',
    ),
    "a type nested without end": (
        f"type Query {{ a: {'[' * 5000}",
        "file.graphql:1:118: a list type nested deeper than 100 levels",
    ),
    "a value nested without end": (
        f"type Query {{ a(x: Int = {'[' * 5000}",
        "file.graphql:1:126: a literal nested deeper than 100 levels",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable_is_refused_with_its_place(case: str) -> None:
    text, message = UNREADABLE[case]
    with pytest.raises(SchemaUnreadable) as caught:
        sdl.read(sdl.SourceText.from_files([("file.graphql", text)]))
    assert str(caught.value) == message
