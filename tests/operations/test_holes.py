"""What is judged of operations of which a program puts in a part, and what is said of copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.project import find, write
from tests.running import drift

OLD = """
type Query { users(first: Int, name: String): [User!]! user(id: ID!): User }
type User { id: ID! name: String friends(first: Int!): [User!] }
"""
NEW = OLD.replace(" name: String friends", " friends")
NAME = "Cannot query field 'name' on type 'User'."

# A file, its text, and the errors in the new schema, with their places.
BREAKING = {
    "Rust, a field put in": (
        "a.rs",
        'let q = format!("query($id: ID!) {{ user(id: $id) {{ name {} }} }}", more);',
        [f"a.rs:1:54: {NAME}"],
    ),
    "Python, more arguments": (
        "a.py",
        'q = f"query {{ users(first: 1{extra}) {{ name }} }}"\n',
        [f"a.py:1:42: {NAME}"],
    ),
    "Java, added": (
        "a.java",
        'String q = "query A {" + "  users(first: 1) { name } }";',
        [f"a.java:1:47: {NAME}"],
    ),
    "a fragment of somewhere else": (
        "a.go",
        "q := `query A { users { ...elsewhere name } }`",
        [f"a.go:1:38: {NAME}"],
    ),
    "a variable that what is put in may use": (
        "a.ts",
        "const q = gql`query A($a: Int) { users { ${more} name } }`;",
        [f"a.ts:1:50: {NAME}"],
    ),
    "variables that are put in": (
        "a.py",
        'q = f"query A{variables} {{ users(first: $n) {{ name }} }}"\n',
        [f"a.py:1:49: {NAME}"],
    ),
    "a required argument that may be put in": (
        "a.py",
        'q = f"query A {{ users {{ name friends({given}) {{ id }} }} }}"\n',
        [f"a.py:1:27: {NAME}"],
    ),
}


@pytest.mark.parametrize("case", BREAKING)
def test_what_stands_there_is_judged(case: str, tmp_path: Path) -> None:
    name, text, errors = BREAKING[case]
    import drift as package

    write(tmp_path, {name: text})
    (result,) = package.check_operations(name, OLD, NEW, root=tmp_path)
    assert (result.operation.verdict.value, list(result.errors)) == ("broken", errors)


UNTOUCHED = {
    "a field put in": 'f"query A {{ users {{ id {more} }} }}"',
    "a selection put in": 'f"query A {{ users {selection} }}"',
    "part of a field's name": 'f"query A {{ users {{ id }} user{suffix}(id: 1) {{ gone }} }}"',
    "a type condition": 'f"query A {{ users {{ id ... on {kind} {{ gone }} }} }}"',
    "a spread": 'f"query A {{ users {{ id ...{fragment} }} }}"',
    "a directive": 'f"query A {{ users @{which} {{ id }} }}"',
    "fields of an object": 'f"query A {{ users(first: 1, {more}) {{ id }} }}"',
    "two values for one argument": 'f"query A {{ users(first: {a}) {{ id }} users(first: {b}) {{ id }} }}"',
    "a fragment's selection": '"query A { users { id ...f } } fragment f on User { %s }" % fields',
}


@pytest.mark.parametrize("case", UNTOUCHED)
def test_what_is_put_in_is_no_error(case: str, tmp_path: Path) -> None:
    import drift as package

    write(tmp_path, {"a.py": f"q = {UNTOUCHED[case]}\n"})
    results = package.check_operations("a.py", OLD, OLD, root=tmp_path)
    assert [list(result.errors) for result in results if result.operation.name == "A"] == [[]]


def test_a_missing_fragment_is_an_error_where_the_document_is_whole(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "old.graphql": OLD,
            "a.py": 'A = gql("query A { users { ...gone } }")\n',
            "b.py": 'B = "query B { users { id ...gone } }"\nC = "query C { users { id ...gone } }"\n',
        },
    )
    ran = drift("operations", "old.graphql", "--operations", "*.py", cwd=tmp_path)
    assert (ran.code, "a.py:1:31: Unknown fragment 'gone'." in ran.out) == (1, True)
    assert ran.err == (
        "notice: b.py:1:30: the fragment gone is not known here, nor in 1 other place; the rest is checked\n"
    )


def test_copies_count_once_with_their_places(tmp_path: Path) -> None:
    query = "query A { users { id } }"
    operations = find(
        tmp_path,
        {
            "src/a.ts": f"const a = graphql`{query}`;",
            "dist/a.js": "const a = graphql`query A {\\n users { id }\\n}`;".replace("\\n", "\n"),
            "src/__generated__/A.graphql.ts": '"query A { users { id __typename } }"',
            "src/b.ts": "const b = graphql`query B { users { name } }`;",
        },
    )
    assert [(item.name, item.path) for item in operations.operations] == [
        ("A", "dist/a.js"),
        ("B", "src/b.ts"),
    ]
    assert operations.notices == (
        "1 operation appears in several places and counts once: A (dist/a.js:1:19, also src/a.ts:1:19, "
        "src/__generated__/A.graphql.ts:1:2)",
    )


def test_files_that_name_no_graphql_are_parsed_for_wanted_constants_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drift.operations import javascript

    parsed: list[str] = []
    real = javascript.find
    monkeypatch.setattr(javascript, "find", lambda file: parsed.append(file.path) or real(file))
    files = {f"{number}.ts": "export const x = `none`;\n" for number in range(50)}
    files |= {
        "fields.ts": "export const FIELDS = `id name`;\n",
        "q.ts": "gql`query A { users { ${FIELDS} } }`",
    }
    operations = find(tmp_path, files, "*.ts")
    assert (len(operations.operations), operations.notices) == (1, ())
    assert parsed == ["q.ts", "fields.ts"]


def test_the_grammar_and_its_query_are_made_once(tmp_path: Path) -> None:
    from drift.operations import javascript

    find(tmp_path, {f"{number}.ts": f"gql`query A{number} {{ a }}`" for number in range(20)}, "*.ts")
    assert javascript._tools.cache_info().misses <= 2


@pytest.mark.parametrize(
    "text", ['"query A($b: Int) { a("', '"query A { users(first: 1) { "', '"fragment F on User { "']
)
def test_what_begins_as_an_operation_and_does_not_end_is_not_judged(text: str, tmp_path: Path) -> None:
    found = find(tmp_path, {"a.py": f"b.append({text})\n"})
    assert [(each.line, each.reason[:12]) for each in found.account.not_judged] == [(1, "not GraphQL:")]


REMARKS = {
    "a.ts": [
        'const a = "mutation failed {" + x;',
        'const a = "subscription ended {";',
        'console.error("mutation Failed {");',
        "throw new Error(`query Users { ${e}`);",
        "throw new Error(`query Users { ${e} }`);",
        'logger.warn("query Users { a(" + x);',
    ],
    "a.py": [
        'log("mutation failed {")',
        'raise ValueError("mutation CreateUser { " + str(e) + "}")',
        'print(f"query Users {{ {e}")',
        'logger.info("query %s {%s", a, b)',
    ],
    "a.go": [
        'fmt.Errorf("mutation Failed { %s", name)',
        'log.Printf("query %s {", name)',
        'panic("query A {" + x)',
    ],
    "a.java": [
        'throw new IllegalStateException("mutation Foo { " + a + "}");',
        'logger.error("mutation failed {}", e);',
        'System.out.println("query Users {");',
    ],
    "a.kt": ['error("query Users { $e")', 'throw Exception("mutation Foo { ${e} }")'],
    "a.cs": ['Console.WriteLine($"query Users {{ {e}");'],
    "a.rs": ['println!("query Users {{ {}", e);', 'panic!("mutation failed {{");'],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in REMARKS.items() for text in texts]
)
def test_what_a_program_tells_a_person_is_not_an_operation(name: str, text: str, tmp_path: Path) -> None:
    found = find(tmp_path, {name: f"{text}\n"})
    assert (found.operations, found.account.not_judged, found.notices) == ((), (), ())


def test_an_operation_that_is_printed_is_one(tmp_path: Path) -> None:
    found = find(tmp_path, {"a.ts": "console.log(`query Fine { users { id } }`);\n"})
    assert [each.name for each in found.operations] == ["Fine"]


SUMS = {
    "a.ts": """\
