"""Sources that tell no schema: the home page says what their servers said of the user's operations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drift.rehearsal.record import Entry, Record
from drift.rehearsal.rehearse import Word
from tests.running import drift

SILENT = '[sources.silent]\nendpoint = "https://api.example.com/graphql"\nintrospection = false\noperations = ["*.gql"]\n'
ERROR = "Cannot query field '<b>' on type 'Query'."


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    entries = [
        Entry("sha256:1", "Good", "a.gql", Word.ACCEPTED, date(2026, 1, 2)),
        Entry("sha256:2", "Bad", "b.gql", Word.REFUSED, date(2026, 1, 3), (ERROR,)),
    ]
    record = Record({entry.digest: entry for entry in entries})
    folder = tmp_path / "snapshots" / "silent"
    folder.mkdir(parents=True)
    (folder / "rehearsal.json").write_text(record.to_text())
    (tmp_path / "drift.toml").write_text(SILENT)
    return tmp_path


def home(project: Path) -> str:
    return (project / "site" / "index.html").read_text()


@pytest.mark.parametrize("names", [(), ("silent",)])
def test_a_source_with_verdicts_alone(project: Path, names: tuple[str, ...]) -> None:
    ran = drift("docs", *names)
    assert ran.code == 0, ran.err
    page = home(project)
    assert "<h2>silent</h2>" in page
    assert "<dt>Accepted</dt><dd>1</dd>" in page
    assert "<dt>Refused</dt><dd>1</dd>" in page
    assert (
        "<li><code>Bad</code> (b.gql), since 2026-01-03: "
        "Cannot query field &#39;&lt;b&gt;&#39; on type &#39;Query&#39;.</li>"
    ) in page
    assert "Good" not in page


@pytest.mark.parametrize("names", [(), ("silent", "file")])
def test_a_source_with_verdicts_beside_one_with_a_schema(project: Path, names: tuple[str, ...]) -> None:
    (project / "drift.toml").write_text(f'{SILENT}\n[sources.file]\nschema = "s.graphql"\n')
    (project / "s.graphql").write_text("type Query { a: Int }\n")
    assert drift("check", "file", "--save").code == 0
    ran = drift("docs", *names)
    assert ran.code == 0, ran.err
    page = home(project)
    assert page.index('<a href="file/index.html">file</a>') < page.index("<h2>silent</h2>")
    assert not (project / "site" / "silent").exists()


def test_verdicts_that_are_damaged_are_an_error(project: Path) -> None:
    (project / "snapshots" / "silent" / "rehearsal.json").write_text("{")
    ran = drift("docs")
    assert ran.code == 3
    assert "rehearsal.json" in ran.err
    assert not (project / "site").exists()
