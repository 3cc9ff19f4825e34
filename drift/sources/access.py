"""What it takes to read a schema: configuration, headers, limits, and what must stay secret."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from drift.config import Config, SourceConfig
from drift.keys import VARIABLE
from drift.paths import inside
from drift.redact import Redactor
from drift.sources.address import UrlKind, parse_address
from drift.sources.reference import Reference, parse
from drift.sources.transport import Transport
from drift.sources.variables import Variables, expanded, expanded_url, value_of

if TYPE_CHECKING:
    from drift.snapshots.store import Store

DEFAULT_TIMEOUT_S = 60.0


def _no_log(_line: str) -> None:
    return None


@dataclass(frozen=True)
class Access:
    """How references are read.

    Attributes:
        config: Sources and the snapshot folder.
        headers: Sent to any URL, or by :meth:`of_source` those of one source.
        timeout_s: Seconds for reading one schema, retries included; None takes the source's, or 60.
        url_kind: Settles whether a URL is an endpoint or a file; None leaves it to the URL.
        allow_http: Allow plain http to other hosts than this machine.
        attempts: How often one request is sent at most when the failure may pass.
        version: The version of the API that is asked for, None when there is nothing to check.
        version_headers: Headers in which the server says which version it answered with.
        key_host: The only host that headers may go to; the URL's own when None.
        ca_bundle: File with further certificate authorities to trust; None takes the source's.
        folder: Where relative paths start from, in git too.
        given_headers: Sent like :attr:`headers`; ``${NAME}`` in them is looked up.
        source: The configured source whose headers are sent as well.
        variables: Where ``${NAME}`` is looked up, and which may go where.
        within: The folder of the configuration that names files, which they may not lead out of; None for what the
            user names.
        shows_machinery: Whether federated schemas are read whole, with what their clients don't see.
        redactor: Learns every secret that is used.
        log: Called with one line for each exchange with a server.
        dated: Called with what an endpoint's clock says whenever it answers.
    """

    config: Config
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float | None = None
    url_kind: UrlKind | None = None
    allow_http: bool = False
    attempts: int = 4
    version: str | None = None
    version_headers: tuple[str, ...] = ()
    key_host: str | None = None
    ca_bundle: Path | None = None
    folder: Path = Path()
    given_headers: Mapping[str, str] = field(default_factory=dict)
    source: SourceConfig | None = None
    variables: Variables = field(default_factory=lambda: Variables.of(os.environ))
    within: Path | None = None
    shows_machinery: bool = False
    redactor: Redactor = field(default_factory=Redactor)
    log: Callable[[str], None] = _no_log
    dated: Callable[[datetime], None] | None = None

    @cached_property
    def store(self) -> Store:
        """The folder of stored versions."""
        from drift.snapshots.store import Store

        return Store(self.config.snapshot_folder)

    @property
    def transport(self) -> Transport:
        """Limits and permissions for talking to servers."""
        return Transport(
            timeout_s=self.timeout_s or DEFAULT_TIMEOUT_S,
            allow_http=self.allow_http,
            key_host=self.key_host,
            ca_bundle=self.ca_bundle,
            attempts=self.attempts,
            version=self.version,
            version_headers=self.version_headers,
        )

    def reference(self, text: str) -> Reference:
        """Return what *text* names among the configured sources, what is stored, files, URLs and git."""
        return parse(
            text,
            is_source=self.config.is_source,
            is_stored=lambda name: name in self.store.sources(),
        )

    @property
    def sends_headers(self) -> bool:
        """Whether a request gets any header."""
        return bool(self.headers or self.given_headers or (self.source and self.source.headers))

    def without_headers(self) -> Access:
        """Return the access that sends no header."""
        return replace(self, headers={}, given_headers={}, source=None, key_host=None)

    def toward(self, url: str) -> tuple[str, Access]:
        """Return a URL, and the access with the headers that go there, all variables looked up.

        Raises:
            ConfigError: A variable is not set, or may not go to that host.
            UsageError: Not a URL that anything is sent to.
        """
        where = "the URL" if self.source is None else f"sources.{self.source.name}"
        values = self.variables.toward(parse_address(url, allow_http=True))
        configured = {} if self.source is None else self.source.header_values(values)
        given = {name: expanded(text, values, f"header {name}") for name, text in self.given_headers.items()}
        headers = {**configured, **given, **self.headers}
        for name in VARIABLE.findall(url):
            self.redactor.add(value_of(name, values, where), name=name)
        return expanded_url(url, values, where), replace(self, headers=headers, given_headers={}, source=None)

    def of_source(self, source: SourceConfig) -> Access:
        """Return the access with a source's settings where this one has none of its own."""
        bundle = None if source.ca_bundle is None else self.config.root / source.ca_bundle
        if bundle is not None and not Path(source.ca_bundle or "").is_absolute():
            inside(bundle, self.config.root)
        return replace(
            self,
            source=source,
            within=self.config.root,
            timeout_s=self.timeout_s or source.timeout_s,
            allow_http=self.allow_http or source.allow_http,
            key_host=source.key_host,
            version=source.line,
            version_headers=(source.answered_version_header, *filter(None, [source.version_header])),
            ca_bundle=self.ca_bundle or bundle,
            folder=self.config.root,
        )
