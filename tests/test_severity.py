"""One scale of severities, its words and its thresholds."""

from __future__ import annotations

import pytest

from drift.severity import THRESHOLDS, WORST_FIRST, Severity


def test_the_words_name_the_severities_and_nothing_else_does() -> None:
    assert [severity.word for severity in WORST_FIRST] == ["breaking", "dangerous", "deprecated", "safe"]
    assert [Severity.from_word(severity.word) for severity in WORST_FIRST] == list(WORST_FIRST)
    with pytest.raises(
        ValueError, match=r"^a severity is one of safe, deprecated, dangerous, breaking, not \"any\"$"
    ):
        Severity.from_word("any")
    with pytest.raises(ValueError, match='not "SAFE"'):
        Severity.from_word("SAFE")


def test_what_reaches_each_threshold() -> None:
    reached = {word: [one.word for one in WORST_FIRST if one.at_least(word)] for word in THRESHOLDS}
    assert reached == {
        "breaking": ["breaking"],
        "dangerous": ["breaking", "dangerous"],
        "deprecated": ["breaking", "dangerous", "deprecated"],
        "any": ["breaking", "dangerous", "deprecated", "safe"],
        "never": [],
    }
    with pytest.raises(ValueError, match='not "braking"'):
        Severity.SAFE.at_least("braking")
