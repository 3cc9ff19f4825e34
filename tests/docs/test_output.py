from __future__ import annotations

import json
from pathlib import Path

import pytest

from drift.docs.output import MANIFEST, Output
from drift.docs.site import build_site
from drift.docs.source import SiteOptions, SiteSource
from drift.errors import UsageError
from tests.docs.conftest import Build, demo_timeline, timeline

ONE = """
type Query { user(id: ID!): User  other: Other }
type User { id: ID! name: String }
type Other { x: Int  unrelated: Float }
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        build_site([SiteSource(demo_timeline())], tmp_path / name, options=SiteOptions(versions="all"))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_second_build_touches_nothing(build: Build, site: Path) -> None:
    first = build(ONE)
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.*") if path.name != MANIFEST}
    second = build(ONE)
    assert second.written == second.removed == ()
    assert second.kept == len(first.written)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_field_touches_the_pages_that_mention_it(build: Build) -> None:
    changed = ONE.replace("unrelated: Float", "unrelated: String")
    build(ONE, ONE + "scalar A")
    report = build(ONE, ONE + "scalar A", changed + "scalar A")
    assert report.removed == ()
    assert set(report.written) == {
        "index.html",
        "api/index.html",
        "api/queries/other.html",  # lists the fields of what it returns
        "api/types/Other.html",
        "api/changelog/index.html",
        "api/changelog/feed.xml",
        "api/changelog/2026-02-01T06-00-00Z.html",  # links the version after it
        "api/changelog/2026-03-01T06-00-00Z.html",
        "api/nav.js",
        "api/versions.js",
        "api/schema.graphql",
        "api/schema.json",
    }


def test_files_of_an_earlier_build_go_and_others_stay(build: Build, site: Path) -> None:
    build(ONE)
    (site / "CNAME").write_text("docs.example.com")
    (site / "api" / "types" / "mine.html").write_text("mine")
    edited = site / "api" / "types" / "Other.html"
    edited.write_text(edited.read_text() + "<!-- mine -->")
    report = build("type Query { a: Int }")
    assert "api/types/User.html" in report.removed
    assert "api/types/Other.html" not in report.removed
    assert not (site / "api" / "types" / "User.html").exists()
    assert edited.exists()
    assert (site / "CNAME").read_text() == "docs.example.com"
    assert (site / "api" / "types" / "mine.html").read_text() == "mine"


def test_an_empty_folder_of_an_earlier_build_goes(build: Build, site: Path) -> None:
    build("directive @a on FIELD type Query { a: Int }")
    assert (site / "api" / "directives").is_dir()
    build("type Query { a: Int }")
    assert not (site / "api" / "directives").exists()


def test_a_folder_with_other_files_is_refused(build: Build, site: Path) -> None:
    site.mkdir()
    (site / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="name a new or empty folder"):
        build(ONE)
    assert [path.name for path in site.iterdir()] == ["thesis.txt"]


def test_a_file_of_someone_else_is_not_overwritten(build: Build, site: Path) -> None:
    build("type Query { a: Int }")
    (site / "api" / "types" / "User.html").write_text("mine")
    with pytest.raises(UsageError, match=r"User\.html: was not written by a build"):
        build(ONE)
    assert (site / "api" / "types" / "User.html").read_text() == "mine"


def test_symbolic_links_are_not_followed(build: Build, site: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    build(ONE)
    page = site / "api" / "types" / "Other.html"
    page.unlink()
    page.symlink_to(tmp_path / "target.html")
    with pytest.raises(UsageError, match="symbolic link"):
        build(ONE)
    assert not (tmp_path / "target.html").exists()
    page.unlink()
    build(ONE)
    (site / "api" / "types").rename(tmp_path / "moved")
    (site / "api" / "types").symlink_to(victim)
    with pytest.raises(UsageError, match="symbolic link"):
        build(ONE)
    assert list(victim.iterdir()) == []


def test_a_build_that_died_is_finished_by_the_next(site: Path) -> None:
    output = Output(site)
    output.write("a/b.html", "half")
    again = Output(site)
    again.write("a/b.html", "whole")
    assert again.finish() == (("a/b.html",), (), 0)
    assert json.loads((site / MANIFEST).read_text())["finished"] is True


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hosts", "a/../../outside.txt"])
def test_a_forged_manifest_removes_nothing_outside(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    Output(site).finish()
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (site / MANIFEST).write_text(json.dumps({"format": 1, "finished": True, "files": {name: digest}}))
    assert Output(site).finish() == ((), (), 0)
    assert outside.read_text() == "x"


def test_a_damaged_manifest_is_an_error(site: Path) -> None:
    site.mkdir()
    (site / MANIFEST).write_text("{")
    with pytest.raises(UsageError, match="damaged"):
        Output(site)


def test_options_that_cannot_be_followed(tmp_path: Path) -> None:
    source = SiteSource(timeline("api", ONE))
    (tmp_path / "logo.exe").write_text("x")
    for options, words in (
        (SiteOptions(logo=tmp_path / "logo.exe"), "must end in"),
        (SiteOptions(css=tmp_path / "none.css"), "can't be read"),
        (SiteOptions(base_url="javascript:x"), "not an http"),
        (SiteOptions(edit_url="ftp://x/{path}"), "not an http"),
        (SiteOptions(versions=("nowhere",)), 'has no version "nowhere"'),
        (SiteOptions(templates=tmp_path / "none"), "no template folder"),
    ):
        with pytest.raises(UsageError, match=words):
            build_site([source], tmp_path / "site", options=options)
    with pytest.raises(UsageError, match="no source"):
        build_site([], tmp_path / "site")
