"""Versioned APIs: each version is a line with its own history, and falling forward is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from drift.snapshots.store import Store
from tests.running import drift
from tests.servers.loopback import LoopbackServer, Received, Reply
from tests.servers.versioned import LINES, Shopify, github_enterprise, monday


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shop() -> Iterator[tuple[Shopify, LoopbackServer]]:
    api = Shopify()
    with LoopbackServer(api) as server:
        yield api, server


def reports_in(folder: Path) -> list[dict[str, Any]]:
    """The JSON reports that a check of several sources wrote into a folder, in the order of their names."""
    return [json.loads(path.read_text()) for path in sorted(folder.glob("r-*.json"))]


def configure(folder: Path, server: LoopbackServer, *lines: str, more: str = "") -> None:
    base = server.url.removesuffix("/graphql")
    (folder / "drift.toml").write_text(
        f'[sources.shop]\nendpoint = "{base}/admin/api/{{version}}/graphql.json"\n'
        f"versions = {json.dumps(lines)}\n{more}"
    )


def test_each_line_has_a_history_of_its_own(folder: Path, shop: tuple[Shopify, LoopbackServer]) -> None:
    api, server = shop
    configure(folder, server, "2025-10", "2026-01", "unstable")
    ran = drift("check", "shop", "--save")
    assert (ran.code, ran.out) == (0, "")
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "shop/2025-10",
        "shop/2026-01",
        "shop/unstable",
        "exit 0",
    ]
    kept = sorted(path.parent.name for path in (folder / "snapshots/shop/lines").glob("*/schema.graphql"))
    assert kept == ["2025-10", "2026-01", "unstable"]
    assert Store(folder / "snapshots").sources() == ["shop/2025-10", "shop/2026-01", "shop/unstable"]
    assert drift("check").out == (
        "shop/2025-10: no changes\nshop/2026-01: no changes\nshop/unstable: no changes\n"
        "exit 0: 3 of 3 looked at; no changes\n"
    )
    api.lines["2026-01"] = LINES["2026-04"]
    ran = drift("check", "shop", "--report", "json=r.json")
    assert ran.code == 1
    ran = drift("check", "shop/2026-01", "--save", "--confirm", "0", "--report", "json")
    assert [change["coordinate"] for change in json.loads(ran.out)["changes"]] == [
        "Shop.email",
        "Shop.contact",
    ]
    assert json.loads(ran.out)["old"]["reference"].startswith("shop/2026-01@")
    assert len(Store(folder / "snapshots").versions("shop/2026-01")) == 2
    assert len(Store(folder / "snapshots").versions("shop/2025-10")) == 1


def test_what_names_a_line(folder: Path, shop: tuple[Shopify, LoopbackServer]) -> None:
    _, server = shop
    configure(folder, server, "unstable", "2026-01", "2025-10")
    assert drift("check", "--save").code == 0
    texts = {line: drift("fetch", f"shop/{line}").out for line in ("2025-10", "2026-01", "unstable")}
    assert len(set(texts.values())) == 3
    assert drift("fetch", "shop").out == texts["2026-01"]
    assert drift("fetch", "shop@latest").out == texts["2026-01"]
    assert drift("fetch", "shop/2025-10@latest").out == texts["2025-10"]
    ran = drift("diff", "shop/2025-10", "shop/2026-01", "--report", "json")
    assert [(change["id"], change["coordinate"]) for change in json.loads(ran.out)["changes"]] == [
        ("ELEMENT_DEPRECATED", "Shop.email")
    ]
    assert drift("diff", "shop/2025-10@latest", "shop/unstable").code == 1
    ran = drift("fetch", "shop/2026-10")
    assert ran.code == 2
    assert "shop/2026-01" in ran.err


def test_falling_forward_is_said_and_nothing_is_stored(
    folder: Path, shop: tuple[Shopify, LoopbackServer]
) -> None:
    api, server = shop
    configure(folder, server, "2025-10", "2026-01")
    assert drift("check", "--save").code == 0
    del api.lines["2025-10"]
    before = {path: path.read_bytes() for path in folder.rglob("*.graphql")}
    for command in (("check", "shop/2025-10", "--save"), ("fetch", "shop/2025-10"), ("check", "--save")):
        ran = drift(*command)
        assert ran.code == 3
        assert "asked for version 2025-10, answered with version 2026-01 (X-Shopify-API-Version)" in ran.err
    assert {path: path.read_bytes() for path in folder.rglob("*.graphql")} == before


def test_the_header_that_says_the_version_can_be_named(folder: Path) -> None:
    def serve(request: object) -> object:
        reply = monday(request)  # type: ignore[arg-type]
        return type(reply)(reply.status, reply.body, headers=(("X-Served", "2026-01"),))

    with LoopbackServer(serve) as server:  # type: ignore[arg-type]
        (folder / "drift.toml").write_text(
            f'[sources.board]\nendpoint = "{server.url}"\nversions = ["2025-10", "2026-01"]\n'
            'version-header = "API-Version"\nanswered-version-header = "X-Served"\n'
        )
        assert drift("check", "board/2026-01", "--save").code == 0
        ran = drift("check", "board/2025-10", "--save")
        assert (ran.code, "answered with version 2026-01 (X-Served)" in ran.err) == (3, True)
        assert Store(folder / "snapshots").sources() == ["board/2026-01"]


def test_a_version_in_a_header(folder: Path) -> None:
    with LoopbackServer(monday) as server:
        (folder / "drift.toml").write_text(
            f'[sources.board]\nendpoint = "{server.url}"\nversions = ["2025-10", "2026-01"]\n'
            'version-header = "API-Version"\n'
        )
        assert drift("check", "--save").code == 0
        assert {request.headers["api-version"] for request in server.requests} == {"2025-10", "2026-01"}
        ran = drift("diff", "board/2025-10", "board/2026-01", "--report", "json")
        assert [change["id"] for change in json.loads(ran.out)["changes"]] == ["ELEMENT_DEPRECATED"]


def test_upgrade_is_one_table(folder: Path, shop: tuple[Shopify, LoopbackServer]) -> None:
    _, server = shop
    (folder / "a.graphql").write_text("query Mail { shop { email } }\n")
    (folder / "b.graphql").write_text("query Name { shop { name } }\n")
    configure(folder, server, "2025-10", "2026-01", "2026-04", more='operations = ["*.graphql"]\n')
    ran = drift("check", "shop", "--upgrade")
    assert ran.code == 1
    assert ran.out == (
        "shop/2025-10: operations in each newer version\n"
        "\n"
        "         breaks  affected  fine  other  breaking changes\n"
        "2026-01       0         1     1      0                 0\n"
        "2026-04       1         0     1      0                 1\n"
        "\n"
        "2026-01:\n"
        "  affected  a.graphql:1 Mail\n"
        "\n"
        "2026-04:\n"
        "  breaks    a.graphql:1 Mail\n"
        "            a.graphql:1:21: Cannot query field 'email' on type 'Shop'.\n"
    )
    assert drift("check", "shop/2026-01", "--upgrade").out.startswith(
        "shop/2026-01: operations in each newer"
    )
    assert drift("check", "shop", "--upgrade", "--fail-on", "never").code == 0
    assert not (folder / "snapshots").exists()
    for arguments in ((), ("shop/2026-04",), ("nothing",)):
        ran = drift("check", *arguments, "--upgrade")
        assert (ran.code, ran.err.count("\n")) == (2, 1)


def test_listings_know_lines(folder: Path, shop: tuple[Shopify, LoopbackServer]) -> None:
    _, server = shop
    configure(folder, server, "2025-10", "2026-01")
    assert drift("check", "--save").code == 0
    rows = json.loads(drift("sources", "--json").out)
    assert [(row["name"], row["source"], row["line"], row["versions"]) for row in rows] == [
        ("shop/2025-10", "shop", "2025-10", 1),
        ("shop/2026-01", "shop", "2026-01", 1),
    ]
    ran = drift("log", "shop")
    assert [line for line in ran.out.splitlines() if line.startswith("shop/")] == [
        "shop/2025-10: 1 version, newest first",
        "shop/2026-01: 1 version, newest first",
    ]
    assert drift("status", "shop").out.count("shop/") == 2
    assert drift("docs", "shop", "-o", "site").code == 0
    index = (folder / "site/index.html").read_text()
    assert "shop/2025-10" in index
    assert "shop/2026-01" in index


def test_endpoints_of_every_kind_work_without_a_flag(folder: Path) -> None:
    key = "shpat_0123456789abcdef"
    with LoopbackServer(Shopify(key=key)) as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SHOP_KEY", key)
        url = server.url.replace("/graphql", "/admin/api/2026-01/graphql.json")
        ran = drift("init", url, "-H", "X-Shopify-Access-Token: ${SHOP_KEY}", "--name", "shop")
        assert (ran.code, ran.err) == (0, "")
        assert drift("check", "shop", "--save").code == 0
        assert drift("diff", "shop@latest", "shop").out.endswith("no changes\n")
        assert f'endpoint   = "{url}"' in (folder / "drift.toml").read_text()
    for number, (serve, path) in enumerate(((monday, "/v2"), (github_enterprise, "/api/graphql"))):
        place = folder / str(number)
        place.mkdir()
        with LoopbackServer(serve) as server:
            url = server.url.replace("/graphql", path)
            ran = drift("init", url, "--name", "api", cwd=place)
            assert (ran.code, ran.err) == (0, "")
            assert drift("check", "--save", cwd=place).code == 0
            assert drift("check", cwd=place).out == "api: no changes\nexit 0: no changes\n"
            assert drift("diff", "api", url, cwd=place).code == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('endpoint = "https://a.example/{version}"', "needs versions"),
        (
            'endpoint = "https://a.example/"\nversions = ["1"]',
            "need {version} in the endpoint, or version-header",
        ),
        ('endpoint = "https://a.example/{version}"\nversions = []', "needs versions"),
        ('endpoint = "https://a.example/{version}"\nversions = ["a/b"]', "is not a version"),
        ('endpoint = "https://a.example/{version}"\nversions = ["1", "1"]', "names a version twice"),
        ('endpoint = "https://a.example/{version}"\nversions = ["1"]\nversions-query = "{a}"', "needs both"),
        (
            'endpoint = "https://a.example/{version}"\nversions = ["1"]\nversions-query = "{a}"\nversions-path = "a["',
            "is not a path into the answer",
        ),
        ('schema = "a.graphql"\nversion-header = "V"\nversions = ["1"]', "are asked of an endpoint"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_said(folder: Path, table: str, said: str) -> None:
    (folder / "drift.toml").write_text(f"[sources.shop]\n{table}\n")
    ran = drift("sources")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert said in ran.err


def test_versions_that_appear_and_end_are_findings(folder: Path) -> None:
    handles = [
        ("2025-07", False),
        ("2025-10", False),
        ("2026-01", True),
        ("2026-04", True),
        ("unstable", False),
    ]
    answer = {
        "data": {"publicApiVersions": [{"handle": name, "supported": is_so} for name, is_so in handles]}
    }
    api = Shopify()

    def serve(request: Received) -> Reply:
        return Reply.of_json(answer) if "publicApiVersions" in request.document["query"] else api(request)

    with LoopbackServer(serve) as server:
        more = (
            'versions-query = "{ publicApiVersions { handle supported } }"\n'
            'versions-path = "publicApiVersions[supported].handle"\n'
        )
        configure(folder, server, "2025-10", "2026-01", more=more)
        assert drift("check", "--save").code == 0
        ran = drift("check", "shop", "--fail-on", "dangerous", "--report", "json=r.json")
        assert (ran.code, ran.err) == (
            1,
            "wrote r.json\nexit 1: 2 of 2 looked at; 1 dangerous change in shop/2025-10 (--fail-on dangerous)\n",
        )
        assert [
            [(each["id"], each["severity"], each["coordinate"]) for each in report["changes"]]
            for report in reports_in(folder)
        ] == [
            [("VERSION_ENDED", "DANGEROUS", "2025-10")],
            [("VERSION_SUPPORTED", "SAFE", "2026-04")],
        ]
        for format_ in ("text", "markdown", "html", "github", "sarif", "junit"):
            out = drift("check", "shop", "--report", format_).out
            assert "is not among the supported ones any more" in out or format_ == "junit"
        assert (
            "  + Version 2026-04 is supported now: add it to versions in drift.toml."
            in drift("check", "shop").out
        )
        ran = drift("check", "shop/2026-01", "--fail-on", "dangerous", "--report", "json")
        assert [each["id"] for each in json.loads(ran.out)["changes"]] == [
            "VERSION_ENDED",
            "VERSION_SUPPORTED",
        ]
        assert json.loads(ran.out)["summary"]["api_release"]["bump"] == "none"
        ran = drift("check", "shop", "--fail-on", "dangerous", "--accept", "we know", "--until", "2099-01-01")
        assert (ran.code, 'coordinate = "2025-10"' in (folder / "drift.toml").read_text()) == (0, True)
        assert drift("check", "shop", "--fail-on", "dangerous").code == 0
        assert drift("check", "shop").code == 0
        configure(folder, server, "2026-01", "2026-04", more=more)
        assert drift("check", "--save").err.count("ersion 20") == 1
        assert drift("check", "--fail-on", "any").code == 0
        configure(folder, server, "2026-01", more=more.replace("].handle", "].name"))
        ran = drift("check")
        assert (ran.code, "versions-query: nothing is at publicApiVersions[supported].name" in ran.err) == (
            3,
            True,
        )


def test_every_command_knows_lines(folder: Path, shop: tuple[Shopify, LoopbackServer]) -> None:
    api, server = shop
    (folder / "a.graphql").write_text("query Mail { shop { email } }\n")
    (folder / "mine.gql").write_text("type Query {\n  shop: Shop\n}\ntype Shop {\n  name: String\n}\n")
    instance = '[sources.mine]\nschema = "mine.gql"\nsame-api-as = "{}"\n'
    configure(
        folder,
        server,
        "2025-10",
        "2026-01",
        more='operations = ["a.graphql"]\n' + instance.format("shop/2025-10"),
    )
    assert drift("check", "shop", "--save").code == 0
    heads = ["shop/2025-10", "shop/2026-01"]
    ran = drift("support", *heads)
    assert [line.partition(":")[0] for line in ran.out.splitlines() if line.startswith("shop/")] == heads
    assert (ran.code, "not on mine" in ran.out.partition("shop/2026-01")[0]) == (0, True)
    configure(
        folder, server, "2025-10", "2026-01", more='operations = ["a.graphql"]\n' + instance.format("shop")
    )
    assert "not on mine" in drift("support", "shop/2026-01").out
    assert "not on mine" not in drift("support", "shop/2025-10").out
    ran = drift("upcoming", "shop")
    assert [line.partition(":")[0] for line in ran.out.splitlines() if line.startswith("shop/")] == heads
    assert drift("rehearse").out.startswith("shop/2026-01: your one operation accepted")
    assert drift("rehearse", "shop").out == drift("rehearse", "shop/2026-01").out
    ran = drift("import", "shop", "mine.gql", "--date", "2024-01-01")
    assert (ran.code, ran.err) == (
        2,
        "error: shop has versions with a history each: name one of shop/2025-10, shop/2026-01\n",
    )
    assert drift("import", "shop/2026-01", "mine.gql", "--date", "2024-01-01").code == 0
    del api.lines["2025-10"]
    ran = drift("rehearse", "shop/2025-10")
    assert (ran.code, "answered with version 2026-01" in ran.err) == (3, True)


@pytest.mark.parametrize("name", ["shop/2026-10", "shop/2025", "shops", "mine"])
def test_an_instance_of_what_is_not_there(
    folder: Path, shop: tuple[Shopify, LoopbackServer], name: str
) -> None:
    instance = f'[sources.mine]\nschema = "mine.gql"\nsame-api-as = "{name}"\n'
    configure(folder, shop[1], "2025-10", more=instance)
    ran = drift("sources")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert f'no other source is named "{name}"' in ran.err


def test_versions_that_are_about_to_end_are_findings(folder: Path) -> None:
    soon, late = datetime.now(UTC).date() + timedelta(days=30), datetime.now(UTC).date() + timedelta(days=300)
    kinds = {"2025-10": "maintenance", "2026-01": "current", "2026-04": "candidate"}
    until = {"2025-10": soon.isoformat(), "2026-01": f"{late}T00:00:00Z", "2026-04": None}
    headers: dict[str, str] = {}
    answer = {"data": {"all": [{"name": name, "kind": kinds[name], "until": until[name]} for name in kinds]}}
    api = Shopify()

    def serve(request: Received) -> Reply:
        if "all" in request.document["query"].split():
            return Reply.of_json(answer)
        reply = api(request)
        return Reply(reply.status, reply.body, headers=(*reply.headers, *headers.items()))

    def found(*arguments: str) -> list[tuple[str, str, str | None]]:
        drift("check", "shop", "--report", "json=r.json", *arguments)
        reports = reports_in(folder)
        return [
            (each["id"], each["coordinate"], each["new"]) for report in reports for each in report["changes"]
        ]

    with LoopbackServer(serve) as server:
        asked = 'versions-query = "{ all { name kind until } }"\nversions-path = "all.name"\n'
        configure(folder, server, *kinds, more=asked)
        assert drift("check", "--save").code == 0
        assert found() == []
        ending = asked + 'versions-ending-path = "all[{}].name"\n'
        configure(folder, server, *kinds, more=ending.replace("{}", "until"))
        assert found() == [("VERSION_ENDING", "2025-10", f"on {soon}")]
        assert drift("check", "shop").code == 0
        assert drift("check", "shop", "--fail-on", "dangerous").code == 1
        assert f"Version 2025-10 is about to end: on {soon}." in drift("check", "shop").out
        configure(folder, server, *kinds, more=ending.replace("{}", "kind=maintenance|candidate"))
        assert found() == [
            ("VERSION_ENDING", "2025-10", "the API marks it"),
            ("VERSION_ENDING", "2026-04", "the API marks it"),
        ]
        configure(folder, server, *kinds, more=asked)
        headers["Sunset"] = format_datetime(datetime.now(UTC) + timedelta(days=30), usegmt=True)
        assert [each[:2] for each in found()] == [("VERSION_ENDING", name) for name in kinds]
        headers["Sunset"] = format_datetime(datetime.now(UTC) + timedelta(days=300), usegmt=True)
        assert found() == []
        configure(folder, server, *kinds, more='versions-ending-path = "all.name"\n')
        ran = drift("check")
        assert (ran.code, "needs versions-query and versions-path" in ran.err) == (2, True)


def test_the_end_of_a_line_is_upcoming(folder: Path) -> None:
    until = {"2025-10": "2026-07-01T00:00:00Z", "2026-01": None}
    answer = {"data": {"all": [{"name": name, "until": day} for name, day in until.items()]}}
    now = datetime(2026, 6, 1, tzinfo=UTC)
    api = Shopify()

    def serve(request: Received) -> Reply:
        return Reply.of_json(answer) if "all" in request.document["query"].split() else api(request)

    def ends(*arguments: str) -> list[tuple[str, str | None, str, str]]:
        found = json.loads(drift("upcoming", "--json", *arguments, now=now).out)
        return [
            (each["source"], each["announced"], each["origin"], each["reason"])
            for each in found
            if each["coordinate"] is None
        ]

    with LoopbackServer(serve) as server:
        asked = (
            'versions-query = "{ all { name until } }"\nversions-path = "all.name"\n'
            'versions-ending-path = "all[until].name"\n'
        )
        configure(folder, server, *until, more=asked)
        assert drift("check", "--save", "--fail-on", "never", now=now).code == 0
        expected = [
            (
                "shop/2025-10",
                "2026-07-01",
                "versions",
                "The API says that version 2025-10 ends on 2026-07-01.",
            )
        ]
        assert ends("--live") == expected
        assert drift("upcoming", "--live", "--fail-on", "removal-within=30d", now=now).code == 1
        assert drift("upcoming", "--live", "--fail-on", "removal-within=29d", now=now).code == 0
        ran = drift("check", "shop", "--fail-on", "removal-within=30d", now=now)
        assert ran.code == 1
        assert "shop/2025-10: the endpoint is announced to go: 2026-07-01, in 30 days" in ran.err
    # What a check stored is known without the server.
    assert ends() == expected


def test_operations_by_lines(folder: Path, shop: tuple[Shopify, LoopbackServer]) -> None:
    api, server = shop
    for line, field in (("2025-10", "old"), ("2026-01", "old"), ("2026-04", "new"), ("unstable", "newer")):
        api.lines[line] = f"type Query {{ shop: String {field}: Int }}"
    (folder / "a.graphql").write_text("query All { shop } query Old { old } query New { new }")
    kinds = ("2026-04", "2025-10", "unstable", "2026-01")
    configure(folder, server, *kinds, more='operations = ["a.graphql"]\n')
    assert drift("check", "--save", "--fail-on", "never").code == 0
    ran = drift("support", "shop")
    assert ran.out.splitlines() == [
        "shop: 3 operations, 4 versions: 2025-10 to unstable",
        "No version works with all of them; 1 of 3 work with unstable.",
        "",
        "  first broken by 2026-04: Field Query.old was removed.",
        "    ✗ Old  2025-10 to 2026-01  a.graphql:1",
        "",
        "  first broken by unstable: Field Query.new was removed.",
        "    ✗ New  2026-04             a.graphql:1",
        "",
        "  ✓ 1 more works with every version; -v lists them",
    ]
    assert drift("support").out == ran.out
    found = json.loads(drift("support", "--json").out)
    assert found["versions"] == ["2025-10", "2026-01", "2026-04", "unstable"]
    assert [each["valid_in"] for each in found["operations"]] == [
        ["2025-10", "2026-01", "2026-04", "unstable"],
        ["2025-10", "2026-01"],
        ["2026-04"],
    ]
    (folder / "a.graphql").write_text("query All { shop } query Old { old }")
    for require, code, said in (
        (">=2025-10", 1, "1 operation of 2 not valid in 1 of 3 required versions, the first 2026-04"),
        ("<2026-04", 0, "every operation works with 2 of 2 required versions"),
        (">2025-11, <=2026-03", 0, "every operation works with 1 of 1 required versions"),
        ("!=2026-04", 0, "every operation works with 2 of 2 required versions"),
        ("latest", 1, "1 operation of 2 not valid in 1 of 1 required versions, the first 2026-04"),
        ("previous", 0, "every operation works with 1 of 1 required versions"),
        ("unstable", 1, "1 operation of 2 not valid in 1 of 1 required versions, the first unstable"),
        (">=unstabel", 2, 'error: --require: shop has no version "unstabel" (did you mean unstable?)'),
    ):
        ran = drift("support", "shop", "--require", require)
        assert (ran.code, ran.err.splitlines()[-1].removeprefix("shop: ")) == (code, said)
    assert drift("support", "shop/2026-01").out.startswith("shop/2026-01: 2 operations, 1 version: ")
