"""A folder of somebody's files, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from drift.operations.documents import Operations, find_operations
from drift.operations.tree import Field, selections_of


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


def fields(operations: Operations) -> Iterator[tuple[str, str]]:
    """Yield name and place of every field, in the order of the operations and then the fragments."""
    items = [*operations.operations, *(item for found in operations.fragments.values() for item in found)]
    for item in items:
        found = [node for node in selections_of(item.node) if isinstance(node, Field)]
        for node in sorted(found, key=lambda node: node.start):
            yield node.name.value, item.document.place(node.start)


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
