"""Operations in manifests of persisted operations: Apollo's and Relay's JSON files.

- Apollo: ``{"format": "apollo-persisted-query-manifest", "operations": [{"body": "query …"}]}``, and the older
  ``{"version": 2, "operations": [{"document": "query …"}]}``.
- Relay and others: ``{"<hash>": "query …"}``.
"""

from __future__ import annotations

import json
import re
from typing import Any

from drift import strict_json
from drift.operations.source import File
from drift.operations.template import Draft, Found, Part, Text, looks_like_operation

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?', re.DOTALL)
# A pair of surrogates is one character.
_ESCAPE = re.compile(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\.", re.DOTALL)
_HASH = re.compile(r"(?:sha256:)?[0-9a-f]{16,}")
_TEXT_KEYS = frozenset({"body", "document"})


def find(file: File) -> Found:
    """Return the documents of a manifest; nothing of a JSON file that is none."""
    found = Found(file.path)
    if '"' not in file.text or not looks_like_operation(file.text):
        return found
    try:
        content = strict_json.load(file.text)
    except strict_json.NotJsonError:
        return found
    wanted = _documents(content)
    if not wanted:
        return found
    for match in _STRING.finditer(file.text):
        if match[2] is not None or "{" not in match[1]:
            continue
        parts = _parts(file, match.start(1), match.end(1))
        draft = Draft(file, tuple(parts), is_certain=True)
        if draft.literal in wanted:
            found.drafts.append(draft)
    return found


def _documents(content: Any) -> frozenset[str]:
    """Return the texts that a manifest holds, none when the JSON is not a manifest."""
    if not isinstance(content, dict) or not content:
        return frozenset()
    operations = content.get("operations")
    if isinstance(operations, list):
        texts = [
            item[key]
            for item in operations
            if isinstance(item, dict)
            for key in _TEXT_KEYS & item.keys()
            if isinstance(item[key], str)
        ]
        return frozenset(text for text in texts if looks_like_operation(text))
    if all(
        _HASH.fullmatch(key) and isinstance(text, str) and looks_like_operation(text)
        for key, text in content.items()
    ):
        return frozenset(content.values())
    return frozenset()


def _parts(file: File, start: int, end: int) -> list[Part]:
    parts: list[Part] = []
    position = start
    for match in _ESCAPE.finditer(file.text, start, end):
        if match.start() > position:
            parts.append(Text(file.text[position : match.start()], file, position))
        parts.append(Text(json.loads(f'"{match[0]}"'), file, match.start()))
        position = match.end()
    parts.append(Text(file.text[position:end], file, position))
    return parts
