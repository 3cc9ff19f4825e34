"""``docs/reference.md``: the Python API, made from signatures and docstrings."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import drift
from docs.tools.docstrings import described

# Every name is under one heading; a new one that is not placed here ends up under the last.
GROUPS = {
    "Schemas": (
        *("load_schema", "introspect", "canonical_sdl", "Snapshot", "Schema", "Element", "Kind", "Omission"),
        *("Notice", "SourceText", "Location", "Federation"),
    ),
    "Comparing": (
        *(
            "diff",
            "report",
            "Change",
            "Event",
            "Severity",
            "Witness",
            "Report",
            "Side",
            "Summary",
            "Advice",
            "NextStep",
        ),
        *("FORMATS", "Format", "Display", "json_schema"),
    ),
    "Operations": (
        *("check_operations", "OperationResults", "OperationResult", "OperationReference", "Verdict"),
        *("Cause", "Account", "GlobEntry", "FileEntry", "FileState", "Unread"),
        *("Mending", "Edit", "Tier", "Mended", "Span"),
    ),
    "Rules and policy": ("rules", "Rule", "Example", "Policy", "Override", "Allowance"),
    "History and store": (
        *("timeline", "Timeline", "Version", "Step", "life_of", "LifeEvent", "LifeEventKind", "Row", "Mark"),
        *("Store", "StoredVersion", "Merged"),
    ),
    "Configuration": ("load_config", "Config", "SourceConfig", "Docs", "Notify"),
    "Errors": ("DriftError",),
    "More": (),
}
_HEAD = """# Python API

Made from the docstrings by `python -m docs.tools.pages`; [From Python](python.md) has examples. Every name here is one of
the package `drift`.
"""


def page() -> str:
    """Return the whole page."""
    placed = {name for names in GROUPS.values() for name in names}
    errors = [name for name in drift.__all__ if _is_error(name) and name not in placed]
    rest = [name for name in drift.__all__ if name not in {*placed, *errors, "__version__"}]
    parts = [_HEAD]
    for heading, names in GROUPS.items():
        chosen = [*names, *(errors if heading == "Errors" else rest if heading == "More" else ())]
        if chosen:
            parts.append(f"## {heading}\n")
            parts += [_entry(name) for name in chosen]
    return "\n".join(parts)


def _is_error(name: str) -> bool:
    thing = getattr(drift, name)
    return inspect.isclass(thing) and issubclass(thing, Exception)


def _entry(name: str) -> str:
    thing: Any = getattr(drift, name)
    if not callable(thing):
        kinds = ", ".join(f"`{key}`" for key in thing)
        return f"### `{name}`\n\nThe formats of reports by name: {kinds}.\n"
    lines = [f"### `{name}`", ""]
    if inspect.isfunction(thing):
        lines += ["```python", _signature(name, thing), "```", ""]
    about = described(thing)
    lines += [about.text, ""]
    if _is_error(name):
        base = thing.__mro__[1]
        lines += [f"A `{base.__name__}`; exit code {thing.exit_code}.", ""]
    for section in ("Args", "Attributes", "Returns", "Raises"):
        entries = about.sections.get(section, [])
        if entries:
            title = {"Args": "Arguments"}.get(section, section)
            lines += [f"{title}:", "", *(f"- `{key}`: {said}" for key, said in entries), ""]
    if inspect.isclass(thing):
        members = list(_members(thing))
        if members:
            lines += ["Members:", "", *members, ""]
    return "\n".join(lines)


def _members(thing: type) -> Iterator[str]:
    if issubclass(thing, Enum):
        yield from (f"- `{member.name}`: `{member.value!r}`" for member in thing)
    for name, member in vars(thing).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property | functools.cached_property):
            yield f"- `{name}`: {described(member).summary}"
        function = member.__func__ if isinstance(member, classmethod) else member
        if inspect.isfunction(function):
            yield f"- `{_signature(name, function, short=True)}`: {described(function).summary}"


def _signature(name: str, function: Any, *, short: bool = False) -> str:
    """Return how a function is called; line by line when that is long."""
    found = inspect.signature(function)
    parameters = [each for each in found.parameters.values() if each.name not in ("self", "cls")]
    text = str(found.replace(parameters=parameters)).replace("'", "")
    text = re.sub(r"<(?:function|[\w.]+ object)\b.*? at 0x[0-9a-f]+>", "…", text)
    whole = f"{name}{text}"
    if short or len(whole) <= 110:
        return whole
    inner = ["*" if each == "*" else each for each in _split(text[1 : text.rindex(") -> ")])]
    returned = text[text.rindex(") -> ") :]
    return "\n".join([f"{name}(", *(f"    {each}," for each in inner), returned])


def _split(parameters: str) -> list[str]:
    """Return parameters one by one; commas inside of brackets separate nothing."""
    parts, depth = [""], 0
    for char in parameters:
        depth += (char in "[(") - (char in "])")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]
