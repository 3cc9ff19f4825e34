"""The recipes of CONTRIBUTING.md: the files they name are there, and a step that is forgotten is named."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from drift.changes.rules import RULES, UNCLASSIFIED
from drift.operations.literals import LANGUAGES, Language
from drift.reports import FORMATS
from drift.sources.reference import Reference
from tests.changes.cases import CASES
from tests.conftest import ROOT
from tests.operations import test_other_files

README = " ".join((ROOT / "README.md").read_text("utf-8").split())
# How each kind of reference is written where README says what a schema can be.
WRITTEN = {
    "Stdin": "`-`",
    "Files": "a file (`.graphql .graphqls .gql .json`",
    "Url": "an `http(s)` URL",
    "Git": "`git:REVISION:PATH`",
    "Live": "`SOURCE`",
    "Stored": "`SOURCE@VERSION`",
}
KINDS = [kind.__name__ for kind in get_args(Reference)]


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_files_that_the_recipes_name_are_there() -> None:
    recipes = re.search(r"## Recipes\n(.*?)\n## ", text_of("CONTRIBUTING.md"), re.DOTALL)
    assert recipes
    examples = {
        "drift/changes/rules/KIND.py": "drift/changes/rules/fields.py",
        "tests/changes/cases/KIND.py": "tests/changes/cases/fields.py",
        "drift/reports/to_NAME.py": "drift/reports/to_junit.py",
        "tests/reports/test_NAME.py": "tests/reports/test_junit.py",
        "drift/sources/NAME.py": "drift/sources/git.py",
        "tests/sources/test_NAME.py": "tests/sources/test_git.py",
        "release.yml": ".github/workflows/release.yml",
    }
    named = re.findall(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|toml|yml)|(?:\w+/){2,})`", recipes[1])
    assert len(set(named)) > 15
    assert [name for name in named if not (ROOT / examples.get(name, name)).exists()] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_its_case(rule: object) -> None:
    id_ = getattr(rule, "id", "")
    if id_ == UNCLASSIFIED.id:
        return
    assert any(id_ == found for case in CASES for _, found, _ in case.expected), (
        f"{id_}: give it a case in tests/changes/cases"
    )
    assert any(id_ in case.near for case in CASES), (
        f"{id_}: name it as `near` in a case that it must not claim"
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_its_module_and_tests(name: str) -> None:
    assert (ROOT / f"drift/reports/to_{name}.py").is_file(), f"write drift/reports/to_{name}.py"
    assert (ROOT / f"tests/reports/test_{name}.py").is_file(), f"write tests/reports/test_{name}.py"
    assert list((ROOT / "tests/reports/golden").glob(f"*{FORMATS[name].suffix}")), (
        "run pytest --update-golden tests/reports/test_formats.py"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_source_is_read_tested_and_documented(kind: str) -> None:
    reads = [
        node
        for node in ast.parse(text_of("drift/sources/reading.py")).body
        if isinstance(node, ast.FunctionDef) and node.name in ("read", "_read")
    ]
    cases = {
        case.pattern.cls.id
        for read in reads
        for case in ast.walk(read)
        if isinstance(case, ast.match_case)
        and isinstance(case.pattern, ast.MatchClass)
        and isinstance(case.pattern.cls, ast.Name)
    }
    assert kind in cases, f"drift/sources/reading.py: give {kind} a case in _read()"
    assert f"{kind}(" in text_of("tests/sources/test_reading.py"), (
        f"tests/sources/test_reading.py: show how {kind} is written"
    )
    assert kind in WRITTEN, f"tests/test_recipes.py: say in WRITTEN how README writes {kind}"
    paragraph = README[README.index("Wherever a schema is expected") :]
    assert WRITTEN[kind] in paragraph[: paragraph.index("```")], f"README.md: say how {kind} is written"


def test_no_kind_of_source_is_documented_that_is_gone() -> None:
    assert sorted(WRITTEN) == sorted(KINDS)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_language_is_tested_and_documented(language: Language) -> None:
    shown = [
        name for case, (name, _, _) in test_other_files.LITERALS.items() if case.startswith(language.name)
    ]
    assert any(Path(name).suffix in language.suffixes for name in shown), (
        f"tests/operations/test_other_files.py: give {language.name} a row in LITERALS"
    )
    (mark,) = (
        mark
        for mark in test_other_files.test_what_is_no_operation.pytestmark  # type: ignore[attr-defined]
        if mark.name == "parametrize"
    )
    assert any(Path(name).suffix in language.suffixes for name in mark.args[1]), (
        f"tests/operations/test_other_files.py: name a file of {language.name} in test_what_is_no_operation"
    )
    first = text_of("drift/operations/literals.py").split("\n", 1)[0]
    assert language.name in first, f"drift/operations/literals.py: name {language.name} in the docstring"
    assert re.search(rf"literals of [^.;]*\b{re.escape(language.name)}(?!\w)", README), (
        f"README.md: list {language.name} where the languages are"
    )
