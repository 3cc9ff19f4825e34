"""Operations in Python files: every way to write a string, and the place of what it contains."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.operations.unknown import is_unknown
from tests.operations.project import assert_fields_stand_where_they_say, fields, find, named, told

# What is written, and the fields that are found with their line and column.
LITERALS = {
    "tagged": ('x = gql("{ viewer { login } }")\n', ["viewer 1:12", "login 1:21"]),
    "tagged, of a module": ('x = graphql.parse("{ viewer }")\n', ["viewer 1:22"]),
    "a constant": ('Q = "query A { viewer }"\n', ["viewer 1:16"]),
    "an argument": ('client.execute("query A { viewer }", x=1)\n', ["viewer 1:27"]),
    "in a function": ('def f():\n    return """\n    query A {\n      viewer\n    }"""\n', ["viewer 4:7"]),
    "triple quotes": ('Q = """query A {\n  viewer\n}"""\n', ["viewer 2:3"]),
    "triple apostrophes": ("Q = '''\nquery A {\n\tviewer\n}'''\n", ["viewer 3:2"]),
    "line continued": ('Q = """\\\nquery A { viewer }"""\n', ["viewer 2:11"]),
    "line continued within": ('Q = "query A {\\\n  viewer }"\n', ["viewer 2:3"]),
    "escapes": ('Q = "query A {\\n\\tviewer\\u007blogin } }"\n', ["viewer 1:19", "login 1:31"]),
    "octal and hex": ('Q = "query A \\173 viewer \\x7d"\n', ["viewer 1:19"]),
    "a name": ('Q = "query A \\N{LEFT CURLY BRACKET} viewer }"\n', ["viewer 1:37"]),
    "quotes": ('Q = "query A { a(b: \\"\\\\n\\") c }"\n', ["a 1:16", "c 1:30"]),
    "bytes": ('Q = b"query A { a }"\n', ["a 1:17"]),
    "raw": ('Q = r"query A { a(b: 1) c }"\n', ["a 1:17", "c 1:25"]),
    "side by side": ('Q = ("query A {"\n     " viewer"\n     " }")\n', ["viewer 2:8"]),
    "side by side with comments": (
        'Q = (  # one\n  "query A {" # two "\n  # three\n  \' viewer }\')\n',
        ["viewer 4:5"],
    ),
    "side by side of all kinds": (
        "Q = r'query A { a ' \"b\\x20\" \\\n  '''c''' f'{{d}}' \"}\"\n",
        ["a 1:17", "b 1:22", "c 2:6", "d 2:15"],
    ),
    "added": ('Q = "query A {" + " viewer" + "}"\n', ["viewer 1:21"]),
    "added over lines": ('Q = ("query A {"\n  + "viewer"\n  + "}")\n', ["viewer 2:6"]),
    "joined": ('Q = "\\n".join(["query A {", "viewer", "}"])\n', ["viewer 1:30"]),
    "f-string without gaps": ('Q = f"query A {{ viewer }}"\n', ["viewer 1:18"]),
    "raw f-string": ('Q = rf"query A {{ viewer }}"\n', ["viewer 1:19"]),
    "behind other letters": ('x = "ä€😀"; Q = "query A { viewer }"\n', ["viewer 1:27"]),
    "letters in it": ('Q = """query A {\n  a(b: "ä😀") c\n}"""\n', ["a 2:3", "c 2:14"]),
    "byte order mark": ('\ufeffQ = "query A { viewer }"\n', ["viewer 1:16"]),
    "carriage returns": ('x = 1\r\nQ = """query A {\r\n  viewer\r\n}"""\r\n', ["viewer 3:3"]),
    "dedent": ('Q = textwrap.dedent("""\\\n    query A {\n      viewer\n    }\n""")\n', ["viewer 3:7"]),
    "a comment first": ('Q = """\n# what it does\nquery A { viewer }"""\n', ["viewer 3:11"]),
    "a default": ('def f(q="query A { viewer }"): ...\n', ["viewer 1:20"]),
    "added to": ('q = "query A {"\nq += " a"\nq += " }"\n', ["a 2:8"]),
    "added to when it is wanted": (
        'def f(x):\n    q = "query A {"\n    if x:\n        q += " a"\n    else:\n        q += " b"\n    q += " }"\n',
        ["a 4:16", "b 6:16"],
    ),
    "either arm": ("Q = f\"query A {{ {'a' if x else 'b'} c }}\"\n", ["a 1:20", "b 1:34", "c 1:38"]),
    "an arm or nothing": ('Q = "query A { " + ("a " if x else "") + "c }"\n', ["a 1:22", "c 1:43"]),
    "newer than the interpreter": (
        "type A[T] = list[T]\nQ = f'query A {{ a(b: {x!r:>3}) }}'; match Q:\n  case {**b}: ...\n",
        ["a 2:18"],
    ),
    "older than the interpreter": ('print "query A { a }"\n', ["a 1:18"]),
    "percent sign": ('Q = "query A { a(b: %d) }" % 3\n', ["a 1:16"]),
    "percent, names": ('Q = "query A { a(b: %(b)s, c: \\"%%\\") d }" % {"b": 3}\n', ["a 1:16", "d 1:39"]),
    "percent, later": ('Q = "query A { a(b: %s) d }"\nexecute(Q % 1)\n', ["a 1:16", "d 1:25"]),
    "format": ('Q = "query A {{ a(b: {}) d }}".format(3)\n', ["a 1:17", "d 1:26"]),
    "format, names": ('Q = "query A {{ a(b: {b!r:>3}) d }}".format(b=3)\n', ["a 1:17", "d 1:32"]),
    "format, later": ('Q = "query A {{ a(b: {b}) d }}"\nexecute(Q.format(b=1))\n', ["a 1:17", "d 1:27"]),
    "a value put in": ("Q = f\"query A {{ a(b: {b}, c: [{c[0]['}']}]) d }}\"\n", ["a 1:18", "d 1:46"]),
    "a value put into a string": ("Q = f'query A {{ a(b: \"{b}/x\") d }}'\n", ["a 1:18", "d 1:32"]),
    "a name put in": ('Q = f"query {name} {{ a }}"\n', ["a 1:23"]),
}
NOTHING = {
    "words": '"""The query of a mutation {}"""\n',
    "a template of text": 'x = "{name} is {value}"\n',
    "a table": 'x = "query {name} and fragment {value}"\n',
    "json": 'x = \'{"query": {"a": 1}}\'\n',
    "broken, and not said to be GraphQL": 'x = "query A { a "\n',
    "an f-string of text": 'x = f"the query {name} took { {1: 2} } of {total}"\n',
}


