"""Writes the pages of ``docs/`` that are made from the code. Run as ``python -m docs.tools.pages``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.tools import architecture, reference

ROOT = Path(__file__).parent.parent.parent
PAGES: dict[str, Callable[[], str]] = {
    "docs/architecture.md": architecture.page,
    "docs/images/rooms.svg": architecture.picture,
    "docs/reference.md": reference.page,
}


def main() -> None:
    """Write every page that is not as it should be, and name it."""
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(name)


if __name__ == "__main__":
    main()
