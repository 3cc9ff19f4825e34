"""Operations in string literals of other languages and in manifests; which files a glob means."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from drift.errors import UsageError
from drift.sources.globs import matching
from tests.operations.project import assert_fields_stand_where_they_say, fields, find, named, write

QUERY = "query A($b: Int) {\n  a(b: $b)\n}"
LITERALS = {
    "Go": ("a.go", f"// `query No {{ a }}`\nconst q = `\n{QUERY}`\n", ["a 4:3"]),
    "Go, in quotes": ("a.go", 'var c = \'"\'; var q = "query A { a(b: \\"x\\") c }"', ["a 1:33", "c 1:45"]),
    "Java": ("a.java", f'String q = """\n{QUERY}""";', ["a 3:3"]),
    "Java, escapes": (
        "a.java",
        'String q = """\n  query A { a(b: "\\u0061\\t") c }""";',
        ["a 2:13", "c 2:30"],
    ),
    "Kotlin": ("a.kt", 'val q = """query A(${\'$\'}b: Int) { a(b: ${"$"}b) c }"""', ["a 1:36", "c 1:50"]),
    "Kotlin, a value put in": (
        "a.kt",
        'val q = """query A { a(b: $b, c: ${f(1)}) c }"""',
        ["a 1:22", "c 1:43"],
    ),
    "Swift": ("a.swift", f'let q = """\n{QUERY}\n"""', ["a 3:3"]),
    "Swift, raw": ("a.swift", 'let q = #"query A { a(b: "\\n") c }"#', ["a 1:21", "c 1:32"]),
    "Swift, a value put in": ("a.swift", 'let q = "query A { a(b: \\(f(1))) c }"', ["a 1:20", "c 1:34"]),
    "C#": ("a.cs", f'var q = @"\n{QUERY}";', ["a 3:3"]),
    "Dart": ("a.dart", f"const q = r'''\n{QUERY}''';", ["a 3:3"]),
    "Rust": ("a.rs", f'const Q: &str = r#"\n{QUERY}"#;', ["a 3:3"]),
    "Go, added": ("a.go", 'q := "query A {" +\n\t"a b }"', ["a 2:3", "b 2:5"]),
    "Go, added over a gap": ("a.go", "q := `query A { ` + more() + ` b }`", ["_put_in_1 1:21", "b 1:32"]),
    "Go, formatted": (
        "a.go",
        'q := fmt.Sprintf("query A { a(b: %d, c: %q) d }", b, c)',
        ["a 1:29", "d 1:45"],
    ),
    "Go, formatted with a constant": (
        "a.go",
        'const f = "c d"\nvar q = fmt.Sprintf(`query A { a { %s } }`, f)',
        ["a 2:32", "c 1:12", "d 1:14"],
    ),
    "Java, added": ("a.java", 'String q = "query A {" + "  a\\n" // one\n + "b }";', ["a 1:29", "b 2:5"]),
    "Java, a constant added": (
        "a.java",
        'static final String F = "b c";\nString q = "query A { " + F + " }";',
        ["b 1:26", "c 1:28"],
    ),
    "Java, formatted": (
        "a.java",
        'String q = """\n  query A { a(b: %d) { c } }""".formatted(3);',
        ["a 2:13", "c 2:24"],
    ),
    "Kotlin, added": ("a.kt", 'val q = "query A {" +\n  "a }"', ["a 2:4"]),
    "Kotlin, a margin": ("a.kt", 'val q = """\n  |query A {\n  |  a\n  |}""".trimMargin()', ["a 3:6"]),
    "Swift, added": ("a.swift", 'let q = "query A {" + "a }"', ["a 1:24"]),
    "C#, added": ("a.cs", 'var q = "query A {" + "a }";', ["a 1:24"]),
    "C#, quotes": ("a.cs", 'var q = @"query A { a(b: ""x"") c }";', ["a 1:21", "c 1:33"]),
    "C#, values put in": ("a.cs", 'var q = $"query A {{ a(b: {n}) {{ c }} }}";', ["a 1:22", "c 1:35"]),
    "C#, raw": ("a.cs", 'var q = """\nquery A { a }\n""";', ["a 2:11"]),
    "C#, raw with values put in": (
        "a.cs",
        'var q = $$"""query A { a(b: {{n}}) c }""";',
        ["a 1:24", "c 1:36"],
    ),
    "Dart, quotes": ("a.dart", "const q = 'query A { a }';", ["a 1:22"]),
    "Dart, side by side": ("a.dart", "const q = 'query A {'\n  ' a }';", ["a 2:5"]),
    "Go, +=": ("a.go", 'q := "query A { a "\nq += " b }"', ["a 1:17", "b 2:8"]),
    "Go, written": (
        "a.go",
        'fmt.Fprint(w, "query A {")\nfmt.Fprintf(w, "a(b: %q)", b)\nfmt.Fprintln(w, "c }")',
        ["a 2:17", "c 3:18"],
    ),
    "Go, names added": (
        "a.go",
        "const head = `query A {`\nconst body = ` a `\nconst tail = `}`\nfunc f() { return head + body + tail }",
        ["a 2:16"],
    ),
    "Java, joined": ("a.java", 'String q = String.join("\\n", "query A {", "a", "}");', ["a 1:44"]),
    "Java, a list joined": (
        "a.java",
        'String q = String.join("", List.of("query A {", "a }"));',
        ["a 1:50"],
    ),
    "Java, appended": (
        "a.java",
        's.append("query A { a ");\ns.append(more).append(" b }");',
        ["a 1:21", "_put_in_1 2:10", "b 2:25"],
    ),
    "Java, a body": (
        "a.java",
        'String b = "{\\"query\\": \\"query A {\\\\n a(b: \\\\\\"x\\\\\\") c }\\"}";',
        ["a 1:40", "c 1:56"],
    ),
    "Kotlin, a body": (
        "a.kt",
        'val b = """{"variables": null, "query": "query A { a { b $c } }"}"""',
        ["a 1:52", "b 1:56", "_put_in_1 1:58"],
    ),
    "Java, a builder": (
        "a.java",
        'new StringBuilder("query A {").append(" a }").toString()',
        ["a 1:41"],
    ),
    "Kotlin, built": ("a.kt", 'buildString {\n append("query A {")\n appendLine("a }")\n}', ["a 3:14"]),
    "Kotlin, two dollars": ("a.kt", 'val q = $$"""query A($b: Int) { a(b: $b, c: $$d) }"""', ["a 1:33"]),
    "Kotlin, another margin": ("a.kt", 'val q = """\n  >query A {\n  > a }""".trimMargin(">")', ["a 3:5"]),
    "Scala, another margin": (
        "a.scala",
        'val q = """#query A {\n  # a }""".stripMargin(\'#\')',
        ["a 2:5"],
    ),
    "Swift, joined": ("a.swift", 'let q = ["query A {", "a }"].joined(separator: " ")', ["a 1:24"]),
    "Swift, calls put in": (
        "a.swift",
        'let q = "query A { a(b: \\(f("x", g(h(1))))) c }"',
        ["a 1:20", "c 1:45"],
    ),
    "C#, joined": ("a.cs", 'var q = string.Join("\\n", new[] { "query A {", "a }" });', ["a 1:49"]),
    "C#, lines appended": ("a.cs", 's.AppendLine("query A {");\ns.AppendLine("a }");', ["a 2:15"]),
    "C#, braces in two literals": ("a.cs", 'var q = $"query A {{ a" + $" b }}";', ["a 1:22", "b 1:30"]),
    "C#, raw with more quotes": ("a.cs", 'var q = """"\nquery A { a }\n"""";', ["a 2:11"]),
    "C#, raw with values and braces": ("a.cs", 'var q = $"""query A {{ a(b: {n}) }}""";', ["a 1:24"]),
    "Dart, written": ("a.dart", "b..write('query A {')..write('a }');", ["a 1:31"]),
    "Rust, pushed": ("a.rs", 'q.push_str("query A {"); q.push_str("a }");', ["a 1:38"]),
    "Rust, owned and added": ("a.rs", 'let q = "query A {".to_string() + "a }";', ["a 1:36"]),
    "Rust, formatted": (
        "a.rs",
        'let q = format!("query($id: ID!) {{ user(id: $id) {{ name {} }} }}", more);',
        ["user 1:37", "name 1:54", "_put_in_1 1:59"],
    ),
    "Rust, pieces": ("a.rs", 'let q = concat!("query A {", " a }");', ["a 1:32"]),
    "Rust, a line continued": ("a.rs", 'let q = "query A { \\\n   a }";', ["a 2:4"]),
    "Scala, a margin": ("a.scala", 'val q = """|query A {\n  |  a\n  |}""".stripMargin', ["a 2:6"]),
    "Scala, values put in": ("a.scala", 'val q = s"""query A { a(b: $n) { c } }"""', ["a 1:23", "c 1:34"]),
    "Scala": ("a.scala", f'val q = """\n{QUERY}"""', ["a 3:3"]),
}


