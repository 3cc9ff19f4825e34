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
from drift.redact import Redactor
from drift.sources.address import UrlKind
from drift.sources.reference import Reference, parse
from drift.sources.transport import Transport

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
        key_host: The only host that headers may go to; the URL's own when None.
        ca_bundle: File with further certificate authorities to trust; None takes the source's.
        folder: Where relative paths start from, in git too.
        environ: Where ``${NAME}`` in headers is looked up.
        redactor: Learns every secret that is used.
        log: Called with one line for each exchange with a server.
        dated: Called with what an endpoint's clock says whenever it answers.
    """

    config: Config
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float | None = None
    url_kind: UrlKind | None = None
    allow_http: bool = False
    key_host: str | None = None
    ca_bundle: Path | None = None
    folder: Path = Path()
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
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
        )

    def reference(self, text: str) -> Reference:
        """Return what *text* names among the configured sources, what is stored, files, URLs and git."""
        return parse(
            text,
            is_source=self.config.sources.__contains__,
            is_stored=lambda name: name in self.store.sources(),
        )

    def of_source(self, source: SourceConfig) -> Access:
        """Return the access with a source's settings where this one has none of its own.

        Raises:
            ConfigError: A variable of its headers is not set.
        """
        bundle = None if source.ca_bundle is None else self.config.root / source.ca_bundle
        return replace(
            self,
            headers={**source.header_values(self.environ), **self.headers},
            timeout_s=self.timeout_s or source.timeout_s,
            allow_http=self.allow_http or source.allow_http,
            key_host=source.key_host,
            ca_bundle=self.ca_bundle or bundle,
            folder=self.config.root,
        )
