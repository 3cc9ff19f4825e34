"""What a deprecation reason names, found in the new schema: a field, a way of fields, an argument, a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drift.mend.proposal import Sides, Subject
from drift.operations import core
from drift.operations.tree import Field
from drift.schema.announcement import read_announcement
from drift.schema.element import Element, Kind, Schema
from drift.schema.names import words
from drift.schema.position import COMPOSITE_KINDS, Positions
from drift.schema.types import named_type

_COORDINATE = re.compile(r"(?P<owner>[_A-Za-z]\w*)[.#](?P<name>[_A-Za-z]\w*)(?:\(\))?")
_OF_ARGUMENT = re.compile(r"(?:(?P<owner>[_A-Za-z][\w.]*)\(\s*)?(?P<name>[_A-Za-z]\w*):?\s*\)?")
_INSIDE = re.compile(r"(?P<name>[_A-Za-z]\w*)(?:\s*:\s*\{\s*|\.)(?P<inner>[_A-Za-z]\w*)(?:\s*:)?\s*\}?")
_SPAN = re.compile(r"`([_A-Za-z]\w*)`")
_NAME = re.compile(r"[_A-Za-z]\w*(?:\(\))?")
_WAY = re.compile(r"[_A-Za-z]\w*(?:\.[_A-Za-z]\w*)+")
_JOINED = r"[`'\"]?\s*(?:\(\))?[,;]?\s*(?:%s)\s*(?:(?:use|the|a)\s+)*[`'\"]?"
_OR = re.compile(_JOINED % r"\bor\b|/", re.IGNORECASE)
_AND = re.compile(_JOINED % r"\band\b|,|&", re.IGNORECASE)


class Unresolved(Exception):
    """What a reason names is not there, or is not one thing; the message says so, half a sentence."""


@dataclass(frozen=True, slots=True)
class Way:
    """Fields that lead from a type to what replaces one of its fields.

    Attributes:
        fields: The fields of the new schema, in order; at least one.
        arguments: What the reason gives the last of them, as it is written there; empty for nothing.
    """

    fields: tuple[Element, ...]
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What the API says to use instead of something.

    Attributes:
        texts: As it is written there.
        is_together: All of them, instead of any one.
    """

    texts: tuple[str, ...]
    is_together: bool = False


def named(subject: Subject, sides: Sides) -> Named | None:
    """Return what the API says to use instead of an element, None when it says nothing.

    Raises:
        Unresolved: Several things are named, and not how they belong together.
    """
    for reason in sides.reasons(subject.coordinate):
        found = read_announcement(reason).successors
        if not found:
            continue
        if len(found) == 1:
            _refuse_others(reason, subject, found[0], sides)
            return Named((*found, *_elsewhere(reason, subject, found[0], sides)))
        if _are_joined(found, reason, _OR):
            return Named(found)
        if _are_joined(found, reason, _AND):
            return Named(found, is_together=True)
        raise Unresolved(f"the API names several: {', '.join(found)}")
    return None


def _refuse_others(reason: str, subject: Subject, name: str, sides: Sides) -> None:
    """Raise where a reason has the name of another field of the same type: each may be for its own case."""
    type_ = sides.new.types.get(subject.owner)
    if type_ is None or subject.kind is not Kind.FIELD:
        return
    for other in _SPAN.findall(reason):
        if other != subject.name and other not in name and type_.child(Kind.FIELD, other) is not None:
            raise Unresolved(f"the API names several: {name}, {other}")


def _elsewhere(reason: str, subject: Subject, name: str, sides: Sides) -> Iterator[str]:
    """Yield the one other field of the same type that a reason names by its coordinate, if it names one that exists."""
    type_ = sides.new.types.get(subject.owner)
    found = {
        match[0]
        for match in _COORDINATE.finditer(reason)
        if type_ is not None
        and match["owner"] == subject.owner
        and match[0] != name
        and (type_.child(Kind.FIELD, match["name"]) or type_.child(Kind.FIELD, _camel(match["name"])))
    }
    if len(found) == 1:
        yield from found


def _are_joined(names: Sequence[str], reason: str, by: re.Pattern[str]) -> bool:
    """Return whether a reason puts no more than "or", or "and", between names."""
    position = 0
    for number, name in enumerate(names):
        at = reason.find(name, position)
        if at < 0 or (number and not by.fullmatch(reason[position:at])):
            return False
        position = at + len(name)
    return True


def way_of(text: str, owner: str, name: str, sides: Sides) -> Way:
    """Return the fields that a reason means by a text.

    Args:
        text: A name, a coordinate, a way such as ``assignee.email``, or a selection such as ``assignee { email }``.
        owner: The type of the field that is to be replaced.
        name: That field's name.
        sides: Both schemas.

    Raises:
        Unresolved: There is nothing like it, or several things.
    """
    type_ = sides.new.types.get(sides.renamed.get(owner, owner))
    if type_ is None:
        raise Unresolved(f"{owner} is gone")
    if _NAME.fullmatch(text):
        return Way((_field(type_, text.removesuffix("()")),))
    match = _COORDINATE.fullmatch(text)
    if match is not None and match["owner"] in sides.new.types:
        return _of_coordinate(type_, match["owner"], match["name"], sides)
    if _WAY.fullmatch(text):
        return Way(tuple(_walked(type_, text.split("."), sides.new)))
    # The first field of a selection may be written with its type.
    owner_, dot, rest = text.partition(".")
    return _of_selection(type_, rest if dot and owner_ in (owner, type_.name) else text, sides.new)


