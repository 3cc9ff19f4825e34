"""What a deprecation reason announces: when the element goes, with which version, and what to use instead.

Only the API's own words count. A date or version is taken where the sentence says of it that something goes then;
any other one, such as that of the deprecation itself or one in a link, is left alone. What can't be read is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from drift.schema.dates import dates_in
from drift.schema.successors import CODE, successors_in

# Nobody announces in more; every sentence is gone through once for each date in it.
MAX_CHARACTERS = 4_000
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,120})\]\([^()\s]{1,400}\)")
_SEE_LINK = re.compile(
    r"[,;:(]?\s{0,3}\b(?:see|at|via|docs?|details|details at):?\s{1,3}(?=https?://|www\.)", re.IGNORECASE
)
# What moves a date to another one: nobody is told which day that is.
_MOVED = re.compile(
    r"\b(?:days?|weeks?|months?|quarters?|years?)\s+(?:after|before|from|past)\s+$", re.IGNORECASE
)
# The date that was given up for another one, which follows.
_GIVEN_UP = re.compile(
    r"\b(?:from|was|were|originally|previously|initially|formerly|first|instead of|rather than|not)\s+"
    r"(?:(?:planned|scheduled|set|announced|due|slated)\s+)?(?:to be removed\s+)?(?:for|on|in)?\s*$",
    re.IGNORECASE,
)
_OR = re.compile(r"\s+or\s+(?:(?:on|in|by|from|the)\s+)*", re.IGNORECASE)
# "two versions after 3.2": nobody is told which one that is.
_COUNTED = re.compile(r"\b(?:versions?|releases?)\s+$", re.IGNORECASE)
# "It will not be removed in v5"; what is not removed before a day may be gone then.
_DENIED = re.compile(
    r"\b(?:not|never|n't)\s+(?:(?:going|planned|scheduled|meant|expected|about)\s+to\s+|to\s+)?(?:be|been|being|get)?\s*$",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:before|until|till|earlier than|prior to|sooner than|at least)\b", re.IGNORECASE)
# A full stop inside of a number, a name or after an abbreviated month ends no sentence.
_SENTENCE = re.compile(
    r"(?<=[.!?;])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bSept\.)(?<!\b(?:Sep|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Oct|Nov|Dec)\.)(?<!\bv\.)\s+|\n\s*\n"
)
_GOES = re.compile(
    r"(?:\b(?:remov(?:e[ds]?|ing|al)|delet(?:e[ds]?|ing|ion)|dropp(?:ed|ing)|drops?|sunset(?:s|ted|ting)?|"
    r"retir(?:e[ds]?|ing|ement)|discontinu(?:e[ds]?|ing|ation)|decommission(?:ed|ing|s)?|"
    r"shut(?:ting)?[ -]?(?:down|off)|turn(?:ed)? off|phas(?:e[ds]?|ing) out|disabled|eliminated|"
    r"go(?:es|ing)? away|go(?:es)?(?= (?:on|in|with|after|by|from)\b)|disappears?|be gone|"
    r"end[ -]of[ -](?:life|support)|EOL|ends?|expires?|unavailable|"
    r"(?:remove[ds]?|removal|sunset|deleted?|eol)_?(?:at|on|after|by|date)|revoked|switched off|"
    r"stops? (?:work|be|return|resolv|function)\w*|cease[sd]? (?:to )?\w+|"
    r"(?:will not|won't) be (?:available|supported|accessible|usable|returned|queryable)|"
    r"will (?:\w+ )?(?:return|be) (?:null|empty|ignored|an? (?:empty|error)\w*)|will have no effect|"
    r"(?:supported|available|kept|maintained|works?|remains?|usable|returned|accessible) until|"
    r"no longer (?:be )?(?:supported|available|work\w*|returned|accepted|accessible|exist\w*|usable|function\w*))\b)",
    re.IGNORECASE,
)
# What a date or version after one of these is the time of, instead.
_OTHER = re.compile(
    r"\b(?:deprecat\w+|since|added|introduced|created|launched|released|replaced|renamed|announced|updated|"
    r"available (?:in|since|from)|supported (?:in|since|from)|requires?|migrat\w+ to|instead|as of)\b",
    re.IGNORECASE,
)
# What makes a date in front of its sentence the time of it.
_LEADS = re.compile(
    r"(?:^|[(,:]\s*|\b)(?:from|after|starting(?: from| on| in| with)?|beginning|effective(?: from)?|on|as of|by|in|until|"
    r"come)\s+$",
    re.IGNORECASE,
)
# "2026-06-30: sunset"; what is told in a sentence after a date and a colon happened then, as in a changelog.
_HEADS = re.compile(
    r"\s*(?:UTC)?\s*[:\u2013\u2014-]\s*(?:planned\s+|scheduled\s+)?(?:sunset|removal|retirement|shutdown|end[ -]of[ -]"
    r"(?:life|support)|EOL|decommission(?:ing)?|discontinuation)\b(?!\s+(?:of|was|is)\b)",
    re.IGNORECASE,
)
# "[until 2026-08-18]", by itself or at the beginning.
_UNTIL = re.compile(r"^\W*until:?\s*$", re.IGNORECASE)
# "Starting in April 2026 it returns null": who asks for it then gets nothing, as if it were gone.
_STARTING = re.compile(
    r"\b(?:from|starting|beginning|effective)\s+(?:(?:on|in|from|with)\s+)?$", re.IGNORECASE
)
_GIVES_NOTHING = re.compile(
    r"\b(?:returns?|is|are)\s+(?:always\s+)?(?:null|empty|nothing|ignored|an? (?:empty|error)\w*|errors?)\b",
    re.IGNORECASE,
)
_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}(?:-[0-9A-Za-z.]+)?"
_VERSION = re.compile(
    r"(?:\b(?i:in|with|by|from|as of|until|after|before|at|of|for|once|when)\s+|:\s+|^\s*)"
    r"(?:the\s+)?(?:upcoming\s+|next\s+)?"
    r"(?:(?:(?P<name>[A-Z][\w.-]*(?:\s+API)?)\s+)?"
    r"(?P<word>(?:(?:major|minor|API|schema|SDK)\s+)*(?:versions?|releases?|ver\.)\s*|v\.?\s?)?"
    rf"(?P<number>{_NUMBER}))(?!\s*(?:%|st\b|nd\b|rd\b|th\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b|"
    r"releases\b|versions?\s+from|and\b\s+\d|/))(?P<after>\s+(?:API\s+)?(?:version|release)\b)?",
)
# What is written before a number and is not the name of what the number is a version of.
_NOT_PRODUCTS = re.compile(
    r"[QH][1-4]|step|phase|section|http|rfc|issue|ticket|pr|oauth|since|deprecated|added|introduced|new|only|requires|"
    r"changed|renamed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the API's owner says of an element that is to go.

    Attributes:
        removal: The first day on which it may be gone; None when no date is announced.
        version: The number of the version that no longer has it, None likewise.
        successors: What to use instead, as it is written there: names, coordinates, or selections in code spans.
    """

    removal: date | None = None
    version: str | None = None
    successors: tuple[str, ...] = ()

    @property
    def successor(self) -> str | None:
        """What to use instead, where one thing alone is named."""
        return self.successors[0] if len(self.successors) == 1 else None


