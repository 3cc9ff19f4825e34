from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.docs.prose import Prose, first_sentence, plain, web_address

PLACES = {"Query.user": "q.html", "User": "u.html"}


def rendered(text: str, *, is_guide: bool = False) -> str:
    return str(Prose(PLACES.get, is_guide=is_guide).html(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Just words.", "<p>Just words.</p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("**bold** `code`", "<p><strong>bold</strong> <code>code</code></p>\n"),
        ("See `Query.user`.", '<p>See <a href="q.html"><code>Query.user</code></a>.</p>\n'),
        ("# Big", '<p class="heading"><strong>Big</strong></p>\n'),
        ("[x](https://e.com)", '<p><a href="https://e.com" rel="noopener nofollow">x</a></p>\n'),
        ("[x](mailto:a@e.com)", '<p><a href="mailto:a@e.com" rel="noopener nofollow">x</a></p>\n'),
        (
            "at https://e.com/a?b=1&c. And",
            '<p>at <a href="https://e.com/a?b=1&amp;c" rel="noopener nofollow">'
            "https://e.com/a?b=1&amp;c</a>. And</p>\n",
        ),
        (
            "[https://a.com](https://b.com)",
            '<p><a href="https://b.com" rel="noopener nofollow">https://a.com</a></p>\n',
        ),
        (
            "![alt](https://e.com/x.png)",
            '<p><a href="https://e.com/x.png" rel="noopener nofollow">alt</a></p>\n',
        ),
        ("![alt](x.png)", "<p>![alt](x.png)</p>\n"),
        ("<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](JaVaScRiPt:alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>\n"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("[x](vbscript:x)", "<p>[x](vbscript:x)</p>\n"),
        ("[x](&#106;avascript:x)", "<p>[x](javascript:x)</p>\n"),
        ("[x](other.html)", "<p>[x](other.html)</p>\n"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>\n"),
        ("{{ 7 * 7 }} {% x %}", "<p>{{ 7 * 7 }} {% x %}</p>\n"),
        ("", ""),
    ],
)
def test_descriptions(text: str, expected: str) -> None:
    assert rendered(text) == expected


def test_unseen_characters_are_shown() -> None:
    assert rendered("a\u202eb\x1bc") == "<p>a\\u202eb\\x1bc</p>\n"


@given(st.text(alphabet="aB1 .,;:'\"()/$%?@{}-\n", max_size=60))
def test_plain_text_is_rendered_as_markdown_would(text: str) -> None:
    """The way around the Markdown parser changes nothing."""
    from drift.docs.prose import _markdown

    slow = _markdown(lambda _: None, is_guide=False).render(text, {})
    assert html.unescape(rendered(text)) == html.unescape(slow)


@given(st.text(max_size=200))
def test_no_text_brings_markup_of_its_own(text: str) -> None:
    for is_guide in (False, True):
        tags = set(re.findall(r"<(/?[a-z0-9]+)", rendered(text, is_guide=is_guide)))
        assert tags <= {
            f"{slash}{name}"
            for slash in ("", "/")
            for name in [
                "p",
                "a",
                "code",
                "pre",
                "strong",
                "em",
                "s",
                "ul",
                "ol",
                "li",
                "blockquote",
                "hr",
                "br",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
                "div",
                "span",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
            ]
        }
        for target in re.findall(r'href="([^"]*)"', rendered(text, is_guide=is_guide)):
            assert re.match(r"(?i)https?:|mailto:|[^:]*$|[^:]*[/?#]", html.unescape(target))


def test_guides_link_each_other_and_have_anchors() -> None:
    text = "## Set up!\n\n## Set up!\n\n[next](two.md#set-up) [top](#set-up) [bad](javascript:x) [abs](/etc)"
    assert rendered(text, is_guide=True) == (
        '<h2 id="set-up">Set up!</h2>\n<h2 id="set-up-2">Set up!</h2>\n'
        '<p><a href="two.html#set-up">next</a> <a href="#set-up">top</a> [bad](javascript:x) [abs](/etc)</p>\n'
    )


def test_a_long_description_has_a_first_sentence() -> None:
    assert first_sentence("One list of e.g. things. Then more.\n\nAnd more.") == "One list of e.g. things."
    assert first_sentence("No end\nhere") == "No end here"
    assert plain("**Bold** [link](https://x.y) `code`\n# H", 100) == "Bold link code H"
    assert plain("one two three four", 10) == "one two…"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://e.com/x", True),
        ("http://e.com", True),
        ("javascript:alert(1)", False),
        ("https:///x", False),
        ("//e.com", False),
        (" https://e.com", False),
        ("https://[::1", False),
        ("https://e.com/\u202e", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    assert (web_address(url) is not None) == safe
