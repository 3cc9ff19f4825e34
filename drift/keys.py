"""Keys that somebody wrote into a configuration, and how they are to be written there instead.

A configuration is committed, so a key in it is a key given away. The name of a header or URL parameter says that its
value is one, and so does the value by itself: a token's known beginning, or what is not written as a word. What is
in ``${NAME}`` is never judged: that is where keys belong.

A refused value that is not a key costs its owner a variable; values that APIs have in the open (versions, ids of tenants,
commits, checksums and UUIDs in a path) are therefore let through. In an address for notices they are not: there the
path is the key.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from drift.redact import names_a_secret, random_length

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# Words before the key in an Authorization header.
_SCHEME = re.compile(
    r"(?:bearer|basic|token|api-?key|jwt|oauth|dpop|digest|sso|key|secret|apikey-v1|x-api-key)(?=[\s=:]|$)",
    re.IGNORECASE,
)
# What services put before a token of theirs. Publishable keys (`pk_`) are made to be seen.
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"gh[opusr]_[A-Za-z0-9]{6}|github_pat_\w{6}|gl(?:pat|ptt|dt|rt)-[\w-]{6}|"
    r"[sr]k_(?:live|test|prod)_\w{4}|sk-[\w-]{12}|whsec_\w{6}|"
    r"xox[abeoprs]-[\w-]{6}|xapp-[\w-]{6}|"
    r"shp(?:at|ca|pa|ss|ua)_\w{4}|lin_(?:api|oauth|wh)_\w{4}|"
    r"A(?:KIA|SIA)[A-Z0-9]{12}|AIza[\w-]{20}|ya29\.[\w-]{6}|GOCSPX-[\w-]{6}|"
    r"eyJ[\w-]{6,}(?:\.[\w-]+|$)|"
    r"npm_\w{10}|pypi-[\w-]{10}|hf_\w{10}|dop_v1_\w{6}|figd_[\w-]{6}|NRAK-\w{6}|da2-\w{10}|SG\.[\w-]{6}|"
    r"rnd_\w{10}|fly_?[oO]1_\w{6}|FlyV1 |PMAK-\w{6}|ATATT\w{6}|sntry[us]_\w{6}|phx_\w{6}|"
    r"-----BEGIN)"
)
# A short word, a sign and something random: how everybody else makes tokens.
_PREFIXED = re.compile(
    r"(?:pat|sk|rk|tok|token|key|api|apikey|secret|sec|pass|pw|auth|access|svc|bot|usr)[_-](\w[\w-]*)",
    re.IGNORECASE,
)
# The fixed part of a value whose other part is a variable: half a key, where no sign is between them.
_HALF = re.compile(rf"[A-Za-z0-9]{VARIABLE.pattern}|{VARIABLE.pattern}[A-Za-z0-9]")
# In whatever header: what follows the word is a key.
_BEARER = re.compile(r"\s*bearer\s+\S{6}", re.IGNORECASE)
# Names that speak of keys and have none for their value: `key_format`, `X-Auth-Type`, `SignatureVersion`, `primary_key`.
_ABOUT_KEYS = re.compile(
    r"(?:type|format|version|method|algorithm)$|^(?:primary|foreign|sort|partition|cache)[_-]?key$",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_LENGTHS_OF_CHECKSUMS = frozenset({40, 64})
_LITERAL = re.compile(r'(?:([_A-Za-z]\w*)\s*:\s*)?"((?:[^"\\\n]|\\.)*)"')
_OPEN_NOTICE = re.compile(r"(?:json|xml|form|mailto|syslog)s?://[^?#]*$")
_PIECES = re.compile(r"[^\s;,&?\"'()<>@/:=]+")
_HARMLESS = frozenset({"", "true", "false", "none", "null", "yes", "no", "on", "off", "0", "1"})
# What follows these in a path is a key when it looks like one at all.
_KEY_FOLLOWS = frozenset({"bearer", "hook", "hooks", "webhook", "webhooks"})
# What follows these in a path is the name of something.
_NAMING = frozenset(
    {"id", "ids", "ipfs", "blob", "tree", "raw", "commit", "commits", "sha", "project", "projects"}
)
_RANDOM, _RANDOM_AFTER_PREFIX = 16, 6
# Ids of projects and spaces are in paths in the open: 25 characters without capitals are common.
_RANDOM_IN_PATH, _MIXED_IN_PATH = 32, 20


def in_header(name: str, value: str) -> bool:
    """Return whether a header's value, as it is written in a configuration, has a key in it."""
    rest = VARIABLE.sub(" ", value)
    if _BEARER.match(rest):
        return True
    if not _names_key(name):
        return _holds_key(rest)
    if rest == value or _HALF.search(value):
        return True
    # Beside a variable only the scheme, names of cookies and the like are to be expected.
    return _holds_key(rest) or any(random_length(piece) >= _RANDOM // 2 for piece in _PIECES.findall(rest))


def _names_key(name: str) -> bool:
    return names_a_secret(name) and _ABOUT_KEYS.search(name) is None


def in_url(url: str) -> str | None:
    """Return where in a URL that is written in a configuration a key is, None when there is none.

    ``the parameter NAME``, ``its path``, ``its user name or password``; never the key.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if "@" in parts.netloc:
        return "its user name or password"
    for name, value in (*_pairs(parts.query), *_pairs(parts.fragment), *_matrix(parts.path)):
        if _in_parameter(name, value):
            return f"the parameter {name}" if _is_plain(name) else "its query"
    return "its path" if _in_path(parts.path) else None


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, separator="&")


def _matrix(path: str) -> list[tuple[str, str]]:
    """Return the parameters within a path, as in ``/graphql;token=…``."""
    pairs = (pair.partition("=") for segment in path.split("/") for pair in segment.split(";")[1:])
    return [(unquote(name), unquote(value)) for name, _, value in pairs]


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z][\w.-]{0,39}", name) is not None and not _holds_key(name)


def _in_parameter(name: str, value: str) -> bool:
    rest = VARIABLE.sub(" ", value)
    if _names_key(name) and (rest == value or _HALF.search(value)) and value.lower() not in _HARMLESS:
        return True
    return _holds_key(rest) or _holds_key(VARIABLE.sub(" ", name))


def _in_path(path: str) -> bool:
    segments = [unquote(segment) for segment in path.split("/")]
    for nth, segment in enumerate(segments):
        before, after = segments[nth - 1] if nth else "", segments[nth + 1] if nth + 1 < len(segments) else ""
        rest = VARIABLE.sub(" ", segment)
        if _KNOWN.search(rest):
            return True
        for piece in _PIECES.findall(rest):
            if any(
                random_length(match[1]) >= 2 * _RANDOM_AFTER_PREFIX for match in _PREFIXED.finditer(piece)
            ):
                return True
            random = random_length(piece)
            if (names_a_secret(before) or before.lower() in _KEY_FOLLOWS) and random >= _RANDOM // 2:
                return True
            is_named = before.lower() in _NAMING or after == "raw" or _is_id(piece)
            if random >= (_MIXED_IN_PATH if _is_mixed(piece) else _RANDOM_IN_PATH) and not is_named:
                return True
    return False


def _holds_key(text: str) -> bool:
    if _KNOWN.search(text):
        return True
    for piece in _PIECES.findall(text):
        if any(random_length(match[1]) >= _RANDOM_AFTER_PREFIX for match in _PREFIXED.finditer(piece)):
            return True
        if random_length(piece) >= _RANDOM and not _is_id(piece):
            return True
    return False


def _is_mixed(piece: str) -> bool:
    return piece != piece.lower() and piece != piece.upper() and any(map(str.isdigit, piece))


def _is_id(piece: str) -> bool:
    """Return whether something random is of a kind that names things in the open: a UUID, a checksum, a file."""
    random = [part for part in piece.split(".") if random_length(part) >= _RANDOM]
    are_checksums = all(len(part) in _LENGTHS_OF_CHECKSUMS and _HEX.fullmatch(part) for part in random)
    return (are_checksums and bool(random)) or _UUID.fullmatch(piece) is not None


def in_notice(url: str) -> bool:
    """Return whether an address for notices has a key beside its variables.

    For most services the whole address is the key; a few have addresses that anybody may know, as long as no part of
    them looks random: the paths of webhooks do.
    """
    if not VARIABLE.search(url) and not (_OPEN_NOTICE.match(url) and "@" not in url):
        return True
    user = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)@", url)
    password = user and user[1].partition(":")[2]
    rest = VARIABLE.sub(" ", unquote(url))
    is_random = any(random_length(piece) >= _RANDOM for piece in _PIECES.findall(rest))
    return bool(password and VARIABLE.sub("", password)) or is_random or _holds_key(rest)


def in_query(query: str) -> str | None:
    """Return which literal of a GraphQL query is a key, by the name of its argument; None when none is."""
    for name, value in _LITERAL.findall(query):
        if _in_parameter(name, value):
            return f"the argument {name}" if name and _is_plain(name) else "a literal"
    return None


def doubtful_part(url: str) -> str | None:
    """Return the first part of a URL's path that is random but of a kind that names things in the open, or None."""
    for segment in VARIABLE.sub(" ", urlsplit(url).path).split("/"):
        if random_length(segment) >= _RANDOM:
            return segment
    return None


def has_fixed_host(url: str) -> bool:
    """Return whether a URL has its variables in path and query only."""
    match = re.match(r"[A-Za-z]+://([^/?#]*)", url)
    return match is not None and not VARIABLE.search(match[1])


def header_proposal(name: str, value: str) -> str:
    """Return how the value of a header with a key is to be written: ``Bearer ${TOKEN}``, ``${X_API_KEY}``."""
    scheme = re.match(r"\s*([A-Za-z][\w-]*)\s+\S", value)
    if scheme is None or not (_SCHEME.fullmatch(scheme[1]) or name.lower() == "authorization"):
        return f"${{{variable_for(name)}}}"
    word = "CREDENTIALS" if scheme[1].lower() == "basic" else "TOKEN"
    return f"{scheme[1]} ${{API_{word}}}"


def url_proposal(url: str) -> str | None:
    """Return a URL with a variable in the place of each key in it; a user name and password are left out.

    None where that can't be said without showing a key.
    """
    parts = urlsplit(url)
    query = "&".join(_proposed_pair(pair) for pair in parts.query.split("&"))
    segments = parts.path.split("/")
    for nth, segment in enumerate(segments):
        name, *matrix = segment.split(";")
        before = segments[nth - 1] if nth else ""
        is_key = _in_path(f"{before}/{name}") and not VARIABLE.fullmatch(name)
        segments[nth] = ";".join(["${API_KEY}" if is_key else name, *map(_proposed_pair, matrix)])
    path = "/".join(segments)
    proposal = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}" + (f"?{query}" if query else "")
    return proposal if in_url(proposal) is None else None


def _proposed_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return (
        f"{name}=${{{variable_for(unquote(name))}}}"
        if equals and _in_parameter(unquote(name), unquote(value))
        else pair
    )


def variable_for(name: str) -> str:
    """Return an environment variable's name made of that of a header or parameter: ``X_API_KEY``."""
    word = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
    return word if word and not word[0].isdigit() else f"API_{word or 'KEY'}"
