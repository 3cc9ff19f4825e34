"""What keeps secrets and strangers' text out of anything that is printed or written.

Two things happen to text from outside: secrets are taken out of it (:class:`Redactor`), and what would
drive a terminal or read backwards is shown as an escape (:func:`clean`). In that order, because a cut text
could hold half a key.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import NamedTuple

from drift.escape import cut, one_line

MARK = "[redacted]"
SHORTEST_SECRET = 4
_WINDOW = 65_536
_SECRET_NAME = re.compile(
    # Neither authors nor keywords, nor what was assigned or designed.
    r"auth(?!or(?!i[sz]))|cookie|credential|jwt|key(?!word|board|stone|note)|pass(?:word|wd|phrase)|\bpwd\b|secret|session|"
    r"\bsid\b|signature|(?<![A-Za-z])signed|\bsig\b|token",
    re.IGNORECASE,
)
# A run of letters and digits that no one writes as a word: digits between or before letters, capitals after
# digits, or a long number. `v2`, `eu1`, `2024` and camelCase are words.
_RANDOM_PIECE = re.compile(
    r"(?<![A-Za-z0-9])(?![A-Za-z]*[0-9]{0,4}(?![A-Za-z0-9]))[A-Za-z0-9]+(?![A-Za-z0-9])"
)
_WORD = re.compile(r"[A-Za-z]+[0-9]{0,4}")
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL_ALPHABET = str.maketrans("+/", "-_")
_SIGNS_OF_ESCAPES = re.compile(r"[\\&%]")
_LONGEST_EXACT = 256
_STOPS = re.compile(r"[\s\"'<>\\]")
_REST = r"(?:\\.|[^\s\"'<>\\])*+"
_HTML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


class _Secrets:
    """A set of secrets and the one pattern that finds all of their forms."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._plain: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        """Length of the longest secret, 0 when there is none."""
        return max(map(len, self._values), default=0)

    def add(self, secret: str) -> None:
        if secret not in self._values:
            self._values.add(secret)
            self._pattern = None

    def take_out(self, text: str) -> tuple[str, int]:
        """Return *text* with a mark in the place of each secret, and the number of marks."""
        if not self._values:
            return text, 0
        if self._pattern is None:
            # Longest first, so that a secret that begins with another one is taken out whole.
            ordered = sorted(self._values, key=lambda secret: (-len(secret), secret))
            forms = [form for secret in ordered for form in _forms(secret)]
            # Most characters begin no form: checking one first takes a third of the time.
            starts = re.escape("".join(sorted(set().union(*(form.starts for form in forms)))))
            self._pattern = re.compile(f"(?=[{starts}])(?:{'|'.join(form.pattern for form in forms)})")
            self._plain = tuple(plain for form in forms for plain in form.plain)
        if not _SIGNS_OF_ESCAPES.search(text) and not any(plain in text for plain in self._plain):
            return text, 0
        return self._pattern.subn(MARK, text)


class Redactor:
    """Takes secrets out of text, in the forms in which servers and libraries echo them.

    Recognised are the secret as it is, URL-encoded (also twice), JSON-escaped, HTML-escaped, any mix of
    these, and base64 (both alphabets) of any text that holds the secret. Values shorter than four
    characters are not taken out: they would blank ordinary words.

    Messages and documents differ. In a message a blanked word too many does no harm, so everything that
    may be a secret is taken out. A document, which is a schema or a report about one, must stay what it is:
    only what can't be an ordinary word or name is taken out of it.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._possible = _Secrets()
        self._certain = _Secrets()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str, *, name: str = "") -> None:
        """Take *secret* out of every message from now on, and out of documents if it is unmistakable.

        Args:
            secret: What must not be seen.
            name: Name of the header or URL parameter that it is the value of.
        """
        # A long document is searched in parts that end where lines do: each line of a secret is one too.
        for part in (secret, *secret.splitlines()):
            if len(part) >= SHORTEST_SECRET:
                self._possible.add(part)
                if is_unmistakable(part, name=name):
                    self._certain.add(part)

    def redact(self, text: str) -> str:
        """Return a message with ``[redacted]`` in the place of everything that may be a secret."""
        return self._possible.take_out(text)[0]

    def redact_document(self, text: str) -> tuple[str, int]:
        """Return a document with ``[redacted]`` in the place of each unmistakable secret, and their number."""
        return self._certain.take_out(text)

    def clean(self, text: str, *, limit: int = 300) -> str:
        """Return one printable line of at most *limit* characters without secrets; see :func:`clean`."""
        window = text[:_WINDOW]
        if len(text) > _WINDOW and self._possible.longest:
            # A key that the window's end cuts in two would not be recognised: leave out what could be one.
            window = window[: -min(_WINDOW, 12 * self._possible.longest)]
        return clean(self.redact(window), limit=limit)


def names_a_secret(name: str) -> bool:
    """Return whether the name of a header or URL parameter says that its value is a secret."""
    return _SECRET_NAME.search(name) is not None


