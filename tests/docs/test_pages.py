from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from drift.docs.site import ASSETS, build_site
from drift.docs.source import SiteOptions, SiteSource, read_guides
from drift.errors import UsageError
from drift.history.timeline import Timeline
from tests.docs.conftest import Build, in_the_browsers_worker, timeline
from tests.docs.page import Node, Page

SDL = """
"How to log in."
directive @auth("Who may." role: Role! = ADMIN) on FIELD_DEFINITION | QUERY
type Query {
  "Finds **users**. And more."
  users("How many." first: Int = 10 filter: UserFilter!): UserConnection! @auth(role: READER)
  ping: Boolean
}
type Mutation { rename(input: RenameInput!): User }
type UserConnection { edges: [UserEdge!]! pageInfo: PageInfo! }
type UserEdge { node: User! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
"Somebody."
type User implements Node {
  id: ID!
  role: Role!
  posts(first: Int after: String before: String): [Post!]!
  nick: String @deprecated(reason: "Use `name`.")
  name: String
}
type Post implements Node { id: ID! author: User }
interface Node { id: ID! }
union Found = User | Post
enum Role { ADMIN READER OLD @deprecated }
input UserFilter { role: Role! page: Page = {size: 20} }
input Page { size: Int! = 10 deep: Deep }
input Deep { x: Int }
input RenameInput { id: ID! name: String! }
scalar Date @specifiedBy(url: "https://example.com/date")
scalar Odd @specifiedBy(url: "javascript:alert(1)")
"""


def lines(node: Node) -> list[str]:
    return [line.text for line in node.all("div", "line")]


def test_the_page_of_an_operation(build: Build, page: Callable[[str], Page]) -> None:
    build(SDL, endpoint="https://api.example.com/graphql", header_names=("Authorization",))
    users = page("queries/users.html")
    assert users.root.one("title").text == "users · query · api"
    assert users.root.one("h1").text == "users"
    assert users.main.one("pre", "sdl").code == "users(filter: UserFilter!, first: Int = 10): UserConnection!"
    assert [node.text for node in users.main.all("p", "applied")] == ["@auth(role: READER)"]
    assert users.headings == ["Example", "Arguments", "Returns", "Each node"]
    (arguments,) = users.section("Arguments")
    assert lines(arguments) == [
        "filter UserFilter! required",
        "role Role! required",
        "page Page default {size: 20}",
        "deep Deep",
        "size Int! default 10",
        "first Int default 10",
    ]
    assert [node.text for node in users.section("Returns")] == [
        "UserConnection, an object type",
        "edges [UserEdge!]! pageInfo PageInfo!",
    ]
    assert users.section("Each node")[0].text == "User, an object type. Somebody."
    assert [label.text for label in users.main.all("label")] == [
        "GraphQL",
        "curl",
        "requests",
        "gql",
        "JavaScript",
    ]
    example, *others = [node.one("code").code for node in users.main.all("div", "panel")]
    assert example == (
        "query Users($filter: UserFilter!) {\n  users(filter: $filter) {\n    edges {\n      node {\n        id\n"
        "        name\n        role\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"
    )
    assert all("https://api.example.com/graphql" in other for other in others)
    assert all("AUTHORIZATION" in other for other in others)
    variables = [node.code for node in users.main.one("div", "side").all("code")][-1]
    assert variables == '{\n  "filter": {\n    "role": "ADMIN"\n  }\n}'


def test_the_page_of_an_object(build: Build, page: Callable[[str], Page]) -> None:
    build(SDL)
    user = page("types/User.html")
    assert user.headings == ["On this page", "Fields", "Deprecated fields", "Used by", "SDL"]
    assert [section.attributes["id"] for section in user.main.all("section", "member")] == [
        "User.id",
        "User.name",
        "User.posts",
        "User.role",
        "User.nick",
    ]
    posts = user.main.by_id("User.posts")
    assert posts.one("details").one("summary").text == "3 arguments"
    assert [item.attributes["id"] for item in posts.all("li")] == [
        "User.posts(after:)",
        "User.posts(before:)",
        "User.posts(first:)",
    ]
    assert user.main.by_id("User.nick").one("p", "what").text == "Deprecated · use User.name"
    used = user.section("Used by")
    assert [node.text for node in used] == [
        "Returned by",
        "Mutation.rename Post.author UserEdge.node",
        "Member of",
        "Found",
    ]
    links = {node.text: node.attributes["href"] for node in user.main.all("a")}
    assert links["Mutation.rename"] == "../mutations/rename.html"
    assert links["UserEdge.node"] == "../types/UserEdge.html#UserEdge.node"
    sdl = user.section("SDL")[0].one("pre")
    assert sdl.code.startswith("type User implements Node {\n  id: ID!\n  name: String\n")
    assert {node.text for node in sdl.all("a")} == {"Node", "Post", "Role"}


