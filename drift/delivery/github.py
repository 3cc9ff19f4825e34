"""The few calls of GitHub's REST API that publishing takes.

The token goes to the API's own host only, over https, and never through a redirect; it is never shown.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from drift import strict_json
from drift.errors import AuthenticationFailed, DriftError, SourceUnreachable
from drift.redact import Redactor
from drift.sources.address import parse_address
from drift.sources.answer import Answer, Failure, Outgoing
from drift.sources.retry import send_patiently, wanted_pause_s
from drift.version import __version__

DEFAULT_API = "https://api.github.com"
TIMEOUT_S = 60.0
_MAX_BYTES = 32 * 1024 * 1024
_ATTEMPTS = 3
_BACKOFF_S = 2.0
_MAX_PAGES = 10
_TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


@dataclass(frozen=True, slots=True)
class Thread:
    """A pull request or an issue.

    Attributes:
        number: Its number.
        title: Its title.
        body: Its text.
        is_open: Whether it is open.
        is_merged: Whether it is a pull request that was merged.
    """

    number: int
    title: str
    body: str
    is_open: bool
    is_merged: bool = False


class GitHub:
    """One repository, by its REST API. Use it as a context manager.

    Args:
        repository: ``OWNER/NAME``.
        token: Sent as ``Authorization``.
        api: Base URL of the API.
        redactor: Learns the token.

    Raises:
        UsageError: The base URL is not https, or not a URL.
    """

    def __init__(self, repository: str, token: str, *, api: str = DEFAULT_API, redactor: Redactor) -> None:
        from drift.sources.http import Wire

        self._address = parse_address(api)
        self._base = f"{api.rstrip('/')}/repos/{quote(repository, safe='/')}"
        self._owner = repository.partition("/")[0]
        redactor.add(token, name="token")
        self._redactor = redactor
        self._token = token
        self._wire = Wire(max_bytes=_MAX_BYTES, ca_bundle=None, proxy=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()

    def pull_request(self, branch: str) -> Thread | None:
        """Return the newest pull request from *branch*, open or not; None when there never was one."""
        head = quote(f"{self._owner}:{branch}", safe="")
        found = self._call(
            "GET",
            f"/pulls?head={head}&state=all&sort=created&direction=desc&per_page=1",
            doing="look for a pull request",
        )
        return _thread(found[0]) if isinstance(found, list) and found else None

    def open_pull_request(self, branch: str, base: str, title: str, body: str) -> Thread:
        """Open a pull request from *branch* into *base*.

        Raises:
            DriftError: GitHub refused it; the message says which setting allows it.
        """
        document = {"head": branch, "base": base, "title": title, "body": body, "maintainer_can_modify": True}
        return _thread(self._call("POST", "/pulls", document, doing="open a pull request"))

    def update_pull_request(self, number: int, title: str, body: str, *, is_open: bool = True) -> None:
        """Replace title and body of a pull request, and close it when it is not to stay open."""
        document = {"title": title, "body": body, "state": "open" if is_open else "closed"}
        self._call("PATCH", f"/pulls/{number}", document, doing=f"update pull request {number}")

    def issue(self, marker: str) -> Thread | None:
        """Return the newest issue whose body begins with *marker*, open or not.

        Anybody can open an issue with our marker in it; only those of bots and of people with rights to the
        repository count.
        """
        for page in range(1, _MAX_PAGES + 1):
            found = self._call(
                "GET",
                f"/issues?state=all&sort=created&direction=desc&per_page=100&page={page}",
                doing="look for an issue",
            )
            if not isinstance(found, list):
                return None
            for item in found:
                if (
                    "pull_request" not in item
                    and _is_trusted(item)
                    and (item.get("body") or "").startswith(marker)
                ):
                    return _thread(item)
            if len(found) < 100:
                return None
        return None

    def open_issue(self, title: str, body: str) -> Thread:
        """Open an issue."""
        return _thread(self._call("POST", "/issues", {"title": title, "body": body}, doing="open an issue"))

    def update_issue(self, number: int, title: str, body: str, *, is_open: bool = True) -> None:
        """Replace title and body of an issue, and close it when it is not to stay open."""
        document = {"title": title, "body": body, "state": "open" if is_open else "closed"}
        self._call("PATCH", f"/issues/{number}", document, doing=f"update issue {number}")

    def _call(self, method: str, path: str, document: Mapping[str, Any] | None = None, *, doing: str) -> Any:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": f"graphql-drift/{__version__}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        body = None
        if document is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(document).encode()
        outcome = self._patiently(Outgoing(method, f"{self._base}{path}", headers, body))
        if isinstance(outcome, Failure):
            raise SourceUnreachable(f"{self._address}: can't {doing}: {outcome.text}; run the job again")
        if outcome.status not in (200, 201):
            raise self._refusal(outcome, doing)
        try:
            return strict_json.load(outcome.body)
        except strict_json.NotJsonError as error:
            raise SourceUnreachable(f"{self._address}: can't {doing}: the answer is not JSON") from error

    def _patiently(self, outgoing: Outgoing) -> Answer | Failure:
        deadline = time.monotonic() + TIMEOUT_S

        def pause(attempt: int, outcome: Answer | Failure) -> bool:
            seconds = wanted_pause_s(attempt, _BACKOFF_S, outcome)
            if time.monotonic() + seconds >= deadline:
                return False
            time.sleep(seconds)
            return True

        # A POST that was received although no answer came would be done twice.
        attempts = 1 if outgoing.method == "POST" else _ATTEMPTS
        return send_patiently(
            lambda: self._wire.exchange(outgoing, deadline), pause, attempts=attempts
        ).outcome

    def _refusal(self, answer: Answer, doing: str) -> DriftError:
        try:
            said = strict_json.load(answer.body).get("message")
        except (strict_json.NotJsonError, AttributeError):
            said = None
        words = f" ({self._redactor.clean(said, limit=200)})" if isinstance(said, str) and said else ""
        what = f"{self._address}: can't {doing}: answered {answer.status_text}{words}"
        if answer.status in (401, 403) and "not permitted to create" in words:
            return AuthenticationFailed(
                f"{what}; allow it under Settings, Actions, General, Workflow permissions, or publish with --as issue"
            )
        if answer.status in (401, 403, 404):
            return AuthenticationFailed(
                f"{what}; check the job's permissions: contents, pull-requests or issues: write"
            )
        return SourceUnreachable(what)


def _is_trusted(item: Mapping[str, Any]) -> bool:
    user = item.get("user") or {}
    return user.get("type") == "Bot" or item.get("author_association") in _TRUSTED


def _thread(item: Any) -> Thread:
    try:
        return Thread(
            int(item["number"]),
            str(item["title"]),
            # GitHub keeps the line ends of the last editor.
            str(item["body"] or "").replace("\r\n", "\n"),
            item["state"] == "open",
            item.get("merged_at") is not None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SourceUnreachable("GitHub's answer is not a pull request or issue") from error
