"""Apollo Server and GraphQL Yoga with introspection off: their word is graphql-core's, and no resolver runs."""

from __future__ import annotations

import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from graphql import build_schema

from drift.demo import release_sdl
from tests.conftest import missing
from tests.rehearsal.rehearsing import names_by_validity, run, words, write
from tests.rehearsal.test_frameworks import mixed

SCRIPT = Path(__file__).with_name("servers.mjs")
PACKAGES = {"apollo": "@apollo/server", "yoga": "graphql-yoga"}


@contextmanager
def server(modules: Path, kind: str, sdl: str) -> Iterator[str]:
    """Serve SDL for the block."""
    if not (modules / PACKAGES[kind]).is_dir():
        missing(f"the npm package {PACKAGES[kind]} (make test installs it)")
    process = subprocess.Popen(
        ["node", str(SCRIPT), str(modules.parent), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(sdl)
        process.stdin.close()
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.mark.npm
@pytest.mark.parametrize("kind", PACKAGES)
def test_verdicts_without_a_call_of_a_resolver(kind: str, npm_modules: Path, tmp_path: Path) -> None:
    schema = build_schema(release_sdl(1))
    texts = mixed(schema, release_sdl(1))
    expected = names_by_validity(schema, texts)
    assert sorted(expected.values()) == ["accepted"] * 100 + ["refused"] * 100
    write(tmp_path, texts)
    with server(npm_modules, kind, release_sdl(1)) as origin:
        rehearsal = run(f"{origin}/graphql", tmp_path)
        with urllib.request.urlopen(f"{origin}/ran") as answer:
            ran = answer.read()
    assert words(rehearsal) == expected
    assert ran == b"0"
