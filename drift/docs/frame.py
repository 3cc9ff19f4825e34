"""What surrounds the content of every page: titles, navigation, addresses of shared files."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from drift.docs.kinds import grouped_types
from drift.docs.places import FOLDERS, Places
from drift.docs.source import SiteOptions
from drift.schema.element import Schema


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the sidebar that is in the page itself; the script adds the names below groups.

    Attributes:
        label: What it says.
        page: Address below the root of the version, or of the source when *of_source*.
        group: Name of the group that the script fills, None for a plain link.
        of_source: True for pages that exist once for all versions.
    """

    label: str
    page: str
    group: str | None = None
    of_source: bool = False


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """What is the same on every page of the site.

    Attributes:
        title: Title of the site.
        logo: File name of the logo below assets, None without one.
        footer: HTML.
        has_css: Whether the user has a style sheet.
        base_url: Absolute address of the site ending in ``/``, None when unknown.
        edit_url: Pattern of edit links, None without one.
    """

    title: str
    logo: str | None
    footer: Markup
    has_css: bool
    base_url: str | None
    edit_url: str | None


@dataclass(frozen=True, slots=True)
class VersionFrame:
    """What is the same on every page of one version of a source.

    Attributes:
        heading: Title of the source.
        folder: The version's root below the site, with ``/`` at its end.
        source_folder: The source's folder below the site, with ``/`` at its end.
        nav: The sidebar.
        outdated: Label of the version when it is not the newest one, else None.
    """

    heading: str
    folder: str
    source_folder: str
    nav: tuple[NavItem, ...]
    outdated: str | None


def navigation(
    schema: Schema, places: Places, guides: list[tuple[str, str]], more: list[tuple[str, str]]
) -> tuple[NavItem, ...]:
    """Return the sidebar of a version.

    Args:
        schema: Decides which kinds are there.
        places: Decides which operations are there.
        guides: Page and title of each guide.
        more: Page and title of what else is there once for all versions.
    """
    items = [NavItem("Overview", "index.html")]
    items += [NavItem(title, page, of_source=True) for page, title in guides]
    items.append(NavItem("Changelog", "changelog/index.html", of_source=True))
    items += [NavItem(title, page, of_source=True) for page, title in more]
    items.append(NavItem("Deprecations", "deprecations.html"))
    for operation in places.operations:
        folder = FOLDERS[operation]
        items.append(NavItem(folder.capitalize(), f"{folder}/index.html", folder))
    items += [NavItem(group.title, group.address, group.anchor) for group, _ in grouped_types(schema)]
    if schema.directives:
        items.append(NavItem("Directives", "directives/index.html", "directives"))
    return tuple(items)


def up(page: str) -> str:
    """Return the way from a page to the folder that its path starts from: ``../`` for each folder in it."""
    return "../" * page.count("/")


def site_frame(options: SiteOptions, *, logo: str | None, footer: Markup) -> SiteFrame:
    """Return the frame that the options ask for."""
    base = options.base_url
    return SiteFrame(
        options.title,
        logo,
        footer,
        options.css is not None,
        None if base is None else base.rstrip("/") + "/",
        options.edit_url,
    )
