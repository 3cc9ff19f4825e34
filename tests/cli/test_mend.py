"""``drift mend``: one patch that git applies, files that are written and nothing else in them, and what is left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drift.demo import copy_sdk
from tests.conftest import ROOT
from tests.running import drift

OLD = 'type Query {\n  old: Int @deprecated(reason: "Use `fresh`.")\n  gone: Int\n  kept: Int\n}\n'
NEW = "type Query {\n  fresh: Int\n  kept: Int\n}\n"


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> str:
    command = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, input=stdin).stdout.decode()


def project(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in {"old.graphqls": OLD.encode(), "new.graphqls": NEW.encode(), **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def committed(root: Path, files: dict[str, bytes]) -> Path:
    project(root, files)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "all")
    return root


def mend(root: Path, *more: str, glob: str = "src/**/*") -> tuple[int, str, str]:
    ran = drift("mend", "old.graphqls", "new.graphqls", "--operations", glob, *more, cwd=root)
    return ran.code, ran.out, ran.err


FILES = {
    "src/a.graphql": b"query A {\n  kept\n  old\n}\n",
    "src/crlf.graphql": b"query B {\r\n  kept\r\n  old\r\n}\r\n",
    "src/no-end.graphql": b"query C {\n  old }",
    "src/with blank.py": b'Q = """\nquery D { old }\n"""\n',
    "src/\xc3\xa4.ts".encode("latin-1").decode(): b"const q = gql`query E { old }`;\n",
    "src/bom.graphql": b"\xef\xbb\xbfquery F { old }\n",
    "src/mixed.go": b"package a\r\n\nconst q = `query G {\n\told\r\n}`\n",
}


def test_git_applies_the_patch(tmp_path: Path) -> None:
    root = committed(tmp_path, FILES)
    code, out, err = mend(root)
    assert code == 0, err
    patch = drift_bytes(root)
    assert patch.decode().replace("\r\n", "\n") == out.replace("\r\n", "\n")
    git(root, "apply", "-", stdin=patch)
    for name, content in FILES.items():
        assert (root / name).read_bytes() == content.replace(b"old", b"old: fresh")


def drift_bytes(root: Path) -> bytes:
    """Return what the command prints, as a process of its own does."""
    command = [
        sys.executable,
        "-m",
        "drift",
        "mend",
        "old.graphqls",
        "new.graphqls",
        "--operations",
        "src/**/*",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=root, capture_output=True, check=False, env=environment).stdout


def test_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    root = committed(tmp_path / "top", {})
    project(root / "in" / "side", {"src/a.graphql": FILES["src/a.graphql"]})
    git(root, "add", ".")
    git(root, "commit", "-qm", "more")
    _, out, _ = mend(root / "in" / "side")
    assert out.startswith("--- a/in/side/src/a.graphql\n+++ b/in/side/src/a.graphql\n")
    git(root / "in" / "side", "apply", "-", stdin=out.encode())
    assert (root / "in/side/src/a.graphql").read_bytes() == b"query A {\n  kept\n  old: fresh\n}\n"


def test_files_are_written_and_nothing_else_of_them_changes(tmp_path: Path) -> None:
    root = committed(tmp_path, FILES)
    code, out, err = mend(root, "--write")
    assert code == 0, err
    assert out.splitlines() == [f"{name}: 1 edit" for name in sorted(FILES)]
    assert err.splitlines()[-1] == "checked again: no operation breaks, of 7 before"
    for name, content in FILES.items():
        assert (root / name).read_bytes() == content.replace(b"old", b"old: fresh")
    assert mend(root, "--write", "--force") == (0, "", "nothing to mend: no operation breaks\n")


def test_what_git_says_is_modified_is_left_alone(tmp_path: Path) -> None:
    root = committed(tmp_path, {"src/a.graphql": b"query A { old }\n", "src/b.graphql": b"query B { old }\n"})
    (root / "src/a.graphql").write_bytes(b"query A { old kept }\n")
    code, out, err = mend(root, "--write")
    assert (code, out) == (1, "src/b.graphql: 1 edit\n")
    assert "src/a.graphql is left alone: git says that it is modified; commit it, or give --force" in err
    assert "checked again: 1 operation still breaks, of 2 before" in err
    assert (root / "src/a.graphql").read_bytes() == b"query A { old kept }\n"
    git(root, "add", "src/a.graphql")
    assert mend(root, "--write")[:2] == (1, "")
    assert mend(root, "--write", "--force")[0] == 0
    assert (root / "src/a.graphql").read_bytes() == b"query A { old: fresh kept }\n"


def test_a_checkout_with_other_line_ends_is_not_modified(tmp_path: Path) -> None:
    root = committed(tmp_path, {"src/a.graphql": b"query A {\n  old\n}\n"})
    (root / "src/a.graphql").write_bytes(b"query A {\r\n  old\r\n}\r\n")
    assert mend(root, "--write")[0] == 0
    assert (root / "src/a.graphql").read_bytes() == b"query A {\r\n  old: fresh\r\n}\r\n"


def test_outside_of_a_repository(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/a.graphql": b"query A { old }\n"})
    assert mend(root, "--write")[0] == 0


def test_a_file_that_changed_since_it_was_read(tmp_path: Path) -> None:
    from drift.mend.applying import apply
    from drift.reports.edits import Mended, Span

    (tmp_path / "a").write_bytes(b"now")
    applied = apply(
        [Mended("a", b"then", (Span(0, 1, b"T"),)), Mended("b", b"x", (Span(0, 1, b"y"),))], tmp_path
    )
    assert applied.written == ()
    assert applied.refused == (
        "a is left alone: it changed since it was read; run again",
        "b is left alone: No such file or directory",
    )
    assert (tmp_path / "a").read_bytes() == b"now"


def test_a_link_stays_a_link_and_rights_stay(tmp_path: Path) -> None:
    root = project(tmp_path, {"real.graphql": b"query A { old }\n", "src/b.graphql": b"query B { old }\n"})
    (root / "src/a.graphql").symlink_to(root / "real.graphql")
    (root / "src/b.graphql").chmod(0o640)
    mend(root, "--write")
    assert (root / "src/a.graphql").is_symlink()
    assert (root / "src/b.graphql").stat().st_mode & 0o777 == 0o640


TIERS = {"advice": b"query A { old: fresh gone kept }\n", "removal": b"query A { old: fresh kept }\n"}


@pytest.mark.parametrize("tier", TIERS)
def test_how_far_edits_go(tier: str, tmp_path: Path) -> None:
    root = project(
        tmp_path, {"src/a.graphql": b"query A { old gone kept }\n", "src/a.py": b"print(data['gone'])\n"}
    )
    code, _, err = mend(root, "--write", "--tier", tier)
    assert (root / "src/a.graphql").read_bytes() == TIERS[tier]
    assert code == (0 if tier == "removal" else 1)
    assert ("loses data" in err) == (tier == "removal")


def test_what_is_lost_is_named_with_those_that_read_it(tmp_path: Path) -> None:
    text = b'Q = gql("query A { gone kept }")\n\n\ndef show(data):\n    return data["gone"], data.gone, data.gone_too\n'
    root = project(tmp_path, {"src/a.py": text})
    _, out, err = mend(root, "--tier", "removal")
    assert '+Q = gql("query A { kept }")' in out
    assert "loses data that src/a.py:5 may read" in err


def test_what_is_deprecated_is_replaced_before_it_breaks(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/a.graphql": b"query A { old }\n"})
    (root / "new.graphqls").write_text(OLD.replace("gone: Int", "fresh: Int"))
    assert mend(root)[:2] == (0, "")
    code, out, err = mend(root, "--deprecated")
    assert code == 0
    assert "+query A { old: fresh }" in out
    assert "advice: 1 edit in src/a.graphql: Query.old is deprecated: Use `fresh`." in err


def test_a_shared_fragment_is_edited_once(tmp_path: Path) -> None:
    files = {
        "src/a.graphql": b"query A { ...F }\n",
        "src/b.graphql": b"query B { ...F }\n",
        "src/f.graphql": b"fragment F on Query { old }\n",
    }
    _, out, err = mend(project(tmp_path, files))
    assert out.count("+fragment F on Query { old: fresh }") == 1
    assert "with these edits, all 2 that broke are valid" in err


def test_an_edit_that_would_break_another_operation_is_not_offered(tmp_path: Path) -> None:
    files = {
        "src/a.graphql": b"query A { ...F }\n",
        "src/b.graphql": b"query B { ...F old: kept }\n",
        "src/f.graphql": b"fragment F on Query { old }\n",
    }
    code, out, err = mend(project(tmp_path, files))
    assert (code, out) == (1, "")
    assert "No edit for Query.old: it would make B invalid: " in err


def test_copies_are_edited_too(tmp_path: Path) -> None:
    files = {"src/a.graphql": b"query A { old }\n", "src/b.graphql": b"query A { old }\n"}
    root = project(tmp_path, files)
    assert mend(root, "--write")[1] == "src/a.graphql: 1 edit\nsrc/b.graphql: 1 edit\n"


def test_manifests_are_made_again_and_not_edited(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/m.json": b'{"0123456789abcdef0123": "query A { old }"}'})
    code, out, err = mend(root)
    assert (code, out) == (1, "")
    assert "in src/m.json:1:37, the file is made from others: make it again" in err


def test_nothing_to_do_and_wrong_use(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/a.graphql": b"query A { kept }\n"})
    assert mend(root) == (0, "", "nothing to mend: no operation breaks\n")
    assert mend(root, "--force")[0] == 2
    assert drift("mend", "old.graphqls", "new.graphqls", cwd=root).code == 2
    assert mend(root, "--tier", "likeness")[0] == 2


def test_what_can_not_be_read_is_not_fine(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/a.graphql": b"query A { kept }\n", "src/b.graphql": b"query B {"})
    code, _, said = mend(root)
    assert code == 3
    assert said.splitlines()[-2].startswith("not judged: src/b.graphql:1")
    assert said.splitlines()[-1] == "--allow-unread goes on without what is not judged"
    code, _, said = mend(root, "--allow-unread")
    assert code == 0
    assert "not judged" not in said


def test_the_demo(tmp_path: Path) -> None:
    copy_sdk(tmp_path / "sdk")
    shutil.copytree(ROOT / "snapshots", tmp_path / "snapshots")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "sdk")
    git(tmp_path, "commit", "-qm", "sdk")
    (tmp_path / "drift.toml").write_text('snapshots = "snapshots"\n')
    patches = [
        drift("mend", f"demo@{version}", "demo@2.0", "--operations", "sdk/**/*", cwd=tmp_path).out
        for version in ("1.0", "1.1")
    ]
    assert patches[0] == patches[1]
    ran = drift("mend", "demo@1.0", "demo@2.0", "--operations", "sdk/**/*", "--write", cwd=tmp_path)
    assert git(tmp_path, "diff", "-U3", "--no-prefix").count("\n-") == patches[0].count("\n-") + 1
    changed = [
        row for row in git(tmp_path, "diff", "-U0").splitlines() if row[:1] == "+" and row[:3] != "+++"
    ]
    assert [row.strip("+ ") for row in changed].count("assignee { email }") == 4
    assert ran.code == 0
    assert "checked again: no operation breaks, of 8 before" in ran.err
    assert drift("operations", "demo@2.0", "--operations", "sdk/**/*", cwd=tmp_path).code == 0


def test_what_no_edit_makes_valid_is_said_with_the_tier_that_does(tmp_path: Path) -> None:
    root = committed(tmp_path, {"src/a.graphql": b"query A { kept gone }\n"})
    assert mend(root) == (
        1,
        "",
        "there is no edit that makes the operation that breaks valid; --tier removal leaves out what is gone\n",
    )
    code, out, err = mend(root, "--tier", "removal")
    assert (code, err.splitlines()[-1]) == (0, "with these edits, the operation that broke is valid")
    assert "+query A { kept }" in out
    (root / "src/b.graphql").write_bytes(b"query B { gone }\n")
    assert mend(root, "--tier", "removal")[2].splitlines()[-1] == (
        "with these edits, 1 of the 2 operations that broke still does"
    )
