"""Descriptions and guides to HTML: Markdown without raw HTML, with schema coordinates linked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from drift.docs.markup import trusted
from drift.escape import xml_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Text of these characters that does not begin like a list or a heading means itself in Markdown.
_PLAIN = re.compile(r"[A-Za-z(\"'$][A-Za-z0-9 ,.;:'\"()/$%?@{}-]*")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}]")
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(.{15,}?[.!?])(?=\s+[A-Z(`\"'*])", re.DOTALL)
_SCHEMES = ("http", "https", "mailto")


def visible(text: str) -> str:
    """Return *text* with control, bidi and other unseen characters as escapes that can be read."""
    return xml_text(text)


def web_address(url: str | None) -> str | None:
    """Return a URL that may be linked: http or https with a host; None for any other."""
    if url is None or url != visible(url) or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


class Prose:
    """Renders Markdown, each text once.

    Args:
        address: Gives the address of a schema coordinate, relative to the page; None when it has none.
        is_guide: Headings keep their level and get anchors, and links to other guides are allowed.
    """

    def __init__(self, address: Callable[[str], str | None], *, is_guide: bool = False) -> None:
        self._address = address
        self._is_guide = is_guide
        self._rendered: dict[str, Markup] = {}
        self._markdown: MarkdownIt | None = None

    def html(self, text: str | None) -> Markup:
        """Return a description as block HTML, empty for None."""
        if not text:
            return Markup()
        found = self._rendered.get(text)
        if found is None:
            found = self._rendered[text] = self._html(text)
        return found

    def _html(self, text: str) -> Markup:
        if len(text) < 2000 and "://" not in text and _PLAIN.fullmatch(text):
            return trusted(f"<p>{escape(text.rstrip())}</p>\n")
        if self._markdown is None:
            self._markdown = _markdown(self._address, is_guide=self._is_guide)
        return trusted(self._markdown.render(visible(text), {}))

    def summary(self, text: str | None) -> Markup:
        """Return the first sentence of a description as inline HTML, empty for None."""
        if not text:
            return Markup()
        first = first_sentence(text)
        return (
            trusted(re.sub(r"^<p>|</p>\s*$", "", self.html(first)))
            if _is_inline(first)
            else trusted(escape(plain(first)))
        )


def _is_inline(text: str) -> bool:
    return re.match(r"\s*(?:[#>|~*+-]|\d+[.)]|```)", text) is None and "\n" not in text


def first_sentence(text: str) -> str:
    """Return the first sentence of the first paragraph, on one line."""
    paragraph = _SPACE.sub(" ", visible(text).strip().split("\n\n")[0]).strip()
    match = _SENTENCE.match(paragraph)
    return match[1] if match else paragraph


def plain(text: str | None, limit: int = 0) -> str:
    """Return Markdown as one line of plain text, cut after a word when longer than *limit* characters."""
    if not text:
        return ""
    line = re.sub(r"!?\[([^\]\n]*)\]\([^)\s]*\)", r"\1", visible(text))
    line = _SPACE.sub(" ", re.sub(r"[`*]+|^#+ ", "", line, flags=re.MULTILINE)).strip()
    if not limit or len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _markdown(address: Callable[[str], str | None], *, is_guide: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.validateLink = lambda url: _may_link(url, is_guide=is_guide)  # type: ignore[method-assign]
    rules = markdown.renderer.rules  # type: ignore[attr-defined]
    rules["text"] = _text
    rules["image"] = _image
    rules["code_inline"] = lambda tokens, index, *_: _code(tokens[index].content, address)
    rules["link_open"] = lambda tokens, index, options, env: _link_open(tokens[index], env, is_guide=is_guide)
    rules["link_close"] = _link_close
    rules["table_open"] = lambda *_: (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>\n'
    )
    rules["table_close"] = lambda *_: "</table></div>\n"
    rules["fence"] = lambda tokens, index, *_: _fence(tokens[index])
    rules["code_block"] = lambda tokens, index, *_: _fence(tokens[index])
    if is_guide:
        rules["heading_open"] = _guide_heading
    else:
        rules["heading_open"] = lambda *_: '<p class="heading"><strong>'
        rules["heading_close"] = lambda *_: "</strong></p>\n"
    return markdown


def _may_link(url: str, *, is_guide: bool) -> bool:
    scheme, colon, _ = url.partition(":")
    if colon and "/" not in scheme and "#" not in scheme and "?" not in scheme:
        return scheme.strip().lower() in _SCHEMES
    return is_guide and not url.startswith(("/", "\\"))


def _text(tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    text = tokens[index].content
    if "://" not in text or env.get("in_link"):
        return escape(text)
    parts, end = [], 0
    for match in _ADDRESS.finditer(text):
        link = escape(match[0])
        parts += [escape(text[end : match.start()]), f'<a href="{link}" rel="noopener nofollow">{link}</a>']
        end = match.end()
    return "".join((*parts, escape(text[end:])))


def _link_open(token: Token, env: dict[str, Any], *, is_guide: bool) -> str:
    env["in_link"] = True
    url = str(token.attrs.get("href", ""))
    is_own = is_guide and ":" not in url.split("/", maxsplit=1)[0]
    if is_own:
        url = re.sub(r"\.md(?=$|#)", ".html", url)
    return f'<a href="{escape(url)}">' if is_own else f'<a href="{escape(url)}" rel="noopener nofollow">'


def _link_close(_tokens: Sequence[Token], _index: int, _options: Any, env: dict[str, Any]) -> str:
    env["in_link"] = False
    return "</a>"


def _image(tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    """Return an image as a link to it, so that opening a page asks no other server for anything."""
    url = str(tokens[index].attrs.get("src", ""))
    label = escape(tokens[index].content or "image")
    if env.get("in_link") or web_address(url) is None:
        return label
    return f'<a href="{escape(url)}" rel="noopener nofollow">{label}</a>'


def _code(text: str, address: Callable[[str], str | None]) -> str:
    found = address(text)
    code = f"<code>{escape(text)}</code>"
    return code if found is None else f'<a href="{escape(found)}">{code}</a>'


def _fence(token: Token) -> str:
    from drift.docs.highlight import highlight

    language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
    return f'<pre tabindex="0"><code>{highlight(token.content, language)}</code></pre>\n'


def _guide_heading(tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", tokens[index + 1].content.lower()).strip("-") or "section"
    seen: dict[str, int] = env.setdefault("anchors", {})
    seen[words] = seen.get(words, 0) + 1
    anchor = words if seen[words] == 1 else f"{words}-{seen[words]}"
    return f'<{tokens[index].tag} id="{anchor}">'
