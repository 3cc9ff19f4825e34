"""``drift upcoming``: what is announced to go, when, with the API's own record; as a gate, a calendar and a feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from drift.errors import SchemaUnreadable
from drift.sources import announced
from tests.running import drift
from tests.servers.loopback import LoopbackServer, Received, Reply

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OLD = "type Query { a: Int b: Int c: Int d: Int e(x: Int, y: Int): Int gone: Int }"
NEW = """
type Query {
  a: Int @deprecated(reason: "Use `b` instead. Removal on 2026-07-01 UTC.")
  b: Int
  c: Int @deprecated(reason: "Will be removed in 4.0.")
  d: Int @deprecated(reason: "Removal on 2026-01-01 UTC.")
  e(x: Int @deprecated(reason: "old, next year"), y: Int): Int
  f: Int @deprecated(reason: "Removed in Q4 2026")
}
"""
CONFIGURATION = """
[sources.api]
schema = "2026-05-01.graphql"
operations = ["mine/*.graphql"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2025-05-01.graphql").write_text(OLD)
    (tmp_path / "2026-05-01.graphql").write_text(NEW)
    (tmp_path / "drift.toml").write_text(CONFIGURATION)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/q.graphql").write_text("query Q { a d }")
    files = ("2025-05-01.graphql", "2026-05-01.graphql")
    assert drift("import", "api", *files, "--dates-from-names").code == 0
    return tmp_path


def test_text(folder: Path) -> None:
    ran = drift("upcoming", now=NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "api: next to go is Query.a, 2026-07-01, in 30 days, used by 1 operation",
        "",
        "COMING (2)",
        "  Query.a  2026-07-01, in 30 days",
        "      Use `b` instead. Removal on 2026-07-01 UTC.",
        "      deprecated since 2026-05-01T00-00-00Z",
        "      used by Q mine/q.graphql:1",
        "  Query.f  2026-10-01, in 122 days",
        "      Removed in Q4 2026",
        "      deprecated since 2026-05-01T00-00-00Z",
        "",
        "WITH A VERSION (1)",
        "  1 that no operation uses; -v lists them",
        "",
        "PAST THEIR DATE, STILL THERE (1)",
        "  Query.d  announced for 2026-01-01, 151 days ago, and in the newest version that was seen",
        "      Removal on 2026-01-01 UTC.",
        "      deprecated since 2026-05-01T00-00-00Z",
        "      used by Q mine/q.graphql:1",
        "",
        "DEPRECATED, NO DATE (1)",
        "  1 that no operation uses; -v lists them",
        "",
        "RECORD",
        "  0 of 1 removed fields had been deprecated before",
        "  0 of 1 announced dates were kept within 31 days; 1 passed with the element still there or put off, 0 came "
        "later",
    ]


def test_json(folder: Path) -> None:
    found = json.loads(drift("upcoming", "--json", now=NOW).out)
    assert [
        (each["coordinate"], each["announced"], each["version"], each["successor"]) for each in found
    ] == [
        ("Query.d", "2026-01-01", None, None),
        ("Query.a", "2026-07-01", None, "b"),
        ("Query.f", "2026-10-01", None, None),
        ("Query.c", None, "4.0", None),
        ("Query.e(x:)", None, None, None),
    ]
    assert found[1]["operations"] == [
        {"name": "Q", "path": "mine/q.graphql", "line": 1, "only_possible": False}
    ]
    assert [each["is_past"] for each in found] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("gate", "code", "said"),
    [
        ("removal-within=90d", 1, "api: Query.a is announced to go: 2026-07-01, in 30 days\n"),
        ("removal-within=30d", 1, "api: Query.a is announced to go: 2026-07-01, in 30 days\n"),
        ("removal-within=29d", 0, ""),
        ("removal-within=5w", 1, "api: Query.a is announced to go: 2026-07-01, in 30 days\n"),
        ("removal-within=4w", 0, ""),
        ("removal-within=0", 0, ""),
        *((f"removal-within={text}", 2, f"error: --fail-on \"removal-within={text}\": write removal-within=90d, or 13w "
         "for weeks\n") for text in ("soon", "", "-1d", "3m", "99999d", "1.5d")),
    ],
)  # fmt: skip
def test_the_gate_is_about_what_operations_use(folder: Path, gate: str, code: int, said: str) -> None:
    ran = drift("upcoming", "--fail-on", gate, now=NOW)
    assert (ran.code, ran.err) == (code, said)