@pytest.mark.parametrize("case", LITERALS)
def test_literals(case: str, tmp_path: Path) -> None:
    name, text, expected = LITERALS[case]
    operations = find(tmp_path, {name: text})
    assert len(operations.notices) == sum(field.startswith("_put") for field in expected)
    assert [f"{field} {place.removeprefix(f'{name}:')}" for field, place in fields(operations)] == expected
    if not operations.notices:
        assert_fields_stand_where_they_say(tmp_path, operations)


@pytest.mark.parametrize("name", ["a.go", "a.java", "a.kt", "a.swift", "a.cs", "a.dart", "a.rs", "a.scala"])
def test_what_is_no_operation(name: str, tmp_path: Path) -> None:
    text = '/* """query A { a }""" */ // `query B { b }`\n x = "the query {0} took {1}"; y = """broken query A { """'
    operations = find(tmp_path, {name: text})
    assert (operations.operations, operations.notices) == ((), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.go", 'b.WriteString("query A {")\nfor x { b.WriteString("a") }\nb.WriteString("}")'),
        ("a.java", 's.append("query A {");\nif (x) { s.append("a"); }\ns.append("}");'),
        ("a.py", 'write("query A {")\nwrite("a }")\n'),
        ("a.ts", 'write("query A {");\nwrite("a }");\n'),
    ],
)
def test_an_operation_that_is_written_piece_by_piece_is_not_judged(
    name: str, text: str, tmp_path: Path
) -> None:
    operations = find(tmp_path, {name: text})
    assert operations.operations == ()
    assert [(each.path, each.line) for each in operations.account.not_judged] == [(name, 1)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.go", "package a\nvar q = `query A { users { name } }\n"),
        ("a.java", 'class A {\n  String q = "query A { users { name } }; }\n'),
        ("a.cs", 'var n = 1;\nvar q = @"query A { users { name } }\n'),
        ("a.kt", 'val n = 1\nval q = """fragment F on User { name }\n'),
    ],
)
def test_a_literal_that_does_not_end_is_not_judged(name: str, text: str, tmp_path: Path) -> None:
    operations = find(tmp_path, {name: text})
    assert operations.operations == ()
    assert [(each.line, each.reason) for each in operations.account.not_judged] == [
        (2, "an operation seems to begin in a literal that does not end")
    ]


def test_operations_that_are_made_of_structs_are_not_judged(tmp_path: Path) -> None:
    client = 'package a\nvar q struct {\n\tUsers []struct{ Name string } `graphql:"users(first: $n)"`\n}\n'
    server = 'package a\ntype User struct {\n\tName string `json:"name" graphql:"name"`\n}\n'
    operations = find(tmp_path, {"client.go": client, "server.go": server})
    assert [str(each) for each in operations.account.not_judged] == [
        'client.go:3: operations that are made of Go structs are not read: graphql:"users(first: $n)"'
    ]


def test_utf_16_without_its_mark_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_bytes("gql`query A { users { name } }`".encode("utf-16-le"))
    (tmp_path / "b.ts").write_bytes(b"const a = 'a\0b';")
    operations = find(tmp_path, {}, "*.ts")
    assert [str(each) for each in operations.account.not_judged] == [
        "a.ts:1: it holds NUL characters; save the text as UTF-8"
    ]


def test_texts_beside_each_other_stay_two(tmp_path: Path) -> None:
    text = 'f("query A { a }", "query B { b }"); g("query C {", "query D { d }");'
    operations = find(tmp_path, {"a.java": text})
    assert [each.name for each in operations.operations] == ["A", "B", "D"]
    assert [each.column for each in operations.account.not_judged] == [41]


MANIFESTS = {
    "Apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": "1f", "name": "A", "type": "query", "body": QUERY + ' # "ä😀"'}],
    },
    "Apollo, older": {"version": 2, "operations": [{"signature": "1f", "document": QUERY}]},
    "Relay": {"d41d8cd98f00b204e9800998ecf8427e": QUERY},
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_manifests(case: str, tmp_path: Path) -> None:
    text = json.dumps(MANIFESTS[case], indent=2)
    operations = find(tmp_path, {"manifest.json": text})
    line = next(number for number, row in enumerate(text.split("\n"), 1) if "query A(" in row)
    column = text.split("\n")[line - 1].index("query A(") + 1
    assert named(operations) == [("A", f"manifest.json:{line}:{column}")]
    assert_fields_stand_where_they_say(tmp_path, operations)
    assert operations.notices == ()


@pytest.mark.parametrize(
    "content",
    [
        {"query": QUERY, "variables": {}},
        {"operations": "query A { a }"},
        {"operations": [{"note": "query A { a }"}]},
        ["query A { a }"],
        {"scripts": {"a": "query A { a }"}},
    ],
)
def test_other_json_is_no_manifest(content: object, tmp_path: Path) -> None:
    operations = find(tmp_path, {"package.json": json.dumps(content)})
    assert (operations.operations, operations.notices) == ((), ())


def test_globs(tmp_path: Path) -> None:
    names = [
        "a.py",
        "b.ts",
        ".hidden.py",
        ".h/c.py",
        "sdk/a.py",
        "sdk/deep/er/b.py",
        "sdk/b[1].py",
        "node_modules/x/a.py",
    ]
    write(tmp_path, dict.fromkeys(names, ""))
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "link.py").symlink_to("a.py")
    (tmp_path / "out.py").symlink_to("/etc/hostname")

    def found(*patterns: str) -> list[str]:
        return list(matching(tmp_path, patterns).paths)

    assert found("*.py") == ["a.py", "link.py", "out.py"]
    assert found("**/*.py") == [
        "a.py",
        "link.py",
        "out.py",
        "sdk/a.py",
        "sdk/b[1].py",
        "sdk/deep/er/b.py",
    ]
    assert found("sdk/**") == ["sdk/a.py", "sdk/b[1].py", "sdk/deep/er/b.py"]
    assert found("sdk/*/**/b.py") == ["sdk/deep/er/b.py"]
    assert found("sdk/?.py", "[!b].py") == ["a.py", "sdk/a.py"]
    assert found("sdk/b[[]1[]].py") == ["sdk/b[1].py"]
    assert found(".h/*.py", ".*.py") == [".h/c.py", ".hidden.py"]
    assert found("node_modules/**") == ["node_modules/x/a.py"]
    assert found("sdk/a.py", "sdk/a.py", "nothing/*") == ["sdk/a.py"]
    assert found("sdk", "./sdk/") == ["sdk/a.py", "sdk/b[1].py", "sdk/deep/er/b.py"]
    assert found("sd[k]/*/er") == ["sdk/deep/er/b.py"]
    assert found("{a,b}.{py,ts}", "sdk/{a,{deep,x}/**/b}.py") == [
        "a.py",
        "b.ts",
        "sdk/a.py",
        "sdk/deep/er/b.py",
    ]
    assert found("!sdk/deep", "sdk/**", "!**/b\\[1*") == ["sdk/a.py", "sdk/b[1].py"]
    assert found("sdk/**", "!sdk/b*") == ["sdk/a.py", "sdk/deep/er/b.py"]
    assert found("sdk/b[1].py", "sdk/{x}.py") == ["sdk/b[1].py"]
    assert found(f"{tmp_path}/sdk/a.py", "sdk/../a.py") == ["a.py", "sdk/a.py"]
    assert matching(tmp_path, ["sdk/*.py", "!sdk/a.py", "no/*"]).counts == (
        ("sdk/*.py", 2),
        ("!sdk/a.py", 1),
        ("no/*", 0),
    )
    for pattern in ("/etc/*", "../*", "sdk/../../x"):
        with pytest.raises(UsageError, match="must be below"):
            matching(tmp_path, [pattern])


def test_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    root = write(
        tmp_path / "repo/client",
        {
            "a.py": "",
            "build/b.py": "",
            "src/build/c.py": "",
            "src/d.gen.py": "",
            "kept.gen.py": "",
            "src/é.py": "",
        },
    )
    write(tmp_path / "repo", {".gitignore": "/client/build\n*.gen.py\n!kept.gen.py\n"})
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "repo", check=True, env=environment)
    found = matching(root, ["**/*.py"])
    assert found.paths == ("a.py", "kept.gen.py", "src/build/c.py", "src/é.py")
    assert matching(root, ["build/*.py"]).paths == ("build/b.py",)
    write(tmp_path / "repo", {"shared/q.py": "", "shared/q.gen.py": ""})
    above = matching(root, ["../shared/**", f"{tmp_path}/repo/shared"]).paths
    assert above == ("../shared/q.py",)
    with pytest.raises(UsageError, match=r"must be below .* or elsewhere in its git repository"):
        matching(root, ["../../*.py"])
