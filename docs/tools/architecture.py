"""``docs/architecture.md`` and its picture: rooms, the ways of two commands, and where files are written."""

from __future__ import annotations

import ast
import importlib
from html import escape
from typing import Any

from docs.tools.docstrings import described
from tests.test_rooms import FRONT, MODULES, ROOMS, imports

# What is called, in order. A name that is gone stops the making of the page.
CHECK = (
    "drift.cli.check.command",
    "drift.config_file.load",
    "drift.cli.comparison.Check.run",
    "drift.watch.check",
    "drift.sources.reading.live",
    "drift.gates.refuse_reduced_view",
    "drift.compare.compare",
    "drift.gates.confirm",
    "drift.snapshots.store.Store.save",
    "drift.reports.deliver.deliver",
)
DIFF = (
    "drift.cli.diff.command",
    "drift.cli.comparison.diff_schemas",
    "drift.sources.reading.read",
    "drift.schema.introspection.read",
    "drift.compare.compare",
    "drift.changes.classify.classify",
    "drift.schema.sharing.Shared.mask",
    "drift.changes.diff.survey",
    "drift.changes.rules.rule_for",
    "drift.changes.policy.apply",
    "drift.operations.verdicts.check_operations",
    "drift.reports.report.Report",
    "drift.reports.deliver.deliver",
)
# Each module that writes to a disk, with what it writes.
WRITES = {
    "drift.snapshots.atomic": "the only writer of what must never be half there: snapshots, configurations, reports",
    "drift.snapshots.lock": "`.lock` in the snapshot folder, so that two runs take turns",
    "drift.docs.output": "the pages of `drift docs`, and the manifest by which it removes what it wrote before",
    "drift.delivery.starter": "folders for what `drift init` writes",
    "drift.delivery.runner": "the files in which a workflow's runner takes outputs and summaries",
    "drift.cli.ci": "a scratch folder of the runner for the action's own report",
    "drift.cli.demo": "the folder of `drift demo`",
    "drift.demo": "the demo's SDK, copied",
}
_CALLS = {"write_text", "write_bytes", "mkdir", "makedirs", "mkdtemp", "replace", "symlink_to", "open"}
_HEAD = """# Architecture

Made by `python -m docs.tools.pages`; the words are those of the docstrings.
[CONTRIBUTING](../CONTRIBUTING.md) has recipes
for what is added most often.

## Rooms

The folders and modules of `drift/` are the stations of the data flow. Each imports only from those above it
(`tests/test_rooms.py` refuses anything else), and third-party packages live in the rooms that name them. A dot in the
picture says that the room of the row imports the room of the column.

![Rooms from top to bottom, what each does, its third-party packages, and which others it imports](images/rooms.svg)
"""


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD, _rooms()]
    for heading, steps, before in (
        (
            "The way of `drift check`",
            CHECK,
            "For each source, what it shows now is compared with what is stored.",
        ),
        (
            "The way of `drift diff`",
            DIFF,
            "Two schemas become one report. Between reading and delivery everything is pure.",
        ),
    ):
        parts += [f"## {heading}\n", f"{before}\n", *map(_step, steps), ""]
    parts += [
        "## Where files are written\n",
        "Nothing else in `drift/` writes to a disk; a test looks for it.\n",
    ]
    parts += [f"- `{module}`: {what}." for module, what in WRITES.items()]
    return "\n".join(parts) + "\n"


def _rooms() -> str:
    rows = ["| room | in and out |", "|---|---|"]
    for room in ROOMS:
        name = f"{room}/" if _is_folder(room) else f"{room}.py"
        rows.append(f"| `{name}` | {_about(room)} |")
    return "\n".join(rows) + "\n"


def _is_folder(room: str) -> bool:
    return MODULES[f"drift.{room}"].name == "__init__.py"


