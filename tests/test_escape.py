from __future__ import annotations

import ast
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drift import escape, unseen
from drift.schema.literal import UNPRINTABLE
from tests.conftest import ROOT
from tests.reports.samples import ATTACKS, EVIL

ANYTHING = st.text(st.characters(exclude_categories=()) | st.sampled_from("`|:#[]\\\n\r\t \x1b@&<>%,"))


@pytest.mark.parametrize("category", ["Cc", "Cs", "Zl", "Zp"])
def test_no_control_character_or_separator_stays(category: str) -> None:
    chars = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == category]
    assert chars
    assert all(escape.one_line(char).isascii() for char in chars)


def test_all_that_canonical_sdl_escapes_is_escaped_here() -> None:
    chars = [chr(code) for code in range(0x10000) if UNPRINTABLE.match(chr(code))]
    assert all(unseen.holds_any(char) for char in chars)


def test_readable_text_is_kept() -> None:
    text = "naïve — 東京 👩‍👩‍👧 می‌خواهم"
    assert escape.one_line(text) == text


@given(ANYTHING)
def test_one_line_is_one_line_and_can_be_written(text: str) -> None:
    seen = escape.one_line(text)
    assert len(seen.splitlines()) <= 1
    seen.encode()
    assert escape.one_line(seen) == seen


@given(ANYTHING, st.integers(1, 20))
def test_limits_hold(text: str, limit: int) -> None:
    assert len(escape.one_line(text, limit)) <= limit


def runner_obeys(line: str) -> bool:
    """What actions/runner takes for a command: ``::`` after white space, ``##[`` anywhere."""
    return line.strip().startswith("::") or "##[" in line


@given(
    ANYTHING | st.sampled_from(["::add-mask::x", " \u3000::x::", "###[x]", "a\n\u00a0::x", "##[##[", ":::x"])
)
def test_runner_obeys_nothing_in_guarded_lines(text: str) -> None:
    guarded = escape.without_commands("\n".join(escape.lines(text)))
    assert not any(runner_obeys(line) for line in guarded.split("\n"))


def test_guarded_lines_stay_readable() -> None:
    assert escape.without_commands("a::b\n  ::error::x\n##[group]y") == "a::b\n  \\::error::x\n##\\[group]y"


@given(ANYTHING)
def test_command_text_has_no_separators_of_a_command(text: str) -> None:
    message, value = escape.command_text(text), escape.command_property(text)
    assert not re.search(r"[\r\n]", message)
    assert not re.search(r"[\r\n:,]", value)
    assert "##[" not in message


@given(ANYTHING)
@example("##[error]x")
@example("  ::error::x")
def test_a_code_span_is_one_span_with_the_text(text: str) -> None:
    from markdown_it import MarkdownIt

    (paragraph,) = MarkdownIt("commonmark").parseInline(f"x{escape.code_span(text)}y")
    children = paragraph.children or []
    assert [child.type for child in children] == ["text", "code_inline", "text"]
    shown = escape.without_commands(escape.one_line(text))
    assert children[1].content.strip(" ") == shown.strip(" ")


@given(ANYTHING)
@example("##[error]x")
@example("  ::error::x")
def test_a_code_block_is_one_block_with_the_text(text: str) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(escape.code_block(text, "graphql"))
    assert [token.type for token in tokens] == ["fence"]
    shown = escape.without_commands("\n".join(escape.lines(text)))
    assert tokens[0].content.split("\n")[:-1] == shown.split("\n")


@given(ANYTHING | st.sampled_from([*ATTACKS, EVIL]))
def test_prose_renders_as_words_and_code_only(text: str) -> None:
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    (paragraph,) = renderer.parseInline("x " + escape.prose(text))
    plain = []
    for child in paragraph.children or []:
        assert child.type in ("text", "code_inline")
        if child.type == "text":
            plain.append(child.content)
    # What GitHub looks for in rendered text: mentions, references, addresses, commit hashes, emoji.
    assert not re.search(r"[@#/<>]|\bGH-|www\.|:\w+:|\b[0-9a-f]{7,}\b", "".join(plain))


def test_prose_keeps_sentences_readable() -> None:
    assert escape.prose("Field Alert.legacyId changed type from [ID!]! to ID.") == (
        "Field `Alert.legacyId` changed type from `[ID!]!` to `ID`."
    )
    assert escape.prose("Use `assignee { email }`, which knows `a`.`B` the person.") == (
        "Use `assignee { email }`, which knows `a`. `B` the person."
    )


@given(st.text(alphabet="`@#a B.:,", max_size=30))
def test_prose_with_backticks_lets_nothing_out(text: str) -> None:
    test_prose_renders_as_words_and_code_only.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@given(ANYTHING)
def test_xml_text_is_legal_xml(text: str) -> None:
    from xml.etree import ElementTree
    from xml.sax.saxutils import escape as markup

    element = ElementTree.fromstring(f"<x>{markup(escape.xml_text(text))}</x>")
    assert (element.text or "") == escape.xml_text(text)


@given(ANYTHING)
def test_a_uri_path_is_a_path_only(text: str) -> None:
    from urllib.parse import urlsplit

    uri = escape.uri_path(text)
    assert uri.isascii()
    parts = urlsplit(uri)
    assert parts.query == parts.fragment == ""
    assert parts.scheme in ("", "file")
    assert parts.netloc == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", '""'),
        ("a b", '"a b"'),
        ("it's", '"it\'s"'),
        ('say "x"', r'"say \"x\""'),
        (r"a\x1b", r'"a\\x1b"'),
        ("a\x1b\n\u202e\ud800\U000e0041", r'"a\x1b\n\u202e\ud800\u{e0041}"'),
        ("é" * 161, f'"{"é" * 159}…"'),
    ],
)
def test_foreign_text_is_named_in_one_way(text: str, said: str) -> None:
    assert escape.quoted(text) == said


def test_no_message_quotes_as_python_does() -> None:
    found = []
    for path in sorted((ROOT / "drift").rglob("*.py")):
        tree = ast.parse(path.read_text())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        own = {node for one in functions if one.name == "__repr__" for node in ast.walk(one)}
        for node in ast.walk(tree):
            is_conversion = isinstance(node, ast.FormattedValue) and node.conversion in (ord("r"), ord("a"))
            name = node.id if isinstance(node, ast.Name) else ""
            is_percent = isinstance(node, ast.Constant) and isinstance(node.value, str) and "%r" in node.value
            if (is_conversion or is_percent or name in ("repr", "ascii")) and node not in own:
                found.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    assert found == []
