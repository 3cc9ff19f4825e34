"""A folder of somebody's files, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import FieldNode, visit
from graphql.language import Visitor

from drift.operations.documents import Operations, find_operations


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder and return it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def find(root: Path, files: Mapping[str, str], *patterns: str) -> Operations:
    """Write files and return what is found in them."""
    return find_operations(write(root, files), patterns or ("**/*",))


class _Fields(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[FieldNode] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.found.append(node)


def fields(operations: Operations) -> Iterator[tuple[str, str]]:
    """Yield name and place of every field, in the order of the operations and then the fragments."""
    items = [*operations.operations, *(item for found in operations.fragments.values() for item in found)]
    for item in items:
        visitor = _Fields()
        visit(operations.full(item), visitor)
        for node in visitor.found:
            assert node.loc
            yield node.name.value, item.document.place(node.loc.start)


def named(operations: Operations) -> list[tuple[str, str]]:
    """Return name and ``path:line:column`` of every operation."""
    return [(item.name, item.document.place(item.offset)) for item in operations.operations]


def assert_fields_stand_where_they_say(root: Path, operations: Operations) -> None:
    """Check that at each field's place the file has the field's name."""
    checked = 0
    for name, place in fields(operations):
        path, line, column = place.rsplit(":", 2)
        text = (root / path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        assert text.split("\n")[int(line) - 1][int(column) - 1 :].startswith(name), (name, place)
        checked += 1
    assert checked


def told(operations: Operations) -> tuple[str, ...]:
    """Return what is not judged, then what is judged in part."""
    return (*map(str, operations.account.not_judged), *operations.notices)
