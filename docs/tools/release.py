"""Says whether this commit may be released as the version in ``drift/version.py``, and writes the notes for it.

Run as ``python -m docs.tools.release NOTES``. Prints ``version=X.Y.Z`` for the workflow, or one line about what is
missing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VERSION = re.compile(r'^__version__ = "(\d+\.\d+\.\d+)"$', re.MULTILINE)
HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?$", re.MULTILINE)


class NotReady(Exception):
    """What has to be done before the release, one line."""


def version(root: Path) -> str:
    """Return the version that is to be released."""
    found = VERSION.search((root / "drift" / "version.py").read_text("utf-8"))
    if found is None:
        raise NotReady("drift/version.py: __version__ must be three numbers, such as 0.2.0")
    return found[1]


def sections(text: str) -> dict[str, tuple[str | None, str]]:
    """Return date and text of each section of the changelog, newest first."""
    parts = HEADING.split(text)[1:]
    return {parts[at]: (parts[at + 1], parts[at + 2].strip()) for at in range(0, len(parts), 3)}


def notes(root: Path, name: str) -> str:
    """Return what the changelog says of a version."""
    day, text = sections((root / "CHANGELOG.md").read_text("utf-8")).get(name, (None, ""))
    if not text:
        raise NotReady(
            f"CHANGELOG.md: has no section [{name}]: give what is under [Unreleased] its number and date"
        )
    try:
        date.fromisoformat(day or "")
    except ValueError:
        raise NotReady(
            f"CHANGELOG.md: the section [{name}] needs its date: ## [{name}] - 2026-01-31"
        ) from None
    return f"{text}\n"


def check_untagged(root: Path, name: str) -> None:
    """Do nothing if there is no tag of this version yet, here or where this clone comes from."""
    known = subprocess.run(
        ["git", "ls-remote", "--tags", "origin", f"refs/tags/v{name}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    if known.stdout.strip():
        raise NotReady(f"v{name} is tagged already: raise __version__ in drift/version.py")


def check_urls(root: Path, repository: str) -> None:
    """Do nothing if what the index will link to is the repository that the release is made in."""
    urls = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    wanted = f"https://github.com/{repository}"
    for label, url in urls.items():
        if url != wanted and not url.startswith(f"{wanted}/"):
            raise NotReady(f"pyproject.toml: the URL {label!r} is {url}, and this repository is {wanted}")


def main(arguments: list[str]) -> int:
    """Check the commit and write the notes; return the exit code."""
    (place,) = arguments
    try:
        name = version(ROOT)
        text = notes(ROOT, name)
        check_urls(ROOT, os.environ["GITHUB_REPOSITORY"])
        check_untagged(ROOT, name)
    except NotReady as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    Path(place).write_text(text, "utf-8")
    sys.stdout.write(f"version={name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
