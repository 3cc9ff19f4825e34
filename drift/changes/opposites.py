"""Names that look alike and mean the opposite, or another amount: ``suspend`` and ``unsuspend``, ``min`` and ``max``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from drift.schema.names import words

_NEGATIONS = ("un", "de", "dis", "in", "im", "ir", "il", "non", "anti", "mis", "re")
_NOT = frozenset({"not", "no", "non", "un", "never", "without"})
# Sides of which each is the opposite of the others; the last ones are amounts in other units.
_SIDES = """
add insert create append : remove delete destroy drop
attach link assign join : detach unlink unassign leave
grant allow permit include : revoke deny block forbid exclude
accept approve approval : reject decline rejection
enable activate resume start begin : disable deactivate suspend pause stop end finish
archive : unarchive restore
open : close
show visible : hide hidden
lock : unlock
min minimum lowest least smallest : max maximum highest most largest
from since source origin : to until target destination
before older old oldest earliest previous prev : after newer new newest latest next
first head top : last tail bottom
up upper high increase increment greater more gt gte : down lower low decrease decrement less lesser fewer lt lte
left : right
in inbound incoming input : out outbound outgoing output
on true yes online : off false no offline
sender : receiver recipient
parent : child children
public external : private internal
read pull import download : write push export upload
encrypt : decrypt
success succeed pass valid won winner : failure fail error invalid lost loser
buy credit ask deposit : sell debit bid withdraw
gross : net
follower : following
login : logout
ascending asc : descending desc
with : without
merge : split
expand : collapse
published : draft
even : odd
latitude lat : longitude lng lon
width : height
x : y : z
ns : us : ms millis millisecond : second sec : minute min : hour : day : week : month : quarter : year
byte : kb kilobyte kib : mb megabyte mib : gb gigabyte gib : tb
cent : dollar euro
percent : ratio fraction
meter : kilometer km : mile : foot
gram : kilogram kg : pound
celsius : fahrenheit : kelvin
"""
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ed", "es", "er", "s", "e")


def are_opposite(old: str, new: str) -> bool:
    """Return whether a name may mean the opposite of another one, or the same in another unit."""
    before, after = words(old), words(new)
    if "".join(before) == "".join(after):
        return False
    only_before, only_after = (_without(before, after), _without(after, before))
    if any(_NOT & set(only) for only in (only_before, only_after)):
        return True
    if any(
        _negates(one, other) or _negates(other, one)
        for one in only_before or before
        for other in only_after or after
    ):
        return True
    sides = _sides()
    return any(
        group == other_group and side != other_side
        for one in only_before
        for other in only_after
        for group, side in sides.get(_stem(one), ())
        for other_group, other_side in sides.get(_stem(other), ())
    )


def differ_in_number(old: str, new: str) -> bool:
    """Return whether two names have other numbers in them: ``line1`` and ``line2``, ``User`` and ``UserV2``."""
    return re.findall(r"[0-9]+", old) != re.findall(r"[0-9]+", new)


def _without(own: Iterable[str], others: Iterable[str]) -> list[str]:
    stems = {_stem(other) for other in others}
    return [word for word in own if _stem(word) not in stems]


def _negates(word: str, other: str) -> bool:
    """Return whether a word is another one with a prefix that turns its meaning around."""
    return any(
        word.startswith(prefix) and _stem(word[len(prefix) :].lstrip("-")) == _stem(other)
        for prefix in _NEGATIONS
        if len(word) > len(prefix) + 1
    )


@cache
def _stem(word: str) -> str:
    """Return a word without its ending, so that ``enabled`` is ``enable``."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    # As in stopped and stop.
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl" else word


@cache
def _sides() -> dict[str, set[tuple[int, int]]]:
    """Return by word in which groups it is, and on which side."""
    found: dict[str, set[tuple[int, int]]] = {}
    for group, line in enumerate(_SIDES.strip().splitlines()):
        for side, listed in enumerate(line.split(":")):
            for word in listed.split():
                found.setdefault(_stem(word), set()).add((group, side))
    return found
