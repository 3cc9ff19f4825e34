"""What fuzzing and the table of bad servers found, each input as it was found or smaller."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from drift.errors import DriftError, UsageError
from drift.operations.documents import find_operations
from drift.schema import canonical, sdl
from drift.schema.literal import LiteralError, parse
from drift.sources.answer import Answer
from drift.sources.content import read_bytes
from drift.sources.headers import check_headers


@pytest.mark.parametrize(
    "text",
    [
        "schema {} type Query { a: Int }",
        "schema {} type Q { a: Int }",
        '"text" schema {} type Q { a: Int }',
        "extend schema @a {} type Query { a: Int }",
        "extend schema @a type Q { a: Int }",
    ],
)
def test_a_definition_without_roots_has_a_stable_form(text: str) -> None:
    rendered = canonical.render(sdl.read(text))
    assert canonical.render(sdl.read(rendered)) == rendered


@pytest.mark.parametrize(
    "text", ["#" * 60 + "\n?", "#\n" * 60 + "?", "#,\n" * 5000 + "}", '"' + "\\a" * 50_000]
)
def test_literals_take_linear_time(text: str) -> None:
    started = time.process_time()
    with pytest.raises(LiteralError):
        parse(text)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "text",
    [
        "#a\n" * 50_000 + "\ntype Query { a: Int }\n#b\ntype A { a: Int }",
        '"""' + '\\"""' * 200_000,
        "type Query { a(b: String = " + '"' * 100_001 + ") : Int }",
    ],
)
def test_schemas_take_linear_time(text: str) -> None:
    started = time.process_time()
    with suppress(DriftError):
        sdl.read(text)
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    "page", ["<title" * 200_000, "<title>" * 200_000, "<title" + ">" * 1_000_000, "<TITLE>x"]
)
def test_pages_take_linear_time(page: str) -> None:
    started = time.process_time()
    assert "looks like an HTML page" in Answer(200, "text/html", page.encode()).describe()
    assert time.process_time() - started < 10


def test_python_that_python_itself_gives_up_on_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("[" * 300 + "'query A { a }'")
    (tmp_path / "b.py").write_text("q = '\\d { a }'\n")
    (tmp_path / "c.py").write_text("[" * 300)
    found = find_operations(tmp_path, ["*.py"])
    assert [item.name for item in found.operations] == ["A"]
    assert found.notices == ()


def test_an_endless_key_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(UsageError, match="16,001 characters long, and servers accept no more than 16,000"):
        check_headers({"X-API-Key": "x" * 16_001})
    assert time.process_time() - started < 10


def test_members_listed_twice_contradict_each_other() -> None:
    field = {"name": "a", "args": [], "type": {"kind": "SCALAR", "name": "Int"}}
    query = {"kind": "OBJECT", "name": "Query", "fields": [field, {**field, "description": "other"}]}
    content = json.dumps({"__schema": {"queryType": {"name": "Query"}, "types": [query]}}).encode()
    with pytest.raises(DriftError, match=r"Query\.a is listed twice with different content"):
        read_bytes(content, path="x.json", reference="x")


@pytest.mark.parametrize(
    "text",
    [
        'input I { a: [I] = [{a: 1"""\n  block\n"""}] }',
        'input I { a: I = """\n""" """\x1b[2J""" }',
        'type Query { a(b: String = "\\\u2028"): Int }',
    ],
)
def test_a_message_about_a_literal_is_one_printable_line(text: str) -> None:
    with pytest.raises(DriftError) as raised:
        sdl.read(text)
    assert str(raised.value).isprintable()
