"""What a deprecation reason announces: when the element goes, with which version, and what to use instead.

Only the API's own words count. A date or version is taken where the sentence says of it that something goes then;
any other one, such as that of the deprecation itself or one in a link, is left alone. What can't be read is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from drift.schema.dates import dates_in

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
    r"stops? (?:work|be|return|resolv|function)\w*|cease[sd]? (?:to )?\w+|"
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
_COLON = re.compile(r"\s*(?:UTC)?\s*[:\u2013\u2014-]\s*", re.IGNORECASE)
_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}(?:-[0-9A-Za-z.]+)?"
_VERSION = re.compile(
    r"(?:\b(?:in|with|by|from|as of|until|after|before|at|of|for)\s+|:\s+|^\s*)(?:the\s+)?(?:upcoming\s+|next\s+)?"
    r"(?:(?:(?P<name>[A-Z][\w.-]*(?:\s+API)?)\s+)?"
    r"(?P<word>(?:(?:major|minor|API|schema|SDK)\s+)*(?:versions?|releases?|ver\.)\s*|v\.?\s?)?"
    rf"(?P<number>{_NUMBER}))(?!\s*(?:%|st\b|nd\b|rd\b|th\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b|"
    r"releases?\b|versions?\s+from|and\b\s+\d|/))(?P<after>\s+(?:API\s+)?(?:version|release)\b)?",
)
_CODE = re.compile(r"`([^`\n]{1,120})`")
_NAME = r"@?[_A-Za-z][_0-9A-Za-z]*(?:[.#][_A-Za-z][_0-9A-Za-z]*)*(?:\([_A-Za-z][_0-9A-Za-z]*:?\))?"
_ADVICE = re.compile(
    r"\b(?:(?:please\s+|should\s+|must\s+|can\s+|to\s+|and\s+|or\s+|instead\s+|now\s+)?(?:use|using|prefer|query|select|"
    r"call|see|switch\s+to|"
    r"switching\s+to|migrate\s+to|move\s+to|try)|"
    r"(?:be(?:en)?\s+)?(?:replaced|superseded|succeeded)\s+(?:(?:in|since|with|on)\s+\S+\s+)?(?:by|with)|"
    r"in\s+favou?r\s+of|favou?r|renamed(?=\s+`)|"
    r"(?:renamed|moved|migrated|changed)\s+to|replacement\s*(?:is|:)|alternatives?\s*(?:is|are|:)|new)\s+",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\s+instead\b|\s*[.!]?\s*$")
_SHOULD = re.compile(
    rf"(?:`([^`\n]{{1,120}})`|\b({_NAME}))\s+(?:field\s+|argument\s+|mutation\s+|query\s+|type\s+)?"
    r"(?:should|must|can|has to|is to)\s+be\s+used\s+instead\b"
)
_FILLER = re.compile(
    r"(?:the|a|an|our|its|this|that|new|newer|individual|normalized|relevant|root|root-level|top-level|more|capable|"
    r"combination\s+of|either|both|of|to|from)\s+",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:,?\s*(?:and|or|and/or)\s+|,\s*|/\s*)(?:the\s+)?", re.IGNORECASE)
_KIND = re.compile(
    r"\s*(?:fields?|arguments?|mutations?|query|queries|types?|objects?|inputs?|enums?|values?|connections?|filters?|"
    r"directives?|interfaces?|endpoints?|subscriptions?)\b",
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
    return Announcement(removal, version, _distinct(_successors(text)))


def _removal(sentence: str) -> date | None:
    """Return the day of which a sentence says that something goes then."""
    plain = _CODE.sub(lambda match: " " * len(match[0]), sentence)
    for written in dates_in(plain):
        if written.is_month and _is_version(plain, written.start, written.end):
            continue
        before, after = plain[: written.start], plain[written.end :]
        if _MOVED.search(before):
            continue
        goes = _last(_GOES, before)
        if goes is not None and goes > (_last(_OTHER, before[: _preposition(before)]) or -1):
            return written.day
        leads = _LEADS.search(before) or not before.strip(" (")
        if (
            leads
            and goes is None
            and _GOES.search(after)
            and not _OTHER.search(before[: _preposition(before)])
        ):
            return written.day
        if _COLON.match(after) and _GOES.search(after) and goes is None:
            return written.day
    return None


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
    plain = _CODE.sub(lambda match: " " * len(match[0]), sentence)
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
        if not is_marked and "." not in number:
            continue
        if re.match(r"0[0-9]", number):
            # A day and a month, as in 01.07.26.
            continue
        if re.fullmatch(r"20[0-9]{2}", number) and not (match["word"] or match["after"]):
            continue
        if match["name"] and match["name"].split()[0].lower() in _NOT_PRODUCTS:
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


_NOT_PRODUCTS = frozenset(
    {
        "q1",
        "q2",
        "q3",
        "q4",
        "h1",
        "h2",
        "step",
        "phase",
        "section",
        "http",
        "rfc",
        "issue",
        "ticket",
        "pr",
        "oauth",
    }
)


def _successors(text: str) -> list[str]:
    found: list[str] = []
    for advice in _ADVICE.finditer(text):
        position = advice.end()
        if _is_negated(text[max(0, advice.start() - 32) : advice.start()]):
            continue
        if advice[0].strip().lower() == "new" and not text.startswith("`", position):
            continue
        while (filler := _FILLER.match(text, position)) is not None:
            position = filler.end()
        while (named := _named(text, position)) is not None:
            name, position = named
            found.append(name)
            kind = _KIND.match(text, position)
            join = _JOIN.match(text, position if kind is None else kind.end())
            if join is None:
                break
            position = join.end()
    return found or _passive(text)


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Return the names, each once; of a member that is named with and without its type, the whole coordinate."""
    whole = {name.rpartition(".")[2] for name in names if "." in name}
    return tuple(dict.fromkeys(name for name in names if "." in name or name not in whole))


