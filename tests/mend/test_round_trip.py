"""In programs only the edited characters change: whatever indentation, line ends, escapes and text around them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mend.project import report, texts

OLD = """
type Query {
  old: Int @deprecated(reason: "Use `fresh`.")
  mail: String @deprecated(reason: "Use `owner { mail }`.")
  item: Int
  kept: Int
}
"""
NEW = "type Query { fresh: Int owner: P item(id: ID!): Int kept: Int } type P { mail: String }"
# What is in a text before and after; what has no pair stays.
EDITS = {
    "old": "old: fresh",
    "mail": "owner { mail }",
    "item": "item(id: $id)",
    "kept": "kept",
    "mine: old": "mine: fresh",
}

Encode = Callable[[str], str]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace('"', '\\"')


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


# How a program writes a text: its beginning, its end, its encoding, and what it puts in.
PYTHON: list[tuple[str, str, Encode, str]] = [
    ('Q = gql("""', '""")', str, ""),
    ("Q = '''", "'''", str, ""),
    ('Q = gql("', '")', _escaped, ""),
    ('Q = f"""', '"""', _doubled, "{FIELDS}"),
    ('Q = """', '""" % FIELDS', str, "%s"),
    ('Q = rf"""', '"""', _doubled, "{more()}"),
]
TYPESCRIPT: list[tuple[str, str, Encode, str]] = [
    ("const Q = gql`", "`;", str, ""),
    ("const Q = /* GraphQL */ `", "`;", str, "${FIELDS}"),
    ('export const Q = gql("', '");', _escaped, ""),
    ("const Q = graphql(`", "`);", str, ""),
]
GO: list[tuple[str, str, Encode, str]] = [
    ("const q = `", "`", str, ""),
    ('const q = "', '"', _escaped, ""),
    ("var q = fmt.Sprintf(`", "`, fields)", str, "%s"),
]
LANGUAGES = {"a.py": PYTHON, "a.ts": TYPESCRIPT, "a.go": GO}
HEADS = {
    "a.py": "# -*- coding: utf-8 -*-\nNAME = 'old ä\U0001f600'\n",
    "a.ts": "// old ä\U0001f600\nconst name = 'old';\n",
    "a.go": 'package a\n\n// old ä\U0001f600\nvar name = "old"\n',
}


@st.composite
def programs(draw: st.DrawFn, path: str) -> tuple[bytes, bytes]:
    """Return a program before and after."""
    opening, closing, encode, hole = draw(st.sampled_from(LANGUAGES[path]))
    names = draw(
        st.lists(
            st.sampled_from([name for name in EDITS if name != "mine: old"]),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    if draw(st.booleans()):
        names.append("mine: old")
    gaps = st.sampled_from(["\n", "\n  ", "\n\t", "\n \t ", "\n\n      ", " ", "  "])
    before, after = "", ""
    needs_id = "item" in names
    head = draw(st.sampled_from(["query Q", "query Q ", "\n  query Q", "\n\tquery Q "]))
    before += encode(head + "{")
    after += encode(head.rstrip() + ("($id: ID!)" if needs_id else "") + head[len(head.rstrip()) :] + "{")
    for number, name in enumerate(names):
        gap = draw(gaps)
        if hole and not number:
            # What is put in after a field may be a part of it.
            before += encode(gap) + hole
            after += encode(gap) + hole
            gap = "\n"
        before += encode(gap + name)
        after += encode(gap + EDITS[name])
    tail = draw(st.sampled_from(["\n}", " }", "\n  }\n", "\n}\n\n"]))
    before, after = (f"{HEADS[path]}{opening}{text}{encode(tail)}{closing}\n" for text in (before, after))
    if draw(st.booleans()):
        before, after = (text.replace("\n", "\r\n") for text in (before, after))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    if draw(st.booleans()):
        before, after = (text.rstrip("\r\n") for text in (before, after))
    return mark + before.encode(), mark + after.encode()


@pytest.mark.parametrize("path", LANGUAGES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_only_the_edited_characters_change(path: str, data: st.DataObject) -> None:
    before, after = data.draw(programs(path))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / path).write_bytes(before)
        found = report(root, {}, OLD, NEW)
        (mended,) = found.mending.files or [None]
        assert (before if mended is None else mended.after) == after


# In the other languages: a literal with an operation, and that literal afterwards.
OTHERS = {
    "A.java": (
        'String Q = """\n  query Q { item\n    mail }\n  """;',
        'String Q = """\n  query Q($id: ID!) { item(id: $id)\n    owner { mail } }\n  """;',
    ),
    "B.java": ('String Q = "query Q { " +\n  "mail }";', 'String Q = "query Q { " +\n  "owner { mail } }";'),
    "A.kt": (
        'val Q = """query Q { item mail }"""',
        'val Q = """query Q(${\'$\'}id: ID!) { item(id: ${\'$\'}id) owner { mail } }"""',
    ),
    "B.kt": ('val Q = "query Q { item }"', 'val Q = "query Q(\\$id: ID!) { item(id: \\$id) }"'),
    "A.scala": ('val Q = """query Q { item }"""', 'val Q = """query Q($id: ID!) { item(id: $id) }"""'),
    "A.swift": (
        'let q = """\n  query Q { item mail }\n  """',
        'let q = """\n  query Q($id: ID!) { item(id: $id) owner { mail } }\n  """',
    ),
    "A.cs": (
        'var q = @"query Q { item mail }";',
        'var q = @"query Q($id: ID!) { item(id: $id) owner { mail } }";',
    ),
    "B.cs": ('var q = $"query Q {{ {more} mail }}";', 'var q = $"query Q {{ {more} owner {{ mail }} }}";'),
    "a.dart": ("const q = r'''query Q { item }''';", "const q = r'''query Q($id: ID!) { item(id: $id) }''';"),
    "b.dart": (
        'const q = """query Q { item }""";',
        'const q = """query Q(\\$id: ID!) { item(id: \\$id) }""";',
    ),
    "a.rs": (
        'const Q: &str = r#"query Q { item mail }"#;',
        'const Q: &str = r#"query Q($id: ID!) { item(id: $id) owner { mail } }"#;',
    ),
    "a.vue": (
        "<script>\nconst Q = gql`query Q { mail }`\n</script>\n",
        "<script>\nconst Q = gql`query Q { owner { mail } }`\n</script>\n",
    ),
    "a.jsx": (
        "const Q = gql`query Q { mail }`; const x = <a>mail</a>;",
        "const Q = gql`query Q { owner { mail } }`; const x = <a>mail</a>;",
    ),
    "join.js": (
        "const Q = ['query Q {', '  mail', '}'].join('\\n')",
        "const Q = ['query Q {', '  owner { mail }', '}'].join('\\n')",
    ),
    "sum.py": ('Q = "query Q {" + FIELDS + " mail }"', 'Q = "query Q {" + FIELDS + " owner { mail } }"'),
    "format.py": (
        'Q = "query Q {{ {} mail }}".format(x)',
        'Q = "query Q {{ {} owner {{ mail }} }}".format(x)',
    ),
    "body.py": ('Q = \'{"query": "query Q { mail }"}\'', 'Q = \'{"query": "query Q { owner { mail } }"}\''),
    "tabs.py": (
        "def f():\n\tif x:\n\t\tq = gql('''\n\t\t\tquery Q {\n\t\t\t\tmail\n\t\t\t}''')\n",
        "def f():\n\tif x:\n\t\tq = gql('''\n\t\t\tquery Q {\n\t\t\t\towner { mail }\n\t\t\t}''')\n",
    ),
    "unicode.ts": ('const Q = gql("query Q { \\u006dail }")', 'const Q = gql("query Q { owner { mail } }")'),
}


