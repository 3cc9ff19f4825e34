"""``drift import``: the past from git and from files, merged by date, interrupted, and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drift.snapshots.store import Store
from tests.running import drift

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KILLS = int(os.environ.get("DRIFT_KILLS", "6"))


def sdl(*fields: str) -> str:
    return "type Query {\n" + "".join(f"  {field}: Int\n" for field in fields) + "}\n"


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, date: str = "2020-01-01T00:00:00Z") -> str:
        identity = {"NAME": "n", "EMAIL": "n@example.com"}
        environment = {
            f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in identity.items()
        }
        ran = subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *arguments],
            cwd=self.root,
            env={**os.environ, **environment, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
            check=True,
            capture_output=True,
            text=True,
        )
        return ran.stdout.strip()

    def commit(
        self, date: str, text: str | bytes, *, path: str = "schema.graphql", tags: tuple[str, ...] = ()
    ) -> str:
        file = self.root / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"at {date}", date=f"{date}T12:00:00Z")
        for tag in tags:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def stored(folder: Path, source: str = "api") -> list[tuple[str, str | None]]:
    return [(each.version, each.label) for each in Store(folder / "snapshots").versions(source)]


def test_commits_become_versions_with_their_dates_and_tags(folder: Path, repository: Repository) -> None:
    repository.commit("2021-01-01", sdl("a"), path="old/api.graphql", tags=("v1", "v1.0.0"))
    repository.commit("2021-02-01", sdl("a") + "# a remark\n", path="old/api.graphql", tags=("v1.0.1",))
    repository.commit("2021-03-01", "type Query {", path="old/api.graphql")
    repository.commit("2021-04-01", sdl("a", "b"), path="old/api.graphql", tags=("2021-04",))
    (repository.root / "new").mkdir()
    repository.git("mv", "old/api.graphql", "new/api.graphql")
    third = repository.commit("2021-05-01", sdl("a", "b", "c"), path="new/api.graphql")
    spoiled = repository.git("log", "--format=%h", "--abbrev=12", "--grep=2021-03-01")
    reference = f"{repository.root}:new/api.graphql"
    ran = drift("import", "api", "--from-git", reference, now=NOW)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        f'notice: commit {spoiled} of 2021-03-01 is passed over: old/api.graphql:1:13: expected a field name or "}}", '
        "found the end of the text",
        "notice: not usable as labels, for their characters or because they read as dates: 2021-04",
        "api: stored 3 versions of 5 revisions, 2021-01-01 to 2021-05-01",
    ]
    assert stored(folder) == [
        ("2021-01-01T12-00-00Z", "v1.0.0"),
        ("2021-04-01T12-00-00Z", None),
        ("2021-05-01T12-00-00Z", None),
    ]
    newest = Store(folder / "snapshots").versions("api")[-1]
    assert newest.origin == f"git:{third}:new/api.graphql"
    assert (folder / "snapshots/api/schema.graphql").read_text() == newest.path.read_text()
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    again = drift("import", "api", "--from-git", reference, now=NOW)
    assert again.err.splitlines()[-1] == "api: stored 0 versions of 5 revisions"
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before
    shown = drift("log", "api")
    assert shown.out.splitlines()[2:] == [
        "2021-05-01T12-00-00Z  1 safe",
        "2021-04-01T12-00-00Z  1 safe",
        "2021-01-01T12-00-00Z (v1.0.0)  baseline, 1 types",
    ]


def test_what_comes_in_takes_its_place_between_what_is_stored(folder: Path) -> None:
    for name, fields in (("2021-01-01", "a"), ("2021-03-01", "ab"), ("2021-02-01", "ac")):
        (folder / f"{name}.graphql").write_text(sdl(*fields))
    assert drift("import", "api", "2021-01-01.graphql", "2021-03-01.graphql", "--dates-from-names").code == 0
    (folder / "now.graphql").write_text(sdl("a", "b", "d"))
    (folder / "drift.toml").write_text('[sources.api]\nschema = "now.graphql"\n')
    assert drift("check", "api", "--save", "--fail-on", "never", now=NOW).code == 0
    kept = {path.name: path.read_bytes() for path in folder.glob("snapshots/api/versions/*")}
    ran = drift(
        "import", "api", "2021-02-01.graphql", "--date", "2021-02-01T08:00:00+02:00", "--label", "winter"
    )
    assert ran.err == "api: stored 1 version of 1 file, 2021-02-01\n"
    assert stored(folder) == [
        ("2021-01-01T00-00-00Z", None),
        ("2021-02-01T06-00-00Z", "winter"),
        ("2021-03-01T00-00-00Z", None),
        ("2026-06-01T00-00-00Z", None),
    ]
    after = {path.name: path.read_bytes() for path in folder.glob("snapshots/api/versions/*")}
    assert kept.items() <= after.items()
    assert (folder / "snapshots/api/schema.graphql").read_bytes() == after["2026-06-01T00-00-00Z.graphql"]
    listed = json.loads((folder / "snapshots/api/history.json").read_text())["versions"]
    assert [each["version"] for each in listed] == [version for version, _ in stored(folder)]


def test_a_label_that_nothing_gets_is_said(folder: Path) -> None:
    (folder / "a.graphql").write_text(sdl("a"))
    assert drift("import", "api", "a.graphql", "--date", "2021-01-01", "--label", "1.0").code == 0
    ran = drift("import", "api", "a.graphql", "--date", "2021-02-01", "--label", "1.1")
    assert (ran.code, ran.err.splitlines()) == (
        0,
        [
            "api: stored 0 versions of 1 file",
            "notice: label 1.1 is not given: a.graphql says the same as the version before it",
        ],
    )
    assert stored(folder) == [("2021-01-01T00-00-00Z", "1.0")]


def test_a_folder_of_published_files(folder: Path) -> None:
    published = folder / "published"
    (published / "2022-05").mkdir(parents=True)
    (published / "schema-20220301.graphql").write_text(sdl("a"))
    (published / "2022-05/schema.graphql").write_text(sdl("a", "b"))
    (published / "2022-04-01.graphql").write_text("type Query {")
    (published / "README.md").write_text("no schema")
    ran = drift("import", "api", "published", "--dates-from-names", now=NOW)
    assert ran.code == 3
    assert ran.err.splitlines() == [
        "notice: published/2022-04-01.graphql is passed over: published/2022-04-01.graphql:1:13: expected a "
        'field name or "}", found the end of the text',
        "api: stored 2 versions of 3 files, 2022-03-01 to 2022-05-01",
    ]
    assert [version for version, _ in stored(folder)] == ["2022-03-01T00-00-00Z", "2022-05-01T00-00-00Z"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what to import: --from-git PATH, or FILE"),
        (("a.graphql", "b.graphql"), "2 files need a date each: give --dates-from-names when their names hold them, "
         "or import one after the other with --date"),
        (("2021-01-01.graphql",), "2021-01-01.graphql: its name holds a date: give --dates-from-names to take it, or "
         "--date DATE"),
        (("a.graphql", "--dates-from-names"), "a.graphql: its name holds no date such as 2025-02-27; give --date DATE"),
        (("2021-01-01..2021-02-01.graphql", "--dates-from-names"), "2021-01-01..2021-02-01.graphql: its name holds "
         "several dates, 2021-01-01, 2021-02-01; give --date DATE"),
        (("a.graphql", "--date", "next year"), '"next year" is not a date; write 2025-02-27, or 2025-02-27T06:00:00Z'),
        (("a.graphql", "--date", "2027-01-01"), "a.graphql: 2027-01-01 is in the future; nothing was stored"),
        (("a.graphql", "b.graphql", "--dates-from-names", "--label", "x"), "--label names one version, and there are "
         "2 files"),
        (("a.graphql", "--date", "2021-01-01", "--label", "2021-01"), 'label "2021-01" reads as a date; put a '
         "word before it, as in 'release-2021-01'"),
        (("--from-git", "a.graphql", "--label", "x"), "--from-git takes dates and labels from the commits and tags: "
         "leave the others out"),
        (("nothing.graphql", "--date", "2021-01-01"), "nothing.graphql: no such file or folder"),
        (("--from-git", "https://example.com/a.git:a.graphql"), '--from-git "https://example.com/a.git:a.graphql": '
         '"https://example.com/a.git" is not a folder; clone it and name the clone\'s'),
        (("--from-git", "nowhere:a.graphql"), '--from-git "nowhere:a.graphql": "nowhere" is not a folder; write PATH, '
         "or REPOSITORY:PATH with the folder of a checkout"),
    ],
)  # fmt: skip
def test_what_can_not_be_meant(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    for name in ("a", "b", "2021-01-01", "2021-01-01..2021-02-01"):
        (folder / f"{name}.graphql").write_text(sdl("a"))
    ran = drift("import", "api", *arguments, now=NOW)
    assert (ran.code, ran.out, ran.err) == (2, "", f"error: {said}\n")
    assert not (folder / "snapshots").exists()


def test_commits_whose_clocks_ran_ahead_or_behind(folder: Path, repository: Repository) -> None:
    repository.commit("2021-03-01", sdl("a"))
    repository.commit("2021-02-01", sdl("b"))
    future = repository.commit("2030-01-01", sdl("c"))
    repository.commit("2021-04-01", sdl("d"))
    ran = drift("import", "api", "--from-git", f"{repository.root}:schema.graphql", now=NOW)
    assert ran.err.splitlines() == [
        f"notice: commit {future[:12]} of 2030-01-01 is passed over: it is dated in the future",
        "api: stored 3 versions of 4 revisions, 2021-03-01 to 2021-04-01",
    ]
    assert [version for version, _ in stored(folder)] == [
        "2021-03-01T12-00-00Z",
        "2021-03-01T12-00-00Z_02",
        "2021-04-01T12-00-00Z",
    ]
    again = drift("import", "api", "--from-git", f"{repository.root}:schema.graphql", now=NOW)
    assert again.err.endswith("api: stored 0 versions of 4 revisions\n")


def test_since_leaves_out_what_is_older(folder: Path, repository: Repository) -> None:
    for month, fields in enumerate(("a", "ab", "abc"), 1):
        repository.commit(f"2021-0{month}-01", sdl(*fields))
    reference = f"{repository.root}:schema.graphql"
    drift("import", "api", "--from-git", reference, "--since", "2021-02", now=NOW)
    assert [version for version, _ in stored(folder)] == ["2021-02-01T12-00-00Z", "2021-03-01T12-00-00Z"]
    drift("import", "api", "--from-git", reference, now=NOW)
    assert stored(folder)[0][0] == "2021-01-01T12-00-00Z"


def test_wherever_the_repository_and_the_file_are(folder: Path, repository: Repository) -> None:
    repository.commit("2021-01-01", sdl("a"), path="api/schema.graphql")
    repository.commit("2021-02-01", sdl("a", "b"), path="api/schema.graphql")
    root = repository.root
    repository.git("clone", "-q", "--bare", str(root), f"{root}.git")
    repository.git("worktree", "add", "-q", "--detach", f"{root}-tree")
    for number, reference in enumerate(
        (
            f"{root}:api/schema.graphql",
            f"{root}/api:./schema.graphql",
            f"{root}/api/schema.graphql",
            f"../{root.name}/api/schema.graphql",
            f"../{root.name}:api/schema.graphql",
            f"../{root.name}.git:api/schema.graphql",
            f"{root}/.git:api/schema.graphql",
            f"{root}-tree:api/schema.graphql",
        )
    ):
        ran = drift("import", f"api{number}", "--from-git", reference, now=NOW)
        assert ran.err == f"api{number}: stored 2 versions of 2 revisions, 2021-01-01 to 2021-02-01\n"


def test_a_shallow_clone_says_that_it_is_one(folder: Path, repository: Repository) -> None:
    repository.commit("2021-01-01", sdl("a"))
    repository.commit("2021-02-01", sdl("a", "b"))
    for name, options in (("shallow", ()), ("shallow.git", ("--bare",))):
        repository.git("clone", "-q", "--depth=1", *options, f"file://{repository.root}", f"../{name}")
        ran = drift("import", name, "--from-git", f"{repository.root.parent / name}:schema.graphql", now=NOW)
        assert ran.err.splitlines() == [
            "notice: this clone is shallow: what changed before its oldest commit is not in it; git fetch "
            "--unshallow brings it in",
            f"{name}: stored 1 version of 1 revision, 2021-02-01",
        ]


def test_what_takes_the_place_of_the_file_for_a_while(folder: Path, repository: Repository) -> None:
    file = repository.root / "schema.graphql"
    repository.commit("2021-01-01", sdl("a"))
    file.unlink()
    repository.git("commit", "-qam", "gone", date="2021-01-02T00:00:00Z")
    repository.commit("2021-01-03", sdl("a"))
    file.unlink()
    file.symlink_to("elsewhere")
    repository.git("commit", "-qam", "link", date="2021-01-04T00:00:00Z")
    link = repository.git("rev-parse", "--short=12", "HEAD")
    file.unlink()
    last = repository.commit("2021-01-05", sdl("a", "b"), tags=("v1.0.0-rc.1", "v1", "v1.0.0", "release-1"))
    repository.git("tag", "-a", "-m", "annotated", "v1.0")
    ran = drift("import", "api", "--from-git", f"{repository.root}:schema.graphql", now=NOW)
    assert ran.err.splitlines() == [
        f"notice: commit {link} of 2021-01-04 is passed over: git:{link}:schema.graphql is a symbolic link",
        "api: stored 2 versions of 3 revisions, 2021-01-01 to 2021-01-05",
    ]
    assert stored(folder) == [("2021-01-01T12-00-00Z", None), ("2021-01-05T12-00-00Z", "v1.0.0")]
    assert Store(folder / "snapshots").versions("api")[-1].origin == f"git:{last}:schema.graphql"


def test_what_is_not_one_file(folder: Path, repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit("2021-01-01", sdl("a"))
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "sub")
    repository.commit("2021-01-01", sdl("a"), path="api/a.graphql")
    repository.commit("2021-01-02", sdl("b"), path="api/b.graphql")
    for path, said in (
        ("api", "git:HEAD:api is a folder; name one schema file in it"),
        (
            "sub/schema.graphql",
            f'no "sub/schema.graphql" in commit "HEAD" of {repository.root}; "sub" is a submodule, a repository of '
            "its own",
        ),
    ):
        ran = drift("import", "api", "--from-git", f"{repository.root}:{path}", now=NOW)
        assert (ran.code, ran.err) == (3, f"error: {said}\n")
    assert drift("import", "api", "--from-git", f"{repository.root}/sub:schema.graphql", now=NOW).code == 0


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_commits_whose_clocks_say_no_time(folder: Path, tmp_path: Path, object_format: str) -> None:
    root = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", "-b", "main", f"--object-format={object_format}", root], check=True)
    stream = ["reset refs/heads/main\n"]
    for seconds, fields in ((1_600_000_000, "a"), (10**17, "ab"), (1_600_000_000, "abc")):
        text = sdl(*fields)
        stream.append(
            f"commit refs/heads/main\ncommitter n <n@example.com> {seconds} +0000\n"
            f"data 1\nx\nM 100644 inline schema.graphql\ndata {len(text)}\n{text}\n"
        )
    command = ["git", "fast-import", "--quiet", "--date-format=raw-permissive"]
    subprocess.run(command, cwd=root, input="".join(stream).encode(), check=True)
    ran = drift("import", "api", "--from-git", f"{root}:schema.graphql", now=NOW)
    timeless = subprocess.run(
        ["git", "rev-parse", "--short=12", "main~1"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert ran.err.splitlines() == [
        f"notice: commit {timeless} is passed over: it does not say when it was made",
        "api: stored 2 versions of 3 revisions, 2020-09-13",
    ]
    assert [version for version, _ in stored(folder)] == ["2020-09-13T12-26-40Z", "2020-09-13T12-26-40Z_02"]


def test_introspection_results_in_git(folder: Path, repository: Repository) -> None:
    from graphql import build_schema, introspection_from_schema

    for month, fields in ((1, "a"), (2, "ab")):
        result = {"data": introspection_from_schema(build_schema(sdl(*fields)))}
        repository.commit(f"2021-0{month}-01", json.dumps(result), path="schema.json")
    drift("import", "api", "--from-git", f"{repository.root}:schema.json", now=NOW)
    assert len(stored(folder)) == 2
    assert "b: Int" in (folder / "snapshots/api/schema.graphql").read_text()


def test_replaying_with_check(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.api]\nschema = "now.graphql"\n')
    for month, fields in (("2021-01", "a"), ("2021-02", "ab")):
        (folder / "now.graphql").write_text(sdl(*fields))
        assert drift("check", "--save", "--date", f"{month}-15", now=NOW).code == 0
    assert [version for version, _ in stored(folder)] == ["2021-01-15T00-00-00Z", "2021-02-15T00-00-00Z"]
    (folder / "now.graphql").write_text(sdl("a", "b", "c"))
    for arguments, said in (
        (("--date", "2021-03-01"), "--date says when what --save stores was published: give --save too"),
        (("--save", "--date", "2026-06-03"), "--date 2026-06-03 is in the future; nothing was stored"),
        (
            ("--save", "--date", "2021-02-01"),
            "--date 2021-02-01 is before api@2021-02-15T00-00-00Z; `drift import api FILE --date DATE` puts a version "
            "between others",
        ),
    ):
        ran = drift("check", *arguments, now=NOW)
        assert (ran.code, ran.out, ran.err) == (2, "", f"error: {said}\n")
    assert len(stored(folder)) == 2


def test_killed_at_any_moment_it_loses_nothing_and_goes_on(folder: Path, repository: Repository) -> None:
    stream = ["reset refs/heads/main\n"]
    for number in range(100):
        text = "".join(
            sdl("a", f"f{number}").replace("Query", "Query" if n == 0 else f"T{n}") for n in range(40)
        )
        stream.append(
            f"commit refs/heads/main\ncommitter n <n@example.com> {1_600_000_000 + number * 60} +0000\n"
            f"data 1\nx\nM 100644 inline schema.graphql\ndata {len(text)}\n{text}\n"
        )
    subprocess.run(
        ["git", "fast-import", "--quiet"], cwd=repository.root, input="".join(stream).encode(), check=True
    )
    moments = random.Random(18)
    command = [
        sys.executable,
        "-m",
        "drift",
        "import",
        "api",
        "--from-git",
        f"{repository.root}:schema.graphql",
    ]
    begun = time.monotonic()
    whole = subprocess.run([*command[:4], "whole", *command[5:]], cwd=folder, check=True, capture_output=True)
    longest_s = time.monotonic() - begun
    assert b"stored 100 versions" in whole.stderr
    before: dict[str, bytes] = {}
    cut_short = 0
    for _ in range(KILLS):
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(longest_s / 4, longest_s))
        process.send_signal(signal.SIGKILL)
        cut_short += process.wait() == -signal.SIGKILL
        store = Store(folder / "snapshots")
        after = {each.version: each.path.read_bytes() for each in store.versions("api")}
        assert before.items() <= after.items()
        before = after
    assert cut_short
    assert drift("import", "api", "--from-git", command[-1]).code == 0
    for name in ("versions", "schema.graphql", "history.json"):
        one, other = (folder / "snapshots" / source / name for source in ("api", "whole"))
        files = sorted(path.name for path in one.iterdir()) if one.is_dir() else [""]
        assert [(one / file).read_bytes() for file in files] == [
            (other / file).read_bytes() for file in files
        ]
    assert len(stored(folder)) == 100
    assert drift("log", "api").err == ""
