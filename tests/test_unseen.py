"""One definition of what can't be seen, the same on every Python, for everything that is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift import escape, redact, unseen
from drift.docs.prose import visible
from drift.reports import FORMATS
from tests.reports.samples import hostile
from tests.test_escape import ANYTHING

EVERY = [chr(code) for code in range(0x110000)]
# Default_Ignorable_Code_Point, which Python does not know of.
IGNORABLE = frozenset(
    char
    for first, last in [
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    ]
    for char in EVERY[first : last + 1]
)  # fmt: skip
ENGLAND, SCOTLAND, WALES, TEXAS = (
    "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls", "ustx")
)
BLANK = frozenset("\u2800\U00013441\U00013442\U00016fe4\U0001d159")


def test_every_code_point_is_judged_by_category_and_property() -> None:
    wrong = []
    for char in EVERY:
        category = unicodedata.category(char)
        if category == "Cn":
            # A later Unicode than this Python's may have assigned it.
            continue
        expected = category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or char in IGNORABLE or char in BLANK
        if unseen.holds_any(char) is not expected:
            wrong.append(f"U+{ord(char):04X}")
    assert wrong == []
    assert all(map(unseen.holds_any, "\u0378\ufffe\U0001ffff\U000e0080\U0010ffff"))


@pytest.mark.parametrize(
    "text",
    [
        "naïve — 東京 Ω я 한국어 ไทย",
        "👩‍👩‍👧 👩🏽‍💻 🏳️‍🌈 ❤️ ❤️‍🔥 ☺️ ©️ 1️⃣ #️⃣ 🇩🇪",
        "می‌خواهم",
        "क्‍ष श्री‌मान",
        # Of Unicode 15 and 16, which Python 3.11 does not know.
        "\U0001fa77 \U0001fae9",
        "a\u00a0b\u3000c",
        f"{ENGLAND} {SCOTLAND}{WALES}🏴🏴\u200d☠\ufe0f",
    ],
)
def test_what_writing_needs_stays(text: str) -> None:
    assert unseen.replace(text) == text
    assert not unseen.holds_any(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id\ufe0f", "id\\ufe0f"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f\\ufe0f"),
        ("❤\ufe0e", "❤\\ufe0e"),
        ("1\ufe0f", "1\\ufe0f"),
        ("\ufe0f❤", "\\ufe0f❤"),
        ("\u200dab", "\\u200dab"),
        ("ab\u200c", "ab\\u200c"),
        ("a\u200d\u200db", "a\\u200d\\u200db"),
        ("1\u200d2", "1\\u200d2"),
        ("👩\u200c👧", "👩\\u200c👧"),
        ("👩\u200d.", "👩\\u200d."),
        ("x\ufe0f\u200d👧", "x\\ufe0f\\u200d👧"),
        ("a\ufe01b\U000e0100", "a\\ufe01b\\u{e0100}"),
        ("\u115f\u1160\u3164\uffa0", "\\u115f\\u1160\\u3164\\uffa0"),
        ("\u034f\u2800\u17b4\u17b5\u180b\u180f\u180e", "\\u034f\\u2800\\u17b4\\u17b5\\u180b\\u180f\\u180e"),
        ("\ue000\U000f0000\U00100000", "\\ue000\\u{f0000}\\u{100000}"),
        ("🏴\U000e0067\U000e007f", "🏴\\u{e0067}\\u{e007f}"),
        (ENGLAND[:-1], "🏴" + "".join(map(unseen.show, ENGLAND[1:-1]))),
        (TEXAS, "🏴" + "".join(map(unseen.show, TEXAS[1:]))),
        (ENGLAND[1:], "".join(map(unseen.show, ENGLAND[1:]))),
        ("a" + ENGLAND[1:], "a" + "".join(map(unseen.show, ENGLAND[1:]))),
        (f"{WALES}\U000e0061\U000e007f", f"{WALES}\\u{{e0061}}\\u{{e007f}}"),
        ("\u2065\ufff0\U000e0fff", "\\u2065\\ufff0\\u{e0fff}"),
    ],
)
def test_what_hides_is_shown(text: str, shown: str) -> None:
    assert unseen.replace(text) == shown
    assert unseen.holds_any(text)


@given(
    ANYTHING
    | st.lists(
        st.sampled_from("a1❤👩🏽م्क\u200c\u200d\ufe0f\u20e3\U000e0041") | st.sampled_from([ENGLAND, TEXAS])
    ).map("".join)
)
def test_all_that_shows_text_agrees(text: str) -> None:
    shown = unseen.replace(text)
    assert not unseen.holds_any(shown)
    assert unseen.replace(shown) == shown
    assert escape.one_line(text) == shown
    words = " ".join(text.replace("##[", "").split())
    assert redact.clean(words, limit=10_000) == unseen.replace(words).replace("##[", "## [")
    plain = text.replace("\n", "").replace("\t", "")
    assert visible(plain) == unseen.replace(plain)


def test_a_cut_leaves_no_joiner_at_the_end() -> None:
    assert escape.one_line("ab\u200dcd", 4) == "ab…"
    assert redact.clean("ab\u200dcd", limit=4) == "ab…"
    assert escape.one_line("1\ufe0f\u20e3" * 2, 3) == "1…"
    text = f"a{ENGLAND}❤\ufe0f\u200d🔥1\ufe0f\u20e3a"
    assert not any(unseen.holds_any(escape.one_line(text * 2, limit)) for limit in range(1, len(text) + 2))


def test_every_letter_that_is_passed_over_can_be_seen() -> None:
    passed = [char for char in EVERY if not unseen._DOUBTFUL.match(char)]
    assert not [char for char in passed if unseen._is_unseen(char)]


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_hides_anything(name: str) -> None:
    text = FORMATS[name].render(hostile())
    # What colours a terminal and what the formats' own layout is made of is ours.
    assert unseen.replace(text, keep="\n\t") == text
    assert "u3164" in text
