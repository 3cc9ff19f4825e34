"""Folders that a merge, a checkout, a hand or a bad disk has changed: said, and repaired."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drift.errors import StoreError
from drift.snapshots.store import Store
from tests.snapshots.mending import mend

START = datetime(2025, 11, 1, 6, tzinfo=UTC)
LABELS = ("first", None, "third")


def text(number: int) -> str:
    return f"# canonical é\ntype Query {{\n  field{number}: Int\n}}\n"


def fill(root: Path) -> None:
    store = Store(root)
    for number, label in enumerate(LABELS):
        store.save(
            "panther",
            text(number),
            taken=START + timedelta(days=number),
            origin=f"file{number}.graphql",
            label=label,
        )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    fill(tmp_path / "snapshots")
    return tmp_path / "snapshots"


def names_in(root: Path) -> list[str]:
    return [version.version for version in Store(root).versions("panther")]


def check_whole(root: Path, *, labels: tuple[str | None, ...] = LABELS) -> None:
    """Assert that the folder is sound now, with all versions and these labels."""
    store = Store(root)
    versions = store.versions("panther")
    assert [store.read("panther", version) for version in versions] == [text(number) for number in range(3)]
    assert tuple(version.label for version in versions) == labels
    assert store.notices == ()
    assert (root / "panther" / "schema.graphql").read_text() == text(2)


ALL_KNOWN = LABELS
NONE_KNOWN = (None, None, None)
FIRST_LOST = (None, None, "third")


@pytest.mark.parametrize(
    ("damage", "notice", "labels"),
    [
        (lambda t: "", "history.json is empty", NONE_KNOWN),
        (lambda t: " \n", "history.json is empty", NONE_KNOWN),
        (lambda t: t[: t.index("file2")], "history.json is not JSON from line 6 on", ("first", None, None)),
        (lambda t: t.replace("\n  ]\n}", ""), "is not JSON from line 7 on", ALL_KNOWN),
        (lambda t: t.replace('},\n', '}\n', 1), "is not JSON from line 5 on", ALL_KNOWN),
        (lambda t: "[]", 'is not an object with a "format"', NONE_KNOWN),
        (lambda t: "null", 'is not an object with a "format"', NONE_KNOWN),
        (lambda t: t.replace("1,", '"one",', 1), 'has a "format" that is not a number', ALL_KNOWN),
        (lambda t: t.replace("1,", "true,", 1), 'has a "format" that is not a number', ALL_KNOWN),
        (lambda t: t.replace("1,", "0,", 1), 'has a "format" that is not a number', ALL_KNOWN),
        (lambda t: t.replace("1,", "NaN,", 1), "is not JSON", ALL_KNOWN),
        (lambda t: t.replace("versions", "version", 1), 'has no list of "versions"', ALL_KNOWN),
        (lambda t: '{"format": 1, "versions": {}}', 'has no list of "versions"', NONE_KNOWN),
        (lambda t: t.replace('"sha256:', '"md5:', 1), "has 1 of 3 versions spoiled", FIRST_LOST),
        (lambda t: t.replace("2025-11-01T06:00:00Z", "2026-11-01T06:00:00Z"), "has 1 of 3", FIRST_LOST),
        (lambda t: t.replace('"first"', '"latest"'), "has 1 of 3", FIRST_LOST),
        (lambda t: t.replace('"first"', "[1]"), "has 1 of 3", FIRST_LOST),
        (lambda t: t.replace('"file0.graphql"', "7"), "has 1 of 3", FIRST_LOST),
        (lambda t: t.replace("\n    {", "\n    {}, {", 1), "has 1 of 4 versions spoiled or twice", ALL_KNOWN),
        (lambda t: t.replace('"first"', "[" * 100_000), "is not JSON", FIRST_LOST),
        (lambda t: t.replace('"first"', "9" * 5000), "is not JSON", FIRST_LOST),
        (lambda t: t.replace('"first", ', '"first", "label": "x", '), "is not JSON", FIRST_LOST),
    ],
)  # fmt: skip
def test_damaged_history(
    root: Path, damage: Callable[[str], str], notice: str, labels: tuple[str | None, ...]
) -> None:
    path = root / "panther" / "history.json"
    original = path.read_text()
    damaged = damage(original)
    assert damaged != original
    path.write_text(damaged)
    store = Store(root)
    versions = store.versions("panther")
    assert [store.read("panther", version) for version in versions] == [text(number) for number in range(3)]
    assert tuple(version.label for version in versions) == labels
    assert any(notice in said for said in store.notices), store.notices
    assert path.read_text() == damaged, "reading writes nothing"
    assert store.save("panther", text(2), taken=START, origin="x") is None
    check_whole(root, labels=labels)


def test_history_in_other_bytes(root: Path) -> None:
    path = root / "panther" / "history.json"
    path.write_bytes(path.read_bytes().replace(b"file1", b"f\xefle1"))
    store = Store(root)
    assert names_in(root) == [version.version for version in store.versions("panther")]
    assert any("history.json is not UTF-8" in notice for notice in store.notices)
    mend(store, "panther")
    check_whole(root)


def test_missing_history(root: Path) -> None:
    (root / "panther" / "history.json").unlink()
    store = Store(root)
    assert len(store.versions("panther")) == 3
    assert store.notices == (
        f"{root}/panther/history.json is missing; what is there is used",
        f"{root}/panther/history.json does not list 2025-11-01T06-00-00Z, 2025-11-02T06-00-00Z, "
        "2025-11-03T06-00-00Z; used anyway, label and origin are not known",
    )
    mend(store, "panther")
    check_whole(root, labels=NONE_KNOWN)


@pytest.mark.parametrize("number", ["2", "99", "999999999"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_later_format_is_refused(root: Path, number: str, is_whole: bool) -> None:
    path = root / "panther" / "history.json"
    newer = path.read_text().replace('"format": 1', f'"format": {number}')
    path.write_text(newer if is_whole else newer[:-20])
    before = path.read_bytes()
    for call in (Store(root).versions, lambda name: Store(root).save(name, text(8), taken=START, origin="x")):
        with pytest.raises(StoreError, match=rf"history.json has format {number}, .* upgrade graphql-drift"):
            call("panther")
    assert path.read_bytes() == before


def test_what_a_later_release_added_is_kept(root: Path) -> None:
    path = root / "panther" / "history.json"
    content = json.loads(path.read_text())
    content["tool"] = {"name": "graphql-drift", "é": [1.5, None]}
    content["versions"][0]["omits"] = ["applied-directives", "\ud800"]
    path.write_text(json.dumps(content))
    assert Store(root).save("panther", text(2), taken=START, origin="x") is None, "layout alone is no damage"
    assert path.read_text() == json.dumps(content)
    Store(root).save("panther", text(3), taken=START + timedelta(days=9), origin="x")
    after = json.loads(path.read_text())
    assert after["tool"] == content["tool"]
    assert after["versions"][:3] == content["versions"]
    assert Store(root).versions("panther")[-1].version == "2025-11-10T06-00-00Z"


@pytest.mark.parametrize("change", ["edited", "removed", "conflict", "empty", "older"])
def test_schema_file_that_is_not_the_newest(root: Path, change: str) -> None:
    path = root / "panther" / "schema.graphql"
    if change == "removed":
        path.unlink()
    else:
        wrong = {"edited": text(2) + "#\n", "conflict": f"<<<<<<< a\n{text(1)}=======\n{text(2)}>>>>>>> b\n"}
        path.write_text({**wrong, "empty": "", "older": text(0)}[change])
    store = Store(root)
    assert store.read("panther", store.resolve("panther", "latest")) == text(2)
    assert store.save("panther", text(2), taken=START, origin="x") is None
    assert store.notices == (f"{path} was not the newest version, 2025-11-03T06-00-00Z; it was written anew",)
    check_whole(root)


def test_missing_newest_version_comes_back_from_the_schema_file(root: Path) -> None:
    path = root / "panther" / "versions" / "2025-11-03T06-00-00Z.graphql"
    path.unlink()
    store = Store(root)
    newest = store.resolve("panther", "third")
    assert store.read("panther", newest) == text(2)
    assert store.notices == (f"{path} is gone; schema.graphql still holds its text",)
    assert not path.exists()
    mend(store, "panther")
    check_whole(root)


def test_missing_older_version_is_left_out_and_said(root: Path) -> None:
    path = root / "panther" / "versions" / "2025-11-01T06-00-00Z.graphql"
    path.unlink()
    store = Store(root)
    assert [version.label for version in store.versions("panther")] == [None, "third"]
    assert store.notices == (f"{path} is gone and the version is left out; bring it back with git checkout",)
    assert store.save("panther", text(2), taken=START, origin="x") is None
    assert Store(root).versions("panther")[0].version == "2025-11-02T06-00-00Z"
    assert (root / "panther" / "schema.graphql").read_text() == text(2)


def test_a_folder_that_lost_its_versions_is_no_new_one(root: Path) -> None:
    """Its next check would store a baseline and pass, whatever has changed."""
    folder = root / "panther"
    shutil.rmtree(folder / "versions")
    (folder / "schema.graphql").write_text(text(7))
    for call in (
        lambda: Store(root).versions("panther"),
        lambda: Store(root).save("panther", text(9), taken=START, origin="x"),
    ):
        with pytest.raises(
            StoreError, match=r"lists 3 version\(s\) and none .* git checkout -- .*panther, or remove"
        ):
            call()
    (folder / "history.json").write_text("")
    with pytest.raises(StoreError, match=r"history\.json is empty: bring the folder back"):
        Store(root).versions("panther")
    (folder / "history.json").unlink()
    with pytest.raises(
        StoreError, match=r"schema\.graphql is there without any version: bring the folder back"
    ):
        Store(root).versions("panther")
    assert (folder / "schema.graphql").read_text() == text(7)
    shutil.rmtree(folder)
    assert Store(root).save("panther", text(9), taken=START, origin="x") is not None


@pytest.mark.parametrize("number", [0, 2])
def test_edited_version_is_said(root: Path, number: int) -> None:
    version = Store(root).versions("panther")[number]
    version.path.write_text(text(8))
    store = Store(root)
    assert store.read("panther", version) == text(8)
    assert [notice for notice in store.notices if "is not the text that was stored" in notice]
    # The text that was stored is still in schema.graphql, and stays there.
    assert store.save("panther", text(9), taken=START, origin="x") is not None
    assert version.path.read_text() == text(8)
    store = Store(root)
    store.read("panther", store.versions("panther")[number])
    assert [notice for notice in store.notices if "is not the text that was stored" in notice]


def test_an_edit_is_accepted_by_removing_its_line(root: Path) -> None:
    version = Store(root).versions("panther")[0]
    version.path.write_text(text(8))
    path = root / "panther" / "history.json"
    path.write_text(
        "".join(line for line in path.read_text().splitlines(True) if version.version not in line)
    )
    mend(Store(root), "panther")
    store = Store(root)
    assert store.read("panther", store.versions("panther")[0]) == text(8)
    assert store.notices == ()


def test_version_that_is_not_text(root: Path) -> None:
    version = Store(root).versions("panther")[0]
    version.path.write_bytes(b"type Query { a: \xff }\n")
    with pytest.raises(StoreError, match=r"is not UTF-8 at byte 16; bring it back with git checkout -- "):
        Store(root).read("panther", version)


def test_leftovers_are_removed_and_strangers_left_alone(root: Path) -> None:
    versions = root / "panther" / "versions"
    (versions / ".tmp-2025-11-09T06-00-00Z.graphql-abc").write_text("half")
    (root / "panther" / ".tmp-schema.graphql-abc").write_text("half")
    (root / "panther" / ".tmp-history.json-abc").write_text('{"format": 1, "versions": [')
    (versions / "notes.txt").write_text("x")
    (versions / ".DS_Store").write_text("x")
    (versions / "2025-11-09.graphql").write_text("x")
    store = Store(root)
    assert len(store.versions("panther")) == 3
    assert store.notices == (
        f'{versions}: "2025-11-09.graphql" has not the name of a version and is left alone',
        f'{versions}: "notes.txt" has not the name of a version and is left alone',
    )
    assert store.save("panther", text(2), taken=START, origin="x") is None
    assert list(root.rglob(".tmp-*")) == []
    assert sorted(path.name for path in versions.iterdir())[:1] == [".DS_Store"]
    assert (versions / "notes.txt").exists()


# Whatever is in history.json: the versions are read, or one clear error comes.

_KEYS = st.sampled_from(["format", "versions", "version", "label", "taken", "origin", "digest", "x"])
_WORDS = st.sampled_from(
    [
        1,
        2,
        True,
        None,
        "first",
        "latest",
        "2025-11-01T06-00-00Z",
        "2025-11-01T06:00:00Z",
        "sha256:" + "0" * 64,
        1.5,
    ]
)
_JSON = st.recursive(
    _WORDS | st.text() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(), inner, max_size=6),
    max_leaves=20,
)
_SPLICE = st.tuples(
    st.floats(0, 1), st.floats(0, 0.3), st.binary(max_size=12) | st.sampled_from([b"{", b"}", b'"', b"\n"])
)


def _set_at_random(content: Any, path: list[Any], value: object) -> object:
    """Replace what a random walk through JSON ends at."""
    if not path or not isinstance(content, dict | list) or not content:
        return value
    key = list(content)[path[0] % len(content)] if isinstance(content, dict) else path[0] % len(content)
    copy = dict(content) if isinstance(content, dict) else list(content)
    copy[key] = _set_at_random(content[key], path[1:], value)
    return copy


@st.composite
def damaged_histories(draw: st.DrawFn, original: bytes) -> bytes:
    kind = draw(st.sampled_from(["bytes", "lines", "value", "json", "cut"]))
    if kind == "cut":
        return original[: draw(st.integers(0, len(original)))]
    if kind == "json":
        return json.dumps(draw(_JSON)).encode()
    if kind == "value":
        path = draw(st.lists(st.integers(0, 7), min_size=1, max_size=4))
        return json.dumps(_set_at_random(json.loads(original), path, draw(_JSON))).encode()
    if kind == "lines":
        lines = original.splitlines(keepends=True)
        return b"".join(
            draw(st.lists(st.sampled_from([*lines, b"<<<<<<< HEAD\n", b"=======\n"]), max_size=12))
        )
    content = original
    for start, length, new in draw(st.lists(_SPLICE, min_size=1, max_size=4)):
        begin = int(start * len(content))
        content = content[:begin] + new + content[begin + int(length * len(content)) :]
    return content


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "snapshots")
        yield Path(folder) / "snapshots"


@settings(max_examples=int(os.environ.get("DRIFT_EXAMPLES", "75")), deadline=None)
@given(data=st.data())
def test_any_history(template: Path, data: st.DataObject) -> None:
    original = (template / "panther" / "history.json").read_bytes()
    damaged = data.draw(damaged_histories(original))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "snapshots"
        shutil.copytree(template, root)
        path = root / "panther" / "history.json"
        path.write_bytes(damaged)
        store = Store(root)
        try:
            versions = store.versions("panther")
        except StoreError as error:
            # The only damage that is refused: it may not be damage at all.
            if "upgrade graphql-drift" not in str(error):
                raise
            assert path.read_bytes() == damaged
            return
        texts = [store.read("panther", version) for version in versions]
        assert [text(number) for number in range(3)] == texts
        # The next change is stored, and after that nothing is left to say but what a hand must settle.
        newer = store.save("panther", text(9), taken=START + timedelta(days=30), origin="x")
        assert newer is not None
        fresh = Store(root)
        assert [fresh.read("panther", version) for version in fresh.versions("panther")] == [*texts, text(9)]
        assert all("digest differs" in notice for notice in fresh.notices)
        assert json.loads(path.read_bytes())["format"] == 1


# With git, as people use it.


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false")
    answer = subprocess.run(
        ["git", *identity, "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )
    assert not check or answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q")
    fill(folder / "snapshots")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "snapshots")
    return folder


def test_git_sees_the_snapshots_and_nothing_else(project: Path) -> None:
    tracked = git(project, "ls-files").split()
    assert sorted(tracked) == sorted(
        [
            "snapshots/.gitattributes",
            "snapshots/.gitignore",
            "snapshots/panther/history.json",
            "snapshots/panther/schema.graphql",
            *(f"snapshots/panther/versions/2025-11-0{day}T06-00-00Z.graphql" for day in (1, 2, 3)),
        ]
    )
    Store(project / "snapshots").save("panther", text(2), taken=START, origin="x")
    assert git(project, "status", "--porcelain") == ""
    attributes = git(project, "check-attr", "-a", tracked[-1], "snapshots/panther/schema.graphql")
    assert f"{tracked[-1]}: linguist-generated: set" in attributes
    assert "schema.graphql: linguist-generated" not in attributes
    assert "schema.graphql: eol: lf" in attributes


def test_a_version_is_one_added_line_of_history(project: Path) -> None:
    Store(project / "snapshots").save("panther", text(3), taken=START + timedelta(days=5), origin="x")
    diff = git(project, "diff", "-U0", "--", "snapshots/panther/history.json").splitlines()
    changed = [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line[0] for line in changed] == ["-", "+", "+"], "the line before gains a comma"
    assert changed[1] == "+" + changed[0][1:] + ","


@pytest.mark.parametrize("with_attributes", [True, False])
def test_checkout_that_converts_line_ends(project: Path, tmp_path: Path, with_attributes: bool) -> None:
    if not with_attributes:
        git(project, "rm", "-q", "snapshots/.gitattributes")
        git(project, "commit", "-qm", "without attributes")
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(project), "windows")
    root = tmp_path / "windows" / "snapshots"
    stored = (root / "panther" / "schema.graphql").read_bytes()
    assert (b"\r\n" in stored) != with_attributes
    store = Store(root)
    versions = store.versions("panther")
    assert [store.read("panther", version) for version in versions] == [text(number) for number in range(3)]
    assert [version.digest for version in versions] == [
        version.digest for version in Store(project / "snapshots").versions("panther")
    ]
    assert store.save("panther", text(2), taken=START, origin="x") is None
    assert (root / "panther" / "schema.graphql").read_bytes() == stored
    assert store.save("panther", text(3), taken=START + timedelta(days=4), origin="x") is not None
    fresh = Store(root)
    assert [fresh.read("panther", version) for version in fresh.versions("panther")] == [
        text(number) for number in range(4)
    ]
    assert store.notices == fresh.notices == ()
    assert " M snapshots/panther/versions" not in git(tmp_path / "windows", "status", "--porcelain")


def test_merge_of_two_branches_that_both_stored(project: Path) -> None:
    root = project / "snapshots"
    git(project, "checkout", "-qb", "other")
    Store(root).save(
        "panther", text(10), taken=START + timedelta(days=10), origin="other.graphql", label="other"
    )
    git(project, "add", ".")
    git(project, "commit", "-qm", "other")
    git(project, "checkout", "-q", "main")
    Store(root).save(
        "panther", text(11), taken=START + timedelta(days=11), origin="main.graphql", label="main"
    )
    git(project, "add", ".")
    git(project, "commit", "-qm", "main")
    git(project, "merge", "other", check=False)
    conflicts = git(project, "diff", "--name-only", "--diff-filter=U").split()
    assert conflicts == ["snapshots/panther/history.json", "snapshots/panther/schema.graphql"]
    store = Store(root)
    assert [version.label for version in store.versions("panther")] == [*LABELS, "other", "main"]
    assert [version.origin for version in store.versions("panther")][-2:] == ["other.graphql", "main.graphql"]
    assert any("history.json has merge conflict markers" in notice for notice in store.notices)
    assert store.save("panther", text(11), taken=START + timedelta(days=12), origin="x") is None
    fresh = Store(root)
    assert [fresh.read("panther", version) for version in fresh.versions("panther")][-2:] == [
        text(10),
        text(11),
    ]
    assert (root / "panther" / "schema.graphql").read_text() == text(11)
    assert fresh.notices == ()
    git(project, "add", ".")
    git(project, "commit", "-qm", "merged")
    assert git(project, "status", "--porcelain") == ""
