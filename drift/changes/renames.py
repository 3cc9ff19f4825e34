"""What replaces a removed element: by the API's own words, and what at most looks as if it did.

A rename stays what it is, a removal; it is only presented with the name that replaces it. Likeness proves nothing: what
merely looks alike is named so that the reader compares the two, and only where everything but the name is equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.opposites import are_opposite, differ_in_number
from drift.schema.element import SPECIFIED_SCALARS, TYPE_KINDS, Element, Kind
from drift.schema.names import words
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

_KEYWORDS = {
    Kind.SCALAR: "scalar",
    Kind.OBJECT: "type",
    Kind.INTERFACE: "interface",
    Kind.UNION: "union",
    Kind.ENUM: "enum",
    Kind.INPUT_OBJECT: "input",
}

# Gives what versions said of an element in its deprecation, the latest first.
Reasons = Callable[[str], Sequence[str]]
_Group = tuple[Kind, str]
_Shape = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Renames:
    """What replaces removed elements, by ``id()`` of the removal.

    Attributes:
        reasons: Why it was deprecated, as it was said last.
        advised: The coordinate that a deprecation reason names.
        perhaps: An element that is equal in everything but its name, to be compared.
        alike: What is enough alike that changes of type to it come from the removal.
    """

    reasons: Mapping[int, str] = field(default_factory=dict)
    advised: Mapping[int, str] = field(default_factory=dict)
    perhaps: Mapping[int, Element] = field(default_factory=dict)
    alike: Mapping[int, str] = field(default_factory=dict)


def nothing_said(_coordinate: str) -> Sequence[str]:
    """Return no reasons, where no other versions are known."""
    return ()


def find(differences: Iterable[Difference], reasons: Reasons = nothing_said) -> Renames:
    """Return what replaces removed elements.

    Advice names a sibling in the new schema. What looks alike is an element of the same kind that was added to the same
    owner; each is given once, best matches first.

    Args:
        differences: All differences between two schemas.
        reasons: Gives what other versions said of an element in its deprecation, the latest first.
    """
    removed: dict[_Group, list[Difference]] = {}
    added: dict[_Group, list[Difference]] = {}
    for difference in differences:
        if difference.kind in _RENAMED and difference.event is not Event.ALTERED:
            group = (difference.kind, _owner(difference))
            side = removed if difference.event is Event.REMOVED else added
            side.setdefault(group, []).append(difference)
    said = {
        id(each): _reasons(each, reasons)
        for removals in removed.values()
        for each in removals
        if each.kind not in TYPE_KINDS
    }
    matcher = _Matcher()
    advised: dict[int, str] = {}
    perhaps: dict[int, Element] = {}
    alike: dict[int, str] = {}
    for group, removals in removed.items():
        named = {
            id(removal): element.coordinate
            for removal in removals
            if (element := _advised(removal, said.get(id(removal), ()))) is not None
        }
        advised.update(named)
        additions = [each for each in added.get(group, ()) if each.coordinate not in named.values()]
        found = matcher.pair(
            [each for each in removals if not _has_advice(said.get(id(each), ()))], additions
        )
        alike.update({key: element.coordinate for key, (_, element) in found.items()})
        perhaps.update(
            {
                key: element
                for key, (removal, element) in found.items()
                if _is_perhaps(removal, element, additions)
            }
        )
    first = {key: texts[0] for key, texts in said.items() if texts}
    return Renames(first, advised, perhaps, alike)


def _reasons(removal: Difference, reasons: Reasons) -> Sequence[str]:
    """Return why an element was deprecated, the latest first; other versions are asked where the old one is silent."""
    own = removal.old.deprecation
    return reasons(removal.coordinate) if own is None else (own,)


def _advised(removal: Difference, reasons: Sequence[str]) -> Element | None:
    """Return the element beside a removed one that the latest reason with any advice says to use."""
    for reason in reasons:
        if _successors(reason):
            return _sibling(removal, reason)
    return None


def _sibling(removal: Difference, reason: str) -> Element | None:
    """Return the element beside a removed one that a reason says to use; None when it names none or several."""
    if not removal.new_owners:
        return None
    owner = removal.new_owners[-1]
    names = dict.fromkeys(_own_name(text, owner) for text in _successors(reason))
    siblings = {member.name: member for member in owner.of_kind(removal.old.kind)}
    found = [siblings[name] for name in names if name in siblings]
    if len(found) != 1 or len(names) != 1 or are_opposite(removal.old.name, found[0].name):
        return None
    return found[0]


def _successors(reason: str) -> Sequence[str]:
    """Return what a deprecation reason names to use instead."""
    # The reader's patterns take longer to compile than most comparisons take, and most have no reason to read.
    from drift.schema.announcement import read_announcement

    return read_announcement(reason).successors


def _own_name(text: str, owner: Element) -> str:
    """Return the name of a sibling as it is without its owner: ``b`` of ``A.b``, of ``A#b`` and of ``a(b:)``."""
    match = re.fullmatch(r"(?:(?P<owner>[\w.@]+)[.#(])?(?P<name>\w+)(?:\(\))?(?::?\))?", text)
    if match is None or match["owner"] not in (None, owner.name, owner.coordinate):
        return text
    return match["name"]


