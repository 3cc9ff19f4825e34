"""``drift check --save`` where files can't be written: full disks, limits, folders without rights, links."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.test_check import contents
from tests.conftest import ROOT
from tests.running import drift, drift_process

WRITES = int(os.environ.get("DRIFT_FULL_DISKS", "50"))
NOBODY = 65534
# Forks a run for each limit of the size of files: Python starts once.
LIMITED = """
import os, resource, sys
import drift.cli.check, drift.watch, drift.reports.to_json, drift.schema.sdl, filelock
from drift.cli.main import run
from drift.cli.runtime import Runtime
for limit in map(int, sys.argv[1:]):
    if os.fork() == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        os._exit(run(["check", "s", "--save", "-q", "--fail-on", "never", "--report", "json"], Runtime()))
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


# Runs once with all rights, so that nothing is imported later from places that nobody may read.
WITHOUT_RIGHTS = """
import os, sys
from drift.cli.main import run
from drift.cli.runtime import Runtime
folder = os.getcwd()
os.chdir("../warm")
for fields in (10, 20):
    open("s.graphql", "w").write("type Query {" + " ".join(f"field{n}: Int" for n in range(fields)) + "}")
    run(["check", "s", "--save", "-q", "--report", "json=report.json"], Runtime())
os.chdir(folder)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(int(sys.argv[1]))
    os.setuid(int(sys.argv[1]))
sys.exit(run(["check", "s", "--save", "-q", "--fail-on", "never"], Runtime()))
"""


def sdl(fields: int) -> str:
    return "type Query {" + "".join(f" field{number}: Int" for number in range(fields)) + " }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    configure(folder)
    assert drift("check", "s", "--save", cwd=folder).code == 0
    (folder / "s.graphql").write_text(sdl(300))
    return folder


def configure(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.s]\nschema = "s.graphql"\n')
    (folder / "s.graphql").write_text(sdl(10))


def assert_next_run_is_clean(folder: Path) -> None:
    """The run that can write stores the version, says nothing of repairs, and the one after it has nothing to do."""
    ran = drift("check", "s", "--save", "--fail-on", "never", cwd=folder)
    assert (ran.code, ran.err.startswith("s: stored version ")) == (0, True), ran.err
    after = contents(folder)
    assert not [name for name in after if ".tmp-" in name]
    assert drift("check", "s", "--save", "-q", cwd=folder).code == 0
    assert contents(folder) == after


def test_files_that_may_not_grow(folder: Path) -> None:
    before = contents(folder)
    # What is written is some 6 kB of SDL; most limits cut that somewhere.
    chance = random.Random(7)
    limits = [0, 1, 100, *(chance.randrange(200, 4_000) for _ in range(WRITES - 3))]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *map(str, limits)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    codes = [int(line) for line in done.stdout.split("\n") if line.isdigit()]
    errors = done.stderr.splitlines()
    assert codes == [3] * len(limits)
    assert len(errors) == len(limits)
    for error in errors:
        assert error.startswith("error: can't write ")
        assert error.endswith("File too large; raise the file size limit (ulimit -f) and run again")
    assert contents(folder) == before
    assert_next_run_is_clean(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=68k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    configure(small_disk)
    assert drift("check", "s", "--save", cwd=small_disk).code == 0
    (small_disk / "s.graphql").write_text(sdl(300))
    for room in (0, 1, 2):
        filler = small_disk / "filler"
        with filler.open("wb") as file, suppress(OSError):
            while True:
                os.write(file.fileno(), b"x" * 4096)
        os.truncate(filler, filler.stat().st_size - 4096 * room)
        before = contents(small_disk)
        ran = drift("check", "s", "--save", "-q", "--fail-on", "never", "--report", "json", cwd=small_disk)
        assert (ran.code, ran.out) == (3, "")
        assert "No space left on device; free some space and run again\n" in ran.err
        assert ran.err.count("\n") == 1
        assert contents(small_disk) == before
        filler.unlink()
    assert_next_run_is_clean(small_disk)


def test_a_report_that_can_not_be_written(folder: Path) -> None:
    (folder / "out").mkdir()
    ran = drift("check", "s", "--save", "--fail-on", "never", "--report", "json=out", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.split("\n")[-2] == (
        "error: can't write a report to out: it is a folder; what was seen is stored: "
        "see `drift diff s@previous s@latest`"
    )
    assert drift("diff", "s@previous", "s@latest", "--report", "json", cwd=folder).code == 0


def test_a_folder_that_may_not_be_written_to(folder: Path) -> None:
    before = contents(folder)
    folders = [folder / "snapshots", folder / "snapshots/s", folder / "snapshots/s/versions"]
    # Root may write anywhere, so the run becomes somebody else, who must at least get to the folder.
    for parent in list(folder.parents)[:4]:
        if os.getuid() == 0 and not parent.stat().st_mode & 1:
            parent.chmod(parent.stat().st_mode | 0o011)
    (folder.parent / "warm").mkdir()
    configure(folder.parent / "warm")
    for path in folders:
        path.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_RIGHTS, str(NOBODY)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for path in folders:
            path.chmod(0o755)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    # The lock that is there belongs to the user who runs the tests; unless that is root, only the folders are closed.
    first = "lock" if os.getuid() == 0 else "write"
    assert done.stderr.startswith(f"error: can't {first} ")
    assert done.stderr.endswith("Permission denied; give this user the right to do it\n")
    assert contents(folder) == before
    assert_next_run_is_clean(folder)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("streams", [(1,), (2,), (1, 2)])
@pytest.mark.parametrize("closed", [False, True])
def test_output_that_goes_nowhere_makes_no_exit_code_better(
    folder: Path, streams: tuple[int, ...], closed: bool
) -> None:
    def code(*arguments: str) -> tuple[int, str]:
        where = " ".join(f"{stream}>{'&-' if closed else ' /dev/full'}" for stream in streams)
        done = subprocess.run(
            ["sh", "-c", f'exec "$0" -m drift "$@" {where}', sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    (folder / "s.graphql").write_text(sdl(9))
    broken, error = code("check", "s", "--save")
    assert broken == (3 if 1 in streams else 1)
    if streams == (1,):
        assert "standard output" in error
        assert "see `drift diff s@previous s@latest`" in error
        assert "Traceback" not in error
    assert code("check", "nothing")[0] == 2
    (folder / "s.graphql").write_text("type")
    assert code("check", "s")[0] == 3


@pytest.mark.parametrize(
    "place", ["snapshots", "snapshots/s", "snapshots/s/versions", "snapshots/s/schema.graphql"]
)
def test_links_are_not_followed(folder: Path, place: str) -> None:
    elsewhere = folder.parent / "elsewhere"
    (folder / place).rename(elsewhere)
    (folder / place).symlink_to(elsewhere)
    before = contents(folder.parent)
    ran = drift("check", "s", "--save", "--fail-on", "never", cwd=folder)
    assert (ran.code, ran.out) == (3, "")
    assert f"{place} is a symbolic link, which is not followed" in ran.err
    assert contents(folder.parent) == before


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/b", "con", "-rf", "a\\u0000b", ".hidden", "é"])
def test_source_names_never_become_paths_unchecked(folder: Path, name: str) -> None:
    (folder / "drift.toml").write_text(f'[sources."{name}"]\nschema = "s.graphql"\n')
    before = contents(folder.parent)
    ran = drift_process("check", "--save", cwd=folder)
    assert (ran.code, ran.out) in ((2, ""), (3, ""))
    assert ran.err.startswith("error: ")
    assert ran.err.count("\n") == 1
    assert contents(folder.parent) == before
