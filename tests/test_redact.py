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

from drift import unseen
from drift.redact import MARK, Redactor, clean, is_unmistakable

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-API-Key", "k3y-that-must-not-leak"),
        ("X-API-Key", "k3y+of/the=watcher"),
        ("X-API-Key", "aZ3kd92kdmE9dk3Kdk2ldk39"),
        ("X-API-Key", "qwertzuiopasdfghjklyxcvb"),
        ("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo"),
        ("X-Shopify-Access-Token", "shpat_0aBcD1e2F3g4"),
        ("Cookie", "5f2b8c1e"),
        ("X-Client", "550e8400-e29b-41d4-a716-446655440000"),
        ("sig", "0a1b2c3d4e5f"),
    ],
)
def test_what_is_unmistakably_a_secret_is_taken_out_of_documents(name: str, value: str) -> None:
    redactor = Redactor()
    redactor.add(value, name=name)
    encoded = base64.b64encode(value.encode()).decode()
    redacted, count = redactor.redact_document(f"a {value}, {quote(value)} and {encoded}.")
    assert count == 3
    assert redacted.startswith(f"a {MARK}, {MARK} and {MARK}")
    assert value not in redacted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Team", "data"),
        ("X-Team", "data-platform-engineering"),
        ("X-Tenant", "production-eu-west-1"),
        ("X-Version", "2024-10-unstable"),
        ("X-Type", "PlatformTeamMemberConnection"),
        ("X-Field", "created_at_after_the_fact"),
        ("X-Role", "v2024beta1"),
        ("X-API-Key", "development"),
        ("X-API-Key", "Subscription2024"),
        ("Authorization", "AlertStatus"),
        ("", "published"),
    ],
)
def test_words_and_names_stay_in_documents_and_leave_messages(name: str, value: str) -> None:
    redactor = Redactor()
    redactor.add(value, name=name)
    assert not is_unmistakable(value, name=name)
    assert redactor.redact_document(f"type {value} {{ {value}: Int }}") == (
        f"type {value} {{ {value}: Int }}",
        0,
    )
    assert redactor.redact(f"unknown: {value}") == f"unknown: {MARK}"


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
        ("\ud800 \ue000 \U000e0041", "\\ud800 \\ue000 \\u{e0041}"),
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
    assert not unseen.holds_any(shown)
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
    assert time.process_time() - started < 10


def test_no_third_party_module_is_loaded() -> None:
    code = "import drift.redact, sys; print([m for m in sys.modules if m in ('requests', 'graphql', 'rich')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_long_token_is_taken_out_whole_and_at_once(form) -> None:
    token = "eyJ" + base64.urlsafe_b64encode(bytes(range(256)) * 4).decode() + ".a/b+c"
    started = time.process_time()
    redacted = Redactor([token, f"Bearer {token}"]).redact(f"<a>{form(token)}</a> \\ {form(token)}")
    # Seconds of the processor: without the bound on what is tried it is minutes.
    assert time.process_time() - started < 10
    assert redacted in (f"<a>{MARK}</a> \\ {MARK}", f"<a>{MARK}")


@pytest.mark.parametrize("before", [b"", b"x", b"xy:"])
def test_a_long_token_is_taken_out_of_base64(before: bytes) -> None:
    token = base64.urlsafe_b64encode(bytes(range(256)) * 4).decode()
    redacted = Redactor([token]).redact(f"({base64.b64encode(before + token.encode()).decode()} x")
    assert MARK in redacted
    assert len(redacted) < 20
