"""The store as its callers use it, on real folders."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from drift.errors import DriftError, StoreError, UsageError
from drift.schema import canonical, header, sdl
from drift.schema.text import SourceText
from drift.snapshots import folder as folders
from drift.snapshots import history_file, names
from drift.snapshots.store import Store
from drift.snapshots.version import Arrival, StoredVersion

NOON = datetime(2025, 11, 23, 12, 0, 0, tzinfo=UTC)
FORMATS = Path(__file__).with_name("formats")


def text(number: int) -> str:
    return f"# canonical\ntype Query {{\n  field{number}: Int\n}}\n"


def save(store: Store, number: int, *, label: str | None = None, taken: datetime = NOON) -> StoredVersion:
    version = store.save("panther", text(number), taken=taken, origin="schema.graphql", label=label)
    assert version is not None
    return version


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "snapshots")


@pytest.fixture
def filled(store: Store) -> Store:
    """Versions of 1 and 15 November and two of 1 December; the middle ones have labels."""
    save(store, 1, taken=datetime(2025, 11, 1, 6, tzinfo=UTC))
    save(store, 2, taken=datetime(2025, 11, 15, 6, 30, 10, tzinfo=UTC), label="sdk-3")
    save(store, 3, taken=datetime(2025, 12, 1, tzinfo=UTC), label="v4.0")
    save(store, 4, taken=datetime(2025, 12, 1, tzinfo=UTC))
    return store


def states(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Inode, modification time and content of every file and folder."""
    return {
        str(path.relative_to(root)): (
            path.lstat().st_ino,
            path.lstat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in root.rglob("*")
    }


def test_nothing_stored_writes_nothing(store: Store) -> None:
    assert store.sources() == []
    assert store.versions("panther") == ()
    assert store.newest("panther") is None
    assert not store.root.exists()


def test_layout(store: Store) -> None:
    version = store.save(
        "panther",
        text(1),
        taken=datetime(2025, 11, 23, 7, 0, 0, 900, tzinfo=timezone(timedelta(hours=1))),
        origin="https://user:secret@api.example.com:8443/graphql?key=secret#secret",
        label="sdk-2",
    )
    folder = store.root / "panther"
    assert version == StoredVersion(
        version="2025-11-23T06-00-00Z",
        label="sdk-2",
        taken=datetime(2025, 11, 23, 6, tzinfo=UTC),
        origin="https://api.example.com:8443/graphql",
        digest="sha256:" + sha256(text(1).encode()).hexdigest(),
        path=folder / "versions" / "2025-11-23T06-00-00Z.graphql",
    )
    assert (folder / "history.json").read_text() == (
        '{\n  "format": 1,\n  "versions": [\n'
        '    {"version": "2025-11-23T06-00-00Z", "label": "sdk-2", "taken": "2025-11-23T06:00:00Z", '
        f'"origin": "https://api.example.com:8443/graphql", "digest": "{version.digest}"}}\n'
        "  ]\n}\n"
    )
    assert (folder / "schema.graphql").read_text() == version.path.read_text() == text(1)
    assert store.sources() == ["panther"]
    assert b"secret" not in b"".join(path.read_bytes() for path in store.root.rglob("*") if path.is_file())


def test_unchanged_text_touches_nothing(filled: Store) -> None:
    before = states(filled.root)
    for _ in range(2):
        assert Store(filled.root).save("panther", text(4), taken=NOON, origin="elsewhere", label="x") is None
    assert states(filled.root) == before


def stored_before(root: Path, count: int) -> Store:
    """A store with so many versions of the source, one an hour, as this release writes them."""
    folder = root / "panther"
    (folder / "versions").mkdir(parents=True)
    entries = []
    for number in range(count):
        moment = names.Moment(NOON + timedelta(hours=number - count))
        (folder / "versions" / f"{moment.version}.graphql").write_text(text(number))
        entries.append(
            history_file.Entry(moment, f"v{number}", "schema.graphql", folders.digest_of(text(number)))
        )
    (folder / "schema.graphql").write_text(text(count - 1))
    (folder / "history.json").write_text(history_file.render(history_file.History(tuple(entries))))
    store = Store(root)
    save(store, -1, taken=NOON - timedelta(minutes=1))
    return store


def calls_to_the_system(act: Callable[[], object]) -> Counter[str]:
    """Count what *act* asks of the operating system, by the name of the function."""
    counted: Counter[str] = Counter()

    def count(_frame: FrameType, event: str, function: Any) -> None:
        if (
            event == "c_call"
            and getattr(function, "__module__", "") in {"posix", "nt", "_io"}
            and function.__name__ != "fspath"
        ):
            counted[function.__qualname__] += 1

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return counted


def test_the_cost_of_saving_does_not_grow_with_what_is_stored(tmp_path: Path) -> None:
    few, many = (stored_before(tmp_path / str(count), count) for count in (10, 1000))
    history = many.root / "panther/history.json"
    before, old = history.read_text(), states(many.root)
    expected = calls_to_the_system(lambda: save(few, -2))
    assert expected["scandir"] > 0
    assert expected["lstat"] + expected["stat"] > 0
    assert calls_to_the_system(lambda: save(many, -2)) == expected
    # Three files are written. What is known of all versions is in one of them, which grows by a line.
    changed = {name for name, state in states(many.root).items() if state[2] != old.get(name, (0, 0, b""))[2]}
    new = many.newest("panther")
    assert new is not None
    assert changed - {".lock", ".lock-holder"} == {
        "panther/history.json",
        "panther/schema.graphql",
        f"panther/versions/{new.version}.graphql",
    }
    lines = history.read_text().split("\n")
    assert [*lines[:-5], lines[-5].removesuffix(","), *lines[-3:]] == before.split("\n")
    unchanged = [
        calls_to_the_system(lambda store=store: store.save("panther", text(-2), taken=NOON, origin="x"))
        for store in (few, many)
    ]
    assert unchanged[0] == unchanged[1]
    assert len(many.versions("panther")) == 1002
    assert many.notices == ()


def test_a_history_in_another_layout_is_written_anew(store: Store) -> None:
    save(store, 1)
    path = store.root / "panther/history.json"
    ours = path.read_text()
    for other in (ours.replace("\n", "\r\n"), json.dumps(json.loads(ours), indent=2) + "\n"):
        path.write_bytes(other.encode())
        saved = save(store, len(other), taken=NOON + timedelta(hours=1))
        assert path.read_text() == history_file.render(
            history_file.History(history_file.read(path.read_text(), path="x").entries)
        )
        saved.path.unlink()
        path.write_text(ours)
        (store.root / "panther/schema.graphql").write_text(text(1))


def test_a_change_back_is_a_version(filled: Store) -> None:
    save(filled, 1, taken=datetime(2025, 12, 2, tzinfo=UTC))
    assert [filled.read("panther", version) for version in filled.versions("panther")] == [
        text(number) for number in (1, 2, 3, 4, 1)
    ]


def test_versions_of_one_second_keep_their_order(store: Store) -> None:
    found = [
        save(store, number, taken=NOON + timedelta(microseconds=number)).version for number in range(120)
    ]
    assert found[:3] == ["2025-11-23T12-00-00Z", "2025-11-23T12-00-00Z_02", "2025-11-23T12-00-00Z_03"]
    assert found[-1] == "2025-11-23T12-00-00Z_120"
    fresh = Store(store.root)
    assert [version.version for version in fresh.versions("panther")] == found
    assert fresh.read("panther", fresh.resolve("panther", "latest")) == text(119)
    assert fresh.notices == ()


def test_a_clock_that_runs_backwards_keeps_the_order(store: Store) -> None:
    save(store, 1)
    late = save(store, 2, taken=NOON - timedelta(days=3))
    assert late.version == "2025-11-23T12-00-00Z_02"
    assert late.taken == NOON
    assert any("clock is behind" in notice for notice in store.notices)


@pytest.mark.parametrize(
    ("spec", "number"),
    [
        ("latest", 4),
        ("previous", 3),
        ("sdk-3", 2),
        ("v4.0", 3),
        ("2025-11-01T06-00-00Z", 1),
        ("2025-12-01T00-00-00Z", 3),
        ("2025-12-01T00-00-00Z_02", 4),
        ("2026", 4),
        ("2025-11", 2),
        ("2025-12", 4),
        ("2025-11-01", 1),
        ("2025-11-14", 1),
        ("2025-11-15", 2),
        ("2025-11-30", 2),
        ("2026-02-28", 4),
        ("2025-11-15T06", 2),
        ("2025-11-15T05", 1),
        ("2025-11-15T06:29", 1),
        ("2025-11-15T06:30", 2),
        ("2025-11-15T06:30:09", 1),
        ("2025-11-15T06:30:10", 2),
        ("2025-11-15 06:30:10Z", 2),
        ("2025-11-15T06-30-10Z", 2),
        ("2025-11-15T07:30:10+01:00", 2),
        ("2025-11-15T06:30:10+01:00", 1),
        ("2025-11-15T01:30:10-0500", 2),
    ],
)
def test_resolve(filled: Store, spec: str, number: int) -> None:
    assert filled.read("panther", filled.resolve("panther", spec)) == text(number)


@pytest.mark.parametrize(
    ("source", "spec", "error", "message"),
    [
        (
            "panther",
            "sdk-4",
            UsageError,
            'no version "sdk-4" (did you mean sdk-3?); stored: 2025-12-01T00-00-00Z_02, v4.0',
        ),
        ("panther", "lastest", UsageError, "(did you mean latest?)"),
        ("panther", "2025-11-01T06-00-01Z_02", UsageError, "did you mean 2025-11-01T06-00-00Z?"),
        ("panther", "2025-13", UsageError, 'no version "2025-13"'),
        ("panther", "2025-02-30", UsageError, 'no version "2025-02-30"'),
        ("panther", "", UsageError, 'no version ""'),
        ("panther", "a\x1b[2Jb", UsageError, r'no version "a\x1b[2Jb"'),
        ("panther", "2025-10", StoreError, "panther@2025-10: nothing was stored by then; the oldest"),
        ("panter", "latest", StoreError, 'nothing is stored for "panter"'),
        ("panter", "latest", StoreError, "(did you mean panther?)"),
        ("other", "latest", StoreError, "stored there: panther; run drift check other --save"),
    ],
)
def test_resolve_says_what_there_is(
    filled: Store, source: str, spec: str, error: type[DriftError], message: str
) -> None:
    with pytest.raises(error) as caught:
        filled.resolve(source, spec)
    assert type(caught.value) is error
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_previous_needs_two(store: Store) -> None:
    save(store, 1)
    with pytest.raises(StoreError, match=r"only one version is stored, 2025-11-23T12-00-00Z"):
        store.resolve("panther", "previous")


def test_relabel(filled: Store) -> None:
    version = filled.relabel("panther", filled.resolve("panther", "latest"), "sdk-5")
    assert version.label == "sdk-5"
    assert filled.resolve("panther", "sdk-5") == version
    with pytest.raises(StoreError, match=r'label "sdk-3" is already that of panther@2025-11-15'):
        filled.relabel("panther", version, "sdk-3")
    assert filled.relabel("panther", version, None).label is None
    assert [each.label for each in Store(filled.root).versions("panther")] == [None, "sdk-3", "v4.0", None]
    before = states(filled.root / "panther")
    filled.relabel("panther", filled.versions("panther")[1], "sdk-3")
    assert states(filled.root / "panther") == before
    with pytest.raises(StoreError, match=r'nothing is stored for "nothing"'):
        filled.relabel("nothing", version, "x")


def test_a_label_is_used_once(filled: Store) -> None:
    before = states(filled.root / "panther")
    with pytest.raises(StoreError, match=r'label "v4.0" is already that of panther@2025-12-01T00-00-00Z'):
        filled.save("panther", text(9), taken=NOON, origin="x", label="v4.0")
    assert states(filled.root / "panther") == before


@pytest.mark.parametrize("label", ["v1", "release/2025-11", "3.1.0+build_7", "2025-Q4", "a" * 64])
def test_labels(store: Store, label: str) -> None:
    assert store.resolve("panther", save(store, 1, label=label).label or "").label == label


@pytest.mark.parametrize(
    "label",
    [
        "",
        " ",
        "-x",
        "a b",
        "a\n",
        "a@b",
        "é",
        "latest",
        "Previous",
        "2026",
        "2025-11-01",
        "a" * 65,
        "x\x00",
        "2025-11-01T06-00-00Z",
        "2025-13-45",
        "../x",
        ":x",
    ],
)
def test_refused_labels(store: Store, label: str) -> None:
    with pytest.raises(StoreError, match=r"^label "):
        save(store, 1, label=label)
    assert not store.root.exists()


@pytest.mark.parametrize("name", ["a", "panther-public", "A.b_c-9", "a" * 64, "console", "com10", "0"])
def test_source_names(store: Store, name: str) -> None:
    assert store.save(name, text(1), taken=NOON, origin="x") is not None
    assert store.sources() == [name]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../escape",
        "/abs",
        "a/b/c",
        "a\\b",
        "a\x00b",
        "-rf",
        ".hidden",
        "a b",
        "é",
        "a\n",
        "x" * 65,
        "CON",
        "nul",
        "Aux.txt",
        "com1",
        "LPT9.x",
        "prn.graphql",
        "ends.",
        "~",
        "a:b",
        "%2e%2e",
    ],
)
def test_refused_source_names(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match=r"^source name "):
        store.save(name, text(1), taken=NOON, origin="x")
    with pytest.raises(StoreError, match=r"^source name "):
        store.versions(name)
    assert not store.root.exists()


