"""Edits that follow from one change alone: nothing else is decided by them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from drift.changes import renames
from drift.changes.change import Change
from drift.changes.event import Event
from drift.changes.opposites import are_opposite, differ_in_number
from drift.mend.proposal import (
    Case,
    Found,
    Move,
    Proposal,
    Refusal,
    Sides,
    Step,
    Subject,
    given,
    items_of,
    variable_definition,
)
from drift.operations.source import Document
from drift.operations.tree import (
    Argument,
    Definition,
    Field,
    Literal,
    Name,
    Node,
    OperationDefinition,
    Sort,
    TypeReference,
    Variable,
    values_of,
    variables_in,
)
from drift.reports.edits import Tier
from drift.schema.element import TYPE_KINDS, Element, Kind, Schema
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

_INPUTS = frozenset({Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD})
_TYPED = frozenset({Kind.FIELD, *_INPUTS})
# Of which every value is one of the other.
_WIDER = {("Int", "Float"), ("Int", "ID"), ("String", "ID"), ("ID", "String")}
MAX_VALUES = 8


def renamed_types(changes: Sequence[Change], old: Schema, new: Schema) -> dict[str, str]:
    """Return the types that have another name and nothing else that is new, by their old names.

    Everything but the name is equal, and wherever the old schema names the old one, the new schema names the new one.
    """
    gone, come = (
        [
            side.types[change.coordinate]
            for change in changes
            if change.event is event and change.kind in TYPE_KINDS
        ]
        for side, event in ((old, Event.REMOVED), (new, Event.ADDED))
    )
    likely = {change.coordinate: change.perhaps for change in changes if change.perhaps is not None}
    before, after = (_by_rest(elements) for elements in (gone, come))
    found = {
        names[0]: after[rest][0]
        for rest, names in before.items()
        if len(names) == len(after.get(rest, ())) == 1
        and not are_opposite(names[0], after[rest][0])
        and not differ_in_number(names[0], after[rest][0])
    }
    uses = _uses(old, found.keys())
    return {
        name: other
        for name, other in found.items()
        if (uses.get(name) or likely.get(name) == other)
        and all(_names(new, each, other) for each in uses.get(name, ()) if not _is_inside(each, found))
    }


def _by_rest(elements: Iterable[Element]) -> dict[tuple[object, ...], list[str]]:
    """Return names by everything else that an element is."""
    found: dict[tuple[object, ...], list[str]] = {}
    for element in elements:
        found.setdefault(renames.but_for_the_name(element), []).append(element.name)
    return found


def _uses(schema: Schema, names: Collection[str]) -> dict[str, list[Element]]:
    """Return what names each of some types, by type."""
    found: dict[str, list[Element]] = {}
    for type_ in schema.types.values():
        for element in type_.walk():
            name = (
                element.name
                if element.kind in (Kind.UNION_MEMBER, Kind.IMPLEMENTS)
                else named_type(element.type or "")
            )
            if name in names and element is not type_:
                found.setdefault(name, []).append(element)
    return found


def _is_inside(element: Element, names: Mapping[str, str]) -> bool:
    """Return whether an element is in a type that is called something else now, and was compared with it."""
    return element.coordinate.partition(".")[0] in names


def _names(schema: Schema, use: Element, name: str) -> bool:
    """Return whether a schema names a type where another one named the type that it took the place of."""
    if use.kind in (Kind.UNION_MEMBER, Kind.IMPLEMENTS):
        type_ = schema.types.get(use.coordinate.partition(".")[0].partition(" ")[0])
        return type_ is not None and any(
            each.kind is use.kind and each.name == name for each in type_.children
        )
    found = schema.by_coordinate.get(use.coordinate)
    # What went altogether names neither.
    return found is None or named_type(found.type or "") == name


def following(
    case: Case, subject: Subject, sides: Sides, readers: Mapping[Definition, Sequence[Case]]
) -> Iterator[Found]:
    """Yield the edits that follow from a change at each place of an operation.

    Args:
        case: The operation.
        subject: What changed.
        sides: Both schemas.
        readers: The operations that each definition is part of.
    """
    if subject.kind in TYPE_KINDS and subject.new is None:
        yield from _of_type(case, subject, sides)
    elif subject.new is None and subject.kind in _INPUTS:
        yield from _without_default(case, subject, sides)
    elif subject.new is None and subject.kind is Kind.ENUM_VALUE:
        yield from _of_value(case, subject, sides)
    elif subject.kind in _INPUTS:
        if is_non_null(subject.new or ""):
            yield from _added(case, subject, readers)
        yield from _retyped(case, subject)


def _of_type(case: Case, subject: Subject, sides: Sides) -> Iterator[Found]:
    """Yield the new name of a type wherever an operation names it."""
    name = sides.renamed.get(subject.coordinate)
    if name is None:
        return
    for node, document in case.places(subject.coordinate):
        if isinstance(node, Name) and node.value == subject.coordinate:
            yield Proposal(
                subject,
                Tier.CONSEQUENCE,
                (document, node.start),
                (Step(document, node.start, node.end, name),),
                f"{subject.coordinate} is called {name} now, and nothing else of it changed",
            )


def _without_default(case: Case, subject: Subject, sides: Sides) -> Iterator[Found]:
    """Yield that an argument is left out which is gone and was given what it is by default."""
    old = sides.old.by_coordinate.get(subject.coordinate)
    for node, document in case.places(subject.coordinate):
        if old is not None and isinstance(node, Argument) and _is_default(node, old):
            moves = left_out(case, node, document)
            note = f"{subject.name} was given its default, {old.default or 'null'}"
            if moves:
                yield Proposal(subject, Tier.CONSEQUENCE, (document, node.start), moves, note)


def _is_default(node: Argument, old: Element) -> bool:
    value = node.value
    if not isinstance(value, Literal):
        return False
    return value.text == (old.default or "null")


def _of_value(case: Case, subject: Subject, sides: Sides) -> Iterator[Found]:
    """Yield the new default where an enum value that is gone was the default and is given as that."""
    holders = _holders(case)
    enum = sides.new.types.get(subject.owner)
    values = [item.name for item in enum.of_kind(Kind.ENUM_VALUE)] if enum is not None else []
    more = f" and {len(values) - MAX_VALUES:,} more" if len(values) > MAX_VALUES else ""
    left = ", ".join(values[:MAX_VALUES])
    for node, document in case.places(subject.coordinate):
        if not isinstance(node, Literal) or node.sort is not Sort.ENUM:
            continue
        holder = holders.get(node)
        names = () if holder is None else (case.usage.spots or {}).get(holder, ())
        coordinate = next((each for each in names if each in sides.old.by_coordinate), "")
        old, new = sides.old.by_coordinate.get(coordinate), sides.new.by_coordinate.get(coordinate)
        if (
            old is None
            or new is None
            or old.default != node.text
            or new.default is None
            or old.default == new.default
        ):
            yield Refusal(
                subject,
                f"{subject.coordinate} was removed; what is left: {left}{more}."
                if values
                else f"{subject.owner} is gone",
            )
            continue
        yield Proposal(
            subject,
            Tier.CONSEQUENCE,
            (document, node.start),
            (Step(document, node.start, node.end, new.default),),
            f"it was the default, which is {new.default} now",
        )


def _holders(case: Case) -> dict[Node, Argument]:
    """Return the argument or input field that each value is given to."""
    return {node.value: node for node in case.usage.spots or {} if isinstance(node, Argument)}


def _added(case: Case, subject: Subject, readers: Mapping[Definition, Sequence[Case]]) -> Iterator[Found]:
    """Yield a required argument or input field, given through a new variable of each operation that needs it."""
    for node, document in case.places(subject.owner):
        items = items_of(node)
        if items is None or subject.name in {item.name.value for item in items}:
            continue
        definition = case.usage.homes[node]
        users = readers.get(definition, (case,))
        operations = [
            each.document.item for each in users if isinstance(each.document.item.node, OperationDefinition)
        ]
        if len(operations) < len(users) or not operations:
            yield Refusal(subject, "no operation was found that could give it")
            continue
        taken = {
            variable.variable.name
            for item in operations
            if isinstance(item.node, OperationDefinition)
            for variable in item.node.variables
        }
        name = _free(subject.name, taken)
        moves: list[Move] = [given(document, node, f"{subject.name}: ${name}")]
        moves += [
            variable_definition(item.document, item.node, f"${name}: {subject.new}")
            for item in operations
            if isinstance(item.node, OperationDefinition)
        ]
        note = f"the program has to give ${name}, of type {subject.new}"
        yield Proposal(subject, Tier.CONSEQUENCE, (document, node.start), tuple(moves), note)
    if subject.kind is Kind.INPUT_FIELD and subject.owner in case.usage.held:
        yield Refusal(
            subject, f"Variables of type {subject.owner} must hold {subject.name}, of type {subject.new}."
        )


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 2, name
    while candidate in taken:
        candidate = f"{name}{number}"
        number += 1
    return candidate


def _retyped(case: Case, subject: Subject) -> Iterator[Found]:
    """Yield new types of the variables that are given for what changed its type."""
    operation = case.document.item
    if not isinstance(operation.node, OperationDefinition):
        return
    types = {each.variable.name: each for each in operation.node.variables}
    for node, _ in case.places(subject.coordinate):
        if not isinstance(node, Argument) or not isinstance(node.value, Variable):
            continue
        definition = types.get(node.value.name)
        if definition is None:
            continue
        type_ = _fitting(definition.type, subject.new or "", has_default=definition.default is not None)
        if type_ is not None and type_ != definition.type.text:
            yield Proposal(
                subject,
                Tier.CONSEQUENCE,
                (operation.document, definition.type.start),
                (Step(operation.document, definition.type.start, definition.type.end, type_),),
                f"the values of ${node.value.name} have to be of type {type_}",
            )


def _fitting(type_: TypeReference, wanted: str, *, has_default: bool) -> str | None:
    """Return the type that a variable needs so that all its values still are values of it; None when there is none."""
    before, after = named_type(type_.text), named_type(wanted)
    if before != after and (before, after) not in _WIDER:
        return None
    merged = _merged(type_.text, wanted)
    if merged is None:
        return None
    return nullable(merged) if has_default and not is_non_null(type_.text) else merged


def _merged(given_: str, wanted: str) -> str | None:
    """Return a type that is as strict as either of two, with the second one's name."""
    end = "!" if is_non_null(given_) or is_non_null(wanted) else ""
    one, other = nullable(given_), nullable(wanted)
    if is_list(other):
        # A single value is taken for a list of one.
        inner = _merged(item_type(one) if is_list(one) else one, item_type(other))
        return None if inner is None else f"[{inner}]{end}"
    return None if is_list(one) else f"{other}{end}"


