"""Probable renames: a removal and an addition side by side that look like one element under two names.

A rename stays what it is, a removal; it is only presented with the name that probably replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from drift.changes.difference import Difference, Event
from drift.schema.element import SPECIFIED_SCALARS, TYPE_KINDS, Element, Kind
from drift.schema.types import named_type

_RENAMED = TYPE_KINDS | {
    Kind.FIELD,
    Kind.ARGUMENT,
    Kind.INPUT_FIELD,
    Kind.ENUM_VALUE,
    Kind.DIRECTIVE_ARGUMENT,
}
_SIMILAR_NAME = 0.6
_SIMILAR_SHAPE = 0.7
_MAX_CANDIDATES = 60
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_QUOTED_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")

_Group = tuple[Kind, str]


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
    found: dict[int, str] = {}
    for group, removals in removed.items():
        found.update(_pair(removals, added.get(group, [])))
    return found


def _owner(difference: Difference) -> str:
    owners = difference.old_owners or difference.new_owners
    return owners[-1].coordinate if owners else ""


def _pair(removals: Sequence[Difference], additions: Sequence[Difference]) -> dict[int, str]:
    found: dict[int, str] = {}
    scored: list[tuple[float, str, str, int]] = []
    taken: set[str] = set()
    if len(removals) <= _MAX_CANDIDATES and len(additions) <= _MAX_CANDIDATES:
        for removal in removals:
            for addition in additions:
                score = _score(removal.old, addition.new)
                if score > 0:
                    scored.append((-score, removal.coordinate, addition.coordinate, id(removal)))
    for removal in removals:
        named = _named_by_reason(removal)
        if named is not None:
            found[id(removal)] = named
            taken.add(named)
    for _, _, coordinate, key in sorted(scored):
        if key not in found and coordinate not in taken:
            found[key] = coordinate
            taken.add(coordinate)
    return found


def _score(old: Element, new: Element) -> float:
    """Return how probably two elements are one under two names; 0 when they are not.

    Shape counts first: without it no name is similar enough. A shape that many elements share, such as a
    plain String, says little, so the names must then be similar too.
    """
    shape = _shape_likeness(old, new)
    if shape < _SIMILAR_SHAPE:
        return 0
    name = _name_likeness(old.name, new.name)
    same_words = old.description is not None and old.description == new.description
    is_telling = shape * _weight(old) >= 1
    if name < _SIMILAR_NAME and not same_words and not is_telling:
        return 0
    return 2 * shape + name + (1 if same_words else 0)


def _shape_likeness(old: Element, new: Element) -> float:
    """Return from 0 to 1 how much two elements agree in everything but their names."""
    if old.kind is Kind.ENUM_VALUE:
        return 1
    if old.kind in TYPE_KINDS:
        before, after = _members(old), _members(new)
        if not before and not after:
            return 1
        return 2 * len(before & after) / (len(before) + len(after))
    if old.type != new.type:
        return 0
    before, after = _members(old), _members(new)
    return 1 if before == after else 2 * len(before & after) / (len(before) + len(after))


def _members(element: Element) -> set[tuple[str, str]]:
    """Return names and types of the members; a type's reference to itself counts as that."""
    return {
        (member.name, re.sub(rf"\b{re.escape(element.name)}\b", "=", member.type or ""))
        for member in element.children
        if member.kind is not Kind.APPLIED_DIRECTIVE
    }


def _weight(element: Element) -> float:
    """Return how much an equal shape says; from 1 on it says enough without the name.

    A type with several members, or a field with arguments and a type of its own, is seldom there twice.
    """
    members = len(_members(element))
    if element.kind in TYPE_KINDS:
        return members / 3
    is_own_type = element.type is not None and named_type(element.type) not in SPECIFIED_SCALARS
    return (members + is_own_type) / 2


def _name_likeness(old: str, new: str) -> float:
    """Return from 0 to 1 how similar two names are: by their words or by their letters, what is more."""
    before = {word.lower() for word in _WORDS.findall(old)}
    after = {word.lower() for word in _WORDS.findall(new)}
    words = 2 * len(before & after) / (len(before) + len(after)) if before and after else 0
    return max(words, SequenceMatcher(None, old.lower(), new.lower()).ratio())


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
