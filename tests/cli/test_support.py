"""``drift support``: versions that operations work with, as a table, a gate and a badge."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.running import drift

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TEXTS = {
    "2025-09-01": "type Query { a: Int b: U } type U { c: Int }",
    "2025-10-01": "type Query { a: Int b: U } type U { c: Int d: Int }",
    "2025-10-20": "type Query { a: Int b: U } type U { d: Int }",
}
CONFIGURATION = """
[sources.api]
schema = "2025-10-20.graphql"
operations = ["mine/*.graphql"]
[sources.api-eu]
schema = "eu.graphql"
same-api-as = "api"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for date, text in TEXTS.items():
        (tmp_path / f"{date}.graphql").write_text(text)
    (tmp_path / "eu.graphql").write_text("type Query { a: Int }")
    (tmp_path / "drift.toml").write_text(CONFIGURATION)
    (tmp_path / "mine").mkdir()
    for name, text in (("a", "query A { a }"), ("c", "query C { b { c } }"), ("d", "query D { b { d } }")):
        (tmp_path / "mine" / f"{name}.graphql").write_text(text)
    assert drift("import", "api", *(f"{date}.graphql" for date in TEXTS), "--dates-from-names").code == 0
    return tmp_path


def test_the_table(folder: Path) -> None:
    ran = drift("support", now=NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "api: 3 operations, 3 versions: 2025-09-01T00-00-00Z to 2025-10-20T00-00-00Z",
        "All of them work with 2025-10-01T00-00-00Z.",
        "",
        "                                                       api-eu",
        "",
        "  first broken by 2025-10-20T00-00-00Z: Field U.c was removed.",
        "    ✗ C  2025-09-01T00-00-00Z to 2025-10-01T00-00-00Z  ✗       mine/c.graphql:1",
        "        not on api-eu: Cannot query field 'b' on type 'Query'. Did you mean 'a'?",
        "",
        "  not valid before 2025-10-01T00-00-00Z",
        "  in the newest version of api, not on api-eu: Cannot query field 'b' on type 'Query'. Did you mean 'a'?",
        "    ✓ D  2025-10-01T00-00-00Z on                       ✗       mine/d.graphql:1",
        "",
        "  ✓ 1 more works with every version; -v lists them",
    ]
    assert drift("support", "-v").out.splitlines()[-1].split() == [
        "✓",
        "A",
        "every",
        "version",
        "✓",
        "mine/a.graphql:1",
    ]
    markdown = drift("support", "--markdown").out
    assert markdown.splitlines()[4:10] == [
        "First broken by `2025-10-20T00-00-00Z`: Field `U.c` was removed.",
        "",
        "| operation | works with | api-eu | place |",
        "|---|---|---|---|",
        "| `C` | `2025-09-01T00-00-00Z` to `2025-10-01T00-00-00Z` | ✗ | `mine/c.graphql:1`<br>not on api-eu: Cannot "
        "query field `'b'` on type `'Query'`. Did you mean `'a'?` |",
        "",
    ]


def test_json(folder: Path) -> None:
    found = json.loads(drift("support", "api", "--json", now=NOW).out)
    first, second, third = found["versions"]
    assert found["all_valid_in"] == [second]
    assert [(each["name"], each["valid_in"]) for each in found["operations"]] == [
        ("A", [first, second, third]),
        ("C", [first, second]),
        ("D", [second, third]),
    ]
    assert found["operations"][1]["first_broken"] == {
        "version": third,
        "causes": [{"id": "FIELD_REMOVED", "coordinate": "U.c", "message": "Field U.c was removed."}],
    }
    assert found["instances"] == ["api-eu"]
    assert [each["source"] for each in found["operations"][2]["invalid_on"]] == ["api-eu"]


@pytest.mark.parametrize(
    ("require", "code", "said"),
    [
        ("2025-10-01", 0, "api: every operation works with 1 of 1 required versions"),
        (">=2025-10", 1, "api: 1 operation of 3 not valid in 1 of 2 required versions, the first 2025-10-20T00-00-00Z"),
        (">2025-09, <2025-10-20", 0, "api: every operation works with 1 of 1 required versions"),
        ("<=2025-09", 1, "api: 1 operation of 3 not valid in 1 of 1 required versions, the first 2025-09-01T00-00-00Z"),
        ("latest", 1, "api: 1 operation of 3 not valid in 1 of 1 required versions, the first 2025-10-20T00-00-00Z"),
        ("previous", 0, "api: every operation works with 1 of 1 required versions"),
        (">=2027", 2, 'error: --require ">=2027": no stored version of api is meant'),
        (">=lates", 2, 'error: --require: api has no version "lates" (did you mean latest?); a date such as 2025-10 '
         "means what was taken then"),
        (">= ", 2, "error: --require \">= \": write comparisons such as '>=2025-10' or '>=1.2,<2.0'"),
    ],
)  # fmt: skip
def test_the_gate(folder: Path, require: str, code: int, said: str) -> None:
    ran = drift("support", "--require", require)
    assert (ran.code, ran.err.splitlines()[-1]) == (code, said)


def test_the_badge(folder: Path) -> None:
    assert drift("support", "--badge", "badge.svg").code == 0
    root = ElementTree.parse(folder / "badge.svg").getroot()
    assert root.get("aria-label") == "works with api: 2025-10-01T00-00-00Z"


def test_an_instance_is_read_as_it_was_stored_unless_asked(folder: Path) -> None:
    assert drift("check", "api-eu", "--save", now=NOW).code == 0
    (folder / "eu.graphql").write_text(TEXTS["2025-10-20"])
    assert "not on api-eu: Cannot query field 'b'" in drift("support").out
    live = drift("support", "--live").out
    assert "not on api-eu: Cannot query field 'c'" in live
    (folder / "eu.graphql").unlink()
    assert drift("support", "--live").code in (2, 3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('as = "api"', 'as = "apy"', "sources.api-eu.same-api-as: no other source is named \"apy\" (did you mean api?)"),
        ('as = "api"', 'as = "api-eu"', "sources.api-eu.same-api-as: no other source is named \"api-eu\" (did you mean "
         "api?)"),
    ],
)  # fmt: skip
def test_instances_of_nothing(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "drift.toml").write_text(CONFIGURATION.replace(old, new))
    ran = drift("support")
    assert (ran.code, ran.err) == (2, f"error: drift.toml:7: {said}\n")


def test_what_is_missing_is_said(folder: Path) -> None:
    ran = drift("support", "api-eu")
    assert (ran.code, ran.err) == (
        2,
        "error: api-eu: no operations are named: give --operations GLOB, or set them in drift.toml\n",
    )
    ran = drift("support", "ap")
    assert ran.code == 2
    assert 'no source is named "ap" (did you mean api?)' in ran.err


def test_the_page_in_the_docs(folder: Path) -> None:
    assert drift("docs", "api", "-o", "site").code == 0
    page = (folder / "site/api/support.html").read_text()
    assert "All of them work with 2025-10-01" in page
    assert "Field U.c was removed." in page
    # The reader comes there from every page.
    assert "support.html" in (folder / "site/api/index.html").read_text() + "".join(
        path.read_text() for path in (folder / "site").rglob("*.js")
    )