def test_without_operations_the_gate_is_about_everything(folder: Path) -> None:
    (folder / "drift.toml").write_text('[sources.api]\nschema = "2026-05-01.graphql"\n')
    assert drift("upcoming", "--fail-on", "removal-within=30d", now=NOW).code == 1
    ran = drift("upcoming", "--fail-on", "removal-within=122d", now=NOW)
    assert ran.err.splitlines() == [
        "api: Query.a is announced to go: 2026-07-01, in 30 days",
        "api: Query.f is announced to go: 2026-10-01, in 122 days",
    ]


def test_the_calendar(folder: Path) -> None:
    assert drift("upcoming", "-o", "api.ics", now=NOW).code == 0
    content = (folder / "api.ics").read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20260701",
        "DTSTART;VALUE=DATE:20261001",
    ]
    assert "SUMMARY:api: Query.a is announced to go" in lines
    assert "DESCRIPTION:Use `b` instead. Removal on 2026-07-01 UTC.\\nused by Q mine/q.graphql:1" in lines
    assert len({line for line in lines if line.startswith("UID:")}) == 2


def test_the_feed(folder: Path) -> None:
    feed = json.loads(drift("upcoming", "--format", "feed", now=NOW).out)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"].partition(": ")[2] for item in feed["items"]] == [
        "Query.a is announced to go",
        "Query.f is announced to go",
        "Query.c is announced to go",
    ]
    assert all(item["id"] and item["content_text"] for item in feed["items"])


def test_markdown(folder: Path) -> None:
    text = drift("upcoming", "--format", "markdown", now=NOW).out
    assert "| `Query.a` | " in text
    assert "| `b` | `Q` `mine/q.graphql:1` |" in text


