"""What the shells ask through click's protocol after the Tab key, and what they are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.running import drift, drift_process

SDL = """
type Query { alerts: [Alert] }
"a: text" type Alert { id: ID severity(unit: Int): Severity }
enum Severity { LOW }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completion")
    (folder / "drift.toml").write_text(
        '[sources.panther]\nschema = "s.graphql"\n[sources.pan]\nschema = "s.graphql"\n'
    )
    for day, label in ((1, "2.13"), (2, "2.14")):
        (folder / "s.graphql").write_text(SDL + f" type T{day} {{ a: Int }}")
        arguments = ("check", "panther", "--save", "--label", label)
        drift(*arguments, cwd=folder, now=datetime(2026, 9, day, tzinfo=UTC))
    return folder


def offered(folder: Path, shell: str, *words: str) -> list[str]:
    env = {"_DRIFT_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(["drift", *words])}
    env["COMP_CWORD"] = words[-1] if shell == "fish" else str(len(words))
    ran = drift_process(cwd=folder, env=env)
    assert ran.err == ""
    rows = ran.out.splitlines()
    if shell == "zsh":
        return [f"{kind},{word}" for kind, word in zip(rows[::3], rows[1::3], strict=True)]
    return [row.partition("\t")[0] for row in rows if row]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_sources(folder: Path, shell: str) -> None:
    assert offered(folder, shell, "check", "panth") == ["plain,panther"]


def test_what_is_offered_where(folder: Path) -> None:
    def words(*typed: str) -> list[str]:
        return [row.removeprefix("plain,") for row in offered(folder, "bash", *typed)]

    assert words("check", "pan") == ["panther", "pan"]
    assert words("diff", "panther@2") == [
        *("panther@2.14", "panther@2026-09-02T00-00-00Z", "panther@2.13", "panther@2026-09-01T00-00-00Z")
    ]
    assert words("diff", "panther@2.13", "panther@l") == ["panther@latest"]
    assert words("diff", "s") == ["file,s"]
    assert words("log", "panther", "--element", "Al") == ["Alert"]
    assert words("log", "panther", "--element", "Alert.") == ["Alert.id", "Alert.severity"]
    assert words("explain", "field_rem") == ["FIELD_REMOVED", "FIELD_REMOVED_UNREACHABLE"]
    assert words("diff", "--report", "j") == ["json", "junit"]
    assert words("diff", "--report", "html=r") == ["file,html=r"]
    assert words("che") == ["check"]


def test_a_broken_configuration_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "drift.toml").write_text("[sources\n")
    assert offered(tmp_path, "bash", "check", "p") == []
