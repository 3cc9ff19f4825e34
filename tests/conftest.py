"""What all tests share: the corpus, the oracles, and how a missing one is treated."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.prepared import Prepared

ROOT = Path(__file__).parent.parent
# Half of what a process of its own costs is compiling modules that nobody has compiled yet; so it is done once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(ROOT / ".cache" / "compiled")
# How long an example takes depends on what else runs on the machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
NPM = ROOT / ".cache" / "npm" / "node_modules"


def missing(what: str) -> None:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files instead of comparing")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published schemas that DRIFT_CORPUS names."""
    folder = Path(os.environ.get("DRIFT_CORPUS", "/nonexistent"))
    if not folder.is_dir():
        missing("the corpus (environment variable DRIFT_CORPUS)")
    return folder


@pytest.fixture(scope="session")
def npm_modules() -> Path:
    """The node_modules folder with the oracles of tests/npm/package.json."""
    if shutil.which("node") is None or not NPM.is_dir():
        missing("node with the packages of tests/npm (make test installs them)")
    return NPM


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium")
    return str(path)


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see the same whatever the terminal and the CI system are."""
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "PANTHER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _meta_schema() -> Iterator[None]:
    """Strawberry puts a resolver of its own into the one `__Type` that all schemas of a process share."""
    from graphql import introspection_types

    fields = introspection_types["__Type"].fields  # type: ignore[attr-defined]
    kept = dict(fields)
    yield
    fields.clear()
    fields.update(kept)


def pytest_sessionfinish() -> None:
    Prepared.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests counted, such as how many pairs an oracle judged."""
    counted = [
        (report.nodeid, name, value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
    ]
    if counted:
        terminalreporter.section("counted")
        for test, name, value in sorted(counted):
            terminalreporter.write_line(f"{test}: {value} {name}")
