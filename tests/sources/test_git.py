"""``git:REV:PATH`` against real repositories, some of them hostile."""

from __future__ import annotations

import os
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drift.config import Config
from drift.errors import DriftError, SchemaUnreadable, SourceUnreachable, UsageError
from drift.snapshots.snapshot import Snapshot
from drift.sources import git, git_process
from drift.sources.access import Access
from drift.sources.reading import read
from drift.sources.reference import Git, parse

SDL = "type Query {{\n  field{}: Int\n}}\n"


class Project:
    """A repository in a temporary folder, with the commands that build it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.hour = 0
        root.mkdir(parents=True)
        self("init", "-q")

    def __call__(self, *arguments: str, cwd: Path | None = None) -> str:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false")
        self.hour += 1
        date = f"2026-01-01T{self.hour % 24:02d}:00:00Z"
        answer = subprocess.run(
            ["git", *identity, "-c", "init.defaultBranch=main", *arguments],
            cwd=cwd or self.root,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_DATE": date,
                "GIT_COMMITTER_DATE": date,
            },
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    def write(self, path: str, content: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str, **files: str) -> str:
        for name, content in files.items():
            self.write(name.replace("__", "/") + ".graphql", content)
        self("add", "-A")
        self("commit", "-q", "--allow-empty", "-m", message)
        return self("rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """``schema.graphql`` in three versions, the second tagged; ``api/`` with some files."""
    found = Project(tmp_path / "project")
    found.commit("one", schema=SDL.format(1))
    found.commit("two", schema=SDL.format(2))
    found("tag", "-a", "v2", "-m", "two")
    found.write("api/b.gql", SDL.format("B"))
    found.write("api/v1/c.graphqls", SDL.format("C"))
    found.write("api/.hidden/d.graphql", SDL.format("D"))
    found.write("api/node_modules/e.graphql", SDL.format("E"))
    found.write("api/notes.md", "x")
    found.commit("three", schema=SDL.format(3), api__a=SDL.format("A"))
    return found


def text_of(rev: str, path: str, *, cwd: Path, max_bytes: int = git_process.MAX_BYTES) -> str:
    ((_, text),) = git.read(rev, path, cwd=cwd, max_bytes=max_bytes)
    return text


def snapshot_of(reference: str, folder: Path) -> Snapshot:
    return read(parse(reference), Access(Config(folder), folder=folder))


def message_of(error: type[DriftError], rev: str, path: str, cwd: Path) -> str:
    with pytest.raises(error) as caught:
        git.read(rev, path, cwd=cwd)
    assert type(caught.value) is error
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize(
    ("rev", "number"),
    [
        ("HEAD", 3),
        ("main", 3),
        ("HEAD~1", 2),
        ("v2", 2),
        ("v2^", 1),
        ("main^{/two}", 2),
        ("@", 3),
        ("refs/heads/main~2", 1),
        ("HEAD@{0}", 3),
    ],
)
def test_revisions(project: Project, rev: str, number: int) -> None:
    assert text_of(rev, "schema.graphql", cwd=project.root) == SDL.format(number)


def test_hashes(project: Project) -> None:
    full = project("rev-parse", "v2^{commit}")
    assert text_of(full, "schema.graphql", cwd=project.root) == SDL.format(2)
    assert text_of(full[:9], "schema.graphql", cwd=project.root) == SDL.format(2)


def test_paths(project: Project) -> None:
    inside = project.root / "api" / "v1"
    for path in ("api/a.graphql", "../a.graphql", "./../a.graphql", "api//v1/../a.graphql"):
        assert text_of("HEAD", path, cwd=inside) == SDL.format("A")
    assert text_of("HEAD", "./c.graphqls", cwd=inside) == SDL.format("C")
    assert text_of("HEAD", "../../schema.graphql", cwd=inside) == SDL.format(3)


def test_the_working_tree_does_not_matter(project: Project) -> None:
    project.write("schema.graphql", "changed")
    project("add", "-A")
    (project.root / "schema.graphql").unlink()
    assert text_of("HEAD", "schema.graphql", cwd=project.root) == SDL.format(3)


@pytest.mark.parametrize(
    "name", ["old é.graphql", "a b.graphql", "-dash.graphql", "star*.graphql", '"q".graphql']
)
def test_file_names(project: Project, name: str) -> None:
    project.write(name, SDL.format(7))
    project.write("starless.graphql", SDL.format(8))
    project.commit("names")
    assert text_of("HEAD", name, cwd=project.root) == SDL.format(7)
    assert text_of("HEAD", f"./{name}", cwd=project.root) == SDL.format(7)
    assert [each.text for each in git.file_history(name, cwd=project.root)] == [SDL.format(7)]


def test_folder(project: Project) -> None:
    found = [("git:HEAD:api/a.graphql", SDL.format("A")), ("git:HEAD:api/b.gql", SDL.format("B"))]
    found += [("git:HEAD:api/v1/c.graphqls", SDL.format("C"))]
    for path in ("api", "api/", "./api"):
        assert list(git.read("HEAD", path, cwd=project.root)) == found
        assert list(git.read("HEAD", path, cwd=project.root)) == found
    assert list(git.read("HEAD", ".", cwd=project.root / "api")) == found
    assert git.read("v2", ".", cwd=project.root) == (("git:v2:schema.graphql", SDL.format(2)),)


@pytest.mark.parametrize(
    ("glob", "names"),
    [
        ("api/*.graphql", ["a.graphql"]),
        ("api/*.g*", ["a.graphql", "b.gql"]),
        ("api/**/*.g*", ["a.graphql", "b.gql", "v1/c.graphqls"]),
        ("api/node_modules/*.graphql", ["node_modules/e.graphql"]),
        ("api/{a,b}.g*", ["a.graphql", "b.gql"]),
        ("{api,other}/**/*.{gql,graphqls}", ["b.gql", "v1/c.graphqls"]),
        ("*/v1", ["v1/c.graphqls"]),
        ("**/[a-c].g*", ["a.graphql", "b.gql", "v1/c.graphqls"]),
        ("api/[!a].gql", ["b.gql"]),
        ("api/?.gql", ["b.gql"]),
        ("*/.hidden/*.graphql", [".hidden/d.graphql"]),
        ("api/**/[]c].graphqls", ["v1/c.graphqls"]),
        ("api/v1/**", ["v1/c.graphqls"]),
    ],
)
def test_globs(project: Project, glob: str, names: list[str]) -> None:
    found = [reference for reference, _ in git.read("HEAD", glob, cwd=project.root)]
    assert found == [f"git:HEAD:api/{name}" for name in names]
    inside = [reference for reference, _ in git.read("HEAD", f"../{glob}", cwd=project.root / "api")]
    assert inside == found


def test_globs_agree_with_those_of_files(project: Project) -> None:
    import glob

    project.write("api/v1/deep/er/[x].graphql", SDL.format("X"))
    project.commit("more")
    for pattern in (
        "**/*.graphql",
        "api/*/*",
        "*",
        "api/**",
        "api/.*/*",
        "[as]*/*",
        "**/*[[]x[]]*",
        "api/**/deep/**",
    ):
        expected = [
            f"git:HEAD:{path}"
            for path in sorted(set(glob.glob(pattern, root_dir=project.root, recursive=True)))
            if (project.root / path).is_file() and "node_modules" not in path
        ]
        assert [reference for reference, _ in git.read("HEAD", pattern, cwd=project.root)] == expected, (
            pattern
        )


def test_snapshots(project: Project) -> None:
    one = snapshot_of("git:v2:schema.graphql", project.root)
    assert one.reference == "git:v2:schema.graphql"
    assert str(one.locate(2)) == "git:v2:schema.graphql:2"
    assert [field.name for field in one.schema.types["Query"].children] == ["field2"]
    project.write("many/a.graphql", "type Query { a: A }")
    project.write("many/b.graphql", "type A { b: Int }")
    project.write("result.json", "[]")
    project.commit("many")
    many = snapshot_of("git:HEAD:many", project.root)
    assert set(many.schema.types) == {"Query", "A"}
    assert str(many.locate(2)) == "git:HEAD:many/b.graphql:1"
    with pytest.raises(
        UsageError, match=r"git:HEAD:result\.json: an introspection result can't be one of several"
    ):
        snapshot_of("git:HEAD:**/*[an]*", project.root)
    with pytest.raises(SchemaUnreadable, match=r"^git:HEAD:result\.json"):
        snapshot_of("git:HEAD:result.json", project.root)


def test_a_folder_without_schema_files(project: Project) -> None:
    project.write("docs/a.md", "x")
    project.commit("docs")
    assert "no file there ends in .graphql" in message_of(SourceUnreachable, "HEAD", "docs", project.root)


def test_references() -> None:
    assert parse("git:main:a/b.graphql") == Git("git:main:a/b.graphql", "main", "a/b.graphql")
    assert parse("git:v1^{/fix}:./a:b") == Git("git:v1^{/fix}:./a:b", "v1^{/fix}", "./a:b")
    assert parse("GIT:main:a") == Git("git:main:a", "main", "a")
    assert parse("git:a.graphql") == Git("git:a.graphql", "", "a.graphql")


@pytest.mark.parametrize("reference", ["git:", "git:main", "git:main:", "git::a", "git:-x:a", "git:a:/abs"])
def test_what_is_no_reference(project: Project, reference: str) -> None:
    with pytest.raises(UsageError):
        snapshot_of(reference, project.root)


@pytest.mark.parametrize(
    "rev",
    [
        "--output=owned",
        "-h",
        "--",
        "",
        "HEAD:schema.graphql",
        ":/one",
        "HEAD\n--all",
        "a\0b",
        "a\x1b[2J",
        "a" * 300,
    ],
)
def test_refused_revisions(project: Project, rev: str) -> None:
    before = sorted(project.root.rglob("*"))
    assert "git revision" in message_of(UsageError, rev, "schema.graphql", project.root)
    assert sorted(project.root.rglob("*")) == before


@pytest.mark.parametrize(
    ("rev", "hint"),
    [
        ("mian", '; did you mean "main"?'),
        ("HAED", '; did you mean "HEAD"?'),
        ("v22", '; did you mean "v2"?'),
        ("feature", '; did you mean "origin/feature"?'),
        ("^HEAD", ""),
        ("HEAD..v2", ""),
        ("HEAD^{tree}", ""),
        ("0" * 40, ""),
        ("HEAD~99", ""),
        ("HEAD --all", ""),
    ],
)
def test_no_such_revision(project: Project, rev: str, hint: str) -> None:
    project("update-ref", "refs/remotes/origin/feature", "HEAD")
    said = message_of(SourceUnreachable, rev, "schema.graphql", project.root)
    assert said == f'no commit "{rev}" in {project.root}{hint}'


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        ("schema.gql", SourceUnreachable, 'no "schema.gql" in commit "HEAD" of ROOT; did you mean "schema.gra'),
        ("v1/C.graphqls", SourceUnreachable, 'did you mean "api/v1/c.graphqls"?'),
        ("a.graphql", SourceUnreachable, 'did you mean "./a.graphql", from the current folder?'),
        ("schema.graphql/x", SourceUnreachable, 'no "schema.graphql/x"'),
        ("nothing/like/it.txt", SourceUnreachable, 'no "nothing/like/it.txt" in commit "HEAD" of ROOT'),
        ("*.nothing", SourceUnreachable, "git:HEAD:*.nothing: no file matches"),
        ("[z-a]*", UsageError, '"[z-a]*" has a set that makes no sense'),
        ("../../../x", UsageError, 'git path "../../../x" leads out of the repository ROOT'),
        ("..", SourceUnreachable, "nope"),
        ("/etc/passwd", UsageError, 'git path "/etc/passwd" is absolute'),
        ("", UsageError, "is empty"),
        ("a\nb", UsageError, "control characters"),
        ("a\x1b[2J", UsageError, r"a\x1b[2J"),
    ],
)  # fmt: skip
def test_no_such_path(project: Project, path: str, error: type[DriftError], said: str) -> None:
    inside = project.root / "api"
    if path == "..":
        assert git.read("HEAD", path, cwd=inside)
        return
    assert said.replace("ROOT", str(project.root)) in message_of(error, path=path, rev="HEAD", cwd=inside)


def test_what_is_not_a_plain_file(project: Project) -> None:
    (project.root / "link.graphql").symlink_to("/etc/passwd")
    project.commit("link")
    project("update-index", "--add", "--cacheinfo", f"160000,{project('rev-parse', 'HEAD')},sub.graphql")
    project("commit", "-qm", "submodule")
    assert "is a symbolic link, which is not followed" in message_of(
        SourceUnreachable, "HEAD", "link.graphql", project.root
    )
    assert "is a submodule, which is not followed" in message_of(
        SourceUnreachable, "HEAD", "sub.graphql", project.root
    )
    assert git.read("HEAD", "*.graphql", cwd=project.root) == (("git:HEAD:schema.graphql", SDL.format(3)),)


def test_contents(project: Project) -> None:
    project.write("latin.graphql", b"# \xe9\n")
    project.write("lfs.graphql", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    project.write("big.graphql", "#" * 5000 + "\n")
    project.write("empty.graphql", "")
    project.write("crlf.graphql", "type Query {\r\n}\r\n")
    project.commit("contents")
    assert message_of(SchemaUnreadable, "HEAD", "latin.graphql", project.root) == (
        "git:HEAD:latin.graphql:1:3: byte 0xe9 is not UTF-8; save the text as UTF-8"
    )
    assert "is kept in Git LFS" in message_of(SourceUnreachable, "HEAD", "lfs.graphql", project.root)
    with pytest.raises(SourceUnreachable, match=r"git:HEAD:big\.graphql is larger than 5000 bytes"):
        text_of("HEAD", "big.graphql", cwd=project.root, max_bytes=5000)
    assert text_of("HEAD", "big.graphql", cwd=project.root, max_bytes=5001) == "#" * 5000 + "\n"
    with pytest.raises(SourceUnreachable, match=r"is larger than \d+ bytes"):
        git.read("HEAD", "[be]*.graphql", cwd=project.root, max_bytes=4000)
    assert text_of("HEAD", "empty.graphql", cwd=project.root) == ""
    assert text_of("HEAD", "crlf.graphql", cwd=project.root) == "type Query {\r\n}\r\n"


def test_no_repository(tmp_path: Path) -> None:
    assert message_of(SourceUnreachable, "HEAD", "x", tmp_path) == f"{tmp_path} is not in a git repository"
    missing = tmp_path / "missing"
    assert "is not a folder that can be entered" in message_of(SourceUnreachable, "HEAD", "x", missing)


def test_empty_repository(tmp_path: Path) -> None:
    empty = Project(tmp_path / "empty")
    assert message_of(SourceUnreachable, "HEAD", "x", empty.root) == f'no commit "HEAD" in {empty.root}'


def test_git_missing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git can't be started" in message_of(SourceUnreachable, "HEAD", "schema.graphql", project.root)


def test_shallow_clone(project: Project, tmp_path: Path) -> None:
    project("clone", "-q", "--depth=1", f"file://{project.root}", str(tmp_path / "shallow"))
    said = message_of(SourceUnreachable, "HEAD~1", "schema.graphql", tmp_path / "shallow")
    assert "this clone is shallow: fetch more of it, in a workflow with fetch-depth: 0" in said


def test_partial_clone_fetches_nothing(project: Project, tmp_path: Path) -> None:
    project("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    project("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{project.root}", str(clone))
    mark = tmp_path / "mark"
    project("config", "remote.origin.url", f"ext::sh -c touch% {mark}", cwd=clone)
    project("config", "protocol.ext.allow", "always", cwd=clone)
    said = message_of(SourceUnreachable, "HEAD", "schema.graphql", clone)
    assert "is not in this clone; fetch it without a filter" in said
    assert not mark.exists()


def test_worktrees_and_their_branches(project: Project, tmp_path: Path) -> None:
    project("worktree", "add", "-q", str(tmp_path / "other"), "v2")
    assert text_of("HEAD", "schema.graphql", cwd=tmp_path / "other") == SDL.format(2)


def test_bare_repository_inside_a_checkout(project: Project) -> None:
    """Someone else's commit could bring one, and its configuration with it."""
    project("clone", "-q", "--bare", str(project.root), str(project.root / "bait"))
    said = message_of(SourceUnreachable, "HEAD", "schema.graphql", project.root / "bait")
    assert "git repository without working tree; run in a checkout" in said