def left_out(case: Case, node: Argument, document: Document) -> tuple[Move, ...]:
    """Return the edits that leave out an argument or input field, and the variables that nothing else uses."""
    holder = next((each for each in case.usage.homes if node in (items_of(each) or ())), None)
    if holder is None:
        return ()
    items = items_of(holder) or ()
    if len(items) > 1:
        start, end = _item(document.text, node.start, node.end)
    elif isinstance(holder, Field):
        start, end = holder.name.end, _after_parenthesis(document.text, node.end)
    else:
        start, end = node.start, node.end
    return (Step(document, start, end, ""), *without_variables(case, [node]))


def _item(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place with the comma and the blanks that separate it from the next, or from the one before."""
    position = end
    while position < len(text) and text[position] in " ,\t\n":
        position += 1
    if position < len(text) and text[position] not in ")}#":
        return start, position
    while start > 0 and text[start - 1] in " ,\t\n":
        start -= 1
    return start, end


def _after_parenthesis(text: str, position: int) -> int:
    return text.index(")", position) + 1


def without_variables(case: Case, gone: Sequence[Node]) -> Iterator[Move]:
    """Yield the edits that leave out variables of an operation which only nodes use that are gone."""
    item = case.document.item
    if not isinstance(item.node, OperationDefinition):
        return
    ranges = [(case.document.documents[case.usage.homes[each]], each.start, each.end) for each in gone]
    used: set[str] = set()
    lost: set[str] = set()
    for definition, document in case.document.documents.items():
        for value in values_of(definition):
            for variable in variables_in(value):
                is_gone = any(
                    document is other and start <= variable.start < end for other, start, end in ranges
                )
                (lost if is_gone else used).add(variable.name)
    unused = [each for each in item.node.variables if each.variable.name in lost - used]
    if not unused:
        return
    text = item.document.text
    if len(unused) == len(item.node.variables):
        start = text.rindex("(", 0, unused[0].start)
        yield Step(item.document, start, _after_parenthesis(text, unused[-1].end), "")
        return
    for each in unused:
        start, end = _item(text, each.start, each.end)
        yield Step(item.document, start, end, "")