def _about(room: str) -> str:
    """Return what a room says of itself: its first paragraph, and what goes in and out where that comes next."""
    text = described(importlib.import_module(f"drift.{room}")).text.split("\n\n")
    return " ".join(text[:2] if len(text[0]) < 80 and _is_folder(room) else text[:1]).replace("|", "\\|")


def _step(name: str) -> str:
    thing: Any = None
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        if module in MODULES:
            thing = importlib.import_module(module)
            for part in parts[length:]:
                thing = getattr(thing, part)
            break
    summary = described(getattr(thing, "callback", thing)).summary
    return f"1. `{name.removeprefix('drift.')}`: {summary}"


def edges() -> dict[str, set[str]]:
    """Return which rooms each room imports."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for module, path in MODULES.items():
        room = module.split(".")[1] if "." in module else ""
        if room in found and room not in FRONT:
            rooms = {name.split(".")[1] for name in imports(path) if name.startswith("drift.")}
            found[room] |= (rooms & ROOMS.keys()) - {room}
    return found


def writers() -> set[str]:
    """Return the modules with a call that writes to a disk, as far as its name tells."""
    return {module for module, path in MODULES.items() if _writes(ast.parse(path.read_text("utf-8")))}


def _writes(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = {
            each.value
            for each in ast.walk(node)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        }
        flags = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        on_os = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "os"
        if name == "open" and (
            (words & {"w", "a", "wb", "ab", "x", "xb"} and not on_os) or "O_CREAT" in flags
        ):
            return True
        if name == "replace" and on_os:
            return True
        if name in _CALLS - {"open", "replace"}:
            return True
    return False


_ROW, _TOP, _LEFT, _DOTS = 24, 96, 12, 880


def picture() -> str:
    """Return the rooms as SVG: name, what it does, third-party packages, and a dot for each room that it imports."""
    rooms, used = list(ROOMS), edges()
    width, height = _DOTS + 20 * len(rooms) + 60, _TOP + _ROW * len(rooms) + 12
    shapes = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="ui-sans-serif, system-ui, sans-serif" font-size="13">',
        "<title>The rooms of drift, and which imports which</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for at, room in enumerate(rooms):
        y = _TOP + _ROW * at
        x = _DOTS + 20 * at + 10
        shade = "#f6f5fb" if at % 2 else "#ffffff"
        shapes.append(f'<rect x="0" y="{y}" width="{width}" height="{_ROW}" fill="{shade}"/>')
        weight = ' font-weight="600"' if _is_folder(room) else ""
        shapes.append(f'<text x="{_LEFT}" y="{y + 16}" fill="#1f1b33"{weight}>{escape(room)}</text>')
        shapes.append(f'<text x="130" y="{y + 16}" fill="#514b66">{escape(_short(room))}</text>')
        if ROOMS[room]:
            packages = escape(", ".join(sorted(ROOMS[room])))
            shapes.append(
                f'<text x="{_DOTS - 12}" y="{y + 16}" fill="#7a5cc8" font-size="11" text-anchor="end">{packages}</text>'
            )
        shapes.append(
            f'<text transform="translate({x + 4} {_TOP - 6}) rotate(-60)" fill="#514b66" font-size="11">'
            f"{escape(room)}</text>"
        )
        for column, other in enumerate(rooms):
            if other in used[room]:
                shapes.append(
                    f'<circle cx="{_DOTS + 20 * column + 10}" cy="{y + 12}" r="4.5" fill="#5b3fb0"/>'
                )
            elif other == room:
                shapes.append(
                    f'<rect x="{_DOTS + 20 * column + 6}" y="{y + 8}" width="8" height="8" fill="#cfc8e6"/>'
                )
    return "\n".join([*shapes, "</svg>"]) + "\n"


def _short(room: str) -> str:
    text = described(importlib.import_module(f"drift.{room}")).text.split("\n\n")[0].replace("`", "")
    first = text.partition(": ")[0] if len(text) > 60 else text
    return first if len(first) <= 60 else f"{first[:58].rpartition(' ')[0]} …"
