"""The site in a real browser: keyboard, deep links, theme, versions, and what assistive technology finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from drift.docs.serve import serving
from drift.docs.site import build_site
from drift.docs.source import SiteOptions, SiteSource
from drift.history.timeline import Timeline
from tests.conftest import missing
from tests.docs import hostile
from tests.docs.conftest import in_the_browsers_worker, timeline

pytestmark = [pytest.mark.browser, in_the_browsers_worker]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the Python package playwright")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


Opened = Callable[..., Any]
Address = Callable[[Path, str], str]


@pytest.fixture
def opened(browser: Any) -> Iterator[Opened]:
    """Open a page; at the end of the test nothing was logged, asked of another place, or shown as a dialog."""
    problems: list[str] = []
    contexts: list[Any] = []

    def failed(request: Any) -> None:
        # Leaving a page ends what it is still loading.
        if request.failure != "net::ERR_ABORTED":
            problems.append(f"failed: {request.url} {request.failure}")

    def note(url: str) -> None:
        if not url.startswith(("file:///", "http://127.0.0.1:")):
            problems.append(f"request: {url}")

    def run(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("requestfailed", failed)
        page.on("request", lambda request: note(request.url))
        page.goto(address)
        return page

    yield run
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="module")
def address_of() -> Iterator[Callable[[Path, str], str]]:
    """Give the address of a site: its folder, or a server that outlives the pages it served."""
    with ExitStack() as servers:
        served: dict[Path, str] = {}

        def address(site: Path, how: str) -> str:
            if how == "file":
                return site.as_uri() + "/"
            if site not in served:
                served[site] = servers.enter_context(serving(site))
            return served[site]

        yield address


both = pytest.mark.parametrize("how", ["file", "http"])


def in_view(page: Any, identifier: str) -> bool:
    """Whether an element is inside the window and not under the bar at the top."""
    return bool(
        page.evaluate(
            "id => { const box = document.getElementById(id).getBoundingClientRect();"
            " const top = document.elementFromPoint(box.left + 8, box.top + 8);"
            " return box.top >= 0 && box.bottom > 0 && box.top < innerHeight"
            " && document.getElementById(id).contains(top); }",
            identifier,
        )
    )


def search(page: Any, text: str, *, key: str = "/") -> None:
    from playwright.sync_api import expect

    page.keyboard.press(key)
    page.wait_for_selector("dialog[open]")
    expect(page.locator(".search .empty")).not_to_have_text("Loading…")
    page.keyboard.type(text)


@both
def test_search_by_keyboard(demo_site: Path, opened: Opened, how: str, address_of: Address) -> None:
    address = address_of(demo_site, how)
    page = opened(address + "demo/queries/alerts.html")
    search(page, "Alert.severity")
    assert page.inner_text(".hits li[aria-selected=true] code") == "Alert.severity"
    assert page.get_attribute(".search input", "aria-activedescendant") == "hit-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/types/Alert.html#Alert.severity")
    assert in_view(page, "Alert.severity")


def test_search_keys(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "index.html").as_uri())
    search(page, "cAt", key="Control+k")
    assert page.inner_text(".hits li:first-child code").endswith(".createdAt")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute(".search input", "aria-activedescendant") == "hit-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert (
        page.get_attribute(".search input", "aria-activedescendant")
        == f"hit-{page.locator('.hits li').count() - 1}"
    )
    page.keyboard.press("Control+a")
    page.keyboard.type("zzqqzz")
    assert page.inner_text(".search .empty") == "Nothing found for “zzqqzz”"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.focus(".filter")
    page.keyboard.type("/")
    assert page.locator("dialog[open]").count() == 0, "a slash typed into a field is a slash"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alert", ["Query.alert", "Alert"]),
        ("cAt", ["Role.createdAt", "User.createdAt"]),
        ("Query.us", ["Query.user", "Query.users"]),
        ("query.alerts(inp", ["Query.alerts(input:)"]),
        ("@auth", ["@auth"]),
        ("alert sev", ["Alert.severity"]),
        ("AlSev", ["AlertSeverity"]),
        (".severity", ["Rule.severity"]),
        ("First steps", ["First steps"]),
    ],
)
def test_ranking(demo_site: Path, opened: Opened, text: str, expected: list[str]) -> None:
    page = opened((demo_site / "demo" / "index.html").as_uri())
    search(page, "x")
    found = page.evaluate("text => driftFind(text)", text)
    assert [one for one in found[: len(expected) + 2] if one in expected] == expected


def test_search_finds_words_of_descriptions_last_and_filters(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "index.html").as_uri())
    search(page, "deduplication period")
    found = page.evaluate("driftFind('deduplication')")
    assert found
    page.keyboard.press("Control+a")
    page.keyboard.type("alert")
    page.click(".chips button:has-text('Arguments')")
    kinds = set(
        page.eval_on_selector_all(".hits .kind", "all => all.map(one => one.textContent.split(',')[0])")
    )
    assert kinds == {"argument"}


@pytest.mark.corpus
def test_a_name_is_compared_once_a_word_however_many_entries_bear_it(
    github_site: Path, opened: Opened
) -> None:
    page = opened((github_site / "github" / "index.html").as_uri())
    search(page, "Repository.issues")
    page.keyboard.press("Enter")
    page.wait_for_url("**/types/Repository.html#Repository.issues")
    assert in_view(page, "Repository.issues")
    search(page, "x")
    work = page.evaluate("driftFind.work()")
    assert work["entries"] > 2.5 * work["names"] > 10_000
    before = work["compared"]
    for text, words in (
        ("r", 1),
        ("repo", 1),
        ("cAt", 1),
        ("Repository.iss", 2),
        ("pull request rev", 3),
        ("zzz", 1),
    ):
        page.evaluate("text => driftFind(text)", text)
        after = page.evaluate("driftFind.work().compared")
        assert after - before <= words * work["names"], text
        before = after


@both
def test_deep_links_open_and_show_the_element(
    demo_site: Path, opened: Opened, how: str, address_of: Address
) -> None:
    address = address_of(demo_site, how)
    page = opened(address + "demo/types/UserStatus.html#UserStatus.PASSWORD_RESET")
    assert in_view(page, "UserStatus.PASSWORD_RESET")
    page.goto(address + "demo/types/Alert.html#Alert.events(limit:)")
    assert in_view(page, "Alert.events(limit:)")


@both
def test_the_theme_stays(demo_site: Path, opened: Opened, how: str, address_of: Address) -> None:
    address = address_of(demo_site, how)
    page = opened(address + "index.html", color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.click("[data-theme-toggle]")
    page.click("[data-theme-toggle]")
    assert page.get_attribute("[data-theme-toggle]", "aria-label") == "Colour theme: dark"
    dark = page.evaluate(background)
    assert dark != light
    page.goto(address + "demo/types/Alert.html")
    assert page.evaluate(background) == dark
    page.click("[data-theme-toggle]")
    assert page.evaluate(background) == light
    page.reload()
    assert page.evaluate(background) == light


def test_the_theme_is_there_before_the_page_is_drawn(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "index.html").as_uri(), color_scheme="light")
    page.evaluate("localStorage.setItem('drift-theme', 'dark')")
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@both
def test_the_version_picker_keeps_the_element(
    demo_site: Path, opened: Opened, how: str, address_of: Address
) -> None:
    address = address_of(demo_site, how)
    page = opened(address + "demo/types/Alert.html#Alert.severity")
    assert page.inner_text("[data-version-label]") == "2.0"
    page.click(".picker summary")
    page.click(".pop a:has-text('1.0')")
    page.wait_for_url("**/versions/*/types/Alert.html#Alert.severity")
    assert page.inner_text("[data-version-label]") == "1.0"
    assert page.inner_text(".note strong") == "This is version 1.0."
    page.click(".note a")
    page.wait_for_url("**/demo/types/Alert.html#Alert.severity")
    page.goto(address + "demo/types/GcsSource.html")
    page.click(".picker summary")
    page.click(".pop a:has-text('1.1')")
    page.wait_for_url("**/versions/*/index.html")


def test_the_sidebar(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "types" / "User.html").as_uri())
    current = page.locator(".sidebar [aria-current=page]")
    assert current.inner_text() == "User"
    assert current.is_visible()
    page.fill(".filter", "alertsev")
    assert page.eval_on_selector_all(
        ".sidebar li li a", "all => all.filter(one => one.checkVisibility()).map(one => one.textContent)"
    ) == ["AlertSeverity"]
    page.fill(".filter", "zzqq")
    assert page.inner_text(".sidebar [role=status]") == "No name has “zzqq” in it"


def test_the_menu_of_a_phone(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "types" / "User.html").as_uri(), viewport=PHONE)
    assert not page.is_visible("#sidebar")
    page.click("[data-menu]")
    assert page.is_visible("#sidebar")
    page.keyboard.press("Escape")
    assert not page.is_visible("#sidebar")
    assert page.evaluate("document.activeElement.hasAttribute('data-menu')")


def test_copying(demo_site: Path, opened: Opened) -> None:
    page = opened(
        (demo_site / "demo" / "types" / "Alert.html").as_uri(),
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.hover("[id='Alert.severity'] h3")
    page.click("[id='Alert.severity'] .anchor >> nth=0")
    page.wait_for_selector("[id='Alert.severity'] .anchor.done")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/types/Alert.html#Alert.severity")
    page.goto((demo_site / "demo" / "queries" / "alert.html").as_uri())
    page.click("label:has-text('curl')")
    page.hover(".panel.curl")
    page.click(".panel.curl .copy")
    page.wait_for_selector(".panel.curl .copy:has-text('Copied')")
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "curl https://api.example.com/public/graphql"
    )
    page.goto((demo_site / "demo" / "queries" / "alerts.html").as_uri())
    assert page.is_visible(".panel.curl"), "the language chosen last is shown again"


def test_everything_but_comfort_works_without_scripts(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "queries" / "alert.html").as_uri(), java_script_enabled=False)
    assert not page.is_visible("[data-find]")
    assert not page.is_visible("[data-theme-toggle]")
    page.click("label:has-text('requests')")
    assert page.is_visible(".panel.requests")
    assert not page.is_visible(".panel.graphql")
    page.click(".sidebar a:has-text('Objects')")
    assert page.url.endswith("/types/index.html#objects")
    page.click("main a[href$='/AlertComment.html']")
    assert page.url.endswith("/types/AlertComment.html")


def test_the_keyboard_reaches_everything(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "queries" / "alert.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    reached = set()
    for _ in range(60):
        reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        page.keyboard.press("Tab")
    for part in ("<pre", 'name="language"', 'class="copy"', 'class="anchor"', "<a href="):
        assert any(part in one for one in reached), part


def test_paper_and_calm(demo_site: Path, opened: Opened) -> None:
    page = opened((demo_site / "demo" / "types" / "Alert.html").as_uri(), reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.anchor')).transitionDuration") == "0s"
    page.emulate_media(media="print")
    assert not page.is_visible(".top")
    assert not page.is_visible(".sidebar")
    assert page.is_visible("h1")


@both
def test_a_hostile_schema_runs_nothing(tmp_path: Path, opened: Opened, how: str, address_of: Address) -> None:
    build_site([SiteSource(timeline("api", hostile.SDL, hostile.CHANGED), title=hostile.SCRIPT)], tmp_path)
    address = address_of(tmp_path, how)
    page = opened(address + "index.html")
    for path in sorted(tmp_path.rglob("*.html")):
        page.goto(address + path.relative_to(tmp_path).as_posix())
    page.goto(address + "api/index.html")
    search(page, "script")
    page.wait_for_selector(".hits li")
    page.keyboard.press("Escape")
    page.fill(".filter", "<img src=x onerror=alert(1)>")
    page.wait_for_timeout(200)


PAGES = (
    "index.html",
    "demo/index.html",
    "demo/queries/index.html",
    "demo/queries/alerts.html",
    "demo/mutations/createS3Source.html",
    "demo/types/index.html",
    "demo/types/Alert.html",
    "demo/types/Detection.html",
    "demo/types/AlertDestination.html",
    "demo/types/AlertSeverity.html",
    "demo/types/AlertsInput.html",
    "demo/types/DateTime.html",
    "demo/directives/auth.html",
    "demo/changelog/index.html",
    "demo/changelog/2026-11-17T06-00-00Z.html",
    "demo/deprecations.html",
    "demo/removed.html",
    "demo/guides/first-steps.html",
    "demo/versions/2026-09-01T06-00-00Z/types/Alert.html",
)
# Colours depend on the theme and the layout on the size, so two views have all pages, and the others one of each layout.
VIEWS = {
    ("light", "desktop"): PAGES,
    ("dark", "phone"): PAGES,
    ("light", "phone"): PAGES[::6],
    ("dark", "desktop"): PAGES[::6],
}


@pytest.mark.npm
@pytest.mark.parametrize(("theme", "size"), VIEWS)
def test_axe_finds_no_violation(
    demo_site: Path, browser: Any, npm_modules: Path, theme: str, size: str
) -> None:
    axe = (npm_modules / "axe-core" / "axe.min.js").read_text()
    context = browser.new_context(viewport=DESKTOP if size == "desktop" else PHONE, color_scheme=theme)
    page = context.new_page()
    found: list[str] = []

    def run(where: str) -> None:
        page.evaluate(axe)
        for violation in page.evaluate("axe.run().then(result => result.violations)"):
            nodes = "; ".join(f"{node['target']} {node['html'][:120]}" for node in violation["nodes"][:3])
            found.append(f"{where}: {violation['id']}: {violation['help']}: {nodes}")

    for name in VIEWS[theme, size]:
        page.goto((demo_site / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        run(name)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (
            f"{name} is wider than the window"
        )
    page.keyboard.press("/")
    page.wait_for_selector("dialog[open]")
    page.keyboard.type("alert")
    page.wait_for_selector(".hits li")
    run("search")
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.corpus
def test_long_names_fit_a_phone(github_site: Path, github_timeline: Timeline, opened: Opened) -> None:
    longest = sorted(github_timeline.versions[-1].snapshot.schema.types, key=len)[-3:]
    page = opened((github_site / "index.html").as_uri(), viewport=PHONE)
    for name in longest:
        page.goto((github_site / "github" / "types" / f"{name}.html").as_uri())
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


def test_a_style_sheet_and_logo_of_the_users(tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "own.css").write_text(":root { --accent: rgb(1, 2, 3); }")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"/>')
    options = SiteOptions("Ours", css=tmp_path / "own.css", logo=tmp_path / "logo.svg")
    build_site(
        [SiteSource(timeline("api", "type Query { a: T } type T { b: Int }"))],
        tmp_path / "site",
        options=options,
    )
    page = opened((tmp_path / "site" / "api" / "types" / "T.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.map a text')).fill") == "rgb(1, 2, 3)"
    assert page.evaluate("document.querySelector('.brand img').naturalWidth") == 24
