"""Secrets leave no trace in any form, and strangers' text can't drive a terminal."""

from __future__ import annotations

import base64
import html
import json
import subprocess
import sys
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drift.redact import MARK, Redactor, clean

PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=6, max_size=40)
SURROUNDINGS = st.text(st.sampled_from("xyz ,;:'\"<>{}\n\x1bé"), max_size=20)
FORMS = {
    "raw": str,
    "URL": lambda secret: quote(secret, safe=""),
    "URL with slashes": quote,
    "form": quote_plus,
    "URL twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "URL in lower case": lambda secret: "".join(f"%{ord(character):02x}" for character in secret),
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret))[3:-3],
    "JSON with escaped slashes": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "JSON, all escaped": lambda secret: "".join(f"\\u{ord(character):04X}" for character in secret),
    "HTML": html.escape,
    "HTML, numbers": lambda secret: "".join(f"&#{ord(character)};" for character in secret),
    "HTML, hexadecimal": lambda secret: "".join(f"&#x{ord(character):x};" for character in secret),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@given(secret=PRINTABLE, before=SURROUNDINGS, after=SURROUNDINGS)
@example(secret='k"\\/+=&<%y', before="", after="")
def test_every_form_is_taken_out(form, secret: str, before: str, after: str) -> None:
    written = form(secret)
    redacted = Redactor([secret]).redact(before + written + after)
    assert MARK in redacted
    assert written not in redacted.replace(MARK, "")


@given(
    secret=PRINTABLE,
    before=st.binary(max_size=9),
    after=st.binary(max_size=9),
    encode=st.sampled_from([base64.b64encode, base64.urlsafe_b64encode]),
)
def test_base64_of_any_text_with_the_secret_is_taken_out(secret, before, after, encode) -> None:
    text = encode(before + secret.encode() + after).decode()
    redacted = Redactor([secret]).redact(text)
    assert MARK in redacted
    # What is left around the mark can't be decoded to more than the characters at the seams.
    assert len(redacted) - len(MARK) <= len(text) - len(secret)


@given(st.text(st.sampled_from("abc"), max_size=30))
def test_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert Redactor(["secret-key", "another"]).redact(text) == text


def test_the_longest_secret_wins_and_short_ones_are_left() -> None:
    redactor = Redactor(["secret", "secret-and-more", "abc", ""])
    assert redactor.redact("secret-and-more, secret, abc") == f"{MARK}, {MARK}, abc"


def test_secrets_added_later_count() -> None:
    redactor = Redactor(["first-key"])
    assert redactor.redact("second-key") == "second-key"
    redactor.add("second-key")
    assert redactor.redact("first-key second-key") == f"{MARK} {MARK}"


@pytest.mark.parametrize("position", [0, 280, 290, 299, 65_520, 65_530, 65_536])
def test_a_cut_never_leaves_half_a_secret(position: int) -> None:
    secret = "0123456789abcdef"
    for filler in ("x", " "):
        cleaned = Redactor([secret]).clean(filler * position + secret + filler * 100)
        assert len(cleaned) <= 300
        assert "0123" not in cleaned


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        (" a\r\n\tb ", "a b"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b0m\x7f\x00\x07", "\\x9b0m\\x7f\\x00\\x07"),
        ("\u202eevil\u2066\u200b\ufeff", "\\u202eevil\\u2066\\u200b\\ufeff"),
        ("a\u2028b\u2029c\x85d", "a\\u2028b\\u2029c\\x85d"),
        ("\ud800 \ue000 \U000e0041", "\\ud800 \\ue000 \\U000e0041"),
        ("Grüße, 日本, 🙂", "Grüße, 日本, 🙂"),
        ("##[command]x", "## [command]x"),
        ("x" * 301, "x" * 299 + "…"),
        ("x" * 300, "x" * 300),
        ("", ""),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_clean_text_is_one_short_printable_line(text: str, limit: int) -> None:
    shown = clean(text, limit=limit)
    assert len(shown) <= limit
    assert shown.isprintable()
    shown.encode()


@pytest.mark.parametrize(
    "secret", ["/abcdef", "a" * 40, "%25" * 10, "\\" * 20 + "x", "\\a\\b\\c\\d\\e", "&#&#&#"]
)
@pytest.mark.parametrize("text", ["\\", "%25", "%", "&#0", "\\u0", "a\\", "=", "YWFh"])
def test_hostile_text_takes_linear_time(secret: str, text: str) -> None:
    redactor = Redactor([secret])
    redactor.redact("warm")
    started = time.process_time()
    redactor.redact(text * (400_000 // len(text)))
    assert time.process_time() - started < 2


def test_no_third_party_module_is_loaded() -> None:
    code = "import drift.redact, sys; print([m for m in sys.modules if m in ('requests', 'graphql', 'rich')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
