"""JSON from strangers: what is refused, with which place, and that everything else reads as usual."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift import strict_json
from drift.errors import SchemaUnreadable
from drift.strict_json import MAX_DEPTH, decode_text, parse_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(TEXTS, children, max_size=4),
    max_leaves=30,
)  # fmt: skip


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_what_json_writes_is_read(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse_json(text.encode(), path="x") == (value, 0)


@given(st.binary(max_size=60) | st.text('[]{}",:\\u01dfa \n', max_size=60).map(str.encode))
def test_any_bytes_are_read_like_json_or_refused(content: bytes) -> None:
    try:
        value, replaced = parse_json(content, path="x")
    except SchemaUnreadable:
        return
    if not replaced:
        assert value == json.loads(content.removeprefix(b"\xef\xbb\xbf"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x:1:1: not JSON: Expecting value"),
        (b'{"a":\n  ]}', "x:2:3: not JSON: Expecting value"),
        (b'{"a": 1,}', "x:1:8: not JSON: a comma with nothing after it"),
        (b'{"a": [1 ,\n ] }', "x:1:10: not JSON: a comma with nothing after it"),
        (b"[,]", "x:1:2: not JSON: Expecting value"),
        (b"{'a': 1}", "x:1:2: not JSON: Expecting property name enclosed in double quotes"),
        (b'"\x01"', "not JSON: Invalid control character"),
        (b'{"a": NaN}', "the JSON holds NaN, which is not JSON"),
        (b"Infinity", "the JSON holds Infinity"),
        (b"1" * 101, "a number of 101 digits"),
        (b"1." + b"1" * 101, "too large or too long"),
        (b"-1e400", "too large or too long"),
        (b'{"a": 1, "\\u0061": 2}', "the same key twice in one object"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), f"nested deeper than {MAX_DEPTH} levels"),
        (b"\xff\xfe[\0]", "is not UTF-16, which the text begins as"),
        (b"\xff\xfe\0\0[\0\0\0]\0\0\0", "UTF-32"),
        (b"[\0]\0", "not JSON: "),
        (b'{"a":\n"\xc3\xa9\xe9"}', "x:2:3: byte 0xe9 is not UTF-8"),
        (b"[" + b"0," * 6_000_000 + b"0]", "they would take 240 MB of memory"),
        (b"[" + b'{"a":1},' * 700_000 + b"0]", "more small values than a schema does"),
        (b"[" + b"[]," * 3_000_000 + b"0]", "more small values than a schema does"),
        (b"{" + b",".join(b'"%d":0' % n for n in range(700_000)) + b"}", "more small values"),
        (b'["' + rb"\ud800" * 100_001 + b'"]', "more than 100,000 halves of surrogate pairs"),
    ],
)
def test_refused(content: bytes, message: str) -> None:
    with pytest.raises(SchemaUnreadable) as raised:
        parse_json(content, path="x")
    assert message in str(raised.value)


def test_depth_counts_brackets_outside_of_strings_only() -> None:
    deepest = b"[" * (MAX_DEPTH - 1) + b'"' + b"[{" * 500 + b'\\"[\\\\"' + b"]" * (MAX_DEPTH - 1)
    parse_json(deepest, path="x")
    # Strings and escapes that lie across the blocks in which the text is read.
    for shift in range(4):
        long = b'["' + b"a" * (999_990 + shift) + b'\\\\\\"[[[[' * 200 + b'", "' + b"{" * 1000 + b'"]'
        assert len(parse_json(long, path="x")[0]) == 2


@pytest.mark.parametrize(
    ("content", "value", "count"),
    [
        (b'"\\ud83d\\ude00"', "\U0001f600", 0),
        (b'"\\ud83d"', "\ufffd", 1),
        (b'"\\ude00\\ud83d"', "\ufffd\ufffd", 2),
        (b'"\\ud83d\\ud83d\\ude00"', "\ufffd\U0001f600", 1),
        (b'"\\\\ud83d"', "\\ud83d", 0),
        (b'"\\\\\\uD83D"', "\\\ufffd", 1),
        (b'"\\ud83dx\\ude00"', "\ufffdx\ufffd", 2),
    ],
)
def test_lone_surrogates(content: bytes, value: str, count: int) -> None:
    assert parse_json(content, path="x") == (value, count)


@pytest.mark.parametrize(
    "content", [b"[" * 5_000_000, b"[]," * 1_500_000, b'{"":' * 1_000_000, b'"' + b"\\\\" * 2_000_000]
)
def test_hostile_text_is_refused_in_time(content: bytes) -> None:
    started = time.process_time()
    with pytest.raises(SchemaUnreadable):
        parse_json(content, path="x")
    assert time.process_time() - started < 3


def answer_of(texts: list[str], *, escaped: bool = False) -> bytes:
    """JSON of over 8 MB with these long texts, which are repeated."""
    return json.dumps([text * (9_000_000 // len(text)) for text in texts], ensure_ascii=escaped).encode()


@pytest.mark.parametrize("text", ["é text", "“text” and text", "日本語", "text 😀", 'a\\b " \n 😀'])
@pytest.mark.parametrize("escaped", [False, True])
def test_large_json_means_what_it_says_whatever_its_characters(text: str, escaped: bool) -> None:
    content = answer_of([text], escaped=escaped)
    assert parse_json(content, path="it") == (json.loads(content), 0)


@pytest.mark.parametrize(("text", "kept"), [("plain", 48), ("“text”", 24), ("text 😀", 12)])
def test_descriptions_are_bounded_by_what_they_take_in_memory(text: str, kept: int) -> None:
    size = (kept << 20) // len(text)
    parse_json(json.dumps([text * (size - 100)], ensure_ascii=False).encode(), path="it")
    for ensure_ascii in (True, False):
        content = json.dumps([text * (size + 1_000)], ensure_ascii=ensure_ascii).encode()
        with pytest.raises(
            SchemaUnreadable, match=r"texts would take \d+ MB of memory; 48 MB of descriptions are read"
        ):
            parse_json(content, path="it")


def test_one_character_widens_no_large_text(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load = strict_json.load
    monkeypatch.setattr(strict_json, "load", lambda text: (read.append(text), load(text))[1])
    parse_json(json.dumps(["plain text " * 900_000, "😀"], ensure_ascii=False).encode(), path="it")
    assert [text.isascii() for text in read] == [True]


def test_a_text_that_would_take_too_much_memory_is_refused() -> None:
    with pytest.raises(
        SchemaUnreadable, match="holds emoji or the like, with which it would take 133 MB of memory"
    ):
        decode_text(b"x" * 35_000_000 + "😀".encode(), path="it")
    assert len(decode_text(b"x" * 35_000_000, path="it")) == 35_000_000
