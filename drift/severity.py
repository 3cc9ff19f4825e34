"""How bad a change is: the one scale, its words, and the thresholds that the words make."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, get_args

from drift.escape import quoted

# Words for the least severity that counts. SAFE has none of its own: what reaches it is every change.
Threshold = Literal["breaking", "dangerous", "deprecated", "any", "never"]
THRESHOLDS: tuple[Threshold, ...] = get_args(Threshold)
ANY: Threshold = "any"
NEVER: Threshold = "never"


class Severity(IntEnum):
    """How bad, in order; ``README`` and ``drift explain`` give the four definitions."""

    SAFE = 0
    DEPRECATED = 1
    DANGEROUS = 2
    BREAKING = 3

    @property
    def word(self) -> str:
        """The word for it in configurations, sentences and JSON keys: ``breaking``."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> Severity:
        """Return the severity that a word means. Raises ValueError for any other word."""
        for severity in cls:
            if severity.word == word:
                return severity
        raise ValueError(f"a severity is one of {', '.join(each.word for each in cls)}, not {quoted(word)}")

    def at_least(self, threshold: str) -> bool:
        """Return whether this severity reaches a threshold.

        Args:
            threshold: One of :data:`THRESHOLDS`: the word of a severity, ``any``, or ``never``.

        Raises:
            ValueError: It is another word.
        """
        if threshold in (ANY, NEVER):
            return threshold == ANY
        return self >= Severity.from_word(threshold)


WORST_FIRST = tuple(sorted(Severity, reverse=True))
