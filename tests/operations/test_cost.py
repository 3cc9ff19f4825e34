"""How much is asked of graphql-core, counted: operations with errors cost little more than those without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drift.changes.classify import classify
from drift.operations import core, rules, validation
from drift.operations.documents import find_operations
from drift.operations.rules import RULES
from drift.operations.verdicts import check_operations
from tests.operations.project import write
from tests.operations.test_verdicts import snapshot

SCHEMA = "type Query { a: A } type A { id: ID  old: Int  next: A }"
WITHOUT = SCHEMA.replace("old: Int", "")


@pytest.mark.parametrize(
    ("old", "new", "made"),
    [
        # Once for the new schema; the old one is plainly right.
        (SCHEMA, WITHOUT, 400),
        # Once: nothing changed that their validity rests on.
        (WITHOUT, WITHOUT.replace("id: ID", "id: ID  more: Int"), 400),
        # Once for each schema.
        (WITHOUT, WITHOUT.replace("a: A", "a(n: Int): A"), 800),
        # Once: there is one schema.
        (WITHOUT, WITHOUT, 400),
        (SCHEMA, SCHEMA, 0),
    ],
)
def test_each_invalid_operation_is_made_once_for_each_schema(
    old: str, new: str, made: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{number}.graphql": f"query Q{number} {{ a {{ id }} }}" for number in range(100)}
    files |= {f"w{number}.graphql": f"query W{number} {{ a {{ old }} }}" for number in range(400)}
    operations = find_operations(write(tmp_path, files), ["*.graphql"])
    documents: list[int] = []
    make = core.document_of

    def counted(definitions: object) -> object:
        given = tuple(definitions)  # type: ignore[call-overload]
        documents.append(len(given))
        return make(given)

    monkeypatch.setattr(core, "document_of", counted)
    before, after = snapshot(old), snapshot(new)
    results = check_operations(operations, before, after, classify(before, after).changes)
    assert len(results) == 500
    # As one document each time, not one by one.
    assert sum(documents) == made
    assert len(documents) <= 2


def test_the_old_schema_is_asked_only_for_the_errors_of_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"a.graphql": "query A { a { old } }", "b.graphql": "query B($n: Int) { a { old } }"}
    operations = find_operations(write(tmp_path, files), ["*.graphql"])
    asked: list[list[str]] = []
    validate = validation.validate

    def counted(schema: Any, document: Any, rules: Any, **more: Any) -> Any:
        asked.append([rule.__name__ for rule in rules])
        return validate(schema, document, rules, **more)

    monkeypatch.setattr(validation, "validate", counted)
    before, after = snapshot(SCHEMA), snapshot(WITHOUT)
    results = check_operations(operations, before, after, classify(before, after).changes)
    assert [each.operation.verdict.value for each in results] == ["broken", "broken"]
    assert asked == [[rule.__name__ for rule in RULES], ["FieldsRule", "NoUnusedVariablesRule"]]


def test_names_that_are_meant_are_looked_for_once_for_each_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{number}.graphql": f"query Q{number} {{ a {{ oldd idd }} }}" for number in range(50)}
    operations = find_operations(write(tmp_path, files), ["*.graphql"])
    looked: list[str] = []
    look = rules.suggestion_list

    def counted(name: str, known: Any) -> Any:
        looked.append(name)
        return look(name, known)

    monkeypatch.setattr(rules, "suggestion_list", counted)
    results = check_operations(operations, snapshot(SCHEMA), snapshot(SCHEMA), ())
    assert results[0].errors == (
        "0.graphql:1:16: Cannot query field 'oldd' on type 'A'. Did you mean 'old'?",
        "0.graphql:1:21: Cannot query field 'idd' on type 'A'. Did you mean 'id' or 'old'?",
    )
    assert sorted(looked) == ["idd", "oldd"]


def test_operations_that_nobody_can_tell_apart_are_said(tmp_path: Path) -> None:
    text = "query A { a { id } }\nquery A { a { old } }\n{ a { id } }\n"
    found = find_operations(write(tmp_path, {"a.graphql": text}), ["*.graphql"])
    assert found.notices == (
        "the operation A appears several times in one file (a.graphql:1:1, a.graphql:2:1); each is judged",
        "a.graphql:3:1: an operation without a name is next to others, which no server executes",
    )
