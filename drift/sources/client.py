"""The HTTP client of one read: deadline, retries, redirects, and messages without secrets."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from drift import turns, unseen
from drift.errors import AuthenticationFailed, SourceUnreachable, UsageError
from drift.redact import Redactor
from drift.schema.element import Notice
from drift.sources.address import Address, parse_address, parse_redirect, show_redirect
from drift.sources.answer import Answer, Failure, Outgoing
from drift.sources.headers import check_headers
from drift.sources.retry import may_pass, parse_retry_after, pause_s, send_patiently
from drift.sources.transport import DEFAULT_TRANSPORT, Transport
from drift.version import __version__

if TYPE_CHECKING:
    from drift.sources.http import Wire

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MIN_SECRET_IN_QUERY = 8
_OTHER_SCHEME = {"http": "https", "https": "http"}


class HttpClient:
    """Sends the few requests that reading one schema takes.

    The deadline starts with the first request and covers all of them. Use it as a context manager.

    Args:
        url: The endpoint or file.
        headers: Sent as given, to this URL's host only. Values are never logged, stored or shown.
        transport: Limits and permissions.
        redactor: Told of every secret here; pass the one that guards all output.
        log: Called with one line for each exchange, without secrets.
        dated: Called with what the server's clock says whenever it answers a POST: what no cache has answered.
        max_requests: How many requests may be sent in all, retries included.

    Attributes:
        address: The checked URL; its text form is what messages show.
        notices: What was repaired in the headers.
        requests: Number of requests sent.
        headers: Those of the last answer, names in lower case.

    Raises:
        UsageError: The URL, a header, the key's host or the CA bundle is not usable; nothing was sent.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        transport: Transport = DEFAULT_TRANSPORT,
        redactor: Redactor | None = None,
        log: Callable[[str], None] | None = None,
        dated: Callable[[datetime], None] | None = None,
        max_requests: int = 8,
    ) -> None:
        self._transport = transport
        self.redactor = redactor or Redactor()
        self._add_url_secrets(url)
        self._add_url_secrets(transport.proxy or "")
        self.address = parse_address(url, allow_http=transport.allow_http)
        checked = check_headers(headers or {})
        for name, secret in checked.secrets:
            self.redactor.add(secret, name=name)
        self._headers = checked.values
        self._secret_names = checked.secret_names
        self.notices: tuple[Notice, ...] = checked.notices
        self.requests = 0
        self.headers: Mapping[str, str] = {}
        self.max_requests = max_requests
        self._log = log
        self._dated = dated
        self._deadline: float | None = None
        self._wire: Wire | None = None
        self._check_key_host()
        if transport.ca_bundle is not None:
            _check_ca_bundle(transport.ca_bundle, self.say(str(transport.ca_bundle)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._wire is not None:
            self._wire.close()

    def start_anew(self) -> None:
        """Let the deadline begin with the next request: what follows is a read of its own."""
        self._deadline = None

    @property
    def requests_left(self) -> int:
        """How many requests may still be sent."""
        return self.max_requests - self.requests

    @property
    def left_s(self) -> float:
        """Seconds until the deadline."""
        if self._deadline is None:
            return self._transport.timeout_s
        return self._deadline - turns.now()

    def say(self, text: str, *, limit: int = 300) -> str:
        """Return text from outside as one printable line of at most *limit* characters without secrets."""
        return self.redactor.clean(text, limit=limit)

    def post(self, document: Mapping[str, str], *, accept: str) -> Answer:
        """Return the answer to *document*, sent as JSON; any status but those that may pass or redirect.

        Raises:
            SourceUnreachable: No complete answer, a redirect, or a temporary status that stayed.
        """
        answer = self.offer(document, accept=accept)
        self.refuse_redirect(answer)
        return answer

    def offer(self, document: Mapping[str, str], *, accept: str) -> Answer:
        """Return the answer to *document* as :meth:`post` does, a redirect too, which is not followed."""
        headers = {"Content-Type": "application/json", **self._common_headers(accept)}
        body = json.dumps(dict(document)).encode()
        return self._send(Outgoing("POST", self.address.url, headers, body), self.address)

    def knock(self, path: str, document: Mapping[str, str], *, accept: str) -> Answer | None:
        """Return what another path of the host answers, sent once and without the user's headers; None for nothing."""
        if self.requests_left <= 0:
            return None
        headers = {"Content-Type": "application/json", **self._our_headers(accept)}
        place = replace(self.address, path=path, query="")
        outgoing = Outgoing("POST", place.url, headers, json.dumps(dict(document)).encode())
        outcome = self._exchange(outgoing, place)
        return outcome if isinstance(outcome, Answer) else None

    def get(self, parameters: Mapping[str, str], *, accept: str) -> Answer:
        """Return the answer to a GET with *parameters* in the query string; see :meth:`post`."""
        query = "&".join(filter(None, (self.address.query, urlencode(parameters))))
        url = f"{self.address.origin}{self.address.path}?{query}"
        answer = self._send(Outgoing("GET", url, self._common_headers(accept)), self.address)
        self.refuse_redirect(answer)
        return answer

    def get_file(
        self, *, accept: str, after: Answer | None = None, max_requests: int = MAX_REDIRECTS + 1
    ) -> Answer:
        """Return what a GET of the URL itself brings.

        Without secret headers redirects are followed, never away from https nor into a private network.

        Args:
            accept: What is wanted.
            after: What the URL answered before; when that is a redirect, it is followed at once.
            max_requests: How many requests may be sent; by default five redirects can be followed.

        Raises:
            SourceUnreachable: As for :meth:`post`, or a redirect that is not followed.
        """
        address, answer = self.address, after
        if answer is not None and _target(answer) is None:
            answer = None
        for _ in range(max_requests):
            if answer is not None:
                address = self._redirected(answer, address)
            answer = self._send(Outgoing("GET", address.url, self._common_headers(accept)), address)
            if _target(answer) is None:
                self.refuse_redirect(answer)
                return answer
        assert answer is not None  # noqa: S101 - at least one request may be sent
        target = self._redirected(answer, address)
        if max_requests > MAX_REDIRECTS:
            raise SourceUnreachable(f"{self.address}: more than {MAX_REDIRECTS} redirects; use the final URL")
        raise SourceUnreachable(
            f"{self.address}: answered {answer.status_text} and points to {target}: use that, or --file, which follows "
            "redirects"
        )

    def _redirected(self, answer: Answer, address: Address) -> Address:
        """Return where a redirect leads. Raises SourceUnreachable when it is not followed."""
        if self._secret_names:
            self.refuse_redirect(answer)
        return parse_redirect(answer.location or "", address, allow_http=self._transport.allow_http)

    def authentication_failed(self, what_came: str) -> AuthenticationFailed:
        """Return the error for a server that did not accept the key, or the lack of one."""
        if self._secret_names:
            names = ", ".join(self._secret_names)
            advice = f"sent headers: {names}; check the key, its rights and the header's name"
            given = [value for name, value in self._headers.items() if name.lower() == "authorization"]
            if any(" " not in value.strip() for value in given):
                advice += "; Authorization was sent without a scheme: is Bearer missing before the key?"
        else:
            advice = "no key was sent; give one with -H 'Name: value' or as headers in drift.toml"
        return AuthenticationFailed(f"{self.address}: {what_came}; {advice}")

    def _our_headers(self, accept: str) -> dict[str, str]:
        return {
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "User-Agent": f"graphql-drift/{__version__}",
            "apollo-require-preflight": "true",
        }

    def _common_headers(self, accept: str) -> dict[str, str]:
        headers = self._our_headers(accept)
        ours = {name.lower(): name for name in headers}
        for name, value in self._headers.items():
            headers.pop(ours.get(name.lower(), name), None)
            headers[name] = value
        return headers

    def _add_url_secrets(self, url: str) -> None:
        query = url.partition("#")[0].partition("?")[2]
        userinfo = url.partition("://")[2].partition("/")[0].rpartition("@")[0]
        pairs = [pair.partition("=") for pair in query.split("&")]
        for name, secret in (("", query), *((name, value) for name, _, value in pairs)):
            if len(secret) >= _MIN_SECRET_IN_QUERY:
                self.redactor.add(secret, name=name)
        for secret in (userinfo, userinfo.partition(":")[2]):
            self.redactor.add(secret, name="password")

    def _check_key_host(self) -> None:
        wanted = self._transport.key_host
        if wanted is None or not self._headers:
            return
        if not self.address.is_at(wanted):
            raise UsageError(
                f"{self.address}: the headers may go to {self.say(wanted, limit=100)} only (key-host); "
                "nothing was sent; change the endpoint or key-host"
            )

    def refuse_redirect(self, answer: Answer) -> None:
        """Raise SourceUnreachable for an answer that points elsewhere, or is not a final one."""
        if not (100 <= answer.status < 200 or 300 <= answer.status < 400):
            return
        if answer.location is None or answer.status < 300:
            raise SourceUnreachable(
                f"{self.address}: answered {answer.status_text}, which is not a final answer; check the address"
            )
        target = show_redirect(answer.location, self.address)
        advice = "if that is the right address, change the endpoint to it"
        if target is None:
            target, advice = "something that is not an address", "ask its operator for the final URL"
        elif target == str(self.address):
            target, advice = "itself", "check whether it wants a key or a login"
        raise SourceUnreachable(
            f"{self.address}: answered {answer.status_text} and points to {self.say(target)}; keys and "
            f"queries do not follow redirects: {advice}"
        )

    def _send(self, outgoing: Outgoing, address: Address) -> Answer:
        if self._deadline is None:
            self._deadline = turns.now() + self._transport.timeout_s
        tries = send_patiently(
            lambda: self._exchange(outgoing, address),
            lambda attempt, outcome: self._pause(attempt, outcome, address),
            attempts=self._transport.attempts,
        )
        if isinstance(tries.outcome, Answer) and not may_pass(tries.outcome):
            return tries.outcome
        if isinstance(tries.outcome, Failure) and tries.outcome.is_deadline and tries.earlier is not None:
            # That there was no time for another try says less than why it was needed.
            raise SourceUnreachable(f"{address}: {self._problem(tries.earlier, tries.count - 1)}")
        raise SourceUnreachable(f"{address}: {self._problem(tries.outcome, tries.count)}")

    def _exchange(self, outgoing: Outgoing, address: Address) -> Answer | Failure:
        if self.left_s <= 0:
            return Failure("no complete answer in time", is_deadline=True)
        if self.requests_left <= 0:
            return Failure(f"no usable answer in {self.max_requests} requests")
        if self._wire is None:
            from drift.sources.http import Wire

            transport = self._transport
            self._wire = Wire(
                max_bytes=transport.max_bytes, ca_bundle=transport.ca_bundle, proxy=transport.proxy
            )
        assert self._deadline is not None  # noqa: S101 - set by the only caller
        self.requests += 1
        outcome = self._wire.exchange(outgoing, time.monotonic() + self.left_s)
        if self._dated is not None and outgoing.method == "POST" and isinstance(outcome, Answer):
            moment = _date(outcome.date)
            if moment is not None:
                self._dated(moment)
        if isinstance(outcome, Answer):
            self._refuse_other_version(outcome, address)
            self.headers = outcome.headers
        if self._log is not None:
            sent = ", ".join(name for name in outgoing.headers if name in self._headers) or "none of yours"
            came = self.say(outcome.text) if isinstance(outcome, Failure) else _measure(outcome)
            self._log(f"{outgoing.method} {address} (headers: {sent}) -> {came}")
        return outcome

    def _refuse_other_version(self, answer: Answer, address: Address) -> None:
        """Raise SourceUnreachable when a server answers with another version than was asked for."""
        asked = self._transport.version
        if asked is None:
            return
        for header in self._transport.version_headers:
            came = answer.headers.get(header.lower(), asked).strip()
            if came.lower() != asked.lower():
                raise SourceUnreachable(
                    f"{address}: asked for version {asked}, answered with version {self.say(came, limit=60)} ({header}): "
                    "a server does that for a version that it serves no longer or not yet; nothing was stored; change "
                    "versions in drift.toml"
                )

    def _pause(self, attempt: int, outcome: Answer | Failure, address: Address) -> bool:
        if self.requests_left <= 0:
            return False
        now = datetime.now(UTC)
        asked = parse_retry_after(outcome.retry_after, now) if isinstance(outcome, Answer) else None
        pause = pause_s(attempt, self._transport.backoff_s, asked)
        if pause >= self.left_s:
            problem = self._problem(outcome, attempt)
            if asked is None:
                raise SourceUnreachable(f"{address}: {problem}")
            raise SourceUnreachable(
                f"{address}: {problem} It asks to wait {pause:,.0f} s, until {_moment(now, pause)}, and "
                f"{max(0.0, self.left_s):,.0f} s are left; try again then, or raise --timeout"
            )
        with turns.waiting():
            time.sleep(pause)
        return True

    def _problem(self, outcome: Answer | Failure, attempts: int) -> str:
        """Return what went wrong in the end, and what to try."""
        times = "" if attempts == 1 else f" ({attempts} tries)"
        if isinstance(outcome, Answer):
            what = "too many requests" if outcome.status == 429 else "not available at the moment"
            return f"answered {outcome.status_text}{times}: {what}; try again later."
        if outcome.is_deadline:
            return f"no complete answer within {self._transport.timeout_s:g} s; try again, or raise --timeout"
        again = " and try again" if outcome.may_pass else ""
        other = replace(self.address, scheme=_OTHER_SCHEME[self.address.scheme], query="")
        if outcome.is_silent and self.address.scheme == "http":
            return f"{self.say(outcome.text)}{times}; if it expects TLS, try {other}"
        if outcome.is_other_scheme:
            return f"{self.say(outcome.text)}{times}; try {other}"
        return f"{self.say(outcome.text)}{times}; check the address{again}"


def _target(answer: Answer) -> str | None:
    """Return where an answer points to, None when it is not a redirect."""
    return answer.location if answer.status in _REDIRECTS else None


def _check_ca_bundle(path: Path, shown: str) -> None:
    import ssl
    import stat

    try:
        # A pipe would be waited for.
        is_file = stat.S_ISREG(path.stat().st_mode)
        if is_file:
            ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        problem = "holds no certificate in PEM form"
    except OSError as error:
        problem = f"can't be read: {error.strerror}"
    else:
        if is_file:
            return
        problem = "is not a regular file"
    raise UsageError(f"the CA bundle {shown} {problem}")


def _date(text: str | None) -> datetime | None:
    """Return the time that a ``Date`` header says, None when it says none."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (TypeError, ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _measure(answer: Answer) -> str:
    kind = "?" if unseen.holds_any(answer.media_type) else answer.media_type[:80]
    return f"{answer.status} {kind or 'no media type'}, {len(answer.body):,} bytes, {answer.elapsed_s:.2f} s"


def _moment(now: datetime, seconds: float) -> str:
    try:
        return f"{now + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return "a time beyond the calendar"
