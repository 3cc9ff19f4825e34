"""A whole API to try everything on: a release number comes in; its SDL, an SDK and a server come out.

The package holds three releases of a GraphQL schema (a fictional security data platform, shaped like
Panther's), a small SDK of operations written against the first of them, and :mod:`drift.demo.server`, which
serves any release on loopback with data. Importing this module loads neither graphql-core nor the
server.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from drift.errors import UsageError

__all__ = ["RELEASES", "Release", "copy_sdk", "release_sdl"]


@dataclass(frozen=True, slots=True)
class Release:
    """One published state of the demo API.

    Attributes:
        number: 1-based, what :func:`release_sdl` and the server take.
        label: What its publisher calls it, such as ``1.1``.
        date: The day it was published.
        summary: What it is about, in one sentence.
    """

    number: int
    label: str
    date: date
    summary: str


RELEASES: tuple[Release, ...] = (
    Release(1, "1.0", date(2026, 9, 1), "The first public release."),
    Release(
        2,
        "1.1",
        date(2026, 10, 13),
        "Alerts get an assignee and can be snoozed; `Alert.assigneeEmail` is deprecated.",
    ),
    Release(
        3,
        "2.0",
        date(2026, 11, 17),
        "`Alert.assigneeEmail` is gone, `metrics` insists on its input, Google Cloud Storage arrives.",
    ),
)


def release_sdl(number: int) -> str:
    """Return the SDL of release *number*, as its publisher wrote it: unsorted, with applied directives.

    Raises:
        UsageError: There is no such release.
    """
    if number not in {release.number for release in RELEASES}:
        raise UsageError(f"the demo has no release {number}; ask for one from 1 to {len(RELEASES)}")
    return files(__name__).joinpath("releases", f"release-{number}.graphql").read_text(encoding="utf-8")


def copy_sdk(directory: Path) -> None:
    """Write the SDK's files into *directory*, which is made if need be; files of the same name are replaced.

    The operations are valid against release 1. They are in ``.graphql`` files, a Python module and a
    TypeScript file.
    """
    with as_file(files(__name__).joinpath("sdk")) as sdk:
        for source in sorted(sdk.rglob("*")):
            if source.is_file() and "__pycache__" not in source.parts:
                target = directory / source.relative_to(sdk)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
