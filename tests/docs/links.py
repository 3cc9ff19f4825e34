"""A link checker: every link, anchor, script, style and image of a site leads somewhere."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.docs.page import Page

_OUTSIDE = {"http", "https", "mailto"}


def broken_links(site: Path) -> list[str]:
    """Return what is wrong: links to nothing, ids given twice, requests to elsewhere."""
    wrong: list[str] = []
    root = os.fspath(site)
    files = {os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names}

    @cache
    def ids(path: str) -> frozenset[str]:
        page = Page(Path(path))
        if len(page.ids) != len(set(page.ids)):
            twice = sorted({one for one in page.ids if page.ids.count(one) > 1})
            wrong.append(f"{path}: ids given twice: {twice[:5]}")
        return frozenset(page.ids)

    for file in sorted(files):
        if not file.endswith(".html"):
            continue
        ids(file)
        for node in Page(Path(file)).root.walk():
            for name in ("href", "src"):
                target = node.attributes.get(name)
                if target is None:
                    continue
                parts = urlsplit(target)
                if parts.scheme or parts.netloc:
                    is_link = node.tag == "a" or node.attributes.get("rel") == "canonical"
                    if parts.scheme not in _OUTSIDE or not is_link:
                        wrong.append(f"{file}: <{node.tag}> asks for {target}")
                    continue
                path = (
                    os.path.normpath(os.path.join(os.path.dirname(file), unquote(parts.path)))
                    if parts.path
                    else file
                )
                if path not in files:
                    wrong.append(f"{file}: {target} leads to no file")
                elif parts.fragment and unquote(parts.fragment) not in ids(path):
                    wrong.append(f"{file}: {target} leads to no anchor")
    return wrong
