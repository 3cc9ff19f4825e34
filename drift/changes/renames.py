"""Probable renames: a removal and an addition side by side that look like one element under two names.

A rename stays what it is, a removal; it is only presented with the name that probably replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.schema.element import SPECIFIED_SCALARS, TYPE_KINDS, Element, Kind
from drift.schema.types import named_type

_RENAMED = TYPE_KINDS | {
    Kind.FIELD,
    Kind.ARGUMENT,
    Kind.INPUT_FIELD,
    Kind.ENUM_VALUE,
    Kind.DIRECTIVE_ARGUMENT,
}
_SIMILAR_SHAPE = 0.7
_MAX_PAIRS = 20_000
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_QUOTED_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")

_Group = tuple[Kind, str]
_Shape = frozenset[tuple[str, str]]


def find(differences: Iterable[Difference]) -> dict[int, str]:
    """Return the coordinate that probably replaces each removed element, by ``id()`` of the removal.

    Candidates are the elements of the same kind added to the same owner, and for something deprecated the
    sibling that its reason names. Each candidate is given once, best matches first.
    """
    removed: dict[_Group, list[Difference]] = {}
    added: dict[_Group, list[Difference]] = {}
    for difference in differences:
        if difference.kind in _RENAMED and difference.event is not Event.ALTERED:
            group = (difference.kind, _owner(difference))
            side = removed if difference.event is Event.REMOVED else added
            side.setdefault(group, []).append(difference)
    matcher = _Matcher()
    found: dict[int, str] = {}
    for group, removals in removed.items():
        found.update(matcher.pair(removals, added.get(group, [])))
    return found


def _owner(difference: Difference) -> str:
    owners = difference.old_owners or difference.new_owners
    return owners[-1].coordinate if owners else ""


class _Matcher:
    """Scores removals against additions; remembers shapes, which are compared many times."""

    def __init__(self) -> None:
        self._members: dict[int, _Shape] = {}
        self._telling: dict[int, bool] = {}

    def pair(self, removals: Sequence[Difference], additions: Sequence[Difference]) -> dict[int, str]:
        """Return the coordinates that replace the removals of one owner, by ``id()`` of the removal."""
        found: dict[int, str] = {}
        for removal in removals:
            named = _named_by_reason(removal)
            if named is not None:
                found[id(removal)] = named
        if len(removals) * len(additions) > _MAX_PAIRS:
            return found
        scored: list[tuple[float, str, str, int]] = []
        for removal in removals:
            for addition in additions:
                score = self._score(removal, addition.new)
                if score > 0:
                    scored.append((-score, removal.coordinate, addition.coordinate, id(removal)))
        taken = set(found.values())
        for _, _, coordinate, key in sorted(scored):
            if key not in found and coordinate not in taken:
                found[key] = coordinate
                taken.add(coordinate)
        return found

    def _score(self, removal: Difference, new: Element) -> float:
        """Return how probably two elements are one under two names; 0 when they are not.

        Shape counts first: without it no name is similar enough. A shape that others share, such as a plain
        String, says little, so the names or the descriptions must then agree too.
        """
        old = removal.old
        shape = self._shape_likeness(old, new)
        if shape < _SIMILAR_SHAPE:
            return 0
        has_same_words = old.description is not None and old.description == new.description
        if not (_are_similar_names(old.name, new.name) or has_same_words or self._is_telling(removal)):
            return 0
        letters = SequenceMatcher(None, old.name.lower(), new.name.lower()).ratio()
        return 2 * shape + letters + has_same_words

    def _shape_likeness(self, old: Element, new: Element) -> float:
        """Return from 0 to 1 how much two elements agree in everything but their names."""
        if old.kind is Kind.ENUM_VALUE:
            return 1
        if old.type != new.type:
            return 0
        before, after = self._shape(old), self._shape(new)
        return 1 if before == after else 2 * len(before & after) / (len(before) + len(after))

    def _shape(self, element: Element) -> _Shape:
        """Return names and types of the members; a type's reference to itself counts as that."""
        shape = self._members.get(id(element))
        if shape is None:
            itself = re.compile(rf"\b{re.escape(element.name)}\b")
            shape = self._members[id(element)] = frozenset(
                (member.name, itself.sub("=", member.type or ""))
                for member in element.children
                if member.kind is not Kind.APPLIED_DIRECTIVE
            )
        return shape

    def _is_telling(self, removal: Difference) -> bool:
        """Return whether the shape says enough without the name.

        A type with several members, or a field with arguments and a type of its own, does, unless another one
        beside it has the same shape.
        """
        if id(removal) not in self._telling:
            self._telling[id(removal)] = self._is_rare(removal)
        return self._telling[id(removal)]

    def _is_rare(self, removal: Difference) -> bool:
        old = removal.old
        members = len(self._shape(old))
        if old.kind in TYPE_KINDS:
            siblings = tuple(removal.sides.old.types.values())
            is_rich = members >= 3
        else:
            siblings = removal.old_owners[-1].children
            is_own_type = old.type is not None and named_type(old.type) not in SPECIFIED_SCALARS
            is_rich = members + is_own_type >= 2
        return is_rich and not any(
            sibling is not old and sibling.kind is old.kind and self._shape_likeness(old, sibling) == 1
            for sibling in siblings
        )


def _are_similar_names(old: str, new: str) -> bool:
    """Return whether two names share most of their words, or nearly all of their letters."""
    before = {word.lower() for word in _WORDS.findall(old)}
    after = {word.lower() for word in _WORDS.findall(new)}
    common = len(before & after)
    if common and (before <= after or after <= before or 2 * common / (len(before) + len(after)) >= 0.75):
        return True
    letters = SequenceMatcher(None, old.lower(), new.lower())
    # The two upper bounds are cheap, and nearly every pair of names stops at one of them.
    return letters.real_quick_ratio() >= 0.8 and letters.quick_ratio() >= 0.8 and letters.ratio() >= 0.8


def _named_by_reason(removal: Difference) -> str | None:
    """Return the sibling in the new schema that the deprecation reason of a removed element names."""
    old = removal.old
    if old.deprecation is None or not removal.new_owners:
        return None
    owner = removal.new_owners[-1]
    siblings = {member.name: member for member in owner.of_kind(old.kind)}
    for name in _QUOTED_NAME.findall(old.deprecation):
        if name in siblings and not _is_common_word(name, old.deprecation):
            return siblings[name].coordinate
    return None


def _is_common_word(name: str, reason: str) -> bool:
    """Return whether a name may only be a word of the sentence: ``state`` in "this state is gone"."""
    is_marked = re.search(rf"[`'\"*.]{re.escape(name)}\b|\b{re.escape(name)}[`'\"*(:]", reason) is not None
    follows_use = (
        re.search(rf"\b(?:[Uu]se|by|of|to|with)\s+(?:the\s+)?{re.escape(name)}\b", reason) is not None
    )
    return not (is_marked or follows_use or (name.isascii() and re.search(r"[a-z][A-Z]|_", name)))