def test_pages_of_the_other_kinds(build: Build, page: Callable[[str], Page]) -> None:
    build(SDL)
    assert [node.text for node in page("types/Node.html").section("Implemented by")] == ["Post User"]
    assert [node.text for node in page("types/Found.html").section("Members")] == ["Post User"]
    role = page("types/Role.html")
    assert role.headings == ["On this page", "Values", "Deprecated values", "Used by", "SDL"]
    assert role.section("Used by")[0].text == "Returned by"
    rename = page("types/RenameInput.html")
    assert rename.section("Example")[0].one("code").code == '{\n  "id": "1",\n  "name": "example"\n}'
    optional = page("types/Deep.html")
    assert optional.section("Example")[0].one("code").code == '{\n  "x": 1\n}'
    date = [node for node in page("types/Date.html").main.all("a") if node.text == "https://example.com/date"]
    assert date[0].attributes == {"href": "https://example.com/date", "rel": "noopener nofollow"}
    odd = page("types/Odd.html")
    assert "Specified by javascript:alert(1)" in odd.main.text
    assert not [node for node in odd.main.all("a") if "javascript" in node.attributes["href"]]
    auth = page("directives/auth.html")
    assert auth.headings == ["Arguments", "Locations", "Applied to"]
    assert auth.section("Applied to")[0].text == "Query.users"
    assert lines(auth.section("Arguments")[0]) == ["role Role! default ADMIN"]
    query = page("types/Query.html")
    assert query.section("Fields")[0].all("a")[0].attributes["href"] == "../queries/ping.html"


def test_the_overview_and_the_lists(build: Build, page: Callable[[str], Page], site: Path) -> None:
    build('"""\nAll about `User.name`.\n"""\nschema { query: Query mutation: Mutation }' + SDL)
    overview = page("index.html")
    assert overview.main.one("div", "lead").text == "All about User.name."
    assert [node.text for node in overview.main.one("ul", "kinds").all("li")] == [
        "7 objects",
        "1 interface",
        "1 union",
        "1 enum",
        "4 input objects",
        "2 scalars",
        "1 directive",
    ]
    tiles = [[item.text for item in tile.all("li")] for tile in overview.main.all("div", "tile")]
    assert tiles == [["ping", "users"], ["rename"]]
    assert [node.text for node in page("types/index.html").main.all("h2")] == [
        "Objects",
        "Interfaces",
        "Unions",
        "Enums",
        "Input objects",
        "Scalars",
    ]
    users = page("queries/index.html").main.all("li")[1]
    assert users.one("p").text == "Finds users."
    home = Page(site / "index.html")
    assert [(row.one("dt").text, row.one("dd").text) for row in home.main.one("dl").all("div")] == [
        ("Newest version", "2026-01-01"),
        ("Types", "16"),
        ("Fields", "23"),
        ("Operations", "3"),
        ("Deprecated", "2deprecated elements of api"),
        ("Versions", "1version of api"),
    ]


def test_deprecations_and_the_operations_that_use_them(demo_site: Path) -> None:
    deprecations = Page(demo_site / "demo" / "deprecations.html")
    status = deprecations.main.by_id("UserStatus")
    assert status.text == "UserStatus"
    uses = [node.text for node in deprecations.main.all("p", "use")]
    assert uses == ["Used by ListAlerts · sdk/alerts.graphql:3"]
    overview = Page(demo_site / "demo" / "index.html")
    urgent = overview.section("Deprecations to act on")[0]
    assert [node.text for node in urgent.all("div", "line")] == ["UserStatus.PASSWORD_RESET"]
    alerts = Page(demo_site / "demo" / "queries" / "alerts.html")
    assert alerts.section("Your operations")[0].text == "ListAlerts · sdk/alerts.graphql:3"


