"""A URL that has been checked before anything is sent to it, and how messages may show it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, urljoin, urlsplit

from drift.errors import SourceUnreachable, UsageError
from drift.redact import clean

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Strict on purpose: what this accepts, every URL parser in the way reads alike.
_HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?")
# `//host`, `http:/host`, `http//host`, `htps://host`, `wss://host`.
_WRONG_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]+:/{1,3}|https?/{2,3}|//)")
# A host with a dot or a port in front of a path, or this machine: what a browser would complete.
_WITHOUT_SCHEME = re.compile(
    r"(?P<host>localhost|(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+|(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?::[0-9]{1,5})?(?:/\S*)?"
)
SDL_SUFFIXES = (".graphql", ".graphqls", ".gql")
_FILE_SUFFIXES = (*SDL_SUFFIXES, ".json")


class UrlKind(Enum):
    """What is served at an http URL; the value is the option that settles doubt."""

    ENDPOINT = "endpoint"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https URL without user name, password and fragment.

    Attributes:
        scheme: ``http`` or ``https``.
        host: In lower case, IPv6 without brackets.
        port: Given or default.
        path: At least ``/``.
        query: Without the question mark; may hold a secret, so it is never shown.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def authority(self) -> str:
        """Host, with the port when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole URL, for sending only."""
        return f"{self.scheme}://{self.authority}{self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        """Return scheme, host and path: what messages may show."""
        return clean(f"{self.origin}{self.path}", limit=200)

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    def is_at(self, host: str) -> bool:
        """Return whether this is an address at *host*, given as ``host`` or ``host:port``."""
        return host.strip().lower() in {self.host, self.authority, f"{self.authority}:{self.port}"}

    @property
    def is_loopback(self) -> bool:
        """True when the host can only be this machine."""
        if self.host == "localhost":
            return True
        ip = _ip(self.host)
        return ip is not None and ip.is_loopback

    @property
    def is_internal(self) -> bool:
        """True for this machine and for IP addresses that are not reachable from the internet."""
        ip = _ip(self.host)
        return self.is_loopback or (ip is not None and not ip.is_global)


def parse_address(url: str, *, allow_http: bool = False) -> Address:
    """Return the checked form of *url*.

    Raises:
        UsageError: Not a URL that we send anything to. The message shows host and path at most.
    """
    parts = _split(url)
    if "@" in parts.netloc:
        host = parts.netloc.rpartition("@")[2]
        place = f"{parts.scheme}://{host}" if _HOST_NAME.fullmatch(host.partition(":")[0]) else "the URL"
        raise UsageError(
            f"{place}: a user name or password inside a URL is not accepted; "
            "send it as a header, Authorization for example"
        )
    host, port = _host_and_port(parts)
    address = Address(parts.scheme, host, port, parts.path or "/", parts.query)
    if address.scheme == "http" and not address.is_loopback and not allow_http:
        safe = Address("https", host, 443 if port == 80 else port, address.path, "")
        raise UsageError(f"{address}: plain http is for this machine only; use {safe}, or --allow-http")
    return address


def parse_redirect(location: str, start: Address, *, allow_http: bool = False) -> Address:
    """Return where a redirect of a request without secrets leads, if it may be followed.

    Raises:
        SourceUnreachable: The target is not a URL, leaves https, or leads from outside into this network.
    """
    try:
        target = parse_address(urljoin(start.url, location), allow_http=True)
    except (UsageError, ValueError):
        target = None
    if target is None:
        raise SourceUnreachable(f"{start}: redirects to something that is not an address; use the final URL")
    if target.scheme == "http" and not (target.is_loopback and start.scheme == "http") and not allow_http:
        raise SourceUnreachable(f"{start}: redirects to {target}, which is not https; use an https URL")
    if target.is_internal and not start.is_internal and target.host != start.host:
        raise SourceUnreachable(f"{start}: redirects into a private network ({target}); not followed")
    return target


def show_redirect(location: str, start: Address) -> str | None:
    """Return a redirect's target for a message: scheme, host and path; None when it is not a URL."""
    try:
        return str(parse_address(urljoin(start.url, location), allow_http=True))
    except (UsageError, ValueError):
        return None


def likely_kind(url: str) -> UrlKind:
    """Return what *url* is by its looks, without asking its server.

    A path that ends in ``.graphql``, ``.graphqls``, ``.gql`` or ``.json`` names a file, all else an endpoint.
    """
    path = urlsplit(url.strip()).path.lower()
    # A last part that is the suffix alone, as in `/.json`, names no file.
    is_file = path.endswith(_FILE_SUFFIXES) and not path.rpartition("/")[2].startswith(".")
    return UrlKind.FILE if is_file else UrlKind.ENDPOINT


def with_scheme(text: str) -> str | None:
    """Return the URL that *text* is when its scheme was left out or misspelt, None when it does not look like one.

    What ends like a schema file and has no path in front of it is a file's name.
    """
    wrong = _WRONG_SCHEME.match(text)
    rest = text if wrong is None else text[wrong.end() :]
    match = _WITHOUT_SCHEME.fullmatch(rest)
    if match is None or ("/" not in text and text.lower().endswith(_FILE_SUFFIXES)):
        return None
    is_here = match["host"] == "localhost" or match["host"].startswith("127.")
    return f"{'http' if is_here else 'https'}://{rest}"


def is_this_machine(url: str) -> bool:
    """Return whether the host of *url* can only be this machine; False when it is not a URL."""
    try:
        return parse_address(url, allow_http=True).is_loopback
    except UsageError:
        return False


def _split(url: str) -> SplitResult:
    if not re.fullmatch(r"[\x21-\x5b\x5d-\x7e]+", url):
        raise UsageError(
            "the URL holds a blank, a backslash, a control character or a letter outside ASCII; "
            "percent-encode it, and write international host names in their xn-- form"
        )
    parts: SplitResult | None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        raise UsageError("not an address of the form https://host/path")
    return parts


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    host = (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError:
        port = -1
    valid = _ip(host) is not None if ":" in host else _HOST_NAME.fullmatch(host) is not None
    if not valid or port in {-1, 0}:
        raise UsageError("the URL names no valid host and port")
    return host, port or _DEFAULT_PORTS[parts.scheme]


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return ip
