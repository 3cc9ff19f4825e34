"""Edits from the API's own words: what a deprecation says to use instead, where it exists, fits and means the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from drift.changes.opposites import are_opposite
from drift.mend import successor
from drift.mend.fitting import Misfit, fitted
from drift.mend.proposal import Case, Found, Move, Proposal, Refusal, Sides, Step, Subject, given
from drift.mend.successor import Unresolved, Way
from drift.operations.source import Document
from drift.operations.tree import Argument, Field, Literal, Node, Sort
from drift.operations.unknown import is_unknown
from drift.reports.edits import Tier
from drift.schema.element import Element, Kind
from drift.schema.types import is_non_null, named_type, nullable

# What the API's words may put between parentheses: nothing that a program's literal could take for code.
_HARMLESS = re.compile(r"[\w\s:,.\[\]{}-]*")
_INPUTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})


def advised(case: Case, subject: Subject, sides: Sides) -> Iterator[Found]:
    """Yield an edit for each place where an operation names an element of which the API says what to use instead."""
    try:
        named = successor.named(subject, sides)
    except Unresolved as why:
        yield Refusal(subject, str(why))
        return
    if named is None:
        return
    for node, document in case.places(subject.coordinate):
        try:
            if named.is_together:
                found = _all(named.texts, node, document, subject, sides)
            else:
                found = _first_that_fits(named.texts, node, document, subject, sides)
        except (Unresolved, Misfit) as why:
            yield Refusal(subject, str(why))
        else:
            if found is not None:
                yield found


def _all(
    names: tuple[str, ...], node: Node, document: Document, subject: Subject, sides: Sides
) -> Proposal | None:
    """Return the edit that selects several fields in the place of one.

    Raises:
        Unresolved, Misfit: One of them does not fit, or what is selected is not one plain field.
    """
    if subject.kind is not Kind.FIELD or not isinstance(node, Field):
        raise Unresolved(f"the API names several: {', '.join(names)}")
    if node.end - node.start != len(node.name.value):
        raise Unresolved(f"the API names {' and '.join(names)}, which can't both have what {node.answer} has")
    texts, notes = [], []
    for name in names:
        proposal = _of_field(name, node, document, subject, sides)
        step = proposal.moves[0]
        if len(proposal.moves) > 1 or not isinstance(step, Step):
            raise Unresolved(f"the API names several: {', '.join(names)}")
        texts.append(step.text.removeprefix(f"{node.name.value}: "))
        notes.append(proposal.note)
    note = ", ".join(dict.fromkeys(note for note in notes if note))
    return _proposal(subject, document, node, [Step(document, node.start, node.end, " ".join(texts))], note)


def _first_that_fits(
    names: tuple[str, ...], node: Node, document: Document, subject: Subject, sides: Sides
) -> Proposal | None:
    """Return the edit for the first of several alternatives that fits; None where the node names something else.

    Raises:
        Unresolved, Misfit: None does; says why the first one does not.
    """
    first: Exception | None = None
    for name in names:
        try:
            return _of_node(name, node, document, subject, sides)
        except (Unresolved, Misfit) as why:
            first = first or why
    assert first is not None  # noqa: S101 - there is at least one name
    raise first


def _of_node(text: str, node: Node, document: Document, subject: Subject, sides: Sides) -> Proposal | None:
    if subject.kind is Kind.FIELD and isinstance(node, Field):
        return _of_field(text, node, document, subject, sides)
    if subject.kind in _INPUTS and isinstance(node, Argument):
        return _of_input(text, node, document, subject, sides)
    if subject.kind is Kind.ENUM_VALUE and isinstance(node, Literal) and node.sort is Sort.ENUM:
        return _of_value(text, node, document, subject, sides)
    return None


def _proposal(
    subject: Subject, document: Document, node: Node, moves: list[Move], note: str = ""
) -> Proposal:
    return Proposal(subject, Tier.ADVICE, (document, node.start), tuple(moves), note)


def _refuse_opposite(name: str, instead: str) -> None:
    if are_opposite(name, instead):
        raise Unresolved(f"the API names {instead}, which may mean the opposite of {name}, or another unit")


def _of_field(text: str, node: Field, document: Document, subject: Subject, sides: Sides) -> Proposal:
    old = sides.old.by_coordinate.get(subject.coordinate)
    if old is None:
        raise Unresolved(f"{subject.coordinate} is not in the old schema")
    way = successor.completed(successor.way_of(text, subject.owner, subject.name, sides), old, sides)
    if not _HARMLESS.fullmatch(way.arguments):
        raise Unresolved("the API names arguments that hold text")
    last = way.fields[-1]
    _refuse_opposite(old.name, last.name)
    new = last if len(way.fields) == 1 else _with_lists(way)
    inner, note = fitted(sides, document, node.selection_set, old, new)
    _refuse_missing(way, node)
    if any(each.deprecation is not None for each in way.fields):
        gone = next(each for each in way.fields if each.deprecation is not None)
        raise Unresolved(f"the API names {gone.coordinate}, which is deprecated too")
    return _proposal(subject, document, node, [*_replaced(way, node, document), *inner], note)


def _with_lists(way: Way) -> Element:
    """Return the last field of a way with the lists that are on the way, as the answer has them."""
    last = way.fields[-1]
    type_ = last.type or ""
    for field in reversed(way.fields[:-1]):
        lists = (field.type or "").count("[")
        type_ = f"{'[' * lists}{type_}{']' * lists}"
        if not is_non_null(field.type or ""):
            type_ = nullable(type_)
    return replace(last, type=type_)


def _refuse_missing(way: Way, node: Field) -> None:
    """Raise where a field on the way needs an argument that nobody gives."""
    given_there = {each.name.value for each in node.arguments}
    for number, field in enumerate(way.fields):
        known = given_there if number + 1 == len(way.fields) else set[str]()
        for argument in field.of_kind(Kind.ARGUMENT):
            is_required = is_non_null(argument.type or "") and argument.default is None
            if (
                is_required
                and argument.name not in known
                and f"{argument.name}:" not in way.arguments.replace(" ", "")
            ):
                raise Unresolved(f"{field.coordinate} needs the argument {argument.name}")
    last = way.fields[-1]
    accepted = {argument.name for argument in last.of_kind(Kind.ARGUMENT)}
    refused = sorted(given_there - accepted)
    if refused:
        raise Unresolved(f"{last.coordinate} has no argument {refused[0]}")


def _replaced(way: Way, node: Field, document: Document) -> list[Move]:
    """Return the edits that put a way of fields in the place of a field.

    One field keeps the old one's name in the answer, so that the program finds it there. A longer way changes the
    answer's shape, as the API means it.
    """
    *outer, last = (field.name for field in way.fields)
    own: list[Move] = [given(document, node, way.arguments)] if way.arguments else []
    if not outer:
        name = last if node.alias else f"{node.name.value}: {last}"
        return [Step(document, node.name.start, node.name.end, name), *own]
    opening = "".join(f"{name} {{ " for name in outer)
    closing = " }" * len(outer)
    if any(is_unknown(each.name.value) for each in node.directives):
        raise Unresolved(f"what the program puts in after {node.name.value} may be a part of it")
    end = node.end
    if end == node.name.end and not own:
        before = document.text[node.start : node.name.start]
        return [Step(document, node.start, end, f"{opening}{before}{last}{closing}")]
    return [
        Step(document, node.start, node.start, opening),
        Step(document, node.name.start, node.name.end, last),
        *own,
        Step(document, end, end, closing),
    ]


def _of_input(text: str, node: Argument, document: Document, subject: Subject, sides: Sides) -> Proposal:
    old, owner = sides.old.by_coordinate.get(subject.coordinate), sides.new.by_coordinate.get(subject.owner)
    if old is None or owner is None:
        raise Unresolved(f"{subject.owner} is gone")
    siblings = owner.of_kind(old.kind)
    found = successor.input_of(text, siblings, owner.coordinate, sides)
    target = found.inner or found.element
    _refuse_opposite(old.name, target.name)
    if named_type(old.type or "") != named_type(target.type or ""):
        raise Misfit(f"{target.coordinate} is {target.type}, which is not {old.type}")
    is_null = isinstance(node.value, Literal) and node.value.sort is Sort.NULL
    if found.inner is None or is_null:
        return _proposal(
            subject, document, node, [Step(document, node.name.start, node.name.end, found.element.name)]
        )
    return _proposal(
        subject,
        document,
        node,
        [
            Step(document, node.name.start, node.name.end, f"{found.element.name}: {{{found.inner.name}"),
            Step(document, node.end, node.end, "}"),
        ],
    )


def _of_value(text: str, node: Literal, document: Document, subject: Subject, sides: Sides) -> Proposal:
    enum = sides.new.types.get(subject.owner)
    name = text.rpartition(".")[2].rpartition("#")[2]
    if (
        enum is None
        or enum.child(Kind.ENUM_VALUE, name) is None
        or text not in (name, f"{subject.owner}.{name}")
    ):
        raise Unresolved(f"the API names {text}, which {subject.owner} does not have")
    _refuse_opposite(subject.name, name)
    return _proposal(subject, document, node, [Step(document, node.start, node.end, name)])