@pytest.mark.parametrize("path", OTHERS)
def test_each_language_writes_in_its_own_way(path: str, tmp_path: Path) -> None:
    before, after = OTHERS[path]
    found = report(tmp_path, {path: before}, OLD, NEW)
    assert texts(tmp_path, found.mending) == {path: after}, found.mending.refused
    assert found.mending.still == 0


def test_a_constant_of_another_file_is_edited_there(tmp_path: Path) -> None:
    files = {
        "fields.ts": "export const FIELDS = `\n  mail\n  kept\n`;\n",
        "a.ts": "const A = gql`query A { ${FIELDS} }`;\n",
        "b.ts": "const B = gql`query B { kept ${FIELDS} }`;\n",
    }
    found = report(tmp_path, files, OLD, NEW)
    assert texts(tmp_path, found.mending) == {
        "fields.ts": "export const FIELDS = `\n  owner { mail }\n  kept\n`;\n"
    }
    assert len(found.mending.edits) == 1


HOLES = {
    "a name that is put in": ("a.py", 'Q = f"query Q {{ {field} kept }}"'),
    "a name in pieces": ("a.py", 'Q = f"query Q {{ m{rest} kept }}"'),
    "a field that may go on": ("a.py", 'Q = f"query Q {{ mail {more} kept }}"'),
}


@pytest.mark.parametrize("case", HOLES)
def test_holes_are_left_alone(case: str, tmp_path: Path) -> None:
    path, text = HOLES[case]
    assert report(tmp_path, {path: text}, OLD, NEW).mending.edits == ()