def test_nothing_that_a_repository_names_is_run(project: Project, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {mark}\ncat\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    project.write(".gitattributes", "*.graphql diff=evil filter=evil\n")
    project.commit("attributes")
    # A commit that claims to be signed has its signature checked by the program that gpg.program names.
    signed = project("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\n", 1
    )
    (tmp_path / "commit").write_text(signed + "\n")
    project("update-ref", "HEAD", project("hash-object", "-t", "commit", "-w", str(tmp_path / "commit")))
    for name in ("fsmonitor", "pager", "sshCommand", "editor", "askPass"):
        project("config", f"core.{name}", str(program))
    for name in (
        "gpg.program",
        "diff.evil.textconv",
        "filter.evil.smudge",
        "diff.external",
        "diff.evil.command",
    ):
        project("config", name, str(program))
    project("config", "log.showSignature", "true")
    project("config", "alias.rev-parse", f"!{program}")
    project("config", "core.hooksPath", str(tmp_path))
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (tmp_path / hook).write_text(program.read_text())
        (tmp_path / hook).chmod(0o755)
    assert text_of("HEAD", "schema.graphql", cwd=project.root) == SDL.format(3)
    assert len(git.read("HEAD", ".", cwd=project.root)) == 4
    assert [each.text for each in git.file_history("schema.graphql", cwd=project.root)] == [
        SDL.format(number) for number in (1, 2, 3)
    ]
    message_of(SourceUnreachable, "HEAD", "nothing.graphql", project.root)
    message_of(SourceUnreachable, "nothing", "schema.graphql", project.root)
    assert not mark.exists()
    # The trap works: git as such walks into it.
    subprocess.run(["git", "log", "-1"], cwd=project.root, capture_output=True, check=False)
    assert mark.exists()


def test_the_environment_does_not_matter(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Project(tmp_path / "other")
    other.commit("other", schema=SDL.format("Other"))
    mark = tmp_path / "mark"
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.root / ".git" / "objects"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"touch {mark}")
    monkeypatch.setenv("GIT_TRACE", str(mark))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {mark}")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "0")
    assert text_of("HEAD", "schema.graphql", cwd=project.root) == SDL.format(3)
    assert len(list(git.file_history("schema.graphql", cwd=project.root))) == 3
    assert not mark.exists()


def test_repository_of_another_user(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid():
        pytest.skip("needs root to give a folder away")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("SUDO_UID", raising=False)
    os.chown(project.root, 65534, 65534)
    os.chown(project.root / ".git", 65534, 65534)
    said = message_of(SourceUnreachable, "HEAD", "schema.graphql", project.root)
    assert "git config --global --add safe.directory FOLDER" in said
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {project.root}\n")
    assert text_of("HEAD", "schema.graphql", cwd=project.root) == SDL.format(3)


def test_slow_git(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git_process, "TIMEOUT_S", 0.3)
    assert "git took longer than 0.3 s" in message_of(SourceUnreachable, "HEAD", "x", project.root)


def test_history_of_a_file(project: Project) -> None:
    revisions = list(git.file_history("schema.graphql", cwd=project.root))
    assert [(each.subject, each.text, each.path, each.problem) for each in revisions] == [
        (subject, SDL.format(number), "schema.graphql", None)
        for number, subject in enumerate(("one", "two", "three"), 1)
    ]
    assert revisions[0].date == datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert revisions[1].commit == project("rev-parse", "v2^{commit}")
    assert list(git.file_history("schema.graphql", cwd=project.root, rev="v2")) == revisions[:2]
    assert list(git.file_history("./../schema.graphql", cwd=project.root / "api")) == revisions


def test_history_follows_renames_and_not_copies(project: Project) -> None:
    project("mv", "schema.graphql", "api/schema.graphql")
    project.commit("moved")
    project.commit("four", api__schema=SDL.format(3) + "type Four { a: Int }\n")
    found = list(git.file_history("api/schema.graphql", cwd=project.root))
    assert [(each.subject, each.path) for each in found] == [
        ("one", "schema.graphql"),
        ("two", "schema.graphql"),
        ("three", "schema.graphql"),
        ("four", "api/schema.graphql"),
    ]
    project.commit("copied", copy=(project.root / "api" / "schema.graphql").read_text())
    assert [each.subject for each in git.file_history("copy.graphql", cwd=project.root)] == ["copied"]


def test_history_of_a_branch_is_one_line(project: Project) -> None:
    project("checkout", "-qb", "work")
    project.commit("work in progress", schema=SDL.format("Half"))
    project.commit("work done", schema=SDL.format("Done"))
    project("checkout", "-q", "main")
    project.commit("meanwhile", other=SDL.format("Other"))
    project("merge", "-q", "--no-ff", "-m", "merge work", "work")
    found = list(git.file_history("schema.graphql", cwd=project.root))
    assert [each.subject for each in found] == ["one", "two", "three", "merge work"]
    assert found[-1].text == SDL.format("Done")


def test_history_of_a_file_that_went_and_came_back(project: Project) -> None:
    project("rm", "-q", "schema.graphql")
    project.commit("gone")
    assert [each.subject for each in git.file_history("schema.graphql", cwd=project.root)] == [
        "one",
        "two",
        "three",
    ]
    project.commit("back", schema=SDL.format(3))
    (project.root / "schema.graphql").chmod(0o755)
    project.commit("mode")
    found = [each.subject for each in git.file_history("schema.graphql", cwd=project.root)]
    assert found[-1] in ("three", "back")
    assert "mode" not in found


def test_history_with_spoiled_revisions(project: Project) -> None:
    project.write("schema.graphql", b"# \xff\n")
    project.commit("latin \x1b[2J")
    project.commit("large", schema="#" * 3000 + "\n")
    project.commit("fine", schema=SDL.format(4))
    found = list(git.file_history("schema.graphql", cwd=project.root, max_bytes=2000))
    assert [each.text for each in found] == [
        *(SDL.format(number) for number in (1, 2, 3)),
        None,
        None,
        SDL.format(4),
    ]
    assert (
        found[3].problem
        == f"git:{found[3].commit[:12]}:schema.graphql:1:3: byte 0xff is not UTF-8; save the text as UTF-8"
    )
    assert found[4].problem == f"git:{found[4].commit[:12]}:schema.graphql is larger than 2000 bytes"
    assert found[3].subject == "latin \x1b[2J"


def test_history_of_nothing(project: Project) -> None:
    with pytest.raises(SourceUnreachable, match=r'did you mean "schema\.graphql"\?$'):
        list(git.file_history("Schema.graphql", cwd=project.root))


def test_long_history_uses_one_process(project: Project, tmp_path: Path) -> None:
    stream = ["reset refs/heads/long\n"]
    for number in range(400):
        sdl = SDL.format(number)
        stream.append(
            f"commit refs/heads/long\ncommitter A <a@example.com> {1_700_000_000 + number} +0000\n"
            f"data 6\nc{number:05d}\nM 100644 inline long.graphql\ndata {len(sdl)}\n{sdl}\n"
        )
    subprocess.run(
        ["git", "fast-import", "--quiet"], cwd=project.root, input="".join(stream).encode(), check=True
    )
    log = tmp_path / "calls"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    real = subprocess.run(
        ["sh", "-c", "command -v git"], capture_output=True, text=True, check=True
    ).stdout.strip()
    wrapper.write_text(f'#!/bin/sh\necho call >> {log}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
        found = list(git.file_history("long.graphql", cwd=project.root, rev="long"))
    assert [each.text for each in found] == [SDL.format(number) for number in range(400)]
    assert len(log.read_text().splitlines()) == 5
