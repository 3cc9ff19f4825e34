"""The versions in ``snapshots/`` are what the demo's releases give, byte for byte."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, time
from pathlib import Path

from drift.api import canonical_sdl
from drift.demo import RELEASES, release_sdl
from drift.snapshots.store import Store
from tests.conftest import ROOT

KEPT = ROOT / "snapshots"


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".lock") and path.parent.name != ".lives"
    }


def test_the_kept_snapshots_are_those_of_the_releases(tmp_path: Path, update_golden: bool) -> None:
    store = Store(tmp_path)
    for release in RELEASES:
        store.save(
            "demo",
            canonical_sdl(release_sdl(release.number)),
            taken=datetime.combine(release.date, time(6), UTC),
            origin=f"drift/demo/releases/release-{release.number}.graphql",
            label=release.label,
        )
    if update_golden:
        shutil.rmtree(KEPT)
        shutil.copytree(tmp_path, KEPT, ignore=shutil.ignore_patterns(".lock*"))
    assert files(tmp_path) == files(KEPT)
