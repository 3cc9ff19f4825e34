"""A link checker: every link, anchor, script, style and image of a site leads somewhere."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from tests.docs.page import VOID

_OUTSIDE = {"http", "https", "mailto"}
_ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*"""
# What the pages are made of: the part of HTML that nobody can read in two ways.
_PIECE = re.compile(
    rf"[^<]+|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>{_ATTRIBUTES})\s*(?P<void>/?)>"
    r"|<!--.*?-->|<!doctype html>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)")?""")
_RAW = {tag: re.compile(rf"(?=</{tag}>)") for tag in ("script", "style")}


def tags(path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield name and attributes of each tag of a page.

    Raises:
        AssertionError: The page is not well-formed, or has something that the pages have no need of.
    """
    with open(path, encoding="utf-8") as file:
        text = file.read()
    place, opened = 0, [""]
    while place < len(text):
        piece = _PIECE.match(text, place)
        assert piece is not None, f"{path}: no HTML: {text[place : place + 80]!r}"
        place = piece.end()
        tag = piece["tag"]
        if tag is None:
            continue
        if piece["end"]:
            if tag not in VOID:
                assert opened.pop() == tag, f"{path}: </{tag}> closes something else"
            continue
        found = _ATTRIBUTE.findall(piece["attributes"])
        attributes = {name: html.unescape(value) if "&" in value else value for name, value in found}
        assert len(found) == len(attributes), f"{path}: <{tag}> has an attribute twice: {found}"
        if tag not in VOID and not piece["void"]:
            opened.append(tag)
            if tag in _RAW:
                end = _RAW[tag].search(text, place)
                assert end is not None, f"{path}: <{tag}> is never closed"
                place = end.start()
        yield tag, attributes
    assert opened == [""], f"{path}: <{opened[-1]}> is never closed"


def broken_links(site: os.PathLike[str]) -> list[str]:
    """Return what is wrong: links to nothing, ids given twice, requests to elsewhere."""
    wrong: list[str] = []
    root = os.fspath(site)
    files = {os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names}
    ids: dict[str, frozenset[str]] = {}
    anchors: list[tuple[str, str, str, str]] = []
    for file in sorted(files):
        if not file.endswith(".html"):
            continue
        own: list[str] = []
        known: set[tuple[str, str]] = set()
        for tag, attributes in tags(file):
            if "id" in attributes:
                own.append(attributes["id"])
            for name in ("href", "src"):
                target = attributes.get(name)
                if target is None or (is_seen := (tag, target)) in known:
                    continue
                if attributes.get("rel") != "canonical":
                    known.add(is_seen)
                parts = urlsplit(target)
                if parts.scheme or parts.netloc:
                    is_link = tag == "a" or attributes.get("rel") == "canonical"
                    if parts.scheme not in _OUTSIDE or not is_link:
                        wrong.append(f"{file}: <{tag}> asks for {target}")
                    continue
                path = (
                    os.path.normpath(os.path.join(os.path.dirname(file), unquote(parts.path)))
                    if parts.path
                    else file
                )
                if path not in files:
                    wrong.append(f"{file}: {target} leads to no file")
                elif parts.fragment:
                    anchors.append((file, target, path, unquote(parts.fragment)))
        ids[file] = frozenset(own)
        if len(own) != len(ids[file]):
            twice = sorted({one for one in own if own.count(one) > 1})
            wrong.append(f"{file}: ids given twice: {twice[:5]}")
    for file, target, path, fragment in anchors:
        if fragment not in ids.get(path, frozenset()):
            wrong.append(f"{file}: {target} leads to no anchor")
    return wrong
