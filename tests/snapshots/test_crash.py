"""Processes that are killed, starved or denied while they store: real ones, and nothing stored is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drift.snapshots.store import Store
from tests.snapshots.mending import mend

from .conftest import Writer
from .writer import SOURCE, taken, text_of

# More for a long run: DRIFT_KILLS=1000.
KILLS = int(os.environ.get("DRIFT_KILLS", "30"))


def contents(root: Path) -> dict[str, bytes]:
    """Every file that is kept, by path; what a run needs only while it works is left out."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".lock")
    }


def temporaries(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".tmp-*")]


def stored_numbers(lines: list[str]) -> list[int]:
    return [int(line.split()[1]) for line in lines if line.startswith("stored")]


def check_folder(root: Path, acknowledged: set[int]) -> int:
    """Assert that all that was stored is there and whole; return the number of the next version."""
    store = Store(root)
    versions = store.versions(SOURCE)
    numbers = []
    for version in versions:
        text = store.read(SOURCE, version)
        number = int(text.split()[2])
        assert text == text_of(number)
        # Even a version whose run was cut short knows where it came from.
        assert version.label == f"n{number}"
        assert version.origin == f"https://example.com/{number}"
        assert version.taken == taken(number)
        numbers.append(number)
    assert numbers == sorted(set(numbers))
    assert acknowledged <= set(numbers)
    assert all("cut short" in notice for notice in store.notices)
    return numbers[-1] + 1 if numbers else 0