LIST = """
upcoming_changes:
  - location: Query.b
    description: "`b` will go."
    reason: It is old.
    date: '2026-08-01T00:00:00+00:00'
    criticality: breaking
    owner: somebody
  - location: Query.e.y
    description: gone soon
    date: 2026-09-01
  - location: Query.nowhere
    description: never there
    date: next year
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"location": "Query.a", "location": "Query.b"}]', "the same key twice"),
        ('[{"location": "Query.a", "number": NaN}]', "NaN"),
        ("[" * 100_000, "nested deeper"),
    ],
)
def test_json_that_readers_take_for_different_things(text: str, said: str) -> None:
    with pytest.raises(SchemaUnreadable, match=said):
        announced.read(text, path="list.json")


@pytest.mark.parametrize("form", ["yml", "json"])
def test_the_owners_list(folder: Path, form: str) -> None:
    text = LIST
    if form == "json":
        import yaml

        text = json.dumps(yaml.safe_load(LIST), default=str)
    (folder / f"list.{form}").write_text(text)
    (folder / "drift.toml").write_text(CONFIGURATION + f'upcoming = "list.{form}"\n')
    ran = drift("upcoming", "--json", now=NOW)
    assert ran.err == "notice: the list of upcoming changes names Query.nowhere, which api does not have\n"
    found = {each["coordinate"]: each for each in json.loads(ran.out)}
    assert found["Query.b"]["announced"] == "2026-08-01"
    assert found["Query.b"]["criticality"] == "breaking"
    assert found["Query.b"]["origin"] == "list"
    assert found["Query.e(y:)"]["announced"] == "2026-09-01"
    assert found["Query.a"]["origin"] == "deprecation"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "list.yml:1:1: neither JSON nor YAML: expected the node content, but found '<stream end>'"),
        ("changes: []", 'list.yml: holds no list named "upcoming_changes"'),
        ("- {}", "list.yml: entry 1 names no location"),
    ],
)
def test_a_list_that_is_none(folder: Path, text: str, said: str) -> None:
    (folder / "list.yml").write_text(text)
    (folder / "drift.toml").write_text(CONFIGURATION + 'upcoming = "list.yml"\n')
    ran = drift("upcoming", now=NOW)
    assert (ran.code, ran.out, ran.err) == (3, "", f"error: {said}\n")


HOSTILE = {
    "tags": ("- !!python/object/apply:os.system [touch made]", 3, "entry 1 names no location"),
    "no integer": ("- location: Query.a\n  date: !!int ''\n", 0, ""),
    "no timestamp": ("- location: Query.a\n  date: !!timestamp x\n  description: !!bool x\n", 0, ""),
    "aliases": (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{each}: &{each} [{', '.join([f'*{before}'] * 9)}]\n" for before, each in pairwise("abcdefghi")
        )
        + "upcoming_changes: *i\n",
        3,
        "entry 1 names no location",
    ),
    "merge keys": (
        "a: &a {location: Query.a}\n"
        + "".join(
            f"{each}: &{each} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
            for before, each in pairwise("abcdefghi")
        )
        + "upcoming_changes: [*i]\n",
        3,
        "entry 1 names no location",
    ),
    "itself": ("&a [*a]", 3, "neither JSON nor YAML: found unconstructable recursive node"),
    "deep": ("[" * 100_000, 3, "the JSON is nested deeper than 200 levels"),
    "key of lists": ("? [a]\n: b\n", 3, "neither JSON nor YAML: found unhashable key"),
    "control": ("- location: \0\n", 3, "neither JSON nor YAML: "),
    "long": ("# " + "x" * 1_000_000, 3, "larger than 1,000,000 characters of YAML: give the list as JSON"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_list(folder: Path, kind: str) -> None:
    text, code, said = HOSTILE[kind]
    (folder / "list.yml").write_text(text)
    (folder / "drift.toml").write_text(CONFIGURATION + 'upcoming = "list.yml"\n')
    ran = drift("upcoming", now=NOW)
    assert ran.code == code
    assert said in ran.err
    assert ran.err.count("\n") <= 1
    assert not (folder / "made").exists()


def test_nothing_announced(folder: Path) -> None:
    (folder / "o.graphql").write_text("type Query { a: Int }")
    (folder / "drift.toml").write_text('[sources.other]\nschema = "o.graphql"\n')
    assert drift("upcoming", "other", now=NOW).code == 3
    assert drift("upcoming", "other", "--live", now=NOW).out == (
        "other: no date is announced that is to come; nothing deprecated\n"
    )


@pytest.mark.parametrize(("days", "code"), [(30, 1), (29, 0)])
def test_check_and_operations_have_the_gate_too(folder: Path, days: int, code: int) -> None:
    gate = ("--fail-on", f"removal-within={days}d")
    said = "api: Query.a is announced to go: 2026-07-01, in 30 days"
    for arguments in (("check", "api"), ("operations", "api@latest"), ("operations", "2026-05-01.graphql")):
        more = ("--operations", "mine/*.graphql") if arguments[-1].endswith(".graphql") else ()
        ran = drift(*arguments, *more, *gate, now=NOW)
        assert ran.code == code, ran
        assert (said.removeprefix("api") in ran.err) == bool(code)
    refused = drift("diff", "2025-05-01.graphql", "2026-05-01.graphql", *gate)
    assert (refused.code, refused.err) == (
        2,
        "error: --fail-on removal-within=… goes with check, operations and upcoming\n",
    )


def test_check_tells_of_what_it_has_just_seen(folder: Path) -> None:
    (folder / "2026-05-01.graphql").write_text(NEW.replace("d: Int @", "b2: Int d: Int @"))
    text = (
        (folder / "2026-05-01.graphql").read_text().replace("Removal on 2026-07-01", "Removal on 2026-06-05")
    )
    (folder / "2026-05-01.graphql").write_text(text)
    ran = drift("check", "api", "--fail-on", "removal-within=10d", now=NOW)
    assert (ran.code, ran.err) == (1, "api: Query.a is announced to go: 2026-06-05, in 4 days\n")


def test_it_is_explained() -> None:
    ran = drift("explain", "removal-announced")
    assert ran.code == 0
    assert ran.out.startswith("REMOVAL_ANNOUNCED  DEPRECATED\n")
    assert "(did you mean REMOVAL_ANNOUNCED?)" in drift("explain", "REMOVAL_ANOUNCED").err


@pytest.mark.parametrize(
    ("headers", "announced", "said"),
    [
        ({"Sunset": "Thu, 31 Dec 2026 23:59:59 GMT"}, "2026-12-31", "Its Sunset header says that it ends after "
         "2026-12-31."),
        ({"Sunset": "soon", "Deprecation": "@1767225600"}, None, "Its Deprecation header says that it is deprecated "
         "since 2026-01-01."),
        ({"Deprecation": "@1767225600;sort=1"}, None, "Its Deprecation header says that it is deprecated since "
         "2026-01-01."),
        ({"Deprecation": "true"}, None, "Its Deprecation header says that it is deprecated."),
        ({"Deprecation": "Thu, 01 Jan 2026 00:00:00 GMT", "Sunset": "2026-12-31"}, "2026-12-31", "Its Sunset header says "
         "that it ends after 2026-12-31. Its Deprecation header says that it is deprecated since 2026-01-01."),
        ({"Deprecation": "false", "Sunset": "31/12/2026"}, None, None),
    ],
)  # fmt: skip
def test_what_an_endpoint_says_of_its_end(
    folder: Path, headers: dict[str, str], announced: str | None, said: str | None
) -> None:
    from graphql import build_schema, graphql_sync

    schema = build_schema("type Query { a: Int }")

    def answer(request: Received) -> Reply:
        result = graphql_sync(schema, request.document["query"])
        return Reply.of_json(result.formatted, headers=tuple(headers.items()))

    with LoopbackServer(answer) as server:
        (folder / "drift.toml").write_text(f'[sources.live]\nendpoint = "{server.url}"\n')
        ran = drift("upcoming", "live", "--live", "--json", now=NOW)
        found = json.loads(ran.out)
        expected = [] if said is None else [(None, announced, said, "header")]
        assert [
            (each["coordinate"], each["announced"], each["reason"], each["origin"]) for each in found
        ] == expected
        assert drift("check", "live", "--save", now=NOW).code == 0
        ran = drift("check", "live", "--fail-on", "removal-within=365d", now=NOW)
        assert ran.code == int(announced is not None)


def test_the_docs_have_a_page_a_calendar_and_a_feed(folder: Path) -> None:
    assert drift("docs", "api", "-o", "site").code == 0
    page = (folder / "site/api/upcoming.html").read_text()
    assert '<time datetime="2026-07-01">' in page
    assert "Used by <code>Q" in page
    assert "0 of 1 removed fields had been deprecated before" in page
    assert (folder / "site/api/upcoming.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    feed = json.loads((folder / "site/api/upcoming.json").read_text())
    assert [item["title"].partition(": ")[2] for item in feed["items"]] == [
        "Query.a is announced to go",
        "Query.f is announced to go",
        "Query.c is announced to go",
    ]
    before = {path: path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()}
    assert drift("docs", "api", "-o", "site").code == 0
    assert {path: path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()} == before
