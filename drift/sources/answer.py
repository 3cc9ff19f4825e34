"""What came back from a server, or what went wrong on the way, as plain values."""

from __future__ import annotations

import http
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_LOGIN = re.compile(r"type=.?password|\b(?:log|sign)[ -]?(?:in|on)\b|\bsso\b", re.IGNORECASE)
# More than the window of Redactor.clean, which then knows that it sees a part only.
_SNIFFED_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One HTTP request.

    Attributes:
        method: ``GET`` or ``POST``.
        url: Whole, with the query string.
        headers: Everything to send but what HTTP itself needs.
        body: JSON text of a POST.
    """

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP response.

    Attributes:
        status: The status code.
        media_type: ``application/json`` in lower case without parameters; empty when the server named none.
        body: The decompressed content.
        location: The ``Location`` header as sent.
        retry_after: The ``Retry-After`` header as sent.
        elapsed_s: Seconds that it took.
        date: The ``Date`` header as sent.
        headers: All headers, names in lower case.
    """

    status: int
    media_type: str
    body: bytes = field(repr=False)
    location: str | None = None
    retry_after: str | None = None
    elapsed_s: float = 0.0
    date: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_html(self) -> bool:
        """True for a page in place of an answer, whatever its media type says."""
        start = self.body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        if start.startswith((b"{", b"[")):
            return False
        return "html" in self.media_type or start.startswith((b"<!doctype html", b"<html"))

    @property
    def is_markup(self) -> bool:
        """True for HTML or XML, whatever the media type says."""
        return self.is_html or "xml" in self.media_type or self.body.lstrip()[:5] == b"<?xml"

    @property
    def status_text(self) -> str:
        """The status code with the name that the standard gives it; the server's own phrase is not shown."""
        try:
            return f"{self.status} {http.HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)

    def describe(self) -> str:
        """Return status, media type and how the body begins. Not cleaned yet: see ``HttpClient.say``."""
        text = self.body[:_SNIFFED_BYTES].decode("utf-8", "backslashreplace")
        kind = self.media_type or "no media type"
        if self.is_html:
            page = "an HTML login page" if _LOGIN.search(text) else "an HTML page"
            title = _title(text)
            suffix = f" ({title})" if title else ""
            return f"{self.status_text}, {kind}, looks like {page}{suffix}"
        if not text.strip():
            return f"{self.status_text}, {kind}, an empty body"
        return f"{self.status_text}, {kind}, begins with: {text}"


def _title(page: str) -> str:
    """Return the text of the first title element. In steps: a pattern would start anew at each ``<title``."""
    _, _, rest = page.partition("<title") if "<title" in page else page.partition("<TITLE")
    _, _, rest = rest.partition(">")
    text, end, _ = rest.partition("<")
    return text.strip() if end else ""


@dataclass(frozen=True, slots=True)
class Failure:
    """No complete response.

    Attributes:
        text: What happened, in our words, without the place.
        may_pass: True when trying again may help.
        is_deadline: True when time ran out.
        is_other_scheme: True when the server speaks https where http was spoken, or the reverse.
        is_silent: True when the connection was closed before any answer, as servers do that expect https.
    """

    text: str
    may_pass: bool = False
    is_deadline: bool = False
    is_other_scheme: bool = False
    is_silent: bool = False
