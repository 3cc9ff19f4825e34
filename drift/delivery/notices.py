"""Drift that reaches people where they are: chats, mail and webhooks, by way of apprise.

A notice holds counts and schema coordinates, and no text that a schema's author wrote. Each target is told of a
change once, and again only when the change was gone for a month in between.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.config import Config
from drift.delivery import looks
from drift.errors import ConfigError, DriftError, UsageError
from drift.history.upcoming import Outlook, identity
from drift.keys import VARIABLE
from drift.redact import Redactor
from drift.severity import WORST_FIRST, Severity
from drift.sources.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LISTED = 10
TIMEOUT_S = 30
_TOLD = "told.json"
_FORGET = timedelta(days=30)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}(?=://)")
# What a coordinate is made of, with "@" apart: to a chat, `@everyone` is a call.
_FOREIGN = re.compile(r"[^A-Za-z0-9_.():]")


@dataclass(frozen=True)
class Target:
    """One place that is told.

    Attributes:
        name: How messages call it: ``notify.urls[1] (slack)``.
        key: What is remembered under: a digest of the URL as written, without its secrets.
        url: Whole, with its secrets.
    """

    name: str
    key: str
    url: str = field(repr=False)


@dataclass(frozen=True)
class Notice:
    """What is told of one source.

    Attributes:
        source: The source's name.
        title: One line.
        lines: The changes, the new ones first.
        fingerprints: Of all changes at or above the level.
    """

    source: str
    title: str
    lines: tuple[str, ...]
    fingerprints: tuple[str, ...]


def targets(config: Config, variables: Variables, redactor: Redactor) -> list[Target]:
    """Return the configured targets with their secrets looked up, which *redactor* learns.

    Raises:
        ConfigError: A variable is not set, is empty, or may not go there.
    """
    found: list[Target] = []
    for number, written in enumerate(config.notify.urls):
        place = f"notify.urls[{number}]"
        environ = variables.for_notice(written)

        def value(match: re.Match[str], place: str = place, environ: Mapping[str, str] = environ) -> str:
            found = environ.get(match[1])
            secret = (found or "").strip()
            if not secret:
                state = "is not set" if found is None else "is empty"
                raise ConfigError(
                    f"{place}: the environment variable {match[1]} {state}: set it, or remove the URL"
                )
            _learn(secret, redactor)
            return secret

        url = VARIABLE.sub(value, written)
        scheme = _SCHEME.match(url)
        name = f"{place} ({scheme[0].lower()})" if scheme else place
        found.append(Target(name, sha256(written.encode()).hexdigest()[:16], url))
    return found


def _learn(secret: str, redactor: Redactor) -> None:
    redactor.add(secret, name="secret")
    # A service's answer may name a part of the URL.
    for part in re.split(r"[/:@?&=#]+", secret):
        if len(part) >= 8:
            redactor.add(part, name="secret")


def notices(reports: Iterable[Mapping[str, Any]], level: str) -> list[Notice]:
    """Return what JSON reports hold at or above a level, one notice for each report that holds any.

    Raises:
        UsageError: One is not a JSON report.
    """
    found: list[Notice] = []
    for report in reports:
        try:
            only_affected = report["only_affected"]
            crossing = [
                change
                for change in report["changes"]
                if Severity[change["severity"]].at_least(level)
                and change["allowed"] is None
                and (change["operations"] or not only_affected)
            ]
            if crossing:
                found.append(_notice(report, crossing))
        except (KeyError, TypeError) as error:
            raise UsageError(
                "a report is not what --report json writes: give files of this release"
            ) from error
    return found


def upcoming_notices(outlooks: Iterable[Outlook], days: int) -> list[Notice]:
    """Return what goes within so many days and concerns the user, one notice for each source that has any."""
    found: list[Notice] = []
    for outlook in outlooks:
        near = outlook.within(days)
        if not near:
            continue
        count = f"{len(near):,} announced {'removal' if len(near) == 1 else 'removals'}"
        found.append(
            Notice(
                outlook.source,
                f"{_plain(outlook.source)}: {count} within {days:,} days",
                tuple(f"{each.announced}: {_plain(each.coordinate or 'the endpoint')}" for each in near),
                tuple(identity(outlook, each) for each in near),
            )
        )
    return found


def _notice(report: Mapping[str, Any], crossing: Sequence[Mapping[str, Any]]) -> Notice:
    counts = [
        (sum(change["severity"] == severity.name for change in crossing), severity.word)
        for severity in WORST_FIRST
    ]
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    broken = int(report["summary"]["broken_operations"])
    rest = f", {broken:,} of your operations {'breaks' if broken == 1 else 'break'}" if broken else ""
    title = f"{_plain(report['title'])}: {said} {'change' if len(crossing) == 1 else 'changes'}{rest}"
    return Notice(
        str(report["title"]),
        title,
        tuple(
            f"{change['severity'].lower()}: {_plain(change['coordinate'])} ({_plain(change['id'])})"
            for change in crossing
        ),
        tuple(str(change["fingerprint"]) for change in crossing),
    )


def _plain(text: str) -> str:
    return _FOREIGN.sub(lambda match: " at " if match[0] == "@" else "-", str(text)[:200]).strip()


def tell(
    root: Path, places: Sequence[Target], told: Sequence[Notice], *, now: datetime, link: str | None
) -> list[str]:
    """Tell every target what it was not told yet, and return one line for each notice that was sent.

    Args:
        root: The configuration's folder, where it is remembered.
        places: Whom to tell.
        told: What there is to tell.
        now: The present time.
        link: Where to read more.

    Raises:
        DriftError: A target could not be told; the others were, and it will be tried again next time.
    """
    memory = _remembered(root, now)
    sent: list[str] = []
    failed: list[str] = []
    for place in places:
        known = memory.setdefault(place.key, {})
        for notice in told:
            seen = known.setdefault(notice.source, {})
            new = [
                line for line, mark in zip(notice.lines, notice.fingerprints, strict=True) if mark not in seen
            ]
            if new:
                problem = send(place, notice.title, _body(notice, new, link), is_bad="breaking: " in new[0])
                if problem is not None:
                    failed.append(f"{place.name}: {problem}")
                    continue
                sent.append(f"{place.name} was notified: {notice.title}")
            seen.update(dict.fromkeys(notice.fingerprints, looks.show_time(now)))
    with looks.changing(root):
        merged = _remembered(root, now)
        for key, sources in memory.items():
            for source, seen in sources.items():
                merged.setdefault(key, {}).setdefault(source, {}).update(seen)
        looks.store(root, _TOLD, merged)
    if failed:
        more = f" ({len(sent)} other notices were sent)" if sent else ""
        raise DriftError(f"not everybody was notified{more}: {'; '.join(failed)}")
    return sent


def _body(notice: Notice, new: Sequence[str], link: str | None) -> str:
    rows = list(new[:MAX_LISTED])
    if len(new) > MAX_LISTED:
        rows.append(f"and {len(new) - MAX_LISTED:,} more")
    before = len(notice.lines) - len(new)
    if before:
        rows.append(f"{before:,} {'was' if before == 1 else 'were'} reported before")
    if link:
        rows.append(link)
    return "\n".join(rows)


def _remembered(root: Path, now: datetime) -> dict[str, dict[str, dict[str, str]]]:
    """Return what was told: target, source, fingerprint, when it was last seen; what is long gone is forgotten."""
    memory: dict[str, dict[str, dict[str, str]]] = {}
    for key, sources in looks.load(root, _TOLD).items():
        for source, marks in sources.items() if isinstance(sources, dict) else ():
            for mark, text in marks.items() if isinstance(marks, dict) else ():
                when = looks.parse_time(text)
                if when is not None and now - when <= _FORGET:
                    memory.setdefault(key, {}).setdefault(source, {})[mark] = text
    return memory


def send(place: Target, title: str, body: str, *, is_bad: bool = False) -> str | None:
    """Send a message, and return None, or why it could not be sent, without any secret.

    Raises:
        UsageError: The extra ``notify`` is not installed.
    """
    try:
        import apprise
    except ImportError as error:
        raise UsageError("notices need apprise: pip install 'graphql-drift[notify]'") from error
    asset = apprise.AppriseAsset(
        app_id="graphql-drift",
        app_desc="GraphQL API drift",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        interpret_escapes=False,
        interpret_emojis=False,
        pgp_autogen=False,
        pem_autogen=False,
        http_redirects=False,
        allow_templates=False,
        service_timeout=TIMEOUT_S,
        storage_mode="memory",
    )
    kind = apprise.NotifyType.FAILURE if is_bad else apprise.NotifyType.INFO
    with _silent():
        sender = apprise.Apprise(asset=asset)
        try:
            if not sender.add(place.url):
                return "apprise does not know this kind of URL"
            if sender.notify(body=body, title=title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT):
                return None
        except Exception as error:
            # It has a plugin for each of a hundred services; whatever one of them raises may hold the URL.
            return f"apprise failed ({type(error).__name__})"
    return "it did not take the message; check the URL's parts and that the service is reachable"


@contextmanager
def _silent() -> Iterator[None]:
    """Keep apprise's own log, which names URLs, and its own warnings away for the block."""
    log = logging.getLogger("apprise")
    handlers, propagate = log.handlers[:], log.propagate
    log.handlers, log.propagate = [logging.NullHandler()], False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.handlers, log.propagate = handlers, propagate
