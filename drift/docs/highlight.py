"""Source code to HTML with a handful of classes that the style sheet knows."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from typing import Any

from markupsafe import Markup

from drift.docs.markup import trusted
from drift.schema.literal import TOKEN

_GRAPHQL = re.compile(rf"(#[^\n]*)|({TOKEN})|(\s+|,|.)", re.DOTALL)
_KEYWORDS = frozenset(
    [
        "query",
        "mutation",
        "subscription",
        "fragment",
        "on",
        "type",
        "interface",
        "union",
        "enum",
        "input",
        "scalar",
        "directive",
        "schema",
        "extend",
    ]
)
# Beginnings of pygments' short names for token types, and ours.
_CLASSES = (
    ("c", "c"),
    ("s", "s"),
    ("k", "k"),
    ("ow", "k"),
    ("m", "n"),
    ("nv", "v"),
    ("nt", "v"),
    ("nf", "f"),
)
_SPAN = re.compile(r'<span class="([a-z0-9]+)">((?:(?!</?span).)*)</span>', re.DOTALL)


def highlight(code: str, language: str) -> Markup:
    """Return *code* as HTML; a language that nobody knows gives plain text."""
    if language in ("graphql", "gql"):
        return graphql(code)
    return _pygments(code, language) if language else trusted(escape(code))


def graphql(code: str) -> Markup:
    """Return a GraphQL document as HTML."""
    parts: list[str] = []
    may_be_keyword = True
    for comment, token, other in _GRAPHQL.findall(code):
        # Keywords are names like any other; they mean something where a definition begins.
        was_possible, may_be_keyword = may_be_keyword, other.endswith("\n") or token in ("...", "extend", "}")
        if comment:
            parts.append(f'<span class="c">{escape(comment)}</span>')
        elif not token:
            parts.append(escape(other))
        elif token[0] == '"':
            parts.append(f'<span class="s">{escape(token)}</span>')
        elif token in _KEYWORDS and was_possible:
            parts.append(f'<span class="k">{token}</span>')
        else:
            parts.append(escape(token))
    return trusted(re.sub(r"\$([_A-Za-z][_A-Za-z0-9]*)", r'<span class="v">$\1</span>', "".join(parts)))


def json_value(value: Any) -> Markup:
    """Return a JSON value, indented by two, as HTML."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return trusted(_JSON.sub(_json_token, text))


_JSON = re.compile(r'("(?:[^"\\]|\\.)*")(:?)|([<>&])|(-?\d[\d.eE+-]*|true|false|null)')


def _json_token(match: re.Match[str]) -> str:
    if match[1]:
        return f'<span class="{"v" if match[2] else "s"}">{escape(match[1])}</span>{match[2]}'
    return escape(match[3]) if match[3] else f'<span class="n">{match[4]}</span>'


@lru_cache(maxsize=256)
def _pygments(code: str, language: str) -> Markup:
    from pygments import highlight as run
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return trusted(escape(code))
    html = run(code, lexer, HtmlFormatter(nowrap=True))
    return trusted(_SPAN.sub(_span, html))


def _span(match: re.Match[str]) -> str:
    for beginning, name in _CLASSES:
        if match[1].startswith(beginning):
            return f'<span class="{name}">{match[2]}</span>'
    return match[2]
