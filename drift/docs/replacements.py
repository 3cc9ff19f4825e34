"""What a deprecation reason says to use instead, when it names something that exists."""

from __future__ import annotations

import re

from drift.schema.element import Element, Kind, Schema

_ADVICE = re.compile(
    r"(?i)\b(?:use|instead|replaced (?:by|with)|superseded by|in favou?r of|renamed to|moved to|prefer|"
    r"switch to|migrate to|see|by)\b"
)
_NAME = re.compile(r"@?[_A-Za-z][_0-9A-Za-z]*(?:\.[_A-Za-z][_0-9A-Za-z]*)?(?:\([_A-Za-z][_0-9A-Za-z]*:?\))?")


def replacement(element: Element, schema: Schema) -> str | None:
    """Return the coordinate of what replaces a deprecated element; None when the reason names nothing known.

    A name is looked for among the element's siblings first, then as a coordinate, then as a root field. Plain
    words count only in code spans, or when they look like names.
    """
    reason = element.deprecation or ""
    if not _ADVICE.search(reason):
        return None
    quoted = re.findall(r"[`'\"]([^`'\"\s]{2,80})[`'\"]", reason)
    for candidate in [*quoted, *(word for word in _NAME.findall(reason) if _looks_like_name(word))]:
        found = _resolve(candidate, element, schema)
        if found is not None and found != element.coordinate:
            return found
    return None


def _looks_like_name(word: str) -> bool:
    return bool(re.search(r"[a-z][A-Z]|_|[.(]|^[A-Z]{3,}$|^[A-Z][a-z]+[A-Z]", word))


def _resolve(name: str, element: Element, schema: Schema) -> str | None:
    if _NAME.fullmatch(name) is None:
        return None
    owner = element.coordinate.removesuffix(")").removesuffix(":").removesuffix(element.name)
    known = schema.by_coordinate
    sibling = f"{owner}{name}" + (":)" if element.coordinate.endswith(":)") else "")
    candidates = [sibling, name, name.replace(")", ":)") if ":)" not in name else name]
    definition = element.coordinate.partition(".")[0]
    if element.kind in (Kind.ARGUMENT, Kind.FIELD):
        candidates.append(f"{definition}.{name}")
    candidates += [f"{root}.{name}" for root in schema.roots.values()]
    return next((one for one in candidates if one in known and known[one].deprecation is None), None)