def read_announcement(reason: str) -> Announcement:
    """Return what a deprecation reason announces.

    Dates are days of UTC. Of a month or quarter it is the first day, or the last where its end is named.
    """
    text = _MARKDOWN_LINK.sub(r"\1", reason[:MAX_CHARACTERS])
    text = _LINK.sub(" ", _SEE_LINK.sub(" ", text))
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence and sentence.strip()]
    removal = next((day for each in sentences if (day := _removal(each)) is not None), None)
    version = next((number for each in sentences if (number := _version(each)) is not None), None)
    return Announcement(removal, version, successors_in(text))


def _removal(sentence: str) -> date | None:
    """Return the day of which a sentence says that something goes then."""
    plain = CODE.sub(lambda match: " " * len(match[0]), sentence)
    found = list(dates_in(plain))
    for number, written in enumerate(found):
        if written.is_month and _is_version(plain, written.start, written.end):
            continue
        later = found[number + 1] if number + 1 < len(found) else None
        before, after = plain[: written.start], plain[written.end :]
        if _MOVED.search(before) or (later is not None and _GIVEN_UP.search(before)):
            continue
        if _goes(before, after):
            is_choice = later is not None and _OR.fullmatch(plain[written.end : later.start])
            # One day or another: nobody can tell which.
            return None if is_choice else written.day
    return None