def is_unmistakable(secret: str, *, name: str = "") -> bool:
    """Return whether *secret*, wherever it is found, can be nothing else.

    That holds for long enough values that look random, and, where the name says that it is a secret, for
    shorter or plainer ones, but never for a single word or for what could be an ordinary name.

    Args:
        secret: The value.
        name: Name of the header or URL parameter that it is the value of.
    """
    random = random_length(secret)
    if not names_a_secret(name):
        return random >= 12
    return random >= 8 or len(secret) >= 24 or (len(secret) >= 16 and _WORD.fullmatch(secret) is None)


def random_length(text: str) -> int:
    """Return how many characters of *text* are in runs of letters and digits that nobody writes as a word."""
    return sum(map(len, _RANDOM_PIECE.findall(text)))


def clean(text: str, *, limit: int = 300) -> str:
    """Return *text* as one line that is safe to print.

    White space becomes one blank; what can't be seen becomes escapes such as ``\\x1b`` and ``\\u202e``; ``##[``, an
    instruction to a workflow runner, is broken up; what is longer than *limit* characters ends in ``…``.
    """
    window = text[: max(limit, 1) * 16]
    line = one_line(re.sub(r"[ \t\r\n]+", " ", window).strip(" ")).replace("##[", "## [")
    return cut(line if len(window) == len(text) else line + "…", limit)


class _Form(NamedTuple):
    """One way in which a secret may be written.

    Attributes:
        pattern: Regular expression for it, escapes included.
        starts: The characters that it can begin with.
        plain: What a text without signs of escapes holds if it holds the form.
    """

    pattern: str
    starts: str
    plain: tuple[str, ...]


def _forms(secret: str) -> list[_Form]:
    """Return the ways in which a secret may be written.

    A long token is found by its beginning and taken out to the next blank or quote: a pattern of all its characters
    would take seconds to build.
    """
    if len(secret) <= _LONGEST_EXACT or _STOPS.search(secret, _LONGEST_EXACT // 2):
        return _exact_forms(secret)
    return [
        form._replace(pattern=form.pattern + _REST) for form in _exact_forms(secret[: _LONGEST_EXACT // 2])
    ]


def _exact_forms(secret: str) -> list[_Form]:
    pattern = "".join(map(_character, re.findall(r"\\+|[^\\]", secret)))
    starts = secret[0] + "\\&%" + "+" * (secret[0] == " ")
    forms = [_Form(pattern, starts, (secret, secret.replace(" ", "+")))]
    for before in range(3):
        # Base64 works on three bytes at a time: with 0, 1 or 2 bytes in front, these characters of the
        # result depend on the secret alone.
        encoded = base64.b64encode(b"\0" * before + secret.encode()).decode()
        first = -(-before * 8 // 6)
        last = (before + len(secret.encode())) * 8 // 6
        if last - first >= SHORTEST_SECRET:
            inner = "".join(map(_base64_character, encoded[first:last]))
            # The characters at both ends hold bits of the secret and of what is around it.
            start = _base64_like(encoded[first - 1], low_bits=6 - before * 8 % 6) if before else ""
            known = (before + len(secret.encode())) * 8 % 6
            end = _base64_like(encoded[last], high_bits=known) if known else ""
            core = encoded[first:last]
            forms.append(
                _Form(
                    f"{_one_of(start)}{inner}{_one_of(end)}(?:=|%3[dD]){{0,2}}",
                    f"{start}{core[0]}-_%\\",
                    (core, core.translate(_URL_ALPHABET)),
                )
            )
    return forms


def _character(part: str) -> str:
    """Return a regular expression for one character, or for one run of backslashes, in any form.

    Every repetition is bounded: a text made of backslashes must not take quadratic time.
    """
    character, count = part[0], len(part)
    code = ord(character)
    encoded = "".join(f"%(?:25){{0,2}}(?i:{byte:02x})" for byte in character.encode("utf-8", "surrogatepass"))
    choices = [rf"\\{{1,4}}u(?i:{code:04x})", f"&#0{{0,4}}{code};", f"&#[xX]0{{0,4}}(?i:{code:x});", encoded]
    if character in _HTML_NAMES:
        choices.append(f"&{_HTML_NAMES[character]};")
    if character == " ":
        choices.append(r"\+")
    if character == "\\":
        return rf"(?:\\{{{count},{4 * count}}}|(?:{'|'.join(choices)}){{{count}}})"
    if character in '"/':
        choices.append(rf"\\{{1,4}}{character}")
    return f"(?:{re.escape(character)}|{'|'.join(choices)})"


def _base64_like(character: str, *, low_bits: int = 0, high_bits: int = 0) -> str:
    """Return the characters of base64 that have as many bits in common with one, at either end."""
    value = _BASE64.index(character)
    return "".join(
        other
        for number, other in enumerate(_BASE64)
        if (low_bits and not (number ^ value) & ((1 << low_bits) - 1))
        or (high_bits and not (number ^ value) >> (6 - high_bits))
    )


def _one_of(characters: str) -> str:
    """Return a regular expression for one of these characters of base64, or none."""
    return f"(?:{'|'.join(map(_base64_character, characters))})?" if characters else ""


def _base64_character(character: str) -> str:
    if character == "+":
        return "(?:[+-]|%2[bB])"
    if character == "/":
        return r"(?:\\?/|_|%2[fF])"
    return re.escape(character)