def _passive(text: str) -> list[str]:
    """Return the names that a text says should be used."""
    return [match[1] or match[2] for match in _SHOULD.finditer(text)]


def _is_negated(before: str) -> bool:
    return (
        re.search(r"\b(?:do not|don't|not|never|no longer|cannot|can't)\s+(?:be\s+)?$", before, re.IGNORECASE)
        is not None
    )


def _named(text: str, position: int) -> tuple[str, int] | None:
    """Return the name that is at a place, and the place after it; None for plain words."""
    code = _CODE.match(text, position)
    if code is not None:
        return code[1].strip(), code.end()
    quoted = re.compile(rf"(['\"])({_NAME})\1").match(text, position)
    if quoted is not None:
        return quoted[2], quoted.end()
    match = re.compile(_NAME).match(text, position)
    if match is None:
        return None
    name = match[0]
    selection = re.compile(r"(?:\(\))?\s*\{[^{}]{1,80}\}").match(text, match.end())
    if selection is not None:
        return name + selection[0], selection.end()
    is_name = re.search(r"[a-z0-9][A-Z]|_|[.#(]|^@|^[A-Z][A-Z0-9_]{2,}$|^[A-Z][a-z]+[A-Z]", name) is not None
    kind = re.compile(r"\s+(?:field|argument|mutation|query|input|filter|connection|enum|type)\b").match(
        text, match.end()
    )
    instead = _INSTEAD.match(text, match.end())
    if is_name or ((kind or instead) and name.lower() not in _WORDS and name[0].islower()):
        return name, match.end()
    return None


# What is not a name, where one could be.
_WORDS = frozenset(
    (
        *(
            "it",
            "this",
            "that",
            "them",
            "these",
            "those",
            "other",
            "others",
            "another",
            "one",
            "ones",
            "any",
            "all",
        ),
        *(
            "instead",
            "something",
            "anything",
            "such",
            "individual",
            "relevant",
            "specific",
            "different",
            "same",
        ),
        *(
            "normal",
            "plain",
            "more",
            "root",
            "new",
            "a",
            "an",
            "the",
            "your",
            "our",
            "its",
            "for",
            "in",
            "on",
            "as",
        ),
        *(
            "with",
            "query",
            "mutation",
            "field",
            "fields",
            "argument",
            "type",
            "types",
            "inputs",
            "classes",
            "default",
        ),
        *(
            "api",
            "rest",
            "graphql",
            "sdk",
            "documentation",
            "docs",
            "guide",
            "roles",
            "equivalent",
            "corresponding",
        ),
        *(
            "dedicated",
            "appropriate",
            "version",
            "release",
            "and",
            "or",
            "not",
            "queries",
            "mutations",
            "objects",
        ),
    )
)
