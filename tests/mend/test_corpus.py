"""Published schemas: operations that use each deprecated field whose reason names what to use instead."""

from __future__ import annotations

from collections import deque
from datetime import date
from pathlib import Path

import graphql
import pytest

from drift.compare import compare
from drift.config import Policy
from drift.operations.documents import find_operations
from drift.reports.edits import Tier
from drift.reports.report import Report
from drift.schema.announcement import read_announcement
from drift.schema.element import Element, Kind, Schema
from drift.schema.position import COMPOSITE_KINDS, Positions
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable
from drift.snapshots.snapshot import Snapshot
from tests.mend.project import snapshot

VERSIONS = ("2023-10-23", "2025-02-27")
# What is said to replace these is of another kind, or does not say what of it.
UNFIT = {"Repository.squashPrTitleUsedAsDefault", "SecurityAdvisory.cvss"}


def literal(schema: Schema, type_: str) -> str:
    inner = nullable(type_)
    if is_list(inner):
        return f"[{literal(schema, item_type(inner))}]"
    element = schema.types.get(inner)
    if element is not None and element.kind is Kind.ENUM:
        return element.of_kind(Kind.ENUM_VALUE)[0].name
    if element is not None and element.kind is Kind.INPUT_OBJECT:
        needed = (each for each in element.of_kind(Kind.INPUT_FIELD) if is_required(each))
        return f"{{{', '.join(f'{each.name}: {literal(schema, each.type or str())}' for each in needed)}}}"
    return {"Int": "1", "Float": "1", "Boolean": "true"}.get(inner, '"x"')


def is_required(element: Element) -> bool:
    return is_non_null(element.type or "") and element.default is None


def call(schema: Schema, field: Element, *more: str) -> str:
    given = [
        f"{each.name}: {literal(schema, each.type or '')}"
        for each in field.of_kind(Kind.ARGUMENT)
        if is_required(each) or each.name in more
    ]
    return f"{field.name}({', '.join(given)})" if given else field.name


def is_composite(schema: Schema, field: Element) -> bool:
    element = schema.types.get(named_type(field.type or ""))
    return element is not None and element.kind in COMPOSITE_KINDS


def ways(schema: Schema) -> dict[str, list[str]]:
    """Return what leads to each type from the root."""
    root = schema.roots["query"]
    found: dict[str, list[str]] = {root: []}
    waiting = deque([root])
    positions = schema.once(Positions)
    while waiting:
        name = waiting.popleft()
        steps = [
            (named_type(field.type or ""), call(schema, field))
            for field in schema.types[name].of_kind(Kind.FIELD)
            if field.deprecation is None and is_composite(schema, field)
        ]
        steps += [(other, f"... on {other}") for other in sorted(positions.possible_types.get(name, ()))]
        steps += [(other, f"... on {other}") for other in sorted(positions.abstract_types.get(name, ()))]
        for other, step in steps:
            if other not in found:
                found[other] = [*found[name], step]
                waiting.append(other)
    return found


def selection(schema: Schema, field: Element, depth: int = 0) -> str:
    """Return what is selected of a field: plain fields, and the items of a connection."""
    if not is_composite(schema, field):
        return ""
    members = [
        each
        for each in schema.types[named_type(field.type or "")].of_kind(Kind.FIELD)
        if each.deprecation is None and not each.of_kind(Kind.ARGUMENT)
    ]
    plain = [each.name for each in members if not is_composite(schema, each)][:3]
    inner = [
        f"{each.name}{selection(schema, each, depth + 1)}"
        for each in members
        if depth < 2 and each.name in ("nodes", "edges", "node")
    ]
    return f" {{ {' '.join([*plain, *inner]) or '__typename'} }}"


def without(schema: Snapshot, gone: set[str]) -> Snapshot:
    document = graphql.parse(schema.canonical)
    kept: list[str] = []
    for definition in document.definitions:
        text = graphql.print_ast(definition)
        fields = getattr(definition, "fields", None) or ()
        for field in fields:
            if f"{definition.name.value}.{field.name.value}" in gone:  # type: ignore[attr-defined]
                text = text.replace(_indented(graphql.print_ast(field)), "", 1)
        kept.append(text)
    return snapshot("\n\n".join(kept))


def _indented(text: str) -> str:
    return "\n".join(f"  {row}" if row else "" for row in text.split("\n"))


@pytest.mark.parametrize("version", VERSIONS)
def test_github(version: str, corpus: Path, tmp_path: Path) -> None:
    old = snapshot((corpus / "github" / f"{version}.graphql").read_text())
    schema = old.schema
    named = [
        element
        for element in schema.by_coordinate.values()
        if element.kind is Kind.FIELD
        and element.deprecation is not None
        and read_announcement(element.deprecation).successors
        # An interface that loses all its fields can't have any instead.
        and not element.coordinate.startswith("AnnouncementBannerI.")
    ]
    reached = ways(schema)
    for number, element in enumerate(named):
        text = call(schema, element, "first") + selection(schema, element)
        for step in reversed(reached[element.coordinate.partition(".")[0]]):
            text = f"{step} {{ {text} }}"
        (tmp_path / f"q{number}.graphql").write_text(f"query Q{number} {{ {text} }}\n")
    new = without(old, {element.coordinate for element in named})
    found = judged(old, new, tmp_path)
    assert {result.operation.verdict.value for result in found.operations} == {"broken"}
    mended = {operation.name for edit in found.mending.edits for operation in edit.operations}
    left = {element.coordinate for number, element in enumerate(named) if f"Q{number}" not in mended}
    assert left <= UNFIT
    assert len(mended) >= 0.9 * len(named)
    assert found.mending.still == len(left)
    assert {edit.tier for edit in found.mending.edits} == {Tier.ADVICE}
    for file in found.mending.files:
        (tmp_path / file.path).write_bytes(file.after)
    again = judged(old, new, tmp_path)
    assert sum(result.operation.verdict.value == "broken" for result in again.operations) == len(left)
    assert {
        result.operation.verdict.value for result in again.operations if result.operation.name in mended
    } <= {
        "invalid-already",
        "unaffected",
        "affected",
    }


def judged(old: Snapshot, new: Snapshot, folder: Path) -> Report:
    return compare(
        old,
        new,
        title="old → new",
        policy=Policy(),
        today=date(2026, 11, 25),
        operations=find_operations(folder, ("*.graphql",)),
    )