def test_names_that_differ_in_case_only(filled: Store) -> None:
    before = states(filled.root)
    for call in (filled.versions, lambda name: filled.save(name, text(1), taken=NOON, origin="x")):
        with pytest.raises(
            StoreError, match=r'source "Panther" and the folder .*panther differ only in case'
        ):
            call("Panther")
    assert states(filled.root) == before
    (filled.root / "PANTHER" / "versions").mkdir(parents=True)
    (filled.root / "PANTHER" / "history.json").write_text("{}")
    fresh = Store(filled.root)
    assert fresh.sources() == []
    assert any("differ only in case" in notice for notice in fresh.notices)


def test_other_folders_are_no_sources(filled: Store) -> None:
    (filled.root / "notes").mkdir()
    (filled.root / "notes" / "todo.md").write_text("x")
    (filled.root / "README.md").write_text("x")
    (filled.root / "empty" / "versions").mkdir(parents=True)
    assert filled.sources() == ["panther"]


@pytest.mark.parametrize(
    "link",
    [
        ".",
        ".lock",
        "panther",
        "panther/versions",
        "panther/schema.graphql",
        "panther/history.json",
        "panther/versions/2025-12-01T00-00-00Z.graphql",
    ],
)
def test_links_are_refused(filled: Store, tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    place = filled.root / link
    if place.is_dir():
        shutil.move(place, outside)
    else:
        outside.write_text("type Secret { a: Int }\n")
        place.unlink()
    place.symlink_to(outside)
    before = states(outside) if outside.is_dir() else {"": (0, 0, outside.read_bytes())}
    with pytest.raises(StoreError, match=r"is a symbolic link, which is not followed"):
        filled.save("panther", text(9), taken=NOON, origin="x")
    assert (states(outside) if outside.is_dir() else {"": (0, 0, outside.read_bytes())}) == before


@pytest.mark.parametrize("name", ["schema.graphql", "history.json", "versions/2025-12-01T00-00-00Z.graphql"])
def test_pipes_and_folders_in_place_of_files_are_refused(filled: Store, name: str) -> None:
    path = filled.root / "panther" / name
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StoreError, match=r"is not a plain file; move it away"):
        filled.save("panther", text(9), taken=NOON, origin="x")
    path.unlink()
    path.mkdir()
    with pytest.raises(StoreError, match=r"is not a plain file; move it away"):
        filled.save("panther", text(9), taken=NOON, origin="x")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("x")
    store = Store(tmp_path / "snapshots")
    for call in (lambda: save(store, 1), store.sources, lambda: store.versions("panther")):
        with pytest.raises(StoreError, match=r"snapshots is not a plain folder; move it away"):
            call()


