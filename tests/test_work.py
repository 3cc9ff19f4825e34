"""How much work commands do, counted: a regression fails here without a clock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from drift.schema import defaults, validity
from drift.schema.grammar import Reader
from drift.snapshots import atomic
from tests.running import drift

TYPES = 300
VERSIONS = 30
FIRST = datetime(2026, 1, 1, 6, tzinfo=UTC)


def schema(version: int) -> str:
    """Return canonical-looking SDL of many types, of which each version changes one."""
    fields = "".join(f"  t{number}: T{number}\n" for number in range(TYPES))
    types = [
        f'"""Type {number}."""\ntype T{number} {{\n  """A field."""\n  a(x: Int = 1): String!\n'
        + ("  since: Int\n" if number < version else "")
        + "}\n"
        for number in range(TYPES)
    ]
    return f"type Query {{\n{fields}}}\n\n" + "\n".join(types)


def calls(function: Any, work: Callable[[], object]) -> int:
    """Return how often a function of ours is called while something is done."""
    code: CodeType = function.__code__
    count = 0

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        if event == "call" and frame.f_code is code:
            count += 1

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "api.graphql"\n')
    return tmp_path


def test_a_comparison_reads_what_differs(folder: Path) -> None:
    (folder / "a.graphql").write_text(schema(0))
    (folder / "b.graphql").write_text(schema(1))

    def compare() -> None:
        assert drift("diff", "a.graphql", "b.graphql", cwd=folder).code == 0

    # Everything of the one, one type of the other.
    assert calls(Reader.definition, compare) == TYPES + 1 + 1


def test_what_is_the_same_is_not_read(folder: Path) -> None:
    (folder / "api.graphql").write_text(schema(0))

    def compare() -> None:
        assert drift("diff", "api.graphql", "api.graphql", cwd=folder).code == 0

    assert calls(Reader.definition, compare) == 1
    assert calls(Reader._field, compare) == TYPES


@pytest.fixture
def stored(folder: Path) -> Path:
    for version in range(VERSIONS):
        (folder / "api.graphql").write_text(schema(version))
        now = FIRST + timedelta(days=version)
        assert drift("check", "api", "--save", "-q", cwd=folder, now=now).code == 0
    return folder


def test_each_definition_of_a_history_is_read_once(stored: Path) -> None:
    def log() -> None:
        ran = drift("log", "api", cwd=stored)
        assert ran.out.startswith(f"api: {VERSIONS} versions, newest first\n")

    # The first version as a whole, then one type of each.
    assert calls(Reader.definition, log) == TYPES + 1 + (VERSIONS - 1)


def test_a_history_is_looked_through_for_what_is_invalid_once(stored: Path) -> None:
    # The second version as a whole, the first one that is asked about; then one type of each.
    assert calls(validity._Checker._type, lambda: drift("log", "api", cwd=stored)) == TYPES + 1 + (
        VERSIONS - 2
    )


def test_a_doubtful_default_of_a_history_is_parsed_once(stored: Path) -> None:
    defaults._parsed.cache_clear()
    drift("log", "api", cwd=stored)
    assert defaults._parsed.cache_info().misses == 1


def test_each_file_of_a_history_is_opened_once(stored: Path) -> None:
    opened: list[str] = []
    is_counting = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if is_counting and event == "open" and isinstance(arguments[0], str | os.PathLike):
            opened.append(os.fspath(arguments[0]))

    # A hook stays for good, so it does nothing afterwards.
    sys.addaudithook(hook)
    drift("log", "api", cwd=stored)
    is_counting = False
    versions = [path for path in opened if Path(path).parent == stored / "snapshots/api/versions"]
    assert len(versions) == len(set(versions)) == VERSIONS


def test_a_git_history_is_read_by_few_processes(folder: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "-q")
    for version in range(VERSIONS):
        (folder / "api.graphql").write_text(schema(version))
        git("add", ".")
        git("commit", "-qm", f"version {version}")
    started: list[str] = []
    is_counting = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if is_counting and event == "subprocess.Popen":
            started.append(" ".join(map(str, arguments[1])))

    sys.addaudithook(hook)
    ran = drift("log", "git:api.graphql", cwd=folder)
    is_counting = False
    assert ran.out.startswith(f"git:api.graphql: {VERSIONS} versions, newest first\n")
    assert len(started) <= 5
    assert sum("cat-file --batch" in command for command in started) == 1


def test_a_check_that_finds_nothing_writes_one_small_file(folder: Path) -> None:
    (folder / "api.graphql").write_text(schema(0))
    drift("check", "api", "--save", "-q", cwd=folder, now=FIRST)

    def check() -> None:
        assert (
            drift("check", "api", "--save", cwd=folder, now=FIRST + timedelta(days=1)).out
            == "api: no changes\nexit 0: no changes\n"
        )

    # When the source was seen; nothing of the history.
    assert calls(atomic.replace, check) == 1


def test_a_comparison_without_operations_imports_neither_their_readers_nor_git(folder: Path) -> None:
    (folder / "a.graphql").write_text(schema(0))
    command = [sys.executable, "-X", "importtime", "-m", "drift", "diff", "a.graphql", "a.graphql"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "drift.sources.files" in imported
    assert not imported & {"drift.operations.reading", "drift.sources.git_process", "subprocess"}