@pytest.mark.parametrize("name", LITERALS)
def test_fields_are_found_where_they_stand(name: str, tmp_path: Path) -> None:
    text, expected = LITERALS[name]
    found = find(tmp_path, {"a.py": text})
    assert [f"{field} {place.removeprefix('a.py:')}" for field, place in fields(found)] == expected
    assert found.notices == ()
    if "\\" not in text or "{\\n" not in text:
        assert_fields_stand_where_they_say(tmp_path, found)


@pytest.mark.parametrize("name", NOTHING)
def test_other_strings_are_passed_over_in_silence(name: str, tmp_path: Path) -> None:
    found = find(tmp_path, {"a.py": NOTHING[name]})
    assert (found.operations, found.fragments, found.notices) == ((), {}, ())


def test_operations_stand_where_they_begin(tmp_path: Path) -> None:
    text = (
        'x = gql("""\n\n  # first\n  query A { a }\n  mutation B { b }\n""")\ny = gql("subscription { c }")\n'
    )
    assert named(find(tmp_path, {"sdk/a.py": text})) == [
        ("A", "sdk/a.py:4:3"),
        ("B", "sdk/a.py:5:3"),
        ("<anonymous>", "sdk/a.py:7:10"),
    ]


CONSTANTS = """\
from .shared import COMMON

FIELDS = "a b"
ROW = gql("fragment Row on T { c }")
Q1 = f"query Q1 {{ {FIELDS} ...Row }} {ROW}"
Q2 = "query Q2 { " + FIELDS + COMMON + " }" + ROW
Q3 = "query Q3 { %s }" % FIELDS
Q4 = "query Q4 {{ {} {x} }}".format(FIELDS, x=shared.COMMON)
"""


def test_constants_are_put_in_with_their_own_places(tmp_path: Path) -> None:
    files = {"a.py": CONSTANTS, "shared.py": '\nCOMMON = """\n  d\n"""\n'}
    found = find(tmp_path, files)
    places = {"a": "a.py:3:11", "b": "a.py:3:13", "c": "a.py:4:32", "d": "shared.py:3:3"}
    assert list(fields(found)) == [
        (name, places[name]) for names in ("ab", "abd", "ab", "abd", "c") for name in names
    ]
    assert [operation.name for operation in found.operations] == ["Q1", "Q2", "Q3", "Q4"]
    assert list(found.fragments) == ["Row"]
    assert found.notices == ()


