"""Operations in JavaScript, TypeScript and components: every way to write them, and the place of what they contain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.project import assert_fields_stand_where_they_say, fields, find, named, told

# The file, what is written in it, and the fields that are found with their line and column.
LITERALS = {
    "tagged": ("a.js", "const x = gql`{ viewer { login } }`;", ["viewer 1:17", "login 1:26"]),
    "tagged, of a module": ("a.js", "const x = apollo.gql`{ viewer }`;", ["viewer 1:24"]),
    "another tag": ("a.ts", "const x = graphql`query A { viewer }`;", ["viewer 1:29"]),
    "called with a template": ("a.ts", "const x = graphql(`query A { viewer }`);", ["viewer 1:30"]),
    "called with a string": ("a.ts", "const x = gql('{ viewer }');", ["viewer 1:18"]),
    "called with type arguments": (
        "a.ts",
        "const x = gql<Data, Input>`query A { viewer }`;",
        ["viewer 1:38"],
    ),
    "a comment": ("a.ts", "const x = /* GraphQL */ `{ viewer }`;", ["viewer 1:28"]),
    "a comment in a call": ("a.js", "run(/* GraphQL */ '{ viewer }');", ["viewer 1:22"]),
    "plain": ("a.js", "const x = `query A { viewer }`;", ["viewer 1:22"]),
    "a string": ("a.js", 'run("query A { viewer }");', ["viewer 1:16"]),
    "escapes": ("a.js", "x = 'query A {\\n\\u007b \\x61 \\u{62}';", []),
    "escapes that mean braces": ("a.js", "x = gql('query A \\u007b a\\x20b \\u{7d}');", ["a 1:25", "b 1:30"]),
    "a line continued": ("a.js", "x = 'query A {\\\n  viewer }';", ["viewer 2:3"]),
    "backticks": ("a.js", 'x = gql`query A { a(b: "\\`") c }`;', ["a 1:19", "c 1:30"]),
    "a dollar sign": ("a.js", "x = gql`query A($b: Int) { a(b: $b) c }`;", ["a 1:28", "c 1:37"]),
    "added": ("a.js", "x = 'query A {' + ' viewer' + '}';", ["viewer 1:21"]),
    "added to a template": ("a.js", "x = ('query A {' + `\n viewer` + '}');", ["viewer 2:2"]),
    "joined": ("a.js", "x = ['query A {', ' viewer', '}'].join('\\n');", ["viewer 1:21"]),
    "joined, in a tag": ("a.js", "x = gql(['{', 'a', '}'].join(' '));", ["a 1:16"]),
    "added to": (
        "a.ts",
        "let q = 'query A {';\nq += ' a';\nif (x) { q += ' b' }\nq += '}';",
        ["a 2:8", "b 3:17"],
    ),
    "either arm": ("a.ts", "x = gql`query A { ${y ? 'a' : `b`} c }`;", ["a 1:26", "b 1:32", "c 1:36"]),
    "an arm or nothing": ("a.ts", "x = gql`query A { ${y && 'a'} c }`;", ["a 1:27", "c 1:31"]),
    "arguments or none": ("a.ts", "x = gql`query A { a${y ? `(b: 1)` : ''} { c } }`;", ["a 1:19", "c 1:43"]),
    "Vue, a block": ("a.vue", "<graphql>\nquery A { a }\n</graphql>\n<script>x</script>", ["a 2:11"]),
    "as a constant": ("a.ts", "const x = `query A { viewer }` as const;", ["viewer 1:22"]),
    "in a component": ("a.tsx", "const A = () => <Query q={gql`{ viewer }`}>it's</Query>;", ["viewer 1:33"]),
    "in a component of JavaScript": (
        "a.jsx",
        "const A = () => <p>{gql`{ viewer }`} don't</p>;",
        ["viewer 1:27"],
    ),
    "a cast": ("a.ts", "const x = <Doc>gql`{ viewer }`;", ["viewer 1:22"]),
    "behind other letters": ("a.ts", "/* ä€😀 */ const x = gql`{ viewer }`;", ["viewer 1:27"]),
    "letters in it": ("a.ts", 'x = gql`query A {\n  a(b: "ä😀") c\n}`;', ["a 2:3", "c 2:14"]),
    "carriage returns": ("a.ts", "x = 1\r\ny = gql`query A {\r\n  viewer\r\n}`", ["viewer 3:3"]),
    "not quite JavaScript": ("a.js", "const = ;;; } x = gql`{ viewer }`;", ["viewer 1:25"]),
    "Vue": (
        "a.vue",
        '<template><p>`ü{ query A { no } }`</p></template>\n<script lang="ts">\nconst x = gql`{ viewer }`\n</script>\n',
        ["viewer 3:17"],
    ),
    "Vue, two scripts on a line": (
        "a.vue",
        "ü<script>gql`{ a }`</script>ü<script>gql`{ b }`</script>",
        ["a 1:16", "b 1:44"],
    ),
    "Svelte": (
        "a.svelte",
        "<script>\n  const x = gql`{ viewer }`;\n</script>\n<p>{x}</p>\n",
        ["viewer 2:19"],
    ),
    "Astro": ("a.astro", "---\nconst x = gql`{ viewer }`;\n---\n<p>{x}</p>\n", ["viewer 2:17"]),
    "a constant put in": (
        "a.js",
        "const F = 'a b';\nconst x = gql`query A { ${F} c }`;",
        ["a 1:12", "b 1:14", "c 2:30"],
    ),
    "a member put in": (
        "a.js",
        "const fields = { of: `a` };\nconst x = gql`query A { ${fields.of} c }`;",
        ["a 1:23", "c 2:38"],
    ),
    "a static member put in": (
        "a.ts",
        "class C { static of = `a` }\nconst x = gql`query A { ${C.of} c }`;",
        ["a 1:24", "c 2:33"],
    ),
    "an assigned member put in": (
        "a.js",
        "C.of = `a`;\nx = gql`query A { ${C.of} c }`;",
        ["a 1:9", "c 2:27"],
    ),
    "a literal put in": ("a.js", "const x = gql`query A { ${'a'} c }`;", ["a 1:28", "c 1:32"]),
    "a value put in": ("a.js", "const x = gql`query A { a(b: ${f(1)}) c }`;", ["a 1:25", "c 1:39"]),
    "a name put in": ("a.js", "const x = `query ${name} { a }`;", ["a 1:28"]),
}


@pytest.mark.parametrize("case", LITERALS)
def test_every_way_to_write_an_operation(case: str, tmp_path: Path) -> None:
    name, text, expected = LITERALS[case]
    operations = find(tmp_path, {name: text})
    assert operations.notices == ()
    assert [f"{field} {place.removeprefix(f'{name}:')}" for field, place in fields(operations)] == expected
    if expected and "\\u" not in text and "\\x" not in text:
        assert_fields_stand_where_they_say(tmp_path, operations)


@pytest.mark.parametrize(
    "text",
    [
        "const x = `the query ${a} took { ${b} }`;",
        "throw new Error('query failed: {}');",
        "type A = 'query A { a }' extends string ? 1 : 2; // `query A { a }",
        "const x = /query A { a }/;",
        "const x = css`.query { color: red }`;",
        "// gql`{ viewer }`",
    ],
)
def test_what_is_no_operation(text: str, tmp_path: Path) -> None:
    operations = find(tmp_path, {"a.ts": text})
    assert [name for name, _ in named(operations) if "type" not in text] == []
    assert operations.notices == ()


def test_fragments_that_are_put_in_stand_in_their_own_place(tmp_path: Path) -> None:
    operations = find(
        tmp_path,
        {
            "fragments.ts": "export const CARD = gql`\n  fragment Card on Alert { id }\n`;\n",
            "query.ts": "import { CARD } from './fragments';\n"
            "export const Q = gql`\n  query Q { alert { ...Card } }\n  ${CARD}\n`;\n",
            "query.py": 'Q = gql("query P { alert { ...Card } }")\n',
        },
    )
    assert named(operations) == [("P", "query.py:1:10"), ("Q", "query.ts:3:3")]
    assert [each.document.place(each.offset) for each in operations.fragments["Card"]] == ["fragments.ts:2:3"]
    assert operations.notices == ()


def test_what_is_known_only_later_is_said(tmp_path: Path) -> None:
    operations = find(
        tmp_path,
        {"a.ts": "const x = gql`query A { a ${fields()} }`;\nconst y = gql`query B { ${kind} }`;\n"},
    )
    assert named(operations) == [("A", "a.ts:1:15")]
    assert told(operations) == (
        "a.ts:2:25: the operation depends on kind, which is known only when the program runs",
        "a.ts:1:27: what fields() puts in is known only when the program runs; the rest of the operation is checked",
    )


def test_what_is_said_to_be_graphql_and_is_not(tmp_path: Path) -> None:
    operations = find(tmp_path, {"a.ts": "const x = gql`\n  query A {\n    a(\n  }\n`;\n"})
    assert operations.operations == ()
    assert told(operations) == ("a.ts:4:3: not GraphQL: Syntax Error: Expected Name, found '}'",)


def test_deep_nesting_is_no_crash(tmp_path: Path) -> None:
    for name, text in {
        "parentheses": "x = " + "(" * 5000 + "`query A { a }`" + ")" * 5000,
        "templates": "x = " + "`${" * 3000 + "'query A { a }'" + "}`" * 3000,
        "a sum": "x = 'query A {' + " + " + ".join(["'a '"] * 5000) + " + '}'",
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        operations = find(folder, {"a.ts": text})
        if name == "a sum":
            assert named(operations) == [("A", "a.ts:1:6")]