def _field(type_: Element, name: str) -> Element:
    """Return a field; a name as the server's language writes it is the one of the schema too."""
    found = type_.child(Kind.FIELD, name) or type_.child(Kind.FIELD, _camel(name))
    if found is None:
        raise Unresolved(f"the API names {name}, which {type_.name} does not have")
    return found


def _camel(name: str) -> str:
    first, *others = name.strip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _of_coordinate(type_: Element, owner: str, name: str, sides: Sides) -> Way:
    """Return the way to a field that is named with its type: of the same type, or of the one type that a field gives."""
    positions = sides.new.once(Positions)
    own = {
        type_.name,
        *positions.possible_types.get(type_.name, ()),
        *positions.abstract_types.get(type_.name, ()),
    }
    if owner in own:
        return Way((_field(type_, name),))
    other = sides.new.types[owner]
    field = _field(other, name)
    leading = [
        each
        for each in type_.of_kind(Kind.FIELD)
        if named_type(each.type or "") == owner and each.deprecation is None
    ]
    if len(leading) != 1:
        how = "no field leads" if not leading else f"{len(leading)} fields lead"
        raise Unresolved(f"the API names {owner}.{name}, to which {how} from {type_.name}")
    return Way((leading[0], field))


def _walked(type_: Element, names: Sequence[str], schema: Schema) -> Iterator[Element]:
    for number, name in enumerate(names):
        field = _field(type_, name)
        yield field
        if number + 1 < len(names):
            inner = schema.types.get(named_type(field.type or ""))
            if inner is None or inner.kind not in COMPOSITE_KINDS:
                raise Unresolved(f"{field.coordinate} has no fields")
            type_ = inner


def _of_selection(type_: Element, text: str, schema: Schema) -> Way:
    selections = core.read_selections(text)
    if selections is None:
        raise Unresolved(f"what the API names can't be read as a selection: {text}")
    names: list[str] = []
    arguments = ""
    current = selections
    while current:
        first = current[0]
        if len(current) > 1 or not isinstance(first, Field) or first.directives or arguments:
            raise Unresolved(f"the API names more than one field: {text}")
        names.append(first.name.value)
        # The text was read between braces, of which the first one is before it.
        arguments = ", ".join(text[each.start - 2 : each.end - 2] for each in first.arguments)
        current = () if first.selection_set is None else first.selection_set.selections
    return Way(tuple(_walked(type_, names, schema)), arguments)


def completed(way: Way, old: Element, sides: Sides) -> Way:
    """Return a way that ends in a leaf as the replaced field does.

    Where an object is named that has the field under the rest of its name, as ``assignee`` has ``email`` for
    ``assigneeEmail``, that is meant. Where it has the whole name, as ``announcementBanner`` for ``announcement``, its
    only field of the same type is.
    """
    last = way.fields[-1]
    old_type, type_ = (
        sides.old.types.get(named_type(old.type or "")),
        sides.new.types.get(named_type(last.type or "")),
    )
    is_leaf = old_type is None or old_type.kind not in COMPOSITE_KINDS
    if not is_leaf or type_ is None or type_.kind not in COMPOSITE_KINDS:
        return way
    same = [
        each
        for each in type_.of_kind(Kind.FIELD)
        if named_type(each.type or "") == named_type(old.type or "")
    ]
    rest = _rest(old.name, last.name)
    for each in same:
        if rest and each.name.lower() in (rest, f"is{rest}"):
            return Way((*way.fields, each))
    if not rest and len(same) == 1 and last.name.lower().startswith(old.name.lower()):
        # The object is what the field was, and one field of it can be meant.
        return Way((*way.fields, same[0]))
    raise Unresolved(f"the API names {last.coordinate}, and not which field of {type_.name}")


def _rest(name: str, successor: str) -> str:
    """Return a name without the words with which another one begins too, in small letters."""
    own, others = words(name), words(successor)
    count = 0
    while count < min(len(own), len(others)) and own[count] == others[count]:
        count += 1
    return "".join(own[count:]) if count else ""


@dataclass(frozen=True, slots=True)
class Input:
    """An argument or input field that replaces another one.

    Attributes:
        element: It.
        inner: The field of it that is meant; None when it is meant itself.
    """

    element: Element
    inner: Element | None = None


def input_of(text: str, siblings: Sequence[Element], owner: str, sides: Sides) -> Input:
    """Return the argument or input field that a reason means by a text: ``b``, ``T.f(b:)``, ``b: { c }``, ``b.c``.

    Args:
        text: What is written there.
        siblings: The arguments of the same field, or the fields of the same input object.
        owner: The coordinate of the field, or the input object.
        sides: Both schemas.

    Raises:
        Unresolved: There is nothing like it.
    """
    by_name = {each.name: each for each in siblings}
    match = _OF_ARGUMENT.fullmatch(text)
    if (
        match is not None
        and match["name"] in by_name
        and match["owner"] in (None, owner, owner.rpartition(".")[2])
    ):
        return Input(by_name[match["name"]])
    match = _COORDINATE.fullmatch(text)
    if match is not None and match["owner"] == owner and match["name"] in by_name:
        return Input(by_name[match["name"]])
    match = _INSIDE.fullmatch(text)
    if match is not None and match["name"] in by_name:
        outer = by_name[match["name"]]
        type_ = sides.new.types.get(named_type(outer.type or ""))
        inner = None if type_ is None else type_.child(Kind.INPUT_FIELD, match["inner"])
        if inner is not None:
            return Input(outer, inner)
    raise Unresolved(f"the API names {text}, which {owner} does not have")