@pytest.mark.parametrize("wrong", ["", "no line end", "a\r\nb\n", "nul\0\n", "\ud800\n"])
def test_only_canonical_text_is_stored(store: Store, wrong: str) -> None:
    with pytest.raises(StoreError, match=r"it was not stored"):
        store.save("panther", wrong, taken=NOON, origin="x")
    assert not store.root.exists()


def test_a_time_needs_a_zone(store: Store) -> None:
    with pytest.raises(StoreError, match=r"needs a time zone"):
        save(store, 1, taken=datetime(2025, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("origin", "kept"),
    [
        ("https://api.example.com/graphql", "https://api.example.com/graphql"),
        ("HTTPS://KEY@API.Example.com/graphql?a=KEY", "https://api.example.com/graphql"),
        ("https://u:KEY@[2001:db8::1]:8443/g;x?KEY", "https://[2001:db8::1]:8443/g;x"),
        ("wss://KEY@host/#KEY", "wss://host/"),
        ("https://KEY@host:port/", "https://…"),
        ("https://[KEY", "https://…"),
        ("sdl/schema.graphql", "sdl/schema.graphql"),
        ("git:main:schema.graphql", "git:main:schema.graphql"),
        ("a\x1b[2J\nb\u202e", "a[2Jb"),
    ],
)
def test_origins_hold_no_secrets(store: Store, origin: str, kept: str) -> None:
    version = store.save("panther", text(1), taken=NOON, origin=origin)
    assert version is not None
    assert version.origin == kept
    assert Store(store.root).versions("panther") == (version,)
    assert b"KEY" not in (store.root / "panther" / "history.json").read_bytes()


def test_a_period_ends_before_the_next_begins() -> None:
    assert names.end_of_period("2028-02") == datetime(2028, 3, 1, tzinfo=UTC)
    assert names.end_of_period("2025-12") == datetime(2026, 1, 1, tzinfo=UTC)
    assert names.end_of_period("2025-11-23T06:00") == datetime(2025, 11, 23, 6, 1, tzinfo=UTC)
    assert names.end_of_period("9999-12-31") is None
    assert names.end_of_period("2025-11-23T06+25:00") is None


@pytest.mark.parametrize(
    "name",
    [
        "2025-11-23T06-00-00",
        "2025-11-23T06-00-00Z_1",
        "2025-11-23T06-00-00Z_01",
        "2025-11-23T06-00-00Z_002",
        "2025-02-30T06-00-00Z",
        "0000-01-01T00-00-00Z",
        "2025-11-23T06-00-00Z_" + "9" * 5000,
        "latest",
        "",
    ],
)
def test_what_is_no_name_of_a_version(name: str) -> None:
    assert names.parse_version(name) is None


@pytest.mark.parametrize("folder", sorted(FORMATS.iterdir()), ids=lambda path: f"format {path.name}")
def test_old_formats_stay_readable(tmp_path: Path, folder: Path) -> None:
    """Each folder was written by a release of its time and is never changed since."""
    root = tmp_path / "snapshots"
    shutil.copytree(folder, root)
    before = states(root)
    store = Store(root)
    versions = store.versions("panther")
    assert [version.label for version in versions] == ["sdk-1", None]
    for version in versions:
        stored = store.read("panther", version)
        assert sdl.read(SourceText.from_files([("x", stored)])).types["Query"]
        assert header.parse(stored).format_version is not None
    assert store.notices == ()
    newest = store.read("panther", versions[-1])
    assert store.save("panther", newest, taken=NOON, origin="x") is None
    assert states(root) == before
    assert store.save(
        "panther", canonical.render(sdl.read(SourceText("type Query { z: Int }"))), taken=NOON, origin="x"
    )
    assert len(Store(root).versions("panther")) == 3


def test_a_time_of_the_future_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "snapshots")
    now = datetime.now(UTC)
    for taken in (now + timedelta(days=1, minutes=5), datetime(2999, 1, 1, tzinfo=UTC)):
        said = f"^{taken:%Y-%m-%d} is in the future; nothing was stored. Which clock is wrong\\?$"
        with pytest.raises(StoreError, match=said):
            store.save("api", "type Query {\n  a: Int\n}\n", taken=taken, origin="api")
        with pytest.raises(StoreError, match=said):
            store.merge("api", [Arrival(taken, "api", "type Query {\n  a: Int\n}\n")])
    assert not any(path.suffix == ".graphql" for path in tmp_path.rglob("*"))
    assert store.save("api", "type Query {\n  a: Int\n}\n", taken=now + timedelta(hours=23), origin="api")


def test_a_slow_merge_is_written_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drift.snapshots.store._BATCH_S", -1.0)

    def arrivals() -> Iterator[Arrival]:
        for number in range(3):
            yield Arrival(datetime(2025, 1, 1 + number, tzinfo=UTC), "api", text(number))
        raise KeyboardInterrupt

    store = Store(tmp_path / "snapshots")
    with pytest.raises(KeyboardInterrupt):
        store.merge("api", arrivals())
    assert [store.read("api", version) for version in store.versions("api")] == [text(0), text(1), text(2)]