REST = "puts in is known only when the program runs; the rest of the operation is checked"
# What is written, the fields that are judged, and what is said.
PARTLY = {
    "a field with arguments": (
        'x = f"""query A {{\n  {field}(a: 1) {{ b }} c }}"""\n',
        ["b 2:20", "c 2:25"],
        f"a.py:2:3: what field {REST}",
    ),
    "arguments": ('x = f"query A {{ a({arguments}) }}"\n', ["a 1:18"], f"a.py:1:20: what arguments {REST}"),
    "more arguments": ('x = f"query A {{ a(b: 1{more}) }}"\n', ["a 1:18"], f"a.py:1:24: what more {REST}"),
    "part of a name": ('x = f"query A {{ get{kind} b }}"\n', ["b 1:28"], f"a.py:1:21: what kind {REST}"),
    "a type": (
        'x = f"query A {{ a {{ ... on {kind} {{ b }} c }} }}"\n',
        ["a 1:18", "b 1:40", "c 1:45"],
        f"a.py:1:30: what kind {REST}",
    ),
    "a variable's type": (
        'x = f"query A($id: {type}) {{ a(id: $id) }}"\n',
        ["a 1:31"],
        f"a.py:1:20: what type {REST}",
    ),
    "percent": ('x = "query A { %s(a: 1) b }" % name\n', ["b 1:25"], f"a.py:1:16: what %s {REST}"),
    "what may be arguments": (
        'x = f"query A {{ a {b} {{ c }} }}"\n',
        ["a 1:18", "c 1:27"],
        f"a.py:1:20: what b {REST}",
    ),
    "variables": (
        'x = f"query A{vars} {{ a(b: $b) }}"\n',
        ["a 1:24"],
        f"a.py:1:14: what vars {REST}",
    ),
    "a directive": ('x = f"query A {{ a @{d} b }}"\n', ["a 1:18", "b 1:25"], f"a.py:1:21: what d {REST}"),
    "an arm that is not known": (
        "x = f\"query A {{ {'a' if x else y()} c }}\"\n",
        ["a 1:20", "c 1:38"],
        f"a.py:1:33: what y() {REST}",
    ),
}


@pytest.mark.parametrize("name", PARTLY)
def test_what_is_put_in_hides_its_own_place_only(name: str, tmp_path: Path) -> None:
    text, expected, notice = PARTLY[name]
    found = find(tmp_path, {"a.py": text})
    judged = [item for item in fields(found) if not is_unknown(item[0])]
    assert [f"{field} {place.removeprefix('a.py:')}" for field, place in judged] == expected
    assert told(found) == (notice,)


@pytest.mark.parametrize(
    "text", ['f"query A {{ {body} }}"', '"query A { %s }" % b', 'f"query A($a: B) {{ get{kind} }}"']
)
def test_an_operation_of_which_nothing_is_known_is_not_judged(text: str, tmp_path: Path) -> None:
    found = find(tmp_path, {"a.py": f"x = {text}\n"})
    (place,) = found.account.not_judged
    assert (found.operations, found.notices, place.line) == ((), (), 1)
    assert place.reason.endswith(", which is known only when the program runs")


def test_fields_that_are_put_in_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = find(tmp_path, {"a.py": 'x = f"query A {{ a {{ b {more()} }} }}"\n'})
    assert [operation.name for operation in found.operations] == ["A"]
    assert found.notices == (
        "a.py:1:25: what more() puts in is known only when the program runs; the rest of the operation is checked",
    )


def test_a_tagged_text_that_is_no_graphql_is_named(tmp_path: Path) -> None:
    found = find(tmp_path, {"a.py": 'x = 1\ny = gql("query A {\\n  a(")\n'})
    assert told(found) == ("a.py:2:25: not GraphQL: Syntax Error: Expected Name, found <EOF>",)


def test_a_file_that_is_no_python_is_named(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        {"a.py": 'x = 1\ny = gql("""query A { a }\n', "c.py": "x = ) 1", "b.py": 'gql("{ a }")'},
    )
    assert told(found) == ("a.py:2: an operation seems to begin in what can't be read as a program",)
    assert [operation.name for operation in found.operations] == ["<anonymous>"]


def test_hostile_files_take_no_long(tmp_path: Path) -> None:
    files = {
        "gaps.py": "x = f'query A {{ " + "{a} " * 20_000 + "}}'\n",
        "words.py": "x = '" + "query " * 500_000 + "'\n",
        "sum.py": "x = " + "+".join(["a"] * 2_000) + "\n",
        "deep.py": "x = gql('" + "{a" * 50_000 + "')\n",
        "cycle.py": "A = f'query A {{ {B} }}'\nB = f'{A} {B}'\n",
    }
    found = find(tmp_path, files)
    assert {operation.document.path for operation in found.operations} == {"cycle.py"}
    assert [notice for notice in told(found) if notice.startswith("deep.py:1:") and "too deeply" in notice]