def test_guides(demo_site: Path, tmp_path: Path) -> None:
    guide = Page(demo_site / "demo" / "guides" / "first-steps.html")
    assert guide.main.one("h1").text == "First steps"
    links = {node.text: node.attributes["href"] for node in guide.main.all("a")}
    assert links == {
        "Query.alerts": "../queries/alerts.html",
        "more": "paging.html#the-end",
        "the list": "https://example.com/list",
        "@auth": "../directives/auth.html",
    }
    assert [node.text for node in guide.main.all("span", "k")] == ["query"]
    paging = Page(demo_site / "demo" / "guides" / "paging.html")
    assert "<b>not bold</b>" in paging.main.text
    with pytest.raises(UsageError, match="can't be read"):
        read_guides(tmp_path / "none")
    (tmp_path / "x.md").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="UTF-8"):
        read_guides(tmp_path)


def test_an_older_version_has_pages_of_its_own(demo_site: Path) -> None:
    folder = demo_site / "demo" / "versions" / "2026-09-01T06-00-00Z"
    alert = Page(folder / "types" / "Alert.html")
    assert alert.main.one("p", "note").text == "This is version 1.0. Go to the newest one"
    assert "Alert.assigneeEmail" in alert.ids
    assert not (folder / "changelog").exists()
    assert (folder / "schema.graphql").is_file()


def test_the_look_that_is_asked_for(
    build: Build, page: Callable[[str], Page], site: Path, tmp_path: Path
) -> None:
    (tmp_path / "logo.png").write_bytes(b"png")
    (tmp_path / "own.css").write_text("body { color: red }")
    templates = tmp_path / "templates" / "docs"
    templates.mkdir(parents=True)
    (templates / "frame.html").write_text(
        '{% extends "drift/docs/frame.html" %}{% block head %}<meta name="robots" content="{{ 7 * 7 }}">{% endblock %}'
    )
    options = SiteOptions(
        title="Ours",
        logo=tmp_path / "logo.png",
        css=tmp_path / "own.css",
        footer="By [us](https://example.com)",
        base_url="https://docs.example.com/api-docs",
        templates=tmp_path / "templates",
    )
    build(SDL, options=options)
    user = page("types/User.html")
    assert (site / "assets" / "logo.png").read_bytes() == b"png"
    assert (site / "assets" / "custom.css").read_text() == "body { color: red }"
    assert user.root.one("p", "brand").one("img").attributes["src"] == "../../assets/logo.png"
    canonical = [node for node in user.root.all("link") if node.attributes.get("rel") == "canonical"]
    assert canonical[0].attributes["href"] == "https://docs.example.com/api-docs/api/types/User.html"
    assert [
        node.attributes["content"]
        for node in user.root.all("meta")
        if node.attributes.get("name") == "robots"
    ] == ["49"]
    assert user.root.one("footer").text.startswith("By us")


def test_a_schema_with_nothing_in_it_has_a_site(build: Build, page: Callable[[str], Page]) -> None:
    build("type Query { a: Int }")
    assert page("types/Query.html").headings == ["On this page", "Fields", "SDL"]
    assert page("deprecations.html").main.text == "Deprecations Nothing is deprecated."
    build("scalar Only", out=page("x").path.parent.parent.parent / "other")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    options = SiteOptions(progress=lambda done, total: told.append((done, total)))
    build_site([SiteSource(timeline("api", SDL))], tmp_path, options=options)
    assert told[0][0] == 0
    assert told[-1] == (told[-1][1], told[-1][1])
    assert all(done <= total for done, total in told)


def test_shared_files_are_small(demo_site: Path) -> None:
    sizes = {name: (demo_site / "assets" / name).stat().st_size for name in ASSETS}
    assert sizes["drift.css"] < 30_000
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) < 25_000


@pytest.mark.corpus
@in_the_browsers_worker
def test_githubs_pages_are_small(github_site: Path, github_timeline: Timeline) -> None:
    sizes = sorted(path.stat().st_size for path in github_site.rglob("*.html"))
    assert sizes[len(sizes) // 2] < 30_000
    assert sizes[-1] < 1_000_000
