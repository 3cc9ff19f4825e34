"""How to talk to servers: one frozen value, made from options and configuration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Transport:
    """Limits and permissions of one read, whatever number of requests it takes.

    Attributes:
        timeout_s: Seconds for everything together: connections, redirects, retries, pauses, bodies.
        max_bytes: Largest answer, counted after decompression.
        allow_http: Permit plain http to hosts other than this machine.
        key_host: The only ``host`` or ``host:port`` that may be sent headers; None leaves it to the endpoint.
        ca_bundle: PEM file of certificate authorities to trust in the place of certifi's.
        proxy: URL of an http proxy. Variables such as ``https_proxy`` are never read.
        attempts: How often one request is sent at most when the failure may pass.
        version: The version of the API that is asked for, None when there is nothing to check.
        version_headers: Headers in which the server says which version it answered with.
        backoff_s: Upper bound of the first pause between attempts; it doubles each time, up to 8 seconds.
    """

    timeout_s: float = 60.0
    max_bytes: int = 64 * MEBIBYTE
    allow_http: bool = False
    key_host: str | None = None
    ca_bundle: Path | None = None
    proxy: str | None = None
    attempts: int = 4
    version: str | None = None
    version_headers: tuple[str, ...] = ()
    backoff_s: float = 0.5


DEFAULT_TRANSPORT = Transport()
