"""The folders of the package are the stations of the data flow: each imports only from those before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

# In the order of the data flow, with the third-party packages that each may use.
ROOMS: dict[str, frozenset[str]] = {
    "version": frozenset(),
    "errors": frozenset(),
    "severity": frozenset(),
    "unicode_tables": frozenset(),
    "unseen": frozenset(),
    "escape": frozenset(),
    "redact": frozenset(),
    "paths": frozenset(),
    "config": frozenset(),
    "config_table": frozenset(),
    "templating": frozenset({"jinja2", "markupsafe"}),
    "schema": frozenset(),
    "snapshots": frozenset({"filelock"}),
    "sources": frozenset({"requests", "urllib3"}),
    "changes": frozenset({"deepdiff"}),
    "config_file": frozenset(),
    "acceptance": frozenset(),
    "history": frozenset(),
    "reports": frozenset({"rich", "jinja2", "markupsafe", "pygments"}),
    "operations": frozenset({"graphql", "tree_sitter", "tree_sitter_typescript"}),
    "rehearsal": frozenset({"graphql"}),
    "compare": frozenset(),
    "gates": frozenset(),
    "watch": frozenset(),
    "api": frozenset(),
    "docs": frozenset({"markdown_it", "pygments", "jinja2", "markupsafe"}),
    "delivery": frozenset({"apprise"}),
    "demo": frozenset({"graphql"}),
    "cli": frozenset({"click"}),
    "pytest_plugin": frozenset({"pytest"}),
}
# These look upwards on purpose: the package's own front, and what starts the command.
FRONT = {"__init__", "__main__"}


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever it does, but for type checking."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "drift":
                yield from (f"drift.{alias.name}" for alias in node.names)


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
