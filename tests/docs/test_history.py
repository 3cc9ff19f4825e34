from __future__ import annotations

from collections.abc import Callable

import pytest

from drift.docs.history import History
from drift.docs.places import name_versions
from drift.history.index import of_steps
from drift.history.life import life_of, lives
from drift.history.timeline import Timeline
from tests.docs.conftest import Build, demo_timeline, timeline
from tests.docs.page import Page

OPEN = "type Query { user: User } "
VERSIONS = (
    OPEN + "type User { name: String age: Int old: Int } type Gone { x: Int y: Int } union Any = User | Gone",
    OPEN
    + 'type User { name: String age: Float email(verified: Boolean): String old: Int @deprecated(reason: "Use `age`") }'
    " type Gone { x: Int } union Any = User | Gone",
    OPEN + "type User { name: String! age: Float email: String }",
)


def history_of(line: Timeline) -> History:
    return History(line, name_versions(line.versions))


def test_lives_are_those_that_the_log_shows() -> None:
    line = demo_timeline()
    index = of_steps(line.steps)
    every = lives(index)
    known = {coordinate for version in line.versions for coordinate in version.snapshot.schema.by_coordinate}
    assert known <= every.keys()
    for coordinate in known:
        assert every[coordinate] == life_of(coordinate, index, name="demo"), coordinate


def test_what_pages_say_about_elements() -> None:
    history = history_of(timeline("api", *VERSIONS))
    assert history.since("User.name") is None
    assert history.since("User.email").label == "2026-02-01"  # type: ignore[union-attr]
    assert history.age("User.email") == 1
    assert [one.label for one in history.type_changed("User.age")] == ["2026-02-01"]
    assert [one.label for one in history.type_changed("User.name")] == ["2026-03-01"]
    assert history.deprecated_since("User.name") is None
    messages = [(version.label, change.id) for version, change in history.changes_of("User.age")]
    assert messages == [("2026-02-01", "FIELD_CHANGED_KIND")]


def test_removals() -> None:
    removals = history_of(timeline("api", *VERSIONS)).removed()
    shown = [
        (one.element.coordinate, one.version.label, one.deprecated and one.deprecated.label)
        for one in removals
    ]
    # Gone.x went with its type; Gone.y went before it.
    assert shown == [
        ("Any", "2026-03-01", None),
        ("Gone", "2026-03-01", None),
        ("User.email(verified:)", "2026-03-01", None),
        ("User.old", "2026-03-01", "2026-02-01"),
        ("Gone.y", "2026-02-01", None),
    ]


def test_an_earlier_version_knows_nothing_of_later_ones() -> None:
    line = timeline("api", *VERSIONS)
    early = Timeline("api", line.versions[:2])
    assert history_of(early).removed()[0].element.coordinate == "Gone.y"
    assert history_of(early).type_changed("User.name") == []


def test_pages_show_history(build: Build, page: Callable[[str], Page]) -> None:
    build(*VERSIONS[:2])
    user = page("types/User.html")
    assert user.main.by_id("User.email").one("h3").text == "email String since 2026-02-01"
    assert user.main.by_id("User.age").one("h3").text == "age Float type changed in 2026-02-01"
    assert user.main.by_id("User.name").one("h3").text == "name String"
    (fold,) = user.section("Deprecated fields")
    assert fold.tag == "details"
    assert (
        fold.by_id("User.old").one("div", "deprecation").text
        == "Deprecated since 2026-02-01 · use User.age Use age"
    )
    assert [node.attributes["data-days"] for node in fold.all("span") if "data-days" in node.attributes] == [
        "2026-02-01"
    ]
    (events,) = user.section("History")
    assert [line.text for line in events.all("li")] == [
        "2026-02-01 breaking Field User.age changed type from Int to Float.",
        "2026-02-01 deprecated Field User.old was deprecated: Use age",
        "2026-02-01 safe Field User.email: String was added.",
        "First stored version Existed in or before it.",
    ]
    changelog = page("changelog/index.html")
    rows = [
        [cell.text for cell in row.children if not isinstance(cell, str)] for row in changelog.main.all("tr")
    ]
    assert rows == [
        ["Version", "Types", "Fields", "Changes"],
        ["2026-02-01", "4", "6", "2 breaking 1 deprecated 1 safe"],
        ["2026-01-01", "4", "6", "first stored version"],
    ]
    version = page("changelog/2026-02-01T06-00-00Z.html")
    assert version.headings == ["Breaking", "Deprecated", "Safe", "SDL diff"]
    assert version.main.one("h1").text == "2026-02-01"
    lines = [line.code for line in version.main.all("span", "add") + version.main.all("span", "remove")]
    assert "+  age: Float" in lines
    assert "-  age: Int" in lines


def test_one_version_says_nothing_about_history(build: Build, page: Callable[[str], Page]) -> None:
    build(VERSIONS[0])
    assert "History" not in page("types/User.html").headings
    assert "History" not in page("index.html").headings
    assert "Only one version is stored" in page("removed.html").main.text


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Use `email` instead.", "User.email"),
        ("Use email instead.", None),
        ("Use emailAddress instead.", "User.emailAddress"),
        ("Replaced by Query.user", "Query.user"),
        ("Use `user`.", "Query.user"),
        ("Use `old`.", None),
        ("Use `nothing`.", None),
        ("No longer supported", None),
        ("`email` is fine", None),
        ("Use `User.find(by:)`", "User.find(by:)"),
    ],
)
def test_replacements(reason: str, expected: str | None) -> None:
    from drift.docs.replacements import replacement
    from drift.schema import sdl

    schema = sdl.read(
        f"type Query {{ user: User }} type User {{ email: String emailAddress: String find(by: Int): Int "
        f'old: Int @deprecated(reason: "{reason}") }}'
    )
    assert replacement(schema.by_coordinate["User.old"], schema) == expected