def check_clean(root: Path, number: int) -> None:
    """Assert that the next run stores as if nothing had happened, and leaves a sound folder."""
    Store(root).save(
        SOURCE,
        text_of(number),
        taken=taken(number),
        origin=f"https://example.com/{number}",
        label=f"n{number}",
    )
    fresh = Store(root)
    assert fresh.versions(SOURCE)[-1].label == f"n{number}"
    assert fresh.notices == ()
    assert (root / SOURCE / "schema.graphql").read_text() == text_of(number)
    assert temporaries(root / SOURCE) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_at_random_moments(tmp_path: Path, writer: Writer, seed: int) -> None:
    moments = random.Random(seed)
    root = tmp_path / "snapshots"
    begun = time.monotonic()
    writer.start("save", root, 0)
    acknowledged = set(stored_numbers(writer.finish()))
    # A busy machine takes longer; the kills still have to fall into the work.
    longest_s = max(0.08, 3 * (time.monotonic() - begun))
    following = 1
    for _ in range(KILLS):
        pid = writer.start("loop", root, following)
        time.sleep(moments.uniform(0, longest_s))
        os.kill(pid, moments.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
        # Python forgets a KeyboardInterrupt that falls into a destructor; the process is not reaped yet.
        time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        lines = writer.finish()
        assert not [line for line in lines if line.startswith(("crash", "error"))]
        acknowledged.update(stored_numbers(lines))
        following = check_folder(root, acknowledged)
    assert len(acknowledged) > KILLS // 6
    check_clean(root, following)


@pytest.mark.parametrize("before", [0, 2], ids=["empty folder", "two versions"])
def test_kill_before_each_step(tmp_path: Path, writer: Writer, before: int) -> None:
    killed = 0
    for step in range(200):
        root = tmp_path / str(step) / "snapshots"
        for number in range(before):
            writer.start("save", root, number)
            writer.finish()
        old = contents(root) if before else {}
        writer.start("kill-at", root, before, step)
        lines = writer.finish()
        if lines[-1].endswith(" 0"):
            break
        killed += 1
        assert lines[-1].endswith(" -9")
        assert all(contents(root)[name] == old[name] for name in old if "/versions/" in name)
        following = check_folder(root, set(range(before)))
        assert following in (before, before + 1)
        check_clean(root, following)
    else:
        pytest.fail("the run never came to its end")
    assert killed > 15


def test_the_version_survives_between_its_steps(tmp_path: Path, writer: Writer) -> None:
    """Of the kills above, some fall after the version's file is in place: then it is kept, label and all."""
    outcomes = set()
    for step in range(60):
        root = tmp_path / str(step) / "snapshots"
        writer.start("save", root, 0)
        writer.finish()
        writer.start("kill-at", root, 1, step)
        ended = writer.finish()[-1]
        schema = (root / SOURCE / "schema.graphql").read_text()
        history = (root / SOURCE / "history.json").read_text()
        store = Store(root)
        outcomes.add((len(store.versions(SOURCE)), schema == text_of(1), "n1" in history))
        mend(store, SOURCE)
        repaired = (root / SOURCE / "schema.graphql").read_text()
        assert repaired == store.read(SOURCE, store.versions(SOURCE)[-1])
        if ended.endswith(" 0"):
            break
    assert outcomes == {(1, False, False), (2, False, False), (2, True, False), (2, True, True)}


def test_twenty_runs_at_once_lose_nothing(tmp_path: Path, writer: Writer) -> None:
    root = tmp_path / "snapshots"
    for number in range(20):
        writer.tell("save", root, number)
    lines = writer.finish()
    assert sorted(stored_numbers(lines)) == list(range(20)), lines
    versions = [line.split()[2] for line in lines if line.startswith("stored")]
    assert len(set(versions)) == 20
    store = Store(root)
    found = store.versions(SOURCE)
    assert [version.version for version in found] == [
        version for version in versions if version in {each.version for each in found}
    ]
    assert {store.read(SOURCE, version) for version in found} == {text_of(number) for number in range(20)}
    assert store.notices == ()


def test_a_reader_never_sees_half_a_write(tmp_path: Path, writer: Writer) -> None:
    root = tmp_path / "snapshots"
    pid = writer.start("loop", root, 0)
    seen = 0
    reads = 0
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline or reads <= 20:
        store = Store(root)
        versions = store.versions(SOURCE)
        assert len(versions) >= seen
        seen = len(versions)
        if versions:
            newest = store.read(SOURCE, versions[-1])
            assert newest == text_of(seen - 1)
            reads += 1
        assert store.notices == ()
    os.kill(pid, signal.SIGKILL)
    writer.finish()


@pytest.mark.parametrize("limit", [0, 1, 100, 1000, 4096, 65536])
def test_file_size_limit(tmp_path: Path, writer: Writer, limit: int) -> None:
    root = tmp_path / "snapshots"
    for number in range(2):
        writer.start("save", root, number)
        writer.finish()
    old = contents(root)
    writer.start("limit", root, 2, limit, 100_000)
    (line, ended) = writer.finish()
    assert line.startswith("error can't write ")
    assert "File too large; raise the file size limit (ulimit -f)" in line
    assert ended.endswith(" 0")
    assert contents(root) == old
    check_clean(root, check_folder(root, {0, 1}))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk(small_disk: Path, writer: Writer) -> None:
    root = small_disk / "snapshots"
    writer.start("save", root, 0)
    writer.finish()
    sizes = random.Random(7)
    stored = 1
    refused = 0
    for _ in range(50):
        old = contents(root)
        writer.start("save", root, stored, sizes.randrange(1_000, 60_000))
        line = writer.finish()[0]
        if line.startswith("stored"):
            stored += 1
            continue
        refused += 1
        assert line.startswith("error can't ")
        assert "No space left on device; free some space" in line
        assert contents(root) == old
        assert (
            Store(root).save(
                SOURCE, (root / SOURCE / "schema.graphql").read_text(), taken=taken(stored), origin="x"
            )
            is None
        )
    assert stored > 1
    assert refused > 20
    store = Store(root)
    assert len(store.versions(SOURCE)) == stored
    assert store.notices == ()


def test_read_only_folder(tmp_path: Path, writer: Writer) -> None:
    if os.getuid():
        pytest.skip("needs to give up the rights of root; see the next test")
    root = tmp_path / "snapshots"
    writer.start("save", root, 0)
    writer.finish()
    old = contents(root)
    # The user of the child must at least get to the folder.
    for parent in [*list(tmp_path.parents)[:3], tmp_path]:
        if not parent.stat().st_mode & 1:
            parent.chmod(parent.stat().st_mode | 0o011)
    writer.start("drop", root, 1)
    line = writer.finish()[0]
    assert line.startswith("error can't lock ")
    assert "Permission denied; give this user the right to do it" in line
    assert contents(root) == old
    # Nothing new to store needs no right to write.
    writer.start("drop", root, 0)
    assert writer.finish()[0] == "stored 0 None"


def test_read_only_folder_of_this_user(tmp_path: Path) -> None:
    if not os.getuid():
        pytest.skip("root may write anywhere; see the test before")
    root = tmp_path / "snapshots"
    store = Store(root)
    store.save(SOURCE, text_of(0), taken=taken(0), origin="x")
    old = contents(root)
    folders = [root, root / SOURCE, root / SOURCE / "versions"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        with pytest.raises(Exception, match="Permission denied; give this user the right"):
            store.save(SOURCE, text_of(1), taken=taken(1), origin="x")
        assert store.save(SOURCE, text_of(0), taken=taken(1), origin="x") is None
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert contents(root) == old


def test_a_busy_folder_is_said_with_its_holder(tmp_path: Path, writer: Writer) -> None:
    from drift.errors import StoreError
    from drift.snapshots import lock

    root = tmp_path / "snapshots"
    writer.start("save", root, 0)
    writer.finish()
    with lock.hold(root, timeout_s=5):
        begun = time.monotonic()
        with pytest.raises(
            StoreError, match=rf"snapshots is in use by process {os.getpid()} on .*waited 0\.3 s"
        ):
            Store(root, lock_timeout_s=0.3).save(SOURCE, text_of(1), taken=taken(1), origin="x")
        assert time.monotonic() - begun < 3
        # Reading goes on, and so does a run that has nothing to store.
        assert len(Store(root).versions(SOURCE)) == 1
        assert Store(root).save(SOURCE, text_of(0), taken=taken(1), origin="x") is None
    assert Store(root).save(SOURCE, text_of(1), taken=taken(1), origin="x") is not None
