"""What is installed beside a key comes by hash, and fits what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from drift.delivery.starter import workflow
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"([a-z0-9-]+)==([^ ;]+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def pins(name: str) -> dict[str, Version]:
    """Return the versions in a lock; every line of it is a comment or belongs to a pin with its hashes."""
    text = (ROOT / "requirements" / name).read_text()
    rest = PIN.sub("", re.sub(r"(?m)^\s*#.*\n", "", text))
    assert rest == ""
    found = re.sub(r"(?m)^\s*#.*\n", "", text)
    return {match[1]: Version(match[2]) for match in PIN.finditer(found)}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (
            "drift.txt",
            [
                *PROJECT["project"]["dependencies"],
                *PROJECT["project"]["optional-dependencies"]["notify"],
                *PROJECT["project"]["optional-dependencies"]["operations"],
            ],
        ),
        ("build.txt", PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_has_all_that_is_asked_for_with_hashes(lock: str, wanted: list[str]) -> None:
    found = pins(lock)
    for text in wanted:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        assert name in found, f"{name} is missing: make lock"
        assert found[name] in requirement.specifier, f"{name}=={found[name]} does not fit {text}: make lock"


def test_every_job_installs_by_hash() -> None:
    files = ["action.yml", ".github/workflows/schema-drift.yml"]
    texts = {name: (ROOT / name).read_text() for name in files} | {"init": workflow(())}
    for name, text in texts.items():
        lines = [line for line in text.splitlines() if "pip install" in line]
        assert lines, name
        for line in lines:
            assert "--require-hashes" in line or "--no-deps" in line, f"{name}: {line}"


def test_updates_of_the_locks_are_proposed() -> None:
    assert '"/requirements"' in (ROOT / ".github" / "dependabot.yml").read_text()
