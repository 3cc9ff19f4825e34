"""The one door from text to markup that templates do not escape."""

from __future__ import annotations

from markupsafe import Markup


def trusted(html: str) -> Markup:
    """Return HTML that this package composed; the caller has escaped every foreign piece of it."""
    return Markup(html)  # noqa: S704 - the only place
