from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drift.demo import RELEASES, release_sdl
from drift.docs.site import build_site
from drift.docs.source import OperationUse, SiteOptions, SiteReport, SiteSource, read_guides
from drift.history.timeline import Timeline, Version
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from tests.docs.page import Page

# The browser's tests need GitHub's site, too, and one worker builds it once.
in_the_browsers_worker = pytest.mark.xdist_group("browser")


def timeline(name: str, *texts: str, days: int = 30) -> Timeline:
    """A timeline of SDL texts, a month apart."""
    versions = []
    for index, text in enumerate(texts):
        taken = datetime(2026, 1 + index * days // 30, 1, 6, tzinfo=UTC)
        version = taken.strftime("%Y-%m-%dT%H-%M-%SZ")
        source = SourceText.from_files([(f"{name}.graphql", text)])
        versions.append(Version(version, None, taken, Snapshot(f"{name}@{version}", source, version)))
    return Timeline(name, tuple(versions))


def demo_timeline() -> Timeline:
    versions = []
    for release in RELEASES:
        taken = datetime(release.date.year, release.date.month, release.date.day, 6, tzinfo=UTC)
        name = taken.strftime("%Y-%m-%dT%H-%M-%SZ")
        source = SourceText.from_files([(f"release-{release.number}.graphql", release_sdl(release.number))])
        versions.append(
            Version(name, release.label, taken, Snapshot(f"demo@{name}", source, name, release.label))
        )
    return Timeline("demo", tuple(versions))


def folder_timeline(folder: Path) -> Timeline:
    """The published versions of one API; the file name is the date."""
    versions = []
    for path in sorted(folder.glob("*.graphql")):
        taken = datetime.strptime(path.stem, "%Y-%m-%d").replace(tzinfo=UTC)
        name = taken.strftime("%Y-%m-%dT%H-%M-%SZ")
        source = SourceText.from_files([(path.name, path.read_text(encoding="utf-8"))])
        versions.append(Version(name, None, taken, Snapshot(f"{folder.name}@{name}", source, name)))
    return Timeline(folder.name, tuple(versions))


GUIDE = """# First steps

Ask for `Query.alerts`, then read [more](paging.md#the-end) or [the list](https://example.com/list).

## Before you begin

```graphql
query Mine { viewer { id } }
```

```python
print("hello")
```

| what | where |
|---|---|
| `@auth` | everywhere |
"""


@pytest.fixture(scope="session")
def demo_source(tmp_path_factory: pytest.TempPathFactory) -> SiteSource:
    folder = tmp_path_factory.mktemp("guides")
    (folder / "first-steps.md").write_text(GUIDE)
    (folder / "paging.md").write_text("Lists come in pages.\n\n## The end\n\n<b>not bold</b>\n")
    use = OperationUse(
        "ListAlerts",
        "sdk/alerts.graphql",
        3,
        frozenset({"Query.alerts", "Alert", "UserStatus.PASSWORD_RESET"}),
    )
    return SiteSource(
        demo_timeline(),
        "Demo platform",
        "https://api.example.com/public/graphql",
        ("X-API-Key",),
        (use,),
        read_guides(folder),
    )


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, demo_source: SiteSource) -> Path:
    out = tmp_path_factory.mktemp("demo-site")
    build_site([demo_source], out, options=SiteOptions("Reference", versions="all", footer="*Internal* use."))
    return out


@pytest.fixture(scope="session")
def github_timeline(corpus: Path) -> Timeline:
    return folder_timeline(corpus / "github")


@pytest.fixture(scope="session")
def github_site(tmp_path_factory: pytest.TempPathFactory, github_timeline: Timeline) -> Path:
    out = tmp_path_factory.mktemp("github-site")
    build_site([SiteSource(github_timeline)], out)
    return out


Build = Callable[..., SiteReport]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def build(site: Path) -> Build:
    """Build a site called ``api`` from SDL texts, oldest first."""

    def run(
        *texts: str, options: SiteOptions | None = None, out: Path = site, **source: object
    ) -> SiteReport:
        return build_site([SiteSource(timeline("api", *texts), **source)], out, options=options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def page(site: Path) -> Callable[[str], Page]:
    return lambda name: Page(site / "api" / name)
