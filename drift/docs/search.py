"""The search index: every element once, as a script that a page loads when someone begins to search."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from drift.docs.kinds import grouped_types
from drift.docs.places import FOLDERS, Places
from drift.docs.prose import plain
from drift.docs.source import Guide
from drift.schema.element import Element, Kind, Schema

_SUMMARY_CHARACTERS = 240
_CODES = {
    Kind.OBJECT: "o",
    Kind.INTERFACE: "n",
    Kind.UNION: "u",
    Kind.ENUM: "e",
    Kind.INPUT_OBJECT: "i",
    Kind.SCALAR: "s",
    Kind.DIRECTIVE: "d",
    Kind.FIELD: "f",
    Kind.ARGUMENT: "a",
    Kind.INPUT_FIELD: "p",
    Kind.ENUM_VALUE: "v",
    Kind.DIRECTIVE_ARGUMENT: "a",
}
_OPERATION_CODES = {"query": "Q", "mutation": "M", "subscription": "S"}


class Entry(NamedTuple):
    """One line of the index.

    Attributes:
        code: One letter for the kind; ``-`` after it when the element is deprecated.
        coordinate: What is found.
        page: Its page, empty for the page of the entry before it.
        summary: Plain text of its description, shortened.
    """

    code: str
    coordinate: str
    page: str
    summary: str


def entries(schema: Schema, places: Places, guides: Sequence[tuple[Guide, str, str]] = ()) -> Iterator[Entry]:
    """Yield the entries, members after the element whose page they are on.

    Args:
        schema: What is searched.
        places: Where everything is.
        guides: Each guide with its title and page.
    """
    for guide, title, page in guides:
        yield Entry("g", title, page, plain(guide.text.partition("\n")[2], _SUMMARY_CHARACTERS))
    for element in schema.elements[1:]:
        page = places.address(element.coordinate) or ""
        yield _entry(element, _CODES[element.kind], page)
        operation = places.root_operation.get(element.name) if element.kind is Kind.OBJECT else None
        for child in element.children:
            if child.kind not in _CODES:
                continue
            if operation is None:
                yield _entry(child, _CODES[child.kind], "")
            else:
                field_page = places.operation_page(operation, child.name)
                yield _entry(child, _OPERATION_CODES[operation], field_page)
            for argument in child.of_kind(Kind.ARGUMENT):
                yield _entry(argument, "a", "")


def _entry(element: Element, code: str, page: str) -> Entry:
    mark = "" if element.deprecation is None else "-"
    return Entry(code + mark, element.coordinate, page, plain(element.description, _SUMMARY_CHARACTERS))


def index_script(found: Iterable[Entry]) -> str:
    """Return the script that hands the index to the search.

    A line is code, coordinate, page and summary, with tabs between. What the reader can tell is left out: a
    member is written from its ``.`` on and belongs to the last definition, an argument from its ``(`` on and
    belongs to the last line that is none; ``/`` is the page that the name leads to expect, and no page is the
    one of the line before.
    """
    lines: list[str] = []
    definition = owner = ""
    for code, coordinate, page, summary in found:
        shown = coordinate
        if code[0] == "a":
            shown = coordinate.removeprefix(owner)
        else:
            owner = coordinate
            if definition and coordinate.startswith(f"{definition}."):
                shown = coordinate.removeprefix(definition)
            else:
                definition = coordinate
        name = coordinate.rpartition(".")[2].removeprefix("@")
        short = "/" if page == f"{_folder(code)}/{name}.html" else page
        lines.append("\t".join((code, shown, short, summary)).rstrip("\t"))
    text = json.dumps("\n".join(lines), ensure_ascii=False)
    return f"driftIndex({_script_safe(text)});\n"


def _folder(code: str) -> str:
    return {"Q": "queries", "M": "mutations", "S": "subscriptions", "d": "directives"}.get(code[0], "types")


def navigation_script(schema: Schema, places: Places, version: str, guides: Sequence[tuple[str, str]]) -> str:
    """Return the script that fills the sidebar: the names of all pages, by group.

    Args:
        schema: What is listed.
        places: Where everything is.
        version: Label of the version that the pages show.
        guides: Page name and title of each guide.
    """
    groups: list[list[object]] = []
    for operation, fields in places.operations.items():
        groups.append([FOLDERS[operation], FOLDERS[operation], " ".join(fields)])
    for group, types in grouped_types(schema):
        groups.append([group.anchor, "types", " ".join(element.name for element in types)])
    if schema.directives:
        groups.append(["directives", "directives", " ".join(schema.directives)])
    files = {
        f"{folder}/{name}": stem
        for folder, stems in places.stems.items()
        for name, stem in stems.items()
        if stem != name
    }
    content = {
        "version": version,
        "groups": groups,
        "files": files,
        "guides": [list(guide) for guide in guides],
    }
    return f"driftNav({_script_safe(json.dumps(content, ensure_ascii=False, indent=0))});\n"


def _script_safe(text: str) -> str:
    """Return JSON text that is safe in a script file."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