import { HEAD, BODY } from "./parts";
const head = "query A {", body = " users { id name } ", tail = "}";
export const q = head + body + tail;
send(`${head}${body}${tail}`);
send(HEAD + BODY);
""",
    "a.py": """\
from parts import HEAD, BODY
head, tail = 1, 2
head = "query A {"
body = " users { id name } "
tail = "}"
q = head + body + tail
send(f"{head}{body}{tail}")
send(HEAD + BODY)
""",
}


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_of_constants_is_one_text(name: str, tmp_path: Path) -> None:
    parts = {
        "a.ts": (
            "b.ts",
            'export const HEAD = "query B {"\n',
            "c.ts",
            'export const BODY = " users { id }}"\n',
        ),
        "a.py": ("b.py", 'HEAD = "query B {"\n', "c.py", 'BODY = " users { id }}"\n'),
    }[name]
    found = find(tmp_path, {name: SUMS[name], parts[0]: parts[1], parts[2]: parts[3]})
    line = 2 if name == "a.ts" else 3
    assert [(each.name, each.path, each.line) for each in found.operations] == [
        ("A", name, line),
        ("B", parts[0], 1),
    ]
    assert [each.document.text for each in found.operations] == [
        "query A { users { id name } }",
        "query B { users { id }}",
    ]
    assert (found.account.not_judged, found.account.copies, found.notices) == ((), 0, ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ts", 'let q = "query A { users {"; for (const x of xs) { q += x + " "; } q += " name } }";'),
        ("a.ts", 'let q = "query A { users {"; xs.forEach((x) => { q += x; }); q += " name } }";'),
        ("a.ts", 'let q = "query A { users { id "; q = q + more; q = q + " name } }";'),
        ("a.ts", 'let q = "query A { users {"; q += all ? " name" : " id"; q += " } }";'),
        ("a.py", 'q = "query A { users {"\nfor x in xs:\n    q += x + " "\nq += " name } }"'),
        ("a.py", 'q = "query A { users { id "\nq = q + more\nq = q + " name } }"'),
        ("a.py", 'q = "query A { users {"\nq += " name" if all else " id"\nq += " } }"'),
    ],
)
def test_what_is_added_to_a_variable_is_a_part_of_it(name: str, text: str, tmp_path: Path) -> None:
    import drift as package

    write(tmp_path, {name: f"{text}\n"})
    (result,) = package.check_operations(name, OLD, NEW, root=tmp_path)
    assert [error.partition(": ")[2] for error in result.errors] == [NAME]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ts", 'let q = "query users {";\nq += fields;\nq += "}";'),
        ("a.py", 'q = "query users {"\nq += fields\nq += "}"'),
    ],
)
def test_what_is_added_can_be_all_that_there_is(name: str, text: str, tmp_path: Path) -> None:
    found = find(tmp_path, {name: f"{text}\n"})
    assert found.operations == ()
    assert [(each.line, each.reason) for each in found.account.not_judged] == [
        (2, "the operation depends on fields, which is known only when the program runs")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'gql`query Q { u { ${x ? "a: b" : "a: c"} } }`',
            ["query Q { u {  a: b  } }", "query Q { u {  a: c  } }"],
        ),
        (
            'gql`query Q { ${x ? "a: b" : "a: c"} ${y ? "d: e" : "d: f"} }`',
            ["query Q {  a: b   d: e  }", "query Q {  a: c   d: f  }"],
        ),
        ('gql`query Q { ${x ? "a" : "b"} }`', ["query Q {  a  b  }"]),
        ('gql`subscription S { ${x ? "a" : "b"} }`', ["subscription S {  a  }", "subscription S {  b  }"]),
        ('gql`subscription S { a { ${x ? "b" : "c"} } }`', ["subscription S { a {  b  c  } }"]),
    ],
)
def test_arms_that_can_not_stand_together_are_a_text_each(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    operations = find(tmp_path, {"a.ts": f"const q = {text};\n"})
    assert [each.document.text for each in operations.operations] == expected
    assert operations.notices == ()


def test_constants_are_those_of_the_same_language(tmp_path: Path) -> None:
    files = {"a.py": 'x = "query P { a }"\n', "b.ts": "const q = gql`query Q { a ${x} }`;\n"}
    operations = find(tmp_path, files)
    assert [each.name for each in operations.operations] == ["P", "Q"]
    assert operations.operations[1].document.text == "query Q { a  @_put_in_1 _put_in_1  }"