def _has_advice(reasons: Iterable[str]) -> bool:
    return any(map(_successors, reasons))


def _is_perhaps(removal: Difference, element: Element, additions: Sequence[Difference]) -> bool:
    """Return whether an element may have taken the place of another one.

    Everything but the name is equal, no other addition is, and neither does the name mean the opposite nor is it a
    mutation's, of which a wrong one does harm.
    """
    old = removal.old
    roots = removal.sides.old.roots
    if any(owner.name == roots.get("mutation") for owner in removal.old_owners):
        return False
    if are_opposite(old.name, element.name) or differ_in_number(old.name, element.name):
        return False
    if but_for_the_name(old) != but_for_the_name(element):
        return False
    return sum(
        but_for_the_name(old) == but_for_the_name(each.new) for each in additions
    ) == 1 or _are_similar_names(old.name, element.name)


def but_for_the_name(element: Element) -> tuple[object, ...]:
    """Return everything that an element is apart from its name; a type's reference to itself counts as that."""
    itself = re.compile(rf"\b{re.escape(element.name)}\b")
    members = tuple(
        (
            each.kind,
            each.name,
            itself.sub("=", each.type or ""),
            each.default,
            each.description,
            _arguments(each),
        )
        for each in element.children
        if each.kind is not Kind.APPLIED_DIRECTIVE
    )
    is_type = element.kind in TYPE_KINDS
    type_ = itself.sub("=", element.type or "") if is_type else element.type
    return element.kind, type_, element.default, element.description, members


def _arguments(element: Element) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple((each.name, each.type, each.default) for each in element.of_kind(Kind.ARGUMENT))


def signature(element: Element) -> str:
    """Return an element as a reader compares it with another one: ``alerts(first: Int): [Alert]``, ``type User``."""
    if element.kind in TYPE_KINDS:
        return f"{_KEYWORDS[element.kind]} {element.name}"
    arguments = ", ".join(f"{each.name}: {each.type}" for each in element.of_kind(Kind.ARGUMENT))
    given = f"({arguments})" if arguments else ""
    return f"{element.name}{given}" if element.type is None else f"{element.name}{given}: {element.type}"


def _owner(difference: Difference) -> str:
    owners = difference.old_owners or difference.new_owners
    return owners[-1].coordinate if owners else ""


class _Matcher:
    """Scores removals against additions; remembers shapes, which are compared many times."""

    def __init__(self) -> None:
        self._members: dict[int, _Shape] = {}
        self._telling: dict[int, bool] = {}
        self._rest: dict[int, tuple[object, ...]] = {}

    def pair(
        self, removals: Sequence[Difference], additions: Sequence[Difference]
    ) -> dict[int, tuple[Difference, Element]]:
        """Return which addition looks like each removal of one owner, by ``id()`` of the removal."""
        found: dict[int, tuple[Difference, Element]] = {}
        if len(removals) * len(additions) > _MAX_PAIRS:
            return found
        scored: list[tuple[float, str, str, int, int]] = []
        for place, removal in enumerate(removals):
            for number, addition in enumerate(additions):
                # What changes of type come from a type is asked of any that is similar; of the rest, only what is equal.
                if removal.kind not in TYPE_KINDS and not self._are_equal(removal.old, addition.new):
                    continue
                score = self._score(removal, addition.new)
                if score > 0:
                    scored.append((-score, removal.coordinate, addition.coordinate, place, number))
        taken: set[str] = set()
        for _, _, coordinate, place, number in sorted(scored):
            removal = removals[place]
            if id(removal) not in found and coordinate not in taken:
                found[id(removal)] = (removal, additions[number].new)
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

    def _are_equal(self, old: Element, new: Element) -> bool:
        for element in (old, new):
            if id(element) not in self._rest:
                self._rest[id(element)] = but_for_the_name(element)
        return self._rest[id(old)] == self._rest[id(new)]

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
    before, after = set(words(old)), set(words(new))
    common = len(before & after)
    if common and (before <= after or after <= before or 2 * common / (len(before) + len(after)) >= 0.75):
        return True
    letters = SequenceMatcher(None, old.lower(), new.lower())
    # The two upper bounds are cheap, and nearly every pair of names stops at one of them.
    return letters.real_quick_ratio() >= 0.8 and letters.quick_ratio() >= 0.8 and letters.ratio() >= 0.8
