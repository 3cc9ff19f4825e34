"""The folders of the package are the stations of the data flow: each imports only from those before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT

# In the order of the data flow, with the third-party packages that each may use.
ROOMS: dict[str, frozenset[str]] = {
    "version": frozenset(),
    "errors": frozenset(),
    "strict_json": frozenset(),
    "unicode_tables": frozenset(),
    "unseen": frozenset(),
    "escape": frozenset(),
    "severity": frozenset(),
    "redact": frozenset(),
    "keys": frozenset(),
    "paths": frozenset(),
    "turns": frozenset(),
    "lines": frozenset(),
    "config": frozenset(),
    "config_table": frozenset(),
    "templating": frozenset({"jinja2", "markupsafe"}),
    "schema": frozenset(),
    "snapshots": frozenset({"filelock"}),
    "sources": frozenset({"requests", "urllib3", "yaml"}),
    "changes": frozenset({"deepdiff"}),
    "config_sources": frozenset(),
    "config_policy": frozenset(),
    "config_file": frozenset(),
    "default_branch": frozenset(),
    "acceptance": frozenset(),
    "history": frozenset(),
    "reports": frozenset({"rich", "jinja2", "markupsafe", "pygments"}),
    "operations": frozenset({"graphql", "tree_sitter", "tree_sitter_python", "tree_sitter_typescript"}),
    "mend": frozenset({"graphql"}),
    "rehearsal": frozenset({"graphql"}),
    "compare": frozenset(),
    "version_news": frozenset(),
    "outlook": frozenset(),
    "gates": frozenset(),
    "silent": frozenset(),
    "watch": frozenset(),
    "abreast": frozenset(),
    "api": frozenset(),
    "docs": frozenset({"markdown_it", "pygments", "jinja2", "markupsafe"}),
    "delivery": frozenset({"apprise"}),
    "demo": frozenset({"graphql"}),
    "cli": frozenset({"click"}),
    "pytest_plugin": frozenset({"pytest"}),
}
# These look upwards on purpose: the package's own front, and what starts the command.
FRONT = {"__init__", "__main__"}


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in sorted((ROOT / "drift").rglob("*.py"))}


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever it does, but for type checking."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    yield from _imported(tree)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                # What is imported from a package may be a module of it.
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def test_each_room_imports_only_from_those_before_it() -> None:
    import sys

    order = list(ROOMS)
    wrong: list[str] = []
    for path in sorted((ROOT / "drift").rglob("*.py")):
        parts = path.relative_to(ROOT / "drift").with_suffix("").parts
        room = parts[0]
        if room in FRONT:
            continue
        assert room in ROOMS, f"{path} stands in no room: put it into the table"
        for module in imports(path):
            top, _, rest = module.partition(".")
            if top == "drift":
                other = rest.partition(".")[0]
                if other and other != room and order.index(other) > order.index(room):
                    wrong.append(f"{path.relative_to(ROOT)} imports {module}")
            elif top not in sys.stdlib_module_names and top not in ROOMS[room] and top != "__future__":
                wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Inside of rooms too; an import inside a function or for type checking only is one like any other."""
    graph = {
        name: sorted({*_imported(ast.parse(path.read_text()))} & MODULES.keys() - {name})
        for name, path in MODULES.items()
        if name != "drift"
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        pytest.fail(f"modules import each other: {' → '.join(circle[::-1])}")


def test_a_circle_is_found_wherever_its_imports_are() -> None:
    inside = "def f():\n    from drift.sources import git\n"
    typing = "if TYPE_CHECKING:\n    from drift.sources.git import Revision\n"
    for text in (inside, typing, "import drift.sources.git"):
        assert "drift.sources.git" in set(_imported(ast.parse(text)))
