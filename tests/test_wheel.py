"""The wheel has all that it needs: installed in an empty environment, it runs the demo."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
def test_the_wheel_runs_the_demo_in_an_empty_environment(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("graphql_drift-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            assert f"drift/{path.relative_to(ROOT).as_posix()}" in names
    assert "drift/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "snapshots"))]
    venv.create(tmp_path / "empty")
    python = str(tmp_path / "empty" / "bin" / "python")
    # From outside and without compiling all of it: what takes most of the time is not what is tested.
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile", str(wheel)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    ran = subprocess.run(
        [str(tmp_path / "empty" / "bin" / "drift"), "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "4 breaking" in ran.stdout
    assert (tmp_path / "drift-demo" / "snapshots" / "demo" / "schema.graphql").is_file()