def _goes(before: str, after: str) -> bool:
    """Return whether a sentence says that something goes on the day between two parts of it."""
    if _is_denied(before):
        return False
    goes = _last(_GOES, before)
    unled = before[: _preposition(before)]
    if goes is not None:
        return goes > (_last(_OTHER, unled) or -1)
    if _UNTIL.match(before) or _HEADS.match(after):
        return True
    if _STARTING.search(before) and _GIVES_NOTHING.search(after):
        return True
    is_led = _LEADS.search(before) or not before.strip(" (")
    # What was told on a day, as in a changelog, is not what comes on that day.
    is_told = not before.strip(" ([") and re.match(r"\s*(?::|[\u2013\u2014-]\s)", after)
    return bool(is_led and not is_told and _GOES.search(after) and not _OTHER.search(unled))


def _is_denied(before: str) -> bool:
    """Return whether the last thing that a text says is that something does not go."""
    goes = _last(_GOES, before)
    if goes is None or _DENIED.search(before[:goes]) is None:
        return False
    return _NOT_YET.search(before, goes) is None


def _preposition(before: str) -> int:
    """Return where the preposition begins that leads to the end of a text, so that ``as of`` is not taken twice."""
    match = _LEADS.search(before)
    return len(before) if match is None else match.start()


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    found = [match.start() for match in pattern.finditer(text)]
    return found[-1] if found else None


def _is_version(text: str, start: int, end: int) -> bool:
    """Return whether a month in digits is said to be a version."""
    before = re.search(r"\b(?:version|release|API)\s*$", text[:start], re.IGNORECASE)
    return bool(before or re.match(r"\s+(?:API\s+)?(?:version|release)\b", text[end:], re.IGNORECASE))


def _version(sentence: str) -> str | None:
    """Return the version of which a sentence says that something goes with it."""
    plain = CODE.sub(lambda match: " " * len(match[0]), sentence)
    spans = [
        (written.start, written.end)
        for written in dates_in(plain)
        if not (written.is_month and _is_version(plain, written.start, written.end))
    ]
    for match in _VERSION.finditer(plain):
        if any(start < match.end("number") and match.start("number") < end for start, end in spans):
            continue
        number = match["number"].rstrip(".-")
        is_marked = match["word"] or match["after"] or match["name"]
        # "In 1 release" counts them.
        is_counted = match["after"] and not re.search(r"\bthe\b|\bv", match[0], re.IGNORECASE)
        if (not is_marked or is_counted) and "." not in number and "-" not in number:
            continue
        if re.match(r"0[0-9]", number):
            # A day and a month, as in 01.07.26.
            continue
        if re.fullmatch(r"20[0-9]{2}", number) and not (match["word"] or match["after"]):
            continue
        if match["name"] and _NOT_PRODUCTS.fullmatch(match["name"].split()[0]):
            continue
        if _COUNTED.search(plain, 0, match.start()) or _is_denied(plain[: match.start("number")]):
            continue
        goes = _last(_GOES, plain[: match.start()])
        other = _last(_OTHER, plain[: match.start()])
        if goes is not None and goes > (-1 if other is None else other):
            return number
        if (
            goes is None
            and other is None
            and not plain[: match.start()].strip()
            and _GOES.search(plain[match.end() :])
        ):
            return number
    return None
